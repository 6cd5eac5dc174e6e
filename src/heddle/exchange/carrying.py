"""Plans carried out: the steps of an import, done as one gesture of the study's log."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa

from heddle.errors import HeddleError, NotFound
from heddle.exchange import projects
from heddle.exchange.plan import Plan, Report, Step, part, resolved
from heddle.log import rehearsal
from heddle.log.journal import Done
from heddle.log.operations import name_of
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store.media import Media
from heddle.study.sources import Turn


class Study(Protocol):
    """What an import needs of an open study; `heddle.client.Study` is one."""

    media: Media | None

    @property
    def actor(self) -> str:
        """The id of the member who works."""

    def view(self) -> contextlib.AbstractContextManager[View]:
        """Give records as they stand at one moment."""

    def perform(self, decide: Callable[[Workspace], Any], *, name: str, reason: str = "") -> Done:
        """Log whatever `decide` changes as one step."""


def carry_out(study: Study, plan: Plan, *, reason: str = "") -> Report:
    """Do what a plan says, as one step of the study's log: all of it or nothing.

    Raises:
        Refused: a rule of the study says no to one of its steps; the place in the file is named.
        StorageFailed: the disk refused.
    """
    report = msgspec.convert(plan.preview, Report, from_attributes=True)
    if not plan.steps:
        return report
    done = _perform(study, plan, reason)
    report.gesture = done.gesture
    report.seq = done.seq if done.gesture else 0
    return report


def rehearse(study: Study, plan: Plan) -> None:
    """Try a plan against the rules of the study and take everything back; nothing is written.

    Raises:
        Refused: what `carry_out` would raise.
    """
    if plan.steps:
        name = name_of(plan.steps[0].operation)
        rehearsal.rehearse(study, lambda work: _decide(work, plan), name=name)


def _perform(study: Study, plan: Plan, reason: str) -> Done:
    """Keep the original and do the steps; an original of what was refused does not stay."""
    operation = _main_operation(plan)
    why = reason or f"Import of {plan.preview.kind}"
    kept = _keep(study.media, plan.original)
    try:
        return study.perform(lambda work: _decide(work, plan), name=operation, reason=why)
    except HeddleError:
        if kept and study.media is not None:
            study.media.remove(kept)
        raise


def _main_operation(plan: Plan) -> str:
    """Return the operation that an import is about, for the history: codings, not their coders."""
    names = [name_of(step.operation) for step in plan.steps]
    if plan.preview.kind == projects.KIND:
        # Never one of turns: by these it is told later who has parted or put in a turn by hand.
        nouns = ("sources.", "codings.", "codes.", "memos.")
        about = (name for noun in nouns for name in names if name.startswith(noun))
        return next(about, "sources.change")
    noun = {"codebook": "codes", "guide": "guide"}.get(plan.preview.kind, plan.preview.kind)
    return next((name for name in names if name.startswith(f"{noun}.")), names[0])


def _decide(work: Workspace, plan: Plan) -> list[Any]:
    made: dict[str, str] = {}
    results = []
    for step in plan.steps:
        try:
            result = resolved(step.operation, made).decide(work)
        except HeddleError as error:
            raise _placed(error, plan.preview.file, step.place) from error
        if step.key:
            _note_made(work, step, result, made)
        results.append(result)
    return results


def _note_made(work: Workspace, step: Step, result: Any, made: dict[str, str]) -> None:
    """Note the ids of what a step has made, for the steps that come after it."""
    if isinstance(result, list):
        made |= {part(step.key, i): record for i, record in enumerate(result)}
        return
    made[step.key] = str(result)
    if step.parts:
        c = work.table(Turn).c
        turns = work.rows(sa.select(c.id).where(c.source == result).order_by(c.position))
        made |= {part(step.key, i): turn for i, (turn,) in enumerate(turns)}


def _keep(media: Media | None, data: bytes | None) -> str:
    """Keep the original file; gives its hash if it was not there before."""
    if media is None or data is None:
        return ""
    digest = hashlib.sha256(data).hexdigest()
    with contextlib.suppress(NotFound):
        media.read(digest)
        return ""
    return media.keep(data)


def _placed(error: HeddleError, file: str, place: str) -> HeddleError:
    """Give a refusal with the file and the row that it is about."""
    where = ", ".join(part for part in (file, place) if part)
    placed = type(error)(f"{where}: {error.problem}", error.hint, code=error.code)
    return placed if where else error
