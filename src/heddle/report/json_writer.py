"""Reports as JSON: the model itself, with every trace; the only form that can be read back."""

from __future__ import annotations

import msgspec

from heddle.errors import Unreadable
from heddle.report.model import Report

FORMAT = "heddle-report"
VERSION = 1


class _File(msgspec.Struct):
    """The envelope, so that a reader can tell what it holds."""

    format: str
    version: int
    report: Report


def to_json(report: Report) -> bytes:
    """Write `report` as indented UTF-8 JSON in an envelope with format and version."""
    return (
        msgspec.json.format(msgspec.json.encode(_File(FORMAT, VERSION, report)), indent=1) + b"\n"
    )


def from_json(data: bytes) -> Report:
    """Read what `to_json` wrote.

    Raises:
        Unreadable: It is no report, a newer one, or a broken one; `place` names the field.
    """
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # Only the place is told: msgspec's message could repeat what somebody said.
        place = str(error).rpartition(" - at `")[2].rstrip("`") if " - at `" in str(error) else ""
        raise Unreadable(
            "This file is not a report of Heddle, or a damaged one.",
            "Write the report again from the study.",
            place=place,
        ) from error
    if file.format != FORMAT or file.version != VERSION:
        raise Unreadable(
            "This file is not a report that this version of Heddle can read.",
            "Write the report again from the study, or use a newer Heddle.",
        )
    return file.report
