"""The analytic trail in a real browser: a private entry stays private until it is released."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser_desk import Desk
from trail_desk import PHRASE, holds

pytest_plugins = ("browser_fixtures",)

SECRET = "I still think of the man with the plants 🤐"


def work_as(window, name: str) -> None:
    window.page.locator("button.study").click()
    window.page.get_by_label("Who works in this window").select_option(label=name)
    window.press("Escape")


def test_a_private_entry_is_written_kept_released_and_found(desk: Desk, demo_copy: Path) -> None:
    window = desk.window("trail", "journal")
    page = window.page
    work_as(window, "Frida Mønster")
    page.get_by_label("Title (sealed too)").fill("Plants")
    page.get_by_label("What you think, expect").fill(SECRET)
    page.get_by_role("button", name="Seal and save").click()
    expect(page.get_by_role("heading", name="2 private entries")).to_be_visible()
    assert SECRET not in page.content()
    kept = "\n".join(page.evaluate("[...Object.values({...sessionStorage, ...localStorage})]"))
    assert SECRET not in kept

    other = desk.window("trail", "journal")
    work_as(other, "Gorm Skitse")
    expect(other.page.get_by_role("button", name="Begin your journal")).to_be_visible()
    for path in ("journal", "records", "history?limit=50", "audit", "notes?q=plants"):
        assert SECRET not in other.page.evaluate(
            "path => fetch('/api/' + path).then(r => r.text())", path
        )
    data = b"".join(p.read_bytes() for p in demo_copy.rglob("*") if p.is_file())
    assert not holds(data, SECRET)

    page.get_by_label("Passphrase").fill(PHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    entry = page.locator("article", has_text=SECRET)
    expect(entry).to_be_visible(timeout=30_000)
    assert window.barriers() == []
    entry.get_by_role("button", name="Release this entry").click()
    released = page.get_by_role("region", name="Released entries")
    expect(released).to_contain_text(SECRET)
    expect(other.page.get_by_role("region", name="Released entries")).to_contain_text(SECRET)

    other.go("trail", "audit")
    expect(other.page.locator("main")).to_contain_text("Release an entry", timeout=30_000)
    expect(other.page.locator("main")).to_contain_text("Plants")
    assert other.barriers() == []
    other.page.get_by_label("Search what the team wrote").fill("man plants")
    expect(other.page.get_by_role("link", name="Plants")).to_be_visible()


@pytest.mark.parametrize("tab", ["meetings", "checks", "involvement", "phases"])
def test_every_tab_has_what_is_on_record_and_no_barriers(desk: Desk, tab: str) -> None:
    window = desk.window("trail", tab, reduced_motion="reduce")
    expect(window.page.locator("main article, main li").first).to_be_visible()
    for scheme in ("light", "dark"):
        window.page.emulate_media(color_scheme=scheme)
        assert window.barriers() == [], (tab, scheme)


def test_an_observer_comments_on_a_theme_and_it_is_put_on_record(desk: Desk) -> None:
    window = desk.window("trail", "involvement")
    page = window.page
    work_as(window, "Emil Tænkeksempel")
    page.get_by_label("What do you think of “Good work").fill("As a student I saw it at once.")
    box = page.locator("form", has=page.get_by_label("What do you think of “Good work"))
    box.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("Emil Tænkeksempel has commented on 1 thing")
    note = page.locator(".note", has_text="Emil")
    note.get_by_role("button", name="Put it on record").click()
    page.get_by_label("Who, as what").fill("a student of the field")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(note).to_have_count(0)
    rows = desk.study.rows("involvement")
    assert [row["contribution"] for row in rows if row["who"] == "a student of the field"] == [
        "As a student I saw it at once."
    ]
