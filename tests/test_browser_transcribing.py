"""A transcript written by hand in a real browser: by keys alone, over a killed server; a draft."""

import contextlib
import signal

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from browser_desk import Desk
from heddle import client
from heddle.study.sessions import Session
from heddle.study.sources import Turn
from spoken import conversation, wav
from test_browser_faults import Process

pytest_plugins = ("browser_fixtures",)

SAVED = "All that is typed is saved"


@pytest.fixture
def session_folder(tmp_path, monkeypatch):
    """A study with one recorded session of a moderator and three people, seated out of order."""
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    folder = tmp_path / "study"
    talk = conversation([("M", "What helps?"), ("P1", "Hope, mostly."), ("P3", "My dog.")])
    with client.create(folder, title="By hand") as study:
        lead = study.do("team.add", name="Mo Example", roles=["moderator"]).id
        people = [
            study.do("participants.add", code=code, group="1", number=number).id
            for number, code in enumerate(("P1", "P2", "P3"), 1)
        ]
        session = study.do("sessions.add", name="FG1", moderators=[lead], language="en").id
        seats = dict(zip(people, ("3", "1", "2"), strict=True))
        study.do("sessions.attend", session=session, participants=people, seats=seats)
        digest = study.media.keep(wav(talk.mono(), talk.rate))
        study.do("recordings.add", session=session, file_hash=digest, file_name="fg1.wav")
    return folder


def written(window, source):
    """Return the turns as the server has them: who speaks, and the words."""
    names = {one["id"]: one["name"] for one in window.read("records?kinds=speakers")["speakers"]}
    turns = window.read(f"sources/{source}/turns")["turns"]
    return [(names.get(turn["speaker"], ""), turn["text"]) for turn in turns]


def begun(window):
    """Begin a transcript of the session by keys; returns page and the words to write in."""
    page = window.page
    window.may_lose_server = True
    page.get_by_label("Session").focus()
    window.type("FG1")
    expect(page.get_by_label("Name")).to_have_value("FG1")
    page.get_by_label("Name").focus()
    window.press("Enter")
    words = page.get_by_role("textbox", name="Turn")
    expect(words).to_be_focused()
    return page, words


def test_a_session_is_transcribed_by_keys_alone_over_a_killed_server(
    chromium, pages, session_folder
):
    first = Process(session_folder)
    second = None
    desk = Desk(chromium, first, None)
    try:
        window = desk.window("transcribe")
        page, words = begun(window)
        state = page.locator(".state")
        # The key of a person is that of the seat: the second one's is P3.
        window.press("Alt+m")
        window.type("What helps? Hope, mostly.")
        for _ in range(len("Hope, mostly.")):
            window.press("ArrowLeft")
        window.press("Enter")
        expect(words).to_have_value("Hope, mostly.")
        window.press("Backspace")
        expect(words).to_have_value("What helps? Hope, mostly.")
        window.press("Enter")
        # The third turn begins where the recording stands.
        expect(page.locator(".player .round")).to_be_enabled()
        window.press("Shift+F3", "Alt+3", "End", "Enter", "Alt+2")
        window.type("My")
        expect(state).to_have_text(SAVED)
        source = page.url.split("#/transcribe/")[1].split("/")[0]
        said = [("Mo Example", "What helps?"), ("P1", "Hope, mostly.")]
        assert written(window, source) == [*said, ("P3", "My")]
        times = [turn["start"] for turn in window.read(f"sources/{source}/turns")["turns"]]
        assert times == [None, None, 3.0]
        assert window.barriers() == []

        first.end(signal.SIGKILL)
        window.type(" dog.")
        window.press("Enter", "Alt+1")
        window.type("Sleep")
        expect(window.status).to_contain_text("Not connected since")
        expect(window.status).to_contain_text("kept in this window")
        expect(state).to_contain_text("Kept in this tab")
        second = Process(session_folder, first.port)
        # The window also tries by itself: the button may be gone before it can be pressed.
        with contextlib.suppress(PlaywrightError):
            window.status.get_by_role("button", name="Try now").click(timeout=2_000)
        expect(state).to_have_text(SAVED)
        expect(words).to_have_value("Sleep")
        words.focus()
        # Whoever loads the page anew in the middle of a word finds the word.
        window.press("End")
        window.type(", and tim")
        page.reload()
        expect(page.locator(".row").last).to_contain_text("Sleep, and tim")
        assert written(window, source) == [*said, ("P3", "My dog."), ("P2", "Sleep, and tim")]
    finally:
        for server in (first, second):
            if server is not None and server.running.poll() is None:
                server.end(signal.SIGTERM)
        desk.close()


def test_a_draft_is_given_to_people_marked_and_checked(desk):
    study = desk.study
    with study.view() as view:
        session = view.first(Session, name="FG1").id
    lines = [{"speaker": "Speaker 1" if n % 3 else "Speaker 2", "text": f"words of turn {n}",
              "draft": True, "guessed": True, "start": 10.0 * n} for n in range(60)]  # fmt: skip
    lines[3]["timings"] = [[0, 5, 30000, 30200, 20], [6, 8, 30300, 30400, 90]]
    source = study.do("sources.add", name="Draft", session=session, language="en", turns=lines).id
    window = desk.window("transcribe", source)
    page = window.page
    here = page.locator(".row.here")
    of_first = page.locator(".place", has_text="words of turn").filter(has_text="Speaker 1")
    expect(of_first).to_have_count(40)
    expect(page.locator(".row .doubt")).to_have_text("words")
    expect(here).to_be_focused()

    # All turns of a label in one step, and back by one undo.
    window.press("ArrowDown", "a")
    which = page.get_by_role("dialog", name="Give turns to")
    expect(which.get_by_role("radio", checked=True)).to_be_focused()
    window.press("ArrowDown", "ArrowDown")
    expect(which.get_by_label("All turns of Speaker 1 (40)")).to_be_checked()
    assert window.barriers() == []
    window.press("2")
    expect(window.status).to_contain_text("Gave 40 turns to FG1-P2")
    expect(page.locator(".place", has_text="FG1-P2")).to_have_count(40)
    expect(of_first).to_have_count(0)
    expect(here).to_be_focused()
    window.press("Control+z")
    expect(of_first).to_have_count(40)

    # A digit gives one; Enter confirms it as heard and goes on to the next.
    window.press("1", "Enter")
    expect(page.locator(".place", has_text="FG1-P1")).to_have_count(1)
    expect(here).to_contain_text("words of turn 2")
    expect(page.locator(".row input:checked")).to_have_count(1)
    expect(page.locator(".heard")).to_contain_text("1 % checked by")

    window.press("F2")
    marked(window)
    changed_elsewhere(window, study, here.get_attribute("data-turn"))
    window.press("Escape")
    expect(here).to_be_focused()
    assert window.barriers() == []


def marked(window):
    """Mark the words that are written, and find the unclear place in the list."""
    page = window.page
    expect(page.get_by_role("textbox", name="Turn 3")).to_be_focused()
    window.press("Alt+o", "Alt+i")
    page.get_by_label("What it may be").fill("too")
    window.press("Enter")
    marks = page.get_by_role("list", name="Marks of this turn")
    expect(marks.get_by_role("listitem")).to_have_count(2)
    side = page.get_by_role("complementary")
    expect(side.get_by_role("heading", name="1 unclear place")).to_be_visible()


def changed_elsewhere(window, study, turn):
    """Write in a turn that somebody else changes meanwhile: both are shown, neither is lost."""
    page = window.page
    words = page.get_by_role("textbox", name="Turn 3")
    expect(words).to_be_focused()
    # Held until the others' words are in the study, however soon or late the window saves.
    waiting, held = [], [True]
    page.route("**/api/do", lambda route: waiting.append(route) if held[0] else route.continue_())
    window.type(", mine")
    study.do("team.add", name="Ben Example", roles=["analyst"])
    ben = client.Study(study.database, study.journal, study.media, by="Ben Example")
    ben.do("turns.correct", turn=turn, text="their words")
    held[0] = False
    for asked in waiting:
        asked.continue_()
    clash = page.get_by_role("alert").filter(has_text="their words")
    expect(clash).to_be_visible()
    expect(words).to_have_value("words of turn 2, mine")
    clash.get_by_role("button", name="Keep mine").click()
    expect(clash).to_have_count(0)
    expect(page.locator(".state")).to_have_text(SAVED)
    with study.view() as view:
        assert view.get(Turn, turn).text == "words of turn 2, mine"
