"""Courses: what can become of an invitee, and in which order.

Pure rules on the events of one invitee, in the order in which they were recorded. The same
function refuses an impossible step and lists what a merge of two copies has made impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from heddle.study.invitees import Event, State
from heddle.study.values import surely_before

# How each state ends a sentence that begins with "cannot have" or "has already".
_SPOKEN: Final[dict[State, str]] = {
    "invited": "been invited",
    "informed": "been informed",
    "agreed": "agreed",
    "declined": "declined",
    "consented": "signed a consent",
    "cancelled": "cancelled",
    "no-show": "stayed away",
    "attended": "attended",
    "withdrew": "withdrawn",
}
_OUTCOMES: Final = ("cancelled", "no-show", "attended")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is impossible about one event of an invitee."""

    event: str
    code: str
    problem: str
    """Without the invitee's code and the full stop: "cannot have attended without ..."."""
    hint: str


class _Course:
    """What has become of one invitee so far."""

    def __init__(self) -> None:
        self.invited: Event | None = None
        self.agreed: Event | None = None
        self.last: State | None = None
        """The latest of agreed, declined, cancelled, no-show, attended and withdrew."""
        self.outcomes: dict[str, State] = {}

    def take(self, event: Event) -> None:
        if event.state == "invited":
            self.invited = event
        if event.state == "agreed":
            self.agreed = event
        if event.state not in ("invited", "informed", "consented"):
            self.last = event.state
        if event.state in _OUTCOMES:
            self.outcomes[event.session] = event.state

    def fault(self, event: Event) -> tuple[str, str, str] | None:
        """Return code, problem and hint of what makes an event impossible now, or None."""
        return self._missing(event) or self._repeated(event) or self._too_early(event)

    def _missing(self, event: Event) -> tuple[str, str, str] | None:
        spoken = _SPOKEN[event.state]
        if event.state == "invited":
            return None
        if self.invited is None:
            problem = f"cannot have {spoken} without an invitation"
            return "not-invited", problem, "Record the invitation first."
        if event.state in ("informed", "agreed", "declined"):
            return None
        if self.agreed is None:
            problem = f"cannot have {spoken} without having agreed"
            return "not-agreed", problem, "Record that they agreed first, with its date."
        if self.last == "withdrew" and event.state != "withdrew":
            problem = f"cannot have {spoken} after withdrawing"
            hint = "Record that they agreed again, or take the withdrawal back."
            return "withdrawn", problem, hint
        return None

    def _repeated(self, event: Event) -> tuple[str, str, str] | None:
        spoken = _SPOKEN[event.state]
        if event.state == "declined" and self.agreed is not None:
            hint = "Record that they cancelled (a session) or withdrew (from the study)."
            return "agreed", "cannot have declined after agreeing", hint
        again = (
            (event.state == "invited" and self.invited is not None)
            or (event.state == "agreed" and self.last in ("agreed", "attended"))
            or (event.state == self.last and event.state in ("declined", "withdrew"))
        )
        if again:
            hint = "Correct that step (recruitment.correct), or leave this one out."
            return "already", f"has already {spoken}", hint
        return self._second_outcome(event) if event.state in _OUTCOMES else None

    def _second_outcome(self, event: Event) -> tuple[str, str, str] | None:
        # An outcome without a session may be about any of them, so it clashes with all.
        other = next(
            (s for name, s in self.outcomes.items() if name == event.session or not name),
            next(iter(self.outcomes.values()), None) if not event.session else None,
        )
        if other is None:
            return None
        problem = f"is on record as “{other}”, so “{event.state}” cannot be true of that session"
        if other == event.state:
            problem = f"has already {_SPOKEN[event.state]} as far as that session goes"
        hint = (
            "Name the session of each (recruitment.correct for the earlier one), or take back "
            "the wrong one (recruitment.retract)."
        )
        return "two-outcomes", problem, hint

    def _too_early(self, event: Event) -> tuple[str, str, str] | None:
        early = ("informed", "agreed", "declined")
        needed = self.invited if event.state in early else self.agreed
        if needed is None or event.state == "invited" or not surely_before(event.date, needed.date):
            return None
        spoken = _SPOKEN[event.state]
        problem = f"cannot have {spoken} on {event.date}, having {_SPOKEN[needed.state]} later"
        hint = (
            f"“{needed.state.capitalize()}” is dated {needed.date}: correct one of the two dates."
        )
        return "too-early", problem, hint


def faults(events: Sequence[Event]) -> list[Fault]:
    """Return what is impossible in one invitee's events, in the order of their recording.

    Nothing without an invitation; no consent, cancellation, absence, attendance or withdrawal
    without agreement; one outcome per session; no step dated before the one that it needs.
    """
    course = _Course()
    found = []
    for event in events:
        if fault := course.fault(event):
            code, problem, hint = fault
            found.append(Fault(event=event.id, code=code, problem=problem, hint=hint))
        course.take(event)
    return found
