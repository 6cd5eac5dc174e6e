"""What observers do in the golden study: clocks, taps, notes, ticks and written answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def observe(do: Callable[..., Any], known: dict[str, str], session: str) -> None:
    """A session is watched, and what its people wrote is taken in."""
    do("clocks.drop", clock=do("clocks.start", session=session, at="2026-02-02T09:00:00+01:00"))
    clock = do("clocks.start", session=session, at="2026-02-02T10:00:00+01:00")
    here = {"session": session, "participant": known["person"]}
    tap = do("observations.tap", **here, at="2026-02-02T10:00:12.500+01:00")
    do("observations.tap", session=session, what="laughter", at="2026-02-02T10:01:00+01:00")
    wrong = do("observations.tap", session=session, seat="4", at="2026-02-02T10:02:00+01:00")
    do("observations.drop", observations=[wrong])
    do("observations.change", observation=tap, second=12.0)
    do("clocks.pause", session=session, at="2026-02-02T10:30:00+01:00")
    do("clocks.resume", session=session, at="2026-02-02T10:40:00+01:00")
    note = {"what": "non-verbal", "text": "looks at the door 🚪", "at": "2026-02-02T10:41:00+01:00"}
    do("observations.note", **here, **note)
    do("observations.note", session=session, text="A tired group.", member=known["moderator"])
    do("clocks.stop", session=session, at="2026-02-02T11:30:00+01:00")
    do("clocks.correct", clock=clock, offset=-3.5, through=True)
    do("observations.gather", session=session)
    written = do("sources.write_answer", **here, text="To get better")
    do("sources.write_answer", **here, text="To get better.")
    do("sources.drop", source=written)
