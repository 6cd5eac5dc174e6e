"""What is wrong or undecided after two copies were merged, for a person to settle.

A merged fact is never rejected, so rules that hold for every local step can be broken by a
merge: two people changed one field, one dropped what the other used, two codes have one name,
a code lies under itself, a coding is on words that were corrected elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log.conflicts import conflicts
from heddle.log.references import holders, missing
from heddle.log.view import View, noun
from heddle.study.codes import Code, tree
from heddle.study.codings import Coding, words_now
from heddle.study.rules import name_key
from heddle.study.sources import Order, turns_of

Row = dict[str, Any]


def disagreements(view: View) -> list[Row]:
    """Return one row for each thing to settle: kind, record, label, problem, field, values."""
    return [
        *_clashes(view),
        *_dangling(view),
        *_same_names(view),
        *_cycles(view),
        *_moved_words(view),
    ]


def _row(kind: str, record: str, label: str, problem: str, **values: str) -> Row:
    empty = {"field": "", "kept": "", "lost": ""}
    return {"kind": kind, "record": record, "label": label, "problem": problem, **empty, **values}


def _label(view: View, kind_name: str, record: str) -> str:
    kind = view.schema.kinds.get(kind_name)
    found = view.maybe(kind.cls, record) if kind else None
    return str(getattr(found, found.label))[:80] if found else "(dropped)"


def _clashes(view: View) -> Iterator[Row]:
    statement = sa.select(conflicts).order_by(conflicts.c.kind, conflicts.c.record)
    for row in view.rows(statement):
        yield _row(
            row.kind,
            row.record,
            _label(view, row.kind, row.record),
            "changed in both copies",
            field=row.field,
            kept=_plain(row.kept),
            lost=_plain(row.lost),
        )


def _plain(text: str) -> str:
    value = msgspec.json.decode(text)
    return value if isinstance(value, str) else text


def _dangling(view: View) -> Iterator[Row]:
    for kind in view.schema.kinds.values():
        for field in kind.refs:
            if field.ref == "*":
                continue
            target = view.schema.kinds[field.ref]
            held = _held(view, kind.table, field.name, json=field.json)
            absent = missing(view.connection, target.table, held)
            if not absent:
                continue
            for record, _ in holders(view.connection, kind, field, absent):
                what = noun(target.cls)
                yield _row(
                    kind.name,
                    record,
                    _label(view, kind.name, record),
                    f"its {what} was dropped in another copy",
                    field=field.name,
                )


def _held(view: View, table: sa.Table, field: str, *, json: bool) -> set[str]:
    empty = "[]" if json else ""
    column = table.c[field]
    values = view.rows(sa.select(column).where(column != empty).distinct())
    if not json:
        return {row[0] for row in values}
    return {item for row in values for item in msgspec.json.decode(row[0], type=list[str])}


def _same_names(view: View) -> Iterator[Row]:
    seen: dict[tuple[str, str], str] = {}
    for code in view.find(Code):
        key = (code.parent, name_key(code.name))
        if key in seen:
            yield _row("codes", code.id, code.name, "another code here has the same name")
        seen[key] = code.id


def _cycles(view: View) -> Iterator[Row]:
    codes = {code.id: code for code in view.find(Code)}
    for code, _, _ in tree(view):
        above = code.parent
        seen = {code.id}
        while above and above in codes and above not in seen:
            seen.add(above)
            above = codes[above].parent
        if above == code.id:
            yield _row("codes", code.id, code.name, "lies under itself", field="parent")


def _moved_words(view: View) -> Iterator[Row]:
    """Codings whose stretch no longer holds the words they are on: compared source by source."""
    table = view.table(Coding)
    for (source,) in view.rows(sa.select(table.c.source).distinct()):
        order = Order(turns_of(view, source))
        for coding in view.find(Coding, source=source):
            if coding.gone or not {coding.turn, coding.end_turn} <= order.places.keys():
                continue
            words = order.words(coding.turn, coding.start, coding.end_turn, coding.end)
            if words.split() != words_now(coding).split():
                yield _row(
                    "codings",
                    coding.id,
                    coding.quote[:80],
                    "its turn was corrected in another copy",
                    kept=words,
                    lost=words_now(coding),
                )
