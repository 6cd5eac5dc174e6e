"""Codings from a table: every one is found again by its words, or listed; never guessed.

Other programs hand out coded segments as document, code and words. The words are looked up in
the turns of the document (`text.locate`); one place only is a coding, several or none are listed
with what a person needs to place them by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

import msgspec
import sqlalchemy as sa

from heddle.exchange import columns
from heddle.exchange.cells import unsafe_cell
from heddle.exchange.codebook_in import Codebook
from heddle.exchange.headers import Column
from heddle.exchange.plan import Made, Miss, Sketch
from heddle.exchange.tables_in import Row, Table
from heddle.exchange.team_in import Crew
from heddle.log.view import View
from heddle.study.codes import path_key
from heddle.study.codings import AddCodings, Coding, NewCoding
from heddle.study.rules import name_key
from heddle.study.sources import Source, Turn, speaker_names, turns_of
from heddle.text.locate import Located, Locator
from heddle.text.spans import Span

CODINGS: Final = {
    **columns.CODINGS,
    "segment": msgspec.structs.replace(
        columns.CODINGS["segment"], names=("words", *columns.CODINGS["segment"].names)
    ),
    "path": Column("path of the code", ("sti",)),
}
_SHOWN: Final = 80
_MOST_PLACES: Final = 5


class Text(msgspec.Struct):
    """One source, ready to be searched."""

    source: Source
    turns: list[Turn]
    locator: Locator

    def place(self, span: Span) -> str:
        """Name a place as a person would find it."""
        first, last = span.start.turn + 1, span.end.turn + 1
        return f"turn {first}" if first == last else f"turns {first}-{last}"


class Wish(msgspec.Struct):
    """One row: these words of this document under this code, by this coder."""

    row: Row
    document: str
    code: str
    words: str
    coder: str
    note: str

    def alike(self) -> tuple[str, ...]:
        """Give what rows for the same words, code and coder have in common."""
        words = " ".join(self.words.split())
        return (name_key(self.document), *path_key(self.code), "\0", name_key(self.coder), words)


def plan_codings(view: View, table: Table, sketch: Sketch, *, actor: str = "") -> None:
    """Plan codings; codes and coders that are not there are made and listed."""
    _Plan(view, table, sketch, actor).make()


class _Plan:
    def __init__(self, view: View, table: Table, sketch: Sketch, actor: str) -> None:
        self._view = view
        self._table = table
        self._sketch = sketch
        self._actor = actor
        self._book = Codebook(view, sketch)
        self._crew = Crew(view, sketch)
        self._sources = {name_key(source.name): source for source in view.find(Source)}
        self._texts: dict[str, Text] = {}
        self._codings: list[NewCoding] = []
        self._present = self._held()
        self._new_codes: list[str] = []
        self._forgiven: dict[str, int] = {}

    def make(self) -> None:
        groups: dict[tuple[str, ...], list[Wish]] = {}
        for row in self._table.rows():
            wish = self._wish(row)
            self._sketch.show({**row.all(), "segment": _cut(wish.words)})
            groups.setdefault(wish.alike(), []).append(wish)
        # In the order of the file: the first row of each group stands for its place.
        for wishes in groups.values():
            self._place(wishes)
        self._table.lose_others(self._sketch)
        dates = sum(bool(row.text("date")) for row in self._table.rows())
        if dates:
            self._sketch.lose("dates of codings (the import has its own)", "", dates)
        self._sketch.preview.misses.sort(key=lambda miss: miss.row)
        for told, count in self._forgiven.items():
            self._sketch.note(f"for {count} codings, {told} to find their words")
        if self._new_codes:
            self._sketch.note(f"codes made: {', '.join(f'“{path}”' for path in self._new_codes)}")
        if self._codings:
            self._sketch.change(AddCodings(codings=self._codings))
            self._sketch.preview.made["codings"] = len(self._codings)

    def _wish(self, row: Row) -> Wish:
        document = row.needed("document", "document")
        code = row.text("path") or row.needed("code", "code")
        # Talk may begin with an apostrophe of its own, so the words stay as they are here.
        words = row.words("segment")
        return Wish(row, document, code, words, row.text("coder"), row.text("comment"))

    def _place(self, wishes: list[Wish]) -> None:
        first = wishes[0]
        text = self._text(first.document)
        if text is None:
            self._miss(wishes, "there is no such document in the study")
            return
        if not first.words.strip():
            self._miss(wishes, "there are no words in this row")
            return
        found = self._find(text, first.words)
        if len(found.places) == len(wishes):
            if len(wishes) > 1:
                self._sketch.note(
                    f"“{_cut(first.words)}” stands {len(wishes)} times in “{text.source.name}” and "
                    f"in as many rows for “{first.code}”: taken in order"
                )
            for wish, span in zip(wishes, found.places, strict=True):
                self._add(wish, text, span)
            for told in found.forgiven:
                self._forgive(told)
            return
        self._miss(wishes, *_reason(text, found, len(wishes)), text=text, found=found)

    def _find(self, text: Text, words: str) -> Located:
        found = text.locator.find(words)
        restored = unsafe_cell(words)
        if not found.places and restored != words:
            again = text.locator.find(restored)
            return again if again.places else found
        return found

    def _forgive(self, told: str) -> None:
        self._forgiven[told] = self._forgiven.get(told, 0) + 1

    def _add(self, wish: Wish, text: Text, span: Span) -> None:
        place = wish.row.place
        coder = self._crew.member(wish.coder, "analyst", place) if wish.coder else ""
        code = self._code(wish.code, place)
        new = _coding(text, span, code, coder, wish.note)
        if _key(new, coder or self._actor) in self._present:
            self._sketch.lose("codings that are there already", place)
        else:
            self._codings.append(new)
            self._present.add(_key(new, coder or self._actor))

    def _code(self, path: str, place: str) -> str:
        if code := self._book.find(path):
            return code
        self._new_codes.append(path)
        return self._book.add(path, place)

    def _text(self, document: str) -> Text | None:
        source = self._sources.get(name_key(document))
        source = source or self._sources.get(name_key(PurePath(document).stem))
        if source is None:
            return None
        if source.id not in self._texts:
            turns = turns_of(self._view, source.id)
            names = speaker_names(self._view, source.id)
            labels = [names.get(turn.speaker) for turn in turns]
            locator = Locator([turn.text for turn in turns], labels)
            self._texts[source.id] = Text(source, turns, locator)
        return self._texts[source.id]

    def _held(self) -> set[tuple[str, ...]]:
        """Give the codings of the study as keys, so that none is made twice."""
        c = self._view.table(Coding).c
        rows = self._view.rows(sa.select(c.code, c.coder, c.turn, c.start, c.end_turn, c.end))
        return {tuple(map(str, row)) for row in rows}

    def _miss(
        self,
        wishes: Sequence[Wish],
        why: str,
        places: Sequence[str] = (),
        *,
        text: Text | None = None,
        found: Located | None = None,
    ) -> None:
        near = found.nearest if found else None
        for wish in wishes:
            self._sketch.preview.misses.append(
                Miss(
                    row=wish.row.number,
                    document=wish.document,
                    code=wish.code,
                    words=_cut(wish.words),
                    why=why,
                    places=list(places),
                    nearest=_cut(near.found) if near else "",
                    nearest_place=text.place(near.place) if near and text else "",
                    similarity=round(near.similarity, 3) if near else None,
                )
            )
            self._sketch.lose("codings that could not be placed (listed)", wish.row.place)


def _reason(text: Text, found: Located, rows: int) -> tuple[str, list[str]]:
    """Say why words have no place of their own, and where they are."""
    places = [text.place(span) for span in found.places]
    shown = [*places[:_MOST_PLACES], "…"] if len(places) > _MOST_PLACES else places
    if not places:
        return "the words are not in the document", shown
    if rows == 1:
        return f"the words stand {len(places)} times in the document", shown
    return f"{rows} rows have these words, and they stand {len(places)} times there", shown


def _coding(text: Text, span: Span, code: str, coder: str, note: str) -> NewCoding:
    first, last = text.turns[span.start.turn].id, text.turns[span.end.turn].id
    return NewCoding(
        code=code,
        turn=first,
        start=span.start.offset,
        end=span.end.offset,
        end_turn=last if last != first else "",
        coder=coder,
        note=note,
    )


def _key(new: NewCoding, coder: str) -> tuple[str, ...]:
    code = f"new {new.code}" if isinstance(new.code, Made) else new.code
    coder = f"new {coder}" if isinstance(coder, Made) else coder
    end_turn = new.end_turn or new.turn
    return (code, coder, new.turn, str(new.start), end_turn, str(new.end))


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
