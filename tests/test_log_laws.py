"""The four laws of the log, on two copies that work apart and meet, as a state machine.

1. replay(log) == tables
2. undo(do(x)) == before
3. the union of two logs gives the same tables in any order of arrival
4. after an erasure none of the erased words is in any file, and the chain still verifies

On SQLite (files on disk) and on PostgreSQL (a schema a copy).
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from heddle.errors import Refused
from heddle.log.gestures import read_gestures
from heddle.log.lookback import look_back
from heddle.log.merge import merge
from heddle.log.rebuild import rebuild
from heddle.store.database import PostgresDatabase
from toy import Copy, Link, Note, table_rows

WORDS = st.text(st.sampled_from("aæ e\u0301☕🙂\u200f\u05e9p\r\n\t'\"\\%_{}"), max_size=8)
SIDES = st.sampled_from([0, 1])


class Laws(RuleBasedStateMachine):
    """Two copies, A and B; every step is checked against the laws."""

    notes: ClassVar[Bundle[Any]] = Bundle("notes")

    def __init__(self) -> None:
        super().__init__()
        self.copies: list[Copy] = []
        self.erased: list[str] = []
        self.counter = 0

    def make(self, name: str) -> Copy:
        raise NotImplementedError

    def leftovers(self, copy: Copy) -> bytes:
        raise NotImplementedError

    @initialize()
    def two_copies(self) -> None:
        self.copies = [self.make("a"), self.make("b")]
        self.copies[1].actor = "bo"

    def teardown(self) -> None:
        if not self.copies:
            return
        self.they_meet()
        for copy in self.copies:
            verdict = copy.verify()
            assert verdict.sound, verdict.problems
            left = self.leftovers(copy)
            for word in self.erased:
                assert word.encode() not in left
        for copy in self.copies:
            copy.close()

    def attempt(self, act: Any) -> Any:
        """A refusal must leave the tables as they were."""
        before = [copy.tables() for copy in self.copies]
        try:
            return act()
        except Refused:
            assert [copy.tables() for copy in self.copies] == before
            return None

    @rule(target=notes, side=SIDES, text=WORDS, number=st.none() | st.integers(-5, 5))
    def write(self, side: int, text: str, number: int | None) -> str:
        return self.copies[side].note(text, number=number)

    @rule(side=SIDES, note=notes, text=WORDS)
    def reword(self, side: int, note: str, text: str) -> None:
        self.attempt(lambda: self.copies[side].set(note, text=text))

    @rule(side=SIDES, note=notes, tags=st.lists(WORDS, max_size=2), number=st.integers())
    def retag(self, side: int, note: str, tags: list[str], number: int) -> None:
        number %= 1 << 40
        self.attempt(lambda: self.copies[side].set(note, tags=tags, number=number))

    @rule(side=SIDES, note=notes, other=notes)
    def link(self, side: int, note: str, other: str) -> None:
        self.attempt(
            lambda: self.copies[side].do(lambda work: work.create(Link(near=note, far=other)))
        )

    @rule(side=SIDES, note=notes)
    def drop(self, side: int, note: str) -> None:
        self.attempt(lambda: self.copies[side].drop(note))

    @rule(side=SIDES, note=notes, text=WORDS)
    def do_and_undo(self, side: int, note: str, text: str) -> None:
        copy = self.copies[side]
        before = copy.tables()
        done = self.attempt(lambda: copy.set(note, text=text + "!", tags=[text]))
        if done is not None:
            after = copy.tables()
            copy.undo()
            assert copy.tables() == before
            copy.redo()
            assert copy.tables() == after
            copy.undo()
            assert copy.tables() == before

    @rule(side=SIDES, note=notes)
    def drop_and_undo(self, side: int, note: str) -> None:
        copy = self.copies[side]
        before = copy.tables()
        if self.attempt(lambda: copy.drop(note)) is not None and copy.tables() != before:
            copy.undo()
            assert copy.tables() == before

    @rule(side=SIDES)
    def undo(self, side: int) -> None:
        self.attempt(self.copies[side].undo)

    @rule(side=SIDES)
    def redo(self, side: int) -> None:
        self.attempt(self.copies[side].redo)

    @rule(side=SIDES)
    def meet_one_way(self, side: int) -> None:
        self.copies[side].take_in(self.copies[1 - side])

    @rule()
    def they_meet(self) -> None:
        one, other = self.copies
        one.take_in(other)
        other.take_in(one)
        assert one.tables() == other.tables()

    @rule(side=SIDES, seed=st.integers(0, 9))
    def any_order_of_arrival(self, side: int, seed: int) -> None:
        """A third copy hears of both logs shuffled and in parts, some of it twice."""
        heard = []
        for copy in self.copies:
            with copy.database.reading() as connection:
                heard += list(read_gestures(connection))
        union = self.make("union")
        shuffled = self.make("shuffled")
        try:
            merge(union.journal, heard)
            random.Random(seed).shuffle(heard)
            for start in range(0, len(heard), 3):
                merge(shuffled.journal, heard[max(0, start - 1) : start + 3])
            assert shuffled.tables() == union.tables()
            assert shuffled.verify().sound
        finally:
            union.close()
            shuffled.close()
        assert side in (0, 1)

    @rule(side=SIDES, note=consumes(notes))
    def erase(self, side: int, note: str) -> None:
        copy = self.copies[side]
        if copy.get(note) is None:
            return
        self.counter += 1
        secret = f"secretword{self.counter}x{uuid.uuid4().hex}"
        copy.set(note, text=f"about {secret} and more")
        copy.set(note, text=f"corrected {secret}", tags=["kept"])
        copy.erase(note)
        self.erased.append(secret)
        left = copy.get(note)
        assert left is not None
        assert left.text == "[erased]"
        assert left.tags == ["kept"]
        assert copy.verify().sound

    @rule(side=SIDES)
    def rebuild(self, side: int) -> None:
        copy = self.copies[side]
        before = copy.tables()
        copy.journal.write(lambda connection: rebuild(copy.database, connection, copy.schema))
        assert copy.tables() == before

    @rule(side=SIDES)
    def look_back(self, side: int) -> None:
        """The study as of its last step is the study."""
        copy = self.copies[side]
        last = copy.note("one more")
        assert last
        past = look_back(copy.database, copy.schema, seq=copy.journal.head.seq)
        assert table_rows(past, copy.schema) == copy.tables()
        before = look_back(copy.database, copy.schema, seq=copy.journal.head.seq - 1)
        copy.undo()
        assert table_rows(before, copy.schema)["notes"] == copy.tables()["notes"]
        past.close()
        before.close()

    @invariant()
    def tables_are_the_log(self) -> None:
        for copy in self.copies:
            verdict = copy.verify()
            assert verdict.sound, verdict.problems


class SqliteLaws(Laws):
    """Copies are files; the byte scan reads all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        # In memory where the system offers it: thousands of syncs are not what is tested here.
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
        made = tempfile.TemporaryDirectory(dir=memory)
        self.folder = Path(self.stack.enter_context(made))

    def make(self, name: str) -> Copy:
        return Copy.in_folder(self.folder / f"{name}{uuid.uuid4().hex[:6]}")

    def leftovers(self, copy: Copy) -> bytes:
        assert copy.database.path is not None  # type: ignore[attr-defined]
        folder = copy.database.path.parent  # type: ignore[attr-defined]
        return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    def teardown(self) -> None:
        with self.stack:
            super().teardown()


def postgres_laws(url: str) -> type[Laws]:
    class PostgresLaws(Laws):
        """Copies are schemas; the scan reads every row (the server's own log is not ours)."""

        def make(self, name: str) -> Copy:
            return Copy(PostgresDatabase(url, f"{name}_{uuid.uuid4().hex[:10]}"))

        def leftovers(self, copy: Copy) -> bytes:
            parts = []
            with copy.database.reading() as connection:
                schema = copy.database.schema_name
                for table in sa.inspect(connection).get_table_names(schema=schema):
                    rows = connection.exec_driver_sql(f'SELECT t::text FROM "{schema}"."{table}" t')
                    parts += [str(row[0]) for row in rows]
            return "\n".join(parts).encode()

    return PostgresLaws


def test_the_laws_hold_on_sqlite() -> None:
    run_state_machine_as_test(
        SqliteLaws, settings=settings(max_examples=50, stateful_step_count=25, deadline=None)
    )


def test_the_laws_hold_on_postgresql(postgres_url: str) -> None:
    run_state_machine_as_test(
        postgres_laws(postgres_url),
        settings=settings(max_examples=6, stateful_step_count=15, deadline=None),
    )


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy.in_folder(tmp_path / "a")
    yield made
    made.close()


def test_a_note_that_is_linked_cannot_vanish(copy: Copy) -> None:
    near, far = copy.note("near"), copy.note("far")
    copy.do(lambda work: work.create(Link(near=near, far=far)))
    before = copy.tables()
    for note in (near, far):
        with pytest.raises(Refused, match="still used by a link"):
            copy.drop(note)
    assert copy.tables() == before


def test_both_values_of_a_clash_are_kept(tmp_path: Path) -> None:
    a, b = Copy.in_folder(tmp_path / "a"), Copy.in_folder(tmp_path / "b", "bo")
    note = a.note("start")
    b.take_in(a)
    a.set(note, text="what A says")
    b.set(note, text="what B says")
    a.take_in(b)
    b.take_in(a)
    assert a.tables() == b.tables()
    (clash,) = a.tables()["conflicts"]
    assert '"what A says"' in clash
    assert '"what B says"' in clash
    kept = a.get(note)
    assert kept is not None
    # Somebody who has seen both settles it.
    a.set(note, text="what both say")
    b.take_in(a)
    assert a.tables()["conflicts"] == b.tables()["conflicts"] == []
    a.close()
    b.close()


def test_undo_reaches_a_thousand_steps_back_and_forth(copy: Copy) -> None:
    note = copy.note("0")
    for i in range(1, 1001):
        copy.set(note, text=str(i))
    for _ in range(1000):
        copy.undo()
    found = copy.get(note)
    assert found is not None
    assert found.text == "0"
    for _ in range(1000):
        copy.redo()
    found = copy.get(note)
    assert found is not None
    assert found.text == "1000"
    with pytest.raises(Refused, match="nothing to redo"):
        copy.redo()


def test_undo_is_refused_where_somebody_else_changed_the_same(copy: Copy) -> None:
    note = copy.note("mine")
    copy.do(lambda work: work.set(work.get(Note, note), text="theirs"), actor="bo")
    with pytest.raises(Refused, match="text of this note was changed") as refused:
        copy.undo()
    assert refused.value.code == "changed-since:bo"


def test_a_changed_fact_is_found(copy: Copy) -> None:
    copy.note("true")
    copy.close()
    path = copy.database.path  # type: ignore[attr-defined]
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE log_patches SET content = replace(content, 'true', 'fake')")
    problems = copy.verify().problems
    assert any("was changed" in problem for problem in problems)
    assert any("not what the log says" in problem for problem in problems)
