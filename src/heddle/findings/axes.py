"""The axes of matrices: which rows and columns there are, and in which of them talk lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from heddle.errors import Refused
from heddle.findings.corpus import ROLES, Corpus, Index, Pieces, Truth
from heddle.findings.matrix import By, Column, MatrixAsk, Row
from heddle.log.view import View
from heddle.study.participants import Participant
from heddle.study.seating import natural
from heddle.study.themes import LIVING, Theme

ATTRIBUTES: Final = ("gender", "age", "occupation", "team", "location", "mentor")
"""Attributes that every study has, by the name of their field; ages are put in bands of ten."""
UNSTATED: Final = "(not stated)"
NO_GROUP: Final = "(no group)"
NO_QUESTION: Final = "(before the first question)"
_TEAM: Final = tuple(ROLES.index(role) for role in ("moderator", "observer", "member"))
_BAND: Final = 10


class Columns:
    """The columns of a matrix: their list, the column of each piece, and whose each column is."""

    def __init__(self, columns: list[Column], of: Index, people: list[set[int]] | None) -> None:
        """Take the columns, the index of each piece's column (-1: none), and voices by column."""
        self.columns = columns
        self.of = of
        self.people = people


def spoken(found: Corpus, pieces: Pieces) -> Truth:
    """Say which pieces are not the team's."""
    return ~np.isin(found.turns.role[pieces.turn], _TEAM)


def attributes(found: Corpus) -> list[str]:
    """Return the attributes that anybody's record has a value of."""
    own = sorted({name for p in found.participants for name in p.attributes}, key=natural)
    told = [n for n in ATTRIBUTES if any(value_of(p, n) != UNSTATED for p in found.participants)]
    return [*told, *(name for name in own if name not in told)]


def value_of(person: Participant, attribute: str) -> str:
    """Return a participant's value of an attribute, ages in bands, as people read it."""
    if attribute == "age":
        if person.age is None:
            return UNSTATED
        low = person.age // _BAND * _BAND
        return f"{low}-{low + _BAND - 1}"
    if attribute == "mentor":
        return UNSTATED if person.mentor is None else "yes" if person.mentor else "no"
    told = getattr(person, attribute) if attribute in ATTRIBUTES else ""
    return (told or person.attributes.get(attribute, "")).strip() or UNSTATED


# --- Rows ---------------------------------------------------------------------------------------
def rows_of(view: View, found: Corpus, ask: MatrixAsk) -> tuple[list[Row], list[list[int]]]:
    """Return the rows, and for each code the rows that its codings count for."""
    if ask.rows == "theme":
        rows, feeds = _themes(view, found)
    else:
        rows, feeds = _codes(found, below=ask.below)
    if ask.codes:
        wanted = [at for at, row in enumerate(rows) if row.key in set(ask.codes)]
        missing = set(ask.codes) - {rows[at].key for at in wanted}
        if missing:
            raise Refused(
                f"There is no {ask.rows} with the id “{min(missing)[:60]}” here; nothing was "
                "counted.",
                "It may have been merged or dropped; choose from the list.",
            )
        place = {at: new for new, at in enumerate(wanted)}
        rows = [rows[at] for at in wanted]
        feeds = [[place[row] for row in those if row in place] for those in feeds]
    return rows, feeds


def _codes(found: Corpus, *, below: bool) -> tuple[list[Row], list[list[int]]]:
    book = found.book
    rows = [
        Row(key=code.id, label=code.name, path=path, depth=depth)
        for code, path, depth in zip(book.codes, book.path, book.depth, strict=True)
    ]
    feeds = [[at] for at in range(len(rows))]
    if below:
        for at in range(len(rows)):
            for under in found.below(at)[1:]:
                feeds[under].append(at)
    return rows, feeds


def _themes(view: View, found: Corpus) -> tuple[list[Row], list[list[int]]]:
    living = [theme for theme in view.find(Theme, "position") if theme.stage in LIVING]
    known = {theme.id for theme in living}
    children: dict[str, list[Theme]] = {}
    for theme in living:
        children.setdefault(theme.parent if theme.parent in known else "", []).append(theme)
    rows: list[Row] = []
    feeds: list[list[int]] = [[] for _ in found.codes]
    stack = [(theme, 0, [theme.name]) for theme in reversed(children.get("", []))]
    seen: set[str] = set()
    while stack:
        theme, depth, path = stack.pop()
        if theme.id in seen:
            continue
        seen.add(theme.id)
        for code in found.book.feeds.get(theme.id, []):
            feeds[code].append(len(rows))
        rows.append(Row(key=theme.id, label=theme.name, path=" > ".join(path), depth=depth))
        under = children.get(theme.id, [])
        stack += [(child, depth + 1, [*path, child.name]) for child in reversed(under)]
    return rows, feeds


# --- Columns ------------------------------------------------------------------------------------
def columns_of(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    """Return the columns of a matrix for the pieces of codings that count."""
    return _COLUMNS[ask.by](found, pieces, ask)


def _sized(columns: Sequence[tuple[str, str]], of: Index, people: list[set[int]]) -> Columns:
    made = [
        Column(key=key, label=label, size=len(those))
        for (key, label), those in zip(columns, people, strict=True)
    ]
    return Columns(made, of, people)


def _talked(found: Corpus) -> set[int]:
    return set(np.unique(found.turns.voice).tolist()) - {-1}


def _plain(columns: Sequence[tuple[str, str]], of: Index) -> Columns:
    return Columns([Column(key=key, label=label) for key, label in columns], of, None)


def _participants(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    del ask
    talked = _talked(found)
    used = [at for at, v in enumerate(found.voices) if v.participant >= 0 or at in talked]
    place = np.full(len(found.voices) + 1, -1, dtype=np.int32)
    place[used] = np.arange(len(used))
    of = place[found.turns.voice[pieces.turn]]
    return _plain([(found.voices[at].key, found.voices[at].name) for at in used], of)


def _attribute(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    known = attributes(found)
    if ask.attribute not in known:
        raise Refused(
            f"No participant has a value of “{ask.attribute[:60]}”; nothing was counted."
            if ask.attribute
            else "It was not said which attribute; nothing was counted.",
            f"There are: {', '.join(known)}." if known else "Give participants attributes first.",
        )
    values = [value_of(person, ask.attribute) for person in found.participants]
    labels = sorted(set(values), key=lambda value: (value == UNSTATED, natural(value)))
    place = np.array([*(labels.index(value) for value in values), -1], dtype=np.int32)
    of = place[found.turns.participant[pieces.turn]]
    people: list[set[int]] = [set() for _ in labels]
    for at, value in enumerate(values):
        people[labels.index(value)].add(at)
    return _sized([(label, label) for label in labels], of, people)


def _groups(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    del ask
    turns = found.turns
    # A participant's voice has the participant's index; who said nothing is in the group too.
    people = [
        set(group.people) | set(turns.voice[turns.group == at].tolist()) - {-1}
        for at, group in enumerate(found.groups)
    ]
    of = found.turns.group[pieces.turn]
    columns = [(group.label, group.label) for group in found.groups]
    if bool((of < 0).any()):
        # What nobody of a group said: documents, labels of unknown role outside a session.
        of = np.where(of < 0, len(columns), of).astype(np.int32)
        return Columns([*_sized(columns, of, people).columns, Column(key="", label=NO_GROUP)],
                       of, [*people, set()])  # fmt: skip
    return _sized(columns, of, people)


def _questions(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    del ask
    turns = found.turns
    asked = sorted(set(turns.question[turns.question >= 0].tolist()))
    if not asked:
        raise Refused(
            "It is not on record in which turn any question of the guide was asked, so talk "
            "cannot be told apart by question; nothing was counted.",
            "Mark the turns of the questions on the screen Coding, or with “heddle do DIR "
            "guide.ask” (with a turn).",
            code="no-questions",
        )
    people = []
    for question in asked:
        groups = set(turns.group[turns.question == question].tolist()) - {-1}
        heard = set(turns.voice[turns.question == question].tolist()) - {-1}
        people.append(heard.union(*(found.groups[at].people for at in groups)))
    place = np.full(len(found.questions) + 1, -1, dtype=np.int32)
    place[asked] = np.arange(len(asked))
    of = place[turns.question[pieces.turn]]
    columns = [(found.questions[at].id, found.questions[at].text) for at in asked]
    if bool((of < 0).any()):
        made = _sized(columns, of, people).columns
        of = np.where(of < 0, len(columns), of).astype(np.int32)
        return Columns([*made, Column(key="", label=NO_QUESTION)], of, [*people, set()])
    return _sized(columns, of, people)


def _coders(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    del ask
    used = sorted(set(found.codings.coder.tolist()) - {-1})
    place = np.full(len(found.members) + 1, -1, dtype=np.int32)
    place[used] = np.arange(len(used))
    of = place[found.codings.coder[pieces.coding]]
    return _plain([(found.members[at].id, found.members[at].name) for at in used], of)


def _sources(found: Corpus, pieces: Pieces, ask: MatrixAsk) -> Columns:
    del ask
    of = found.codings.source[pieces.coding]
    return _plain([(source.id, source.name) for source in found.sources], of)


_COLUMNS: Final[dict[By, Callable[[Corpus, Pieces, MatrixAsk], Columns]]] = {
    "participant": _participants,
    "attribute": _attribute,
    "group": _groups,
    "question": _questions,
    "coder": _coders,
    "source": _sources,
}
