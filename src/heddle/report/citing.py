"""Quotes as a report prints them: verified against their transcripts, with consent, once.

Every use of a quote (Table 3, the Results) takes the same `Cited`, so the uses cannot differ but
by cuts of the table's own, which are marked. A quote whose words the transcript no longer has is
not printed, unless that is asked for, and is then marked; so are a translation that nobody has
checked, words that nobody has heard and a guessed speaker (a final export is stopped by the
gate). A quote of somebody who has not agreed to be quoted is never printed.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from heddle.errors import Refused
from heddle.log.view import View
from heddle.report.model import Inlines, Text, Trace, runs
from heddle.report.model import Quote as QuoteBlock
from heddle.study import quoting
from heddle.study.anchors import part_of
from heddle.study.consent import keeps_consents, scopes_of
from heddle.study.numbering import published
from heddle.study.participants import Participant
from heddle.study.quote_edits import Edit, edits_in, sorted_edits
from heddle.study.quote_marks import heard_in
from heddle.study.quotes import Quote, stale_words
from heddle.study.sessions import Session
from heddle.study.sources import Source, Speaker, Turn, turn_number
from heddle.study.translations import Translation
from heddle.study.turn_checks import unheard
from heddle.study.values import spoken_list
from heddle.study.wording import Wording

STALE = "[no longer matches its transcript]"
UNCHECKED = "[translation not checked]"
UNHEARD = "[words not checked against the sound]"
GUESSED = "[speaker not confirmed]"
_SHOWN = 160


class StaleQuote(msgspec.Struct, kw_only=True):
    """A quote whose words its transcript no longer has."""

    quote: str
    source: str
    turn: int
    """Number of its first turn in the source, from 1; 0 if the turn is gone."""
    then: str
    """The words that were quoted."""
    now: str
    """The words in their place; empty if there are none."""


class Cited(msgspec.Struct, kw_only=True):
    """A quote ready for print."""

    quote: Quote
    paragraphs: list[str]
    """The printed words, a paragraph for each speaker's turn."""
    attribution: str
    """As printed, in brackets; empty where none is wanted."""
    people: list[str]
    """Ids of the participants whose words these are."""
    source: str
    """Name of the source."""
    group: str
    turns: list[str]
    """Ids of the turns quoted from."""
    translation: Translation | None
    language: str = ""
    """Language tag of the printed words, where it is not the publication's."""
    source_language: str = ""
    """Language tag of what was said, as the source states it."""
    in_table: list[str] = []
    """The paragraphs in Table 3, where the table cuts more; empty: as elsewhere."""
    stale: StaleQuote | None = None
    open_checks: list[str] = []
    """Marks for words that a machine wrote and nobody has heard, and for a guessed speaker."""
    lacking: list[str] = []
    """Codes of participants who have not consented to this use of their words."""

    @property
    def text(self) -> str:
        """The printed words as one text."""
        return "\n".join(self.paragraphs)

    @property
    def inlines(self) -> list[Inlines]:
        """The printed words, traced, with a mark where a person asked for print all the same."""
        return self._traced(self.paragraphs)

    @property
    def table_inlines(self) -> list[Inlines]:
        """The same as Table 3 prints them: the table may cut more."""
        return self._traced(self.in_table or self.paragraphs)

    @property
    def table_text(self) -> str:
        """The words that Table 3 prints as one text."""
        return "\n".join(self.in_table or self.paragraphs)

    def _traced(self, paragraphs: Sequence[str]) -> list[Inlines]:
        evidence = tuple(dict.fromkeys([self.quote.id, *self.turns]))
        query = f"quote from {self.source}"
        made: list[Inlines] = [
            (Trace(text, evidence, kind="quote", query=query, lang=self.language),)
            for text in paragraphs
        ]
        marks = [STALE] if self.stale else []
        if self.translation is not None and not self.translation.checked:
            marks.append(UNCHECKED)
        marks += self.open_checks
        if marks:
            made[-1] = (*made[-1], Text(f" {' '.join(marks)}", bold=True))
        return made

    @property
    def block(self) -> QuoteBlock:
        """The quote as a block of its own."""
        return QuoteBlock(tuple(self.inlines), runs(self.attribution))


class _Records(msgspec.Struct, kw_only=True):
    """What quotes are joined with, read once."""

    sources: dict[str, Source]
    sessions: dict[str, Session]
    speakers: dict[str, Speaker]
    people: dict[str, Participant]
    turns: dict[str, Turn]
    spans: dict[str, list[Turn]]
    """The turns of each quote in order; empty if an end is gone."""
    numbers: dict[str, int]
    """Published numbers of participants, where they are shuffled."""
    wording: Wording


def cited(
    view: View, quotes: Sequence[Quote], language: str = "", wording: Wording | None = None
) -> list[Cited]:
    """Make quotes ready for print: verified, with their speakers and consents.

    Args:
        view: The study.
        quotes: Which quotes, in the order that is wanted.
        language: Language of the publication; a quote with a translation into it is printed
            in the translation.
        wording: As spoken, or with the accepted substitutions under the quotes' own edits.
    """
    said = wording or Wording(view)
    quotes = [msgspec.structs.replace(quote, edits=said.edits(quote)) for quote in quotes]
    records = _records(view, quotes, said)
    consents: dict[str, set[str] | None] = {}
    made = [_cite(records, quote, language, stale_words(view, quote)) for quote in quotes]
    if keeps_consents(view):
        for each in made:
            needed = {"quotes"} | ({"translated quotes"} if each.translation else set())
            for person in each.people:
                if person not in consents:
                    consents[person] = {str(scope) for scope in scopes_of(view, person) or ()}
                if needed - (consents[person] or set()):
                    each.lacking.append(records.people[person].code)
    for each in made:
        if each.stale:
            each.stale.turn = turn_number(view, records.turns.get(each.quote.turn))
    return made


def check_quotes(view: View) -> list[StaleQuote]:
    """Return the quotes whose words their transcripts no longer have, in the quotes' order."""
    quotes = view.find(Quote, "position", excluded="")
    return [each.stale for each in cited(view, quotes) if each.stale is not None]


def refuse_unprintable(quotes: Sequence[Cited], *, allow_stale: bool = False) -> None:
    """Refuse to print quotes without consent, and stale ones unless allowed.

    An unchecked translation is printed with a mark; the gate stops it when it is final.

    Raises:
        Refused: "no-consent" or "stale-quote"; names the first place and how many there are.
    """
    for each in quotes:
        if each.lacking:
            what = "“quotes” and “translated quotes”" if each.translation else "“quotes”"
            who = spoken_list(sorted(set(each.lacking)))
            raise Refused(
                f"There is no consent to {what} that stands for {who}, and a quote from "
                f"{each.source} has their words; nothing was written.",
                "Take the quote out (quotes.exclude, or in_table and in_results off), or register "
                "the signed consent (consent.register).",
                code="no-consent",
            )
    if allow_stale:
        return
    stale = [each.stale for each in quotes if each.stale is not None]
    if stale:
        first = stale[0]
        more = f" {len(stale) - 1} more quotes differ too." if len(stale) > 1 else ""
        raise Refused(
            f"A quote from {first.source}, turn {first.turn}, no longer matches its transcript. "
            f"Quoted: “{_short(first.then)}”. There now: “{_short(first.now)}”.{more} "
            "Nothing was written.",
            "Read both, then take over the present words (quotes.refresh) or choose another "
            "quote; or allow quotes that do not match, and they are printed with a mark.",
            code="stale-quote",
        )


def _records(view: View, quotes: Sequence[Quote], said: Wording) -> _Records:
    turns = {
        turn.id: turn
        for turn in view.among(Turn, "id", {i for q in quotes for i in (q.turn, q.end_turn)})
    }
    spans = {quote.id: _span(view, quote, turns) for quote in quotes}
    for span in spans.values():
        turns |= {turn.id: turn for turn in span}
    speakers = view.among(Speaker, "id", {turn.speaker for turn in turns.values()})
    sources = view.among(Source, "id", {quote.source for quote in quotes})
    people = {s.participant for s in speakers} | {s.participant for s in sources}
    return _Records(
        sources={source.id: said.named(source) for source in sources},
        sessions={s.id: s for s in view.among(Session, "id", {s.session for s in sources})},
        speakers={speaker.id: said.named(speaker) for speaker in speakers},
        people={person.id: person for person in view.among(Participant, "id", people)},
        turns=turns,
        spans=spans,
        numbers=published(view),
        wording=said,
    )


def _span(view: View, quote: Quote, turns: dict[str, Turn]) -> list[Turn]:
    first, last = turns.get(quote.turn), turns.get(quote.end_turn)
    if first is None or last is None:
        return []
    if first.id == last.id:
        return [first]
    table = view.table(Turn)
    between = (table.c.source == quote.source) & table.c.position.between(
        first.position, last.position
    )
    return view.where(Turn, between, "position")


def _cite(records: _Records, quote: Quote, language: str, now: str | None) -> Cited:
    span = records.spans[quote.id]
    source = records.sources.get(quote.source)
    session = records.sessions.get(source.session) if source else None
    speakers = [records.speakers.get(turn.speaker) for turn in span]
    people = [
        found
        for speaker in speakers
        if speaker and (found := records.people.get(speaker.participant))
    ]
    if not people and source and source.participant in records.people:
        people = [records.people[source.participant]]
    lead = speakers[0] if speakers else None
    person = records.people.get(lead.participant) if lead else None
    if person is None and lead is None and people:
        person = people[0]
    several = len({turn.speaker for turn in span}) > 1
    attribution = quoting.attribution(quote, person, lead, session, records.numbers)
    translation = translation_in(quote, language)
    paragraphs = _paragraphs(records, quote, span, translation, quote.edits)
    shorter: list[str] = []
    if quote.table_cuts and translation is None:
        cut = edits_in(quote.edits, quote.table_cuts)
        shorter = _paragraphs(records, quote, span, None, cut)
    elif quote.table_cuts and translation is not None:
        shorter = translation.table_text.split("\n")
    if several and person is not None and person.group and "," in attribution:
        attribution = attribution.partition(",")[0]
    stale = None
    if now is not None:
        name = source.name if source else ""
        stale = StaleQuote(quote=quote.id, source=name, turn=0, then=quote.words, now=now)
    return Cited(
        quote=quote,
        paragraphs=[text for text in paragraphs if text.strip()],
        in_table=[text for text in shorter if text.strip()],
        attribution=f"({attribution})" if attribution else "",
        people=list(dict.fromkeys(p.id for p in people)),
        source=source.name if source else "",
        group=person.group if person else "",
        turns=[turn.id for turn in span],
        translation=translation,
        language=_spoken(source, translation, language),
        source_language=_tag(source.language) if source else "",
        stale=stale,
        open_checks=_open_checks(quote, span),
    )


def _open_checks(quote: Quote, span: Sequence[Turn]) -> list[str]:
    spoken = [turn for turn in span if part_of(quote, turn).strip()]
    marks = {UNHEARD: any(map(unheard, spoken)), GUESSED: any(turn.guessed for turn in spoken)}
    return [mark for mark, stands in marks.items() if stands]


def _words(quote: Quote, span: Sequence[Turn]) -> str:
    """Return the words of a stretch to the letter: the edits' offsets count in these."""
    return "\n".join(part_of(quote, turn) for turn in span)


def translation_in(quote: Quote, language: str) -> Translation | None:
    """Return a quote's translation into a language, or None."""
    wanted = language.strip().casefold()
    return next((t for t in quote.translations if t.language.strip().casefold() == wanted), None)


def _spoken(source: Source | None, translation: Translation | None, language: str) -> str:
    """Return the tag of the language that a quote is printed in, where it needs to be said.

    Without a publication's language nothing differs from the surroundings that is known of.
    """
    if translation is not None:
        return _tag(translation.language)
    own = source.language.strip().casefold() if source else ""
    return _tag(own) if language.strip() and own != language.strip().casefold() else ""


def _paragraphs(
    records: _Records,
    quote: Quote,
    span: Sequence[Turn],
    translation: Translation | None,
    edits: list[Edit],
) -> list[str]:
    if translation is not None:
        return translation.text.split("\n")
    if len({turn.speaker for turn in span}) > 1 and _words(quote, span) == quote.words:
        return _by_speaker(records, quote, span, edits)
    beside = heard_in(quote, span, records.sources.get(quote.source), records.wording.note)
    return "".join(run.text for run in quoting.render(quote.words, edits, beside)).split("\n")


def _by_speaker(
    records: _Records, quote: Quote, span: Sequence[Turn], every: Sequence[Edit]
) -> list[str]:
    """Print a quote of several speakers: each turn with its speaker, cuts shown where they are.

    A cut that runs over a speaker's whole turn leaves the speaker and [...], so that nobody is
    read as answering somebody else.
    """
    paragraphs: list[str] = []
    done = 0
    labels: dict[str, str] = {}
    beside = heard_in(quote, span, records.sources.get(quote.source), records.wording.note)
    for turn in span:
        words = part_of(quote, turn)
        edits = [e for edit in every if (e := _clipped(edit, done, done + len(words)))]
        here = beside.part(done, done + len(words)) if beside else None
        text = "".join(run.text for run in quoting.render(words, sorted_edits(edits), here))
        done += len(words) + 1
        label = labels.setdefault(turn.speaker, _label(records, quote, turn, len(labels)))
        if text.strip():
            paragraphs.append(f"{label}: {' '.join(text.split())}" if label else text)
    return paragraphs


def _clipped(edit: Edit, start: int, stop: int) -> Edit | None:
    """Return the part of an edit within [start, stop), with offsets from `start`."""
    low, high = max(edit.start, start), min(edit.stop, stop)
    if edit.op in ("insert", "nonverbal"):
        inside = start <= edit.start <= stop
        return msgspec.structs.replace(edit, start=low - start, end=-1) if inside else None
    if low >= high:
        return None
    return msgspec.structs.replace(edit, start=low - start, end=high - start)


def _label(records: _Records, quote: Quote, turn: Turn, place: int) -> str:
    speaker = records.speakers.get(turn.speaker)
    if speaker is None:
        return ""
    if quote.attribution == "pseudonym" and not place and quote.pseudonym:
        return quote.pseudonym
    person = records.people.get(speaker.participant)
    if person is None:
        return speaker.role.capitalize() if speaker.role != "unknown" else speaker.name
    if quote.attribution == "role":
        return person.occupation or "Participant"
    if quote.attribution in ("none", "pseudonym"):
        return f"Speaker {chr(ord('A') + place)}"
    number = records.numbers.get(person.id, person.number)
    return f"Participant {person.code if number is None else number}"


def _short(words: str) -> str:
    folded = " ".join(words.split())
    return folded if len(folded) <= _SHOWN else f"{folded[:_SHOWN]}…"


def _tag(language: str) -> str:
    """Return a language as a tag where it is written as one."""
    bare = language.strip()
    return bare if 2 <= len(bare) <= 3 and bare.isascii() and bare.isalpha() else ""
