"""What an erasing withdrawal changes and erases: one plan, for one step of the log.

Planning twice gives nothing the second time: whatever is gone already is not named again. So the
same plan finishes a withdrawal after a merge has brought the person's words in anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from heddle.log.erasure import Plan, Wipe, patches_with
from heddle.log.records import Kind
from heddle.log.references import holders
from heddle.log.workspace import Workspace
from heddle.privacy.fields import text_fields
from heddle.privacy.holdings import PERSON, PLACEHOLDER, WORDS, Fields, Hit, Holdings
from heddle.study.anchors import Anchor
from heddle.study.codings import Coding
from heddle.study.deletions import order_original, order_recording
from heddle.study.observations import Observation
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.recordings import Recording
from heddle.study.sources import Order, Source, Speaker, Turn, turns_of
from heddle.study.withdrawals import EXCLUDED
from heddle.text.sayings import changed, masked, replaced

_STANDING: Final = frozenset({"date", "withdrawn", "legal_basis", "language"})
"""Free-text fields of a person's records that stay: the proof that consent was given and ended."""
_GONE_CODE: Final = "Withdrawn"


class Erasing:
    """One withdrawal's plan, made in the transaction that carries it out."""

    def __init__(
        self, work: Workspace, holdings: Holdings, *, whole: bool, kept: Iterable[str] = ()
    ) -> None:
        self.work = work
        self.holdings = holdings
        self.whole = whole
        """Everything about the person, not only what they said."""
        self.kept = set(kept)
        self.counts: dict[str, int] = {}
        self._wipes: dict[tuple[str, str, str], Any] = {}
        self._reasons: list[str] = []

    def plan(self) -> Plan:
        """Find, drop and move what the plan needs; return what is left to be wiped."""
        # All looking comes first: the study must be read as it was.
        holdings = self.holdings
        hits = holdings.hits(named=self.whole)
        self._reasons = holdings.reasons(named=self.whole)
        own, anchored, linked = holdings.own, holdings.anchored, holdings.linked
        about, alone = holdings.about, holdings.alone if self.whole else []
        observed = [each for each in about if self.whole and each.kind == Observation.kind]
        orders = self._orders()
        self._turns(own)
        for group in anchored.values():
            for each in group:
                self._anchor(each, own, orders)
        for each in (*linked, *observed):
            if each.live:
                self._gone(each)
            else:
                self._wipe_texts(self.work.schema.kinds[each.kind], each.record)
        for each in alone:
            self._alone(each)
        for hit in hits:
            self._hit(hit)
        for each in about:
            self._about(each)
        if self.whole:
            self._person()
        wipes = [
            Wipe(kind, record, field, put)
            for (kind, record, field), put in self._wipes.items()
            if self._needed(kind, record, field, put)
        ]
        return Plan(wipes=wipes, reasons=self._reasons)

    # Turns and what is anchored in them.

    def _orders(self) -> dict[str, Order]:
        """Read the sources as they will be: the person's turns are placeholders."""
        orders = {}
        for source in {turn.source for turn in self.holdings.turns.values()}:
            turns = [
                msgspec.structs.replace(turn, text=PLACEHOLDER)
                if turn.id in self.holdings.turns
                else turn
                for turn in turns_of(self.work, source)
            ]
            orders[source] = Order(turns)
        return orders

    def _turns(self, own: set[str]) -> None:
        for record in sorted(own):
            self._wipe(Turn.kind, record, "text", PLACEHOLDER)
            self._wipe(Turn.kind, record, "timings", [])  # how many words, and how fast
            self._wipe(Turn.kind, record, "marks", [])  # what could be heard
            turn = self.holdings.turns.get(record)
            if turn is not None and not turn.withdrawn:
                self.work.set(turn, withdrawn=True)
                self._count("turns")
        for record, speaker in self.holdings.speakers.items():
            self._wipe(Speaker.kind, record, "name", _label(speaker))

    def _anchor(self, each: Fields, own: set[str], orders: dict[str, Order]) -> None:
        kind = self.work.schema.kinds[each.kind]
        theirs = set(self.holdings.span(each.fields)) & own
        others = set(self.holdings.span(each.fields)) - own
        if not each.live:
            self._wipe_texts(kind, each.record)
        elif theirs and (not others or each.kind not in (Coding.kind, Quote.kind)):
            self._gone(each)
        else:
            self._shorten(each, own, orders)

    def _gone(self, each: Fields) -> None:
        """Drop a record that is on nothing but the person's words, and erase what it says."""
        kind = self.work.schema.kinds[each.kind]
        if self.work.maybe(kind.cls, each.record) is None:
            return  # it went along with what it was put on
        self._count(each.kind)
        self._free(each)
        self.work.drop_many(kind.cls, [each.record])
        self._wipe_texts(kind, each.record)

    def _shorten(self, each: Fields, own: set[str], orders: dict[str, Order]) -> None:
        """Keep what of an anchor is on other people's words; its place stays."""
        kind = self.work.schema.kinds[each.kind]
        anchor = self.work.maybe(kind.cls, each.record)
        if not isinstance(anchor, Anchor):
            return
        moved: dict[str, int] = {}
        if anchor.turn in own:
            moved["start"] = 0
        if anchor.end_turn in own:
            moved["end"] = len(PLACEHOLDER)
        self.work.set(anchor, **moved)
        order = orders.get(anchor.source) or Order(turns_of(self.work, anchor.source))
        words = order.words(anchor.turn, anchor.start, anchor.end_turn, anchor.end)
        if isinstance(anchor, Coding):
            self._wipe(each.kind, each.record, "quote", words)
            self._wipe(each.kind, each.record, "words", "")
            self._scrub(each, "note")
        elif isinstance(anchor, Quote):
            self._wipe(each.kind, each.record, "words", words)
            # Offsets of cuts, and translations, were those of the words as they were.
            self._wipe(each.kind, each.record, "edits", [])
            self._wipe(each.kind, each.record, "translations", [])
            self._scrub(each, "note")
            if not anchor.excluded:
                self.work.set(anchor, excluded=EXCLUDED)
        self._count(f"{each.kind} shortened")

    def _scrub(self, each: Fields, field: str) -> None:
        now = each.fields.get(field, "")
        put = self._without(now, WORDS, named=self.whole)
        self._wipe(each.kind, each.record, field, put)

    # What refers to the person or repeats their words.

    def _alone(self, each: Fields) -> None:
        """Deleting everything takes along the memos that are about the person alone."""
        if each.record in self.kept:
            return
        kind = self.work.schema.kinds[each.kind]
        if each.live:
            self._count("memos")
            self._free(each)
            self.work.drop_many(kind.cls, [each.record])
        self._wipe_texts(kind, each.record)

    def _hit(self, hit: Hit) -> None:
        if hit.record in self.kept or (hit.kind, hit.record, hit.field) in self._wipes:
            return
        kind = self.work.schema.kinds[hit.kind]
        if not hit.live:
            self._wipe(hit.kind, hit.record, hit.field, _empty(kind, hit.field))
            return
        keeps_place = hit.kind == Turn.kind or issubclass(kind.cls, Anchor)
        # Where offsets point into a text it keeps its length.
        put = self._without(hit.now, "" if keeps_place else WORDS, named=hit.named)
        self._wipe(hit.kind, hit.record, hit.field, put)
        if hit.passages:
            self._count("passages", len(hit.passages))

    def _without(self, value: Any, mark: str, *, named: bool) -> Any:
        """Return a value without the person's words; without a mark they are masked."""

        def cleared(text: str) -> str:
            text = replaced(text, self.holdings.sayings.passages(text), lambda w: mark or masked(w))
            if not named:
                return text
            names = self.holdings.names.passages(text)
            return replaced(text, names, lambda w: PERSON if mark else masked(w))

        return changed(value, cleared)

    def _about(self, each: Fields) -> None:
        """Empty what a person's own records say, apart from the proof that they are there."""
        kind = self.work.schema.kinds[each.kind]
        if each.record in self.kept or each.kind == Speaker.kind:
            return
        if each.kind == Source.kind:
            self._source(each)
            return
        if not self.whole:
            return
        if each.kind == "invitees":
            self._wipe(each.kind, each.record, "code", _gone_code(each.record))
        for field in text_fields(kind) - _STANDING:
            if (each.kind, each.record, field) not in self._wipes:
                self._wipe(each.kind, each.record, field, _empty(kind, field))

    def _source(self, each: Fields) -> None:
        if self.whole:
            number = each.record[-6:]
            self._wipe(Source.kind, each.record, "name", f"Withdrawn text {number}")
        for field, empty in (("file_name", ""), ("notes", [])):
            self._wipe(Source.kind, each.record, field, empty)

    def _person(self) -> None:
        for record, each in self.holdings.written.items():
            if not each.fields.get("participant"):
                self._source(Fields(kind=Source.kind, record=record, live=True, fields={}))
        participant = self.holdings.who.participant
        if not participant:
            return
        kind = self.work.schema.of(Participant)
        self._count("attributes", _filled(self.work.get(Participant, participant)))
        for field in kind.own:
            if field.name == "code":
                put: Any = _gone_code(participant)
            else:
                put = field.unset
            self._wipe(kind.name, participant, field.name, put)

    def _free(self, each: Fields) -> None:
        """Take a record that is dropped out of whatever refers to it."""
        for kind, field in self.work.schema.referring(each.kind):
            for holder, _ in list(holders(self.work.connection, kind, field, {each.record})):
                record = self.work.maybe(kind.cls, holder)
                if record is None:
                    continue
                if issubclass(kind.cls, Anchor) and not field.json:
                    # It was put on the very thing that goes: evidence without its quote is none.
                    self._gone(Fields(kind=kind.name, record=holder, live=True, fields={}))
                    continue
                value = getattr(record, field.name)
                left = "" if isinstance(value, str) else [v for v in value if v != each.record]
                self.work.set(record, **{field.name: left})

    # Files.

    def files(self, withdrawal: str, recordings: dict[str, str], why: str) -> None:
        """Order the deletion of originals and of the recordings that are to go."""
        for source in self.originals():
            order_original(self.work, source, why=why, withdrawal=withdrawal)
            self._count("originals")
        for record, decision in recordings.items():
            if decision == "delete":
                recording = self.work.get(Recording, record)
                order_recording(self.work, recording, why=why, withdrawal=withdrawal)
                self._count("recordings")

    def originals(self) -> Iterator[Source]:
        """Yield the sources with words of theirs whose original file is kept."""
        seen: set[str] = set()
        for source in self.work.find(Source):
            spoken = any(turn.source == source.id for turn in self.holdings.turns.values())
            mine = source.id in self.holdings.written or spoken
            if mine and source.file_hash and source.file_hash not in seen:
                seen.add(source.file_hash)
                yield source

    # Small things.

    def _wipe_texts(self, kind: Kind, record: str) -> None:
        for field in text_fields(kind):
            self._wipe(kind.name, record, field, _empty(kind, field))

    def _wipe(self, kind: str, record: str, field: str, put: Any) -> None:
        self._wipes[kind, record, field] = put

    def _needed(self, kind: str, record: str, field: str, put: Any) -> bool:
        """Tell whether any fact of the log still says something else of a field."""
        told = patches_with(self.work.connection, kind, record, {field: put})
        return any(
            part[field] != put
            for _, _, patch in told
            for part in (patch.after, patch.before)
            if field in part
        )

    def _count(self, name: str, more: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + more


def _label(speaker: Fields) -> str:
    return f"Speaker {speaker.record[-4:]}"


def _gone_code(record: str) -> str:
    """Return the code of somebody whose own code is erased: the same each time it is asked."""
    return f"{_GONE_CODE} {record[-6:]}"


def _empty(kind: Kind, field: str) -> Any:
    return kind.by_name[field].unset


def _filled(person: Participant) -> int:
    own = {name: getattr(person, name) for name in person.__struct_fields__}
    return sum(bool(value) for name, value in own.items() if name not in ("id", "code"))
