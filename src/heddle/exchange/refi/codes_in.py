"""The codebook on its way in: the tree of codes, of a project or of a codebook file."""

from __future__ import annotations

from lxml import etree

from heddle.exchange.project import ProjectCode
from heddle.exchange.refi.taking import Taking
from heddle.exchange.refi.tree_in import below, colour, first, tag, words_of

_FALSE = ("false", "0")


def take_codes(taking: Taking, root: etree._Element) -> None:
    """Take the codes in their order, each behind the one it stands under."""
    book = root if tag(root) == "CodeBook" else first(root, "CodeBook")
    top = first(book, "Codes")
    waiting = [(code, "") for code in reversed([*below(top if top is not None else book, "Code")])]
    while waiting:
        code, parent = waiting.pop()
        made = taking.own(code, "Code")
        codable = (code.get("isCodable") or "true").strip().lower() not in _FALSE
        taking.project.codes.append(
            ProjectCode(
                key=made,
                name=(code.get("name") or "").strip() or "Unnamed",
                parent=parent,
                definition=words_of(code, "Description"),
                colour=colour(code.get("color")),
                codable=codable,
            )
        )
        taking.refer(code, [made])
        waiting += [(below_it, made) for below_it in reversed([*below(code, "Code")])]
