"""Agreement between coders as a part of the report, for studies whose method asks for it.

A sentence for the Methods (coefficient, program, unit, coders, n, intervals, seed), what differed,
and a table. It is computed on what people coded independently: on the readings of the newest round
that was opened, and where there was none, on the codings as they are.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from heddle.findings.agreement import Agreement, agree
from heddle.findings.agreement_rows import Row as Figure
from heddle.findings.rounds import round_named
from heddle.log.view import View
from heddle.report.model import (
    Block,
    Cell,
    Column,
    Inlines,
    Note,
    Paragraph,
    Row,
    Table,
    Trace,
    runs,
)
from heddle.report.options import taken
from heddle.report.prose import number, plural
from heddle.study.rounds import Round
from heddle.study.values import spoken_list
from heddle.version import __version__

NAMES: Final = {
    "percent_unit": "Percent agreement",
    "percent_coincidence": "Percent agreement (coincidences)",
    "percent_all_agree": "All agree",
    "cohen": "Cohen’s kappa",
    "fleiss": "Fleiss’ kappa",
    "scott": "Scott’s pi",
    "gwet_ac1": "Gwet’s AC1",
    "krippendorff": "Krippendorff’s alpha",
    "multivalued": "Multi-valued alpha",
    "unitizing": "Unitizing alpha (2016)",
    "nvivo_percent": "NVivo: percentage",
    "nvivo_kappa": "NVivo: kappa",
    "maxqda_percent": "MAXQDA: percent of segments",
    "maxqda_kappa": "MAXQDA: kappa",
    "atlasti_percent": "ATLAS.ti: percent (Holsti)",
    "atlasti_binary": "ATLAS.ti: alpha binary",
    "atlasti_cu": "ATLAS.ti: cu-alpha",
    "atlasti_domains": "ATLAS.ti: Cu-alpha",
}
CONTESTED: Final = (
    "Agreement says whether coders used a codebook alike. It does not say that they were right, "
    "and whether it should be asked for is contested."
)


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is compared and how."""

    round: str = ""
    """Name or id; empty: the newest that was opened, else what is coded now."""
    unit: str = ""
    per: str = "code"
    seed: int = 1
    like: str = ""
    """nvivo, maxqda or atlasti: that program's figures stand beside."""


def agreement(view: View, options: dict[str, Any]) -> Agreement:
    """Return the agreement that a report tells; refused where the method has no use for it."""
    choice: Choice = taken(options, Choice)
    chosen = choice.round or next(
        (each.id for each in reversed(view.find(Round)) if each.state in {"opened", "closed"}), ""
    )
    return agree(
        view, round_=chosen, unit=choice.unit, per=choice.per, seed=choice.seed, like=choice.like
    )


def document(view: View, options: dict[str, Any]) -> list[Block]:
    """Return the sentences and the table of agreement; `options` are those of `Choice`."""
    found = agreement(view, options)
    return [
        Paragraph(inlines=_methods(view, found)),
        Paragraph(inlines=_differing(found)),
        _table(found),
    ]


def _methods(view: View, found: Agreement) -> Inlines:
    named = dict.fromkeys(NAMES.get(row.coefficient, row.coefficient) for row in found.rows)
    apart = "independently"
    if found.round:
        apart = f"independently of each other in the round “{round_named(view, found.round).name}”"
    intervals = dict.fromkeys(row.interval_method for row in found.rows if row.interval)
    seeds = dict.fromkeys(row.seed for row in found.rows if row.seed is not None)
    unit = max((row.units for row in found.rows), default=0)
    parts = [(
        f"{number(len(found.coders)).capitalize()} coders "
        f"({spoken_list([one.name for one in found.coders])}) coded "
        f"{number(len(found.sources))} {plural(len(found.sources), 'source')} {apart}; what they "
        "had coded before anything was reconciled was compared. "
        f"Units were {found.units}"
        f"{'' if found.moderator else ' of participants'} ({unit} at most for one code). "
        f"Computed were {spoken_list(list(named))} (Heddle {__version__})."
    )]  # fmt: skip
    if intervals:
        drawn = f", seed {spoken_list([str(seed) for seed in seeds])}" if seeds else ""
        parts.append(f"Intervals are at 95 % ({'; '.join(intervals)}{drawn}).")
    parts.append(CONTESTED)
    return runs(" ".join(parts))


def _differing(found: Agreement) -> Inlines:
    turns = tuple(dict.fromkeys(turn for row in found.rows for turn in row.differing))
    if not turns:
        return runs("The coders did not differ in any unit.")
    said = f"{number(len(turns))} {plural(len(turns), 'turn')}"
    return (*runs("The coders differed in "), Trace(said, turns), *runs("."))


def _table(found: Agreement) -> Table:
    lines: dict[tuple[str, str, str], dict[str, Figure]] = {}
    for row in found.rows:
        lines.setdefault((row.of, row.code, row.source), {})[row.coefficient] = row
    kinds = list(dict.fromkeys(row.coefficient for row in found.rows))
    texts = {source.id: source.name for source in found.sources}
    heads = ["Code", *(NAMES.get(kind, kind) for kind in kinds), "Prevalence", "Units"]
    notes = [f"{of}, {NAMES.get(row.coefficient, row.coefficient)}: undefined. {row.reason}"
             for (of, _, _), by in lines.items() for row in by.values()
             if row.value is None]  # fmt: skip
    return Table(
        columns=tuple(
            Column(title=runs(head), align="left" if at == 0 else "right")
            for at, head in enumerate(heads)
        ),
        rows=tuple(
            Row(cells=(
                Cell(paragraphs=(runs(f"{of} ({texts[source]})" if source in texts else of),),
                     head=True),
                *(_cell(by.get(kind)) for kind in kinds),
                _share(by),
                _units(by),
            ))
            for (of, _, source), by in lines.items()
        ),
        caption=runs(f"Agreement between {spoken_list([one.name for one in found.coders])}."),
        notes=(
            Note(inlines=runs("Value (95 % interval). Prevalence: ratings with the code.")),
            *([Note(inlines=runs(found.differs))] if found.differs else []),
            *(Note(inlines=runs(note)) for note in dict.fromkeys(notes)),
        ),
    )  # fmt: skip


def _cell(row: Figure | None) -> Cell:
    if row is None:
        return Cell(paragraphs=(runs("–"),))
    if row.value is None:
        return Cell(paragraphs=(runs("undefined"),))
    text = f"{row.value:z.2f}"
    if row.interval:
        text += f" ({row.interval[0]:z.2f} to {row.interval[1]:z.2f})"
    return Cell(paragraphs=((Trace(text, tuple(row.codings)),),), value=row.value)


def _share(by: dict[str, Figure]) -> Cell:
    share = next((row.prevalence for row in by.values() if row.prevalence is not None), None)
    if share is None:
        return Cell(paragraphs=(runs("–"),))
    return Cell(paragraphs=(runs(f"{100 * share:.0f} %"),), value=share)


def _units(by: dict[str, Figure]) -> Cell:
    units = max(row.pairable for row in by.values())
    return Cell(paragraphs=(runs(str(units)),), value=units)
