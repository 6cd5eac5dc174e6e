"""Measure the transcript canvas in headless chromium and print one line per measure.

Usage: python web/bench/measure.py [--rounds N] [--json]

It builds the bench page with vite into a temporary folder, serves that on the loopback address,
and opens each size in fresh pages. Printed are medians over the rounds. Needs node on PATH,
Playwright for Python, and chromium (path in env CHROMIUM, else /usr/bin/chromium).
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WEB = Path(__file__).resolve().parents[1]
SIZES = ("H", "H5", "XL")
ADDS = 15
FRAMES = 90


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line of log for each."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is given)
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of the loopback address."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/canvas.html"
    finally:
        server.shutdown()


def build(folder: Path) -> None:
    """Build the bench page."""
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    node = shutil.which("node")
    if node is None or not vite.exists():
        sys.exit("Node and the packages of web/ are needed: run `npm ci` in web/ first.")
    subprocess.run(
        [node, str(vite), "build", "--config", "bench/vite.config.ts", "--logLevel", "error"],
        cwd=WEB,
        env={**os.environ, "BENCH_OUT": str(folder)},
        check=True,
    )


def one(page: Page, url: str, size: str) -> dict[str, float]:
    """Open one size in a fresh page and measure it."""
    page.goto(url)
    page.wait_for_function("window.bench !== undefined")
    opened = page.evaluate("size => bench.open(size)", size)
    page.wait_for_function("bench.filled()")
    tasks = page.evaluate("bench.tasks()")
    nodes = page.evaluate("bench.nodes()")
    adds = page.evaluate(
        "async n => { const times = [];"
        " for (let i = 0; i < n; i += 1) times.push(await bench.add(i)); return times }",
        ADDS,
    )
    frames = sorted(page.evaluate("([n, s]) => bench.scroll(n, s)", [FRAMES, 180]))
    accessible = sum(
        len(node.get("name", {}).get("value", ""))
        for node in page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        if node.get("role", {}).get("value") == "StaticText"
    )
    return {
        "first frame ms": opened["frame"],
        "script ms": opened["script"],
        "longest task ms": max(tasks, default=0.0),
        "nodes": nodes,
        "add to visible ms": statistics.median(adds),
        "add, slowest ms": max(adds),
        "scroll p50 ms": statistics.median(frames),
        "scroll p95 ms": frames[int(len(frames) * 0.95)],
        "text read aloud, of all": accessible / max(1, page.evaluate("bench.text()")),
    }


def measure(browser: Browser, url: str, size: str, rounds: int) -> dict[str, float]:
    """Return the medians of several fresh pages."""
    found = []
    for _ in range(rounds):
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        found.append(one(page, url, size))
        page.close()
    return {name: statistics.median(row[name] for row in found) for name in found[0]}


def main() -> None:
    """Build, measure all sizes, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    results: dict[str, Any] = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(Path(folder))
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with served(Path(folder)) as url:
            for size in SIZES:
                results[size] = measure(browser, url, size, asked.rounds)
        browser.close()
    if asked.json:
        print(json.dumps(results, indent=2))
        return
    print(f"load {results['load']:.2f}")
    for name in results[SIZES[0]]:
        print(f"{name:26}" + "".join(f"{size} {results[size][name]:9.2f}   " for size in SIZES))


if __name__ == "__main__":
    main()
