"""The declared method, the claims ledger, and the lint on words, as the workbench shows them."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from heddle.report.own_words import Noticed, noticed
from heddle.study.coherence import Clash, clashes
from heddle.study.facts import Approach, facts_of
from heddle.study.heavy import NEGATIONS, QUALIFIERS
from heddle.study.ledger import Ledger, ledger
from heddle.study.method import (
    APPROACHES,
    RULES,
    TOPICS,
    MethodChange,
    Topic,
    Verdict,
    method_changes,
    verdicts,
)
from heddle.web.given import TheHouse, TheReader, TheSession


class Foretold(msgspec.Struct, kw_only=True):
    """What another variety would say, for who thinks of changing."""

    approach: Approach
    hidden: list[Topic]
    careful: list[Topic]


class MethodCard(msgspec.Struct, kw_only=True):
    """The declared variety of analysis, and what follows from it."""

    approach: Approach
    topics: list[Verdict]
    changes: list[MethodChange]
    clashes: list[Clash]
    others: list[Foretold]


class HeavyWords(msgspec.Struct, kw_only=True):
    """Words that are not cut out of a quote without a question, in small letters."""

    negations: list[str]
    qualifiers: list[str]


class Pasted(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A manuscript, or a part of one."""

    text: str


@get("/claims", sync_to_thread=True)
def read_claims(reader: TheReader) -> Ledger:
    """Return the claims ledger: what stands for and against each claim, and what is missing."""
    with reader.view() as view:
        return ledger(view)


@get("/method", sync_to_thread=True)
def read_method(reader: TheReader) -> MethodCard:
    """Return what the declared method permits and hides, and what clashes with it."""
    with reader.view() as view:
        return MethodCard(
            approach=facts_of(view).approach,
            topics=verdicts(view),
            changes=method_changes(view),
            clashes=clashes(view),
            others=[_foretold(approach) for approach in APPROACHES],
        )


@get("/wording", sync_to_thread=True)
def read_wording(reader: TheReader) -> list[Noticed]:
    """Return the words of the team's own texts that clash with the declared method."""
    with reader.view() as view:
        return noticed(view)


@post("/wording", status_code=HTTP_200_OK, sync_to_thread=True)
def look_at_wording(data: JSONBody[Pasted], house: TheHouse, session: TheSession) -> list[Noticed]:
    """Return the words of a pasted text that clash with the declared method; nothing is kept."""
    with house.view(session) as view:
        return noticed(view, data.text)


@get("/heavy-words", sync_to_thread=False)
def read_heavy_words() -> HeavyWords:
    """Return the negations and qualifiers whose cut asks for a confirmation."""
    return HeavyWords(negations=sorted(NEGATIONS), qualifiers=sorted(QUALIFIERS))


def _foretold(approach: Approach) -> Foretold:
    rules = RULES[approach]
    return Foretold(
        approach=approach,
        hidden=[topic for topic in TOPICS if rules[topic].standing == "hidden"],
        careful=[topic for topic in TOPICS if rules[topic].standing == "with care"],
    )


READS: Final = [read_claims, read_method, read_wording]
"""Routes that answer for the past as well."""
