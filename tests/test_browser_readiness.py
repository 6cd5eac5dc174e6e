"""Readiness in a real browser: a passage rated and a cell decided by keys alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from browser_desk import Desk
from heddle.study.framework import framework_code
from heddle.study.ratings import rating_of

pytest_plugins = ("browser_fixtures",)


def test_a_passage_is_rated_and_a_cell_decided_by_keys(desk: Desk, demo_copy: Path) -> None:
    window = desk.window("readiness")
    page = window.page
    page.get_by_role("button", name="Add it in English").click()
    grid = page.get_by_role("grid", name="Areas by groups")
    expect(grid).to_be_visible()
    expect(grid.get_by_role("row")).to_have_count(23)
    with desk.study.view() as view:
        area = framework_code(view, "R2")
    assert area is not None
    turn = desk.study.turns()[4]
    source = next(s["id"] for s in desk.study.rows("sources") if s["name"] == turn["source"])
    made = desk.study.do(
        "codings.add",
        codings=[{"code": area.id, "turn": turn["id"], "start": 0, "end": len(turn["text"])}],
    ).result[0]

    # The one cell with a coding: reached by arrows, opened by Enter, the focus goes with it.
    cells = grid.get_by_role("gridcell")
    expect(cells.nth(3)).to_contain_text("1 person")
    cells.first.get_by_role("button").focus()
    window.press("ArrowDown", "Enter")
    place = page.get_by_role("complementary", name="R2 Role and tasks in FG1")
    expect(place.locator("h2").first).to_be_focused()
    expect(place).to_contain_text("1 passage")
    assert window.barriers() == []

    window.may_lose_server = True  # a refusal is told on the console too
    # Not discussed would not be true; the refusal stands where the hand is.
    place.get_by_role("radio", name="Not discussed").check()
    place.get_by_label("Why").fill("Nobody said a word.")
    place.get_by_role("button", name="Save the decision").press("Enter")
    expect(place).to_contain_text("it was discussed there")
    place.get_by_role("radio", name="Partly").check()
    place.get_by_role("button", name="Save the decision").press("Enter")
    expect(cells.nth(3)).to_contain_text("Partly")

    # Rated in the inspector: R goes there, arrows choose, Esc goes back to the words.
    window.go("coding", source, turn["id"])
    window.press("r")
    inspector = page.locator(".cod.chosen .rating")
    if inspector.count() == 0:
        window.press("j")
        window.press("r")
    expect(inspector.get_by_role("radio", name="Ready", exact=True)).to_be_focused()
    window.press("ArrowRight")
    expect(window.status).to_contain_text("says of readiness")
    window.press("Escape")
    expect(page.locator("article.here")).to_be_visible()
    with desk.study.view() as view:
        rating = rating_of(view, made)
    assert rating is not None
    assert rating.valence == "unready"
