"""The declared method, the claims ledger, and the lint on a manuscript's words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from heddle.cli.shared import (
    json_option,
    one_line,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
)

if TYPE_CHECKING:
    from heddle.report.own_words import Noticed
    from heddle.study.ledger import Behind, ClaimRow, Ledger
    from heddle.study.method import Verdict

_STANDINGS = {
    "hidden": "Hidden",
    "overridden": "Used although the method rejects it",
    "with care": "Permitted with care",
    "permitted": "Permitted",
}
_ONLY = ("no-evidence", "no-contradiction", "silent-voices")


@click.command()
@study_argument
@json_option
def method(folder: Path, *, as_json: bool) -> None:
    """Show what the declared method permits, hides and why.

    Change it with “heddle do DIR method.change”; go on although something is hidden with
    “heddle do DIR overrides.write” (gate method). Both need a reason, which the Methods print.
    """
    from heddle.study.coherence import clashes
    from heddle.study.facts import facts_of
    from heddle.study.method import NAMES, method_changes, verdicts

    with opened(folder) as study, study.view() as view:
        approach = facts_of(view).approach
        rules, changed, found = verdicts(view), method_changes(view), clashes(view)
    if as_json:
        print_json({"approach": approach, "topics": rules, "changes": changed, "clashes": found})
        return
    say(f"The study declares {NAMES[approach]}.")
    for change in changed:
        say(f"  It was {NAMES[change.before]} before: {one_line(change.why)}")
    for standing, heading in _STANDINGS.items():
        _show_rules(heading, [rule for rule in rules if rule.standing == standing])
    if found:
        say("\nWhat clashes with it")
    for clash in found:
        kept = f" Because: {one_line(clash.why)}" if clash.why else f" {clash.hint}"
        say(f"  {clash.problem}{kept}")


def _show_rules(heading: str, rules: list[Verdict]) -> None:
    if rules:
        say(f"\n{heading}")
    for rule in rules:
        say(f"  {rule.name} [{rule.topic}]")
        if rule.standing != "permitted":
            say(f"    {rule.reason}")
        if rule.why:
            say(f"    Because: {one_line(rule.why)}")
        elif rule.instead:
            say(f"    Instead: {rule.instead}")


@click.command()
@study_argument
@click.option("--only", type=click.Choice(_ONLY), help="Show what is missing, of one kind.")
@click.option("--group", default="", metavar="GROUP", help="Claims with evidence from this group.")
@json_option
def claims(folder: Path, *, only: str | None, group: str, as_json: bool) -> None:
    """Show the claims of the Results with what speaks for and against them.

    Groups and speakers are shown, never scored; moderators do not count. Claims are written with
    “heddle do DIR claims.add”, evidence with “evidence.add”.
    """
    from heddle.study.ledger import ledger

    with opened(folder) as study, study.view() as view:
        book = ledger(view)
    if as_json:
        print_json(book)
        return
    if only != "silent-voices":
        _show_claims(book, only, group)
    if not only:
        _show_missing(book)
    if only in (None, "silent-voices"):
        _show_silent(book)


def _show_claims(book: Ledger, only: str | None, group: str) -> None:
    wanted = {
        "no-evidence": set(book.without_evidence),
        "no-contradiction": set(book.without_contradiction),
    }.get(only or "")
    names = {theme.theme: theme.name for theme in book.themes}
    rows = [
        row
        for row in book.claims
        if (wanted is None or row.id in wanted) and (not group or _of_group(row, group))
    ]
    if not rows:
        say("No such claim." if only or group else "No claims yet.")
    for theme in dict.fromkeys(row.theme for row in rows):
        say(one_line(names.get(theme, "Of no theme")))
        for row in (row for row in rows if row.theme == theme):
            _show_claim(row)


def _show_claim(row: ClaimRow) -> None:
    said = row.stated or ", ".join(each.word for each in row.quantifiers)
    say(f"  {one_line(row.sentence)}")
    say(f"    support: {row.level}{f'; it says “{one_line(said)}”' if said else ''}")
    sides = {"for": row.supports, "limits": row.qualifies, "against": row.contradicts}
    told = [f"{name} {_side(side)}" for name, side in sides.items() if _there(side)]
    if row.none_found.strip():
        told.append("contradictions looked for, none found")
    elif not row.considered:
        told.append("contradictions not considered")
    say(f"    {'; '.join(told)}")


def _there(behind: Behind) -> bool:
    return bool(behind.extracts or behind.speakers)


def _side(behind: Behind) -> str:
    people = "person" if len(behind.speakers) == 1 else "people"
    extracts = "extract" if behind.extracts == 1 else "extracts"
    return f"{behind.extracts} {extracts}, {len(behind.speakers)} {people}"


def _of_group(row: ClaimRow, group: str) -> bool:
    return any(group in piece.groups for piece in row.evidence)


def _show_missing(book: Ledger) -> None:
    by_id = {row.id: row.sentence for row in book.claims}
    names = {theme.theme: theme.name for theme in book.themes}
    for heading, lines in (
        ("No evidence", [by_id[i] for i in book.without_evidence]),
        ("Themes without considered contradictions", [names[i] for i in book.unconsidered]),
    ):
        if lines:
            say(f"\n{heading}")
            for line in lines:
                say(f"  {one_line(line, 100)}")


def _show_silent(book: Ledger) -> None:
    silent = [voice for voice in book.voices if voice.key in set(book.silent)]
    if not silent:
        say("Everybody who spoke is quoted or is evidence of a claim.")
        return
    say(f"\nSpoke, and is neither quoted nor evidence: {len(silent)} of {len(book.voices)}")
    for voice in silent:
        where = f" in group {one_line(voice.group)}" if voice.group else ""
        say(f"  {one_line(voice.code)}{where}, {voice.share:.0%} of what participants said")


@click.command()
@study_argument
@click.argument(
    "file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False)
)
@json_option
def lint(folder: Path, file: Path | None, *, as_json: bool) -> None:
    """Find words that clash with the declared method.

    Looks through the study's own texts, or through a manuscript (.docx .odt .md .txt .html ...).
    To keep a word, write why: “heddle do DIR overrides.write”, gate language, with the item that
    is shown.
    """
    from heddle.report.own_words import noticed

    text = None
    if file is not None:
        from heddle.exchange.files import read_file

        text = "\n".join(line.text for line in read_file(file).lines)
    with opened(folder) as study, study.view() as view:
        found = noticed(view, text)
    if as_json:
        print_json(found)
        return
    for each in found:
        _show_slip(each)
    kept = sum(bool(each.why) for each in found)
    words = "word clashes" if len(found) - kept == 1 else "words clash"
    say(f"{len(found) - kept} {words} with the declared method; {kept} kept with a reason.")


def _show_slip(each: Noticed) -> None:
    slip = each.slip
    place = f" ({one_line(each.place)})" if each.place else ""
    say(f"“{one_line(slip.word)}”{place}: {one_line(slip.sentence, 160)}")
    if each.why:
        say(f"  kept, because: {one_line(each.why)}")
    else:
        say(f"  {slip.problem} {slip.hint}")
        say(f"  to keep it: item “{slip.item}”")


@click.command()
@study_argument
@json_option
def silence(folder: Path, *, as_json: bool) -> None:
    """Show who says how much, and who says nothing to a question.

    The quietest of each session come first; who was there and never spoke is among them. Questions
    count where the turn in which they were asked is on record (“heddle do DIR guide.ask”).
    """
    from heddle.study.silence import NO_RESPONSE
    from heddle.study.silence import silence as found

    with opened(folder) as study, study.view() as view:
        people = found(view)
    if as_json:
        print_json(people)
        return
    rows = [
        {
            "name": each.name,
            "code": each.code,
            "turns": each.turns,
            "words": each.words,
            "share": "" if each.share is None else f"{100 * each.share:.0f} %",
            "silent": f"{each.silent_on} of {len(each.questions)}" if each.questions else "",
        }
        for each in people
    ]
    columns = {
        "name": "Session",
        "code": "Participant",
        "turns": "Turns",
        "words": "Words",
        "share": "Share",
        "silent": "No response",
    }
    print_table(rows, columns, "No session has a transcript with its people yet.")
    if rows:
        say(NO_RESPONSE)


COMMANDS = {"method": method, "claims": claims, "lint": lint, "silence": silence}
