"""Claims: the sentences of the Results, with what speaks for and against each.

One is left without evidence and some without a considered contradiction, as in a study that is
still being written.
"""

from __future__ import annotations

from typing import Any, Final, cast

from heddle.demo import material
from heddle.demo.coding import ANALYST, Passages
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.demo.planning import LEADER
from heddle.errors import NotFound
from heddle.report.own_words import noticed
from heddle.study.claims import AddClaim, AddEvidence, Stance
from heddle.study.overrides import WriteOverride

_REASON: Final = "Phase 6: the claims of the Results"
_KEPT: Final = "It is said only to tell readers that it was not used."


def state(desk: Desk) -> None:
    """Put the claims into the ledger, then their evidence."""
    rows = material.rows("claims")
    steps = [
        AddClaim(
            sentence=row["sentence"],
            theme=desk.themes[row["theme"]],
            none_found=row["none_found"],
            note=row["note"],
        )
        for row in rows
    ]
    analyst = desk.by(ANALYST)
    made: list[str] = analyst.do_all(steps, reason=_REASON).result
    claims = {row["claim"]: claim for row, claim in zip(rows, made, strict=True)}
    quotes, codings = desk.study.quotes(), desk.study.codings()
    listed = {"quote": ("words", quotes), "coding": ("text", codings)}
    evidence = []
    for row in material.rows("claim_evidence"):
        stance = cast("Stance", row["stance"])
        where: dict[str, Any] = (
            _stretch(desk, row) if row["form"] == "stretch" else _found(row, *listed[row["form"]])
        )
        evidence.append(
            AddEvidence(claim=claims[row["claim"]], stance=stance, note=row["note"], **where)
        )
    analyst.do_all(evidence, reason=_REASON)


def keep_words(desk: Desk) -> None:
    """Say why words stay that the lint on the study's own texts objects to."""
    with desk.study.view() as view:
        items = {each.slip.item: each for each in noticed(view)}
    steps = [WriteOverride(gate="language", item=item, why=_KEPT) for item in items]
    if steps:
        desk.by(LEADER).do_all(steps, reason="Phase 6: words that are kept")


def _found(row: Row, field: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the quote or coding of a source that begins with some words."""
    for each in rows:
        if each["source"] == row["source"] and str(each[field]).startswith(row["words"]):
            return {row["form"]: str(each["id"])}
    raise NotFound(
        f"No {row['form']} of {row['source']} begins with “{row['words'][:60]}” in the demo.",
        "Install Heddle again: a file that came with it was changed.",
    )


def _stretch(desk: Desk, row: Row) -> dict[str, Any]:
    passages = Passages(desk, row["source"])
    place = passages.find(row["words"])
    return {
        "turn": passages.turns[place.start.turn].id,
        "start": place.start.offset,
        "end": place.end.offset,
    }
