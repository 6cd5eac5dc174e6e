"""Listing verbs: one a noun, as a table for people or as JSON for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from heddle.cli.shared import json_option, opened, print_json, print_table, say, study_argument

COLUMNS: dict[str, dict[str, str]] = {
    "sources": {
        "name": "Source",
        "form": "Form",
        "session": "Session",
        "speakers": "Speakers",
        "turns": "Turns",
        "words": "Words",
        "codings": "Codings",
        "checked": "Checked",
    },
    "recordings": {
        "session": "Session",
        "name": "File",
        "begins": "Begins",
        "length": "Length",
        "track": "Track",
        "delete_by": "Delete by",
        "deleted": "Deleted",
    },
    "turns": {"source": "Source", "number": "No.", "speaker": "Speaker", "text": "Words"},
    "participants": {
        "code": "Code",
        "group": "Group",
        "number": "No.",
        "gender": "Gender",
        "age": "Age",
        "occupation": "Occupation",
        "team": "Team",
    },
    "recruitment": {
        "code": "Invitee",
        "team": "Team",
        "planned_group": "Planned group",
        "states": "What came of it",
        "participant": "Participant",
    },
    "sessions": {
        "name": "Session",
        "form": "Form",
        "date": "Date",
        "place": "Place",
        "present": "Present",
        "duration": "Seconds",
    },
    "team": {"name": "Name", "roles": "Roles", "credentials": "Credentials", "job": "Job"},
    "guide": {"block": "Block", "form": "Type", "text": "Question"},
    "observations": {
        "session": "Session",
        "time": "Time",
        "what": "What",
        "about": "About",
        "text": "Words",
        "by": "Noted by",
    },
    "codes": {"path": "Code", "codings": "Codings", "definition": "Definition"},
    "codings": {
        "source": "Source",
        "speaker": "Speaker",
        "path": "Code",
        "coder": "Coder",
        "text": "Words",
    },
    "themes": {
        "name": "Theme",
        "stage": "Stage",
        "central_idea": "Central idea",
        "came_from": "Came from",
    },
    "quotes": {
        "theme": "Theme",
        "text": "Quote",
        "attribution": "Attribution",
        "matches": "Matches",
    },
    "memos": {"type": "Type", "title": "Title", "author": "Author", "text": "Words"},
    "meetings": {
        "date": "Date",
        "form": "Form",
        "title": "Meeting",
        "people": "People",
        "decided": "Decided",
        "to_do": "Follow-ups",
    },
    "decisions": {"date": "Date", "text": "Decision", "why": "Why", "meeting": "Meeting"},
    "checks": {
        "date": "Sent",
        "what": "What",
        "purpose": "For",
        "participants": "To",
        "returned": "Answered",
        "effect": "Effect",
    },
    "involvement": {
        "date": "Date",
        "who": "Who",
        "stage": "Stage",
        "level": "Level",
        "contribution": "Contribution",
        "change": "What changed",
    },
    "readings": {"date": "Date", "source": "Source", "member": "Read by", "note": "How"},
    "amendments": {"date": "Date", "area": "Area", "text": "Change", "why": "Why"},
    "phases": {
        "phase": "No.",
        "name": "Phase",
        "started": "From",
        "ended": "To",
        "purpose": "What for",
    },
}


def _listing(noun: str) -> click.Command:
    from heddle.cli.main import VERBS

    @click.command(noun, help=VERBS[noun][1])
    @study_argument
    @json_option
    def listing(folder: Path, *, as_json: bool) -> None:
        with opened(folder) as study:
            rows = study.rows(noun)
        if as_json:
            print_json(rows)
            return
        if noun == "recruitment":
            for row in rows:
                row["states"] = [event["state"] for event in row["events"]]
        if noun == "meetings":
            for row in rows:
                row["decided"] = [each["text"] for each in row["decisions"]]
                row["to_do"] = [each["text"] for each in row["follow_ups"]]
        print_table(rows, COLUMNS[noun], f"There are no {noun} in this study yet.")
        if noun == "recordings":
            _sum(rows)

    return listing


def _sum(rows: list[dict[str, Any]]) -> None:
    """Say how long the recordings are in all; tracks that run at once count each for itself."""
    from heddle.study.values import spoken_length

    lengths = [row["duration"] for row in rows if row["duration"]]
    if lengths:
        say(f"{len(rows)} recordings, {spoken_length(sum(lengths))} in all.")


@click.command()
@study_argument
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@click.option("--notes", is_flag=True, help="Search what the team wrote instead: memos and so on.")
@json_option
def search(folder: Path, words: tuple[str, ...], limit: int, *, notes: bool, as_json: bool) -> None:
    """Find turns by their words.

    All words must occur; "words in quotes" are a phrase, a * at the end asks for a beginning.
    """
    from heddle.study import listing

    with opened(folder) as study:
        if notes:
            with study.view() as view:
                rows = listing.notes(study.database, view, " ".join(words), limit=limit)
        else:
            rows = study.search(" ".join(words), limit=limit)
    if as_json:
        print_json(rows)
        return
    if notes:
        columns = {"kind": "Kind", "author": "Author", "title": "Title", "text": "Words"}
        print_table(rows, columns, "Nothing that the team wrote holds these words.")
        return
    columns = {"source": "Source", "speaker": "Speaker", "text": "Words"}
    print_table(rows, columns, "No turn holds these words.")


COMMANDS: dict[str, click.Command] = {
    **{noun: _listing(noun) for noun in COLUMNS if noun != "quotes"},
    "search": search,
}
