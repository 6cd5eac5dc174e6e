"""People on their way out: participants as cases with variables and the turns that are theirs."""

from __future__ import annotations

from typing import Any, Final, Literal

from lxml import etree

from heddle.exchange.refi.making import Making
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
_PLAIN: Final = "participant variable "


class People:
    """Participants, and what they said."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self.people = making.view.find(Participant, "code")
        self.spoken: dict[str, list[str]] = {}
        """GUIDs of the selections that are a participant's turns, by the participant's id."""
        self.written: dict[str, list[str]] = {}
        """GUIDs of the sources that a participant wrote."""

    def add_variables(self, project: etree._Element) -> None:
        """Append the variables that any participant has a value of."""
        kinds: dict[str, _Type] = {}
        for person in self.people:
            kinds |= {name: kind for name, (kind, _) in self._values(person).items()}
        if not kinds:
            return
        variables = self._making.elements.add(project, "Variables")
        for name, kind in kinds.items():
            self._making.elements.add(
                variables,
                "Variable",
                guid=self._variable(name),
                name=self._making.said.note(name),
                typeOfVariable=kind,
            )

    def add_cases(self, project: etree._Element) -> None:
        """Append each participant as a case."""
        if not self.people:
            return
        making, elements = self._making, self._making.elements
        cases = elements.add(project, "Cases")
        for person in self.people:
            case = elements.add(cases, "Case", guid=making.guid(person.id), name=person.code)
            making.passages.append(Passage(person.code, (person.id,)))
            for name, (kind, value) in self._values(person).items():
                pair = elements.add(case, "VariableValue")
                elements.add(pair, "VariableRef", targetGUID=self._variable(name))
                told = making.add_note(value, person.id) if kind == "Text" else value
                elements.text(pair, f"{kind}Value", told)
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
        return self._making.guid(_PLAIN, name)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:f}".rstrip("0").rstrip(".")  # xsd:decimal has no exponent
    return str(value)
