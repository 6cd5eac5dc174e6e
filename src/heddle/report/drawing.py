"""The check that a drawing (SVG) only draws.

Drawings go into HTML pages, Word files and PDF. An SVG can also carry scripts, fetch other
files and embed pages; a report must do none of that on the reader's machine. So a closed
list says which elements may occur, and every reference must stay inside the drawing. (``use`` is
not among them: nested uses can make a short file draw for hours.)
"""

from __future__ import annotations

import re

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"

_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_WORDS = {"text", "tspan", "textPath", "title", "desc"}
_PAINT = {"linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker"}
_ELEMENTS = frozenset({"svg", "g", "defs", "style"} | _SHAPES | _WORDS | _PAINT)
# In style sheets and attributes: anything that fetches, except url(#inside).
_FETCHES = re.compile(r"@import|expression\s*\(|url\s*\(\s*(?!['\"]?#)|\\", re.IGNORECASE)
_MAX_CHARACTERS = 20_000_000
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")


def _parse(svg: str) -> etree._Element:
    """Parse a drawing without entities, document types or network."""
    if len(svg) > _MAX_CHARACTERS:
        raise ValueError("a drawing has at most 20 million characters")
    if "<!" in svg.replace("<!--", "").replace("<![CDATA[", ""):
        raise ValueError("a drawing has no document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        # Bytes, so that an XML declaration is allowed; a declared other encoding is refused.
        return etree.fromstring(svg.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise ValueError("a drawing is well-formed SVG") from error


def check(svg: str) -> None:
    """Check that `svg` holds nothing but shapes and words.

    Raises:
        ValueError: It is no SVG, or has scripts, events, images or references outside.
    """
    root = _parse(svg)
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("a drawing is an svg element in the SVG namespace")
    for element in (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()):
        if isinstance(element, etree._Comment):  # noqa: SLF001 - lxml's only name for it
            continue
        if isinstance(element, etree._ProcessingInstruction | etree._Entity):  # noqa: SLF001
            raise ValueError("a drawing has no processing instructions or entities")  # noqa: TRY004 - bad content, not a type
        name = etree.QName(element)
        if name.namespace != SVG or name.localname not in _ELEMENTS:
            raise ValueError(f"a drawing has no {name.localname} elements")
        if name.localname == "style" and _FETCHES.search(element.text or ""):
            raise ValueError("a drawing's style fetches nothing")
        for key, value in element.attrib.items():
            _check_attribute(str(key), str(value))


def _check_attribute(key: str, value: str) -> None:
    """Refuse event handlers and references that leave the drawing."""
    bare = key.rpartition("}")[2].lower()
    if bare.startswith("on"):
        raise ValueError("a drawing has no event handlers")
    if (key == _XLINK or bare in {"href", "src"}) and not value.startswith("#"):
        raise ValueError("a drawing refers only to its own parts")
    if _FETCHES.search(value):
        raise ValueError("a drawing fetches nothing")


def size(svg: str) -> tuple[float, float]:
    """Say how large a checked drawing is: (width, height) in CSS pixels (1/96 inch).

    From width and height, else from the viewBox, else 600 by 400.
    """
    root = _parse(svg)
    found = [_LENGTH.fullmatch(root.get(key, "")) for key in ("width", "height")]
    if found[0] and found[1]:
        width, height = float(found[0][1]), float(found[1][1])
    else:
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        try:
            width, height = float(box[2]), float(box[3])
        except (IndexError, ValueError):
            return 600.0, 400.0
    return (width, height) if width > 0 and height > 0 else (600.0, 400.0)
