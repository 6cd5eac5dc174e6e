"""A fresh link into a study that is being served already, for whoever may read one's own files.

A running server writes its port into the person's private state folder, under the number of its
process. `heddle open` on the same folder sees from the folder's marks which process serves it
and leaves the hash of a new token beside; the server takes it once. No route gives out links,
and nothing that is written down lets anybody in by itself.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from heddle.store.presence import Program
from heddle.web.session import leave_token, write_privately

_KNOCK: Final = 1.0
"""Seconds to wait for a server on the same computer to take a connection."""


class Door(msgspec.Struct, forbid_unknown_fields=True):
    """Where a process serves a study."""

    port: int
    since: str
    """When that process began, as its mark in the study folder says."""


def show(state: Path, study: str, program: Program, port: int) -> Path:
    """Write down where this process serves a study; returns the file, to be removed at the end."""
    place = _place(state, study, program.process)
    with contextlib.suppress(OSError):  # without it a second `heddle open` makes a second server
        write_privately(place, msgspec.json.encode(Door(port=port, since=program.since)))
    return place


def fresh_link(state: Path, study: str, programs: Iterable[Program], member: str) -> str:
    """Return a new one-time link into one of the programs that serve a study; empty: into none.

    Args:
        state: the person's private folder (`session.state_folder`).
        study: the study's id.
        programs: those whose marks are in the study's folder.
        member: id of the team member who will work in the window; empty: the first.
    """
    for program in programs:
        try:
            read = _place(state, study, program.process).read_bytes()
            door = msgspec.json.decode(read, type=Door)
        except (OSError, msgspec.MsgspecError):
            continue
        if door.since == program.since and _answers(door.port):
            token = secrets.token_urlsafe(32)
            leave_token(state, study, door.port, token, member)
            return f"http://127.0.0.1:{door.port}/?token={token}"
    return ""


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), _KNOCK):
        return True
    return False


def _place(state: Path, study: str, process: int) -> Path:
    return state / f"door-{study}-{process}.json"
