"""The six classes of an audit trail, and which step and which fact belongs to which.

Halpern (1983), as told by Lincoln and Guba (1985, pp. 319-320): raw data; data reduction and
analysis products; data reconstruction and synthesis products; process notes; materials relating
to intentions and dispositions; instrument development information.
"""

from __future__ import annotations

from typing import Final, Literal

Class = Literal["raw", "reduced", "synthesis", "process", "intentions", "instruments"]
TITLES: Final[dict[Class, str]] = {
    "raw": "Raw data",
    "reduced": "Data reduction and analysis products",
    "synthesis": "Data reconstruction and synthesis products",
    "process": "Process notes",
    "intentions": "Intentions and dispositions",
    "instruments": "Instrument development",
}
CITATION: Final = (
    "Classes after Halpern ES (1983), Auditing naturalistic inquiries: the development and "
    "application of a model (dissertation, Indiana University), as told in Lincoln YS, Guba EG "
    "(1985), Naturalistic Inquiry, Sage, pp. 319-320."
)

_OF_NOUN: Final[dict[str, Class]] = {
    "study": "intentions", "team": "intentions", "journal": "intentions",
    "sites": "raw", "participants": "raw", "recruitment": "raw", "sessions": "raw",
    "recordings": "raw", "clocks": "raw", "observations": "raw",
    "sources": "raw", "turns": "raw", "speakers": "raw",
    "substitutions": "raw", "identity": "raw",
    "guide": "instruments", "consent": "instruments",
    "codes": "reduced", "codings": "reduced", "readings": "reduced",
    "links": "reduced", "reactions": "reduced", "rounds": "reduced", "reconciliations": "reduced",
    "themes": "synthesis", "quotes": "synthesis", "claims": "synthesis",
    "map": "synthesis", "summaries": "synthesis",
}  # fmt: skip
# By operation, where the noun does not tell.
_OF_OPERATION: Final[dict[str, Class]] = {
    "consent.register": "raw",
    "consent.change": "raw",
    "consent.withdraw": "raw",
    "consent.drop": "raw",
    "guide.ask": "raw",
}
_OF_MEMO: Final[dict[str, Class]] = {
    "familiarisation": "reduced",
    "code": "reduced",
    "interaction": "reduced",
    "theme": "synthesis",
    "comment": "synthesis",
    "negative case": "synthesis",
    "reflexive": "intentions",
}

WORDS_OF_PEOPLE: Final = frozenset(
    {
        "participants",
        "invitees",
        "recruitment_events",
        "consents",
        "attendances",
        "observations",
        "recordings",
        "sources",
        "speakers",
        "turns",
        "codings",
        "quotes",
        "reactions",
        "summaries",
        "substitutions",
    }
)
"""Kinds that hold participants' words or say who they are."""

FIELDS_OF_PEOPLE: Final[dict[str, frozenset[str]]] = {
    "codes": frozenset({"example"}),
    "member_checks": frozenset({"response"}),
}
"""Fields of other kinds that do: they are left out, what else the fact says is told."""


def class_of(operation: str, memo: str = "") -> Class:
    """Return the class that a step belongs to; `memo` is the type of the memo that it is about.

    What is none of the others (decisions, meetings, checklists, exports, undoing) is a process
    note.
    """
    noun = operation.partition(".")[0]
    if noun == "memos":
        return _OF_MEMO.get(memo, "process")
    return _OF_OPERATION.get(operation) or _OF_NOUN.get(noun, "process")
