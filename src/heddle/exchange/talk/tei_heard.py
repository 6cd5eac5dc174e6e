"""What is heard in an utterance of TEI and is no word, read as marks beside its words.

While the words of an utterance are put together, a sign that no text holds stands for each place
where something is heard; `settled` takes the signs out again and says where they stood.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
from lxml import etree

from heddle.text.marks import (
    CUTOFF,
    EMPHASIS,
    INAUDIBLE,
    LAUGHTER,
    MOST_WORDS,
    NONVERBAL,
    OVERLAP,
    PAUSE,
    UNCLEAR,
    UNSAID,
    Mark,
    fitting,
)
from heddle.text.timing import LONGEST

SIGN: Final = "\0"
"""A character that no XML can hold."""
_DURATION: Final = re.compile(
    r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?|(\d{1,6}(?:\.\d{1,6})?) ?s?"
)
_LAUGHTER: Final = re.compile(
    r"(?:laugh(?:s|ing|ter)?|giggles?|chuckles?|ler|latter|griner|smeh)\.?"
)
_DOINGS: Final = frozenset({"vocal", "kinesic", "incident", "writing"})


class Heard(msgspec.Struct):
    """What is heard in one utterance, while it is read."""

    moments: dict[str, float]
    """Points of the timelines in seconds, by name."""
    made: list[tuple[Mark, bool]] = []
    """A mark for each sign, and whether it ends there; places are not known yet."""

    def point(self, element: etree._Element) -> str:
        """Return the sign for something between words; "" where it is nothing that is kept."""
        mark = self._between(element)
        return self._put(mark) if mark else ""

    def around(self, element: etree._Element) -> tuple[str, str]:
        """Return the signs before and behind the words of an element; "" for others."""
        mark = _on_words(element, self._at(element))
        if mark is None:
            return "", ""
        opens = self._put(mark)
        return opens, self._put(mark, ends=True)

    def _put(self, mark: Mark, *, ends: bool = False) -> str:
        self.made.append((mark, ends))
        return f"{SIGN}{len(self.made) - 1}{SIGN}"

    def _between(self, element: etree._Element) -> Mark | None:
        name = _local(element)
        if name == "pause":
            return Mark(PAUSE, 0, 0, _lasting(element))
        if name == "anchor" and element.get("type") == "cutoff":
            return Mark(CUTOFF, 0, 0)
        if name == "gap":
            inaudible = "inaudible" in (element.get("reason") or "")
            amount = _lasting(element) if inaudible else UNSAID
            words = "" if inaudible else _said(element)
            return Mark(INAUDIBLE if inaudible else UNCLEAR, 0, 0, amount, self._at(element), words)
        if name in _DOINGS:
            words = _said(element) or name
            if _LAUGHTER.fullmatch(words.casefold()):
                return Mark(LAUGHTER, 0, 0)
            return Mark(NONVERBAL, 0, 0, words=words) if len(words) <= MOST_WORDS else None
        return None

    def _at(self, element: etree._Element) -> int:
        moment = self.moments.get((element.get("synch") or "").removeprefix("#").strip())
        return UNSAID if moment is None else round(moment * 1000)

    def settled(self, text: str, *, kept: bool) -> tuple[str, list[Mark]]:
        """Take the signs out of the words of an utterance; returns the words and their marks.

        Args:
            text: with signs in it.
            kept: blanks are as they should be; else two of them that a sign parted are one.
        """
        words = ""
        places: dict[int, int] = {}
        found: list[Mark] = []
        for number, piece in enumerate(text.split(SIGN)):
            if number % 2 == 0:
                glued = not kept and (not words or words[-1].isspace())
                words += piece.lstrip(" ") if glued else piece
                continue
            mark, ends = self.made[int(piece)]
            if ends:
                start = places.pop(int(piece) - 1, len(words))
                end = len(words if kept else words.rstrip(" "))
                found.append(mark._replace(start=start, end=end))
            elif mark.end:
                places[int(piece)] = len(words)
            else:
                at = len(words) if kept else len(words.rstrip(" "))
                found.append(mark._replace(start=at, end=at))
        if not kept:
            words = words.rstrip()
        return words, _whole(fitting(found, len(words)))


def _on_words(element: etree._Element, at: int) -> Mark | None:
    name = _local(element)
    if name == "emph":
        return Mark(EMPHASIS, 0, 1)
    if name == "unclear":
        notes = [each for each in element if _local(each) == "note"]
        return Mark(UNCLEAR, 0, 1, at=at, words=_said(notes[0]) if notes else "")
    kind = element.get("type") if name == "seg" else ""
    if kind == "overlap":
        number = element.get("n") or ""
        known = number.isascii() and number.isdecimal() and 0 < int(number[:7]) <= 1_000_000
        return Mark(OVERLAP, 0, 1, int(number) if known else UNSAID)
    if kind == "laughing":
        return Mark(LAUGHTER, 0, 1)
    if kind == "doing":
        return Mark(NONVERBAL, 0, 1, words=" ".join((element.get("subtype") or "").split()))
    return None


def _whole(marks: list[Mark]) -> list[Mark]:
    """Make one of stretches that were written in pieces because others crossed them."""
    made: list[Mark] = []
    ending: dict[Mark, int] = {}
    for mark in marks:
        if mark.start == mark.end:
            made.append(mark)
            continue
        alike = mark._replace(start=0, end=0)
        before = ending.pop(alike._replace(end=mark.start), len(made))
        if before < len(made):
            made[before] = made[before]._replace(end=mark.end)
        else:
            made.append(mark)
        ending[alike._replace(end=mark.end)] = before
    return made


def _said(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).replace(SIGN, "").split())[:MOST_WORDS]


def _lasting(element: etree._Element) -> int:
    match = _DURATION.fullmatch((element.get("dur") or "").strip())
    if not match or not any(match.groups()):
        return UNSAID
    hours, minutes, seconds = (float(part or 0) for part in match.groups()[:3])
    total = round((hours * 3600 + minutes * 60 + seconds + float(match[4] or 0)) * 1000)
    return total if total <= LONGEST else UNSAID


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
