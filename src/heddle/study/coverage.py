"""Coverage: which questions of its guide each session asked, left out, or nobody noted."""

from __future__ import annotations

import msgspec

from heddle.log.view import View
from heddle.study.guide import Question, Use
from heddle.study.sessions import Session


class Coverage(msgspec.Struct, kw_only=True):
    """Which questions a session covered, as question ids; skipped and unknown are not alike."""

    session: str
    guides: list[str] = []
    asked: list[str] = []
    """In the order in which they were asked."""
    skipped: list[str] = []
    not_recorded: list[str] = []
    """In the order of the guide."""


def coverage(view: View) -> list[Coverage]:
    """Return for each session, by date, which questions were asked, skipped or not recorded.

    The questions are those of the session's guide; for a session without one, those of the
    guides that its notes speak of.
    """
    questions = {question.id: question for question in view.find(Question, "position")}
    result = []
    for session in view.find(Session, "date", "name"):
        # Two copies may each have noted it: what one of them heard asked was asked.
        ticked = sorted(view.find(Use, session=session.id), key=lambda use: use.asked)
        uses = {use.question: use for use in ticked}
        noted = [questions[question].guide for question in uses if question in questions]
        guides = list(dict.fromkeys([session.guide] if session.guide else noted))
        own = [q.id for q in questions.values() if q.guide in guides]
        asked = [q for q in own if q in uses and uses[q].asked]
        result.append(
            Coverage(
                session=session.id,
                guides=guides,
                asked=sorted(asked, key=lambda q: uses[q].position or len(own) + 1),
                skipped=[q for q in own if q in uses and not uses[q].asked],
                not_recorded=[q for q in own if q not in uses],
            )
        )
    return result
