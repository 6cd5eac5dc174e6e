"""The micro-interlocutor matrix: what each participant did with each question, coded by hand.

The letters are those of Onwuegbuzie et al. 2009 (doi:10.1177/160940690900800301): A indicated
agreement, D indicated dissent, SE provided a statement or example with it. Who has none did not
respond, and no response is not agreement: it is never counted with A.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.findings.corpus import corpus
from heddle.findings.speakers import first_versions
from heddle.log.view import View
from heddle.study import guide
from heddle.study.links import Reaction
from heddle.study.sessions import Session, present
from heddle.study.silence import NO_RESPONSE

SILENT: Final = "NR"


class Did(msgspec.Struct, kw_only=True):
    """One participant's reactions to one question."""

    mark: str
    """A or D, with SE before it for a statement or example (SEA); both joined by a stroke; NR."""
    reactions: list[str]
    """Ids of what it rests on."""
    turns: list[str]
    """Ids of the turns in which they did."""
    spoke: bool
    """Whether they said anything at all while the question was talked about."""


class Asked(msgspec.Struct, kw_only=True):
    """A question in a session: a row."""

    question: str
    text: str
    cells: list[Did]
    assent: int
    dissent: int
    both: int
    """How many participants; those with both are in neither of the first two."""
    examples: int
    silent: int


class Circle(msgspec.Struct, kw_only=True):
    """One session."""

    session: str
    name: str
    participants: list[str]
    """Ids, in the order of the columns."""
    codes: list[str]
    questions: list[Asked]


class Interlocutors(msgspec.Struct, kw_only=True):
    """The matrix, session by session."""

    note: str
    """Printed on every view of it."""
    sessions: list[Circle]
    seq: int


def interlocutors(view: View) -> Interlocutors:
    """Return what everybody did with every question that was asked in their session."""
    found = corpus(view)
    people = {person.id: person.code for person in found.participants}
    order = {person: at for at, person in enumerate(people)}
    first = first_versions(view.find(guide.Question))
    texts = {question.id: question.text for question in found.questions}
    places = {question: at for at, question in enumerate(texts)}
    reactions: dict[tuple[str, str, str], list[Reaction]] = {}
    for each in view.find(Reaction):
        key = each.session, first.get(each.question, each.question), each.participant
        reactions.setdefault(key, []).append(each)
    spoke = _spoke(view)
    asked: dict[str, set[str]] = {}
    for use in view.find(guide.Use):
        if use.asked and use.question in first:
            asked.setdefault(use.session, set()).add(first[use.question])
    for where, question, _ in reactions:
        asked.setdefault(where, set()).add(question)
    circles = []
    for session in view.find(Session, "name"):
        there = [person for person in present(view, session.id) if person in people]
        there += sorted({p for s, _, p in reactions if s == session.id} - set(there))
        there.sort(key=lambda person: order.get(person, len(order)))
        questions = sorted(asked.get(session.id, ()), key=lambda q: places.get(q, len(places)))
        if there and questions:
            circles.append(
                Circle(
                    session=session.id,
                    name=session.name,
                    participants=there,
                    codes=[people.get(person, "") for person in there],
                    questions=[
                        _asked(session.id, q, texts.get(q, ""), there, reactions, spoke)
                        for q in questions
                    ],
                )
            )
    return Interlocutors(note=NO_RESPONSE, sessions=circles, seq=max(found.seq, 0))


def _spoke(view: View) -> set[tuple[str, str, str]]:
    """Return who said something in which session while which question was talked about."""
    found = corpus(view)
    turns = found.turns
    told = set(zip(turns.session.tolist(), turns.question.tolist(),
                   turns.participant.tolist(), strict=True))  # fmt: skip
    return {
        (found.people.sessions[s], found.questions[q].id, found.participants[p].id)
        for s, q, p in told
        if min(s, q, p) >= 0
    }


def _asked(  # noqa: PLR0917 - what one row is made of
    session: str,
    question: str,
    text: str,
    people: list[str],
    reactions: dict[tuple[str, str, str], list[Reaction]],
    spoke: set[tuple[str, str, str]],
) -> Asked:
    cells, sides = [], []
    for person in people:
        mine = reactions.get((session, question, person), [])
        sides.append({each.side for each in mine})
        cells.append(
            Did(
                mark=_mark(mine),
                reactions=[each.id for each in mine],
                turns=[each.turn for each in mine if each.turn],
                spoke=(session, question, person) in spoke,
            )
        )
    return Asked(
        question=question,
        text=text,
        cells=cells,
        assent=sum(side == {"assent"} for side in sides),
        dissent=sum(side == {"dissent"} for side in sides),
        both=sum(len(side) > 1 for side in sides),
        examples=sum("SE" in cell.mark for cell in cells),
        silent=sum(not side for side in sides),
    )


def _mark(reactions: list[Reaction]) -> str:
    marks = []
    for side, letter in (("assent", "A"), ("dissent", "D")):
        mine = [each for each in reactions if each.side == side]
        if mine:
            marks.append(f"SE{letter}" if any(each.example for each in mine) else letter)
    return "/".join(marks) or SILENT
