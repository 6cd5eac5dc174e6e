"""Readings side by side: what is paired with what, and what stays of it when it was settled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.analysis.pairings import Stretch, pairings
from heddle.cli.main import main
from heddle.client import Study, create
from heddle.errors import NotFound, Refused
from heddle.findings.agreement import agree
from heddle.findings.readings import compare
from heddle.findings.rounds import frozen, round_named
from test_blind_rounds import team_study

stretches = st.lists(
    st.builds(
        lambda code, start, length: Stretch(code, start, start + length),
        st.sampled_from("abc"),
        st.integers(0, 30),
        st.integers(1, 12),
    ),
    max_size=8,
)


# --- Laws of pairing --------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(stretches, stretches)
def test_each_stretch_is_in_one_pairing_of_the_right_kind(
    first: list[Stretch], second: list[Stretch]
) -> None:
    found = pairings(first, second)
    assert sorted(p.first for p in found if p.first >= 0) == list(range(len(first)))
    assert sorted(p.second for p in found if p.second >= 0) == list(range(len(second)))
    for pair in found:
        if pair.first < 0 or pair.second < 0:
            assert pair.kind == ("second only" if pair.first < 0 else "first only")
            continue
        a, b = first[pair.first], second[pair.second]
        covered = set(range(a.start, a.end)), set(range(b.start, b.end))
        shared = len(covered[0] & covered[1]) / len(covered[0] | covered[1])
        assert pair.shared == pytest.approx(shared)
        assert (pair.kind == "alike") == (a == b)
        assert (pair.kind == "code") == (a.code != b.code)
        assert shared >= (0.5 if pair.kind == "code" else 1e-9)
    # Nothing that could be paired is left alone.
    alone = ([first[p.first] for p in found if p.second < 0],
             [second[p.second] for p in found if p.first < 0])  # fmt: skip
    assert not [1 for a in alone[0] for b in alone[1]
                if a.code == b.code and a.start < b.end and b.start < a.end]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(stretches, stretches, st.randoms())
def test_order_and_side_change_nothing(first: list[Stretch], second: list[Stretch], luck) -> None:  # type: ignore[no-untyped-def]
    def told(one: list[Stretch], other: list[Stretch]) -> list[tuple[str, object, object]]:
        return sorted(
            (p.kind, one[p.first] if p.first >= 0 else None, other[p.second]
             if p.second >= 0 else None)
            for p in pairings(one, other) if p.kind == "alike"
        )  # fmt: skip

    mixed = [luck.sample(each, len(each)) for each in (first, second)]
    assert told(*mixed) == told(first, second)
    assert len(told(second, first)) == len(told(first, second))
    assert {p.kind for p in pairings(first, list(first))} <= {"alike"}


def test_an_empty_stretch_is_refused() -> None:
    with pytest.raises(ValueError, match="covers nothing"):
        pairings([Stretch("a", 3, 3)], [])


# --- The story of a round ---------------------------------------------------------------------
@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with create(tmp_path / "study", title="Two readings", approach="reliability") as made:
        yield made


@pytest.fixture
def ids(study: Study) -> dict[str, str]:
    return team_study(study)


def code(study: Study, ids: dict[str, str], *marks: tuple[str, str, int, int]) -> list[str]:
    made: list[str] = study.do(
        "codings.add",
        codings=[
            {"code": ids["code"], "turn": ids[turn], "start": start, "end": end,
             "coder": ids[who]}
            for who, turn, start, end in marks
        ],
    ).result  # fmt: skip
    return made


def test_what_was_coded_independently_stays_whatever_is_settled(
    study: Study, ids: dict[str, str]
) -> None:
    ana, bo, only = code(
        study, ids, ("Ana", "FG1.1", 0, 7), ("Bo", "FG1.1", 3, 7), ("Bo", "FG1.3", 0, 3)
    )
    with study.view() as view, pytest.raises(Refused, match="not open yet"):
        compare(view, round_="First")
    with pytest.raises(Refused, match="before everybody has finished"):
        study.do("rounds.open", round=ids["round"])
    study.do("rounds.open", round=ids["round"], why="the meeting is today")
    code(study, ids, ("Ana", "FG1.2", 0, 4))  # too late to be independent
    with study.view() as view:
        before = compare(view, round_="First")
        numbers = agree(view, round_="First").rows
    assert [(d.kind, d.number) for d in before.differences] == [("extent", 1), ("second only", 3)]
    first = before.differences[0]
    assert first.first
    assert first.second
    assert (first.first.words, first.second.words) == ("we talk", "talk")
    fields = {"round": ids["round"], "originals": [ana, bo]}
    with pytest.raises(Refused, match="reason"):
        study.do("reconciliations.add", why=" ", **fields)
    with pytest.raises(Refused, match="that differed"):
        study.do("reconciliations.add", why="x", drop=[only], **fields)
    with pytest.raises(NotFound):
        study.do("reconciliations.add", why="x", round=ids["round"], originals=[ids["own"]])
    made = study.do(
        "reconciliations.add",
        why="the subject belongs to it",
        drop=[bo],
        codings=[{"code": ids["code"], "turn": ids["FG1.1"], "start": 0, "end": 7,
                  "coder": ids["Bo"]}],
        **fields,
    ).id  # fmt: skip
    assert bo not in {row["id"] for row in study.codings()}
    with study.view() as view:
        after = compare(view, round_="First")
        assert agree(view, round_="First").rows == numbers
        with pytest.raises(Refused, match="settled their differences"):
            agree(view)
        assert len(frozen(view, round_named(view, "First")).codings) == 3
    settled = after.differences[0].settled
    assert settled
    assert (settled.id, settled.dropped) == (made, [bo])
    given_up = after.differences[0].second
    assert given_up
    assert (given_up.stands, given_up.words) == (False, "talk")
    study.do("rounds.close", round=ids["round"], why="the code is clear now")
    with pytest.raises(Refused, match="not yet closed"):
        study.do("reconciliations.add", why="x", **fields)


def test_a_round_is_walked_on_the_command_line(study: Study, ids: dict[str, str]) -> None:
    place = str(study.folder)
    runner = CliRunner()

    def run(*arguments: str, by: str = "") -> str:
        answer = runner.invoke(main, [arguments[0], place, *arguments[1:]], env={"HEDDLE_BY": by})
        return answer.output

    asked = ("rounds", "plan", "Second", "--coders", "Ana,Bo", "--sources", "FG2")
    assert "Second" in run(*asked)
    assert "already a round" in run(*asked)
    assert "no team member" in run("rounds", "assign", "Second", "--coders", "Nobody")
    assert "nothing to compare" in run("rounds", "plan", "Alone", "--coders", "Ana") + run(
        "rounds", "begin", "Alone"
    )
    assert '"blind": true' not in run("rounds", "begin", "Second", "--json")
    code(study, ids, ("Ana", "FG2.1", 0, 2), ("Bo", "FG2.1", 0, 2))
    assert '"blind": true' in run("rounds", "finish", "Second", "--json", by="Ana")
    run("rounds", "finish", "Second", by="Bo")
    assert "alone can open it" in run("rounds", "open", "Second", by="Bo")
    assert "opened" in run("rounds", "open", "Second")
    told = run("compare", "--round", "Second")
    assert "They do not differ" in told
    assert "1 codings are alike" in told
    written = study.folder / "exports-of-mine.md" if study.folder else Path()
    assert "Wrote" in run("agree", "--round", "Second", "-o", str(written))
    text = written.read_text("utf-8")
    assert "independently of each other in the round “Second”" in text
    assert "Intervals are at 95 %" in text


def test_a_reflexive_study_compares_without_a_number(tmp_path: Path) -> None:
    with create(tmp_path / "other", title="Reflexive") as study:
        ids = team_study(study)
        code(study, ids, ("Ana", "FG1.1", 0, 7), ("Bo", "FG1.1", 0, 7))
        study.do("rounds.open", round=ids["round"], why="now")
        with study.view() as view:
            found = compare(view, round_="First")
        assert found.alike is None
        assert "not a measurement" in found.reason
        shown = CliRunner().invoke(main, ["agree", str(tmp_path / "other")])
        assert shown.exit_code == 1
        assert "not offered" in shown.output
