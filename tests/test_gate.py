"""The gate: red stops a final export until a person says why not, and notes stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle import client
from heddle.errors import Refused
from heddle.privacy.gate import Leaving, Objection, objections, refuse_red


@pytest.fixture
def study(tmp_path: Path) -> Iterator[client.Study]:
    with client.create(tmp_path / "study", title="Gates") as made:
        yield made


def check(view: object, leaving: Leaving) -> Iterator[Objection]:
    yield Objection(
        gate="disclosure", item=f"{leaving.what} ages", level="amber", problem="A.", hint="Do a."
    )
    yield Objection(
        gate="disclosure", item=f"{leaving.what} rows", level="red", problem="R.", hint="Do r."
    )


def test_red_stops_until_it_is_overridden_with_a_reason(study: client.Study) -> None:
    leaving = Leaving(what="table1", purpose="final")
    with study.view() as view:
        found = objections(view, leaving, [check])
    assert [each.level for each in found] == ["red", "amber"]
    with pytest.raises(Refused, match=r"R\..*table1 rows") as refused:
        refuse_red(found)
    assert "A." not in refused.value.problem
    study.do("overrides.write", gate="disclosure", item="table1 rows", why="they agreed to it")
    with study.view() as view:
        found = objections(view, leaving, [check])
        other = objections(view, Leaving(what="table3"), [check])
    refuse_red(found)
    assert found[0].why == "they agreed to it"
    with pytest.raises(Refused):
        refuse_red(other)


def test_an_override_says_why(study: client.Study) -> None:
    with pytest.raises(Refused):
        study.do("overrides.write", gate="method", item="kappa", why="  ")


def test_undo_passes_over_the_note_of_an_export(study: client.Study) -> None:
    study.do("codes.add", name="Hope")
    study.do("exports.note", what="table1", format="docx")
    study.undo()
    assert study.codes() == []
    study.do("exports.note", what="table1", format="csv")
    study.redo()
    assert [code["name"] for code in study.codes()] == ["Hope"]
    noted = next(row for row in study.history() if row["operation"] == "exports.note")
    with pytest.raises(Refused, match="cannot be taken back"):
        study.undo(noted["gesture"])
