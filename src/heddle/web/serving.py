"""Serving one study to the browser of this computer."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import uvicorn

from heddle.client import Study, open_study
from heddle.errors import Refused
from heddle.log.setup import identity
from heddle.store.presence import Presence, Program
from heddle.web import doors
from heddle.web.app import make_app
from heddle.web.house import House
from heddle.web.session import Sessions, state_file, state_folder

_FIRST: Final = 20_000
_PORTS: Final = 20_000


class _Server(uvicorn.Server):
    """Ends the live streams first, so that stopping does not wait for them."""

    def __init__(self, config: uvicorn.Config, house: House, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._house = house
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take Ctrl C as a wish to stop, and not as a failure of the program."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hang up on the windows, then stop."""
        self._house.feed.hang_up()
        await super().shutdown(sockets=sockets)


class Served:
    """An open study with its server; `run` serves until it is told to stop."""

    def __init__(self, study: Study, *, port: int = 0, remember: bool = True) -> None:
        """Take a port of the loopback address: the one given, or the study's own.

        Raises:
            Refused: the port that was asked for is taken.
        """
        with study.database.reading() as connection:
            self._id = identity(connection).study
        self.socket = _listen(port, self._id)
        self.port: int = self.socket.getsockname()[1]
        self._remember = remember
        self.sessions = Sessions(state_file(self._id, self.port) if remember else None)
        self.house = House(study, self.sessions)
        self.app = make_app(self.house, self.port)
        self._server: _Server | None = None

    def link(self) -> str:
        """Return a new link that opens one browser, once."""
        return f"http://127.0.0.1:{self.port}/?token={self.sessions.new_token()}"

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until a signal or `stop`; `ready` is called when answers are given."""
        config = uvicorn.Config(
            self.app,
            http="h11",
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        # Addresses hold what people search for, and a link's token: nobody may log them.
        logging.getLogger("uvicorn.access").disabled = True
        self._server = _Server(config, self.house, ready)
        with contextlib.closing(self.socket), self.house.presence, self._door():
            self._server.run(sockets=[self.socket])

    @contextlib.contextmanager
    def _door(self) -> Iterator[None]:
        """Let `heddle open` in another process find this server while it runs."""
        if not self._remember:
            yield
            return
        shown = doors.show(state_folder(), self._id, self.house.presence.own, self.port)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                shown.unlink()

    def stop(self) -> None:
        """Ask the server to stop; callable from any thread."""
        if self._server is not None:
            self._server.should_exit = True


def serve(
    folder: Path,
    *,
    port: int = 0,
    by: str = "",
    browser: bool = True,
    say: Callable[[str], None] = print,
    passphrase: str = "",
) -> None:
    """Open a study in the workbench until Ctrl C; `say` prints lines for people.

    Where this computer serves the study already, that server gives a new link instead, unless
    a port is asked for.
    """
    with open_study(folder, by=by, passphrase=passphrase) as study:
        others = Presence(folder).others()
        if not port and others and (link := _link_elsewhere(study, others, by)):
            say(
                f"“{study.facts.title}” is open already on this computer. Here is a new link to it:"
            )
            say(f"  {link}")
            say("It opens one more browser, once. The study is closed where it was opened first.")
            if browser and _has_display():
                webbrowser.open(link)
            return
        served = Served(study, port=port)
        link = served.link()

        def ready() -> None:
            say(f"Heddle serves “{study.facts.title}” on this computer only, at")
            say(f"  {link}")
            say("The link opens one browser, once. Ctrl C here closes the study.")
            for other in others:
                say(_told(other))
            if browser and _has_display():
                # Some browsers keep the call until they are closed.
                threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
            if _give_links(served, say):
                say("For another browser, or if a link is lost: press Enter here for a new one.")

        served.run(ready)
    say("Closed. Everything is saved.")


def _link_elsewhere(study: Study, others: list[Program], by: str) -> str:
    with study.database.reading() as connection:
        known = identity(connection).study
    with contextlib.suppress(OSError):  # a state folder that cannot be written: serve it here
        return doors.fresh_link(state_folder(), known, others, study.actor if by else "")
    return ""


def _told(other: Program) -> str:
    """Say calmly that somebody else has the study open, and what that means."""
    since = dt.datetime.fromisoformat(other.since).astimezone()
    return (
        f"Another Heddle has this study open too (process {other.process}, since {since:%H:%M}). "
        "That is safe: the changes of both are kept, and each sees the other’s within seconds."
    )


def _give_links(served: Served, say: Callable[[str], None]) -> bool:
    """Print a new link whenever somebody presses Enter; tells whether somebody can."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    if sys.platform != "win32":
        # Put into the background, a program that reads the terminal would be stopped.
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    descriptor = sys.stdin.fileno()

    def answer() -> None:
        # Read below Python's buffers: nobody must wait for their lock when the program ends.
        with contextlib.suppress(OSError):
            while os.read(descriptor, 4096):
                say(f"A new link, for one more browser:\n  {served.link()}")

    threading.Thread(target=answer, name="links", daemon=True).start()
    return True


def own_port(study: str) -> int:
    """Return the port that a study (by its id) is served on if it is free.

    The same one each time, so that a window which was open finds the server again.
    """
    digest = hashlib.sha256(study.encode()).digest()
    return _FIRST + int.from_bytes(digest[:4], "big") % _PORTS


def _listen(port: int, study: str) -> socket.socket:
    """Return a listening socket of the loopback address."""
    if port:
        try:
            return _bound(port)
        except OSError as error:
            raise Refused(
                f"Port {port} of this computer is taken or not allowed; nothing was opened.",
                "Leave --port out, or choose another number between 1024 and 65535.",
                code="port-taken",
            ) from error
    with contextlib.suppress(OSError):
        return _bound(own_port(study))
    return _bound(0)


def _bound(port: int) -> socket.socket:
    # Named as TCP: only then does asyncio send small answers at once (TCP_NODELAY).
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            # Else the port of a server that has just been stopped would be refused for a minute.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _has_display() -> bool:
    """Tell whether a browser with windows can be opened from here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
