"""A text of a project that is in the study already: brought up to date, and what is where in it.

Paragraphs of the newer text are matched with the turns. What differs is either news (then the
turns become those of the newer text, and what is coded in them moves with the words) or what
somebody has corrected here since (then it stays, and what the project says of its own text is
carried over to ours by the same edit script).
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Final

import msgspec

from heddle.exchange.plan import Sketch
from heddle.exchange.project_history import History
from heddle.exchange.project_turns import Laid, Place
from heddle.log.operations import Operation
from heddle.study.sources import Turn
from heddle.study.turns import CorrectTurn, InsertTurn, JoinTurns, SplitTurn
from heddle.text import splice

_EXACT_UP_TO: Final = 4_000_000
"""Largest product of numbers of turns for which every pair is weighed."""
_LIKE: Final = 0.5
"""Share of words that two paragraphs must have in common to be versions of one."""


Code = tuple[str, int, int, int, int]
"""What difflib says of old turns [1:2] and new ones [3:4]."""


_SAME, _KEEP, _TAKE = range(3)
_Deed = tuple[int, int, int, int, int]
"""What is done with old turns [1:2], which stand where new ones [3:4] stand."""


class Spot(msgspec.Struct):
    """What a turn of the project's text is here: a turn of its own, or part of others."""

    turn: str = ""
    """The turn with exactly these words."""
    block: int = -1
    """Else the number of the block that it is part of."""
    before: int = 0
    """How many characters of the block come before it."""


class Block(msgspec.Struct):
    """Turns that differ here from the project's, and stay: joined by line ends on both sides."""

    turns: list[str]
    starts: list[int]
    """Where each turn begins in `text`."""
    edits: list[splice.Splice]
    text: str


class Stretch(msgspec.Struct, frozen=True):
    """A stretch in turns of the study."""

    turn: str
    start: int
    end_turn: str
    end: int
    carried: bool = False
    """It lies in words that were corrected here, and was carried over to them."""


class Revised(msgspec.Struct):
    """Where the turns of a project's text are in the study."""

    spots: list[Spot]
    blocks: list[Block]
    texts: list[str]
    """The project's turns."""
    taken: set[int] = set()
    """Turns of the project's text that were brought up to date here."""

    def stretch(self, place: Place) -> Stretch | None:
        """Give where a stretch of the project's text is; None: its words are not here any more."""
        first, start, last, end = place.turn, place.start, place.end_turn, place.end
        while first <= last and self._is_nowhere(first):
            first, start = first + 1, 0
        while first <= last and self._is_nowhere(last):
            last -= 1
            end = len(self.texts[last])
        if first > last:
            return None
        turn, begin, one = self._point(first, start, ends=False)
        end_turn, finish, other = self._point(last, end, ends=True)
        if (one is not None or other is not None) and not self._has_words(
            first, last, (turn, begin, one), (end_turn, finish, other)
        ):
            return None
        return Stretch(turn, begin, end_turn, finish, one is not None or other is not None)

    def touches(self, place: Place) -> bool:
        """Tell whether a stretch lies in turns that were brought up to date."""
        return any(turn in self.taken for turn in range(place.turn, place.end_turn + 1))

    def _is_nowhere(self, turn: int) -> bool:
        return not self.spots[turn].turn and self.spots[turn].block < 0

    def _point(self, turn: int, offset: int, *, ends: bool) -> tuple[str, int, Block | None]:
        spot = self.spots[turn]
        if spot.turn:
            return spot.turn, offset, None
        block = self.blocks[spot.block]
        move = splice.move_end if ends else splice.move_start
        at = min(move(spot.before + offset, block.edits), len(block.text))
        which = max((i for i, begin in enumerate(block.starts) if begin <= at), default=0)
        return block.turns[which], at - block.starts[which], block

    def _has_words(
        self,
        first: int,
        last: int,
        start: tuple[str, int, Block | None],
        end: tuple[str, int, Block | None],
    ) -> bool:
        """Tell whether a stretch that was carried over still has words."""
        if start[2] is not None and start[2] is end[2]:
            block = start[2]
            begin = block.starts[block.turns.index(start[0])] + start[1]
            finish = block.starts[block.turns.index(end[0])] + end[1]
            return bool(block.text[begin:finish].strip())
        before = start[2]
        rest = self.texts[first] if before is None else before.text
        at = start[1] if before is None else before.starts[before.turns.index(start[0])] + start[1]
        after = end[2]
        head = self.texts[last] if after is None else after.text
        to = end[1] if after is None else after.starts[after.turns.index(end[0])] + end[1]
        return bool(rest[at:].strip() or head[:to].strip() or last - first > 1)


class Reviser:
    """Plans what a changed text needs."""

    def __init__(self, history: History, sketch: Sketch) -> None:
        self._history = history
        self._sketch = sketch

    def revise(self, source: str, turns: Sequence[Turn], laid: Laid, *, ours: bool) -> Revised:
        """Match a project's text with the turns of a source, and plan the corrections.

        Args:
            source: id of the source.
            turns: its turns, in order.
            laid: the project's text.
            ours: the source did not come from this project, so that nothing in it is changed.
        """
        work = _Work(self._history, self._sketch, source, list(turns), laid)
        return work.revised(ours=ours)


class _Work:
    def __init__(
        self, history: History, sketch: Sketch, source: str, turns: list[Turn], laid: Laid
    ) -> None:
        self._history = history
        self._sketch = sketch
        self._source = source
        self._turns = turns
        self._new = [laid.words(i) for i in range(len(laid.pieces))]
        self._result = Revised([Spot() for _ in self._new], [], self._new)
        self._gone: set[str] | None = None
        self._last: str = ""
        """Id of the turn that stands before the next change."""

    def revised(self, *, ours: bool) -> Revised:
        if [turn.text for turn in self._turns] == self._new:
            for spot, turn in zip(self._result.spots, self._turns, strict=True):
                spot.turn = turn.id
            return self._result
        for deed, a0, a1, b0, b1 in self._deeds(ours=ours):
            if deed == _SAME:
                for a, b in zip(range(a0, a1), range(b0, b1), strict=True):
                    self._result.spots[b].turn = self._last = self._turns[a].id
            elif deed == _KEEP:
                self._keep(a0, a1, b0, b1)
            else:
                self._take(a0, a1, b0, b1)
        return self._result

    def _deeds(self, *, ours: bool) -> list[_Deed]:
        """Say what becomes of which turns, in order."""
        found: list[_Deed] = []
        for tag, a0, a1, b0, b1 in self._compared(ours=ours):
            if tag == "equal":
                for a, b in zip(range(a0, a1), range(b0, b1), strict=True):
                    same = self._turns[a].text == self._new[b]
                    _append(found, (_SAME if same else _KEEP, a, a + 1, b, b + 1))
            else:
                self._differ(found, (a0, a1, b0, b1), ours=ours)
        return found

    def _differ(
        self, found: list[_Deed], stretch: tuple[int, int, int, int], *, ours: bool
    ) -> None:
        """Say what becomes of turns that are not those of the project."""
        a0, a1, b0, b1 = stretch
        ids = [turn.id for turn in self._turns[a0:a1]]
        by_hand = set() if ours else self._history.made_here(ids)
        while a0 < a1 and self._turns[a0].id in by_hand:
            _keep_with(found, (a0, a0 + 1, b0, b0))
            a0 += 1
        end = a1
        while a0 < a1 and self._turns[a1 - 1].id in by_hand:
            a1 -= 1
        if ours or self._is_ours(a0, a1, b0, b1):
            _keep_with(found, (a0, a1, b0, b1))
        elif b0 < b1 or not self._widen(found, a0, a1, b0):
            _append(found, (_TAKE, a0, a1, b0, b1))
        if end > a1:
            _append(found, (_KEEP, a1, end, b1, b1))

    def _compared(self, *, ours: bool) -> Sequence[Code]:
        """Match turns with the project's by their words, or by words that they once had."""
        wanted = set(self._new)
        changed = [turn.id for turn in self._turns if turn.text not in wanted]
        past = {} if ours else self._history.texts(changed)
        keys = [
            next((text for text in past.get(turn.id, ()) if text in wanted), turn.text)
            for turn in self._turns
        ]
        self._history.kept += sum(
            key != turn.text for key, turn in zip(keys, self._turns, strict=True)
        )
        heavy = len(keys) * len(self._new) > _EXACT_UP_TO
        return SequenceMatcher(None, keys, self._new, autojunk=heavy).get_opcodes()

    def _widen(self, found: list[_Deed], a0: int, a1: int, b0: int) -> bool:
        """Let a paragraph that is gone there go with the one before it: its words are taken out."""
        if not found or found[-1][0] == _KEEP or found[-1][2] != a0 or found[-1][4] != b0:
            return False
        _, before, _, piece, _ = found.pop()
        found.append((_TAKE, before, a1, piece, b0))
        return True

    def _is_ours(self, a0: int, a1: int, b0: int, b1: int) -> bool:
        """Tell whether a difference is of our making."""
        if any(turn.withdrawn for turn in self._turns[a0:a1]):
            return True
        if a0 < a1 or b0 == b1:
            return a0 == a1
        if self._gone is None:
            # What also stands somewhere now was not removed, but moved there.
            gone = self._history.gone_texts(self._source)
            self._gone = gone - {turn.text for turn in self._turns}
        return self._gone.issuperset(self._new[b0:b1])

    def _keep(self, a0: int, a1: int, b0: int, b1: int) -> None:
        """Leave our turns as they are; the project's places are carried over to them."""
        turns = self._turns[a0:a1]
        if not turns:
            return  # the project's words have no place here
        self._last = turns[-1].id
        text = "\n".join(turn.text for turn in turns)
        starts = [0, *accumulate(len(turn.text) + 1 for turn in turns[:-1])]
        edits = splice.edit("\n".join(self._new[b0:b1]), text)
        self._result.blocks.append(Block([turn.id for turn in turns], starts, edits, text))
        before = 0
        for b in range(b0, b1):
            self._result.spots[b] = Spot(block=len(self._result.blocks) - 1, before=before)
            before += len(self._new[b]) + 1

    def _take(self, a0: int, a1: int, b0: int, b1: int) -> None:
        """Make our turns those of the project."""
        old, new = self._turns[a0:a1], self._new[b0:b1]
        if not new:  # nothing else of the text is left there, or of ours
            self._sketch.lose("paragraphs that are gone there (kept here)", "", len(old))
            self._keep(a0, a1, b0, b1)
        elif len(old) == len(new) and all(map(_alike, (t.text for t in old), new)):
            for turn, b in zip(old, range(b0, b1), strict=True):
                self._result.spots[b].turn = self._last = turn.id
                if turn.text != self._new[b]:
                    self._result.taken.add(b)
                    self._do(CorrectTurn(turn=turn.id, text=self._new[b]))
        else:
            self._result.taken |= set(range(b0, b1))
            if old:
                self._recast(old, b0, b1)
            else:
                self._insert(b0, b1)

    def _insert(self, b0: int, b1: int) -> None:
        for b in range(b0, b1):
            made = self._sketch.make(
                InsertTurn(source=self._source, text=self._new[b], after=self._last)
            )
            self._count()
            self._result.spots[b].turn = self._last = made

    def _recast(self, old: Sequence[Turn], b0: int, b1: int) -> None:
        """Join turns, correct their words as one, and part them anew: what is coded moves along."""
        first = old[0].id
        for _ in old[1:]:
            self._do(JoinTurns(turn=first))
        new = self._new[b0:b1]
        self._do(CorrectTurn(turn=first, text="\n".join(new)))
        at: str = first
        for b, words in enumerate(new[:-1], b0):
            self._result.spots[b].turn = at
            # White space at the cut goes, so all but the first begin with a word.
            cut = len(words) if b == b0 else len(words.lstrip())
            made = self._sketch.make(SplitTurn(turn=at, at=cut))
            self._mend(at, words)
            at = made
        self._result.spots[b1 - 1].turn = at
        self._mend(at, new[-1])
        self._last = at

    def _mend(self, turn: str, words: str) -> None:
        """Give a turn back the white space at its edges, which goes when turns are parted."""
        if words != words.strip():
            self._do(CorrectTurn(turn=turn, text=words))

    def _do(self, operation: Operation) -> None:
        self._sketch.change(operation)
        self._count()

    def _count(self) -> None:
        changed = self._sketch.preview.changed
        changed["turns"] = changed.get("turns", 0) + 1


def _append(found: list[_Deed], deed: _Deed) -> None:
    """Add what is done; a paragraph that is gone there goes with the one after it."""
    if found and found[-1][0] == _TAKE and found[-1][3] == found[-1][4]:
        _, a0, _, b0, _ = found.pop()
        deed = (_KEEP if deed[0] == _KEEP else _TAKE, a0, deed[2], b0, deed[4])
    found.append(deed)


def _keep_with(found: list[_Deed], stretch: tuple[int, int, int, int]) -> None:
    """Keep turns together with those before them that are kept: one was parted here, or joined."""
    a0, a1, b0, b1 = stretch
    if found and found[-1][0] == _KEEP:
        _, a0, _, b0, _ = found.pop()
    _append(found, (_KEEP, a0, a1, b0, b1))


def _alike(one: str, other: str) -> bool:
    """Tell whether two paragraphs are versions of one."""
    if one == other:
        return True
    words, others = set(one.split()), set(other.split())
    both = len(words & others)
    return 2 * both >= _LIKE * (len(words) + len(others)) and both > 0
