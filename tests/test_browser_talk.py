"""Talk and pictures in a real browser: each figure with its table, links, and the map by keys."""

from __future__ import annotations

from playwright.sync_api import expect

from browser_desk import Desk
from heddle.report.figures.gallery import NAMES
from heddle.study.links import Link
from heddle.study.theme_map import places_of

pytest_plugins = ("browser_fixtures",)


def test_every_figure_has_its_table_and_the_map_moves_by_keys(desk: Desk) -> None:
    window = desk.window("analysis", "pictures")
    page = window.page
    drawing = page.locator(".figure > svg")
    expect(drawing).to_be_visible()
    title = ""
    for name in NAMES:
        window.go("analysis", "pictures", name)
        expect(drawing.locator("> title")).not_to_have_text(title or "-")
        title = drawing.locator("> title").text_content() or ""
        if not page.locator("details[open]").count():
            page.get_by_text("The same as a table").press("Enter")
        table = page.locator("details[open] table")
        expect(table).to_contain_text(title)
        assert table.locator("tbody tr").count() > 0
        assert page.locator("figcaption").inner_text().strip()
        assert window.barriers() == [], name

    # The map: one theme is chosen from a list and moved with the arrow keys.
    window.go("analysis", "pictures", "theme-map")
    chosen = page.get_by_label("Move", exact=True)
    chosen.select_option(label="Good work is done in the gaps")
    page.get_by_role("group", name="Move Good work is done in the gaps").focus()
    with desk.study.view() as view:
        before = places_of(view)
    window.press("ArrowRight", "ArrowRight", "ArrowUp")
    expect(window.status).to_contain_text("Moved on the map")
    with desk.study.view() as view:
        moved = places_of(view)
    assert before == {}
    assert [round(x, 2) for x, _ in moved.values()] == [0.54]
    expect(page.locator("svg g[data-chosen] text").first).to_have_text("Good work is done in the")

    # With the mouse it goes along, and stays where it is let go; Alt and an arrow move it too.
    spot = page.locator("svg g[data-chosen]")
    box = spot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] / 2 + 40, steps=4)
    with page.expect_response("**/api/do"):
        page.mouse.up()
    with desk.study.view() as view:
        ((x, y),) = places_of(view).values()
    ((before_x, before_y),) = moved.values()
    assert (x < before_x, y > before_y) == (True, True)
    chosen.focus()
    with page.expect_response("**/api/do"):
        window.press("Alt+ArrowRight")
    with desk.study.view() as view:
        assert [round(now - x, 2) for now, _ in places_of(view).values()] == [0.02]


def test_a_link_between_turns_is_made_and_taken_back_by_keys(desk: Desk) -> None:
    window = desk.window("analysis", "talk")
    page = window.page
    expect(page.get_by_role("heading", name="Who says how much")).to_be_visible()
    expect(page.get_by_role("rowheader", name="FG1-P1")).to_be_visible()
    turns = page.get_by_role("listbox", name="Choose a turn")
    turns.focus()
    window.press("ArrowDown", "ArrowDown")
    page.get_by_role("button", name="builds on", exact=True).press("Enter")
    links = page.get_by_role("list", name="Links between turns")
    expect(links.get_by_role("listitem")).to_have_count(1)
    with desk.study.view() as view:
        (link,) = view.find(Link)
        names = {turn["id"]: turn["number"] for turn in desk.study.turns()}
    assert (names[link.turn], names[link.to], link.sort) == (4, 3, "builds")
    assert window.barriers() == []
    links.get_by_role("button", name="Remove").press("Enter")
    expect(links).to_have_count(0)
