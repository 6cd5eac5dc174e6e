"""Stories in a browser: each computed item of COREQ leads to the record; a journal's own list."""

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)

SHOWS = """text => {
  const words = text.split(/\\s+/), here = document.querySelector('main');
  const said = here.innerText + [...here.querySelectorAll('input, textarea')].map(e => e.value);
  return words.some((_, i) => said.includes(words.slice(i, i + 4).join(' ')));
}"""
"""The record is on the page, as text or in a field; a quote's words are cut here and there."""
OWN = """
id = "journal-x"
title = "List of a journal <img src=x onerror=window.hacked=1>"
[[items]]
id = "1a"
text = "How many took part"
kind = "computed"
answered_as = "coreq 12"
[[items]]
id = "1b"
text = "What the paper adds"
"""


def test_every_computed_item_of_coreq_leads_to_its_record(desk):
    window = desk.window("report", "coreq")
    page = window.page
    items = [
        row
        for row in window.read("/report/coreq")["report"]["blocks"][0]["rows"]
        if row["kind"] == "body"
    ]
    assert len(items) == 32
    computed = [
        "1",
        "2",
        "3",
        "4",
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "18",
        "19",
        "20",
        "21",
        "23",
        "24",
        "25",
        "27",
        "28",
        "29",
    ]
    places: dict[str, str] = {}
    for item in computed:
        button = page.locator(f'[data-item="{item}"]')
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        links = page.locator(".answer .rows a")
        expect(links.first).to_be_visible()
        for link in links.all():
            places.setdefault(link.get_attribute("href").split("?")[0], link.inner_text())
        button.click()
    rooms = {place.split("/")[1] for place in places}
    assert rooms >= {"people", "sources", "codes", "quotes", "trail"}
    first = {tuple(place.split("/")[1:3]): place for place in reversed(places)}
    astray = []
    for place in first.values():
        page.goto(page.url.split("#")[0] + place)
        window.ready()
        try:
            page.wait_for_function(SHOWS, arg=places[place].split("\n")[0][:30], timeout=5000)
        except PlaywrightTimeout:
            astray.append((place, places[place]))
    assert astray == []


def test_a_journals_list_is_added_answered_and_taken_out(desk):
    window = desk.window("report", "coreq")
    page = window.page
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Add a journal's list").click()
    chooser.value.set_files({"name": "list.toml", "mimeType": "text/plain", "buffer": OWN.encode()})
    page.get_by_role("link", name="List of a journal").click()
    expect(page.locator("[data-item='1a']")).to_contain_text("How many took part")
    page.locator("[data-item='1b']").click()
    page.get_by_label("Answer", exact=True).fill("It adds a story.")
    page.get_by_label("Answer", exact=True).blur()
    expect(page.locator("main table")).to_contain_text("It adds a story.")
    with desk.study.view() as view:
        from heddle.study.checklist import answers_of  # noqa: PLC0415 - only here

        assert answers_of(view, "journal-x")["1b"].text == "It adds a story."
    assert window.barriers() == []
    page.get_by_role("button", name="Take this list out").click()
    expect(page.get_by_role("link", name="List of a journal")).to_have_count(0)
    assert page.evaluate("window.hacked") is None
    window.may_lose_server = True
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Add a journal's list").click()
    chooser.value.set_files({"name": "x.toml", "mimeType": "text/plain", "buffer": b"id ="})
    expect(page.get_by_text("no checklist that Heddle can read")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000)])
def test_the_report_leaves_no_empty_column(desk, size):
    window = desk.window("report", "table1", viewport={"width": size[0], "height": size[1]})
    page = window.page
    for part in ("table2", "table3", "results", "coreq"):
        window.go("report", part)
        expect(page.locator(".leaf").first).to_be_visible()
        wide = page.locator(".leaf").bounding_box()
        right = page.locator("aside.right")
        if not right.count() or not right.is_visible():
            assert wide["x"] + wide["width"] > size[0] * 0.6
        else:
            assert right.inner_text().strip()
