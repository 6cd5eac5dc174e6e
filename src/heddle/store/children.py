"""What child processes share that read strangers' files: their environment, pipes and rights."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import BinaryIO, Final

if sys.platform != "win32":
    import resource

_FILES: Final = 16
"""Open files of a child, all taken before it reads: none is left to be opened, and no socket."""


def environment() -> dict[str, str]:
    """Give a child our package and nothing of the user's environment that it can do without."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    package = Path(__file__).parents[2]
    return kept | {"PYTHONPATH": str(package), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the standard pipes for ourselves, so that no library can print into an answer."""
    pipes = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - of that system only

        for pipe in pipes:
            msvcrt.setmode(pipe, os.O_BINARY)
    return os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb")


def give_up_rights(memory: int, cpu_seconds: int) -> None:
    """Open, write and connect nothing from now on; take no more memory and time than this.

    Args:
        memory: Bytes of address space beyond what the process has by now.
        cpu_seconds: Seconds of processor time beyond what it has used by now.
    """
    if sys.platform != "win32":
        base = _address_space()
        if base:  # elsewhere the base is unknown, and so is a fair limit
            resource.setrlimit(resource.RLIMIT_AS, (base + memory, base + memory))
        usage = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(usage.ru_utime + usage.ru_stime) + cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the talk
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
        with contextlib.suppress(OSError):
            for _ in range(_FILES):  # take every number that is left
                os.open(os.devnull, os.O_RDONLY)


def _address_space() -> int:
    """Measure this process's address space in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGESIZE")
