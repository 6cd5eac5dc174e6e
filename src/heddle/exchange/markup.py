"""XML from strangers: no DOCTYPE, no entities, no network, no bottomless nesting.

A DOCTYPE is the door to external entities, to "billion laughs" and to parser quirks, and no
format that Heddle reads needs one; so a file with a DOCTYPE is refused before its first
element is looked at, by expat, which stops there. lxml then parses with entities switched
off, and what it saw is checked again, should the two ever disagree about a prolog.
"""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from heddle.errors import Unreadable

MAX_DEPTH = 200
"""Elements inside elements; a table in a table in a text box of a document needs about 40."""


class _RootReached(Exception):
    """The prolog is over; nothing after it can declare an entity."""


def parse_xml(data: bytes, *, file: str, part: str) -> etree._Element:
    """Parse one XML part safely and give its root element.

    Args:
        data: The bytes of the part.
        file: The name of the user's file, for the message.
        part: The name of the part in it, for the message.

    Raises:
        Unreadable: The part has a DOCTYPE, is not well-formed, or is nested too deeply.
    """
    _refuse_doctype(data, file=file, part=part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 0
        raise Unreadable(
            "The XML inside it is damaged or too deeply nested; nothing was read.",
            "Open the document in its own program, save it again and retry.",
            file=file,
            place=f"{part}, line {line}",
        ) from None
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise _doctype(file, part)
    if _depth(root) > MAX_DEPTH:
        raise Unreadable(
            f"Its XML is nested more than {MAX_DEPTH} levels deep, which no document needs;"
            " nothing was read.",
            "Ask where the file comes from; a copy saved by a word processor will do.",
            file=file,
            place=part,
            code="too-complex",
        )
    return root


def _refuse_doctype(data: bytes, *, file: str, part: str) -> None:
    def doctype(*_: object) -> None:
        raise _doctype(file, part)

    def root(*_: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except (_RootReached, expat.ExpatError):
        return  # what is malformed gets its message from lxml, with a line
    except (ValueError, LookupError):
        raise Unreadable(
            "Its XML is in an encoding that no document uses, so it cannot be checked; nothing"
            " was read.",
            "Open the document in its own program, save it again and retry.",
            file=file,
            place=part,
        ) from None


def _doctype(file: str, part: str) -> Unreadable:
    return Unreadable(
        "Its XML declares a DOCTYPE, through which a file can ask for other files on this"
        " computer; nothing was read.",
        "A document saved by a word processor has none: open it there, save it and retry.",
        file=file,
        place=part,
        code="doctype",
    )


def _depth(root: etree._Element) -> int:
    """Measure the deepest nesting without recursion, so that depth cannot exhaust the stack."""
    deepest, level = 0, [root]
    while level:
        deepest += 1
        if deepest > MAX_DEPTH:
            break
        level = [child for element in level for child in element]
    return deepest
