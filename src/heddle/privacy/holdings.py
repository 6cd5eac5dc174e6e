"""Holdings: everything that a study holds of one person, in its tables and in its log.

The words of a person are in more places than their turns: in codings and quotes made on them, in
what was dropped or corrected since, in memos that repeat them, in the reasons of steps. Whatever
the tables no longer show is looked for in the log, so that an erasure can name all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.patches import Patch
from heddle.log.records import Kind, Record
from heddle.log.refold import folded
from heddle.log.view import View
from heddle.privacy.fields import holds, text_fields, within
from heddle.study.anchors import Anchor
from heddle.study.invitees import Invitee
from heddle.study.links import Link, Reaction
from heddle.study.observations import Observation
from heddle.study.participants import Participant
from heddle.study.sources import Source, Speaker, Turn, turns_of
from heddle.study.withdrawals import Person, turns_of_person
from heddle.text import marks
from heddle.text.sayings import Names, Sayings, Span, merged, strings

PLACEHOLDER: Final = "[turn withdrawn]"
WORDS: Final = "[words withdrawn]"
PERSON: Final = "[person withdrawn]"
_MARKS: Final = (PLACEHOLDER, WORDS, PERSON)
_PAGE: Final = 2_000
_UNSEARCHED: Final = frozenset({"erasures", "exports", "deletions", "withdrawals"})
"""Kinds that hold no words of people."""
_NOTES: Final = ("field note", "document")
"""Forms of sources whose turns may repeat what somebody said without being their speech."""


class Fields(msgspec.Struct, kw_only=True):
    """A record as the log has it, dropped or not."""

    kind: str
    record: str
    live: bool
    fields: dict[str, Any]


class Hit(msgspec.Struct, kw_only=True):
    """A field in which a person's words or name stand."""

    kind: str
    record: str
    field: str
    live: bool
    named: bool
    """Their name counts here too; it does not in what other people said."""
    now: Any
    """What the field holds at present; empty if only earlier versions have the words."""
    passages: list[str] = []
    """The words as they stand there now."""


class Holdings:
    """What a study holds of one person."""

    def __init__(self, view: View, who: Person, *, said: tuple[str, ...] = ()) -> None:
        self.view = view
        self.who = who
        self._said = said
        """Words that are known to be theirs from elsewhere: another copy that is merged in."""

    # Their own words.

    @cached_property
    def speakers(self) -> dict[str, Fields]:
        """Their labels, dropped ones included."""
        if not self.who.participant:
            return {}
        found = self._everything(Speaker)
        return {i: s for i, s in found if s.fields.get("participant") == self.who.participant}

    @cached_property
    def written(self) -> dict[str, Fields]:
        """Sources that are theirs alone: written answers, and interviews with nobody else."""
        if not self.who.participant:
            return {}
        mine = {}
        others: set[str] = set()
        for _, speaker in self._everything(Speaker):
            mine_too = speaker.fields.get("participant", "") == self.who.participant
            role = speaker.fields.get("role", "unknown")
            if speaker.live and not mine_too and role in ("participant", "unknown"):
                others.add(speaker.fields.get("source", ""))
        spoken_in = {s.fields.get("source", "") for s in self.speakers.values()}
        for record, source in self._everything(Source):
            owner = source.fields.get("participant", "")
            if owner == self.who.participant or (
                not owner and record in spoken_in and record not in others
            ):
                mine[record] = source
        return mine

    @cached_property
    def spoken_in(self) -> list[Source]:
        """The sources that have words of theirs."""
        wanted = {turn.source for turn in self.turns.values()}
        return sorted(self.view.among(Source, "id", wanted), key=lambda s: s.name)

    @cached_property
    def turns(self) -> dict[str, Turn]:
        """Their turns as they stand."""
        return {turn.id: turn for turn in turns_of_person(self.view, self.who)}

    @cached_property
    def lost_turns(self) -> dict[str, Fields]:
        """Their turns that were dropped or joined to others; the log still has the words."""
        if not self.who.participant:
            return {}
        answers = {i for i, s in self.written.items() if s.fields.get("participant")}
        return {
            record: turn
            for record, turn in self._dropped(Turn)
            if turn.fields.get("speaker") in self.speakers or turn.fields.get("source") in answers
        }

    @cached_property
    def withdrawn(self) -> set[str]:
        """Those of their turns whose words are gone already."""
        return {turn.id for turn in self.turns.values() if turn.withdrawn}

    @cached_property
    def own(self) -> set[str]:
        """Ids of all turns that are or were theirs."""
        return {*self.turns, *self.lost_turns}

    @cached_property
    def sayings(self) -> Sayings:
        """The runs of words that only they have said, earlier versions included."""
        own = {*self._said}
        for patch in self._patches(Turn.kind):
            if patch.record in self.own:
                for part in (patch.after, patch.before):
                    text = part.get("text", "")
                    if text not in _MARKS:
                        own.add(text)
                    # What they may have said where nobody is sure.
                    guessed = marks.read(part.get("marks", []))
                    own.update(mark.words for mark in guessed if mark.kind == marks.UNCLEAR)
        return Sayings(own, self._texts_of_others())

    def _texts_of_others(self) -> Iterator[str]:
        turns, sources = self.view.table(Turn), self.view.table(Source)
        statement = (
            sa.select(turns.c.id, turns.c.text)
            .join(sources, sources.c.id == turns.c.source)
            .where(sources.c.form.not_in(_NOTES))
        )
        options = {"yield_per": _PAGE}
        for turn, text in self.view.connection.execute(statement.execution_options(**options)):
            if turn not in self.own:
                yield text

    @cached_property
    def names(self) -> Names:
        """Their code, and labels of theirs that are nobody else's."""
        mine = {s.fields.get("name", "") for s in self.speakers.values()}
        others = {s.name for s in self.view.find(Speaker) if s.id not in self.speakers}
        codes = {self.who.code} | {
            i.code for i in self.view.among(Invitee, "id", self.who.invitees)
        }
        known = {p.code for p in self.view.find(Participant) if p.id != self.who.participant}
        # "P3" stands for another person in another transcript: it names nobody by itself.
        return Names((mine - others - set(_MARKS)) | (codes - others - known))

    # What is anchored in their words.

    @cached_property
    def anchored(self) -> dict[str, list[Fields]]:
        """Codings, quotes and the like that are or ever were on their words, by kind."""
        return {
            kind.name: self._anchored(kind)
            for kind in self.view.schema.kinds.values()
            if issubclass(kind.cls, Anchor)
        }

    def _anchored(self, kind: Kind) -> list[Fields]:
        ends = ("turn", "end_turn")
        ever = {
            patch.record
            for patch in self._patches(kind.name)
            if any(
                part.get(end) in self.own for part in (patch.after, patch.before) for end in ends
            )
        }
        crossing = {
            record for record, each in self._everything(kind.cls) if self._crosses(each.fields)
        }
        return [each for record, each in self._everything(kind.cls) if record in ever | crossing]

    @cached_property
    def linked(self) -> list[Fields]:
        """Links that begin or end at their turns, and what they did with a question."""
        links = [each for _, each in self._everything(Link)
                 if {each.fields.get("turn"), each.fields.get("to")} & self.own]  # fmt: skip
        mine = self.who.participant
        return links + [
            each
            for _, each in self._everything(Reaction)
            if mine and each.fields.get("participant") == mine
        ]

    def _crosses(self, fields: dict[str, Any]) -> bool:
        return bool(self.own & set(self.span(fields)))

    def span(self, fields: dict[str, Any]) -> list[str]:
        """Return the turns that an anchor runs over, in order; its ends where they are gone."""
        first, last = fields.get("turn", ""), fields.get("end_turn", "")
        if first == last:
            return [first]
        order = self.order(fields.get("source", ""))
        if first not in order or last not in order:
            return [first, last]
        places = list(order)
        return places[order[first] : order[last] + 1]

    def order(self, source: str) -> dict[str, int]:
        """Return the place of each turn of a source."""
        if source not in self._orders:
            turns = turns_of(self.view, source)
            self._orders[source] = {turn.id: place for place, turn in enumerate(turns)}
        return self._orders[source]

    @cached_property
    def _orders(self) -> dict[str, dict[str, int]]:
        return {}

    def speaks(self, each: Fields) -> bool:
        """Tell whether something that was removed still has words in the log."""
        kind = self.view.schema.kinds[each.kind]
        said = (text for name in text_fields(kind) for text in strings(each.fields.get(name)))
        return not each.live and any(text and text not in _MARKS for text in said)

    # What says something about them.

    @cached_property
    def about(self) -> list[Fields]:
        """Records of theirs: consents, events, attendances, labels, and what names them."""
        mine = {self.who.participant, *self.who.invitees} - {""}
        found = []
        for kind in self.view.schema.kinds.values():
            if kind.name in _UNSEARCHED:
                continue
            refs = [f for f in kind.refs if f.ref in ("participants", "invitees")]
            if refs:
                found += [
                    each
                    for _, each in self._everything(kind.cls)
                    if any(holds(each.fields.get(f.name), mine) for f in refs)
                ]
        return found

    @cached_property
    def topics(self) -> set[str]:
        """Ids of what a memo can be about, if it is about them."""
        anchors = {each.record for group in self.anchored.values() for each in group}
        mine = {self.who.participant, *self.who.invitees} - {""}
        return {*mine, *self.own, *anchors, *self.speakers, *self.written}

    @cached_property
    def alone(self) -> list[Fields]:
        """Memos (and whatever else says what it is about) that are about this person alone."""
        kinds = [k for k in self.view.schema.kinds.values() if k.name not in _UNSEARCHED]
        return [
            each
            for kind in kinds
            if any(field.name == "about" and field.ref == "*" for field in kind.refs)
            for _, each in self._everything(kind.cls)
            if within(each.fields.get("about"), self.topics)
        ]

    def hits(self, *, named: bool) -> list[Hit]:
        """Return every other field with their words in it, now or in an earlier version.

        Args:
            named: Also where their code or label stands.
        """
        handled = {each.record for group in self.anchored.values() for each in group}
        handled |= {*self.own, *(each.record for each in (*self.about, *self.linked))}
        # Notes about them go with everything; else they stay, and may repeat what they said.
        handled -= set() if named else {e.record for e in self.about if e.kind == Observation.kind}
        handled |= {self.who.participant, *self.who.invitees}
        seen: dict[tuple[str, str], set[str]] = {}
        for patch in self._patches():
            if patch.kind in _UNSEARCHED or patch.record in handled:
                continue
            for part in (patch.after, patch.before):
                for name, value in part.items():
                    known = named and not self._speech(patch.kind, patch.record, name)
                    if any(self.passages(text, named=known) for text in strings(value)):
                        seen.setdefault((patch.kind, patch.record), set()).add(name)
        return [hit for key, names in seen.items() for hit in self._hits(*key, names, named=named)]

    def _hits(self, kind: str, record: str, names: set[str], *, named: bool) -> Iterator[Hit]:
        known = self.view.schema.kinds.get(kind)
        if known is None:
            return
        state = folded(self.view.connection, kind, [record])[record]
        for name in sorted(names & text_fields(known)):
            now = state.fields.get(name)
            naming = named and not self._speech(kind, record, name)
            yield Hit(
                kind=kind,
                record=record,
                field=name,
                live=state.live,
                named=naming,
                now=now,
                passages=[
                    text[start:end]
                    for text in strings(now)
                    for start, end in self.passages(text, named=naming)
                ],
            )

    def _speech(self, kind: str, record: str, field: str) -> bool:
        """Tell whether a field holds somebody else's speech: whom they name is theirs to say."""
        if kind == Turn.kind:
            return field == "text" and record not in self._noted
        cls = self.view.schema.kinds[kind].cls if kind in self.view.schema.kinds else Record
        return issubclass(cls, Anchor) and field in ("quote", "words")

    @cached_property
    def _noted(self) -> set[str]:
        """Turns of field notes and documents: what the team wrote, not what people said."""
        turns, sources = self.view.table(Turn), self.view.table(Source)
        statement = (
            sa.select(turns.c.id)
            .join(sources, sources.c.id == turns.c.source)
            .where(sources.c.form.in_(_NOTES))
        )
        return {str(row[0]) for row in self.view.rows(statement)}

    def passages(self, text: str, *, named: bool) -> list[Span]:
        """Return where a text has their words, or (if asked for) their name."""
        found = self.sayings.passages(text)
        return merged([*found, *self.names.passages(text)]) if named else found

    def reasons(self, *, named: bool) -> list[str]:
        """Return the gestures whose written reasons have their words or name."""
        g = tables.gestures.c
        statement = sa.select(g.id, g.reason).where(g.reason.is_not(None) & (g.reason != ""))
        rows = self.view.connection.execute(statement.execution_options(yield_per=_PAGE))
        return [gesture for gesture, reason in rows if self.passages(reason, named=named)]

    # Reading the log.

    def _patches(self, kind: str = "") -> Iterator[Patch]:
        p = tables.patches.c
        statement = sa.select(p.kind, p.record, p.action, p.content, p.salt, p.hash).where(
            p.content.is_not(None)
        )
        if kind:
            statement = statement.where(p.kind == kind)
        rows = self.view.connection.execute(statement.execution_options(yield_per=_PAGE))
        for row in rows:
            yield Patch(*row)

    def _everything(self, cls: type[Record]) -> list[tuple[str, Fields]]:
        """Return all records of a kind by id, dropped ones too."""
        if cls.kind not in self._read:
            kind = self.view.schema.of(cls)
            live = [
                (
                    each.id,
                    Fields(kind=kind.name, record=each.id, live=True, fields=kind.plain(each)),
                )
                for each in self.view.find(cls)
            ]
            self._read[cls.kind] = live + self._dropped(cls)
        return self._read[cls.kind]

    @cached_property
    def _read(self) -> dict[str, list[tuple[str, Fields]]]:
        return {}

    def _dropped(self, cls: type[Record]) -> list[tuple[str, Fields]]:
        p = tables.patches.c
        statement = sa.select(p.record).where((p.kind == cls.kind) & (p.action == "drop"))
        ids = [str(row[0]) for row in self.view.rows(statement.distinct())]
        states = folded(self.view.connection, cls.kind, ids)
        return [
            (record, Fields(kind=cls.kind, record=record, live=False, fields=state.fields))
            for record, state in states.items()
            if not state.live and state.fields
        ]
