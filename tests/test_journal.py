"""The journal: the one path in, with groups, refusals, clocks and hashes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from heddle.errors import BrokenStudy, NotFound, Refused
from heddle.log.gestures import read_gestures
from heddle.log.merge import merge
from heddle.log.patches import Gesture
from heddle.log.verify import gesture_problems
from toy import Bundle, Copy, Link, Note


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy.in_folder(tmp_path / "a")
    yield made
    made.close()


def log(copy: Copy) -> list[Gesture]:
    with copy.database.reading() as connection:
        return list(read_gestures(connection))


class Pause:
    """Holds the writer in the middle of a transaction until told to go on."""

    def __init__(self, copy: Copy) -> None:
        self.arrived, self.go = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=copy.journal.write, args=(self._work,))
        self.thread.start()
        self.arrived.wait()

    def _work(self, _: sa.Connection) -> None:
        self.arrived.set()
        self.go.wait()


def begin(act: Any) -> Future[Any]:
    """Do something in a thread of its own; the future tells how it went."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(act())
        except BaseException as error:  # noqa: BLE001 - handed to the test
            future.set_exception(error)

    threading.Thread(target=run).start()
    return future


def queued(copy: Copy, count: int) -> None:
    """Wait until so many pieces of work wait for the writer."""
    while copy.journal._queue.qsize() < count:
        pass


# --- Groups -------------------------------------------------------------------------------------
def test_a_refusal_leaves_its_neighbours_in_the_group_untouched(copy: Copy) -> None:
    commits = []
    sa.event.listen(copy.database.engine, "commit", lambda _: commits.append(1))
    pause = Pause(copy)

    def bad(work: Any) -> None:
        work.create(Note(text="left over?"))
        work.refuse("No.", "Do not.")

    acts = [
        begin(lambda: copy.note("one")),
        begin(lambda: copy.do(bad)),
        begin(lambda: copy.note("two")),
        begin(lambda: copy.do(lambda _: 1 / 0)),
        begin(lambda: copy.note("three")),
    ]
    queued(copy, len(acts))
    commits.clear()
    pause.go.set()
    pause.thread.join()
    outcomes = [type(act.exception(timeout=60)) for act in acts]
    assert sorted(outcome.__name__ for outcome in outcomes) == sorted(
        ["NoneType", "Refused", "NoneType", "ZeroDivisionError", "NoneType"]
    )
    assert {note.text for note in copy.notes()} == {"one", "two", "three"}
    # One commit for the pause, one for all that waited meanwhile.
    assert len(commits) == 2
    assert [gesture.seq for gesture in log(copy)] == [1, 2, 3]
    assert copy.verify().sound


def test_when_the_commit_fails_nobody_in_the_group_is_acknowledged(copy: Copy) -> None:
    kept = copy.note("kept")
    pause = Pause(copy)
    acts = [begin(lambda i=i: copy.note(f"lost {i}")) for i in range(3)]
    queued(copy, len(acts))
    commits = []

    def second_fails(_: sa.Connection) -> None:
        commits.append(1)
        if len(commits) == 2:
            raise ZeroDivisionError

    sa.event.listen(copy.database.engine, "commit", second_fails)
    pause.go.set()
    pause.thread.join()
    assert [type(act.exception(timeout=60)) for act in acts] == [ZeroDivisionError] * 3
    assert [note.id for note in copy.notes()] == [kept]
    assert copy.note("after")
    assert [gesture.seq for gesture in log(copy)] == [1, 2]
    assert copy.verify().sound


def test_closing_finishes_what_waits_and_writing_goes_on_afterwards(copy: Copy) -> None:
    pause = Pause(copy)
    act = begin(lambda: copy.note("waited"))
    queued(copy, 1)
    closing = begin(copy.journal.close)
    queued(copy, 2)
    pause.go.set()
    pause.thread.join()
    assert closing.result(timeout=60) is None
    assert act.result(timeout=60)
    assert copy.note("after closing")
    copy.journal.close()
    copy.journal.close()
    assert len(copy.notes()) == 2


def test_the_head_is_known_inside_a_write_only(copy: Copy) -> None:
    with pytest.raises(RuntimeError):
        _ = copy.journal.head


# --- Steps --------------------------------------------------------------------------------------
def test_a_step_that_changes_nothing_is_not_logged(copy: Copy) -> None:
    note = copy.note("same")
    before = log(copy)
    done = copy.set(note, text="same")
    assert (done.gesture, done.patches, done.seq) == ("", 0, 1)
    assert log(copy) == before


def test_an_acknowledged_step_says_where_it_is(copy: Copy) -> None:
    done = copy.do(lambda work: work.create(Note(text="here")), reason="because", actor="bo")
    (gesture,) = log(copy)
    assert (done.seq, done.gesture, done.patches) == (1, gesture.id, 1)
    assert done.id == gesture.patches[0].record
    assert (gesture.actor, gesture.reason, gesture.operation) == ("bo", "because", "toy.step")
    assert gesture.previous == b""


def test_each_step_is_chained_to_the_one_before(copy: Copy) -> None:
    for i in range(5):
        copy.note(str(i))
    gestures = log(copy)
    assert [g.previous for g in gestures[1:]] == [g.hash for g in gestures[:-1]]


CHANGES = {
    "who": {"actor": "somebody else"},
    "when": {"at": "1999-01-01T00:00:00.000+00:00"},
    "what": {"operation": "codes.add"},
    "why": {"reason": "another reason"},
    "order": {"clock": 1},
    "copy": {"replica": "another"},
    "undone": {"undoes": "another"},
    "before": {"previous": b"another"},
    "fewer facts": {"patches": []},
}


@pytest.mark.parametrize("what", CHANGES)
def test_no_part_of_a_sealed_step_can_be_changed_unnoticed(copy: Copy, what: str) -> None:
    copy.do(lambda work: work.create(Note(text="sealed")), reason="a reason")
    (gesture,) = log(copy)
    assert gesture_problems(gesture) == []
    for name, value in CHANGES[what].items():
        setattr(gesture, name, value)
    assert gesture_problems(gesture)
    with pytest.raises(BrokenStudy, match="damaged or was changed by hand"):
        merge(copy.journal, [gesture_named(gesture)])


def gesture_named(gesture: Gesture) -> Gesture:
    """The same step under an id that is not known here, so that a merge looks at it."""
    gesture.id = "0190" + gesture.id[4:]
    return gesture


UNSTORABLE = ["a\0b", "\ud800", "ok\udfff", "🙂"[0] + "\ud83d"]


@pytest.mark.parametrize("text", UNSTORABLE)
@pytest.mark.parametrize("where", ["new", "changed", "in a list", "looked for", "reason"])
def test_text_that_cannot_be_kept_faithfully_is_refused(copy: Copy, text: str, where: str) -> None:
    note = copy.note("before")
    before = copy.tables()
    acts = {
        "new": lambda: copy.note(text),
        "changed": lambda: copy.set(note, text=text),
        "in a list": lambda: copy.set(note, tags=["fine", text]),
        "looked for": lambda: copy.drop(text),
        "reason": lambda: copy.do(lambda work: work.create(Note()), reason=text),
    }
    if where == "looked for" and "\0" in text:
        with pytest.raises(NotFound):
            acts[where]()
    else:
        with pytest.raises(Refused, match="cannot be stored faithfully") as refused:
            acts[where]()
        assert refused.value.code == "unstorable-text"
    assert copy.tables() == before
    assert len(log(copy)) == 1


@pytest.mark.parametrize(
    "text", ["", "🙂", "e\u0301", "\u200f\u05e9", "\ufeff", "\u2028", "a\r\nb"]
)
def test_any_other_text_comes_back_as_it_was(copy: Copy, text: str) -> None:
    note = copy.note(text, tags=[text])
    kept = copy.get(note)
    assert kept is not None
    assert (kept.text, kept.tags) == (text, [text])
    assert copy.verify().sound


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1, 10**400])
def test_a_number_that_is_too_large_is_refused(copy: Copy, number: int) -> None:
    note = copy.note("small", number=(1 << 63) - 1)
    before = copy.tables()
    for act in (lambda: copy.set(note, number=number), lambda: copy.note(number=number)):
        with pytest.raises(Refused):
            act()
    assert copy.tables() == before
    assert copy.verify().sound


def test_a_field_that_is_not_there_or_of_another_type_is_refused(copy: Copy) -> None:
    note = copy.note("typed")
    before = copy.tables()
    for fields, words in [
        ({"colour": "red"}, "has no field “colour”"),
        ({"id": "x"}, "has no field “id”"),
        ({"number": "three"}, "cannot take this value"),
        ({"tags": "not a list"}, "cannot take this value"),
    ]:
        with pytest.raises(Refused, match=words):
            copy.set(note, **fields)
    assert copy.tables() == before


def test_references_must_lead_somewhere(copy: Copy) -> None:
    before = copy.tables()
    for make in (
        lambda work: work.create(Link(near="nowhere", far="nowhere")),
        lambda work: work.create(Note(above="nowhere")),
        lambda work: work.create(Bundle(notes=["nowhere"])),
        lambda work: work.create(Bundle(about="nowhere")),
    ):
        with pytest.raises(NotFound, match="not in the study") as refused:
            copy.do(make)
        assert refused.value.code == "missing-reference"
    assert copy.tables() == before


def test_within_a_step_the_order_of_changes_does_not_matter(copy: Copy) -> None:
    first = Note(id="first", text="first", above="second")

    def both_ways(work: Any) -> None:
        work.create(first)
        work.create(Note(id="second", text="second"))

    copy.do(both_ways)

    def drop(work: Any) -> None:
        work.drop_many(Note, ["second", "first"])

    copy.do(drop)
    assert copy.notes() == []
    copy.undo()
    assert len(copy.notes()) == 2
    assert copy.verify().sound
