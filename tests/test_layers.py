"""Imports point downwards, no room reaches the network, and no file outgrows its noun.

The rooms and their order are those of docs/architecture.md: thin shells over report, exchange
and analysis, those over study, and study over log, text and store.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "heddle"

BASE = {"errors", "version"}
GROUND = BASE | {"log", "text", "store"}
MIDDLE = GROUND | {"study", "analysis"}
LISTENING = {"sound", "speech", "meaning"}
UPPER = MIDDLE | LISTENING | {"findings", "privacy", "report", "exchange"}

# What each room may import besides itself. "heddle" is the package itself (heddle/__init__.py),
# which offers the client to Python programs and so belongs to the shells.
MAY_IMPORT = {
    "errors": set(),
    "version": set(),
    "text": BASE,
    "log": GROUND,
    "store": GROUND,
    "study": GROUND,
    "analysis": BASE | {"text"},
    "sound": BASE | {"store", "text"},
    "speech": BASE | {"sound", "store", "text"},
    "meaning": BASE | {"store", "text"},
    "findings": MIDDLE | LISTENING,
    "privacy": MIDDLE,
    "report": UPPER,
    "exchange": UPPER,
    "client": UPPER | {"upkeep"},
    "upkeep": MIDDLE | {"privacy"},
    "keyring": UPPER | {"client"},
    "outgoing": UPPER | {"client"},
    "recognition": UPPER | {"client"},
    "restoring": UPPER | {"client"},
    "demo": UPPER | {"client"},
    "web": UPPER | {"client", "demo", "heddle", "keyring", "outgoing", "recognition"},
    "cli": UPPER
    | {"client", "demo", "web", "heddle", "keyring", "outgoing", "recognition", "restoring"},
    "heddle": UPPER | {"client"},
    "__main__": {"cli"},
}

# Rooms of pure functions: outside libraries that they may use, and doors to the outside of the
# process that they may not.
PURE = {"text": set(), "analysis": {"numpy", "scipy"}}
IMPURE = {
    "io", "os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading"
}  # fmt: skip

# Programs that call out. Heddle works on machines without a network and must never try.
NETWORK = {
    "aiohttp", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
LISTENS = {"asyncio.streams", "http.server", "socket", "socketserver", "ssl"}  # heddle.web only

LONGEST = 400
LONGEST_OF_ALL = 600
# Longer than LONGEST on purpose: {"src/heddle/room/noun.py": "why it is still one thing"}.
LONG_ON_PURPOSE: dict[str, str] = {}


def imports(source: str, module: str, *, package: bool = False) -> set[str]:
    """Names of everything that the text of a module imports, wherever in it, made absolute.

    `from a import b` gives `a` and `a.b`, as b may be a module; of heddle itself only `a.b`, as
    that is how a module names its neighbours. A call of import_module or __import__ with a
    constant counts, so that a lazy import cannot hide.
    """
    here = module if package else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here.split(".")[: len(here.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            found.update({origin} - {"heddle"})
            found.update(f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def room_of(name: str) -> str:
    """The room that a dotted name below heddle stands in; "heddle" for the package itself."""
    parts = name.split(".")
    if len(parts) == 1:
        return "heddle"
    there = PACKAGE / parts[1]
    is_room = parts[1] in MAY_IMPORT or there.is_dir() or there.with_suffix(".py").is_file()
    return parts[1] if is_room else "heddle"


def outside(names: set[str]) -> set[str]:
    return {name for name in names if name.split(".")[0] != "heddle"}


def faults(source: str, module: str, *, package: bool = False) -> list[str]:
    """What the text of the module named `module` imports against the rules, as sentences."""
    room = room_of(module)
    names = imports(source, module, package=package)
    if room not in MAY_IMPORT:
        return [f"{module}: a new room; say in MAY_IMPORT of {Path(__file__).name} what it imports"]
    found = [
        f"{module} imports {name}, which lies above it"
        for name in sorted(names - outside(names))
        if room_of(name) not in MAY_IMPORT[room] | {room}
    ]
    for name in sorted(outside(names)):
        top = name.split(".")[0]
        if name in NETWORK or top in NETWORK:
            found.append(f"{module} imports {name}, which calls out to a network")
        if room != "web" and (name in LISTENS or top in LISTENS):
            found.append(f"{module} imports {name}; only heddle.web listens to a socket")
        if room in PURE:
            if top in IMPURE:
                found.append(f"{module} imports {name}, but heddle.{room} touches nothing outside")
            elif top not in sys.stdlib_module_names | PURE[room]:
                found.append(f"{module} imports {name}, but heddle.{room} is pure")
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    source = path.read_text("utf-8")
    assert faults(source, name_of(path), package=path.stem == "__init__") == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("heddle.log.journal", "import heddle.study.codes"),
        ("heddle.log.journal", "from heddle import study"),
        ("heddle.log.journal", "from ..study import codes"),
        ("heddle.log.journal", "def late():\n    from heddle.web import app"),
        ("heddle.log.journal", "import importlib\nimportlib.import_module('heddle.cli')"),
        ("heddle.log.journal", "import heddle"),
        ("heddle.study.codes", "from heddle.exchange.reading import Reading"),
        ("heddle.report.table", "from heddle.client import open"),
        ("heddle.text.spans", "from heddle.log import patches"),
        ("heddle.text.spans", "import pathlib"),
        ("heddle.text.spans", "import numpy"),
        ("heddle.analysis.agreement", "from sqlalchemy import select"),
        ("heddle.analysis.agreement", "from heddle.study import codes"),
        ("heddle.exchange.html", "from urllib.request import urlopen"),
        ("heddle.exchange.html", "from urllib import request"),
        ("heddle.cli", "import socket"),
        ("heddle.web.app", "import httpx"),
    ],
)
def test_an_import_against_the_rules_is_found(module: str, line: str) -> None:
    assert faults(line, module)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("heddle.study.codes", "from heddle.log import patches"),
        ("heddle.study.codes", "from heddle import errors, log"),
        ("heddle.study.codes", "from . import turns\nfrom ..errors import Refused"),
        ("heddle.log.journal", "from heddle.store.sqlite import open_file"),
        ("heddle.analysis.agreement", "import math\nimport numpy as np"),
        ("heddle.exchange.html", "from urllib.parse import urlsplit"),
        ("heddle.web.app", "import socket"),
        ("heddle", "from heddle.client import open"),
    ],
)
def test_an_import_within_the_rules_is_not(module: str, line: str) -> None:
    assert faults(line, module, package=module == "heddle") == []


def test_the_package_of_a_room_may_import_its_own_modules() -> None:
    assert faults("from .patches import Patch", "heddle.log", package=True) == []
    assert imports("from .patches import Patch", "heddle.log", package=True) == {
        "heddle.log.patches",
        "heddle.log.patches.Patch",
    }


def test_the_rooms_have_no_circle_but_log_and_store() -> None:
    """Whatever may import each other is one room in truth; only log and store are agreed to."""
    # Report and exchange share a level and may show each other's results.
    agreed = [{"log", "store"}, {"report", "exchange"}]
    mutual = [
        {one, other}
        for one, below in MAY_IMPORT.items()
        for other in below
        if one != other and one in MAY_IMPORT[other]
    ]
    assert [pair for pair in mutual if pair not in agreed] == []


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_source_file_is_too_long_for_one_noun() -> None:
    lengths = {str(path.relative_to(ROOT)): length(path) for path in modules()}
    assert {
        name: lines
        for name, lines in lengths.items()
        if lines > (LONGEST_OF_ALL if name in LONG_ON_PURPOSE else LONGEST)
    } == {}
    assert {n for n in LONG_ON_PURPOSE if lengths.get(n, 0) <= LONGEST} == set()


def test_no_other_python_file_is_longer_than_the_longest() -> None:
    others = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").glob("*.py"), ROOT / "dev.py"]
    assert {
        str(path.relative_to(ROOT)): length(path)
        for path in others
        if length(path) > LONGEST_OF_ALL
    } == {}
