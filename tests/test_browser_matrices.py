"""Stories in a real browser: from a matrix to its extracts, and a summary that becomes stale."""

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)


def test_a_cell_of_a_matrix_is_walked_to_opened_and_leads_to_its_words(desk):
    window = desk.window("analysis", "matrices")
    page = window.page
    grid = page.get_by_role("grid", name="Codes")
    expect(grid).to_be_visible()
    assert window.barriers() == []
    page.get_by_label("Columns").select_option("participant")
    expect(grid.get_by_role("columnheader", name="FG1-P1")).to_be_visible()
    page.get_by_label("Columns").select_option("group")
    expect(grid.get_by_role("columnheader").nth(1)).to_contain_text("n = ")
    grid.locator("td[tabindex='0']").focus()
    window.press("ArrowDown", "ArrowRight", "End", "Control+Home")
    here = grid.locator("td:focus")
    segments = window.read("analysis/matrix?by=group")
    used = [row for row in segments["rows"] if row["total"]]
    shown = segments["values"][segments["rows"].index(used[0])][0]
    expect(here.locator("b")).to_have_text(str(shown))
    window.press("Enter")
    panel = page.get_by_role("complementary", name="Extracts")
    row = {"by": "group", "row": used[0]["key"], "column": segments["columns"][0]["key"]}
    asked = "&".join(f"{name}={value}" for name, value in row.items())
    behind = window.read(f"analysis/matrix/cell?{asked}")
    expect(panel.get_by_role("status")).to_contain_text(f"Segments {behind['total']}")
    expect(panel.get_by_role("listitem")).to_have_count(behind["total"])
    assert window.barriers() == []
    first = behind["extracts"][0]
    panel.get_by_role("link").first.press("Enter")
    expect(page.locator(f'article.here[data-turn="{first["turn"]}"]')).to_be_visible()
    window.held()


def test_a_summary_is_written_where_it_stands_and_marked_when_its_codings_change(desk):
    window = desk.window("analysis", "matrices", "framework")
    page = window.page
    expect(page.get_by_role("status").filter(has_text="cells to write")).to_be_visible()
    assert window.barriers() == []
    chart = window.read("analysis/framework")
    case = chart["cases"][0]
    at = next(i for i, cell in enumerate(case["cells"]) if cell["codings"])
    topic = chart["topics"][at]
    field = page.get_by_label(f"Summary of {case['label']} under {topic['label']}")
    field.focus()
    window.type("Small steps, also backwards.")
    window.press("Control+Enter")
    expect(window.status).to_contain_text("Wrote a summary")
    (kept,) = window.read("records?kinds=summaries")["summaries"]
    assert kept["codings"] == case["cells"][at]["codings"]
    cell = page.locator("td", has=field)
    expect(cell.get_by_text("read again")).to_have_count(0)
    other = desk.study.do("codes.add", name="Something else").result
    desk.study.do("codings.recode", codings=[kept["codings"][0]], code=other)
    expect(cell.get_by_text("read again")).to_be_visible()
    cell.get_by_role("button").first.press("Enter")
    panel = page.get_by_role("complementary", name="Extracts")
    expect(panel).to_contain_text("1 changed, 0 new")
    panel.get_by_role("button", name="It still holds").press("Enter")
    expect(cell.get_by_text("read again")).to_have_count(0)
    assert window.barriers() == []
    window.held()
