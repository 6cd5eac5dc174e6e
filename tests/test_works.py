"""Long works: told as they go on, one of a kind at a time, stopped at once, never half done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle.errors import Refused
from heddle.web import works as works_module
from heddle.web.house import House
from heddle.web.works import Hand, Stopped, Work, Works
from web_window import PATIENCE, Stream, Window, serving, small_study


def patient(event: threading.Event) -> None:
    assert event.wait(PATIENCE)


@pytest.fixture
def works() -> Iterator[Works]:
    made = Works()
    yield made
    made.close()


def test_a_work_is_begun_once_and_tells_how_it_ended(works: Works) -> None:
    go, times = threading.Event(), []

    def run(hand: Hand) -> None:
        times.append(1)
        hand.tell(0.5, "half")
        patient(go)

    first = works.start("peaks", "r1", run)
    again = works.start("peaks", "r1", run)
    assert again.id == first.id
    go.set()
    done = works.wait(first.id, PATIENCE)
    assert (done.state, done.progress, done.doing) == ("done", 1.0, "half")
    assert times == [1]
    other = works.start("peaks", "r1", run)
    assert other.id != first.id
    works.wait(other.id, PATIENCE)
    found = works.find("peaks", "r1")
    assert found is not None
    assert found.id == other.id


def test_works_of_one_kind_wait_in_turn_and_those_of_another_do_not(works: Works) -> None:
    go, order = threading.Event(), []

    def long(hand: Hand) -> None:
        patient(go)
        order.append("long")

    first = works.start("recognition", "r1", long)
    second = works.start("recognition", "r2", lambda _hand: order.append("second"))
    quick = works.start("peaks", "r1", lambda _hand: order.append("quick"))
    assert works.wait(quick.id, PATIENCE).state == "done"
    assert works.get(second.id).state == "waiting"
    go.set()
    works.wait(first.id, PATIENCE)
    assert works.wait(second.id, PATIENCE).state == "done"
    assert order == ["quick", "long", "second"]


def test_what_is_stopped_ends_its_child_and_the_next_begins(works: Works) -> None:
    ready, killed = threading.Event(), threading.Event()

    def run(hand: Hand) -> None:
        with hand.ending(killed.set):
            ready.set()
            patient(killed)
            raise OSError("the child is gone")

    first = works.start("peaks", "r1", run)
    waiting = works.start("peaks", "r2", run)
    after = works.start("peaks", "r3", lambda hand: hand.tell(1))
    patient(ready)
    assert works.cancel(waiting.id).state == "stopped"
    works.cancel(first.id)
    assert works.wait(first.id, PATIENCE).state == "stopped"
    assert works.wait(after.id, PATIENCE).state == "done"
    works.cancel(after.id)
    assert works.get(after.id).state == "done"


def test_a_stopped_work_hears_it_when_it_tells() -> None:
    hand = Hand(lambda _progress, _doing: None)
    hand.stop()
    with pytest.raises(Stopped):
        hand.tell(0.1)
    with pytest.raises(Stopped), hand.ending(lambda: None):
        raise AssertionError


def test_a_problem_is_told_and_a_surprise_says_nothing_of_itself(works: Works) -> None:
    def refuse(hand: Hand) -> None:
        raise Refused("It is no sound.", "Choose another.", code="no-sound")

    def surprise(hand: Hand) -> None:
        raise ValueError("what Marianne said")

    told = works.wait(works.start("peaks", "r1", refuse).id, PATIENCE)
    assert (told.state, told.code, told.problem) == ("failed", "no-sound", "It is no sound.")
    told = works.wait(works.start("peaks", "r2", surprise).id, PATIENCE)
    assert told.state == "failed"
    assert "Marianne" not in told.problem + told.hint


def test_only_the_newest_that_ended_are_remembered(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(works_module, "KEPT", 3)
    for number in range(6):
        works.wait(works.start("peaks", str(number), lambda _hand: None).id, PATIENCE)
    assert [work.about for work in works.all()] == ["2", "3", "4", "5"]


def test_windows_see_works_stop_them_and_are_told(tmp_path: Path) -> None:
    with small_study(tmp_path / "study") as study, serving(study) as served:
        house: House = served.house
        with Window(served) as window:
            stream = Stream(window)
            stream.next()
            killed = threading.Event()

            def run(hand: Hand) -> None:
                with hand.ending(killed.set):
                    patient(killed)
                    raise OSError

            begun = house.works.start("peaks", "r1", run)
            assert window.read("works")[0]["id"] == begun.id
            answer = window.post(f"works/{begun.id}/cancel")
            assert answer.status_code == 200
            states = []
            while "stopped" not in states:
                name, told, _ = stream.next()
                if name == "work":
                    states.append(told["state"])
            assert window.post("works/none/cancel").status_code == 404
            stream.close()


def test_closing_ends_what_runs_and_begins_nothing_more() -> None:
    works, killed = Works(), threading.Event()

    def run(hand: Hand) -> None:
        with hand.ending(killed.set):
            patient(killed)
            raise OSError

    begun: Work = works.start("peaks", "r1", run)
    works.close()
    assert works.get(begun.id).state == "stopped"
    assert works.start("peaks", "r2", run).state == "stopped"
