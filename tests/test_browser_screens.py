"""Every screen in a real browser: light and dark, both sizes, without barriers, asking nobody."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser_desk import WEB, Desk
from heddle import client
from web_window import serving

pytest_plugins = ("browser_fixtures",)

SCREENS = sorted(file.stem.lower() for file in (WEB / "src" / "screens").glob("*.svelte"))
SHOWN = {
    "home": "text=Lately",
    "people": "text=FG1-P1",
    "sources": "h2:has-text('Speakers')",
    "coding": "article.turn p",
    "codes": "[role=treeitem][aria-selected=true]",
    "themes": "[role=treeitem]",
    "quotes": "aside .words",
    "report": "main table",
    "analysis": "main nav a[aria-current=page]",
    "history": "main li, main article",
    "trail": "text=Before the first group",
    "claims": "main article",
    "readiness": "main button",
    "observe": "main li a",
    "privacy": "#key",
    "transcribe": "text=Begin a transcript",
}
SIZES = {"small": (1280, 720), "large": (1600, 1000)}
PICTURES = Path(__file__).parent / "screens"
"""For people to look at; not in git."""


ASTRAY = """() => [...document.querySelectorAll('.sr')].filter(e => {
  const scrolls = n => /auto|scroll/.test(getComputedStyle(n).overflow);
  let pane = e.parentElement;
  while (pane && !scrolls(pane)) pane = pane.parentElement;
  return pane && pane !== document.body && !pane.contains(e.offsetParent ?? pane);
}).map(e => e.innerText)"""
"""Words for screen readers that would stretch the page instead of the pane that scrolls."""


@pytest.fixture(scope="module")
def desk(chromium, pages, demo_study, tmp_path_factory):
    """One desk for all the screens: nothing is changed on them."""
    folder = tmp_path_factory.mktemp("screens") / "heddle-demo"
    shutil.copytree(demo_study, folder)
    with client.open_study(folder) as study, serving(study) as served:
        desk = Desk(chromium, served, study)
        yield desk
        desk.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_barriers_and_is_pictured(desk, screen):
    window = desk.window(screen, reduced_motion="reduce")
    page = window.page
    expect(page.locator(SHOWN[screen]).first).to_be_visible()
    expect(page).to_have_title(re.compile(f"^{screen}", re.IGNORECASE))
    page.evaluate("document.fonts.ready.then(() => true)")
    PICTURES.mkdir(exist_ok=True)
    for light in ("light", "dark"):
        page.emulate_media(color_scheme=light)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=PICTURES / f"{screen}-{light}-{size}.png")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{screen} is wider than a window of {width}"
            assert page.evaluate(ASTRAY) == [], "hidden words stand outside the pane they are in"
        assert window.barriers() == [], light
    window.held()


def test_every_screen_is_reached_with_the_keyboard_and_says_where_it_is(desk):
    window = desk.window()
    names = ["home", "people", "sources", "coding", "codes", "themes", "quotes", "report"]
    for number, name in [*enumerate([*names, "history"], start=1), (0, "analysis")]:
        if name not in SCREENS:
            continue
        window.press(f"Alt+Shift+{number}")
        here = window.page.get_by_role("navigation", name="Screens").locator("[aria-current=page]")
        expect(here).to_have_text(re.compile(name, re.IGNORECASE))
        window.ready()
        window.press("F6")
        assert window.page.evaluate("document.activeElement !== document.body")
    window.press("?")
    expect(window.page.get_by_role("dialog")).to_contain_text("Keys")
    assert window.barriers() == []
    window.press("Escape")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    window.press("Control+k")
    window.type("FG1")
    expect(window.page.get_by_role("dialog").get_by_role("option").first).to_contain_text("FG1")
    assert window.barriers() == []
    window.press("Enter")
    window.held()
