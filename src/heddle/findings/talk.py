"""Talk: how it is shared out in each session, who speaks after whom, and to which question.

It describes what happened in the room. Who said more did not matter more, and who said nothing
did not agree. The formulas are in `analysis.interaction` and docs/methods/interaction.md.
"""

from __future__ import annotations

import itertools
from typing import Final

import msgspec
import numpy as np

from heddle.analysis import interaction
from heddle.analysis.measure import Measure
from heddle.findings.corpus import Corpus, Count, Index, corpus
from heddle.findings.meetings import Meeting, meetings
from heddle.findings.overlapping import marked_overlaps
from heddle.log.view import View
from heddle.study.links import Link

DESCRIBES: Final = (
    "Numbers of talk describe these sessions. They say nothing about how good a group was, nor "
    "about what its talk means; who is silent has not agreed."
)
NO_ROSTER: Final = "No present list is on record, so people who said nothing are not counted here."
_NO_TIMES: Final = "The turns have no times."
_SOME_TIMES: Final = "Only some of the turns have times, so time is not shared out."


class Value(msgspec.Struct, kw_only=True):
    """A number, or null with the reason."""

    value: float | None
    reason: str = ""


class Lengths(msgspec.Struct, kw_only=True):
    """The middle half of some lengths."""

    low: float
    median: float
    high: float


class Part(msgspec.Struct, kw_only=True):
    """What one person said in a session."""

    key: str
    """Id of the participant, or of the label."""
    name: str
    role: str
    turns: int
    words: int
    seconds: float | None
    """None where the times of their turns are not all known."""
    share_turns: float | None
    """Of all participants; None for the team, and where nobody said anything."""
    share_words: float | None
    share_seconds: float | None
    length: Lengths | None
    """Of their turns, in words."""
    ids: list[str] = []
    """Their turns."""


class Even(msgspec.Struct, kw_only=True):
    """How evenly talk is shared out among the participants, the silent ones included."""

    of: str
    """words, turns or seconds."""
    gini: Value
    gini_corrected: Value
    """Times n / (n - 1): it can reach 1 in a group of any size."""
    evenness: Value
    """Entropy over its largest value: 1 where all said the same."""


class Follows(msgspec.Struct, kw_only=True):
    """How often one person speaks right after another."""

    before: int
    """Index into the session's people."""
    after: int
    times: int
    ids: list[str]
    """The turns that follow."""


class Quiet(msgspec.Struct, kw_only=True):
    """A stretch of turns without the moderator."""

    turns: int
    words: int
    first: str
    last: str
    """Ids of turns."""


class Asked(msgspec.Struct, kw_only=True):
    """What happened after one question."""

    question: str
    text: str
    turns: int
    order: list[int]
    """Indexes of the people in the order in which they first spoke."""
    silent: list[int]
    """Participants who did not respond, which is not agreement."""
    words: list[int]
    """Of each of the session's people."""
    first: str
    """Id of the first turn."""


class Linked(msgspec.Struct, kw_only=True):
    """Links of one sort that were coded by hand."""

    sort: str
    times: int
    among: int
    """Those between two participants."""
    ids: list[str]


class SessionTalk(msgspec.Struct, kw_only=True):
    """The talk of one session."""

    session: str
    name: str
    sources: list[str]
    people: list[Part]
    roster: bool
    participants: int
    silent: int
    """Participants who are known to have been there and said nothing."""
    turns: int
    words: int
    withdrawn: int
    """Turns whose words were withdrawn; nothing here counts them."""
    moderator_words: Value
    """Share of the team in all words."""
    moderator_turns: Value
    even: list[Even]
    length: Lengths | None
    """Of the participants' turns, in words."""
    follows: list[Follows]
    changes: int
    """Changes of speaker: turns of one speaker in a row are one."""
    among: Value
    """Share of the changes that go from a participant to a participant."""
    reciprocity: Value
    """Of the participants among each other."""
    quiet: list[Quiet]
    """Stretches without the moderator, longest first."""
    overlaps: Value
    """How many turns begin before the one before has ended."""
    overlap_seconds: Value
    overlapping: list[str]
    overlaps_marked: int = 0
    """Overlaps that a transcriber marked; not all of them have to be, so 0 says nothing."""
    latency: Lengths | None
    """Seconds between speakers, overlaps left out."""
    questions: list[Asked]
    links: list[Linked]
    notes: list[str]


class Talk(msgspec.Struct, kw_only=True):
    """The talk of a study, session by session."""

    describes: str
    sessions: list[SessionTalk]


def talk(view: View, session: str = "") -> Talk:
    """Return how talk is shared out in each session that has a transcript.

    Args:
        view: The study.
        session: Id or name of one session; empty: all of them.

    Raises:
        Refused: There is no such session.
    """
    found = corpus(view)
    links: dict[str, list[Link]] = {}
    for link in view.find(Link):
        links.setdefault(link.source, []).append(link)
    marked = marked_overlaps(view)
    return Talk(
        describes=DESCRIBES,
        sessions=[
            msgspec.structs.replace(
                _session(found, meeting, [e for s in meeting.sources for e in links.get(s, [])]),
                overlaps_marked=sum(marked[source] for source in meeting.sources),
            )
            for meeting in meetings(view, session)
        ],
    )


def _session(found: Corpus, meeting: Meeting, links: list[Link]) -> SessionTalk:
    turns = found.turns
    words = turns.words[meeting.turns]
    voices = meeting.voices
    people = _people(found, meeting)
    theirs = [people[at] for at in voices]
    matrix = interaction.transitions(meeting.who.tolist(), len(people))
    spoken = [words[meeting.who == at] for at in voices]
    leads = meeting.leads
    gaps = interaction.gaps(
        meeting.who.tolist(), turns.seconds[meeting.turns], turns.seconds_end[meeting.turns]
    )
    timed = "" if gaps.known else _NO_TIMES
    return SessionTalk(
        session=meeting.id,
        name=meeting.name,
        sources=meeting.sources,
        people=people,
        roster=meeting.roster,
        participants=len(voices),
        silent=sum(not each.turns for each in theirs),
        turns=len(meeting.turns),
        words=int(words.sum()),
        withdrawn=meeting.withdrawn,
        moderator_words=_part(int(words[leads].sum()), int(words.sum())),
        moderator_turns=_part(int(leads.sum()), len(leads)),
        even=_even(theirs),
        length=_lengths(np.concatenate([words[:0], *spoken])),
        follows=_follows(found, meeting),
        changes=int(matrix.sum()),
        among=_value(interaction.among(matrix, [e.role != "participant" for e in people])),
        reciprocity=_value(interaction.reciprocity(matrix[np.ix_(voices, voices)])),
        quiet=_quiet(found, meeting),
        overlaps=Value(value=len(gaps.overlaps) if gaps.known else None, reason=timed),
        overlap_seconds=Value(value=gaps.overlap_seconds if gaps.known else None, reason=timed),
        overlapping=[turns.id[meeting.turns[at]] for at in gaps.overlaps],
        latency=None if gaps.latency is None else Lengths(**gaps.latency._asdict()),
        questions=_questions(found, meeting, words),
        links=_links(found, links),
        notes=_notes(meeting),
    )


def _people(found: Corpus, meeting: Meeting) -> list[Part]:
    turns = found.turns
    parts = []
    for at, each in enumerate(meeting.speakers):
        mine = meeting.of(at)
        lasted = turns.seconds_end[mine] - turns.seconds[mine]
        known = not np.isnan(lasted).any() and (len(mine) > 0 or _timed(found, meeting))
        parts.append(
            Part(
                key=each.key,
                name=each.name,
                role=each.role,
                turns=len(mine),
                words=int(turns.words[mine].sum()),
                seconds=float(lasted.sum()) if known else None,
                share_turns=None,
                share_words=None,
                share_seconds=None,
                length=_lengths(turns.words[mine]),
                ids=[turns.id[turn] for turn in mine.tolist()],
            )
        )
    voices = [parts[at] for at in meeting.voices]
    for of in ("turns", "words", "seconds"):
        amounts = [getattr(part, of) for part in voices]
        if None in amounts:
            continue
        for part, share in zip(voices, interaction.shares(amounts) or [], strict=False):
            setattr(part, f"share_{of}", share)
    return parts


def _timed(found: Corpus, meeting: Meeting) -> bool:
    return bool(len(meeting.turns)) and not bool(
        np.isnan(found.turns.seconds_end[meeting.turns] - found.turns.seconds[meeting.turns]).any()
    )


def _even(voices: list[Part]) -> list[Even]:
    found = []
    for of in ("words", "turns", "seconds"):
        amounts = [getattr(each, of) for each in voices]
        if None in amounts:
            told = _NO_TIMES if all(x is None for x in amounts if x != 0) else _SOME_TIMES
            measures = [Measure(None, told)] * 3
        else:
            measures = [
                interaction.gini(amounts),
                interaction.gini(amounts, corrected=True),
                interaction.evenness(amounts),
            ]
        gini, corrected, evenness = (_value(each) for each in measures)
        found.append(Even(of=of, gini=gini, gini_corrected=corrected, evenness=evenness))
    return found


def _follows(found: Corpus, meeting: Meeting) -> list[Follows]:
    places = interaction.changes(meeting.who.tolist()).tolist()
    after: dict[tuple[int, int], list[str]] = {}
    for before, at in itertools.pairwise(places):
        pair = int(meeting.who[before]), int(meeting.who[at])
        if min(pair) >= 0:
            after.setdefault(pair, []).append(found.turns.id[meeting.turns[at]])
    return [
        Follows(before=before, after=then, times=len(ids), ids=ids)
        for (before, then), ids in sorted(after.items())
    ]


def _quiet(found: Corpus, meeting: Meeting) -> list[Quiet]:
    runs = []
    for run in interaction.runs_without(meeting.leads.tolist()):
        those: Index = meeting.turns[run.first : run.first + run.length]
        runs.append(
            Quiet(
                turns=run.length,
                words=int(found.turns.words[those].sum()),
                first=found.turns.id[those[0]],
                last=found.turns.id[those[-1]],
            )
        )
    return sorted(runs, key=lambda each: -each.turns)


def _questions(found: Corpus, meeting: Meeting, words: Count) -> list[Asked]:
    of = found.turns.question[meeting.turns]
    asked = []
    for question in dict.fromkeys(each for each in of.tolist() if each >= 0):
        those = of == question
        who = meeting.who[those].tolist()
        order = [at for at in dict.fromkeys(who) if at >= 0]
        told = found.questions[question]
        asked.append(
            Asked(
                question=told.id,
                text=told.text,
                turns=int(those.sum()),
                order=order,
                silent=[at for at in meeting.voices if at not in order],
                words=[int(words[those & (meeting.who == at)].sum())
                       for at in range(len(meeting.speakers))],
                first=found.turns.id[meeting.turns[np.flatnonzero(those)[0]]],
            )
        )  # fmt: skip
    return asked


def _links(found: Corpus, links: list[Link]) -> list[Linked]:
    voice = found.turns.voice
    sorts: dict[str, list[Link]] = {}
    for link in links:
        sorts.setdefault(link.sort, []).append(link)
    return [
        Linked(
            sort=sort,
            times=len(those),
            among=sum(
                all(end in found.turn_at and voice[found.turn_at[end]] >= 0
                    for end in (link.turn, link.to))
                for link in those
            ),
            ids=[link.id for link in those],
        )
        for sort, those in sorted(sorts.items())
    ]  # fmt: skip


def _notes(meeting: Meeting) -> list[str]:
    notes = [] if meeting.roster else [NO_ROSTER]
    unknown = [each.name for each in meeting.speakers
               if each.role in ("unknown", "none")]  # fmt: skip
    if unknown:
        notes.append(
            f"Whose these labels are is not known, so they count neither as participants nor as "
            f"the team: {', '.join(unknown)}."
        )
    if meeting.withdrawn:
        notes.append("Turns whose words were withdrawn are left out.")
    return notes


def _part(of: int, whole: int) -> Value:
    if not whole:
        return Value(value=None, reason="Nobody said anything.")
    return Value(value=of / whole)


def _value(measure: Measure) -> Value:
    return Value(value=measure.value, reason=measure.reason)


def _lengths(lengths: Count) -> Lengths | None:
    found = interaction.quartiles(lengths)
    return None if found is None else Lengths(**found._asdict())
