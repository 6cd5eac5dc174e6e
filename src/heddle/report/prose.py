"""Words of a report that are made from the record: numbers, lists, dates, sentences.

Numbers below ten are words in running text and digits from ten on; every number leads back
to the records that were counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from heddle.report.model import Inline, Inlines, Paragraph, Text, Trace, runs

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_VALUES = {word: value for value, word in enumerate(_WORDS)} | {
    "none": 0, "nobody": 0, "zero": 0, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20,
}  # fmt: skip


class HasId(Protocol):
    """Anything with a record's id."""

    id: str


def number(count: int) -> str:
    """Return a number as it stands in running text: words below ten, digits from ten on."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else str(count)


def value_of(word: str) -> int | None:
    """Return the number that a word or digits stand for, up to twenty in words, or None."""
    return int(word) if word.isascii() and word.isdigit() else _VALUES.get(word.casefold())


def plural(count: int, one: str, many: str = "") -> str:
    """Return the form of a noun that goes with a count."""
    return one if count == 1 else many or f"{one}s"


def ids(records: Iterable[HasId]) -> tuple[str, ...]:
    """Return the ids of records, as evidence."""
    return tuple(record.id for record in records)


def counted(
    records: Sequence[HasId], one: str, many: str = "", *, query: str = "", start: bool = False
) -> Inlines:
    """Return "three sessions", the number traced to what was counted.

    At the start of a sentence it is "Three sessions" or "In all, 17 sessions".
    """
    noun = plural(len(records), one, many)
    return (*opened(records, query or f"{noun} on record", start=start), Text(f" {noun}"))


def opened(records: Sequence[HasId], query: str, *, start: bool = True) -> Inlines:
    """Return a traced count that can open a sentence: no sentence begins with digits."""
    shown = number(len(records))
    if start and shown[0].isdigit():
        return Text("In all, "), Trace(shown, ids(records), query=query)
    return (Trace(shown.capitalize() if start else shown, ids(records), query=query),)


def sentence(*parts: str | Inline | Inlines) -> Inlines:
    """Join words and traces to running text; neighbouring plain words become one run."""
    joined: list[Inline] = []
    for inline in (each for part in parts for each in runs(part)):
        last = joined[-1] if joined else None
        if _is_plain(inline) and last is not None and _is_plain(last):
            joined[-1] = Text(last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(joined)


def _is_plain(inline: Inline) -> bool:
    return inline == Text(inline.text)


def listed(items: Sequence[Inlines]) -> Inlines:
    """Join inlines as people write lists: "a, b and c"."""
    parts: list[str | Inlines] = []
    for place, item in enumerate(items):
        if place:
            parts.append(" and " if place == len(items) - 1 else ", ")
        parts.append(item)
    return sentence(*parts)


def full_stop(text: str) -> str:
    """Return a text of the team's own with an end to its last sentence; empty stays empty."""
    text = text.strip()
    inner = text.rstrip("”’\"')]»")
    return text if not inner or inner[-1] in ".!?…" else f"{text}."


def lowered(text: str) -> str:
    """Return a text with a small first letter, unless its first word is more than capitalised."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return text if first[1:] != first[1:].lower() or first == "I" else text[:1].lower() + text[1:]


def to_be_written(what: str) -> Paragraph:
    """Return a paragraph that asks the author for words, in italics and brackets."""
    return Paragraph((Text(f"[To be written: {what}]", italic=True),))


def day(date: str) -> str:
    """Return an ISO date as far as it is known in words: "4 November 2021"."""
    year, month, of_month = (*date.split("-"), "", "")[:3]
    if not month:
        return year
    name = _MONTHS[int(month) - 1]
    return f"{int(of_month)} {name} {year}" if of_month else f"{name} {year}"


def period(dates: Iterable[str]) -> str:
    """Return when something happened: "in November 2021", "between 4 and 18 November 2021".

    Takes ISO dates as far as they are known; an empty text for none.
    """
    known = sorted({date for date in dates if date})
    if not known:
        return ""
    first, last = known[0], known[-1]
    if first == last:
        return f"on {day(first)}" if len(first) == 10 else f"in {day(first)}"
    if first[:7] == last[:7]:
        if len(first) < 10 or len(last) < 10:
            return f"in {day(first[:7])}" if len(first) > 4 else f"in {first}"
        return f"between {int(first[8:])} and {day(last)}"
    same_year = first[:4] == last[:4] and len(first) > 4
    return f"between {day(first)[:-5] if same_year else day(first)} and {day(last)}"
