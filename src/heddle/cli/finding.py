"""Retrieval: ask the talk a question, see the answer in its place, code it, keep the question."""

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
    from heddle.findings.query.found import Counts

_UNITS = ("words", "sentence", "turn")
_SORTS = ("place", "left", "right", "words")


@click.command()
@study_argument
@click.argument("query")
@click.option("--kwic", is_flag=True, help="Show each hit in its line, with words on both sides.")
@click.option("--context", default=10, show_default=True, type=click.IntRange(0, 50),
              help="With --kwic: how many words on each side.")  # fmt: skip
@click.option("--sort", type=click.Choice(_SORTS), default="place", show_default=True,
              help="With --kwic: in the order of the sources, or by words.")  # fmt: skip
@click.option("--team", is_flag=True, help="Count the moderator's words too.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0))
@click.option("--saved", is_flag=True, help="QUERY is the name of a saved query.")
@click.option("--code", "code", default="", metavar="NAME", help="Code all hits, in one step.")
@click.option("--unit", type=click.Choice(_UNITS), default="words", show_default=True,
              help="With --code: the words alone, their sentences, or their turns.")  # fmt: skip
@click.option("--preview", is_flag=True, help="With --code: say what would be coded, no more.")
@by_option
@json_option
def find(folder: Path, query: str, *, by: str, as_json: bool, **asked: Any) -> None:
    """Find talk by codes, people, places and words.

    For example: heddle find DIR 'code:"Trust in the leader" and not code:Hope'. Words: hope,
    "a phrase", begin*, folded:mode (also møde), a near/5 b. Places: speaker:, participant.age:>40,
    group:, session:, source:, question:. Codings: code:, theme:, coder:, made:2026-01..2026-03,
    memo:. Between two parts: and, or, overlapping, within, containing, followed by ... within 3
    turns. See docs/methods/retrieval.md.
    """
    from heddle.study.query.tokens import QueryProblem

    with opened(folder, by=by) as study:
        try:
            text = _saved(study, query) if asked["saved"] else query
            if asked["code"]:
                _code_all(study, text, asked, as_json=as_json)
            elif asked["kwic"]:
                _in_context(study, text, asked, as_json=as_json)
            else:
                _find(study, text, asked, as_json=as_json)
        except QueryProblem as problem:
            shown = " ".join(query.splitlines()) if "\n" in query else query
            mark = " " * problem.start + "^" * max(1, problem.end - problem.start)
            click.echo(f"{shown}\n{mark}", err=True)
            raise


def _find(study: Study, text: str, asked: dict[str, Any], *, as_json: bool) -> None:
    from heddle.findings.query.found import find as found_by

    with study.view() as view:
        options = {name: asked[name] for name in ("team", "offset", "limit")}
        found = found_by(view, text, **options)
    if as_json:
        print_json(found)
        return
    rows = [
        {"source": hit.source, "number": hit.number, "speaker": hit.speaker, "words": hit.words}
        for hit in found.rows
    ]
    columns = {"source": "Source", "number": "Turn", "speaker": "Speaker", "words": "Words"}
    print_table(rows, columns, "Nothing was found.")
    _say_counts(found.counts)


def _in_context(study: Study, text: str, asked: dict[str, Any], *, as_json: bool) -> None:
    from heddle.findings.query.context import in_context

    with study.view() as view:
        options = {name: asked[name] for name in ("sort", "team", "offset", "limit")}
        found = in_context(view, text, words=asked["context"], **options)
    if as_json:
        print_json(found)
        return
    side = 6 * asked["context"]
    for line in found.lines:
        left, right = one_line(line.left), one_line(line.right)
        where = f"{one_line(line.source, 12)} {line.number}"
        say(
            f"{where:16} {left[-side:]:>{max(side, 1)}} [{one_line(line.words, 80)}] {right[:side]}"
        )
    _say_counts(found.counts)


def _code_all(study: Study, text: str, asked: dict[str, Any], *, as_json: bool) -> None:
    from heddle.findings.query.code_all import plan
    from heddle.study.query.naming import Names

    with study.view() as view:
        code = Names(view).record("code", asked["code"])
        options = {"unit": asked["unit"], "team": asked["team"]}
        wanted = plan(view, text, code=code, coder=study.actor, **options)
    if not asked["preview"] and wanted.codings:
        study.do(wanted.step)
    if as_json:
        print_json({"codings": wanted.codings, "already": wanted.already,
                    "turns": wanted.turns, "sources": wanted.sources,
                    "done": not asked["preview"]})  # fmt: skip
        return
    what = "would be coded" if asked["preview"] else "coded (take it back with “heddle undo”)"
    places = f"{_amount(wanted.turns, 'turn')} of {_amount(wanted.sources, 'source')}"
    stretches = _amount(len(wanted.codings), "stretch", "stretches")
    say(f"{stretches} in {places} {what}; {wanted.already} had this code already.")


def _say_counts(counts: Counts) -> None:
    amounts = {
        "segment": counts.segments,
        "turn": counts.turns,
        "speaker": counts.speakers,
        "participant": counts.participants,
        "group": counts.groups,
    }
    first, *rest = (_amount(count, one) for one, count in amounts.items())
    say(f"{first} in {', '.join(rest)}.")
    if counts.left_out:
        say(f"{counts.left_out} more are of the moderator or the team alone (--team shows them).")


def _amount(count: int, one: str, many: str = "") -> str:
    from heddle.report.prose import plural

    return f"{count:,} {plural(count, one, many)}"


def _saved(study: Study, name: str) -> str:
    from heddle.study.queries import query_named

    with study.view() as view:
        return query_named(view, name).text


@click.command()
@study_argument
@json_option
def queries(folder: Path, *, as_json: bool) -> None:
    """List the saved queries; each finds what is there now.

    Save one with heddle do DIR queries.save '{"name": "...", "text": "..."}', ask it with
    heddle find DIR NAME --saved.
    """
    from heddle.study.queries import saved_queries

    with opened(folder) as study, study.view() as view:
        found = saved_queries(view)
    if as_json:
        print_json(found)
        return
    rows = [{"name": q.name, "text": q.text, "why": q.why, "author": q.author} for q in found]
    columns = {"name": "Name", "text": "Query", "why": "Why", "author": "By"}
    print_table(rows, columns, "There are no saved queries in this study yet.")


COMMANDS: dict[str, click.Command] = {"find": find, "queries": queries}
