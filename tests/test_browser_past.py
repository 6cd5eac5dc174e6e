"""The study as it was, on every screen: it can be read, and nothing there changes anything."""

import re

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)

WRITABLE = """() => [...document.querySelectorAll("main :is(input, textarea, select), "
    + "main button:not(.what), main [contenteditable=true], main [draggable=true]")]
  .filter(e => e.checkVisibility() && !e.disabled && !e.readOnly && e.tagName !== 'A')
  .map(e => [e.matches('button') ? 'button' : e.isContentEditable ? 'words' : e.type || 'dragged',
    (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim()
      .split('\\n')[0]])"""
"""What can be used on a screen: its sort and its name; the rows of the history are left out."""
READING = {
    "Name or definition", "Order of the extracts", "Whose codings", "By", "What", "Checklist"
}  # fmt: skip
"""Fields that only choose what is shown."""
WRITES = re.compile(
    r"^(add|new|remove|drop|undo|redo|import|write|merge|split|make|code (it|this|\d)|correct|"
    r"change|give up|recode|paste|confirm|bring|renew|take|erase|choose this|undone)\b",
    re.IGNORECASE,
)
KEYS = [
    *("Enter", "1", ".", "m", "q", "c", "e", "x", "s", "t", "F2", "Delete", "Alt+n", "Alt+j"),
    *("Alt+m", "Alt+q", "Alt+ArrowUp", "Alt+ArrowRight", "Escape"),
    *("Control+z", "Control+Shift+z"),
]


def test_the_study_as_it_was_cannot_be_changed_on_any_screen(desk):
    study = desk.study
    before = study.history(limit=1)[0]["seq"]
    window = desk.window("history")
    page = window.page
    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.method != "GET" else None)
    page.locator("main li button.what").nth(2).click()
    page.get_by_role("button", name="See the study then").first.click()
    expect(page.locator("footer.status.past")).to_be_visible()
    source, code = study.sources()[0]["id"], study.codes()[1]["id"]
    theme, quote = study.themes()[0]["id"], study.quotes()[0]["id"]
    people = [["people", tab] for tab in
              ("study", "recruitment", "consent", "sessions", "guide", "team")]  # fmt: skip
    for place, shown in [
        (["home"], "text=as it was"),
        (["people"], "text=FG1-P1"),
        *((tab, "main h1") for tab in people),
        (["sources", source], "h2:has-text('Speakers')"),
        (["sources", "import"], "main h1"),
        (["coding", source], "article.turn p"),
        (["codes", code], "[role=treeitem][aria-selected=true]"),
        (["themes", theme], "[role=treeitem]"),
        (["quotes", quote], "aside .words"),
        (["report"], "main table"),
        (["history"], "main li"),
    ]:
        window.go(*place)
        expect(page.locator(shown).first).to_be_visible()
        target = page.locator(
            "main [role=region][aria-label=Transcript], main [role=treeitem][tabindex='0'], "
            "main article[tabindex='0']"
        )
        for each in target.all():
            each.focus()
            window.press("ArrowDown", "ArrowRight", "Shift+ArrowRight", *KEYS)
            expect(page.get_by_role("dialog")).to_have_count(0)
        used = page.evaluate(WRITABLE)
        fields = [one for one in used if one[0] != "button" and one[1] not in READING]
        assert fields == [], place
        assert [n for sort, n in used if sort == "button" and WRITES.match(n)] == [], place
    assert [url for url in sent if not url.endswith("/api/here")] == []
    assert study.history(limit=1)[0]["seq"] == before
    page.locator("footer.status.past").get_by_role("button", name="Back to now").click()
    window.go("codes", code)
    expect(page.get_by_role("button", name="New code").first).to_be_visible()
