"""Sessions from a table: when, where, how long, by whom, and who was present."""

from __future__ import annotations

from typing import Any, Final

from heddle.exchange import columns
from heddle.exchange.groups import session_name
from heddle.exchange.headers import Column, normal
from heddle.exchange.plan import Sketch
from heddle.exchange.roster import Meeting, Roster
from heddle.exchange.tables_in import Row, Table
from heddle.exchange.team_in import Crew
from heddle.log.view import View
from heddle.study.rules import name_key
from heddle.study.sessions import AddSession, ChangeSession, Session
from heddle.study.team import Role

SESSIONS: Final = {
    **columns.SESSIONS,
    "started": Column("time it started", ("start", "start time", "from", "startet", "fra")),
    "stopped": Column("time it stopped", ("stop", "end", "end time", "to", "sluttet", "til")),
    "present": Column("codes of those present", ("present list", "attended", "til stede")),
    "guide_version": Column("version of the guide", ("guide", "version")),
    "language": Column("language", ("sprog",)),
    "note": Column("note", ("notes", "remarks", "noter", "bemærkninger")),
}

_ROLES: Final[dict[str, Role]] = {"moderators": "moderator", "observers": "observer"}


def plan_sessions(view: View, table: Table, sketch: Sketch) -> None:
    """Plan sessions: one row each; a session that is there is brought up to date."""
    roster, crew = Roster(view, sketch), Crew(view, sketch)
    interview = normal(table.match.fields["number"]).startswith("interview")
    seen: dict[str, str] = {}
    for row in table.rows():
        name = session_name(row.needed("number", "number or name"), interview=interview)
        if first := seen.get(name_key(name)):
            raise row.bad(
                "number", f"This session stands in {first} already; nothing was imported."
            )
        seen[name_key(name)] = row.place
        sketch.show(row.all())
        fields = _fields(row, crew)
        if interview:
            fields["form"] = "interview"
        meeting = roster.same(name)
        if meeting is None:
            made = sketch.make(AddSession(name=name, **fields), "sessions", place=row.place)
            meeting = Meeting(made, name)
            roster.meetings.append(meeting)
        else:
            _change(sketch, row, meeting, fields)
        meeting.expected = row.whole("participants")
        codes = row.names("present")
        people = [roster.person(code, row.place) for code in codes]
        roster.attend(meeting, [person.id for person in people], row.place)
    table.lose_others(sketch)
    roster.join()


def _fields(row: Row, crew: Crew) -> dict[str, Any]:
    found: dict[str, Any] = {
        "date": row.date("date"),
        "grouping": row.text("grouping"),
        "place": row.text("place"),
        "started": row.text("started"),
        "stopped": row.text("stopped"),
        "guide_version": row.text("guide_version"),
        "language": row.text("language"),
        "duration": row.seconds("duration"),
    }
    notes = [row.text("note")]
    for role in _ROLES:
        count, members = _people(row, role, crew)
        if members:
            found[role] = members
        if count:
            # A number says that somebody was there and not who: it is kept in words.
            notes.append(f"{role.capitalize()}: {count} (the table names nobody)")
    found["notes"] = "\n".join(note for note in notes if note)
    return {name: value for name, value in found.items() if value not in ("", None)}


def _people(row: Row, role: str, crew: Crew) -> tuple[str, list[str]]:
    """Read a cell that names people, or only says how many there were."""
    text = row.text(role)
    if text.isdecimal():
        return text, []
    names = row.names(role)
    return "", [crew.member(name, _ROLES[role], row.place) for name in names]


def _change(sketch: Sketch, row: Row, meeting: Meeting, fields: dict[str, Any]) -> None:
    known = meeting.known or Session()
    new = {name: value for name, value in fields.items() if value != getattr(known, name)}
    replaced = sorted(name for name in new if getattr(known, name) not in ("", None, []))
    if replaced:
        sketch.note(f"{meeting.name}: changed {', '.join(replaced)}")
    if new:
        sketch.change(ChangeSession(session=meeting.id, **new), "sessions", place=row.place)
