"""A desk in a real browser: Heddle served, Chromium, windows, and what must hold in each of them.

The fixtures that make one are in browser_fixtures.py. A window that a test has opened is looked at
once more when the test is over: whatever it did, nothing was asked of another computer, no script
failed, the policy refused nothing, and nobody's text ran as a script.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from heddle.client import Study

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
PATIENCE_MS = 30_000.0
"""After this a test that would wait for ever fails; the machine may be crowded."""

ACCEPTED = "data:", "blob:"
"""Addresses that lie in the page itself and are asked of nobody."""

WAIT = """patience => new Promise((done, fail) => {
  const end = performance.now() + patience;
  const look = () => (CONDITION) ? done()
    : performance.now() > end ? fail(new Error("still not so: ")) : setTimeout(look, 20);
  look();
})"""


class Window:
    """One window of a person, with a session of its own."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.troubles: list[str] = []
        self.may_lose_server = False
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("console", self._said)
        page.on("dialog", self._opened)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.origin + "/", *ACCEPTED)):
            self.troubles.append(f"asked elsewhere: {request.url}")

    def _said(self, message: Any) -> None:
        if message.type != "error":
            return
        lost = "Failed to load resource" in message.text or "ERR_" in message.text
        if not (lost and self.may_lose_server):
            self.troubles.append(f"console: {message.text}")

    def _opened(self, dialog: Any) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, *place: str) -> None:
        """Go to a screen, or to something on it, by its address."""
        self.page.evaluate("hash => { location.hash = hash }", "#/" + "/".join(place))
        self.ready()
        match place:
            case ("coding", _, turn):
                # Keys that came before the transcript would go to the screen that was there.
                expect(self.page.locator(f'article.here[data-turn="{turn}"]')).to_be_visible()
                expect(self.page.locator("main :focus")).to_be_attached()

    def ready(self) -> None:
        """Wait until the study and the screen are there."""
        expect(self.page.locator("main[aria-busy=false]")).to_be_attached()
        expect(self.page.locator("main h1").first).to_be_attached()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def until(self, condition: str, patience_ms: float = PATIENCE_MS) -> None:
        """Wait until an expression of the page holds.

        Playwright's own waiting evaluates its text anew each time, which the policy refuses.
        """
        self.page.evaluate(WAIT.replace("CONDITION", condition), patience_ms)

    @property
    def status(self) -> Locator:
        """The line that says what was saved."""
        return self.page.locator("footer.status")

    def read(self, path: str) -> Any:
        """Return what the server answers to this window."""
        return self.page.evaluate("path => fetch('/api/' + path).then(r => r.json())", path)

    def turn(self, turn: str) -> Locator:
        """Return a turn of the transcript that is shown."""
        return self.page.locator(f'article[data-turn="{turn}"]')

    def held(self) -> None:
        """Fail if something was wrong in this window at any time."""
        assert not self.troubles, self.troubles
        assert self.page.evaluate("window.hacked ?? null") is None

    def barriers(self) -> list[str]:
        """Return axe's serious and critical findings on what is shown now."""
        # Evaluated over the debugging protocol, where the page's policy does not hold.
        self.page.evaluate((WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        return [
            f"{one['id']} ({one['impact']}): {one['help']}: "
            + "; ".join(node["html"][:160] for node in one["nodes"][:4])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]


class Desk:
    """A served study and the windows on it."""

    def __init__(self, browser: Browser, served: Any, study: Study | None) -> None:
        self.browser = browser
        self.served = served
        self._study = study
        self.windows: list[Window] = []

    @property
    def study(self) -> Study:
        """The study, for what the test needs to be there and for looking at what was kept."""
        assert self._study is not None
        return self._study

    def window(self, *place: str, **look: Any) -> Window:
        """Open a window with a new link, at a place."""
        look = {"locale": "en-GB", "viewport": {"width": 1280, "height": 720}} | look
        context = self.browser.new_context(accept_downloads=True, **look)
        context.set_default_timeout(PATIENCE_MS)
        window = Window(context.new_page(), f"http://127.0.0.1:{self.served.port}")
        self.windows.append(window)
        window.page.goto(self.served.link())
        window.ready()
        if place:
            window.go(*place)
        return window

    def source(self, name: str) -> dict[str, Any]:
        """Return a source by its name."""
        return next(row for row in self.study.sources() if row["name"] == name)

    def close(self) -> None:
        """Look at every window once more and close it."""
        try:
            for window in self.windows:
                window.held()
        finally:
            for window in self.windows:
                window.page.context.close()
