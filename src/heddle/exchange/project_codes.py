"""The codes of another program's project: a tree, whatever was written."""

from __future__ import annotations

import re
from typing import Any, Final

from heddle.exchange.plan import Made, Sketch
from heddle.exchange.project import Project, ProjectCode
from heddle.exchange.project_history import History
from heddle.exchange.project_known import Known, Names, moment, numbered, same_base
from heddle.log.view import View
from heddle.study.codes import AddCode, ChangeCode, Code, MoveCode
from heddle.study.leftovers import NewLeftover
from heddle.study.rules import name_key

_COLOUR: Final = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\Z")
FOLDER: Final = "isCodable"
"""What the leftover is called that says that a code only groups others."""


class Tree:
    """The codes as they will be."""

    def __init__(self, view: View, names: Names, sketch: Sketch, history: History) -> None:
        """Read the codes of the study."""
        self.known = Known(view.find(Code, "position"))
        self._names = names
        self._sketch = sketch
        self._history = history
        self.ids: dict[str, str] = {}
        """Code's id by its key."""
        self.folders: list[str] = []
        """Ids of codes that only group others."""
        self.by_path = 0
        """Codes with ids of their own that were found by their paths."""
        self._parents: dict[str, str] = {}
        """Key of the code above by key; rings are cut."""
        self._children: dict[str, dict[str, str]] = {}
        for code in self.known.records:
            self._children.setdefault(code.parent, {}).setdefault(name_key(code.name), code.id)
        self._codes = {code.id: code for code in self.known.records}

    def add(self, project: Project) -> None:
        """Make the codes that are not there, parents before children."""
        codes: dict[str, ProjectCode] = {}
        for code in project.codes:
            if code.key in codes:
                self._sketch.lose("codes with an id that another code has", code.name)
            else:
                codes[code.key] = code
        for code in codes.values():
            found = self.known.take(self._names.foreign(code.key))
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
        while above and above not in self.ids:  # removed here
            above = self._parents[above]
        parent = self.ids[above] if above else ""
        if code.key in self.ids:
            self._update(code, self._codes[self.ids[code.key]], parent)
        else:
            self._match(code, parent)
        if not code.codable and code.key in self.ids:
            self.folders.append(self.ids[code.key])

    def _match(self, code: ProjectCode, parent: str) -> None:
        """Find the code by its path, or make it; of two alike the second gets a number."""
        plain = _plain(code)
        siblings = self._children.setdefault(parent, {})
        at, name = 1, plain
        while (there := siblings.get(name_key(name))) is not None:
            if there in self._codes and there not in self.known.taken:
                self.known.taken.add(there)
                self.ids[code.key] = there
                found = self._codes[there]
                self.by_path += bool(found.foreign_id)
                self._update(code, found, parent)
                return
            at += 1
            name = f"{plain} ({at})"
        foreign = self._names.foreign(code.key)
        if self._history.removed(foreign):
            self._sketch.lose("codes that were removed here (not brought back)", plain)
            return
        if at > 1:
            self._sketch.note(f"a second code “{plain}” in the same place became “{name}”")
        made = self._sketch.make(
            AddCode(
                name=name,
                parent=parent,
                definition=code.definition,
                colour=self._colour(code.colour),
                foreign_id=foreign,
                made=moment(code.made),
            ),
            "codes",
        )
        siblings[name_key(name)] = self.ids[code.key] = made

    def _update(self, code: ProjectCode, known: Code, parent: str) -> None:
        """Bring a code up to date; one that did not come from a project only gets what it lacks."""
        told = {"definition": code.definition, "colour": self._colour(code.colour)}
        if told["colour"].casefold() in ("", known.colour.casefold()):
            del told["colour"]
        came = bool(known.foreign_id) or self._names.foreign(code.key) == known.id.upper()
        if not came:
            new = {"definition": code.definition} if not known.definition else {}
            self._change(known, {name: value for name, value in new.items() if value})
            return
        new = self._history.news(known, **told)
        moves = isinstance(parent, Made) or bool(self._history.news(known, parent=parent))
        if not same_base(known.name, _plain(code)) and not self._history.had(
            known, name=_plain(code)
        ):
            new["name"] = _plain(code)
        if moves or "name" in new:
            name = new.get("name", known.name)
            before, after = self._children[known.parent], self._children.setdefault(parent, {})
            before.pop(name_key(known.name), None)
            name = numbered(name, before.keys() | after.keys())
            after[name_key(name)] = known.id
            if name != known.name:
                new["name"] = name
        self._change(known, new)
        if moves:
            self._sketch.change(MoveCode(code=known.id, parent=parent), "" if new else "codes")

    def _change(self, known: Code, new: dict[str, Any]) -> None:
        if not new:
            return
        if "name" in new:
            self._sketch.note(f"the code “{known.name}” is now “{new['name']}”")
        self._sketch.change(ChangeCode(code=known.id, **new), "codes")

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


def _plain(code: ProjectCode) -> str:
    return " ".join(code.name.split()) or "(unnamed)"
