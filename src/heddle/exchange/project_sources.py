"""The texts of another program's project, and what is coded in them."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final, cast

import msgspec

from heddle.exchange.plan import Made, Miss, Sketch, part
from heddle.exchange.project import Project, ProjectCoding, ProjectSource
from heddle.exchange.project_codes import Tree
from heddle.exchange.project_known import Known, Names, moment, numbered
from heddle.exchange.project_people import People, Team
from heddle.exchange.project_turns import Laid, Owned, lay_out
from heddle.exchange.reading import DraftTurn
from heddle.exchange.roles import draft_speakers
from heddle.log.view import View
from heddle.study.codings import AddCodings, Coding, NewCoding
from heddle.study.rules import name_key
from heddle.study.sources import AddSource, NewSpeaker, NewTurn, Source, SpeakerRole, turns_of
from heddle.study.team import Member

_SHOWN: Final = 80
_MOST_MISSES: Final = 500


class Placed(msgspec.Struct):
    """A text as it will be in the study: its layout, and the ids of its turns."""

    source: ProjectSource
    laid: Laid
    id: str
    turns: list[str]


class Texts:
    """The texts as they will be."""

    def __init__(self, view: View, names: Names, sketch: Sketch, people: People) -> None:
        self._view = view
        self._known = Known(view.find(Source))
        self._names = names
        self._sketch = sketch
        self._people = people
        self._taken = {name_key(source.name) for source in self._known.records}
        self._members = {name_key(member.name): member.id for member in view.find(Member)}
        self.placed: dict[str, Placed] = {}
        self._turns = self._speakers = 0

    def add(self, project: Project) -> None:
        """Make the texts that are not there, with what is known of who speaks."""
        coded: dict[str, list[tuple[int, int]]] = {}
        for coding in project.codings:
            coded.setdefault(coding.source, []).append((coding.start, coding.end))
        owned, whole = self._owned(project)
        for source in project.sources:
            if source.key in self.placed:
                self._sketch.lose("texts with an id that another text has", source.name)
                continue
            laid = lay_out(
                source.text,
                owned=owned.get(source.key, ()),
                coded=coded.get(source.key, ()),
                times=[time for time in source.times if math.isfinite(time.seconds)],
            )
            self._tell(laid)
            found = self._known.take(self._names.foreign(source.key))
            if found is not None:
                self._keep(source, found, laid)
            else:
                self._make(source, laid, whole.get(source.key, []))
        if self._turns:
            self._sketch.preview.made["turns"] = self._turns
        if self._speakers:
            self._sketch.preview.made["speakers"] = self._speakers

    def _owned(self, project: Project) -> tuple[dict[str, list[Owned]], dict[str, list[str]]]:
        """Give the stretches of cases by text, and the cases that whole texts belong to."""
        texts = {source.key: len(source.text) for source in project.sources}
        owned: dict[str, list[Owned]] = {}
        whole: dict[str, list[str]] = {}
        for case in project.cases:
            for span in case.spans:
                length = texts.get(span.source)
                if length is None:
                    self._sketch.lose("stretches of cases in texts that are not in the project")
                elif span.end is None or (span.start <= 0 and span.end >= length):
                    whole.setdefault(span.source, []).append(case.key)
                elif case.key in self._people.ids:
                    stretch = Owned(max(span.start, 0), min(span.end, length), case.key)
                    owned.setdefault(span.source, []).append(stretch)
        return owned, whole

    def _tell(self, laid: Laid) -> None:
        if laid.kept:
            self._sketch.note(
                "where coded stretches hold speakers' labels, the labels stay in the words"
            )
        if laid.stray:
            self._sketch.lose("stretches of cases that are no whole turns", "", laid.stray)
        if laid.untimed:
            self._sketch.lose("times within turns", "", laid.untimed)

    def _keep(self, source: ProjectSource, found: Source, laid: Laid) -> None:
        turns = [turn.id for turn in turns_of(self._view, found.id)]
        self.placed[source.key] = Placed(source, laid, found.id, turns)

    def _make(self, source: ProjectSource, laid: Laid, whole: list[str]) -> None:
        name = numbered(" ".join(source.name.split()) or "Untitled", self._taken, name_key)
        self._taken.add(name_key(name))
        if name != source.name:
            self._sketch.note(f"the text “{source.name}” came in as “{name}”")
        turns = self._new_turns(laid)
        speakers = self._new_speakers(laid, turns)
        persons = [self._people.ids[case] for case in whole if case in self._people.ids]
        transcript = speakers and source.form == "document"
        made = self._sketch.make(
            AddSource(
                name=name,
                turns=turns,
                speakers=speakers,
                form="transcript" if transcript else source.form,
                participant=persons[0] if len(persons) == 1 and not speakers else "",
                language=source.language,
                file_name=source.file_name,
                file_format=source.file_format,
                foreign_id=self._names.foreign(source.key),
                made=moment(source.made),
            ),
            "sources",
            parts=True,
        )
        self._sketch.show({"source": name, "text": laid.words(0)[:_SHOWN] if turns else ""})
        self._turns += len(turns)
        self._speakers += len(speakers)
        ids = [str(part(made, i)) for i in range(len(turns))]
        self.placed[source.key] = Placed(source, laid, made, [Made(i) for i in ids])

    def _new_turns(self, laid: Laid) -> list[NewTurn]:
        return [
            NewTurn(
                text=laid.words(i),
                speaker=piece.label or self._people.codes.get(piece.case, ""),
                start=_seconds(piece.begin),
                end=_seconds(piece.finish),
            )
            for i, piece in enumerate(laid.pieces)
        ]

    def _new_speakers(self, laid: Laid, turns: list[NewTurn]) -> list[NewSpeaker]:
        cases: dict[str, str] = {}
        for piece, turn in zip(laid.pieces, turns, strict=True):
            if turn.speaker and piece.case:
                cases.setdefault(turn.speaker, piece.case)
        drafted = draft_speakers([DraftTurn(turn.speaker or None, turn.text) for turn in turns])
        made = []
        for draft in drafted:
            person = self._people.ids.get(cases.get(draft.label, ""), "")
            person = person or self._people.known_codes.get(name_key(draft.label), "")
            member = "" if person else self._members.get(name_key(draft.label), "")
            role = "participant" if person else draft.role
            made.append(
                NewSpeaker(
                    name=draft.label,
                    role=cast("SpeakerRole", role),
                    participant=person,
                    member=member,
                )
            )
        return made


class Codings:
    """What is coded in the texts."""

    def __init__(
        self, view: View, names: Names, sketch: Sketch, *, texts: Texts, tree: Tree, team: Team
    ) -> None:
        self._names = names
        self._sketch = sketch
        self._texts = texts
        self._tree = tree
        self._team = team
        self._known = Known(view.find(Coding))
        self.ids: dict[str, str] = {}
        """Coding's id by its key."""
        self._present: Counter[tuple[str, ...]] = Counter()
        self._inexact = 0

    def add(self, project: Project) -> None:
        """Code what is not coded yet; each stretch is checked against the words of the project."""
        new: list[NewCoding] = []
        keys: list[str] = []
        for coding in project.codings:
            found = self._known.take(self._names.foreign(coding.key))
            if found is not None:
                self.ids[coding.key] = found.id
                continue
            made = self._coding(coding)
            if made is not None:
                new.append(made)
                keys.append(coding.key)
        if new:
            step = self._sketch.make(AddCodings(codings=new), "codings", count=len(new))
            for i, key in enumerate(keys):
                self.ids.setdefault(key, part(step, i))

    def _coding(self, coding: ProjectCoding) -> NewCoding | None:
        text = self._texts.placed.get(coding.source)
        code = self._tree.ids.get(coding.code)
        if text is None or code is None:
            missing = "texts" if text is None else "codes"
            self._sketch.lose(f"codings of {missing} that are not in the project")
            return None
        place = text.laid.place(max(coding.start, 0), min(coding.end, len(text.laid.text)))
        if place is None:
            self._sketch.lose("codings on no words")
            return None
        if not place.exact:
            self._miss(coding, text, "a speaker's label in it is not among its words here")
        return NewCoding(
            code=code,
            turn=text.turns[place.turn],
            start=place.start,
            end=place.end,
            end_turn=text.turns[place.end_turn] if place.end_turn != place.turn else "",
            coder=self._team.member(coding.by, "codings"),
            note=coding.note,
            foreign_id=self._names.foreign(coding.key),
            made=moment(coding.made),
        )

    def _miss(self, coding: ProjectCoding, text: Placed, why: str) -> None:
        self._inexact += 1
        if self._inexact <= _MOST_MISSES:
            self._sketch.preview.misses.append(
                Miss(
                    row=0,
                    document=text.source.name,
                    code="",
                    words=text.laid.text[coding.start : coding.end][:_SHOWN],
                    why=why,
                )
            )


def _seconds(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None
