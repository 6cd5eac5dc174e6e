"""The fixtures of the browser tests: built pages, Chromium, a desk on a demo study.

A test file takes them with `pytest_plugins = ("browser_fixtures",)`.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from browser_desk import PATIENCE_MS, ROOT, WEB, Desk
from heddle import client
from web_window import serving

STATIC = ROOT / "src" / "heddle" / "web" / "static"

FLAGS = [
    "--no-sandbox",  # tests often run as root, where Chromium has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def pages() -> Path:
    """The built pages of the workbench, built now if the sources have changed since."""
    hook = _build_hook()
    # Test runs beside this one wait for the first instead of building over it.
    with (Path(tempfile.gettempdir()) / f"heddle-pages-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not hook.fresh(WEB, STATIC):
            hook.build(WEB, STATIC)
    return STATIC


def _build_hook() -> types.ModuleType:
    """Return build_ui.py, with a stand-in for hatchling, which is in build environments only."""
    interface = types.ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = type(  # type: ignore[attr-defined]
        "BuildHookInterface", (), {"__class_getitem__": lambda *_: object}
    )
    names = interface.__name__.split(".")
    with pytest.MonkeyPatch.context() as patch:
        for i in range(1, len(names)):
            name = ".".join(names[:i])
            patch.setitem(sys.modules, name, types.ModuleType(name))
        patch.setitem(sys.modules, interface.__name__, interface)
        spec = importlib.util.spec_from_file_location("build_ui", ROOT / "build_ui.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


# One for each file rather than for the run: while Playwright is there its event loop counts as
# running in this thread, and another file's tests may want to run one of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium as Debian has it, without a window."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no Chromium: sudo apt-get install --no-install-recommends chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Browser, pages: Path, demo_copy: Path) -> Iterator[Desk]:
    """A desk on a demo study of this test's own."""
    with client.open_study(demo_copy) as study, serving(study) as served:
        desk = Desk(chromium, served, study)
        try:
            yield desk
        finally:
            desk.close()
