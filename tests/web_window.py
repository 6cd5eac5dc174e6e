"""A served study and windows on it, for the tests of the workbench's server."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx

from heddle.client import Study, create
from heddle.web.security import HEADERS, POLICY
from heddle.web.serving import Served

PATIENCE = 30.0
"""Seconds after which a test that would wait for ever fails."""

TALK = [
    ("M", "What comes to mind when you hear the word recovery?"),
    ("P1", "Hope. That somebody believes in me, even on the bad days."),
    ("P2", "For me it is 👩‍👩‍👧 family, and a cup of coffee on Thursdays."),
    ("P1", "Yes, the small things. The small things carry it."),
    ("P2", "I would not call it getting well."),
]


class Window:
    """A browser window: it has a session and says where its requests come from."""

    def __init__(self, served: Served) -> None:
        self.base = f"http://127.0.0.1:{served.port}"
        self.client = httpx.Client(
            base_url=self.base, headers={"Origin": self.base}, timeout=PATIENCE
        )
        entered = self.client.get(served.link())
        assert entered.status_code == 303

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def read(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/{path}", params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        if body is not None:
            options["json"] = body
        return self.client.post(f"/api/{path}", **options)

    def do(self, *steps: dict[str, Any], **options: Any) -> Any:
        answer = self.post("do", {"steps": list(steps), **options})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def made(self, op: str, **fields: Any) -> str:
        """Do one operation and return the id of what it made."""
        made: str = self.do({"op": op, **fields})["results"][0]
        return made

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


MOST_HEARTBEATS = 4


class Stream:
    """An open feed; `next` gives its events one after the other."""

    def __init__(self, window: Window, path: str = "/api/feed", **headers: str | bytes) -> None:
        self._stack = contextlib.ExitStack()
        self.answer = self._stack.enter_context(window.client.stream("GET", path, headers=headers))
        self._lines = self.answer.iter_lines()

    def next(self) -> tuple[str, dict[str, Any], str]:
        """Return an event's name, data and id; comments and the retry time are passed over."""
        found: dict[str, str] = {}
        silence = 0
        for line in self._lines:
            # A heartbeat keeps the connection, so silence has to end here or never.
            silence += line.startswith(":")
            assert silence < MOST_HEARTBEATS, "the feed is alive, but nothing came"
            if line == "" and "data" in found:
                return found.get("event", ""), json.loads(found["data"]), found.get("id", "")
            name, mark, value = line.partition(": ")
            if mark and name:
                found[name] = value
        raise EOFError

    def step(self) -> dict[str, Any]:
        """Return the next step; who is where is passed over."""
        while True:
            name, data, number = self.next()
            if name == "step":
                assert number == str(data["seq"])
                return data

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextlib.contextmanager
def serving(study: Study, *, port: int = 0, remember: bool = False) -> Iterator[Served]:
    """Serve a study in a thread of this process."""
    served = Served(study, port=port, remember=remember)
    ready = threading.Event()
    thread = threading.Thread(target=served.run, args=(ready.set,), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield served
    finally:
        served.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def small_study(folder: Path) -> Study:
    """Make a study with one transcript, two codes, a theme and a quote."""
    study = create(folder, title="Small </title><script>alert(1)</script> study")
    study.do("team.add", name="Ida", roles=["analyst"])
    source = study.do(
        "sources.add",
        name="FG1",
        turns=[{"speaker": who, "text": text} for who, text in TALK],
        speakers=[
            {"name": "M", "role": "moderator"},
            {"name": "P1", "role": "participant"},
            {"name": "P2", "role": "participant"},
        ],
    ).id
    turns = [row["id"] for row in study.turns()]
    hope = study.do("codes.add", name="Hope").id
    small = study.do("codes.add", name="Small things").id
    study.do(
        "codings.add",
        codings=[
            {"code": hope, "turn": turns[1], "start": 0, "end": 4},
            {"code": small, "turn": turns[2], "start": 24, "end": 56},
            {"code": small, "turn": turns[2], "start": 24, "end_turn": turns[3], "end": 9},
        ],
    )
    theme = study.do("themes.add", name="Carried", central_idea="Small things carry.",
                     codes=[small, hope], stage="final").id  # fmt: skip
    study.do("quotes.add", turn=turns[3], start=0, end=21, theme=theme)
    assert source
    return study


ADDRESS = re.compile(r"\{(\w+):?\w*\}")


def filled(path: str) -> str:
    """Return a route's path with something in the place of each of its parts."""
    parts = {"seq": "1", "part": "table1", "name": "x.js", "digest": "0" * 64}
    return ADDRESS.sub(lambda match: parts.get(match[1], "x"), path).replace("//", "/")


def guarded(answer: httpx.Response) -> None:
    """Every answer enforces the policy: under the name that browsers obey, once, whole."""
    for name, value in HEADERS:
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert "content-security-policy-report-only" not in answer.headers
    assert "unsafe" not in POLICY
    assert "access-control-allow-origin" not in answer.headers
    assert "cache-control" in answer.headers


def raw_request(served: Served, window: Window, line: str, *headers: str) -> bytes:
    """Send a request as it stands and return everything that comes back."""
    secret = window.client.cookies[f"heddle-{served.port}"]
    own = [
        f"Host: 127.0.0.1:{served.port}",
        f"Origin: {window.base}",
        f"Cookie: heddle-{served.port}={secret}",
        "Connection: close",
    ]
    request = "\r\n".join([line, *own, *headers, "", ""]).encode("latin-1")
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(request)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received
