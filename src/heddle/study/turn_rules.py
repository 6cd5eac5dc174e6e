"""What can be kept beside the words of a turn: when they were spoken, and what else was heard."""

from __future__ import annotations

from collections.abc import Sequence

from heddle.study.rules import refuse
from heddle.text.marks import KINDS, Mark, fault, ordered, read
from heddle.text.timing import Timed, fitting

Marks = list[list[int | str]]
"""Marks as a record has them."""


def checked_timings(timings: Sequence[Sequence[int]], text: str) -> list[list[int]]:
    """Refuse timings that are not those of words of this text; returns all five numbers of each."""
    if not timings:
        return []
    whole = [Timed(*each) for each in timings if 4 <= len(each) <= 5]
    if len(fitting(whole, len(text))) < len(timings) or any(
        not -1 <= each.sure <= 100 for each in whole
    ):
        refuse(
            "The times of a turn's words do not fit its words; nothing was changed.",
            "Each has the first and last character, milliseconds from and to, and how sure it is "
            "in per cent (-1: not known); in the order of the words, none over another.",
            "timings",
        )
    return [list(each) for each in whole]


def checked_marks(marks: Sequence[Sequence[int | str]], text: str) -> Marks:
    """Refuse marks that cannot be those of this text; returns them in order, as they are kept."""
    if not marks:
        return []
    found = read(marks)
    if len(found) < len(marks):
        refuse(
            "A mark of a turn is not written as one; nothing was changed.",
            "It has a number for its kind, first and last character, and, where it has them, an "
            "amount, a time in milliseconds (-1: not known) and words.",
            "marks",
        )
    return kept_marks(found, text)


def kept_marks(marks: Sequence[Mark], text: str) -> Marks:
    """Refuse marks that cannot be those of this text; returns them in order, as they are kept."""
    for mark in marks:
        if problem := fault(mark, len(text)):
            known = 1 <= mark.kind <= len(KINDS)
            name = f"A mark ({mark.name})" if known else "A mark"
            refuse(
                f"{name} does not fit the turn: {problem}; nothing was changed.",
                "Pauses, cut-offs and what is inaudible stand between two characters, overlap and "
                "emphasis on words; places are counted in characters from the start of the turn.",
                "marks",
            )
    return [mark.kept() for mark in ordered(marks)]
