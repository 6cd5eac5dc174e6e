"""Checking: no file is handed over that breaks the standard's schema or points at nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final

from lxml import etree

_TARGETS: Final = {
    "CodeRef": "Code",
    "MemberCode": "Code",
    "NoteRef": "Note",
    "MemberNote": "Note",
    "VariableRef": "Variable",
}
_SOURCES: Final = {"SourceRef", "MemberSource"}
_USERS: Final = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")
_PATHS: Final = ("plainTextPath", "richTextPath", "path")
_INSIDE: Final = "internal://"
_BRACES = re.compile(r"[{}]")


@cache
def schema(name: str) -> etree.XMLSchema:
    """Return a schema of QDA-XML 1.0: "Project" or "Codebook"."""
    text = (resources.files(__package__) / "schema" / f"{name}.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text))


def faults(root: etree._Element, lengths: Mapping[str, int]) -> list[str]:
    """Return what is wrong with a project or codebook; empty: it may be handed over.

    Args:
        root: the document.
        lengths: the texts beside it by file name, with their lengths in the units of offsets.
    """
    kind = schema("Codebook" if _tag(root) == "CodeBook" else "Project")
    if not kind.validate(root):
        return [line.strip() for line in str(kind.error_log).splitlines()[:20]]
    return [*_references(root), *_texts(root, lengths)]


def _references(root: etree._Element) -> Iterator[str]:
    """Yield GUIDs that stand twice, and references to what is not there or is something else."""
    kinds: dict[str, str] = {}
    for element in root.iter(etree.Element):
        guid = element.get("guid")
        if guid is None or _tag(element) == "MemberCode":
            continue
        if _tag(element) == "Case" and kinds.get(_plain(guid)) == "Code":
            continue  # NVivo's cases are codes too, and QualCoder asks for it
        if _plain(guid) in kinds:
            yield f"the GUID {guid} stands twice"
        kinds[_plain(guid)] = _tag(element)
    for element in root.iter(etree.Element):
        tag = _tag(element)
        wanted = element.get("targetGUID") or (element.get("guid") if tag == "MemberCode" else "")
        if wanted and not fits(tag, kinds.get(_plain(wanted), "")):
            yield f"{tag} points at {wanted}, which is not there"
        for name in _USERS:
            user = element.get(name)
            if user and kinds.get(_plain(user)) != "User":
                yield f"{name} of {tag} is {user}, who is no user"


def fits(tag: str, kind: str) -> bool:
    """Tell whether a reference of one kind may point at a thing of another."""
    if tag in _SOURCES:
        return kind.endswith("Source")
    if tag == "SelectionRef":
        return kind.endswith("Selection")
    return kind == _TARGETS.get(tag, kind) and kind != ""


def _texts(root: etree._Element, lengths: Mapping[str, int]) -> Iterator[str]:
    """Yield texts that are missing and selections that do not lie in theirs."""
    for element in root.iter(etree.Element):
        names = [element.get(name, "") for name in _PATHS]
        inside = [name.removeprefix(_INSIDE) for name in names if name]
        for name in inside:
            if not name.startswith("relative://") and name not in lengths:
                yield f"the text {name} is missing"
        for child in element:
            if _tag(child) == "PlainTextSelection" and inside:
                start, end = (int(child.get(f"{edge}Position", "-1")) for edge in ("start", "end"))
                if not 0 <= start < end <= lengths.get(inside[0], 0):
                    yield f"the selection {child.get('guid')} does not lie in its text"


def unused(names: Collection[str], root: etree._Element) -> list[str]:
    """Return the texts that nothing in the document names."""
    named = {e.get(p, "").removeprefix(_INSIDE) for e in root.iter(etree.Element) for p in _PATHS}
    return sorted(set(names) - named)


def _plain(guid: str) -> str:
    return _BRACES.sub("", guid).lower()


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname
