"""Recordings come in on the command line: measured, in parts and tracks, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import spoken
from heddle import client
from heddle.cli import main
from heddle.exchange import archive_out, recording_in
from heddle.sound.facts import PEAKS, PLAYBACK
from heddle.study.recordings import Recording
from heddle.study.wording import Wording
from sound_files import SECONDS, in_form

PASS = "long enough for anybody"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with client.create(tmp_path / "study", title="S") as study:
        study.do("sessions.add", name="FG1", duration=int(SECONDS))
    return tmp_path / "study"


def run(folder: Path, *arguments: str | Path, fails: bool = False) -> str:
    result = CliRunner().invoke(main, ["import", str(folder), *map(str, arguments)])
    assert result.exit_code == (1 if fails else 0), result.output
    return " ".join(result.output.split())


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder.parent / name
    path.write_bytes(data)
    return path


def recordings(folder: Path) -> list[Recording]:
    with client.open_study(folder) as study, study.view() as view:
        return view.find(Recording, "begins", "track")


def left(folder: Path) -> list[Path]:
    """Every kept, derived or half-written file of the study."""
    found = [*folder.glob("media/**/*"), *folder.glob("derived/**/*")]
    return [path for path in found if path.is_file()]


def test_a_file_is_kept_untouched_measured_drawn_and_copied_where_that_is_needed(
    folder: Path,
) -> None:
    path = file(folder, "session.mp3", in_form("vbr"))
    told = run(folder, path, "--session", "FG1")
    assert "came in: 1 recording" in told
    assert "0:00:06 of audio (MP3, 1 channel, 22.05 kHz)" in told
    assert "bit rate varies" in told
    [made] = recordings(folder)
    assert made.file_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (made.duration, made.form, made.file_name) == (6, "audio", "session.mp3")
    with client.open_study(folder) as study:
        assert study.media is not None
        assert study.media.read(made.file_hash) == path.read_bytes()
        names = study.media.derived.names(made.file_hash)
        assert {PEAKS, PLAYBACK} <= set(names)
        assert study.verify().problems == []


def test_a_dry_run_says_what_would_come_and_keeps_nothing(folder: Path) -> None:
    path = file(folder, "a.wav", in_form("wav"))
    told = run(folder, path, "--session", "FG1", "--dry-run")
    assert "would come in: 1 recording" in told
    assert recordings(folder) == []
    assert left(folder) == []


def test_parts_follow_each_other_and_tracks_run_at_once(folder: Path) -> None:
    one = file(folder, "1.wav", spoken.wav(spoken.tone(2.5)))
    two = file(folder, "2.flac", spoken.encoded(spoken.tone(3.5), "ogg"))
    told = run(folder, one, two, "--session", "FG1")
    assert "is Ogg" in told  # whatever its name says
    assert "different rates (22.05 kHz, 48 kHz)" in told
    first, second = recordings(folder)
    assert (first.begins, second.begins) == (0, 2.5)
    with client.open_study(folder) as study:
        assert study.history(limit=1)[0]["operation"] == "recordings.add"
        study.undo()
    assert recordings(folder) == []
    tracks = [file(folder, f"{n}.wav", spoken.wav(spoken.noise(6, seed=n))) for n in (3, 4)]
    run(folder, *tracks, "--session", "FG1", "--at-once", "--track", "left", "--track", "right")
    assert [(r.begins, r.track) for r in recordings(folder)] == [(0, "left"), (0, "right")]


def test_what_cannot_be_taken_is_said_and_leaves_nothing(folder: Path) -> None:
    good = file(folder, "good.wav", in_form("wav"))
    half = file(folder, "half.wav", in_form("wav")[: len(in_form("wav")) // 2])
    cases: list[tuple[list[Any], str]] = [
        ([file(folder, "t.mp3", b"not sound at all" * 99), "--session", "FG1"], "no sound or vid"),
        ([file(folder, "e.wav", b""), "--session", "FG1"], "is empty (0 bytes)"),
        ([half, "--session", "FG1"], "Only 0:00:03 of 0:00:06 are in this file"),
        ([good], "There is no session called"),
        ([good, "--session", "FG9"], "There are: FG1"),
        ([good, "--session", "FG1", "--begins", "60"], "begins at 0:01:00 and ends at 0:01:06"),
        ([good, half, "--session", "FG1"], "half.wav: Only 0:00:03"),
        ([folder.parent / "missing.wav", "--session", "FG1"], "could not be opened"),
    ]
    for arguments, words in cases:
        assert words in run(folder, *arguments, fails=True)
        assert recordings(folder) == []
        assert left(folder) == []
    told = run(folder, half, "--session", "FG1", "--why", "The battery was empty")
    assert "cut off: 0:00:03 of 0:00:06 are there, and were taken" in told
    assert recordings(folder)[0].why == "The battery was empty"


def test_silence_is_taken_and_said(folder: Path) -> None:
    path = file(folder, "quiet.wav", spoken.wav(spoken.silence(6)))
    assert "silent from beginning to end" in run(folder, path, "--session", "FG1")


def test_who_has_not_agreed_is_named_before_anything_is_copied(folder: Path) -> None:
    with client.open_study(folder) as study:
        session = study.rows("sessions")[0]["id"]
        study.do("sessions.change", session=session, date="2021-03-01")
        for code in ("P1", "P2"):
            person = study.do("participants.add", code=code).id
            scopes = ["take part", "audio"] if code == "P1" else ["take part"]
            study.do("consent.register", participant=person, date="2021-02-01", scopes=scopes)
            study.do("sessions.attend", session=session, participants=[person])
    told = run(folder, file(folder, "a.wav", in_form("wav")), "--session", "FG1", fails=True)
    assert "P2" in told
    assert "P1" not in told
    assert left(folder) == []


def test_a_full_disk_keeps_nothing_of_any_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [file(folder, f"{n}.wav", spoken.wav(spoken.tone(3, pitch=200 * n))) for n in (1, 2)]
    little = SimpleNamespace(free=200_000)
    monkeypatch.setattr(recording_in.shutil, "disk_usage", lambda _path: little)
    path = file(folder, "big.wav", in_form("wav"))
    assert "the disk has 0 MB left" in run(folder, path, "--session", "FG1", fails=True)
    monkeypatch.undo()
    copied = recording_in._copied

    def second_fails(media: Any, part: Any, tell: Any) -> Any:
        if part.path == paths[1]:
            with monkeypatch.context() as full:
                full.setattr("os.fsync", _full)
                return copied(media, part, tell)
        return copied(media, part, tell)

    monkeypatch.setattr(recording_in, "_copied", second_fails)
    assert "disk is full" in run(folder, *paths, "--session", "FG1", fails=True)
    monkeypatch.undo()
    assert left(folder) == []
    assert recordings(folder) == []


def _full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_an_encrypted_study_takes_a_recording_and_no_byte_lies_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "study"
    monkeypatch.setenv("HEDDLE_PASSPHRASE", PASS)
    with client.create(folder, title="S", passphrase=PASS) as study:
        study.do("sessions.add", name="FG1")
    data = in_form("amr")
    run(folder, file(folder, "a.amr", data), "--session", "FG1")
    [made] = recordings(folder)
    with client.open_study(folder) as study:
        assert study.media is not None
        assert {PEAKS, PLAYBACK} <= set(study.media.derived.names(made.file_hash))
        copy = study.media.derived.read(made.file_hash, PLAYBACK)
    assert copy[4:8] == b"ftyp"
    for path in left(folder):
        stored = path.read_bytes()
        assert data[1000:1064] not in stored
        assert b"ftyp" not in stored
        assert b"HPKS" not in stored


def test_json_says_what_came_in(folder: Path) -> None:
    path = file(folder, "a.m4a", in_form("m4a"))
    result = CliRunner().invoke(
        main, ["import", str(folder), str(path), "--session", "FG1", "--json"]
    )
    [row] = json.loads(result.output)
    assert row["report"]["kind"] == "recording"
    assert row["report"]["format"] == "MP4"
    assert row["error"] is None


def test_story_9_the_lengths_of_the_three_groups_and_their_sum(tmp_path: Path) -> None:
    lengths = {"FG1": "1:44:45", "FG2": "1:43:19", "FG3": "1:44:11"}
    with client.create(tmp_path / "study", title="S") as study:
        for name, length in lengths.items():
            hours, minutes, seconds = map(int, length.split(":"))
            duration = 3600 * hours + 60 * minutes + seconds
            session = study.do("sessions.add", name=name, duration=duration).id
            study.do("recordings.add", session=session, duration=duration, file_name=f"{name}.m4a")
        assert [row["length"] for row in study.rows("recordings")] == list(lengths.values())
    told = CliRunner().invoke(main, ["recordings", str(tmp_path / "study")]).output
    assert "3 recordings, 5:12:15 in all." in told


def test_recordings_are_in_no_archive(folder: Path) -> None:
    run(folder, file(folder, "a.wav", in_form("wav")), "--session", "FG1")
    with client.open_study(folder) as study, study.view() as view:
        data = archive_out.pack(view, Wording(view), study.media).data
    [made] = recordings(folder)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        held = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if made.file_hash in name]
    assert in_form("wav")[44:2000] not in held
    assert b"HPKS" not in held
