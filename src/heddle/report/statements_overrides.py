"""What is printed although the disclosure check objects, with the reasons: a sentence each.

The sentence says what kind of thing it is, never whose: to point at a quote would do the harm
that the check warns of.
"""

from __future__ import annotations

from typing import Final

from heddle.privacy.disclosure import ITEM
from heddle.report.material import Material
from heddle.report.model import Trace
from heddle.report.prose import full_stop, ids
from heddle.report.statements import Statement, nothing, said
from heddle.study.overrides import Override, overrides_of

_KINDS: Final = (
    ("Quotes of ", "quotes whose words narrow down who speaks"),
    ("Attribution: ", "attributions that narrow down who speaks"),
    ("Gatekeepers", "attributions that those who named participants may see through"),
    ("Participants: ", "rows of single participants"),
    ("Talk ", "words beside participants' codes"),
)


def disclosed(material: Material) -> list[Statement]:
    """Say what is printed although it could let people be recognised, by reason."""
    reasons: dict[str, list[Override]] = {}
    for each in overrides_of(material.view, "disclosure").values():
        reasons.setdefault(full_stop(each.why), []).append(each)
    if not reasons:
        return [nothing("No override of the disclosure check is on record.")]
    told = []
    for why, those in reasons.items():
        what = "; ".join(dict.fromkeys(_what(each.item) for each in those))
        reason = Trace(why, ids(those), kind="claim", query="overrides of the disclosure check")
        told.append(
            said("Printed although it could let people be recognised: ", what, ". Reason: ", reason)
        )
    return told


def _what(item: str) -> str:
    if item.startswith(ITEM):
        return f"{item.removeprefix(ITEM)} (Table 1)"
    return next((what for start, what in _KINDS if item.startswith(start)), item)
