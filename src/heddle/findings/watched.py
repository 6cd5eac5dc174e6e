"""Watched: who speaks in a session by the taps of its observers, held against its transcript.

An observer presses a seat when somebody begins to speak, about a second later. From that follow
who spoke in which order and how often, whose turn an unnamed turn of the transcript may be (a
proposal, never more), and by how much a clock has to be moved so that its taps meet the turns.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec
import numpy as np

from heddle.findings.heard import Spoken, spoken
from heddle.log.view import View
from heddle.study.clocks import SessionClock
from heddle.study.observations import TAPS, Observation, Placed, about, placed
from heddle.study.sessions import Session
from heddle.study.team import Member

LAG: Final = 1.0
"""Seconds that a hand takes after somebody has begun to speak: an assumption, told where used."""
EARLY: Final = 1.0
LATE: Final = 4.0
"""A tap belongs to a turn from this long before its start until it ends, or this long after."""
SAME: Final = 3.0
"""Seconds within which taps of two observers on one person are one beginning."""
REACH: Final = 900
"""Seconds by which a clock is looked for at most, either way."""
_FEW: Final = 5


class Tapped(msgspec.Struct, kw_only=True):
    """How often one person (or seat) began to speak, by the taps."""

    key: str
    """Id of the participant or member, else the seat."""
    name: str
    times: int
    first: float | None
    """Second of the first time."""


class Beginning(msgspec.Struct, kw_only=True):
    """Somebody begins to speak."""

    key: str
    second: float
    ids: list[str]
    """The taps; several where more than one observer pressed."""


class Compared(msgspec.Struct, kw_only=True):
    """The taps held against the speakers of a transcript."""

    turns: int
    """Turns with a time and a known speaker."""
    same: int
    other: int
    """Turns at which somebody else was tapped."""
    untapped: int
    differ: list[str]
    """Ids of the turns at which somebody else was tapped."""


class Shift(msgspec.Struct, kw_only=True):
    """By how much a clock should be moved so that its taps meet the transcript."""

    clock: str
    offset: float
    """Its new offset, in seconds."""
    fits: int
    """Taps that then stand at a turn of the person who was tapped."""
    taps: int


class Watched(msgspec.Struct, kw_only=True):
    """What the observers' taps say about a session."""

    session: str
    people: list[Tapped]
    """Those who spoke most often first."""
    order: list[Beginning]
    events: dict[str, int]
    """How many taps there are of each other kind: laughter, silence ..."""
    notes: int
    observers: list[str]
    """Names of those who tapped or wrote."""
    compared: Compared | None
    """None: no transcript with times and known speakers is there."""
    shifts: list[Shift]


class Proposal(msgspec.Struct, kw_only=True):
    """Whose turn it may be, by the taps."""

    turn: str
    source: str
    participant: str
    member: str
    votes: int
    """Observers who tapped this person there."""
    of: int
    """Observers who tapped anybody there."""
    now: str
    """Whom the transcript names: id of a participant or member; empty: nobody yet."""
    taps: list[str]


def watched(view: View, session: str) -> Watched:
    """Return what the taps of a session say: order, counts, and how they meet the transcript.

    Raises:
        NotFound: There is no such session.
    """
    held = view.get(Session, session)
    found = placed(view, held.id)
    seen = [each.observation for each in found]
    names = about(view, seen)
    called = {_key(each): names[each.id] for each in seen}
    order = _order(found)
    times = Counter(each.key for each in order)
    first = {each.key: each.second for each in reversed(order)}
    turns = [turn for turn in spoken(view, held.id) if turn.key]
    return Watched(
        session=held.id,
        people=[
            Tapped(key=key, name=called[key], times=n, first=first[key])
            for key, n in times.most_common()
        ],
        order=order,
        events={what: n for what in TAPS[1:] if (n := sum(e.what == what for e in seen))},
        notes=sum(bool(each.text) for each in seen),
        observers=_observers(view, seen),
        compared=_compared(turns, found) if turns else None,
        shifts=_shifts(view, held.id, turns, found) if turns else [],
    )


def proposals(view: View, session: str, source: str = "") -> list[Proposal]:
    """Return whose turns those of a session may be, in the order of the talk.

    Each observer's tap that is nearest to a second after a turn's start is a vote, within the
    turn (at least four seconds) and a second before it. Turns without a time or a tap have none.

    Args:
        view: The study.
        session: Its id.
        source: Only the turns of this transcript.
    """
    voters = _voters(placed(view, session))
    return [
        found
        for turn in spoken(view, session)
        if (not source or turn.source == source) and (found := _proposal(turn, voters))
    ]


def _proposal(turn: Spoken, voters: list[list[Placed]]) -> Proposal | None:
    votes = [vote for taps in voters if (vote := _vote(turn, taps))]
    if not votes:
        return None
    counted = Counter(_key(vote.observation) for vote in votes)
    best = max(votes, key=lambda v: (counted[_key(v.observation)], -_away(turn, v)))
    key = _key(best.observation)
    return Proposal(
        turn=turn.turn,
        source=turn.source,
        participant=best.observation.participant,
        member=best.observation.member,
        votes=counted[key],
        of=len(votes),
        now=turn.key,
        taps=[v.observation.id for v in votes if _key(v.observation) == key],
    )


def _vote(turn: Spoken, taps: list[Placed]) -> Placed | None:
    """Return one observer's tap for a turn: the nearest to when a hand would press."""
    last = max(turn.start + LATE, turn.end if turn.end is not None else turn.start)
    near = [tap for tap in taps if turn.start - EARLY <= (tap.second or 0.0) <= last]
    return min(near, key=lambda tap: _away(turn, tap)) if near else None


def _away(turn: Spoken, tap: Placed) -> float:
    return abs((tap.second or 0.0) - turn.start - LAG)


def _voters(found: list[Placed]) -> list[list[Placed]]:
    """Return the taps on people who began to speak, by observer; seats name nobody."""
    mine: dict[str, list[Placed]] = {}
    for each in found:
        seen = each.observation
        if seen.what == "speaks" and each.second is not None and (seen.participant or seen.member):
            mine.setdefault(seen.by, []).append(each)
    return list(mine.values())


def _key(seen: Observation) -> str:
    return seen.participant or seen.member or seen.seat


def _order(found: list[Placed]) -> list[Beginning]:
    order: list[Beginning] = []
    tapped: list[str] = []
    for each in found:
        seen = each.observation
        if seen.what != "speaks" or each.second is None or not _key(seen):
            continue
        last = order[-1] if order else None
        again = last is not None and last.key == _key(seen) and each.second - last.second <= SAME
        if last is not None and again and seen.by not in tapped:
            last.ids.append(seen.id)
            tapped.append(seen.by)
        else:
            order.append(Beginning(key=_key(seen), second=each.second, ids=[seen.id]))
            tapped = [seen.by]
    return order


def _observers(view: View, seen: list[Observation]) -> list[str]:
    wanted = {each.by for each in seen}
    return sorted(member.name for member in view.among(Member, "id", wanted))


def _compared(turns: list[Spoken], found: list[Placed]) -> Compared:
    voters = _voters(found)
    proposed = [(turn, _proposal(turn, voters)) for turn in turns]
    same = sum(p is not None and turn.key in (p.participant, p.member) for turn, p in proposed)
    untapped = sum(p is None for _, p in proposed)
    differ = [turn.turn for turn, p in proposed if p and turn.key not in (p.participant, p.member)]
    return Compared(
        turns=len(turns), same=same, other=len(differ), untapped=untapped, differ=differ
    )


def _shifts(view: View, session: str, turns: list[Spoken], found: list[Placed]) -> list[Shift]:
    """Return the clocks that meet the transcript better when they are moved.

    For each clock the differences between every tap and every turn of the same person are
    counted by whole seconds; the true one stands out, because only there all taps agree.
    """
    shifts = []
    for clock in view.find(SessionClock, session=session):
        taps = [p for each in _voters(found) for p in each if p.observation.clock == clock.id]
        shift = _shift(clock, turns, taps)
        if shift is not None:
            shifts.append(shift)
    return shifts


def _shift(clock: SessionClock, turns: list[Spoken], taps: list[Placed]) -> Shift | None:
    counts = np.zeros(2 * REACH + 1, dtype=np.int64)
    starts: dict[str, list[float]] = {}
    for turn in turns:
        starts.setdefault(turn.key, []).append(turn.start + LAG)
    for tap in taps:
        there = np.array(starts.get(_key(tap.observation), []))
        away = np.rint(there - (tap.second or 0.0)).astype(np.int64)
        np.add.at(counts, away[np.abs(away) <= REACH] + REACH, 1)
    near = np.convolve(counts, np.ones(3, dtype=np.int64), mode="same")
    # The middle of the best three seconds, where several lie as well.
    at = int((2 * near + counts).argmax())
    fits = int(near[at])
    moved = at - REACH
    if abs(moved) <= 1 or fits < _FEW or fits < 2 * int(near[REACH - 1 : REACH + 2].max()):
        return None
    return Shift(
        clock=clock.id, offset=round(clock.offset + moved, 2), fits=min(fits, len(taps)),
        taps=len(taps),
    )  # fmt: skip
