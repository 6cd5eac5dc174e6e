"""The child process of the sandbox: reads files one after the other and gives up its rights.

Started as `python -P -m heddle.exchange.worker CPU_SECONDS MEMORY_BYTES [projects]`. After it has
loaded the readers (of documents, or of whole projects) it can open no further file or socket,
write no byte to a disk and dump no core (POSIX limits; Windows has no such limits, there the
parent's clock is the limit). It speaks over its standard input and output: an empty answer when
it is ready, then an `Answer` for each `Task`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from typing import BinaryIO

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.encodings import Suggestion, UnknownEncoding
from heddle.exchange.project import Project, WhichProject
from heddle.exchange.reading import Reading
from heddle.store.children import take_pipes

if sys.platform != "win32":
    import resource

QUESTION = struct.Struct("<IQ")
"""Length of a `Task` in msgpack, then length of the file; both follow."""
ANSWER = struct.Struct("<Q")
"""Length of an `Answer` in msgpack, which follows."""

_FILES = 16
"""Open files of a worker, all taken before the first task: none is left to be opened."""

_RETIRE_AT = 256 << 20
"""Growth after which a worker asks for its successor, so that no leak adds up."""


class Task(msgspec.Struct):
    """One file to read; its bytes follow the task."""

    name: str
    kind: str | None
    encoding: str | None
    output: int
    """The longest answer allowed, in bytes."""
    project: bool = False
    """It is to be read as a whole project; `kind` then names the program, if a person did."""
    which: str = ""
    """Name of the project, where a file holds several."""


class Problem(msgspec.Struct):
    """An `Unreadable` on its way through the pipe."""

    problem: str
    hint: str
    file: str
    place: str
    code: str
    suggestions: list[Suggestion] | None = None
    choices: list[str] | None = None

    def as_error(self) -> Unreadable:
        """Give the error again that the worker caught."""
        if self.suggestions is not None:
            return UnknownEncoding(
                self.problem,
                self.hint,
                file=self.file,
                place=self.place,
                suggestions=self.suggestions,
            )
        if self.choices is not None:
            return WhichProject(self.problem, self.hint, file=self.file, choices=self.choices)
        return Unreadable(self.problem, self.hint, file=self.file, place=self.place, code=self.code)


class Answer(msgspec.Struct):
    """What came of a task: a reading, a project, a problem, or none of them (no project)."""

    reading: Reading | None = None
    project: Project | None = None
    problem: Problem | None = None
    retires: bool = False
    """The worker ends after this answer."""


def main(arguments: list[str]) -> None:
    """Answer tasks until the parent closes the pipe."""
    cpu, memory = int(arguments[0]), int(arguments[1])
    questions, answers = take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _load_readers(projects="projects" in arguments[2:])
    base = _address_space()
    _give_up_rights(base + memory)
    answers.write(ANSWER.pack(0))  # ready
    answers.flush()
    while (header := questions.read(QUESTION.size)) and len(header) == QUESTION.size:
        task_length, data_length = QUESTION.unpack(header)
        task = msgspec.msgpack.decode(questions.read(task_length), type=Task)
        data = questions.read(data_length)
        _allow_cpu(cpu)
        answer = _answer(task, data)
        del data
        answer.retires = _address_space() - base > _RETIRE_AT
        packed = _packed(answer, task)
        answers.write(ANSWER.pack(len(packed)) + packed)
        answers.flush()
        if answer.retires:
            break


def _answer(task: Task, data: bytes) -> Answer:
    try:
        return _read(task, data)
    except Unreadable as error:
        suggestions = error.suggestions if isinstance(error, UnknownEncoding) else None
        choices = error.choices if isinstance(error, WhichProject) else None
        return Answer(
            problem=Problem(
                error.problem, error.hint, error.file, error.place, error.code, suggestions, choices
            )
        )
    except MemoryError:
        return _too_complex(task, "Reading it needs more memory than a text may take.")
    except RecursionError:
        return _too_complex(task, "It is nested too deeply.")
    except Exception as error:  # noqa: BLE001 - a parser's surprise must not end the worker
        # The message of a library's error may quote the file, so only its kind is told.
        return _too_complex(task, f"Its reader failed on it ({type(error).__name__}).")


def _read(task: Task, data: bytes) -> Answer:
    # Loaded after the pipes are safe.
    if task.project:
        from heddle.exchange.project_readers import read_project  # noqa: PLC0415

        found = read_project(task.name, data, program=task.kind or "", which=task.which)
        return Answer(project=found)
    from heddle.exchange.parsing import parse  # noqa: PLC0415

    return Answer(parse(task.name, data, kind=task.kind, encoding=task.encoding))


def _too_complex(task: Task, problem: str) -> Answer:
    return Answer(
        problem=Problem(
            f"{problem} Nothing was read.",
            "Open it in its own program, save it again, or import another format of it.",
            task.name,
            "",
            "too-complex",
        )
    )


def _packed(answer: Answer, task: Task) -> bytes:
    packed = msgspec.msgpack.encode(answer)
    if len(packed) > task.output:
        retires = answer.retires
        answer = _too_complex(task, "It unfolds to far more words than a file of its size holds.")
        answer.retires = retires
        packed = msgspec.msgpack.encode(answer)
    return packed


def _load_readers(*, projects: bool) -> None:
    """Load everything that a reader may need later, when no file can be opened any more."""
    import encodings  # noqa: PLC0415
    import importlib  # noqa: PLC0415
    import pkgutil  # noqa: PLC0415

    if projects:
        from heddle.exchange.project_readers import rehearse  # noqa: PLC0415
    else:
        from heddle.exchange.rehearsal import rehearse  # noqa: PLC0415

    for module in ("heapq", "linecache", "locale", "traceback", "unicodedata"):
        importlib.import_module(module)  # what the standard library loads late
    for codec in pkgutil.iter_modules(encodings.__path__):
        try:
            importlib.import_module(f"encodings.{codec.name}")
        except ImportError:  # codecs of other systems
            continue
    rehearse()


def _address_space() -> int:
    """Measure this process's address space in bytes; 0 where the system does not tell."""
    try:
        return _statm()
    except OSError:
        return 0


_STATM: BinaryIO | None = None


def _statm() -> int:
    global _STATM  # noqa: PLW0603 - kept open, because later no file can be opened
    if sys.platform == "win32":
        raise OSError
    else:  # noqa: RET506 - mypy checks each system's branch by itself
        if _STATM is None:
            _STATM = open("/proc/self/statm", "rb", buffering=0)  # noqa: PTH123, SIM115
        _STATM.seek(0)
        return int(_STATM.read(64).split()[0]) * os.sysconf("SC_PAGESIZE")


def _give_up_rights(memory: int) -> None:
    if sys.platform != "win32":
        if _STATM is not None:  # elsewhere the base is unknown, and so is a fair limit
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the talk
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
        with contextlib.suppress(OSError):
            for _ in range(_FILES):  # take every number that is left
                os.open(os.devnull, os.O_RDONLY)


def _allow_cpu(seconds: int) -> None:
    """Arm the CPU limit for one more file, counted from what was used so far."""
    if sys.platform != "win32":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(usage.ru_utime + usage.ru_stime) + seconds + 1
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
