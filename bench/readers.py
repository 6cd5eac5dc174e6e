"""Other readers of REFI-QDA projects: do they find in our file what is in it, and how fast?

pyqdpx and pyrefiqda are installed once into bench/.readers, an environment of its own. Each gets
the file that `heddle export` writes for the way it counts, and must find the same users, codes,
sources and codings, each with its words, as our own reader does in the same run.
QualCoder is in no package registry: tests/qualcoder_importer.py has its importer's rules instead.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import peer
from drive import STUDY
from heddle import client
from heddle.exchange import projects
from heddle.exchange.project import Project
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.project_out import project
from heddle.study.wording import Wording
from measures import Results
from readers_start import digest
from workload import BENCH, Workload

HOME = BENCH / ".readers"
# pyqdpx 0.1.8 says that it runs on Python 3.8, and needs 3.12.
WISHES = ("pyqdpx==0.1.5", "pyrefiqda==0.3.1", "lxml")
PROFILE = {"pyqdpx": "nvivo", "pyrefiqda": "standard"}
"""pyqdpx counts as NVivo does and wants GUIDs in small letters."""
ROWS = tuple(f"qdpx-{name}" for name in PROFILE)


def measure(_load: Workload, folder: Path, results: Results) -> None:
    """Export the study of the workload, and read it with each."""
    peer.install(HOME, WISHES)
    for name, profile in PROFILE.items():
        file = folder / f"{profile}.qdpx"
        with client.open_study(folder / STUDY) as study, study.view() as view:
            file.write_bytes(project(view, Wording(view), PROFILES[profile]).data)
        data = file.read_bytes()
        projects.read(file.name, data)  # its child process is warm, as in the workbench
        start = time.perf_counter()
        found = projects.read(file.name, data)
        ours = time.perf_counter() - start
        if found is None:
            raise RuntimeError("our own reader does not know the file")
        theirs = read(name, file)
        if theirs["counts"] != counts(found):
            raise RuntimeError(f"{name} finds {theirs['counts']}, and there are {counts(found)}")
        note = f"{theirs['counts']['codings']} codings, all with the same words"
        results.put(f"qdpx-{name}", "ours", ours, note=note)
        results.put(f"qdpx-{name}", "peer", theirs["seconds"], note=note)


def read(name: str, file: Path) -> dict[str, Any]:
    """Read a file with another program's reader, in a process of its own."""
    command = [str(HOME / "bin" / "python"), str(BENCH / "readers_start.py"), name, str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def counts(found: Project) -> dict[str, Any]:
    """Return what another reader must find."""
    texts = {source.key: source.text for source in found.sources}
    users = {member.key: member.name for member in found.members}
    coded = [
        (users[coding.by], texts[coding.source][coding.start : coding.end])
        for coding in found.codings
    ]
    return {
        "users": len(users),
        "codes": len(found.codes),
        "sources": len(texts),
        "codings": len(coded),
        "words": digest(coded),
    }
