"""Put turns together from lines whose labels are known.

Lines without a label go on with the turn before them, joined by a line end. Captions come in
cues of a few words each: cues of the same speaker become one turn, joined by a space, from the
start of the first to the end of the last.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from heddle.exchange import labels
from heddle.exchange.labels import Candidate, Stamp
from heddle.exchange.reading import DraftTurn, Line, Reading

_SENTENCE_ENDS = (".", "!", "?", "…", '"', "”", "»")
_LONGEST_CUE_TURN = 30.0
"""Seconds after which cues without speaker begin a new turn even within a sentence."""
_LONGEST_SILENCE = 2.0
"""Seconds of silence that end a turn of cues without speaker."""


class Built(msgspec.Struct):
    """Turns, and what was decided on the way, in plain English."""

    turns: list[DraftTurn]
    notes: list[str]


def plain_turns(reading: Reading) -> list[DraftTurn]:
    """Make one turn of each paragraph, and of each sentence or so of captions; no speakers.

    Times at the beginning of lines become the turns' times where most lines have one.
    """
    if any(line.start is not None for line in reading.lines):
        return _cue_turns(reading.lines)
    stamps = {
        i: stamp for i, line in enumerate(reading.lines) if (stamp := labels.stamp(line.text))
    }
    if 2 * len(stamps) < len(reading.lines) or len(stamps) < 2:
        return [DraftTurn(None, line.text) for line in reading.lines]
    return [
        DraftTurn(None, stamps[i].rest, stamps[i].start, stamps[i].end)
        if i in stamps
        else DraftTurn(None, line.text)
        for i, line in enumerate(reading.lines)
        if i not in stamps or stamps[i].rest
    ]


def build(
    reading: Reading,
    accepted: Mapping[int, Candidate],
    *,
    gap: float | None = None,
    voices: bool = False,
) -> Built:
    """Make turns of a file's lines.

    Args:
        reading: the file.
        accepted: the label on each line (by its place) that begins a turn.
        gap: captions only: the longest silence within a turn, in seconds; None: any.
        voices: the format states who speaks, so a cue without a voice has no speaker.
    """
    builder = _Builder(gap=gap, voices=voices, names=_names(accepted))
    for i, line in enumerate(reading.lines):
        builder.take(line, accepted.get(i), labelled_next=i + 1 in accepted)
    return builder.built()


def _names(accepted: Mapping[int, Candidate]) -> dict[str, str]:
    """Give one way of writing for labels that differ in spaces or capitals: the first seen."""
    names: dict[str, str] = {}
    for i in sorted(accepted):
        names.setdefault(labels.key(accepted[i].label), " ".join(accepted[i].label.split()))
    return names


class _Builder:
    def __init__(self, *, gap: float | None, voices: bool, names: Mapping[str, str]) -> None:
        self._turns: list[DraftTurn] = []
        self._gap = gap
        self._voices = voices
        self._names = names
        self._pending: Stamp | None = None
        """A time on a line of its own, which belongs to the turn that follows."""
        self._begun = False

    def take(self, line: Line, label: Candidate | None, *, labelled_next: bool) -> None:
        """Begin a turn with a labelled line; go on with the last one otherwise."""
        if label is not None:
            self._begin(line, label)
        elif line.start is not None:
            self._cue(line)
        elif labelled_next and (found := labels.stamp(line.text)) and not found.rest:
            self._pending = found
        elif line.heading or not self._begun:
            self._turns.append(DraftTurn(None, line.text))
            self._begun = self._begun and not line.heading
        else:
            self._go_on(line.text, "\n")

    def built(self) -> Built:
        silent = sum(turn.speaker is not None and not turn.text for turn in self._turns)
        notes = [f"labels without words left out: {silent}"] if silent else []
        return Built([turn for turn in self._turns if turn.text], notes)

    def _begin(self, line: Line, label: Candidate) -> None:
        self._begun = True
        speaker = self._names[labels.key(label.label)]
        start = line.start if label.start is None else label.start
        end = line.end if label.end is None else label.end
        if start is None and self._pending:
            start, end = self._pending.start, self._pending.end
        self._pending = None
        if line.start is not None and self._same_voice(speaker, line.start):
            self._go_on(label.rest, " ")
            self._turns[-1].end = line.end
            return
        self._turns.append(DraftTurn(speaker, "", start, end))
        self._go_on(label.rest, "")

    def _cue(self, line: Line) -> None:
        """Add a cue without a label: it goes on with the speaker, or has none."""
        last = self._turns[-1] if self._turns else None
        speaker = last.speaker if last and not self._voices else None
        if last is not None and self._continues(last, speaker, line):
            self._go_on(line.text, " ")
            last.end = line.end
        else:
            self._turns.append(DraftTurn(speaker, line.text, line.start, line.end))

    def _continues(self, last: DraftTurn, speaker: str | None, line: Line) -> bool:
        if speaker is None:
            return last.speaker is None and _goes_on(last, line)
        return line.start is not None and self._same_voice(speaker, line.start)

    def _same_voice(self, speaker: str | None, start: float) -> bool:
        """Say whether a cue that begins at `start` goes on with the last turn."""
        last = self._turns[-1] if self._turns else None
        if last is None or last.speaker != speaker or last.end is None:
            return False
        return self._gap is None or start - last.end <= self._gap

    def _go_on(self, text: str, joint: str) -> None:
        turn = self._turns[-1]
        mark = labels.end_mark(text)
        if mark:
            text, turn.end = mark
        if not turn.text:
            before = labels.stamp(text)
            if before and before.marked and before.rest and turn.start is None:
                text, turn.start = before.rest, before.start
        turn.text = f"{turn.text}{joint}{text}" if turn.text and text else turn.text or text


def _cue_turns(lines: list[Line]) -> list[DraftTurn]:
    """Join cues without speakers up to the end of a sentence, a silence, or half a minute."""
    turns: list[DraftTurn] = []
    for line in lines:
        last = turns[-1] if turns else None
        if last is not None and _goes_on(last, line):
            last.text = f"{last.text} {line.text}"
            last.end = line.end
        else:
            turns.append(DraftTurn(None, line.text, line.start, line.end))
    return turns


def _goes_on(last: DraftTurn, line: Line) -> bool:
    if last.start is None or last.end is None or line.start is None:
        return False
    return (
        not last.text.endswith(_SENTENCE_ENDS)
        and line.start - last.end <= _LONGEST_SILENCE
        and (line.end or line.start) - last.start <= _LONGEST_CUE_TURN
    )
