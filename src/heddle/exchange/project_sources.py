"""The texts of another program's project."""

from __future__ import annotations

import math
from typing import Any, Final, cast

import msgspec

from heddle.exchange.plan import Sketch, part
from heddle.exchange.project import Project, ProjectSource
from heddle.exchange.project_history import History
from heddle.exchange.project_known import Known, Names, moment, numbered, same_base
from heddle.exchange.project_people import People
from heddle.exchange.project_revise import Revised, Reviser, Spot
from heddle.exchange.project_turns import Laid, Owned, lay_out
from heddle.exchange.reading import DraftTurn
from heddle.exchange.roles import draft_speakers
from heddle.log.view import View
from heddle.study.rules import name_key
from heddle.study.sources import (
    AddSource,
    ChangeSource,
    NewSpeaker,
    NewTurn,
    Source,
    SpeakerRole,
    Turn,
    turns_of,
)
from heddle.study.team import Member

_SHOWN: Final = 80
_SAME: Final = 0.5
"""Share of paragraphs that two texts of one name must have in common to be one."""


class Placed(msgspec.Struct):
    """A text as it will be in the study: its layout, and where its turns are."""

    source: ProjectSource
    laid: Laid
    id: str
    revised: Revised


class Texts:
    """The texts as they will be."""

    def __init__(
        self, view: View, names: Names, sketch: Sketch, history: History, *, people: People
    ) -> None:
        """Read the names of the study's sources."""
        self._view = view
        self.known = Known(view.find(Source))
        self._names = names
        self._sketch = sketch
        self._history = history
        self._people = people
        self._reviser = Reviser(history, sketch)
        self._taken = {name_key(source.name) for source in self.known.records}
        self._members = {name_key(member.name): member.id for member in view.find(Member)}
        self.placed: dict[str, Placed] = {}
        self._named: dict[str, list[Source]] | None = None
        self.by_words = 0
        """Texts with ids of their own that were found by their names and words."""
        self._turns = self._speakers = 0

    def add(self, project: Project) -> None:
        """Make the texts that are not there, and bring those up to date that are."""
        coded: dict[str, list[tuple[int, int]]] = {}
        for coding in project.codings:
            coded.setdefault(coding.source, []).append((max(coding.start, 0), coding.end))
        owned, whole = self._owned(project)
        found = {s.key: self.known.take(self._names.foreign(s.key)) for s in project.sources}
        for source in project.sources:
            if source.key in self.placed:
                self._sketch.lose("texts with an id that another text has", source.name)
                continue
            layout: dict[str, Any] = {
                "owned": owned.get(source.key, ()),
                "coded": coded.get(source.key, ()),
                "labelled": project.labelled,
                "times": [time for time in source.times if math.isfinite(time.seconds)],
            }
            laid = lay_out(source.text, **layout)
            self._tell(laid)
            known = found[source.key] or self._same(source, laid)
            if known is not None:
                self._update(source, known, laid, layout)
            elif self._history.removed(self._names.foreign(source.key)):
                self._sketch.lose("texts that were removed here (not brought back)", source.name)
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

    def _same(self, source: ProjectSource, laid: Laid) -> Source | None:
        """Find a source of the same name whose words are much the same."""
        if self._named is None:
            self._named = {}
            for known in self.known.free():
                self._named.setdefault(name_key(_stem(known.name)), []).append(known)
        for known in self._named.get(name_key(_stem(source.name)), ()):
            if known.id in self.known.taken:
                continue
            ours = {" ".join(turn.text.split()) for turn in turns_of(self._view, known.id)}
            theirs = {" ".join(laid.words(i).split()) for i in range(len(laid.pieces))}
            if 2 * len(ours & theirs) >= _SAME * (len(ours) + len(theirs)):
                self.known.taken.add(known.id)
                self.by_words += bool(known.foreign_id)
                return known
        return None

    def _update(
        self, source: ProjectSource, known: Source, laid: Laid, layout: dict[str, Any]
    ) -> None:
        turns = turns_of(self._view, known.id)
        laid = _most_like(source.text, laid, layout, turns)
        came = bool(known.foreign_id) or self._names.foreign(source.key) == known.id.upper()
        revised = self._reviser.revise(known.id, turns, laid, ours=not came)
        self.placed[source.key] = Placed(source, laid, known.id, revised)
        plain = _plain(source)
        if came and not same_base(known.name, plain) and not self._history.had(known, name=plain):
            self._taken.discard(name_key(known.name))
            name = numbered(plain, self._taken)
            self._taken.add(name_key(name))
            self._sketch.note(f"the text “{known.name}” is now “{name}”")
            self._sketch.change(ChangeSource(source=known.id, name=name), "sources")
        elif revised.taken:
            changed = self._sketch.preview.changed
            changed["sources"] = changed.get("sources", 0) + 1

    def _make(self, source: ProjectSource, laid: Laid, whole: list[str]) -> None:
        name = numbered(_plain(source), self._taken)
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
        spots = [Spot(turn=part(made, i)) for i in range(len(turns))]
        self.placed[source.key] = Placed(
            source, laid, made, Revised(spots, [], [turn.text for turn in turns])
        )

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


def _most_like(text: str, laid: Laid, layout: dict[str, Any], turns: list[Turn]) -> Laid:
    """Lay a text out as it was laid out when it came in: with labels in its words or without."""
    ours = [turn.text for turn in turns]
    known = set(ours)

    def alike(each: Laid) -> tuple[bool, int]:
        words = [each.words(i) for i in range(len(each.pieces))]
        return words == ours, sum(text in known for text in words)

    if laid.form == "none" or alike(laid)[0]:
        return laid
    return max([laid, lay_out(text, **layout, keep=not laid.kept)], key=alike)


def _plain(source: ProjectSource) -> str:
    return " ".join(source.name.split()) or "Untitled"


def _stem(name: str) -> str:
    """Give a name without the ending of a file."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.isalnum() and len(ending) < 5 else name


def _seconds(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None
