"""The few pages that the server writes itself: plain HTML without style or script."""

from __future__ import annotations

from typing import Final


def _page(title: str, body: str, head: str = "") -> bytes:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head}<title>{title} · Heddle</title></head>\n"
        f"<body><main><h1>{title}</h1>\n{body}\n</main></body></html>\n"
    ).encode()


COME_IN: Final = _page(
    "Open the link that Heddle printed",
    "<p>Heddle is running, but this window has not come in through its link, or the link was "
    "used already: each link opens one browser, once.</p>\n"
    "<p>The study is safe. For a new link, go to the terminal where Heddle was started and press "
    "Enter; or run <code>heddle open</code> with the study’s folder again, in any terminal of this "
    "computer: it finds the Heddle that is running and prints a link.</p>",
)
"""For a window without a session."""

MOVED: Final = _page(
    "The study is open",
    '<p><a href="/">Go on to the study</a></p>',
    '<meta http-equiv="refresh" content="0;url=/">',
)
"""Moves on by itself; the link is for browsers that do not."""

NOT_BUILT: Final = _page(
    "The workbench is not built",
    "<p>Heddle is running and the study is safe, but the pages of the workbench are missing from "
    "this installation.</p>\n"
    "<p>In a checkout, build them with <code>npm ci</code> and <code>npm run build</code> in the "
    "folder <code>web</code>; else install Heddle again.</p>",
)
"""For an installation without the built pages."""
