"""Agreement between coders on a study's codings: for each code, domain and source, and of all.

Only studies whose method asks for it get a number (`study.method`). Each row carries the ids of the
codings that it rests on, and of the turns on which coders differ: the differences are what is worth
looking at, the coefficient only says how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from heddle.findings.agreement_like import DIFFERS, LIKE, Alike, Like
from heddle.findings.agreement_rows import PER, RESAMPLE, UNITS_OF, Desk, Per, Row
from heddle.findings.coded_units import UNITS, Unit, part_in
from heddle.findings.corpus import corpus
from heddle.findings.rounds import frozen, given, round_named, takers
from heddle.findings.wanted import Wanted, wanted_coders, wanted_sources
from heddle.log.view import View
from heddle.study.method import Standing, permits, refuse_hidden
from heddle.study.reconciliations import Reconciliation
from heddle.study.rules import refuse


class LeftOut(msgspec.Struct, kw_only=True):
    """A source that was not compared."""

    id: str
    name: str
    reason: str


class Agreement(msgspec.Struct, kw_only=True):
    """What coders agree on, with all it rests on."""

    unit: Unit
    units: str
    """What a unit is, in words."""
    per: Per
    coders: list[Wanted]
    sources: list[Wanted]
    left_out: list[LeftOut]
    round: str
    """Id of the round whose readings are compared, as they were when it was opened; empty: what is
    coded now."""
    moderator: bool
    """Whether turns of the team count too."""
    standing: Standing
    """What the declared method says to agreement as a number."""
    caution: str
    """Why, in words; with the reason of whoever goes on against it."""
    like: Like
    """The other program whose figures stand beside; empty: none."""
    differs: str
    """What is different about that program's figures."""
    rows: list[Row]


def agree(
    view: View,
    *,
    unit: str = "",
    coders: Sequence[str] = (),
    codes: Sequence[str] = (),
    sources: Sequence[str] = (),
    round_: str = "",
    per: str = "code",
    coefficients: Sequence[str] = (),
    moderator: bool = False,
    resample: str = "turn",
    resamples: int = 1_000,
    seed: int = 1,
    like: str = "",
) -> Agreement:
    """Compute agreement between coders.

    Args:
        view: the study.
        unit: turn, sentence, character, second or segment (stretches that anybody coded); empty:
            the round's, else the turn.
        coders: names or ids; else everybody who coded.
        codes: names, paths or ids; else all that these coders used. Of a domain: the code above.
        sources: names or ids; else all.
        round_: name or id of a round that was opened: its readings are compared as they were then.
            Empty: what is coded now, refused once differences were settled.
        per: code, domain (the codes below one code, which exclude each other), or source.
        coefficients: names of `analysis.agreement`, or "unitizing"; else a choice that fits.
        moderator: count the team's turns too.
        resample: what an interval draws again: turns, or sources.
        resamples: how often.
        seed: of the random numbers.
        like: nvivo, maxqda or atlasti: that program's figures from the same codings stand beside
            (`agreement_like`); whole texts, of which `moderator` and `unit` say nothing.

    Raises:
        Refused: the study's method permits no such number, or something that was named is not
            there, or fewer than two coders coded.
    """
    refuse_hidden(view, "agreement")
    found = round_named(view, round_) if round_ else None
    if found is None and view.count(Reconciliation):
        refuse_hidden(view, "reconciled agreement")
    kind = _one_of(unit or (found.unit if found else "turn"), UNITS, "unit")
    by = _one_of(per, PER, "way to split")
    program: Like = _one_of(like, LIKE, "program")
    drawn = _one_of(resample, RESAMPLE, "way to resample")
    book = frozen(view, found) if found else corpus(view)
    who = wanted_coders(book, coders or (takers(view, found) if found else ()))
    if len(who) < 2:
        refuse(
            "Agreement is between two coders or more, and "
            + ("only one is named." if coders else "fewer than two have coded in this study."),
            "Let a second person code some of the sources by themselves.",
            "one-coder",
        )
    texts = given(view, found) if found else ()
    chosen = wanted_sources(book, sources or texts)
    takes = part_in(
        view, book, [one.at for one in who], [one.at for one in chosen], found.id if found else ""
    )
    both = takes.sum(1) >= 2
    left = [_left(one, int(count)) for one, count in zip(chosen, takes.sum(1), strict=True)
            if count < 2]  # fmt: skip
    compared = [one for one, kept in zip(chosen, both, strict=True) if kept]
    if not compared:
        refuse(
            "No source was coded by two of these coders, so there is nothing to compare.",
            "Let two people code the same source; somebody who found nothing to code in it notes "
            "that they have read it (readings.add).",
            "no-common-source",
        )
    verdict = permits(view, "agreement")
    desk = Desk(
        view, book, kind, who, compared, takes[both], drawn, resamples, seed, moderator=moderator
    )
    others = Alike(book, who, compared, takes[both]).rows(program, by, codes) if program else []
    return Agreement(
        unit=kind,
        units=UNITS_OF[kind],
        per=by,
        coders=who,
        sources=compared,
        left_out=left,
        round=found.id if found else "",
        moderator=moderator,
        standing=verdict.standing,
        caution=" ".join(part for part in (verdict.reason, verdict.why) if part),
        like=program,
        differs=DIFFERS.get(program, ""),
        rows=[*desk.rows(by, codes, coefficients), *others],
    )


def _one_of(value: str, known: Sequence[Any], what: str) -> Any:
    if value not in known:
        refuse(
            f"There is no {what} “{value[:40]}”; nothing was computed.",
            f"Use one of {', '.join(known)}.",
            "unknown-choice",
        )
    return value


def _left(one: Wanted, count: int) -> LeftOut:
    reason = "One of these coders took part." if count else "None of these coders took part."
    return LeftOut(id=one.id, name=one.name, reason=reason)
