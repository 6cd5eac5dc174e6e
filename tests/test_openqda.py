"""OpenQDA's tables, and positions in any table: believed only where they are borne out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation_samples import utf16
from heddle.exchange.cells import write_csv
from heddle.exchange.positions import LAYOUTS, Layout, Positions
from heddle.text.spans import Point, Span
from import_desk import Desk, desk_fixture  # noqa: F401 - a fixture

HEADER = "file;code category;created by;created at;last update;start pos;end pos;selection"
NOTES = "attached to;name;created by;created at;visibility;note"
TALK = (
    'Mod: What is it? 😀\nAnna: A "chair", and a chair.\nBo: And a chair; so it goes.\n'
    "Mod: Well.\nAnna: Well, yes.\nBo: No.\n"
)


def line(*cells: object) -> str:
    """A row as OpenQDA's own builder writes it: a semicolon is no reason for quotes."""
    told = [re.sub(r"\s+", " ", str(cell)) for cell in cells]
    quoted = ['"' + c.replace('"', '""') + '"' if re.search('[,"\r\n]', c) else c for c in told]
    return ";".join(quoted) + "\n"


def table(text: str, rows: Sequence[tuple[int, int, str, str]], *, name: str = "T.docx") -> bytes:
    """What OpenQDA hands out for stretches of its own text, which has the speakers in it."""
    out = HEADER + "\n"
    for start, end, code, who in rows:
        said = re.sub(r"\s+", " ", text[start:end].replace('"', "'"))
        out += line(
            name, code, who, "2024-02-01", "", utf16(text, start), utf16(text, end), f'"{said}"'
        )
    return out.encode()


def test_codings_of_openqda_land_on_their_words_with_coder_and_date(desk: Desk) -> None:
    desk.take(desk.file("T.txt", TALK), form="Name:")
    stretches = [("What is it?", 0), ('A "chair"', 0), ("a chair", 1), ("so it goes", 0)]
    rows = []
    for words, nth in stretches:
        at = [found.start() for found in re.finditer(re.escape(words), TALK)][nth]
        rows.append((at, at + len(words), "Sit > Down", "Eva"))
    report = desk.take(desk.file("codings.csv", table(TALK, rows)))
    assert report.misses == []
    assert [(row["text"], row["path"], row["coder"]) for row in desk.study.codings()] == [
        (words, "Sit > Down", "Eva") for words, _ in stretches
    ]
    assert [row["speaker"] for row in desk.study.codings()] == ["Mod", "Anna", "Bo", "Bo"]
    assert any("placed by their positions" in note for note in report.notes)


def test_notes_of_openqda_become_memos(desk: Desk) -> None:
    desk.take(desk.file("T.txt", TALK), form="Name:")
    desk.study.do("codes.add", name="Chair")
    notes = [
        ("code", "Chair", "Eva", "01.02.2024", "team", "Look at chairs, all of them"),
        ("source", "T", "Eva", "01.02.2024", "private", "A short one"),
        ("project", "Our study", "", "", "team", "Begun"),
    ]
    data = "\n".join([NOTES, *(line(*each).strip() for each in notes)]).encode()
    desk.take(desk.file("notes.csv", data))
    memos = desk.study.rows("memos")
    assert [(m["type"], m["text"], m["author"], len(m["about"])) for m in memos] == [
        ("code", "Look at chairs, all of them", "Eva", 1),
        ("other", "A short one", "Eva", 1),
        ("other", "Begun", "Researcher 1", 0),
    ]


turns = st.lists(st.text("ab 😀\n", max_size=5), min_size=1, max_size=5)


@settings(max_examples=60)
@given(turns, st.sampled_from(LAYOUTS), st.integers(-3, 3), st.data())
def test_a_position_gives_the_true_place_or_none(
    texts: list[str], layout: Layout, shift: int, data: st.DataObject
) -> None:
    labels = data.draw(st.lists(st.sampled_from([None, "A", "😀b"]), min_size=len(texts),
                                max_size=len(texts)))  # fmt: skip
    edges = [Point(turn, at) for turn, text in enumerate(texts) for at in range(len(text) + 1)]
    places = [Span(edge, edge) for edge in edges]
    counted = dict(zip(places, _positions(texts, labels, layout), strict=True))
    known = data.draw(st.lists(st.sampled_from(places), max_size=4))
    wanted = data.draw(st.sampled_from(places))
    positions = Positions(texts, labels)
    for place in known:
        positions.learn(place, counted[place] + shift)
    found = positions.choose(places, counted[wanted] + shift)
    if known:
        assert found in (wanted, None) or counted[found] == counted[wanted]


def _positions(texts: list[str], labels: list[str | None], layout: Layout) -> list[int]:
    """Where a program with such a layout counts each point of each turn, said simply."""
    end = "\r\n" if layout.line_end == 2 else "\n"
    found, whole = [], ""
    for text, label in zip(texts, labels, strict=True):
        whole += f"{label}{layout.label}".replace("\n", end) if label and layout.label else ""
        for at in range(len(text) + 1):
            so_far = whole + text[:at].replace("\n", end)
            found.append(utf16(so_far, len(so_far)) if layout.utf16 else len(so_far))
        whole += text.replace("\n", end) + end
    return found


@pytest.mark.parametrize("shift", [0, 3])
def test_positions_that_are_not_borne_out_are_not_believed(desk: Desk, shift: int) -> None:
    desk.take(desk.file("T.txt", "one two one three one\n"), form="none")
    rows = [["T", "A", "one", str(8 + shift)], ["T", "B", "two", str(4 + shift)],
            ["T", "C", "three", str(12 + 2 * shift)]]  # fmt: skip
    made = write_csv(["document", "code", "words", "start"], rows)
    report = desk.take(desk.file("c.csv", made), kind="codings")
    assert [row["start"] for row in desk.study.codings() if row["path"] == "A"] == (
        [] if shift else [8]
    )
    assert len(report.misses) == bool(shift)
