"""What is done in a window that watch.js watches, and what is read out of it."""

from __future__ import annotations

import gzip
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

    from sides import Side


class Scripts:
    """The JavaScript that a page has asked for."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        page.on("response", self._came)

    def _came(self, response: Response) -> None:
        if response.request.resource_type == "script" and response.ok:
            self._answers.append(response)

    def kilobytes(self) -> float:
        """Return how much it is, each file gzipped on its own, in units of 1,000 bytes."""
        return sum(len(gzip.compress(answer.body(), mtime=0)) for answer in self._answers) / 1000


def settled(page: Page, last: str) -> dict[str, Any]:
    """Wait until a document that ends with `last` is there; return what its opening took."""
    page.evaluate("last => heddleBench.rest(last)", last)
    page.wait_for_selector("html[data-bench-rests]", state="attached")
    return dict(page.evaluate("heddleBench.opened()"))


def coded(page: Page, side: Side, times: int) -> dict[str, float]:
    """Code stretches that had no coding, each dragged over with the mouse; return the medians.

    Milliseconds from the first key after the selection, and from the last key or click, until the
    mark is painted; and from the first key until the server has answered that it is saved.
    """
    taken = []
    for _ in range(times):
        place = page.evaluate("heddleBench.place()")
        page.mouse.move(place["left"], place["y"])
        page.mouse.down()
        page.mouse.move(place["right"], place["y"], steps=4)
        page.mouse.up()
        page.evaluate("([x, y]) => heddleBench.arm(x, y)", [middle(place), place["y"]])
        side.code(page)
        page.wait_for_selector("html[data-bench-coded]", state="attached")
        taken.append(page.evaluate("heddleBench.added()"))
    return {
        "coded": statistics.median(row["seen"] for row in taken),
        "coded-last": statistics.median(row["sinceLast"] for row in taken),
        "coded-kept": statistics.median(row["kept"] for row in taken),
    }


def middle(place: dict[str, float]) -> float:
    """Return the middle of a stretch from left to right."""
    return (place["left"] + place["right"]) / 2


def read_aloud(page: Page) -> str:
    """Return all text of the accessibility tree, as a screen reader is given it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return "".join(spoken(nodes))


def spoken(nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the text of an accessibility tree in reading order; the protocol lists it by level."""
    by_id = {node["nodeId"]: node for node in nodes}
    waiting = [nodes[0]["nodeId"]]
    while waiting:
        node = by_id.get(waiting.pop())
        if node is None:
            continue
        if node.get("role", {}).get("value") == "StaticText":
            yield str(node.get("name", {}).get("value", ""))
        else:
            waiting.extend(reversed(node.get("childIds", [])))


def paper(page: Page) -> str:
    """Print the page as its own style asks for; return the text of the paper."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        page.pdf(path=file.name, prefer_css_page_size=True)
        done = subprocess.run(
            ["pdftotext", "-raw", "-enc", "UTF-8", file.name, "-"], check=True, capture_output=True
        )
    return done.stdout.decode("utf-8")
