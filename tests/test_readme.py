"""The README's tour, typed word by word: what is printed there is what the program prints.

`HEDDLE_WRITE_TOUR=1 pytest tests/test_readme.py` writes the output into the README anew.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from heddle.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[\d,]+ bytes"
)


def typed(block: str) -> str:
    """Run every command of a block and return it with what is printed now."""
    lines = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        result = CliRunner().invoke(main, shlex.split(line[2:])[1:], env={"COLUMNS": "100"})
        assert result.exit_code == 0, f"{line}\n{result.output}"
        printed = [text.rstrip() for text in result.output.splitlines()]
        lines += [line, *(text for text in printed if text)]
    return "\n".join(lines) + "\n"


def test_the_tour_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)
    text = README.read_text(encoding="utf-8")
    now = _BLOCK.sub(lambda block: f"```\n{typed(block[1])}```", text)
    if os.environ.get("HEDDLE_WRITE_TOUR"):
        README.write_text(now, encoding="utf-8")
        return
    assert "heddle" in text
    assert _CHANGING.sub("…", now) == _CHANGING.sub("…", text)
