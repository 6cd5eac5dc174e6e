"""Writing a transcript for ELAN (.eaf 3.0): a tier for each speaker, an annotation for each turn.

Words whose times are known lie on a tier below that of their speaker, each within its turn.

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
    laid,
    slots,
    unlaid,
)
from heddle.exchange.talk.textgrid import WORDS
from heddle.exchange.talk.textgrid_out import layers
from heddle.text.timing import Timed

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
    '    <LINGUISTIC_TYPE CONSTRAINTS="Included_In" GRAPHIC_REFERENCES="false" '
    'LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true"/>\n'
    "    <CONSTRAINT DESCRIPTION=\"Time alignable annotations within the parent annotation's time "
    'interval, gaps are allowed" STEREOTYPE="Included_In"/>\n'
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
    unlaid(placed, notes)
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
        title = _title(name or "no speaker", taken)
        about = f"PARTICIPANT={quoteattr(name)} TIER_ID={quoteattr(title)}"
        rows = [
            _annotation(f"a{numbers[id(turn)]}", f"s{numbers[id(turn)]}", turn.text)
            for _, turn in turns
        ]
        parts += _tier(f'LINGUISTIC_TYPE_REF="talk" {about}', rows)
        words = [
            _annotation(name, name.replace("a", "s", 1), text)
            for slot, turn in turns
            for name, text, _ in _words(numbers[id(turn)], slot, turn)
        ]
        if words:
            about = (
                f"PARTICIPANT={quoteattr(name)} TIER_ID={quoteattr(_title(title + WORDS, taken))}"
            )
            above = f"PARENT_REF={quoteattr(title)}"
            parts += _tier(f'LINGUISTIC_TYPE_REF="words" {above} {about}', words)
    parts.append(_TAIL)
    return Written(data="".join(parts).encode(), notes=notes)


def _words(number: int, slot: Slot, turn: SpokenTurn) -> list[tuple[str, str, Timed]]:
    """Return a name for each word with a time, which says where it stands, and the word."""
    return [
        (f"a{number}w{each.start}-{each.end}", turn.text[each.start : each.end], each)
        for each in laid(turn, slot)
    ]


def _tier(about: str, rows: list[str]) -> list[str]:
    return [f"    <TIER {about}>\n", *rows, "    </TIER>\n"]


def _annotation(name: str, slot: str, text: str) -> str:
    return (
        f'        <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" '
        f'TIME_SLOT_REF1="{slot}b" TIME_SLOT_REF2="{slot}e">'
        f"<ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE>"
        "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    )


def _times(placed: list[tuple[Slot, SpokenTurn]], numbers: dict[int, int]) -> str:
    """Write the slots in the order of time, as ELAN does."""
    times = []
    for slot, turn in placed:
        number = numbers[id(turn)]
        times += [(slot.start, f"s{number}b"), (slot.end, f"s{number}e")]
        for name, _, each in _words(number, slot, turn):
            mark = name.replace("a", "s", 1)
            times += [(each.begin, f"{mark}b"), (each.finish, f"{mark}e")]
    rows = "".join(
        f'        <TIME_SLOT TIME_SLOT_ID="{name}" TIME_VALUE="{value}"/>\n'
        for value, name in sorted(times)
    )
    return f"    <TIME_ORDER>\n{rows}    </TIME_ORDER>\n"


def _title(name: str, taken: set[str]) -> str:
    """Return a name of its own for a tier: ELAN has no two of one name, and none without."""
    title, number = name, 1
    while title in taken:
        number += 1
        title = f"{name} ({number})"
    taken.add(title)
    return title
