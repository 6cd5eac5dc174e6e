"""A project of another program becomes part of a study: as ordinary operations, in one step.

    project = projects.read(file, data)              # in the child that can be killed
    plan_project(view, project, sketch, actor=...)   # writes nothing

What is there already is found by the program's own ids, then by what people would take for the
same (a member's name, a code's path, a text's name and words), and is not made twice.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from heddle.exchange.plan import Sketch
from heddle.exchange.project import DESCRIPTION, Project, ProjectCase, ProjectMemo
from heddle.exchange.project_codes import Tree
from heddle.exchange.project_codings import Codings
from heddle.exchange.project_history import History
from heddle.exchange.project_known import Known, Names, cleaned, is_guid, moment, same_base
from heddle.exchange.project_people import People, Team
from heddle.exchange.project_sources import Placed, Texts
from heddle.exchange.project_turns import Place
from heddle.log.view import View
from heddle.study.leftovers import DropLeftover, KeepLeftovers, Leftover, NewLeftover
from heddle.study.memos import ChangeMemo, Memo, MemoType, WriteMemo

_MOST: Final = 5
_SHOWN: Final = 60


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
            sketch.lose("characters that no study can hold (replaced)", "", replaced)
        self._sketch = sketch
        self._actor = actor
        self._names = names = Names(self._project)
        self._history = history = History(view)
        self._team = Team(view, names, sketch, actor)
        self._people = People(view, names, sketch, history)
        self._tree = Tree(view, names, sketch, history)
        self._texts = Texts(view, names, sketch, history, people=self._people)
        self._codings = Codings(view, names, sketch, history)
        self._memos = Known(view.find(Memo))

    def plan(self) -> None:
        project, sketch = self._project, self._sketch
        sketch.preview.losses += project.losses
        for note in project.notes:
            sketch.note(note)
        self._names.trusted = self._ids_hold()
        self._team.add(project)
        others = self._people.add(project)
        self._tree.add(project)
        self._texts.add(project)
        self._codings.add(project, self._texts, self._tree, self._team)
        self._write_memos()
        self._keep(others)
        self._tell()

    def _ids_hold(self) -> bool:
        """Tell whether row numbers are those of the last import: most of them have their names."""
        same = other = 0
        told: list[tuple[Known[Any], str, str]] = []
        told += [(self._tree.known, code.key, code.name) for code in self._project.codes]
        told += [(self._texts.known, text.key, text.name) for text in self._project.sources]
        for known, key, name in told:
            record = known.look(self._names.foreign(key)) if not is_guid(key) else None
            if record is not None:
                alike = same_base(record.name, name)
                same, other = same + alike, other + (not alike)
        return other <= same

    def _tell(self) -> None:
        """Say how known things were found, what stays as it is here, and what is gone there."""
        sketch = self._sketch
        if count := self._tree.by_path:
            sketch.note(f"{count} codes have new ids in this export and were found by their paths")
        if count := self._texts.by_words:
            sketch.note(f"{count} texts have new ids in this export and were found by their words")
        if count := self._codings.by_place:
            sketch.note(
                f"{count} codings have new ids in this export and were found by their places"
            )
        if self._history.kept:
            self._sketch.note(
                f"{self._history.kept} things that were changed here since stay as they are here"
            )
        if self._sketch.preview.made.get("sources") and self._history.words_erased():
            self._sketch.ask(
                "People have withdrawn from this study with their words: make sure that this "
                "project does not hold what they said."
            )
        self._list_gone()

    def _list_gone(self) -> None:
        """List what came with an earlier export and is not in this one; nothing is removed."""
        tree, texts, codings = self._tree.known, self._texts.known, self._codings.known
        everything: dict[str, Known[Any]] = {
            "codes": tree,
            "sources": texts,
            "codings": codings,
            "participants": self._people.known,
            "memos": self._memos,
        }
        taken = tree.taken | texts.taken
        if not taken:
            return
        brought = self._history.brought_with(taken)
        for kind, known in everything.items():
            came = brought.get(kind, set())
            gone = [each for each in known.free() if each.id in came and each.foreign_id]
            if gone:
                names = [str(getattr(each, type(each).label)) for each in gone]
                self._sketch.ask(
                    f"Not in this export any more, and kept here: {len(gone)} {kind} "
                    f"({_listed(names)}). Remove here what should go."
                )

    def _write_memos(self) -> None:
        alike = {(memo.title, memo.text): memo for memo in self._memos.records}
        for memo in self._all_memos():
            foreign = self._names.foreign(memo.key)
            title, text = memo.title, memo.text if memo.text.strip() else memo.title
            known = self._memos.take(foreign)
            if known is not None:
                new = self._history.news(known, title=title, text=text)
                if new and text.strip():
                    self._sketch.change(ChangeMemo(memo=known.id, **new), "memos")
                continue
            known = alike.get((title, text))
            if known is not None and known.id not in self._memos.taken:
                self._memos.taken.add(known.id)
                continue
            if not text.strip():
                self._sketch.lose("notes without words")
                continue
            if self._history.removed(foreign):
                self._sketch.lose("notes that were removed here (not brought back)")
                continue
            about, kind = self._about(memo)
            self._sketch.make(
                WriteMemo(
                    text=text,
                    title=title,
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
        return self._team.member(memo.by)

    def _all_memos(self) -> list[ProjectMemo]:
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
            about += self._turns(text, place)
        return list(dict.fromkeys(about)), "code" if codes and codes == len(about) else "other"

    def _turns(self, text: Placed, place: Place) -> list[str]:
        """Give the turns that a stretch of the project's text lies in."""
        spots = text.revised.spots[place.turn : place.end_turn + 1]
        blocks = text.revised.blocks
        turns = [
            [spot.turn] if spot.turn else blocks[spot.block].turns
            for spot in spots
            if spot.turn or spot.block >= 0
        ]
        return [turn for each in turns for turn in each]

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
            there = known.take(left.foreign_id)
            same = (left.what, left.data, *left.about) in held
            if there is not None and self._history.news(there, data=left.data):
                self._sketch.change(DropLeftover(leftover=there.id), "leftovers")
            elif same or there is not None or self._history.removed(left.foreign_id):
                continue
            new.append(left)
        if new:
            self._sketch.make(KeepLeftovers(leftovers=new), "leftovers", count=len(new))


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{' '.join(name.split())[:_SHOWN]}”" for name in names[:_MOST])
    return f"{shown} …" if len(names) > _MOST else shown
