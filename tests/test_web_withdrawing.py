"""Withdrawal and retention through a window, and the story of one in the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from heddle import client
from heddle.study.withdrawals import Withdrawal
from web_window import Window, serving
from withdrawal_desk import CANARIES, hidden, sit_in

pytest_plugins = ("browser_fixtures",)


def test_a_window_asks_what_exists_and_has_it_deleted(tmp_path: Path) -> None:
    place = tmp_path / "study"
    with client.create(place, title="Canaries") as study:
        who = sit_in(study)
        with serving(study) as served, Window(served) as window:
            seq = window.read("study")["seq"]
            # A look back keeps a folded study in the server's memory.
            assert CANARIES["memo"] in window.get(f"/api/asof/{seq}/records?kinds=memos").text
            told = window.read("withdrawal", participant=who.participant, day="2026-05-01")
            assert (told["turns"], told["late"]) == (3, False)
            chosen = {
                "participant": who.participant,
                "date": "2026-05-01",
                "choices": ["delete everything"],
            }
            refused = window.post("withdrawal", chosen)
            assert (refused.status_code, refused.json()["code"]) == (409, "recording")
            sound = {told["recordings"][0]["recording"]: "delete"}
            done = window.post("withdrawal", {**chosen, "recordings": sound})
            assert done.status_code == 200
            assert done.json()["counts"]["turns"] == 3
            for path in (f"/api/asof/{seq}/records", "/api/records", "/api/history"):
                answer = window.get(path).text
                assert [word for word in CANARIES.values() if word in answer] == []
            assert [c["state"] for c in window.read("retention") if c["data"] == "recordings"] == [
                "deleted"
            ]
            assert window.post("retention", {"about": "nothing", "why": "x"}).status_code == 404
            assert window.post("withdrawal", {**chosen, "choices": ["eat"]}).status_code == 422
    assert hidden(place, CANARIES.values()) == []


def test_story_28_a_participant_withdraws_after_coding(desk):
    study = desk.study
    person = next(p for p in study.participants() if p["code"] == "FG2-P1")
    own = [t for t in study.turns() if t["source"] == "FG2"]
    window = desk.window("privacy", "withdrawal")
    page = window.page
    assert window.barriers() == []
    page.get_by_label("Person").select_option(label="FG2-P1")
    page.get_by_label("Day on which they withdrew").fill("2021-12-01")
    page.get_by_role("button", name="Show what exists").press("Enter")
    expect(page.get_by_role("heading", name="What exists of FG2-P1")).to_be_visible()
    expect(page.get_by_text("by Frida Mønster")).to_be_visible()
    assert window.barriers() == []
    page.get_by_role("button", name="Choose what to do").press("Enter")
    page.get_by_role("checkbox", name="Redact turns").check()
    do = page.get_by_role("button", name="Do it")
    do.click()  # the box that says it cannot be taken back is not ticked yet
    expect(do).to_be_visible()
    with study.view() as view:
        assert view.count(Withdrawal) == 0
    page.get_by_role("checkbox", name="I know that this cannot be taken back").check()
    assert window.barriers() == []
    do.press("Enter")
    expect(page.get_by_role("heading", name="Done for FG2-P1")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Turns redacted")).to_be_visible()
    assert window.barriers() == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Word", exact=True).click()
    assert download.value.path().read_bytes().startswith(b"PK")
    after = {t["id"]: t["text"] for t in study.turns()}
    for turn in own:
        mine = turn["speaker"] == "P1"
        assert after[turn["id"]] == ("[turn withdrawn]" if mine else turn["text"])
    assert person["code"] in {p["code"] for p in study.participants()}
    assert study.verify().sound
    window.go("privacy", "keeping")
    expect(page.get_by_role("cell", name="deleted", exact=True).first).to_be_visible()
    assert window.barriers() == []
