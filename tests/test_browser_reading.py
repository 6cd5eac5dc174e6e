"""Stories in a real browser: bringing a transcript in, coding with the keyboard, correcting."""

import importlib
import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from browser_desk import ROOT

pytest_plugins = ("browser_fixtures",)

CODE = "Quieter inside"


def uncoded(desk, name="FG1"):
    """Return the source and the first longer turn that nobody has coded."""
    source = desk.source(name)["id"]
    window = desk.window()
    columns = window.read(f"sources/{source}")
    coded = set(columns["codings"]["turn"]) | set(columns["codings"]["end_turn"])
    turns = columns["turns"]
    at = next(
        i for i, text in enumerate(turns["text"]) if i not in coded and text.count(". ") in (2, 3)
    )
    return window, source, turns["id"][at], turns["text"][at]


def codings_of(window, source, turn):
    columns = window.read(f"sources/{source}")
    names = {code["id"]: code["name"] for code in window.read("records?kinds=codes")["codes"]}
    text = dict(zip(columns["turns"]["id"], columns["turns"]["text"], strict=True))[turn]
    at = columns["turns"]["id"].index(turn)
    kept = columns["codings"]
    rows = zip(
        kept["turn"], kept["end_turn"], kept["start"], kept["end"], kept["code"], strict=True
    )
    return sorted((names[code], text[start:end]) for i, j, start, end, code in rows if i == j == at)


def test_a_transcript_comes_in_through_sources_and_its_speaker_is_joined(desk, shared):
    file = shared / "corpora" / "pdpilot_study" / "results" / "transcripts" / "P1.pdf"
    window = desk.window("sources")
    page = window.page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import files").click()
    chooser.value.set_files(file)
    card = page.get_by_role("article", name="P1.pdf")
    expect(card.get_by_role("heading", name="First turns")).to_be_visible()
    expect(card.get_by_role("table", name="2 speakers")).to_be_visible()
    assert len(desk.study.sources()) == 23
    card.get_by_role("button", name="Import", exact=True).click()
    card.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", name="Speakers")).to_be_visible()
    source = desk.source("P1")
    assert source["turns"] > 50
    speakers = [
        one
        for one in window.read("records?kinds=speakers")["speakers"]
        if one["source"] == source["id"]
    ]
    label = next(one["name"] for one in speakers if one["role"] != "moderator")
    who = page.get_by_label(f"Who is {label}?")
    who.select_option(label="FG1-P1")
    expect(window.status).to_contain_text(f"{label} is FG1-P1")
    people = {row["id"]: row["code"] for row in desk.study.participants()}
    joined = [
        people.get(one["participant"])
        for one in window.read("records?kinds=speakers")["speakers"]
        if one["source"] == source["id"] and one["name"] == label
    ]
    assert joined == ["FG1-P1"]
    window.press("Control+z")
    expect(who).to_have_value("")


def test_a_sentence_is_coded_without_the_mouse_undone_and_done_again(desk):
    window, source, turn, text = uncoded(desk)
    window.go("coding", source, turn)
    expect(window.turn(turn)).to_be_in_viewport()
    window.press("ArrowDown", "ArrowUp", "ArrowRight")
    window.type(CODE)
    expect(window.page.get_by_role("dialog", name="Code the selection")).to_be_visible()
    expect(window.page.get_by_role("option", selected=True)).to_contain_text(CODE)
    window.press("Enter")
    expect(window.status).to_contain_text(f"Coded {CODE} on")
    [(code, words)] = codings_of(window, source, turn)
    assert code == CODE
    assert text.startswith(words.strip())
    window.press("Control+z")
    expect(window.status).to_contain_text("Undone")
    assert codings_of(window, source, turn) == []
    window.press("Control+Shift+z")
    expect(window.status.get_by_role("button", name="Undo")).to_be_visible()
    assert codings_of(window, source, turn) == [(code, words)]


def test_a_new_code_is_made_in_the_same_stroke(desk):
    window, source, turn, _ = uncoded(desk)
    window.go("coding", source, turn)
    expect(window.turn(turn)).to_be_in_viewport()
    window.press("ArrowDown", "ArrowUp", "ArrowRight")
    window.type("waiting rooms")
    window.press("Control+Enter")
    expect(window.status).to_contain_text("Coded waiting rooms on")
    assert [code for code, _ in codings_of(window, source, turn)] == ["waiting rooms"]
    # The code's extracts may be asked for in the very moment in which it is taken back.
    window.may_lose_server = True
    window.press("Control+z")  # one stroke, one undo
    expect(window.status).to_contain_text("Undone")
    assert codings_of(window, source, turn) == []
    assert "waiting rooms" not in [code["name"] for code in window.read("records")["codes"]]


def test_a_turn_is_corrected_under_its_codings(desk):
    source = desk.source("FG1")["id"]
    window = desk.window()
    columns = window.read(f"sources/{source}")
    kept = columns["codings"]
    at = next(
        i for i, j, start in zip(kept["turn"], kept["end_turn"], kept["start"], strict=True)
        if i == j and start > 10
    )  # fmt: skip
    turn, text = columns["turns"]["id"][at], columns["turns"]["text"][at]
    before = codings_of(window, source, turn)
    window.go("coding", source, turn)
    expect(window.turn(turn)).to_be_in_viewport()
    window.press("ArrowDown", "ArrowUp", "F2")
    editor = window.page.get_by_role("textbox", name="Words of the turn")
    expect(editor).to_be_focused()
    window.press("Control+Home")
    window.type("Well, 👩‍👩‍👧 you see: ")
    window.press("Control+Enter")
    expect(window.turn(turn).locator("p").first).to_have_text(f"Well, 👩‍👩‍👧 you see: {text}")
    expect(window.status).to_contain_text("Corrected a turn")
    assert before
    assert codings_of(window, source, turn) == before
    window.press("Control+z")
    expect(window.turn(turn).locator("p").first).to_have_text(text)
    assert codings_of(window, source, turn) == before


def test_two_windows_of_one_study_stay_in_step(desk):
    window, source, turn, _ = uncoded(desk)
    other = desk.window("coding", source, turn)
    window.go("coding", source, turn)
    expect(other.turn(turn)).to_be_in_viewport()
    window.press("ArrowDown", "ArrowUp", "ArrowRight")
    window.type(CODE)
    window.press("Enter")
    expect(other.turn(turn).locator("p").first).to_have_attribute("data-says", "1 coding")
    tree = other.page.get_by_role("tree", name="Code tree")
    name = tree.get_by_role("treeitem", name="Hope kept for someone")
    expect(name).to_be_visible()
    code = next(c for c in desk.study.codes() if c["name"] == "Hope kept for someone")["id"]
    window.go("codes", code)
    window.page.get_by_role("button", name="Rename").first.click()
    window.press("Control+a")
    window.type("Hope on loan")
    window.press("Enter")
    expect(tree.get_by_role("treeitem", name="Hope on loan")).to_be_visible()
    expect(name).to_have_count(0)
    window.press("Control+z")
    expect(name).to_be_visible()


@pytest.mark.parametrize("language", ["en-GB", "da-DK"])
def test_the_tool_speaks_the_language_of_the_browser(desk, language):
    window = desk.window("coding", locale=language)
    expect(window.page.locator("html")).to_have_attribute("lang", language[:2])
    expect(window.page.locator(".transcript")).to_have_attribute("lang", "en")


def test_all_that_was_said_is_on_paper_and_given_to_screen_readers(desk, monkeypatch):
    """Rows far from the screen are bare until they are needed; nothing of them may be missing."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    shares, windows = map(importlib.import_module, ("shares", "windows"))
    source = desk.source("FG1")["id"]
    window = desk.window("coding", source)
    columns = window.read(f"sources/{source}")
    said = columns["turns"]["text"]
    expect(window.page.locator("article[data-turn]")).to_have_count(len(said))
    heard = windows.read_aloud(window.page)
    assert shares.heard(said, heard) == 100
    coded = len(set(columns["codings"]["turn"]) | set(columns["codings"]["end_turn"]))
    assert len(re.findall(r" \d+ codings?", heard)) >= coded > 0
    pages = pypdfium2.PdfDocument(window.page.pdf(prefer_css_page_size=True))
    assert len(pages) > 3
    paper = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    # Not all: pdfium joins a word that a line breaks at its hyphen.
    assert shares.printed("\n".join(said), paper) > 99.5
