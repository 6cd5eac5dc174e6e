"""Parts of the report by name: documents, data, extracts, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import report_study
from heddle.errors import Refused
from heddle.report import assembly, codebook, extracts
from heddle.report.files import render
from heddle.report.model import Heading, Quote, Table, cell_words, words

# Of agreement a reflexive study is told why there is none (test_blind_rounds, test_readings).
PRINTED = [part for part in assembly.PARTS if part != "agreement"]
DATA = [part for part in PRINTED if part != "manuscript"]


@pytest.fixture(scope="module")
def demo():
    study = report_study.demo()
    yield study
    study.close()


def coded(codings: int) -> Any:
    """A study with one source of two speakers and so many codings over three codes."""
    study = report_study.empty()
    person = study.do("participants.add", code="P-1", group="1").result
    turns = [{"speaker": "PM"[n % 2], "text": f"Turn number {n}."} for n in range(max(codings, 1))]
    speakers = [{"name": "P", "participant": person}, {"name": "M", "role": "moderator"}]
    study.do("sources.add", name="S", speakers=speakers, turns=turns)
    codes = [study.do("codes.add", name=name).result for name in ("Zeal", "Art", "Hope")]
    ids = [row["id"] for row in study.turns()]
    if codings:
        study.do("codings.add", codings=[
            {"code": codes[n % 3], "turn": ids[n], "start": 0, "end": 4} for n in range(codings)
        ])  # fmt: skip
    return study


def queries(study: Any, part: str) -> int:
    """How many queries making a part takes."""
    count = 0

    def heard(*_: Any) -> None:
        nonlocal count
        count += 1

    sa.event.listen(study.database.engine, "before_cursor_execute", heard)
    try:
        with study.view() as view:
            assembly.report(view, part)
    finally:
        sa.event.remove(study.database.engine, "before_cursor_execute", heard)
    return count


# --- Laws -------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["extracts", "participants-extracts", "codebook", "coreq"])
def test_more_codings_need_no_more_queries(part):
    assert queries(coded(40), part) == queries(coded(3), part)


@settings(max_examples=10)
@given(st.integers(0, 12))
def test_every_coding_is_extracted_once_in_each_order(count):
    study = coded(count)
    ids = sorted(row["id"] for row in study.codings())
    with study.view() as view:
        for by in ("code", "participant"):
            found = extracts.extracts(view, by).extracts
            assert sorted(each.id for each in found) == ids
            quotes = [b for b in extracts.grouped(extracts.extracts(view, by), by)
                      if isinstance(b, Quote)]  # fmt: skip
            assert len(quotes) == count


# --- Stories ----------------------------------------------------------------------------------
@pytest.mark.parametrize("part", PRINTED)
def test_each_part_is_a_document_that_can_be_printed(demo, part):
    with demo.view() as view:
        made = assembly.report(view, part)
    assert made.blocks
    assert render(made, "html")[0].startswith(b"<!doctype html>")


@pytest.mark.parametrize("part", DATA)
def test_each_part_is_data_for_json(demo, part):
    with demo.view() as view:
        found = assembly.data(view, part)
    assert isinstance(json.loads(msgspec.json.encode(found)), dict)


@pytest.mark.parametrize("part", PRINTED)
def test_each_part_of_an_empty_study_can_be_printed(part):
    with report_study.empty().view() as view:
        made = assembly.report(view, part)
    render(made, "docx")
    render(made, "md")


def test_extracts_stand_in_the_order_of_the_codebook_or_of_the_participants():
    with coded(6).view() as view:
        by_code = extracts.extracts(view)
        by_person = extracts.extracts(view, "participant")
        blocks = extracts.grouped(by_code)
    assert [(e.code, e.turn) for e in by_code.extracts] == [
        ("Zeal", 1), ("Zeal", 4), ("Art", 2), ("Art", 5), ("Hope", 3), ("Hope", 6),
    ]  # fmt: skip
    assert [(e.participant, e.turn) for e in by_person.extracts] == [
        ("P-1", 1), ("P-1", 3), ("P-1", 5), ("", 2), ("", 4), ("", 6),
    ]  # fmt: skip
    assert [b.text for b in blocks if isinstance(b, Heading)] == ["Zeal", "Art", "Hope"]
    (first, *_) = (b for b in blocks if isinstance(b, Quote))
    assert words(first.attribution) == "(S, turn 1, P, coded by Ann Alyst)"


def test_words_that_were_corrected_away_are_marked():
    study = coded(1)
    (row,) = study.turns()
    study.do("turns.correct", turn=row["id"], text="number 0.")
    with study.view() as view:
        (table,) = assembly.report(view, "extracts").blocks
    assert isinstance(table, Table)
    assert cell_words(table.rows[0].cells[5]).endswith("[words corrected since]")


def test_notes_have_a_column_only_if_there_are_any():
    study = coded(2)
    first = study.codings()[0]["id"]
    with study.view() as view:
        assert "Note" not in _titles(assembly.report(view, "extracts"))
    study.do("codings.note", coding=first, note="irony")
    with study.view() as view:
        made = assembly.report(view, "participants-extracts")
    assert _titles(made)[0] == "Participant"
    lines = list(csv.reader(io.StringIO(render(made, "csv")[0].decode("utf-8-sig"))))
    assert [dict(zip(lines[0], line, strict=True))["Note"] for line in lines[1:]] == ["irony", ""]


def _titles(made: Any) -> list[str]:
    return [words(column.title) for column in made.blocks[0].columns]


def test_the_codebook_is_a_tree_with_counts(demo):
    with demo.view() as view:
        book = codebook.codebook(view)
        table = codebook.block(book)
    assert [row.path for row in book.codes] == [row["path"] for row in demo.codes()]
    assert [row.codings for row in book.codes] == [row["codings"] for row in demo.codes()]
    assert table is not None
    assert cell_words(table.rows[1].cells[0]).startswith("\u2003")
    use = cell_words(table.rows[1].cells[1]).split("\n")
    assert [line.partition(":")[0] for line in use[1:4]] == ["Use", "Not", "Example"]


def test_options_reach_their_part(demo):
    with demo.view() as view:
        table = assembly.report(view, "table1", statistic="mean (SD)", decimals=1).blocks[0]
        whole = assembly.report(view, "manuscript", decimal_mark=",", decimals=1)
    assert isinstance(table, Table)
    assert cell_words(table.rows[3].cells[3]) == "50.2 (9.1)"
    (one,) = (b for b in whole.blocks if isinstance(b, Table) and b.number == "1")
    assert cell_words(one.rows[3].cells[3]) == "50,2 (34–65)"


# --- Faults -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "options", "told"),
    [
        ("table9", {}, "table1, table2"),
        ("table2", {"decimals": 1}, "decimals"),
        ("table1", {"colour": "red"}, "statistic"),
        ("table1", {"statistic": "mode"}, "mean (range)"),
        ("table3", {"grouped": True}, "allow_stale"),
        ("extracts", {"allow_stale": True}, "grouped"),
        ("manuscript", {"grouped": True}, "statistic"),
    ],
)
def test_unknown_parts_and_options_are_refused(part, options, told):
    with report_study.empty().view() as view, pytest.raises(Refused) as caught:
        assembly.report(view, part, **options)
    assert told in str(caught.value)
    assert caught.value.hint


def test_parts_without_a_data_form_say_so():
    with report_study.empty().view() as view:
        with pytest.raises(Refused, match="no data form"):
            assembly.data(view, "manuscript")
        with pytest.raises(Refused, match=r"recruitment\.invite"):
            assembly.data(view, "flow")
