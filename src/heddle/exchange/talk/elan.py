"""ELAN annotation files (.eaf): tiers of talk, each of a person, in the order of time.

A tier's person is its PARTICIPANT, else its name. Tiers that hang on others (translations,
glosses, single words) are not talk; where one of them holds the words of the talk above it, it
gives their times. Recordings that a file names are never opened.

Format: EAF 2.x and 3.0, https://www.mpi.nl/tools/elan/EAFv3.0.xsd.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.draft import Draft, counted
from heddle.exchange.markup import parse_xml
from heddle.exchange.reading import Reading
from heddle.exchange.talk.aligned import Talked, lines_in_time, one_line, with_words
from heddle.exchange.talk.spoken import flagged
from heddle.exchange.talk.values import interval, milliseconds, seconds
from heddle.text.timing import Timed, fitting

OWN = "heddle:turns"
"""Name of the property that marks what Heddle wrote, and holds the flags of its turns."""
_PLACE = re.compile(r"(?P<turn>a\d{1,12})w(?P<start>\d{1,9})-(?P<end>\d{1,9})")
"""What Heddle calls the annotation of a word: its turn, and where in its text it stands."""
_DEEPEST = 50
"""Tiers that hang on tiers; files of linguists have five or so."""
_MARKS = ".,;:!?…\"'()[]“”‘’«»"


class _Tier(msgspec.Struct):
    name: str
    participant: str
    parent: str
    said: list[tuple[str, Talked]]
    """Ids of annotations, and what they hold."""


_Waiting = tuple[str, str, str, _Tier]
"""An annotation that hangs on another: its id, the other's, its words and its tier."""


def read_eaf(file: str, data: bytes) -> Reading:
    """Read an ELAN annotation file that is in memory.

    Raises:
        Unreadable: Its XML is damaged or hostile.
    """
    root = parse_xml(data, file=file, part="the file itself")
    if _local(root) != "ANNOTATION_DOCUMENT":
        raise Unreadable(
            "It is XML, but not an ELAN file; nothing was read.",
            "Export the transcript as .vtt, .srt, .docx or .txt and import that.",
            file=file,
            code="wrong-kind",
        )
    draft = Draft()
    _count_lost(root, draft)
    tiers = _tiers(root, _slots(root, draft), draft)
    own = next((p for p in _named(root, "PROPERTY") if p.get("NAME") == OWN), None)
    if own is not None:
        _read_own(tiers, own.text or "", draft)
    else:
        _read(tiers, draft)
    return draft.finish("eaf", voiced=True)


def _read_own(tiers: list[_Tier], flags: str, draft: Draft) -> None:
    """Take the annotations as the turns that they were, in the order of their numbers."""
    told = {said[0]: said[1:] for entry in flags.split(";") if (said := entry.split())}
    turns = [(n, t, tier.participant) for tier in tiers if not tier.parent for n, t in tier.said]
    words: dict[str, list[Timed]] = {}
    for tier in tiers:
        for name, each in tier.said if tier.parent else ():
            place = _PLACE.fullmatch(name)
            if place and each.start is not None and each.end is not None:
                span = int(place["start"]), int(place["end"])
                timed = Timed(*span, milliseconds(each.start), milliseconds(each.end))
                words.setdefault(place["turn"], []).append(timed)
    for name, each, speaker in sorted(turns, key=lambda turn: _number(turn[0])):
        start, end = flagged((each.start or 0.0, each.end or 0.0), told.get(name, ()))
        timings = fitting(sorted(words.get(name, ())), len(each.text))
        draft.add_turn(each.text, speaker=speaker or None, start=start, end=end, timings=timings)


def _number(name: str) -> int:
    digits = name[1:12]
    return int(digits) if digits.isdecimal() else 0


def _read(tiers: list[_Tier], draft: Draft) -> None:
    for tier in tiers:
        tier.said = [(name, each._replace(text=one_line(each.text))) for name, each in tier.said]
    above = {tier.name: tier.parent for tier in tiers}
    roots: dict[str, list[_Tier]] = {}
    for tier in tiers:
        roots.setdefault(_root(tier.name, above), []).append(tier)
    people: dict[str, list[list[_Tier]]] = {}
    for name, family in roots.items():
        top = next((tier for tier in family if tier.name == name), family[0])
        people.setdefault(top.participant or name, []).append(family)
    talk = {
        person: _talk([tier for family in families for tier in family], draft)
        for person, families in people.items()
    }
    lines_in_time(talk, draft)


def _talk(tiers: list[_Tier], draft: Draft) -> list[Talked]:
    """Choose the tier of a person that holds their talk, with the times of words from another.

    A tier that stands by itself is taken unless another has more than twice its letters: then it
    holds only names of stretches ("utterance 12").
    """
    weights = [sum(len(each.text) for _, each in tier.said) for tier in tiers]
    tops = [i for i, tier in enumerate(tiers) if not tier.parent]
    best = max(tops or range(len(tiers)), key=lambda i: weights[i])
    fullest = max(range(len(tiers)), key=lambda i: weights[i])
    chosen = fullest if weights[fullest] > 2 * weights[best] else best
    said = [each for _, each in tiers[chosen].said]
    held = {word.strip(_MARKS) for each in said for word in each.text.split()}
    for i, tier in enumerate(tiers):
        if i == chosen or not tier.said:
            continue
        words = [each for _, each in tier.said if each.start is not None]
        single = len(words) > len(said) and all(len(each.text.split()) == 1 for each in words)
        if single and sum(each.text.strip(_MARKS) in held for each in words) * 2 > len(words):
            said = with_words(said, words, draft)
        else:
            draft.lose("annotations beside the talk (translations, glosses)", len(tier.said))
    return said


def _root(name: str, above: dict[str, str]) -> str:
    """Return the tier on which a tier hangs in the end; tiers in a circle hang on any of it."""
    for _ in range(_DEEPEST):
        parent = above.get(name, "")
        if parent not in above:
            break
        name = parent
    return name


def _slots(root: etree._Element, draft: Draft) -> dict[str, float]:
    """Return the times of all slots; those that are not stated lie evenly between the others."""
    slots = list(_named(root, "TIME_SLOT"))
    values = [seconds(slot.get("TIME_VALUE"), draft, scale=0.001) for slot in slots]
    known = [i for i, value in enumerate(values) if value is not None]
    found: dict[str, float] = {}
    last = -1
    for i, (slot, value) in enumerate(zip(slots, values, strict=True)):
        if value is not None:
            last += 1
            found[slot.get("TIME_SLOT_ID", "")] = value
        elif 0 <= last < len(known) - 1:
            before, after = known[last], known[last + 1]
            begin, end = values[before] or 0.0, values[after] or 0.0
            share = (i - before) / (after - before)
            found[slot.get("TIME_SLOT_ID", "")] = round(begin + share * (end - begin), 3)
    guessed = len(slots) - len(known)
    if guessed:
        times = counted(guessed, "time", "times")
        draft.note(f"{times} not stated in the file, put evenly between those beside them")
    return found


def _tiers(root: etree._Element, slots: dict[str, float], draft: Draft) -> list[_Tier]:
    placed: dict[str, Talked] = {}
    waiting: list[_Waiting] = []
    tiers: list[_Tier] = []
    for element in _named(root, "TIER"):
        tier = _Tier(
            " ".join(element.get("TIER_ID", "").split()),
            " ".join(element.get("PARTICIPANT", "").split()),
            " ".join(element.get("PARENT_REF", "").split()),
            [],
        )
        tiers.append(tier)
        for each in element.iter():
            kind = _local(each)
            if kind not in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
                continue
            text = next((v.text or "" for v in each if _local(v) == "ANNOTATION_VALUE"), "")
            name = each.get("ANNOTATION_ID", "")
            if kind == "REF_ANNOTATION":
                waiting.append((name, each.get("ANNOTATION_REF", ""), text, tier))
                continue
            refs = [each.get(f"TIME_SLOT_REF{n}", "") for n in (1, 2)]
            if any(ref not in slots for ref in refs):
                draft.lose("annotations whose time is not in the file")
            start, end = interval(slots.get(refs[0]), slots.get(refs[1]), draft)
            placed[name] = Talked(start, end, text)
            if text.strip():
                tier.said.append((name, placed[name]))
    _place(waiting, placed, draft)
    return tiers


def _place(waiting: list[_Waiting], placed: dict[str, Talked], draft: Draft) -> None:
    """Give annotations that hang on others their time, however they are ordered in the file."""
    refers = {name: ref for name, ref, _, _ in waiting}
    for name, at, text, tier in waiting:
        for _ in range(_DEEPEST):
            if at in placed or at not in refers:
                break
            at = refers[at]  # noqa: PLW2901 - climbs to the annotation that has a time
        top = placed.get(at)
        if top is None:
            draft.lose("annotations that hang on one that is not in the file")
        if text.strip():
            start, end = (top.start, top.end) if top else (None, None)
            tier.said.append((name, Talked(start, end, text)))


def _count_lost(root: etree._Element, draft: Draft) -> None:
    media = sum(1 for _ in _named(root, "MEDIA_DESCRIPTOR"))
    draft.lose("names of recordings and linked files (not opened)", media)
    linked = sum(1 for _ in _named(root, "LINKED_FILE_DESCRIPTOR"))
    draft.lose("names of recordings and linked files (not opened)", linked)
    draft.lose("controlled vocabularies", sum(1 for _ in _named(root, "CONTROLLED_VOCABULARY")))


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in root.iter() if _local(each) == name)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
