"""Writing a transcript of 1,500 turns in the browser: how long a key takes to be seen.

No peer stands beside it: Taguette, which the other browser rows are held against, cannot be
written in. A key is timed from the event's own stamp to the end of the frame that shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heddle import client
from machine import quantile, yardstick
from served import opened

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from measures import Results

TURNS = 1500
KEYS = "and then we sat there for a while and nobody said "
PHRASE = "so what we did was to wait until somebody came and asked"
ROUNDS = 3
SPLITS = 5
WATCH = """() => {
  window.heddleKeys = [];
  document.addEventListener("keydown", (event) => requestAnimationFrame(() =>
    setTimeout(() => window.heddleKeys.push(performance.now() - event.timeStamp))), true);
}"""
TAKE = "() => window.heddleKeys.splice(0)"


def measure(chromium: Browser, folder: Path, results: Results) -> None:
    """Type in the middle of the transcript, and part turns, in rounds."""
    source = fill(folder)
    around, found, keys, splits = [yardstick()], [], [], []
    with opened(folder) as served:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(served.link)
        page.wait_for_selector("main[aria-busy=false] h1", state="attached")
        for _ in range(ROUNDS):
            found.append(shown(page, source))
            middle = page.locator(".place").nth(TURNS // 2)
            middle.scroll_into_view_if_needed()
            middle.locator(".words").click()
            page.locator("textarea:focus").wait_for()
            page.evaluate(WATCH)
            keys += typed(page, KEYS)
            for _ in range(SPLITS):
                typed(page, "word")
                splits.append(pressed(page, "Enter"))
            around.append(yardstick())
        page.close()
    results.put_median("write-open", "ours", found, around)
    results.put_median("write-key", "ours", keys, around)
    results.put("write-key-p95", "ours", quantile(keys, 0.95), len(keys))
    results.put_median("write-split", "ours", splits, around)


def fill(folder: Path) -> str:
    """Make the transcript; returns its source."""
    words = PHRASE.split()
    turns = [
        {"speaker": f"P{n % 6}", "text": " ".join((words * 4)[: 4 + n * 7 % 36]), "start": 4.0 * n}
        for n in range(TURNS)
    ]
    with client.create(folder, title="Written") as study:
        study.do("team.add", name="Transcriber", roles=["transcriber"])
        return study.do("sources.add", name="Long", language="en", turns=turns).id


def shown(page: Page, source: str) -> float:
    """Open the transcript for writing; returns milliseconds until its turns are seen."""
    page.evaluate("location.hash = '#/home'")
    page.wait_for_selector(".turns", state="detached")
    begun: float = page.evaluate("performance.now()")
    page.evaluate("hash => { location.hash = hash }", f"#/transcribe/{source}")
    page.wait_for_selector(".row.here")
    ended: float = page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => "
        "setTimeout(() => done(performance.now()))))"
    )
    return ended - begun


def typed(page: Page, text: str) -> list[float]:
    """Type into the turn that is open; returns the milliseconds of each key."""
    page.evaluate(TAKE)
    for key in text:
        page.keyboard.press("Space" if key == " " else key)
    return taken(page, len(text))


def pressed(page: Page, key: str) -> float:
    """Press one key; returns its milliseconds."""
    page.evaluate(TAKE)
    page.keyboard.press(key)
    return taken(page, 1)[0]


def taken(page: Page, count: int) -> list[float]:
    """Wait until the last key was seen; returns the times of all."""
    page.wait_for_function("count => window.heddleKeys.length >= count", arg=count)
    kept: list[float] = page.evaluate(TAKE)
    return kept[:count]
