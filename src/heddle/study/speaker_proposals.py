"""Who speaks in many turns at once, as channels or a program that tells voices apart have found.

A turn whose speaker a person has confirmed is never touched. What a channel of somebody's own says
clearly is taken for confirmed, because a person has said whose channel it is; all else is a guess
that waits for a person.
"""

from __future__ import annotations

import msgspec

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.marks import new_overlaps
from heddle.study.participants import Participant
from heddle.study.rules import refuse
from heddle.study.sources import Source, Speaker, SpeakerRole, Turn, check_join
from heddle.study.team import Member
from heddle.study.turn_rules import Marks


class Proposed(msgspec.Struct, kw_only=True):
    """Who speaks in a turn: a person, or a label that a program gave to a voice."""

    turn: str
    participant: str = ""
    member: str = ""
    name: str = ""
    """The label, where it is not known who it is."""
    sure: int = -1
    """Per cent; -1: not said."""
    clear: bool = False
    """True: from a channel of this person's own, with nobody else speaking over it."""
    overlaps: list[list[int]] = []
    """Stretches of its words over which somebody else speaks, in code points [start, end)."""


class ProposeSpeakers(Operation, tag="speakers.propose"):
    """Give turns to the speakers that channels or a program have found."""

    source: str
    turns: list[Proposed]

    def decide(self, work: Workspace) -> int:
        """Turns that a person has given to somebody stay as they are; returns how many changed."""
        source = work.get(Source, self.source)
        known = _Speakers(work, source)
        changed = 0
        for each in self.turns:
            turn = work.get(Turn, each.turn)
            if turn.source != source.id:
                refuse(
                    "A turn is of another source; nothing was changed.",
                    "Propose speakers for one source at a time.",
                    "other-source",
                )
            if turn.withdrawn or (turn.speaker and not turn.guessed):
                continue
            speaker = known.of(each)
            fields: dict[str, Marks] = {}
            if each.overlaps:
                fields["marks"] = new_overlaps(turn, each.overlaps)
            changed += bool(
                work.set(
                    turn,
                    speaker=speaker,
                    guessed=not each.clear,
                    speaker_sure=max(-1, min(100, each.sure)),
                    **fields,
                )
            )
        return changed


class _Speakers:
    """The speakers of a source by person and by label; those that are missing are made."""

    def __init__(self, work: Workspace, source: Source) -> None:
        self._work = work
        self._source = source
        self._people: dict[str, str] = {}
        self._labels: dict[str, Speaker] = {}
        for speaker in work.find(Speaker, source=source.id):
            self._keep(speaker)

    def of(self, each: Proposed) -> str:
        """Return the id of the speaker that is meant."""
        if bool(each.participant) + bool(each.member) + bool(each.name) != 1:
            refuse(
                "A turn is spoken by one: a participant, a member of the team or a label; "
                "nothing was changed.",
                "Name one of the three for each turn.",
                "one-person",
            )
        if each.name:
            return (self._labels.get(each.name) or self._made(each.name, each)).id
        person = each.participant or each.member
        if person not in self._people:
            self._made(self._called(each), each)
        return self._people[person]

    def _keep(self, speaker: Speaker) -> None:
        self._labels.setdefault(speaker.name, speaker)
        if person := speaker.participant or speaker.member:
            self._people.setdefault(person, speaker.id)

    def _made(self, name: str, each: Proposed) -> Speaker:
        """Make a speaker, or join the label of this name that is joined to nobody yet."""
        role: SpeakerRole = "unknown"
        if each.participant:
            role = "participant"
        elif each.member:
            led = "moderator" in self._work.get(Member, each.member).roles
            role = "moderator" if led else "observer"
        person = {"participant": each.participant, "member": each.member}
        there = self._labels.get(name)
        if there is not None and not (there.participant or there.member):
            self._work.set(there, role=role, **person)
            speaker = there
        else:
            free, number = name, 2
            while free in self._labels:
                free, number = f"{name} ({number})", number + 1
            speaker = Speaker(source=self._source.id, name=free, role=role, **person)
            self._work.create(speaker)
        check_join(self._work, speaker, session=self._source.session)
        self._keep(speaker)
        return speaker

    def _called(self, each: Proposed) -> str:
        if each.participant:
            return self._work.get(Participant, each.participant).code
        return self._work.get(Member, each.member).name
