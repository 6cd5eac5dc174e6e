"""The feed: every window hears of every step, once, in order, also after it was away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle.client import Study, open_study
from heddle.web.feed import MOST_STEPS
from heddle.web.serving import Served
from web_window import Stream, Window, serving, small_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with small_study(tmp_path / "study") as made:
        yield made


@pytest.fixture
def served(study: Study) -> Iterator[Served]:
    with serving(study) as running:
        yield running


@pytest.fixture
def window(served: Served) -> Iterator[Window]:
    with Window(served) as opened:
        yield opened


def test_two_windows_stay_in_step(served: Served, window: Window) -> None:
    with Window(served) as other, Stream(window) as here, Stream(other) as there:
        first = other.made("codes.add", name="First")
        second = window.made("codes.add", name="Second")
        for stream in (here, there):
            told = [stream.step(), stream.step()]
            assert [each["changed"][0]["id"] for each in told] == [first, second]
            assert [each["operation"] for each in told] == ["codes.add"] * 2
            assert told[0]["changed"][0]["record"]["name"] == "First"
            assert told[0]["seq"] + 1 == told[1]["seq"]
            assert told[0]["what"] == "Add a code to the codebook."


def test_a_window_that_comes_back_gets_what_it_missed(window: Window) -> None:
    with Stream(window) as stream:
        window.made("codes.add", name="Seen")
        seen = stream.step()["seq"]
    missed = [window.made("codes.add", name=f"Missed {number}") for number in range(3)]
    with Stream(window, **{"Last-Event-ID": str(seen)}) as stream:
        told = [stream.step() for _ in range(3)]
        assert [each["changed"][0]["id"] for each in told] == missed
        later = window.made("codes.add", name="Later")
        assert stream.step()["changed"][0]["id"] == later


def test_a_first_connection_can_say_where_it_stands(window: Window) -> None:
    seen = window.read("study")["seq"]
    code = window.made("codes.add", name="Between")
    with Stream(window, f"/api/feed?after={seen}") as stream:
        assert stream.step()["changed"][0]["id"] == code
    # What the browser itself remembers is newer than the address that it was given.
    headers = {"Last-Event-ID": str(seen + 1)}
    with Stream(window, f"/api/feed?after={seen}", **headers) as stream:
        after = window.made("codes.add", name="After")
        assert stream.step()["changed"][0]["id"] == after


def test_after_a_long_absence_it_is_told_what_to_read_anew(window: Window) -> None:
    seen = window.read("study")["seq"]
    for number in range(MOST_STEPS + 1):
        window.made("codes.add", name=f"Code {number}")
    with Stream(window, **{"Last-Event-ID": str(seen)}) as stream:
        told = stream.step()
        assert told["reload"] == ["codes"]
        assert told["changed"] == []
        assert told["seq"] == seen + MOST_STEPS + 1


def test_a_window_from_the_future_reads_everything_anew(window: Window) -> None:
    with Stream(window, **{"Last-Event-ID": "999999"}) as stream:
        told = stream.step()
        assert {"codes", "turns", "codings", "members"} <= set(told["reload"])
        assert told["seq"] == window.read("study")["seq"]


@pytest.mark.parametrize("number", ["", "x", "-1", "1e3", "²", "9" * 30])
def test_nonsense_for_the_last_event_is_passed_over(window: Window, number: str) -> None:
    with Stream(window, **{"Last-Event-ID": number.encode("latin-1")}) as stream:
        assert stream.answer.status_code == 200
        assert stream.answer.headers["content-type"].startswith("text/event-stream")


def test_a_big_step_is_told_by_its_kinds(window: Window) -> None:
    with Stream(window) as stream:
        turns = [{"text": f"Words {number}"} for number in range(600)]
        window.do({"op": "sources.add", "name": "Long", "turns": turns})
        told = stream.step()
        assert (told["operation"], told["changed"]) == ("sources.add", [])
        assert set(told["reload"]) == {"sources", "turns"}


def test_undo_is_told_with_what_it_undoes(window: Window) -> None:
    with Stream(window) as stream:
        made = window.do({"op": "codes.add", "name": "Gone"})
        window.post("undo")
        assert stream.step()["gesture"] == made["gesture"]
        told = stream.step()
        assert (told["operation"], told["undoes"]) == ("undo", made["gesture"])
        assert told["changed"][0]["record"] is None


def test_steps_of_other_programs_are_told(window: Window, study: Study) -> None:
    assert study.folder is not None
    with Stream(window) as stream, open_study(study.folder) as elsewhere:
        stream.next()  # who is where: the stream is open
        code = elsewhere.do("codes.add", name="From the command line").id
        assert stream.step()["changed"][0]["id"] == code


def test_who_is_where_is_told_and_never_logged(served: Served, window: Window) -> None:
    before = window.read("study")["seq"]
    me = window.read("study")["me"]
    with Window(served) as other, Stream(other) as there:
        assert there.next() == ("here", {"who": [], "elsewhere": []}, "")
        with Stream(window) as here:
            assert here.next()[0] == "here"
            window.post("here", {"source": "s1", "turn": "t1"})
            place = {"member": me, "source": "s1", "turn": "t1"}
            assert there.next() == ("here", {"who": [place], "elsewhere": []}, "")
        # Gone with its stream.
        assert there.next() == ("here", {"who": [], "elsewhere": []}, "")
    assert window.read("study")["seq"] == before


def test_a_feed_needs_our_own_window(served: Served, window: Window) -> None:
    for headers in ({"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil:80"}):
        assert window.get("/api/feed", headers=headers).status_code == 403
    window.client.cookies.clear()
    assert window.get("/api/feed").status_code == 401


def test_stopping_the_server_ends_the_streams(study: Study) -> None:
    with serving(study) as served:
        window = Window(served)
        stream = Stream(window)
        stream.next()
    with pytest.raises(EOFError):
        stream.step()
    stream.close()
    window.close()
