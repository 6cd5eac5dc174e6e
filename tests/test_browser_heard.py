"""A machine's draft in a real browser: speakers given out, a turn heard, and a quote freed."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from browser_desk import Desk
from heddle import client
from heddle.exchange import importing
from heddle.study.sources import Turn
from web_window import serving

pytest_plugins = ("browser_fixtures",)

TURNS = 80


@pytest.fixture
def drafted(tmp_path, monkeypatch):
    """A study with a WhisperX draft of two voices, 40 turns each."""
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    segments = [
        {"start": at, "end": at + 0.9, "text": f"Number {at} was said.",
         "speaker": f"SPEAKER_0{at % 2}"}
        for at in range(TURNS)
    ]  # fmt: skip
    path = tmp_path / "FG1.json"
    path.write_text(json.dumps({"language": "en", "segments": segments}), encoding="utf-8")
    study = client.create(tmp_path / "study", title="Drafts")
    study.do("team.add", name="Ann Example", roles=["moderator"])
    people = [
        study.do("participants.add", code=code, group="1", number=at).id
        for at, code in enumerate(("P1", "P2"), 1)
    ]
    session = study.do("sessions.add", name="FG1").id
    study.do("sessions.attend", session=session, participants=people)
    with study.view() as view:
        plan = importing.plan(view, path)
    importing.carry_out(study, plan)
    theme = study.do("themes.add", name="Numbers", central_idea="They count", stage="final").id
    with study.view() as view:
        turns = view.find(Turn, "position")
    spot = {"turn": turns[1].id, "start": 0, "end": 8}
    study.do("quotes.add", **spot, theme=theme, in_table=True)
    yield study, turns
    study.close()


def test_a_quote_of_a_draft_is_free_once_its_speaker_and_words_are_confirmed(
    chromium, pages, drafted
):
    study, turns = drafted
    with serving(study) as served:
        desk = Desk(chromium, served, study)
        try:
            _story(desk, turns)
        finally:
            desk.close()


def _story(desk, turns):
    study = desk.study
    quoted = turns[1]
    window = desk.window("privacy", "leaving")
    page = window.page
    page.get_by_label("Part").select_option("table3")
    gate = page.locator(".gate")
    expect(gate).to_contain_text("A machine wrote turn 2 of FG1")
    expect(gate).to_contain_text("Who speaks in turn 2 of FG1 was guessed")

    # One answer gives 40 turns to a person and confirms them: one step on the log.
    window.go("sources", quoted.source)
    heard = page.locator(".side")
    expect(heard).to_contain_text("80 turns of a machine that nobody has heard")
    expect(heard).to_contain_text("80 guessed speakers")
    before = len(study.history())
    page.get_by_label("Who is SPEAKER_01?").select_option(label="P2")
    expect(heard).to_contain_text("40 guessed speakers")
    assert len(study.history()) == before + 1
    assert window.barriers() == []

    window.go("transcribe", quoted.source, quoted.id)
    here = page.locator(".row.here")
    expect(here).to_contain_text("Number 1 was said.")
    expect(here).to_be_focused()
    window.press("Enter")
    expect(page.locator(".row input:checked")).to_have_count(1)

    window.go("sources", quoted.source)
    expect(heard).to_contain_text("79 turns of a machine")
    expect(heard).to_contain_text("1 % heard")
    with study.view() as view:
        now = view.get(Turn, quoted.id)
    assert (bool(now.heard), now.guessed) == (True, False)
    window.go("privacy", "leaving")
    page.get_by_label("Part").select_option("table3")
    # What is left is what such a small group is told in any case.
    expect(gate).to_contain_text("can only be one of 2 people")
    expect(gate).not_to_contain_text("of FG1")
