"""dev.py sets a checkout up once, says plainly what is missing, and fails when anything fails.

Installation itself is not repeated here: whoever runs this test has just been through it.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


PAGES = "the workbench's own checks"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program dev.py, at work in an empty checkout where every command is only noted."""
    spec = importlib.util.spec_from_file_location("heddle_dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text('[dependency-groups]\ntest = ["pytest>=8"]\n')
    environment = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", environment)
    monkeypatch.setattr(module, "STAMP", environment / "stamp.json")
    monkeypatch.setattr(module, "PYTHON", environment / "python")
    monkeypatch.setattr(module, "bring_programs", lambda: None)  # nothing is installed by a test
    return module


@pytest.fixture
def commands(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that dev.py gave while setting up, in order; none is really run."""
    given: list[list[str]] = []

    def note(command: list[str], _what: str, **_env: object) -> None:
        given.append(command)
        if "venv" in command:
            dev.VENV.mkdir()
            dev.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(dev, "must", note)
    monkeypatch.setattr(dev, "pip_version", lambda: "pip 23.0.1 from somewhere")
    return given


def test_the_first_time_makes_an_environment_and_installs_into_it(
    dev: ModuleType, commands: list[list[str]]
) -> None:
    dev.set_up(tests=True)
    make, install = commands
    assert make[1:4] == ["-m", "venv", "--without-pip"]
    assert install[install.index("--python") + 1] == str(dev.PYTHON)
    assert install[-3:] == ["--editable", str(dev.ROOT), "pytest>=8"]


def test_a_repeat_installs_nothing(dev: ModuleType, commands: list[list[str]]) -> None:
    dev.set_up(tests=True)
    del commands[:]
    dev.set_up(tests=True)
    dev.set_up(tests=False)  # what tests need includes what running needs
    assert commands == []


def test_running_first_and_testing_later_installs_what_is_missing(
    dev: ModuleType, commands: list[list[str]]
) -> None:
    dev.set_up(tests=False)
    assert "pytest>=8" not in commands[-1]
    dev.set_up(tests=True)
    assert "pytest>=8" in commands[-1]


def test_a_changed_wish_installs_again_into_the_same_environment(
    dev: ModuleType, commands: list[list[str]]
) -> None:
    dev.set_up(tests=True)
    del commands[:]
    (dev.ROOT / "pyproject.toml").write_text('[dependency-groups]\ntest = ["pytest>=9"]\n')
    dev.set_up(tests=True)
    assert [command[-1] for command in commands] == ["pytest>=9"]


def test_a_broken_off_installation_is_done_again(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.set_up(tests=False)
    note = dev.must

    def full_disk(command: list[str], what: str, **_env: object) -> None:
        raise dev.CannotSetUp(what)

    monkeypatch.setattr(dev, "must", full_disk)
    with pytest.raises(dev.CannotSetUp):
        dev.set_up(tests=True)
    monkeypatch.setattr(dev, "must", note)
    del commands[:]
    dev.set_up(tests=False)
    assert commands  # also the smaller wish: nobody knows what the broken one left behind


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"digest": 1}', "\x00", '{"sets": ["run"]}'])
def test_a_damaged_stamp_counts_as_none(dev: ModuleType, tmp_path: Path, content: str) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text(content)
    assert dev.installed(stamp, "digest") == set()


@pytest.mark.parametrize("broken", ["#!/bin/sh\nexit 1\n", "#!/no/such/python\n", "not a program"])
def test_an_environment_that_does_not_work_is_made_anew(
    dev: ModuleType, commands: list[list[str]], broken: str
) -> None:
    dev.set_up(tests=False)
    del commands[:]
    dev.PYTHON.unlink()
    dev.PYTHON.write_text(broken)
    dev.PYTHON.chmod(0o755)
    (dev.VENV / "left-over").touch()
    dev.set_up(tests=False)
    assert "venv" in commands[0]
    assert not (dev.VENV / "left-over").exists()


def test_an_environment_that_works_is_kept(dev: ModuleType, commands: list[list[str]]) -> None:
    dev.VENV.mkdir()
    dev.PYTHON.symlink_to(sys.executable)
    dev.set_up(tests=False)
    assert ["venv" in command for command in commands] == [False]


@pytest.mark.parametrize("version", [(3, 10, 9), (2, 7, 18), (3, 9)])
def test_an_old_python_is_told_what_to_do(dev: ModuleType, version: tuple[int, ...]) -> None:
    with pytest.raises(dev.CannotSetUp, match=r"python3\.11 dev\.py"):
        dev.refuse_old_python(version)


def test_a_new_python_is_taken(dev: ModuleType) -> None:
    dev.refuse_old_python((3, 11, 0))
    dev.refuse_old_python((4, 0, 0))


@pytest.mark.parametrize("spoken", [None, "", "No module named pip"])
def test_a_missing_pip_is_named_with_the_package_that_has_it(
    dev: ModuleType, spoken: str | None
) -> None:
    with pytest.raises(dev.CannotSetUp, match="python3-pip"):
        dev.refuse_old_pip(spoken)


def test_a_pip_that_is_too_old_is_told_apart_from_none(dev: ModuleType) -> None:
    with pytest.raises(dev.CannotSetUp, match=r"pip 22\.2 is too old"):
        dev.refuse_old_pip("pip 22.2 from /usr/lib (python 3.11)")
    dev.refuse_old_pip("pip 22.3 from /usr/lib (python 3.11)")
    dev.refuse_old_pip("pip 100.0 from /usr/lib (python 3.11)")


def test_a_python_without_pip_changes_nothing(
    dev: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "pip_version", lambda: None)
    assert dev.main(["test"]) == 3
    assert commands == []
    assert "Nothing was installed" in capsys.readouterr().err


@pytest.mark.parametrize("failing", [None, "ruff check", "ruff format", "mypy", PAGES, "pytest"])
def test_any_failure_fails_and_the_tests_run_all_the_same(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, failing: str | None
) -> None:
    called: list[str] = []

    def call(command: list[str]) -> int:
        called.append(next((name for name, c in dev.CHECKS.items() if c == command), "pytest"))
        words = ["-m", "pytest", *dev.SHARED_OUT, "-x", "tests"]
        assert called[-1] != "pytest" or command[1:] == words
        return 4 if called[-1] == failing else 0

    monkeypatch.setattr(dev, "call", call)
    code = dev.main(["test", "-x", "tests"])
    assert called == ["ruff check", "ruff format", "mypy", PAGES, "pytest"]
    assert code == {None: 0, "pytest": 4}.get(failing, 1)


def test_a_program_ended_by_a_signal_is_a_failure(dev: ModuleType) -> None:
    killed = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    assert dev.call(killed) == 128 + 9
    assert dev.call([sys.executable, "-c", "raise SystemExit(7)"]) == 7


@pytest.mark.parametrize("arguments", [[], ["tset"], ["--size", "H"]])
def test_wrong_use_lists_the_verbs(
    dev: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(arguments) == 2
    assert "run, test, check, bench" in capsys.readouterr().err


def test_it_uses_the_standard_library_alone() -> None:
    """It must run before anything is installed."""
    tree = ast.parse((ROOT / "dev.py").read_text("utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= sys.stdlib_module_names | {"build_ui"}


def test_no_host_to_install_from_is_named_in_the_project() -> None:
    """Where packages come from is each machine's own affair."""
    for name in ("dev.py", "pyproject.toml", ".ci/run"):
        text = (ROOT / name).read_text("utf-8")
        assert "index-url" not in text
        assert "://" not in text


# --- the guards of tests/conftest.py -----------------------------------------------------------
def pytest_run(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the text of a test file under this project's conftest, in a process of its own."""
    (folder / "test_given.py").write_text(test)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "test_given.py"]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests"), "CI": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


SKIPS = {
    "a test": "import pytest\ndef test_a(): pytest.skip('no browser')",
    "a mark": "import pytest\n@pytest.mark.skip(reason='no browser')\ndef test_a(): pass",
    "a file": "import pytest\npytest.importorskip('no_such_library', reason='no browser')",
    "the corpora": "def test_a(shared): pass",
}


@pytest.mark.parametrize("test", SKIPS.values(), ids=SKIPS)
def test_a_skip_fails_in_ci_and_says_why(tmp_path: Path, test: str) -> None:
    ran = pytest_run(tmp_path, test, CI="true", HEDDLE_SHARED=str(tmp_path / "missing"))
    assert ran.returncode != 0
    assert "A skipped test is a failure in CI" in ran.stdout
    assert "no browser" in ran.stdout or "HEDDLE_SHARED" in ran.stdout


def test_a_skip_passes_at_a_desk_and_an_expected_failure_in_ci(tmp_path: Path) -> None:
    assert "1 skipped" in pytest_run(tmp_path, SKIPS["a test"]).stdout
    expected = "import pytest\n@pytest.mark.xfail\ndef test_a(): assert 0"
    assert pytest_run(tmp_path, expected, CI="true").returncode == 0


def test_reaching_for_the_network_fails_a_test_even_if_the_program_hides_it(tmp_path: Path) -> None:
    hidden = (
        "import socket\n"
        "def test_a():\n"
        "    try: socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
        "    except Exception: pass\n"
    )
    ran = pytest_run(tmp_path, hidden)
    assert ran.returncode == 1
    assert "reached for the network" in ran.stdout


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("192.0.2.1", 80)),
        lambda: socket.getaddrinfo("example.invalid", 80),
        lambda: socket.gethostbyname("example.invalid"),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
        lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_every_way_out_is_guarded(reach: Callable[[], object], network_attempts: list[str]) -> None:
    with pytest.raises(RuntimeError):
        reach()
    assert len(network_attempts) == 1
    network_attempts.clear()


def test_the_loopback_interface_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            with socket.create_connection((host, port)):
                pass


# --- PostgreSQL for the tests ------------------------------------------------------------------
@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_schema_of_its_own(
    postgres_url: str, postgres_schema: str, turn: str
) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f'CREATE SCHEMA "{postgres_schema}"'))
        connection.execute(sqlalchemy.text(f'CREATE TABLE "{postgres_schema}".row (id int)'))
        # The other of the two tests has left nothing behind.
        count = "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'study_%'"
        assert connection.execute(sqlalchemy.text(count)).scalar_one() == 1
    engine.dispose()


def test_the_stamp_names_what_is_installed(dev: ModuleType, commands: list[list[str]]) -> None:
    dev.set_up(tests=False)
    assert json.loads(dev.STAMP.read_text())["sets"] == ["run"]
