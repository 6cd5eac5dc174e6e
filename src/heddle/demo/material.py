"""The demo study's material: the files in `data`, as rows and facts."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Return the rows of a table of the material, in their order."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts() -> dict[str, Any]:
    """Return what `study.toml` says: texts, lists and tables of them."""
    return tomllib.loads((DATA / "study.toml").read_text(encoding="utf-8"))


def listed(cell: str) -> list[str]:
    """Return the items of a cell that holds a list parted by "|"."""
    return [item for item in cell.split("|") if item]


def yes(cell: str) -> bool:
    """Tell whether a cell says yes."""
    return cell == "yes"


def seconds(length: str) -> int:
    """Return a length of time written h:mm:ss in seconds."""
    hours, minutes, rest = (int(part) for part in length.split(":"))
    return 3600 * hours + 60 * minutes + rest
