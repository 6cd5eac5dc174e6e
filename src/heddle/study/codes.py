"""Codes: the codebook as a tree, with definitions and rules of use."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, name_key, refuse, required, unique_name

Origin = Literal["inductive", "deductive"]
PATH_MARK = " > "
"""What stands between the names of a code's path, in lists, imports and exports."""

COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6BB1", "#7A7A7A",
)  # fmt: skip
"""Colours that colour-blind people can tell apart (Okabe & Ito 2008, two of them ours)."""


class Code(Record):
    """A code of the codebook."""

    kind: ClassVar[str] = "codes"

    name: str = ""
    parent: Annotated[str, Ref("codes")] = ""
    definition: str = ""
    include: str = ""
    """When to use it."""
    exclude: str = ""
    """When not to use it."""
    example: str = ""
    colour: str = ""
    origin: Origin = "inductive"
    position: int = 0
    """Order among its siblings."""
    came_from: list[str] = []
    """Ids of codes that were merged into or split off from this one."""
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""


class AddCode(Operation, tag="codes.add"):
    """Add a code to the codebook."""

    name: str
    parent: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    colour: str = ""
    origin: Origin = "inductive"
    foreign_id: str = ""
    made: str = ""

    def decide(self, work: Workspace) -> str:
        """Names are unique among the children of one code."""
        name = required(self.name, "name", "a code")
        unique_name(work, Code, name, what="a code here", parent=self.parent)
        siblings = work.find(Code, "position", parent=self.parent)
        fields = {
            **changes(self),
            "name": name,
            "position": siblings[-1].position + 1 if siblings else 0,
            "colour": self.colour or COLOURS[work.count(Code) % len(COLOURS)],
        }
        return work.create(Code(**fields))


class ChangeCode(Operation, tag="codes.change"):
    """Change a code's name, definition, rules of use or colour."""

    code: str
    name: str | None = None
    definition: str | None = None
    include: str | None = None
    exclude: str | None = None
    example: str | None = None
    colour: str | None = None
    origin: Origin | None = None

    def decide(self, work: Workspace) -> str:
        """A new name must not be a sibling's."""
        code = work.get(Code, self.code)
        fields = changes(self, "code")
        if self.name is not None:
            fields["name"] = required(self.name, "name", "a code")
            unique_name(work, Code, self.name, but=code.id, what="a code here", parent=code.parent)
        work.set(code, **fields)
        return code.id


class MoveCode(Operation, tag="codes.move"):
    """Move a code under another one, to the top, or to another place among its siblings."""

    code: str
    parent: str = ""
    before: str = ""
    """The sibling to stand before; empty: at the end."""

    def decide(self, work: Workspace) -> str:
        """A code cannot go under itself or one of its own."""
        code = work.get(Code, self.code)
        if self.parent:
            if self.parent in {code.id, *(c.id for c in descendants(work, code.id))}:
                refuse(
                    f"“{code.name}” cannot go under itself or one of its own codes.",
                    "Choose another place in the tree.",
                    "cycle",
                )
            work.get(Code, self.parent)
        unique_name(work, Code, code.name, but=code.id, what="a code there", parent=self.parent)
        work.set(code, parent=self.parent)
        siblings = [c for c in work.find(Code, "position", parent=self.parent) if c.id != code.id]
        place = next((i for i, c in enumerate(siblings) if c.id == self.before), len(siblings))
        siblings.insert(place, code)
        for position, sibling in enumerate(siblings):
            work.set(sibling, position=position)
        return code.id


def descendants(view: View, code: str) -> list[Code]:
    """Return all codes below a code, depth first."""
    found = []
    for child in view.find(Code, "position", parent=code):
        found += [child, *descendants(view, child.id)]
    return found


def tree(view: View) -> list[tuple[Code, int, str]]:
    """Return all codes in tree order with their depth and path."""
    children: dict[str, list[Code]] = {}
    codes = view.find(Code, "position")
    known = {code.id for code in codes}
    for code in codes:
        # A parent lost in a merge leaves its children at the top, where people see them.
        children.setdefault(code.parent if code.parent in known else "", []).append(code)
    ordered: list[tuple[Code, int, str]] = []
    stack = [(code, 0, code.name) for code in reversed(children.get("", []))]
    seen: set[str] = set()
    while stack:
        code, depth, path = stack.pop()
        seen.add(code.id)
        ordered.append((code, depth, path))
        below = [c for c in children.get(code.id, []) if c.id not in seen]
        stack += [(c, depth + 1, path + PATH_MARK + c.name) for c in reversed(below)]
    # A cycle made by two merged moves hangs nowhere: show its codes all the same.
    ordered += [(code, 0, code.name) for code in codes if code.id not in seen]
    return ordered


def paths(view: View) -> dict[str, str]:
    """Return each code's path ("Parent > Child") by id."""
    return {code.id: path for code, _, path in tree(view)}


def path_key(path: str) -> tuple[str, ...]:
    """Return what two paths that people take for the same have in common."""
    return tuple(name_key(part) for part in path.split(PATH_MARK))
