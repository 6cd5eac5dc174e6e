"""Undo and redo: by name, of several records at once, and where somebody else has been."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heddle.errors import Refused, Stale
from heddle.log.gestures import read_gestures
from heddle.log.patches import Gesture
from toy import Copy, Note


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy.in_folder(tmp_path / "a")
    yield made
    made.close()


def log(copy: Copy) -> list[Gesture]:
    with copy.database.reading() as connection:
        return list(read_gestures(connection))


def test_a_step_is_undone_by_name_once(copy: Copy) -> None:
    note = copy.note("dropped")
    dropped = copy.drop(note)
    copy.undo(gesture=dropped.gesture)
    before = copy.tables()
    with pytest.raises(Stale):
        copy.undo(gesture=dropped.gesture)
    assert copy.tables() == before
    assert copy.get(note) is not None


def test_undoing_a_new_record_is_refused_once_somebody_has_filled_it_in(copy: Copy) -> None:
    note = copy.note("mine")
    copy.do(lambda work: work.set(work.get(Note, note), number=5), actor="bo")
    with pytest.raises(Stale, match="number of this note was changed"):
        copy.undo()
    kept = copy.get(note)
    assert kept is not None
    assert kept.number == 5


def test_redoing_a_drop_is_refused_once_somebody_has_changed_the_record(copy: Copy) -> None:
    note = copy.note("mine")
    copy.drop(note)
    copy.undo()
    copy.do(lambda work: work.set(work.get(Note, note), number=5), actor="bo")
    with pytest.raises(Stale, match="number of this note was changed"):
        copy.redo()
    assert copy.get(note) is not None


def test_a_record_made_and_changed_in_one_step_is_undone_as_one(copy: Copy) -> None:
    def make(work: Any) -> str:
        note = Note(text="one")
        work.create(note)
        work.set(note, text="two", number=3)
        return note.id

    before = copy.tables()
    copy.do(make)
    after = copy.tables()
    copy.undo()
    assert copy.tables() == before
    copy.redo()
    assert copy.tables() == after


def test_a_step_may_pass_through_a_record_that_it_drops_again(copy: Copy) -> None:
    note = copy.note("stays")

    def pass_through(work: Any) -> None:
        stays = work.get(Note, note)
        between = work.create(Note(text="between"))
        work.set(stays, above=between)
        work.set(stays, above="", text="done")
        work.drop(work.get(Note, between))

    before = copy.tables()
    copy.do(pass_through)
    after = copy.tables()
    copy.undo()
    assert copy.tables() == before
    copy.redo()
    assert copy.tables() == after


def test_a_step_of_somebody_else_can_be_taken_back_by_name(copy: Copy) -> None:
    done = copy.do(lambda work: work.create(Note(text="bo's")), actor="bo")
    with pytest.raises(Refused, match="nothing of yours"):
        copy.undo()
    copy.undo(gesture=done.gesture, reason="agreed in the meeting")
    assert copy.notes() == []
    assert log(copy)[-1].reason == "agreed in the meeting"


def test_erased_words_cannot_be_brought_back(copy: Copy) -> None:
    note = copy.note("a name")
    change = copy.set(note, text="another name")
    copy.erase(note)
    with pytest.raises(Refused, match="words have been erased") as refused:
        copy.undo(gesture=change.gesture)
    assert refused.value.code == "erased"
    with pytest.raises(Refused, match="An erasure cannot be taken back"):
        copy.undo(gesture=log(copy)[-1].id)
    with pytest.raises(Refused, match="nothing of yours left"):
        copy.undo()
