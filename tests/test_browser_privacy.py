"""Story 13 in a browser: unlock the key, decide by keyboard, save a document without a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser_desk import Desk, Window
from heddle import keyring, outgoing
from heddle.client import Study
from heddle.exchange.leaks import leaks
from heddle.privacy.detectors import Detector
from heddle.privacy.identity import Person
from heddle.study.pseudonyms import Substitution

pytest_plugins = ("browser_fixtures", "key_desk")
WORDS = "four words and more"


@pytest.mark.usefixtures("quick_lock")
def test_an_analyst_pseudonymises_names_by_keyboard_and_saves_without_one(
    desk: Desk, tmp_path: Path
) -> None:
    study, place = desk.study, tmp_path / "names.age"
    _name_somebody(study, place)
    window = desk.window("privacy", "names")
    page = window.page
    window.may_lose_server = True  # a refused passphrase and a stopped export are no failures
    page.get_by_label("Where the file lies").fill(str(place))
    page.get_by_label("Passphrase").fill("not this one")
    page.get_by_label("Why you look").fill("to find names in the transcripts")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("passphrase is wrong")
    page.get_by_label("Passphrase").fill(WORDS)
    page.keyboard.press("Enter")
    expect(page.get_by_text("names.age is open in this window")).to_be_visible()
    page.get_by_role("button", name="Look for names").click()
    card = page.get_by_role("article")
    expect(card).to_contain_text("Karen Holm")
    expect(card).to_contain_text("[FG1-P1]")
    assert window.barriers() == []

    # Keys alone from here on: the first with another substitute, the others as they come.
    card.get_by_label("Substitute").focus()
    window.press("Control+a")
    window.type("Anna")
    window.press("Enter")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    # Letters act on the card that has the focus, and each decision hands it to the next one.
    expect(card).to_be_focused()
    window.press("n", "p", "a")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    expect(card).to_be_focused()
    window.press("a")
    expect(page.get_by_text("Nothing is in this list")).to_be_visible()
    with study.view() as view:
        made = view.find(Substitution, status="accepted")
    assert [m.substitute for m in made].count("Anna") >= 1
    assert len(made) == 3
    assert any("Karen Holm" in turn["text"] for turn in study.turns())

    # Reading with the substitutes in place of the names.
    window.go("coding", made[0].source, made[0].turn)
    spoken = window.turn(made[0].turn).locator(".stands")
    expect(spoken).to_have_text("Karen Holm")
    page.get_by_role("button", name="View").click()
    page.get_by_label("Names as substituted").check()
    expect(spoken).to_be_hidden()
    shown = spoken.evaluate("e => getComputedStyle(e, '::after').content")
    assert shown == f'"[{made[0].substitute}]"'
    # What other checks object to is signed for: this story is about names.
    for each in outgoing.consider(study, outgoing.Wish(part="extracts", format="docx")):
        if each.gate != "identity":
            study.do("overrides.write", gate=each.gate, item=each.item, why="the team agreed")
    _save_and_see(window)


def _name_somebody(study: Study, place: Path) -> None:
    """Put a name into the key, and into three turns of the transcripts."""
    key = keyring.make_for(study, place, WORDS)
    karen = Person(code="FG1-P1", name="Karen Holm")
    keyring.change(study, key, lambda mine: mine.put([karen]), why="the list")
    coded = {row["turn"] for row in study.codings()}
    for turn in [t for t in study.turns() if t["id"] in coded][:3]:
        at = turn["text"].index(" ")
        text = f"{turn['text'][:at]} Karen Holm{turn['text'][at:]}"
        study.do("turns.correct", turn=turn["id"], text=text)


def _save_and_see(window: Window) -> None:
    """Save the extracts as final, look for the name in them, and find them on the list."""
    page = window.page
    window.go("report", "extracts")
    page.get_by_label("Final").check()
    expect(page.get_by_text("Nothing stops a final file")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Word", exact=True).click()
    data = Path(saved.value.path()).read_bytes()
    assert leaks("extracts.docx", data, Detector(["Karen Holm"])) == []

    window.go("privacy", "leaving")
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("outside")
    expect(row).to_contain_text("substituted")
    assert window.barriers() == []
