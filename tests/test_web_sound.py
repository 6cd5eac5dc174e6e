"""The sound of a session: what plays and how, what is being made, and nothing of what is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import spoken
from heddle.client import Study, create
from heddle.sound import peaks
from heddle.web.serving import Served
from sound_files import SECONDS, in_form
from web_window import PATIENCE, Window, serving


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with create(tmp_path / "study", title="S") as made:
        yield made


@pytest.fixture
def window(study: Study) -> Iterator[Window]:
    with serving(study) as served, Listener(served) as opened:
        yield opened


class Listener(Window):
    """A window that can wait for the works of its server."""

    def __init__(self, served: Served) -> None:
        super().__init__(served)
        self.works = served.house.works


def send(window: Window, data: bytes, **about: Any) -> Any:
    answer = window.post("recordings", content=data, params={"about": json.dumps(about)})
    assert answer.status_code == 200, answer.text
    return answer.json()["changed"][0]["record"]


def until(window: Listener, session: str) -> dict[str, Any]:
    """Ask for a session's sound, and again when everything is made that was begun by that."""
    window.read(f"sessions/{session}/sound")
    for _ in range(2):  # the peaks show that a copy is needed
        for work in window.works.all():
            window.works.wait(work.id, PATIENCE)
    sound: dict[str, Any] = window.read(f"sessions/{session}/sound")
    return sound


def test_a_session_tells_its_files_on_one_line_of_time(window: Listener, study: Study) -> None:
    person = window.made("participants.add", code="P1")
    member = study.rows("team")[0]["id"]
    session = window.made("sessions.add", name="FG1", moderators=[member], duration=12)
    window.do({"op": "sessions.attend", "session": session, "participants": [person]})
    second = send(window, in_form("amr"), session=session, begins=6.0, file_name="2.amr")
    first = send(window, in_form("wav"), session=session, file_name="1.wav")
    assert (first["duration"], second["duration"]) == (6, 6)
    window.do({"op": "recordings.add", "session": session, "duration": 12, "custody": "Safe"})
    sound = window.read(f"sessions/{session}/sound")
    assert [file["begins"] for file in sound["files"]] == [0, 0, 6]
    sound = until(window, session)
    assert sound["seconds"] == pytest.approx(12, abs=0.1)
    assert [(p["name"], p["role"]) for p in sound["participants"]] == [
        ("P1", "participant"), ("Researcher 1", "moderator"),
    ]  # fmt: skip
    by = {file["name"]: file for file in sound["files"]}
    assert (by["1.wav"]["copy"], by["2.amr"]["copy"]) == (False, True)
    assert by[""]["url"] == ""
    assert by["2.amr"]["media_type"] == "audio/mp4"
    for file in (by["1.wav"], by["2.amr"]):
        shape = window.get(file["peaks"]["url"])
        assert shape.status_code == 200
        _, high = peaks.unpacked(shape.content)
        assert len(high) / file["peaks"]["per_second"] == pytest.approx(SECONDS, abs=0.1)
        tag = {"If-None-Match": shape.headers["etag"]}
        assert window.get(file["peaks"]["url"], headers=tag).status_code == 304
    assert {work["state"] for work in window.read("works")} == {"done"}


def test_the_copy_is_played_in_pieces(window: Listener) -> None:
    session = window.made("sessions.add", name="FG1")
    send(window, in_form("vbr"), session=session, file_name="a.mp3")
    [file] = until(window, session)["files"]
    whole = window.get(file["url"])
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/mp4")
    assert whole.content[4:8] == b"ftyp"
    tag, size = whole.headers["etag"], len(whole.content)
    piece = window.get(file["url"], headers={"Range": "bytes=100-199", "If-Range": tag})
    assert (piece.status_code, piece.content) == (206, whole.content[100:200])
    assert piece.headers["content-range"] == f"bytes 100-199/{size}"
    beyond = window.get(file["url"], headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    other = window.get(file["url"], headers={"Range": "bytes=0-1", "If-Range": '"x"'})
    assert (other.status_code, other.content) == (200, whole.content)
    original = file["url"].removesuffix("/play")
    assert window.get(original).content == in_form("vbr")


def test_a_deleted_recording_takes_everything_that_was_made_of_it_along(
    window: Listener, study: Study
) -> None:
    session = window.made("sessions.add", name="FG1")
    made = send(window, in_form("amr"), session=session, file_name="a.amr")
    [file] = until(window, session)["files"]
    assert study.media is not None
    answer = window.post(f"recordings/{made['id']}/delete", {"date": "2026-12-01"})
    assert answer.status_code == 200
    assert list(study.media.derived.all()) == []
    for url in (file["url"], file["peaks"]["url"]):
        assert window.get(url).status_code == 404
    [file] = window.read(f"sessions/{session}/sound")["files"]
    assert (file["why"], file["url"], file["peaks"]) == ("deleted", "", None)


def test_what_is_damaged_is_said_once_and_not_tried_again(window: Listener, study: Study) -> None:
    assert study.media is not None
    session = window.made("sessions.add", name="FG1")
    digest = study.media.keep(b"RIFF\0\0\0\0WAVE" + bytes(400))
    window.do({"op": "recordings.add", "session": session, "file_hash": digest})
    [file] = until(window, session)["files"]
    assert file["why"] == "damaged"
    assert file["problem"]
    assert not file["ready"]
    window.read(f"sessions/{session}/sound")
    assert len(window.read("works")) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not sound at all " * 99, "no-recording"),
        (in_form("wav")[: len(in_form("wav")) // 2], "cut-off"),
        (in_form("m4a")[: len(in_form("m4a")) // 2], "cut-off"),
        (spoken.wav(spoken.silence(0.02)), "no-sound"),
    ],
)
def test_what_cannot_be_taken_is_said_and_leaves_nothing(
    window: Listener, study: Study, data: bytes, code: str
) -> None:
    session = window.made("sessions.add", name="FG1")
    about = json.dumps({"session": session, "file_name": "a.mp3"})
    answer = window.post("recordings", content=data, params={"about": about})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert study.media is not None
    assert list(study.media.all()) == []
    assert list(study.media.derived.all()) == []


def test_the_length_that_counts_is_that_of_the_file(window: Listener, study: Study) -> None:
    session = window.made("sessions.add", name="FG1", duration=60)
    about = {"session": session, "file_name": "a.wav", "duration": 60}
    answer = window.post("recordings", content=in_form("wav"), params={"about": json.dumps(about)})
    assert (answer.status_code, answer.json()["code"]) == (409, "lengths-differ")
    made = send(window, in_form("wav"), session=session, why="The first minute only", duration=60)
    assert made["duration"] == 6


def test_a_withdrawal_removes_what_was_made_of_every_recording(
    window: Listener, study: Study
) -> None:
    assert study.media is not None
    person = window.made("participants.add", code="P9")
    session = window.made("sessions.add", name="FG1")
    window.do({"op": "sessions.attend", "session": session, "participants": [person]})
    made = send(window, in_form("amr"), session=session, file_name="a.amr")
    until(window, session)
    answer = window.post("withdrawal", {
        "participant": person, "date": "2026-11-01", "choices": ["redact turns"],
        "recordings": {made["id"]: "delete"},
    })  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert list(study.media.all()) == []
    assert list(study.media.derived.all()) == []
