"""Blindness: what a coder does not see while a round is coded.

Whoever codes in a round sees nobody else's codings in any source of that round: not their words,
ids or numbers, in no view. Nor links between its turns, reactions in its sessions, or summaries of
its people and groups by others: they too say how somebody read. The filter hangs before the
reader's connection (`log.curtain`), so no route, listing, export or search can forget it. It keeps
people who want to read independently from seeing by accident; it is no lock. On one computer
anybody can work under any name of the team, and whoever has the files and their passphrase can
read all of them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NoReturn

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound
from heddle.log import tables
from heddle.log.curtain import UNSEEN, Curtain, hang
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codings import Coding
from heddle.study.links import Link, Reaction
from heddle.study.participants import Participant
from heddle.study.reconciliations import Reconciliation
from heddle.study.round_readings import RoundReading
from heddle.study.rounds import Assignment, Round
from heddle.study.rules import refuse
from heddle.study.sessions import Attendance
from heddle.study.sources import Source, Speaker
from heddle.study.summaries import Summary

VEILED: Final = (
    (Coding.kind, "coder", ("source",)),
    (RoundReading.kind, "coder", ("source",)),
    (Reconciliation.kind, "", ("source",)),
    (Link.kind, "coder", ("source",)),
    (Reaction.kind, "coder", ("session",)),
    (Summary.kind, "author", ("participant", "group")),
)
CHANGES_SIGHT: Final = frozenset({Round.kind, Assignment.kind})
"""A step that touches these may change what people see."""
_WHOLE_CODE: Final = ("codes.drop", "codes.merge")
_ONE: Final = {"codings": "coding", "links": "link", "reactions": "reaction",
               "summaries": "summary"}  # fmt: skip
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
    return Curtain(member=member, places=_places(view, sources), veiled=VEILED)


def _places(view: View, sources: set[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sources with their sessions, and the people and groups who talk in them."""
    sessions = {one.session for one in view.among(Source, "id", sources) if one.session}
    people = {one.participant for one in view.among(Speaker, "source", sources)}
    people |= {one.participant for one in view.among(Attendance, "session", sessions)}
    groups = {one.group for one in view.among(Participant, "id", people)}
    found = {"source": sources, "session": sessions, "participant": people, "group": groups}
    return tuple((field, tuple(sorted(ids - {""}))) for field, ids in found.items())


def veiled_kinds(view: View) -> list[str]:
    """Return the kinds of records of which a blind reader may miss some, in schema order."""
    veiled = {kind for kind, *_ in VEILED}
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
        _refuse_along()
    for kind, *_ in VEILED:
        ids = {record for name, record, action, _ in work.changes
               if name == kind and action != "create"}  # fmt: skip
        if not hidden(work, curtain, kind, ids):
            continue
        if kind == Summary.kind and not operation.startswith(kind):
            _refuse_along()
        raise NotFound(
            f"There is no {_ONE.get(kind, 'record')} with this id in this study; nothing was "
            "changed.",
            "It may have been dropped; see the history.",
        )


def _refuse_along() -> NoReturn:
    refuse(
        "You code in a round that is not open yet, and this step would take along what others "
        "made that you are not to see; nothing was changed.",
        "Do it when the round is open.",
        "blind",
    )


def check_step(view: View, gesture: str) -> None:
    """Refuse to take back a step that a blind reader does not see."""
    g = tables.gestures.c
    statement = sa.select(g.operation).where(g.id == gesture)
    if view.curtain is not None and view.connection.scalar(statement) in {None, UNSEEN}:
        refuse("There is no such step in the history.", code="not-found")


def hidden(work: Workspace, curtain: Curtain, kind: str, ids: Collection[str]) -> bool:
    """Tell whether any of these records of a kind, dropped ones included, is hidden."""
    p = tables.patches.c
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        statement = sa.select(p.content).where(
            p.record.in_(chunk), p.kind == kind, p.action == "create"
        )
        for content in work.connection.execute(statement).scalars():
            after = msgspec.json.decode(content).get("after", {}) if content else {}
            if curtain.hides(kind, after):
                return True
    return False
