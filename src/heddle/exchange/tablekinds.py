"""What kind of table a sheet is, told by its headers; asked where two kinds fit equally."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

import msgspec

from heddle.exchange import (
    codebook_in,
    codings_in,
    guide_in,
    memos_in,
    people_in,
    sessions_in,
    sources_in,
    team_in,
)
from heddle.exchange.headers import Column, UnknownColumns, match, normal
from heddle.exchange.headers import table as shown
from heddle.exchange.plan import Sketch
from heddle.exchange.sheets import Sheet
from heddle.exchange.tables_in import Table
from heddle.log.view import View


class Told(msgspec.Struct, kw_only=True):
    """What a person has said about a table beyond its file."""

    name: str = ""
    version: str = ""
    session: str = ""
    actor: str = ""
    """Id of the member who imports."""


class TableKind(msgspec.Struct):
    """A kind of table: its columns, what plans it, and file names that speak for it."""

    columns: Mapping[str, Column]
    plan: Callable[[View, Table, Sketch, Told], None]
    stems: tuple[str, ...] = ()


TABLES: Final[dict[str, TableKind]] = {
    "participants": TableKind(
        people_in.PARTICIPANTS,
        lambda view, table, sketch, _: people_in.plan_participants(view, table, sketch),
        ("participant", "deltager"),
    ),
    "recruitment": TableKind(
        people_in.RECRUITMENT,
        lambda view, table, sketch, _: people_in.plan_recruitment(view, table, sketch),
        ("recruit", "invit", "rekrut"),
    ),
    "sessions": TableKind(
        sessions_in.SESSIONS,
        lambda view, table, sketch, _: sessions_in.plan_sessions(view, table, sketch),
        ("session", "focusgroups", "interviews", "fokusgrupper"),
    ),
    "guide": TableKind(
        guide_in.GUIDE,
        lambda view, table, sketch, told: guide_in.plan_guide(
            view, table, sketch, name=told.name, version=told.version
        ),
        ("guide", "question", "spoergsmaal"),
    ),
    "codebook": TableKind(
        codebook_in.CODES,
        lambda view, table, sketch, _: codebook_in.plan_codebook(view, table, sketch),
        ("code", "kode"),
    ),
    "codings": TableKind(
        codings_in.CODINGS,
        lambda view, table, sketch, told: codings_in.plan_codings(
            view, table, sketch, actor=told.actor
        ),
        ("coding", "segment", "kodning"),
    ),
    "team": TableKind(
        team_in.TEAM,
        lambda view, table, sketch, _: team_in.plan_team(view, table, sketch),
        ("team", "member", "medarbejder"),
    ),
    "memos": TableKind(
        memos_in.MEMOS,
        lambda view, table, sketch, _: memos_in.plan_memos(view, table, sketch),
        ("memo", "notat"),
    ),
    "written answers": TableKind(
        sources_in.ANSWERS,
        lambda view, table, sketch, told: sources_in.plan_answers(
            view, table, sketch, session=told.session
        ),
        ("answer", "written", "svar"),
    ),
}
"""Every kind of table, by the name that a person gives it."""


def tell(sheet: Sheet, given: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Tell the kind of a table and why, in plain English.

    Raises:
        UnknownColumns: no kind fits, or two fit equally; `table` shows the first rows.
    """
    fits = {kind: count for kind in TABLES if (count := _fit(sheet, kind, given))}
    best = max(fits.values(), default=0)
    alike = [kind for kind, count in fits.items() if count == best]
    why = f"{best} of its {len(sheet.headers)} columns are those of such a table"
    if len(alike) > 1:
        named = [kind for kind in alike if _named(sheet.file, kind)]
        if len(named) == 1:
            alike, why = named, "its name says so, and its columns fit"
    if len(alike) != 1:
        raise _unknown(sheet, alike)
    return alike[0], f"taken as {alike[0]}: {why}"


def _fit(sheet: Sheet, kind: str, given: Mapping[str, str] | None) -> int:
    """Count the columns of a kind that a sheet has; 0 if one that is needed is not there."""
    try:
        return len(match(sheet, TABLES[kind].columns, given).fields)
    except UnknownColumns:
        return 0


def _named(file: str, kind: str) -> bool:
    stem = normal(PurePath(file).stem)
    return any(part in stem for part in TABLES[kind].stems)


def _unknown(sheet: Sheet, alike: list[str]) -> UnknownColumns:
    if alike:
        problem = f"This table could be {' or '.join(alike)}; nothing was imported."
        hint = f"Say which: {' or '.join(f'--as {kind!r}' for kind in alike)}."
    else:
        problem = "The columns of this table are not those of anything known; nothing was imported."
        hint = (
            f"Say what it is with --as ({', '.join(TABLES)}) and name the columns with --map "
            f"FIELD=HEADER. It has: {', '.join(f'“{header[:24]}”' for header in sheet.headers)}."
        )
    return UnknownColumns(problem, hint, file=sheet.file, table=shown(sheet))
