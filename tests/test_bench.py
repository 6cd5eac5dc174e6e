"""The bench measures the right words, counts right, and never calls a miss a success."""

from __future__ import annotations

import importlib
import math
import runpy
import types
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

BENCH = Path(__file__).resolve().parents[1] / "bench"

WORDS = st.text(st.sampled_from("aæ é☕🙂\u0301:"), min_size=1, max_size=12).filter(
    lambda words: words == words.strip()
)
TURNS = st.lists(st.tuples(st.sampled_from(["P1", "Moderator"]), WORDS), min_size=1, max_size=6)


def load(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        return importlib.import_module(name)


@pytest.fixture
def measures() -> ModuleType:
    return load("measures")


@pytest.fixture
def table() -> ModuleType:
    return load("table")


@given(TURNS, st.data())
def test_a_place_in_the_text_is_the_same_place_in_its_turn(turns: Any, data: Any) -> None:
    workload = load("workload")
    document = workload.Document("FG", BENCH)
    document.text = "\n".join(f"{speaker}: {words}" for speaker, words in turns)
    assert [(turn.speaker, turn.text) for turn in document.turns] == turns
    offset = data.draw(st.integers(0, len(document.text)))
    number, within = document.point(offset)
    words = document.turns[number].text
    assert 0 <= within <= len(words)
    # What follows the place, up to the end of its line, is the same in the text and in the turn;
    # a place inside a label has moved to the first word.
    rest = document.text[offset:].split("\n")[0]
    assert rest == words[within:] or (within == 0 and rest.endswith(words))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0.01, 1))
def test_a_quantile_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[float], share: float
) -> None:
    found = load("machine").quantile(values, share)
    enough = math.ceil(len(values) * share)
    assert found in values
    assert sum(value <= found for value in values) >= enough
    assert sum(value < found for value in values) < enough


def test_a_miss_is_a_miss_unless_the_machine_was_crowded(
    measures: ModuleType, table: ModuleType
) -> None:
    slow = measures.Figure(6.0, yardstick=0.08)
    measure = measures.Measure("adding", "ms", 5)
    assert table.verdict(measure, slow, crowded=False) == "NO"
    assert table.verdict(measure, slow, crowded=True) == "no, but crowded"
    assert table.verdict(measure, measures.Figure(5.0), crowded=False) == "yes"
    assert table.verdict(measure, None, crowded=None) == "-"


def test_more_is_better_where_it_is(measures: ModuleType, table: ModuleType) -> None:
    measure = measures.Measure("adds", "/s", 300, more_is_better=True)
    assert measure.met(300)
    assert not measure.met(299)


def test_crowded_is_judged_by_the_calmest_moment_of_the_run(
    measures: ModuleType, table: ModuleType
) -> None:
    results = measures.Results()
    results.figures = {
        "add": {"ours": measures.Figure(1.0, yardstick=0.2), "floor": measures.Figure(1.0, 1, 0.1)}
    }
    calm = table.calmest(results, {"yardstick_s": 0.3})
    assert calm == 0.1
    assert table.is_crowded(results.figures["add"]["ours"], calm)
    assert not table.is_crowded(results.figures["add"]["floor"], calm)


def test_a_row_holds_all_three_and_the_ratios(measures: ModuleType, table: ModuleType) -> None:
    results = measures.Results()
    for who, value in (("ours", 2.0), ("floor", 0.5), ("peer", 40.0)):
        results.figures.setdefault("add-p95", {})[who] = measures.Figure(value, yardstick=0.1)
    row = table.row("add-p95", measures.MEASURES["add-p95"], "H", results, 0.1)
    assert row[1:] == ["2.00 ms", "0.50 ms", "40.0 ms", "4.00", "0.05", "≤ 5.00 ms", "yes"]


def test_a_target_holds_only_at_the_sizes_it_speaks_of(
    measures: ModuleType, table: ModuleType
) -> None:
    results = measures.Results()
    results.figures["docx"] = {"ours": measures.Figure(900.0, yardstick=0.1)}
    measure = measures.MEASURES["docx"]
    assert table.row("docx", measure, "H", results, 0.1)[-1] == "NO"
    assert table.row("docx", measure, "L", results, 0.1)[-2:] == ["", ""]


def test_memory_is_measured_in_a_process_of_its_own(
    measures: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCH))  # the new process finds its modules by our path
    small = measures.apart(eval, "len(bytearray(1_000_000))")
    large = measures.apart(eval, "len(bytearray(80_000_000))")
    assert (small.result, large.result) == (1_000_000, 80_000_000)
    assert large.peak_mb - small.peak_mb > 50


def test_a_failure_in_that_process_is_told(
    measures: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        measures.apart(eval, "1 / 0")
    with pytest.raises(RuntimeError, match="ended with code"):
        measures.apart(eval, "__import__('os')._exit(9)")


def test_the_floor_measures_the_whole_of_a_workload(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_SHARED", str(shared))
    floor, workload, measures = load("floor"), load("workload"), load("measures")
    monkeypatch.setattr(workload, "WORK", tmp_path)
    made = workload.workload("H")
    assert len(made.raw) == 600
    whole = [floor.row(made, span)[-1] for span in made.spans()]
    assert len(whole) > 590  # codings of nothing but a speaker's label are left out
    text = made.documents[0].text.replace("\n", "")
    assert all(words and words.split("\n")[0] in text for words in whole)
    path = tmp_path / "floor.sqlite"
    assert floor.fill_texts("H", path) > 0
    assert floor.fill_codings(made, path) > 0
    connection = floor.connect(path)
    page = connection.execute(floor.PAGE, (0,)).fetchall()
    assert 0 < len(page) <= 50
    assert connection.execute(floor.SEARCH, ("hospitalet",)).fetchall()
    connection.close()
    assert measures.MEASURES.keys() >= {"add", "adds", "docx", "extracts", "search"}


def test_heddle_keeps_each_coding_of_a_workload_on_the_words_it_was_made_on(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the bench would measure a study that is not the one it claims."""
    monkeypatch.setenv("HEDDLE_SHARED", str(shared))
    monkeypatch.syspath_prepend(str(BENCH))
    floor, workload, drive = load("floor"), load("workload"), load("drive")
    monkeypatch.setattr(workload, "WORK", tmp_path / "work")
    made = workload.workload("H").first_document()
    made.raw = made.raw[:60]
    assert drive.import_texts("H", tmp_path / "study") > 0
    with drive.client.open_study(tmp_path / "study") as study:
        assert drive.import_codings(study, made) > 0
        kept = sorted((row["coder"], row["text"]) for row in study.codings())
    coders = {"A": "Researcher 1", "B": "Researcher 2"}
    rows = [(coders[span.coder], floor.row(made, span)[-1]) for span in made.spans()]
    assert kept == sorted(rows)


@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_what_is_heard_is_all_that_stands_whole_and_in_order(turns: Any, data: Any) -> None:
    shares = load("shares")
    spaced = "\n".join(" ".join(turn) for turn in turns)
    assert shares.heard(turns, f"Home {spaced} 3 codings") == 100
    gone = data.draw(st.sampled_from(range(len(turns))))
    long = [turn * 3 + f"{number}." for number, turn in enumerate(turns)]
    rest = "".join(turn for number, turn in enumerate(long) if number != gone)
    left = sum(len(shares.squeezed(turn)) for turn in long)
    whole = 100 * (left - len(shares.squeezed(long[gone]))) / left
    assert shares.heard(long, rest) == pytest.approx(whole)


def test_turns_out_of_order_are_not_heard_as_the_text() -> None:
    assert load("shares").heard(["one.", "two.", "three."], "three.two.one.") < 100


def test_print_counts_each_word_as_often_as_it_was_said() -> None:
    shares = load("shares")
    said = "well, of-course well 🙂 ja"
    assert shares.printed(said, "Moderator\nja of-\ncourse\nwell, well") == 100
    assert shares.printed(said, "ja of-course well") == pytest.approx(80)
    assert shares.printed(said, "") == 0


def test_the_tree_of_a_screen_reader_is_read_in_the_order_of_the_page() -> None:
    """The protocol lists it level by level; the lines of a text are parts of it."""

    def node(number: int, role: str, name: str = "", below: tuple[int, ...] = ()) -> dict[str, Any]:
        made: dict[str, Any] = {"nodeId": str(number), "childIds": [str(child) for child in below]}
        return made | {"role": {"value": role}, "name": {"value": name}}

    tree = [
        node(1, "RootWebArea", "Page", (2, 3)),
        node(2, "article", "P1", (4, 5)),
        node(3, "article", "P2", (6,)),
        node(4, "StaticText", "one ", (7,)),
        node(5, "mark", "", (8,)),
        node(6, "StaticText", "three", (9,)),  # its line is not in the list
        node(7, "InlineTextBox", "one "),
        node(8, "StaticText", "two "),
    ]
    assert "".join(load("windows").spoken(tree)) == "one two three"


def test_who_has_no_figure_says_why_in_its_place(measures: ModuleType, table: ModuleType) -> None:
    results = measures.Results()
    results.put_median("open-XL", "ours", [500.0, 400.0, 900.0], [0.1, 0.3, 0.2])
    results.refuse("open-XL", "peer", "> 60 s")
    figure = results.figures["open-XL"]["ours"]
    assert (figure.value, figure.runs, figure.yardstick) == (500.0, 3, 0.2)
    row = table.row("open-XL", measures.MEASURES["open-XL"], "H", results, 0.2)
    assert row[1] == "500 ms"
    assert row[3] == "> 60 s"
    assert row[-1] == "yes"
    assert results.as_json()["cannot"] == {"open-XL": {"peer": "> 60 s"}}


def test_only_the_browser_asks_for_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    found = runpy.run_path(str(BENCH / "__main__.py"), run_name="bench")
    bench = types.SimpleNamespace(**found)
    names = [name for name, _ in bench.sections(bench.arguments(["--only", "browser", "--peer"]))]
    assert names == ["browser"]
    every = [name for name, _ in bench.sections(bench.arguments(["--peer"]))]
    assert every[:2] == ["floor", "peer"]
    assert every[-1] == "browser"
    some = [name for name, _ in bench.sections(bench.arguments(["--only", "docx", "--no-floor"]))]
    assert some == ["texts", "codings", "docx"]
