"""How the groups talked: talk shares, saturation, keyness, and the pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heddle.cli.leaving import take_way, way_options
from heddle.cli.reports import put
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

if TYPE_CHECKING:
    from heddle.findings.saturation import Assessed
    from heddle.findings.talk import SessionTalk, Value

_FIGURES: Final = (
    "theme-map", "lineage", "network", "heat-map", "timeline", "talk-strips", "chord", "new-codes",
    "keyness",
)  # fmt: skip
"""As `report.figures.gallery.NAMES` has them, so that a command starts without it."""


@click.command()
@study_argument
@click.option("--session", default="", metavar="NAME", help="One session only: its name or id.")
@json_option
def talk(folder: Path, *, session: str, as_json: bool) -> None:
    """Show how talk is shared out in each session, and who follows whom.

    Shares are of the participants' words, turns and time; people on the present list who said
    nothing are counted. Numbers of talk describe a session: they are no verdict on it.
    """
    from heddle.findings.talk import talk as found

    with opened(folder) as study, study.view() as view:
        told = found(view, session)
    if as_json:
        print_json(told)
        return
    if not told.sessions:
        say("No session has a transcript yet.")
        return
    for each in told.sessions:
        _show(each)
    say(told.describes)


def _show(each: SessionTalk) -> None:
    say(one_line(each.name))
    rows = [
        {
            "name": part.name,
            "role": part.role,
            "turns": part.turns,
            "words": part.words,
            "share": _percent(part.share_words),
            "time": _percent(part.share_seconds),
            "median": "" if part.length is None else f"{part.length.median:g}",
        }
        for part in each.people
    ]
    columns = {
        "name": "Who", "role": "Role", "turns": "Turns", "words": "Words",
        "share": "Of words", "time": "Of time", "median": "Median words a turn",
    }  # fmt: skip
    print_table(rows, columns, "Nobody is known to have been there.")
    words = each.even[0]
    lines = {
        "Gini of words, silent people counted": words.gini,
        "  times n / (n - 1)": words.gini_corrected,
        "Evenness of words (entropy)": words.evenness,
        "Share of the team in all words": each.moderator_words,
        "Changes of speaker between participants": each.among,
        "Reciprocity among participants": each.reciprocity,
        "Overlaps": each.overlaps,
    }
    for name, value in lines.items():
        say(f"  {name}: {_value(value)}")
    if each.overlaps_marked:
        say(f"  Overlaps that were marked: {each.overlaps_marked}")
    if each.quiet:
        say(f"  Longest stretch without a moderator: {each.quiet[0].turns} turns")
    for question in each.questions:
        order = ", ".join(each.people[at].name for at in question.order)
        silent = ", ".join(each.people[at].name for at in question.silent)
        say(f"  {one_line(question.text, 60)}: {one_line(order)}")
        if silent:
            say(f"    did not respond, which is not agreement: {one_line(silent)}")
    for link in each.links:
        say(f"  {link.sort}: {link.times} links, {link.among} of them between participants")
    for note in each.notes:
        say(f"  {one_line(note)}")


@click.command()
@study_argument
@click.option("--by", type=click.Choice(["session", "participant"]), default="session",
              help="What an event is.")  # fmt: skip
@click.option("--base", type=click.IntRange(1), default=4, help="Events of the base (4).")
@click.option("--run", type=click.IntRange(1), default=2, help="Events of a run (2).")
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.05,
              help="Largest share of new codes that counts as saturated (0.05).")  # fmt: skip
@json_option
def saturation(folder: Path, *, as_json: bool, **chosen: Any) -> None:
    """Show where codes come up first, and assess code saturation.

    After Guest, Namey and Chen (2020), where the declared method permits it and there are events
    enough. The curve of new codes is shown in any case.
    """
    from heddle.findings.saturation import saturation as found

    with opened(folder) as study, study.view() as view:
        told = found(view, **chosen)
    if as_json:
        print_json(told)
        return
    rows = [{"name": s.name, "turns": s.turns, "codes": s.codes, "new": s.new}
            for s in told.curve.sessions]  # fmt: skip
    columns = {"name": "Session", "turns": "Turns", "codes": "Codes", "new": "New codes"}
    print_table(rows, columns, "No session has a transcript yet.")
    people = [{"name": p.name, "session": p.session, "codes": p.codes, "new": p.new}
              for p in told.curve.people]  # fmt: skip
    columns = {"name": "Who", "session": "Session", "codes": "Codes", "new": "New codes"}
    print_table(people, columns, "No participant has spoken yet.")
    say(told.curve.note)
    if told.assessed is None:
        say(f"Saturation is not assessed. {told.reason} {told.instead}")
    else:
        _assessed(told.assessed)


def _assessed(told: Assessed) -> None:
    if told.reason:
        say(f"Saturation is not assessed. {told.reason}")
        say("The curve of new codes over the turns of talk is shown instead.")
        return
    say(f"Base of {told.base}: {told.base_codes} codes; runs of {told.run}; "
        f"threshold {told.threshold:.0%}.")  # fmt: skip
    for each in told.runs:
        say(f"  after {each.after}: {each.new} new codes, {each.ratio:.1%} of the base")
    say(f"Code saturation at {told.saturated}." if told.saturated else
        "Code saturation is not reached.")  # fmt: skip
    if told.orders:
        which = "all" if told.every_order else "random"
        half = f"by {told.middle}" if told.middle is not None else "never"
        say(f"In {told.orders} {which} orders of the events: half are saturated {half}, "
            f"{told.never} never are.")  # fmt: skip
    say(told.note)


@click.command()
@study_argument
@click.option("--group", default="", metavar="GROUP", help="Whose words (else the first group's).")
@click.option("--against", default="", metavar="GROUP", help="Another group (else all others).")
@click.option("--least", type=click.IntRange(1), default=5, help="Said so often in all (5).")
@json_option
def keyness(folder: Path, *, as_json: bool, **chosen: Any) -> None:
    """Show which words one group says more often than the others.

    With how many participants say them, as a word of one person is no word of a group. A test is
    made only where the declared method permits it.
    """
    from heddle.findings.keyness import keyness as found

    with opened(folder) as study, study.view() as view:
        told = found(view, **chosen)
    if as_json:
        print_json(told)
        return
    say(f"Group {one_line(told.group)} against {one_line(told.against)}")
    rows = [
        {
            "word": row.word, "here": row.here, "there": row.there,
            "ratio": f"{row.log_ratio:.2f}", "people": f"{row.people_here} of {told.people_here}",
            "dp": "" if row.dispersion is None else f"{row.dispersion:.2f}",
            "p": "" if row.p is None else f"{row.p:.3f}",
        }
        for row in told.words
    ]  # fmt: skip
    columns = {"word": "Word", "here": "Here", "there": "Elsewhere", "ratio": "Log ratio",
               "people": "Said by", "dp": "Dispersion"}  # fmt: skip
    columns |= {} if told.reason else {"p": "p, adjusted"}
    print_table(rows, columns, "No word is said often enough to compare.")
    if told.reason:
        say(f"No test is made. {told.reason}")
    say(told.warning)


@click.command()
@study_argument
@click.argument("name", type=click.Choice(_FIGURES))
@output_option
@json_option
@click.option("--session", default="", metavar="NAME", help="For chord, timeline and talk-strips.")
@click.option("--group", default="", metavar="GROUP", help="For keyness: whose words.")
@click.option("--against", default="", metavar="GROUP", help="For keyness: another group.")
@click.option("--of", type=click.Choice(["themes", "codes"]), default="themes",
              help="For heat-map.")  # fmt: skip
@click.option("--team", is_flag=True, help="Number small cells too: for the team only.")
@way_options
def figure(folder: Path, name: str, output: Path | None, *, as_json: bool, **options: Any) -> None:
    """Show or write a picture of the study, as SVG or as its table.

    The endings .svg and .csv write the drawing and its table; .html .docx .odt .pdf .md .xlsx
    write both. Without -o the table is printed.
    """
    way = take_way(options)
    chosen = {"figure": name, **options}
    put(folder, "figure", output, way, as_json=as_json, options=chosen)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _value(value: Value) -> str:
    if value.value is None:
        return f"undefined. {value.reason}"
    return f"{value.value:.2f}".rstrip("0").rstrip(".")


COMMANDS = {"talk": talk, "saturation": saturation, "keyness": keyness, "figure": figure}
