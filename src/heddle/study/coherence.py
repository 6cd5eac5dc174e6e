"""Coherence: where the record of a study does something else than its declared method says.

Each clash is a fact with the records that show it, for the team to think about. Nothing is
scored and nothing is stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.checklist import Answer
from heddle.study.claims import Claim
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.columns import tuples
from heddle.study.facts import facts_of
from heddle.study.method import Topic, Verdict, verdicts
from heddle.study.sources import Source

AGREEMENT_WORDS: Final = re.compile(
    r"\b(?:kappas?|cohen[’']?s\s+k|krippendorff\w*|inter-?\s?(?:coder|rater)\w*|"
    r"(?:inter|intra)(?:coder|rater)\w*|(?:coding|coder)\s+(?:reliability|agreement)|"
    r"percent(?:age)?\s+agreement|interbedømmer\w*|kodeoverensstemmelse)\b",
    re.IGNORECASE,
)
SATURATION_WORDS: Final = re.compile(r"\b(?:data)?(?:saturat\w*|mætning\w*)\b", re.IGNORECASE)
_DENIED: Final = re.compile(
    r"\b(?:not?|never|neither|nor|without|instead of|rather than|ikke|ingen|hverken|uden|"
    r"aldrig|i stedet for)\b|n['’]t\b",
    re.IGNORECASE,
)
_SHOWN: Final = 20


class Clash(msgspec.Struct, kw_only=True):
    """Something on record that clashes with the declared method."""

    code: str
    """Stable, for programs and translations ("mixed-claims")."""
    topic: Topic
    problem: str
    hint: str
    records: list[str]
    """Ids of the first records that show it."""
    why: str = ""
    """The reason of the override that stands for its topic."""


def clashes(view: View) -> list[Clash]:
    """Return what clashes with the declared method, in the order of its topics."""
    rules = {verdict.topic: verdict for verdict in verdicts(view)}
    found = []
    for look in (_mixed_claims, _saturation, _all_deductive, _one_coder, _nothing_twice, _late):
        for clash in look(view, rules):
            rule = rules[clash.topic]
            if rule.standing in ("hidden", "overridden"):
                found.append(msgspec.structs.replace(clash, why=rule.why))
    return found


def _mixed_claims(view: View, rules: dict[Topic, Verdict]) -> Iterator[Clash]:
    """A reflexive study that claims agreement of coders."""
    told = _told(view, AGREEMENT_WORDS)
    if told or rules["agreement"].standing == "overridden":
        yield Clash(
            code="mixed-claims",
            topic="agreement",
            problem="The study declares a method that rejects agreement statistics, and also "
            "claims agreement between coders.",
            hint="Drop one of the two claims, or say in the Methods how they go together.",
            records=told,
        )


def _saturation(view: View, rules: dict[Topic, Verdict]) -> Iterator[Clash]:
    told = _told(view, SATURATION_WORDS)
    if told or rules["saturation"].standing == "overridden":
        yield Clash(
            code="saturation-claimed",
            topic="saturation",
            problem="Saturation is given as a reason in a study whose method does not use it.",
            hint=rules["saturation"].instead,
            records=told,
        )


def _all_deductive(view: View, rules: dict[Topic, Verdict]) -> Iterator[Clash]:
    codes = view.find(Code)
    if codes and all(code.origin == "deductive" for code in codes):
        yield Clash(
            code="all-deductive",
            topic="fixed codebook",
            problem="Every code is marked as set in advance.",
            hint=rules["fixed codebook"].instead,
            records=[code.id for code in codes[:_SHOWN]],
        )


def _one_coder(view: View, _rules: dict[Topic, Verdict]) -> Iterator[Clash]:
    coders = [row[0] for row in view.rows(sa.select(view.table(Coding).c.coder).distinct())]
    if len(coders) == 1:
        yield Clash(
            code="one-coder",
            topic="single coder",
            problem="Only one person has coded so far.",
            hint="Let a second person code a part of the texts without seeing the first codings.",
            records=coders,
        )


def _nothing_twice(view: View, _rules: dict[Topic, Verdict]) -> Iterator[Clash]:
    c = view.table(Coding).c
    counting = sa.select(c.source, sa.func.count(sa.distinct(c.coder))).group_by(c.source)
    pairs = tuples(view, counting)
    several = view.rows(sa.select(sa.func.count(sa.distinct(c.coder))))[0][0] > 1
    if pairs and several and all(count == 1 for _, count in pairs):
        yield Clash(
            code="nothing-coded-twice",
            topic="single coder",
            problem="No text has been coded by two people, so nothing can be compared.",
            hint="Choose some texts that two people code independently.",
            records=[source for source, _ in pairs[:_SHOWN]],
        )


def _late(view: View, _rules: dict[Topic, Verdict]) -> Iterator[Clash]:
    """Codes that came after the first coding; ids follow the time at which they were made."""
    first = view.rows(sa.select(sa.func.min(view.table(Coding).c.id)))[0][0]
    late = [code.id for code in view.find(Code) if first is not None and code.id > first]
    if late:
        yield Clash(
            code="codes-after-coding",
            topic="codes while coding",
            problem="Codes were added after coding had begun, so coders had different books.",
            hint="Fix the codebook, and code anew with it what counts for agreement.",
            records=late[:_SHOWN],
        )


def _told(view: View, words: re.Pattern[str]) -> list[str]:
    """Return the records whose written texts claim something; a sentence that denies it is none."""
    facts = facts_of(view)
    texts: list[tuple[str, str]] = [
        (facts.id, f"{facts.design}\n{facts.stop_rule}\n{facts.sampling}\n{facts.epistemology}")
    ]
    reported = [a for a in view.find(Answer) if a.status in ("reported", "partly")]
    texts += [(answer.id, answer.text) for answer in reported]
    texts += [(claim.id, claim.sentence) for claim in view.find(Claim)]
    texts += [(source.id, source.checked) for source in view.find(Source)]
    return [record for record, text in texts if record and _claims(text, words)][:_SHOWN]


def _claims(text: str, words: re.Pattern[str]) -> bool:
    sentences: list[Any] = re.split(r"(?<=[.!?])\s+|\n", text)
    return any(words.search(one) and not _DENIED.search(one) for one in sentences)
