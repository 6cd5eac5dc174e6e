"""Taking: what all parts of a project on its way in share while it is being read."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec
from lxml import etree

from heddle.exchange.project import (
    Project,
    ProjectCoding,
    ProjectLeftover,
    ProjectSpan,
)
from heddle.exchange.reading import Loss
from heddle.exchange.refi.container_in import Container
from heddle.exchange.refi.elements import Elements, written
from heddle.exchange.refi.kept import LABELS, NAMESPACE, SELECTION, SELECTIONS
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.tree_in import (
    REFERENCES,
    below,
    key,
    key_of,
    moment,
    standard,
    tag,
    target,
)

_FEW: Final = 5
"""So many places of a loss are named."""
_RECORDS: Final = frozenset({"Code", "Coding", "Case", "Source", "Note", "User"})
"""Kinds of things that become records of a study."""


_ELEMENTS: Final = Elements("", PROFILES["standard"])


class Noted(msgspec.Struct):
    """What a note is about, gathered while everything is read."""

    about: list[str] = []
    spans: list[ProjectSpan] = []


class Taking:
    """A project that is being read: its facts, what is known by GUID, and what is lost."""

    def __init__(self, container: Container, project: Project) -> None:
        self.container = container
        self.project = project
        self.kinds: dict[str, str] = {}
        """Kind of thing by its key."""
        self.noted: dict[str, Noted] = {}
        """What each note is about, by its key."""
        self.spans: dict[str, ProjectSpan] = {}
        """Where a selection lies, by its key."""
        self.coded: dict[str, list[ProjectCoding]] = {}
        """The codings of a selection, by its key."""
        self.owned: frozenset[str] = frozenset()
        """Selections that are somebody's (a case's): they need no code."""
        self._selections: dict[str, dict[str, str]] = {}
        """Key of the selection of each coding, by source."""
        self._lost: dict[str, tuple[int, list[str]]] = {}
        self._kept: Counter[str] = Counter()

    def lose(self, what: str, where: str = "", count: int = 1) -> None:
        """Count what is not taken over."""
        if count < 1:
            return
        before, places = self._lost.get(what, (0, []))
        if where and len(places) < _FEW and where not in places:
            places = [*places, where]
        self._lost[what] = (before + count, places)

    def note(self, text: str) -> None:
        """Say once what was decided."""
        if text not in self.project.notes:
            self.project.notes.append(text)

    def own(self, element: etree._Element, kind: str) -> str:
        """Return the key of a thing: its GUID, or one of its own where that is missing or taken."""
        stated = key(element)
        made, number = stated or f"{kind.lower()}~1", 1
        while made in self.kinds:
            number += 1
            made = f"{stated or kind.lower()}~{number}"
        if stated and made != stated:
            self.lose("GUIDs that stand twice: the later thing got one of its own", stated)
        self.kinds[made] = kind
        return made

    def member(self, text: str | None) -> str:
        """Return the key of a user; empty where nobody is stated, or nobody who is there."""
        stated = key_of(text)
        if stated and self.kinds.get(stated) != "User":
            self.lose("names of users who are not in the project", stated)
            return ""
        return stated

    def refer(
        self, element: etree._Element, about: list[str], span: ProjectSpan | None = None
    ) -> None:
        """Gather the notes that an element refers to, as notes about some keys or a stretch."""
        for reference in below(element, "NoteRef"):
            self.remark(target(reference), about, span)

    def remark(self, note: str, about: list[str], span: ProjectSpan | None = None) -> None:
        """Gather what a note is about: some keys, or, where there are none, a stretch."""
        noted = self.noted.setdefault(note, Noted())
        noted.about += [each for each in about if each not in noted.about]
        if span is not None and not about and span not in noted.spans:
            noted.spans.append(span)

    def keep(self, element: etree._Element, **extra: str) -> None:
        """Keep an element that has no place here, in the standard's form.

        Args:
            element: the element; it is copied.
            extra: attributes in Heddle's own namespace, by the names in `kept`, in small letters.
        """
        kept = standard(element)
        for name, value in extra.items():
            kept.set(f"{{{NAMESPACE}}}{name}", written(value))
        what = tag(kept)
        named = {
            key_of(str(value))
            for each in kept.iter(etree.Element)
            for name, value in each.attrib.items()
            if name in REFERENCES or name == "guid"
        }
        self.project.leftovers.append(
            ProjectLeftover(
                what=what,
                data=etree.tostring(kept, encoding="unicode"),
                about=sorted(each for each in named if self.kinds.get(each) in _RECORDS),
                key=key(kept),
            )
        )
        self._kept[what] += 1

    def code(
        self, coding: etree._Element, span: ProjectSpan, selection: etree._Element | None = None
    ) -> ProjectCoding | None:
        """Take a coding of a stretch; None where its code is not there.

        Who coded and when stands on the coding; only where it does not, at the selection: NVivo
        names the creator of the source there.
        """
        reference = next(below(coding, "CodeRef"), None)
        code = target(reference) if reference is not None else ""
        if self.kinds.get(code) != "Code":
            self.lose("codings with a code that is not in the project", code or key(coding))
            return None
        selected = key(selection) if selection is not None else ""
        beside = {} if selection is None else {str(name): str(of) for name, of in selection.items()}
        by = self.member(coding.get("creatingUser") or beside.get("creatingUser"))
        for twin in self.coded.get(selected, ()) if selected else ():
            same = (twin.code, twin.by, twin.start, twin.end) == (code, by, span.start, span.end)
            if same and key(coding) in ("", twin.key):
                return twin
        made = ProjectCoding(
            key=self.own(coding, "Coding"),
            source=span.source,
            start=span.start,
            end=span.end or 0,
            code=code,
            by=by,
            made=moment(coding.get("creationDateTime") or beside.get("creationDateTime")),
        )
        self.project.codings.append(made)
        if selected:
            self.coded.setdefault(selected, []).append(made)
            if key_of(_ELEMENTS.guid(made.key, SELECTION)) != selected:
                self._selections.setdefault(span.source, {})[made.key] = selected
        self.refer(coding, [made.key])
        return made

    def finish(self) -> None:
        """Put what was lost and what is kept into the project."""
        self.project.losses += [
            Loss(what, count, ", ".join(places)) for what, (count, places) in self._lost.items()
        ]
        for source, pairs in self._selections.items():
            data = msgspec.json.encode(pairs).decode()
            self.project.leftovers.append(
                ProjectLeftover(what=SELECTIONS, data=data, about=[source])
            )
        told = [
            Loss(f"{LABELS[what]} (kept, and written back at an export)", count)
            for what, count in self._kept.items()
            if what in LABELS
        ]
        self.project.losses += told
