"""A desk for the tests of texts: sources, turns, codes, codings, themes, quotes and memos."""

from __future__ import annotations

from typing import Any

from heddle.log import operations, undo
from heddle.log.journal import Done, Draft
from heddle.log.verify import verify
from heddle.log.view import View
from heddle.study.codings import Coding
from heddle.study.disagreements import disagreements
from heddle.study.sources import Order, Turn, turns_of
from people_desk import Desk
from toy import table_rows


class TextDesk(Desk):
    """A study in memory with one member, Anna, whose desk it is."""

    actor = ""

    def __init__(self) -> None:
        super().__init__()
        self.actor = self.member("Anna")

    def step(self, operation: str, *, by: str = "", **fields: Any) -> Done:
        """Do an operation as somebody and return what the log says of it."""
        made = operations.make(operation, fields)
        draft = Draft(decide=made.decide, operation=operation, actor=by or self.actor)
        return self.journal.perform(draft)

    def do(self, operation: str, **fields: Any) -> Any:
        return self.step(operation, **fields).result

    def undo(self, gesture: str = "", *, by: str = "") -> None:
        undo.undo(self.journal, by or self.actor, gesture=gesture)

    def source(self, *texts: str, name: str = "FG1", **fields: Any) -> list[str]:
        """Add a source of these turns; returns the turns' ids in order."""
        turns = [{"text": text} for text in texts]
        source = self.do("sources.add", name=name, turns=turns, **fields)
        return [turn.id for turn in self.find(Turn, "position", source=source)]

    def text(self, turn: str) -> str:
        return str(self.get(Turn, turn).text)

    def code(self, name: str = "Hope", **fields: Any) -> str:
        return str(self.do("codes.add", name=name, **fields))

    def place(self, turn: str, words: str) -> dict[str, Any]:
        """Where words stand in a turn, as operations want it."""
        start = self.text(turn).index(words)
        return {"turn": turn, "start": start, "end": start + len(words)}

    def coding(self, code: str, turn: str, words: str) -> str:
        """Code words of a turn; returns the coding."""
        new = {"code": code, **self.place(turn, words)}
        return str(self.do("codings.add", codings=[new])[0])

    def coding_over(self, code: str, turn: str, words: str, end_turn: str, end_words: str) -> str:
        """Code from words in one turn to words in a later one; returns the coding."""
        last = self.place(end_turn, end_words)
        new = {
            "code": code,
            **self.place(turn, words),
            "end_turn": end_turn,
            "end": last["end"],
        }
        return str(self.do("codings.add", codings=[new])[0])

    def quote(self, turn: str, words: str, **fields: Any) -> str:
        return str(self.do("quotes.add", **self.place(turn, words), **fields))

    def covered(self, coding: str) -> str:
        """The words between a coding's two ends, as the turns stand."""
        with self.view() as view:
            return covered(view, view.get(Coding, coding))

    def sound(self) -> None:
        """Assert that log and tables agree, and that nothing waits to be settled."""
        verdict = verify(self.database, self.schema)
        assert verdict.sound, verdict.problems
        with self.view() as view:
            assert disagreements(view) == []

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        return table_rows(self.database, self.schema)


def covered(view: View, coding: Coding) -> str:
    """The words between a coding's two ends, as the turns stand."""
    order = Order(turns_of(view, coding.source))
    return order.words(coding.turn, coding.start, coding.end_turn, coding.end)


def named(known: dict[str, str], value: Any, *, keep: tuple[str, ...] = ("name", "text")) -> Any:
    """Put ids in the place of short names, wherever they stand but in the fields to keep."""
    if isinstance(value, dict):
        return {k: v if k in keep else named(known, v, keep=keep) for k, v in value.items()}
    if isinstance(value, list):
        return [named(known, item, keep=keep) for item in value]
    return known.get(value, value) if isinstance(value, str) else value
