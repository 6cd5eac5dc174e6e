"""Withdrawals, retention, and the documents that go with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.leaving import take_way, way_options
from heddle.cli.shared import (
    by_option,
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
    from heddle.client import Study
    from heddle.privacy.inventory import Inventory
    from heddle.privacy.withdrawal import Forget, Outcome, Request
    from heddle.study.withdrawals import Person

_CHOICES = {
    "contact": "stop contact",
    "identity": "forget identity",
    "quotes": "exclude quotes",
    "redact": "redact turns",
    "all": "delete everything",
}
_HELD = {"closed": "cannot be looked into", "export": "an export", "words": "has their words"}
_DOCUMENTS = ("processing", "data-plan", "certificates")


@click.command()
@study_argument
@click.argument("code", required=False, default="")
@click.option("--show", is_flag=True, help="Only show what exists; change nothing.")
@click.option(
    "--choose",
    default="",
    metavar="CHOICES",
    help="What to do, with commas between: contact, identity, quotes, redact, all.",
)
@click.option("--date", default="", help="The day on which the person withdrew (else today).")
@click.option("--why", default="", help="A word on it; needed after the sheet's deadline.")
@click.option(
    "--recordings",
    default="",
    metavar="WHAT",
    help="For recordings with their voice: “delete”, or the reason for keeping them.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="ID=WHY",
    help="Leave a text or a file as it is although it has their words: its id or place, and why.",
)
@click.option(
    "--key",
    "key_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The identity key, for “identity”: the person's entry is deleted from it.",
)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@by_option
@json_option
def withdraw(
    folder: Path,
    code: str,
    *,
    show: bool,
    choose: str,
    date: str,
    why: str,
    recordings: str,
    keep: tuple[str, ...],
    key_file: Path | None,
    yes: bool,
    by: str,
    as_json: bool,
) -> None:
    """Let a participant or an invitee withdraw.

    Shows what exists of the person under CODE, then does what is chosen. Erased words are in no
    file of the study afterwards and cannot be brought back. Without CODE it finishes what was
    interrupted.
    """
    with opened(folder, by=by) as study:
        if not code:
            _finish(study)
            return
        who = _who(study, code)
        day = date or dt.datetime.now(dt.UTC).date().isoformat()
        found = study.inventory(who, day=day)
        if show or not choose:
            print_json(found) if as_json else _show(found)
            return
        request = _request(found, who, day, choose=choose, why=why, sound=recordings, keep=keep)
        if not as_json:
            _show(found)
        if not yes and not click.confirm(_question(request), default=False, err=True):
            raise SystemExit(1)
        outcome = study.withdraw(request, _forgetting(study, key_file))
    print_json(outcome) if as_json else _tell(outcome, folder)


def _who(study: Study, code: str) -> Person:
    from heddle.study.withdrawals import named

    with study.view() as view:
        return named(view, code)


def _forgetting(study: Study, key_file: Path | None) -> Forget | None:
    from heddle.cli.leaving import opened_key
    from heddle.keyring import forgetting

    key = opened_key(study, key_file, why="A person has withdrawn")
    return forgetting(study, key) if key else None


def _finish(study: Study) -> None:
    waiting = study.tidy()
    if waiting:
        raise click.ClickException(
            f"{waiting} files could not be deleted yet: close the programs that have them open, "
            "see that you may write there, and do this again."
        )
    say("Nothing is left to be finished: every file that was to be deleted is gone.")


def _request(
    found: Inventory,
    who: Person,
    day: str,
    *,
    choose: str,
    why: str,
    sound: str,
    keep: Sequence[str],
) -> Request:
    import msgspec

    from heddle.privacy.withdrawal import Request
    from heddle.study.withdrawals import Kept

    names = [name.strip() for name in choose.split(",") if name.strip()]
    unknown = [name for name in names if name not in _CHOICES]
    if unknown or not names:
        raise click.UsageError(f"The choices are: {', '.join(_CHOICES)}.")
    kinds = {each.record: each.kind for each in found.passages}
    places = {each.place for each in found.files}
    kept, files = [], {}
    for each in keep:
        record, _, reason = each.partition("=")
        if record in kinds:
            kept.append(Kept(kind=kinds[record], record=record, why=reason))
        elif record in places:
            files[record] = reason
        else:
            raise click.UsageError(f"“{record[:60]}” is none of the texts and files listed.")
    return Request(
        date=day,
        choices=[msgspec.convert(_CHOICES[name], Any) for name in names],
        participant=who.participant,
        invitee="" if who.participant else who.invitees[0],
        why=why,
        recordings={each.recording: sound for each in found.recordings if sound},
        keep=kept,
        keep_files=files,
    )


def _show(found: Inventory) -> None:
    say(f"What this study holds of {found.code}")
    if found.deadline:
        late = " It has passed: going on needs a reason (--why)." if found.late else ""
        say(f"  The sheet they signed lets data be taken out until: {found.deadline}.{late}")
    counted = {
        "consents": len(found.consents),
        "turns": found.turns,
        "words": found.words,
        "codings": sum(found.codings.values()),
        "  of them also on other people's words": found.shared_codings,
        "quotes": len(found.quotes),
        "  of them printed": sum(bool(quote.printed) for quote in found.quotes),
        "substitutions of names": found.substitutions,
        "recordings with their voice": len(found.recordings),
        "attributes": len(found.attributes),
        "steps of recruitment": len(found.events),
        "taps and notes of observers": found.observed,
        "removed records and earlier versions": found.earlier,
        "sealed journal entries, for their authors to look into": found.sealed,
        "exports that had their words or data": len(found.exports),
        "files in the study's folder": len(found.files),
        "other copies that were merged in": found.copies,
    }
    for name, count in counted.items():
        say(f"  {count:>7,}  {name}")
    for source in found.sources:
        kept = "; its original file is kept" if source.original else ""
        say(f"  in {source.name} ({source.form}): {source.turns} turns, {source.words} words{kept}")
    for quote in found.quotes:
        say(f"  quote: “{one_line(quote.text, 90)}” ({', '.join(quote.printed) or 'not printed'})")
    for each in found.passages:
        about = "about this person alone" if each.whole else "has their words or name"
        say(f"  {each.what} {each.record}, {each.field}, {about}: {one_line(each.label, 60)}")
        for passage in each.passages:
            say(f"      “{one_line(passage, 100)}”")
    for heard in found.recordings:
        say(
            f"  {heard.form} recording of {heard.session}, with {heard.others} others: a voice "
            "cannot be cut out of it; delete it, or keep it and say why (--recordings)"
        )
    for file in found.files:
        say(f"  file {file.place}: {_HELD[file.why]}")


def _question(request: Request) -> str:
    what = ", ".join(request.choices)
    erases = {"redact turns", "delete everything"} & set(request.choices)
    end = "This cannot be taken back." if erases else "This can be undone."
    return f"Do this: {what}. {end} Go on?"


def _tell(outcome: Outcome, folder: Path) -> None:
    say(f"Done for {outcome.code}. It is on record, without anything of what they said.")
    for name, count in outcome.counts.items():
        say(f"  {count:>7,}  {name}")
    for place in outcome.files:
        say(f"  deleted: {place}")
    for place in outcome.closed:
        say(f"  could not be looked into, look yourself: {place}")
    if outcome.waiting:
        say(f"  {outcome.waiting} files are still to be deleted: heddle withdraw {folder}")
    if outcome.recall:
        say(
            f"  {len(outcome.recall)} files had left the study with their words or data: call "
            "them back, then note it (heddle do DIR exports.recall)."
        )
    say("Copies beyond this folder (backups, what was sent or published) are for you to find.")
    say(f"The certificate: heddle document {folder} certificates -o certificate.docx")


@click.command()
@study_argument
@click.option("--delete", "record", default="", metavar="ID", help="Delete what ID's line names.")
@click.option("--why", default="", help="The reason that the certificate gives.")
@by_option
@json_option
def retention(folder: Path, *, record: str, why: str, by: str, as_json: bool) -> None:
    """Show what is to be deleted when, and delete it.

    Recordings and the original files of transcripts are deleted here; a certificate stays. What
    Heddle does not keep (forms on paper, the identity key) is noted with “heddle do DIR
    deletions.note”. Periods are changed with “heddle do DIR retention.set”.
    """
    from heddle.study.retention import clocks

    with opened(folder, by=by) as study:
        if record:
            study.do("deletions.order", about=record, why=why or "Its period has ended")
            if study.tidy():
                raise click.ClickException("The file could not be deleted yet; do this again.")
            say("Deleted. The certificate is on record.")
            return
        with study.view() as view:
            found = clocks(view)
    if as_json:
        print_json(found)
        return
    rows = [
        {
            "data": each.data,
            "what": each.what,
            "due": each.due or f"not known: {each.lacking}",
            "state": each.state,
            "id": each.record,
        }
        for each in found
    ]
    columns = {"data": "Kept", "what": "What", "due": "Until", "state": "State", "id": "Id"}
    print_table(rows, columns, "Nothing is kept.")


@click.command()
@study_argument
@click.argument("part", metavar="WHAT", type=click.Choice(_DOCUMENTS))
@output_option
@json_option
@way_options
def document(
    folder: Path, part: str, output: Path | None, *, as_json: bool, **options: Any
) -> None:
    """Show or write a document of data protection.

    processing: the record of processing (GDPR, Article 30). data-plan: the data-management plan.
    certificates: withdrawals and deletions. Drafted from the study's record, with a mark where
    only a person can answer.
    """
    from heddle.cli.reports import put

    put(folder, part, output, take_way(options), as_json=as_json, options={})


COMMANDS = {"withdraw": withdraw, "retention": retention, "document": document}
