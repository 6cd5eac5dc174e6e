"""Starting the workbench as a person does, and finding the link that it prints."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEDDLE = Path(sys.executable).with_name("heddle")


@dataclass(frozen=True)
class Served:
    """A workbench that runs: its process, and the link that opens one browser, once."""

    pid: int
    link: str


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Served]:
    """Run `heddle open` on the study in `folder`; it has said that it answers."""
    process = subprocess.Popen(
        [str(HEDDLE), "open", str(folder), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"http://(127\.0\.0\.1|localhost):\d+\S*", line):
                break
        else:
            raise RuntimeError(f"it ended without naming an address: {said.strip()[-200:]}")
        yield Served(process.pid, found[0])
    finally:
        process.terminate()
        process.wait(60)
