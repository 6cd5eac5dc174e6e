"""Who the speakers of a source are: labels joined to people, renamed and made one."""

from __future__ import annotations

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.chosen_ids import chosen_id
from heddle.study.rules import changes, refuse, required, unique_name
from heddle.study.sources import Source, Speaker, SpeakerRole, Turn, check_join


class AddSpeaker(Operation, tag="speakers.add"):
    """Add a speaker to a source: somebody who was there, or a label."""

    source: str
    name: str
    role: SpeakerRole = "unknown"
    participant: str = ""
    member: str = ""
    id: str = ""
    """Chosen by whoever asks, for steps that come before the answer; else a new one."""

    def decide(self, work: Workspace) -> str:
        """The label is unique in its source; a participant must have been present."""
        source = work.get(Source, self.source)
        name = required(self.name, "name", "a speaker")
        unique_name(work, Speaker, name, what="a speaker of this source", source=source.id)
        speaker = Speaker(
            id=chosen_id(work, self.id),
            source=source.id,
            name=name,
            role=self.role,
            participant=self.participant,
            member=self.member,
        )
        check_join(work, speaker, session=source.session)
        return work.create(speaker)


class JoinSpeaker(Operation, tag="speakers.join"):
    """Say who a speaker is: a participant, a member of the team, or a role only.

    Whoever says which person it is has confirmed the turns of the label.
    """

    speaker: str
    participant: str | None = None
    member: str | None = None
    role: SpeakerRole | None = None

    def decide(self, work: Workspace) -> str:
        """A participant must have been present where the session's list says who was."""
        speaker = work.get(Speaker, self.speaker)
        fields = changes(self, "speaker")
        if self.participant and self.member is None:
            fields |= {"member": "", "role": self.role or "participant"}
        if self.member and self.participant is None:
            fields["participant"] = ""
        work.set(speaker, **fields)
        check_join(work, speaker, session=work.get(Source, speaker.source).session)
        if self.participant or self.member:
            confirm_speaker(work, speaker)
        return speaker.id


class RenameSpeaker(Operation, tag="speakers.rename"):
    """Rename a speaker everywhere in a source; an existing label takes the turns over."""

    speaker: str
    name: str

    def decide(self, work: Workspace) -> str:
        """Two labels for one person become one."""
        speaker = work.get(Speaker, self.speaker)
        name = required(self.name, "name", "a speaker")
        other = work.first(Speaker, source=speaker.source, name=name)
        if other is None or other.id == speaker.id:
            work.set(speaker, name=name)
            return speaker.id
        people = {speaker.participant, other.participant} - {""}
        if len(people) > 1:
            refuse(
                f"“{speaker.name}” and “{other.name}” are joined to two different participants, so "
                "they cannot become one speaker; nothing was changed.",
                "Join one of them to the right participant first.",
                "two-people",
            )
        if other.participant or other.member:
            confirm_speaker(work, speaker)
        for turn in work.find(Turn, source=speaker.source, speaker=speaker.id):
            work.set(turn, speaker=other.id)
        work.drop(speaker)
        return other.id


def confirm_speaker(work: Workspace, speaker: Speaker) -> None:
    """Take the turns of a label for confirmed, because a person has said whose label it is."""
    for turn in work.find(Turn, source=speaker.source, speaker=speaker.id, guessed=True):
        work.set(turn, guessed=False)
