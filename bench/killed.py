"""Kill Heddle while four people code, and look for everything it had acknowledged.

Run as a program it is the victim: it adds codings from four threads to the study named on the
command line, and prints the id of each as soon as Heddle says that it is saved.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import drive
from heddle import client
from heddle.study.codings import Coding
from measures import Results
from workload import WORKERS, Workload, workload

ROUNDS = 3
ACKNOWLEDGED = 300  # codings that are acknowledged, at least, before the kill


def measure(load: Workload, folder: Path, results: Results) -> None:
    """Kill three times; count what is lost and time how soon the study can be read again."""
    lost, opened, seen = 0, [], 0
    for _ in range(ROUNDS):
        acknowledged = kill_one(load.size, folder)
        start = time.perf_counter()
        with client.open_study(folder) as study:
            study.search("a", limit=1)
            opened.append(time.perf_counter() - start)
            with study.view() as view:
                kept = {coding.id for coding in view.among(Coding, "id", acknowledged)}
            if problems := study.database.problems():
                raise RuntimeError(f"SQLite finds its file damaged: {problems[0]}")
        lost += len(set(acknowledged) - kept)
        seen += len(acknowledged)
    results.put("adds-lost", "ours", lost, ROUNDS, f"of {seen} acknowledged")
    results.put("adds-reopen", "ours", max(opened) * 1000, ROUNDS, "the slowest")


def kill_one(size: str, folder: Path) -> list[str]:
    """Start the victim and kill it in the middle of its work; return what it acknowledged."""
    victim = subprocess.Popen(
        [sys.executable, __file__, size, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert victim.stdout is not None
    acknowledged = []
    for line in victim.stdout:
        # A line without its end is an id that the kill cut: it was never told to anybody.
        if line.endswith("\n"):
            acknowledged.append(line.strip())
        if len(acknowledged) == ACKNOWLEDGED:
            victim.send_signal(signal.SIGKILL)
    victim.wait()
    if len(acknowledged) < ACKNOWLEDGED:
        raise RuntimeError(f"the process to be killed ended by itself ({victim.returncode})")
    return acknowledged


def work(size: str, folder: Path) -> None:
    """Add codings until killed."""
    load = workload(size)
    study = client.open_study(folder)
    at = drive.places(study, load)

    def code() -> None:
        for span in drive.many(load, 1_000_000):
            done = study.do("codings.add", codings=[drive.as_fields(at.coding(span))])
            # One write of one short line: it arrives whole or not at all.
            os.write(1, f"{done.result[0]}\n".encode())

    for _ in range(WORKERS):
        threading.Thread(target=code).start()


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]))
