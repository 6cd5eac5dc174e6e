"""The claims ledger: beside each claim who stands behind it and who against it.

All of it is derived when it is asked for. It shows and never scores: numbers of groups and
speakers describe this data set, they are no measure of how true or how common something is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from heddle.log.view import View
from heddle.study.claims import Claim, Evidence, Stance
from heddle.study.codings import Coding, words_now
from heddle.study.facts import facts_of
from heddle.study.quantifiers import Quantifier, quantifiers
from heddle.study.quotes import Quote
from heddle.study.themes import LIVING, Theme
from heddle.study.values import spoken_list
from heddle.study.voices import Talk, Voice, Voices

Reach = Literal["none", "one", "one-group", "several", "some-groups", "all-groups"]
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Piece(msgspec.Struct, kw_only=True):
    """A piece of evidence as a person reads it; ids but for words and names."""

    id: str
    claim: str
    stance: Stance
    form: Literal["coding", "quote", "stretch", "participant"]
    record: str
    """Id of the coding, quote or participant; empty for a stretch."""
    words: str
    """As the transcript stands; of a coding the words that it is on."""
    source: str
    turn: str
    speakers: list[str]
    """Codes of those whose words it is, in order; empty: nobody's who counts."""
    groups: list[str]
    state: Literal["same", "differs", "gone"]
    """Whether the words are still those that the evidence was put on."""
    note: str


class Behind(msgspec.Struct, kw_only=True):
    """What stands on one side of a claim; moderators and observers are not counted."""

    extracts: int
    speakers: list[str]
    """Codes of the distinct participants."""
    groups: list[str]


class ClaimRow(msgspec.Struct, kw_only=True):
    """A claim with what stands behind it."""

    id: str
    sentence: str
    theme: str
    """Id; empty: of no theme."""
    quantifiers: list[Quantifier]
    """As found in its words."""
    stated: str
    """The quantifier as a person has stated it; empty: as found."""
    supports: Behind
    contradicts: Behind
    qualifies: Behind
    reach: Reach
    """How far the support reaches over groups and people."""
    level: str
    """The same in words: "in all three groups", "in group 3 only"."""
    none_found: str
    note: str
    considered: bool
    """Contradictions were considered: one is on record, or that none was found, and why."""
    evidence: list[Piece]


class Heard(msgspec.Struct, kw_only=True):
    """A voice: how much it said, and how much of that is quoted or used as evidence."""

    key: str
    participant: str
    code: str
    group: str
    turns: int
    share: float
    """Of what all participants said, from 0 to 1, by length of text."""
    quotes: int
    evidence: int


class ThemeClaims(msgspec.Struct, kw_only=True):
    """A theme that still stands, with its claims."""

    theme: str
    name: str
    stage: str
    claims: list[str]
    groups: dict[str, int]
    """Supporting extracts by group, groups without one included."""
    considered: bool


class Ledger(msgspec.Struct, kw_only=True):
    """All claims, and what is missing beside them.

    JSON: ``{"claims": [...], "themes": [...], "voices": [...], "groups": [labels],
    "without_evidence": [claim ids], "without_contradiction": [claim ids],
    "unconsidered": [theme ids], "silent": [voice keys]}``. There is no score.
    """

    claims: list[ClaimRow]
    themes: list[ThemeClaims]
    voices: list[Heard]
    groups: list[str]
    without_evidence: list[str]
    without_contradiction: list[str]
    """Claims for which contradictions were not considered."""
    unconsidered: list[str]
    """Final themes with no claim for which contradictions were considered."""
    silent: list[str]
    """Voices that are neither quoted nor evidence of any claim."""


class _Found(msgspec.Struct, kw_only=True):
    piece: Piece
    voices: list[Voice]
    counts: bool
    """It is words; a participant as a whole is a speaker and no extract."""


def ledger(view: View) -> Ledger:
    """Return the claims in the order of the Results with what stands behind each."""
    voices = Voices(view)
    found = _evidence(view, voices)
    by_claim: dict[str, list[_Found]] = {}
    for each in found:
        by_claim.setdefault(each.piece.claim, []).append(each)
    language = facts_of(view).publication_language
    claims = [
        _row(claim, by_claim.get(claim.id, []), voices.groups, language)
        for claim in view.find(Claim, "position")
    ]
    themes = _themes(view, claims, voices.groups, by_claim)
    heard = _heard(view, voices, found)
    return Ledger(
        claims=claims,
        themes=themes,
        voices=heard,
        groups=voices.groups,
        without_evidence=[row.id for row in claims if not row.evidence],
        without_contradiction=[row.id for row in claims if not row.considered],
        unconsidered=[t.theme for t in themes if t.stage == "final" and not t.considered],
        silent=[each.key for each in heard if not each.quotes and not each.evidence],
    )


def _evidence(view: View, voices: Voices) -> list[_Found]:
    order = {"supports": 0, "qualifies": 1, "contradicts": 2}
    evidence = sorted(view.find(Evidence), key=lambda each: (order[each.stance], each.id))
    codings = {c.id: c for c in view.among(Coding, "id", {e.coding for e in evidence})}
    quotes = {q.id: q for q in view.among(Quote, "id", {e.quote for e in evidence})}
    voices.read([*codings.values(), *quotes.values(), *evidence])
    found = []
    for each in evidence:
        anchor = codings.get(each.coding) or quotes.get(each.quote) or each
        if each.participant:
            person = voices.of_person(each.participant)
            found.append(_of_person(each, person))
        else:
            found.append(_of_words(each, anchor, voices))
    return found


def _of_person(each: Evidence, person: Voice | None) -> _Found:
    piece = _piece(each, "participant", each.participant, "", [person] if person else [])
    piece.state = "same" if person else "gone"
    return _Found(piece=piece, voices=[person] if person else [], counts=False)


def _of_words(each: Evidence, anchor: Coding | Quote | Evidence, voices: Voices) -> _Found:
    now = voices.words(anchor)
    heard = voices.heard(anchor)
    form: Literal["coding", "quote", "stretch"] = "stretch"
    then = each.words
    if isinstance(anchor, Coding):
        form, then = "coding", words_now(anchor)
        now = "" if anchor.gone else now
    elif isinstance(anchor, Quote):
        form, then = "quote", anchor.words
    piece = _piece(each, form, "" if form == "stretch" else anchor.id, now or then, heard)
    piece.source, piece.turn = anchor.source, anchor.turn
    if each.coding or each.quote or each.turn:
        piece.state = "gone" if not now.strip() else "differs"
        piece.state = "same" if now.split() == then.split() else piece.state
    gone = piece.state == "gone"
    return _Found(piece=piece, voices=[] if gone else heard, counts=bool(heard) and not gone)


def _piece(
    each: Evidence,
    form: Literal["coding", "quote", "stretch", "participant"],
    record: str,
    words: str,
    heard: Sequence[Voice],
) -> Piece:
    return Piece(
        id=each.id,
        claim=each.claim,
        stance=each.stance,
        form=form,
        record=record,
        words=words,
        source="",
        turn="",
        speakers=[voice.code for voice in heard],
        groups=_groups(heard),
        state="same",
        note=each.note,
    )


def _row(claim: Claim, found: Sequence[_Found], groups: list[str], language: str) -> ClaimRow:
    sides = {
        stance: [each for each in found if each.piece.stance == stance]
        for stance in ("supports", "contradicts", "qualifies")
    }
    supports = _behind(sides["supports"])
    reach = _reach(supports, groups)
    against = [*sides["contradicts"], *sides["qualifies"]]
    return ClaimRow(
        id=claim.id,
        sentence=claim.sentence,
        theme=claim.theme,
        quantifiers=quantifiers(claim.sentence, language),
        stated=claim.quantifier,
        supports=supports,
        contradicts=_behind(sides["contradicts"]),
        qualifies=_behind(sides["qualifies"]),
        reach=reach,
        level=level(reach, supports, groups),
        none_found=claim.none_found,
        note=claim.note,
        considered=bool(against or claim.none_found.strip()),
        evidence=[each.piece for each in found],
    )


def _behind(found: Sequence[_Found]) -> Behind:
    heard = list({v.key: v for each in found for v in each.voices}.values())
    return Behind(
        extracts=sum(each.counts for each in found),
        speakers=sorted(voice.code for voice in heard),
        groups=_groups(heard),
    )


def _groups(heard: Iterable[Voice]) -> list[str]:
    return sorted({voice.group for voice in heard if voice.group})


def _reach(behind: Behind, groups: Sequence[str]) -> Reach:
    if not behind.speakers:
        return "none"
    if len(behind.speakers) == 1:
        return "one"
    if not behind.groups or len(groups) < 2:
        return "several"
    if len(behind.groups) == 1:
        return "one-group"
    return "all-groups" if set(groups) <= set(behind.groups) else "some-groups"


def level(reach: Reach, behind: Behind, groups: Sequence[str]) -> str:
    """Return in words how far support reaches: "in all three groups", "in group 3 only".

    Counts by group are told as they are and never as prevalence.
    """
    named = spoken_list(behind.groups)
    return {
        "none": "no participant",
        "one": f"one participant, in group {named}" if named else "one participant",
        "one-group": f"several participants in one group, in group {named} only",
        "several": f"{_number(len(behind.speakers))} participants",
        "some-groups": f"in {_number(len(behind.groups))} of {_number(len(groups))} groups "
        f"({named})",
        "all-groups": f"in all {_number(len(groups))} groups" if len(groups) > 2 else
        "in both groups",
    }[reach]  # fmt: skip


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _themes(
    view: View, claims: Sequence[ClaimRow], groups: list[str], found: dict[str, list[_Found]]
) -> list[ThemeClaims]:
    rows = []
    for theme in view.find(Theme, "position"):
        own = [row for row in claims if row.theme == theme.id]
        if theme.stage not in LIVING and not own:
            continue
        spread = dict.fromkeys(groups, 0)
        for each in (e for row in own for e in found.get(row.id, []) if e.counts):
            if each.piece.stance == "supports":
                for group in each.piece.groups:
                    spread[group] = spread.get(group, 0) + 1
        rows.append(
            ThemeClaims(
                theme=theme.id,
                name=theme.name,
                stage=theme.stage,
                claims=[row.id for row in own],
                groups=spread,
                considered=any(row.considered for row in own),
            )
        )
    return rows


def _heard(view: View, voices: Voices, found: Sequence[_Found]) -> list[Heard]:
    printed = [quote for quote in view.find(Quote) if quote.in_table or quote.in_results]
    voices.read(printed)
    quoted = _tally(voices.heard(quote) for quote in printed)
    used = _tally(each.voices for each in found)
    whole = sum(talk.letters for talk in voices.talk.values()) or 1
    rows = []
    for key, voice in voices.all.items():
        talk = voices.talk.get(key, Talk())
        rows.append(
            Heard(
                key=key,
                participant=voice.participant,
                code=voice.code,
                group=voice.group,
                turns=talk.turns,
                share=round(talk.letters / whole, 4),
                quotes=quoted.get(key, 0),
                evidence=used.get(key, 0),
            )
        )
    return sorted(rows, key=lambda row: (row.group, row.code))


def _tally(lists: Iterable[Sequence[Voice]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for heard in lists:
        for voice in heard:
            counts[voice.key] = counts.get(voice.key, 0) + 1
    return counts
