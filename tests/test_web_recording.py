"""Recordings come in as a stream, where consent allows it, and go out for good."""

from __future__ import annotations

import hashlib
import io
import json
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from heddle.client import Study
from heddle.web import recording
from heddle.web.security import MAX_RECORDING
from web_window import Window, serving, small_study


def sound(seconds: float = 1.0, level: int = 128) -> bytes:
    """Return a small WAV file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes([level]) * int(8000 * seconds))
    return made.getvalue()


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with small_study(tmp_path / "study") as made:
        yield made


@pytest.fixture
def window(study: Study) -> Iterator[Window]:
    with serving(study) as served, Window(served) as opened:
        yield opened


def send(window: Window, data: Any, **about: Any) -> httpx.Response:
    return window.post("recordings", content=data, params={"about": json.dumps(about)})


def parts(study: Study) -> list[Path]:
    assert study.media is not None
    return [path for path in study.media.folder.rglob("*") if path.is_file()]


def test_a_recording_is_kept_by_its_hash_and_played_in_pieces(window: Window, study: Study) -> None:
    session = window.made("sessions.add", name="FG1", duration=3)
    data = sound(3)
    answer = send(window, data, session=session, file_name="a/<b>.wav", duration=3, device="R-05")
    assert answer.status_code == 200, answer.text
    [changed] = answer.json()["changed"]
    digest = hashlib.sha256(data).hexdigest()
    assert changed["record"]["file_hash"] == digest
    assert changed["record"]["device"] == "R-05"
    [kept] = parts(study)
    assert (kept.name, kept.stat().st_mode & 0o777) == (digest, 0o600)
    piece = window.get(f"/api/media/{digest}", headers={"Range": "bytes=44-47"})
    assert (piece.status_code, piece.content) == (206, data[44:48])
    assert piece.headers["content-type"] == "audio/wav"
    assert study.verify().problems == []


def test_pieces_without_a_length_are_taken_and_too_many_are_not(
    window: Window, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.made("sessions.add", name="FG1")
    data = sound(20)

    def pieces() -> Iterator[bytes]:
        yield from (data[at : at + 7] for at in range(0, 21, 7))
        yield data[21:]

    assert send(window, pieces(), session=session).status_code == 200
    monkeypatch.setattr(recording, "MAX_RECORDING", 100_000)
    refused = send(window, iter([sound(20, level=1)]), session=session)
    assert refused.status_code == 409
    assert refused.json()["code"] == "too-large"
    assert len(parts(study)) == 1  # nothing of it stays, not even a draft


def test_who_has_not_agreed_is_named_before_a_byte_is_sent(window: Window, study: Study) -> None:
    session = window.made("sessions.add", name="FG1", date="2021-03-01")
    for code in ("P1", "P2"):
        person = window.made("participants.add", code=code)
        scopes = ["take part", "audio"] if code == "P1" else ["take part"]
        window.do({
            "op": "consent.register", "participant": person, "date": "2021-02-01", "scopes": scopes,
        })  # fmt: skip
        window.do({"op": "sessions.attend", "session": session, "participants": [person]})
    for answer in (
        window.post("recordings/check", {"session": session}),
        send(window, sound(), session=session),
    ):
        assert answer.status_code == 409
        assert "P2" in answer.json()["problem"]
        assert "P1" not in answer.json()["problem"]
    assert parts(study) == []
    absent = [person["id"] for person in study.participants() if person["code"] == "P2"]
    window.do({"op": "sessions.unattend", "session": session, "participants": absent})
    entry = window.made("recordings.add", session=session)
    assert window.post("recordings/check", {"recording": entry}).status_code == 200


def test_a_length_that_differs_needs_a_reason(window: Window, study: Study) -> None:
    session = window.made("sessions.add", name="FG1", duration=100)
    asked = {"session": session, "duration": 50}
    refused = window.post("recordings/check", asked)
    assert (refused.status_code, refused.json()["code"]) == (409, "lengths-differ")
    before = window.read("study")["seq"]
    assert window.post("recordings/check", asked | {"why": "part 2"}).status_code == 200
    assert window.read("study")["seq"] == before
    too_large = window.post("recordings/check", {"session": session, "size": MAX_RECORDING + 1})
    assert too_large.json()["code"] == "too-large"
    assert "4 GB" in too_large.json()["problem"]


@pytest.mark.parametrize("data", [b"", b"RIFF", b"<script>alert(1)</script>", b"MZ" + bytes(99)])
def test_what_is_no_recording_is_not_kept(window: Window, study: Study, data: bytes) -> None:
    session = window.made("sessions.add", name="FG1")
    answer = send(window, data, session=session, file_name="talk.mp3")
    assert (answer.status_code, answer.json()["code"]) == (409, "no-recording")
    assert parts(study) == []
    assert window.read("records", kinds="recordings")["recordings"] == []


def test_the_same_file_twice_is_refused_and_stays(window: Window, study: Study) -> None:
    session = window.made("sessions.add", name="FG1")
    assert send(window, sound(), session=session).status_code == 200
    again = send(window, sound(), session=session)
    assert (again.status_code, again.json()["code"]) == (409, "file-known")
    assert len(parts(study)) == 1


def test_a_file_is_added_to_an_entry_that_had_none(window: Window) -> None:
    session = window.made("sessions.add", name="FG1")
    entry = window.made("recordings.add", session=session, custody="Safe, room 4")
    answer = send(window, sound(), recording=entry, file_name="x.wav", duration=1)
    record = answer.json()["changed"][0]["record"]
    assert (record["id"], record["custody"], record["duration"]) == (entry, "Safe, room 4", 1)


def test_noting_a_deletion_deletes_the_file(window: Window, study: Study) -> None:
    session = window.made("sessions.add", name="FG1", date="2021-03-01")
    made = send(window, sound(), session=session).json()["changed"][0]
    digest = made["record"]["file_hash"]
    early = window.post(f"recordings/{made['id']}/delete", {"date": "2021-02-01"})
    assert early.json()["code"] == "dates-clash"
    assert len(parts(study)) == 1
    gone = window.post(f"recordings/{made['id']}/delete", {"date": "2022-03-01"})
    assert gone.json()["changed"][0]["record"]["deleted"] == "2022-03-01"
    assert parts(study) == []
    assert window.get(f"/api/media/{digest}").status_code == 404
    assert send(window, sound(), recording=made["id"]).json()["code"] == "deleted"
    assert study.verify().problems == []


def test_a_file_that_a_source_names_too_is_not_deleted(window: Window, study: Study) -> None:
    session = window.made("sessions.add", name="FG1")
    made = send(window, sound(), session=session).json()["changed"][0]
    window.made("sources.add", name="Caption", file_hash=made["record"]["file_hash"])
    assert window.post(f"recordings/{made['id']}/delete", {"date": "2022"}).status_code == 200
    assert len(parts(study)) == 1


def test_a_full_disk_keeps_nothing(
    window: Window, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.made("sessions.add", name="FG1")
    monkeypatch.setattr("os.fsync", _full)
    answer = send(window, sound(), session=session)
    monkeypatch.undo()
    assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")
    assert parts(study) == []


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")
