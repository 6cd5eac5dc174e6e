"""A project of another program while its reader fills it: codes by path, people by name."""

from __future__ import annotations

from collections.abc import Sequence

from heddle.exchange.draft import NULS
from heddle.exchange.project import (
    Project,
    ProjectCode,
    ProjectCoding,
    ProjectLeftover,
    ProjectMember,
    ProjectMemo,
    ProjectSource,
)
from heddle.exchange.reading import Loss
from heddle.text.cleaned import Cleaned

OUTSIDE = "codings that lie outside their text or have no words"
"""How a coding is counted whose offsets lead nowhere."""
TWICE = "codings that are there twice"
BROKEN = "characters that no text can hold (halves of others)"


class ProjectDraft:
    """Collects a project; keys are made of what is told, so that a second import meets them."""

    def __init__(self, program: str, name: str = "") -> None:
        self.project = Project(program=program, name=name)
        self._losses: dict[str, Loss] = {}
        self._codes: dict[tuple[str, ...], ProjectCode] = {}
        self._members: dict[str, ProjectMember] = {}
        self._cleaned: dict[str, Cleaned] = {}
        self._keys: set[str] = set()

    def lose(self, what: str, count: int = 1, where: str = "") -> None:
        """Count what is not taken over; `where` is kept from its first sight."""
        if count:
            before = self._losses.get(what)
            self._losses[what] = Loss(
                what, count + (before.count if before else 0), before.where if before else where
            )

    def lose_halves(self, count: int) -> None:
        """Count halves of characters that a parser has replaced."""
        self.lose(BROKEN, count)

    def note(self, decision: str) -> None:
        """Record what was decided by evidence, once."""
        if decision not in self.project.notes:
            self.project.notes.append(decision)

    def member(self, name: str, key: str = "") -> str:
        """Give the key of a person by name; empty for no name."""
        plain = " ".join(name.split())
        if not plain:
            return ""
        key = f"member {key or plain}"
        if key not in self._members:
            self._members[key] = ProjectMember(key=key, name=plain)
            self.project.members.append(self._members[key])
        return key

    def code(
        self,
        path: Sequence[str],
        *,
        definition: str = "",
        colour: str = "",
        codable: bool = True,
    ) -> str:
        """Give the key of a code by its path, made with its parents where it is new.

        Parents only group, until a coding uses them.
        """
        names = tuple(" ".join(each.split()) or "(no name)" for each in path)
        found = self._codes.get(names)
        if found is None:
            parent = self.code(names[:-1], codable=False) if len(names) > 1 else ""
            key = "code " + "\x1f".join(names)
            found = ProjectCode(key=key, name=names[-1], parent=parent, codable=False)
            self._codes[names] = found
            self.project.codes.append(found)
        found.definition = found.definition or definition
        found.colour = found.colour or colour
        found.codable = found.codable or codable
        return found.key

    def source(self, raw: str, source: ProjectSource) -> Cleaned:
        """Add a text as the program holds it; `source.text` is filled here."""
        cleaned = Cleaned(raw)
        source.text = cleaned.text
        self.lose(NULS, cleaned.nuls, source.name)
        self.lose(BROKEN, cleaned.broken, source.name)
        self.project.sources.append(source)
        self._cleaned[source.key] = cleaned
        return cleaned

    def coding(self, coding: ProjectCoding, *, utf16: bool = False) -> bool:
        """Add a coding whose offsets are those of its program; False where they lead nowhere."""
        stretch = self._cleaned[coding.source].stretch(coding.start, coding.end, utf16=utf16)
        if stretch is None:
            self.lose(OUTSIDE)
            return False
        if coding.key in self._keys:
            self.lose(TWICE)
            return False
        self._keys.add(coding.key)
        coding.start, coding.end = stretch
        self.project.codings.append(coding)
        return True

    def memo(self, memo: ProjectMemo) -> None:
        """Add a memo, unless it says nothing."""
        if memo.text.strip():
            self.project.memos.append(memo)

    def leave(self, what: str, data: str, about: Sequence[str] = ()) -> None:
        """Keep something in the program's own form; the caller counts it as lost, too."""
        self.project.leftovers.append(ProjectLeftover(what=what, data=data, about=list(about)))

    def finish(self) -> Project:
        """Give the project."""
        self.project.losses = list(self._losses.values())
        return self.project
