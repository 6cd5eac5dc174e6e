"""Stories in a real browser: codes, themes and quotes, up to the table and the file."""

import io

import docx
from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)


def code(desk, name):
    return next((row for row in desk.study.codes() if row["name"] == name), None)


def test_two_codes_become_one_and_an_undo_after_a_reload_parts_them_again(desk):
    one, into = code(desk, "Quieter inside"), code(desk, "Never a straight line")
    window = desk.window("codes", one["id"])
    row = window.page.get_by_role("treeitem", selected=True)
    expect(row).to_contain_text("Quieter inside")
    row.focus()
    window.press("Alt+j")
    expect(window.page.get_by_role("dialog")).to_contain_text("3 extracts")
    window.type("Never a straight")
    window.press("Enter")
    expect(window.status).to_contain_text("Merged “Quieter inside” into “Never a straight line”")
    assert code(desk, "Quieter inside") is None
    assert code(desk, "Never a straight line")["codings"] > into["codings"]
    window.page.reload()
    window.ready()
    tree = window.page.get_by_role("tree", name="Code tree")
    expect(tree.get_by_role("treeitem", name="Never a straight line")).to_be_visible()
    expect(tree.get_by_role("treeitem", name="Quieter inside")).to_have_count(0)
    window.press("Control+z")
    expect(tree.get_by_role("treeitem", name="Quieter inside")).to_be_visible()
    assert code(desk, "Quieter inside")["codings"] == one["codings"]
    assert code(desk, "Never a straight line")["codings"] == into["codings"]


def test_a_theme_is_built_in_the_outline_with_keys(desk):
    window = desk.window("themes")
    page = window.page
    outline = page.get_by_role("tree", name="Outline")
    expect(outline).to_be_visible()
    window.press("Alt+n")
    form = page.get_by_role("form", name="New theme")
    expect(form.get_by_label("Name")).to_be_focused()
    window.type("Waiting is work")
    window.press("Tab")
    window.type("Those who wait do something that nobody counts.")
    form.get_by_role("button", name="Make the theme").press("Enter")
    mine = outline.get_by_role("treeitem", name="Waiting is work")
    expect(mine).to_be_visible()
    # A code is found by its letters and sent to the theme from where it stands.
    leaf = outline.get_by_role("treeitem", level=2).first
    name = leaf.locator(".name").inner_text().strip()
    leaf.focus()
    window.press("t")
    chooser = page.get_by_role("dialog")
    expect(chooser).to_be_visible()
    window.type("Waiting is")
    window.press("Enter")
    expect(window.status).to_contain_text(f"“{name}” feeds “Waiting is work”")
    window.press("Escape")
    made = next(row for row in desk.study.themes() if row["name"] == "Waiting is work")
    assert made["central_idea"] == "Those who wait do something that nobody counts."
    assert [str(one).split(" > ")[-1] for one in made["codes"]] == [name]
    window.press("Control+z")
    expect(window.status).to_contain_text("Undone")
    assert not next(r for r in desk.study.themes() if r["name"] == "Waiting is work")["codes"]


def test_a_shortened_quote_is_printed_in_table_3_and_in_the_manuscript(desk):
    study = desk.study
    theme = next(row for row in study.themes() if row["stage"] == "final")
    source = desk.source("FG1")["id"]
    window = desk.window()
    columns = window.read(f"sources/{source}")
    people = {one["id"] for one in columns["speakers"] if one["role"] == "participant"}
    turns = columns["turns"]
    taken = {one["turn"] for one in window.read("records?kinds=quotes")["quotes"]}
    turn = next(
        turn
        for turn, text, who in zip(turns["id"], turns["text"], turns["speaker"], strict=True)
        if who in people and turn not in taken and 120 < len(text) < 300 and text.isascii()
        and " not " not in text and "n't" not in text and " no " not in text
    )  # fmt: skip
    window.go("coding", source, turn)
    expect(window.turn(turn)).to_be_in_viewport()
    window.press("ArrowDown", "ArrowUp", "Shift+ArrowDown", "Alt+q")
    expect(window.status).to_contain_text("Made a quote")
    quote = next(
        one for one in window.read("records?kinds=quotes")["quotes"] if one["turn"] == turn
    )
    words = quote["words"]
    window.go("quotes", quote["id"])
    panel = window.page.get_by_role("complementary", name="The quote")
    panel.get_by_label("Theme").select_option(theme["id"])
    expect(window.status).to_contain_text("Moved a quote to another theme")
    # The third to the fifth word are selected with the keys of a text, and cut with one more.
    box = panel.locator(".words")
    box.focus()
    window.press("Home")
    for _ in range(2):
        window.press("Control+ArrowRight")
    for _ in range(3):
        window.press("Control+Shift+ArrowRight")
    window.press("c")
    expect(window.status).to_contain_text("Cut “")
    row = next(one for one in window.read("quotes") if one["id"] == quote["id"])
    first, second = words.split()[:2]
    assert row["text"].startswith(f"{first} {second} [...] ")
    assert row["present"] is None
    kept = window.read("records?kinds=quotes")["quotes"]
    assert next(one for one in kept if one["id"] == quote["id"])["words"] == words
    window.go("report", "table3")
    page = window.page.get_by_role("region", name="Table 3")
    expect(page).to_contain_text(row["text"])
    assert row["text"] in saved(window)
    window.go("report")
    assert row["text"] in saved(window)


def saved(window):
    """Save what the report shows for Word, and return its words as Word would open them."""
    with window.page.expect_download() as download:
        window.page.get_by_role("button", name="Word", exact=True).click()
    assert download.value.suggested_filename.endswith(".docx")
    read = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])
