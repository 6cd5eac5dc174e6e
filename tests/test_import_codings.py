"""Imports of codes and codings: found by their words, or listed; never guessed."""

from __future__ import annotations

import csv
import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.exchange import importing
from heddle.exchange.cells import write_csv
from heddle.study.codings import Coding
from heddle.text.folding import fold
from import_desk import Desk, desk_fixture  # noqa: F401 - a fixture

TALK = "Moderator: What is it?\nP1: A chair, and a chair.\nP2: A table.\nP1: So it goes.\n"
HEADER = ["document", "code", "words"]


def coded(desk: Desk) -> list[tuple[str, str, str]]:
    return [(row["source"], row["path"], row["text"]) for row in desk.study.codings()]


# --- Laws -------------------------------------------------------------------------------------

words = st.text("abå ☕e\u0301👩‍👧.'", min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=25)
@given(st.lists(words, min_size=1, max_size=6), st.data())
def test_every_stretch_is_found_where_it_was_cut_or_listed(
    texts: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.take(desk.file("T.txt", "\n".join(texts)), form="none")
        turns = [row["text"] for row in desk.study.turns()]
        whole = "\n".join(turns)
        rows = []
        for _ in range(data.draw(st.integers(1, 4))):
            start = data.draw(st.integers(0, len(whole) - 1))
            end = data.draw(st.integers(start + 1, len(whole)))
            rows.append(whole[start:end])
        table = desk.file("c.csv", write_csv(HEADER, [["T", "A", row] for row in rows], raw=True))
        report = desk.take(table, kind="codings")
        made = report.made.get("codings", 0)
        there = sum(loss.count for loss in report.losses if "there already" in loss.what)
        assert made + there + len(report.misses) == len(rows)
        # White space is forgiven, and so are letter forms and characters that nobody sees.
        squeezed = {"".join(fold(row).split()) for row in rows}
        for row in desk.study.codings():
            assert "".join(fold(row["text"]).split()) in squeezed
        for miss in report.misses:
            # Only what stands in several places, is blank, or is torn out of a character.
            assert len(miss.places) > 1 or miss.why
        desk.close()


paths = st.lists(st.sampled_from(["A", "B", "Cæ", "D d"]), min_size=1, max_size=3).map(" > ".join)


@settings(max_examples=30)
@given(st.lists(st.tuples(paths, st.sampled_from(["", "meaning one", "meaning two"])), max_size=8))
def test_a_codebook_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        table = desk.file("codes.csv", write_csv(["code", "definition"], [["Z", ""], *rows]))
        desk.take(table)
        codes = {row["path"]: row["definition"] for row in desk.study.codes()}
        wanted: dict[str, str] = {"Z": ""}
        for path, _ in rows:
            names = path.split(" > ")
            wanted |= {
                " > ".join(names[:k]): wanted.get(" > ".join(names[:k]), "")
                for k in range(1, len(names) + 1)
            }
        assert codes.keys() == wanted.keys()
        again = desk.folder / "again.csv"
        again.write_bytes(write_csv(["code", "definition"], codes.items()))
        assert desk.take(again).seq == 0, "a second import of the same codes changes nothing"
        desk.close()


# --- Codes ------------------------------------------------------------------------------------


def test_codes_as_paths_or_with_a_parent_column(desk: Desk) -> None:
    header = ["code", "parent", "definition", "include", "exclude", "example", "colour", "origin"]
    rows = [
        ["Hope > Small hope", "", "A little.", "in", "out", "like so", "#0072B2", "a priori"],
        ["Fear", "Hope", "", "", "", "", "blue", ""],
    ]
    report = desk.take(desk.table("codes.csv", header, *rows))
    codes = {row["path"]: row for row in desk.study.codes()}
    assert set(codes) == {"Hope", "Hope > Small hope", "Hope > Fear"}
    small = codes["Hope > Small hope"]
    assert (small["definition"], small["include"], small["exclude"]) == ("A little.", "in", "out")
    assert (small["colour"], small["origin"]) == ("#0072B2", "deductive")
    assert [loss.what for loss in report.losses] == ["colours that are not written as #rrggbb"]
    assert any("“Hope” was made" in note for note in report.notes)


def test_known_codes_get_what_they_lack_and_differences_are_listed(desk: Desk) -> None:
    desk.study.do("codes.add", name="Hope", definition="Ours.")
    table = desk.table("c.csv", ["code", "definition", "example"], ["hope", "Theirs.", "Like so."])
    report = desk.take(table, kind="codebook")
    (code,) = desk.study.codes()
    assert (code["name"], code["definition"], code["example"]) == ("Hope", "Ours.", "Like so.")
    assert [loss.what for loss in report.losses] == [
        "definition of “hope”, which differ from the study's"
    ]


# --- Codings ----------------------------------------------------------------------------------


def test_codings_are_placed_and_codes_and_coders_made(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    rows = [
        ["FG1", "Things > Tables", "A\ntable.", "Eva Kladde", "sure"],
        ["fg1.txt", "Talk", "A table. P1: So it goes.", "Eva Kladde", ""],
    ]
    header = ["document", "code", "segment", "coder", "note"]
    report = desk.take(desk.table("codings.csv", header, *rows))
    assert report.misses == []
    assert report.made["codings"] == 2
    assert coded(desk) == [
        ("FG1", "Things > Tables", "A table."),
        ("FG1", "Talk", "A table.\nSo it goes."),
    ]
    assert {row["coder"] for row in desk.study.codings()} == {"Eva Kladde"}
    assert desk.study.codings()[0]["note"] == "sure"
    member = next(row for row in desk.study.rows("team") if row["name"] == "Eva Kladde")
    assert member["roles"] == ["analyst"]
    assert any("“Things > Tables”, “Talk”" in note for note in report.notes)
    assert any("labels" in note for note in report.notes), "what was forgiven is counted"


def test_what_has_no_single_place_is_listed_and_not_guessed(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    rows = [
        ["FG1", "A", "a chair"],
        ["FG1", "A", "chair"],
        ["FG1", "A", "A tabel, so it goes on"],
        ["FG9", "A", "So it goes."],
        ["FG1", "A", " "],
        ["FG1", "A", "So it goes."],
    ]
    report = desk.take(desk.table("codings.csv", HEADER, *rows))
    assert coded(desk) == [("FG1", "A", "a chair"), ("FG1", "A", "So it goes.")]
    several, none, unknown, blank = report.misses
    assert (several.row, several.why) == (3, "the words stand 2 times in the document")
    assert several.places == ["turn 2", "turn 2"]
    assert (none.row, none.document, none.code) == (4, "FG1", "A")
    assert none.nearest.endswith("A table. So it goes.")
    assert none.nearest_place.endswith("-4")
    assert none.similarity is not None
    assert 0.4 < none.similarity < 1
    assert unknown.why == "there is no such document in the study"
    assert blank.why == "there are no words in this row"
    assert [(loss.what, loss.count, loss.where) for loss in report.losses] == [
        ("codings that could not be placed (listed)", 4, "row 3 (also row 4, row 5, row 6)")
    ]


def test_repeated_words_are_taken_in_order_only_if_the_rows_are_as_many(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    rows = [["FG1", "A", "chair"], ["FG1", "A", "chair"], ["FG1", "B", "chair"]]
    report = desk.take(desk.table("codings.csv", HEADER, *rows))
    assert coded(desk) == [("FG1", "A", "chair"), ("FG1", "A", "chair")]
    starts = [row["start"] for row in desk.study.codings()]
    assert len(set(starts)) == 2
    assert [miss.code for miss in report.misses] == ["B"]
    assert any("taken in order" in note for note in report.notes)


def test_codings_that_are_there_are_not_made_again(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    table = desk.table("codings.csv", HEADER, ["FG1", "A", "So it goes."])
    desk.take(table)
    report = desk.take(table)
    assert report.seq == 0
    assert [loss.what for loss in report.losses] == ["codings that are there already"]
    assert len(desk.study.codings()) == 1


def test_words_that_begin_like_a_formula_are_found_guarded_or_not(desk: Desk) -> None:
    desk.take(desk.file("N.txt", "=1+1 he said\n'- so she said\n-- and they\n"), form="none")
    rows = [["N", "A", "=1+1 he"], ["N", "A", "'- so she said"], ["N", "A", "-- and"]]
    for number, raw in enumerate((True, False)):
        table = desk.file(f"codings{number}.csv", write_csv(HEADER, rows, raw=raw))
        report = desk.take(table, kind="codings")
        assert report.misses == []
    assert [row["text"] for row in desk.study.codings()] == ["=1+1 he", "'- so she said", "-- and"]


def test_a_coding_by_bare_name_goes_to_the_only_code_of_that_name(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    desk.take(desk.table("codes.csv", ["code", "definition"], ["A > B", "x"], ["C", "y"]))
    desk.take(desk.table("codings.csv", HEADER, ["FG1", "b", "So it goes."]))
    assert coded(desk) == [("FG1", "A > B", "So it goes.")]


def test_memos_find_what_they_are_about(desk: Desk) -> None:
    desk.study.do("sessions.add", name="FG1")
    desk.take(desk.table("codes.csv", ["code", "definition"], ["A > B", "x"]))
    rows = [
        ["reading", "session FG1", "Eva Kladde", "2021-11-05", "Loud."],
        ["code", "A > B", "", "", "Narrow."],
        ["decision", "study", "", "", "Go on."],
        ["sermon", "the moon", "", "", "Far."],
    ]
    report = desk.take(desk.table("memos.csv", ["type", "about", "author", "date", "text"], *rows))
    memos = desk.study.rows("memos")
    names = {row["id"]: row["name"] for row in [*desk.study.codes(), *desk.study.rows("sessions")]}
    assert [[names[i] for i in memo["about"]] for memo in memos] == [["FG1"], ["B"], [], []]
    assert [memo["type"] for memo in memos] == ["familiarisation", "code", "decision", "other"]
    assert [loss.where for loss in report.losses] == ["row 5", "row 5"]


def test_a_guide_keeps_order_types_and_wordings_and_becomes_a_new_version(desk: Desk) -> None:
    header = ["block", "research question", "order", "type", "question", "question (da)"]
    rows = [
        ["Close", "", "2", "closing", "Anything else?", "Andet?"],
        ["Start", "What is it?", "1", "Opening task", "Write down.", ""],
    ]
    assert desk.take(desk.table("guide.csv", header, *rows)).made == {"guides": 1, "questions": 2}
    first, second = desk.study.rows("guide")
    assert (first["text"], first["form"], first["block"]) == (
        "Write down.",
        "opening task",
        "Start",
    )
    assert second["wordings"] == {"da": "Andet?"}
    assert desk.take(desk.table("guide.csv", header, *rows)).seq == 0
    report = desk.take(desk.table("guide.csv", header, rows[0]))
    assert report.notes == ["“Moderator guide” is there already, so this becomes version 2"]


# --- The real thing ---------------------------------------------------------------------------


def test_a_coded_study_of_seven_interviews_comes_over_whole(desk: Desk, shared: Path) -> None:
    """261 segments of a MAXQDA study, found in the PDFs of its transcripts (issue, part 3)."""
    folder = shared / "corpora" / "pdpilot_study"
    speakers = {"Dan": "moderator", "Participant": "participant"}
    pdfs = sorted((folder / "results" / "transcripts").glob("*.pdf"))
    outcomes = list(importing.import_files(desk.study, pdfs, speakers=speakers))
    assert [outcome.error for outcome in outcomes] == [None] * 7
    turns = desk.study.turns()
    assert len(turns) > 800
    assert not [turn for turn in turns if re.match(r"\d+\s*(Dan|Participant):", turn["text"])]
    spoken = Counter(turn["speaker"] for turn in turns)
    assert spoken["Dan"] == 412
    assert spoken["Participant"] == 413
    tables = [folder / "tables" / name for name in ("codes.csv", "segments.csv")]
    codes, segments = (desk.take(path) for path in tables)
    assert codes.made == {"codes": 91}
    assert segments.misses == []
    assert segments.made["codings"] == 261
    with tables[0].open(newline="", encoding="utf-8") as file:
        wanted = {row["code"]: int(row["frequency"]) for row in csv.DictReader(file)}
    counted = {row["path"]: row["codings"] for row in desk.study.codes()}
    assert {path: n for path, n in wanted.items() if counted[path] != n} == {"Anonymize": 32}
    # Every coding is on the words of its row, and on nothing else.
    with tables[1].open(newline="", encoding="utf-8") as file:
        rows = Counter(_spoken(row["segment"]) for row in csv.DictReader(file))
    assert Counter(_spoken(row["text"]) for row in desk.study.codings()) == rows


def _spoken(words: str) -> str:
    """Compare without white space and the labels that the table repeats within segments."""
    letters = re.sub(r"\b(?:Dan|Participant|Particpant):", "", words)
    return "".join(letters.split()).replace("’", "'").replace("“", '"').replace("”", '"')


def test_a_listing_of_our_own_codings_is_read_by_its_paths(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    header = ["id", "source", "code", "path", "coder", "text"]
    desk.take(desk.table("ours.csv", header, ["x", "FG1", "B", "A > B", "", "So it goes."]))
    assert coded(desk) == [("FG1", "A > B", "So it goes.")]


def test_codings_of_the_demo_study_are_all_placed(desk: Desk) -> None:
    data = Path(__file__).resolve().parents[1] / "src" / "heddle" / "demo" / "data"
    for number in (1, 2, 3):
        desk.take(data / "transcripts" / f"FG{number}.txt")
    assert desk.take(data / "codes.csv").misses == []
    report = desk.take(data / "codings.csv")
    assert report.misses == []
    with desk.study.view() as view:
        assert view.count(Coding) == report.made["codings"]
