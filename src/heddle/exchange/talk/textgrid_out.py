"""Writing a transcript as a Praat TextGrid: a tier for each speaker, an interval for each turn."""

from __future__ import annotations

from heddle.exchange.draft import counted
from heddle.exchange.talk.spoken import Slot, Spoken, SpokenTurn, Written, slots, unsaid
from heddle.exchange.talk.textgrid import OWN

_Placed = tuple[Slot, SpokenTurn]


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
    unsaid(talk.turns, notes, words=False)
    more = len(tiers) - len({name for name, _ in tiers})
    if more:
        notes.append(f"{counted(more, 'tier', 'tiers')} more, as a speaker has turns that overlap.")
    head = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
        f"xmin = 0\nxmax = {_seconds(end)}\ntiers? <exists>\nsize = {len(tiers) + 1}\nitem []:\n"
    )
    parts = [head]
    for number, (name, turns) in enumerate([*tiers, (OWN, [])], 1):
        parts += _tier(number, name, turns, end)
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


def _tier(number: int, name: str, turns: list[_Placed], end: int) -> list[str]:
    """Write a tier whole: what no turn takes is an interval without a label."""
    intervals: list[tuple[int, int, str]] = []
    at = 0
    for slot, turn in turns:
        if slot.start > at:
            intervals.append((at, slot.start, ""))
        intervals.append((slot.start, slot.end, turn.text))
        at = slot.end
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
