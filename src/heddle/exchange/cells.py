"""What a cell means: yes or no, a whole number, a length of time, a date; and safe cells.

People fill in tables as they speak: "ja", "104 min", "17.11.2021". Each function takes the text
of one cell and gives its value, None for an empty cell, or an error that names the cell. Where
two readings are possible ("1:44", "03/04/2021") the cell is refused and not guessed.

Cells of tables that are written for people are guarded against formula injection
(OWASP, "CSV Injection"): a spreadsheet program must show talk and never calculate it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date as calendar

from heddle.errors import Unreadable

_YES = frozenset("1 ja j yes y true sand x ✓ ✔".split())  # noqa: SIM905 (as people write them)
_NO = frozenset("0 nej n no false falsk ✗".split())  # noqa: SIM905
_WHOLE = re.compile(r"[+-]?\d{1,15}(?:[.,]0+)?\Z")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?\Z")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]*)\.?")
_UNITS = {
    **dict.fromkeys(("h", "hour", "hours", "hr", "hrs", "t", "time", "timer"), 3600),
    **dict.fromkeys(("m", "min", "mins", "minut", "minutes", "minute", "minutter"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sek", "sekund", "sekunder"), 1),
}
_LONGEST = 1000 * 3600
"""A thousand hours: what is longer is no session, but perhaps a date without its dashes."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d{1,2}:\d{2}.*)?\Z")
_YEAR = re.compile(r"(?:19|20)\d{2}\Z")
_NUMERIC = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})\Z")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]{3,9})\.?,?\s+(\d{4})\Z")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar",
            "feb february februar",
            "mar march marts",
            "apr april",
            "may maj",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_NEGATIVE = re.compile(r"-\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?\Z")


def yes_no(text: str, *, file: str = "", place: str = "") -> bool | None:
    """Read yes or no, in English or Danish; None for an empty cell.

    Raises:
        Unreadable: it is neither; `file` and `place` (as `Sheet.place` gives it) name the cell.
    """
    word = text.strip().rstrip(".").casefold()
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise _bad("neither yes nor no", "Write yes or no.", file, place)


def whole(text: str, *, file: str = "", place: str = "") -> int | None:
    """Read a whole number such as an age; None for an empty cell.

    Raises:
        Unreadable: it is no whole number.
    """
    plain = text.strip()
    if not plain:
        return None
    if not _WHOLE.match(plain):
        raise _bad("no whole number", "Write digits only, such as 17.", file, place)
    return int(re.split("[.,]", plain)[0])


def seconds(text: str, *, file: str = "", place: str = "") -> float | None:
    """Read a length of time in seconds; None for an empty cell.

    Understood are "1:44:45", "104:45" (minutes and seconds, where the first part is 24 or
    more), "104 min", "1 h 44 min 45 s", "1,5 timer", and a bare number as seconds.

    Raises:
        Unreadable: it is no length of time, or "1:44", which could be hours or minutes.
    """
    plain = text.strip().casefold()
    if not plain:
        return None
    clock = _CLOCK.match(plain)
    if clock:
        return _clock_seconds(clock, file, place)
    total, at, told = 0.0, 0, False
    for part in _AMOUNT.finditer(plain):
        unit = part[2] or ("s" if not told and part.end() == len(plain) else "?")
        if plain[at : part.start()].strip(" ,") not in ("", "and", "og") or unit not in _UNITS:
            break
        total += float(part[1].replace(",", ".")) * _UNITS[unit]
        at, told = part.end(), True
    if not told or plain[at:].strip() or total > _LONGEST:
        raise _bad("no length of time", "Write it as 1:44:45 or 104 min.", file, place)
    return total


def date(text: str, *, file: str = "", place: str = "") -> str | None:
    """Read a date as "2021-11-17", or "2021-11" or "2021" where no more is said; None if empty.

    Understood are ISO dates, day-month-year with "-" or ".", with "/" where only one order is
    possible, and English and Danish month names.

    Raises:
        Unreadable: it is no date, there is no such day, or day and month could be swapped.
    """
    plain = " ".join(text.split())
    if not plain:
        return None
    if _YEAR.match(plain):
        return plain
    iso, numeric, named = _ISO.match(plain), _NUMERIC.match(plain), _NAMED.match(plain.casefold())
    if iso:
        return _day(iso[1], iso[2], iso[3], file, place)
    if numeric:
        day, mark, month, year = numeric.groups()
        if mark == "/" and int(day) <= 12 and int(month) <= 12 and day != month:
            raise _bad(
                "a date whose day and month could be swapped",
                "Write it as 2021-11-17 (year-month-day).",
                file,
                place,
            )
        swapped = mark == "/" and int(month) > 12
        return _day(year, day if swapped else month, month if swapped else day, file, place)
    if named and named[2] in _MONTHS:
        return _day(named[3], str(_MONTHS[named[2]]), named[1], file, place)
    raise _bad("no date", "Write it as 2021-11-17 or 2021-11.", file, place)


def safe_cell(text: str) -> str:
    """Guard a cell against being taken for a formula by a spreadsheet program.

    What begins with = + - @ (also full-width), a tab or a line end gets an apostrophe before it;
    plain negative numbers stay. `unsafe_cell` gives back exactly the text that went in.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NEGATIVE.match(text) else text


def unsafe_cell(text: str) -> str:
    """Take the guard of `safe_cell` off again; for tables that Heddle itself has written."""
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]], *, raw: bool = False) -> bytes:
    r"""Write a table as CSV: UTF-8 with a byte order mark, CRLF, as spreadsheet programs like it.

    Args:
        headers: the first row.
        rows: texts, in the order of the headers.
        raw: leave cells unguarded, for programs that read them back; say so in the file's name.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    guard = str if raw else safe_cell
    writer.writerow([guard(cell) for cell in headers])
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _clock_seconds(clock: re.Match[str], file: str, place: str) -> float:
    hours, minutes, rest, fraction = clock.groups()
    if hours is None and int(minutes) < 24 and fraction is None:
        raise _bad(
            "a time that could mean hours and minutes or minutes and seconds",
            "Write all three parts, as 2:10:00 or 0:02:10.",
            file,
            place,
        )
    if int(rest) > 59 or (hours is not None and int(minutes) > 59):
        raise _bad("no length of time", "Write it as 1:44:45 or 104 min.", file, place)
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(rest)
    return total + int((fraction or "0").ljust(3, "0")) / 1000


def _day(year: str, month: str, day: str | None, file: str, place: str) -> str:
    try:
        real = calendar(int(year), int(month), int(day or 1))
    except ValueError:
        raise _bad("a date that does not exist", "Check day and month.", file, place) from None
    return real.isoformat() if day else real.isoformat()[:7]


def _bad(problem: str, hint: str, file: str, place: str) -> Unreadable:
    # The cell's text stays out of the message: it may be about a person.
    return Unreadable(
        f"This cell holds {problem}; nothing was imported.",
        hint,
        file=file,
        place=place,
        code="bad-cell",
    )
