"""`heddle open`: one command to a usable page, and back to it after a stop."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from heddle.cli import main
from heddle.client import open_study
from heddle.web import serving as serving_room
from heddle.web.app import make_app
from heddle.web.serving import Served, own_port
from heddle.web.session import Session, Sessions, leave_token, state_file
from heddle.web.static_files import Pages
from web_window import PATIENCE, Stream, Window, serving, small_study

LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=\S+")


@contextmanager
def opened(folder: Path, state: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `heddle open` until the block ends; gives the process and the link it printed."""
    command = [sys.executable, "-c", "from heddle.cli import main; main()", "open", str(folder)]
    env = {**os.environ, "HEDDLE_STATE": str(state), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    process = subprocess.Popen(
        [*command, *options], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        link = ""
        while not link and (line := process.stdout.readline()):
            found = LINK.search(line)
            link = found[0] if found else ""
        yield process, link
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_study(tmp_path / "study").close()
    return tmp_path / "study"


def test_the_command_prints_a_link_that_opens_the_study(folder: Path, tmp_path: Path) -> None:
    with opened(folder, tmp_path / "state") as (process, link), httpx.Client() as client:
        entered = client.get(link)
        assert entered.status_code == 303
        base = link.partition("/?")[0]
        assert client.get(f"{base}/api/study").json()["folder"] == "study"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert out.splitlines()[-1] == "Closed. Everything is saved."
        assert err == ""


def test_a_window_goes_on_after_the_server_was_killed(folder: Path, tmp_path: Path) -> None:
    with httpx.Client() as client:
        with opened(folder, tmp_path / "state") as (process, link):
            base = link.partition("/?")[0]
            client.get(link)
            step = {"steps": [{"op": "codes.add", "name": "Before"}]}
            assert client.post(f"{base}/api/do", json=step, headers={"Origin": base}).is_success
            process.kill()
        with opened(folder, tmp_path / "state") as (_, again):
            # The same place, the same session: nobody has to find the new link.
            assert again.partition("/?")[0] == base
            names = [c["name"] for c in client.get(f"{base}/api/records").json()["codes"]]
            assert "Before" in names
    kept = next((tmp_path / "state").glob("sessions-*.json"))
    assert kept.stat().st_mode & 0o777 == 0o600
    secret = next(iter(client.cookies.values()))
    assert secret not in kept.read_text()
    assert not any("sessions" in path.name for path in folder.rglob("*"))


def test_a_port_that_is_taken_is_refused_by_name(folder: Path) -> None:
    with serving(open_study(folder)) as served:
        result = CliRunner().invoke(main, ["open", str(folder), "--port", str(served.port)])
    served.house.study.close()
    assert result.exit_code == 1
    assert f"Port {served.port}" in result.output


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["open", str(tmp_path), "--no-browser"])
    assert result.exit_code == 1
    assert "heddle" in result.output


def test_a_second_server_of_a_study_takes_another_port(folder: Path) -> None:
    study = open_study(folder)
    with study, serving(study) as first:
        second = Served(study, remember=False)
        second.socket.close()
        assert second.port != first.port


def test_a_study_is_served_on_its_own_port_where_that_is_free(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def listen(port: int) -> socket.socket:
        asked.append(port)
        if len(asked) == 1:
            raise OSError(errno.EADDRINUSE, "taken")
        return bound(port)

    bound = serving_room._bound
    monkeypatch.setattr(serving_room, "_bound", listen)
    with open_study(folder) as study:
        served = Served(study, remember=False)
        served.socket.close()
        # Its own first, so that a window which was open finds it; taken: whichever is free.
        assert asked == [own_port(served._id), 0]


def test_it_listens_on_the_loopback_address_only(folder: Path) -> None:
    with open_study(folder) as study, serving(study) as served:
        assert served.socket.getsockname()[0] == "127.0.0.1"


# Sessions.


def test_sessions_are_remembered_by_their_hash_and_not_for_ever(tmp_path: Path) -> None:
    clock = [1000.0]
    file = tmp_path / "a" / "sessions.json"
    first = Sessions(file, now=lambda: clock[0])
    secret = first.enter(first.new_token())
    found = first.find(secret)
    assert found is not None
    first.choose(found, "ida")
    second = Sessions(file, now=lambda: clock[0])
    again = second.find(secret)
    assert again is not None
    assert again.member == "ida"
    for later in (8 * 24 * 3600.0, -1.0):
        # Too old, or from the future: a clock that was set back revives nothing.
        clock[0] = 1000.0 + later
        assert Sessions(file, now=lambda: clock[0]).find(secret) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b'[{"mark": 3}]'])
def test_a_damaged_memory_of_sessions_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s.json").write_bytes(content)
    sessions = Sessions(tmp_path / "s.json")
    assert sessions.find("") is None
    assert sessions.enter(sessions.new_token())


def test_a_state_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    sessions = Sessions(tmp_path / "file" / "s.json")
    assert isinstance(sessions.find(sessions.enter(sessions.new_token())), Session)


def test_the_place_of_sessions_is_never_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEDDLE_STATE", raising=False)
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert state_file("abc", 1).name == "sessions-abc-1.json"


# The built pages.


def test_pages_are_served_as_what_they_are(folder: Path, tmp_path: Path) -> None:
    built = tmp_path / "static"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>Heddle</title>")
    (built / "assets" / "app-1.js").write_text("export {}")
    (built / ".stamp").write_text("secret")
    (tmp_path / "static2").mkdir()
    (tmp_path / "static2" / "x.js").write_text("sibling")
    (built / "out.js").symlink_to(tmp_path / "static2" / "x.js")
    pages = Pages(built)
    assert set(pages.files) == {"index.html", "assets/app-1.js"}

    with open_study(folder) as study, serving(study) as served, Window(served) as window:
        served.app.app = make_app(served.house, served.port, pages).app
        page = window.get("/")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-store"
        script = window.get("/assets/app-1.js")
        assert script.headers["content-type"] == "text/javascript; charset=utf-8"
        assert "immutable" in script.headers["cache-control"]
        known = {"If-None-Match": script.headers["etag"]}
        assert window.get("/assets/app-1.js", headers=known).status_code == 304
        for name in ("/.stamp", "/out.js", "/../static2/x.js", "/assets", "/assets/"):
            assert window.get(name).status_code == 404
        # Built anew while the server runs: a reload finds it.
        (built / "assets" / "app-2.js").write_text("export {}")
        assert window.get("/assets/app-2.js").status_code == 200


def test_without_built_pages_it_says_what_to_do(tmp_path: Path) -> None:
    assert Pages(tmp_path / "nothing").files == {}


# A second browser, a second program.


def test_opening_again_gives_a_link_into_the_server_that_runs(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened(folder, state) as (first, link):
        base = link.partition("/?")[0]
        with opened(folder, state, "--by", "Ida") as (second, again):
            assert second.stdout is not None
            assert "one more browser" in second.stdout.read()
            assert second.wait(PATIENCE) == 0
        assert again.partition("/?")[0] == base
        with httpx.Client() as client:
            assert client.get(again).status_code == 303
            members = client.get(f"{base}/api/study").json()
            assert members["me"] == next(m["id"] for m in members["members"] if m["name"] == "Ida")
        # Used up, and nothing in the state folder could be used in its place.
        with httpx.Client() as client:
            assert client.get(again).status_code == 401
        token = again.partition("token=")[2]
        assert not any(token in path.read_text() for path in state.iterdir())
        assert first.poll() is None


def test_after_a_kill_the_study_opens_as_if_nobody_had_it(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened(folder, state) as (first, _):
        first.kill()
        first.wait(PATIENCE)
    with opened(folder, state) as (second, link), httpx.Client() as client:
        assert client.get(link).status_code == 303
        assert second.poll() is None


def test_a_token_that_was_left_is_taken_once_and_not_for_long(tmp_path: Path) -> None:
    clock = [time.time()]
    sessions = Sessions(tmp_path / "sessions-s-1.json", now=lambda: clock[0])
    leave_token(tmp_path, "s", 1, "a", "ida")
    leave_token(tmp_path, "s", 2, "b", "")
    found = sessions.find(sessions.enter("a"))
    assert found is not None
    assert found.member == "ida"
    assert sessions.enter("a") == ""
    assert sessions.enter("b") == ""  # left for the server on another port
    leave_token(tmp_path, "s", 1, "c", "")
    clock[0] += 3600
    assert sessions.enter("c") == ""


def test_enter_in_the_terminal_prints_a_new_link(folder: Path, tmp_path: Path) -> None:
    main_end, other_end = os.openpty()
    command = [sys.executable, "-c", "from heddle.cli import main; main()", "open", str(folder)]
    env = {**os.environ, "HEDDLE_STATE": str(tmp_path / "state"), "DISPLAY": ""}
    with subprocess.Popen(
        [*command, "--no-browser"], env=env, stdin=other_end, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said += LINK.findall(line) and [LINK.search(line)[0]]
            if "press Enter" in line:
                os.write(main_end, b"\n")
            if len(said) == 2:
                break
        with httpx.Client() as first, httpx.Client() as second:
            assert [first.get(said[0]).status_code, second.get(said[1]).status_code] == [303, 303]
            assert second.get(said[0]).status_code == 303  # known already: it just goes on
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert rest.splitlines()[-1] == "Closed. Everything is saved."
    os.close(main_end)
    os.close(other_end)


def test_two_servers_of_one_folder_tell_their_windows(folder: Path) -> None:
    with (
        open_study(folder) as one,
        open_study(folder) as two,
        serving(one) as served,
        Window(served) as window,
        Stream(window) as stream,
    ):
        assert stream.next()[1]["elsewhere"] == []
        with serving(two) as second, Window(second) as other, Stream(other) as there:
            assert len(there.next()[1]["elsewhere"]) == 1
            assert stream.next()[1]["elsewhere"][0]["process"] == os.getpid()
            made = other.made("codes.add", name="From the other server")
            assert stream.step()["changed"][0]["id"] == made
        assert stream.next()[1]["elsewhere"] == []


def test_a_window_without_a_session_is_told_how_to_get_a_link(folder: Path) -> None:
    with open_study(folder) as study, serving(study) as served:
        page = httpx.get(f"http://127.0.0.1:{served.port}/")
    assert page.status_code == 401
    assert "press Enter" in page.text
    assert "<code>heddle open</code>" in page.text
