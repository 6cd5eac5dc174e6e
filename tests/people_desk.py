"""A desk for the tests of people and method: do operations, see what stands, see refusals."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.log import operations, tables, undo
from heddle.log.journal import Draft
from heddle.log.setup import create_log
from heddle.log.view import View
from heddle.store.database import SqliteDatabase
from heddle.study.invitees import State
from heddle.study.recruitment import Flow, flow
from heddle.study.schema import study_schema

STATES: tuple[State, ...] = get_args(State)

dates = st.sampled_from(["", "2021", "2021-10", "2021-11-02", "2021-11-03", "2022-01-01"])
openings = st.sampled_from([[], [("invited", "", ""), ("agreed", "", "")]])
"""Most courses of random steps end at once for want of an invitation, so half begin well."""
steps = st.builds(
    list.__add__,
    openings,
    st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(["", "s1", "s2"]), dates)),
)
Steps = list[tuple[State, str, str]]


class Desk:
    """A study in memory; operations go in by name, as from the command line."""

    def __init__(self) -> None:
        self.schema = study_schema()
        self.database = SqliteDatabase(None)
        self.journal = create_log(self.database, self.schema)

    def do(self, operation: str, **fields: Any) -> Any:
        """Do an operation and return what it returned."""
        made = operations.make(operation, fields)
        draft = Draft(decide=made.decide, operation=operation)
        return self.journal.perform(draft).result

    def undo(self) -> None:
        undo.undo(self.journal, "")

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        with self.database.reading() as connection:
            yield View(connection, self.schema)

    def get(self, cls: Any, record: str) -> Any:
        with self.view() as view:
            return view.get(cls, record)

    def find(self, cls: Any, *order: str, **equals: Any) -> list[Any]:
        with self.view() as view:
            return view.find(cls, *order, **equals)

    def flow(self) -> Flow:
        with self.view() as view:
            return flow(view)

    def state(self) -> dict[str, list[Any]]:
        """Every row of every query table, and how far the log goes."""
        with self.view() as view:
            rows = {
                name: sorted(tuple(row)[1:] for row in view.rows(sa.select(kind.table)))
                for name, kind in self.schema.kinds.items()
            }
            rows["log"] = list(view.rows(sa.select(sa.func.count()).select_from(tables.gestures)))
        return rows

    def refuses(self, op: str, /, *words: str, because: str = "", **fields: Any) -> Refused:
        """Assert that an operation is refused in these words, and changes nothing at all."""
        before = self.state()
        with pytest.raises(Refused) as caught:
            self.do(op, **fields)
        refusal = caught.value
        for word in words:
            assert word in str(refusal), f"“{word}” is missing in: {refusal}"
        if because:
            assert refusal.code == because
        assert refusal.problem[-1] == "."
        assert refusal.hint, "a refusal says what to do next"
        assert self.state() == before
        return refusal

    # What most tests begin with.

    def member(self, name: str) -> str:
        return str(self.do("team.add", name=name))

    def person(self, code: str = "P1", **fields: Any) -> str:
        return str(self.do("participants.add", code=code, **fields))

    def session(self, name: str = "FG1", **fields: Any) -> str:
        return str(self.do("sessions.add", name=name, **fields))

    def invited(self, code: str = "INV-01", **fields: Any) -> str:
        return str(self.do("recruitment.invite", code=code, **fields))

    def agreed(self, code: str = "INV-01", **fields: Any) -> str:
        invitee = self.invited(code, **fields)
        self.do("recruitment.record", invitee=invitee, state="agreed")
        return invitee

    def close(self) -> None:
        self.journal.close()
        self.database.close()


@pytest.fixture(name="desk")
def desk_fixture() -> Iterator[Desk]:
    """An empty study."""
    desk = Desk()
    yield desk
    desk.close()
