"""Guides and their coverage, and the answers to reporting checklists."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.study.checklist import Answer, answer_to, answers_of
from heddle.study.coverage import Coverage, coverage
from heddle.study.guide import Guide, Question, Use, questions_of
from people_desk import Desk, desk_fixture  # noqa: F401 - the fixture is used by its name

QUESTIONS = [
    {"text": "Write down what the word means to you", "form": "opening task", "block": "Start"},
    {"text": "What do you think of it?", "block": "Main", "research_question": "Which views?"},
    {"text": "Can you give an example?", "form": "probe", "block": "Main"},
    {"text": "Anything else?", "form": "closing", "block": "End", "wordings": {"da": "Andet?"}},
]


def guide_of(desk: Desk, **fields: str) -> tuple[str, list[str]]:
    guide = desk.do("guide.add", **{"name": "Guide", "questions": QUESTIONS, **fields})
    with desk.view() as view:
        return guide, [question.id for question in questions_of(view, guide)]


def covered(desk: Desk) -> list[Coverage]:
    with desk.view() as view:
        return coverage(view)


def texts(desk: Desk, guide: str) -> list[str]:
    with desk.view() as view:
        return [question.text for question in questions_of(view, guide)]


# --- guides -----------------------------------------------------------------------------------
def test_a_guide_comes_with_its_questions_in_order(desk: Desk) -> None:
    guide, questions = guide_of(desk, version="1.3", basis="literature")
    kept = [desk.get(Question, question) for question in questions]
    assert [question.text for question in kept] == [given["text"] for given in QUESTIONS]
    assert [q.form for q in kept] == ["opening task", "key", "probe", "closing"]
    assert kept[3].wordings == {"da": "Andet?"}
    assert desk.get(Guide, guide).piloted is None


def test_name_and_version_of_a_guide_are_unique_together(desk: Desk) -> None:
    guide, _ = guide_of(desk)
    desk.refuses("guide.add", "already a guide “Guide”, version 1", "another version", name="guide")
    desk.refuses("guide.add", "name of a guide cannot be empty", name="")
    desk.refuses("guide.add", "version of a guide cannot be empty", name="G", version=" ")
    desk.refuses("guide.add", "text of a question", name="G", questions=[{"text": " "}])
    desk.refuses("guide.revise", "already a guide", guide=guide, version="1")
    second = desk.do("guide.add", name="Guide", version="2")
    desk.refuses("guide.change", "already a guide", guide=second, version="1")
    desk.do("guide.change", guide=second, piloted=True, pilot_note="with two colleagues")
    assert desk.get(Guide, second).piloted is True


def test_a_revision_keeps_the_old_guide_and_knows_where_each_question_came_from(
    desk: Desk,
) -> None:
    old, questions = guide_of(desk, basis="literature")
    desk.do("guide.change", guide=old, piloted=True)
    new = desk.do("guide.revise", guide=old, version="2")
    with desk.view() as view:
        copies = questions_of(view, new)
    assert [copy.came_from for copy in copies] == questions
    desk.do("guide.change_question", question=copies[1].id, text="And what do you think?")
    assert texts(desk, old)[1] == "What do you think of it?"
    kept = desk.get(Guide, new)
    assert (kept.revises, kept.basis, kept.piloted) == (old, "literature", None)
    desk.refuses("guide.drop", "still used by", guide=old)
    desk.do("guide.drop", guide=new)
    desk.do("guide.drop", guide=old)
    assert not desk.find(Question)


def test_questions_are_added_changed_moved_and_dropped(desk: Desk) -> None:
    guide, questions = guide_of(desk)
    added = desk.do("guide.add_question", guide=guide, text="Why?", before=questions[1])
    assert texts(desk, guide)[1] == "Why?"
    desk.do("guide.move_question", question=added, block="End")
    assert texts(desk, guide)[-1] == "Why?"
    assert desk.get(Question, added).block == "End"
    desk.do("guide.move_question", question=added, before=questions[0])
    assert texts(desk, guide)[0] == "Why?"
    other, strangers = guide_of(desk, version="2")
    for before in (strangers[0], added, "nowhere"):
        desk.refuses("guide.move_question", "not another question", question=added, before=before)
    desk.refuses("guide.add_question", "not another", guide=other, text="X", before=added)
    desk.refuses("guide.add_question", "text of a question", guide=guide, text="")
    desk.refuses("guide.change_question", "text of a question", question=added, text="")
    desk.do("guide.change_question", question=added, wordings={"da": "Hvorfor?"})
    desk.do("guide.drop_question", question=added)
    assert len(texts(desk, guide)) == 4


@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=6))
@settings(max_examples=10)
def test_moving_questions_loses_none_and_puts_each_where_it_was_told(
    moves: list[tuple[int, int]],
) -> None:
    desk = Desk()
    try:
        guide, questions = guide_of(desk)
        expected = list(questions)
        for moved, place in moves:
            question = questions[moved]
            before = expected[place] if place < len(expected) else ""
            if before == question:
                continue
            desk.do("guide.move_question", question=question, before=before)
            expected.remove(question)
            expected.insert(expected.index(before) if before else len(expected), question)
        with desk.view() as view:
            kept = questions_of(view, guide)
        assert [question.id for question in kept] == expected
        assert [question.position for question in kept] == sorted(q.position for q in kept)
    finally:
        desk.close()


# --- story 8: coverage ------------------------------------------------------------------------
def test_story_8_coverage_tells_skipped_from_not_recorded(desk: Desk) -> None:
    guide, (task, view, probe, close) = guide_of(desk)
    first = desk.session("FG1", guide=guide, date="2021-11-03")
    second = desk.session("FG2", guide=guide, date="2021-11-01")
    desk.do("guide.ask", session=first, question=probe)
    desk.do("guide.ask", session=first, question=task, note="three minutes")
    desk.do("guide.skip", session=first, question=close, note="time ran out")
    earlier, later = covered(desk)
    assert (earlier.session, earlier.not_recorded) == (second, [task, view, probe, close])
    assert (later.asked, later.skipped, later.not_recorded) == ([probe, task], [close], [view])
    desk.do("guide.skip", session=first, question=probe)
    desk.do("guide.ask", session=first, question=close)
    desk.do("guide.unmark", session=first, question=task)
    later = covered(desk)[1]
    assert (later.asked, later.skipped, later.not_recorded) == ([close], [probe], [task, view])
    assert len(desk.find(Use)) == 2, "one note for each question in a session"


def test_the_order_of_asking_can_be_given(desk: Desk) -> None:
    guide, (task, view, probe, _) = guide_of(desk)
    session = desk.session("FG1", guide=guide)
    desk.do("guide.ask", session=session, question=probe, position=7)
    desk.do("guide.ask", session=session, question=task)
    desk.do("guide.ask", session=session, question=view, position=1)
    assert covered(desk)[0].asked == [view, probe, task]
    desk.do("guide.ask", session=session, question=probe, note="again")
    assert covered(desk)[0].asked == [view, probe, task], "a further note does not move it"
    words = "starts at 1, so it cannot be 0"
    desk.refuses("guide.ask", words, session=session, question=task, position=0)


def test_a_session_asks_the_questions_of_its_own_guide(desk: Desk) -> None:
    guide, _ = guide_of(desk)
    _, others = guide_of(desk, version="2")
    session, free = desk.session("FG1", guide=guide), desk.session("FG2")
    words = ("FG1 used the guide “Guide”, version 1", "“Guide”, version 2", "session's guide")
    for operation in ("guide.ask", "guide.skip"):
        desk.refuses(operation, *words, session=session, question=others[0])
    desk.do("guide.ask", session=free, question=others[0])
    assert covered(desk)[1].not_recorded == others[1:]
    desk.refuses("guide.unmark", "Nothing is noted", session=free, question=others[1])
    desk.refuses("guide.drop_question", "still used by", question=others[0])
    desk.refuses("sessions.drop", "still used by", session=free)
    desk.refuses("guide.drop", "still used by a session", guide=guide)


# --- checklists -------------------------------------------------------------------------------
@pytest.mark.parametrize("status", ["not done", "not applicable"])
def test_what_was_not_done_needs_a_word_on_why(desk: Desk, status: str) -> None:
    words = (f"Item 22 of coreq is marked “{status}”", "Say why")
    desk.refuses("answers.write", *words, because="why-missing", item=22, status=status, text=" ")
    desk.do("answers.write", item=22, status=status, text="Not used in reflexive analysis.")
    desk.refuses("answers.write", *words, item=22, status=status)


def test_an_item_has_one_answer(desk: Desk) -> None:
    member = desk.member("Anna")
    first = desk.do(
        "answers.write", item=1, status="reported", location="p. 4", evidence=[member, member]
    )
    other = desk.do("answers.write", item="S9", checklist="SRQR", status="missing")
    desk.do("answers.write", item="s9 ", checklist="srqr", status="partly", text="see Methods")
    again = desk.do("answers.write", item="1", status="reported", location="p. 5")
    assert first == again
    assert len(desk.find(Answer)) == 2
    kept = desk.get(Answer, first)
    assert (kept.location, kept.evidence) == ("p. 5", [])
    with desk.view() as view:
        found = answer_to(view, "srqr", "S9")
        assert found is not None
        assert (found.id, found.item, found.status) == (other, "S9", "partly")
        assert list(answers_of(view, "coreq")) == ["1"]
    desk.undo()
    assert desk.get(Answer, first).evidence == [member]


def test_evidence_is_on_record(desk: Desk) -> None:
    person = desk.person("P1")
    words = "not in the study"
    desk.refuses("answers.write", words, item=12, status="reported", evidence=["x"])
    answer = desk.do("answers.write", item=12, status="reported", evidence=[person])
    desk.refuses("participants.drop", "still used by", participant=person)
    desk.do("answers.drop", answer=answer)
    desk.do("participants.drop", participant=person)


def test_an_answer_names_its_item(desk: Desk) -> None:
    desk.refuses("answers.write", "item of an answer cannot be empty", item=" ", status="missing")
    words = "checklist of an answer"
    desk.refuses("answers.write", words, item=1, checklist="", status="missing")
    desk.refuses("answers.write", "Invalid enum value", item=1, status="great")
