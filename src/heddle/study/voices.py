"""Voices: whose words stand in a stretch, and how much each person said.

A voice is a participant, or a label with the role of a participant that is joined to nobody yet.
Moderators, observers and other members of the team are no voices, nor is a label whose role is
not known: what they say never counts as support for a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.anchors import Anchor, part_of
from heddle.study.columns import tuples
from heddle.study.participants import Participant
from heddle.study.sessions import Session
from heddle.study.sources import Order, Source, Speaker, Turn, turn_number


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose words are data."""

    key: str
    """Id of the participant, or of the speaker where the label is joined to nobody."""
    participant: str
    code: str
    """What people call them: the participant's code, or the label."""
    group: str


class Talk(msgspec.Struct, kw_only=True):
    """How much a voice said in transcripts."""

    turns: int = 0
    letters: int = 0
    """Code points: what a database can count without reading every text."""


class Voices:
    """The voices of a study, each kind of record read once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._spans: dict[tuple[str, str], list[Turn]] = {}

    @cached_property
    def people(self) -> dict[str, Participant]:
        """All participants by id."""
        return {person.id: person for person in self._view.find(Participant)}

    @cached_property
    def speakers(self) -> dict[str, Speaker]:
        """All speakers by id."""
        return {speaker.id: speaker for speaker in self._view.find(Speaker)}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """All sources by id."""
        return {source.id: source for source in self._view.find(Source)}

    @cached_property
    def _sessions(self) -> dict[str, str]:
        return {session.id: session.name for session in self._view.find(Session)}

    @cached_property
    def talk(self) -> dict[str, Talk]:
        """How much each voice said, by its key; who said nothing is not in it."""
        t = self._view.table(Turn).c
        counting = sa.select(
            t.speaker, sa.func.count(), sa.func.sum(sa.func.length(t.text))
        ).group_by(t.speaker)
        found: dict[str, Talk] = {}
        for speaker, turns, letters in tuples(self._view, counting):
            voice = self.of_speaker(self.speakers.get(speaker))
            if voice is not None:
                told = found.setdefault(voice.key, Talk())
                told.turns += int(turns)
                told.letters += int(letters or 0)
        return found

    @cached_property
    def all(self) -> dict[str, Voice]:
        """Everybody who said something in a transcript, by key."""
        found: dict[str, Voice] = {}
        for speaker in self.speakers.values():
            voice = self.of_speaker(speaker)
            if voice is not None and voice.key in self.talk:
                found[voice.key] = voice
        return found

    @cached_property
    def groups(self) -> list[str]:
        """The groups that talked, by label."""
        return sorted({voice.group for voice in self.all.values() if voice.group})

    def of_person(self, participant: str) -> Voice | None:
        """Return a participant's voice."""
        person = self.people.get(participant)
        if person is None:
            return None
        return Voice(key=person.id, participant=person.id, code=person.code, group=person.group)

    def of_speaker(self, speaker: Speaker | None) -> Voice | None:
        """Return the voice behind a speaker's label; None for the team and for unknown labels."""
        if speaker is None:
            return None
        if speaker.participant:
            return self.of_person(speaker.participant)
        if speaker.member or speaker.role != "participant":
            return None
        source = self.sources.get(speaker.source)
        group = self._sessions.get(source.session, source.name) if source else ""
        return Voice(key=speaker.id, participant="", code=speaker.name, group=group)

    def of_turn(self, turn: Turn) -> Voice | None:
        """Return whose words a turn is; a written answer is its participant's."""
        if turn.speaker:
            return self.of_speaker(self.speakers.get(turn.speaker))
        source = self.sources.get(turn.source)
        return self.of_person(source.participant) if source and source.participant else None

    def read(self, anchors: Iterable[Anchor]) -> None:
        """Read the turns of many anchors at once."""
        wanted = {(a.turn, a.end_turn) for a in anchors if a.turn} - self._spans.keys()
        ends = {turn for pair in wanted for turn in pair}
        known = {turn.id: turn for turn in self._view.among(Turn, "id", ends)}
        t = self._view.table(Turn).c
        for first, last in wanted:
            a, b = known.get(first), known.get(last)
            if a is None or b is None:
                self._spans[first, last] = []
            elif a.id == b.id:
                self._spans[first, last] = [a]
            else:
                between = t.position.between(a.position, b.position) & (t.source == a.source)
                self._spans[first, last] = self._view.where(Turn, between, "position")

    def turns(self, anchor: Anchor) -> list[Turn]:
        """Return the turns of an anchor in order; none if one of its ends is gone."""
        if (anchor.turn, anchor.end_turn) not in self._spans:
            self.read([anchor])
        return self._spans.get((anchor.turn, anchor.end_turn), [])

    def number(self, turn: Turn) -> int:
        """Return the number of a turn in its source, from 1."""
        return turn_number(self._view, turn)

    def words(self, anchor: Anchor) -> str:
        """Return the words between the ends of an anchor as the transcript stands."""
        order = Order(self.turns(anchor))
        return order.words(anchor.turn, anchor.start, anchor.end_turn, anchor.end)

    def heard(self, anchor: Anchor) -> list[Voice]:
        """Return whose words are in a stretch, each once, in the order in which they speak."""
        found: dict[str, Voice] = {}
        for turn in self.turns(anchor):
            voice = self.of_turn(turn)
            if voice is not None and part_of(anchor, turn).strip():
                found.setdefault(voice.key, voice)
        return list(found.values())
