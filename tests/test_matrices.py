"""Matrices against naive counting, cell by cell, and what opening a cell shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findings_desk import FindingsDesk
from heddle.analysis.crosstab import compare_people
from heddle.errors import NotFound, Refused
from heddle.findings.axes import attributes
from heddle.findings.crosstests import crosstests
from heddle.findings.matrices import cell, ids_of, matrix
from heddle.findings.matrix import BY, MEASURES, Matrix, MatrixAsk
from heddle.study.guide import Question
from heddle.study.participants import Participant
from heddle.study.sources import Source, Speaker, Turn

SAID = {
    "FG1": [("M", "What is hope?"), ("P1", "A small light, I think."), ("P2", "Yes. Or no."),
            ("M", "And work?"), ("P1", "Work is work — well-being too.")],
    "FG2": [("M", "What is hope?"), ("P4", "Søen ved huset 🌊 er min."), ("P4", "Ja.")],
}  # fmt: skip


class Big(FindingsDesk):
    """Two groups, four codes (one below another), two coders, two questions."""

    def __init__(self) -> None:
        super().__init__()
        self.do("study.describe", title="Study", approach="codebook")
        groups = {"FG1": self.group("FG1", "P1", "P2", "P3"), "FG2": self.group("FG2", "P4", "P5")}
        genders = {"P1": "woman", "P2": "man", "P3": "woman", "P4": "woman"}
        for group in groups.values():
            for code, person in group.items():
                if code in genders:
                    self.do("participants.change", participant=person, gender=genders[code])
        self.turns = {name: self.talk(name, groups[name], *SAID[name]) for name in SAID}
        self.names = {"Hope": self.code("Hope"), "Work": self.code("Work")}
        self.names["Pay"] = self.code("Pay", parent=self.names["Work"])
        self.code("Unused")
        self.bo = self.member("Bo")
        guide = self.do("guide.add", name="G", questions=[{"text": "Hope?"}, {"text": "Work?"}])
        one, two = self.find(Question, "position", guide=guide)
        for name, group in groups.items():
            self.do("guide.ask", session=group[""], question=one.id, turn=self.turns[name][0])
        self.do("guide.ask", session=groups["FG1"][""], question=two.id, turn=self.turns["FG1"][3])
        self.do("themes.add", name="Living", codes=[self.names["Hope"], self.names["Pay"]])

    def clear(self) -> None:
        """Remove all codings."""
        self.do("codings.drop", codings=[coding.id for coding in self.codings()])

    def ask(self, **fields: Any) -> Matrix:
        with self.view() as view:
            return matrix(view, MatrixAsk(**fields))


@pytest.fixture(name="desk")
def desk_fixture() -> Iterator[Big]:
    desk = Big()
    yield desk
    desk.close()


@pytest.fixture(name="large", scope="module")
def large_fixture() -> Iterator[Big]:
    desk = Big()
    yield desk
    desk.close()


codings = st.lists(
    st.tuples(
        st.sampled_from(["Hope", "Work", "Pay"]), st.integers(0, 7), st.integers(0, 2),
        st.integers(0, 20), st.integers(1, 12), st.booleans(),
    ),
    max_size=10,
)  # fmt: skip


def code_all(desk: Big, wanted: list[Any]) -> None:
    flat = [turn for turns in desk.turns.values() for turn in turns]
    for name, at, more, start, length, other in wanted:
        turn = flat[at]
        text = desk.text(turn)
        begin = min(start, len(text) - 1)
        end_turn = flat[at + more] if more and at + more < 8 and (at < 5) == (at + more < 5) else ""
        end = min(length, len(desk.text(end_turn))) if end_turn else min(begin + length, len(text))
        if not text[begin : end if not end_turn else None].strip():
            continue
        desk.mark(desk.names[name], turn, begin, end, end_turn, desk.bo if other else "")


def uses(desk: Big, ask: MatrixAsk) -> list[dict[str, Any]]:
    """Every turn that a coding touches, record by record, with what the columns ask."""
    turns, speakers = {}, {s.id: s for s in desk.find(Speaker)}
    people = {p.id: p for p in desk.find(Participant)}
    sources = {s.id: s for s in desk.find(Source)}
    members = {m: n for n, m in (("Anna", desk.actor), ("Bo", desk.bo))}
    for name, ids in desk.turns.items():
        asked = {0: "Hope?"} | ({3: "Work?"} if name == "FG1" else {})
        question = ""
        for at, turn in enumerate(ids):
            question = asked.get(at, question)
            turns[turn] = (at, question)
    found = []
    for coding in desk.codings():
        name = sources[coding.source].name
        ids = desk.turns[name]
        for turn in ids[ids.index(coding.turn) : ids.index(coding.end_turn) + 1]:
            record = desk.get(Turn, turn)
            begin = coding.start if turn == coding.turn else 0
            end = coding.end if turn == coding.end_turn else len(record.text)
            person = people.get(speakers[record.speaker].participant)
            if begin >= end or (person is None and not ask.moderator):
                continue
            words = {(turn, m.start()) for m in re.finditer(r"\S+", record.text)
                     if (n := re.search(r"[^\W_](\S*[^\W_])?", m.group()))
                     and m.start() + n.start() < end and m.start() + n.end() > begin}  # fmt: skip
            found.append({
                "code": coding.code, "coding": coding.id, "turn": turn, "words": words,
                "person": person.id if person else "",
                "participant": person.code if person else None,
                "attribute": (person.gender or "(not stated)") if person else None,
                "group": name, "source": name, "coder": members[coding.coder],
                "question": turns[turn][1],
            })  # fmt: skip
    return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(codings, st.booleans(), st.booleans(), st.booleans())
def test_every_matrix_is_that_counted_record_by_record(
    large: Big, wanted: list[Any], moderator: bool, below: bool, themes: bool
) -> None:
    desk = large
    desk.clear()
    code_all(desk, wanted)
    ids = desk.names
    feeds = {ids["Hope"]: ["Hope"], ids["Work"]: ["Work"],
             ids["Pay"]: ["Pay", "Work"] if below else ["Pay"]}  # fmt: skip
    if themes:
        feeds = {ids["Hope"]: ["Living"], ids["Work"]: [], ids["Pay"]: ["Living"]}
    for by in BY:
        ask = MatrixAsk(rows="theme" if themes else "code", by=by, attribute="gender",
                  moderator=moderator, below=below and not themes)  # fmt: skip
        told = uses(desk, ask)
        things = {
            "participants": lambda use: {use["person"]} - {""},
            "segments": lambda use: {use["coding"]},
            "turns": lambda use: {use["turn"]},
            "words": lambda use: use["words"],
        }
        for measure in MEASURES:
            with desk.view() as view:
                made = matrix(view, MatrixAsk(**{f: getattr(ask, f) for f in ask.__struct_fields__
                                           if f != "measure"}, measure=measure))  # fmt: skip
            for at, row in enumerate(made.rows):
                mine = [use for use in told if row.label in feeds.get(use["code"], [])]
                for place, column in enumerate(made.columns):
                    cell_ = set().union(
                        *(things[measure](u) for u in mine if u[by] == column.label)
                    )
                    assert made.values[at][place] == len(cell_), (by, measure, row, column)
                shown = {column.label for column in made.columns}
                inside = [things[measure](u) for u in mine if u[by] in shown]
                assert row.total == len(set().union(*inside))
            if made.shares is not None:
                assert all(s is None or 0 <= s <= 1 for row in made.shares for s in row)


def test_a_column_has_everybody_who_could_have_said_it(desk: Big) -> None:
    desk.mark(desk.names["Hope"], desk.turns["FG1"][1])
    made = desk.ask(by="group")
    assert [(c.label, c.size) for c in made.columns] == [("FG1", 3), ("FG2", 2)]
    assert made.shares is not None
    assert made.shares[0] == [pytest.approx(1 / 3), 0.0]
    by_gender = desk.ask(by="attribute", attribute="gender")
    sizes = [(c.label, c.size) for c in by_gender.columns]
    assert sizes == [("man", 1), ("woman", 3), ("(not stated)", 1)]
    by_person = desk.ask(by="participant", measure="segments")
    assert [c.label for c in by_person.columns] == ["P1", "P2", "P3", "P4", "P5"], "silent ones too"


def test_opening_a_cell_shows_the_extracts_that_it_counted(desk: Big) -> None:
    hope = desk.names["Hope"]
    wanted = [desk.mark(hope, desk.turns["FG1"][1]), desk.mark(hope, desk.turns["FG1"][2], 0, 4)]
    desk.mark(hope, desk.turns["FG2"][1])
    desk.mark(desk.names["Work"], desk.turns["FG1"][1])
    ask = MatrixAsk(by="group")
    with desk.view() as view:
        found = cell(view, ask, hope, "FG1")
        assert [each.id for each in found.extracts] == wanted
        assert (found.total, found.people, found.turns, found.groups) == (2, 2, 2, 1)
        assert [each.id for each in cell(view, ask, hope, "FG1", offset=1).extracts] == wanted[1:]
        assert cell(view, ask, hope).total == 3
        assert ids_of(view, ask)[hope, "FG1"] == wanted
        with pytest.raises(NotFound):
            cell(view, ask, hope, "FG9")


def test_what_cannot_be_counted_is_refused_in_words(desk: Big) -> None:
    with pytest.raises(Refused, match="No participant has a value of “colour”"):
        desk.ask(by="attribute", attribute="colour")
    with pytest.raises(Refused, match="no code with the id"):
        desk.ask(codes=["x"])
    empty = FindingsDesk()
    with empty.view() as view, pytest.raises(Refused, match="in which turn any question"):
        matrix(view, MatrixAsk(by="question"))
    for by in ("group", "participant", "coder", "source"):
        with empty.view() as view:
            assert matrix(view, MatrixAsk(by=by)).rows == []
    assert attributes(empty.corpus()) == []
    empty.close()


def test_a_reflexive_study_is_given_no_shares_and_no_tests(desk: Big) -> None:
    desk.mark(desk.names["Hope"], desk.turns["FG1"][1])
    with desk.view() as view:
        found = crosstests(view, MatrixAsk(by="group"))
    assert "not drawn at random" in found.warning
    assert [test.label for test in found.tests] == ["Hope", "Work", "Pay", "Unused"]
    assert found.tests[0].p == pytest.approx(1.0)
    assert (found.tests[1].p, found.tests[1].why[:14]) == (None, "Nobody has it,")
    desk.do("method.change", approach="reflexive", why="We read differently now.")
    made = desk.ask(by="group")
    assert made.shares is None
    assert "does not decide what it means" in made.why
    with desk.view() as view, pytest.raises(Refused, match="not offered"):
        crosstests(view, MatrixAsk(by="group"))


def test_tests_of_people_are_those_of_the_books() -> None:
    # Fisher's tea taster (The Design of Experiments, 1935): 3 of 4 right, two-sided p = 0.4857.
    tea = compare_people([3, 1], [4, 4])
    assert (tea.test, round(tea.p or 0, 4)) == ("fisher", 0.4857)
    three = compare_people([10, 20, 30], [40, 40, 40])
    assert (three.test, three.why) == ("chi2", "")
    assert three.statistic == pytest.approx(20.0)
    assert "not reliable" in compare_people([1, 2, 0], [3, 3, 3]).why
    assert compare_people([3], [4]).p is None
    assert compare_people([4, 4], [4, 4]).p is None
