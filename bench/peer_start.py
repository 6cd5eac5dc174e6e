"""Start Taguette as it is, but without its call to its makers' message server.

It runs in the peer's own environment (bench/.peer). At every start Taguette asks a server on
the internet for messages, and its first page waits for the answer; measured here, on loopback
only, it is told at once that there is none. That is the best case for it.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")  # its old telemetry library complains about setuptools

from taguette.main import main  # type: ignore[import-not-found]  # noqa: E402 - the peer's own
from taguette.web.base import (  # type: ignore[import-not-found]  # noqa: E402 - the peer's own
    Application,
)


def no_messages(application: Any) -> None:
    """Answer in the place of the message server: there are no messages."""
    application.messages_event.set()


def stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection that would leave this machine, whatever it is for."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1"}:
            raise PermissionError(f"measured without a network; refused: {address[0]}")


sys.addaudithook(stay_here)
Application.check_messages = no_messages
main()
