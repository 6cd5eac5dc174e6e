"""People on their way out: participants as cases with variables and the turns that are theirs."""

from __future__ import annotations

import re
from typing import Any, Final, Literal

from lxml import etree

from heddle.exchange.refi.making import Making
from heddle.exchange.refi.tree_in import is_guid, key
from heddle.privacy.gate import Passage
from heddle.study.participants import Participant

_Type = Literal["Text", "Integer", "Float", "Boolean"]
FIELDS: Final[dict[str, tuple[str, _Type]]] = {
    "group": ("group", "Text"),
    "number": ("number in the group", "Integer"),
    "gender": ("gender", "Text"),
    "age": ("age", "Integer"),
    "birth_year": ("year of birth", "Integer"),
    "occupation": ("occupation", "Text"),
    "years_in_services": ("years in services", "Float"),
    "years_in_team": ("years in the team", "Float"),
    "team": ("team", "Text"),
    "location": ("location", "Text"),
    "mentor": ("mentor", "Boolean"),
}
"""Field of a participant -> its name as a variable, and its type there."""
_NAMES: Final = frozenset(name for name, _ in FIELDS.values())
PLAIN: Final = "participant variable "
_TIME: Final = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?"
_DAY: Final = r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_SHAPES: Final = {
    "Boolean": re.compile("true|false|1|0"),
    "Integer": re.compile(r"[+-]?[0-9]{1,15}"),
    "Float": re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?"),
    "Date": re.compile(_DAY, re.ASCII),
    "DateTime": re.compile(f"{_DAY}T{_TIME}", re.ASCII),
}
"""What the values of a type look like; a day that only some months have is left to be a text."""


class People:
    """Participants, and what they said."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self.people = making.view.find(Participant, "code")
        self.spoken: dict[str, list[str]] = {}
        """GUIDs of the selections that are a participant's turns, by the participant's id."""
        self._kinds: dict[str, str] = {}
        """Type by the name of a variable."""
        self._taken: dict[str, str] = {}
        """Name of a variable by the GUID that another program gave it."""
        self.written: dict[str, list[str]] = {}
        """GUIDs of the sources that a participant wrote."""

    def add_variables(self, project: etree._Element) -> None:
        """Append the variables that any participant or text has a value of.

        One that came from another program keeps its GUID, description and type there, as long as
        all of its values are of that type.
        """
        values: dict[str, list[str]] = {}
        for person in self.people:
            for name, (kind, value) in self._values(person).items():
                values.setdefault(name, []).append(value)
                self._kinds[name] = kind
        for pairs in self._making.kept.values.values():
            for name, value in pairs.items():
                values.setdefault(name, []).append(value)
                self._kinds[name] = "Text"
        for name in self._making.kept.variables:
            values.setdefault(name, [])
            self._kinds.setdefault(name, "Text")
        if not values:
            return
        variables = self._making.elements.add(project, "Variables")
        for name, held in values.items():
            before = self._making.kept.variables.get(name)
            stated = before.get("typeOfVariable", "") if before is not None else ""
            if (
                self._kinds[name] == "Text"
                and stated in _SHAPES
                and all(_is_of(stated, value) for value in held)
            ):
                self._kinds[name] = stated
            made = self._making.elements.add(
                variables,
                "Variable",
                guid=self._variable(name),
                name=self._making.said.note(name),
                typeOfVariable=self._kinds[name],
            )
            told = before.findtext("{*}Description") if before is not None else ""
            self._making.elements.text(made, "Description", self._making.said.note(told or ""))

    def value(self, parent: etree._Element, name: str, value: str, record: str) -> None:
        """Append a value of a variable to a case or source."""
        kind = self._kinds[name]
        pair = self._making.elements.add(parent, "VariableValue")
        self._making.elements.add(pair, "VariableRef", targetGUID=self._variable(name))
        told = self._making.add_note(value, record) if kind == "Text" else value.strip()
        self._making.elements.text(pair, f"{kind}Value", told)

    def add_cases(self, project: etree._Element) -> None:
        """Append each participant as a case."""
        if not self.people:
            return
        making, elements = self._making, self._making.elements
        cases = elements.add(project, "Cases")
        for person in self.people:
            case = elements.add(cases, "Case", guid=making.guid(person.id), name=person.code)
            making.passages.append(Passage(person.code, (person.id,)))
            elements.text(case, "Description", making.described.get(person.id, ""))
            for name, (_, value) in self._values(person).items():
                self.value(case, name, value, person.id)
            for source in self.written.get(person.id, ()):
                elements.add(case, "SourceRef", targetGUID=source)
            for selection in self.spoken.get(person.id, ()):
                elements.add(case, "SelectionRef", targetGUID=selection)

    def _values(self, person: Participant) -> dict[str, tuple[_Type, str]]:
        found: dict[str, tuple[_Type, str]] = {}
        for field, (name, kind) in FIELDS.items():
            value: Any = getattr(person, field)
            if value not in (None, ""):
                found[name] = (kind, _written(value))
        for name, value in person.attributes.items():
            if name and value:
                # An attribute that is called like a field stands beside it.
                found[f"{name} (other)" if name in _NAMES else name] = ("Text", value)
        return found

    def _variable(self, name: str) -> str:
        before = self._making.kept.variables.get(name)
        stated = key(before) if before is not None else ""
        if is_guid(stated) and stated not in self._making.taken:
            self._making.taken.add(stated)
            self._taken[stated] = name
        own = self._making.guid(PLAIN, name)
        return self._making.elements.spelled(stated) if self._taken.get(stated) == name else own


def _is_of(kind: str, value: str) -> bool:
    """Tell whether a text is a value of a type of QDA-XML."""
    shape = _SHAPES.get(kind)
    return shape is not None and shape.fullmatch(value.strip()) is not None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:f}".rstrip("0").rstrip(".")  # xsd:decimal has no exponent
    return str(value)
