"""How much of a document something holds: what a screen reader is given, what is on paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable


def heard(turns: Iterable[str], given: str) -> float:
    """Return the share in percent of the turns' characters that stand whole, in order, in `given`.

    White space is left out on both sides: it is a matter of lines there.
    """
    rest, whole, found, at = squeezed(given), 0, 0, 0
    for turn in map(squeezed, turns):
        whole += len(turn)
        place = rest.find(turn, at)
        if place >= 0:
            found += len(turn)
            at = place + len(turn)
    return 100 * found / whole if whole else 100.0


def printed(text: str, paper: str) -> float:
    """Return the share in percent of the words of `text` that `paper` holds, each as often.

    A word is a run of letters and digits, as a line may end after a hyphen. The order is left out:
    a page is read out column by column, or line by line.
    """
    wanted, there = (Counter(re.findall(r"\w+", side)) for side in (text, paper))
    return 100 * (wanted & there).total() / wanted.total() if wanted else 100.0


def squeezed(text: str) -> str:
    """Return the text without its white space."""
    return "".join(text.split())
