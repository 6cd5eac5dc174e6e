"""Who has a study open: two programs see each other, and a killed one is forgotten."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from heddle.store.presence import FOLDER, Presence


def test_two_programs_see_each_other_until_one_leaves(tmp_path: Path) -> None:
    with Presence(tmp_path) as first:
        assert first.others() == []
        with Presence(tmp_path) as second:
            assert [one.process for one in first.others()] == [os.getpid()]
            assert second.others() == [first.own]
        assert first.others() == []
    assert not (tmp_path / FOLDER).exists()


def test_a_mark_holds_a_process_number_and_a_time_only(tmp_path: Path) -> None:
    with Presence(tmp_path) as present:
        [mark] = (tmp_path / FOLDER).iterdir()
        assert set(json.loads(mark.read_bytes())) == {"process", "since"}
        assert mark.stat().st_mode & 0o777 == 0o600
        assert present.own.since.endswith("+00:00")


def test_a_killed_program_is_forgotten(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from heddle.store.presence import Presence;"
        "mark = Presence(Path(sys.argv[1])); mark.enter(); print('in', flush=True);"
        "sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "in\n"
    here = Presence(tmp_path)
    assert [one.process for one in here.others()] == [other.pid]
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert here.others() == []
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_nonsense_and_left_over_marks_are_swept(tmp_path: Path) -> None:
    place = tmp_path / FOLDER
    place.mkdir()
    (place / "1-dead.json").write_text('{"process": 1, "since": "2021-01-01"}')
    (place / "x.json").write_bytes(b"\xff\0")
    (place / "link.json").symlink_to("/etc/passwd")
    with Presence(tmp_path) as present:
        assert present.others() == []
    assert [path.name for path in place.iterdir()] == ["link.json"]


def test_a_folder_that_cannot_be_written_has_no_marks(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    with Presence(tmp_path) as present:
        assert present.others() == []
    with Presence(None) as present:
        assert present.others() == []
