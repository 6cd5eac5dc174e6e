"""Participants: who took part, under a code; who they are is kept elsewhere.

There is no field for a name, an address or a number that finds a person, and what looks like
one is refused wherever it is typed. Group and number together name a participant in print
("Focus group 1, participant 3"): numbers start anew in each group.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, name_key, refuse, required, same_name, unique_name
from heddle.study.values import emptied

YOUNGEST: Final = 15
"""Youngest age on record, and the age at which years of work can begin."""
OLDEST: Final = 110


class Participant(Record):
    """A person who takes part; ages and years are whole or part years, None: not stated."""

    kind: ClassVar[str] = "participants"
    label: ClassVar[str] = "code"

    code: str = ""
    group: str = ""
    """Label of the focus group (planned or actual); empty for an interview study."""
    number: int | None = None
    """Number within the group, from 1."""
    gender: str = ""
    age: int | None = None
    birth_year: int | None = None
    occupation: str = ""
    years_in_services: float | None = None
    years_in_team: float | None = None
    team: str = ""
    location: str = ""
    """Team and location by name; a site of that name is optional."""
    mentor: bool | None = None
    attributes: dict[str, str] = {}
    """Further attributes that this study needs, by name."""
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""


class AddParticipant(Operation, tag="participants.add"):
    """Add a participant under a code."""

    code: str
    group: str = ""
    number: int | None = None
    gender: str = ""
    age: int | None = None
    birth_year: int | None = None
    occupation: str = ""
    years_in_services: float | None = None
    years_in_team: float | None = None
    team: str = ""
    location: str = ""
    mentor: bool | None = None
    attributes: dict[str, str] = {}
    foreign_id: str = ""
    made: str = ""

    def decide(self, work: Workspace) -> str:
        """Code, and number within the group, are unique; the figures must be possible."""
        fields = {**changes(self), "code": required(self.code, "code", "a participant")}
        person = Participant(**fields)
        _check(work, person, set(fields))
        return work.create(person)


class ChangeParticipant(Operation, tag="participants.change"):
    """Change what is on record about a participant."""

    participant: str
    code: str | None = None
    group: str | None = None
    number: int | None = None
    gender: str | None = None
    age: int | None = None
    birth_year: int | None = None
    occupation: str | None = None
    years_in_services: float | None = None
    years_in_team: float | None = None
    team: str | None = None
    location: str | None = None
    mentor: bool | None = None
    attributes: dict[str, str] | None = None
    """All further attributes: what is not named here goes."""
    clear: list[str] = []
    """Names of fields to set back to "not stated"."""

    def decide(self, work: Workspace) -> str:
        """The same rules as for adding, for what is changed."""
        person = work.get(Participant, self.participant)
        fields = {**emptied(person, self.clear), **changes(self, "participant", "clear")}
        if "code" in fields:
            fields["code"] = required(fields["code"], "code", "a participant")
        _check(work, msgspec.structs.replace(person, **fields), set(fields))
        work.set(person, **fields)
        return person.id


class DropParticipant(Operation, tag="participants.drop"):
    """Remove a participant; refused while a session, a consent or a source names them."""

    participant: str

    def decide(self, work: Workspace) -> None:
        """For a person who withdraws, record that instead: it keeps the flow right."""
        work.drop(work.get(Participant, self.participant))


def _check(work: Workspace, person: Participant, touched: set[str]) -> None:
    refuse_identity({name: getattr(person, name) for name in touched})
    if "code" in touched:
        unique_name(work, Participant, person.code, but=person.id, what="a participant")
    if touched & {"group", "number"}:
        _check_number(work, person)
    if touched & {"age", "birth_year", "years_in_services", "years_in_team"}:
        check_years(person)


def _check_number(work: Workspace, person: Participant) -> None:
    if person.number is None:
        return
    if person.number < 1:
        refuse(
            f"A participant's number starts at 1, so it cannot be {person.number}; "
            "nothing was changed.",
            "Leave it out where there is none.",
            "number",
        )
    for other in work.find(Participant, number=person.number):
        if other.id != person.id and same_name(other.group, person.group):
            refuse(
                f"Number {person.number} in group “{person.group}” is participant "
                f"{other.code} already; nothing was changed.",
                "Give this participant another number, or change the other one first.",
                "number-taken",
            )


def check_years(person: Participant) -> None:
    """Refuse figures of one person that cannot all be true, naming the two that clash."""
    age = person.age
    if age is not None and not YOUNGEST <= age <= OLDEST:
        refuse(
            f"An age of {age} is outside {YOUNGEST} to {OLDEST}; nothing was changed.",
            "Give the age in whole years, or leave it out.",
            "age",
        )
    if person.birth_year is not None and not 1900 <= person.birth_year <= 2100:
        refuse(
            f"{person.birth_year} is not a year of birth; nothing was changed.",
            "Give it with four digits, or leave it out.",
            "birth-year",
        )
    services = ("years in services", person.years_in_services)
    team = ("years in the team", person.years_in_team)
    for what, years in (services, team):
        if years is not None and not (math.isfinite(years) and years >= 0):
            refuse(
                f"The {what} cannot be {years:g}; nothing was changed.",
                "Give a number of years from 0, or leave it out.",
                "years",
            )
    # The wider limit comes last, so that the figure named is the nearest that clashes.
    _not_above(team, services)
    if age is not None:
        working = (f"the years since the age of {YOUNGEST} (at {age})", float(age - YOUNGEST))
        _not_above(services, working)
        _not_above(team, working)


def _not_above(lesser: tuple[str, float | None], greater: tuple[str, float | None]) -> None:
    low, high = lesser[1], greater[1]
    if low is not None and high is not None and low > high:
        refuse(
            f"{low:g} {lesser[0]} cannot be more than {high:g}, {greater[0]}; nothing was changed.",
            "Check both figures with the participant's form and correct the wrong one.",
            "years-clash",
        )


# What finds a person. CPR: the Danish personal number, DDMMYY-XXXX.
_CPR = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d[-– ]?\d{4}(?!\d)", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_PHONE = re.compile(r"(?<![\w-])(?:\+|\(\+)?\d(?:[ .()/–-]{0,2}\d){7,14}(?![\w-])", re.ASCII)
_DATES = re.compile(r"(?<!\d)(?:\d{4}-\d\d-\d\d|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d)(?!\d)")
_IDENTITY_NAMES: Final = frozenset({
    "name", "full name", "first name", "last name", "surname", "email", "mail", "phone",
    "telephone", "phone number", "mobile", "address", "home address", "cpr", "cpr number",
    "personal number", "date of birth", "birthday", "birth date", "navn", "fornavn", "efternavn",
    "telefon", "telefonnummer", "mobil", "adresse", "cprnummer", "personnummer", "fødselsdato",
    "fødselsdag",
})  # fmt: skip


def identifier_in(text: str) -> str:
    """Return what kind of identifier a text seems to hold, or an empty text.

    A pattern is a guess: it stops slips (a CPR number, e-mail address or phone number in the
    wrong field), not intent. Dates and spans of years are not taken for phone numbers.
    """
    if _EMAIL.search(text):
        return "an e-mail address"
    if _CPR.search(text):
        return "a personal number (CPR)"
    if _PHONE.search(_DATES.sub(" ", text)):
        return "a phone number"
    return ""


def refuse_identity(fields: Mapping[str, Any]) -> None:
    """Refuse fields that seem to hold what finds a person; never repeats what was typed."""
    places = [(name, value) for name, value in fields.items() if isinstance(value, str)]
    attributes = fields.get("attributes")
    for name, value in attributes.items() if isinstance(attributes, Mapping) else ():
        if name_key(name).replace("-", "") in _IDENTITY_NAMES:
            refuse(
                f"“{name}” says who a participant is, and this study keeps no identities; "
                "nothing was changed.",
                "Keep names, addresses and numbers in the separate identity list, under the "
                "participant's code.",
                "identity",
            )
        # The name first: once it is known to be harmless, a message may repeat it.
        places += [("name of an attribute", name), (f"attribute “{name[:40]}”", value)]
    for place, text in places:
        if what := identifier_in(text):
            refuse(
                f"The {place} looks like {what}; nothing was changed and it was not kept.",
                "Use a code that says nothing about the person (such as P7), and keep who it "
                "is in the separate identity list.",
                "identity",
            )
