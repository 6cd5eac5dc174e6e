"""Memos from a table; what each is about is looked up by name."""

from __future__ import annotations

from typing import Final, cast, get_args

from heddle.exchange.groups import group_key
from heddle.exchange.headers import Column
from heddle.exchange.plan import Sketch
from heddle.exchange.tables_in import Row, Table, known_word, meanings
from heddle.exchange.team_in import Crew
from heddle.log.view import View
from heddle.study.codes import path_key, paths
from heddle.study.memos import MemoType, WriteMemo
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.sessions import Session
from heddle.study.sources import Source
from heddle.study.themes import Theme

MEMOS: Final = {
    "text": Column("text", ("memo", "note", "tekst", "notat"), required=True),
    "type": Column("type of memo", ("kind", "memo type", "attached to", "art"), required=True),
    "about": Column("what it is about", ("on", "linked to", "om", "name")),
    "title": Column("title", ("heading", "titel", "overskrift")),
    "author": Column("author", ("by", "written by", "created by", "forfatter", "af")),
    "date": Column("date", ("written on", "created at", "dato")),
}

_TYPES: Final = meanings(
    {
        **dict.fromkeys(get_args(MemoType), ()),
        "familiarisation": ("familiarization", "reading"),
        "method": ("methodological",),
        "reflexive": ("reflexivity", "journal", "refleksiv"),
        "code": ("kode",),
        "theme": ("tema",),
        "other": ("source", "project", "andet"),
    }
)
_STUDY: Final = {"", "study", "the study", "studiet"}


def plan_memos(view: View, table: Table, sketch: Sketch) -> None:
    """Plan memos; one whose subject is not found is written all the same, and listed."""
    crew, subjects = Crew(view, sketch), _Subjects(view)
    for row in table.rows():
        text = row.needed("text", "text")
        sketch.show(row.all())
        author = row.text("author")
        sketch.make(
            WriteMemo(
                text=text,
                title=row.text("title"),
                type=cast("MemoType", _type(row, sketch)),
                about=_about(row, subjects, sketch),
                author=crew.member(author, "analyst", row.place) if author else "",
                date=row.date("date"),
            ),
            "memos",
            place=row.place,
        )
    table.lose_others(sketch)


def _type(row: Row, sketch: Sketch) -> str:
    word = row.text("type")
    form = known_word(word, _TYPES)
    if word and not form:
        sketch.lose(f"type “{word[:40]}” of memos (taken as other)", row.place)
    return form or "other"


def _about(row: Row, subjects: _Subjects, sketch: Sketch) -> list[str]:
    if name_key(row.text("type")) == "project":  # as OpenQDA says it; the name is the project's
        return []
    found = []
    for name in [part.strip() for part in row.text("about").split("|")]:
        if name_key(name) in _STUDY:
            continue
        if subject := subjects.find(name):
            found.append(subject)
        else:
            sketch.lose("what memos are about, where it is not in the study", row.place)
    return found


class _Subjects:
    """Everything that a memo can be about, by what people call it."""

    def __init__(self, view: View) -> None:
        self._sessions = {group_key(s.name): s.id for s in view.find(Session)}
        self._named: dict[str, set[str]] = {}
        for theme in view.find(Theme):
            self._named.setdefault(name_key(theme.name), set()).add(theme.id)
        for source in view.find(Source):
            self._named.setdefault(name_key(source.name), set()).add(source.id)
        for person in view.find(Participant):
            self._named.setdefault(name_key(person.code), set()).add(person.id)
        self._codes = {path_key(path): code for code, path in paths(view).items()}

    def find(self, name: str) -> str:
        """Give the id of what a name means; empty where it means nothing or several things."""
        plain = name_key(name)
        if plain.startswith(("session ", "focus group ", "fokusgruppe ", "interview ")):
            return self._sessions.get(group_key(plain.removeprefix("session ")), "")
        if code := self._codes.get(path_key(name)):
            return code
        found = self._named.get(plain, set())
        if len(found) == 1:
            return next(iter(found))
        return "" if found else self._sessions.get(group_key(name), "")
