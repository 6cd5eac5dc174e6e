"""The corpus: a study's talk and codings as arrays, read once and kept until the study changes.

Everything that counts, retrieves or compares reads this and nothing else, so that one filter
holds for all of it. No word of the talk is kept here: only where turns and codings begin and end.

Places in a source are code points of its turns joined by one line end each (`text.spans`).
Indexes are -1 where there is nothing to point at. Words are counted as `text.units.words` does.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.touched import head, kinds_touched
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.participants import Participant
from heddle.study.sources import Source
from heddle.study.team import Member

Index = npt.NDArray[np.int32]
Count = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]
Real = npt.NDArray[np.float64]

ROLES: Final = ("unknown", "participant", "moderator", "observer", "member", "none")
"""Who a turn is of: a label's role; "member": another member of the team; "none": nobody is named
(a paragraph of a document, or of field notes)."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """People who sat together, or a session or source whose people are not on record."""

    label: str
    people: tuple[int, ...]
    """Indexes of its participants, those included who said nothing."""


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose words are data; see `study.voices`."""

    key: str
    """Id of the participant, or of the speaker's label where it is joined to nobody."""
    name: str
    participant: int
    group: int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the guide, its versions taken together."""

    id: str
    """Of its first version."""
    text: str
    """As its newest version has it."""


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """All turns, source by source in reading order; arrays of one length."""

    id: list[str]
    source: Index
    position: Index
    """Place in the source, from 0."""
    start: Count
    end: Count
    """Half-open stretch of the source."""
    words: Count
    role: npt.NDArray[np.int8]
    """Index into ROLES."""
    speaker: Index
    """Index into `Corpus.speakers`: labels, one set a source."""
    voice: Index
    """Index into `Corpus.voices`; -1: the team, an unknown label, or nobody."""
    participant: Index
    group: Index
    """Of the session, of the voice where the session's people are of several, or -1."""
    session: Index
    question: Index
    """What was asked last before it; -1: nothing yet, or no turn of a question is on record."""
    seconds: Real
    seconds_end: Real
    """Of the recording; nan where it is not known."""
    withdrawn: Truth

    def __len__(self) -> int:
        """How many there are."""
        return len(self.id)


class Codings(msgspec.Struct, frozen=True, kw_only=True):
    """All codings whose words are still there, in reading order; arrays of one length."""

    id: list[str]
    code: Index
    """Index into `Corpus.codes`."""
    source: Index
    start: Count
    end: Count
    """Half-open stretch of the source, never empty."""
    first: Index
    last: Index
    """First and last turn, both included: indexes into `Turns`."""
    coder: Index
    """Index into `Corpus.members`."""
    made: Count
    """Milliseconds since 1970, UTC: as told by the program it came from, else when it was put
    on record."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.id)

    def only(self, keep: Truth) -> Codings:
        """Return those that an array says to keep, in the same order."""
        if bool(keep.all()):
            return self
        rest = {name: getattr(self, name)[keep] for name in self.__struct_fields__ if name != "id"}
        return Codings(id=[one for one, kept in zip(self.id, keep.tolist(), strict=True) if kept],
                       **rest)  # fmt: skip


_NONE: Final = np.zeros(0, dtype=np.int32)
_NO_COUNT: Final = np.zeros(0, dtype=np.int64)
NO_CODINGS: Final = Codings(
    id=[], code=_NONE, source=_NONE, start=_NO_COUNT, end=_NO_COUNT, first=_NONE, last=_NONE,
    coder=_NONE, made=_NO_COUNT,
)  # fmt: skip


class Corpus:
    """A study's talk, people, codes and codings as of one moment; nothing in it is changed."""

    def __init__(self, seq: int, people: People, talk: Turns, book: Book, codings: Codings) -> None:
        """Take the parts; see `corpus` for how to get one."""
        self.seq = seq
        self.people = people
        self.book = book
        self.turns = talk
        self.codings = codings

    # The lists that the arrays point into.

    @property
    def sources(self) -> list[Source]:
        """Sources by name."""
        return self.people.sources

    @property
    def participants(self) -> list[Participant]:
        """Participants by group and number."""
        return self.people.participants

    @property
    def groups(self) -> list[Group]:
        """The groups that talked."""
        return self.people.groups

    @property
    def voices(self) -> list[Voice]:
        """Everybody whose words are data."""
        return self.people.voices

    @property
    def questions(self) -> list[Question]:
        """The questions of the guides, in their order."""
        return self.people.questions

    @property
    def members(self) -> list[Member]:
        """The team."""
        return self.people.members

    @property
    def codes(self) -> list[Code]:
        """The codebook in the order of its tree."""
        return self.book.codes

    @cached_property
    def code_at(self) -> dict[str, int]:
        """Index of each code by id."""
        return {code.id: at for at, code in enumerate(self.codes)}

    @cached_property
    def coding_at(self) -> dict[str, int]:
        """Index of each coding by id."""
        return {coding: at for at, coding in enumerate(self.codings.id)}

    @cached_property
    def turn_at(self) -> dict[str, int]:
        """Index of each turn by id."""
        return {turn: at for at, turn in enumerate(self.turns.id)}

    def below(self, code: int) -> range:
        """Return the indexes of a code and all codes below it."""
        return range(code, self.book.until[code])

    def with_codings(self, keep: Truth) -> Corpus:
        """Return the same corpus with some of its codings only."""
        return Corpus(self.seq, self.people, self.turns, self.book, self.codings.only(keep))

    def without_coders(self, sources: Sequence[int], coders: Sequence[int]) -> Corpus:
        """Return the corpus without what these coders coded in these sources."""
        codings = self.codings
        hidden = np.isin(codings.source, list(sources)) & np.isin(codings.coder, list(coders))
        return self.with_codings(~hidden)

    @cached_property
    def pieces(self) -> Pieces:
        """The parts of codings turn by turn."""
        return pieces_of(self.turns, self.codings)


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Who and what the talk is of."""

    sources: list[Source]
    participants: list[Participant]
    members: list[Member]
    groups: list[Group]
    voices: list[Voice]
    speakers: list[str]
    """Ids of all labels."""
    names: list[str]
    """The labels themselves, alongside."""
    questions: list[Question]
    sessions: list[str]
    """Ids of all sessions, by date."""
    held: dict[str, int]
    """Index of the group that sat in a session, by its id; -1: people of several."""


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """The codebook in the order of its tree."""

    codes: list[Code]
    depth: list[int]
    path: list[str]
    until: list[int]
    """Index after the last code below each."""
    feeds: dict[str, list[int]]
    """Indexes of the codes that feed each theme, by the theme's id."""


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of codings that lie in one turn each; arrays of one length, coding by coding."""

    coding: Index
    turn: Index
    start: Count
    end: Count
    """Half-open stretch of the source, never empty."""


def pieces_of(turns: Turns, codings: Codings) -> Pieces:
    """Return the parts of codings turn by turn."""
    counts = (codings.last - codings.first + 1).astype(np.int64)
    coding = np.repeat(np.arange(len(codings), dtype=np.int32), counts)
    within = np.arange(len(coding)) - np.repeat(np.cumsum(counts) - counts, counts)
    turn = (codings.first[coding] + within).astype(np.int32)
    start = np.maximum(codings.start[coding], turns.start[turn])
    end = np.minimum(codings.end[coding], turns.end[turn])
    held = end > start
    return Pieces(coding=coding[held], turn=turn[held], start=start[held], end=end[held])


class _Kept(msgspec.Struct):
    """What is kept for one database."""

    seq: int
    parts: Any
    whole: Corpus
    lock: Any = None


_kept: weakref.WeakKeyDictionary[sa.Engine, _Kept] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def corpus(view: View) -> Corpus:
    """Return the corpus of a study as its view shows it.

    It is kept by the log's last seq: when the study has changed, only the parts are read anew
    whose kinds of records were touched. Within an operation nothing is kept, as its changes may
    come to nothing.
    """
    from heddle.findings import reading  # noqa: PLC0415 - it makes what is declared here

    if isinstance(view, Workspace):
        return reading.read(view, None, None, 0)[1]
    engine = view.connection.engine
    seq = _seq(view)
    with _lock:
        kept = _kept.get(engine)
        if kept is not None and kept.seq == seq:
            return kept.whole
        touched = None
        if kept is not None and 0 <= kept.seq < seq:
            touched = set(kinds_touched(view, kept.seq + 1, seq))
        known = kept.parts if kept is not None and touched is not None else None
        since = kept.seq if kept is not None else 0
        parts, whole = reading.read(view, known, touched, since, seq)
        _kept[engine] = _Kept(seq, parts, whole)
        return whole


def _seq(view: View) -> int:
    """Return the log's last seq; -1 for a look back, which has no log and never changes."""
    places = view.connection.get_execution_options().get("schema_translate_map") or {}
    there = sa.inspect(view.connection).has_table(tables.gestures.name, schema=places.get(None))
    return head(view.connection) if there else -1


def forget(engine: sa.Engine) -> None:
    """Let go of what is kept for a database."""
    with _lock:
        _kept.pop(engine, None)
