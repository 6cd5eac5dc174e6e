"""A worker of the sandbox whose reader misbehaves as the file tells it to ("eat 500")."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from pathlib import Path

from heddle.errors import Unreadable
from heddle.exchange import parsing, worker
from heddle.exchange.reading import Line, Reading

HELD: list[bytearray] = []


def spin(_: str) -> str:
    while True:
        pass


def wait(_: str) -> str:
    signal.pause()
    return ""


def eat(size: str) -> str:
    return str(len(bytearray(int(size))))


def hold(size: str) -> str:
    HELD.append(bytearray(int(size)))
    return str(os.getpid())


def crash(_: str) -> str:
    return ctypes.string_at(0).decode()


def leave(_: str) -> str:
    os._exit(0)


def babble(_: str) -> str:
    os.write(1, b"\xff" * 100)
    sys.stdout.write("noise")
    return "printed"


def fail(words: str) -> str:
    raise RuntimeError(words)


def refuse(_: str) -> str:
    raise Unreadable("No.", "Why?", file="a.pdf", place="page 3", code="custom")


def recurse(_: str) -> str:
    return recurse(_)


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def connect(_: str) -> str:
    with socket.socket() as reached:
        reached.connect(("127.0.0.1", 9))
    return ""


DEEDS = {
    "spin": spin,
    "wait": wait,
    "eat": eat,
    "hold": hold,
    "crash": crash,
    "leave": leave,
    "fill": lambda size: "x" * int(size),
    "print": babble,
    "raise": fail,
    "refuse": refuse,
    "recurse": recurse,
    "open": read,
    "connect": connect,
    "pid": lambda _: str(os.getpid()),
}


def parse(name: str, data: bytes, *, kind: str | None, encoding: str | None) -> Reading:
    deed, _, detail = data.decode().partition(" ")
    return Reading("txt", [Line(DEEDS[deed](detail))])


parsing.parse = parse

if __name__ == "__main__":
    worker._load_readers = lambda **_: None
    worker.main(sys.argv[1:])
