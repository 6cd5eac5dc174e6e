"""The recruitment flow: from the invitation list to those who took part, and who was lost.

Told three times from the same counts: as sentences, as a drawing, and as a table beside it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.log.view import View
from heddle.report.boxes import Box, drawn
from heddle.report.model import Cell, Column, Figure, Inlines, Row, Table, Trace, row, runs
from heddle.report.prose import listed, number, plural, sentence
from heddle.study.recruitment import Flow, named_by_manager, ways
from heddle.study.recruitment import flow as counts_of

_STEPS: Final = (
    ("invited", "Invited"),
    ("agreed", "Agreed to take part"),
    ("consented", "Signed consent"),
    ("attended", "Took part"),
)
_LOSSES: Final = (
    ("declined", "Declined", "invited"),
    ("unanswered", "Did not answer", "invited"),
    ("cancelled", "Cancelled", "agreed"),
    ("no_show", "Did not come", "agreed"),
    ("withdrew", "Withdrew before taking part", "agreed"),
    ("waiting", "Still to come", "agreed"),
    ("withdrew_after", "Withdrew after taking part", "attended"),
)
_EVENT: Final = {"no_show": "no-show", "withdrew_after": "withdrew"}
_VERBS: Final = {
    "declined": "declined",
    "unanswered": "did not answer",
    "cancelled": "cancelled",
    "no_show": "did not come",
    "withdrew": "withdrew",
    "waiting": "had still to come",
}


class Step(msgspec.Struct, kw_only=True):
    """How many people reached a state, or were lost after one."""

    state: str
    label: str
    count: int
    after: str = ""
    """For a loss: the state that these people had reached."""
    reasons: dict[str, int] = {}
    """How many people gave which reason, as written down."""
    evidence: list[str] = []
    """Ids of the invitees."""


class FlowReport(msgspec.Struct, kw_only=True):
    """The recruitment flow as data.

    JSON: ``{"steps": [...], "losses": [...], "teams", "represented", "on", "named_by_manager"}``
    with steps and losses as
    ``{"state", "label", "count", "after", "reasons", "evidence"}``; states nobody was lost in
    are left out.
    """

    steps: list[Step]
    losses: list[Step]
    teams: int
    represented: int
    on: str = ""
    """The day up to which it counts; empty: now."""
    named_by_manager: list[str] = []
    """Ids of invitees whom somebody named who is set over them."""

    def count(self, state: str) -> int:
        """Return how many people are in a state."""
        return next((s.count for s in (*self.steps, *self.losses) if s.state == state), 0)

    def step(self, state: str) -> Step:
        """Return a state's step or loss; an empty one where nobody was in it."""
        found = (s for s in (*self.steps, *self.losses) if s.state == state)
        return next(found, Step(state=state, label=state, count=0))


def flow(view: View, on: str = "") -> FlowReport | None:
    """Return the recruitment flow up to a day (ISO text) or to now.

    None for a study without an invitation list, and for a day before the first invitation.
    """
    counts = counts_of(view, on)
    if not counts.invited:
        return None
    people = _by_state(view, on)
    # Consent is on record for each person or for nobody: many studies keep it on paper.
    steps = [
        Step(state=state, label=label, count=getattr(counts, state), evidence=people[state])
        for state, label in _STEPS
        if state != "consented" or counts.consented
    ]
    losses = [
        Step(
            state=state,
            label=label,
            count=getattr(counts, state),
            after=after,
            reasons=_reasons(counts, state),
            evidence=people[state],
        )
        for state, label, after in _LOSSES
        if getattr(counts, state)
    ]
    return FlowReport(
        steps=steps,
        losses=losses,
        teams=counts.teams,
        represented=counts.represented,
        on=on,
        named_by_manager=[invitee.id for invitee in named_by_manager(view)],
    )


def _by_state(view: View, on: str) -> dict[str, list[str]]:
    """Return the ids of the invitees in each state, by the very rule that the counts follow."""
    people: dict[str, list[str]] = {state: [] for state, *_ in (*_STEPS, *_LOSSES)}
    for invitee, _, states in ways(view, on):
        for state in states & people.keys():
            people[state].append(invitee.id)
    return people


def _reasons(counts: Flow, state: str) -> dict[str, int]:
    given = counts.reasons.get(_EVENT.get(state, state), {})
    return dict(sorted(given.items(), key=lambda item: (-item[1], item[0])))


def lost(report: FlowReport) -> list[Step]:
    """Return the losses between invitation and taking part."""
    return [step for step in report.losses if step.state != "withdrew_after"]


def text(report: FlowReport) -> Inlines:
    """Tell the flow in sentences, every number traced to the invitees."""
    parts: list[str | Trace | Inlines] = []
    invited, attended = report.step("invited"), report.step("attended")
    parts += ["Of ", _traced(invited), f" {plural(invited.count, 'person', 'people')} invited, "]
    agreed = report.step("agreed")
    if agreed.count == invited.count != attended.count:
        parts += [Trace("all", tuple(agreed.evidence), query="invitees who agreed")]
        parts += [" agreed to take part, and "]
    elif agreed.count != attended.count:
        parts += [_traced(agreed), " agreed to take part, and "]
    parts += [_traced(attended), " took part"]
    losses = lost(report)
    if losses:
        told = [sentence(_traced(step), f" {_VERBS[step.state]}") for step in losses]
        total = sum(step.count for step in losses)
        evidence = [i for step in losses for i in step.evidence]
        all_lost = Trace(number(total), tuple(evidence), query="invited, did not take part")
        of_them = "; of the " if len(losses) > 1 else "; "
        if len(losses) > 1:
            parts += [of_them, all_lost, " others, ", listed(told)]
        else:
            parts += [of_them, *told]
    parts.append(".")
    after = report.step("withdrew_after")
    if after.count:
        was = plural(after.count, "person", "people")
        shown = _traced(after, start=True)
        parts += [" ", shown, f" {was} withdrew after taking part."]
    return sentence(*parts)


def gatekeepers(report: FlowReport) -> Inlines:
    """Say that managers named people, where they did: it bears on free will and on anonymity."""
    found = report.named_by_manager
    if not found:
        return ()
    shown = Trace(number(len(found)).capitalize(), tuple(found), query="named by a manager")
    were = plural(len(found), "person on the list was", "people on the list were")
    return sentence(
        shown,
        f" {were} named by a manager of theirs. Managers then know who was asked, and may know "
        "who came: say how taking part was kept voluntary, and mind that colleagues may "
        "recognise who speaks.",
    )


def table(report: FlowReport, number_of: str = "") -> Table:
    """Return the flow as a table: the drawing's text twin, with the reasons."""
    rows = []
    for step in report.steps:
        rows.append(_line(step, 0))
        rows += [_line(loss, 1) for loss in report.losses if loss.after == step.state]
    return Table(
        columns=(
            Column(runs("Step"), width=30),
            Column(runs("People"), "right", width=10),
            Column(runs("Reasons on record"), width=50),
        ),
        rows=tuple(rows),
        caption=runs("Recruitment"),
        number=number_of,
    )


def figure(report: FlowReport, number_of: str = "1") -> Figure:
    """Draw the flow as boxes, with a description and the table as its text twin."""
    main = [Box(f"{step.label}: {step.count}", ()) for step in report.steps]
    sides: dict[int, Box] = {}
    for place, step in enumerate(report.steps):
        losses = [loss for loss in report.losses if loss.after == step.state]
        if losses:
            total = sum(loss.count for loss in losses)
            title = "Withdrew afterwards" if step.state == "attended" else "Did not go on"
            lines = [line for loss in losses for line in _drawn(loss)]
            sides[place] = Box(f"{title}: {total}", tuple(lines))
    steps = "; ".join(f"{step.label.lower()} {step.count}" for step in report.steps)
    gone = "; ".join(f"{loss.label.lower()} {loss.count}" for loss in report.losses)
    alt = f"Recruitment in boxes from top to bottom: {steps}."
    return Figure(
        svg=drawn(main, sides),
        alt=f"{alt} To the side those who were lost: {gone}." if gone else alt,
        twin=table(report),
        caption=runs("Recruitment of participants"),
        number=number_of,
    )


def _drawn(loss: Step) -> list[str]:
    lines = [f"{loss.label}: {loss.count}"]
    return lines + [f"– {why}: {count}" for why, count in loss.reasons.items()]


def _traced(step: Step, *, start: bool = False) -> Inlines:
    shown = number(step.count) if step.count else "none"
    shown = shown.capitalize() if start else shown
    query = f"invitees: {step.label.lower()}"
    return (Trace(shown, tuple(step.evidence), query=query),)


def _line(step: Step, depth: int) -> Row:
    count = Trace(str(step.count), tuple(step.evidence), query=f"invitees: {step.label.lower()}")
    reasons = [runs(f"{why} ({of})") for why, of in step.reasons.items()]
    label = f"\u2003{step.label}" if depth else step.label
    return row(
        Cell((runs(label),), head=not depth),
        Cell(((count,),), value=step.count),
        Cell(tuple(reasons)),
    )
