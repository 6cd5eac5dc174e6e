"""Quotes and translations that are about to leave: what their checks object to.

Q1, an unconfirmed Q4, words that nobody has heard (Q7) and a guessed speaker (Q8) are red; an
unchecked translation is red where it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from heddle.log.view import View
from heddle.privacy.gate import Leaving, Level, Objection
from heddle.study.facts import facts_of
from heddle.study.quote_checks import QuoteFinding, quote_findings
from heddle.study.rules import same_name


def check(view: View, leaving: Leaving) -> Iterator[Objection]:
    """Yield what the checks of quotes (Q1 to Q8) and translations object to; notes are left out."""
    if not leaving.quotes:
        return
    language = facts_of(view).publication_language
    for finding in quote_findings(view, leaving.quotes):
        # A translation into a language that is not printed stays in the study.
        if finding.language and not same_name(finding.language, language):
            continue
        if finding.level != "note":
            yield _objection(finding, "red" if finding.level == "red" else "amber")


def _objection(finding: QuoteFinding, level: Level) -> Objection:
    return Objection(
        gate="translation" if finding.check in ("T1", "T2") else "quotes",
        item=finding.item,
        level=level,
        problem=f"A quote ({finding.check}): {finding.problem}",
        hint=finding.hint,
        records=(finding.quote,),
    )
