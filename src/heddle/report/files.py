"""Writing a report to a file: the format by the ending, all or nothing.

    .md .html .docx .odt .pdf .tex .xlsx .csv .json, and .svg for a single figure

A report is made in memory, written under a temporary name beside its place, readable by its
owner only, and then moved there in one step. If anything fails, a file that was there before is
as it was, and nothing else is left behind.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import msgspec

from heddle.errors import Refused
from heddle.report.clean import clean, without_traces
from heddle.report.model import Report
from heddle.store.writing import replace_file

_WRITERS = {
    "md": ("markdown", "to_markdown"),
    "html": ("html", "to_html"),
    "docx": ("docx_writer", "to_docx"),
    "odt": ("odt", "to_odt"),
    "pdf": ("pdf", "to_pdf"),
    "tex": ("latex", "to_latex"),
    "xlsx": ("sheets", "to_xlsx"),
    "csv": ("sheets", "to_csv"),
    "json": ("json_writer", "to_json"),
    "svg": ("svg", "to_svg"),
}
FORMATS = tuple(_WRITERS)
_ENDINGS = {"markdown": "md", "htm": "html", "latex": "tex"}


class Written(msgspec.Struct, frozen=True):
    """What became of a report."""

    format: str
    size: int
    """Bytes."""
    replaced: int = 0
    """Characters that no document can hold, printed as U+FFFD."""
    notes: tuple[str, ...] = ()
    """What else a person should know, in plain English."""


def format_of(path: Path) -> str:
    """Tell the format from a file's ending.

    Raises:
        Refused: The ending belongs to no format.
    """
    ending = path.suffix.lower().removeprefix(".")
    ending = _ENDINGS.get(ending, ending)
    if ending not in FORMATS:
        shown = f".{ending}" if ending else "no ending"
        raise Refused(
            f"Heddle cannot tell the format from {shown}; nothing was written.",
            f"Use one of the endings {', '.join(f'.{each}' for each in FORMATS)}.",
        )
    return ending


def render(
    report: Report,
    format: str,  # noqa: A002 - the word users know
    *,
    traces: bool = True,
    template: bytes | None = None,
) -> tuple[bytes, Written]:
    """Make the bytes of a report in one of `FORMATS`.

    Args:
        report: What to print.
        format: One of `FORMATS`.
        traces: False leaves out the ids of the records behind numbers and quotes.
        template: A Word file whose styles, page, headers and footers are used; for docx only.

    Raises:
        Refused: The format is unknown, or cannot hold this report (CSV: exactly one table), or
            the template is not safe to fill.
        Unavailable: The format needs an optional part that is not installed.
    """
    if format not in _WRITERS:
        raise Refused(
            f"{format!r} is not a format that Heddle writes; nothing was written.",
            f"Use one of {', '.join(FORMATS)}.",
        )
    if template is not None and format != "docx":
        raise Refused(
            "A template is for Word files only; nothing was written.",
            "Write a .docx, or leave the template out.",
        )
    cleaned, replaced = clean(report if traces else without_traces(report))
    # Writers are imported when they are needed: each brings a library that takes a while.
    module, function = _WRITERS[format]
    writer = getattr(importlib.import_module(f"heddle.report.{module}"), function)
    made = writer(cleaned) if template is None else writer(cleaned, template)
    data, notes = made if isinstance(made, tuple) else (made, [])
    if replaced:
        notes = [*notes, f"{replaced} characters that no document can hold are printed as \ufffd."]
    return data, Written(format, len(data), replaced, tuple(notes))


def write(
    report: Report,
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word users know
    traces: bool = True,
    template: bytes | None = None,
) -> Written:
    """Write a report to `path`, replacing a file of that name in one step.

    Args:
        report: What to print.
        path: Where to; its folder exists.
        format: One of `FORMATS`; None: by the ending of `path`.
        traces: False leaves out the ids of the records behind numbers and quotes.
        template: A Word file whose styles, page, headers and footers are used; for docx only.

    Raises:
        Refused: The ending or format is unknown, or cannot hold this report.
        Unavailable: The format needs an optional part that is not installed.
        StorageFailed: The disk refused; what was at `path` before is unchanged.
    """
    data, written = render(report, format or format_of(path), traces=traces, template=template)
    replace_file(path, data)
    return written
