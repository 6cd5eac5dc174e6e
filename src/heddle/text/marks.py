"""What is heard in a turn and is no word: pauses, overlap, laughter, what could not be understood.

A mark is data beside the text, anchored in its code points, so that a text holds words only: what
it looks like is a matter of the convention that it is shown by (`text.conventions`). Like a
timing it is a short list of numbers, with words where it has some:
`[kind, start, end, amount, at, words]`, what is at its default left out at the end. The kinds are
numbers for ever, because words in a record are what an erasure looks for.

A mark is on a stretch of words or at a point between them (`start == end`). Marks of a turn are
in the order of where they begin; they may overlap each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, get_args

from heddle.text.splice import Splice, move, move_end
from heddle.text.timing import LONGEST

MarkKind = Literal[
    "pause", "overlap", "unclear", "nonverbal", "emphasis", "cutoff", "laughter", "inaudible"
]
"""What a mark can say. Their order is that of the numbers they are kept under, from 1."""
KINDS: Final[tuple[MarkKind, ...]] = get_args(MarkKind)
PAUSE, OVERLAP, UNCLEAR, NONVERBAL, EMPHASIS, CUTOFF, LAUGHTER, INAUDIBLE = range(1, 9)

POINTS: Final = frozenset({PAUSE, CUTOFF, INAUDIBLE})
"""Kinds that stand between words and never on them."""
STRETCHES: Final = frozenset({OVERLAP, EMPHASIS})
"""Kinds that are always on words; the others can be either."""
LASTING: Final = frozenset({PAUSE, INAUDIBLE})
"""Kinds whose amount is how long it lasted."""
WORDED: Final = frozenset({UNCLEAR, NONVERBAL})
"""Kinds that can have words: what somebody may have said, or what somebody did."""

UNSAID: Final = -1
"""An amount or a time that nobody noted."""
MOST_WORDS: Final = 200
"""Code points of the words of a mark."""
_MOST_GROUPS: Final = 1_000_000


class Mark(NamedTuple):
    """One mark of a text."""

    kind: int
    start: int
    end: int
    """Code points [start, end) of the text; equal for a point between words."""
    amount: int = UNSAID
    """Milliseconds of a pause or of what is inaudible; of an overlap its number in the source:
    those of one number were spoken at once. -1: not said."""
    at: int = UNSAID
    """Milliseconds on the session's time line, where somebody noted it; -1: not said."""
    words: str = ""
    """What somebody did (nonverbal), or may have said (unclear); else empty."""

    @property
    def name(self) -> MarkKind:
        """The kind in a word."""
        return KINDS[self.kind - 1]

    def kept(self) -> list[int | str]:
        """Return it as a record has it: what is at its default left out at the end."""
        if self.words:
            return list(self)
        if self.at != UNSAID:
            return [self.kind, self.start, self.end, self.amount, self.at]
        if self.amount != UNSAID:
            return [self.kind, self.start, self.end, self.amount]
        return [self.kind, self.start, self.end]


def number(kind: MarkKind) -> int:
    """Return the number that a kind is kept under."""
    return KINDS.index(kind) + 1


def read(marks: Iterable[Sequence[int | str]]) -> list[Mark]:
    """Return marks from the lists that a record has; what is no mark at all is passed over."""
    found = []
    for each in marks:
        if not 3 <= len(each) <= 6:
            continue
        numbers = [value for value in each[:5] if isinstance(value, int)]
        words = each[5] if len(each) == 6 else ""
        if len(numbers) == min(len(each), 5) and isinstance(words, str):
            numbers += [UNSAID] * (5 - len(numbers))
            kind, start, end, amount, at = numbers
            found.append(Mark(kind, start, end, amount, at, words))
    return found


def fault(mark: Mark, length: int) -> str:
    """Say why a mark cannot be true of a text of `length` code points; "" if it can."""
    if not 1 <= mark.kind <= len(KINDS):
        return "it is of no kind that is known here"
    if not 0 <= mark.start <= mark.end <= length:
        return "its place is not in the turn"
    if mark.kind in POINTS and mark.start != mark.end:
        return "it stands between words and not on them"
    if mark.kind in STRETCHES and mark.start == mark.end:
        return "it has to be on words"
    if not UNSAID <= mark.at <= LONGEST:
        return "its time is outside any recording"
    return _wrong_amount(mark) or _wrong_words(mark)


def _wrong_amount(mark: Mark) -> str:
    if mark.kind in LASTING:
        return "" if UNSAID <= mark.amount <= LONGEST else "nothing lasts so long"
    if mark.kind == OVERLAP:
        fits = mark.amount == UNSAID or 1 <= mark.amount <= _MOST_GROUPS
        return "" if fits else "overlaps are numbered from 1"
    return "" if mark.amount == UNSAID else "it has no length"


def _wrong_words(mark: Mark) -> str:
    if mark.words and mark.kind not in WORDED:
        return "it has no words of its own"
    if mark.kind == NONVERBAL and not mark.words.strip():
        return "it has to say what was done"
    if len(mark.words) > MOST_WORDS or not mark.words.isprintable():
        return f"its words are more than {MOST_WORDS} characters, or more than one line"
    return ""


def fitting(marks: Iterable[Mark], length: int) -> list[Mark]:
    """Return those marks that can be true of a text of `length` code points, in order, once each.

    Two copies of a study can each correct a turn; what is left after they met may then no longer
    fit the words, and nobody who reads a mark should stumble over that.
    """
    return ordered(each for each in marks if not fault(each, length))


def ordered(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in the order of where they begin, each once; those at one place as they were.

    A point comes before a stretch that begins there.
    """
    return sorted(dict.fromkeys(marks), key=lambda mark: (mark.start, mark.end > mark.start))


def moved(marks: Sequence[Mark], splices: Sequence[Splice], text: str) -> list[Mark]:
    """Carry marks over to a corrected text by the edit script that made it.

    A point stays behind the word that it came after. A stretch keeps what is left of its words,
    or what took the place of all of them; without words it goes, except that what was unclear
    stays so at the place where its words were. A cut-off goes with its word.

    Args:
        marks: of the text as it was.
        splices: what `splice.edit` gave.
        text: the text as it is now.
    """
    if not marks or not splices:
        return list(marks)
    kept = []
    for mark in marks:
        if mark.start == mark.end:
            at = move_end(mark.start, splices)
            if mark.kind != CUTOFF or text[at - 1 : at].strip():
                kept.append(mark._replace(start=at, end=at))
            continue
        place = move(mark.start, mark.end, splices)
        if text[place.start : place.end].strip():
            kept.append(mark._replace(start=place.start, end=place.end))
        elif mark.kind == UNCLEAR:
            kept.append(mark._replace(start=place.start, end=place.start))
    return fitting(kept, len(text))


def shifted(marks: Iterable[Mark], by: int) -> list[Mark]:
    """Return marks of a text that now begins `by` code points later."""
    return [each._replace(start=each.start + by, end=each.end + by) for each in marks]


def parted(marks: Sequence[Mark], cut: int, resume: int) -> tuple[list[Mark], list[Mark]]:
    """Part the marks of a text that ends at `cut` and goes on, as another text, at `resume`.

    A stretch across the cut is in both parts; what it says in words and its time stay with the
    first. A point at the cut belongs to the words before it.
    """
    first, second = [], []
    for mark in marks:
        if mark.start == mark.end:
            if mark.start < resume or mark.start == cut:
                at = min(mark.start, cut)
                first.append(mark._replace(start=at, end=at))
            else:
                second.append(mark)
            continue
        here = mark._replace(end=min(mark.end, cut))
        there = mark._replace(start=max(mark.start, resume))
        if here.start < here.end:
            first.append(here)
            alone = mark.kind == UNCLEAR
            there = there._replace(at=UNSAID, words="" if alone else there.words)
        if there.start < there.end:
            second.append(there)
    return ordered(first), ordered(shifted(second, -resume))


def within(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    """Return what of the marks is in [start, end), in offsets from `start`.

    Points at both ends count; `inner` leaves them out.
    """
    found = []
    for mark in marks:
        if mark.start == mark.end:
            if start <= mark.start <= end:
                found.append(mark._replace(start=mark.start - start, end=mark.start - start))
            continue
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            found.append(mark._replace(start=first - start, end=last - start))
    return found


def inner(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    """Return what of the marks is in [start, end) as `within` does, without points at its edges.

    A cut-off at the end stays: it belongs to the last word.
    """
    return [
        mark
        for mark in within(marks, start, end)
        if mark.start < mark.end
        or 0 < mark.start < end - start
        or (mark.kind == CUTOFF and mark.start > 0)
    ]
