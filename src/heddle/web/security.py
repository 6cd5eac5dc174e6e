"""The gate in front of everything: who is asked for, who asks, and what an answer may do.

It stands outside the web framework, so no route, error page or file can be without it.

1. Host: 127.0.0.1, localhost or [::1] with our port; any other name is a rebound one.
2. Origin: whatever changes something needs our own Origin, or a browser's word
   (Sec-Fetch-Site) that it comes from our own page; "null" is refused. A read that a browser
   says comes from another site is refused too, streams included.
3. Session: everything needs one, but for the link that opens it.
4. Every answer carries an enforced Content-Security-Policy and its companions.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from litestar.types import ASGIApp, Message, Receive, Send

from heddle.web.pages import COME_IN, MOVED
from heddle.web.session import Sessions

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), usb=()"),
)
MAX_BODY: Final = 16 << 20
"""The largest body of a request, but for uploads."""
MAX_UPLOAD: Final = 136 << 20
"""The largest upload: one document of the greatest size, with what surrounds it."""
MAX_RECORDING: Final = 4 << 30
"""The largest recording: six hours of uncompressed stereo sound."""
_LARGEST: Final = {"/api/import/preview": MAX_UPLOAD, "/api/recordings": MAX_RECORDING}
"""What may be larger than any other body, by its path."""

_SAFE: Final = frozenset({"GET", "HEAD"})
_log = logging.getLogger("heddle.web")


class Gate:
    """An ASGI application in front of another one."""

    def __init__(self, app: ASGIApp, sessions: Sessions, port: int) -> None:
        self.app = app
        self.sessions = sessions
        self.cookie = f"heddle-{port}"
        named = ("127.0.0.1", "localhost", "[::1]")
        self.hosts = frozenset(f"{name}:{port}" for name in named)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            # There is no websocket route; refused before it is accepted.
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        answer = _Answer(send)
        try:
            if not await self._stopped(scope, answer):
                await self.app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - nothing of it may reach a log or a page
            mark = note_failure(error)
            if not answer.started:
                await _refuse(answer, 500, "error", f"Something went wrong ({mark}).", "")

    async def _stopped(self, scope: Any, send: Send) -> bool:
        """Answer what may not pass; tell whether that was so."""
        headers: dict[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if headers.get("host", "") not in self.hosts:
            problem = "This address is not Heddle's own, so nothing was answered."
            await _refuse(send, 403, "host", problem, "Open the link that Heddle printed.")
            return True
        if not _from_here(scope, headers):
            problem = "The request comes from another site, so nothing was done."
            await _refuse(send, 403, "origin", problem, "Work in the window that Heddle opened.")
            return True
        session = self.sessions.find(_cookie(headers.get("cookie", ""), self.cookie))
        if scope["path"] == "/" and scope["method"] == "GET" and b"token=" in scope["query_string"]:
            await self._enter(scope, headers, send, known=session is not None)
            return True
        if session is None:
            await self._shut(scope, send)
            return True
        if _size(headers) > _LARGEST.get(scope["path"], MAX_BODY):
            await _refuse(
                send,
                413,
                "too-large",
                "That is more than Heddle takes at once; nothing was changed.",
                "Send it in parts.",
            )
            return True
        scope["heddle.session"] = session
        return False

    async def _enter(self, scope: Any, headers: dict[str, str], send: Send, *, known: bool) -> None:
        """Open a session for whoever brings an unused token."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        secret = self.sessions.enter(query.get("token", [""])[0])
        if not secret and not known:
            await self._shut(scope, send)
            return
        extra = [(b"location", b"/")]
        if secret:
            cookie = f"{self.cookie}={secret}; Path=/; HttpOnly; SameSite=Strict"
            extra.append((b"set-cookie", cookie.encode()))
        if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
            await _answer(send, 303, b"", b"text/plain; charset=utf-8", extra)
        else:
            # A strict cookie does not follow a redirect that another page began (a link in a
            # message); a page of our own that moves on takes it along.
            await _answer(send, 200, MOVED, b"text/html; charset=utf-8", extra[1:])

    async def _shut(self, scope: Any, send: Send) -> None:
        if scope["path"] == "/" and scope["method"] in _SAFE:
            await _answer(send, 401, COME_IN, b"text/html; charset=utf-8", [])
            return
        problem = "This window has no session with Heddle; nothing was done."
        await _refuse(send, 401, "no-session", problem, "Open the link that Heddle printed.")


class _Answer:
    """Sends an answer with our headers, whoever makes it."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            own = {name for name, _ in HEADERS}
            given = [(n, v) for n, v in message.get("headers", []) if n.lower() not in own]
            if not any(name.lower() == b"cache-control" for name, _ in given):
                given.append((b"cache-control", b"no-store"))
            message["headers"] = [*given, *HEADERS]
        await self.send(message)


def note_failure(error: BaseException) -> str:
    """Log a failure under a new id and return the id.

    Only where it happened is logged: a message or a value could hold talk, a cookie or a name.
    """
    mark = secrets.token_hex(4)
    while error.__cause__ is not None:
        error = error.__cause__
    place = "unknown place"
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}"
        trace = trace.tb_next
    _log.error("failure %s: %s at %s", mark, type(error).__name__, place)
    return mark


def _from_here(scope: Any, headers: dict[str, str]) -> bool:
    """Tell whether a request comes from our own page, or from nobody's (an address typed in)."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin != f"http://{headers['host']}":
        return False
    if scope["method"] not in _SAFE:
        return site == "same-origin" or (site is None and origin is not None)
    if scope["path"] == "/" and headers.get("sec-fetch-mode", "navigate") == "navigate":
        return True
    return site in (None, "same-origin", "none")


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _size(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 1 << 62


async def _refuse(send: Send, status: int, code: str, problem: str, hint: str) -> None:
    body = msgspec.json.encode({"code": code, "problem": problem, "hint": hint})
    await _answer(send, status, body, b"application/json", [])


async def _answer(
    send: Send, status: int, body: bytes, kind: bytes, extra: Iterable[tuple[bytes, bytes]]
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
