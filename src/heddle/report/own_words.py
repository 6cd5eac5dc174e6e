"""The team's own words that the manuscript prints, and what the lint says to them.

Participants' words are not looked at: how they speak is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from heddle.log.view import View
from heddle.report.wording import Slip, lint
from heddle.study.checklist import Answer
from heddle.study.claims import Claim
from heddle.study.facts import facts_of
from heddle.study.overrides import overrides_of
from heddle.study.themes import LIVING, Theme

_FACTS: Final = (
    "title", "design", "epistemology", "orientation", "setting", "sampling", "stop_rule",
    "approached_by", "ethics",
)  # fmt: skip
_THEME: Final = ("name", "central_idea", "description")


class OwnText(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the team's own."""

    kind: str
    """Kind of the record it stands in; empty for a text that was given."""
    record: str
    field: str
    place: str
    """Where it is, as people call it."""
    text: str


class Noticed(msgspec.Struct, kw_only=True):
    """A slip, where it is, and the reason of who keeps it."""

    kind: str
    record: str
    field: str
    place: str
    slip: Slip
    override: str = ""
    """Id of the override that stands for it; empty: none."""
    why: str = ""


def own_texts(view: View) -> Iterator[OwnText]:
    """Yield the texts in the order of the manuscript."""
    facts = facts_of(view)
    for field in _FACTS:
        yield _text("studies", facts.id, field, f"Study: {field.replace('_', ' ')}",
                    str(getattr(facts, field)))  # fmt: skip
    for aim in facts.aims:
        yield _text("studies", facts.id, "aims", "Study: aims", aim)
    for theme in view.find(Theme, "position"):
        if theme.stage in LIVING:
            for field in _THEME:
                yield _text("themes", theme.id, field, f"Theme “{theme.name}”",
                            str(getattr(theme, field)))  # fmt: skip
    for claim in view.find(Claim, "position"):
        yield _text("claims", claim.id, "sentence", "Claim", claim.sentence)
    for answer in view.find(Answer):
        place = f"{answer.checklist.upper()} {answer.item}"
        yield _text("answers", answer.id, "text", place, answer.text)


def noticed(view: View, text: str | None = None) -> list[Noticed]:
    """Return the slips of the team's own texts, or of a text that is given, as the study declares.

    Args:
        view: The study.
        text: A manuscript from elsewhere; None: the study's own texts.
    """
    approach = facts_of(view).approach
    kept = overrides_of(view, "language")
    given = OwnText(kind="", record="", field="", place="", text=text or "")
    found = []
    for each in own_texts(view) if text is None else [given]:
        for slip in lint(each.text, approach):
            override = kept.get(slip.item)
            found.append(
                Noticed(
                    kind=each.kind,
                    record=each.record,
                    field=each.field,
                    place=each.place,
                    slip=slip,
                    override=override.id if override else "",
                    why=override.why if override else "",
                )
            )
    return found


def _text(kind: str, record: str, field: str, place: str, text: str) -> OwnText:
    return OwnText(kind=kind, record=record, field=field, place=place, text=text)
