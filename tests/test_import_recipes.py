"""The recipes of the documentation run, and print what their pages say."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
from pathlib import Path

import pytest

import heddle
from heddle.findings.cooccurring import CoAsk
from heddle.findings.cooccurring import matrix as cooccurrence
from heddle.findings.matrices import matrix
from heddle.findings.matrix import MatrixAsk

RECIPES = Path(__file__).resolve().parents[1] / "docs" / "recipes"
FILES = {
    "qmsum": "qmsum/Product/ES2004a.json",
    "folketing": "folketing_da/EdixiXMLExport_20142.xml",
}


def run(name: str, folder: Path, file: Path) -> str:
    script = runpy.run_path(str(RECIPES / f"{name}.py"))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        script["main"](str(folder), str(file))
    return out.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_a_recipe_prints_what_its_page_says(name: str, tmp_path: Path, shared: Path) -> None:
    printed = run(name, tmp_path / "study", shared / "corpora" / FILES[name])
    page = (RECIPES / f"{name}.md").read_text("utf-8")
    blocks = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert blocks == [printed]
    with heddle.open(tmp_path / "study") as study:
        assert study.verify().problems == []


def test_every_recipe_has_its_page_and_its_script() -> None:
    assert {path.stem for path in RECIPES.glob("*.py")} == set(FILES)
    assert {path.stem for path in RECIPES.glob("*.md")} >= set(FILES)


def test_topics_lie_on_the_turns_that_the_file_names(tmp_path: Path, shared: Path) -> None:
    run("qmsum", tmp_path / "study", shared / "corpora" / FILES["qmsum"])
    with heddle.open(tmp_path / "study") as study:
        turns = study.turns()
        codings = study.codings()
    assert len(turns) == 320
    places = {turn["id"]: number for number, turn in enumerate(turns)}
    spans = [(places[row["turn"]], places[row["end_turn"]]) for row in codings]
    assert spans == [(12, 130), (131, 171), (173, 311)]
    first, last = spans[0]
    words = "\n".join(turn["text"] for turn in turns[first : last + 1])
    assert codings[0]["text"] == words
    with heddle.open(tmp_path / "study") as study, study.view() as view:
        # Nobody has said yet who of the speakers is a participant, so talk is told by source.
        made = matrix(view, MatrixAsk(by="source", measure="turns"))
        assert [row.total for row in made.rows] == [last - first + 1 for first, last in spans]
        assert matrix(view, MatrixAsk(by="participant")).columns == []
        assert [code.own for code in cooccurrence(view, CoAsk()).codes] == [1, 1, 1]


def test_sittings_are_in_the_order_of_the_clock_with_their_chair(
    tmp_path: Path, shared: Path
) -> None:
    run("folketing", tmp_path / "study", shared / "corpora" / FILES["folketing"])
    with heddle.open(tmp_path / "study") as study:
        turns = study.turns()
        sources = study.sources()
    assert len(sources) == 6
    assert len(turns) == 1201
    for source in sources:
        times = [turn["start"] for turn in turns if turn["source"] == source["name"]]
        assert times == sorted(times)
        assert times[0] == 0
    assert "Chair" in {turn["speaker"] for turn in turns}
    assert "" not in {turn["speaker"] for turn in turns}
    assert {source["language"] for source in sources} == {"da"}
