"""Who the speakers of a transcript are: what was stated, and what can be concluded.

Only what has one possible meaning is joined; a conclusion is marked for a person to confirm.
A label that is a person's name stays a label: the study may pseudonymise it later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

import msgspec

from heddle.errors import Refused
from heddle.exchange.groups import group_key, seat_number
from heddle.exchange.labels import key as label_key
from heddle.exchange.plan import Sketch, SpeakerRow
from heddle.exchange.reading import DraftSpeaker
from heddle.exchange.roles import ROLES
from heddle.log.view import View
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.sessions import Attendance, Session
from heddle.study.sources import NewSpeaker, SpeakerRole
from heddle.study.team import Member

_LEADERS: Final = {"moderator": "moderators", "observer": "observers"}


class Join(msgspec.Struct):
    """What a label stands for."""

    role: str = ""
    participant: str = ""
    member: str = ""
    name: str = ""
    """The participant's code or the member's name, for people."""
    why: str = ""


class Joiner:
    """Joins the labels of one source to the people of the study."""

    def __init__(self, view: View, session: Session | None, stem: str) -> None:
        """Look up who could speak; `stem` is the file's name without its ending."""
        self._people = view.find(Participant)
        self._members = view.find(Member)
        self._session = session
        self._stem = stem
        self._present: set[str] = set()
        if session is not None:
            self._present = {
                attendance.participant for attendance in view.find(Attendance, session=session.id)
            }
        # A label is looked up again and again where a file has hundreds of them.
        self._codes = {name_key(person.code): person for person in self._people}

    def stated(self, speakers: Mapping[str, str], file: str) -> dict[str, Join]:
        """Resolve what a person has said about labels: a role, a code or a member's name.

        Raises:
            Refused: it is none of these.
        """
        found: dict[str, Join] = {}
        for label, who in speakers.items():
            join = self._meaning(who)
            if join is None:
                raise Refused(
                    f"{file}: “{who[:40]}” (for the speaker “{label[:40]}”) is no role, no "
                    "participant's code and no member of the team; nothing was imported.",
                    f"Roles are: {', '.join(ROLES)}. Import participants and team first, or name "
                    "a role.",
                    code="unknown-speaker",
                )
            found[label_key(label)] = join
        return found

    def concluded(self, speakers: Sequence[DraftSpeaker]) -> dict[str, Join]:
        """Conclude who labels are, as far as there is one answer only."""
        found: dict[str, Join] = {}
        for speaker in speakers:
            if join := self._participant(speaker) or self._by_name(speaker):
                found[label_key(speaker.label)] = join
        for role in _LEADERS:
            alike = [s for s in speakers if s.role == role and label_key(s.label) not in found]
            if len(alike) == 1 and (join := self._leader(role)):
                found[label_key(alike[0].label)] = join
        talkers = [s for s in speakers if s.role == "participant"]
        interviewee = self._codes.get(name_key(self._stem))
        if len(talkers) == 1 and interviewee and label_key(talkers[0].label) not in found:
            join = self._as_participant(interviewee, "the file is named after this code")
            if join:
                found[label_key(talkers[0].label)] = join
        return _single(found)

    def absent(self, speakers: Sequence[DraftSpeaker]) -> list[str]:
        """Give the labels that mean participants who are not on the present list."""
        return [
            speaker.label
            for speaker in speakers
            if (person := self._meant(speaker)[0]) and self._is_absent(person)
        ]

    def _meaning(self, who: str) -> Join | None:
        plain = name_key(who)
        if plain in ROLES:
            return Join(role=plain, why="you said so")
        if person := self._codes.get(plain):
            return Join("participant", person.id, "", person.code, "you said so")
        member = next((m for m in self._members if name_key(m.name) == plain), None)
        if member is None:
            return None
        return Join(self._role_of(member), "", member.id, member.name, "you said so")

    def _role_of(self, member: Member) -> str:
        if self._session is not None:
            for role, field in _LEADERS.items():
                if member.id in getattr(self._session, field):
                    return role
        return next((role for role in _LEADERS if role in member.roles), "")

    def _meant(self, speaker: DraftSpeaker) -> tuple[Participant | None, str]:
        """Find the participant whom a label means, and why."""
        if person := self._codes.get(name_key(speaker.label)):
            return person, "the label is this participant's code"
        number = seat_number(speaker.label)
        if number is None or self._session is None:
            return None, ""
        group = group_key(self._session.name)
        alike = [p for p in self._people if p.number == number and group_key(p.group) == group]
        why = f"number {number} of the group of session {self._session.name}"
        return (alike[0], why) if len(alike) == 1 else (None, "")

    def _participant(self, speaker: DraftSpeaker) -> Join | None:
        person, why = self._meant(speaker)
        return self._as_participant(person, why) if person else None

    def _as_participant(self, person: Participant, why: str) -> Join | None:
        if self._is_absent(person):
            return None
        return Join("participant", person.id, "", person.code, why)

    def _is_absent(self, person: Participant) -> bool:
        return bool(self._present) and person.id not in self._present

    def _by_name(self, speaker: DraftSpeaker) -> Join | None:
        alike = [m for m in self._members if name_key(m.name) == name_key(speaker.label)]
        if len(alike) != 1:
            return None
        why = "the label is this member's name"
        return Join(self._role_of(alike[0]), "", alike[0].id, alike[0].name, why)

    def _leader(self, role: str) -> Join | None:
        if self._session is None:
            return None
        members = getattr(self._session, _LEADERS[role])
        if len(members) != 1:
            return None
        member = next((m for m in self._members if m.id == members[0]), None)
        if member is None:
            return None
        why = f"the only {role} of session {self._session.name}"
        return Join(role, "", member.id, member.name, why)


def join_speakers(
    joiner: Joiner, speakers: Sequence[DraftSpeaker], stated: Mapping[str, Join], sketch: Sketch
) -> list[NewSpeaker]:
    """Make the speakers of a source, list them in the preview and ask what should be confirmed."""
    concluded = joiner.concluded(speakers)
    taken = {join.participant or join.member for join in stated.values()} - {""}
    made = []
    for speaker in speakers:
        told = stated.get(label_key(speaker.label))
        join = told or concluded.get(label_key(speaker.label)) or Join()
        if told is None and (join.participant or join.member) in taken:
            join = Join()
        role = join.role or speaker.role
        made.append(
            NewSpeaker(
                name=speaker.label,
                role=cast("SpeakerRole", role),
                participant=join.participant,
                member=join.member,
            )
        )
        row = SpeakerRow(
            label=speaker.label,
            turns=speaker.turns,
            words=speaker.words,
            role=role,
            first_words=speaker.first_words,
            joined=join.name,
            why=join.why,
            confirm=told is None and bool(join.name),
        )
        sketch.preview.speakers.append(row)
        if row.confirm:
            sketch.ask(f"“{row.label}” was taken for {row.joined}: {row.why}.")
    for label in joiner.absent(speakers):
        if label_key(label) not in stated:
            sketch.ask(
                f"“{label}” would mean a participant who is not on the session's present list, "
                "so the speaker was joined to nobody."
            )
    return made


def _single(found: dict[str, Join]) -> dict[str, Join]:
    """Leave out people whom two labels would mean: which one it is, is for a person to say."""
    counts: dict[str, int] = {}
    for join in found.values():
        who = join.participant or join.member
        counts[who] = counts.get(who, 0) + 1
    return {
        label: join for label, join in found.items() if counts[join.participant or join.member] == 1
    }
