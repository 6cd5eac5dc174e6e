"""Writing a transcript for ELAN (.eaf 3.0): a tier for each speaker, an annotation for each turn.

Overlapping talk, the reason to choose this format, lies side by side. The order of turns and
what has no time is told by the numbers of annotations and a property of the header.

Format: https://www.mpi.nl/tools/elan/EAFv3.0.xsd.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from heddle.errors import Refused
from heddle.exchange.draft import counted
from heddle.exchange.talk.elan import OWN
from heddle.exchange.talk.spoken import (
    NO_END,
    NO_START,
    Slot,
    Spoken,
    SpokenTurn,
    Written,
    slots,
    unsaid,
)
from heddle.exchange.talk.textgrid_out import layers

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ANNOTATION_DOCUMENT AUTHOR="" DATE={date} FORMAT="3.0" VERSION="3.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">\n'
    '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n'
    "        <PROPERTY NAME={own}>{flags}</PROPERTY>\n"
    '        <PROPERTY NAME="lastUsedAnnotationId">{last}</PROPERTY>\n'
    "    </HEADER>\n"
)
_TAIL = (
    '    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="talk" '
    'TIME_ALIGNABLE="true"/>\n'
    "</ANNOTATION_DOCUMENT>\n"
)
_NO_DATE = "1970-01-01T00:00:00Z"
"""The format must have a date; one that nobody takes for true stands where none is known."""


def write_eaf(talk: Spoken) -> Written:
    """Write a transcript for ELAN; talk without any time is laid out a second a turn."""
    notes: list[str] = []
    try:
        placed = list(zip(slots(talk.turns, notes), talk.turns, strict=True))
    except Refused:
        timeless = (NO_START, NO_END)
        placed = [
            (Slot(n * 1000, (n + 1) * 1000, timeless), turn) for n, turn in enumerate(talk.turns)
        ]
        notes.append("No turn has a time; in ELAN they stand one after the other, a second each.")
    numbers = {id(turn): number for number, (_, turn) in enumerate(placed, 1)}
    tiers = layers(placed)
    unsaid(talk.turns, notes, words=False)
    more = len(tiers) - len({name for name, _ in tiers})
    if more:
        notes.append(f"{counted(more, 'tier', 'tiers')} more, as a speaker has turns that overlap.")
    flags = ";".join(
        f"a{number} {' '.join(slot.flags)}"
        for number, (slot, _) in enumerate(placed, 1)
        if slot.flags
    )
    parts = [
        _HEAD.format(
            date=quoteattr(talk.made or _NO_DATE),
            own=quoteattr(OWN),
            flags=flags,
            last=len(placed),
        ),
        _times(placed, numbers),
    ]
    taken: set[str] = set()
    for name, turns in tiers:
        title = _title(name, taken)
        parts.append(
            f'    <TIER LINGUISTIC_TYPE_REF="talk" PARTICIPANT={quoteattr(name)} '
            f"TIER_ID={quoteattr(title)}>\n"
        )
        for _, turn in turns:
            number = numbers[id(turn)]
            parts.append(
                f'        <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" '
                f'TIME_SLOT_REF1="ts{2 * number - 1}" TIME_SLOT_REF2="ts{2 * number}">'
                f"<ANNOTATION_VALUE>{escape(turn.text)}</ANNOTATION_VALUE>"
                "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
            )
        parts.append("    </TIER>\n")
    parts.append(_TAIL)
    return Written(data="".join(parts).encode(), notes=notes)


def _times(placed: list[tuple[Slot, SpokenTurn]], numbers: dict[int, int]) -> str:
    """Write the slots in the order of time, as ELAN does."""
    times = []
    for slot, turn in placed:
        number = numbers[id(turn)]
        times += [(slot.start, 2 * number - 1), (slot.end, 2 * number)]
    rows = "".join(
        f'        <TIME_SLOT TIME_SLOT_ID="ts{name}" TIME_VALUE="{value}"/>\n'
        for value, name in sorted(times)
    )
    return f"    <TIME_ORDER>\n{rows}    </TIME_ORDER>\n"


def _title(name: str, taken: set[str]) -> str:
    """Return a name of its own for a tier: ELAN has no two of one name, and none without."""
    wanted = name or "no speaker"
    title, number = wanted, 1
    while title in taken:
        number += 1
        title = f"{wanted} ({number})"
    taken.add(title)
    return title
