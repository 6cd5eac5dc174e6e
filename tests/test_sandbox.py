"""The sandbox: what a hostile file can do to its worker, and what stays unharmed."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from heddle.errors import Unavailable, Unreadable
from heddle.exchange import sandbox
from heddle.exchange.files import read_bytes, read_file
from heddle.exchange.sandbox import Limits, Sandbox
from readers_samples import docx, odt, paragraph, pdf, shown

needs_limits = pytest.mark.skipif(
    sys.platform != "linux", reason="this limit of a process is enforced on Linux only"
)


@pytest.fixture
def misbehaving(monkeypatch):
    """Give a sandbox whose worker does what the file says."""
    tests = str(Path(__file__).parent)
    plain = sandbox.environment()
    path = os.pathsep.join([plain["PYTHONPATH"], tests])
    monkeypatch.setattr(sandbox, "environment", lambda: plain | {"PYTHONPATH": path})
    monkeypatch.setattr(Sandbox, "_module", "sandbox_misbehaving")
    limits = Limits(cpu_seconds=1, wall_seconds=20, memory=64 << 20, output_floor=4096)
    with Sandbox(limits) as held:
        yield held


def worker(box: Sandbox) -> int:
    return int(box.read("a", b"pid").lines[0].text)


def zombies() -> list[str]:
    """Name our children that have ended and were not waited for."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state[0] == "Z" and int(state[1]) == os.getpid():
            found.append(process.name)
    return found


@needs_limits
@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (b"spin", "too long"),
        (b"eat 500000000", "memory"),
        (b"crash", "crash"),
        (b"leave", "crash"),
        (b"fill 100000", "unfolds"),
        (b"raise Mariane-Zoffensen", "RuntimeError"),
        (b"recurse", "nested too deeply"),
    ],
)
def test_a_file_that_harms_its_worker_is_refused_and_the_next_one_is_read(misbehaving, deed, words):
    with pytest.raises(Unreadable, match=words) as caught:
        misbehaving.read("bad.docx", deed)
    assert caught.value.file == "bad.docx"
    assert caught.value.code == "too-complex"
    assert "Mariane" not in str(caught.value)
    assert worker(misbehaving) > 0
    assert zombies() == []


def test_a_worker_that_never_answers_is_ended_by_the_clock(misbehaving):
    misbehaving.limits = Limits(wall_seconds=0.5, memory=64 << 20)
    with pytest.raises(Unreadable, match="too long"):
        misbehaving.read("slow.pdf", b"wait")
    assert zombies() == []


def test_the_same_worker_reads_many_files_and_the_cpu_limit_is_for_each(misbehaving):
    first = worker(misbehaving)
    assert [worker(misbehaving) for _ in range(20)] == [first] * 20
    assert first != os.getpid()


def test_a_refusal_crosses_the_pipe_whole_and_keeps_the_worker(misbehaving):
    before = worker(misbehaving)
    with pytest.raises(Unreadable) as caught:
        misbehaving.read("a.pdf", b"refuse")
    error = caught.value
    assert (error.problem, error.hint, error.file) == ("No.", "Why?", "a.pdf")
    assert (error.place, error.code) == ("page 3", "custom")
    assert worker(misbehaving) == before


def test_what_a_library_prints_does_not_reach_the_answer(misbehaving):
    assert misbehaving.read("a", b"print").lines[0].text == "printed"


@needs_limits
@pytest.mark.parametrize("deed", ["open /etc/hostname", "connect"])
def test_a_worker_can_open_no_file_and_no_socket(misbehaving, deed):
    with pytest.raises(Unreadable, match="OSError"):
        misbehaving.read("a", deed.encode())


def test_threads_share_one_worker(misbehaving):
    with ThreadPoolExecutor(8) as pool:
        pids = set(pool.map(lambda _: worker(misbehaving), range(40)))
    assert len(pids) == 1


def test_a_worker_that_died_between_two_files_is_replaced(misbehaving):
    first = worker(misbehaving)
    misbehaving._worker._process.kill()
    misbehaving._worker._process.wait()
    assert worker(misbehaving) != first


def test_an_interruption_leaves_no_answer_behind_for_the_next_file(misbehaving, monkeypatch):
    first = worker(misbehaving)

    def interrupted(self, task, data):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sandbox._Worker, "ask", interrupted)
        with pytest.raises(KeyboardInterrupt):
            misbehaving.read("a", b"pid")
    assert worker(misbehaving) != first
    assert zombies() == []


@needs_limits
def test_a_worker_that_grew_is_followed_by_another(misbehaving):
    misbehaving.limits = Limits(memory=1 << 30)
    grown = int(misbehaving.read("a", b"hold 400000000").lines[0].text)
    assert worker(misbehaving) != grown
    assert not Path(f"/proc/{grown}").exists()


def test_a_worker_that_cannot_start_is_not_the_fault_of_the_file(monkeypatch):
    monkeypatch.setattr(Sandbox, "_module", "heddle.no_such_module")
    with pytest.raises(Unavailable):
        Sandbox().read("a.docx", docx(paragraph("x")))
    assert zombies() == []


def test_a_closed_sandbox_leaves_no_process(misbehaving):
    pid = worker(misbehaving)
    misbehaving.close()
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_after_a_fork_the_child_has_a_worker_of_its_own(misbehaving):
    mine = worker(misbehaving)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(worker(misbehaving)).encode())
            misbehaving.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        theirs = int(pipe.read())
    assert theirs != mine
    assert worker(misbehaving) == mine


# --- the real worker ----------------------------------------------------------------------------
def test_every_format_is_read_by_the_real_worker_after_it_gave_up_its_rights(tmp_path):
    files = {
        "a.docx": docx(paragraph("Anna: hej")),
        "a.odt": odt("<t:p>Anna: hej</t:p>"),
        "a.rtf": b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset204 A;}}\\f0 Anna: h\\'e5j}",
        "a.pdf": pdf([shown([(72, 700, "Anna: hej"), (30, 700, "1")])]),
        "a.html": "<html><p>Anna: håj".encode("cp1252"),
    }
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        reading = read_file(path, encoding="cp1252" if name == "a.html" else None)
        assert "Anna: h" in reading.lines[0].text
        assert reading.sha256 == hashlib.sha256(data).hexdigest()
        assert reading.format == name[2:]


def test_reading_leaves_no_file_and_no_thread_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with Sandbox() as box:
        box.read("a.docx", docx(paragraph("secret")))
        assert list(tmp_path.iterdir()) == []
    assert not [t for t in threading.enumerate() if isinstance(t, threading.Timer) and t.is_alive()]


def test_a_module_in_the_working_folder_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "lxml.py").write_text("raise SystemExit", encoding="utf-8")
    (tmp_path / "heddle.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Sandbox() as box:
        assert box.read("a.docx", docx(paragraph("x"))).lines[0].text == "x"


def test_text_does_not_need_the_sandbox(monkeypatch):
    monkeypatch.setattr(Sandbox, "read", lambda *_, **__: pytest.fail("the sandbox was used"))
    assert read_bytes("a.txt", b"Anna: hej").lines[0].text == "Anna: hej"
    assert read_bytes("a.md", b"<html> is allowed here").format == "md"
