#!/usr/bin/env python3
"""Set Heddle up in this checkout and run it, test it, check it or measure it.

    python3 dev.py run   [options of `heddle demo`]    open the demo study in ./demo-study
    python3 dev.py test  [options of pytest]           every check, then every test
    python3 dev.py check                               ruff, its formatter and mypy only
    python3 dev.py bench [--size H|S|M|L] [--peer]     the measures of docs/performance.md

It needs a Python with pip and nothing else: it uses the standard library only, makes its own
environment in ./.venv, and leaves the Python it was started with as it was. A repeat installs
nothing unless pyproject.toml or the place of the checkout has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "heddle-stamp.json"
DEMO = ROOT / "demo-study"

OLDEST_PYTHON = (3, 11)
OLDEST_PIP = (22, 3)  # the first pip that installs into another Python's environment (--python)

FROM_DEBIAN = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "espeak-ng": ("espeak-ng",),
}
"""Packages that the tests want, and the names of the programs that will do."""

SHARED_OUT = ("-n", "2", "--dist", "loadfile")

PAGES = "the workbench's own checks"
CHECKS = {
    "ruff check": [str(PYTHON), "-m", "ruff", "check", "."],
    "ruff format": [str(PYTHON), "-m", "ruff", "format", "--check", "."],
    "mypy": [str(PYTHON), "-m", "mypy"],
    PAGES: [str(PYTHON), "build_ui.py"],
}


class CannotSetUp(Exception):
    """The machine lacks something; the text says what, and what to do about it."""


def refuse_old_python(version: Sequence[int]) -> None:
    """Raise `CannotSetUp` when `version`, as in `sys.version_info`, is too old for Heddle."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        has, needs = (".".join(map(str, v[:2])) for v in (version, OLDEST_PYTHON))
        raise CannotSetUp(
            f"Heddle needs Python {needs} or newer; {sys.executable} is Python {has}. "
            f"Nothing was changed. Start this with a newer one, such as: python{needs} dev.py run"
        )


def refuse_old_pip(spoken: str | None) -> None:
    """Raise `CannotSetUp` unless `spoken`, what `pip --version` printed, names a usable pip.

    Args:
        spoken: the line that pip printed, or None where there is no pip.
    """
    found = re.match(r"pip (\d+)\.(\d+)", spoken or "")
    if not found:
        raise CannotSetUp(
            f"{sys.executable} has no pip, which brings the libraries that Heddle needs. "
            "Nothing was installed. On Debian or Ubuntu: apt-get install python3-pip; "
            "then start this again with the system's own python3."
        )
    if (int(found[1]), int(found[2])) < OLDEST_PIP:
        raise CannotSetUp(
            f"{found[0]} is too old to install into a separate environment "
            f"({OLDEST_PIP[0]}.{OLDEST_PIP[1]} or newer can). Nothing was installed. "
            f"Renew it with: {sys.executable} -m pip install --upgrade pip"
        )


def pip_version() -> str | None:
    """Return what this Python's pip says of its version, or None without a pip."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False
    )
    return said.stdout if said.returncode == 0 else None


def test_libraries(pyproject: str) -> list[str]:
    """Return the requirements of the `test` dependency group in the text of a pyproject.toml.

    Read here because pip learned to read dependency groups (`--group`) only in version 25.1.
    """
    import tomllib  # noqa: PLC0415 - an older Python lacks it and must reach its explanation first

    group = tomllib.loads(pyproject)["dependency-groups"]["test"]
    if not all(isinstance(line, str) for line in group):
        raise CannotSetUp("dev.py reads a dependency group without includes; spell them out.")
    return list(group)


def digest(pyproject: str) -> str:
    """Return what an installation depends on, as one hash: its wishes and its place.

    The place counts because an editable install and its commands hold absolute paths; the
    workbench because its pages are built by the installation.
    """
    return hashlib.sha256(f"{ROOT}\0{pyproject}\0{workbench()}".encode()).hexdigest()


def workbench() -> str:
    """Return the digest of the workbench's sources, as the build hook reckons it."""
    if not (ROOT / "web" / "package.json").exists():
        return ""
    sys.path.insert(0, str(ROOT))
    import build_ui  # noqa: PLC0415 - it lies beside this file, not on the path

    sys.path.remove(str(ROOT))
    return str(build_ui.digest(ROOT / "web"))


def installed(stamp: Path, wanted: str) -> set[str]:
    """Return which sets of libraries `stamp` says are installed for the digest `wanted`."""
    try:
        kept = json.loads(stamp.read_text("utf-8"))
        return set(kept["sets"]) if kept["digest"] == wanted else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def set_up(*, tests: bool) -> None:
    """Make .venv hold Heddle from this checkout, and with `tests` the libraries for testing it."""
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = digest(pyproject)
    wishes = {"run", "test"} if tests else {"run"}
    kept = installed(STAMP, wanted) if usable() else set()
    if wishes <= kept:
        return
    refuse_old_pip(pip_version())
    print("Setting up .venv (the first time takes about a minute) ...", flush=True)
    make_environment()
    STAMP.unlink(missing_ok=True)  # from here on a stop half-way must not look finished
    install(["--editable", str(ROOT), *(test_libraries(pyproject) if tests else [])])
    STAMP.write_text(json.dumps({"digest": wanted, "sets": sorted(wishes | kept)}), "utf-8")


def usable() -> bool:
    """Tell whether .venv has a Python that works, is new enough, and still has its libraries.

    After the system's Python went from one version to the next it works, but has lost them.
    """
    ask = (
        "import os, sys, sysconfig; "
        f"new = sys.version_info[:2] >= {OLDEST_PYTHON}; "
        "sys.exit(not (new and os.path.isdir(sysconfig.get_path('purelib'))))"
    )
    command = [str(PYTHON), "-c", ask]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """Make .venv, unless a usable one is there.

    Without pip inside, so that Debian's python3 can do it where its package python3-venv
    is missing; this Python's own pip installs into it from outside.
    """
    if usable():
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    must([sys.executable, "-m", "venv", "--without-pip", str(VENV)], "The environment .venv")


def install(wishes: Sequence[str]) -> None:
    """Have this Python's pip install `wishes` into .venv."""
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check"]
    quiet = ["install", "--quiet", "--no-input", "--no-warn-script-location"]
    # A person's pip settings may say "install for me alone", which cannot work in .venv.
    must([*pip, *quiet, *wishes], "The installation", env={**os.environ, "PIP_USER": "0"})


def must(command: Sequence[str], what: str, env: Mapping[str, str] | None = None) -> None:
    """Run `command`; when it fails, raise `CannotSetUp` naming `what` failed."""
    code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    if code:
        raise CannotSetUp(
            f"{what} failed (see above; exit code {code}). Your studies are not touched by this. "
            "Check the network connection and the free disk space, then start it again."
        )


def run(options: Sequence[str]) -> int:
    """Open the demo study in the workbench; return what `heddle demo` returns."""
    set_up(tests=False)
    # "heddle" is on nobody's PATH yet: say where the word that the hints use is found.
    print(f"In this checkout the program “heddle” is {BIN / 'heddle'}", flush=True)
    return call([str(BIN / "heddle"), "demo", str(DEMO), *options])


def check(options: Sequence[str]) -> int:
    """Run the linter, the formatter's check and the type checker; return 1 if any complains."""
    if options:
        raise CannotSetUp("`dev.py check` takes no options; call ruff or mypy in .venv yourself.")
    set_up(tests=True)
    complaints = failed_checks()
    print(f"Failed: {', '.join(complaints)}." if complaints else "All checks passed.")
    return 1 if complaints else 0


def failed_checks() -> list[str]:
    """Run every check, also after one has failed; return the names of those that failed."""
    return [name for name, command in CHECKS.items() if call(command) != 0]


def bring_programs() -> None:
    """Install from Debian what the tests start besides Heddle, if it is missing and this may.

    That is a browser, and a voice that reads sentences aloud for recordings. Without them such
    tests are skipped, which CI counts as a failure.
    """
    missing = [
        package
        for package, names in FROM_DEBIAN.items()
        if not any(shutil.which(name) for name in names)
    ]
    if not missing:
        return
    line = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"Installing from Debian for the tests: {', '.join(missing)} ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        call_quietly(["apt-get", "update", "--quiet"], quiet)
        if call_quietly(line, quiet) == 0:
            return
    print(f"Tests that need it are skipped; to have it: sudo {' '.join(line)}")


def call_quietly(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run `command` without its output; return its exit code."""
    return subprocess.run(
        command, cwd=ROOT, env=env, check=False, stdout=subprocess.DEVNULL
    ).returncode


def test(options: Sequence[str]) -> int:
    """Run every check and then pytest with `options`; return 0 only when all of it passed.

    They are shared out among two processes, a file to each at a time, because much of a run is
    waiting for the disk, a browser or another process; `-n 0` has them all in one.

    The tests run last, so that pytest's closing line is the last line of the output.
    """
    set_up(tests=True)
    bring_programs()
    complaints = failed_checks()
    if complaints:
        print(f"Failed: {', '.join(complaints)}. The tests follow.", flush=True)
    code = call([str(PYTHON), "-m", "pytest", *SHARED_OUT, *options])
    return code or (1 if complaints else 0)


def bench(options: Sequence[str]) -> int:
    """Measure Heddle with `options` for bench/; return what that returns."""
    set_up(tests=True)
    return call([str(PYTHON), str(ROOT / "bench"), *options])


def call(command: Sequence[str]) -> int:
    """Run `command` in the checkout with .venv first in PATH; return its exit code."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    try:
        code = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False
        ).returncode
    except KeyboardInterrupt:  # the command has been told too, and has ended by itself
        return 130
    # A command that a signal ended has a negative code here and 128 + signal in a shell.
    return code if code >= 0 else 128 - code


VERBS = {"run": run, "test": test, "check": check, "bench": bench}


def main(arguments: Sequence[str]) -> int:
    """Do what `arguments` name, without the program's name; return the exit code."""
    verb = arguments[0] if arguments else ""
    if verb in {"-h", "--help", "help"}:
        print(__doc__)
        return 0
    if verb not in VERBS:
        print(__doc__, file=sys.stderr)
        print(f"Name one of: {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    try:
        refuse_old_python(sys.version_info[:2])
        return VERBS[verb](arguments[1:])
    except CannotSetUp as reason:
        print(reason, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
