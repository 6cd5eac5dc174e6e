"""Take the pictures of docs/tour.md: `python docs/tour/take.py LINK`, with a link of `heddle open`.

Playwright and Debian's chromium, as in the browser tests; ImageMagick's convert, if it is there,
makes the files small.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SCREENS = (
    "home", "people", "sources", "coding", "codes", "themes", "quotes", "report", "history",
    "claims", "trail", "privacy/disclosure",
)  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def take(link: str, folder: Path) -> None:
    """Open every screen once and keep its picture, 1280 by 800."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "chromium", args=FLAGS
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(link)
        address = page.url.partition("#")[0]
        for screen in SCREENS:
            page.goto(f"{address}#/{screen}")
            page.wait_for_timeout(1_500)
            picture = folder / f"{screen.replace('/', '-')}.png"
            page.screenshot(path=picture)
            if convert := shutil.which("convert"):
                subprocess.run([convert, picture, "-colors", "96", picture], check=True)
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], Path(__file__).resolve().parent)
