"""The results as a table for people and as a file for comparing runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from measures import MEASURES, Figure, Measure, Results

CROWDED = 1.5  # times the calmest yardstick of the run; above it a wall time says little


def show(size: str, machine: dict[str, Any], results: Results) -> None:
    """Print every measured row of the workload `size`: ours, floor, peer, ratios, target."""
    calm = calmest(results, machine)
    table = Table(title=f"Heddle at workload {size}", title_justify="left")
    for name in ("what", "ours", "floor", "peer", "x floor", "x peer", "target", "met"):
        table.add_column(name, justify="left" if name in {"what", "met"} else "right")
    for key, measure in MEASURES.items():
        if any(key in kept for kept in (results.figures, results.failures, results.cannot)):
            table.add_row(*row(key, measure, size, results, calm))
    console = Console(width=120)
    console.print(table)
    console.print(
        f"Machine: {machine['cores']} cores, load {machine['load_average'][0]:.1f}; yardstick U "
        f"{machine['yardstick_s']:.3f} s before, calmest {calm:.3f} s; fdatasync p50 "
        f"{machine['fdatasync_p50_ms']:.2f} ms, p95 {machine['fdatasync_p95_ms']:.2f} ms; "
        f"Python {machine['python']}, SQLite {machine['sqlite']}."
    )
    console.print(
        "floor: the same rows in plain SQLite without a log; peer: Taguette 1.5.2 over its HTTP, "
        "and from its own page in the same Chromium where the workbench is, or the reader that the "
        "row names; "
        f"~: the machine was crowded (U over {CROWDED} times the calmest) when this was taken."
    )
    for key, reason in results.failures.items():
        what = MEASURES[key].what if key in MEASURES else key
        console.print(f"Not measured: {what.strip()}: {reason}", markup=False)


def row(key: str, measure: Measure, size: str, results: Results, calm: float) -> list[str]:
    """Return the cells of one row."""
    figures = results.figures.get(key, {})
    said = results.cannot.get(key, {})
    ours, floor, peer = (figures.get(who) for who in ("ours", "floor", "peer"))
    crowded = {who: measure.timed and is_crowded(figure, calm) for who, figure in figures.items()}
    targeted = measure.target is not None and size in measure.sizes
    sign = "≥" if measure.more_is_better else "≤"
    return [
        measure.what,
        "failed"
        if key in results.failures
        else said.get("ours") or cell(ours, measure, crowded.get("ours")),
        cell(floor, measure, crowded.get("floor")),
        said.get("peer") or cell(peer, measure, crowded.get("peer")),
        ratio(ours, floor),
        ratio(ours, peer),
        f"{sign} {number(measure.target or 0)} {measure.unit}" if targeted else "",
        verdict(measure, ours, crowded.get("ours")) if targeted else "",
    ]


def verdict(measure: Measure, ours: Figure | None, crowded: bool | None) -> str:
    """Return whether the target is met; a miss on a crowded machine decides nothing."""
    if ours is None:
        return "-"
    if measure.met(ours.value):
        return "yes"
    return "no, but crowded" if crowded else "NO"


def calmest(results: Results, machine: dict[str, Any]) -> float:
    """Return the smallest yardstick of the whole run: the machine at its calmest."""
    seen = [figure.yardstick for row in results.figures.values() for figure in row.values()]
    return float(min([machine["yardstick_s"], *seen]))


def is_crowded(figure: Figure, calm: float) -> bool:
    """Tell whether others used the machine while `figure` was taken."""
    return figure.yardstick > CROWDED * calm


def cell(figure: Figure | None, measure: Measure, crowded: bool | None) -> str:
    """Return a value as a cell shows it."""
    if figure is None:
        return "-"
    return f"{'~' if crowded else ''}{number(figure.value)} {measure.unit}".rstrip()


def ratio(ours: Figure | None, other: Figure | None) -> str:
    """Return how many times the other's value ours is."""
    if ours is None or other is None or not other.value:
        return "-"
    return number(ours.value / other.value)


def number(value: float) -> str:
    """Return a value with three significant digits and no exponent."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def save(folder: Path, size: str, machine: dict[str, Any], results: Results) -> Path:
    """Write everything as JSON into `folder`, one file a run; return its path."""
    folder.mkdir(exist_ok=True)
    stamp = str(machine["at"]).replace(":", "")
    path = folder / f"{stamp}-{size}.json"
    kept = {"size": size, "machine": machine, **results.as_json()}
    path.write_text(json.dumps(kept, indent=1), "utf-8")
    return path
