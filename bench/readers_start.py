"""Reads a .qdpx with another program's reader, in the environment of readers.py; prints JSON."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def pyqdpx(path: str) -> tuple[float, dict[str, Any]]:
    """Read with pyqdpx; it marks UTF-16 units with U+200B and keeps carriage returns."""
    module = importlib.import_module("pyqdpx")
    start = time.perf_counter()
    project = module.QDPX(path).get_project()
    taken = time.perf_counter() - start
    coded = [
        (selection.user.name, source.text_content[selection.start : selection.end])
        for source in project.sources.values()
        for selection in source.coded_selections.values()
    ]
    return taken, {
        "users": len(project.users),
        "codes": len(project.codes),
        "sources": len(project.sources),
        "codings": len(coded),
        "words": digest([(user, plain(words)) for user, words in coded]),
    }


def pyrefiqda(path: str) -> tuple[float, dict[str, Any]]:
    """Read with pyrefiqda, which leaves the texts in the folder that it unpacks to."""
    reader = importlib.import_module("pyrefiqda").RefiProject
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        project = reader.load(path, folder)
        taken = time.perf_counter() - start
        users = {user.guid: user.name for user in project.users.user}
        sources, coded = project.sources.text_source, []
        for source in sources:
            text = reader.resolve_source_path(source.plain_text_path, folder).read_bytes().decode()
            for selection in source.plain_text_selection:
                words = text[selection.start_position : selection.end_position]
                coded += [(users[coding.creating_user], words) for coding in selection.coding]
    return taken, {
        "users": len(users),
        "codes": sum(tree(code) for code in project.code_book.codes.code),
        "sources": len(sources),
        "codings": len(coded),
        "words": digest(coded),
    }


def tree(code: Any) -> int:
    """Return how many codes there are from this one down."""
    return 1 + sum(tree(below) for below in code.code)


def plain(words: str) -> str:
    """Return words without what stands for the second unit of a sign, and with LF ends."""
    return words.replace("\u200b", "").replace("\r\n", "\n")


def digest(coded: list[tuple[str, str]]) -> str:
    """Return what is the same where the same people coded the same words as often."""
    return hashlib.sha256(json.dumps(sorted(coded)).encode()).hexdigest()


READERS: dict[str, Callable[[str], tuple[float, dict[str, Any]]]] = {
    "pyqdpx": pyqdpx,
    "pyrefiqda": pyrefiqda,
}


def main() -> None:
    """Answer `readers_start.py READER FILE`; what the readers print goes to standard error."""
    name, path = sys.argv[1], str(Path(sys.argv[2]))
    with contextlib.redirect_stdout(sys.stderr):
        taken, counts = READERS[name](path)
    print(json.dumps({"seconds": taken, "counts": counts}))


if __name__ == "__main__":
    main()
