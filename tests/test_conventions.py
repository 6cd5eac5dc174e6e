"""Marks shown by a convention: signs are put in, words stay, and every offset has its way back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heddle.text import conventions, legend
from heddle.text.conventions import HIDDEN, chosen, render
from heddle.text.marks import EMPHASIS, OVERLAP, PAUSE, UNCLEAR, Mark, read
from mark_samples import marked

LIB = Path(__file__).parents[1] / "web" / "src" / "lib"
CASES: list[tuple[str, list[list[Any]]]] = [
    ("ja det var godt, ikke", [[1, 2, 2, 1500], [1, 3, 3, 100], [2, 3, 15, 1], [5, 11, 15],
     [6, 15, 15], [3, 7, 10, -1, -1, "bar"], [4, 21, 21, -1, -1, "nods (twice)"], [7, 17, 21],
     [3, 0, 0, -1, 723000], [8, 0, 0, 3000]]),
    ("🙂 e\u0301n שלום so",
     [[5, 2, 4], [1, 3, 3], [2, 5, 9, 2], [7, 1, 1], [4, 6, 8, -1, -1, "sings"]]),
    ("", [[1, 0, 0], [8, 0, 0, -1, 3_600_000], [3, 0, 0, -1, -1, "måske"]]),
    ("“yes”—no", [[1, 1, 1, 249], [1, 5, 5], [5, 1, 4], [2, 0, 8], [7, 0, 8]]),
    (" both  sides ", [[5, 0, 13], [2, 0, 1], [1, 6, 6, 12_000], [3, 1, 5]]),
]  # fmt: skip
DECLARED = ("", "Verbatim", "intelligent verbatim.", "Intelligent_Verbatim", "Jefferson Light",
            "after Jefferson (2004)", "Clean verbatim", "as it was imported",
            "own rules", "Uden fyldord")  # fmt: skip


def vectors() -> dict[str, Any]:
    """What the browser's half is tested with."""
    made = []
    for text, kept in CASES:
        marks = read(kept)
        for convention in HIDDEN:
            for language in ("en", "da-DK"):
                shown = render(text, marks, convention, language)
                lines = legend.legend(marks, convention, language)
                made.append({"text": text, "marks": kept, "convention": convention,
                             "language": language, "shown": shown.text,
                             "inserted": [list(sign) for sign in shown.inserted],
                             "legend": [list(line) for line in lines]})  # fmt: skip
    return {"shown": made, "chosen": {each: chosen(each) for each in DECLARED}}


def test_the_browser_is_told_the_same_words_and_examples():
    for name, made in (("marks.vectors.json", vectors()), ("marks.words.json", legend.words())):
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        if os.environ.get("HEDDLE_WRITE_VECTORS"):
            (LIB / name).write_text(text, encoding="utf-8")
        assert (LIB / name).read_text(encoding="utf-8") == text, (
            f"{name} is stale: HEDDLE_WRITE_VECTORS=1 pytest tests/test_conventions.py remakes it"
        )


@settings(max_examples=60)
@given(marked(), st.sampled_from(sorted(HIDDEN)), st.sampled_from(["en", "da"]), st.data())
@example(("a b", [Mark(PAUSE, 1, 1), Mark(OVERLAP, 0, 3, 1)]), "jefferson light", "en", None)
def test_signs_are_put_in_and_every_offset_has_its_way_back(before, convention, language, data):
    text, marks = before
    shown = render(text, marks, convention, language)
    bare, at, shift = [], 0, 0
    for sign in shown.inserted:
        bare.append(shown.text[at : sign.at + shift])
        at = sign.at + shift + len(sign.words)
        assert shown.text[sign.at + shift : at] == sign.words
        assert marks[sign.mark].kind not in HIDDEN[convention]
        shift += len(sign.words)
    assert "".join([*bare, shown.text[at:]]) == text
    for offset in range(len(text) + 1):
        assert shown.here(shown.there(offset, offset)[0]) == offset
    start = data.draw(st.integers(0, len(text))) if data else 0
    end = data.draw(st.integers(start, len(text))) if data else len(text)
    first, last = shown.there(start, end)
    inside = [s for s in shown.inserted if start < s.at < end]
    assert last - first == end - start + sum(len(s.words) for s in inside)
    assert (shown.here(first), shown.here(last)) == (start, end)
    places = [shown.here(offset) for offset in range(len(shown.text) + 1)]
    assert places == sorted(places)


@settings(max_examples=60)
@given(marked(), st.sampled_from(["verbatim", "intelligent verbatim", "jefferson light"]))
def test_a_legend_has_a_line_for_whatever_is_marked_and_for_nothing_else(before, convention):
    _, marks = before
    lines = legend.legend(marks, convention)
    shown = [mark for mark in marks if mark.kind not in HIDDEN[convention]]
    hidden = [mark for mark in marks if mark.kind in HIDDEN[convention]]
    assert bool(lines) == bool(marks)
    assert [line.sign for line in lines].count("") == bool(hidden)
    signs = [line.sign for line in lines if line.sign]
    assert len(set(signs)) == len(signs) >= len({mark.kind for mark in shown})
    assert bool(signs) == bool(shown)


def test_a_letter_is_never_parted_from_its_accent():
    shown = render("e\u0301n", [Mark(PAUSE, 1, 1), Mark(EMPHASIS, 0, 1)], "verbatim")
    assert shown.text == "_e\u0301_ (pause) n"


def test_that_words_are_doubtful_is_shown_by_every_convention_that_shows_anything():
    made = [Mark(UNCLEAR, 0, 2), Mark(PAUSE, 2, 2)]
    assert render("so so", made, "intelligent verbatim").text == "(so?) so"
    assert render("so so", made, "jefferson light").text == "(so) (.) so"


@pytest.mark.parametrize(("ms", "told"), [(0, "0.0"), (49, "0.0"), (50, "0.1"), (12_345, "12.3")])
def test_pauses_are_told_in_tenths(ms, told):
    assert conventions.tenths(ms) == told
