"""The people of another program's project: its users join the team, its cases take part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from heddle.errors import Refused
from heddle.exchange import columns
from heddle.exchange.headers import normal
from heddle.exchange.plan import Sketch
from heddle.exchange.project import Project, ProjectCase
from heddle.exchange.project_history import History
from heddle.exchange.project_known import Known, Names, numbered
from heddle.log.view import View
from heddle.study.participants import (
    AddParticipant,
    ChangeParticipant,
    Participant,
    check_years,
    refuse_identity,
)
from heddle.study.rules import name_key
from heddle.study.team import AddMember, Member
from heddle.study.withdrawals import Withdrawal

_NOBODY: Final = "Unknown coder"
_WHOLE: Final = ("number", "age", "birth_year")
_DECIMAL: Final = ("years_in_services", "years_in_team")
_FIGURES: Final = ("age", "birth_year", *_DECIMAL)
_TEXTS: Final = ("group", "gender", "occupation", "team", "location")
_YES: Final = {"true": True, "yes": True, "1": True, "ja": True}
_NO: Final = {"false": False, "no": False, "0": False, "nej": False}


class Team:
    """The users of a project as members of the team."""

    def __init__(self, view: View, names: Names, sketch: Sketch, actor: str) -> None:
        """Read the team of the study."""
        self._known = Known(view.find(Member))
        self._names = names
        self._sketch = sketch
        self._actor = actor
        self.ids: dict[str, str] = {}
        """Member's id by the key of the user."""
        self._nobody = ""
        self._users = 0

    def add(self, project: Project) -> None:
        """Match each user to the team by id, then by name; who is not on it joins it."""
        self._users = len(project.members)
        waiting = []
        for user in project.members:
            member = self._known.take(self._names.foreign(user.key))
            if member is None:
                waiting.append(user)
            else:
                self.ids[user.key] = member.id
        free = {name_key(member.name): member for member in self._known.free()}
        taken = {name_key(member.name) for member in self._known.records} - free.keys()
        for user in waiting:
            if user.key in self.ids:
                self._sketch.lose("users of the project with an id that another has")
                continue
            name = numbered(" ".join(user.name.split()) or "Unnamed", taken)
            taken.add(name_key(name))
            found = free.get(name_key(name))
            if found is not None:
                self.ids[user.key] = found.id
                continue
            if name != user.name:
                self._sketch.note(f"the user “{user.name}” joined the team as “{name}”")
            self.ids[user.key] = self._sketch.make(
                AddMember(
                    name=name,
                    roles=["analyst"],
                    foreign_id=self._names.foreign(user.key),
                ),
                "team members",
            )

    def member(self, key: str) -> str:
        """Give whose a coding or memo is; where nobody is named, that is said."""
        if key in self.ids:
            return self.ids[key]
        if self._users == 1:
            return next(iter(self.ids.values()))
        if self._users == 0 and self._actor:
            self._sketch.ask(
                "The project does not say whose its codings and notes are: they become yours."
            )
            return self._actor
        if not self._nobody:
            self._nobody = self._unknown()
        self._sketch.ask(f"Codings and notes that do not say whose they are: under “{_NOBODY}”.")
        return self._nobody

    def _unknown(self) -> str:
        for member in self._known.records:
            if name_key(member.name) == name_key(_NOBODY):
                return member.id
        return self._sketch.make(AddMember(name=_NOBODY, roles=["analyst"]), "team members")


class People:
    """The cases of a project that are people, as participants."""

    def __init__(self, view: View, names: Names, sketch: Sketch, history: History) -> None:
        """Read the participants of the study."""
        self.known = Known(view.find(Participant))
        self._names = names
        self._sketch = sketch
        self._history = history
        self._withdrawn = {each.participant for each in view.find(Withdrawal)}
        self.ids: dict[str, str] = {}
        """Participant's id by the key of the case."""
        self.codes: dict[str, str] = {}
        """Participant's code by the key of the case."""
        self.known_codes = {name_key(person.code): person.id for person in self.known.records}
        self._numbers = {(name_key(person.group), person.number) for person in self.known.records}

    def add(self, project: Project) -> list[ProjectCase]:
        """Make participants; returns the cases that are none."""
        titles = {source.key: source.name for source in project.sources}
        others, waiting = [], []
        for case in project.cases:
            person = self.known.take(self._names.foreign(case.key))
            if person is not None:
                self._map(case, person.id, person.code)
                self._update(case, person)
            else:
                waiting.append(case)
        free = {name_key(person.code): person for person in self.known.free()}
        taken = set(self.known_codes) - free.keys()
        for case in waiting:
            name = " ".join(case.name.split()) or _only_source(case, titles)
            if not name or case.key in self.ids:
                others.append(case)
                continue
            code = numbered(self._harmless(name, len(self.ids) + 1), taken)
            taken.add(name_key(code))
            found = free.get(name_key(code))
            if found is not None:
                self.known.taken.add(found.id)
                self._map(case, found.id, found.code)
                self._update(case, found)
                continue
            if self._history.removed(self._names.foreign(case.key)):
                self._sketch.lose("participants who were removed here (not brought back)")
                continue
            fields = self._fields(case.values)
            made = self._sketch.make(
                AddParticipant(code=code, foreign_id=self._names.foreign(case.key), **fields),
                "participants",
            )
            self._map(case, made, code)
            self._sketch.ask(
                "Cases became participants, under their names as codes: make sure that no code "
                "says who a person is."
            )
        return others

    def _update(self, case: ProjectCase, person: Participant) -> None:
        """Bring a participant's values up to date; what was changed here stays."""
        if person.id in self._withdrawn or not case.values:
            return
        self._numbers.discard((name_key(person.group), person.number))
        fields = self._fields(case.values)
        attributes = fields.pop("attributes", {})
        new = self._history.news(person, **fields)
        if more := {n: v for n, v in attributes.items() if person.attributes.get(n) != v}:
            past = [told for (told,) in self._history.past(person, "attributes")]
            more = {n: v for n, v in more.items() if not any(t.get(n) == v for t in past)}
            new |= {"attributes": {**person.attributes, **more}} if more else {}
        self._numbers.add((new.get("group", person.group), new.get("number", person.number)))
        if new:
            self._sketch.change(
                ChangeParticipant(participant=person.id, **new), "participants", place=person.code
            )

    def _map(self, case: ProjectCase, person: str, code: str) -> None:
        self.ids[case.key] = person
        self.codes[case.key] = code
        self.known_codes.setdefault(name_key(code), person)

    def _harmless(self, name: str, number: int) -> str:
        try:
            refuse_identity({"code": name})
        except Refused:
            self._sketch.lose("names of cases that say who a person is (numbered instead)")
            return f"Case {number}"
        return name

    def _fields(self, values: Mapping[str, str]) -> dict[str, Any]:
        """Sort variables into what Heddle knows of a participant, and attributes."""
        fields: dict[str, Any] = {}
        attributes: dict[str, str] = {}
        for variable, text in values.items():
            value = text.strip()
            field = _FIELDS.get(normal(variable))
            read = _read(field, value) if field and field not in fields else None
            if value and read is not None and field:
                fields[field] = read
            elif value and variable.strip():
                attributes[" ".join(variable.split())] = value
        self._check_number(fields, attributes)
        _check_figures(fields, attributes)
        harmless: dict[str, str] = {}
        for name, value in attributes.items():
            try:
                refuse_identity({"attributes": {name: value}})
            except Refused:
                self._sketch.lose("values of cases that say who a person is (not kept)")
            else:
                harmless[name] = value
        for name in _TEXTS:
            try:
                refuse_identity({name: fields.get(name, "")})
            except Refused:
                self._sketch.lose("values of cases that say who a person is (not kept)")
                del fields[name]
        return {**fields, "attributes": harmless} if harmless else fields

    def _check_number(self, fields: dict[str, Any], attributes: dict[str, str]) -> None:
        """Keep a number within the group only where nobody else has it."""
        number = fields.get("number")
        place = (name_key(fields.get("group", "")), number)
        if number is None:
            return
        if number < 1 or place in self._numbers:
            attributes["number in the group"] = str(fields.pop("number"))
        else:
            self._numbers.add(place)


def _only_source(case: ProjectCase, titles: Mapping[str, str]) -> str:
    """Name a case without a name by the one text that it is about."""
    whole = {span.source for span in case.spans if span.end is None}
    return titles.get(whole.pop(), "") if len(whole) == 1 and len(case.spans) == 1 else ""


def _check_figures(fields: dict[str, Any], attributes: dict[str, str]) -> None:
    """Keep figures that cannot all be true as the texts that they were."""
    person = Participant()
    for name in _FIGURES:
        setattr(person, name, fields.get(name))
    try:
        check_years(person)
    except Refused:
        for name in _FIGURES:
            if name in fields:
                attributes[columns.PARTICIPANTS[name].label] = f"{fields.pop(name):g}"


def _read(field: str, value: str) -> Any:
    """Read a value of a known field; None where it is none."""
    if field in _TEXTS:
        return value
    if field == "mentor":
        plain = value.casefold()
        return _YES.get(plain, _NO.get(plain))
    number = re.fullmatch(r"-?\d{1,6}(?:[.,]\d{1,6})?", value, re.ASCII)
    if number is None:
        return None
    read = float(value.replace(",", "."))
    if field in _WHOLE:
        return int(read) if read.is_integer() else None
    return read


def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for column, told in columns.PARTICIPANTS.items():
        field = {"peer_mentor": "mentor"}.get(column, column)
        if field not in (*_TEXTS, *_WHOLE, *_DECIMAL, "mentor"):
            continue
        for name in (column, field, told.label, *told.names):
            found.setdefault(normal(name), field)
    # So short that in another program they may mean anything.
    return {name: field for name, field in found.items() if len(name) > 2}


_FIELDS: Final = _names()
"""Field of a participant by the names that variables for it have."""
