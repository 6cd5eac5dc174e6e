"""Writing a transcript as a Praat TextGrid: a tier for each speaker, an interval for each turn.

Behind the tier that marks the file as Heddle's, each speaker has one of the words whose times are
known; where a speaker has two tiers, both have one.
"""

from __future__ import annotations

from heddle.exchange.draft import counted
from heddle.exchange.talk.spoken import (
    Slot,
    Spoken,
    SpokenTurn,
    Written,
    laid,
    slots,
    unlaid,
)
from heddle.exchange.talk.textgrid import OWN, WORDS

_Placed = tuple[Slot, SpokenTurn]
_Mark = tuple[int, int, str]
"""A labelled stretch of a tier, in milliseconds."""


def write_textgrid(talk: Spoken) -> Written:
    """Write a transcript in Praat's long text form (UTF-8).

    Intervals of one tier cannot lie over each other: who speaks twice at once has a second tier
    of the same name.

    Raises:
        Refused: No turn has a time.
    """
    notes: list[str] = []
    placed = list(zip(slots(talk.turns, notes), talk.turns, strict=True))
    end = max(slot.end for slot, _ in placed)
    tiers = layers(placed)
    unlaid(placed, notes)
    more = len(tiers) - len({name for name, _ in tiers})
    if more:
        notes.append(f"{counted(more, 'tier', 'tiers')} more, as a speaker has turns that overlap.")
    rows = [(name, _turns(turns)) for name, turns in tiers]
    rows.append((OWN, []))
    timed = {name for name, turns in tiers if any(laid(turn, slot) for slot, turn in turns)}
    rows += [(name + WORDS, _words(turns)) for name, turns in tiers if name in timed]
    head = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
        f"xmin = 0\nxmax = {_seconds(end)}\ntiers? <exists>\nsize = {len(rows)}\nitem []:\n"
    )
    parts = [head]
    for number, (name, marks) in enumerate(rows, 1):
        parts += _tier(number, name, marks, end)
    return Written(data="".join(parts).encode(), notes=notes)


def layers(placed: list[_Placed]) -> list[tuple[str, list[_Placed]]]:
    """Lay turns on tiers, by speaker in order of appearance, none over another on one tier."""
    tiers: dict[str, list[list[_Placed]]] = {}
    for each in sorted(placed, key=lambda pair: pair[0].start):
        of_speaker = tiers.setdefault(each[1].speaker, [])
        free = next((t for t in of_speaker if t[-1][0].end <= each[0].start), None)
        if free is None:
            of_speaker.append([each])
        else:
            free.append(each)
    return [(name, tier) for name, of_speaker in tiers.items() for tier in of_speaker]


def _turns(turns: list[_Placed]) -> list[_Mark]:
    return [(slot.start, slot.end, turn.text) for slot, turn in turns]


def _words(turns: list[_Placed]) -> list[_Mark]:
    return [
        (each.begin, each.finish, turn.text[each.start : each.end])
        for slot, turn in turns
        for each in laid(turn, slot)
    ]


def _tier(number: int, name: str, marks: list[_Mark], end: int) -> list[str]:
    """Write a tier whole: what no mark takes is an interval without a label."""
    intervals: list[_Mark] = []
    at = 0
    for begin, finish, text in marks:
        if begin > at:
            intervals.append((at, begin, ""))
        intervals.append((begin, finish, text))
        at = finish
    if at < end:
        intervals.append((at, end, ""))
    head = (
        f'    item [{number}]:\n        class = "IntervalTier"\n        name = {_quoted(name)}\n'
        f"        xmin = 0\n        xmax = {_seconds(end)}\n"
        f"        intervals: size = {len(intervals)}\n"
    )
    parts = [head]
    for place, (begin, finish, text) in enumerate(intervals, 1):
        parts.append(
            f"        intervals [{place}]:\n            xmin = {_seconds(begin)}\n"
            f"            xmax = {_seconds(finish)}\n            text = {_quoted(text)}\n"
        )
    return parts


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
