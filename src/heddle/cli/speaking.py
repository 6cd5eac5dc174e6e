"""Who speaks in a source: as it stands, and as channels or a program tell it."""

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
from heddle.errors import NotFound

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.findings.speaking import ByChannel
    from heddle.log.view import View
    from heddle.store.media import Media
    from heddle.study.sources import Source


@click.command()
@study_argument
@click.argument("source")
@click.option("--by-channel", is_flag=True, help="Give turns to whose channel is the loudest.")
@click.option(
    "--diarizer",
    default="",
    metavar="NAME",
    help="Ask an installed program for voices.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@by_option
@json_option
def speakers(
    folder: Path,
    source: str,
    *,
    by_channel: bool,
    diarizer: str,
    dry_run: bool,
    by: str,
    as_json: bool,
) -> None:
    """List the speakers of a source, or find out who speaks in its turns.

    --by-channel needs recordings on which everybody had a microphone, and their channels named
    (heddle do DIR channels.set). Turns whose speaker a person has confirmed are left alone; turns
    over which two people speak stay guesses. It is one step, and can be undone.
    """
    if by_channel and diarizer:
        raise click.UsageError("Ask for one of the two: --by-channel or --diarizer.")
    with opened(folder, by=by) as study:
        with study.view() as view:
            found = _source(view, source)
        if by_channel:
            told: Any = _by_channel(study, found, dry_run=dry_run)
        elif diarizer:
            told = _by_voice(study, found, diarizer, dry_run=dry_run)
        else:
            told = _listed(study, found)
    if as_json:
        print_json(told)
    elif not (by_channel or diarizer):
        columns = {"speaker": "Speaker", "who": "Who", "role": "Role", "turns": "Turns",
                   "guessed": "Guessed"}  # fmt: skip
        print_table(told, columns, "Nobody speaks in it by name.")
    else:
        _show(told, dry_run=dry_run)


def _by_channel(study: Study, source: Source, *, dry_run: bool) -> ByChannel:
    from heddle.findings.speaking import by_channel, from_media

    with study.view() as view:
        told = by_channel(view, source.id, from_media(_media(study)))
    _propose(study, told, dry_run=dry_run)
    return told


def _by_voice(study: Study, source: Source, name: str, *, dry_run: bool) -> ByChannel:
    from heddle.findings.diarizing import by_voice
    from heddle.findings.speaking import from_media
    from heddle.sound.diarizers import RATE

    with study.view() as view:
        told = by_voice(view, source.id, name, from_media(_media(study), RATE))
    _propose(study, told, dry_run=dry_run)
    return told


def _propose(study: Study, told: ByChannel, *, dry_run: bool) -> None:
    from heddle.study.speaker_proposals import ProposeSpeakers

    if told.turns and not dry_run:
        study.do(ProposeSpeakers(source=told.source, turns=told.turns))


def _media(study: Study) -> Media:
    if study.media is None:
        raise NotFound("This study keeps no recordings.", "Open it where its folder is.")
    return study.media


def _listed(study: Study, source: Source) -> list[dict[str, Any]]:
    from heddle.study.participants import Participant
    from heddle.study.sources import Speaker, turns_of
    from heddle.study.team import Member

    with study.view() as view:
        turns = turns_of(view, source.id)
        people = {p.id: p.code for p in view.find(Participant)}
        people |= {m.id: m.name for m in view.find(Member)}
        return [
            {
                "id": each.id,
                "speaker": each.name,
                "who": people.get(each.participant or each.member, ""),
                "role": each.role,
                "turns": sum(turn.speaker == each.id for turn in turns),
                "guessed": sum(turn.guessed for turn in turns if turn.speaker == each.id),
            }
            for each in view.find(Speaker, "name", source=source.id)
        ]


def _show(told: ByChannel, *, dry_run: bool) -> None:
    rows = [{"who": p.who, "clear": p.clear, "unsure": p.unsure} for p in told.people]
    print_table(
        rows, {"who": "Who", "clear": "Turns", "unsure": "Guesses"}, "No turn is anybody\u2019s."
    )
    for count, what in (
        (told.confirmed, "had a speaker that a person confirmed, and stay as they are"),
        (told.untimed, "have no time"),
        (told.silent, "have nobody speaking who is named"),
    ):
        if count:
            say(f"{count} turns {what}.")
    if told.unsure:
        say("Guesses wait for a person: listen, then give them to somebody or confirm them.")
    if dry_run:
        say("Nothing was changed.")


def _source(view: View, wanted: str) -> Source:
    from heddle.study.rules import same_name
    from heddle.study.sources import Source

    sources = view.find(Source, "name")
    for each in sources:
        if wanted == each.id or same_name(wanted, each.name):
            return each
    names = ", ".join(one_line(each.name) for each in sources) or "none"
    raise NotFound(f"There is no source “{wanted[:60]}”.", f"There are: {names}.")


COMMANDS = {"speakers": speakers}
