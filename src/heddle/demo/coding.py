"""Coding: codes as they arose in reading, and both analysts' codings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, cast

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.errors import NotFound
from heddle.log.workspace import Workspace
from heddle.study.codes import PATH_MARK, AddCode, ChangeCode, MoveCode, Origin
from heddle.study.codings import AddCodings, NewCoding
from heddle.study.sources import Turn
from heddle.text.locate import Locator
from heddle.text.spans import Span

ANALYST: Final = "Frida Mønster"
_FIRST_NAMES: Final = {"Unease > Whose work is it": "Professional boundaries"}
"""What codes were called before; a memo says why they were renamed."""


class Passages:
    """The turns of one source, in which words of the material are found again."""

    def __init__(self, desk: Desk, source: str) -> None:
        """Read the turns of a source, named as the material names it."""
        self.source = source
        self.turns: list[Turn] = desk.turns(source)
        self._locator = Locator([turn.text for turn in self.turns])

    def find(self, words: str) -> Span:
        """Return the one place of some words; raises NotFound where there is none or several."""
        place = self._locator.find(words).place
        if place is None:
            raise NotFound(
                f"“{words[:60]}” has no place of its own in {self.source} of the demo's material.",
                "Install Heddle again: a file that came with it was changed.",
            )
        return place


def code(desk: Desk) -> None:
    """Code all transcripts: codes from the guide first, then those that the reading brought."""
    book = {row["path"]: row for row in material.rows("codes")}
    from_guide = [path for path, row in book.items() if row["origin"] == "deductive"]
    _add_codes(desk, ANALYST, book, from_guide, "Phase 2: codes that follow the guide's questions")
    rows = material.rows("codings")
    passages = {name: Passages(desk, name) for name in dict.fromkeys(r["source"] for r in rows)}
    for coder in dict.fromkeys(row["coder"] for row in rows):
        for source, places in passages.items():
            mine = [r for r in rows if r["coder"] == coder and r["source"] == source]
            reason = f"Phase 2: coding, {source}"
            _add_codes(desk, coder, book, [row["code"] for row in mine], reason)
            codings = [_coding(desk, places, row) for row in mine]
            desk.by(coder).do(AddCodings(codings=codings), reason=reason)


def order(desk: Desk) -> None:
    """Rename what was named too soon, and put the codebook in its order."""
    analyst = desk.by(ANALYST)
    renamed = [
        ChangeCode(code=desk.codes[path], name=path.rpartition(PATH_MARK)[-1])
        for path in _FIRST_NAMES
    ]
    analyst.do_all(renamed, reason="Phase 2: it is not what they call it; see the memo")
    analyst.do_all(list(_moves(desk)), reason="Phase 2: the codebook in order")


def _add_codes(desk: Desk, coder: str, book: dict[str, Row], paths: list[str], reason: str) -> None:
    """Add the codes of some paths that are not there yet, those above them first."""
    wanted = {above for path in paths for above in (path.partition(PATH_MARK)[0], path)}
    new = [path for path in book if path in wanted and path not in desk.codes]

    def decide(work: Workspace) -> list[str]:
        for path in new:
            desk.codes[path] = _new_code(desk, book[path]).decide(work)
        return [desk.codes[path] for path in new]

    if new:
        desk.by(coder).perform(decide, name="codes.add", reason=reason)


def _new_code(desk: Desk, row: Row) -> AddCode:
    above, _, name = row["path"].rpartition(PATH_MARK)
    fields: dict[str, Any] = {
        field: row[field] for field in ("definition", "include", "exclude", "example", "colour")
    }
    return AddCode(
        name=_FIRST_NAMES.get(row["path"], name),
        parent=desk.codes[above] if above else "",
        origin=cast("Origin", row["origin"]),
        **fields,
    )


def _coding(desk: Desk, passages: Passages, row: Row) -> NewCoding:
    place = passages.find(row["words"])
    first, last = passages.turns[place.start.turn], passages.turns[place.end.turn]
    return NewCoding(
        code=desk.codes[row["code"]],
        turn=first.id,
        start=place.start.offset,
        end_turn=last.id if last.id != first.id else "",
        end=place.end.offset,
    )


def _moves(desk: Desk) -> Iterator[MoveCode]:
    """Yield the moves that bring codes into the order of the material, as few as it takes."""
    present: dict[str, list[str]] = {}
    for row in desk.study.codes():
        present.setdefault(row["parent"], []).append(row["id"])
    wanted: dict[str, list[str]] = {}
    for row in material.rows("codes"):
        above = row["path"].rpartition(PATH_MARK)[0]
        wanted.setdefault(desk.codes[above] if above else "", []).append(desk.codes[row["path"]])
    for parent, ordered in wanted.items():
        standing = present[parent]
        for one, following in reversed(list(pairwise(ordered))):
            if standing.index(one) + 1 != standing.index(following):
                standing.remove(one)
                standing.insert(standing.index(following), one)
                yield MoveCode(code=one, parent=parent, before=following)
