"""Faults in a real browser: a server that is killed while somebody writes, and hostile names."""

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from browser_desk import WEB, Desk

pytest_plugins = ("browser_fixtures",)

HOSTILE = "</script><img src=x onerror=window.hacked=1>"
SCREENS = sorted(file.stem.lower() for file in (WEB / "src" / "screens").glob("*.svelte"))


class Process:
    """`heddle open` in a process of its own, that can be killed."""

    def __init__(self, folder, port=0):
        self.running = subprocess.Popen(
            [sys.executable, "-c", "from heddle.cli import main; main()", "open", str(folder),
             "--no-browser", "--port", str(port)],
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        for line in self.running.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/\?token=\S+", line):
                self.port = int(found[1])
                self._link = found[0]
                return
        raise AssertionError("heddle open printed no link")

    def link(self):
        return self._link

    def end(self, how):
        with contextlib.closing(self.running.stdout):
            self.running.send_signal(how)
            self.running.wait()


def test_a_server_killed_in_the_middle_of_a_memo_costs_no_word(
    chromium, pages, demo_copy, tmp_path, monkeypatch
):
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    first = Process(demo_copy)
    second = None
    desk = Desk(chromium, first, None)
    try:
        window = desk.window("codes")
        window.may_lose_server = True
        row = window.page.get_by_role("treeitem", selected=True)
        expect(row).to_be_visible()
        row.focus()
        window.press("Alt+m")
        box = window.page.get_by_role("textbox", name="Memo", exact=True).last
        expect(box).to_be_focused()
        window.type("What they call waiting ")
        first.end(signal.SIGKILL)
        window.type("is what we call not showing up.")
        expect(box).to_have_value("What they call waiting is what we call not showing up.")
        window.press("Control+Enter")
        expect(window.status).to_contain_text("Not connected since")
        expect(window.status).to_contain_text("1 later step is kept in this window")
        second = Process(demo_copy, first.port)
        # The window also tries by itself: the button may be gone before it can be pressed.
        with contextlib.suppress(PlaywrightError):
            window.status.get_by_role("button", name="Try now").click(timeout=2_000)
        expect(window.status).to_contain_text("Wrote a memo")
        memos = window.read("records?kinds=memos")["memos"]
        said = [one["text"] for one in memos if one["text"].startswith("What they call")]
        assert said == ["What they call waiting is what we call not showing up."]
        window.press("Control+z")
        expect(window.status).to_contain_text("Undone")
    finally:
        for server in (first, second):
            if server is not None and server.running.poll() is None:
                server.end(signal.SIGTERM)
        desk.close()


@pytest.fixture
def hostile(desk):
    """The demo study with a hostile name wherever there is a name."""
    study = desk.study
    turn = next(row for row in study.turns() if row["source"] == "FG1")["id"]
    made = study.do("codes.add", name=HOSTILE, definition=HOSTILE).id
    study.do("codings.add", codings=[{"code": made, "turn": turn, "start": 0, "end": 5}])
    theme = study.do("themes.add", name=HOSTILE, central_idea=HOSTILE, codes=[made]).id
    study.do("participants.add", code=HOSTILE[:60], occupation=HOSTILE)
    study.do("team.add", name=HOSTILE, roles=["analyst"])
    source = study.do(
        "sources.add", name=HOSTILE, turns=[{"speaker": HOSTILE, "text": HOSTILE}],
        speakers=[{"name": HOSTILE, "role": "participant"}],
    ).id  # fmt: skip
    own = next(row for row in study.turns() if row["source"] == HOSTILE)["id"]
    study.do("quotes.add", turn=own, start=0, end=len(HOSTILE), theme=theme)
    for about in ([], [made], [theme], [turn]):
        study.do("memos.add", text=HOSTILE, title=HOSTILE, about=about)
    study.do("study.describe", title=HOSTILE)
    desk.places = [
        *([screen] for screen in SCREENS),
        ["codes", made], ["themes", theme], ["sources", source], ["coding", source],
        ["people", "team"], ["people", "study"], ["history"],
    ]  # fmt: skip
    return desk


def test_a_hostile_name_is_only_a_name_on_every_screen(hostile):
    window = hostile.window()
    page = window.page
    seen = 0
    for place in hostile.places:
        window.go(*place)
        expect(page.locator("main").get_by_role("heading").first).to_be_attached()
        if place[0] in ("codes", "themes", "sources", "quotes"):
            expect(page.locator("main").get_by_text("onerror=").first).to_be_attached()
            seen += 1
        assert page.locator("img[src=x], script:not([src])").count() == 0
    assert seen
    window.press("Control+k")
    window.type("onerror")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text("onerror=")
    window.press("Escape")
    # Typed by somebody in the window, it stays a name as well.
    window.go("codes")
    page.get_by_role("treeitem", selected=True).focus()
    window.press("Alt+n")
    page.get_by_role("textbox", name="Name of the new code").fill(HOSTILE + "2")
    window.press("Enter")
    expect(page.get_by_role("treeitem", selected=True)).to_contain_text(HOSTILE + "2")
    expect(window.status).to_contain_text(HOSTILE + "2")
    assert page.locator("img[src=x]").count() == 0


def test_a_transcript_that_comes_after_its_screen_was_left_disturbs_nobody(desk):
    window = desk.window()
    page, waiting = window.page, []

    def hold(route):
        waiting.append(route)

    page.route("**/sources/*", hold)
    with page.expect_request("**/sources/*"):
        page.evaluate("hash => { location.hash = hash }", f"#/coding/{desk.source('FG1')['id']}")
    window.go("history")
    expect(page.locator("main li, main article").first).to_be_visible()
    with page.expect_response("**/sources/*"):
        for asked in waiting:
            asked.continue_()
    page.unroute("**/sources/*")
    window.go("themes")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    window.held()
