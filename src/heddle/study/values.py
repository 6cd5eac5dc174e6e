"""Values that several nouns check alike: dates, clock times, lengths of time, lists of names.

A date is ISO text, whole ("2021-11-03") or as far as it is known ("2021-11", "2021"). Two
dates are compared only as far as both are known: a rule never refuses on a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from heddle.log.records import Record
from heddle.study.rules import refuse

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DAY = 24 * 3600


def check_date(value: str, what: str) -> str:
    """Return a date trimmed, empty for "not stated"; refuses what is no date."""
    text = value.strip()
    if not text:
        return ""
    match = _DATE.fullmatch(text)
    if match is not None:
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            dt.date(year, month, day)
        except ValueError:
            match = None
    if match is None:
        refuse(
            f"The {what} “{text[:40]}” is not a date; nothing was changed.",
            "Write it as 2021-11-03, or 2021-11 where the day is not known.",
            "not-a-date",
        )
    return text


def surely_before(a: str, b: str) -> bool:
    """Tell whether one date is before another, whatever their unknown parts are."""
    return bool(a and b) and _last(a) < _first(b)


def surely_by(a: str, b: str) -> bool:
    """Tell whether one date is on or before another, whatever their unknown parts are."""
    return bool(a and b) and _last(a) <= _first(b)


def _first(date: str) -> str:
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


def _last(date: str) -> str:
    # Only ever compared as text, so a month may have 31 days here.
    return f"{date}-12-31"[:10] if len(date) == 4 else f"{date}-31"[:10]


def check_clock(value: str, what: str) -> str:
    """Return a time of day trimmed, empty for "not stated"; refuses what is none."""
    text = value.strip()
    if text and not _CLOCK.fullmatch(text):
        refuse(
            f"The {what} “{text[:40]}” is not a time of day; nothing was changed.",
            "Write it as 10:05 or 10:05:30.",
            "not-a-time",
        )
    return text


def seconds_between(started: str, stopped: str) -> tuple[int, int]:
    """Return the seconds between two times of day, and how many they may be off.

    A stop before the start is after midnight. Clocks read to the second may be 2 s off
    (two people, two watches); read to the minute, up to a minute more.
    """
    (start, exact_start), (stop, exact_stop) = _clock(started), _clock(stopped)
    return (stop - start) % _DAY, 2 if exact_start and exact_stop else 62


def _clock(text: str) -> tuple[int, bool]:
    parts = [int(part) for part in text.split(":")]
    return sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False)), len(
        parts
    ) == 3


def check_length(seconds: int | None, what: str) -> None:
    """Refuse a length of time that is not above zero."""
    if seconds is not None and seconds <= 0:
        refuse(
            f"The {what} must be longer than 0 seconds, not {seconds}; nothing was changed.",
            "Give it in whole seconds, or leave it out where it is not known.",
            "duration",
        )


def spoken_length(seconds: int) -> str:
    """Return a length of time as people write it: h:mm:ss."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def spoken_list(names: Iterable[str]) -> str:
    """Return names as people write them: "P1, P2 and P3"."""
    every = list(names)
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def once_each(items: Sequence[Any]) -> list[Any]:
    """Return the items in order, later repetitions left out."""
    return list(dict.fromkeys(items))


def emptied(record: Record, names: Iterable[str]) -> dict[str, Any]:
    """Return the named fields of a record's kind with their empty values.

    A change leaves out what it does not touch, so "not stated any more" must be said by name.
    """
    blank = type(record)()
    fields = [name for name in record.__struct_fields__ if name != "id"]
    for name in names:
        if name not in fields:
            refuse(
                f"There is no field “{name[:60]}” to clear; nothing was changed.",
                f"The fields are: {', '.join(fields)}.",
                "unknown-field",
            )
    return {name: getattr(blank, name) for name in names}
