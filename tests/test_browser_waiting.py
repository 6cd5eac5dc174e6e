"""Hands that are not held up: steps that wait over a reload, and keys of a person's own."""

import re

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)


def uncoded(desk):
    """Return the source and id of a participant's turn that nobody has coded."""
    missing = desk.window().read("home")["missing"]
    row = next(row for row in missing if row["code"] == "uncoded-turns")
    return row["source"], row["records"][0]


def test_waiting_steps_outlive_a_reload_and_a_new_code_waits_with_its_coding(desk):
    source, turn = uncoded(desk)
    before = desk.study.history(limit=1)[0]["seq"]
    window = desk.window("coding", source, turn)
    window.may_lose_server = True
    page = window.page
    expect(window.turn(turn)).to_be_in_viewport()
    # The serif of talk is there before talk is drawn.
    assert page.evaluate("document.fonts.check('16px \"Literata Variable\"')")
    page.locator("[role=region][aria-label=Transcript]").focus()
    page.context.route("**/api/**", lambda route: route.abort())
    window.press("ArrowDown", "ArrowUp", "ArrowRight")
    window.type("corridor talk")
    window.press("Control+Enter")
    expect(window.status).to_contain_text("1 later step is kept")
    window.press("m")
    expect(page.get_by_role("textbox", name="Memo", exact=True).last).to_be_focused()
    window.type("Said in passing.")
    window.press("Control+Enter")
    expect(page.get_by_role("button", name="Write a memo")).to_be_focused()
    expect(window.status).to_contain_text("2 later steps are kept")
    assert "passing" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.context.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(window.status).to_contain_text("Wrote a memo")
    steps = [row["operation"] for row in desk.study.history(limit=2)]
    assert steps == ["memos.add", "codings.add"]
    assert desk.study.history(limit=1)[0]["seq"] == before + 2
    assert page.evaluate("sessionStorage.length") == 0
    assert [c["codings"] for c in desk.study.codes() if c["name"] == "corridor talk"] == [1]
    window.press("Control+z")
    expect(window.status).to_contain_text("Undone")
    window.press("Control+z")
    expect(window.status).to_contain_text(re.compile("Undone.*(oded|corridor)"))
    assert not [c for c in desk.study.codes() if c["name"] == "corridor talk"]


def test_another_key_is_given_to_what_a_tree_listens_for(desk):
    window = desk.window("codes")
    page = window.page
    row = page.get_by_role("treeitem", selected=True)
    row.focus()
    window.press("?")  # from within a tree, which finds by letters
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="Change keys").click()
    sheet.get_by_role("button", name="Rename: F2. Change the key").click()
    window.press("F9")
    expect(sheet.get_by_role("button", name="Rename: F9. Change the key")).to_be_focused()
    sheet.get_by_role("button", name="Undo: Ctrl Z. Change the key").click()
    window.press("Control+k")
    expect(sheet).to_contain_text("Ctrl K is the key for: Go to or do.")
    sheet.get_by_role("button", name="Leave it there").click()
    assert window.barriers() == []
    page.reload()
    row.focus()
    window.press("F2")
    expect(page.locator("[role=treeitem] input")).to_have_count(0)
    window.press("F9")
    expect(page.locator("[role=treeitem] input")).to_be_focused()
    window.press("Escape")
    page.get_by_role("heading", level=1).click()
    window.press("Alt+n")  # from anywhere on the screen
    expect(page.get_by_role("textbox", name=re.compile("name", re.IGNORECASE)).last).to_be_focused()


def test_what_the_study_says_is_said_in_danish(desk):
    window = desk.window("themes", locale="da-DK")
    window.may_lose_server = True  # a refusal is an error to the console
    window.press("Control+Shift+z")
    expect(window.status).to_contain_text("Der er intet at gentage")
    window.go("report", "coreq")
    expect(window.page.locator("main h3").first).to_have_text("Hvem forskede")
