"""Stories in a real browser: a shortened quote, claims with their evidence, and the method."""

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)


def select(box, window, words, part):
    """Select a part of a quote's words with the keys of a text: whole words, from the beginning."""
    before, of = len(words[: words.index(part)].split()), len(part.split())
    box.focus()
    window.press("Control+Home")
    for _ in range(before):
        window.press("Control+ArrowRight")
    for _ in range(of):
        window.press("Control+Shift+ArrowRight")


def test_cutting_not_asks_and_the_quote_is_the_same_in_both_places(desk):
    study = desk.study
    row = next(
        one for one in study.quotes() if "theirs" in one["text"] or "not ours" in one["text"]
    )
    source = row["words"]
    window = desk.window("quotes", row["id"])
    panel = window.page.get_by_role("complementary", name="The quote")
    box = panel.locator(".words").first
    expect(box).to_be_visible()
    window.page.wait_for_function("fetch('/api/heavy-words').then(r => r.ok)")
    select(box, window, source, "not ours.")
    window.press("c")
    alert = panel.get_by_role("alert")
    expect(alert).to_contain_text("This cut takes out “not”")
    # Leaving it is where the focus is; cutting is one's own word for it.
    panel.get_by_role("button", name="Cut it").press("Enter")
    expect(window.status).to_contain_text("Cut “")
    kept = next(
        one for one in window.read("records?kinds=quotes")["quotes"] if one["id"] == row["id"]
    )
    mine = next(edit for edit in kept["edits"] if "not" in source[edit["start"] : edit["end"]])
    assert mine["confirmed_by"] == window.read("study")["me"]
    assert kept["words"] == source
    told = next(one for one in window.read("quotes") if one["id"] == row["id"])
    assert [one["check"] for one in told["findings"]] == []
    assert "not ours" not in told["text"]
    # An editor's word goes in at the same place for all uses.
    box.focus()
    window.press("Control+Home", "i")
    window.type("PSWs")
    window.press("Enter")
    expect(window.status).to_contain_text("Put in “PSWs”")
    text = next(one for one in window.read("quotes") if one["id"] == row["id"])["text"]
    assert "[PSWs]" in text
    window.go("report", "table3")
    expect(window.page.get_by_role("region", name="Table 3")).to_contain_text(text)
    window.go("report")
    expect(window.page.locator("blockquote", has_text=text).first).to_be_attached()


def test_words_and_a_quote_are_put_beside_claims_with_keys(desk):
    window = desk.window("claims")
    page = window.page
    expect(page.locator("article.here")).to_be_visible()
    page.locator("article.here button").focus()
    window.press("n")
    form = page.get_by_role("form", name="New claim")
    expect(form.get_by_label("Sentence of the Results")).to_be_focused()
    window.type("Several waited in silence.")
    form.get_by_role("button", name="Put it into the ledger").press("Enter")
    expect(window.status).to_contain_text("Put a claim into the ledger")
    made = next(c for c in window.read("claims")["claims"] if c["sentence"].startswith("Several w"))
    assert made["id"] in window.read("claims")["without_evidence"]
    # From the transcript: select a sentence, say which claim, and that it speaks against it.
    columns = window.read(f"sources/{desk.source('FG2')['id']}")
    people = {one["id"] for one in columns["speakers"] if one["role"] == "participant"}
    turns = columns["turns"]
    turn = next(
        t for t, s, x in zip(turns["id"], turns["speaker"], turns["text"], strict=True)
        if s in people and len(x) > 80
    )  # fmt: skip
    window.go("coding", desk.source("FG2")["id"], turn)
    expect(window.turn(turn)).to_be_in_viewport()
    expect(page.locator("[role=region]:focus, .canvas:focus-within").first).to_be_attached()
    window.press("ArrowDown", "ArrowUp", "Shift+ArrowRight", "Alt+l")
    form = page.get_by_role("form", name="Evidence of a claim")
    expect(form.get_by_label("Claim")).to_be_focused()
    form.get_by_label("Claim").select_option(made["id"])
    form.get_by_label("Against it").press("Space")
    assert window.barriers() == []
    form.get_by_role("button", name="Put it beside the claim").press("Enter")
    expect(window.status).to_contain_text("against it")
    (row,) = [c for c in window.read("claims")["claims"] if c["id"] == made["id"]]
    assert [(p["form"], p["stance"]) for p in row["evidence"]] == [("stretch", "contradicts")]
    assert row["considered"]
    # From the quotes: one key, and the claim is chosen.
    quote = desk.study.quotes()[3]["id"]
    window.go("quotes", quote)
    page.locator(f'[data-row="{quote}"]').focus()
    window.press("l")
    form = page.get_by_role("form", name="Evidence of a claim")
    form.get_by_label("Claim").select_option(made["id"])
    form.get_by_role("button", name="Put it beside the claim").press("Enter")
    expect(window.status).to_contain_text("for it")
    window.go("claims", made["id"])
    panel = page.get_by_role("complementary", name="The claim")
    expect(panel.get_by_label("Against it").locator("article")).to_have_count(1)
    expect(page.locator("article.here")).to_contain_text("one participant, in group 3")
    window.press("Control+z")
    expect(window.status).to_contain_text("Undone")
    assert len(desk.study.rows("quotes")) == 14


def test_the_method_hides_with_a_reason_and_a_word_is_kept_with_one(desk):
    window = desk.window("claims", "method")
    page = window.page
    hidden = page.get_by_role("region", name="Hidden")
    item = hidden.get_by_role("listitem").filter(has_text="Agreement between coders")
    expect(item).to_contain_text("Compare readings")
    item.get_by_role("button", name="Use it all the same").press("Enter")
    window.type("The journal demands it")
    item.get_by_role("button", name="Use it", exact=True).press("Enter")
    expect(page.get_by_role("region", name="Used although")).to_contain_text("The journal demands")
    expect(page.get_by_role("region", name="What clashes")).to_contain_text("agreement")
    assert window.barriers() == []
    window.go("claims", "words")
    page.get_by_label("Paste the text").fill("Three themes emerged from the data.")
    page.get_by_role("button", name="Look at its words").press("Enter")
    slip = page.get_by_role("region", name="In a manuscript").get_by_role("listitem")
    expect(slip).to_contain_text("we developed")
    slip.get_by_role("button", name="Keep, because").press("Enter")
    window.type("It quotes another study")
    window.press("Enter")
    expect(slip).to_contain_text("kept")
    assert window.barriers() == []
    window.go("report", "methods")
    expect(page.locator("main")).to_contain_text("The journal demands it.")
