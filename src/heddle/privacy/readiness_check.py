"""Readiness outside the team: the version that shows small cells must not leave unseen."""

from __future__ import annotations

from collections.abc import Iterator

from heddle.log.view import View
from heddle.privacy.gate import Leaving, Objection
from heddle.study.readiness_matrix import matrix
from heddle.study.readiness_setup import ReadinessPlan


def check(view: View, leaving: Leaving) -> Iterator[Objection]:
    """Object to the team's version where it shows cells that rest on too few people."""
    if leaving.what != "readiness" or not leaving.options.get("team"):
        return
    if view.first(ReadinessPlan) is None:
        return
    found = matrix(view)
    small = [line for line in found.lines if line.shown(found.least) != "apart"]
    if small:
        yield Objection(
            gate="disclosure",
            item="readiness for the team",
            level="red",
            problem=f"{len(small)} areas have cells that rest on fewer than {found.least} people, "
            "and this version shows each cell.",
            hint="Let the version for everybody leave, which puts such cells together.",
            records=tuple(line.area for line in small),
        )
