"""Errors as the browser reads them: a code, what happened, what to do next; never content."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from heddle.errors import (
    HeddleError,
    NotFound,
    Refused,
    StorageFailed,
    Unavailable,
    Unreadable,
)
from heddle.study.seen import Clash, Overtaken
from heddle.web.security import note_failure

_WRONG_INPUT: Final = frozenset(
    {
        "wrong-type",
        "unknown-field",
        "unknown-operation",
        "unstorable-text",
        "wrong-input",
        "wrong-reference",
    }
)
_PLAIN: Final[dict[int, tuple[str, str, str]]] = {
    400: ("wrong-input", "The request cannot be read; nothing was changed.", ""),
    404: ("not-found", "There is nothing at this address.", "Go back to the study."),
    405: ("method", "This cannot be done at this address; nothing was changed.", ""),
    413: (
        "too-large",
        "That is more than Heddle takes at once; nothing was changed.",
        "Send it in parts.",
    ),
}


class ErrorBody(msgspec.Struct, omit_defaults=True):
    """What went wrong, as every route answers it."""

    code: str
    problem: str
    hint: str
    clash: Clash | None = None
    """Both values, where somebody else has changed the same field since."""
    file: str = ""
    """For an input file: its name, and the place in it."""
    place: str = ""


class WrongInput(Refused):
    """What was sent does not have the form that the route expects."""

    code = "wrong-input"


def status_of(error: HeddleError) -> int:
    """Return the HTTP status that says what kind of error this is."""
    if error.code in _WRONG_INPUT:
        return 422
    by_kind: tuple[tuple[type[HeddleError], int], ...] = (
        (NotFound, 404),
        (Refused, 409),
        (Unreadable, 422),
        (StorageFailed, 507),
        (Unavailable, 501),
    )
    return next((status for kind, status in by_kind if isinstance(error, kind)), 500)


def told(_: Request[Any, Any, Any], error: HeddleError) -> Response[ErrorBody]:
    """Answer an error that was written for people."""
    body = ErrorBody(code=error.code, problem=error.problem, hint=error.hint)
    if isinstance(error, Overtaken):
        body.clash = error.clash
    if isinstance(error, Unreadable):
        body.file, body.place = error.file, error.place
    return Response(body, status_code=status_of(error), media_type="application/json")


def unread(_: Request[Any, Any, Any], error: ValidationException) -> Response[ErrorBody]:
    """Answer input of the wrong form by its place alone: its values stay out."""
    extra: Any = error.extra
    keys = [str(e.get("key", "")) for e in extra] if isinstance(extra, list) else []
    where = ", ".join(key for key in keys if key and key.replace("_", "").isalnum())
    return Response(
        ErrorBody(
            code="wrong-input",
            problem=f"The request cannot be read{f' ({where})' if where else ''}; "
            "nothing was changed.",
            hint="This is a fault of the window or the program that sent it.",
        ),
        status_code=422,
        media_type="application/json",
    )


def plain(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer what the framework itself refuses."""
    if error.status_code >= 500:
        return hidden(request, error)
    code, problem, hint = _PLAIN.get(
        error.status_code, ("error", "The request cannot be answered; nothing was changed.", "")
    )
    status = 422 if error.status_code == 400 else error.status_code
    headers = {k: v for k, v in (error.headers or {}).items() if k.lower() == "allow"}
    return Response(
        ErrorBody(code=code, problem=problem, hint=hint),
        status_code=status,
        headers=headers,
        media_type="application/json",
    )


def hidden(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a failure of the program with an id only; the log says where it happened."""
    if _undecodable(error):
        return unread(request, ValidationException())
    body = {
        "code": "error",
        "id": note_failure(error),
        "problem": "Something went wrong in Heddle itself. What was saved before is safe.",
        "hint": "Do the step again; if it fails again, report the id.",
    }
    return Response(body, status_code=500, media_type="application/json")


def _undecodable(error: BaseException) -> bool:
    """Tell whether a body could not even be decoded: no UTF-8, or nested without end."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    decoding = trace is not None and trace.tb_frame.f_code.co_name == "decode_json"
    return decoding and isinstance(error, UnicodeDecodeError | RecursionError)


HANDLERS: Final[ExceptionHandlersMap] = {
    HeddleError: told,
    ValidationException: unread,
    HTTPException: plain,
    Exception: hidden,
}
