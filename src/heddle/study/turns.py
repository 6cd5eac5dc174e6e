"""Correcting, splitting, joining and reassigning turns, with what is anchored in them.

Codings, quotes and the evidence of claims move with the words. A coding whose words are gone is
flagged and kept where they were; a quote and a stretch of evidence keep the words they were made
of, so that they no longer match and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor, anchored_in
from heddle.study.chosen_ids import chosen_id
from heddle.study.claims import Evidence
from heddle.study.codings import Coding
from heddle.study.links import linked_to, move_links
from heddle.study.pseudonyms import Substitution
from heddle.study.quotes import Quote
from heddle.study.rules import refuse
from heddle.study.sources import (
    POSITION_STEP,
    Order,
    Source,
    Speaker,
    Turn,
    marks_of,
    timings_of,
    turns_of,
)
from heddle.study.turn_checks import joined
from heddle.text import marks, splice, timing
from heddle.text.marks import Mark
from heddle.text.timing import Timed

_WHAT: Final[dict[type[Anchor], str]] = {
    Coding: "a coding",
    Quote: "a quote",
    Evidence: "the evidence of a claim",
    Substitution: "a substitution",
}
"""Everything that is anchored in turns, as people call it."""


class CorrectTurn(Operation, tag="turns.correct"):
    """Correct the words of a turn; codings and quotes in it move with them."""

    turn: str
    text: str

    def decide(self, work: Workspace) -> dict[str, list[str]]:
        """Return the codings whose words are gone and the quotes that no longer match."""
        turn = work.get(Turn, self.turn)
        refuse_withdrawn(turn)
        edits = splice.edit(turn.text, self.text)
        codings = anchored_in(work, Coding, turn)
        quotes = anchored_in(work, Quote, turn)
        layers = anchored_in(work, Substitution, turn)
        touched = {q.id for q in quotes if _touches(q, turn, edits)}
        before = turn.text
        timed = timing.moved(timings_of(turn), edits, self.text)
        heard = marks.moved(marks_of(turn), edits, self.text)
        work.set(turn, text=self.text, **_kept(turn, timed, heard))
        for anchor in (*codings, *quotes, *layers, *anchored_in(work, Evidence, turn)):
            start, end = anchor.start, anchor.end
            if anchor.turn == turn.id:
                start = splice.move_start(start, edits)
                if not before[anchor.start : anchor.start + 1].isspace():
                    start = _next_word(self.text, start)
            if anchor.end_turn == turn.id:
                end = splice.move_end(end, edits)
                if not before[anchor.end - 1 : anchor.end].isspace():
                    end = _last_word(self.text, end)
            if anchor.turn == anchor.end_turn:
                start = min(start, end)
            work.set(anchor, start=start, end=end)
        _note_words(work, turn.source, [*codings, *layers])
        return {"gone": [c.id for c in codings if c.gone], "quotes": sorted(touched)}


class SplitTurn(Operation, tag="turns.split"):
    """Split a turn in two at a point; the second part can go to another speaker."""

    turn: str
    at: int
    speaker: str | None = None
    start: float | None = None
    """When the second part begins, where the times of its words do not tell."""
    new: str = ""
    """Id of the second part, chosen by whoever asks; else a new one."""

    def decide(self, work: Workspace) -> str:
        """White space at the cut goes; what is anchored behind it moves to the new turn."""
        turn = work.get(Turn, self.turn)
        refuse_withdrawn(turn)
        _check_speaker(work, turn.source, self.speaker)
        before, after = turn.text[: self.at].rstrip(), turn.text[self.at :].lstrip()
        if not 0 < self.at < len(turn.text) or not before or not after:
            refuse(
                "A turn can be split only between words of its own; nothing was changed.",
                f"Choose a place between 1 and {len(turn.text) - 1}.",
            )
        cut, resume = len(before), len(turn.text) - len(after)
        anchors = _anchored(work, turn)
        timed = timings_of(turn)
        first = timing.within(timed, 0, cut)
        second = timing.within(timed, resume, len(turn.text))
        heard, rest = marks.parted(marks_of(turn), cut, resume)
        new = work.create(
            Turn(
                id=chosen_id(work, self.new),
                source=turn.source,
                position=_between(work, turn),
                speaker=turn.speaker if self.speaker is None else self.speaker,
                text=after,
                # The times of its words tell best when the second part begins.
                start=second[0].begin / 1000 if second else self.start,
                end=turn.end,
                timings=[list(each) for each in second],
                draft=turn.draft,
                heard=turn.heard,
                heard_on=turn.heard_on,
                # Whoever names the speaker of the second part has said who it is.
                guessed=turn.guessed and not self.speaker,
                marks=[mark.kept() for mark in rest],
            )
        )
        ends = first[-1].finish / 1000 if first else None
        work.set(turn, text=before, end=ends, **_kept(turn, first, heard))

        def place(offset: int, *, ends: bool) -> tuple[str, int]:
            # An end at the cut belongs to the first part, a start to the second.
            stays = offset <= cut if ends else offset < cut
            if stays:
                return turn.id, offset
            return (turn.id, cut) if ends and offset <= resume else (new, max(0, offset - resume))

        for anchor in anchors:
            start = place(anchor.start, ends=False) if anchor.turn == turn.id else None
            end = place(anchor.end, ends=True) if anchor.end_turn == turn.id else None
            if start and end and start[0] != end[0] == turn.id:
                # It held nothing but the white space at the cut.
                start = end
            _put(work, anchor, start, end)
        _note_words(work, turn.source, anchors)
        return new


class JoinTurns(Operation, tag="turns.join"):
    """Join a turn with the one after it."""

    turn: str

    def decide(self, work: Workspace) -> str:
        """The words are joined by a line end, so nothing anchored in them changes."""
        turn = work.get(Turn, self.turn)
        turns = turns_of(work, turn.source)
        place = next(i for i, t in enumerate(turns) if t.id == turn.id)
        if place + 1 >= len(turns):
            refuse(
                "This is the last turn of its source, so there is none to join it with; "
                "nothing was changed.",
                "Choose the first of the two turns.",
                "last-turn",
            )
        second = turns[place + 1]
        refuse_withdrawn(turn)
        refuse_withdrawn(second)
        shift = len(turn.text) + 1
        anchors = _anchored(work, second)
        for anchor in anchors:
            inside = anchor.turn == second.id
            start = (turn.id, anchor.start + shift) if inside else None
            ends = anchor.end_turn == second.id
            _put(work, anchor, start, (turn.id, anchor.end + shift) if ends else None)
        timed = [*timings_of(turn), *timing.shifted(timings_of(second), shift)]
        heard = [*marks_of(turn), *marks.shifted(marks_of(second), shift)]
        whole = f"{turn.text}\n{second.text}"
        checks = joined(turn, second)
        work.set(
            turn, text=whole, end=second.end or turn.end, **checks, **_kept(turn, timed, heard)
        )
        move_links(work, second.id, turn.id)
        work.drop(second)
        _note_words(work, turn.source, anchors)
        return turn.id


class AssignTurns(Operation, tag="turns.assign"):
    """Give turns to another speaker of their source."""

    turns: list[str]
    speaker: str
    guessed: bool = False
    """True: proposed by a machine or a file; a person's own choice confirms the speaker."""

    def decide(self, work: Workspace) -> None:
        """The speaker must belong to the turns' source; empty means no speaker."""
        speaker = work.get(Speaker, self.speaker) if self.speaker else None
        for turn in (work.get(Turn, t) for t in self.turns):
            if speaker is not None and turn.source != speaker.source:
                refuse(
                    f"“{speaker.name}” is no speaker of this turn's source; nothing was changed.",
                    "Choose one of the speakers of the source that the turn is in.",
                    "other-source",
                )
            work.set(
                turn,
                speaker=self.speaker,
                guessed=self.guessed and bool(self.speaker),
                speaker_sure=-1,
            )


class InsertTurn(Operation, tag="turns.insert"):
    """Put a new turn into a source, after another one or at the beginning."""

    source: str
    text: str
    after: str = ""
    speaker: str = ""
    start: float | None = None
    end: float | None = None
    draft: bool = False
    guessed: bool = False
    """Made by a machine, and spoken by whom a machine says, as in `sources.Turn`."""
    new: str = ""
    """Id of the new turn, chosen by whoever asks; else a new one."""

    def decide(self, work: Workspace) -> str:
        """Without `after` it becomes the first turn."""
        source = work.get(Source, self.source)
        _check_speaker(work, source.id, self.speaker)
        crossing: list[Anchor] = []
        if self.after:
            after = work.get(Turn, self.after)
            if after.source != source.id:
                refuse(
                    "The turn to put it after is in another source; nothing was changed.",
                    "Choose a turn of the same source, or none to put it first.",
                    "other-source",
                )
            crossing = [a for a in _anchored(work, after) if a.end_turn != after.id]
            position = _between(work, after)
        else:
            turns = turns_of(work, source.id)
            position = turns[0].position - POSITION_STEP if turns else POSITION_STEP
        new = work.create(
            Turn(
                id=chosen_id(work, self.new),
                source=source.id,
                position=position,
                speaker=self.speaker,
                text=self.text,
                start=self.start,
                end=self.end,
                draft=self.draft,
                guessed=self.guessed and bool(self.speaker),
            )
        )
        _note_words(work, source.id, crossing)
        return new


class DropTurn(Operation, tag="turns.drop"):
    """Remove a turn; refused while something is anchored in it."""

    turn: str

    def decide(self, work: Workspace) -> None:
        """What only runs across it counts too: its words would be others without notice."""
        turn = work.get(Turn, self.turn)
        for anchor in _anchored(work, turn):
            refuse(
                f"This turn is part of {_WHAT[type(anchor)]}; nothing was changed.",
                "Move or remove that first; the words alone can be corrected as they are.",
                "anchored",
            )
        if linked_to(work, turn.id):
            refuse(
                "This turn is linked with another one; nothing was changed.",
                "Remove the link first; the words alone can be corrected as they are.",
                "linked",
            )
        work.drop(turn)


def _anchored(work: Workspace, turn: Turn) -> list[Anchor]:
    """Return everything that is anchored in a turn."""
    return [each for cls in _WHAT for each in anchored_in(work, cls, turn)]


def refuse_withdrawn(turn: Turn) -> None:
    """Refuse to change the words of a turn whose speaker has withdrawn them."""
    if turn.withdrawn:
        refuse(
            "The words of this turn were withdrawn by the person who spoke them, so they cannot "
            "be written again; nothing was changed.",
            "Leave the placeholder as it is; the turns around it can be corrected.",
            "withdrawn",
        )


def _kept(turn: Turn, timed: Sequence[Timed], heard: Sequence[Mark]) -> dict[str, Any]:
    """Return timings and marks of a turn's new words as fields to set, where there are any."""
    fields: dict[str, Any] = {}
    if turn.timings or timed:
        fields["timings"] = [list(each) for each in timed]
    if turn.marks or heard:
        fields["marks"] = [mark.kept() for mark in heard]
    return fields


def _touches(anchor: Anchor, turn: Turn, edits: list[splice.Splice]) -> bool:
    start = anchor.start if anchor.turn == turn.id else 0
    end = anchor.end if anchor.end_turn == turn.id else len(turn.text)
    return any(edit.start < end and edit.end > start for edit in edits)


def _put(
    work: Workspace,
    anchor: Anchor,
    start: tuple[str, int] | None,
    end: tuple[str, int] | None,
) -> None:
    fields: dict[str, str | int] = {}
    if start is not None:
        fields |= {"turn": start[0], "start": start[1]}
    if end is not None:
        fields |= {"end_turn": end[0], "end": end[1]}
    work.set(anchor, **fields)


def _note_words(work: Workspace, source: str, anchors: Sequence[Anchor]) -> None:
    """Keep the words that codings and substitutions are on now, and flag what has none left."""
    order = Order(turns_of(work, source))
    for anchor in anchors:
        # A merge can bring a coding whose turn was dropped in the other copy.
        if (
            isinstance(anchor, Coding | Substitution)
            and {anchor.turn, anchor.end_turn} <= order.places.keys()
        ):
            words = order.words(anchor.turn, anchor.start, anchor.end_turn, anchor.end)
            gone = anchor.gone or not words.strip()
            work.set(anchor, words="" if gone or words == anchor.quote else words, gone=gone)


def _next_word(text: str, offset: int) -> int:
    """Keep the start of an anchor on its word, where white space has come before that."""
    rest = text[offset:]
    return offset + len(rest) - len(rest.lstrip())


def _last_word(text: str, offset: int) -> int:
    """Keep the end of an anchor on its word, where white space has come after that."""
    return len(text[:offset].rstrip())


def _check_speaker(work: Workspace, source: str, speaker: str | None) -> None:
    if speaker and work.get(Speaker, speaker).source != source:
        refuse(
            "This speaker belongs to another source; nothing was changed.",
            "Choose one of the speakers of this source.",
            "other-source",
        )


def _between(work: Workspace, turn: Turn) -> int:
    """Return a position right after a turn; makes room by moving later turns if there is none."""
    later = [t for t in turns_of(work, turn.source) if t.position > turn.position]
    if not later:
        return turn.position + POSITION_STEP
    gap = later[0].position - turn.position
    if gap > 1:
        return turn.position + gap // 2
    for other in later:
        work.set(other, position=other.position + POSITION_STEP)
    return turn.position + POSITION_STEP // 2
