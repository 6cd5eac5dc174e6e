"""Who speaks in the turns of a transcript, told by how loud each person's channel is.

    found = by_channel(view, source.id, listen)
    study.do("speakers.propose", source=source.id, turns=found.turns)

Channels that nobody named count as somebody else: where the loudest is one of these, a turn is
given to nobody. A turn over which two people speak is proposed to the one who speaks longer, stays
a guess, and its words in that time are marked as overlap where their times are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from heddle.log.view import View
from heddle.sound.channels import Levels, Pieces, Voices, laid, levels, same
from heddle.sound.listening import samples
from heddle.store.media import Media
from heddle.study.participants import Participant
from heddle.study.recordings import Channel, Recording
from heddle.study.rules import refuse
from heddle.study.sources import Source, Turn, timings_of, turns_of
from heddle.study.speaker_proposals import Proposed
from heddle.study.team import Member

RATE: Final = 8000
"""Samples per second that are enough to know how loud somebody speaks."""
CLEAR: Final = 0.8
"""Who has this part of all speaking in a turn has it clearly."""
AT_ONCE: Final = 0.3
"""Seconds for which two may speak at once in a turn that is still clear."""
LAST: Final = 30.0
"""Seconds after which the last turn of a transcript is over, where it does not say."""

Listen = Callable[[Recording], Pieces]
"""Gives the sound of a recording: pieces of channels x samples, `RATE` a second."""


def from_media(media: Media, rate: int = RATE) -> Listen:
    """Return how recordings are listened to: their files are read apart from the program."""
    return lambda recording: samples(media, recording.file_hash, rate=rate, mono=False)


class Share(msgspec.Struct, kw_only=True):
    """How many turns somebody would be given."""

    who: str
    """The participant's code or the member's name."""
    clear: int = 0
    unsure: int = 0


class ByChannel(msgspec.Struct, kw_only=True):
    """What channels say of the turns of a source."""

    source: str
    turns: list[Proposed]
    people: list[Share]
    clear: int = 0
    unsure: int = 0
    """Turns over which two speak, or whose channel is not clearly the loudest: guesses."""
    confirmed: int = 0
    """Turns whose speaker a person has confirmed: they stay as they are."""
    untimed: int = 0
    """Turns without a time."""
    silent: int = 0
    """Turns in whose time no named channel speaks."""


class _Row(msgspec.Struct, frozen=True):
    participant: str
    member: str

    @property
    def person(self) -> str:
        return self.participant or self.member


def channels_of(view: View, session: str) -> list[tuple[Recording, list[Channel]]]:
    """Return the recordings of a session that have a file, each with its named channels."""
    recordings = [r for r in view.find(Recording, "begins", session=session) if r.file_hash]
    named = view.among(Channel, "recording", [r.id for r in recordings])
    return [
        (r, sorted((c for c in named if c.recording == r.id), key=lambda each: each.number))
        for r in recordings
        if not r.deleted
    ]


def by_channel(view: View, source: str, listen: Listen) -> ByChannel:
    """Say whose channel is the loudest in each turn of a source.

    Args:
        view: The study.
        source: Id of the transcript.
        listen: Gives the sound of a recording.

    Raises:
        Refused: It belongs to no session, or nobody has said whose the channels are.
        Unreadable: A recording cannot be read.
    """
    found = view.get(Source, source)
    heard = [(r, c) for r, c in channels_of(view, found.session) if c] if found.session else []
    if not heard:
        refuse(
            f"Nobody has said whose microphones the channels of “{found.name}” are; nothing was "
            "changed.",
            "Put it under its session, and name the channels of the recordings there "
            "(channels.set).",
            "no-channels",
        )
    rows: list[_Row] = []
    files: list[tuple[Levels, float]] = []
    for recording, channels in heard:
        loud = levels(listen(recording), RATE)
        kept = _kept(loud, channels)
        files.append((loud[kept], recording.begins))
        named = {c.number: _Row(c.participant, c.member) for c in channels}
        rows += [named.get(number, _Row("", "")) for number in kept]
    return _told(view, source, rows, Voices(laid(files)))


def _kept(loud: Levels, channels: Sequence[Channel]) -> list[int]:
    """Return the channels of a file that count: twins of a named one are the same microphone."""
    named = {channel.number for channel in channels}
    missing = sorted(named - set(range(len(loud))))
    if missing:
        refuse(
            f"The recording has {len(loud)} channels (from 0), and number {missing[0]} is given "
            "to somebody; nothing was changed.",
            "Look at the recording and name its channels anew (channels.clear, channels.set).",
            "no-channel",
        )
    return [
        number
        for number in range(len(loud))
        if number in named or not any(same(loud[number], loud[other]) for other in named)
    ]


def _told(view: View, source: str, rows: Sequence[_Row], voices: Voices) -> ByChannel:
    told = ByChannel(source=source, turns=[], people=[])
    shares: dict[str, Share] = {}
    turns = turns_of(view, source)
    ends = ends_of(turns)
    overlaps = voices.overlaps()
    for turn, end in zip(turns, ends, strict=True):
        if turn.withdrawn:
            continue
        if turn.speaker and not turn.guessed:
            told.confirmed += 1
        elif turn.start is None or end is None:
            told.untimed += 1
        else:
            each = _proposed(turn, turn.start, end, rows, voices)
            if each is None:
                told.silent += 1
                continue
            if not each.clear:
                each.overlaps = spoken_over(turn, overlaps)
            told.turns.append(each)
            share = shares.setdefault(each.participant or each.member, Share(who=""))
            share.clear += each.clear
            share.unsure += not each.clear
    told.clear = sum(each.clear for each in told.turns)
    told.unsure = len(told.turns) - told.clear
    names = {p.id: p.code for p in view.among(Participant, "id", shares)}
    names |= {m.id: m.name for m in view.among(Member, "id", shares)}
    for person, share in shares.items():
        share.who = names.get(person, "")
    told.people = sorted(shares.values(), key=lambda each: each.who)
    return told


def ends_of(turns: Sequence[Turn]) -> list[float | None]:
    """Return when each turn ends: as it says, or where the next one begins."""
    ends = [
        turn.end if turn.end is not None else after.start
        for turn, after in pairwise([*turns, Turn()])
    ]
    if turns and ends[-1] is None and turns[-1].start is not None:
        ends[-1] = turns[-1].start + LAST
    return ends


def _proposed(
    turn: Turn, start: float, end: float, rows: Sequence[_Row], voices: Voices
) -> Proposed | None:
    speaking = voices.within(start, end)
    people: dict[_Row, float] = {}
    for row, seconds in zip(rows, speaking.seconds, strict=True):
        people[row] = people.get(row, 0.0) + seconds
    whole = sum(people.values())
    who = max(people, key=lambda row: people[row])
    if not people[who] or not who.person:
        return None
    share = people[who] / whole
    return Proposed(
        turn=turn.id,
        participant=who.participant,
        member=who.member,
        sure=int(100 * share),
        clear=share >= CLEAR and speaking.together < AT_ONCE,
    )


def spoken_over(turn: Turn, overlaps: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Return the stretches of a turn's words that were spoken while somebody else spoke too."""
    found: list[list[int]] = []
    last = -2
    for at, word in enumerate(timings_of(turn)):
        middle = (word.begin + word.finish) / 2000
        if not any(begins <= middle < ends for begins, ends in overlaps):
            continue
        if last == at - 1:
            found[-1][1] = word.end
        else:
            found.append([word.start, word.end])
        last = at
    return found
