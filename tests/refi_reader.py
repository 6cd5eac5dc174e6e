"""A second reader of REFI-QDA projects that knows nothing of Heddle: only the standard.

It reads by local name, counts as it is told to, and compares GUIDs without case and braces.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree


@dataclass
class Read:
    """What a program would show of a project."""

    root: etree._Element
    codes: dict[str, str] = field(default_factory=dict)
    """GUID -> path, with " / " between."""
    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    codings: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Source, code, coder and words of each."""
    cases: dict[str, list[str]] = field(default_factory=dict)
    """Name -> words of its selections."""
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """GUID -> words."""
    noted: dict[str, list[str]] = field(default_factory=dict)
    """GUID of a thing -> words of the notes on it."""
    sets: dict[str, list[str]] = field(default_factory=dict)


def key(guid: str) -> str:
    return guid.strip("{}").lower()


def tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def all_of(root: etree._Element, *names: str) -> list[etree._Element]:
    return [each for each in root.iter(etree.Element) if tag(each) in names]


def below(element: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in element if tag(each) == name]


def read(path: Path, *, utf16: bool = False, crlf_is_one: bool = True) -> Read:
    """Read a project, counting in UTF-16 units or code points, a CRLF as one or two."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        members = {name.lower(): archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(members["project.qde"])
    found = Read(root)

    def text_of(element: etree._Element) -> str:
        place = element.get("plainTextPath").removeprefix("internal://")
        text = members[f"sources/{place.lower()}"].decode("utf-8-sig")
        return text.replace("\r\n", "\n") if crlf_is_one else text

    def cut(text: str, start: int, end: int) -> str:
        if not utf16:
            return text[start:end]
        return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")

    cases = {key(each.get("guid")) for each in all_of(root, "Case")}
    for code in all_of(root, "Code"):
        if key(code.get("guid")) in cases:
            continue  # how NVivo and QualCoder say what is a case's
        line = [code, *(each for each in code.iterancestors() if tag(each) == "Code")]
        found.codes[key(code.get("guid"))] = " / ".join(each.get("name") for each in line[::-1])
    for note in all_of(root, "Note"):
        found.notes[key(note.get("guid"))] = text_of(note)
    for reference in all_of(root, "NoteRef"):
        about = reference.getparent()
        thing = key(about.get("guid", ""))
        note = found.notes[key(reference.get("targetGUID"))]
        found.noted.setdefault(thing, []).append(note)
    selections = _read_sources(found, text_of, cut)
    _read_people(found, selections)
    return found


def _read_sources(
    found: Read, text_of: Callable[..., str], cut: Callable[..., str]
) -> dict[str, str]:
    """Read texts and codings; returns the words of all selections by GUID."""
    root = found.root
    users = {key(each.get("guid")): each.get("name") for each in all_of(root, "User")}
    selections = {}
    for source in all_of(root, "TextSource"):
        name, text = source.get("name"), text_of(source)
        found.texts[name] = text
        found.names[key(source.get("guid"))] = name
        for selection in below(source, "PlainTextSelection"):
            words = cut(
                text, int(selection.get("startPosition")), int(selection.get("endPosition"))
            )
            words = words.replace("\r\n", "\n")
            selections[key(selection.get("guid"))] = words
            for coding in below(selection, "Coding"):
                (code,) = below(coding, "CodeRef")
                if key(code.get("targetGUID")) not in found.codes:
                    continue
                by = users.get(key(coding.get("creatingUser", "")), "")
                found.codings.append((name, found.codes[key(code.get("targetGUID"))], by, words))
    return selections


def _read_people(found: Read, selections: dict[str, str]) -> None:
    """Read cases, their values, and sets."""
    root = found.root
    variables = {key(v.get("guid")): v.get("name") for v in all_of(root, "Variable")}
    for case in all_of(root, "Case"):
        found.cases[case.get("name")] = [
            selections[key(each.get("targetGUID"))] for each in below(case, "SelectionRef")
        ]
        found.values[case.get("name")] = {
            variables[key(pair[0].get("targetGUID"))]: pair[1].text
            for pair in below(case, "VariableValue")
        }
    for one in all_of(root, "Set"):
        members_of = [key(each.get("targetGUID")) for each in below(one, "MemberCode")]
        found.sets[one.get("name")] = [found.codes[each] for each in members_of]
