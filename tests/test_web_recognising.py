"""Recognition in the workbench: it runs as a work, its words come as they are heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle.recognition import unfinished
from heddle.study.sources import turns_of
from heddle.web import recognising
from heddle.web.ears import Ears
from heddle.web.serving import Served
from recognition_desk import Desk
from speech_child import RATE, ScriptedRecogniser, pulses
from web_window import PATIENCE, Window, serving


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(Ears, "make", ScriptedRecogniser)
    found = Desk(tmp_path)
    yield found
    found.study.close()


@pytest.fixture
def served(desk: Desk) -> Iterator[Served]:
    with serving(desk.study) as found:
        yield found


@pytest.fixture
def window(served: Served) -> Iterator[Window]:
    with Window(served) as opened:
        yield opened


def ended(served: Served, work: dict[str, str]) -> str:
    return served.house.works.wait(work["id"], PATIENCE).state


def test_what_a_session_can_be_recognised_with(desk: Desk, window: Window) -> None:
    of = f"sessions/{desk.session}/recognition"
    offer = window.read(of)
    assert (offer["installed"], offer["models"], offer["language"]) == (True, [], "da")
    assert "no model on this computer" in offer["problem"]
    model = desk.model(languages=["nl"])
    desk.study.do("sites.add", name="Hvidovre Hospital")
    desk.record(pulses(10), RATE)
    offer = window.read(of)
    assert offer["problem"] == ""
    assert (offer["seconds"], offer["words"]) == (10, ["Hvidovre Hospital"])
    assert [each["name"] for each in offer["models"]] == ["script"]
    assert "entered for nl" in offer["warnings"][0]
    assert window.read(of, language="nl")["warnings"] == []
    assert model.folder not in str(offer)
    assert window.get("/api/sessions/nobody/recognition").status_code == 404


def test_its_words_come_as_they_are_heard_and_become_a_transcript(
    desk: Desk, window: Window, served: Served
) -> None:
    desk.model()
    desk.record(pulses(20), RATE)
    of = f"sessions/{desk.session}/recognition"
    work = window.post(of, {"effort": "quick", "vocabulary": ["Hvidovre"]}).json()
    assert (work["kind"], work["about"]) == ("recognition", desk.session)
    assert ended(served, work) == "done"
    heard = window.read(f"{of}/heard")
    assert heard["parts"] == []  # what was heard is in the study, and nowhere else
    with desk.study.view() as view:
        turns = turns_of(view, heard["source"])
    assert turns[0].text.startswith("Well I think so")
    assert all(turn.draft for turn in turns)
    assert [each["about"] for each in window.read("works")] == [desk.session]


def test_one_that_is_stopped_is_shown_gone_on_with_kept_or_given_up(
    desk: Desk, window: Window, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.model()
    desk.record(pulses(60), RATE)
    of = f"sessions/{desk.session}/recognition"
    reached, go_on = threading.Event(), threading.Event()
    take = Ears.take

    def halting(self: Ears, session: str, told: recognising.Told) -> None:
        take(self, session, told)
        if told.segment is None and told.second > 20:
            reached.set()
            go_on.wait(PATIENCE)

    monkeypatch.setattr(Ears, "take", halting)
    work = window.post(of, {}).json()
    assert reached.wait(PATIENCE)
    first = window.read(f"{of}/heard")
    assert first["parts"][0]["text"] == "Well I think so"
    assert first["second"] > 20
    assert window.read(f"{of}/heard", after=first["total"])["parts"] == []
    window.post(f"works/{work['id']}/cancel", {})
    go_on.set()
    assert ended(served, work) == "stopped"
    (waiting,) = window.read(of)["waiting"]
    assert 0 < waiting["seconds"] < 60
    answer = window.post(f"{of}/keep")
    assert answer.status_code == 200, answer.text
    assert answer.json()["changed"]
    assert window.read(of)["waiting"] == []
    # Once more, and given up while it runs.
    reached.clear()
    go_on.clear()
    work = window.post(of, {}).json()
    assert reached.wait(PATIENCE)
    threading.Timer(0, go_on.set).start()
    assert window.post(f"{of}/forget").json()["waiting"] == []
    assert unfinished(desk.study, desk.session) == []
    assert window.post(f"{of}/keep").status_code == 404


def test_a_child_that_is_killed_is_told_as_the_end_of_the_work(
    desk: Desk, window: Window, served: Served
) -> None:
    desk.model(kill_at=15)
    desk.record(pulses(30), RATE)
    of = f"sessions/{desk.session}/recognition"
    work = window.post(of, {}).json()
    assert ended(served, work) == "failed"
    (told,) = window.read("works")
    assert "what was heard before is kept" in told["problem"]
    assert "it goes on from there" in told["hint"]
