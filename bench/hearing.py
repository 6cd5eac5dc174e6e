"""A session of two hours in the browser: how long its transcript and its sound take.

No peer stands beside it: Taguette has no recordings. The transcript is that of the heavy
document (15,000 words, 5,000 codings) with a time for every word; the sound is a WAV file of two
hours, which the browser plays in pieces and never decodes as a whole.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import drive
from heddle import client
from machine import yardstick
from served import opened
from workload import workload

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from measures import Results

SECONDS = 7200
RATE = 8000
ROUNDS = 5
PLACES = (0.1, 0.9, 0.35, 0.7, 0.5)
"""Where on the strip it is clicked, as shares of its length."""

# Each is one promise: under the page's policy nothing can be waited for that is evaluated anew.
SHOWN = """(hash) => new Promise((done) => {
  const begun = performance.now();
  location.hash = hash;
  const look = () => requestAnimationFrame(() => {
    const drawn = document.querySelector(".transcript .turn.dressed mark");
    if (drawn) setTimeout(() => done(performance.now() - begun));
    else look();
  });
  look();
})"""
HEARD = """() => new Promise((done) => {
  const begun = performance.now();
  const look = () => document.querySelector(".listen .round:not(:disabled)")
    ? done(performance.now() - begun) : setTimeout(look, 5);
  look();
})"""
SOUGHT = """(share) => new Promise((done) => {
  const strip = document.querySelector(".listen [role=slider]");
  const sound = document.querySelector("audio");
  const box = strip.getBoundingClientRect();
  const begun = performance.now();
  sound.addEventListener("seeked", () => done(performance.now() - begun), { once: true });
  const at = { bubbles: true, button: 0, pointerId: 1, clientX: box.left + share * box.width,
    clientY: box.top + 10 };
  strip.setPointerCapture = () => undefined;
  strip.dispatchEvent(new PointerEvent("pointerdown", at));
  strip.dispatchEvent(new PointerEvent("pointerup", at));
})"""

TICKED = """(ticks) => {
  const sound = document.querySelector("audio");
  let at = 100;
  Object.defineProperty(sound, "currentTime", { configurable: true, get: () => at, set: () => {} });
  const begun = performance.now();
  for (let i = 0; i < ticks; i += 1) {
    at += 0.45; // about a word
    sound.dispatchEvent(new Event("timeupdate"));
  }
  const taken = performance.now() - begun;
  delete sound.currentTime;
  return taken / ticks;
}"""
TICKS = 400


def measure(chromium: Browser, folder: Path, results: Results) -> None:
    """Open the session in fresh profiles, and go about in its recording."""
    source = fill(folder)
    around = [yardstick()]
    found: dict[str, list[float]] = {
        "hear-open": [],
        "hear-ready": [],
        "hear-seek": [],
        "hear-tick": [],
    }
    with opened(folder) as served:
        state = None
        for _ in range(ROUNDS):
            # A link opens once; what it left in the browser opens the study again.
            context = chromium.new_context(
                viewport={"width": 1280, "height": 900}, storage_state=state
            )
            page = context.new_page()
            page.goto(served.link if state is None else served.link.partition("?")[0])
            page.wait_for_selector("main[aria-busy=false] h1", state="attached")
            state = context.storage_state()
            one_round(page, source, found)
            context.close()
            around.append(yardstick())
    for key, values in found.items():
        results.put_median(key, "ours", values, around)


def one_round(page: Page, source: str, found: dict[str, list[float]]) -> None:
    """Open the transcript, wait for its sound, and seek in it."""
    found["hear-open"].append(page.evaluate(SHOWN, f"#/coding/{source}"))
    found["hear-ready"].append(page.evaluate(HEARD))
    page.keyboard.press("F4")
    page.wait_for_selector(".heard", state="attached")
    found["hear-seek"] += [page.evaluate(SOUGHT, place) for place in PLACES]
    found["hear-tick"].append(page.evaluate(TICKED, TICKS))


def fill(folder: Path) -> str:
    """Make the study of one session; returns its source."""
    load = workload("H5")
    document = load.documents[0]
    turns = []
    at = 0.0
    each = SECONDS * 0.95 / load.words
    for turn in document.turns:
        timings, place = [], 0
        begins = at
        for word in turn.text.split(" "):
            if word:
                ms = round(at * 1000), round((at + each * 0.9) * 1000)
                timings.append([place, place + len(word), *ms, 90])
                at += each
            place += len(word) + 1
        turns.append({"text": turn.text, "speaker": turn.speaker, "start": begins, "end": at,
                      "timings": timings})  # fmt: skip
    with client.create(folder, title="Heard") as study:
        session = study.do("sessions.add", name="Two hours", duration=SECONDS).id
        source = study.do("sources.add", name=document.name, session=session, turns=turns).id
        drive.import_codings(study, load)
        if study.media is None:
            raise RuntimeError("a study in a folder keeps files")
        with study.media.draft() as draft:
            draft.write(wav(SECONDS, RATE))
            digest = draft.settle()
        study.do("recordings.add", session=session, file_hash=digest, duration=SECONDS)
    return source


def wav(seconds: int, rate: int) -> bytes:
    """Return a WAV file of 8 bits: a click every second."""
    second = b"\x10" * 20 + b"\x80" * (rate - 20)
    head = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    size = seconds * rate
    return (
        b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + head
        + b"data" + struct.pack("<I", size) + second * seconds
    )  # fmt: skip
