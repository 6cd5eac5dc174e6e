"""Tables for statistics programs: the same figures in each format, and only what may leave."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle import client, outgoing
from heddle.cli import main
from heddle.errors import Refused
from heddle.exchange import analysis_out, parquet, table_files
from heddle.exchange.analysis_out import NOBODY, SMALLEST, Choice, Sheet
from heddle.exchange.cells import unsafe_cell
from heddle.exchange.parquet import Column
from heddle.outgoing import Wish
from heddle.study.exports import Export
from heddle.study.wording import Wording

VALUES = {
    "text": st.text(st.characters(codec="utf-8"), max_size=12),
    "whole": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False),
    "yes": st.booleans(),
}


def from_parquet(folder: Path, data: bytes) -> list[tuple]:
    """What a reader by other people makes of a file."""
    file = folder / "table.parquet"
    file.write_bytes(data)
    return duckdb.read_parquet(str(file)).fetchall()


@st.composite
def tables(draw) -> tuple[list[Column], list[list[Any]]]:
    kinds = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=20))
    row = st.tuples(*[st.none() | VALUES[kind] for kind in kinds])
    columns = [Column(f"c{number} 😀", kind) for number, kind in enumerate(kinds)]
    return columns, [list(each) for each in draw(st.lists(row, max_size=20))]


@settings(max_examples=60)
@given(tables())
def test_a_stranger_reads_every_cell_of_a_parquet_file_back(tmp_path_factory, made):
    columns, rows = made
    back = from_parquet(tmp_path_factory.getbasetemp(), parquet.to_parquet(columns, rows))
    assert [list(row) for row in back] == rows


def test_a_parquet_file_of_several_row_groups_is_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_GROUP", 7)
    rows = [[None if n % 3 else n, n % 2 == 0] for n in range(100)]
    data = parquet.to_parquet([Column("a", "whole"), Column("b", "yes")], rows)
    assert [list(row) for row in from_parquet(tmp_path, data)] == rows


# --- The tables of the demo study -----------------------------------------------------------------
@pytest.fixture(scope="module")
def study(demo_study: Path) -> Iterator[client.Study]:
    with client.open_study(demo_study) as opened:
        yield opened


def made(study: client.Study, part: str, **options: Any) -> Sheet:
    with study.view() as view:
        return analysis_out.table(view, part, Wording(view), Choice(**options))


def test_each_coding_is_where_its_offsets_say_and_beside_its_speaker(study):
    turns = {row["id"]: row for row in made(study, "turns-table").dicts()}
    people = {row["participant_id"]: row for row in made(study, "participants-table").dicts()}
    codes = {row["id"]: row for row in made(study, "codes-table").dicts()}
    rows = list(made(study, "codings-table").dicts())
    assert len(rows) == len(study.codings()) > 300
    for row in rows:
        turn = turns[row["turn_id"]]
        if row["end_turn_id"] == row["turn_id"] and not row["gone"]:
            assert turn["text"][row["start"] : row["end"]] == row["text"]
        assert (turn["source_id"], turn["participant_id"]) == (
            row["source_id"], row["participant_id"],
        )  # fmt: skip
        assert codes[row["code_id"]]["path"] == row["path"]
        if row["participant_id"]:
            person = people[row["participant_id"]]
            assert {name: row[name] for name in ("participant", "age", "mentor")} == {
                name: person[name] for name in ("participant", "age", "mentor")
            }
    assert sum(row["codings"] for row in people.values()) == sum(
        row["participant_id"] is not None for row in rows
    )


def test_the_matrix_counts_every_coding_once_in_each_direction(study):
    counted = Counter(row["code_id"] for row in study.codings())
    groups = {p["code"]: p["group"] for p in study.participants()}
    spoken = Counter(
        (row["code_id"], row["participant"] or NOBODY)
        for row in made(study, "codings-table").dicts()
    )
    for by in ("source", "participant", "group"):
        rows = list(made(study, "matrix-table", by=by).dicts())
        for row in rows:
            figures = {key: row[key] for key in row if key not in ("code_id", "path")}
            assert sum(figures.values()) == counted[row["code_id"]]
            if by == "participant":
                assert all(n == spoken[row["code_id"], key] for key, n in figures.items())
            if by == "group":
                for label, number in figures.items():
                    assert number == sum(
                        n for (code, who), n in spoken.items()
                        if code == row["code_id"] and groups.get(who, NOBODY) == label
                    )  # fmt: skip


def test_a_matrix_for_outside_shows_no_figure_of_very_few_and_none_that_gives_one_away(study):
    people: dict[tuple[str, str], set[str]] = {}
    for row in made(study, "codings-table").dicts():
        if row["participant_id"]:
            people.setdefault((row["code_id"], row["group"]), set()).add(row["participant_id"])
    shown = list(made(study, "matrix-table", by="group").dicts())
    sheet = made(study, "matrix-table", by="group", smallest=SMALLEST)
    hidden = 0
    for row, before in zip(sheet.dicts(), shown, strict=True):
        gone = [key for key in row if row[key] is None]
        hidden += len(gone)
        assert len(gone) != 1
        for key in set(row) - set(gone) - {"code_id", "path"}:
            assert row[key] == before[key]
            assert row[key] == 0 or len(people.get((row["code_id"], key), "123")) >= SMALLEST
    assert sheet.notes == (analysis_out.HIDDEN.format(hidden=hidden, smallest=SMALLEST),)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=5), st.data())
def test_where_one_figure_is_hidden_the_sum_does_not_give_it_back(counts, data):
    figures = {str(place): count for place, count in enumerate(counts)}
    few = data.draw(st.sets(st.sampled_from(sorted(figures))))
    gone = analysis_out.with_a_second(sorted(few), figures)
    assert set(few) <= set(gone)
    assert len(gone) == len(set(gone)) != 1


def test_every_format_holds_the_same_table_and_no_formula(tmp_path):
    columns = [Column("text"), Column("n", "whole"), Column("x", "number"), Column("yes", "yes")]
    texts = ["=1+1", "-3", "+45 20", "@me", "'=x", "'", "a\nb", "😀", "plain", None]
    cells = product(texts, [None, -3], [None, 0.5], [None, True, False])
    sheet = Sheet("codings", columns, [list(each) for each in cells])
    written = {form: table_files.render(sheet, form) for form in table_files.FORMATS}
    assert from_parquet(tmp_path, written["parquet"][0]) == [tuple(row) for row in sheet.rows]
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"][0]))
    page = book.active
    assert [list(row) for row in page.iter_rows(min_row=2, values_only=True)] == sheet.rows
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "b"}
    lines = list(csv.reader(io.StringIO(written["csv"][0].decode("utf-8-sig"), newline="")))
    assert lines[0] == ["text", "n", "x", "yes"]
    for line, row in zip(lines[1:], sheet.rows, strict=True):
        assert line[0][:1] not in ("=", "+", "@")
        assert [unsafe_cell(line[0]), *line[1:]] == [
            "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
            for cell in row
        ]


def test_what_a_spreadsheet_cannot_hold_is_told(monkeypatch):
    sheet = Sheet("turns", [Column("text")], [["😀" * 20_000], ["short"]])
    data, notes = table_files.render(sheet, "xlsx")
    assert notes == (table_files._CUT.format(count=1),)
    assert "cut" in openpyxl.load_workbook(io.BytesIO(data)).active["A2"].value
    monkeypatch.setattr(table_files, "ROW_LIMIT", 2)
    with pytest.raises(Refused, match="2 rows"):
        table_files.render(sheet, "xlsx")
    with pytest.raises(Refused, match="format"):
        table_files.render(sheet, "docx")


# --- The way out ----------------------------------------------------------------------------------
def test_tables_leave_through_the_gate_and_are_noted_with_whose_words_they_hold(demo_copy):
    with client.open_study(demo_copy) as study:
        everybody = {row["id"] for row in study.participants()}
        # No names check and no consents stand in the way here: only who could be recognised.
        expected = {
            ("codings-table", "csv", ()): True,
            ("matrix-table", "csv", (("by", "participant"),)): True,
            ("matrix-table", "csv", (("by", "group"),)): False,
            ("matrix-table", "csv", (("by", "group"), ("smallest", 0))): True,
            ("participants-table", "parquet", ()): True,
        }
        for (part, form, options), stops in expected.items():
            wish = Wish(part=part, format=form, purpose="final", options=dict(options))
            found = outgoing.consider(study, wish)
            red = any(each.level == "red" and each.gate == "disclosure" for each in found)
            assert red == stops, (part, options)
        for part in analysis_out.PARTS:
            ready = outgoing.prepare(study, Wish(part=part, format="parquet"))
            outgoing.note(study, ready)
            with study.view() as view:
                noted = view.find(Export)[-1]
            assert noted.what == part
            assert set(noted.people) == (set() if part == "codes-table" else everybody)


def test_accepted_substitutions_stand_in_every_table(demo_copy, tmp_path):
    with client.open_study(demo_copy) as study:
        row = next(r for r in study.codings() if " " in r["text"] and r["turn"] == r["end_turn"])
        word = row["text"].split()[1]
        start = row["start"] + len(row["text"].split()[0]) + 1
        new = {"turn": row["turn"], "start": start, "end": start + len(word)}
        suggested = study.do("substitutions.suggest", substitutions=[new]).result
        study.do("substitutions.accept", substitutions=suggested, substitute="something")
        with study.view() as view:
            said = Wording(view, "pseudonymised")
            turns = {
                each["id"]: each["text"]
                for each in analysis_out.table(view, "turns-table", said, Choice()).dicts()
            }
            tidy = list(analysis_out.table(view, "codings-table", said, Choice()).dicts())
    one = next(each for each in tidy if each["id"] == row["id"])
    assert "[something]" in one["text"]
    assert word not in one["text"].split()[1]
    for each in tidy:
        if each["turn_id"] == each["end_turn_id"] and not each["gone"]:
            assert turns[each["turn_id"]][each["start"] : each["end"]] == each["text"]


def test_the_command_writes_tables_and_says_what_does_not_fit(demo_copy, tmp_path):
    def run(*words: object) -> Any:
        return CliRunner().invoke(main, ["export", str(demo_copy), *map(str, words)])

    matrix = tmp_path / "m.csv"
    done = run(matrix, "--table", "matrix", "--by", "group", "--smallest", "3")
    assert done.exit_code == 0, done.output
    assert "rows to" in done.stdout
    assert "rest on fewer than 3 people" in done.stdout
    assert run(tmp_path / "c.parquet").exit_code == 0
    assert matrix.read_text("utf-8-sig").startswith("code_id,path,1,2,3")
    assert run(tmp_path / "c.csv", "--table", "codings", "--without-people").exit_code == 0
    header = (tmp_path / "c.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert "path" in header
    assert "age" not in header
    for wrong in (
        ["a.docx", "--table", "turns"], ["a.csv", "--by", "group"],
        ["a.csv", "--table", "turns", "--by", "group"],
        ["a.csv", "--table", "codes", "--without-people"],
        ["a.csv", "--table", "codes", "--profile", "codings"],
    ):  # fmt: skip
        assert run(tmp_path / wrong[0], *wrong[1:]).exit_code == 2, wrong


# --- What the page says -------------------------------------------------------------------------
PAGE = Path(__file__).resolve().parents[1] / "docs" / "analysis-exports.md"


def test_the_page_names_the_columns_that_the_tables_have(study):
    page = PAGE.read_text("utf-8")
    person = re.search(r"\*person\* stands for (.*?), and a column", page, re.DOTALL)[1].split()
    rows = re.findall(r"^\| `(\w+)` \| a \w+ \| (.*) \|$", page, re.MULTILINE)
    told = {name: listed.replace("*person*", ", ".join(w.strip(",") for w in person))
            for name, listed in rows}  # fmt: skip
    assert set(told) == {*analysis_out.PARTS.values()}
    for part, name in analysis_out.PARTS.items():
        columns = [column.name for column in made(study, part).columns]
        if name == "matrix":
            assert told[name].startswith(", ".join(columns[:2]))
        else:
            assert told[name].split(", ") == columns


def test_the_query_on_the_page_gives_the_counts_of_the_matrix(study, tmp_path, monkeypatch):
    query = re.search(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]
    sheet = made(study, "codings-table")
    spoken = {
        (row["path"], label): count
        for row in made(study, "matrix-table", by="group").dicts()
        for label, count in row.items()
        if label not in ("code_id", "path", NOBODY) and count
    }
    monkeypatch.chdir(tmp_path)
    for form in ("parquet", "csv"):
        (tmp_path / f"codings.{form}").write_bytes(table_files.render(sheet, form)[0])
        found = duckdb.sql(query.replace("parquet", form)).fetchall()
        assert {(path, str(group)): count for path, group, count, _ in found} == spoken
