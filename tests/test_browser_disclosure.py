"""Story 26 in a real browser: red and amber beside Table 1, the form that passes in one click."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from browser_desk import Desk

pytest_plugins = ("browser_fixtures",)


def test_table_one_is_mended_in_one_click_and_the_manuscript_prints_the_same(desk: Desk) -> None:
    window = desk.window("people")
    page = window.page
    panel = page.get_by_role("region", name="Could somebody be recognised?")
    small = panel.get_by_role("listitem").filter(has_text="Table 1: age in group 2")
    expect(small).to_contain_text("amber")
    expect(small).to_contain_text("the other 2 sum to 75 to 78")
    expect(small).to_contain_text("FG2-P1, FG2-P2, FG2-P3, FG2-P4")
    # A row for each person is red.
    expect(panel).to_contain_text("A row for each person: 15 of 17")
    expect(panel.locator(".persons .tag")).to_have_text("red")
    assert window.barriers() == []
    panel.get_by_role("button", name="Print the form that passes").click()
    expect(panel).to_contain_text("Nothing was found")
    window.go("report", "table1")
    leaf = page.get_by_role("region", name="Table 1").locator("table")
    expect(leaf).to_contain_text("43")
    expect(leaf).not_to_contain_text("34–61")
    expect(page.get_by_role("region", name="Could somebody be recognised?")).to_contain_text(
        "Nothing was found"
    )
    window.go("report", "results")
    expect(page.get_by_role("region", name="Results").locator("table").first).not_to_contain_text(
        "34–61"
    )
    # One step back, and the finding goes on with a reason instead.
    page.get_by_role("contentinfo").get_by_role("button", name="Undo").click()
    window.go("report", "table1")
    finding = page.get_by_role("listitem").filter(has_text="Table 1: gender in group 1")
    expect(finding).to_contain_text("red")
    finding.get_by_role("button", name="Go on with a reason").click()
    window.type("The man has agreed in writing")
    finding.get_by_role("button", name="Save the reason").click()
    expect(finding).to_contain_text("goes on, with a reason")
    expect(page.get_by_role("region", name="Table 1")).to_contain_text("agreed in writing")
    assert window.barriers() == []


def test_a_quote_is_mended_and_numbers_are_shuffled_on_the_privacy_screen(desk: Desk) -> None:
    window = desk.window("privacy", "disclosure", "table3")
    page = window.page
    label = page.get_by_role("listitem").filter(has_text="Attribution: group 2")
    expect(label.first).to_contain_text("can only be one of 4 people")
    label.first.get_by_role("button", name="Mend this").click()
    expect(page.get_by_text("can only be one of 4 people")).to_have_count(0)
    assert not any("group 2" in row["attribution"] for row in desk.study.quotes() if row["theme"])
    page.get_by_role("button", name="Shuffle the numbers").click()
    expect(page.get_by_text("Shuffled in 3 groups")).to_be_visible()
    assert window.barriers() == []


def test_a_published_table_is_pasted_and_checked(desk: Desk, shared: Path) -> None:
    known = json.loads((shared / "reference_study" / "expected_table1.json").read_text("utf-8"))
    lines = ["Group\tParticipants\tAge mean (range)\tDuration"]
    for label, row in [*known["groups"].items(), ("Total", known["total"])]:
        low, high = row["age"]["range"]
        lines.append(f"{label}\t{row['n']}\t{row['age']['mean']} ({low}–{high})\t{row['duration']}")
    window = desk.window("report", "check")
    page = window.page
    page.get_by_label("The table, with its row of headings").fill("\n".join(lines))
    page.get_by_label("Sentences that go with it").fill("They lasted between 103 and 104 min")
    page.get_by_role("button", name="Check it").click()
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("impossible")
    expect(first).to_contain_text("range of the total")
    expect(page.get_by_text("1 cannot be true")).to_be_visible()
    assert window.barriers() == []
    window.may_lose_server = True  # a refusal is an error line in the browser's console
    page.get_by_label("The table, with its row of headings").fill("no table")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was checked")
