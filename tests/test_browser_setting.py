"""Stories in a browser: a recording is heard from a turn, imports ask, the setting, versions."""

import io
import wave

from playwright.sync_api import expect

from heddle.client import open_study
from heddle.store.presence import Presence

pytest_plugins = ("browser_fixtures",)


def sound(seconds):
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes([120, 136] * 4000 * seconds))
    return made.getvalue()


def test_a_recording_is_brought_in_and_heard_from_a_turn(desk):
    study = desk.study
    hostile = "</script><img src=x onerror=window.hacked=1>"
    session = study.do("sessions.add", name=f"New {hostile}", duration=60).id
    turns = [{"text": "First words.", "start": 0.0}, {"text": "Later words.", "start": 12.5}]
    source = study.do("sources.add", name="Heard", session=session, turns=turns).id
    window = desk.window("sources", source)
    page = window.page
    card = page.get_by_role("region", name="0 recordings")
    with page.expect_file_chooser() as chooser:
        card.get_by_role("button", name="Choose a recording").click()
    chooser.value.set_files(
        {"name": f"{hostile}.wav", "mimeType": "audio/wav", "buffer": sound(30)}
    )
    # Half as long as was entered: the study wants to know why before it takes the file.
    window.may_lose_server = True  # a refusal is an error on the console
    page.get_by_role("textbox", name="Why its length differs").fill("The second half only")
    page.get_by_role("button", name="Bring it in with this reason").click()
    expect(page.get_by_text("0:00:30 shorter than entered")).to_be_visible()
    window.may_lose_server = False
    assert window.barriers() == []
    [kept] = window.read("records?kinds=recordings")["recordings"][-1:]
    assert (kept["session"], kept["duration"]) == (session, 30)
    ranges = []
    page.on(
        "response",
        lambda answer: (
            "/api/media/" in answer.url
            and not answer.url.endswith("/peaks")
            and ranges.append((answer.status, answer.request.headers.get("range")))
        ),
    )
    later = window.read(f"sources/{source}")["turns"]["id"][1]
    window.go("coding", source, later)
    expect(window.turn(later)).to_be_in_viewport()
    window.press("ArrowUp", "ArrowDown", "Space")
    window.until("document.querySelector('audio')?.currentTime > 12.5")
    assert page.evaluate("document.querySelector('audio').currentTime") < 20
    window.press("Space")
    assert ranges
    assert {status for status, _ in ranges} == {206}
    assert all(asked and asked.startswith("bytes=") for _, asked in ranges)


def test_a_file_is_asked_for_its_encoding_and_a_table_for_its_columns(desk):
    window = desk.window("sources", "import")
    page = window.page
    talk = "M: Hvad tænker du på?\nP1: En rød tråd. Øl.\n".encode("cp1252")
    table = "Deltager ID;Alder;Hvem <b>\n" + "".join(f"Z{n};{30 + n};Learner\n" for n in range(7))
    page.locator("input[type=file]").set_input_files([
        {"name": "Talk.txt", "mimeType": "text/plain", "buffer": talk},
        {"name": "participants.csv", "mimeType": "text/csv", "buffer": table.encode()},
    ])  # fmt: skip
    card = page.get_by_role("article", name="Talk.txt")
    choice = card.get_by_role("radio", name="cp1252 M: Hvad tænker du på?")
    expect(choice).to_be_visible()
    expect(card.get_by_role("radio")).not_to_have_count(1)
    choice.check()
    expect(card.get_by_role("definition").filter(has_text="En rød tråd. Øl.")).to_be_visible()
    rows = page.get_by_role("article", name="participants.csv")
    column = rows.get_by_label("Column Hvem <b> is taken for")
    expect(column).to_have_value("")
    shown = rows.get_by_role("group", name="The table’s first rows")
    expect(shown.get_by_role("row")).to_have_count(7)  # the fields, the headers, five of seven rows
    column.select_option(label="Occupation")
    expect(rows.get_by_label("Column Hvem <b> is taken for")).to_have_value("occupation")
    assert window.barriers() == []
    rows.get_by_role("button", name="Import", exact=True).click()
    expect(rows.get_by_text("imported")).to_be_visible()
    people = {row["code"]: row for row in desk.study.participants()}
    assert people["Z3"]["occupation"] == "Learner"


def test_the_setting_a_further_column_and_two_versions_of_a_theme(desk):
    window = desk.window("people", "setting")
    page = window.page
    expect(page.get_by_text("7 of 8 teams took part")).to_be_visible()
    page.get_by_role("button", name="Add a team").click()
    expect(page.get_by_text("7 of 9 teams took part")).to_be_visible()
    assert window.barriers() == []
    window.go("people")
    page.get_by_role("button", name="Add a column").click()
    window.type("Shift")
    window.press("Enter")
    grid = page.get_by_role("grid", name="Participants")
    row = grid.get_by_role("row", name="FG1-P2")
    shift = grid.get_by_role("columnheader").all_inner_texts().index("Shift")
    row.get_by_role("gridcell").nth(shift).click()
    window.type("night")
    window.press("Enter")
    expect(row).to_contain_text("night")
    [person] = [row for row in desk.study.participants() if row["code"] == "FG1-P2"]
    assert person["attributes"]["Shift"] == "night"
    window.go("people", "sessions")
    page.get_by_label("Seat of FG1-P1").fill("3")
    window.press("Enter")
    expect(window.status).to_contain_text("FG1-P1 sat in seat 3")
    assert window.barriers() == []
    # Another program works on the study: the open window follows, and says so.
    theme = next(row for row in desk.study.themes() if row["stage"] == "final")
    window.go("themes", theme["id"])
    with Presence(desk.study.folder), open_study(desk.study.folder) as elsewhere:
        elsewhere.do("themes.unfeed", theme=theme["id"], codes=[elsewhere.codes()[0]["id"]])
        elsewhere.do("themes.change", theme=theme["id"], central_idea="Altogether new.")
        idea = page.get_by_role("textbox", name="Central idea")
        expect(idea).to_have_value("Altogether new.")
        page.get_by_role("button", name="Open in 1 more Heddle").click()
        expect(page.get_by_text("the changes of both are kept")).to_be_visible()
        assert window.barriers() == []
    expect(page.get_by_role("button", name="Open in 1 more Heddle")).to_have_count(0)
    page.get_by_role("heading", name=theme["name"]).first.focus()
    window.press("Alt+v")
    shown = page.get_by_role("region", name=f"Compare versions of “{theme['name']}”")
    expect(shown.get_by_label("beside this one")).to_be_visible()
    expect(shown.locator("ins").filter(has_text="Altogether new.")).to_be_visible()
    assert window.barriers() == []
    window.press("Escape")
    expect(shown).to_have_count(0)
