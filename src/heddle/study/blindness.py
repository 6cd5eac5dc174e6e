"""Blindness: what a coder does not see while a round is coded.

Whoever codes in a round sees nobody else's codings in any source of that round: not their words,
ids or numbers, in no view. The filter hangs before the reader's connection (`log.curtain`), so no
route, listing, export or search can forget it. It keeps people who want to read independently
from seeing by accident; it is no lock. On one computer anybody can work under any name of the
team, and whoever has the files and their passphrase can read all of them.
"""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound
from heddle.log import tables
from heddle.log.curtain import UNSEEN, Curtain, hang
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codings import Coding
from heddle.study.reconciliations import Reconciliation
from heddle.study.round_readings import RoundReading
from heddle.study.rounds import Assignment, Round
from heddle.study.rules import refuse

VEILED: Final = (
    (Coding.kind, "coder"),
    (RoundReading.kind, "coder"),
    (Reconciliation.kind, ""),
)
CHANGES_SIGHT: Final = frozenset({Round.kind, Assignment.kind})
"""A step that touches these may change what people see."""
_WHOLE_CODE: Final = ("codes.drop", "codes.merge")
_WITH_TEXT: Final = ("turns.", "sources.", "sessions.")
"""Steps on the text itself take everybody's codings along."""


def curtain_of(view: View, member: str) -> Curtain | None:
    """Return what is hidden from a member of the team at present; None: nothing.

    The view must show the study as it stands, without a curtain.
    """
    running = [each.id for each in view.find(Round, state="coding")]
    if not running or not member:
        return None
    assigned = view.among(Assignment, "round", running)
    mine = {each.round for each in assigned if each.member == member}
    sources = {each.source for each in assigned if each.round in mine}
    if not sources:
        return None
    return Curtain(member=member, sources=tuple(sorted(sources)), veiled=VEILED)


def veiled_kinds(view: View) -> list[str]:
    """Return the kinds of records of which a blind reader may miss some, in schema order."""
    veiled = {kind for kind, _ in VEILED}
    return [
        kind.name
        for kind in view.schema.kinds.values()
        if kind.name in veiled or any(field.ref in {"*", *veiled} for field in kind.refs)
    ]


def draw(view: View, curtain: Curtain | None) -> View:
    """Hide from a reader's view what a curtain hides; returns the view."""
    if curtain is not None:
        hang(view, curtain)
        view.curtain = curtain
    return view


def check_reach(work: Workspace, operation: str) -> None:
    """Refuse a step, once it is decided, that reaches what its actor does not see.

    Raises:
        NotFound: as for any id that is not there.
        Refused: "blind", for steps that take all codings of a code along.
    """
    curtain = curtain_of(work, work.actor)
    if curtain is None or operation.startswith(_WITH_TEXT):
        return
    if operation in _WHOLE_CODE:
        refuse(
            "You code in a round that is not open yet, and this step would take along codings "
            "that you are not to see; nothing was changed.",
            "Do it when the round is open.",
            "blind",
        )
    for kind, owner in VEILED:
        ids = {record for name, record, action, _ in work.changes
               if name == kind and action != "create"}  # fmt: skip
        if ids and _hidden(work, curtain, kind, owner, ids):
            raise NotFound(
                "There is no coding with this id in this study; nothing was changed.",
                "It may have been dropped; see the history.",
            )


def check_step(view: View, gesture: str) -> None:
    """Refuse to take back a step that a blind reader does not see."""
    g = tables.gestures.c
    statement = sa.select(g.operation).where(g.id == gesture)
    if view.curtain is not None and view.connection.scalar(statement) in {None, UNSEEN}:
        refuse("There is no such step in the history.", code="not-found")


def _hidden(work: Workspace, curtain: Curtain, kind: str, owner: str, ids: set[str]) -> bool:
    """Tell whether any of these records, dropped ones included, is hidden."""
    p = tables.patches.c
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        statement = sa.select(p.record, p.content).where(
            p.record.in_(chunk), p.kind == kind, p.action == "create"
        )
        for _, content in work.connection.execute(statement):
            after = msgspec.json.decode(content).get("after", {}) if content else {}
            if after.get("source") in curtain.sources and (
                not owner or after.get(owner, "") != curtain.member
            ):
                return True
    return False
