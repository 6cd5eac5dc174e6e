"""What a query is made of: a tree that means stretches of talk.

Every part of a query means a list of stretches, each from one character of a source to another:
a coding's words, words that were searched for, the runs of turns that somebody spoke.
docs/methods/retrieval.md says what each part means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal

import msgspec

Field = Literal[
    "code",
    "theme",
    "memo",
    "coder",
    "participant",
    "speaker",
    "role",
    "group",
    "session",
    "source",
    "question",
]
FIELDS: Final[tuple[Field, ...]] = (
    "code",
    "theme",
    "memo",
    "coder",
    "participant",
    "speaker",
    "role",
    "group",
    "session",
    "source",
    "question",
)
"""What can stand before a colon, besides words, folded, made and participant.ATTRIBUTE."""

KEPT_BY_ID: Final = frozenset({
    "code", "theme", "coder", "participant", "session", "source", "question",
})  # fmt: skip
"""Fields whose values are records of the study; a saved query keeps their ids (#...)."""

ROLES: Final = ("participant", "moderator", "observer", "member", "unknown")

Relation = Literal["overlapping", "within", "containing", "followed by", "preceded by"]
RELATIONS: Final[tuple[Relation, ...]] = (
    "overlapping",
    "within",
    "containing",
    "followed by",
    "preceded by",
)
SEQUENCES: Final = frozenset({"followed by", "preceded by"})
"""Relations that may have a distance."""

Unit = Literal["turns", "seconds"]
Scope = Literal["turn", "source"]
Compare = Literal["=", ">", ">=", "<", "<=", ".."]


class Is(msgspec.Struct, frozen=True, tag="is"):
    """A field with a value: `code:Hope`. A value that begins with # is an id."""

    field: Field
    value: str


class Attribute(msgspec.Struct, frozen=True, tag="attribute"):
    """What a participant is like: `participant.age:>40`, `participant.gender:woman`.

    Numbers are compared as numbers; `until` is the end of a range ("..", both ends included).
    """

    name: str
    compare: Compare
    value: str
    until: str = ""


class Made(msgspec.Struct, frozen=True, tag="made"):
    """When codings were made: days, months or years as ISO text, both ends included."""

    since: str
    until: str


class Words(msgspec.Struct, frozen=True, tag="words"):
    """Words as they were said, in any case; a * at the end asks for a beginning.

    Folded words are compared without accents and special letters (`text.plain_letters`).
    """

    text: str
    folded: bool = False


class Near(msgspec.Struct, frozen=True, tag="near"):
    """Two words or phrases in one turn, in either order, with at most `gap` words between."""

    left: Words
    right: Words
    gap: int


class Not(msgspec.Struct, frozen=True, tag="not"):
    """All talk outside a part's stretches."""

    part: Query


class And(msgspec.Struct, frozen=True, tag="and"):
    """What stretches of all parts have in common; two parts at least."""

    parts: tuple[Query, ...]


class Or(msgspec.Struct, frozen=True, tag="or"):
    """The stretches of any part; two parts at least."""

    parts: tuple[Query, ...]


class Related(msgspec.Struct, frozen=True, tag="related"):
    """Stretches of the left part that stand so to one of the right part; `unlike`: that do not.

    A sequence has a distance: the number of turns or seconds between the two at most.
    """

    left: Query
    relation: Relation
    right: Query
    unlike: bool = False
    distance: float = 1
    unit: Unit = "turns"


class Whole(msgspec.Struct, frozen=True, tag="whole"):
    """The whole turns, or sources, that a part's stretches touch."""

    scope: Scope
    part: Query


Query = Is | Attribute | Made | Words | Near | Not | And | Or | Related | Whole


def parts_of(query: Query) -> tuple[Query, ...]:
    """Return the parts right below a query."""
    match query:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | Whole(_, part):
            return (part,)
        case Related(left, _, right) | Near(left, right):
            return (left, right)
        case _:
            return ()


def each(query: Query) -> Iterator[Query]:
    """Return a query and everything in it, from the left."""
    yield query
    for part in parts_of(query):
        yield from each(part)


def with_values(query: Query, change: Callable[[Is], Is]) -> Query:
    """Return a query whose fields with values are changed by a function."""
    match query:
        case Is():
            return change(query)
        case And(parts):
            return And(tuple(with_values(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(with_values(part, change) for part in parts))
        case Not(part):
            return Not(with_values(part, change))
        case Whole(scope, part):
            return Whole(scope, with_values(part, change))
        case Related():
            return msgspec.structs.replace(
                query,
                left=with_values(query.left, change),
                right=with_values(query.right, change),
            )
        case _:
            return query


def of_codings(query: Query) -> bool:
    """Tell whether a query says of codings only who made them and when."""
    match query:
        case Is(field):
            return field == "coder"
        case Made():
            return True
        case And() | Or() | Not():
            return all(of_codings(part) for part in parts_of(query))
        case _:
            return False
