"""Member checks: what participants were sent, what they said, and what it changed.

Purposes differ: whether the words are right (accuracy), or what the findings mean to them
(dialogue). For Braun and Clarke an answer is more data for the analysis, no proof of it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.consent import check_scope
from heddle.study.participants import Participant
from heddle.study.rules import changes, refuse, required
from heddle.study.values import check_date, once_each, spoken_list, surely_before

Sent = Literal["transcript", "summary", "quotes", "findings", "other"]
CheckPurpose = Literal["accuracy", "dialogue"]


class MemberCheck(Record):
    """Something that was sent to participants to hear what they say to it."""

    kind: ClassVar[str] = "member_checks"
    label: ClassVar[str] = "text"
    searched: ClassVar[tuple[str, ...]] = ("text", "response", "effect")

    what: Sent = "findings"
    text: str = ""
    """What was sent, in words."""
    purpose: CheckPurpose = "dialogue"
    date: str = ""
    """The day on which it was sent."""
    participants: Annotated[list[str], Ref("participants")] = []
    about: Annotated[list[str], Ref("*")] = []
    returned: str = ""
    """The day of the answers (of the last one); empty: none came yet."""
    answered: Annotated[list[str], Ref("participants")] = []
    response: str = ""
    effect: str = ""
    """What it changed in the analysis; "nothing, because" is an effect too."""


class SendCheck(Operation, tag="member_checks.send"):
    """Put on record what was sent to participants, to whom, when and what for."""

    what: Sent
    date: str
    participants: list[str]
    purpose: CheckPurpose = "dialogue"
    text: str = ""
    about: list[str] = []

    def decide(self, work: Workspace) -> str:
        """Whoever is written to has agreed to be contacted again, and to what is sent."""
        people = once_each(self.participants)
        date = check_date(required(self.date, "date", "a member check"), "date")
        _check_people(work, people, self.what, date)
        fields = {**changes(self), "date": date, "participants": people}
        return work.create(MemberCheck(**{**fields, "about": once_each(self.about)}))


class AnswerCheck(Operation, tag="member_checks.answer"):
    """Put on record what participants answered, and what it changed in the analysis."""

    check: str
    returned: str
    answered: list[str]
    response: str
    effect: str = ""

    def decide(self, work: Workspace) -> str:
        """Only those who were asked can have answered, and not before."""
        check = work.get(MemberCheck, self.check)
        date = check_date(required(self.returned, "date", "an answer"), "date of the answer")
        people = once_each(self.answered)
        response = required(self.response, "words", "an answer")
        _check_answer(work, check, people, date)
        fields = {"returned": date, "answered": people, "response": response}
        work.set(check, **fields, effect=self.effect or check.effect)
        return check.id


class ChangeCheck(Operation, tag="member_checks.change"):
    """Correct what is on record of a member check."""

    check: str
    what: Sent | None = None
    date: str | None = None
    participants: list[str] | None = None
    purpose: CheckPurpose | None = None
    text: str | None = None
    about: list[str] | None = None
    returned: str | None = None
    answered: list[str] | None = None
    response: str | None = None
    effect: str | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for sending and answering hold."""
        check = work.get(MemberCheck, self.check)
        fields = changes(self, "check")
        if self.date is not None:
            fields["date"] = check_date(required(self.date, "date", "a member check"), "date")
        if self.returned is not None:
            fields["returned"] = check_date(self.returned, "date of the answer")
        work.set(check, **fields)
        if {"participants", "what", "date"} & fields.keys():
            _check_people(work, check.participants, check.what, check.date)
        if {"participants", "answered", "returned", "date"} & fields.keys():
            _check_answer(work, check, check.answered, check.returned)
        return check.id


class DropCheck(Operation, tag="member_checks.drop"):
    """Remove a member check that was put on record by mistake."""

    check: str

    def decide(self, work: Workspace) -> None:
        """What was sent was sent; its words stay in the history."""
        work.drop(work.get(MemberCheck, self.check))


def _check_people(work: Workspace, people: list[str], what: Sent, date: str) -> None:
    if not people:
        refuse("A member check goes to somebody; nothing was changed.", "Name the participants.")
    for person in people:
        work.get(Participant, person)
    check_scope(work, people, "contact again", on=date, so="nothing can be sent to them")
    if what == "transcript":
        so = "their transcript cannot be sent"
        check_scope(work, people, "transcript", on=date, so=so)


def _check_answer(work: Workspace, check: MemberCheck, people: list[str], date: str) -> None:
    others = [person for person in people if person not in check.participants]
    if others:
        codes = sorted(person.code for person in work.among(Participant, "id", others))
        refuse(
            f"{spoken_list(codes) or 'Somebody'} was not asked in this member check; "
            "nothing was changed.",
            "Put them among those it was sent to, or leave them out.",
            "not-asked",
        )
    if surely_before(date, check.date):
        refuse(
            f"An answer of {date} to what was sent on {check.date} cannot be; nothing was changed.",
            "Look at both dates.",
            "before",
        )
