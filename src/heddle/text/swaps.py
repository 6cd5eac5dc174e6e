"""Swaps: words of a text put in the place of others, and the way back for every offset.

A swap is a splice (`text.splice`) whose text stands in [square brackets], so that a reader sees
where words were put in. Swaps may come overlapping (two copies of a study that met): what
overlaps becomes one swap, so that nothing of what was to go is left between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from heddle.text.splice import Splice, apply


class Swapped(NamedTuple):
    """A text with its swaps carried out."""

    text: str
    forth: tuple[Splice, ...]
    """The splices that lead from the text as it was to this one."""
    back: tuple[Splice, ...]
    """Those that lead from this text to the one that it was."""

    def there(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the old text is; what it takes part of, it takes whole."""
        return _outward(start, end, self.forth)

    def here(self, start: int, end: int) -> tuple[int, int]:
        """Return what stretch of the old text one of this text stands for."""
        return _outward(start, end, self.back)


def swap(text: str, swaps: Iterable[Splice]) -> Swapped:
    """Carry out swaps on a text, in any order; see `settled` for those that overlap."""
    forth = tuple(settled(swaps, len(text)))
    back: list[Splice] = []
    shift = 0
    for start, end, words in forth:
        back.append(Splice(start + shift, start + shift + len(words), text[start:end]))
        shift += len(words) - (end - start)
    return Swapped(apply(text, forth), forth, tuple(back))


def settled(swaps: Iterable[Splice], length: int) -> list[Splice]:
    """Return swaps in order, within a text of `length`, none over another.

    Swaps that overlap become one, over all that they cover, with the words of the longest one
    (of the first, where they are equally long). A swap without a stretch of its own is left out.
    """
    done: list[Splice] = []
    widest = 0
    inside = (Splice(max(0, s), min(length, e), t) for s, e, t in swaps)
    for start, end, words in sorted(s for s in inside if s.start < s.end):
        if not done or start >= done[-1].end:
            done.append(Splice(start, end, words))
            widest = end - start
            continue
        last = done[-1]
        longer = end - start > widest
        widest = max(widest, end - start)
        done[-1] = Splice(last.start, max(last.end, end), words if longer else last.text)
    return done


def _outward(start: int, end: int, splices: Sequence[Splice]) -> tuple[int, int]:
    return _moved(start, splices, ends=False), _moved(end, splices, ends=True)


def _moved(offset: int, splices: Sequence[Splice], *, ends: bool) -> int:
    """Carry an offset over; one within a splice goes to its near border, outwards."""
    shift = 0
    for start, end, words in splices:
        if offset <= start:
            break
        if offset < end:
            return start + shift + (len(words) if ends else 0)
        shift += len(words) - (end - start)
    return offset + shift
