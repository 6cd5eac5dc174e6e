"""Texts with marks, drawn for the laws about them: astral and combining characters, two scripts."""

from __future__ import annotations

from hypothesis import strategies as st

from heddle.text.marks import (
    INAUDIBLE,
    KINDS,
    LASTING,
    NONVERBAL,
    OVERLAP,
    POINTS,
    STRETCHES,
    UNCLEAR,
    UNSAID,
    Mark,
    ordered,
)

WORDS = ["ja", "nej", "\U0001f642", "e\u0301n", "שלום", "العربية", ",", "og", "“så”", "x"]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@st.composite
def marks_on(draw: st.DrawFn, text: str) -> list[Mark]:
    """Marks that can be true of a text."""
    made = []
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(st.integers(1, len(KINDS)))
        start = draw(st.integers(0, len(text)))
        end = start if kind in POINTS else draw(st.integers(start, len(text)))
        if kind in STRETCHES and start == end:
            continue
        amount = UNSAID
        if kind in LASTING:
            amount = draw(st.sampled_from([UNSAID, 0, 500, 1_234, 12_000]))
        elif kind == OVERLAP:
            amount = draw(st.sampled_from([UNSAID, 1, 2]))
        words = ""
        if kind == NONVERBAL:
            words = draw(st.sampled_from(["nods", "peger på \U0001f642", "a (b) [c]"]))
        elif kind == UNCLEAR:
            words = draw(st.sampled_from(["", "måske", "שלום"]))
        at = draw(st.sampled_from([UNSAID, 723_000])) if kind in (INAUDIBLE, UNCLEAR) else UNSAID
        made.append(Mark(kind, start, end, amount, at, words))
    return ordered(made)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A text and marks of it."""
    text = draw(texts)
    return text, draw(marks_on(text))
