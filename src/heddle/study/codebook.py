"""Changes of the codebook that codings and themes follow: merging, splitting, dropping codes."""

from __future__ import annotations

from heddle.log.operations import Operation
from heddle.log.references import holders
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.guide import Question
from heddle.study.rules import refuse, required, unique_name
from heddle.study.themes import Feed


class MergeCodes(Operation, tag="codes.merge"):
    """Merge codes into one: codings, codes below, themes, quotes and memos go over."""

    codes: list[str]
    into: str

    def decide(self, work: Workspace) -> str:
        """Codings that become equal (same coder, same words, same note) are one afterwards."""
        target = work.get(Code, self.into)
        for code in (work.get(Code, c) for c in dict.fromkeys(self.codes)):
            if code.id == target.id:
                refuse("A code cannot be merged into itself.", "Choose another target.")
            if code.id in _ancestors(work, target):
                refuse(
                    f"“{target.name}” lies below “{code.name}”, so that cannot be merged into it.",
                    "Move it out first, or merge the other way round.",
                    "cycle",
                )
            _take_codings(work, code, target)
            for child in work.find(Code, parent=code.id):
                unique_name(
                    work, Code, child.name, but=child.id, what="a code there", parent=target.id
                )
                work.set(child, parent=target.id)
            fed = {feed.theme for feed in work.find(Feed, code=target.id)}
            for feed in work.find(Feed, code=code.id):
                if feed.theme in fed:
                    work.drop(feed)
                else:
                    work.set(feed, code=target.id)
            _point_to(work, code, target)
            work.set(target, came_from=[*target.came_from, code.id, *code.came_from])
            work.drop(code)
        return target.id


class SplitCode(Operation, tag="codes.split"):
    """Split a code: the named codings go to a new code beside it."""

    code: str
    name: str
    codings: list[str]
    definition: str = ""

    def decide(self, work: Workspace) -> str:
        """Only codings of this code can be taken."""
        old = work.get(Code, self.code)
        name = required(self.name, "name", "a code")
        unique_name(work, Code, name, what="a code here", parent=old.parent)
        new = work.create(
            Code(
                name=name,
                parent=old.parent,
                definition=self.definition,
                colour=old.colour,
                origin=old.origin,
                position=old.position,
                came_from=[old.id],
            )
        )
        for coding in (work.get(Coding, c) for c in self.codings):
            if coding.code != old.id:
                refuse(
                    f"A coding that is to go over is not under “{old.name}”; nothing was changed.",
                    "Name codings of the code that is split.",
                )
            work.set(coding, code=new)
        return new


class DropCode(Operation, tag="codes.drop"):
    """Remove a code; its codings go too only if that is asked for."""

    code: str
    with_codings: bool = False

    def decide(self, work: Workspace) -> None:
        """Refused while it has codes below it, or codings that were not mentioned."""
        code = work.get(Code, self.code)
        if work.count(Code, parent=code.id):
            refuse(
                f"“{code.name}” has codes below it; nothing was changed.",
                "Move or remove them first.",
            )
        codings = [coding.id for coding in work.find(Coding, code=code.id)]
        if codings and not self.with_codings:
            refuse(
                f"“{code.name}” has {len(codings)} codings; nothing was changed.",
                "Merge it into another code, or say that its codings go too (with_codings).",
                "has-codings",
            )
        work.drop_many(Coding, codings)
        for question in work.find(Question):
            if code.id in question.codes:
                work.set(question, codes=[each for each in question.codes if each != code.id])
        work.drop(code)


def _ancestors(view: View, code: Code) -> set[str]:
    found: set[str] = set()
    parent = code.parent
    while parent and parent not in found:
        found.add(parent)
        above = view.maybe(Code, parent)
        parent = above.parent if above else ""
    return found


def _point_to(work: Workspace, code: Code, target: Code) -> None:
    """Let what else speaks of a code (a quote, a memo, an answer's evidence) speak of the other."""
    for kind, field in work.schema.referring(Code.kind):
        holding = {record for record, _ in holders(work.connection, kind, field, {code.id})}
        for record in work.among(kind.cls, "id", holding):
            held = getattr(record, field.name)
            if isinstance(held, list):
                pointed = dict.fromkeys(target.id if item == code.id else item for item in held)
                work.set(record, **{field.name: list(pointed)})
            else:
                work.set(record, **{field.name: target.id})


def _take_codings(work: Workspace, code: Code, target: Code) -> None:
    def key(coding: Coding) -> tuple[str, str, int, str, int, str]:
        return (
            coding.coder,
            coding.turn,
            coding.start,
            coding.end_turn,
            coding.end,
            coding.note,
        )

    present = {key(coding) for coding in work.find(Coding, code=target.id)}
    for coding in work.find(Coding, code=code.id):
        if key(coding) in present:
            work.drop(coding)
        else:
            work.set(coding, code=target.id)
