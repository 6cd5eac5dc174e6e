"""Plans: what an import will do, as ordinary operations and as a preview for people.

A plan is made by reading a file and a study; nothing is written. It is carried out as one
gesture, so a study has either everything that the plan says or nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from heddle.exchange.reading import Loss
from heddle.log.operations import Operation

_MOST_PLACES = 10
_FIRST_ROWS = 5


class Made(str):
    """The id that an earlier step of the same plan will make, by that step's key.

    A type of its own, so that nothing which stands in a file can be taken for one.
    """

    __slots__ = ()


def part(made: str, index: int) -> Made:
    """Name one of several that a step makes: a turn of its source, an item of its list."""
    return Made(f"{made}.{index}")


class Step(msgspec.Struct):
    """One operation of a plan; its fields may hold `Made` ids of earlier steps."""

    operation: Operation
    key: str = ""
    """Under which later steps know the id of what this one makes."""
    place: str = ""
    """Where in the file it comes from ("row 4"), for messages."""
    parts: bool = False
    """Later steps also need the ids of the turns that it makes (`part`)."""


class SpeakerRow(msgspec.Struct, kw_only=True):
    """A speaker of a transcript, and who it is taken for."""

    label: str
    turns: int
    words: int
    role: str
    first_words: str = ""
    joined: str = ""
    """Code of the participant or name of the team member; empty: nobody yet."""
    why: str = ""
    """What the join rests on, in plain English."""
    confirm: bool = False
    """It was concluded and not stated, so a person should look at it."""


class Miss(msgspec.Struct, kw_only=True):
    """A row that was not taken over, with what a person needs to place it by hand."""

    row: int
    """Number of the row as a spreadsheet counts it, from 1."""
    document: str
    code: str
    words: str
    """The beginning of the words, as the file has them."""
    why: str
    places: list[str] = []
    """Where the words are, if they are in several places."""
    nearest: str = ""
    """The most similar words of the document, if the words themselves are not in it."""
    nearest_place: str = ""
    similarity: float | None = None
    """Share of words that both have in common, 0 to 1."""


class Preview(msgspec.Struct, kw_only=True):
    """What an import makes, changes, leaves out and asks; JSON-ready."""

    kind: str
    file: str
    """Base name only: folders may name persons."""
    format: str = ""
    decided: str = ""
    """How the kind of the file was told, in plain English."""
    made: dict[str, int] = {}
    changed: dict[str, int] = {}
    rows: list[dict[str, str]] = []
    """The first few rows as they will be taken."""
    speakers: list[SpeakerRow] = []
    losses: list[Loss] = []
    notes: list[str] = []
    """What was decided by evidence."""
    questions: list[str] = []
    """What a person should confirm."""
    misses: list[Miss] = []


class Report(Preview, kw_only=True):
    """What an import has made, changed and left out; JSON-ready."""

    seq: int = 0
    """Place in the study's log; 0 when there was nothing to do."""
    gesture: str = ""
    """Id of the step, for undoing it."""


class Plan(msgspec.Struct, kw_only=True):
    """The steps of one import, and what they amount to."""

    steps: list[Step]
    preview: Preview
    original: bytes | None = None
    """The file's bytes, where the study keeps them."""


class Sketch:
    """A plan in the making."""

    def __init__(self, preview: Preview) -> None:
        """Begin with what is known of the file."""
        self.preview = preview
        self.steps: list[Step] = []
        self.original: bytes | None = None
        self._losses: dict[str, tuple[int, list[str]]] = {}
        self._seen: set[str] = set()

    def make(
        self,
        operation: Operation,
        what: str = "",
        *,
        place: str = "",
        count: int = 1,
        parts: bool = False,
    ) -> Made:
        """Add a step that makes something; `what` counts it ("participants")."""
        key = str(len(self.steps))
        self.steps.append(Step(operation, key, place, parts))
        if what:
            self.preview.made[what] = self.preview.made.get(what, 0) + count
        return Made(key)

    def change(self, operation: Operation, what: str = "", *, place: str = "") -> None:
        """Add a step that changes something; `what` counts it."""
        self.steps.append(Step(operation, place=place))
        if what:
            self.preview.changed[what] = self.preview.changed.get(what, 0) + 1

    def lose(self, what: str, place: str = "", count: int = 1) -> None:
        """Report what is not taken over; equal losses are counted together."""
        before, places = self._losses.get(what, (0, []))
        self._losses[what] = (before + count, [*places, place] if place else places)

    def note(self, text: str) -> None:
        """Say once what was decided."""
        if text not in self._seen:
            self._seen.add(text)
            self.preview.notes.append(text)

    def ask(self, text: str) -> None:
        """Say once what a person should confirm."""
        if text not in self._seen:
            self._seen.add(text)
            self.preview.questions.append(text)

    def show(self, row: Mapping[str, str]) -> None:
        """Show a row in the preview, if it is among the first."""
        if len(self.preview.rows) < _FIRST_ROWS:
            self.preview.rows.append({name: value for name, value in row.items() if value})

    def finished(self) -> Plan:
        """Give the plan."""
        self.preview.losses += [
            Loss(what, count, _listed(places)) for what, (count, places) in self._losses.items()
        ]
        return Plan(steps=self.steps, preview=self.preview, original=self.original)


def resolved(value: Any, made: Mapping[str, str]) -> Any:
    """Give a copy of an operation (or part of one) with ids in the place of `Made` ones.

    Parts without such ids are not copied.
    """
    if isinstance(value, Made):
        return made[value]
    if isinstance(value, msgspec.Struct):
        found = {
            name: new
            for name in value.__struct_fields__
            if (new := resolved(old := getattr(value, name), made)) is not old
        }
        return msgspec.structs.replace(value, **found) if found else value
    if isinstance(value, list):
        items = [resolved(item, made) for item in value]
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if isinstance(value, dict):
        pairs = {resolved(key, made): resolved(item, made) for key, item in value.items()}
        same = all(pairs.get(key) is item for key, item in value.items())
        return value if same else pairs
    return value


def _listed(places: list[str]) -> str:
    if len(places) < 2:
        return "".join(places)
    more = ", ".join(places[1:_MOST_PLACES])
    return f"{places[0]} (also {more}{' …' if len(places) > _MOST_PLACES else ''})"
