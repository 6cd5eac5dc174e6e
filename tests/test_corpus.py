"""The corpus against naive counting, record by record, through every kind of change."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings_desk import FindingsDesk
from heddle.errors import HeddleError
from heddle.findings.corpus import ROLES, Corpus
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.guide import questions_of
from heddle.study.sources import Source, Speaker, Turn
from heddle.text.units import words


@pytest.fixture(name="desk")
def desk_fixture() -> Iterator[FindingsDesk]:
    desk = FindingsDesk()
    yield desk
    desk.close()


def study(desk: FindingsDesk) -> dict[str, list[str]]:
    one = desk.group("FG1", "P1", "P2", "P3")
    two = desk.group("FG2", "P4", "P5")
    return {
        "FG1": desk.talk("FG1", one, ("M", "What is hope?"), ("P1", "A small light, I think."),
                         ("P2", "Yes.\nOr no."), ("M", "And work?"), ("P1", "Work is work.")),
        "FG2": desk.talk("FG2", two, ("M", "What is hope?"), ("P4", "Søen ved huset 🌊 er min.")),
    }  # fmt: skip


def naive(desk: FindingsDesk, found: Corpus) -> None:
    """Assert that a corpus says what the records say, read one by one."""
    codings = {coding.id: coding for coding in desk.find(Coding)}
    turns = {turn.id: turn for turn in desk.find(Turn)}
    speakers = {one.id: one for one in desk.find(Speaker)}
    at = 0
    for place, source in enumerate(found.sources):
        offset = 0
        for position, turn in enumerate(desk.find(Turn, "position", source=source.id)):
            assert found.turns.id[at] == turn.id
            assert found.turns.source[at] == place
            assert found.turns.position[at] == position
            assert (found.turns.start[at], found.turns.end[at]) == (offset, offset + len(turn.text))
            assert found.turns.words[at] == words(turn.text)
            speaker = speakers[turn.speaker]
            assert ROLES[found.turns.role[at]] == speaker.role
            person = found.turns.participant[at]
            told = found.participants[person].id if person >= 0 else ""
            assert told == speaker.participant
            assert (found.turns.voice[at] >= 0) == (speaker.role == "participant")
            offset += len(turn.text) + 1
            at += 1
    assert at == len(found.turns)
    assert sorted(found.codings.id) == sorted(i for i, c in codings.items() if not c.gone)
    for at, record in enumerate(found.codings.id):
        coding = codings[record]
        first, last = turns[coding.turn], turns[coding.end_turn]
        assert found.turns.id[found.codings.first[at]] == first.id
        assert found.turns.id[found.codings.last[at]] == last.id
        assert found.codings.start[at] == found.turns.start[found.codings.first[at]] + coding.start
        assert found.codings.end[at] == found.turns.start[found.codings.last[at]] + coding.end
        assert found.codes[found.codings.code[at]].id == coding.code
        assert found.members[found.codings.coder[at]].id == coding.coder
        assert found.sources[found.codings.source[at]].id == coding.source
        mine = found.pieces.coding == at
        covered = int((found.pieces.end - found.pieces.start)[mine].sum())
        line_ends = found.codings.last[at] - found.codings.first[at]
        assert covered + line_ends >= len(coding.words or coding.quote) - line_ends
    keys = list(zip(found.codings.source, found.codings.start, found.codings.id, strict=True))
    assert keys == sorted(keys)


def test_a_corpus_says_what_the_records_say(desk: FindingsDesk) -> None:
    turns = study(desk)
    hope, work = desk.code("Hope"), desk.code("Work")
    desk.mark(hope, turns["FG1"][1], 2, 13)
    desk.mark(work, turns["FG1"][1], 2, 4, end_turn=turns["FG1"][4])
    desk.mark(hope, turns["FG2"][1], 15, 16, coder=desk.member("Bo"))
    found = desk.corpus()
    naive(desk, found)
    assert [group.label for group in found.groups] == ["FG1", "FG2"]
    assert [len(group.people) for group in found.groups] == [3, 2]
    assert found.turns.group.tolist() == [0] * 5 + [1] * 2
    crossing = found.pieces.turn[found.pieces.coding == found.coding_at[found.codings.id[1]]]
    assert crossing.tolist() in ([1], [1, 2, 3, 4])


def test_talk_belongs_to_the_question_asked_last_before_it_in_its_source(
    desk: FindingsDesk,
) -> None:
    turns = study(desk)
    guide = desk.do("guide.add", name="Guide", questions=[{"text": "Hope?"}, {"text": "Work?"}])
    newer = desk.do("guide.revise", guide=guide, version="2")
    with desk.view() as view:
        old, new = questions_of(view, guide), questions_of(view, newer)
    sessions = {source.name: source.session for source in desk.find(Source)}
    desk.do("guide.ask", session=sessions["FG1"], question=old[1].id, turn=turns["FG1"][3])
    desk.do("guide.ask", session=sessions["FG2"], question=new[0].id, turn=turns["FG2"][0])
    found = desk.corpus()
    assert [question.text for question in found.questions] == ["Hope?", "Work?"]
    assert found.turns.question.tolist() == [-1, -1, -1, 1, 1, 0, 0]


def test_codes_below_are_one_range(desk: FindingsDesk) -> None:
    top = desk.code("Top")
    child = desk.code("Child", parent=top)
    desk.code("Grandchild", parent=child)
    desk.code("Other")
    found = desk.corpus()
    names = [code.name for code in found.codes]
    assert [names[at] for at in found.below(names.index("Top"))] == ["Top", "Child", "Grandchild"]
    assert [names[at] for at in found.below(names.index("Other"))] == ["Other"]


def test_a_label_that_is_joined_to_nobody_is_a_voice_of_its_own(desk: FindingsDesk) -> None:
    desk.do("sources.add", name="Interview", speakers=[
        {"name": "A", "role": "participant"}, {"name": "?"}, {"name": "I", "role": "moderator"},
    ], turns=[{"speaker": who, "text": "Words."} for who in ("I", "A", "?")])  # fmt: skip
    found = desk.corpus()
    assert [voice.name for voice in found.voices] == ["A"]
    assert found.turns.voice.tolist() == [-1, 0, -1]
    assert found.turns.participant.tolist() == [-1, -1, -1]
    assert found.groups[found.voices[0].group].label == "Interview"


def test_a_corpus_is_kept_until_the_study_changes(desk: FindingsDesk) -> None:
    turns = study(desk)
    hope = desk.code("Hope")
    before = desk.corpus()
    assert desk.corpus() is before
    desk.mark(hope, turns["FG1"][1])
    after = desk.corpus()
    assert after is not before
    assert after.turns is before.turns, "a coding costs no new reading of the talk"
    assert (len(before.codings), len(after.codings)) == (0, 1)


def test_a_coder_can_be_left_out_of_a_source(desk: FindingsDesk) -> None:
    turns = study(desk)
    hope, bo = desk.code("Hope"), desk.member("Bo")
    desk.mark(hope, turns["FG1"][1], coder=bo)
    kept = [desk.mark(hope, turns["FG1"][1]), desk.mark(hope, turns["FG2"][1], coder=bo)]
    found = desk.corpus()
    at = [member.name for member in found.members].index("Bo")
    rest = found.without_coders([0], [at])
    assert sorted(rest.codings.id) == sorted(kept)
    assert len(found.codings) == 3


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["code", "drop", "correct", "split", "undo", "recode", "new"]),
        st.integers(0, 99),
    ),
    min_size=3,
    max_size=10,
)


@settings(max_examples=12)
@given(steps=STEPS)
def test_a_corpus_read_in_parts_is_one_read_anew(steps: list[tuple[str, int]]) -> None:
    desk = FindingsDesk()
    study(desk)
    desk.mark(desk.code("Hope"), desk.find(Turn)[1].id)
    desk.corpus()
    for step, chance in steps:
        change(desk, step, chance)
        desk.corpus()
    found = desk.corpus()
    naive(desk, found)
    desk.forget()
    anew = desk.corpus()
    for one, other in ((found.turns, anew.turns), (found.codings, anew.codings)):
        for field in one.__struct_fields__:
            same = np.array_equal(
                getattr(one, field), getattr(other, field), equal_nan=field.startswith("seconds")
            )
            assert same, field
    desk.close()


def change(desk: FindingsDesk, step: str, chance: int) -> None:
    """Do one of the things that change a corpus; chance says to what."""
    turns, codings, codes = desk.find(Turn), desk.codings(), desk.find(Code)
    if not (turns and codings and codes):
        return  # undone so far that there is nothing left to change
    turn = turns[chance % len(turns)]
    with contextlib.suppress(HeddleError):
        match step:
            case "code":
                desk.mark(codes[chance % len(codes)].id, turn.id)
            case "drop":
                desk.do("codings.drop", codings=[one.id for one in codings[chance % 3 :]])
            case "recode":
                desk.do("codings.recode", codings=[codings[0].id], code=codes[-1].id)
            case "correct":
                desk.do("turns.correct", turn=turn.id, text=turn.text[:2] + "øh" + turn.text[3:])
            case "split":
                desk.do("turns.split", turn=turn.id, at=6)
            case "new":
                desk.code(f"Code {chance}", parent=codes[0].id)
            case _:
                desk.undo()
