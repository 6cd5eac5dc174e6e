"""Codings from a table: every one is found again by its words, or listed; never guessed.

Other programs hand out coded segments as document, code and words. The words are looked up in
the turns of the document (`text.locate`); one place only is a coding, several or none are listed
with what a person needs to place them by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Final

import msgspec
import sqlalchemy as sa

from heddle.exchange import columns
from heddle.exchange.cells import unsafe_cell
from heddle.exchange.codebook_in import Codebook
from heddle.exchange.headers import Column
from heddle.exchange.json_objects import whole_of
from heddle.exchange.plan import Made, Miss, Sketch
from heddle.exchange.positions import Positions
from heddle.exchange.project_known import moment
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
    positions: Positions
    labels: list[str | None]
    plain: Locator | None = None
    """The same with straight double quotes as single ones, as OpenQDA writes them."""

    def unquoted(self) -> Locator:
        """Give a locator that knows no straight double quotes; places are the same."""
        if self.plain is None:
            words = [turn.text.replace('"', "'") for turn in self.turns]
            self.plain = Locator(words, self.labels)
        return self.plain

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
    start: int | None = None
    """Where it began in the text of the program that wrote the table."""
    made: str = ""

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
        self._chosen = 0

    def make(self) -> None:
        groups: dict[tuple[str, ...], list[Wish]] = {}
        for row in self._table.rows():
            wish = self._wish(row)
            self._sketch.show({**row.all(), "segment": _cut(wish.words)})
            groups.setdefault(wish.alike(), []).append(wish)
        self._learn(groups.values())
        # In the order of the file: the first row of each group stands for its place.
        for wishes in groups.values():
            self._place(wishes)
        self._table.lose_others(self._sketch)
        if self._chosen:
            self._sketch.note(
                f"{self._chosen} codings were placed by their positions, because their words stand"
                " several times"
            )
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
        date = row.text("date")
        made = moment(date)
        if date and not made:
            self._sketch.lose("dates of codings (the import has its own)", row.place)
        return Wish(
            row,
            document,
            code,
            words,
            row.text("coder"),
            row.text("comment"),
            whole_of(row.text("start")),
            made,
        )

    def _learn(self, groups: Iterable[Sequence[Wish]]) -> None:
        """See from the words that stand once how positions are counted."""
        for wishes in groups:
            first = wishes[0]
            text = self._text(first.document) if len(wishes) == 1 else None
            if text is None or first.start is None:
                continue
            found = self._find(text, first.words)
            if len(found.places) == 1:
                text.positions.learn(found.places[0], first.start)

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
        if len(found.places) > 1 and self._by_position(wishes, text, found):
            return
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

    def _by_position(self, wishes: Sequence[Wish], text: Text, found: Located) -> bool:
        """Place rows whose words stand several times by where they began: all or none."""
        chosen: list[Span] = []
        for wish in wishes:
            place = (
                text.positions.choose(found.places, wish.start) if wish.start is not None else None
            )
            if place is None or place in chosen:
                return False
            chosen.append(place)
        for wish, place in zip(wishes, chosen, strict=True):
            self._add(wish, text, place)
        self._chosen += len(chosen)
        return True

    def _find(self, text: Text, words: str) -> Located:
        found = text.locator.find(words)
        if found.places:
            return found
        restored = unsafe_cell(words)
        again = text.locator.find(restored) if restored != words else found
        bare = words.strip()
        if not again.places and bare[:1] == bare[-1:] == '"' and len(bare) > 2:
            again = text.locator.find(bare[1:-1])
            if not again.places and "'" in bare:
                again = text.unquoted().find(bare[1:-1])
        return again if again.places else found

    def _forgive(self, told: str) -> None:
        self._forgiven[told] = self._forgiven.get(told, 0) + 1

    def _add(self, wish: Wish, text: Text, span: Span) -> None:
        place = wish.row.place
        coder = self._crew.member(wish.coder, "analyst", place) if wish.coder else ""
        code = self._code(wish.code, place)
        new = _coding(text, span, code, coder, wish)
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
            words = [turn.text for turn in turns]
            self._texts[source.id] = Text(
                source, turns, Locator(words, labels), Positions(words, labels), labels
            )
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


def _coding(text: Text, span: Span, code: str, coder: str, wish: Wish) -> NewCoding:
    first, last = text.turns[span.start.turn].id, text.turns[span.end.turn].id
    return NewCoding(
        code=code,
        turn=first,
        start=span.start.offset,
        end=span.end.offset,
        end_turn=last if last != first else "",
        coder=coder,
        note=wish.note,
        made=wish.made,
    )


def _key(new: NewCoding, coder: str) -> tuple[str, ...]:
    code = f"new {new.code}" if isinstance(new.code, Made) else new.code
    coder = f"new {coder}" if isinstance(coder, Made) else coder
    end_turn = new.end_turn or new.turn
    return (code, coder, new.turn, str(new.start), end_turn, str(new.end))


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
