"""A session is watched in a real browser: by keys, over a server that is killed, in two windows."""

import contextlib
import re
import signal

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from browser_desk import Desk
from heddle import client
from heddle.study.observations import placed
from heddle.study.sources import Source, Turn
from test_browser_faults import Process
from test_observing import Room
from web_window import serving

pytest_plugins = ("browser_fixtures",)

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""A PNG of one pixel."""


@pytest.fixture
def room(tmp_path):
    with client.create(tmp_path / "study", title="Watched") as study:
        made = Room(study)
        made.do("sessions.change", session=made.session, moderators=[made.moderator])
        made.folder = tmp_path / "study"
        yield made


def seat(page, name):
    return page.get_by_role("button", name=re.compile(f"^{name}"))


def newest(page):
    """Return the newest note of one's own, which can be corrected where it stands."""
    return page.get_by_role("textbox", name=re.compile("^Note at")).first


def note(page, window, words):
    field = page.get_by_role("textbox", name="What you see and hear")
    page.get_by_role("heading", level=1).click()
    window.press("n")
    expect(field).to_be_focused()
    window.type(words)
    window.press("Enter")
    expect(field).to_have_value("")
    window.press("Escape")


NOTED = [
    ("speaks", "P1", ""),
    ("speaks", "P2", ""),
    ("speaks", "P1", ""),
    ("speaks", "", ""),
    ("note", "", "Leans back"),
    ("speaks", "P3", ""),
    ("laughter", "", ""),
    ("disagreement", "P2", ""),
    ("note", "", "Nobody looks up"),
]


def noted(room):
    """Return what the study has, in the order of the timeline."""
    people = {room.one: "P1", room.two: "P2", room.three: "P3", "": ""}
    with client.open_study(room.folder) as study, study.view() as view:
        found = [each.observation for each in placed(view, room.session)]
        assert all(each.second is not None for each in found)
        return [(each.what, people[each.participant], each.text) for each in found]


def test_taps_notes_and_ticks_outlive_a_server_that_is_killed(
    chromium, pages, room, tmp_path, monkeypatch
):
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    room.study.close()
    servers = [Process(room.folder)]
    desk = Desk(chromium, servers[0], None)
    try:
        window = desk.window("observe", room.session, viewport={"width": 768, "height": 1024})
        window.may_lose_server = True
        page = window.page
        expect(seat(page, "P1")).to_be_disabled()
        page.get_by_role("button", name="Start the clock").click()
        expect(seat(page, "P1")).to_be_enabled()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Open in its own window").click()
        other = opened.value
        expect(seat(other, "P1")).to_be_enabled()
        expect(other.get_by_role("navigation")).to_have_count(0)
        page.bring_to_front()
        page.get_by_role("heading", level=1).click()
        window.press("1", "2", "1", "m")
        expect(seat(page, "P1")).to_contain_text("spoke 2 times")
        expect(seat(page, "Moderator A")).to_contain_text("spoke last")
        expect(seat(other, "P1")).to_contain_text("spoke 2 times")
        note(page, window, "Leans back")
        expect(newest(other)).to_have_value("Leans back")
        assert window.barriers() == []

        servers[0].end(signal.SIGKILL)
        page.get_by_role("heading", level=1).click()
        window.press("3", "l", "l", "d", "2")  # laughter in the room; the second disagrees
        note(page, window, "Nobody looks up")
        page.get_by_role("button", name="Asked").first.click()
        page.get_by_role("button", name="Skipped").last.click()
        expect(window.status).to_contain_text("6 later steps are kept")
        expect(seat(page, "P3")).to_contain_text("spoke 1 time")
        expect(page.get_by_text("waits for the study")).to_have_count(3)
        servers.append(Process(room.folder, servers[0].port))
        # The windows also try by themselves: the button may be gone before it can be pressed.
        for each in (page, other):
            with contextlib.suppress(PlaywrightError):
                again = each.locator("footer.status").get_by_role("button", name="Try now")
                again.click(timeout=2_000)
        expect(page.get_by_text("waits for the study")).to_have_count(0)
        expect(window.status).to_contain_text("Skipped: How?")
        expect(newest(other)).to_have_value("Nobody looks up")
        expect(page.get_by_text("1 of 2 asked, 1 skipped")).to_be_visible()
    finally:
        for server in servers:
            if server.running.poll() is None:
                server.end(signal.SIGTERM)
        desk.close()
    assert noted(room) == NOTED


def test_what_was_written_is_photographed_and_typed_beside_the_picture(chromium, pages, room):
    with serving(room.study) as served:
        desk = Desk(chromium, served, room.study)
        try:
            window = desk.window("observe", room.session)
            page = window.page
            page.get_by_role("button", name="Written answers").click()
            answer = page.get_by_role("article", name="Written answer of P2")
            answer.locator("input[type=file]").set_input_files(
                {"name": "card.png", "mimeType": "image/png", "buffer": PICTURE}
            )
            expect(answer.get_by_role("button", name="Picture of what P2 wrote")).to_be_visible()
            field = answer.get_by_role("textbox", name="What P2 wrote")
            field.fill("To be well")
            field.press("Control+Enter")
            expect(window.status).to_contain_text("Took in what P2 wrote")
            expect(page.get_by_role("heading", name="Written at the start")).to_contain_text(
                "1 of 3"
            )
            assert window.barriers() == []
        finally:
            desk.close()
    with room.study.view() as view:
        [source] = view.find(Source)
        assert (source.form, source.participant) == ("written answer", room.two)
        assert room.study.media.read(source.file_hash) == PICTURE
        assert [turn.text for turn in view.find(Turn)] == ["To be well"]
