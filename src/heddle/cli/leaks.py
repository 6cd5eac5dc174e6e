"""Looking for names: in written files, and in the transcripts for the queue of substitutions."""

from __future__ import annotations

from pathlib import Path

import click

from heddle.cli.leaving import opened_key
from heddle.cli.shared import (
    by_option,
    json_option,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
)


@click.command()
@study_argument
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option(
    "--key",
    "key_file",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The identity key whose names are looked for.",
)
@by_option
@json_option
@click.pass_context
def leaks(
    context: click.Context,
    folder: Path,
    files: tuple[Path, ...],
    key_file: Path,
    *,
    by: str,
    as_json: bool,
) -> None:
    """Look for names of the identity key in written files.

    Also inside .docx, .odt, .xlsx, .zip and .pdf. Prints the places, never the names, and ends
    with 1 if there are any.
    """
    from heddle.exchange.disk import read_once
    from heddle.exchange.leaks import leaks as found_in
    from heddle.privacy.detectors import Detector

    with opened(folder, by=by) as study:
        key = opened_key(study, key_file, why="Written files were looked through for names")
        detector = Detector(key.names(), key.places()) if key else Detector()
    found = [
        leak for path in files for leak in found_in(path.name, read_once(path, 1 << 30), detector)
    ]
    if as_json:
        print_json(found)
    for leak in () if as_json else found:
        where = f", {leak.part}" if leak.part else ""
        say(f"{leak.file}{where}, character {leak.at}: {leak.what}")
    if not as_json:
        count = len(found)
        say(f"{count} place{'' if count == 1 else 's'} in {len(files)} file(s).")
    if found:
        context.exit(1)


@click.command()
@study_argument
@click.option("--look", is_flag=True, help="Look through all transcripts first.")
@click.option(
    "--key",
    "key_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The identity key, whose names are looked for too.",
)
@by_option
@json_option
def substitutions(
    folder: Path, *, look: bool, key_file: Path | None, by: str, as_json: bool
) -> None:
    """List the words that others stand for, or may stand for.

    Decide on each in the workbench (Privacy, Names) or with “heddle do DIR
    substitutions.accept”. What was said stays as it is.
    """
    from heddle.privacy.looking import look as look_through
    from heddle.study.listing import substitutions as listed
    from heddle.study.pseudonyms import SuggestSubstitutions

    with opened(folder, by=by) as study:
        if look or key_file:
            key = opened_key(study, key_file, why="Transcripts were looked through for names")
            with study.view() as view:
                found = look_through(view, key.content if key else None)
            if found:
                study.do(SuggestSubstitutions(substitutions=found))
        with study.view() as view:
            rows = listed(view)
    if as_json:
        print_json(rows)
        return
    columns = {
        "source": "Source", "words": "Words", "substitute": "Substitute", "category": "Category",
        "scope": "Holds", "status": "Status",
    }  # fmt: skip
    print_table(rows, columns, "No words are substituted in this study yet.")


COMMANDS = {"leaks": leaks, "substitutions": substitutions}
