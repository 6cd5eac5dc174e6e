"""People on their way in: users, variables, and cases with their values and their words."""

from __future__ import annotations

from typing import Final

from lxml import etree

from heddle.exchange.project import ProjectCase, ProjectMember, ProjectSpan
from heddle.exchange.refi.elements import Elements
from heddle.exchange.refi.people_out import PLAIN
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.sources_out import FACTS, VARIABLE
from heddle.exchange.refi.taking import Taking
from heddle.exchange.refi.tree_in import below, first, key_of, lines_of, tag, target, words_of

_VALUES: Final = (
    "TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue",
)  # fmt: skip
_ELEMENTS: Final = Elements("", PROFILES["standard"])
_OURS: Final = {key_of(_ELEMENTS.guid(VARIABLE, name)) for name in FACTS}
"""Variables that Heddle itself writes at a source, by key."""


def take_users(taking: Taking, root: etree._Element) -> None:
    """Take the users; one without a name gets its initials."""
    for user in below(first(root, "Users"), "User"):
        name = (user.get("name") or user.get("id") or "").strip()
        made = taking.own(user, "User")
        taking.project.members.append(ProjectMember(key=made, name=name or "Unnamed"))


class Variables:
    """The variables of a project by their keys."""

    def __init__(self, taking: Taking, root: etree._Element) -> None:
        """Take them; each is kept, for its type and description have no place here."""
        self._taking = taking
        self.names: dict[str, str] = {}
        used: set[str] = set()
        for variable in below(first(root, "Variables"), "Variable"):
            made = taking.own(variable, "Variable")
            name = stem = lines_of(variable.get("name") or "").strip() or "unnamed"
            number = 1
            while name in used:
                number += 1
                name = f"{stem} ({number})"
            used.add(name)
            self.names[made] = name
            if made not in _OURS and made != key_of(_ELEMENTS.guid(PLAIN, name)):
                taking.keep(variable)

    def values(self, element: etree._Element) -> dict[str, str]:
        """Return the values at a case or source by the names of their variables."""
        found: dict[str, str] = {}
        for pair in below(element, "VariableValue"):
            reference = first(pair, "VariableRef")
            name = self.names.get(target(reference)) if reference is not None else None
            if name is None:
                self._taking.lose("values of variables that are not in the project")
                continue
            value = next(below(pair, *_VALUES), None)
            told = words_of(pair, tag(value)) if value is not None else ""
            if told:
                found[name] = told
        return found


def take_cases(taking: Taking, root: etree._Element, variables: Variables) -> None:
    """Take the cases; one without a name (MAXQDA, Quirkos) carries the variables of its text."""
    for case in below(first(root, "Cases"), "Case"):
        made = taking.own(case, "Case")
        spans = [*_spans(taking, case)]
        codes = [target(each) for each in below(case, "CodeRef")]
        known = [code for code in codes if taking.kinds.get(code) == "Code"]
        taking.lose("codes on cases", count=len(known))
        taking.lose("codes of cases that are not in the project", count=len(codes) - len(known))
        taking.project.cases.append(
            ProjectCase(
                key=made,
                name=(case.get("name") or "").strip(),
                description=words_of(case, "Description"),
                values=variables.values(case),
                spans=spans,
                codes=known,
            )
        )


def _spans(taking: Taking, case: etree._Element) -> list[ProjectSpan]:
    found: list[ProjectSpan] = []
    for reference in below(case, "SourceRef", "SelectionRef"):
        named = target(reference)
        if tag(reference) == "SourceRef" and taking.kinds.get(named) == "Source":
            found.append(ProjectSpan(source=named))
        elif named in taking.spans:
            found.append(taking.spans[named])
        elif named in taking.kinds:
            taking.lose("stretches of cases that are no words (pictures, recordings)", named)
        else:
            taking.lose("stretches of cases that are not in the project", named)
    return found
