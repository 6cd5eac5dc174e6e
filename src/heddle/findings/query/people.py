"""Which turns are of whom: by what participants are like, and by what speakers are called."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

import numpy as np

from heddle.findings.corpus import Corpus, Truth
from heddle.study.participants import Participant
from heddle.study.query.language import Attribute
from heddle.study.query.reading import is_number
from heddle.study.rules import name_key, refuse

_OWN: Final = ("code", "group", "number", "gender", "age", "birth_year", "occupation",
               "years_in_services", "years_in_team", "team", "location", "mentor")  # fmt: skip
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}
_SHOWN: Final = 8


def attributes(participants: Sequence[Participant]) -> list[str]:
    """Return the names of what is on record of participants, those of this study at the end."""
    further = {name for person in participants for name in person.attributes}
    return [*_OWN, *sorted(further - set(_OWN))]


def like(corpus: Corpus, query: Attribute) -> Truth:
    """Tell which turns are of participants who have an attribute; not stated is never it."""
    names = {name_key(name): name for name in attributes(corpus.participants)}
    name = names.get(name_key(query.name)) or names.get(name_key(query.name.replace(" ", "_")))
    if name is None:
        none_called("attribute of participants", query.name, list(names.values()))
    wanted = [at for at, person in enumerate(corpus.participants)
              if _fulfils(value_of(person, name), query)]  # fmt: skip
    return np.isin(corpus.turns.participant, wanted)


def value_of(person: Participant, name: str) -> Any:
    """Return what is on record of a participant under a name; None or empty: not stated."""
    return getattr(person, name) if name in _OWN else person.attributes.get(name, "")


def _fulfils(value: Any, query: Attribute) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return query.compare == "=" and _YES.get(query.value.casefold()) == value
    number, wanted = is_number(str(value)), is_number(query.value)
    if query.compare == "=":
        if number is not None and wanted is not None:
            return number == wanted
        return name_key(str(value)) == name_key(query.value)
    if number is None or wanted is None:
        return False
    if query.compare == "..":
        until = is_number(query.until)
        return until is not None and wanted <= number <= until
    return _COMPARE[query.compare](number, wanted)


def called(corpus: Corpus, label: str) -> Truth:
    """Tell which turns are of a speaker, by the label in the transcript or a participant's code."""
    key = name_key(label)
    labels = [at for at, name in enumerate(corpus.people.names) if name_key(name) == key]
    persons = [at for at, who in enumerate(corpus.participants) if name_key(who.code) == key]
    if not labels and not persons:
        none_called("speaker", label, list(dict.fromkeys(corpus.people.names)))
    turns = corpus.turns
    return np.isin(turns.speaker, labels) | np.isin(turns.participant, persons)


def none_called(what: str, name: str, there: list[str]) -> NoReturn:
    """Refuse a name that nothing has."""
    more = f", and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
    refuse(
        f"There is no {what} called “{name[:60]}”.",
        f"There are: {', '.join(there[:_SHOWN])}{more}." if there else "The study has none yet.",
        "query-name",
    )
