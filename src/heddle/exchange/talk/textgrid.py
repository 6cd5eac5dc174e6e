"""Praat TextGrids, in the long and the short text form: a tier is a speaker.

Praat itself reads only what stands free: numbers, "strings" (with "" for a quote) and <flags>;
all else in the long form is for people. So one reader does for both. Tiers of words (as forced
aligners make them, "Anna - words") give the times of words where the speaker has a tier of talk
too, and are the talk where there is none; tiers of sounds are left out.

Format: Praat manual, "TextGrid file formats" (fon.hum.uva.nl/praat/manual).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.aligned import Talked, lines_in_time, one_line, with_words
from heddle.exchange.talk.values import interval

OWN = "Heddle: each interval is one turn"
"""An empty tier of this name marks what Heddle wrote; behind it come tiers of words."""
WORDS = " - words"
_TOKEN = re.compile(
    r'"(?P<text>[^"]*(?:""[^"]*)*)"|<(?P<flag>exists|absent)>'
    r"|(?<![^\s])(?P<number>[-+]?\d{1,300}(?:\.\d{0,300})?(?:[eE][-+]?\d{1,3})?)%?(?![^\s])"
    r"|![^\n]*"
)
_PARTS = re.compile(
    r"(?:(?P<who>.*?)\s*[-_ ]\s*)?(?P<what>words?|wd|ord|mots?|wörter|tokens?|phones?|phonemes?"
    r"|segments?|syllables?|mau|kan)\Z",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = frozenset({"word", "words", "wd", "ord", "mot", "mots", "wörter", "token", "tokens"})


class Tier(msgspec.Struct):
    """A tier: its name and its intervals (begin, end in seconds, label); a point has no end."""

    name: str
    marks: list[tuple[float | None, float | None, str]]


def read_textgrid(file: str, text: str) -> Reading:
    """Read a decoded TextGrid; `file` is its name, for messages.

    Raises:
        Unreadable: It is the binary or the chronological form, or holds no tiers.
    """
    draft = Draft()
    tiers = list(_tiers(file, text, draft))
    mark = next((i for i, tier in enumerate(tiers) if tier.name == OWN), None)
    if mark is not None:
        _read_own(tiers[:mark], tiers[mark + 1 :], draft)
    else:
        _read(tiers, draft)
    return draft.finish("textgrid", voiced=True)


def _read_own(tiers: list[Tier], words: list[Tier], draft: Draft) -> None:
    """Take intervals as the turns that they were; the n-th tier of a name has its n-th of words."""
    waiting: dict[str, list[Tier]] = {}
    for tier in words:
        waiting.setdefault(tier.name.removesuffix(WORDS), []).append(tier)
    turns = []
    for tier in tiers:
        said = [Talked(*mark) for mark in tier.marks if mark[2].strip()]
        own = waiting.get(tier.name)
        if own:
            timed = [Talked(*mark) for mark in own.pop(0).marks if mark[2].strip()]
            said = with_words(said, timed, draft)
        turns += [(each, tier.name) for each in said]
    for each, name in sorted(turns, key=lambda pair: pair[0].start or 0.0):
        draft.add_turn(
            each.text, speaker=name or None, start=each.start, end=each.end, timings=each.timings
        )


def _read(tiers: list[Tier], draft: Draft) -> None:
    talk: dict[str, list[Talked]] = {}
    words: dict[str, list[Talked]] = {}
    for name, tier in _named(tiers, draft):
        split = _PARTS.match(name)
        what = split["what"].casefold() if split else ""
        said = [
            Talked(start, end, one_line(label)) for start, end, label in tier.marks if label.strip()
        ]
        if not split:
            talk[name] = said
        elif what in _WORDS:
            words.setdefault((split["who"] or "").strip(), []).extend(said)
        else:
            draft.lose("marks of sounds and parts of words", len(said))
    if len(talk) == 1 and words.keys() == {""}:
        words = {next(iter(talk)): words[""]}
    for name in words.keys() - talk.keys():
        talk[name] = words[name]
    timed = {name: with_words(said, words.get(name, []), draft) for name, said in talk.items()}
    lines_in_time(timed, draft)


def _named(tiers: list[Tier], draft: Draft) -> Iterator[tuple[str, Tier]]:
    """Give every tier a name of its own: Praat allows two of one name."""
    seen: set[str] = set()
    for tier in tiers:
        name = " ".join(tier.name.split())
        if name in seen:
            number = next(n for n in range(2, len(tiers) + 2) if f"{name} ({n})" not in seen)
            draft.note(f"a second tier is called “{name}” too; it is “{name} ({number})” here")
            name = f"{name} ({number})"
        seen.add(name)
        yield name, tier


def _tiers(file: str, text: str, draft: Draft) -> Iterator[Tier]:
    """Yield the tiers; where the file breaks off, what is there."""
    tokens = _tokens(text)
    opening = (next(tokens, ""), next(tokens, ""))
    if opening not in (("ooTextFile", "TextGrid"), ("ooTextFile short", "TextGrid")):
        raise _refusal(file)
    next(tokens, None), next(tokens, None)  # where the recording begins and ends
    if next(tokens, None) != "<exists>":
        return
    count = _count(next(tokens, None))
    for number in range(count):
        form, name = next(tokens, None), next(tokens, None)
        if form not in ("IntervalTier", "TextTier") or not isinstance(name, str):
            draft.lose("tiers that are missing at the end (the file breaks off)", count - number)
            return
        next(tokens, None), next(tokens, None)
        tier = Tier(name, [])
        whole = _marks(tier, form == "TextTier", _count(next(tokens, None)), tokens, draft)
        yield tier
        if not whole:
            draft.lose("tiers that are cut short (the file breaks off)")
            return


def _marks(
    tier: Tier, points: bool, count: int, tokens: Iterator[str | float], draft: Draft
) -> bool:
    """Read the marks of a tier; False where the file breaks off."""
    for _ in range(count):
        start = next(tokens, None)
        end = None if points else next(tokens, None)
        label = next(tokens, None)
        if not isinstance(start, float) or not isinstance(label, str):
            return False
        tier.marks.append((*interval(start, end, draft), label))
    return True


def _tokens(text: str) -> Iterator[str | float]:
    for token in _TOKEN.finditer(text):
        if token["text"] is not None:
            yield token["text"].replace('""', '"')
        elif token["flag"]:
            yield f"<{token['flag']}>"
        elif token["number"]:
            yield float(token["number"])


def _count(value: object) -> int:
    """Return how many things a file claims to hold; what is there is counted while it is read."""
    return int(min(value, 1e12)) if isinstance(value, float) and value > 0 else 0


def _refusal(file: str) -> Unreadable:
    return Unreadable(
        "It is not a TextGrid in Praat's text form (perhaps a binary or a chronological one, or "
        "another object); nothing was read.",
        "Open it in Praat and choose Save as text file; then import that.",
        file=file,
        code="wrong-kind",
    )
