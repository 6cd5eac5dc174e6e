"""A project as QualCoder's importer needs it, beyond what the standard asks for.

Read in its public code (src/qualcoder/refi.py, 2026):

- names of codes, sources and journals are unique in its database: of two alike one is lost with
  all of its codings, or the import breaks off;
- a note that a code or source refers to makes a nameless code, or is dropped: only notes that
  neither refers to become journals;
- a selection without a coding becomes an annotation with the selection's description, and a second
  one in the same place breaks the import off;
- what a case says is told by a code of the case's own GUID, as NVivo writes it: the import turns
  its codings into the case's text, and removes the code;
- the coder is that of the selection.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from heddle.exchange.refi.making import Making

_NAMED = ("Code", "TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")
_PLAIN = "PlainTextSelection"
_FEW = 2
"""So many of the things that a note is about are named in its name."""


def suit(root: etree._Element, making: Making) -> None:
    """Change a project that is whole and valid to one that QualCoder takes in without loss."""
    _unshare_selections(root, making)
    _say_cases_as_codes(root, making)
    for tags in _NAMED[:1], _NAMED[1:]:
        _number(list(root.iter(*(f"{{*}}{tag}" for tag in tags))))
    _unhang_notes(root)
    _describe_selections(root, making.texts)
    _number(list(root.iter("{*}Note")))
    for note in root.iter("{*}Note"):
        if note.get("creationDateTime") is None:
            note.set("creationDateTime", root.get("creationDateTime", ""))


def _unhang_notes(root: etree._Element) -> None:
    """Take notes off codes and sources; the note's name says then what it is about."""
    about: dict[str, list[str]] = {}
    for reference in list(root.iter("{*}NoteRef")):
        thing = reference.getparent()
        if thing is not None and _tag(thing) in _NAMED:
            name = thing.get("name", "")
            about.setdefault(reference.get("targetGUID", ""), []).append(name)
            thing.remove(reference)
    for note in root.iter("{*}Note"):
        title = note.get("name", "")
        told = [name for name in about.get(note.get("guid", ""), ()) if name != title]
        if told:
            more = " ..." if len(told) > _FEW else ""
            note.set("name", f"{title} ({', '.join(told[:_FEW])}{more})")


def _unshare_selections(root: etree._Element, making: Making) -> None:
    """Give each coding a selection of its own, with its coder and moment."""
    for selection in list(root.iter(f"{{*}}{_PLAIN}")):
        parent = selection.getparent()
        codings = _below(selection, "Coding")
        if parent is None:
            continue
        for coding in codings[1:]:
            selection.remove(coding)
            own = copy.copy(selection)
            for child in [*_below(own, "Coding"), *_below(own, "NoteRef")]:
                own.remove(child)
            own.set("guid", making.guid(coding.get("guid", ""), "own selection"))
            own.append(coding)
            _sign(own, coding)
            parent.insert(parent.index(selection) + 1, own)
        if codings:
            _sign(selection, codings[0])


def _sign(selection: etree._Element, coding: etree._Element) -> None:
    for name in ("creatingUser", "creationDateTime"):
        if coding.get(name):
            selection.set(name, coding.get(name, ""))


def _say_cases_as_codes(root: etree._Element, making: Making) -> None:
    """Code the words of a case with a code of the case's GUID."""
    selections = {each.get("guid", ""): each for each in root.iter(f"{{*}}{_PLAIN}")}
    for case in root.iter("{*}Case"):
        guid = case.get("guid", "")
        spoken = [selections.get(ref.get("targetGUID", "")) for ref in _below(case, "SelectionRef")]
        words = [each for each in spoken if each is not None]
        if not words:
            continue
        name = case.get("name", "")
        making.elements.add(_codes(root, making), "Code", guid=guid, name=name, isCodable="true")
        for selection in words:
            coding = making.elements.add(
                selection, "Coding", guid=making.guid(selection.get("guid", ""), f"case {guid}")
            )
            making.elements.add(coding, "CodeRef", targetGUID=guid)
            _order(selection)
            for reference in _below(selection, "NoteRef"):
                selection.remove(reference)


def _codes(root: etree._Element, making: Making) -> etree._Element:
    """Return the list of codes, made where a study has none."""
    found = root.find("{*}CodeBook/{*}Codes")
    if found is None:
        book = root.find("{*}CodeBook")
        if book is None:
            book = making.elements.add(root, "CodeBook")
            users = root.find("{*}Users")
            root.insert(0 if users is None else root.index(users) + 1, book)
        found = making.elements.add(book, "Codes")
    return found


def _describe_selections(root: etree._Element, words: Mapping[str, str]) -> None:
    """Give a selection that only carries notes their words, and each place one of them."""
    meant = {each.get("targetGUID") for each in root.iter("{*}SelectionRef")}
    for source in root.iter("{*}Sources"):
        for text in source.iter("{*}TextSource", "{*}Representation", "{*}Transcript"):
            taken: dict[tuple[str | None, ...], etree._Element] = {}
            for selection in _below(text, _PLAIN):
                if _below(selection, "Coding"):
                    continue
                guids = [ref.get("targetGUID", "") for ref in _below(selection, "NoteRef")]
                told = [words.get(guid.lower(), "") for guid in guids]
                description = _description(selection)
                parts = [description.text or "", *told]
                description.text = "\n".join(part for part in parts if part) or None
                place = tuple(selection.get(name) for name in ("startPosition", "endPosition"))
                first = taken.setdefault(place, selection)
                if first is not selection and selection.get("guid") not in meant:
                    before = _description(first)
                    both = (before.text, description.text)
                    before.text = "\n".join(part for part in both if part) or None
                    text.remove(selection)


def _description(element: etree._Element) -> etree._Element:
    found = element.find("{*}Description")
    if found is None:
        namespace = etree.QName(element).namespace
        found = etree.Element(f"{{{namespace}}}Description")
        element.insert(0, found)
    return found


def _order(selection: etree._Element) -> None:
    """Put codings before references to notes, as the schema has them."""
    for reference in _below(selection, "NoteRef"):
        selection.append(reference)


def _number(elements: list[etree._Element]) -> None:
    """Make names differ: the second gets that of what is above it, or a number."""
    taken: set[str] = set()
    for element in elements:
        name = next(each for each in _names(element) if each not in taken)
        element.set("name", name)
        taken.add(name)


def _names(element: etree._Element) -> Iterator[str]:
    name, above = element.get("name", ""), element.getparent()
    yield name
    if above is not None and _tag(above) == "Code":
        yield f"{name} ({above.get('name', '')})"
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1


def _below(element: etree._Element, tag: str) -> list[etree._Element]:
    return [each for each in element if _tag(each) == tag]


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname
