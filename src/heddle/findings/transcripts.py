"""The talk of a corpus: every turn with its place, its length, and whose it is."""

from __future__ import annotations

from typing import Final

import numpy as np
import sqlalchemy as sa

from heddle.findings.corpus import ROLES, Index, People, Turns
from heddle.findings.speakers import first_versions
from heddle.log.view import View
from heddle.study import guide
from heddle.study.columns import tuples
from heddle.study.sources import Speaker, Turn
from heddle.text.units import words

_ROLE: Final = {role: at for at, role in enumerate(ROLES)}


def read_sizes(
    view: View, known: dict[str, tuple[int, int]], changed: set[str] | None
) -> dict[str, tuple[int, int]]:
    """Return how long each turn's text is; `changed` are to be read anew, None: all are."""
    t = view.table(Turn).c
    statement = sa.select(t.id, t.text)
    if changed is None:
        return {turn: (len(text), words(text)) for turn, text in tuples(view, statement)}
    kept = {turn: size for turn, size in known.items() if turn not in changed}
    for turn in view.among(Turn, "id", changed):
        kept[turn.id] = (len(turn.text), words(turn.text))
    return kept


def read_turns(view: View, people: People, sizes: dict[str, tuple[int, int]]) -> Turns:
    """Return all turns in reading order; `sizes` are those of `read_sizes`."""
    t = view.table(Turn).c
    statement = sa.select(t.id, t.source, t.speaker, t.start, t.end, t.withdrawn)
    rows = tuples(view, statement.order_by(t.position, t.id))
    place = {source.id: at for at, source in enumerate(people.sources)}
    rows = [row for row in rows if row[1] in place]
    rows.sort(key=lambda row: place[row[1]])
    ids, of, labels, begins, ends, withdrawn = [
        list(column) for column in zip(*rows, strict=True)
    ] or [[] for _ in range(6)]
    source = np.array([place[one] for one in of], dtype=np.int32)
    lengths = np.array([sizes[turn][0] for turn in ids], dtype=np.int64)
    first = np.searchsorted(source, source)
    through = np.cumsum(lengths + 1)
    before = through - lengths - 1
    start = before - before[first] if len(ids) else before
    who = _Who(view, people)
    said = [who.of(label, one) for label, one in zip(labels, of, strict=True)]
    speaker, role, voice, session, group = (
        np.array([one[part] for one in said], dtype=np.int32) for part in range(5)
    )
    persons = np.array([each.participant for each in people.voices], dtype=np.int32)
    return Turns(
        id=ids,
        source=source,
        position=(np.arange(len(ids)) - first).astype(np.int32),
        start=start,
        end=start + lengths,
        words=np.array([sizes[turn][1] for turn in ids], dtype=np.int64),
        role=role.astype(np.int8),
        speaker=speaker,
        voice=voice,
        participant=np.where(voice >= 0, persons[voice], -1).astype(np.int32)
        if len(persons) else np.full(len(ids), -1, dtype=np.int32),
        group=group,
        session=session,
        question=_asked(view, people, ids, source),
        seconds=np.array(begins, dtype=np.float64),
        seconds_end=np.array(ends, dtype=np.float64),
        withdrawn=np.array(withdrawn, dtype=np.bool_),
    )  # fmt: skip


class _Who:
    """Whose a turn is, by its label and its source; asked once for each pair."""

    def __init__(self, view: View, people: People) -> None:
        self._speakers = {speaker.id: speaker for speaker in view.find(Speaker)}
        self._label = {speaker: at for at, speaker in enumerate(people.speakers)}
        self._voice = {voice.key: at for at, voice in enumerate(people.voices)}
        self._voices = people.voices
        self._sources = {source.id: source for source in people.sources}
        self._session = {session: at for at, session in enumerate(people.sessions)}
        self._held = people.held
        self._known: dict[tuple[str, str], tuple[int, int, int, int, int]] = {}

    def of(self, label: str, source: str) -> tuple[int, int, int, int, int]:
        """Return index of label, role, voice, session and group."""
        if (label, source) not in self._known:
            self._known[label, source] = self._of(label, source)
        return self._known[label, source]

    def _of(self, label: str, source: str) -> tuple[int, int, int, int, int]:
        speaker, told = self._speakers.get(label), self._sources[source]
        role, voice = "none", -1
        if speaker is not None:
            role = speaker.role
            if speaker.member:
                role = role if role in ("moderator", "observer") else "member"
            elif speaker.participant:
                role, voice = "participant", self._voice.get(speaker.participant, -1)
            else:
                voice = self._voice.get(speaker.id, -1)
        elif told.participant:
            role, voice = "participant", self._voice.get(told.participant, -1)
        group = self._held.get(told.session, -1)
        if group < 0 and voice >= 0:
            group = self._voices[voice].group
        session = self._session.get(told.session, -1)
        return self._label.get(label, -1), _ROLE[role], voice, session, group


def _asked(view: View, people: People, ids: list[str], source: Index) -> Index:
    """Return which question each turn belongs to: the one asked last before it in its source."""
    first = first_versions(view.find(guide.Question))
    place = {question.id: at for at, question in enumerate(people.questions)}
    asked = {
        use.turn: place[first[use.question]]
        for use in view.find(guide.Use)
        if use.turn and use.asked and use.question in first
    }
    found = np.array([asked.get(turn, -1) for turn in ids], dtype=np.int32)
    last = np.maximum.accumulate(np.where(found >= 0, np.arange(len(ids)), -1))
    same = (last >= 0) & (source[last] == source) if len(ids) else last >= 0
    return np.where(same, found[last], -1).astype(np.int32) if len(ids) else found
