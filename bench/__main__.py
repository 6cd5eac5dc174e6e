"""Measure Heddle beside plain SQLite and a peer: `python3 dev.py bench [--size L] [--peer]`."""

from __future__ import annotations

import argparse
import contextlib
import functools
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console

import agreeing
import browser
import floor
import machine
import ours
import peer
import readers
import table
from measures import Results
from workload import BENCH, SIZES, WORK, Workload, workload

Section = Callable[[Workload, Path, Results], None]
BROWSER = "browser"
AGREEMENT = "agreement"
READERS = "readers"


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument(
        "--size",
        choices=SIZES,
        default="H",
        help="H: one heavy document; S: 3; M: 60; L: 1,000 documents, 10.4 million words and "
        "500,000 codings (half an hour and 4 GB of disk)",
    )
    parser.add_argument(
        "--peer", action="store_true", help="measure Taguette as well (installs it at first)"
    )
    parser.add_argument("--no-floor", action="store_true", help="leave plain SQLite out")
    parser.add_argument(
        "--only",
        metavar="ROW",
        choices=[*ours.SECTIONS, READERS, AGREEMENT, BROWSER],
        action="append",
        help="only these of ours",
    )
    return parser.parse_args(given)


def sections(wishes: argparse.Namespace) -> Iterator[tuple[str, Section]]:
    """Yield what to measure, in order, each with the name it is announced by."""
    every = [*ours.SECTIONS, *([READERS] if wishes.peer else []), AGREEMENT, BROWSER]
    asked = set(wishes.only or every)
    if asked - {AGREEMENT, BROWSER}:
        if not wishes.no_floor:
            yield "floor", floor.measure
        if wishes.peer:
            yield "peer", peer.measure
        for name, section in ours.SECTIONS.items():
            if name in {*asked, *ours.NEEDED}:
                yield name, section
        if READERS in asked:
            yield READERS, readers.measure
    if AGREEMENT in asked:
        yield AGREEMENT, functools.partial(agreeing.measure, beside=wishes.peer)
    if BROWSER in asked:
        yield BROWSER, functools.partial(browser.measure, beside=wishes.peer)


def main(given: Sequence[str]) -> int:
    """Measure, print and save; return 1 where something could not be measured."""
    wishes = arguments(given)
    console = Console(stderr=True)
    load = workload(wishes.size)
    results = Results()
    # On the disk of the checkout: /tmp may be memory, where a sync costs nothing.
    with tempfile.TemporaryDirectory(prefix="run-", dir=WORK) as folder:
        seen = machine.describe(Path(folder))
        for name, section in sections(wishes):
            console.print(f"{wishes.size}: {name} ...")
            with noted(results, name):
                section(load, Path(folder), results)
    table.show(wishes.size, seen, results)
    path = table.save(BENCH / "results", wishes.size, seen, results)
    console.print(f"Saved in {path.relative_to(BENCH.parent)}")
    return 1 if results.failures else 0


@contextlib.contextmanager
def noted(results: Results, name: str) -> Iterator[None]:
    """Let a section fail without the others: one broken row must not hide the rest."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, it is shown below the table
        reason = f"{type(error).__name__}: {error}"
        rows = {**ours.ROWS, READERS: readers.ROWS}
        missing = [key for key in rows.get(name, ()) if "ours" not in results.figures.get(key, {})]
        for key in missing or [name]:
            results.failures[key] = reason


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
