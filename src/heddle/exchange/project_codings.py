"""What is coded in the texts of another program's project."""

from __future__ import annotations

from typing import Final, NamedTuple

from heddle.exchange.plan import Made, Miss, Sketch, part
from heddle.exchange.project import Project, ProjectCoding
from heddle.exchange.project_codes import Tree
from heddle.exchange.project_history import History
from heddle.exchange.project_known import Known, Names, moment
from heddle.exchange.project_people import Team
from heddle.exchange.project_revise import Stretch
from heddle.exchange.project_sources import Placed, Texts
from heddle.log.view import View
from heddle.study.codings import (
    AddCodings,
    Coding,
    MoveCoding,
    NewCoding,
    NoteCoding,
    Recode,
)

_SHOWN: Final = 80
_MOST_MISSES: Final = 500

_Place = tuple[str, int, str, int, str, str]
"""Turn, start, end turn, end, code, coder."""


class _Told(NamedTuple):
    """What a coding of the project is here."""

    code: str
    text: Placed
    at: Stretch
    fresh: bool
    """Its words were corrected in this import."""


class Codings:
    """The codings as they will be."""

    def __init__(self, view: View, names: Names, sketch: Sketch, history: History) -> None:
        """Read the codings of the study."""
        self.known = Known(view.find(Coding))
        self._names = names
        self._sketch = sketch
        self._history = history
        self.ids: dict[str, str] = {}
        """Coding's id by its key."""
        self.by_place = 0
        """Codings with ids of their own that were found by their places."""
        self._inexact = 0
        self._labelled = False

    def add(self, project: Project, texts: Texts, tree: Tree, team: Team) -> None:
        """Code what is not coded yet; each stretch is checked against the words of the project."""
        self._labelled = project.labelled
        waiting = []
        for coding in project.codings:
            found = self.known.take(self._names.foreign(coding.key))
            told = self._told(coding, texts, tree)
            if found is None:
                waiting.append((coding, told))
                continue
            self.ids[coding.key] = found.id
            if told is not None:
                self._update(found, coding, told)
        alike = self._alike()
        new: list[NewCoding] = []
        keys: list[str] = []
        for coding, told in waiting:
            if told is None:
                continue
            at = told.at
            coder = team.member(coding.by)
            place = (at.turn, at.start, at.end_turn, at.end, told.code, coder)
            if there := alike.get(place):
                found = there.pop()
                self.known.taken.add(found.id)
                self.ids[coding.key] = found.id
                self.by_place += bool(found.foreign_id)
            elif self._history.removed(self._names.foreign(coding.key)):
                self._sketch.lose("codings that were removed here (not brought back)")
            else:
                new.append(self._new(coding, told.code, coder, at))
                keys.append(coding.key)
        if new:
            step = self._sketch.make(AddCodings(codings=new), "codings", count=len(new))
            for i, key in enumerate(keys):
                self.ids.setdefault(key, part(step, i))

    def _told(self, coding: ProjectCoding, texts: Texts, tree: Tree) -> _Told | None:
        """Give what a coding of the project is here, as far as it has a place."""
        text = texts.placed.get(coding.source)
        code = tree.ids.get(coding.code)
        if text is None:
            self._sketch.lose("codings of texts that are not there")
            return None
        if code is None:
            self._sketch.lose("codings with codes that are not there")
            return None
        place = text.laid.place(max(coding.start, 0), min(coding.end, len(text.laid.text)))
        if place is None:
            self._sketch.lose("codings on no words")
            return None
        stretch = text.revised.stretch(place)
        if stretch is None:
            self._sketch.lose("codings on words that are not here any more")
            return None
        if not place.exact and not self._labelled:
            self._miss(coding, text, "a speaker's label in it is not among its words here")
        elif stretch.carried:
            self._sketch.note("some codings were carried over to words that were corrected here")
        return _Told(code, text, stretch, text.revised.touches(place))

    def _new(self, coding: ProjectCoding, code: str, coder: str, stretch: Stretch) -> NewCoding:
        return NewCoding(
            code=code,
            turn=stretch.turn,
            start=stretch.start,
            end=stretch.end,
            end_turn=stretch.end_turn if stretch.end_turn != stretch.turn else "",
            coder=coder,
            note=coding.note,
            foreign_id=self._names.foreign(coding.key),
            made=moment(coding.made),
        )

    def _update(self, known: Coding, coding: ProjectCoding, told: _Told) -> None:
        """Bring a coding up to date: its place, its code, its note."""
        code, text, at, fresh = told
        changed = False
        if known.source == text.id and not at.carried and (fresh or self._moved(known, at)):
            end_turn = at.end_turn if at.end_turn != at.turn else ""
            self._sketch.change(
                MoveCoding(
                    coding=known.id, turn=at.turn, start=at.start, end=at.end, end_turn=end_turn
                )
            )
            changed = not fresh
        if isinstance(code, Made) or self._history.news(known, code=code):
            self._sketch.change(Recode(codings=[known.id], code=code))
            changed = True
        if self._history.news(known, note=coding.note):
            self._sketch.change(NoteCoding(coding=known.id, note=coding.note))
            changed = True
        if changed:
            made = self._sketch.preview.changed
            made["codings"] = made.get("codings", 0) + 1

    def _moved(self, known: Coding, at: Stretch) -> bool:
        """Tell whether the project has a coding at a place where it never was here."""
        there = {"turn": at.turn, "start": at.start, "end_turn": at.end_turn, "end": at.end}
        here = all(getattr(known, name) == value for name, value in there.items())
        return not here and not self._history.had(known, **there)

    def _alike(self) -> dict[_Place, list[Coding]]:
        """Give the codings that are not taken by where and what they are."""
        found: dict[_Place, list[Coding]] = {}
        for each in reversed(self.known.free()):
            place = (each.turn, each.start, each.end_turn, each.end, each.code, each.coder)
            found.setdefault(place, []).append(each)
        return found

    def _miss(self, coding: ProjectCoding, text: Placed, why: str) -> None:
        self._inexact += 1
        if self._inexact <= _MOST_MISSES:
            self._sketch.preview.misses.append(
                Miss(
                    row=0,
                    document=text.source.name,
                    code="",
                    words=text.laid.text[coding.start : coding.end][:_SHOWN],
                    why=why,
                )
            )
