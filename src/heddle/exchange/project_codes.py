"""The codes of another program's project: a tree, whatever was written."""

from __future__ import annotations

import re
from typing import Final

from heddle.exchange.plan import Sketch
from heddle.exchange.project import Project, ProjectCode
from heddle.exchange.project_known import Known, Names, moment
from heddle.log.view import View
from heddle.study.codes import AddCode, Code
from heddle.study.leftovers import NewLeftover
from heddle.study.rules import name_key

_COLOUR: Final = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\Z")
FOLDER: Final = "isCodable"
"""What the leftover is called that says that a code only groups others."""


class Tree:
    """The codes as they will be."""

    def __init__(self, view: View, names: Names, sketch: Sketch) -> None:
        self._known = Known(view.find(Code, "position"))
        self._names = names
        self._sketch = sketch
        self.ids: dict[str, str] = {}
        """Code's id by its key."""
        self.folders: list[str] = []
        """Ids of codes that only group others."""
        self._parents: dict[str, str] = {}
        """Key of the code above by key; rings are cut."""
        self._children: dict[str, dict[str, str]] = {}
        for code in self._known.records:
            self._children.setdefault(code.parent, {}).setdefault(name_key(code.name), code.id)
        self._codes = {code.id: code for code in self._known.records}

    def add(self, project: Project) -> None:
        """Make the codes that are not there, parents before children."""
        codes: dict[str, ProjectCode] = {}
        for code in project.codes:
            if code.key in codes:
                self._sketch.lose("codes with an id that another code has", code.name)
            else:
                codes[code.key] = code
        for code in codes.values():
            found = self._known.take(self._names.foreign(code.key))
            if found is not None:
                self.ids[code.key] = found.id
        for code in self._ordered(codes):
            self._add(code)

    def _ordered(self, codes: dict[str, ProjectCode]) -> list[ProjectCode]:
        """Give parents before children; rings are cut, and parents that are not there left out."""
        children: dict[str, list[ProjectCode]] = {}
        for code in codes.values():
            parent = code.parent
            if parent and parent not in codes:
                self._sketch.lose("parents of codes that are not in the project (now on top)")
                parent = ""
            self._parents[code.key] = parent
            children.setdefault(parent, []).append(code)
        ordered: list[ProjectCode] = []
        seen: set[str] = set()

        def walk(first: ProjectCode) -> None:
            waiting = [first]
            while waiting:
                code = waiting.pop()
                if code.key in seen:
                    continue
                seen.add(code.key)
                ordered.append(code)
                waiting += reversed([c for c in children.get(code.key, ()) if c.key not in seen])

        for code in children.get("", []):
            walk(code)
        for code in codes.values():
            if code.key not in seen:
                self._sketch.lose("codes that stand below themselves (now on top)", code.name)
                self._parents[code.key] = ""
                walk(code)
        return ordered

    def _add(self, code: ProjectCode) -> None:
        above = self._parents[code.key]
        parent = self.ids[above] if above else ""
        if code.key not in self.ids:
            self.ids[code.key] = self._match(code, parent)
        if not code.codable:
            self.folders.append(self.ids[code.key])

    def _match(self, code: ProjectCode, parent: str) -> str:
        """Find the code by its path, or make it; of two alike the second gets a number."""
        plain = " ".join(code.name.split()) or "(unnamed)"
        siblings = self._children.setdefault(parent, {})
        at, name = 1, plain
        while (there := siblings.get(name_key(name))) is not None:
            if there in self._codes and there not in self._known.taken:
                self._known.taken.add(there)
                return there
            at += 1
            name = f"{plain} ({at})"
        if at > 1:
            self._sketch.note(f"a second code “{plain}” in the same place became “{name}”")
        made = self._sketch.make(
            AddCode(
                name=name,
                parent=parent,
                definition=code.definition,
                colour=self._colour(code.colour),
                foreign_id=self._names.foreign(code.key),
                made=moment(code.made),
            ),
            "codes",
        )
        siblings[name_key(name)] = made
        return made

    def _colour(self, text: str) -> str:
        colour = text.strip()
        if not colour:
            return ""
        if not _COLOUR.match(colour):
            self._sketch.lose("colours that are not written as #rrggbb")
            return ""
        return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])

    def leftovers(self) -> list[NewLeftover]:
        """Give what a code here cannot say: that it only groups others."""
        return [NewLeftover(what=FOLDER, data="false", about=[code]) for code in self.folders]
