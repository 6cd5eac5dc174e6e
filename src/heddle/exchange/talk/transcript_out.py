"""A source as a transcript for other programs: which format, whose words, and what is told."""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.errors import Refused
from heddle.exchange.talk.elan_out import write_eaf
from heddle.exchange.talk.own_captions import write_vtt
from heddle.exchange.talk.signed import signed
from heddle.exchange.talk.spoken import Writer
from heddle.exchange.talk.subrip_out import write_srt
from heddle.exchange.talk.taken import taken
from heddle.exchange.talk.tei_out import write_tei
from heddle.exchange.talk.textgrid_out import write_textgrid
from heddle.log.view import View
from heddle.privacy.gate import Passage
from heddle.study.wording import Wording

WRITERS: Final[dict[str, Writer]] = {
    "vtt": write_vtt,
    "srt": write_srt,
    "eaf": write_eaf,
    "textgrid": write_textgrid,
    "tei": write_tei,
}
"""Format -> what writes it; also the endings of files, in small letters."""
MARKED: Final = frozenset({"tei"})
"""Formats that have elements for what is heard and is no word; in others it is shown in signs."""


class Made(msgspec.Struct, kw_only=True):
    """A transcript that is ready to be asked about at the gate."""

    data: bytes
    passages: list[Passage]
    count: int
    """Turns."""
    replaced: int
    notes: tuple[str, ...]


def transcript(view: View, wording: Wording, *, source: str, form: str) -> Made:
    """Make a transcript of one source.

    Args:
        view: the study.
        wording: in which its words leave.
        source: name or id; empty where there is only one.
        form: one of `WRITERS`.

    Raises:
        NotFound: There is no such source, or it must be named.
        Refused: There is no such format, no words, or the format needs times and there are none.
    """
    if form not in WRITERS:
        raise Refused(
            f"A transcript cannot be written as .{form}; nothing was written.",
            f"Formats are: {', '.join(f'.{name}' for name in WRITERS)}.",
        )
    talk = taken(view, wording, source)
    if form not in MARKED:
        talk = signed(talk)
    written = WRITERS[form](talk)
    passages = [Passage(talk.title)]
    for turn in talk.turns:
        passages.append(Passage(turn.text, turn.records))
        passages += [Passage(mark.words, turn.records) for mark in turn.marks if mark.words]
        if turn.speaker:
            passages.append(Passage(turn.speaker, turn.records))
    notes = written.notes
    if talk.legend:
        notes.append(f"What is no word stands among the words in signs: {talk.legend}.")
    if talk.replaced:
        notes.append(f"{talk.replaced} characters that no file can hold are written as \ufffd.")
    return Made(
        data=written.data,
        passages=passages,
        count=len(talk.turns),
        replaced=talk.replaced,
        notes=tuple(notes),
    )
