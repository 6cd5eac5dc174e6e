"""A project of another program becomes part of a study: as ordinary operations, in one step.

    project = projects.read(file, data)              # in the child that can be killed
    plan_project(view, project, sketch, actor=...)   # writes nothing

What is there already is found by the program's own ids, then by what people would take for the
same (a member's name, a code's path, a text's name and words), and is not made twice.
"""

from __future__ import annotations

import msgspec

from heddle.exchange.plan import Sketch
from heddle.exchange.project import DESCRIPTION, Project, ProjectCase, ProjectMemo
from heddle.exchange.project_codes import Tree
from heddle.exchange.project_known import Known, Names, cleaned, moment
from heddle.exchange.project_people import People, Team
from heddle.exchange.project_sources import Codings, Texts
from heddle.log.view import View
from heddle.study.leftovers import KeepLeftovers, Leftover, NewLeftover
from heddle.study.memos import Memo, MemoType, WriteMemo


def plan_project(view: View, project: Project, sketch: Sketch, *, actor: str = "") -> None:
    """Plan a whole project.

    Args:
        view: the study as it stands.
        project: what a reader has read.
        sketch: the plan in the making.
        actor: id of the member who imports, to whom belongs what says of nobody whose it is.
    """
    _Importing(view, project, sketch, actor).plan()


class _Importing:
    def __init__(self, view: View, project: Project, sketch: Sketch, actor: str) -> None:
        self._view = view
        self._project, replaced = cleaned(project)
        if replaced:
            sketch.lose("characters that no study can hold (now �)", "", replaced)
        self._sketch = sketch
        self._actor = actor
        self._names = Names(self._project)
        self._team = Team(view, self._names, sketch, actor)
        self._people = People(view, self._names, sketch)
        self._tree = Tree(view, self._names, sketch)
        self._texts = Texts(view, self._names, sketch, self._people)
        self._codings = Codings(
            view, self._names, sketch, texts=self._texts, tree=self._tree, team=self._team
        )
        self._leftovers: list[NewLeftover] = []

    def plan(self) -> None:
        project, sketch = self._project, self._sketch
        sketch.preview.losses += project.losses
        for note in project.notes:
            sketch.note(note)
        self._team.add(project)
        others = self._people.add(project)
        self._tree.add(project)
        self._texts.add(project)
        self._codings.add(project)
        self._write_memos()
        self._keep(others)

    def _write_memos(self) -> None:
        known = Known(self._view.find(Memo))
        for memo in self._memos():
            foreign = self._names.foreign(memo.key)
            if known.take(foreign) is not None:
                continue
            if not memo.text.strip() and not memo.title.strip():
                self._sketch.lose("notes without words")
                continue
            about, kind = self._about(memo)
            self._sketch.make(
                WriteMemo(
                    text=memo.text if memo.text.strip() else memo.title,
                    title=memo.title,
                    type=kind,
                    about=about,
                    author=self._author(memo),
                    foreign_id=foreign,
                    made=moment(memo.made),
                ),
                "memos",
            )

    def _author(self, memo: ProjectMemo) -> str:
        """Give whose a note is; a description that nobody signed is the importer's."""
        if not memo.by and self._actor and memo.key.endswith(DESCRIPTION):
            return self._actor
        return self._team.member(memo.by, "memos")

    def _memos(self) -> list[ProjectMemo]:
        """Give the notes of a project, and its descriptions as notes."""
        project = self._project
        told = [(each.key, each.description, each.by) for each in project.sources]
        told += [(each.key, each.description, "") for each in project.cases]
        described = [
            ProjectMemo(key=f"{key}{DESCRIPTION}", text=text, about=[key], by=by)
            for key, text, by in told
            if text.strip()
        ]
        if project.description.strip():
            whole = ProjectMemo(
                key=f"{project.identity}{DESCRIPTION}",
                title=project.name,
                text=project.description,
            )
            described.insert(0, whole)
        return [*described, *project.memos]

    def _about(self, memo: ProjectMemo) -> tuple[list[str], MemoType]:
        about, codes = [], 0
        for key in memo.about:
            found = self._find(key)
            if found:
                about.append(found)
                codes += key in self._tree.ids
            else:
                self._sketch.lose("what notes are about, where it is not in the study")
        for span in memo.spans:
            text = self._texts.placed.get(span.source)
            end = span.end if span.end is not None else len(text.laid.text) if text else 0
            place = text.laid.place(max(span.start, 0), end) if text else None
            if text is None or place is None:
                self._sketch.lose("what notes are about, where it is not in the study")
                continue
            about += text.turns[place.turn : place.end_turn + 1]
        return list(dict.fromkeys(about)), "code" if codes and codes == len(about) else "other"

    def _find(self, key: str) -> str:
        """Give the id of what a key of the project means here; empty: nothing."""
        text = self._texts.placed.get(key)
        return (
            (text.id if text else "")
            or self._tree.ids.get(key, "")
            or self._codings.ids.get(key, "")
            or self._people.ids.get(key, "")
            or self._team.ids.get(key, "")
        )

    def _values(self) -> list[NewLeftover]:
        """Give the values of texts: a study has them of people only."""
        with_values = [source for source in self._project.sources if source.values]
        if with_values:
            self._sketch.lose("values of texts (kept as they are)", "", len(with_values))
        return [
            NewLeftover(
                what="VariableValue",
                data=msgspec.json.encode(source.values).decode(),
                about=[text.id] if (text := self._texts.placed.get(source.key)) else [],
            )
            for source in with_values
        ]

    def _keep(self, others: list[ProjectCase]) -> None:
        """Keep what has no place here, once."""
        project = self._project
        title = project.name or project.program
        wanted = self._tree.leftovers()
        for each in project.leftovers:
            about = [found for key in each.about if (found := self._find(key))]
            foreign = self._names.foreign(each.key)
            wanted.append(
                NewLeftover(what=each.what, data=each.data, about=about, foreign_id=foreign)
            )
        codes = sum(bool(code.by) for code in project.codes)
        if codes:
            self._sketch.lose("who made each code", "", codes)
        wanted += self._values()
        if others:
            self._sketch.lose("cases that are nobody", "", len(others))
        known = Known(self._view.find(Leftover))
        held = {(left.what, left.data, *left.about) for left in known.records}
        new = []
        for left in wanted:
            left.project = title
            there = known.take(left.foreign_id) or (left.what, left.data, *left.about) in held
            if not there:
                new.append(left)
        if new:
            self._sketch.make(KeepLeftovers(leftovers=new), "leftovers", count=len(new))
