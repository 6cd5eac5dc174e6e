"""The build hook of the workbench: when it builds, and what the stamp depends on."""

import importlib.util
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def hook(monkeypatch):
    """build_ui.py with a stand-in for hatchling, which is in build environments only."""
    interface = types.ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = type(
        "BuildHookInterface", (), {"__class_getitem__": lambda *_: object}
    )
    for name in (
        "hatchling",
        "hatchling.builders",
        "hatchling.builders.hooks",
        "hatchling.builders.hooks.plugin",
    ):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    spec = importlib.util.spec_from_file_location("build_ui", ROOT / "build_ui.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def web(tmp_path):
    """A small web folder with a source and a test."""
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_bytes(b"{}\n")
    (folder / "src" / "main.ts").write_bytes(b"one\ntwo\n")
    (folder / "src" / "main.test.ts").write_bytes(b"test\n")
    return folder


def test_pages_are_fresh_while_the_stamp_is_that_of_the_sources(hook, web, tmp_path):
    static = tmp_path / "static"
    static.mkdir()
    assert not hook.fresh(web, static)
    (static / hook.STAMP).write_text(hook.digest(web))
    assert hook.fresh(web, static)
    (web / "src" / "main.ts").write_bytes(b"one\nthree\n")
    assert not hook.fresh(web, static)


def test_the_stamp_follows_names_as_well_as_contents(hook, web):
    before = hook.digest(web)
    (web / "src" / "main.ts").rename(web / "src" / "other.ts")
    assert hook.digest(web) != before


@pytest.mark.parametrize(
    ("name", "content"),
    [("main.ts", b"one\r\ntwo\r\n"), ("main.test.ts", b"another test\n")],
    ids=["line ends", "tests"],
)
def test_the_stamp_stays_for_what_does_not_reach_the_pages(hook, web, name, content):
    before = hook.digest(web)
    (web / "src" / name).write_bytes(content)
    assert hook.digest(web) == before


def test_a_distribution_without_sources_takes_its_pages_as_they_are(hook, tmp_path):
    assert hook.fresh(tmp_path / "web", tmp_path / "static")


def test_a_failed_build_says_what_to_do_and_leaves_no_stamp(hook, web, tmp_path, monkeypatch):
    static = tmp_path / "static"
    static.mkdir()
    monkeypatch.setattr(
        hook, "tools", lambda: (Path(sys.executable), [sys.executable, "-c", "raise SystemExit(7)"])
    )
    with pytest.raises(SystemExit, match="network connection"):
        hook.build(web, static)
    assert not (static / hook.STAMP).exists()


@pytest.mark.parametrize(
    ("said", "usable"), [("v20.19.0", True), ("v20.18.3", False), ("v24.1.0", True), ("?", False)]
)
def test_node_on_the_path_is_used_if_it_is_new_enough(hook, monkeypatch, said, usable):
    monkeypatch.setattr(hook.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(
        hook.subprocess, "run", lambda *_, **__: types.SimpleNamespace(stdout=said, returncode=0)
    )
    assert (hook.node_on_path() is not None) == usable
