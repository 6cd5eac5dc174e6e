"""From codes to themes over time: columns, with bands as wide as the codes that they carry."""

from __future__ import annotations

from typing import Final

from heddle.findings.lineage import Lineage, Stage
from heddle.report.figures.picture import picture
from heddle.report.figures.sheet import Sheet, ribbon, widest
from heddle.report.model import Figure

_UNIT: Final = 11.0
_GAP: Final = 9.0
_BAR: Final = 12.0
_BAND: Final = 60.0
_TOP: Final = 34.0
_LABELS: Final = {"merged": "merged", "split": "split", "dropped": "given up"}


def code_lineage(lines: Lineage) -> Figure:
    """Draw codes on the left and what became of them to the right, step by step."""
    sheet = Sheet("lineage", 0)
    names = {stage.id: stage.name for stage in lines.stages}
    columns = sorted({stage.column for stage in lines.stages})
    left = widest([s.name for s in lines.stages if s.column == 0], 11, most=190) + 12
    label = widest([s.name for s in lines.stages if s.column], 11.5, most=270) + 12
    xs = {column: left + at * (_BAR + label + _BAND) for at, column in enumerate(columns)}
    sheet.width = (max(xs.values(), default=0.0)) + _BAR + label + 8
    tops, talls = _stacked(lines)
    leaving: dict[str, float] = {}
    arriving: dict[str, float] = {}
    stage_of = {stage.id: stage for stage in lines.stages}
    for step in sorted(lines.steps, key=lambda s: (tops[s.one], tops[s.other])):
        one, other = stage_of[step.one], stage_of[step.other]
        tall = step.codes * _UNIT * _thin(lines)
        y1 = tops[step.one] + leaving.get(step.one, 0.0)
        y2 = tops[step.other] + arriving.get(step.other, 0.0)
        leaving[step.one] = leaving.get(step.one, 0.0) + tall
        arriving[step.other] = arriving.get(step.other, 0.0) + tall
        x1 = xs[one.column] + _BAR
        told = f"{one.name} to {other.name}: {step.codes} codes"
        sheet.path(ribbon(x1, y1, xs[other.column], y2, tall), "flow", told)
    for stage in lines.stages:
        _stage(sheet, stage, xs[stage.column], tops[stage.id], talls[stage.id], label)
    for column in columns:
        told = "Codes" if not column else ("First themes" if column == 1 else "Then")
        days = sorted(s.made for s in lines.stages if s.column == column and s.made)
        anchor = "start" if column else "end"
        x = xs[column] + (0 if column else _BAR)
        sheet.text(x, 12, told, bold=True, anchor=anchor)
        if days:
            sheet.text(x, 25, _span(days), "soft", anchor, 10)
    finals = [s.name for s in lines.stages if s.stage == "final"]
    return picture(
        sheet,
        title="From codes to themes",
        told=f"{sum(s.column == 0 for s in lines.stages)} codes feed "
        f"{sum(s.column > 0 for s in lines.stages)} themes. Final: {'; '.join(finals) or 'none'}."
        if lines.stages else "No code feeds a theme yet.",
        caption="From codes to themes, from left to right: what fed each theme, and which themes "
        "were merged, split or given up. Bands are as wide as the codes that they carry.",
        columns=("From", "To", "Codes", "Stage of the second", "Made", "Why"),
        rows=[
            [names[s.one], names[s.other], s.codes, stage_of[s.other].stage,
             stage_of[s.other].made, stage_of[s.other].why]
            for s in lines.steps
        ],
        numbers=(2,),
    )  # fmt: skip


def _thin(lines: Lineage) -> float:
    """Return by how much bands are thinner where there are many codes."""
    return min(1.0, 60 / max(1, sum(stage.column == 0 for stage in lines.stages)))


def _stacked(lines: Lineage) -> tuple[dict[str, float], dict[str, float]]:
    """Return top and height of each stage; those of a column stand below each other.

    Within a column a stage stands at about the height of what it comes from.
    """
    unit = _UNIT * _thin(lines)
    ins: dict[str, int] = {}
    outs: dict[str, int] = {}
    origins: dict[str, list[str]] = {}
    for step in lines.steps:
        outs[step.one] = outs.get(step.one, 0) + step.codes
        ins[step.other] = ins.get(step.other, 0) + step.codes
        origins.setdefault(step.other, []).append(step.one)
    talls = {
        stage.id: max(1, ins.get(stage.id, 0), outs.get(stage.id, 0)) * unit
        for stage in lines.stages
    }
    tops: dict[str, float] = {}
    by_target = {step.one: step.other for step in reversed(lines.steps)}
    rank = {stage.id: at for at, stage in enumerate(lines.stages)}
    for column in sorted({stage.column for stage in lines.stages}):
        those = [stage for stage in lines.stages if stage.column == column]

        def wish(stage: Stage) -> float:
            if not stage.column:
                return float(rank.get(by_target.get(stage.id, ""), 0))
            above = [tops[one] for one in origins.get(stage.id, []) if one in tops]
            return sum(above) / len(above) if above else 0.0

        gap = _GAP if column else _GAP / 3
        y = _TOP
        for stage in sorted(those, key=lambda s: (wish(s), rank[s.id])):
            y = max(y, wish(stage)) if column > 1 else y
            tops[stage.id] = y
            least = 26.0 if column else 13.0
            y += max(talls[stage.id], least) + gap
    return tops, talls


def _stage(  # noqa: PLR0917 - where and how large
    sheet: Sheet, stage: Stage, x: float, top: float, tall: float, label: float
) -> None:
    told = f"{stage.name}, {_LABELS.get(stage.stage, stage.stage)}" if stage.stage else stage.name
    look = "mark" if stage.stage == "final" else "two" if stage.kind == "themes" else "one"
    sheet.rect(x, top, _BAR, tall, look, told, data=stage.id)
    if stage.column == 0:
        sheet.text(x - 6, top + min(tall / 2 + 4, 11), stage.name, anchor="end", size=11, room=190)
        return
    sheet.text(x + _BAR + 5, top + 11, stage.name, size=11, bold=stage.stage == "final",
               room=label - 8)  # fmt: skip
    ended = _LABELS.get(stage.stage, stage.stage)
    sheet.text(x + _BAR + 5, top + 23, ended, "soft", size=10)


def _span(days: list[str]) -> str:
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
