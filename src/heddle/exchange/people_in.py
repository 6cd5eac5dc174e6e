"""Participants and recruitment from tables: new codes are added, known ones are brought up to date.

In recruitment, "invited", "agreed", "signed" and "came" are facts of their own, each with its
own date; what a table does not state is not concluded, but for one thing: whoever came or was
expected on the day has agreed, in a table that has no column for that.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from heddle.errors import Refused, Unreadable
from heddle.exchange import columns
from heddle.exchange.headers import Column, normal
from heddle.exchange.plan import Sketch
from heddle.exchange.roster import Guest, Person, Roster
from heddle.exchange.tables_in import Row, Table, known_word, meanings
from heddle.log.view import View
from heddle.study.invitees import ChangeInvitee, Invite
from heddle.study.participants import (
    AddParticipant,
    ChangeParticipant,
    Participant,
    refuse_identity,
)
from heddle.study.recruitment import CorrectEvent
from heddle.study.rules import name_key

PARTICIPANTS: Final = columns.PARTICIPANTS
RECRUITMENT: Final = {
    **columns.RECRUITMENT,
    "informed": Column("information given", ("informed on", "information sheet", "informeret")),
    "agreed_on": Column("date of agreement", ("agreed at", "agreement date", "tilsagn dato")),
    "consent_on": Column(
        "date of written consent",
        ("consented on", "consent date", "signed on", "samtykke dato", "samtykkedato"),
    ),
    "outcome_on": Column("date of the outcome", ("outcome date", "attended on", "udfald dato")),
}

_OUTCOMES: Final = meanings(
    {
        "attended": ("present", "came", "participated", "took part", "yes", "deltog", "mødte",
                     "fremmødt", "ja"),
        "cancelled": ("canceled", "cancelled on day", "cancelled on the day", "canceled on day",
                      "cancelled same day", "afbud", "aflyst", "meldte afbud", "afbud på dagen"),
        "no-show": ("absent", "did not come", "stayed away", "noshow", "udeblev", "udeblevet",
                    "no", "nej"),
        "declined": ("refused", "said no", "afslog", "takkede nej", "afslag"),
        "withdrew": ("withdrawn", "trak sig", "trukket sig", "udtrådt"),
    }
)  # fmt: skip
_ON_THE_DAY: Final = {"cancelledonday", "cancelledontheday", "canceledonday", "cancelledsameday",
                      "afbudpaadagen"}  # fmt: skip


def plan_participants(view: View, table: Table, sketch: Sketch) -> None:
    """Plan participants: one row each, known codes are changed where the table says more."""
    roster = Roster(view, sketch)
    seen: dict[str, str] = {}
    for row in table.rows():
        code = row.needed("code", "code")
        if first := seen.get(name_key(code)):
            raise row.bad("code", f"This code stands in {first} already; nothing was imported.")
        seen[name_key(code)] = row.place
        fields = _participant(row)
        _check_identity(table, row, {"code": code, **fields})
        sketch.show(row.all())
        known = roster.people.get(name_key(code))
        if known is None:
            made = sketch.make(AddParticipant(code=code, **fields), "participants", place=row.place)
            person = Person(made, code, fields.get("group", ""), fields.get("number"))
            roster.people[name_key(code)] = person
        else:
            _change_person(sketch, row, known, fields)
    roster.join()


def _participant(row: Row) -> dict[str, Any]:
    texts = {n: row.text(n) for n in ("group", "gender", "occupation", "team", "location")}
    figures = {
        "number": row.whole("number"),
        "age": row.whole("age"),
        "birth_year": row.whole("birth_year"),
        "years_in_services": row.decimal("years_in_services"),
        "years_in_team": row.decimal("years_in_team"),
        "mentor": row.yes_no("peer_mentor"),
    }
    found: dict[str, Any] = {name: value for name, value in texts.items() if value}
    found |= {name: value for name, value in figures.items() if value is not None}
    if others := row.others():
        found["attributes"] = others
    return found


def _check_identity(table: Table, row: Row, fields: dict[str, Any]) -> None:
    try:
        refuse_identity(fields)
    except Refused as error:
        raise Unreadable(
            error.problem, error.hint, file=table.file, place=row.place, code=error.code
        ) from None


def _change_person(sketch: Sketch, row: Row, person: Person, fields: dict[str, Any]) -> None:
    known = person.known or Participant()
    if "attributes" in fields:
        fields["attributes"] = {**known.attributes, **fields["attributes"]}
    new = {name: value for name, value in fields.items() if value != getattr(known, name)}
    if not new:
        return
    replaced = sorted(name for name in new if getattr(known, name) not in ("", None, {}))
    if set(replaced) - {"attributes"}:
        sketch.note(f"{person.code}: changed {', '.join(replaced)}")
    person.group = fields.get("group", person.group)
    person.number = fields.get("number", person.number)
    operation = ChangeParticipant(participant=person.id, **new)
    sketch.change(operation, "participants", place=row.place)


def plan_recruitment(view: View, table: Table, sketch: Sketch) -> None:
    """Plan the invitation list and what became of each person on it."""
    roster = Roster(view, sketch)
    seen: dict[str, str] = {}
    for row in table.rows():
        code = row.needed("code", "code")
        if first := seen.get(name_key(code)):
            raise row.bad("code", f"This code stands in {first} already; nothing was imported.")
        seen[name_key(code)] = row.place
        _check_identity(table, row, {"code": code, "team": row.text("team")})
        sketch.show(row.all())
        if row.dated("invited")[0] is False:
            sketch.lose("people who were not invited", row.place)
            continue
        guest = _guest(roster, sketch, row, code)
        if participant := row.text("participant"):
            roster.match(guest, roster.person(participant, row.place), row.place)
        _course(roster, sketch, row, guest, agreement=table.has("agreed"))
    table.lose_others(sketch)
    roster.join()


def _guest(roster: Roster, sketch: Sketch, row: Row, code: str) -> Guest:
    fields = {
        "team": row.text("team"),
        "planned_group": row.text("group"),
        "identified_by": row.text("identified_by"),
        "approached_by": row.text("approached_by"),
    }
    invited = row.dated("invited")[1]
    known = roster.guests.get(name_key(code))
    if known is None:
        made = sketch.make(Invite(code=code, **fields, date=invited), "invitees", place=row.place)
        known = Guest(made, code, fields["planned_group"])
        roster.guests[name_key(code)] = known
        return known
    before = known.known
    new = {n: v for n, v in fields.items() if v and before is not None and v != getattr(before, n)}
    known.planned_group = fields["planned_group"] or known.planned_group
    if new:
        sketch.change(ChangeInvitee(invitee=known.id, **new), "invitees", place=row.place)
    _date_event(sketch, row, known, "invited", invited)
    return known


class _Fact(msgspec.Struct):
    state: str
    date: str = ""
    why: str = ""


def _course(roster: Roster, sketch: Sketch, row: Row, guest: Guest, *, agreement: bool) -> None:
    """Record the facts of one row that are not on record yet, in the order of a course."""
    for fact in _facts(row, agreement=agreement):
        if fact.state in guest.states():
            _date_event(sketch, row, guest, fact.state, fact.date)
        else:
            roster.record(guest, fact.state, row.place, date=fact.date, why=fact.why)


def _facts(row: Row, *, agreement: bool) -> list[_Fact]:
    agreed, agreed_on = row.dated("agreed")
    signed, signed_on = row.dated("consented")
    informed, informed_on = row.dated("informed")
    outcome, why = _outcome(row)
    facts = [_Fact("informed", informed_on)] if informed else []
    expected = outcome in ("attended", "cancelled", "no-show", "withdrew")
    if agreed or (expected and not agreement):
        facts.append(_Fact("agreed", row.date("agreed_on") or agreed_on))
    elif agreed is False or outcome == "declined":
        facts.append(_Fact("declined", row.date("agreed_on"), why))
    if signed:
        facts.append(_Fact("consented", row.date("consent_on") or signed_on))
    if expected:
        facts.append(_Fact(outcome, row.date("outcome_on"), why))
    return facts


def _outcome(row: Row) -> tuple[str, str]:
    """Read the outcome and the reason for it; "on the day" is kept as a reason."""
    text, why = row.text("outcome"), row.text("reason")
    if not text:
        return "", why
    outcome = known_word(text, _OUTCOMES)
    if not outcome:
        raise row.bad(
            "outcome",
            "This cell holds no outcome that is known; nothing was imported.",
            "Write attended, cancelled, no-show, declined or withdrew; leave it empty where it is "
            "not known.",
        )
    return outcome, why or ("on the day" if normal(text) in _ON_THE_DAY else "")


def _date_event(sketch: Sketch, row: Row, guest: Guest, state: str, date: str) -> None:
    """Fill in the date of a step that was on record without one."""
    event = next((e for e in guest.events if e.state == state), None)
    if event is not None and date and not event.date:
        sketch.change(
            CorrectEvent(event=event.id, date=date), "recruitment events", place=row.place
        )
        event.date = date
