"""Heddle itself: each section measures some rows; a failing one does not stop the others."""

from __future__ import annotations

import gc
import os
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import crossing
import drive
import finding
import killed
import qdpx
import rebuilt
import recognising
from drive import STUDY
from floor import SEARCHED, SINGLE_ADDS
from heddle import client
from heddle.study import listing
from machine import resident
from measures import Results, apart, best, each
from served import HEDDLE, opened
from workload import WORKERS, Workload


def texts(load: Workload, folder: Path, results: Results) -> None:
    """Import all documents in a process of its own."""
    done = apart(drive.import_texts, load.size, folder / STUDY)
    results.put("text", "ours", done.result)
    results.put("text-memory", "ours", done.peak_mb)


def codings(load: Workload, folder: Path, results: Results) -> None:
    """Import all codings."""
    with client.open_study(folder / STUDY) as study:
        results.put("fill", "ours", drive.import_codings(study, load))
    files = [file for file in (folder / STUDY).rglob("*") if file.is_file()]
    results.put("disk", "ours", sum(file.stat().st_size for file in files) / 1e6)


def adds(load: Workload, folder: Path, results: Results) -> None:
    """Add single codings, first alone and then by four at once on one document."""
    with client.open_study(folder / STUDY) as study:
        at = drive.places(study, load)
        wishes = [drive.as_fields(at.coding(s)) for s in islice(load.spans(), SINGLE_ADDS)]

        def add(wish: dict[str, object]) -> None:
            study.do("codings.add", codings=[wish])

        results.adds("ours", each(add, wishes))
        same = [drive.as_fields(at.coding(span)) for span in drive.many(load, 4 * SINGLE_ADDS)]
        shares = [same[number::WORKERS] for number in range(WORKERS)]
        threads = [threading.Thread(target=each, args=(add, share)) for share in shares]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        results.put("adds", "ours", len(same) / (time.perf_counter() - start))


def crash(load: Workload, folder: Path, results: Results) -> None:
    """Kill Heddle in the middle of saving."""
    killed.measure(load, folder / STUDY, results)


def word(load: Workload, folder: Path, results: Results) -> None:
    """Import a Word file into a study that holds the workload already; the reader is warm."""
    with client.open_study(folder / STUDY) as study:
        names = iter(range(1000))

        def once() -> None:
            drive.import_document(study, f"Again {next(names)}", load.docx)

        once()
        results.put("docx", "ours", best(once) * 1000, 5)


def extracts(load: Workload, folder: Path, results: Results) -> None:
    """Show the first fifty codings of the code that is used most."""
    with client.open_study(folder / STUDY) as study:
        code = drive.places(study, load).codes[0]

        def page() -> None:
            with study.view() as view:
                found = listing.extracts(view, code, limit=50)
            if not found:
                raise RuntimeError("the most used code has no codings")

        results.put("extracts", "ours", best(page) * 1000, 5)


def search(_load: Workload, folder: Path, results: Results) -> None:
    """Search two words that occur often, in a process of its own."""
    milliseconds, grown = apart(search_apart, folder / STUDY).result
    results.put("search", "ours", milliseconds, 5)
    results.put("search-memory", "ours", grown)


def search_apart(folder: Path) -> tuple[float, float]:
    """Return the milliseconds of a search, and the MB that this process grew by searching."""
    with client.open_study(folder) as study:
        study.search("a", limit=1)
        gc.collect()
        before = resident(os.getpid())
        taken = best(lambda: study.search(SEARCHED, limit=50)) * 1000
        if not study.search(SEARCHED, limit=50):
            raise RuntimeError("the words were not found")
        return taken, max(0.0, resident(os.getpid()) - before)


def command(_load: Workload, _folder: Path, results: Results) -> None:
    """Ask the command line for its help."""
    ask = [str(HEDDLE), "--help"]
    results.put(
        "help", "ours", best(lambda: subprocess.run(ask, check=True, capture_output=True)) * 1000, 5
    )


def start(_load: Workload, folder: Path, results: Results) -> None:
    """Start the workbench on the study and fetch its first page."""
    begun = time.perf_counter()
    with opened(folder / STUDY) as served:
        # The link works once and sets a cookie, as in a browser.
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(served.link, timeout=60) as page:
            page.read()
        results.put("start", "ours", (time.perf_counter() - begun) * 1000)
        results.put("memory", "ours", resident(served.pid))


SECTIONS: dict[str, Callable[[Workload, Path, Results], None]] = {
    "texts": texts,
    "codings": codings,
    "start": start,
    "adds": adds,
    "crash": crash,
    "extracts": extracts,
    "search": search,
    "find": finding.measure,
    "matrices": crossing.measure,
    "recognise": recognising.measure,
    "docx": word,
    "qdpx": qdpx.measure,
    "rebuild": rebuilt.measure,
    "help": command,
}
ROWS: dict[str, tuple[str, ...]] = {
    "texts": ("text", "text-memory"),
    "codings": ("fill", "disk"),
    "start": ("start", "memory"),
    "adds": ("add", "add-p95", "adds"),
    "crash": ("adds-lost", "adds-reopen"),
    "extracts": ("extracts",),
    "search": ("search", "search-memory"),
    "find": finding.ROWS,
    "matrices": crossing.ROWS,
    "recognise": recognising.ROWS,
    "docx": ("docx",),
    "qdpx": qdpx.ROWS,
    "rebuild": ("rebuild", "rebuild-postgres"),
    "help": ("help",),
}
NEEDED = ("texts", "codings")
"""Sections that make the study which the others measure; they run always."""
