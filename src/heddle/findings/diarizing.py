"""Who speaks in the turns of a transcript, as an installed diarizer proposes: guesses, all of them.

It is told how many people were in the room: the present list and those who led or watched. Its
labels become speakers of the source, to be joined to people by somebody who listens.
"""

from __future__ import annotations

from typing import Final

from heddle.findings.speaking import ByChannel, Listen, Share, channels_of, ends_of, spoken_over
from heddle.log.view import View
from heddle.sound.diarizers import Voiced, voiced
from heddle.study.rules import refuse
from heddle.study.sessions import Session, present
from heddle.study.sources import Source, Turn, turns_of
from heddle.study.speaker_proposals import Proposed

LABEL: Final = "Voice {}"
"""What a label of a program is called in a source, so that nobody takes it for a person's."""


def people_of(view: View, session: str) -> int:
    """Return how many people were in a session: everybody in it; 0: that is not known."""
    there = set(present(view, session))
    if not there:
        return 0
    found = view.get(Session, session)
    return len(there | set(found.moderators) | set(found.observers))


def by_voice(view: View, source: str, name: str, listen: Listen) -> ByChannel:
    """Ask a diarizer who speaks in the turns of a source.

    Args:
        view: The study.
        source: Id of the transcript.
        name: The diarizer's, as installed.
        listen: Gives the sound of a recording, `sound.diarizers.RATE` a second.

    Raises:
        Refused: It belongs to no session, or there is no recording with a file.
        NotFound: No such diarizer is installed.
        Unavailable: The diarizer failed.
    """
    found = view.get(Source, source)
    recordings = [r for r, _ in channels_of(view, found.session)] if found.session else []
    if not recordings:
        refuse(
            f"There is no recording of the session of “{found.name}”; nothing was changed.",
            "Put the transcript under its session, and the recording too.",
            "no-recording",
        )
    # Labels of one file say nothing about those of the next: voices are told apart in the first.
    first = recordings[0]
    heard = voiced(name, listen(first), people_of(view, found.session))
    labels = {label: LABEL.format(at) for at, label in enumerate(_labels(heard), 1)}
    told = ByChannel(source=source, turns=[], people=[])
    shares = {label: Share(who=label) for label in labels.values()}
    turns = turns_of(view, source)
    overlaps = _overlaps(heard, first.begins)
    for turn, end in zip(turns, ends_of(turns), strict=True):
        if turn.withdrawn:
            continue
        if turn.speaker and not turn.guessed:
            told.confirmed += 1
        elif turn.start is None or end is None:
            told.untimed += 1
        elif each := _proposed(turn, turn.start - first.begins, end - first.begins, heard, labels):
            each.overlaps = spoken_over(turn, overlaps)
            told.turns.append(each)
            shares[each.name].unsure += 1
        else:
            told.silent += 1
    told.people = [share for share in shares.values() if share.unsure]
    told.unsure = len(told.turns)
    return told


def _labels(heard: list[Voiced]) -> list[str]:
    return list(dict.fromkeys(each.label for each in heard))


def _proposed(
    turn: Turn, begins: float, ends: float, heard: list[Voiced], labels: dict[str, str]
) -> Proposed | None:
    seconds: dict[str, float] = {}
    sure: dict[str, float] = {}
    for each in heard:
        shared = min(ends, each.ends) - max(begins, each.begins)
        if shared > 0:
            seconds[each.label] = seconds.get(each.label, 0.0) + shared
            sure[each.label] = sure.get(each.label, 0.0) + shared * max(0.0, min(1.0, each.sure))
    if not seconds:
        return None
    label = max(seconds, key=lambda one: seconds[one])
    told = any(each.sure >= 0 for each in heard if each.label == label)
    share = seconds[label] / sum(seconds.values())
    own = sure[label] / seconds[label] if told else 1.0
    return Proposed(turn=turn.id, name=labels[label], sure=int(100 * share * own))


def _overlaps(heard: list[Voiced], offset: float) -> list[tuple[float, float]]:
    """Return when two labels speak at once, on the session's time line."""
    found = []
    for at, each in enumerate(heard):
        for other in heard[at + 1 :]:
            if other.begins >= each.ends:
                break
            if other.label != each.label:
                found.append((other.begins + offset, min(each.ends, other.ends) + offset))
    return found
