"""Recognition in a real browser: chosen, watched to its end, its doubts heard again and ticked."""

from __future__ import annotations

from playwright.sync_api import expect

from browser_desk import Desk
from heddle.study.recognitions import Doubt
from heddle.web.ears import Ears
from recognition_desk import Desk as Room
from speech_child import RATE, ScriptedRecogniser, pulses
from web_window import serving

pytest_plugins = ("browser_fixtures",)


def test_a_session_is_recognised_and_its_doubts_are_ticked_off(
    chromium, pages, tmp_path, monkeypatch
):
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(Ears, "make", ScriptedRecogniser)
    room = Room(tmp_path)
    room.record(pulses(12), RATE)
    room.model(["so so so so so so so"], languages=["nl"])
    with room.study as study, serving(study) as served:
        desk = Desk(chromium, served, study)
        try:
            window = desk.window("transcribe")
            page = window.page
            page.get_by_label("Session").select_option("FG1")
            part = page.get_by_role("region", name="Recognise its speech on this computer")
            expect(part.get_by_label("Model")).to_have_value("script")
            expect(part.get_by_label("Spoken language")).to_have_value("da")
            expect(part.get_by_text("entered for nl")).to_be_visible()
            assert window.barriers() == []
            part.get_by_role("button", name="Recognise").click()
            # The transcript opens by itself once it is made.
            expect(page.locator(".row").first).to_contain_text("so so so")
            doubts = page.get_by_role("region", name="Listen again")
            tick = doubts.get_by_role("checkbox", name="the same words over and over")
            expect(tick).not_to_be_checked()
            assert window.barriers() == []
            tick.check()
            expect(doubts.get_by_text("Ticked off (1)")).to_be_visible()
            with study.view() as view:
                (doubt,) = view.find(Doubt)
            assert doubt.settled == study.actor
        finally:
            desk.close()
