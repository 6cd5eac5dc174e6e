"""Numbers and words as other programs write them, made safe: a time is a time or it is none."""

from __future__ import annotations

import math
import re
from typing import Any

from heddle.exchange.draft import Draft
from heddle.text.timing import LONGEST, UNSAID

_HALVES = re.compile("[\ud800-\udfff]")


def seconds(value: Any, draft: Draft, *, scale: float = 1.0) -> float | None:
    """Return a time in seconds; what is none, or cannot be one, is None and counted as lost.

    Args:
        value: a number, or digits; None and "" are no time and no loss.
        draft: where a loss is counted.
        scale: what the value has to be multiplied with to give seconds.
    """
    if value is None or value == "" or value is False or value is True:
        return None
    try:
        number = float(value) * scale
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not 0 <= number <= LONGEST / 1000:  # NaN is not in it either
        draft.lose("times that cannot be (below nought, or no number)")
        return None
    return round(number, 3)


def interval(
    start: Any, end: Any, draft: Draft, *, scale: float = 1.0
) -> tuple[float | None, float | None]:
    """Return a begin and an end in seconds; an end before its begin is none."""
    begin, finish = seconds(start, draft, scale=scale), seconds(end, draft, scale=scale)
    if begin is not None and finish is not None and finish < begin:
        draft.lose("end times before their start")
        finish = None
    return begin, finish


def milliseconds(value: float | None) -> int:
    """Return seconds as whole milliseconds; -1, which no timing accepts, for none."""
    return -1 if value is None else round(value * 1000)


def certainty(value: Any) -> int:
    """Return a recogniser's probability (0 to 1) as per cent; -1 where it gives none."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return round(value * 100)
    return UNSAID


def words(value: Any, draft: Draft) -> str:
    """Return a text of a JSON file; halves of characters in it become the replacement sign."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value
    whole, halves = _HALVES.subn("\ufffd", value)
    draft.lose("halves of characters (shown as \ufffd)", halves)
    return whole


def label(value: Any, draft: Draft) -> str | None:
    """Return a speaker's label on one line; a number is one too; None where there is none."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1_000_000:
        value = str(value)
    return " ".join(words(value, draft).replace("\0", "").split()) or None
