"""The people of a corpus: who speaks, who sat together, and what was asked of them."""

from __future__ import annotations

from collections.abc import Iterable

from heddle.findings.corpus import Group, People, Question, Voice
from heddle.log.view import View
from heddle.study import guide
from heddle.study.participants import Participant
from heddle.study.seating import Seating, natural, participants_of, present_of, sessions_of
from heddle.study.sources import Source, Speaker
from heddle.study.team import Member


def read_people(view: View) -> People:
    """Return who and what the talk of a study is of."""
    sources = sorted(view.find(Source), key=lambda source: (natural(source.name), source.id))
    persons = participants_of(view)
    participants = list(persons.values())
    sessions = sessions_of(view)
    seats = Seating(persons, sessions, present_of(view, persons)).groups()
    place = {person.id: at for at, person in enumerate(participants)}
    groups = [
        Group(label=seat.label, people=tuple(place[person.id] for person in seat.people))
        for seat in seats
    ]
    speakers = view.find(Speaker)
    held: dict[str, int] = {}
    for at, seat in enumerate(seats):
        for session in seat.sessions:
            # Interviews of several groups may be one session: then each voice says its own.
            held[session.id] = -1 if session.id in held else at
    voices, groups = _voices(participants, sources, speakers, groups, held)
    return People(
        sources=sources,
        participants=participants,
        members=sorted(view.find(Member), key=lambda member: member.id),
        groups=groups,
        voices=voices,
        speakers=[speaker.id for speaker in speakers],
        names=[speaker.name for speaker in speakers],
        questions=_questions(view),
        sessions=[session.id for session in sessions],
        held=held,
    )


def _voices(
    participants: list[Participant],
    sources: list[Source],
    speakers: list[Speaker],
    groups: list[Group],
    held: dict[str, int],
) -> tuple[list[Voice], list[Group]]:
    """Return the voices, and the groups with those added that no participant is on record of."""
    of_person = {at: group for group, each in reversed(list(enumerate(groups)))
                 for at in each.people}  # fmt: skip
    voices = [
        Voice(key=person.id, name=person.code, participant=at, group=of_person.get(at, -1))
        for at, person in enumerate(participants)
    ]
    by_id = {source.id: source for source in sources}
    groups = list(groups)
    labels = {group.label: at for at, group in enumerate(groups)}
    for speaker in sorted(speakers, key=lambda one: (natural(one.name), one.id)):
        if speaker.participant or speaker.member or speaker.role != "participant":
            continue
        source = by_id.get(speaker.source)
        group = held.get(source.session, -1) if source else -1
        if group < 0 and source is not None:
            group = labels.setdefault(source.name, len(groups))
            if group == len(groups):
                groups.append(Group(label=source.name, people=()))
        voices.append(Voice(key=speaker.id, name=speaker.name, participant=-1, group=group))
    return voices, groups


def _questions(view: View) -> list[Question]:
    """Return the questions, one for all versions of each, in the order of their first guides."""
    order = {each.id: at for at, each in enumerate(view.find(guide.Guide))}
    found = sorted(view.find(guide.Question), key=lambda q: (order.get(q.guide, 0), q.position))
    first = first_versions(found)
    newest: dict[str, str] = {}
    for question in found:
        newest[first[question.id]] = question.text
    return [Question(id=root, text=text) for root, text in newest.items()]


def first_versions(questions: Iterable[guide.Question]) -> dict[str, str]:
    """Return the id of the first version of each question, by the question's id."""
    before = {question.id: question.came_from for question in questions}
    first = {}
    for question in before:
        root, seen = question, {question}
        while (earlier := before.get(root, "")) in before and earlier not in seen:
            root = earlier
            seen.add(root)
        first[question] = root
    return first
