"""The two programs that are measured in a browser: the workbench, and Taguette's own pages.

Both hold the same text with the same codings, and both are driven by what a person would press.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Self

import drive
import peer
from heddle import client
from machine import resident
from served import opened

if TYPE_CHECKING:
    from playwright.sync_api import Page, StorageState

    from workload import Workload


class Side(ABC):
    """One program with its document, for the length of a `with`.

    `watched` are the selectors that watch.js asks for, `open_by` is what opens the document from
    the program's own home page, `actions` is how many a coding costs, selecting included.
    """

    who: str
    watched: dict[str, str]
    open_by: str
    actions: int

    def __init__(self, load: Workload, folder: Path) -> None:
        self.load = load
        self.folder = folder
        self.pid = 0
        self.link = ""
        self.home = ""
        self.state: StorageState | None = None
        self._running = contextlib.ExitStack()

    @abstractmethod
    def fill(self) -> None:
        """Put the document and its codings in."""

    @abstractmethod
    def start(self) -> None:
        """Start the program on them, as its command does; set `pid`, `link` and `home`."""

    @abstractmethod
    def ready(self, page: Page) -> None:
        """Wait until the home page can be used."""

    @abstractmethod
    def code(self, page: Page) -> None:
        """Code what is selected, with as few actions as the program asks for."""

    def stop(self) -> None:
        """End the program."""
        self._running.close()

    def memory(self) -> float:
        """Return the memory in MB that the program holds now."""
        return resident(self.pid)

    def __enter__(self) -> Self:
        self.fill()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Ours(Side):
    """The workbench: `heddle open`, and its Coding screen."""

    who = "ours"
    watched = {
        "text": ".transcript",
        "marks": ".transcript mark",
        "lines": ".transcript .turn > p",
        "scroller": ".scroll",
        "saved": "/api/do$",
    }
    actions = 2

    def fill(self) -> None:
        """Make the study by the operations that `heddle import` uses."""
        drive.import_texts(self.load.size, self.folder)
        with client.open_study(self.folder) as study:
            drive.import_codings(study, self.load)
            source = study.sources()[0]["id"]
        self.open_by = f"location.hash = '#/coding/{source}'"

    def start(self) -> None:
        """Run `heddle open`."""
        served = self._running.enter_context(opened(self.folder))
        self.pid, self.link = served.pid, served.link
        self.home = served.link.partition("?")[0] + "#/"

    def ready(self, page: Page) -> None:
        """Wait for the study's home."""
        page.wait_for_selector("main[aria-busy=false] h1", state="attached")

    def code(self, page: Page) -> None:
        """Press the number of a code."""
        page.keyboard.press("1")


class Peer(Side):
    """Taguette: its server, and its page of a document."""

    who = "peer"
    watched = {
        "text": "#document-contents",
        "marks": "#document-contents a.highlight",
        "lines": "#document-contents p",
        "scroller": "",
        "saved": "/highlight/new",
    }
    open_by = "document.querySelector('#document-link-1 .document-link-a').click()"
    actions = 4

    def fill(self) -> None:
        """Make the project over its HTTP; the codings are put into its tables."""
        self.folder.mkdir()
        with peer.Server(self._database) as server:
            browser = server.browser()
            self._project = browser.new_project("Measured")
            tags = [browser.new_tag(self._project, name) for name in self.load.codes]
            browser.new_document(self._project, self.load.documents[0])
            peer.fill(self._database, self._project, self.load, tags)

    @property
    def _database(self) -> Path:
        return self.folder / "taguette.sqlite3"

    def start(self) -> None:
        """Run its server."""
        server = self._running.enter_context(peer.Server(self._database, visited=False))
        origin = f"http://127.0.0.1:{server.port}"
        self.pid, self.link = server.process.pid, f"{origin}/?token={server.token}"
        self.home = f"{origin}/project/{self._project}"

    def ready(self, page: Page) -> None:
        """Wait for its list of projects, or for the documents of one."""
        page.wait_for_selector("a[href*='/project/1'], .document-link-a", state="attached")

    def code(self, page: Page) -> None:
        """Ask for a highlight, tick a tag, save."""
        page.keyboard.press("n")
        page.check("#highlight-add-tags-1")
        page.click("#highlight-add-form button[type=submit]")
