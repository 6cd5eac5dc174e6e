"""Recognising the speech of a session on this computer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.shared import by_option, json_option, opened, print_json, say, study_argument

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.exchange.recognised import Planned
    from heddle.recognition import Course, Told
    from heddle.store.model_folders import ModelFolders


@click.command()
@study_argument
@click.argument("session", required=False, default="")
@click.option("--model", default="", help="Name of the model (heddle models); else the only one.")
@click.option("--language", default="", metavar="CODE", help="Else the session's: da, nl, en ...")
@click.option("--clean", is_flag=True, help="Leave out hesitations, as far as the model does.")
@click.option("--quick", is_flag=True, help="One go, without second tries: faster, less right.")
@click.option("--word", multiple=True, help="A word that may come up; may be given several times.")
@click.option("--study-words", is_flag=True, help="Give it the study's places and key words too.")
@click.option("--team-names", is_flag=True, help="And the names of the team.")
@click.option("--recording", multiple=True, metavar="ID", help="Only these of the session.")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto")
@click.option(
    "--precision", type=click.Choice(["auto", "int8", "float16", "float32"]), default="auto"
)
@click.option("--threads", type=click.IntRange(0, 256), default=0, help="0: as the engine likes.")
@click.option("--keep", is_flag=True, help="Make a transcript of what an earlier run has heard.")
@click.option("--forget", is_flag=True, help="Remove what an earlier run has heard.")
@by_option
@json_option
def transcribe(
    folder: Path, session: str, *, keep: bool, forget: bool, by: str, as_json: bool, **chosen: Any
) -> None:
    """Recognise the speech of SESSION with a model on this computer.

    Makes a transcript whose every turn is a draft until a person has heard it. Stopped midway
    (Ctrl-C, a power cut), the same command goes on where it was. Nothing leaves the computer.
    """
    from heddle.store.model_folders import ModelFolders
    from heddle.web.session import state_folder

    models = ModelFolders(state_folder())
    with opened(folder, by=by) as study:
        which = _session(study, session)
        if keep or forget:
            _end(study, models, which, keep=keep)
            return
        course = _planned(study, models, which, chosen)
        _say_plan(course.planned)
        done = _hear(course, models, chosen)
        _report(study, done.result[0], as_json=as_json)


def _planned(study: Study, models: ModelFolders, session: str, chosen: dict[str, Any]) -> Course:
    from heddle.exchange.recognised import Asked, vocabulary
    from heddle.recognition import Course, plan

    words = list(chosen["word"])
    if chosen["study_words"] or chosen["team_names"]:
        with study.view() as view:
            words += vocabulary(view, names=chosen["team_names"])
    asked = Asked(
        session=session,
        recordings=list(chosen["recording"]),
        language=chosen["language"],
        manner="clean" if chosen["clean"] else "verbatim",
        effort="quick" if chosen["quick"] else "careful",
        vocabulary=words,
    )
    return Course(study, plan(study, models, asked, chosen["model"]))


def _hear(course: Course, models: ModelFolders, chosen: dict[str, Any]) -> Any:
    from heddle.speech.jobs import Machine

    shown = sys.stderr.isatty()

    def told(told: Told) -> None:
        if shown:
            click.echo(f"\r{told.share:4.0%}", nl=False, err=True)

    machine = Machine(
        device=chosen["device"], precision=chosen["precision"], threads=chosen["threads"]
    )
    try:
        return course.hear(models, machine, told)
    except KeyboardInterrupt:
        click.echo("\nStopped. What was heard is kept: the same command goes on.", err=True)
        raise click.exceptions.Exit(130) from None
    finally:
        if shown:
            click.echo("", err=True)


def _say_plan(planned: Planned) -> None:
    for warning in planned.warnings:
        click.echo(f"heddle: note: {warning}", err=True)


def _end(study: Study, models: ModelFolders, session: str, *, keep: bool) -> None:
    from heddle.errors import NotFound
    from heddle.recognition import Course, resumed, unfinished

    waiting = unfinished(study, session)
    if not waiting:
        raise NotFound("No recognition of this session was begun and left; nothing was done.")
    for each in waiting:
        course = Course(study, resumed(study, models, session, each.job))
        if keep:
            _report(study, course.keep().result[0], as_json=False)
        else:
            course.forget()
            say(f"Removed what was heard of {course.planned.name}. The recording is untouched.")


def _report(study: Study, source: str, *, as_json: bool) -> None:
    from heddle.study.recognitions import Doubt
    from heddle.study.sources import Source, Turn

    with study.view() as view:
        name = view.get(Source, source).name
        turns, doubts = view.count(Turn, source=source), view.count(Doubt, source=source)
    if as_json:
        print_json({"source": source, "name": name, "turns": turns, "doubts": doubts})
        return
    say(f"Made “{name}”: {turns} turns, all drafts; {doubts} stretches to listen to again.")


def _session(study: Study, named: str) -> str:
    from heddle.errors import NotFound
    from heddle.study.rules import name_key
    from heddle.study.sessions import Session

    with study.view() as view:
        sessions = view.find(Session)
    found = [s for s in sessions if named in (s.id, s.name) or name_key(s.name) == name_key(named)]
    if not named:
        found = sessions
    if len(found) == 1:
        return found[0].id
    names = ", ".join(f"“{session.name}”" for session in sessions[:20]) or "none"
    raise NotFound(
        f"There is no session “{named[:60]}”; nothing was started."
        if named
        else "Say which session is to be recognised; nothing was started.",
        f"There are: {names}.",
    )


COMMANDS = {"transcribe": transcribe}
