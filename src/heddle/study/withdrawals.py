"""Withdrawals: that a person took back their consent, what was chosen to be done, and how much.

The record keeps no content: who (by record, whose code may be gone), when, by whom, which
choices, and counts. What can be taken back (no more contact, quotes not printed) is done by an
ordinary step. What cannot (turns redacted, everything deleted) is planned and carried out by
`privacy.withdrawal`, which erases in the same step that writes this record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Final, Literal, get_args

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.consent import Consent, Scope, Sheet, consents_of
from heddle.study.courses import faults
from heddle.study.invitees import Event, Invitee, called, events_of, invitees_of
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.rules import refuse, required
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.values import check_date, surely_before

Choice = Literal[
    "stop contact", "forget identity", "exclude quotes", "redact turns", "delete everything"
]
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
ERASING: Final[frozenset[Choice]] = frozenset({"redact turns", "delete everything"})
"""Choices that cannot be taken back: words leave every file."""

EXCLUDED: Final = "withdrawn by the person who said it"
_NARROWED: Final[dict[Choice, set[Scope]]] = {
    "stop contact": {"contact again"},
    "exclude quotes": {"quotes", "translated quotes"},
}


class Kept(msgspec.Struct, kw_only=True):
    """Something that stays although the person withdrew, and why."""

    kind: str
    record: str
    why: str


class Withdrawal(Record):
    """One person's withdrawal, without anything of what they had said."""

    kind: ClassVar[str] = "withdrawals"
    label: ClassVar[str] = "date"

    participant: Annotated[str, Ref("participants")] = ""
    invitee: Annotated[str, Ref("invitees")] = ""
    date: str = ""
    """The day on which the person withdrew."""
    choices: list[Choice] = []
    late: bool = False
    """It came after the deadline of the information sheet."""
    why: str = ""
    """Why it was done all the same, where it was late; else a word on the circumstances."""
    counts: dict[str, int] = {}
    """How many turns, words, codings, quotes ... it was about, by name."""
    kept: list[Kept] = []
    recall: list[str] = []
    """Ids of exports that held the person's words or data when it was carried out."""
    by: Annotated[str, Ref("members")] = ""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a withdrawal is about: the participant, the invitee, or both."""

    participant: str = ""
    invitees: tuple[str, ...] = ()
    code: str = ""


class RecordWithdrawal(Operation, tag="withdrawals.record"):
    """Record a withdrawal that erases nothing: no more contact, quotes not printed."""

    date: str
    choices: list[Choice]
    participant: str = ""
    invitee: str = ""
    why: str = ""

    def decide(self, work: Workspace) -> str:
        """Consents are narrowed, quotes excluded; all of it can be undone."""
        if ERASING & set(self.choices) or "forget identity" in self.choices:
            refuse(
                "Redacting and deleting cannot be done as an ordinary step, because they must "
                "reach every file of the study; nothing was changed.",
                "Use the withdrawal page of the workbench, or “heddle withdraw”.",
                "erases",
            )
        who = person(work, participant=self.participant, invitee=self.invitee)
        return enter(work, who, date=self.date, choices=self.choices, why=self.why)


def person(view: View, *, participant: str = "", invitee: str = "") -> Person:
    """Return a participant with the invitees that became them, or an invitee alone."""
    if bool(participant) == bool(invitee):
        refuse(
            "A withdrawal is either a participant's or an invitee's; nothing was changed.",
            "Name one of the two.",
        )
    if invitee and (matched := view.get(Invitee, invitee).participant):
        participant, invitee = matched, ""
    if participant:
        found = tuple(each.id for each in invitees_of(view, participant))
        return Person(
            participant=participant,
            invitees=found,
            code=called(view, participant=participant),
        )
    return Person(invitees=(invitee,), code=called(view, invitee=invitee))


def named(view: View, code: str) -> Person:
    """Return who stands under a code: a participant first, else an invitee."""
    wanted = code.strip()
    if found := view.find(Participant, code=wanted):
        return person(view, participant=found[0].id)
    invited = view.find(Invitee, code=wanted)
    if not invited:
        refuse(
            f"Nobody in this study stands under the code “{code[:60]}”.",
            "“heddle participants DIR” and “heddle recruitment DIR” list the codes.",
            "not-found",
        )
    return person(view, invitee=invited[0].id)


def enter(
    work: Workspace,
    who: Person,
    *,
    date: str,
    choices: Iterable[Choice],
    why: str = "",
    counts: dict[str, int] | None = None,
    kept: Sequence[Kept] = (),
    recall: Sequence[str] = (),
) -> str:
    """Write a withdrawal and do what of it needs no erasing; returns the record's id."""
    wanted = [choice for choice in CHOICES if choice in set(choices)]
    if not wanted:
        refuse(
            "A withdrawal says what is to be done; nothing was changed.",
            f"Choose at least one of: {', '.join(CHOICES)}.",
        )
    day = check_date(required(date, "date", "a withdrawal"), "date of the withdrawal")
    erases = bool(ERASING & set(wanted))
    late = is_late(work, who, day)
    if erases:
        check_deadline(work, who, day, why)
    _close_consents(work, who, wanted, day, whole=erases)
    if erases:
        _note_leaving(work, who, day)
    for quote in quotes_of(work, who):
        if "exclude quotes" in wanted and not quote.excluded:
            work.set(quote, excluded=EXCLUDED)
    first = who.invitees[0] if who.invitees else ""
    return work.create(
        Withdrawal(
            participant=who.participant,
            invitee="" if who.participant else first,
            date=day,
            choices=wanted,
            late=late,
            why=why.strip(),
            counts=counts or {},
            kept=list(kept),
            recall=list(recall),
            by=work.actor,
        )
    )


def deadlines(view: View, who: Person) -> list[tuple[Consent, Sheet]]:
    """Return the person's consents with the sheets that they signed and that have a deadline."""
    found = []
    for consent in consents_all(view, who):
        sheet = view.maybe(Sheet, consent.sheet) if consent.sheet else None
        if sheet is not None and sheet.withdrawal_deadline.strip():
            found.append((consent, sheet))
    return found


def check_deadline(view: View, who: Person, day: str, why: str) -> None:
    """Refuse an erasing withdrawal after the sheet's deadline, unless it is said why."""
    if is_late(view, who, day) and not why.strip():
        refuse(
            f"The information sheet that {who.code} signed gives a deadline, and {day} is after "
            "it; nothing was changed.",
            "It can be done all the same: say why.",
            "late",
        )


def is_late(view: View, who: Person, day: str) -> bool:
    """Tell whether a day is surely after the deadline of the sheet that was signed last.

    A deadline in words ("until the analysis begins") is for people to judge: it is never late.
    """
    told = deadlines(view, who)
    if not told:
        return False
    deadline = told[-1][1].withdrawal_deadline.strip()
    is_date = len(deadline) in (4, 7, 10) and deadline.replace("-", "").isdecimal()
    return is_date and surely_before(deadline, day)


def consents_all(view: View, who: Person) -> list[Consent]:
    """Return all consents of a person, oldest first."""
    if who.participant:
        return consents_of(view, participant=who.participant)
    return [c for invitee in who.invitees for c in consents_of(view, invitee=invitee)]


def speakers_of(view: View, who: Person) -> list[Speaker]:
    """Return the labels under which a person speaks in the sources."""
    return view.find(Speaker, participant=who.participant) if who.participant else []


def turns_of_person(view: View, who: Person) -> list[Turn]:
    """Return a person's turns: what they said, and their written answers."""
    if not who.participant:
        return []
    own = view.among(Turn, "speaker", [speaker.id for speaker in speakers_of(view, who)])
    written = [source.id for source in view.find(Source, participant=who.participant)]
    known = {turn.id for turn in own}
    return own + [t for t in view.among(Turn, "source", written) if t.id not in known]


def quotes_of(view: View, who: Person) -> list[Quote]:
    """Return the quotes that begin or end with the person's words."""
    turns = {turn.id for turn in turns_of_person(view, who)}
    if not turns:
        return []
    return [q for q in view.find(Quote, "position") if q.turn in turns or q.end_turn in turns]


def erased_people(view: View) -> set[str]:
    """Return the participants whose data were deleted: only an empty entry is left of them."""
    return {
        each.participant
        for each in view.find(Withdrawal)
        if "delete everything" in each.choices and each.participant
    }


def standing(view: View) -> list[Withdrawal]:
    """Return the withdrawals by which words were erased, oldest first."""
    return [each for each in view.find(Withdrawal) if ERASING & set(each.choices)]


def _close_consents(
    work: Workspace, who: Person, choices: Sequence[Choice], day: str, *, whole: bool
) -> None:
    """Withdraw what stands, or take single scopes off it."""
    narrowed: set[Scope] = set().union(*(_NARROWED.get(choice, set()) for choice in choices))
    for consent in consents_all(work, who):
        if consent.withdrawn:
            continue
        if whole:
            if surely_before(day, consent.date):
                refuse(
                    f"{who.code} cannot have withdrawn on {day} a consent of {consent.date}; "
                    "nothing was changed.",
                    "Correct the date.",
                    "dates-clash",
                )
            work.set(consent, withdrawn=day)
        elif narrowed & set(consent.scopes):
            work.set(consent, scopes=[s for s in consent.scopes if s not in narrowed])


def _note_leaving(work: Workspace, who: Person, day: str) -> None:
    """Put the withdrawal into the recruitment flow, where the person's course allows it."""
    for invitee in who.invitees:
        before = events_of(work, invitee)
        event = Event(invitee=invitee, state="withdrew", date=day)
        if before and len(faults([*before, event])) == len(faults(before)):
            work.create(event)
