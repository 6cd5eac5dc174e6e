"""Silence: who says how much in a group, and who says nothing to a question.

Talk belongs to the question that was asked last before it (`guide.ask` with a turn). Somebody who
says nothing to a question has not responded: that is neither assent nor dissent (the
micro-interlocutor analysis of Onwuegbuzie et al. 2009, doi 10.1177/160940690900800301, keeps
"did not respond" apart from both). People on the present list who never speak are counted too.
"""

from __future__ import annotations

import msgspec

from heddle.log.view import View
from heddle.study.guide import Question, Use
from heddle.study.participants import Participant
from heddle.study.sessions import Session, present
from heddle.study.sources import Source, Speaker, Turn
from heddle.text.units import words

NO_RESPONSE = "No response is not agreement."


class Said(msgspec.Struct, kw_only=True):
    """How much somebody said."""

    turns: int = 0
    words: int = 0


class Answered(Said, kw_only=True):
    """How much somebody said to one question; no turns: they did not respond."""

    question: str
    text: str


class Person(Said, kw_only=True):
    """One participant in one session."""

    session: str
    name: str
    """Of the session."""
    participant: str
    code: str
    share: float | None
    """Of the words of all participants of the session; None where nobody said a word."""
    questions: list[Answered] = []
    """The questions whose turn is on record, in the order of the talk."""

    @property
    def silent_on(self) -> int:
        """How many of these questions they did not respond to."""
        return sum(each.turns == 0 for each in self.questions)


def silence(view: View) -> list[Person]:
    """Return every participant of every session with transcripts, the quietest of each first."""
    rows: list[Person] = []
    for session in view.find(Session, "name"):
        sources = view.find(Source, session=session.id, form="transcript")
        if sources:
            rows += _session(view, session, sources)
    return rows


def _session(view: View, session: Session, sources: list[Source]) -> list[Person]:
    people = {p.id: p for p in view.among(Participant, "id", present(view, session.id))}
    asked = {use.turn: use.question for use in view.find(Use, session=session.id) if use.turn}
    whole = {person: Said() for person in people}
    answers: dict[str, dict[str, Said]] = {}
    for source in sources:
        speakers = {s.id: s.participant for s in view.find(Speaker, source=source.id)}
        question = ""
        for turn in view.find(Turn, "position", source=source.id):
            question = asked.get(turn.id, question)
            told = answers.setdefault(question, {}) if question else {}
            who = speakers.get(turn.speaker, "")
            if who in people:
                for each in (whole[who], told.setdefault(who, Said())):
                    each.turns += 1
                    each.words += words(turn.text)
    texts = {q.id: q.text for q in view.among(Question, "id", answers)}
    everybody = sum(each.words for each in whole.values())
    rows = [
        Person(
            session=session.id,
            name=session.name,
            participant=person,
            code=people[person].code,
            turns=told.turns,
            words=told.words,
            share=told.words / everybody if everybody else None,
            questions=[
                _answered(question, texts[question], found.get(person))
                for question, found in answers.items()
            ],
        )
        for person, told in whole.items()
    ]
    return sorted(rows, key=lambda row: (row.words, row.code))


def _answered(question: str, text: str, said: Said | None) -> Answered:
    turns, count = (said.turns, said.words) if said else (0, 0)
    return Answered(question=question, text=text, turns=turns, words=count)
