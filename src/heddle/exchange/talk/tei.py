"""TEI transcriptions of speech (`u` elements; ParlaMint among them), each utterance a turn.

Speakers are the persons that `@who` points at, by name where the file has a list of them. Words
that are marked one by one (`w`, `pc`) are put together again with the blanks that `@join` leaves
out. What is heard and is no word (pauses, gaps, sounds and gestures, unclear words) is marked
beside the words (`tei_heard`).

Format: TEI P5, chapter 8 "Transcriptions of Speech"; ParlaMint encoding guidelines.
"""

from __future__ import annotations

import re

from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.draft import Draft
from heddle.exchange.markup import parse_xml
from heddle.exchange.reading import Reading
from heddle.exchange.talk.tei_heard import Heard
from heddle.exchange.talk.values import interval, seconds
from heddle.text.marks import Mark

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = re.compile("[ \t\r\n]+")
_SOUNDS = frozenset({"vocal", "kinesic", "incident", "writing", "pause", "gap", "anchor"})
_LOST = {
    "note": "notes of the transcriber between the words",
    "shift": "changes of voice",
}
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d{1,6})?)\Z")
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


def read_tei(file: str, data: bytes) -> Reading:
    """Read a TEI file that is in memory.

    Raises:
        Unreadable: Its XML is damaged or hostile.
    """
    root = parse_xml(data, file=file, part="the file itself")
    if _local(root) not in ("TEI", "TEI.2", "teiCorpus"):
        raise Unreadable(
            "It is XML, but not a TEI file; nothing was read.",
            "Export the transcript as .vtt, .srt, .docx or .txt and import that.",
            file=file,
            code="wrong-kind",
        )
    draft = Draft()
    people = _people(root)
    times = _times(root, draft)
    unnamed: set[str] = set()
    heard = 0
    for element in root.iter():
        name = _local(element)
        if name == "include":
            draft.lose("other files that it refers to (not opened)")
        elif name in ("note", "gap", "incident", "vocal", "kinesic") and not _spoken(element):
            draft.lose("notes and incidents between the turns")
        if name != "u":
            continue
        text, marks = _words(element, draft, times)
        heard += len(marks)
        who = (element.get("who") or "").split()
        label = " + ".join(people.get(each.rpartition("#")[2], "") or _plain(each) for each in who)
        unnamed |= {each for each in who if each.rpartition("#")[2] not in people}
        start, end = _span(element, times, draft)
        draft.add_turn(text, speaker=label or None, start=start, end=end, marks=marks)
    if heard:
        draft.note(f"pauses, sounds and the like marked beside the words: {heard}")
    title = next((each for each in root.iter() if _local(each) == "title"), None)
    return draft.finish(
        "tei",
        title="".join(map(str, title.itertext())) if title is not None else "",
        language=_language(root),
        voiced=True,
    )


def _people(root: etree._Element) -> dict[str, str]:
    """Return the name of every person in the file's lists, by id."""
    people = {}
    for person in root.iter():
        if _local(person) not in ("person", "personGrp"):
            continue
        names = [each for each in person.iter() if _local(each) in ("persName", "name")]
        words = " ".join(map(str, names[0].itertext())) if names else ""
        people[person.get(_ID, "")] = " ".join(words.split()) or person.get("n", "")
    return {key: name for key, name in people.items() if key and name}


def _plain(who: str) -> str:
    """Return a reference as a label: "#Anna.Jensen" and "people.xml#A" as what is behind the #."""
    return " ".join(who.rpartition("#")[2].split())


def _times(root: etree._Element, draft: Draft) -> dict[str, float]:
    """Return the points of the timelines in seconds from their origin, by id."""
    found: dict[str, float] = {}
    for line in root.iter():
        if _local(line) != "timeline":
            continue
        scale = _UNITS.get(line.get("unit", "s"), 1.0)
        last = _reference(line.get("origin"))
        for point in line:
            if _local(point) != "when":
                continue
            name = point.get(_ID, "")
            clock = _CLOCK.match((point.get("absolute") or "").rpartition("T")[2])
            gap = point.get("interval")
            since = _reference(point.get("since")) or last
            if gap is not None and (value := seconds(gap, draft, scale=scale)) is not None:
                found[name] = round(found.get(since, 0.0) + value, 3)
            elif clock:
                hours, minutes, rest = (float(part or 0) for part in clock.groups())
                found[name] = round(hours * 3600 + minutes * 60 + rest, 3)
            elif not found:
                found[name] = 0.0
            last = name
    return found


def _span(
    element: etree._Element, times: dict[str, float], draft: Draft
) -> tuple[float | None, float | None]:
    """Return when an utterance begins and ends: its attributes, else the anchors in it."""
    marks = [
        _reference(each.get("synch"))
        for each in element.iter()
        if _local(each) == "anchor" and each.get("synch")
    ]
    start = _reference(element.get("start")) or (marks[0] if marks else "")
    end = _reference(element.get("end")) or (marks[-1] if len(marks) > 1 else "")
    return interval(times.get(start), times.get(end), draft)


def _reference(value: str | None) -> str:
    return (value or "").removeprefix("#").strip()


def _words(
    element: etree._Element, draft: Draft, times: dict[str, float]
) -> tuple[str, list[Mark]]:
    """Return what is said in an utterance, and what is heard in it besides."""
    kept = element.get(_SPACE) == "preserve"
    parts: list[str] = []
    heard = Heard(times)
    _gather(element, parts, draft, heard)
    text = "".join(parts)
    if not kept:
        text = _BLANKS.sub(" ", text.replace("\v", " ")).strip()
    return heard.settled(text, kept=kept)


def _gather(element: etree._Element, parts: list[str], draft: Draft, heard: Heard) -> None:
    """Put the words below an element behind those that there are."""
    if element.text:
        parts.append(element.text)
    marked = any(_local(child) in ("w", "pc") for child in element)
    for child in element:
        _child(child, parts, draft, heard, _local(element))
        if marked and _local(child) in ("w", "pc"):
            if child.get("join") not in ("right", "both"):
                parts.append(" ")
        elif child.tail and not (marked and not child.tail.strip()):
            parts.append(child.tail)


def _child(
    child: etree._Element, parts: list[str], draft: Draft, heard: Heard, within: str
) -> None:
    """Put in one element of an utterance; `within` names the one that it is in."""
    name = _local(child)
    if name in _SOUNDS:
        sign = heard.point(child)
        if not sign and name != "anchor":
            draft.lose("sounds and gestures that are told at length")
        parts.append(sign)
    elif name == "note" and within == "unclear":
        return  # what else may have been said, which the mark tells
    elif name in _LOST:
        draft.lose(_LOST[name])
    elif name in ("lb", "br"):
        parts.append("\n")
    elif name:
        opens, closes = heard.around(child)
        parts.append(opens)
        _gather(child, parts, draft, heard)
        parts.append(closes)
        if name in ("seg", "s", "p") and not opens:
            parts.append(_blank(parts))


def _blank(parts: list[str]) -> str:
    return " " if parts and parts[-1] and not parts[-1][-1].isspace() else ""


def _spoken(element: etree._Element) -> bool:
    """Tell whether an element stands within an utterance, or in the header."""
    return any(_local(each) in ("u", "teiHeader") for each in element.iterancestors())


def _language(root: etree._Element) -> str:
    found = root.get(_LANG) or ""
    stated = next((each for each in root.iter() if _local(each) == "language"), None)
    return found or (stated.get("ident", "") if stated is not None else "")


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
