"""History: what happened to a record, and the study as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heddle import client
from heddle.errors import NotFound, Refused
from heddle.log import operations
from heddle.log.clock import moment
from heddle.log.gestures import read_gestures
from heddle.log.history import events
from mortals import quick_folder
from toy import Copy, Note, table_rows


@pytest.fixture(params=["sqlite", "postgresql"])
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[client.Study]:
    if request.param == "sqlite":
        with quick_folder() as folder, client.create(folder / "study", title="Then") as made:
            yield made
        return
    url = request.getfixturevalue("postgres_url")
    schema = request.getfixturevalue("postgres_schema")
    with client.create_on_server(url, schema, title="Then", media=tmp_path) as made:
        yield made


def rows(study: client.Study) -> Any:
    return table_rows(study.database, study.schema)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy.in_folder(tmp_path / "a")
    yield made
    made.close()


def history(copy: Copy, **limits: Any) -> list[Any]:
    with copy.database.reading() as connection:
        return events(connection, **limits)


# --- Of a record --------------------------------------------------------------------------------
def test_the_history_of_a_record_has_all_its_changes_newest_first(copy: Copy) -> None:
    note, other = copy.note("one"), copy.note("another")
    copy.set(note, text="two")
    copy.set(other, text="not this one")
    copy.set(note, number=3)
    copy.drop(note)
    copy.undo()
    told = history(copy, record=note)
    assert [(c.action, c.before, c.after) for event in told for c in event.changes] == [
        ("create", {}, {}),
        ("drop", {}, {}),
        ("set", {"number": None}, {"number": 3}),
        ("set", {"text": "one"}, {"text": "two"}),
        ("create", {}, {"text": "one"}),
    ]
    assert [event.operation for event in told] == ["undo", *["toy.step"] * 4]
    assert told[0].undoes == told[1].gesture
    assert {change.record for event in told for change in event.changes} == {note}


def test_only_facts_of_the_record_are_shown_but_all_of_the_step_are_counted(copy: Copy) -> None:
    done = copy.do(lambda work: [work.create(Note(text=str(i))) for i in range(5)])
    (event,) = history(copy, record=done.result[2])
    assert event.facts == 5
    assert [change.after for change in event.changes] == [{"text": "2"}]
    (event,) = history(copy, changes=2)
    assert [change.after for change in event.changes] == [{"text": "0"}, {"text": "1"}]


def test_history_can_be_asked_by_person_operation_and_stretch(copy: Copy) -> None:
    for number in range(6):
        copy.do(lambda work: work.create(Note()), actor="bo" if number % 2 else "anna")
    assert [event.seq for event in history(copy, actor="bo")] == [6, 4, 2]
    assert [event.seq for event in history(copy, after=2, before=5)] == [4, 3]
    assert [event.seq for event in history(copy, limit=2)] == [6, 5]
    assert history(copy, operation="nothing") == []
    assert len(history(copy, operation="toy.step")) == 6
    assert history(copy, record="nobody") == []


def test_erased_facts_are_in_the_history_without_their_words(copy: Copy) -> None:
    note = copy.note("a name", number=1)
    copy.set(note, number=2)
    copy.erase(note)
    told = history(copy, record=note)
    assert [event.operation for event in told] == ["erase", "toy.step", "toy.step"]
    assert [event.changes[0].erased for event in told] == [False, False, True]
    assert told[0].reason == "withdrawn"
    assert "a name" not in repr(told)


def test_a_listing_says_who_when_what_and_why(study: client.Study) -> None:
    code = study.do("codes.add", name="Hope", reason="first reading").id
    study.do("codes.change", code=code, name="Trust", reason="second reading")
    study.undo()
    listed = study.history(code)
    assert [row["operation"] for row in listed] == ["undo", "codes.change", "codes.add"]
    assert [row["reason"] for row in listed] == ["", "second reading", "first reading"]
    assert {row["who"] for row in listed} == {"Researcher 1"}
    assert operations.sentence("codes.add") == "Add a code to the codebook."
    assert operations.sentence("of.another.version") == "of.another.version"


# --- As of ---------------------------------------------------------------------------------------
def test_the_study_as_of_each_step_is_what_it_was(study: client.Study) -> None:
    then = {}
    turns = [{"text": "one two"}, {"text": "three"}]
    study.do("sources.add", name="FG1", turns=turns)
    first, second = (turn["id"] for turn in study.turns())
    code = study.do("codes.add", name="Hope").id
    where = {"turn": first, "start": 4, "end": 7, "code": code}
    coding = study.do("codings.add", codings=[where]).result[0]
    memo = study.do("memos.add", text="a name", about=[coding]).id
    steps = [
        lambda: study.do("turns.correct", turn=first, text="one and two"),
        lambda: study.do("memos.drop", memo=memo),
        lambda: study.do("turns.join", turn=first),
        study.undo,
        lambda: study.do("codes.change", code=code, name="Trust"),
        lambda: study.do("turns.drop", turn=second),
        study.undo,
    ]
    for step in steps:
        done = step()
        then[done.seq] = rows(study)
    study.rebuild()
    for seq, expected in then.items():
        with study.as_of(seq=seq) as past:
            assert rows(past) == expected
            assert past.rows("turns") == past.turns()


def test_the_study_as_of_a_moment_goes_by_the_clock(study: client.Study) -> None:
    with study.database.reading() as connection:
        last = list(read_gestures(connection))[-1]
    when = moment(last.clock)
    before = rows(study)
    # The next step is later than this by the clock, whatever the wall says.
    study.journal.write(lambda _: study.journal.head.clock.see((last.clock | 0xFFFF) + 1))
    study.do("codes.add", name="Hope")
    with study.as_of(when=when) as past:
        assert rows(past) == before
    with study.as_of(when=when - dt.timedelta(days=1)) as past:
        assert not any(rows(past).values())
    with study.as_of(when=when + dt.timedelta(days=1)) as past:
        assert rows(past) == rows(study)


def test_the_past_can_be_read_and_searched_but_not_changed(study: client.Study) -> None:
    study.do("sources.add", name="FG1", turns=[{"text": "we did it together"}])
    seq = study.do("codes.add", name="Hope").seq
    turn = study.turns()[0]["id"]
    study.do("turns.correct", turn=turn, text="we did it apart")
    with study.as_of(seq=seq) as past:
        assert [row["id"] for row in past.search("together")] == [turn]
        assert past.search("apart") == []
        for act in (
            lambda: past.do("codes.add", name="Fear"),
            past.undo,
            past.redo,
            past.rebuild,
        ):
            with pytest.raises(Refused, match="as it was"):
                act()
    assert study.search("together") == []


def test_the_past_before_the_beginning_is_empty(study: client.Study) -> None:
    for seq in (0, -5):
        with study.as_of(seq=seq) as past:
            assert not any(rows(past).values())
    with study.as_of(seq=10**9) as past:
        assert rows(past) == rows(study)


def test_a_listing_that_is_not_there_is_refused(study: client.Study) -> None:
    with pytest.raises(NotFound, match="no listing called"):
        study.rows("recipes")
