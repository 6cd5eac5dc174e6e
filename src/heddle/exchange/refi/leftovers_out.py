"""What was kept of another program's project, written back where it was, valid and whole.

An element goes back only as far as what it speaks of is in the file: a reference to something
that is gone goes, and so does what cannot be without it. Words go through the same substitutions
and past the same gate as all others; pictures only leave with the study as it was spoken.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Final

from lxml import etree

from heddle.exchange.refi import kept
from heddle.exchange.refi.checking import fits, schema
from heddle.exchange.refi.elements import PROJECT
from heddle.exchange.refi.making import Making
from heddle.exchange.refi.profiles import Ruler
from heddle.exchange.refi.tree_in import REFERENCES, USERS, below, first, is_guid, key, key_of, tag
from heddle.study.leftovers import Leftover

_WRAPPERS: Final = {
    "PictureSource": "Sources", "AudioSource": "Sources", "VideoSource": "Sources",
    "Link": "Links", "Set": "Sets", "Graph": "Graphs",
}  # fmt: skip
_ORDER: Final = (
    "Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs",
    "Description", "NoteRef",
)  # fmt: skip
_MEDIA: Final = ("PictureSource", "AudioSource", "VideoSource")
_TURNS: Final = (*_MEDIA, "PlainTextSelection", "Link", "Set", "Graph")
"""The order in which things go back: what others refer to comes first."""
_POINTERS: Final = {
    "CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef",
    "MemberCode", "MemberSource", "MemberNote",
}  # fmt: skip
_NEEDED: Final = {"Coding": "CodeRef", "VariableValue": "VariableRef"}
"""What an element cannot be without."""
_WORDS: Final = ("Description", "TextValue", "PlainTextContent")


class Leftovers:
    """Writes back what was kept."""

    def __init__(self, making: Making, root: etree._Element) -> None:
        """Begin with a project in which everything else stands."""
        self._making = making
        self._root = root
        self._there = {key(each): tag(each) for each in root.iter(etree.Element) if key(each)}
        self._rulers: dict[str, Ruler] = {}

    def add(self) -> None:
        """Write back all that fits, and count what does not."""
        making = self._making
        by_kind: dict[str, list[tuple[Leftover, etree._Element]]] = {}
        for left, element in making.kept.elements:
            by_kind.setdefault(tag(element), []).append((left, element))
        for what in _TURNS:
            for left, element in by_kind.pop(what, []):
                if not self._write(left, element):
                    making.left[f"{kept.LABELS[what]}, kept of another program"] += 1
        for those in by_kind.values():
            making.left["things of another program that have no place in such a file"] += len(those)
        making.left["things of another program that have no place in such a file"] += (
            making.kept.others
        )

    def _write(self, left: Leftover, element: etree._Element) -> bool:
        making, what = self._making, tag(element)
        if what in _MEDIA and making.said.form != "original":
            return False
        if not is_guid(key(element)) or key(element) in self._there:
            return False
        names = {name: element.attrib.pop(name, "") for name in (kept.WORDS, kept.SOURCE)}
        data = _bytes(str(element.attrib.pop(kept.MEMBER, "")))
        ending = str(element.attrib.pop(kept.ENDING, ""))
        start = str(element.attrib.pop(kept.START, ""))
        self._clean(element, left)
        if what == "PlainTextSelection":
            return self._select(element, str(names[kept.SOURCE]), str(names[kept.WORDS]), start)
        if not self._makes_sense(element) or not _valid(element, _WRAPPERS[what]):
            return False
        if data and ending.isalnum():
            name = f"{making.elements.spelled(key(element))}.{ending}"
            making.media[name] = data
            element.set("path", f"internal://{name}")
        self._put(element, self._wrapper(_WRAPPERS[what]))
        return True

    def _put(self, element: etree._Element, parent: etree._Element, at: int | None = None) -> None:
        """Put an element into the file, its GUIDs spelled as all others are."""
        for each in element.iter(etree.Element):
            if key(each):
                self._there[key(each)] = tag(each)
            for name in ("guid", *REFERENCES):
                if each.get(name):
                    each.set(name, self._making.elements.spelled(key_of(each.get(name))))
        parent.insert(len(parent) if at is None else at, element)

    def _select(self, element: etree._Element, source: str, words: str, start: str) -> bool:
        """Put a selection to its words, at the place of them that is nearest to where it was."""
        making = self._making
        text = making.texts.get(source)
        parent = next((e for e in self._holders() if key(e) == source), None)
        if text is None or parent is None or not words:
            return False
        words = making.said.note(words)
        wanted = int(start) if start.isdecimal() else 0
        at = _nearest(text, words, wanted)
        if at is None:
            return False
        if source not in self._rulers:
            self._rulers[source] = Ruler(text, making.profile)
        ruler = self._rulers[source]
        element.set("startPosition", str(ruler.there(at)))
        element.set("endPosition", str(ruler.there(at + len(words))))
        if not _valid(element, "TextSource"):
            return False
        # Selections stand behind the description and content, before codings and notes.
        place = sum(1 for _ in below(parent, "Description", "PlainTextContent", tag(element)))
        self._put(element, parent, place)
        return True

    def _holders(self) -> list[etree._Element]:
        return [
            *below(first(self._root, "Sources"), "TextSource"),
            *below(first(self._root, "Notes"), "Note"),
        ]

    def _clean(self, element: etree._Element, left: Leftover) -> None:
        """Take out what refers to things that are not in the file; pass on the words."""
        making = self._making
        own = {key(each) for each in element.iter(etree.Element)} - {""}
        for each in [*element.iter(etree.Element)]:
            for name in (*USERS, "representedGUID"):
                target = key_of(each.get(name))
                known = self._there.get(target, tag(element) if target in own else "")
                if target and (known != "User" if name in USERS else not known):
                    del each.attrib[name]
            for name in kept.PRIVATE:
                if name != "path" or not each.get(name, "").startswith(kept.RELATIVE):
                    each.attrib.pop(name, "")
            if each.get("name"):
                each.set("name", making.add_note(each.get("name", ""), *left.about))
            if tag(each) in _WORDS and each.text:
                each.text = making.add_note(each.text, *left.about)
        self._drop(element, lambda e: tag(e) in _POINTERS and not self._points(e))
        self._drop(element, lambda e: tag(e) in _NEEDED and first(e, _NEEDED[tag(e)]) is None)
        seen: set[str] = set()
        for each in [*element.iter(etree.Element)]:
            if key(each) in seen:
                each.set("guid", "")  # the second of two alike goes
            seen.update({key(each)} - {""})
        self._drop(element, lambda e: e.get("guid") == "" or key(e) in self._there)
        vertices = {key(each) for each in below(element, "Vertex")}
        self._drop(
            element,
            lambda e: (
                tag(e) == "Edge"
                and not {key_of(e.get("sourceVertex")), key_of(e.get("targetVertex"))} <= vertices
            ),
        )

    def _points(self, reference: etree._Element) -> bool:
        """Tell whether what a reference points at is in the file, and of the right kind."""
        return fits(tag(reference), self._there.get(key_of(reference.get("targetGUID")), ""))

    @staticmethod
    def _drop(element: etree._Element, wanted: Callable[[etree._Element], bool]) -> None:
        for each in [*element.iter(etree.Element)]:
            above = each.getparent()
            if above is not None and each is not element and wanted(each):
                above.remove(each)

    def _makes_sense(self, element: etree._Element) -> bool:
        if tag(element) == "Link":
            ends = [key_of(element.get(name)) for name in ("originGUID", "targetGUID")]
            return all(end in self._there for end in ends if end)
        if tag(element) == "Set":
            return len(element) > 0
        return True

    def _wrapper(self, name: str) -> etree._Element:
        found = first(self._root, name)
        if found is not None:
            return found
        before = _ORDER[: _ORDER.index(name)]
        made = etree.Element(f"{{{PROJECT}}}{name}")
        self._root.insert(sum(1 for each in self._root if tag(each) in before), made)
        return made


def _nearest(text: str, words: str, wanted: int) -> int | None:
    """Return the place of words in a text that is nearest to another place."""
    before = text.rfind(words, 0, wanted + len(words))
    after = text.find(words, wanted)
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - wanted), default=None)


def _bytes(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _valid(element: etree._Element, wrapper: str) -> bool:
    """Tell whether an element keeps to the schema in a project of its own."""
    root = etree.Element(f"{{{PROJECT}}}Project", name="x", nsmap={None: PROJECT})  # type: ignore[dict-item]
    parent = root
    if wrapper == "TextSource":
        parent = etree.SubElement(root, f"{{{PROJECT}}}Sources")
    inner = etree.SubElement(parent, f"{{{PROJECT}}}{wrapper}")
    if wrapper == "TextSource":
        inner.set("guid", "00000000-0000-4000-8000-000000000000")
    inner.append(etree.fromstring(etree.tostring(element, with_tail=False)))
    return schema("Project").validate(root)
