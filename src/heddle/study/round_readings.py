"""What each person had coded when a round was opened.

A reading holds places and codes, no words: what was coded independently stays to be compared,
and to be computed on, whatever happens to the codings afterwards. It is part of the record and
not a position in the log, because two copies of a study number their steps differently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, ClassVar

import msgspec

from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.codings import Coding


class Original(msgspec.Struct, kw_only=True):
    """A coding as it was when a round was opened; offsets are code points of its turns."""

    coding: str
    code: str
    turn: str
    start: int
    end_turn: str
    end: int


class RoundReading(Record):
    """What one person had coded in one source of a round when it was opened."""

    kind: ClassVar[str] = "round_readings"
    label: ClassVar[str] = "round"

    round: Annotated[str, Ref("rounds")] = ""
    source: Annotated[str, Ref("sources")] = ""
    coder: Annotated[str, Ref("members")] = ""
    codings: list[Original] = []


def freeze(
    work: Workspace,
    round_: str,
    assigned: Iterable[tuple[str, str]],
    codes: Collection[str] | None,
) -> None:
    """Note what each person has coded in each source that was assigned (member, source)."""
    for member, source in assigned:
        found = [
            Original(
                coding=c.id, code=c.code, turn=c.turn, start=c.start, end_turn=c.end_turn, end=c.end
            )
            for c in work.find(Coding, source=source, coder=member)
            if not c.gone and (codes is None or c.code in codes)
        ]
        work.create(RoundReading(round=round_, source=source, coder=member, codings=found))
