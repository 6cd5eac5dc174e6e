"""Matrices: codes and themes by people, groups and questions; co-occurrence; the framework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heddle.cli.leaving import leave, say_written, take_way, way_options
from heddle.cli.shared import (
    json_option,
    one_line,
    opened,
    output_option,
    print_json,
    print_table,
    say,
    study_argument,
)
from heddle.errors import NotFound

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.findings.matrix import Matrix
    from heddle.log.view import View

_KINDS: Final = ("code", "theme", "cooccurrence", "framework", "interlocutors")
_BY: Final = ("participant", "group", "question", "coder", "source")
_MEASURES: Final = ("participants", "segments", "turns", "words")
_BASES: Final = ("pairs", "characters", "seconds", "segments", "turns", "sources")
_ENDINGS: Final = ("csv", "xlsx", "parquet")
_OF: Final = {
    "code": {"by", "measure", "below", "codes", "coders", "moderator"},
    "theme": {"by", "measure", "codes", "coders", "moderator"},
    "cooccurrence": {"base", "codes", "coders", "moderator"},
    "framework": {"case", "rows", "codes", "where", "moderator"},
    "interlocutors": set[str](),
}
"""Which options mean something for which matrix."""


@click.command()
@study_argument
@click.argument("kind", type=click.Choice(_KINDS))
@click.option(
    "--by",
    metavar="COLUMNS",
    help="code, theme: participant, group (if not said), question, coder, source, or the name of "
    "an attribute of participants, such as gender.",
)
@click.option("--measure", type=click.Choice(_MEASURES), help="code, theme: what is counted.")
@click.option("--below", is_flag=True, help="code: count the codes below a code for it too.")
@click.option("--code", "codes", multiple=True, metavar="NAME", help="Only this code or theme.")
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Only what they coded.")
@click.option("--base", type=click.Choice(_BASES), help="cooccurrence: what is counted.")
@click.option("--case", type=click.Choice(["participant", "group"]), help="framework: its rows.")
@click.option("--columns", "rows", type=click.Choice(["theme", "code"]), help="framework.")
@click.option("--where", multiple=True, metavar="NAME=VALUE", help="framework: only these cases.")
@click.option("--moderator", is_flag=True, help="Count what the team said too.")
@click.option("--test", is_flag=True, help="code, theme: test groups or an attribute's values.")
@click.option("--whole", is_flag=True, help="In a file: figures of fewer than five people too.")
@output_option
@json_option
@way_options
def matrix(
    folder: Path,
    kind: str,
    *,
    test: bool,
    whole: bool,
    output: Path | None,
    as_json: bool,
    where: tuple[str, ...],
    **options: Any,
) -> None:
    """Show or write a matrix.

    KIND is code or theme (by people, groups, questions, coders or sources), cooccurrence of codes,
    framework (the analysts' summaries), or interlocutors (assent and dissent, question by
    question). Moderators are left out. A file is .csv, .xlsx or .parquet; figures in it that rest
    on fewer than five people are left empty.
    """
    way = take_way(options)
    given = {name: value for name, value in options.items() if value}
    if where:
        given["where"] = dict(_pair(each) for each in where)
    for name in sorted(set(given) - _OF[kind]):
        raise click.UsageError(f"--{name.removesuffix('s')} is not for the matrix {kind}.")
    with opened(folder) as study:
        _name(study, kind, given)
        if output is not None:
            ending = output.suffix.lower().removeprefix(".")
            if ending not in _ENDINGS:
                raise click.UsageError("A matrix is written as .csv, .xlsx or .parquet.")
            chosen = {"matrix": kind, **given, **({"whole": True} if whole else {})}
            ready = leave(study, output, way, part="matrix", format=ending, options=chosen)
            say_written(ready, output)
            return
        with study.view() as view:
            _show(view, kind, given, as_json=as_json, test=test)


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise click.UsageError("--where takes NAME=VALUE, such as gender=woman.")
    return name.strip(), value.strip()


def _name(study: Study, kind: str, given: dict[str, Any]) -> None:
    """Turn names of codes, themes and coders into ids, and a column's name into its kind."""
    from heddle.study.codes import paths
    from heddle.study.rules import name_key
    from heddle.study.team import Member
    from heddle.study.themes import LIVING, Theme

    by = given.get("by")
    if by and by not in _BY:
        given["by"], given["attribute"] = "attribute", by
    with study.view() as view:
        themed = kind == "theme" or (kind == "framework" and given.get("rows") != "code")
        if themed:
            known = {t.id: t.name for t in view.find(Theme) if t.stage in LIVING}
        else:
            known = paths(view)
        people = {member.id: member.name for member in view.find(Member)}
    for option, names in (("codes", known), ("coders", people)):
        if option in given:
            given[option] = [_found(each, names, name_key) for each in given[option]]


def _found(asked: str, names: dict[str, str], key: Any) -> str:
    for record, name in names.items():
        if asked == record or key(name) == key(asked):
            return record
    last = [i for i, name in names.items() if key(name.rpartition(" > ")[2]) == key(asked)]
    if len(last) == 1:
        return last[0]
    shown = ", ".join(f"“{name}”" for name in list(names.values())[:10])
    raise NotFound(f"There is nothing called “{asked[:60]}” here.", f"There are: {shown}.")


def _show(view: View, kind: str, given: dict[str, Any], *, as_json: bool, test: bool) -> None:
    if kind in ("code", "theme"):
        _counts(view, kind, given, as_json=as_json, test=test)
    elif kind == "cooccurrence":
        _cooccurrence(view, given, as_json=as_json)
    elif kind == "framework":
        _framework(view, given, as_json=as_json)
    else:
        _interlocutors(view, as_json=as_json)


def _counts(view: View, kind: str, given: dict[str, Any], *, as_json: bool, test: bool) -> None:
    import msgspec

    from heddle.findings import crosstests, matrices
    from heddle.findings.matrix import MatrixAsk

    asked = {"measure": matrices.default_measure(given.get("by", "group")), **given, "rows": kind}
    ask = msgspec.convert(asked, MatrixAsk)
    if test:
        found = crosstests.crosstests(view, ask)
        if as_json:
            print_json(found)
            return
        rows = [{"label": t.label, "test": t.test, "p": _p(t.p), "why": t.why} for t in found.tests]
        columns = {"label": "Code", "test": "Test", "p": "p", "why": ""}
        print_table(rows, columns, "There is nothing to test.")
        say(found.warning)
        return
    made = matrices.matrix(view, ask)
    if as_json:
        behind = matrices.ids_of(view, ask)
        cells = [[behind.get((row.key, c.key), []) for c in made.columns] for row in made.rows]
        print_json({**msgspec.to_builtins(made), "codings": cells})
        return
    _print(made)


def _print(made: Matrix) -> None:
    heads = {f"c{at}": _head(column.label, column.size) for at, column in enumerate(made.columns)}
    rows = []
    for at, row in enumerate(made.rows):
        shares = made.shares[at] if made.shares else [None] * len(made.columns)
        cells = {
            f"c{place}": _cell(count, shares[place], made.ask.measure)
            for place, count in enumerate(made.values[at])
        }
        rows.append({"label": "  " * row.depth + row.label, **cells, "total": row.total})
    print_table(rows, {"label": made.ask.rows.title(), **heads, "total": "All"}, "No codes yet.")
    say(f"Counted are {made.ask.measure}.")
    for note in (*made.notes, made.why):
        if note:
            say(note)


def _head(label: str, size: int | None) -> str:
    return one_line(label, 30) + (f" (n = {size})" if size is not None else "")


def _cell(count: int, share: float | None, measure: str) -> str:
    if not count:
        return "·"
    if measure != "participants" or share is None:
        return str(count)
    return f"{count} ({100 * share:.0f} %)"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _cooccurrence(view: View, given: dict[str, Any], *, as_json: bool) -> None:
    import msgspec

    from heddle.findings import cooccurring

    made = cooccurring.matrix(view, msgspec.convert(given, cooccurring.CoAsk))
    if as_json:
        print_json(made)
        return
    rows = []
    for at, one in enumerate(made.codes):
        for place, other in enumerate(made.codes[at + 1 :], at + 1):
            if made.shared[at][place]:
                value = made.coefficient[at][place] if made.coefficient else None
                rows.append(
                    {
                        "one": one.path,
                        "other": other.path,
                        "shared": f"{made.shared[at][place]:g}",
                        "own": f"{one.own:g} and {other.own:g}",
                        "value": "" if value is None else f"{value:.3f}",
                        "mark": made.marked[at][place] if made.marked else "",
                    }
                )
    rows.sort(key=lambda row: -float(row["shared"]))
    columns = {"one": "Code", "other": "With", "shared": "Both", "own": "Each"}
    if made.coefficient is not None:
        columns |= {"value": "Coefficient", "mark": ""}
    print_table(rows, columns, "No two codes lie together.")
    say(f"Counted are {made.base}.")
    if made.why:
        say(made.why)


def _framework(view: View, given: dict[str, Any], *, as_json: bool) -> None:
    from heddle.findings.framework import framework

    made = framework(view, **given)
    if as_json:
        print_json(made)
        return
    for case in made.cases:
        say(f"\n{case.label}" + (f" ({case.group})" if case.group not in ("", case.label) else ""))
        for topic, cell in zip(made.topics, case.cells, strict=True):
            if not cell.codings and not cell.summaries:
                continue
            told = " / ".join(one_line(one.text) for one in cell.summaries) or "no summary yet"
            stale = " [to be read again]" if any(one.stale for one in cell.summaries) else ""
            say(f"  {topic.label} ({cell.segments}): {told}{stale}")
    say(f"\n{made.empty} cells have codings and no summary yet; {made.stale} are to be read again.")
    for left in made.left_over:
        say(f"Left over, of {one_line(left.case)}: {one_line(left.text)} {left.why}")


def _interlocutors(view: View, *, as_json: bool) -> None:
    from heddle.findings.reactions import interlocutors

    made = interlocutors(view)
    if as_json:
        print_json(made)
        return
    for circle in made.sessions:
        say(f"\n{one_line(circle.name)}")
        heads = {f"c{at}": code for at, code in enumerate(circle.codes)}
        rows = [
            {"text": each.text, **{f"c{at}": cell.mark for at, cell in enumerate(each.cells)}}
            for each in circle.questions
        ]
        print_table(rows, {"text": "Question", **heads}, "")
    if not made.sessions:
        say("No question of a guide is on record as asked in a session with a present list.")
    say("A assent, D dissent, SE with a statement or example, NR no response.")
    say(made.note)


COMMANDS = {"matrix": matrix}
