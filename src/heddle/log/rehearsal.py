"""Trying a step against the rules of a study, with nothing written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, Protocol

from heddle.log.journal import Done
from heddle.log.workspace import Workspace


class Performs(Protocol):
    """What steps are done on: an open study."""

    def perform(self, decide: Callable[[Workspace], Any], *, name: str, reason: str = "") -> Done:
        """Log whatever `decide` changes as one step."""


def rehearse(study: Performs, decide: Callable[[Workspace], Any], *, name: str) -> None:
    """Do a step and take everything back before it is on the disk.

    Raises:
        Refused: what doing it would raise.
    """

    def tried(work: Workspace) -> None:
        decide(work)
        work.finish()  # where references are checked
        raise _Rehearsed

    with contextlib.suppress(_Rehearsed):
        study.perform(tried, name=name)


class _Rehearsed(Exception):
    """Ends a rehearsal, so that the journal takes it back."""
