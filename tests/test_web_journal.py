"""The journal in the workbench: no route answers a private word to anybody but its author."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle.web.app import routes
from trail_desk import PHRASE, TrailDesk, holds, quick_locks
from web_window import Window, filled, serving

SECRET = "I do not believe the third group 🤐 æøå"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrailDesk]:
    quick_locks(monkeypatch)
    made = TrailDesk(tmp_path / "study")
    yield made
    made.close()


def reads() -> list[str]:
    """Every address that can be read, with something in the place of its parts."""
    return sorted(
        filled(route.path)
        for route in routes(None, None).routes
        if "GET" in getattr(route, "methods", ()) and "feed" not in route.path
    )


def test_private_words_are_answered_to_their_author_alone(desk: TrailDesk) -> None:
    with serving(desk.study) as served, Window(served) as ada, Window(served) as bo:
        ada.post("me", {"member": desk.people["Ada"]})
        bo.post("me", {"member": desk.people["Bo"]})
        card = ada.post("journal/write", {"text": SECRET, "title": SECRET}).json()
        assert (card["begun"], card["open"], card["private"]) == (True, False, 1)
        assert card["own"] == []
        wrong = ada.post("journal/open", {"passphrase": "thread and noodle"})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong-passphrase")
        mine = ada.post("journal/open", {"passphrase": PHRASE}).json()
        assert [entry["text"] for entry in mine["own"]] == [SECRET]
        entry = mine["own"][0]["id"]

        addresses = reads()
        assert "/api/journal" in addresses
        for address in addresses:
            assert SECRET not in bo.get(address).text, address
            if address != "/api/journal":
                assert SECRET not in ada.get(address).text, address
        assert bo.read("journal")["private"] == 0
        assert bo.get("/api/records?kinds=journal").status_code == 422
        assert not holds(desk.bytes(), SECRET)
        # To work under her name in another window is not to have her passphrase.
        bo.post("me", {"member": desk.people["Ada"]})
        assert bo.read("journal")["own"] == []
        assert bo.post("journal/release", {"entry": entry}).json()["code"] == "closed"
        bo.post("me", {"member": desk.people["Bo"]})

        # Working as somebody else closes the journal; it does not open again by itself.
        ada.post("me", {"member": desk.people["Bo"]})
        ada.post("me", {"member": desk.people["Ada"]})
        assert ada.read("journal")["own"] == []
        ada.post("journal/open", {"passphrase": PHRASE})
        released = ada.post("journal/release", {"entry": entry}).json()
        assert [each["text"] for each in released["released"]] == [SECRET]
        assert [each["text"] for each in bo.read("journal")["released"]] == [SECRET]
        assert [note["kind"] for note in bo.read("notes", q="believe third")] == ["journal"]
        assert SECRET in bo.get("/api/audit").text
        assert ada.post("journal/close").json()["own"] == []


def test_a_step_of_a_journal_tells_windows_nothing_of_its_record(desk: TrailDesk) -> None:
    with serving(desk.study) as served, Window(served) as ada:
        ada.post("me", {"member": desk.people["Ada"]})
        done = ada.do({"op": "journal.write", "text": SECRET})
        assert done["changed"] == []
        (step,) = ada.read("history", limit=1)
        (fact,) = step["changes"]
        assert "cipher" not in fact["after"]
        assert fact["kind"] == "journal"


def test_the_trail_answers_for_the_past_and_the_audit_as_files(desk: TrailDesk) -> None:
    desk.study.do("decisions.add", text="Go on", why="It is clear")
    with serving(desk.study) as served, Window(served) as window:
        assert window.read("trail")["techniques"]
        last = window.read("study")["seq"]
        past = window.read(f"asof/{last - 1}/trail")["techniques"]
        now = window.read("trail")["techniques"]
        count = {True: 0, False: 0}
        for rows, is_past in ((past, True), (now, False)):
            row = next(each for each in rows if each["technique"] == "Decisions with a reason")
            count[is_past] = row["count"]
        assert count == {True: 0, False: 1}
        for form in ("docx", "html", "json", "md"):
            answer = window.post("audit/file", params={"format": form})
            assert answer.status_code == 200
            assert f"audit-trail.{form}" in answer.headers["content-disposition"]
        refused = window.get("/api/audit", params={"theme": "Nowhere"})
        assert refused.status_code in (404, 409)
        assert refused.json()["problem"].startswith("There is no theme")


def test_a_journal_begun_in_the_workbench_is_in_the_study(desk: TrailDesk) -> None:
    cy = desk.study.do("team.add", name="Cy").id
    with serving(desk.study) as served, Window(served) as window:
        window.post("me", {"member": cy})
        assert not window.read("journal")["begun"]
        weak = window.post("journal/begin", {"passphrase": "short"})
        assert weak.json()["code"] == "weak-passphrase"
        begun = window.post("journal/begin", {"passphrase": "a few words of mine"}).json()
        assert (begun["begun"], begun["open"]) == (True, True)
        again = window.post("journal/begin", {"passphrase": "a few words of mine"})
        assert again.json()["code"] == "journal-there"
        changed = {"old": "a few words of mine", "new": "some other words"}
        assert window.post("journal/passphrase", changed).json()["open"]
        old = window.post("journal/open", {"passphrase": "a few words of mine"})
        assert old.json()["code"] == "wrong-passphrase"
    assert not holds(desk.bytes(), "a few words of mine")
