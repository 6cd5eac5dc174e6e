"""Offsets of other programs: each coded segment is its true words, however they counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heddle.exchange.refi.container_in import Raw
from heddle.exchange.refi.offsets_in import Held, Measure, Place, Way
from heddle.exchange.refi.project_in import read_refi
from refi_maker import STYLES, Maker, words_coded

WORDS = st.sampled_from(
    ["så", "care", "\U0001f600", "e\u0301tude", "\u05e9\u05dc\u05d5\u05dd", "\U0001d11e\U0001f468",
     "well,", "no", "trust", "\u202eabc\u202c", "x"]
)  # fmt: skip
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=7).map(" ".join), min_size=3, max_size=9)

PLAIN = "All of this was said aloud before everybody went home again to think."


def told(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of whole words, by the numbers of the first and last."""
    found = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    ends = [(min(a, b) % len(found), max(a, b) % len(found)) for a, b in places]
    return [(found[min(a, b)][0], found[max(a, b)][1]) for a, b in ends]


@pytest.mark.parametrize("name", sorted(STYLES))
@given(
    texts=st.lists(LINES.map("\n".join), min_size=1, max_size=2),
    places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=8, max_size=14),
)
@settings(max_examples=12)
def test_each_segment_is_its_words_as_every_program_counts(
    name: str, texts: list[str], places: list[tuple[int, int]]
) -> None:
    style = STYLES[name]
    known = any(tool in name for tool in ("nvivo", "maxqda", "atlasti", "qualcoder", "transana"))
    # A program that nobody knows must be told by its texts: there is plain talk in them.
    texts = texts if known else [f"{text}\n{PLAIN}" for text in texts]
    maker = Maker(style, texts={f"Text {n}": text for n, text in enumerate(texts)})
    for text, words in maker.texts.items():
        spans = told(words, places)
        if not known:
            at = words.index(PLAIN)
            spans += [(at + m.start(), at + m.end()) for m in re.finditer(r"\w+", PLAIN)]
        for number, (start, end) in enumerate(spans):
            maker.codings.append((text, start, end, maker.codes[number % 2], maker.users[0]))
    found = read_refi("x.qdpx", maker.file())
    wanted = [(t, c, u, maker.texts[t][a:b]) for t, a, b, c, u in maker.codings]
    assert words_coded(found) == wanted
    assert [each.text for each in found.sources] == list(maker.texts.values())
    assert any("offsets in" in note for note in found.notes)


@given(
    text=st.text(st.sampled_from("ab \n\U0001f600å"), min_size=1, max_size=30),
    mixed=st.booleans(),
    way=st.builds(
        Way,
        st.booleans(),
        st.sampled_from(["file", "one", "two"]),
        st.booleans(),
        st.booleans(),
    ),
    edges=st.tuples(st.integers(0, 30), st.integers(0, 30)),
)
@settings(max_examples=60)
def test_a_place_comes_back_from_every_way_of_counting(
    text: str, mixed: bool, way: Way, edges: tuple[int, int]
) -> None:
    start, end = sorted(min(edge, len(text)) for edge in edges)
    assume(start < end)
    lines = text.split("\n")
    raw = "".join(
        line + ("\r\n" if not mixed or n % 2 else "\n") for n, line in enumerate(lines[:-1])
    )
    raw += lines[-1]
    there = {0: 0}
    at = 0
    seen = 0
    for place, letter in enumerate(text):
        crlf = letter == "\n" and (not mixed or seen % 2 == 1)
        seen += letter == "\n"
        wide = (way.utf16 and letter > "\uffff") or (
            letter == "\n" and (way.lines == "two" or (way.lines == "file" and crlf))
        )
        at += 1 + wide
        there[place + 1] = at
    shift = int(way.bom)
    last = there[end] - (there[end] - there[end - 1] if way.inclusive else 0)
    place = Measure(Held.of(Raw(raw, bom=True)), way).place(there[start] + shift, last + shift)
    assert place == Place(start, end, place.flawed)


def test_quoted_words_decide_where_the_edges_of_words_cannot() -> None:
    """Somebody who codes letters leaves no evidence but the words that are quoted."""
    text = "\U0001f600" * 3 + "abcdefghijklmnopqrstuvwxyz" * 4
    maker = Maker(STYLES["qualcoder"], texts={"One": text})
    maker.style = STYLES["nvivo mac"].__class__(origin="QualCoder 3.6", utf16=True, quotes=True)
    maker.codings = [("One", 5, 11, "Care", "Ann")]
    found = read_refi("x.qdpx", maker.file())
    assert words_coded(found) == [("One", "Care", "Ann", text[5:11])]
    assert any("1 of 1 quotations match" in note for note in found.notes)


def test_what_cannot_be_told_goes_by_the_program() -> None:
    """One coding amid a word says nothing: then it counts as its program is known to."""
    text = "\U0001f600abcdefgh"
    for style, known in (("nvivo mac", True), ("qualcoder windows", False)):
        maker = Maker(STYLES[style], texts={"One": text})
        maker.style = STYLES[style].__class__(STYLES[style].origin, utf16=STYLES[style].utf16)
        maker.codings = [("One", 3, 6, "Care", "Ann")]
        found = read_refi("x.qdpx", maker.file())
        assert words_coded(found)[0][3] == text[3:6], known


def test_a_real_interview_like_text_has_every_segment(shared: Path) -> None:
    """Long Danish talk as NVivo for Windows writes it, with emoji: all segments, not most."""
    (path,) = sorted((shared / "corpora" / "folketing_da").rglob("*.xml"))
    text = re.sub(r"<[^>]*>|\r", "", path.read_text("utf-8-sig"))[-40_000:]
    text = re.sub(r"\. ", ". \U0001f642 ", text)
    style = STYLES["nvivo windows"]
    maker = Maker(style, texts={"Salen": text})
    for found in [*re.finditer(r"[^.\n]{20,90}(?=\.)", text)][:300]:
        if found[0].strip() == found[0]:
            maker.codings.append(("Salen", found.start(), found.end(), "Care", "Ann"))
    assert len(maker.codings) > 50
    wanted = [text[a:b] for _, a, b, _, _ in maker.codings]
    assert [words for *_, words in words_coded(read_refi("x.qdpx", maker.file()))] == wanted
    # The same without a word on who wrote it.
    style = style.__class__(utf16=True, crlf=True, line=2, bom=True)
    maker.style = style
    assert [words for *_, words in words_coded(read_refi("x.qdpx", maker.file()))] == wanted
