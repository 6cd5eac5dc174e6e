"""Put turns together from lines whose labels are known.

Lines without a label go on with the turn before them, joined by a line end. Captions come in
cues of a few words each: cues of the same speaker become one turn, joined by a space, from the
start of the first to the end of the last; when each was spoken is kept as a timing of its words.
A format that states turns itself is believed.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from heddle.exchange import labels
from heddle.exchange.labels import Candidate, Stamp
from heddle.exchange.reading import DraftTurn, Line, Reading
from heddle.text import marks
from heddle.text.marks import Mark
from heddle.text.timing import Timed, shifted, within

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
    if any(line.start is not None or line.turn for line in reading.lines):
        return _cue_turns(reading.lines)
    stamps = {
        i: stamp for i, line in enumerate(reading.lines) if (stamp := labels.stamp(line.text))
    }
    if 2 * len(stamps) < len(reading.lines) or len(stamps) < 2:
        return [DraftTurn(None, line.text, timings=line.timings) for line in reading.lines]
    return [
        DraftTurn(
            None,
            stamps[i].rest,
            stamps[i].start,
            stamps[i].end,
            _timings(line, stamps[i].rest, 0),
        )
        if i in stamps
        else DraftTurn(None, line.text, timings=line.timings)
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
        self._turns: list[_Growing] = []
        self._gap = gap
        self._voices = voices
        self._names = names
        self._pending: Stamp | None = None
        """A time on a line of its own, which belongs to the turn that follows."""
        self._begun = False

    def take(self, line: Line, label: Candidate | None, *, labelled_next: bool) -> None:
        """Begin a turn with a labelled line; go on with the last one otherwise."""
        if line.turn == "goes on" and self._turns:
            self._go_on(line, line.text, "\n")
        elif label is not None:
            self._begin(line, label)
        elif line.start is not None or line.turn:
            self._cue(line)
        elif labelled_next and (found := labels.stamp(line.text)) and not found.rest:
            self._pending = found
        elif line.heading or not self._begun:
            self._turns.append(_Growing(DraftTurn(None, line.text)))
            self._begun = self._begun and not line.heading
        else:
            self._go_on(line, line.text, "\n")

    def built(self) -> Built:
        turns = [growing.grown() for growing in self._turns]
        silent = sum(turn.speaker is not None and not turn.text for turn in turns)
        notes = [f"labels without words left out: {silent}"] if silent else []
        return Built([turn for turn in turns if turn.text], notes)

    def _begin(self, line: Line, label: Candidate) -> None:
        self._begun = True
        speaker = self._names[labels.key(label.label)]
        start = line.start if label.start is None else label.start
        end = line.end if label.end is None else label.end
        if start is None and self._pending:
            start, end = self._pending.start, self._pending.end
        self._pending = None
        if line.start is not None and not line.turn and self._same_voice(speaker, line.start):
            self._go_on(line, label.rest, " ")
            self._turns[-1].turn.end = line.end
            return
        self._turns.append(_Growing(DraftTurn(speaker, "", start, end)))
        self._go_on(line, label.rest, "")

    def _cue(self, line: Line) -> None:
        """Add a cue without a label: it goes on with the speaker, or has none."""
        last = self._turns[-1] if self._turns else None
        speaker = last.turn.speaker if last and not self._voices else None
        if last is not None and not line.turn and self._continues(last, speaker, line):
            self._go_on(line, line.text, " ")
            last.turn.end = line.end
        else:
            self._turns.append(_cue(speaker, line))

    def _continues(self, last: _Growing, speaker: str | None, line: Line) -> bool:
        if speaker is None:
            return last.turn.speaker is None and _goes_on(last, line)
        return line.start is not None and self._same_voice(speaker, line.start)

    def _same_voice(self, speaker: str | None, start: float) -> bool:
        """Say whether a cue that begins at `start` goes on with the last turn."""
        last = self._turns[-1].turn if self._turns else None
        if last is None or last.speaker != speaker or last.end is None:
            return False
        return self._gap is None or start - last.end <= self._gap

    def _go_on(self, line: Line, text: str, joint: str) -> None:
        """Add what is said on a line (`text` is the line without its label) to the last turn."""
        growing = self._turns[-1]
        turn = growing.turn
        if not line.turn:  # marks of transcribers; a format that states turns has its own times
            mark = labels.end_mark(text)
            if mark:
                text, turn.end = mark
            if not growing.length:
                before = labels.stamp(text)
                if before and before.marked and before.rest and turn.start is None:
                    text, turn.start = before.rest, before.start
        growing.add(line, text, joint)


class _Growing:
    """A turn to which lines are added; its words are joined once, when all are there."""

    def __init__(self, turn: DraftTurn) -> None:
        self.turn = turn
        self.length = len(turn.text)
        self.last = turn.text
        """The words that came last."""
        self._pieces = [turn.text]

    def add(self, line: Line, text: str, joint: str) -> None:
        """Put words of a line behind the others, with the times at which they were spoken."""
        if not text:
            return
        joint = joint if self.length else ""
        at = self.length + len(joint)
        timings = _timings(line, text, at)
        if joint == " ":  # two captions are one turn now, which keeps when each was spoken
            if not self.turn.timings:
                self.turn.timings = self._whole()
            timings = timings or _whole(line, text, at)
        if timings:
            self.turn.timings += timings
        if line.marks and (place := line.text.rfind(text)) >= 0:
            found = marks.within(line.marks, place, place + len(text))
            self._mark(marks.shifted(found, at), self.length, at)
        self._pieces += (joint, text)
        self.length = at + len(text)
        self.last = text

    def _mark(self, found: list[Mark], end: int, at: int) -> None:
        """Take in marks of words from `at` on; one that the words before parted is one again."""
        for mark in found:
            before = mark._replace(start=0, end=end)
            parted = [
                i
                for i, other in enumerate(self.turn.marks)
                if mark.start == at < mark.end and other._replace(start=0) == before
            ]
            if parted and self.turn.marks[parted[0]].start < end:
                i = parted[0]
                self.turn.marks[i] = self.turn.marks[i]._replace(end=mark.end)
            else:
                self.turn.marks.append(mark)

    def grown(self) -> DraftTurn:
        """Give the turn with all its words."""
        self.turn.text = "".join(self._pieces)
        return self.turn

    def _whole(self) -> list[Timed]:
        start, end = self.turn.start, self.turn.end
        if start is None or end is None or end < start:
            return []
        return [Timed(0, self.length, _ms(start), _ms(end))]


def _whole(line: Line, text: str, at: int) -> list[Timed]:
    if line.start is None or line.end is None or line.end < line.start:
        return []
    return [Timed(at, at + len(text), _ms(line.start), _ms(line.end))]


def _timings(line: Line, text: str, at: int) -> list[Timed]:
    """Give a line's timings for the part of it that is said, which begins at `at` in its turn."""
    if not line.timings:
        return []
    place = line.text.rfind(text)
    if place < 0:
        return []
    return shifted(within(line.timings, place, place + len(text)), at)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _cue(speaker: str | None, line: Line) -> _Growing:
    timings, heard = list(line.timings), list(line.marks)
    return _Growing(DraftTurn(speaker, line.text, line.start, line.end, timings, heard))


def _cue_turns(lines: list[Line]) -> list[DraftTurn]:
    """Join cues without speakers up to the end of a sentence, a silence, or half a minute."""
    turns: list[_Growing] = []
    for line in lines:
        last = turns[-1] if turns else None
        if last is not None and line.turn == "goes on":
            last.add(line, line.text, "\n")
        elif last is not None and not line.turn and _goes_on(last, line):
            last.add(line, line.text, " ")
            last.turn.end = line.end
        else:
            turns.append(_cue(None, line))
    return [growing.grown() for growing in turns]


def _goes_on(last: _Growing, line: Line) -> bool:
    turn = last.turn
    if turn.start is None or turn.end is None or line.start is None:
        return False
    return (
        not last.last.endswith(_SENTENCE_ENDS)
        and line.start - turn.end <= _LONGEST_SILENCE
        and (line.end or line.start) - turn.start <= _LONGEST_CUE_TURN
    )
