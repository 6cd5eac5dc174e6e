"""Which of several projects in one file is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from heddle.exchange.project import WhichProject

_LISTED: Final = 20
_LONGEST: Final = 60


def choose(file: str, projects: Sequence[tuple[int, str]], which: str) -> int:
    """Return the number of the project that is meant.

    Args:
        file: the user's name for the file, for messages.
        projects: number and name of each; there is at least one.
        which: a name, a number, or both as "name (number)"; empty: there is only one.

    Raises:
        WhichProject: there are several, or none of that name.
    """
    wanted = _plain(which)
    names = Counter(_plain(name) for _, name in projects)
    for number, name in projects:
        if wanted and wanted in (str(number), f"{_plain(name)} ({number})"):
            return number
        if wanted and wanted == _plain(name) and names[wanted] == 1:
            return number
    if len(projects) == 1 and not wanted:
        return projects[0][0]
    choices = [
        name if names[_plain(name)] == 1 else f"{name} ({number})" for number, name in projects
    ]
    listed = ", ".join(f"“{choice[:_LONGEST]}”" for choice in choices[:_LISTED])
    raise WhichProject(
        f"There are {len(projects)} projects in it; nothing was read."
        if not wanted
        else "It has no project of that name; nothing was read.",
        f"Say which (--project NAME). There are: {listed}.",
        file=file,
        choices=choices,
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
