"""A story in a real browser: a query in rows and as text, what it finds, and coding all of it."""

import re

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)


def test_a_query_is_built_followed_to_the_words_and_coded(desk):
    window = desk.window("analysis", "find")
    page = window.page
    first = page.get_by_role("group", name="row 1")
    first.get_by_label("What, row 1", exact=True).select_option("words")
    first.get_by_label("Value, row 1", exact=True).fill("hope*")
    text = page.get_by_label("The same as text")
    expect(text).to_have_value("words:hope*")
    counts = page.get_by_role("region", name="What was found").get_by_role("status")
    expect(counts).to_contain_text("Segments: 12")
    # The rows follow the text, and a mistake is told where it stands.
    text.fill('hope* and group:2 overlap code:"Theirs to decide"')
    expect(page.locator("#find-problem u")).to_have_text("overlap")
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("hope* and group:2")
    second = page.get_by_role("group", name="row 2")
    expect(second.get_by_label("Value, row 2", exact=True)).to_have_value("2")
    expect(counts).to_contain_text("Segments: 5 · turns: 5")
    assert window.barriers() == []
    # Saved, it is there to be asked again.
    form = page.get_by_role("form", name="Save the query")
    form.get_by_label("Name").fill("Hope in the second group")
    form.get_by_role("button").press("Enter")
    expect(window.status).to_contain_text("Saved a query")
    expect(page.get_by_role("button", name="Hope in the second group", exact=True)).to_be_visible()
    # All of it is coded in one step, and taken back in one.
    before = len(desk.study.codings())
    page.get_by_role("button", name="Code all hits").press("Enter")
    coding = page.get_by_role("form", name="Code all hits")
    coding.get_by_label("Code with").select_option(label="Theirs to decide")
    coding.get_by_role("combobox", name="Code", exact=True).select_option("sentence")
    expect(coding.get_by_role("status")).to_contain_text("5 stretches would be coded")
    coding.get_by_role("button", name="Code them").press("Enter")
    expect(window.status).to_contain_text("Coded 5 hits: Theirs to decide")
    assert len(desk.study.codings()) == before + 5
    window.status.get_by_role("button", name="Undo").press("Enter")
    expect(window.status).to_contain_text("Undone: Coded 5 hits")
    assert len(desk.study.codings()) == before
    # A line of words in context leads to the words in their transcript.
    page.get_by_label("Words in context").check()
    line = page.get_by_role("table").get_by_role("link").first
    expect(line).to_have_text("hope")
    line.press("Enter")
    expect(page.locator("article.here")).to_contain_text("hope")
    expect(page).to_have_url(re.compile("#/coding/"))
