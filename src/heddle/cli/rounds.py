"""Rounds in which several people code apart, and their readings side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.shared import (
    by_option,
    json_option,
    one_line,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
)

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.findings.readings import Difference, Piece
    from heddle.log.view import View

_STEPS = ("plan", "assign", "begin", "finish", "open", "close", "drop")
_KINDS = {
    "extent": "same code, other words",
    "code": "other code",
    "first only": "only {first}",
    "second only": "only {second}",
}


@click.command()
@study_argument
@click.argument("step", required=False, type=click.Choice(_STEPS), metavar="[STEP]")
@click.argument("name", required=False, metavar="[ROUND]")
@click.option("--coders", default="", metavar="A,B", help="Who codes (plan, assign).")
@click.option("--sources", default="", metavar="S,T", help="Which sources (plan, assign, finish).")
@click.option("--codes", default="", metavar="X,Y", help="Compare these codes only (plan).")
@click.option("--purpose", default="", help="What the round is for (plan).")
@click.option(
    "--unit",
    default="turn",
    show_default=True,
    type=click.Choice(["turn", "sentence", "character", "second", "segment"]),
    help="What counts as one unit where agreement is computed (plan).",
)
@click.option("--why", default="", help="Why it is opened early, or what came of it (close).")
@by_option
@json_option
def rounds(
    folder: Path,
    step: str | None,
    name: str | None,
    *,
    coders: str,
    sources: str,
    codes: str,
    purpose: str,
    unit: str,
    why: str,
    by: str,
    as_json: bool,
) -> None:
    """Show the rounds of coding apart, or take one a STEP further.

    \b
    plan    who codes which sources            finish  say that yours are coded (--by you)
    assign  give a person more sources         open    keep what each coded, and show it to all
    begin   from now on coders are blind       close   the differences have been talked about

    Until its owner opens a round, nobody who codes in it sees what the others code there. Name
    yourself with --by, or in the environment (HEDDLE_BY) for all commands.
    """  # noqa: D301 - click's own mark for lines that stay as they are
    with opened(folder, by=by) as study:
        if step is not None:
            if not name:
                raise click.UsageError(f"Name the round: heddle rounds DIR {step} ROUND.")
            asked = {"purpose": purpose, "unit": unit, "why": why}
            _take(study, step, name, asked, _Names(coders, sources, codes))
        with study.view() as view:
            _show(view, as_json=as_json)


class _Names:
    """Names that somebody gave with commas between."""

    def __init__(self, coders: str, sources: str, codes: str) -> None:
        self._given = {"coders": coders, "sources": sources, "codes": codes}

    def ids(self, view: View, what: str) -> list[str]:
        """Return the ids of what was named; raises Refused for a name that nobody has."""
        from heddle.findings import wanted
        from heddle.findings.corpus import corpus

        names = _split(self._given[what])
        if not names:
            return []
        book = corpus(view)
        if what == "codes":
            return [
                one.id
                for one in wanted.wanted_codes(book, names, book.codings.code.astype("int64"))
            ]
        find = wanted.wanted_coders if what == "coders" else wanted.wanted_sources
        return [one.id for one in find(book, names)]


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _take(study: Study, step: str, name: str, asked: dict[str, str], names: _Names) -> None:
    from heddle.findings.rounds import round_named

    with study.view() as view:
        given = {what: names.ids(view, what) for what in ("coders", "sources", "codes")}
        found = "" if step == "plan" else round_named(view, name).id
    fields: dict[str, Any] = {"round": found}
    if step == "plan":
        fields = {"name": name, "purpose": asked["purpose"], "unit": asked["unit"], **given}
    elif step == "assign":
        steps = [
            {"op": "rounds.assign", "round": found, "coder": coder, "sources": given["sources"]}
            for coder in given["coders"]
        ]
        if not steps:
            raise click.UsageError("Name who codes: --coders A,B.")
        study.do_all(steps)
        return
    elif step == "finish":
        fields["sources"] = given["sources"]
    elif step in {"open", "close"}:
        fields["why"] = asked["why"]
    study.do(f"rounds.{step}", **fields)


def _show(view: View, *, as_json: bool) -> None:
    from heddle.findings.rounds import rounds as all_rounds

    found = all_rounds(view)
    if as_json:
        print_json(found)
        return
    rows = [
        {
            "name": one.name,
            "state": f"{one.state}, you are blind" if one.blind else one.state,
            "owner": one.owner,
            "coders": [
                f"{coder.name} ({sum(s.done for s in coder.sources)} of {len(coder.sources)} done)"
                for coder in one.coders
            ],
            "unit": one.unit,
            "purpose": one.purpose,
        }
        for one in found
    ]
    columns = {
        "name": "Round",
        "state": "State",
        "owner": "Owner",
        "coders": "Coders",
        "unit": "Unit",
        "purpose": "Purpose",
    }
    print_table(rows, columns, "There are no rounds in this study yet.")


@click.command()
@study_argument
@click.option("--round", "round_", default="", metavar="ROUND", help="As coded in this round.")
@click.option("--coders", default="", metavar="A,B", help="Whose readings; else the first two.")
@click.option("--source", default="", metavar="SOURCE", help="Only this source.")
@by_option
@json_option
def compare(folder: Path, *, round_: str, coders: str, source: str, by: str, as_json: bool) -> None:
    """Show where two people read the same sources differently.

    Of a round that was opened, what each had coded by then is compared; without --round, what is
    coded now. Settle a difference with “heddle do DIR reconciliations.add”.
    """
    from heddle.findings.readings import compare as compared

    with opened(folder, by=by) as study, study.view() as view:
        people = _Names(coders, "", "").ids(view, "coders")
        if len(people) not in {0, 2}:
            raise click.UsageError("Name two people: --coders A,B.")
        first, second = people or ["", ""]
        only = "".join(_Names("", source, "").ids(view, "sources")[:1])
        found = compared(view, round_=round_, first=first, second=second, source=only)
    if as_json:
        print_json(found)
        return
    say(f"{found.first_name} and {found.second_name}, {len(found.sources)} sources in common")
    names = {"first": found.first_name, "second": found.second_name}
    rows = [
        {
            "place": f"{one.source_name}, turn {one.number}",
            "kind": _KINDS[one.kind].format(**names),
            "first": _piece(one.first),
            "second": _piece(one.second),
            "settled": one.settled.why if one.settled else "",
        }
        for one in found.differences
    ]
    columns = {
        "place": "Where",
        "kind": "Difference",
        "first": found.first_name,
        "second": found.second_name,
        "settled": "Settled",
    }
    print_table(rows, columns, "They do not differ.")
    if found.reason:
        say(f"No number is given: {found.reason}")
    else:
        say(f"{found.alike} codings are alike in code and words.")
    _warn(found.differences, found.lost)


def _warn(differences: list[Difference], lost: int) -> None:
    waiting = sum(one.settled is None for one in differences)
    if differences and waiting < len(differences):
        say(f"{waiting} of {len(differences)} differences are not settled.")
    if lost:
        say(f"{lost} codings are left out: their turns are no longer there.")


def _piece(piece: Piece | None) -> str:
    if piece is None:
        return ""
    return one_line(f"{piece.path}: “{piece.words}”", 120)


COMMANDS = {"rounds": rounds, "compare": compare}
