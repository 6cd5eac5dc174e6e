"""A blind round in a real browser, from the plan to a settled difference."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

pytest_plugins = ("browser_fixtures",)


def _coded(desk: Any, turns: list[str], code: str, *marks: tuple[str, int, int, int]) -> list[str]:
    """Code stretches (coder, turn, start, end) with one code; returns the codings' ids."""
    made: list[str] = desk.study.do(
        "codings.add",
        codings=[
            {"code": code, "turn": turns[at], "start": start, "end": end, "coder": coder}
            for coder, at, start, end in marks
        ],
    ).result
    return made


def test_a_blind_round_from_plan_to_reconciliation(desk: Any) -> None:  # noqa: PLR0915 - a story
    study = desk.study
    one, other = [study.do("team.add", name=name).id for name in ("Asta Blind", "Bo Blind")]
    source = study.do(
        "sources.add",
        name="Pilot",
        turns=[
            {"speaker": "P1", "text": "We hope for more time."},
            {"speaker": "P2", "text": "And there is fear of the next meeting."},
        ],
    ).id
    turns = [row["id"] for row in study.turns() if row["source"] == "Pilot"]
    code = study.do("codes.add", name="Time wished for").id

    # The owner plans it with keys and begins it.
    window = desk.window("analysis", "readings")
    page = window.page
    page.get_by_role("button", name="Plan a round").first.press("Enter")
    form = page.get_by_role("form", name="Plan a round")
    expect(form.get_by_label("Name of the round")).to_be_focused()
    window.type("Pilot round")
    for name in ("Asta Blind", "Bo Blind", "Pilot"):
        form.get_by_role("checkbox", name=name, exact=True).press("Space")
    form.get_by_role("button", name="Put it into the plan").press("Enter")
    page.get_by_role("button", name="Begin: coders are blind from now on").press("Enter")
    expect(window.status).to_contain_text("Began the round")
    expect(page.get_by_text("compared when the round is opened")).to_be_visible()

    # One of its coders sees nothing of what the other codes, and is told why.
    blind = desk.window()
    blind.page.evaluate(
        "member => fetch('/api/me', { method: 'POST', body: JSON.stringify({ member }),"
        " headers: { 'content-type': 'application/json' } })",
        one,
    )
    blind.page.reload()
    blind.ready()
    theirs = _coded(desk, turns, code, (other, 0, 3, 7), (other, 1, 13, 17))
    _coded(desk, turns, code, (one, 0, 3, 21))
    blind.go("analysis", "readings")
    expect(blind.page.get_by_text("hidden from you everywhere")).to_be_visible()
    assert theirs[0] not in str(blind.read(f"sources/{source}"))
    blind.page.get_by_role("button", name="My sources are coded").press("Enter")
    expect(blind.status).to_contain_text("are coded")

    # The owner opens it early, with the reason.
    page.get_by_role("button", name="Open the round").press("Enter")
    window.type("The deadline")
    page.get_by_role("button", name="Open the round").press("Enter")
    expect(page.get_by_text("2 differences not settled")).to_be_visible()
    expect(page.get_by_text("No number is shown.")).to_be_visible()
    expect(blind.page.get_by_text("2 differences not settled")).to_be_visible()
    assert theirs[0] in str(blind.read(f"sources/{source}"))

    # A difference is reached, talked about and settled by keyboard; the originals stay.
    page.locator("article.here button").focus()
    window.press("ArrowDown")
    panel = page.get_by_role("complementary", name="The difference")
    expect(panel).to_contain_text("Pilot, turn 2")
    window.press("m")
    window.type("Is this a wish or a worry?")
    panel.get_by_role("button", name="Write it down").press("Enter")
    expect(window.status).to_contain_text("Wrote about a difference")
    panel.get_by_role("radio", name="it is given up").press("Space")
    panel.get_by_role("textbox", name="Why").focus()
    window.type("A worry is another code")
    panel.get_by_role("button", name="Settle it").press("Enter")
    expect(page.get_by_text("1 difference not settled")).to_be_visible()
    expect(panel).to_contain_text("given up since")
    assert window.barriers() == []
    assert theirs[1] not in [row["id"] for row in study.codings()]
    kept = window.read(f"comparison?round={page.url.split('/')[-1].split('?')[0]}")
    assert theirs[1] in [each["second"]["coding"] for each in kept["differences"]]

    # The other is settled by another coding in its place; one step takes all of it back.
    page.locator("article.here button").focus()
    window.press("ArrowUp")
    expect(panel).to_contain_text("Pilot, turn 1")
    panel.get_by_role("radio", name="something else is coded instead").press("Space")
    panel.get_by_label("On which words").select_option("2")
    panel.get_by_role("textbox", name="Why").focus()
    window.type("Both meant the whole wish")
    panel.get_by_role("button", name="Settle it").press("Enter")
    expect(panel).to_contain_text("Both meant the whole wish")
    (made,) = [row for row in study.codings() if row["source"] == "Pilot"]
    assert (made["start"], made["end"]) == (3, 21)
    window.press("Control+z")
    expect(page.get_by_text("1 difference not settled")).to_be_visible()
    assert theirs[0] in [row["id"] for row in study.codings()]
    panel.get_by_role("link", name="To the words").first.press("Enter")
    expect(page.locator(f'article[data-turn="{turns[1]}"]')).to_be_visible()


def test_agreement_says_why_there_is_none_and_shows_it_where_it_is_asked_for(desk: Any) -> None:
    window = desk.window("analysis", "agreement")
    page = window.page
    expect(page.get_by_text("not a measurement")).to_be_visible()
    desk.study.do("method.change", approach="reliability", why="For this test")
    expect(page.get_by_role("heading", name="Where they differ")).to_be_visible()
    expect(page.get_by_role("heading", name="Coefficients")).to_be_visible()
    first = page.locator("tbody tr").first
    expect(first.locator("td").first).to_contain_text(".")
    expect(page.get_by_text("optional and contested")).to_be_visible()
    assert window.barriers() == []
