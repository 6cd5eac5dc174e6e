"""A transcript and its recording go together in the browser: hear a coding, a word, three hours."""

from __future__ import annotations

import re
import struct
from typing import Any

from playwright.sync_api import Page, expect

from browser_desk import Desk, Window
from spoken import tone, wav

pytest_plugins = ("browser_fixtures",)

WORDS = "Hope is a small thing that somebody carries for you"
AUDIO = "document.querySelector('audio')"
IS_HEARD = re.compile(r"\bheard\b")
HEARD = "[...(CSS.highlights.get('heddle-heard') ?? [])].map(range => range.toString()).join('|')"


def timed(words: str, begins: float, each: float = 0.5, doubtful: str = "") -> dict[str, Any]:
    """Return a turn whose words take equally long."""
    timings, at = [], 0
    for number, word in enumerate(words.split()):
        ms = round((begins + number * each) * 1000)
        sure = 20 if word == doubtful else 95
        timings.append([at, at + len(word), ms, ms + round(each * 1000), sure])
        at += len(word) + 1
    ends = begins + len(timings) * each
    return {"text": words, "speaker": "P1", "start": begins, "end": ends, "timings": timings}


def heard_source(desk: Desk, sound: bytes, turns: list[dict[str, Any]], seconds: int) -> str:
    """Put a session with a recording and its transcript into the study."""
    study = desk.study
    session = study.do("sessions.add", name="Heard", duration=seconds).id
    source = study.do("sources.add", name="Heard", session=session, turns=turns).id
    assert study.media is not None
    with study.media.draft() as draft:
        draft.write(sound)
        digest = draft.settle()
    study.do("recordings.add", session=session, file_hash=digest, file_name="one.wav",
             duration=seconds)  # fmt: skip
    return source


def listening(window: Window, source: str, turn: str) -> Page:
    """Open a transcript and wait until its recording can be heard."""
    window.go("coding", source, turn)
    expect(window.page.get_by_role("button", name="Play from")).to_be_enabled()
    # The words have their times, too.
    expect(window.page.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    return window.page


def is_marked(window: Window, word: str) -> None:
    window.until(f"{HEARD} === {word!r}")


def test_a_coding_is_heard_and_the_word_that_is_spoken_is_marked(desk: Desk) -> None:
    turns = [
        timed(f"{WORDS} {number}.", 6.0 * number, doubtful="carries" if number == 7 else "")
        for number in range(10)
    ]
    source = heard_source(desk, wav(tone(60, rate=8000, level=0.2), 8000), turns, 60)
    window = desk.window()
    ids = window.read(f"sources/{source}")["turns"]["id"]
    code = desk.study.do("codes.add", name="Carried").id
    small = WORDS.index("small")
    desk.study.do("codings.add", codings=[
        {"code": code, "turn": ids[2], "start": small, "end": small + len("small thing")}
    ])  # fmt: skip
    page = listening(window, source, ids[2])
    assert page.evaluate(HEARD) == ""
    # By keys: to the coding, and hear it from its beginning to its end.
    window.press("j", "p")
    window.until(f"{AUDIO} && {AUDIO}.currentTime >= 14.5 && {AUDIO}.paused")
    expect(page.get_by_role("button", name="Play from")).to_be_visible()
    expect(window.turn(ids[2])).to_have_class(IS_HEARD)
    # Wherever the sound is, its word is marked; the cursor stays where it was.
    page.evaluate(f"{AUDIO}.currentTime = 55.2")
    is_marked(window, "a")
    expect(window.turn(ids[9])).to_have_class(IS_HEARD)
    window.turn(ids[1]).locator("p").click(modifiers=["ControlOrMeta"], position={"x": 4, "y": 8})
    window.until(f"{AUDIO}.currentTime < 50 && !{AUDIO}.paused")
    expect(page.locator("article.here")).to_have_attribute("data-turn", ids[2])
    window.press("F4")
    expect(page.get_by_role("button", name="Play from")).to_be_visible()
    # The next words to look at, a turn again and again, faster at the same pitch.
    window.press("Alt+w", "F9", "F8")
    window.until(f"{AUDIO}.currentTime === 45.5")
    is_marked(window, "carries")
    expect(page.get_by_role("button", name="Repeat turn")).to_have_attribute("aria-pressed", "true")
    window.press("F4")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.evaluate(f"{AUDIO}.currentTime = 47.49")
    window.until(f"{AUDIO}.currentTime < 45")
    assert page.evaluate(f"[{AUDIO}.playbackRate, {AUDIO}.preservesPitch]") == [1.1, True]
    expect(window.turn(ids[7])).to_be_in_viewport()
    # Who scrolls away is let go, and finds the way back.
    page.mouse.move(500, 300)
    page.mouse.wheel(0, -1500)
    page.get_by_role("button", name="Back to what is spoken").click()
    expect(window.turn(ids[7])).to_be_in_viewport()
    window.press("F4")
    # A pedal sends a key of its own; it is given to play, and F4 is for nothing any more.
    page.get_by_role("button", name="Sound").click()
    page.get_by_role("button", name="Keys and pedals").click()
    page.get_by_role("button", name="Play or pause: F4. Change the key").click()
    window.press("F10", "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(f"{AUDIO}.paused")
    window.press("F4")
    assert page.evaluate(f"{AUDIO}.paused")
    window.press("F10")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    window.press("F10")
    assert window.barriers() == []


def test_two_and_a_half_hours_are_opened_and_gone_through(desk: Desk) -> None:
    seconds, rate = 9000, 3000
    silence = bytearray(b"\x80" * (seconds * rate))
    silence[8000 * rate : 8002 * rate] = b"\x10\xf0" * rate
    head = b"RIFF" + struct.pack("<I", 36 + len(silence)) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    head += b"data" + struct.pack("<I", len(silence))
    turns = [timed(WORDS, 10.0 * number, each=0.9) for number in range(900)]
    source = heard_source(desk, head + bytes(silence), turns, seconds)
    window = desk.window()
    ids = window.read(f"sources/{source}")["turns"]["id"]
    # The browser asks for pieces of the file and decodes what it plays.
    with window.page.expect_response(lambda said: "/api/media/" in said.url and said.status == 206):
        page = listening(window, source, ids[0])
    slider = page.get_by_role("slider", name="Place in the recording")
    expect(slider).to_have_attribute("aria-valuemax", str(seconds))
    slider.focus()
    window.press("End", "PageDown", "PageDown", "ArrowRight")
    expect(slider).to_have_attribute(
        "aria-valuetext", "2 hours 29 minutes 1 second of 2 hours 30 minutes, P1"
    )
    window.until(f"{AUDIO}.currentTime === 8941 && {AUDIO}.readyState >= 1")
    is_marked(window, "is")
    # The loud two seconds stand out on the strip, at their place and nowhere before.
    loud = """() => {
      const canvas = document.querySelector('.strip canvas'), pen = canvas.getContext('2d');
      const high = Math.round(canvas.height * 5 / 64);
      const row = pen.getImageData(0, high, canvas.width, 1).data;
      const found = [...Array(canvas.width).keys()].filter(x => row[4 * x + 3] > 0
        && [0, 1, 2].some(part => row[4 * x + part] < 200));
      return found.map(x => x / canvas.width);
    }"""
    window.until(f"({loud})().length > 0")
    assert all(abs(place - 8001 / 9000) < 0.01 for place in page.evaluate(loud))
