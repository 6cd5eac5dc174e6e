"""The talk of each session: its turns in order, and everybody who was in the room."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from heddle.errors import Refused
from heddle.findings.corpus import ROLES, Corpus, Index, Truth, corpus
from heddle.log.view import View
from heddle.study.seating import natural
from heddle.study.sessions import Session, present

LEADS: Final = ("moderator", "observer", "member")
"""Roles of the team: none of them is a voice."""


class Speaks(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who spoke or was there."""

    key: str
    """Id of the participant, or of the label where it is joined to no participant."""
    name: str
    role: str
    """One of `corpus.ROLES`."""
    listed: bool = False
    """On the session's present list."""

    @property
    def leads(self) -> bool:
        """Whether they are of the team."""
        return self.role in LEADS


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A session with transcripts, or a transcript that belongs to none."""

    id: str
    """Of the session, else of the source."""
    name: str
    sources: list[str]
    roster: bool
    """Whether the session has a present list, so that who was silent is known."""
    speakers: list[Speaks]
    """Participants first, by number; then the team, then labels of unknown role."""
    turns: Index
    """Indexes into the corpus's turns, in the order of the talk; withdrawn turns are left out."""
    who: Index
    """Index into `speakers` for each of them; -1: nobody is named."""
    withdrawn: int
    """Turns whose words were withdrawn."""

    def of(self, speaker: int) -> Index:
        """Return the turns of one speaker."""
        mine: Index = self.turns[self.who == speaker]
        return mine

    @property
    def voices(self) -> list[int]:
        """Indexes of those speakers whose words are data."""
        return [at for at, each in enumerate(self.speakers) if each.role == "participant"]

    @property
    def leads(self) -> Truth:
        """For each turn whether somebody of the team speaks."""
        team = np.array([each.leads for each in self.speakers] + [False], dtype=np.bool_)
        return team[self.who]


def meetings(view: View, session: str = "") -> list[Meeting]:
    """Return the sessions that have a transcript, by date; then transcripts of no session.

    Args:
        view: The study.
        session: Id or name of one session (or of a transcript without one); empty: all.

    Raises:
        Refused: There is no such session with a transcript.
    """
    talk = corpus(view)
    of: dict[str, list[int]] = {}
    for at, source in enumerate(talk.sources):
        if source.form == "transcript":
            of.setdefault(source.session or source.id, []).append(at)
    sessions = {each.id: each for each in view.find(Session)}
    names = {key: sessions[key].name if key in sessions else talk.sources[those[0]].name
             for key, those in of.items()}  # fmt: skip
    dates = {each.id: each.date for each in sessions.values()}
    keys = sorted(of, key=lambda key: (dates.get(key, "9999") or "9998", natural(names[key])))
    if session:
        keys = [key for key in keys if session in (key, names[key])]
        if not keys:
            raise Refused(
                f"There is no session with a transcript called “{session[:60]}”.",
                f"There are: {', '.join(sorted(names.values())) or 'none yet'}.",
                code="not-found",
            )
    return [_meeting(view, talk, key, names[key], of[key]) for key in keys]


def _meeting(view: View, talk: Corpus, key: str, name: str, sources: list[int]) -> Meeting:
    turns = talk.turns
    edges = [np.searchsorted(turns.source, (at, at + 1)) for at in sources]
    there = np.concatenate([np.arange(*edge, dtype=np.int32) for edge in edges])
    gone = turns.withdrawn[there]
    there = there[~gone]
    listed = present(view, key) if key in talk.people.sessions else []
    keys = _keys(talk, there)
    speakers = _speakers(talk, there, keys, listed)
    place = {each.key: at for at, each in enumerate(speakers)}
    return Meeting(
        id=key,
        name=name,
        sources=[talk.sources[at].id for at in sources],
        roster=bool(listed),
        speakers=speakers,
        turns=there,
        who=np.array([place.get(each, -1) for each in keys], dtype=np.int32),
        withdrawn=int(gone.sum()),
    )


def _keys(talk: Corpus, there: Index) -> list[str]:
    """Return whose each turn is: a participant, else a label; empty: nobody's."""
    voices, labels = talk.voices, talk.people.speakers
    pairs = zip(talk.turns.voice[there].tolist(), talk.turns.speaker[there].tolist(), strict=True)
    return [
        voices[voice].key if voice >= 0 else labels[label] if label >= 0 else ""
        for voice, label in pairs
    ]


def _speakers(talk: Corpus, there: Index, keys: list[str], listed: list[str]) -> list[Speaks]:
    found: dict[str, Speaks] = {}
    for person in talk.participants:
        if person.id in listed:
            found[person.id] = Speaks(
                key=person.id, name=person.code, role="participant", listed=True
            )
    for turn, key in zip(there.tolist(), keys, strict=True):
        if not key or key in found:
            continue
        voice, label = int(talk.turns.voice[turn]), int(talk.turns.speaker[turn])
        name = talk.voices[voice].name if voice >= 0 else talk.people.names[label]
        found[key] = Speaks(key=key, name=name, role=ROLES[talk.turns.role[turn]])
    return sorted(found.values(), key=_order)


def _order(each: Speaks) -> tuple[int, list[tuple[int, int, str]], str]:
    rank = 0 if each.role == "participant" else 1 if each.leads else 2
    return rank, natural(each.name), each.key
