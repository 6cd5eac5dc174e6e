"""What a speaker's label looks like at the beginning of a line, in every form that people use.

`candidates` reads one line and says what could be a label there; whether it is one depends on
the whole file and is decided in `heddle.exchange.speakers`. Times beside a label ("Anna
(00:12:30):", "[0:12] Anna:", "Anna Jensen   0:12", "#00:12:30-5#") are taken along in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from heddle.exchange.reading import Line

COLON = "Name:"
BRACKET = "[Name]"
DASH = "Name -"
TAB = "Name (tab)"
BOLD = "bold"
OWN_LINE = "own line"
VOICE = "voice tag"
FORMS = (VOICE, COLON, BRACKET, TAB, DASH, BOLD, OWN_LINE)
"""All forms, the most telling first; `speakers.detect` takes one of them or "none"."""


class Candidate(NamedTuple):
    """What could be a label, and the words that follow it on its line."""

    form: str
    label: str
    rest: str
    start: float | None = None
    """Seconds from the beginning of the recording, as written beside the label."""
    end: float | None = None
    timed_line: bool = False
    """For labels on a line of their own: a time stands beside it, as recorders write it."""


class Stamp(NamedTuple):
    """A time at the beginning of a line, and what follows it."""

    start: float
    end: float | None
    rest: str
    marked: bool
    """The time stands in brackets or # signs, so it is no part of a sentence."""


_CLOCK = r"(?:\d{1,2}:\d{1,2}:\d{1,2}|\d{1,3}:[0-5]\d)(?:[.,]\d{1,3}|-\d(?=#))?"
_STAMP = (
    rf"(?P<open>[\[(<{{#]\s*)?(?P<start>{_CLOCK})"
    rf"(?:\s*(?:-->|-|–|—)\s*(?P<end>{_CLOCK}))?(?(open)\s*[\])>}}#])"
)
_LEADING = re.compile(rf"\s*{_STAMP}(?![\d:])\s*(?:[-–—|]\s+)?(?P<rest>.*)\Z", re.DOTALL)
_FINAL = re.compile(rf"(?P<rest>.*?\S)\s*(?<![\d:]){_STAMP}\s*\Z", re.DOTALL)
_END_MARK = re.compile(r"#(?P<start>\d{1,2}:\d{2}:\d{2}-\d)#\s*\Z")

_COLON = re.compile(r"(?P<label>[^:：\t]{1,120}?)\s*[:：](?!//)(?P<rest>.*)\Z", re.DOTALL)
_BRACKET = re.compile(r"[\[<](?P<label>[^\[\]<>:]{1,60})[\]>]\s*:?\s*(?P<rest>.+)\Z", re.DOTALL)
_TAB = re.compile(r"(?P<label>[^\t]{1,60})\t+(?P<rest>.*)\Z", re.DOTALL)
_DASH = re.compile(r"(?P<label>[^\t]{1,60}?)\s+[-–—]\s+(?P<rest>.*)\Z", re.DOTALL)
_CLOCKED = re.compile(
    rf"(?P<before>[^:\[\](){{}}<>#]{{1,60}}?)\s*{_STAMP}\s*:?(?P<after>.*)\Z", re.DOTALL
)

_CODE = re.compile(r"(?P<stem>[^\W\d_]{1,4})[ .\-]?\d{1,3}[a-z]?\Z")
_NUMBERED = re.compile(r"(?P<stem>[^\W\d_][\w .,-]*?)[ #-]*(?:\d{1,3}|[A-Z])\Z")

_ROLE_WORDS = frozenset(
    """
    all alle analyst answer answerer assistant assistent chair chairman chairperson client co
    co-moderator coordinator deltager everyone facilitator female flere focus fokusgruppe forsker
    fp ge group gruppe gruppen host i informant int interviewee interviewer interviewperson ip
    intervjuer klient kvinde leder m male man mand mod moderator mødeleder note-taker notetaker
    observatør observer ordstyrer p participant participants patient q question questioner r
    referent researcher respondent several speaker spørger studerende svar taler ukendt
    unidentified unknown vært woman
    """.split()  # noqa: SIM905 (a list of eighty quoted words would hide what it says)
)
"""Words that name a part in talk: such a label is known without a second occurrence."""

_NO_SPEAKERS = frozenset(
    """
    age aim aims alder applause approach author background baggrund bemærk ch chapter code
    comment conclusion context crosstalk dag date dato day default defaults definition
    description duration eksempel emne end eq example examples exclusion field fig figure fil
    file formål ftp goal http https hypothesis inaudible inclusion info introduction item kap
    key keywords kilde kode kommentar language latter laughter length limitations location
    mailto method methods music name navn nb no note notes nr objective obs option output page
    part pause phase place probe purpose reason recorded ref reference references result
    results rule rules sec section see side silence source sources start status sted step
    stikord subject subtheme summary tab table task tasks team tema test theme tid time titel
    title tlf todo tool tools topic total transcribed transcript trin type uddannelse uge
    unintelligible url use varighed version warning week what why www year years år
    """.split()  # noqa: SIM905
)
"""Words before a colon that name a field or a note, not a person."""

_TALK = frozenset(
    """
    actually altså and also anyway because but for fordi fx first hm hmm however ja jamen jo like
    look maybe men mm nej no now og okay ok or otherwise plus right second så so still synes then
    there third today um uh well what yeah yes yet
    """.split()  # noqa: SIM905
)
"""Words that begin a sentence: never a speaker on one occurrence alone."""

_PARTICLES = frozenset(
    "af al bin da de del den der di du el la le og ter van von y zu".split()  # noqa: SIM905
)
_TITLE = re.compile(r"(?:[^\W\d_]{1,5}|[^\W\d_](?:\.[^\W\d_])+)\.\Z")
_ASIDE = re.compile(r"(?<=\S)\s+\([^:]{1,80}\)\Z")
_MOST_WORDS = 5
_REMEMBERED = 4096
"""The same few labels are asked about on every line of a transcript."""
_MOST_LETTERS = 40
_LONGEST_LINE = 120
"""A label with its time is never longer; long lines are not searched for one at their end."""


@lru_cache(_REMEMBERED)
def key(label: str) -> str:
    """Give the form under which labels are the same: spaces and capitals do not count."""
    return " ".join(label.split()).casefold()


def stamp(text: str) -> Stamp | None:
    """Read a time at the beginning of a line, in brackets or not."""
    found = _LEADING.match(text)
    return _stamped(found) if found else None


def end_mark(text: str) -> tuple[str, float] | None:
    """Read a transcriber's "#00:12:30-5#" at the end of a paragraph: (text before it, seconds)."""
    found = _END_MARK.search(text)
    return (text[: found.start()].rstrip(), seconds(found["start"])) if found else None


def seconds(clock: str) -> float:
    """Turn "1:02:03", "02:03.5" or "00:02:03-5" into seconds."""
    whole, _, tenths = clock.partition("-")
    parts = [float(part) for part in whole.replace(",", ".").split(":")]
    total = 0.0
    for part in parts:
        total = total * 60 + part
    return total + (float(tenths) / 10 if tenths else 0.0)


@lru_cache(_REMEMBERED)
def known(label: str) -> bool:
    """Say whether a label names a part in talk or is a code such as "P1", "I" or "FG2-P3"."""
    if _is_code(label):
        return True
    words = re.split(r"[\s,()/]+", key(label))
    return any(word.strip(".#0123456789") in _ROLE_WORDS for word in words if word)


@lru_cache(_REMEMBERED)
def plausible(label: str) -> bool:
    """Say whether a label could name a person: short, and written as names or codes are."""
    # What stands in brackets behind a name is an office or a place and may be longer.
    name = _ASIDE.sub("", label)
    words = name.replace(",", " ").split()
    if not words or len(words) > _MOST_WORDS or len(name) > _MOST_LETTERS:
        return False
    if key(label) in _NO_SPEAKERS or words[0].casefold().strip(".#0123456789") in _NO_SPEAKERS:
        return False
    return all(_could_name(word) for word in words) and words[0].casefold() not in _PARTICLES


def sentence_word(label: str) -> bool:
    """Say whether a label is a word with which people begin to talk ("Well:", "Ja:")."""
    return key(label) in _TALK


@lru_cache(_REMEMBERED)
def family(label: str) -> str:
    """Give the kind of a label, so that a rare one can be told by the company it keeps."""
    code = _CODE.match(label)
    if code:
        return f"code {code['stem'].casefold()}"
    if len(label) == 1 or label.isdigit():
        return "number" if label.isdigit() else "letter"
    numbered = _NUMBERED.match(label)
    if numbered and known(label):
        return f"numbered {key(numbered['stem'])}"
    if known(label):
        return "part"
    return "capitals" if label.isupper() else f"name of {min(len(label.split()), 3)}"


def candidates(line: Line) -> Iterator[Candidate]:
    """Yield what could be a label on a line, at most one for each form."""
    if line.speaker is not None:
        yield Candidate(VOICE, line.speaker, line.text)
    before = stamp(line.text)
    text = before.rest if before else line.text.lstrip()
    time = (before.start, before.end) if before else (None, None)
    for form, pattern in ((COLON, _COLON), (BRACKET, _BRACKET), (TAB, _TAB), (DASH, _DASH)):
        found = pattern.match(text)
        candidate = found and _labelled(form, found["label"], found["rest"], time)
        if candidate:
            yield candidate
    yield from _clocked(text, time)
    if line.bold:
        yield from _bold(line, time)
    yield from _alone(line, text, time)


_Time = tuple[float | None, float | None]


def _labelled(form: str, label: str, rest: str, time: _Time) -> Candidate | None:
    """Check one split of a line; a time between label and colon is taken out of the label."""
    after = _FINAL.match(label)
    if after:
        found = _stamped(after)
        label, time = found.rest, (found.start, found.end)
    label = label.strip().strip("*_").strip()
    if not plausible(label):
        return None
    if label[-1].isdigit() and rest[:1].isdigit():
        return None  # a clock ("at 10:30") or a ratio, not a colon that opens talk
    if form in {TAB, DASH} and len(label.split()) > 3:
        return None
    return Candidate(form, label, rest.strip(), *time)


def _clocked(text: str, time: _Time) -> Iterator[Candidate]:
    """Read "Name (00:12:30) words" and "Name [0:12]: words" with a clock in brackets."""
    found = re.match(
        rf"(?P<before>[^:\[\](){{}}<>#]{{1,60}}?)\s*{_STAMP}\s*:?(?P<after>.*)\Z", text
    )
    if not found or not found["open"] or not found["after"].strip():
        return
    written = (seconds(found["start"]), seconds(found["end"]) if found["end"] else time[1])
    candidate = _labelled(COLON, found["before"], found["after"], written)
    if candidate:
        yield candidate


def _bold(line: Line, time: _Time) -> Iterator[Candidate]:
    first = line.bold[0]
    begin, rest = line.text[: first.end], line.text[first.end :]
    if line.text[: first.start].strip() and not stamp(line.text[: first.start]):
        return
    before = stamp(begin)
    label = (before.rest if before else begin).strip().rstrip(":：-–— \t")
    if rest.strip():
        candidate = _labelled(BOLD, label, rest.lstrip(":：-–— \t"), time)
        if candidate:
            yield candidate


def _alone(line: Line, text: str, time: _Time) -> Iterator[Candidate]:
    """Read a label that has a line of its own, with or without a time."""
    if len(text) > _LONGEST_LINE:
        return
    timed = time[0] is not None
    after = _FINAL.match(text)
    if after:
        found = _stamped(after)
        text, time, timed = found.rest, (found.start, found.end), True
    label = text.strip().rstrip(":：-–—|, ").strip()
    if plausible(label) and (timed or not line.heading) and label[-1] not in ".!?;":
        yield Candidate(OWN_LINE, label, "", *time, timed_line=timed)


def _stamped(found: re.Match[str]) -> Stamp:
    end = seconds(found["end"]) if found["end"] else None
    return Stamp(seconds(found["start"]), end, found["rest"], bool(found["open"]))


def _is_code(label: str) -> bool:
    parts = re.split(r"[ \-_/.]+", label)
    return len(parts) <= 3 and bool(_CODE.match(parts[-1]) or _CODE.match(label))


def _could_name(word: str) -> bool:
    """Say whether one word of a label is written as in names, codes or parts of talk."""
    if not (word[0].isalnum() or word[0] in "#'’"):
        return False
    if word[-1] in '.!?;"”»' and not _TITLE.match(word):
        return False
    if any(mark in word for mark in '=@*|\\"“”«»…'):
        return False
    plain = word.casefold().strip(".")
    return (
        not word[0].islower()  # capitals, digits, and scripts that have no capitals
        or plain in _PARTICLES
        or plain in _ROLE_WORDS
        or bool(_CODE.match(word))
        or bool(re.match(r"#\w|\w?['’]\w", word))
    )
