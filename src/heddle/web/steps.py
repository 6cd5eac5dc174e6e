"""Doing, undoing and redoing: the only routes that change a study, besides imports."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from heddle.client import Study
from heddle.errors import Refused
from heddle.log import operations
from heddle.log.operations import sentence
from heddle.log.steps import Steps
from heddle.log.touched import Touched, facts_of_step, kinds_touched, touched
from heddle.log.workspace import Workspace
from heddle.study.seen import decide_on
from heddle.study.team import Member
from heddle.web.errors import WrongInput
from heddle.web.feed import MOST_RECORDS, public, sight_changed
from heddle.web.given import TheHouse, TheSession

MOST_STEPS = 2000
"""Operations of one gesture; a paste of a long table stays below it."""

Asked = Annotated[str, msgspec.Meta(max_length=64, pattern="^[A-Za-z0-9-]*$")]
"""A window's own name for what it asks (a UUID): asked again under it, nothing is done twice."""


class ToDo(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One gesture: operations that are done together or not at all."""

    steps: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=MOST_STEPS)]
    """Each with its name under "op" and its fields beside it.

    {"$result": n} stands for what step n (from 0, an earlier one) returned.
    """
    name: str = ""
    """The operation that the gesture goes by in the history; else that of its first step."""
    reason: str = ""
    as_of_seq: int | None = None
    """What the person saw when deciding; a field that somebody else has set since is refused."""
    request: Asked = ""


class WhichStep(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The step to take back; empty: one's own latest that stands."""

    gesture: str = ""
    reason: str = ""
    request: Asked = ""


class AgainStep(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The step that was taken back last is done again."""

    request: Asked = ""


class DoneSteps(msgspec.Struct, kw_only=True):
    """A gesture that is on the disk, with every record it touched as it is now."""

    seq: int
    gesture: str
    """Empty where nothing had to change."""
    results: list[Any]
    """What each step returned: the id of what it made, as a rule.

    Where the request was answered before, the ids of all that was made.
    """
    changed: list[Touched]
    reload: list[str]
    """Kinds to read anew instead, where a step touched very many records."""
    what: str
    """The operation as a sentence; for undo and redo, the one that was taken back or redone."""
    operation: str
    """Its name, by which other languages say it."""


@post("/do", status_code=HTTP_200_OK, sync_to_thread=True)
def do_steps(data: JSONBody[ToDo], house: TheHouse, session: TheSession) -> DoneSteps:
    """Do one or several operations as one gesture: all of them or none."""
    made = Steps(data.steps)
    seen = data.as_of_seq
    name = data.name or made.name
    if name not in operations.catalogue():
        raise WrongInput(f"There is no operation “{name[:60]}”; nothing was changed.")

    def decide(work: Workspace) -> list[Any]:
        if seen is None:
            return made.decide(work)
        return made.decide(work, lambda work, operation: decide_on(work, operation, seen))

    desk = house.desk(session)
    done = desk.perform(decide, name=name, reason=data.reason, request=data.request)
    return finished(desk, done.seq, done.gesture, done.result, name)


@post("/undo", status_code=HTTP_200_OK, sync_to_thread=True)
def undo_step(
    house: TheHouse, session: TheSession, data: JSONBody[WhichStep | None] = None
) -> DoneSteps:
    """Take back a step; refused, with who and when, where others have built on it since."""
    which = data or WhichStep()
    desk = house.desk(session)
    try:
        done = desk.undo(which.gesture, reason=which.reason, request=which.request)
    except Refused as refusal:
        raise _named(desk, refusal) from refusal
    return finished(desk, done.seq, done.gesture, [], str(done.result))


@post("/redo", status_code=HTTP_200_OK, sync_to_thread=True)
def redo_step(
    house: TheHouse, session: TheSession, data: JSONBody[AgainStep | None] = None
) -> DoneSteps:
    """Do again what was taken back last."""
    desk = house.desk(session)
    try:
        done = desk.redo(request=data.request if data else "")
    except Refused as refusal:
        raise _named(desk, refusal) from refusal
    return finished(desk, done.seq, done.gesture, [], str(done.result))


def finished(
    study: Study,
    seq: int,
    gesture: str,
    results: list[Any],
    operation: str,
    *,
    what: str = "",
) -> DoneSteps:
    """Return a gesture that is done, with the records that it touched."""
    changed: list[Touched] = []
    reload: list[str] = []
    if gesture:
        with study.view() as view:
            if sights := sight_changed(view, seq, seq):
                reload = sights
            elif facts_of_step(view.connection, seq) > MOST_RECORDS:
                reload = kinds_touched(view, seq, seq)
            else:
                changed = public(touched(view, seq, seq))
    return DoneSteps(
        seq=seq,
        gesture=gesture,
        results=results,
        changed=changed,
        reload=reload,
        what=what or sentence(operation),
        operation=operation,
    )


def _named(study: Study, refusal: Refused) -> Refused:
    """Put a name to the member that a refused undo only knows by id."""
    code, _, actor = refusal.code.partition(":")
    if code != "changed-since":
        return refusal
    with study.view() as view:
        names = {member.id: member.name for member in view.find(Member)}
    who = f" {names[actor]} did that." if actor in names else ""
    return type(refusal)(refusal.problem + who, refusal.hint, code=code)
