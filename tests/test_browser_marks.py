"""A transcript with typed signs in a real browser: made marks, drawn by the convention, undone."""

from __future__ import annotations

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)

SAID = "So (1.5) it works [laughs]. It \U0001f642 does."
BARE = "So it works. It \U0001f642 does."


def test_typed_signs_become_marks_that_are_drawn_beside_the_words(desk):
    turns = [{"speaker": "P1", "text": SAID}, {"speaker": "P2", "text": "Yes."}]
    source = desk.study.do(
        "sources.add", name="Signed", turns=turns, convention="Jefferson light"
    ).result
    window = desk.window("sources", source)
    page = window.page
    expect(page.get_by_text("2 typed signs could become marks")).to_be_visible()
    page.get_by_role("button", name="Make them marks").click()
    expect(page.get_by_text("a pause, in seconds")).to_be_visible()
    expect(page.get_by_role("button", name="Make them marks")).to_be_hidden()
    assert window.barriers() == []
    columns = window.read(f"sources/{source}")
    assert columns["turns"]["text"][0] == BARE
    turn = columns["turns"]["id"][0]
    window.go("coding", source, turn)
    words = window.turn(turn).locator("p")
    expect(words).to_have_text(BARE)
    signs = words.locator(".glyph")
    expect(signs).to_have_count(2)
    expect(signs.nth(0)).to_have_attribute("data-sign", " (1.5)")
    expect(signs.nth(1)).to_have_attribute("data-sign", " ((laughs))")
    drawn = signs.nth(1).evaluate("each => getComputedStyle(each, '::before').content")
    assert "((laughs))" in drawn
    assert window.barriers() == []
    window.press("Control+z")
    expect(words).to_have_text(SAID)
    expect(signs).to_have_count(0)
