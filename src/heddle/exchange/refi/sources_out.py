"""Sources on their way out: texts with their codings, the turns of people, and quotes."""

from __future__ import annotations

from typing import Final

from lxml import etree

from heddle.exchange.refi.kept import SELECTION
from heddle.exchange.refi.making import Making
from heddle.exchange.refi.people_out import People
from heddle.exchange.refi.profiles import Ruler
from heddle.exchange.refi.texts import Running, Stretch
from heddle.privacy.gate import Passage
from heddle.study.codings import Coding
from heddle.study.quotes import Quote
from heddle.study.sessions import Session
from heddle.study.sources import Source, Speaker, turns_of

FACTS: Final = ("session", "date of the session", "language", "form")
"""Variables of a source, all of them texts."""
VARIABLE: Final = "source variable"


class Sources:
    """The texts of a study, one after the other."""

    def __init__(self, making: Making, people: People) -> None:
        self._making = making
        self._people = people
        view = making.view
        self.sources = view.find(Source, "name")
        self._sessions = {session.id: session for session in view.find(Session)}
        self._codings: dict[str, list[Coding]] = {}
        for coding in view.find(Coding):
            self._codings.setdefault(coding.source, []).append(coding)
        self._quotes: dict[str, list[Quote]] = {}
        for quote in view.find(Quote):
            self._quotes.setdefault(quote.source, []).append(quote)
        self._ruler = Ruler("", making.profile)
        self._shared: dict[str, tuple[etree._Element, Stretch, etree._Element]] = {}
        """The selections of codings by GUID: one of another program can have several codings."""

    def add_variables(self, variables: etree._Element) -> None:
        """Append the variables of sources."""
        for name in FACTS:
            self._making.elements.add(
                variables,
                "Variable",
                guid=self._making.guid(VARIABLE, name),
                name=name,
                typeOfVariable="Text",
            )

    def add(self, parent: etree._Element) -> None:
        """Append all sources; what they hold is put before the gate."""
        for source in self.sources:
            self._add(parent, source)

    def _add(self, parent: etree._Element, source: Source) -> None:
        making, elements = self._making, self._making.elements
        turns = turns_of(making.view, source.id)
        speakers = {each.id: each for each in making.view.find(Speaker, source=source.id)}
        labels = {each.id: making.said.note(each.name) for each in speakers.values()}
        running = Running(turns, labels, making.said)
        self._ruler = Ruler(running.text, making.profile)
        making.left["times of turns"] += sum(turn.start is not None for turn in turns)
        guid = making.guid(source.id)
        made = elements.add(
            parent,
            "TextSource",
            guid=guid,
            name=making.add_note(source.name, source.id),
            plainTextPath=making.keep(guid, running.text),
            creatingUser=making.user(source.transcriber),
            creationDateTime=making.moment(source),
        )
        elements.text(made, "Description", making.described.get(source.id, ""))
        for turn in turns:
            place = running.turn(turn.id)
            if place is None:
                continue
            words = running.text[place.start : place.end]
            making.passages.append(Passage(words, (turn.id,)))
            speaker = speakers.get(turn.speaker)
            if speaker is not None and speaker.participant and not turn.withdrawn:
                selection = making.guid(turn.id, "turn")
                own = self._select(made, selection, place, name=labels[turn.speaker])
                making.refer(own, turn.id)
                self._people.spoken.setdefault(speaker.participant, []).append(selection)
        for coding in self._codings.get(source.id, ()):
            self._code(made, coding, running.anchor(coding))
        for quote in self._quotes.get(source.id, ()):
            self._quote(made, quote, running.anchor(quote))
        making.refer(made, source.id, *([source.session] if source.session else []))
        self._add_facts(made, source)
        if source.participant:
            self._people.written.setdefault(source.participant, []).append(guid)

    def _code(self, parent: etree._Element, coding: Coding, place: Stretch | None) -> None:
        """Append one selection with one coding: so NVivo does it, and every program reads it."""
        making, elements = self._making, self._making.elements
        if place is None:
            making.left["codings whose words were corrected away"] += 1
            return
        note = making.add_note(coding.note, coding.id)
        beside = making.profile.notes_as_descriptions
        coder, moment = making.user(coding.coder), making.moment(coding)
        guid = making.selection(coding.id)
        there = self._shared.get(guid)
        if there is not None and (there[0] is not parent or there[1] != place):
            guid, there = making.guid(coding.id, SELECTION), None  # it was moved since
        if there is None:
            selection = self._select(
                parent,
                guid,
                place,
                description=note if beside else "",
                creatingUser=coder,
                creationDateTime=moment,
            )
            self._shared[guid] = parent, place, selection
        else:
            selection = there[2]
        made = elements.add(
            selection,
            "Coding",
            guid=making.guid(coding.id),
            creatingUser=coder,
            creationDateTime=moment,
        )
        elements.add(made, "CodeRef", targetGUID=making.guid(coding.code))
        making.refer(made, coding.id)
        making.codings += 1

    def _quote(self, parent: etree._Element, quote: Quote, place: Stretch | None) -> None:
        if quote.excluded or quote.id not in self._making.about:
            return
        if place is None:
            self._making.left["quotes whose words were corrected away"] += 1
            return
        made = self._select(parent, self._making.guid(quote.id), place, name="Quote")
        self._making.refer(made, quote.id)

    def _select(
        self,
        parent: etree._Element,
        guid: str,
        place: Stretch,
        *,
        name: str = "",
        description: str = "",
        **attributes: str,
    ) -> etree._Element:
        made = self._making.elements.add(
            parent,
            "PlainTextSelection",
            guid=guid,
            name=name,
            startPosition=str(self._ruler.there(place.start)),
            endPosition=str(self._ruler.there(place.end)),
            **attributes,
        )
        self._making.elements.text(made, "Description", description)
        return made

    def _add_facts(self, parent: etree._Element, source: Source) -> None:
        session = self._sessions.get(source.session)
        told = (
            session.name if session else "",
            session.date if session else "",
            source.language,
            source.form,
        )
        for name, value in zip(FACTS, told, strict=True):
            if value:
                pair = self._making.elements.add(parent, "VariableValue")
                variable = self._making.guid(VARIABLE, name)
                self._making.elements.add(pair, "VariableRef", targetGUID=variable)
                self._making.elements.text(
                    pair, "TextValue", self._making.add_note(value, source.id)
                )
        for name, value in self._making.kept.values.get(source.id, {}).items():
            self._people.value(parent, name, value, source.id)
