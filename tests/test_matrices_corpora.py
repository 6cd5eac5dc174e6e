"""Two studies by other people through every matrix, counted again record by record.

A meeting of the QMSum corpus (320 turns; its topics are codes of one coder, the passages that its
questions were answered by are a second coder's) and PDPilot's seven interviews (91 codes, 261
coded segments). What a person would say about them is put on record: who is who, an attribute,
which question was asked when. Nothing here uses the corpus or its arrays.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from scipy import stats

import heddle
from heddle.errors import Refused
from heddle.exchange.importing import import_files
from heddle.findings.cooccurring import Base, CoAsk
from heddle.findings.cooccurring import matrix as cooccurrence
from heddle.findings.crosstests import crosstests
from heddle.findings.framework import framework
from heddle.findings.matrices import cell, matrix
from heddle.findings.matrix import BY, MEASURES, MatrixAsk
from heddle.findings.reactions import interlocutors
from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.guide import Question
from heddle.study.participants import Participant
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.team import Member

OPEN = "(before the first question)"


class Use(NamedTuple):
    """A coding within one turn of a participant, with all that a column may ask."""

    code: str
    coding: str
    turn: str
    words: frozenset[tuple[str, int]]
    characters: frozenset[tuple[str, int]]
    people: str
    by: dict[str, str]


def words(text: str, turn: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    for run in re.finditer(r"\S+", text):
        core = re.search(r"[^\W_](\S*[^\W_])?", run.group())
        if core and run.start() + core.start() < end and run.start() + core.end() > start:
            yield turn, run.start()


def uses(view: View, asked_in: dict[str, str]) -> list[Use]:
    """Every turn of a participant that a coding touches; `asked_in`: turn and question."""
    speakers = {one.id: one for one in view.find(Speaker)}
    people = {one.id: one for one in view.find(Participant)}
    sources = {one.id: one.name for one in view.find(Source)}
    members = {one.id: one.name for one in view.find(Member)}
    texts = {one.id: one.text for one in view.find(Question)}
    turns, question_of = defaultdict(list), {}
    for turn in view.find(Turn, "position"):
        turns[turn.source].append(turn)
    for those in turns.values():
        asked = ""
        for turn in those:
            asked = asked_in.get(turn.id, asked)
            question_of[turn.id] = texts.get(asked, OPEN)
    found = []
    for coding in view.find(Coding):
        there = turns[coding.source]
        ids = [turn.id for turn in there]
        first, last = ids.index(coding.turn), ids.index(coding.end_turn)
        for turn in there[first : last + 1]:
            who = people.get(speakers[turn.speaker].participant) if turn.speaker else None
            start = coding.start if turn.id == coding.turn else 0
            end = coding.end if turn.id == coding.end_turn else len(turn.text)
            if who is None or start >= end:
                continue
            found.append(
                Use(
                    code=coding.code,
                    coding=coding.id,
                    turn=turn.id,
                    words=frozenset(words(turn.text, turn.id, start, end)),
                    characters=frozenset((turn.id, at) for at in range(start, end)),
                    people=who.id,
                    by={
                        "participant": who.code,
                        "attribute": who.attributes.get("craft", "(not stated)"),
                        "group": who.group,
                        "question": question_of[turn.id],
                        "coder": members[coding.coder],
                        "source": sources[coding.source],
                    },
                )
            )
    return found


def measured(some: Sequence[Use], measure: str) -> int:
    if measure == "words":
        return len(frozenset().union(*(use.words for use in some)))
    field = {"participants": "people", "segments": "coding", "turns": "turn"}[measure]
    return len({getattr(use, field) for use in some})


class Told(NamedTuple):
    """A study with when its questions were asked."""

    study: heddle.Study
    asked_in: dict[str, str]
    crafts: dict[str, str]


def ask(
    study: heddle.Study, session: str, guide: list[str], turns: Sequence[str]
) -> dict[str, str]:
    """Note that the questions were asked in these turns of a session."""
    for question, turn in zip(guide, turns, strict=True):
        study.do("guide.ask", session=session, question=question, turn=turn)
    return dict(zip(turns, guide, strict=True))


def questions(study: heddle.Study, *texts: str) -> list[str]:
    study.do("guide.add", name="Guide", questions=[{"text": text} for text in texts])
    with study.view() as view:
        found = {one.text: one.id for one in view.find(Question)}
    return [found[text] for text in texts]


@pytest.fixture(scope="module")
def meeting(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The meeting: four people of whom the Project Manager chairs, two readers."""
    kept = json.loads((shared / "corpora/qmsum/Product/ES2004a.json").read_text("utf-8"))
    with heddle.create(tmp_path_factory.mktemp("qmsum") / "s", title="Meeting") as study:
        study.do("study.describe", approach="codebook")
        other = study.do("team.add", name="Second reader").result
        crafts = {"User Interface": "design", "Industrial Designer": "design", "Marketing": "sales"}
        names = [*crafts, "Somebody silent"]
        people = {
            name: study.do("participants.add", code=name, group="1", number=at,
                           attributes={"craft": crafts[name]} if name in crafts else {}).result
            for at, name in enumerate(names, 1)
        }  # fmt: skip
        session = study.do("sessions.add", name="1").result
        study.do("sessions.attend", session=session, participants=list(people.values()))
        study.do(
            "sources.add", name="ES2004a", session=session,
            speakers=[{"name": "Project Manager", "role": "moderator"}]
            + [{"name": name, "role": "participant", "participant": people[name]}
               for name in crafts],
            turns=[{"speaker": turn["speaker"], "text": turn["content"]}
                   for turn in kept["meeting_transcripts"]],
        )  # fmt: skip
        turns = study.turns()
        for coder, field, name in (
            ("", "topic_list", "topic"), (other, "specific_query_list", "query"),
        ):  # fmt: skip
            for number, topic in enumerate(kept[field]):
                code = study.do("codes.add", name=f"{number} {topic[name]}"[:80]).result
                study.do("codings.add", codings=[
                    {"code": code, "turn": turns[int(first)]["id"], "start": 0,
                     "end_turn": turns[int(last)]["id"], "end": len(turns[int(last)]["text"]),
                     "coder": coder}
                    for first, last in topic["relevant_text_span"]
                ])  # fmt: skip
        guide = questions(study, "What is it to look like?", "What may it cost?")
        asked = ask(study, session, guide, [turns[131]["id"], turns[173]["id"]])
        yield Told(study, asked, crafts)


@pytest.fixture(scope="module")
def interviews(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """PDPilot: seven interviews with one participant each."""
    given = shared / "corpora" / "pdpilot_study"
    with heddle.create(tmp_path_factory.mktemp("pdpilot") / "s", title="PDPilot") as study:
        study.do("study.describe", approach="codebook")
        files = sorted((given / "results" / "transcripts").glob("P*.pdf"))
        tables = [given / "tables" / f"{name}.csv" for name in ("codes", "segments")]
        assert [one.error for one in import_files(study, [*files, *tables])] == [None] * 9
        guide = questions(study, "What do you do?", "What do the plots say?")
        asked, crafts = {}, {}
        with study.view() as view:
            sources, speakers = view.find(Source, "name"), view.find(Speaker)
            turns = defaultdict(list)
            for turn in view.find(Turn, "position"):
                turns[turn.source].append(turn.id)
        for at, source in enumerate(sources):
            crafts[source.name] = "research" if at % 2 else "industry"
            person = study.do("participants.add", code=source.name, group=source.name,
                              attributes={"craft": crafts[source.name]}).result  # fmt: skip
            session = study.do("sessions.add", name=source.name).result
            study.do("sessions.attend", session=session, participants=[person])
            study.do("sources.change", source=source.id, session=session)
            # P5 has a second label, which is a slip: “Particpant”.
            for one in speakers:
                if (
                    one.source == source.id and one.role == "participant"
                ):  # P5 has a slip, “Particpant”
                    study.do("speakers.join", speaker=one.id, participant=person)
            own = turns[source.id]
            asked |= ask(study, session, guide, [own[2], own[len(own) // 2]])
        yield Told(study, asked, crafts)


@pytest.fixture(params=["meeting", "interviews"])
def told(request: pytest.FixtureRequest) -> Told:
    found: Told = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("by", BY)
def test_every_matrix_is_what_the_records_say(told: Told, by: Any) -> None:
    with told.study.view() as view:
        found = uses(view, told.asked_in)
        assert len(found) > 100
        for measure in MEASURES:
            made = matrix(view, MatrixAsk(by=by, measure=measure, attribute="craft"))
            seen = {use.by[by] for use in found}
            assert seen <= {column.label for column in made.columns}
            for at, row in enumerate(made.rows):
                mine = [use for use in found if use.code == row.key]
                for place, column in enumerate(made.columns):
                    inside = [use for use in mine if use.by[by] == column.label]
                    assert made.values[at][place] == measured(inside, measure), (row, column)
                assert row.total == measured(mine, measure)
        # The fullest cell opens to the very codings that it counts.
        at, place = max(
            ((r, c) for r in range(len(made.rows)) for c in range(len(made.columns))),
            key=lambda where: made.segments[where[0]][where[1]],
        )
        row, column = made.rows[at], made.columns[place]
        opened = cell(view, made.ask, row.key, column.key, limit=500)
        assert {one.id for one in opened.extracts} == {
            use.coding for use in found if use.code == row.key and use.by[by] == column.label
        }


def test_co_occurrence_on_every_base_is_what_the_records_say(told: Told) -> None:
    with told.study.view() as view:
        found = uses(view, told.asked_in)
        ends = {one.id: one for one in view.find(Coding)}
        place = {one.id: (one.source, one.position) for one in view.find(Turn)}
        spoken = sorted({use.coding for use in found})
        span = {
            one: ((*place[ends[one].turn], ends[one].start),
                  (*place[ends[one].end_turn], ends[one].end))
            for one in spoken
        }  # fmt: skip
        bases: tuple[Base, ...] = ("pairs", "turns", "sources")
        made = {base: cooccurrence(view, CoAsk(base=base)) for base in bases}
        codes = [one.id for one in made["pairs"].codes]
        assert set(codes) == {use.code for use in found}
        pairs: dict[tuple[str, str], int] = defaultdict(int)
        for one, other in combinations(spoken, 2):
            (a, b), (c, d) = span[one], span[other]
            if a[0] == c[0] and a < d and c < b:
                for key in {(ends[one].code, ends[other].code), (ends[other].code, ends[one].code)}:
                    pairs[key] += 1
        turns, sources = defaultdict(set), defaultdict(set)
        for one in spoken:
            start, end = span[one]
            turns[ends[one].code] |= {
                id_ for id_, (source, at) in place.items()
                if source == start[0] and start[1] <= at <= end[1]
            }  # fmt: skip
            sources[ends[one].code].add(start[0])
        for at, one in enumerate(codes):
            for to, other in enumerate(codes):
                if one == other:
                    continue
                assert made["pairs"].shared[at][to] == pairs[one, other]
                assert made["turns"].shared[at][to] == len(turns[one] & turns[other])
                both = len(sources[one] & sources[other])
                assert made["sources"].shared[at][to] == both
                coefficient = made["sources"].coefficient
                assert coefficient is not None
                whole = len(sources[one] | sources[other])
                assert coefficient[at][to] == pytest.approx(both / whole)
        with pytest.raises(Refused, match="seconds"):
            cooccurrence(view, CoAsk(base="seconds"))


def test_tests_compare_people_by_what_is_on_record(told: Told) -> None:
    with told.study.view() as view:
        found = uses(view, told.asked_in)
        made = crosstests(view, MatrixAsk(by="attribute", attribute="craft"))
        everybody = [one.attributes.get("craft", "(not stated)") for one in view.find(Participant)]
        values = sorted(set(everybody))
        for test in made.tests:
            having = {(use.by["attribute"], use.people) for use in found if use.code == test.key}
            yes = [sum(value == craft for craft, _ in having) for value in values]
            no = [everybody.count(value) - n for value, n in zip(values, yes, strict=True)]
            assert test.people == len(everybody)
            if test.test == "fisher" and test.p is not None:
                assert test.p == pytest.approx(stats.fisher_exact([yes, no]).pvalue)
    assert len(made.tests) == len({one.key for one in made.tests}) > 3


def test_a_framework_has_the_codings_of_each_person(told: Told) -> None:
    with told.study.view() as view:
        found = uses(view, told.asked_in)
        made = framework(view, rows="code")
        assert {case.label for case in made.cases} == {one.code for one in view.find(Participant)}
        below = {one.id: one.parent for one in view.find(Code)}

        def above(code: str) -> set[str]:
            return {code} | (above(below[code]) if below[code] else set())

        for case in made.cases:
            for topic, inside in zip(made.topics, case.cells, strict=True):
                assert set(inside.codings) == {
                    use.coding for use in found
                    if use.by["participant"] == case.label and topic.key in above(use.code)
                }  # fmt: skip


def test_who_said_nothing_after_a_question_has_not_agreed(meeting: Told) -> None:
    study = meeting.study
    with study.view() as view:
        people = {one.code: one.id for one in view.find(Participant)}
        first, second = meeting.asked_in.values()
        session = view.find(Source)[0].session
    study.do("reactions.set", session=session, question=first,
             participant=people["Marketing"], side="assent")  # fmt: skip
    with study.view() as view:
        (circle,) = interlocutors(view).sessions
        marks = {
            asked.question: dict(zip(circle.codes, asked.cells, strict=True))
            for asked in circle.questions
        }
        assert set(marks) == {first, second}
        assert marks[first]["Marketing"].mark == "A"
        assert marks[second]["Marketing"].mark == marks[first]["Somebody silent"].mark == "NR"
        assert (circle.questions[0].assent, circle.questions[0].silent) == (1, 3)
        turns = view.find(Turn, "position")
        at = next(n for n, turn in enumerate(turns) if meeting.asked_in.get(turn.id) == second)
        speakers = {one.id: one.name for one in view.find(Speaker)}
        spoke = {speakers[turn.speaker] for turn in turns[at:]}
        assert {who for who, did in marks[second].items() if did.spoke} == spoke & set(people)
