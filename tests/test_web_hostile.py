"""Hostile paths, bodies and names, and failures: nothing gets out, nothing gets lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from heddle.errors import HeddleError
from heddle.web.errors import status_of
from heddle.web.security import MAX_BODY
from heddle.web.serving import Served
from web_window import Window, guarded, raw_request, serving, small_study


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("web") / "study"
    with small_study(folder) as study, serving(study) as running:
        yield running


@pytest.fixture(scope="module")
def window(served: Served) -> Iterator[Window]:
    with Window(served) as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5c..%5cserving.py",
        "/static/../app.py",
        "/app.py",
        "//etc/passwd",
        "/%00",
        "/.env",
        "/api/media/..%2f..%2fstudy.sqlite",
        "/api/media/..",
        "/api/media/%2e%2e%2fstudy.sqlite",
        "/api/media/study.sqlite",
        "/api/media/" + "A" * 64,
        "/api/media/" + "0" * 63,
        "/api/media/CON",
        "/api/media/" + "a" * 300,
    ],
)
def test_no_path_leads_out_of_what_is_served(window: Window, served: Served, path: str) -> None:
    # httpx would tidy such a path up, so the request is written by hand.
    raw = raw_request(served, window, f"GET {path} HTTP/1.1")
    status = int(raw.split(b" ", 2)[1])
    assert status in (400, 404)
    assert b"root:" not in raw
    assert b"SQLite" not in raw


def test_two_hosts_in_one_request_are_refused(served: Served, window: Window) -> None:
    raw = raw_request(served, window, "GET /api/study HTTP/1.1", "Host: evil.example")
    assert raw.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403"))


def test_a_websocket_is_not_accepted(served: Served, window: Window) -> None:
    upgrade = ["Upgrade: websocket", "Sec-WebSocket-Version: 13",
               "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]  # fmt: skip
    raw = raw_request(served, window, "GET /api/study HTTP/1.1", *upgrade)
    assert b" 101 " not in raw.split(b"\r\n", 1)[0]


@pytest.mark.parametrize("path", ["/api/do", "/api/here", "/api/import/preview"])
def test_200_megabytes_are_refused_before_they_are_sent(
    served: Served, window: Window, path: str
) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    length = f"Content-Length: {200 << 20}"
    raw = raw_request(served, window, f"POST {path} HTTP/1.1", form, length)
    assert raw.startswith(b"HTTP/1.1 413")
    assert b"content-security-policy" in raw


@pytest.mark.parametrize("length", ["-1", "1e9", "9" * 40, "0x10", "1, 2"])
def test_a_length_that_lies_is_refused(served: Served, window: Window, length: str) -> None:
    raw = raw_request(served, window, "POST /api/do HTTP/1.1", f"Content-Length: {length}")
    assert raw.split(b" ", 2)[1] in (b"400", b"413")


def test_a_body_without_a_length_is_cut_off(window: Window) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range((MAX_BODY >> 20) + 2):
            yield b" " * (1 << 20)

    try:
        answer = window.client.post("/api/do", content=endless())
    except httpx.WriteError:
        return  # it hung up on the rest, which is as good
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b'{"steps":[{"op":"codes.add","name":"\\ud800"}]}',
        b'{"steps":[{"op":"codes.add","name":"\xed\xa0\x80"}]}',
        b'{"steps":[{"op":"codes.add","name":"a\\u0000b"}]}',
        b'{"steps":[{"op":"codes.add","name":"\xff"}]}',
        b'{"steps":' + b"[" * 100_000,
        b"not json",
        b"",
        b"[]",
        b'{"steps":[{"name":"no operation"}]}',
        b'{"steps":[{"op":["codes.add"]}]}',
        b'{"steps":[{"op":"nothing.add"}]}',
        b'{"steps":[],"extra":1}',
    ],
)
def test_input_that_cannot_be_kept_faithfully_is_wrong_input(window: Window, body: bytes) -> None:
    before = window.read("study")["seq"]
    answer = window.client.post("/api/do", content=body)
    assert answer.status_code == 422
    guarded(answer)
    assert window.read("study")["seq"] == before


HOSTILE = "</script><img src=x onerror=alert(1)>\u202e"


def test_hostile_names_stay_data(window: Window) -> None:
    code = window.made("codes.add", name=HOSTILE, definition=HOSTILE)
    window.made("memos.add", title=HOSTILE, text=HOSTILE, about=[code])
    source = window.made("sources.add", name=HOSTILE, turns=[{"speaker": HOSTILE, "text": HOSTILE}])
    for path in ("records", f"sources/{source}", "history", "home", "study", "search?q=onerror"):
        answer = window.get(f"/api/{path}")
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert HOSTILE in [c["name"] for c in window.read("records", kinds="codes")["codes"]]
    assert window.read(f"sources/{source}")["turns"]["text"] == [HOSTILE]
    page = window.get("/").text
    assert HOSTILE not in page
    shown = window.post("report/codebook/file?format=html")
    assert "<img src=x" not in shown.text
    assert shown.headers["content-disposition"].startswith("attachment")


def ours(caplog: pytest.LogCaptureFixture) -> str:
    """What our side has logged: the client of these tests writes a log of its own."""
    own = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    return "\n".join(f"{record.name} {record.getMessage()}" for record in own)


class Unlucky(Exception):
    """A failure whose text holds what must not get out."""


def test_a_failure_tells_its_id_and_nothing_else(
    window: Window,
    served: Served,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = window.client.cookies[f"heddle-{served.port}"]

    def fail(*_: Any, **__: Any) -> None:
        raise Unlucky("P4 said: my daughter found me")

    monkeypatch.setattr("heddle.web.reading.find_turns", fail)
    with caplog.at_level(logging.DEBUG):
        answer = window.get("/api/search?q=daughter")
    assert answer.status_code == 500
    guarded(answer)
    body = answer.json()
    assert body["code"] == "error"
    everything = ours(caplog) + answer.text + str(answer.headers)
    assert body["id"] in caplog.text
    assert "Unlucky" in caplog.text
    for private in ("daughter", "P4", secret, "Traceback"):
        assert private not in everything


def test_a_failure_outside_the_framework_is_hidden_too(
    window: Window,
    served: Served,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: Any) -> None:
        raise Unlucky("P4 said: my daughter found me")

    monkeypatch.setattr(served.app, "app", fail)
    with caplog.at_level(logging.DEBUG):
        answer = window.get("/api/study")
    assert answer.status_code == 500
    guarded(answer)
    assert "daughter" not in ours(caplog) + answer.text


def test_nothing_private_is_logged_in_a_normal_day(
    window: Window, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    link = served.link()
    with caplog.at_level(logging.DEBUG), httpx.Client() as client:
        client.get(link)
        window.made("codes.add", name="Jealousy of the new colleague")
        window.get("/api/search?q=jealousy")
        window.get("/api/sources/unknown")
    text = ours(caplog)
    assert link.partition("token=")[2] not in text
    assert "ealous" not in text


def test_every_error_for_people_has_a_status_of_its_own() -> None:
    waiting = [HeddleError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        assert status_of(kind.__new__(kind)) >= 404
