"""New codes as the talk goes on, and code saturation where the method and the data permit it.

The curves show the course of coding: where in the talk each code was first used. They are no
saturation: a code may be old and what it means still new. Only what is coded on participants'
words counts, and a code counts by itself, whatever stands above it in the tree.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
import numpy as np

from heddle.analysis import saturation as assessing
from heddle.errors import Refused
from heddle.findings.corpus import Corpus, Count, corpus
from heddle.findings.meetings import Meeting, meetings
from heddle.log.view import View
from heddle.study.method import permits

By = Literal["session", "participant"]

NOT_MEANING: Final = (
    "This is about codes: that no new code comes up does not mean that nothing more is to be "
    "understood."
)
COURSE: Final = (
    "The curve shows where in the talk each code is first used. It depends on the order of the "
    "sessions and on who coded when, and is no judgement that enough was collected."
)


class First(msgspec.Struct, kw_only=True):
    """Where a code is first used."""

    code: str
    name: str
    coding: str
    """Id of that coding."""
    turn: str
    place: int
    """How many turns of talk come before it, over all sessions in their order."""
    session: int
    """Index into the sessions of the curve."""
    key: str
    """Whose words they are."""


class Stretch(msgspec.Struct, kw_only=True):
    """One session on the curve."""

    session: str
    name: str
    begins: int
    """Turns before it."""
    turns: int
    new: int
    codes: int
    """Different codes used in it."""


class Bringer(msgspec.Struct, kw_only=True):
    """What one participant brought that was not coded on anybody before."""

    key: str
    name: str
    session: str
    new: int
    codes: int
    """Different codes on their words."""
    ids: list[str] = []
    """The codings that are the first of their codes."""


class Curve(msgspec.Struct, kw_only=True):
    """New codes turn by turn, session by session, person by person."""

    turns: int
    codes: int
    sessions: list[Stretch]
    firsts: list[First]
    """In the order of the talk."""
    people: list[Bringer]
    """In the order in which they first spoke; the silent ones last."""
    note: str = COURSE


class Run(msgspec.Struct, kw_only=True):
    """A run of events after the base."""

    after: int
    new: int
    ratio: float


class Assessed(msgspec.Struct, kw_only=True):
    """What Guest, Namey and Chen's method says."""

    by: By
    base: int
    run: int
    threshold: float
    events: list[str]
    """Names, in their order."""
    new: list[int]
    """Codes that each brings."""
    base_codes: int | None
    runs: list[Run]
    saturated: str
    """As it is reported ("6+2"); empty: not reached or not assessed."""
    reason: str
    """Why it is not assessed; empty where it is."""
    orders: int
    """How many other orders of the events were tried."""
    every_order: bool
    reached: dict[str, int]
    """How many orders reach it after so many events."""
    never: int
    middle: int | None
    """Events by which half of all orders are saturated; None: fewer than half ever are."""
    note: str = NOT_MEANING


class Saturation(msgspec.Struct, kw_only=True):
    """The curves, and the assessment where there is one."""

    curve: Curve
    assessed: Assessed | None
    reason: str
    """Why there is none."""
    instead: str


def curve(view: View) -> Curve:
    """Return where in the talk each code is first used on a participant's words."""
    found = corpus(view)
    held = meetings(view)
    place, session = _places(found, held)
    firsts = _firsts(found, place, session)
    used = _used(found, session)
    stretches, begins = [], 0
    for at, meeting in enumerate(held):
        new = sum(first.session == at for first in firsts)
        stretches.append(
            Stretch(
                session=meeting.id, name=meeting.name, begins=begins, turns=len(meeting.turns),
                new=new, codes=used.get((at, -1), 0),
            )
        )  # fmt: skip
        begins += len(meeting.turns)
    return Curve(
        turns=begins,
        codes=len(firsts),
        sessions=stretches,
        firsts=firsts,
        people=_people(found, held, firsts, used),
    )


def saturation(
    view: View, *, by: By = "session", base: int = 4, run: int = 2, threshold: float = 0.05
) -> Saturation:
    """Return the curves, and an assessment where the method and the number of events permit it.

    Args:
        view: The study.
        by: What an event is: a session, or all that one participant says.
        base: Events of the base.
        run: Events of a run.
        threshold: Largest ratio of new codes that counts as saturated.

    Raises:
        Refused: base or run is below 1, or the threshold is no share.
    """
    if base < 1 or run < 1 or not 0 <= threshold <= 1:
        raise Refused(
            "Base and run are at least 1, and the threshold is a share from 0 to 1; nothing was "
            "computed.",
            "The usual values are a base of 4, a run of 2 and a threshold of 0.05.",
            code="option",
        )
    shown = curve(view)
    verdict = permits(view, "saturation")
    if not verdict.permitted:
        return Saturation(
            curve=shown, assessed=None, reason=verdict.reason, instead=verdict.instead
        )
    return Saturation(
        curve=shown,
        assessed=_assessed(view, by, base, run, threshold),
        reason="",
        instead=verdict.instead,
    )


def _assessed(view: View, by: By, base: int, run: int, threshold: float) -> Assessed:
    found, held = corpus(view), meetings(view)
    names, used = _events(found, held, by)
    told = assessing.assess(assessing.new_codes(used), base=base, run=run, threshold=threshold)
    tried = assessing.orders(used, base=base, run=run, threshold=threshold)
    return Assessed(
        by=by,
        base=base,
        run=run,
        threshold=threshold,
        events=names,
        new=assessing.new_codes(used),
        base_codes=told.base,
        runs=[Run(after=s.after, new=s.new, ratio=s.ratio) for s in told.steps],
        saturated=told.told,
        reason=told.reason,
        orders=tried.tried if tried else 0,
        every_order=bool(tried and tried.every),
        reached={str(n): times for n, times in tried.at.items()} if tried else {},
        never=tried.never if tried else 0,
        middle=tried.quantile(0.5) if tried else None,
    )


def _events(found: Corpus, held: list[Meeting], by: By) -> tuple[list[str], assessing.Truth]:
    """Return the events' names and which codes each has (events x codes)."""
    place, session = _places(found, held)
    pieces, codings, turns = found.pieces, found.codings, found.turns
    spoken = (place[pieces.turn] >= 0) & (turns.voice[pieces.turn] >= 0)
    code, turn = codings.code[pieces.coding[spoken]], pieces.turn[spoken]
    if by == "session":
        names, event = [meeting.name for meeting in held], session[turn]
    else:
        voices = [(m, m.speakers[at]) for m in held for at in m.voices]
        keys = list(dict.fromkeys(each.key for _, each in voices))
        said = {each.key: each.name for _, each in voices}
        names = [said[key] for key in keys]
        at = np.array([keys.index(v.key) if v.key in said else -1 for v in found.voices] + [-1])
        event = at[turns.voice[turn]]
    used = np.zeros((len(names), len(found.codes)), dtype=np.bool_)
    known = event >= 0
    used[event[known], code[known]] = True
    return names, used


def _places(found: Corpus, held: list[Meeting]) -> tuple[Count, Count]:
    """Return each turn's place in the talk and its session's index; -1: in no session's talk."""
    place = np.full(len(found.turns), -1, dtype=np.int64)
    session = np.full(len(found.turns), -1, dtype=np.int64)
    before = 0
    for at, meeting in enumerate(held):
        place[meeting.turns] = before + np.arange(len(meeting.turns))
        session[meeting.turns] = at
        before += len(meeting.turns)
    return place, session


def _firsts(found: Corpus, place: Count, session: Count) -> list[First]:
    pieces, turns, codings = found.pieces, found.turns, found.codings
    spoken = np.flatnonzero((place[pieces.turn] >= 0) & (turns.voice[pieces.turn] >= 0))
    order = spoken[np.lexsort((pieces.start[spoken], place[pieces.turn[spoken]]))]
    codes, at = np.unique(codings.code[pieces.coding[order]], return_index=True)
    firsts = []
    for code, piece in sorted(zip(codes.tolist(), order[at].tolist(), strict=True),
                              key=lambda pair: int(place[pieces.turn[pair[1]]])):  # fmt: skip
        turn, coding = int(pieces.turn[piece]), int(pieces.coding[piece])
        firsts.append(
            First(
                code=found.codes[code].id,
                name=found.codes[code].name,
                coding=codings.id[coding],
                turn=turns.id[turn],
                place=int(place[turn]),
                session=int(session[turn]),
                key=found.voices[turns.voice[turn]].key,
            )
        )
    return firsts


def _used(found: Corpus, session: Count) -> dict[tuple[int, int], int]:
    """Return how many different codes are used in a session by a voice; voice -1: by anybody."""
    pieces, turns = found.pieces, found.turns
    of, who = session[pieces.turn], turns.voice[pieces.turn].astype(np.int64)
    those = (of >= 0) & (who >= 0)
    code = found.codings.code[pieces.coding].astype(np.int64)
    triples = np.c_[of, who, code][those]
    used: dict[tuple[int, int], int] = {}
    for at, voice, _ in np.unique(triples, axis=0).tolist():
        used[at, voice] = used.get((at, voice), 0) + 1
    for at, _ in np.unique(triples[:, [0, 2]], axis=0).tolist():
        used[at, -1] = used.get((at, -1), 0) + 1
    return used


def _people(
    found: Corpus, held: list[Meeting], firsts: list[First], used: dict[tuple[int, int], int]
) -> list[Bringer]:
    voices = {voice.key: at for at, voice in enumerate(found.voices)}
    brought: dict[tuple[int, str], list[str]] = {}
    for first in firsts:
        brought.setdefault((first.session, first.key), []).append(first.coding)
    people = []
    for at, meeting in enumerate(held):
        order = [s for s in dict.fromkeys(meeting.who.tolist()) if s in meeting.voices]
        for speaker in [*order, *(s for s in meeting.voices if s not in order)]:
            each = meeting.speakers[speaker]
            those = brought.get((at, each.key), [])
            people.append(
                Bringer(
                    key=each.key,
                    name=each.name,
                    session=meeting.name,
                    new=len(those),
                    codes=used.get((at, voices.get(each.key, -2)), 0),
                    ids=those,
                )
            )
    return people
