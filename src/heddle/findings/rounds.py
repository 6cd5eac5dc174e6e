"""Rounds as they stand, and the codings of a round as they were when it was opened."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from heddle.errors import NotFound, Refused
from heddle.findings.corpus import Codings, Corpus, corpus
from heddle.log.view import View
from heddle.study.round_readings import Original, RoundReading
from heddle.study.rounds import Assignment, Round


class Share(msgspec.Struct, kw_only=True):
    """A source that a person codes in a round."""

    source: str
    name: str
    done: bool


class Coder(msgspec.Struct, kw_only=True):
    """A person who codes in a round."""

    member: str
    name: str
    sources: list[Share]


class RoundState(msgspec.Struct, kw_only=True):
    """A round and how far it has come; nothing of what anybody coded."""

    id: str
    name: str
    purpose: str
    state: str
    unit: str
    owner: str
    codes: list[str]
    coders: list[Coder]
    opened_why: str
    why: str
    blind: bool
    """The reader codes in it and it is not open."""


def rounds(view: View) -> list[RoundState]:
    """Return all rounds, oldest first."""
    whole = corpus(view)
    members = {member.id: member.name for member in whole.members}
    sources = {source.id: source.name for source in whole.sources}
    paths = dict(zip(code_ids(whole), whole.book.path, strict=True))
    assigned: dict[str, dict[str, list[Share]]] = {}
    for each in view.find(Assignment):
        share = Share(source=each.source, name=sources.get(each.source, ""), done=each.done)
        assigned.setdefault(each.round, {}).setdefault(each.member, []).append(share)
    reader = view.curtain.member if view.curtain else ""
    return [
        RoundState(
            id=one.id,
            name=one.name,
            purpose=one.purpose,
            state=one.state,
            unit=one.unit,
            owner=members.get(one.owner, ""),
            codes=[paths.get(code, "") for code in one.codes],
            coders=[
                Coder(member=member, name=members.get(member, ""), sources=shares)
                for member, shares in assigned.get(one.id, {}).items()
            ],
            opened_why=one.opened_why,
            why=one.why,
            blind=one.state == "coding" and reader in assigned.get(one.id, {}),
        )
        for one in view.find(Round)
    ]


def round_named(view: View, name: str) -> Round:
    """Return a round by id or name; raises NotFound."""
    found = view.maybe(Round, name) or view.first(Round, name=name)
    if found is None:
        names = ", ".join(f"“{each.name}”" for each in view.find(Round))
        raise NotFound(
            f"There is no round “{name[:60]}”.", f"There are: {names}." if names else "Plan one."
        )
    return found


def takers(view: View, round_: Round) -> list[str]:
    """Return the ids of the members whose readings a round has, in the order of assignment."""
    return list(dict.fromkeys(each.coder for each in view.find(RoundReading, round=round_.id)))


def given(view: View, round_: Round) -> list[str]:
    """Return the ids of the sources that were coded in a round."""
    return list(dict.fromkeys(each.source for each in view.find(RoundReading, round=round_.id)))


def frozen(view: View, round_: Round) -> Corpus:
    """Return the corpus with the codings of a round as they were when it was opened.

    Agreement is computed on these, whatever was settled since.

    Raises:
        Refused: "round-state", before it is open.
    """
    if round_.state not in ("opened", "closed"):
        raise Refused(
            f"The round “{round_.name}” is not open yet, so its readings are not compared.",
            "Its owner opens it when everybody has coded.",
            code="round-state",
        )
    whole = corpus(view)
    rows = [
        (reading.coder, original)
        for reading in view.find(RoundReading, round=round_.id)
        for original in reading.codings
    ]
    return Corpus(whole.seq, whole.people, whole.turns, whole.book, _placed(whole, rows))


def code_ids(whole: Corpus) -> list[str]:
    """Return the ids of the codes in the order of the book."""
    return [code.id for code in whole.codes]


def place(whole: Corpus, each: Original) -> tuple[int, int] | None:
    """Return where an original lies in its source now; None where its turns are gone."""
    first, last = whole.turn_at.get(each.turn, -1), whole.turn_at.get(each.end_turn, -1)
    if first < 0 or last < first:
        return None
    turns = whole.turns
    start = min(int(turns.start[first]) + each.start, int(turns.end[first]))
    end = min(int(turns.start[last]) + each.end, int(turns.end[last]))
    return (start, end) if end > start else None


def _placed(whole: Corpus, rows: Sequence[tuple[str, Original]]) -> Codings:
    """Return originals with their coders as arrays in reading order; lost ones are left out."""
    coders = {member.id: at for at, member in enumerate(whole.members)}
    kept = []
    for coder, each in rows:
        there = place(whole, each)
        if there is not None and each.code in whole.code_at and coder in coders:
            source = int(whole.turns.source[whole.turn_at[each.turn]])
            kept.append((source, *there, each.coding, coders[coder], each))
    kept.sort(key=lambda one: (one[0], one[1], one[3]))

    return Codings(
        id=[one[3] for one in kept],
        code=np.array([whole.code_at[one[5].code] for one in kept], dtype=np.int32),
        source=np.array([one[0] for one in kept], dtype=np.int32),
        start=np.array([one[1] for one in kept], dtype=np.int64),
        end=np.array([one[2] for one in kept], dtype=np.int64),
        first=np.array([whole.turn_at[one[5].turn] for one in kept], dtype=np.int32),
        last=np.array([whole.turn_at[one[5].end_turn] for one in kept], dtype=np.int32),
        coder=np.array([one[4] for one in kept], dtype=np.int32),
        made=np.zeros(len(kept), dtype=np.int64),
    )
