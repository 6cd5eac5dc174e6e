"""Carrying out a withdrawal: one step of the log, then the files; whatever stops it is finished.

The step erases words, narrows or withdraws consents, orders files to be deleted and writes the
withdrawal's own record, all or nothing. Rewriting the database and deleting the files follow;
both are on record as still to be done, so the next opening of the study completes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from heddle.errors import Refused
from heddle.log.erasure import Plan, erase
from heddle.log.journal import Draft
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.privacy.desk import Desk
from heddle.privacy.erasing import Erasing
from heddle.privacy.folder import Held
from heddle.privacy.holdings import Holdings
from heddle.privacy.inventory import exports_of, files_of, recordings_of
from heddle.privacy.tidying import tidy
from heddle.study.deletions import Deletion
from heddle.study.identity import known_keys
from heddle.study.invitees import Invitee
from heddle.study.withdrawals import (
    ERASING,
    Choice,
    Kept,
    Person,
    Withdrawal,
    check_deadline,
    enter,
    person,
    standing,
    turns_of_person,
)

_FILE_WHY: Final = "A person who speaks in it has withdrawn"
_AGAIN: Final = "Words of a person who has withdrawn came in with another copy"


class Request(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What was chosen for one person."""

    date: str
    choices: list[Choice]
    participant: str = ""
    invitee: str = ""
    why: str = ""
    recordings: dict[str, str] = {}
    """By recording: "delete", or why it is kept with the person's voice in it."""
    keep: list[Kept] = []
    """Memos and other texts that stay as they are although they repeat the person's words."""
    keep_files: dict[str, str] = {}
    """By place in the study's folder: why a file stays."""


class Outcome(msgspec.Struct, kw_only=True):
    """What was done, for the certificate."""

    withdrawal: str
    code: str
    """As it was typed in; after deleting everything the study does not know it any more."""
    counts: dict[str, int]
    files: list[str]
    """Files in the study's folder that were deleted, by their places."""
    closed: list[str]
    """Files in the folder that could not be looked into."""
    waiting: int
    """Files that could not be deleted yet."""
    recall: list[str]
    """Exports that held the person's words or data, and are out of reach."""


Forget = Callable[[Sequence[str]], None]
"""Takes the entries of these codes out of the identity key."""


def carry_out(desk: Desk, request: Request, forget: Forget | None = None) -> Outcome:
    """Do what was chosen; cannot be undone where words are erased.

    Args:
        desk: The study.
        request: What was chosen.
        forget: Takes entries out of the identity key; needed to forget who somebody is.

    Raises:
        Refused: A choice is missing (a recording, a reason after the deadline), or the identity
            key is not open; nothing changed.
    """
    erases = bool(ERASING & set(request.choices))
    codes = _checked(desk, request, can_forget=forget is not None)
    if forget is not None and "forget identity" in request.choices:
        # Before the codes go: the key knows the person by them. Doing it twice does no harm.
        forget(codes)
    found: list[Held] = []
    outcome = Outcome(withdrawal="", code="", counts={}, files=[], closed=[], waiting=0, recall=[])

    def decide(work: Workspace) -> Plan:
        who = person(work, participant=request.participant, invitee=request.invitee)
        holdings = Holdings(work, who)
        whole = "delete everything" in request.choices
        exports = exports_of(work, holdings)
        outcome.code, outcome.recall = who.code, [each.id for each in exports]
        erasing = Erasing(work, holdings, whole=whole, kept=[each.record for each in request.keep])
        plan = Plan()
        if erases:
            _check_recordings(work, holdings, request)
            found.extend(files_of(desk.folder, holdings, exports, named=whole))
            plan = erasing.plan()
        outcome.withdrawal = enter(
            work,
            who,
            date=request.date,
            choices=request.choices,
            why=request.why,
            kept=_kept(request, work, holdings) if erases else [],
            recall=outcome.recall,
        )
        if erases:
            erasing.files(outcome.withdrawal, request.recordings, _FILE_WHY)
            _order_files(work, found, request, outcome)
        outcome.counts = erasing.counts
        work.set(work.get(Withdrawal, outcome.withdrawal), counts=erasing.counts)
        return plan

    if not erases:
        draft = Draft(
            decide=decide, operation="withdrawals.record", actor=desk.actor, reason=request.why
        )
        desk.journal.perform(draft)
        return outcome
    # Before and after: whatever ends this between the two, nothing made from the words stays.
    desk.clear_derived()
    erase(desk.journal, decide, actor=desk.actor, reason="A person has withdrawn")
    desk.clear_derived()
    if desk.media is not None:
        desk.media.sweep_drafts()
    outcome.waiting = finish(desk)
    return outcome


def finish(desk: Desk) -> int:
    """Delete the files that are still to go; returns how many could not be deleted."""
    try:
        tidy(desk.journal, desk.media, desk.folder, actor=desk.actor)
    except OSError:
        with desk.journal.database.reading() as connection:
            waiting = desk.journal.view(connection).find(Deletion, done="")
        return len([each for each in waiting if each.file_hash])
    return 0


def renew(desk: Desk, said: dict[str, tuple[str, ...]]) -> int:
    """Carry out every standing withdrawal again, after a merge; returns how many had to be.

    Args:
        desk: The study.
        said: Words of those people as either copy had them before, by participant.
    """
    with desk.journal.database.reading() as connection:
        view = desk.journal.view(connection)
        waiting = [(each.id, each.participant) for each in standing(view)]
    renewed = 0
    for withdrawal, participant in waiting:

        def decide(work: Workspace, withdrawal: str = withdrawal, who: str = participant) -> Plan:
            record = work.get(Withdrawal, withdrawal)
            holdings = Holdings(work, _whose(work, record), said=said.get(who, ()))
            whole = "delete everything" in record.choices
            kept = [each.record for each in record.kept]
            erasing = Erasing(work, holdings, whole=whole, kept=kept)
            plan = erasing.plan()
            erasing.files(withdrawal, {}, _FILE_WHY)
            return plan

        done = erase(desk.journal, decide, actor=desk.actor, reason=_AGAIN)
        renewed += bool(done.gesture)
    return renewed


def texts_of(view: View, participants: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what participants say in a copy of the study, by participant."""
    found = {}
    for each in participants:
        turns = turns_of_person(view, Person(participant=each))
        found[each] = tuple(turn.text for turn in turns if not turn.withdrawn)
    return found


def _whose(view: View, record: Withdrawal) -> Person:
    return person(
        view,
        participant=record.participant,
        invitee="" if record.participant else record.invitee,
    )


def _checked(desk: Desk, request: Request, *, can_forget: bool) -> list[str]:
    """Refuse what would be refused later, before anything is done; returns the person's codes."""
    with desk.journal.database.reading() as connection:
        view = desk.journal.view(connection)
        who = person(view, participant=request.participant, invitee=request.invitee)
        if "forget identity" in request.choices and known_keys(view) and not can_forget:
            raise Refused(
                "The identity key is closed, so the person's entry cannot be deleted from it; "
                "nothing was changed.",
                "Open the key first (Privacy, Names; or --key on the command line).",
                code="key-closed",
            )
        if ERASING & set(request.choices):
            _check_keeps(request)
            check_deadline(view, who, request.date, request.why)
            _check_recordings(view, Holdings(view, who), request)
        return [who.code, *(i.code for i in view.among(Invitee, "id", who.invitees))]


def _check_keeps(request: Request) -> None:
    told = [each.why for each in request.keep] + list(request.keep_files.values())
    if any(not why.strip() for why in told):
        raise Refused(
            "Whatever stays although the person withdrew needs a reason; nothing was changed.",
            "Say why it is kept, or let it go.",
            code="reason",
        )


def _check_recordings(view: View, holdings: Holdings, request: Request) -> None:
    """Ask for a decision on each recording: a voice cannot be cut out of one."""
    for each in recordings_of(view, holdings):
        if not request.recordings.get(each.id, "").strip():
            raise Refused(
                f"{holdings.who.code} can be heard on a recording, and Heddle cannot cut one "
                "voice out of it; nothing was changed.",
                "Decide for each recording: delete it, or keep it and say why.",
                code="recording",
            )


def _kept(request: Request, work: Workspace, holdings: Holdings) -> list[Kept]:
    recordings = {each.id for each in recordings_of(work, holdings)}
    heard = [
        Kept(kind="recordings", record=record, why=why)
        for record, why in request.recordings.items()
        if record in recordings and why != "delete"
    ]
    # A file's name may be a person's: only the reason is kept.
    files = [Kept(kind="files", record="", why=why) for why in request.keep_files.values()]
    return [*request.keep, *heard, *files]


def _order_files(
    work: Workspace, found: Sequence[Held], request: Request, outcome: Outcome
) -> None:
    for each in found:
        if each.why == "closed":
            outcome.closed.append(each.place)
        elif each.place not in request.keep_files:
            outcome.files.append(each.place)
            work.create(
                Deletion(
                    subject="export" if each.export else "other file",
                    what="file in the study's folder",
                    file_hash=each.file_hash,
                    size=each.size,
                    about=each.export,
                    withdrawal=outcome.withdrawal,
                    by=work.actor,
                    why=_FILE_WHY,
                )
            )
