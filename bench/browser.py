"""The workbench in a real browser, and Taguette's own page of the same document beside it.

Both are opened in the same headless Chromium, in rounds that alternate; a figure is the median of
its rounds. The same watch.js is put into both pages. What counts as opened: the first frame with
the text and all the marks that stand in the window once the page has come to rest.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

import hearing
import peer
import shares
import writing
from machine import quantile, yardstick
from measures import DOCUMENTS, Results
from sides import Ours, Peer, Side
from windows import Scripts, coded, paper, read_aloud, settled
from workload import BENCH, Workload, workload

WATCH = (BENCH / "watch.js").read_text("utf-8")
# Taguette writes a line for every highlight; a browser that is driven has to pass each of them on.
QUIET = "console.log = () => undefined;"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
VIEW = {"width": 1280, "height": 900}
ROUNDS = {"H": 5, "H5": 5, "XL": 3}
STARTS = 5
ADDS = 3  # codings in each round
FRAMES, STEP = 90, 180
PATIENCE_MS = 60_000
OPENED = "frame", "reload", "task", "nodes", "coded", "coded-last", "coded-kept", "scroll"
KEYS = {"frame": "open"}


class NotOpenedError(Exception):
    """A program had not opened its document when our patience ended."""


def measure(_load: Workload, folder: Path, results: Results, *, beside: bool) -> None:
    """Measure all documents of the browser's rows; with `beside`, Taguette as well."""
    if beside:
        peer.install()
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise RuntimeError("there is no Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name in DOCUMENTS:
            load = workload(name)
            kinds = [Ours, Peer] if beside else [Ours]
            with ExitStack() as running:
                sides = [
                    running.enter_context(kind(load, folder / f"browser-{kind.who}-{name}"))
                    for kind in kinds
                ]
                if name == "H":
                    starts(chromium, sides, results)
                for side in sides:
                    log_in(chromium, side)
                rounds(chromium, name, sides, results)
        hearing.measure(chromium, folder / "browser-hearing", results)
        writing.measure(chromium, folder / "browser-writing", results)
        chromium.close()


def starts(chromium: Browser, sides: list[Side], results: Results) -> None:
    """Time from the command until the first page stands in the browser and can be used."""
    taken: dict[str, list[float]] = defaultdict(list)
    around = [yardstick()]
    for _ in range(STARTS):
        for side in sides:
            with a_page(chromium, side) as page:
                begun = time.perf_counter()
                side.start()
                page.goto(side.link)
                side.ready(page)
                taken[side.who].append((time.perf_counter() - begun) * 1000)
            side.stop()
        around.append(yardstick())
    for who, values in taken.items():
        results.put_median("seen-start", who, values, around)


def log_in(chromium: Browser, side: Side) -> None:
    """Start the program and keep the cookies that its link sets."""
    side.start()
    with a_page(chromium, side) as page:
        page.goto(side.link)
        side.ready(page)
        side.state = page.context.storage_state()


@contextmanager
def a_page(chromium: Browser, side: Side) -> Iterator[Page]:
    """Give a page of a browser profile of its own: nothing is cached, the log-in is kept."""
    context = chromium.new_context(viewport=VIEW, locale="en-GB", storage_state=side.state)  # type: ignore[arg-type] # a dict will do
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(f"window.heddleWatched = {json.dumps(side.watched)}; {QUIET} {WATCH}")
    try:
        yield context.new_page()
    finally:
        context.close()


def rounds(chromium: Browser, name: str, sides: list[Side], results: Results) -> None:
    """Open one document in every program in turn, several times."""
    found: dict[str, list[dict[str, Any]]] = {side.who: [] for side in sides}
    around = [yardstick()]
    given_up: set[str] = set()
    for number in range(ROUNDS[name]):
        for side in sides:
            if side.who in given_up:
                continue
            try:
                found[side.who].append(one_round(chromium, side, first=number == 0))
            except NotOpenedError:
                given_up.add(side.who)
        around.append(yardstick())
    for side in sides:
        keep(name, side, found[side.who], around, results)


def keep(
    name: str, side: Side, found: list[dict[str, Any]], around: list[float], results: Results
) -> None:
    """Put what the rounds of one program gave into the rows, or that it gave nothing in time."""
    if not found:
        for what in (*OPENED, "heard", "printed"):
            results.refuse(f"{KEYS.get(what, what)}-{name}", side.who, "not opened")
        results.refuse(f"open-{name}", side.who, f"> {PATIENCE_MS // 1000} s")
        return
    for what in OPENED:
        key = f"{KEYS.get(what, what)}-{name}"
        results.put_median(key, side.who, [row[what] for row in found], around)
    for what in ("heard", "printed"):
        results.put(f"{what}-{name}", side.who, found[0][what])
    if name == "H":
        results.put("script", side.who, found[0]["script"])
        results.put("script-coding", side.who, found[0]["script-coding"])
        results.put("seen-memory", side.who, side.memory(), note="with the document opened")
        results.put("actions", side.who, side.actions)


def one_round(chromium: Browser, side: Side, *, first: bool) -> dict[str, Any]:
    """Open the document in a fresh profile, code in it, scroll it, load it anew."""
    turns = [turn.text for turn in side.load.documents[0].turns]
    last = " ".join(turns[-1].split()[-6:])
    with a_page(chromium, side) as page:
        scripts = Scripts(page)
        page.goto(side.home)
        side.ready(page)
        script = scripts.kilobytes()
        # Not at once: what opens the document may keep the page busy for longer than we wait.
        page.evaluate(f"setTimeout(() => heddleBench.open(() => {{ {side.open_by} }}))")
        try:
            row = settled(page, last)
        except TookTooLong as error:
            raise NotOpenedError from error
        row |= {"script": script, "script-coding": scripts.kilobytes()}
        row |= coded(page, side, ADDS)
        page.evaluate("heddleBench.top()")
        frames = page.evaluate("([n, step]) => heddleBench.scroll(n, step)", [FRAMES, STEP])
        row["scroll"] = quantile(frames, 0.95)
        page.reload(wait_until="commit")
        row["reload"] = settled(page, last)["frame"]
        if first:
            row["heard"] = shares.heard(turns, read_aloud(page))
            row["printed"] = shares.printed(" ".join(turns), paper(page))
    return row
