"""Passages near a text, a code or a theme in meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    study_argument,
)

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.findings.nearness import Near
    from heddle.findings.query.hits import Hit
    from heddle.meaning.encoders import InUse


@click.command()
@study_argument
@click.argument("text", default="")
@click.option("--code", default="", metavar="NAME", help="Near what is coded with this.")
@click.option("--theme", default="", metavar="NAME", help="Near what the codes of a theme lie on.")
@click.option("--uncoded", is_flag=True, help="With --code: only what is not coded with it yet.")
@click.option("--unquoted", is_flag=True, help="With these: who is not quoted, and what they said.")
@click.option(
    "--model", default="", metavar="NAME", help="Where there are several (heddle models)."
)
@click.option("--team", is_flag=True, help="The moderator's words too.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200))
@by_option
@json_option
def near(folder: Path, text: str, *, by: str, as_json: bool, **asked: Any) -> None:
    """Find passages near a text, a code or a theme in meaning.

    It needs the extra heddle-qda[meaning] and a model in a folder of yours: docs/meaning.md says
    where to get one. The talk is read by it once, which takes a minute for ten hours; nothing
    leaves this computer. The order says what is nearer; there is no number worth printing.
    """
    with opened(folder, by=by) as study:
        used = _in_use(study, asked["model"])
        try:
            found = _found(study, used, text, asked)
        finally:
            used.child.close()
    if as_json:
        print_json(found)
        return
    if found.people or asked["unquoted"]:
        rows = [
            {"who": one.participant, "group": one.group, **_row(hit)}
            for one in found.people
            for hit in one.rows[:1]
        ]
        columns = {"who": "Not quoted", "group": "Group", "source": "Source", "number": "Turn",
                   "words": "Nearest words"}  # fmt: skip
        print_table(rows, columns, "Everybody who said anything near it is quoted on it.")
        return
    columns = {"source": "Source", "number": "Turn", "speaker": "Speaker", "words": "Words"}
    print_table([_row(hit) for hit in found.rows], columns, "Nothing was found.")


def _row(hit: Hit) -> dict[str, Any]:
    return {"source": hit.source, "number": hit.number, "speaker": hit.speaker,
            "words": one_line(hit.words, 300)}  # fmt: skip


def _in_use(study: Study, name: str) -> InUse:
    from heddle.findings.languages import foreign_to
    from heddle.findings.nearness import texts_of
    from heddle.meaning.encoders import ENGINE, Encoders
    from heddle.store.model_folders import ModelFolders
    from heddle.web.session import state_folder

    model = ModelFolders(state_folder()).named(name, [ENGINE])
    used = Encoders(study.media.derived if study.media else None).use(model)
    with study.view() as view:
        foreign = foreign_to(view, model.languages)
    with study.whole() as view:
        texts = texts_of(view)
    if used.library.missing(texts):
        with _progress() as show:
            used.library.encode(texts, progress=show)
    for each in foreign:
        language = f"“{each.language}”" if each.language else "a language that nobody named"
        what = f"{each.sources} source{'s' if each.sources != 1 else ''} in {language}"
        click.echo(
            f"“{model.name}” was not said to be made for {what}: do not rely on it there.", err=True
        )
    return used


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show a bar on the terminal; nothing where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _part: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Reading the talk", total=1.0)
        yield lambda part: bar.update(task, completed=part)


def _found(study: Study, used: InUse, text: str, asked: dict[str, Any]) -> Near:
    from heddle.findings.nearness import Nearness, Wanted
    from heddle.study.query.naming import Names

    if not (text.strip() or asked["code"] or asked["theme"]):
        raise click.UsageError("Type a few words, or name a code (--code) or a theme (--theme).")
    plain = {"team": asked["team"], "limit": asked["limit"]}
    with study.view() as view:
        found = Nearness(view, used.library)
        if text.strip():
            return found.like(used.child.question(text), **plain)
        names = Names(view)
        codes = (
            [names.record("code", asked["code"])]
            if asked["code"]
            else found.codes_of_theme(names.record("theme", asked["theme"]))
        )
        wanted: Wanted = (
            "unquoted" if asked["unquoted"] else "uncoded" if asked["uncoded"] else "all"
        )
        return found.like_codes(codes, wanted=wanted, **plain)


COMMANDS: dict[str, click.Command] = {"near": near}
