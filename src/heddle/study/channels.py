"""Channels: whose microphone each channel of a recording is.

Where everybody had one (lapel microphones, one track a person of a video meeting), how loud the
channels are tells who spoke when (`sound.channels`, `findings.speaking`).
"""

from __future__ import annotations

from typing import Final

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.participants import Participant
from heddle.study.recordings import Channel, Recording
from heddle.study.rules import refuse
from heddle.study.sessions import Session
from heddle.study.sources import was_present
from heddle.study.team import Member

MOST: Final = 64
"""No recorder of a group has more channels."""


class SetChannel(Operation, tag="channels.set"):
    """Say whose microphone a channel of a recording is."""

    recording: str
    number: int = 0
    participant: str = ""
    member: str = ""

    def decide(self, work: Workspace) -> str:
        """It is one person, who was in the room; a channel is named once."""
        recording = work.get(Recording, self.recording)
        if not 0 <= self.number < MOST:
            refuse(
                f"A recording has channels 0 to {MOST - 1}, and no {self.number}; nothing was "
                "changed.",
                "The first channel of a file is 0.",
                "no-channel",
            )
        if bool(self.participant) == bool(self.member):
            refuse(
                "A microphone is one person\u2019s; nothing was changed.",
                "Name a participant or a member of the team.",
                "one-person",
            )
        if self.member:
            work.get(Member, self.member)
        else:
            person = work.get(Participant, self.participant)
            if not was_present(work, recording.session, person.id):
                session = work.get(Session, recording.session)
                refuse(
                    f"Participant {person.code} is not on the present list of session "
                    f"{session.name}, so no microphone there was theirs; nothing was changed.",
                    "Put the participant on the present list first (sessions.attend).",
                    "not-present",
                )
        fields = {"participant": self.participant, "member": self.member}
        there = work.first(Channel, recording=recording.id, number=self.number)
        if there is not None:
            work.set(there, **fields)
            return there.id
        return work.create(Channel(recording=recording.id, number=self.number, **fields))


class ClearChannels(Operation, tag="channels.clear"):
    """Take back whose microphone a channel is."""

    recording: str
    number: int | None = None
    """None: all channels of the recording."""

    def decide(self, work: Workspace) -> int:
        """Who spoke in turns stays as it is; returns how many channels nobody has any more."""
        recording = work.get(Recording, self.recording)
        named = work.find(Channel, recording=recording.id)
        gone = [each for each in named if self.number in (None, each.number)]
        work.drop_many(Channel, [each.id for each in gone])
        return len(gone)
