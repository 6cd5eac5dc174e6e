"""The Results of a theme woven from its claims: each sentence, then the quotes that show it.

Every sentence leads to its claim and all its evidence. A quote is printed once, below the first
claim that it belongs to; what no claim leads to is printed at the end with a prompt.
"""

from __future__ import annotations

from collections.abc import Sequence

from heddle.log.view import View
from heddle.report.citing import Cited
from heddle.report.model import Block, Inlines, Paragraph, Trace
from heddle.report.prose import full_stop, number, plural, sentence, to_be_written
from heddle.report.table3 import Themed
from heddle.study.claims import Claim, Evidence, claims_of, evidence_of
from heddle.study.ledger import ledger
from heddle.study.themes import Theme

_AGAINST = {
    "contradicts": "how these words speak against it",
    "qualifies": "how these words limit it",
}

_TELL = {
    "qualifies": ("says to limit it", "say to limit it"),
    "contradicts": ("says against it", "say against it"),
}


def claims(view: View, themed: Themed) -> list[Block]:
    """Weave a theme's claims with their quotes; nothing where the theme has no claims."""
    own = claims_of(view, themed.theme.id)
    left = {each.quote.id: each for each in themed.in_results}
    blocks: list[Block] = []
    for claim in own:
        blocks += _claim(claim, evidence_of(view, claim.id), left)
    if blocks and left:
        blocks.append(to_be_written("what these quotes show; no claim of this theme leads to them"))
        blocks += [each.block for each in left.values()]
    if blocks and not any(_weighed(view, claim) for claim in own):
        blocks.append(to_be_written("what speaks against the theme; nothing is on record"))
    return blocks


def _claim(claim: Claim, evidence: Sequence[Evidence], left: dict[str, Cited]) -> list[Block]:
    blocks: list[Block] = [Paragraph((_traced(claim, evidence),))]
    if not evidence:
        blocks.append(to_be_written("what this is based on; no evidence is on record"))
    asked = ""
    for each in evidence:
        quote = left.pop(each.quote, None)
        if quote is None:
            continue
        if each.stance not in ("supports", asked):
            blocks.append(to_be_written(_AGAINST[each.stance]))
            asked = each.stance
        blocks.append(quote.block)
    # Words that are no quote are not printed: choosing them is a step of its own, with its checks.
    for stance, words in _TELL.items():
        rest = [each for each in evidence if each.stance == stance and not each.quote]
        if rest:
            count, noun = number(len(rest)), plural(len(rest), "piece")
            told = plural(len(rest), words[0], words[1])
            blocks.append(to_be_written(f"what {count} {noun} of evidence on record {told}"))
    return blocks


def _traced(claim: Claim, evidence: Sequence[Evidence]) -> Trace:
    behind = [each.coding or each.quote or each.participant or each.turn for each in evidence]
    ids = tuple(dict.fromkeys([claim.id, *(record for record in behind if record)]))
    return Trace(full_stop(claim.sentence), ids, kind="claim", query="claim and its evidence")


def _weighed(view: View, claim: Claim) -> bool:
    against = any(each.stance != "supports" for each in evidence_of(view, claim.id))
    return against or bool(claim.none_found.strip())


def unconsidered(view: View) -> list[Inlines]:
    """Return the final themes for which no contradiction was considered, and bare claims.

    Nothing is told of a study without claims: it has no ledger to look into.
    """
    if not view.count(Claim):
        return []
    book = ledger(view)
    found: list[Inlines] = []
    for theme in view.among(Theme, "id", book.unconsidered):
        name = Trace(f"“{theme.name}”", (theme.id,), kind="claim", query="theme")
        found.append(sentence("What speaks against ", name, " is not on record."))
    bare = book.without_evidence
    if bare:
        count = Trace(number(len(bare)).capitalize(), tuple(bare), query="claims without evidence")
        have = plural(len(bare), "claim has", "claims have")
        found.append(sentence(count, f" {have} no evidence on record."))
    return found
