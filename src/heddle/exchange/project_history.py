"""What a study's log tells of records that came from a project: for bringing them up to date.

A newer export says what is true *there*; somebody may have changed the same thing *here* since.
What the study has had before and has no more was changed here on purpose, so a value of the
export that is in a field's past brings nothing new, and what was removed here stays removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.records import Record
from heddle.log.view import View
from heddle.study.sources import Turn
from heddle.study.withdrawals import ERASING, Withdrawal

T = TypeVar("T")

_CHUNK: Final = 500
_KINDS: Final = ("codes", "sources", "codings", "memos", "participants", "leftovers")


class History:
    """The log, asked about single records; each question costs only what it touches."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._removed: set[str] | None = None
        self._dropped: dict[str, list[str]] | None = None
        self.kept: int = 0
        """Values that stay as somebody has changed them here."""

    def past(self, record: Record, *fields: str) -> list[tuple[Any, ...]]:
        """Give the values (JSON-ready) that some fields of a record have had, in order."""
        # A step that makes something does not say what is as always.
        now: dict[str, Any] = msgspec.to_builtins(type(record)())
        found = []
        for content in self._contents(tables.patches.c.record == record.id):
            now |= content.get("after", {})
            found.append(tuple(now.get(field) for field in fields))
        return found

    def had(self, record: Record, **values: Any) -> bool:
        """Tell whether a record once had all of these values at a time; it is counted as kept."""
        wanted = tuple(msgspec.to_builtins(value) for value in values.values())
        known = wanted in self.past(record, *values)
        self.kept += known
        return known

    def news(self, record: Record, **values: Any) -> dict[str, Any]:
        """Give those values that a record neither has nor once had: what an export brings."""
        return {
            name: value
            for name, value in values.items()
            if getattr(record, name) != value and not self.had(record, **{name: value})
        }

    def texts(self, turns: Iterable[str]) -> dict[str, list[str]]:
        """Give every text that each turn has had, the latest first."""
        p = tables.patches.c
        found: dict[str, list[str]] = {}
        for chunk in _chunks(turns):
            rows = self._view.rows(
                sa.select(p.record, p.content).where(p.record.in_(chunk)).order_by(p.pid.desc())
            )
            for row in rows:
                text = _decoded(row.content).get("after", {}).get("text")
                if isinstance(text, str):
                    found.setdefault(row.record, []).append(text)
        return found

    def gone_texts(self, source: str) -> set[str]:
        """Give every text that a turn of a source had which is not there any more."""
        if self._dropped is None:
            self._dropped = self._dropped_turns()
        had = self.texts(self._dropped.get(source, ()))
        return {text for texts in had.values() for text in texts}

    def _dropped_turns(self) -> dict[str, list[str]]:
        """Give the turns that are gone, by their source."""
        p = tables.patches.c
        dropped = (p.kind == Turn.kind) & (p.action == "drop")
        gone = [row.record for row in self._view.rows(sa.select(p.record).where(dropped))]
        found: dict[str, list[str]] = {}
        for chunk in _chunks(dict.fromkeys(gone)):
            made = p.record.in_(chunk) & (p.action == "create")
            for row in self._view.rows(sa.select(p.record, p.content).where(made)):
                source = _decoded(row.content).get("after", {}).get("source")
                if isinstance(source, str):
                    found.setdefault(source, []).append(row.record)
        return found

    def made_here(self, turns: Iterable[str]) -> set[str]:
        """Give those turns that somebody has put in here, by hand."""
        p, g = tables.patches.c, tables.gestures.c
        made: dict[str, int] = {}
        for chunk in _chunks(turns):
            created = p.record.in_(chunk) & (p.action == "create")
            rows = self._view.rows(
                sa.select(p.record, tables.gesture_seq().label("seq")).where(created)
            )
            made |= {row.record: row.seq for row in rows}
        by_hand = self._steps(set(made.values()), g.operation.startswith("turns."))
        return {record for record, seq in made.items() if seq in by_hand}

    def _steps(self, seqs: Iterable[int], condition: sa.ColumnElement[bool]) -> set[int]:
        """Give those steps of the log that fulfil a condition."""
        g = tables.gestures.c
        found: set[int] = set()
        for chunk in _chunks(seqs):
            rows = self._view.rows(sa.select(g.seq).where(g.seq.in_(chunk) & condition))
            found |= {row.seq for row in rows}
        return found

    def removed(self, foreign: str) -> bool:
        """Tell whether something of this foreign id was removed here, and not by an undo."""
        if self._removed is None:
            self._removed = self._gone()
        return foreign in self._removed

    def brought_with(self, records: Iterable[str]) -> dict[str, set[str]]:
        """Give all records, by kind, that came in with the steps that made some of them."""
        p = tables.patches.c
        steps: set[int] = set()
        for chunk in _chunks(records):
            made = p.record.in_(chunk) & (p.action == "create")
            rows = self._view.rows(sa.select(tables.gesture_seq().label("seq")).where(made))
            steps |= {row.seq for row in rows}
        found: dict[str, set[str]] = {}
        for seq in steps:
            made = tables.pid_range(seq, seq) & (p.action == "create") & p.kind.in_(_KINDS)
            for row in self._view.rows(sa.select(p.kind, p.record).where(made)):
                found.setdefault(row.kind, set()).add(row.record)
        return found

    def words_erased(self) -> bool:
        """Tell whether somebody has withdrawn from the study with their words."""
        return any(ERASING & set(each.choices) for each in self._view.find(Withdrawal))

    def _gone(self) -> set[str]:
        p = tables.patches.c
        statement = sa.select(p.kind, p.record, tables.gesture_seq().label("seq")).where(
            (p.action == "drop") & p.kind.in_(_KINDS)
        )
        rows = self._view.rows(statement)
        done = self._steps({row.seq for row in rows}, tables.gestures.c.undoes == "")
        dropped: dict[str, set[str]] = {}
        for row in rows:
            if row.seq in done:
                dropped.setdefault(row.kind, set()).add(row.record)
        found: set[str] = set()
        for kind, records in dropped.items():
            live = self._view.schema.kinds[kind].table
            for chunk in _chunks(records):
                rows = self._view.rows(sa.select(live.c.id).where(live.c.id.in_(chunk)))
                gone = set(chunk) - {row.id for row in rows}
                made = p.record.in_(gone) & (p.action == "create")
                for content in self._contents(made):
                    foreign = content.get("after", {}).get("foreign_id")
                    if isinstance(foreign, str):
                        found.add(foreign)
        return found - {""}

    def _contents(self, condition: sa.ColumnElement[bool]) -> list[dict[str, dict[str, Any]]]:
        """Give the contents of patches in order; erased ones are passed over."""
        p = tables.patches.c
        rows = self._view.rows(sa.select(p.content).where(condition).order_by(p.pid))
        return [_decoded(row.content) for row in rows]


def _decoded(content: str | None) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = msgspec.json.decode(content) if content else {}
    return told


def _chunks(items: Iterable[T]) -> Iterable[list[T]]:
    every = list(items)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
