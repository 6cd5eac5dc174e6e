"""What the record says about design, participants and data (COREQ items 9 to 23)."""

from __future__ import annotations

from collections import Counter

from heddle.analysis import exact
from heddle.privacy.protection import occupations, shown_in_total, values_of, women
from heddle.report import flow as recruitment
from heddle.report import table1_block, table2
from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import (
    counted,
    full_stop,
    ids,
    listed,
    lowered,
    number,
    opened,
    period,
    plural,
    sentence,
)
from heddle.report.statements import (
    Statement,
    among,
    by_sessions,
    called,
    completeness,
    joined,
    lacking,
    led,
    nothing,
    said,
    stated,
)
from heddle.study.facts import Approach
from heddle.study.guide import Guide
from heddle.study.invitees import Invitee
from heddle.study.rules import name_key

APPROACHES: dict[Approach, str] = {
    "reflexive": "reflexive thematic analysis",
    "codebook": "thematic analysis with a codebook",
    "reliability": "thematic analysis with a fixed codebook and independent coders",
    "framework": "the framework method",
}


def orientation(material: Material) -> Statement:
    """Say the methodology (item 9)."""
    facts = material.facts
    used = stated(material, APPROACHES[facts.approach])
    design = facts.design.strip()
    # A bare name of a design wants a sentence around it, whole sentences do not.
    article = "an" if design[:1].lower() in "aeiou" else "a"
    bare = "." not in design[:-1]
    named = stated(material, lowered(full_stop(design)) if bare else full_stop(design))
    first = sentence(f"This was {article} " if bare else "", named, " ") if design else ()
    own = [full_stop(text) for text in (facts.epistemology, facts.orientation) if text.strip()]
    told = [part for text in own for part in (" ", stated(material, text))]
    return said(first, "The data were analysed with ", used, ".", *told)


def selection(material: Material) -> Statement:
    """Say how it was decided whom to ask, and what was attained (item 10)."""
    facts = material.facts
    own = full_stop(facts.sampling)
    named = _counts(material.view.find(Invitee), "identified_by")
    told: list[Inlines] = []
    if named:
        told.append(sentence("Possible participants were named by: ", listed(named), "."))
    attained = variety(material)
    planned = said("Sampling: ", stated(material, lowered(own))) if own else nothing("")
    if not own and not told and attained.complete == "none":
        return nothing("How it was decided whom to ask is not on record.")
    return Statement(
        inlines=joined(planned, *(said(each) for each in told), attained),
        complete="full" if own else "partial",
    )


def variety(material: Material) -> Statement:
    """Say over how many teams and occupations the participants spread."""
    people = material.attended
    teams = {name_key(p.team): p for p in people if p.team.strip()}
    jobs = occupations(people)
    parts: list[Inlines] = []
    if teams:
        held = [p for p in people if p.team.strip()]
        asked = recruitment.flow(material.view)
        shown = Trace(number(len(teams)), ids(held), query="teams of the participants")
        if asked and asked.teams >= len(teams):
            of = Trace(number(asked.teams), query="teams of the invitation list")
            parts.append(sentence(shown, " of the ", of, f" {plural(asked.teams, 'team')} asked"))
        else:
            parts.append(sentence(shown, f" {plural(len(teams), 'team')}"))
    if jobs:
        held = [p for p in people if p.occupation.strip()]
        shown = Trace(number(len(jobs)), ids(held), query="occupations of the participants")
        parts.append(sentence(shown, f" {plural(len(jobs), 'occupation')}"))
    if not parts:
        return nothing("Teams and occupations of the participants are not on record.")
    return said("Participants came from ", listed(parts), ".")


def mentors(material: Material) -> Statement:
    """Say how many participants were mentors."""
    found = [person for person in material.attended if person.mentor]
    if not found:
        return nothing("No participant is on record as a mentor.")
    was = plural(len(found), "participant was a peer mentor", "participants were peer mentors")
    return said(opened(found, "peer mentors"), f" {was}.", figure=len(found))


def approach(material: Material) -> Statement:
    """Say how people were contacted (item 11)."""
    invitees = material.view.find(Invitee)
    told = _counts(invitees, "approached_by")
    own = material.facts.approached_by
    if not told and not own.strip():
        return nothing("How people were contacted is not on record.")
    ways = {name_key(invitee.approached_by) for invitee in invitees}
    by_record = said("People were contacted by ", listed(told), ".") if told else nothing("")
    by_own = nothing("")
    if own.strip() and name_key(own) not in ways:
        # A bare way ("e-mail") wants a sentence around it, a whole sentence does not.
        bare = len(own.split()) < 4
        by_own = said("People were contacted by " if bare else "", stated(material, full_stop(own)))
    return Statement(inlines=joined(by_own, by_record))


def sample(material: Material) -> Statement:
    """Say how many took part (item 12)."""
    people = material.attended
    if not people:
        return nothing("No participants are on record.")
    took = opened(people, "participants")
    noun = plural(len(people), "person", "people")
    if not material.sessions:
        return said(took, f" {noun} took part.", figure=len(people))
    one, many = called(material.sessions)
    held = counted(material.sessions, one, many)
    return said(took, f" {noun} took part in ", held, ".", figure=len(people))


def losses(material: Material) -> Statement:
    """Say how many said no or dropped out, and why (item 13)."""
    report = recruitment.flow(material.view)
    if report is None:
        return nothing("There is no invitation list on record, so losses cannot be counted.")
    gone = recruitment.lost(report)
    given = [(step, why, count) for step in gone for why, count in step.reasons.items()]
    told = [
        (Trace(f"{why} ({count})", tuple(step.evidence), query=f"reasons: {step.label.lower()}"),)
        for step, why, count in given
    ]
    reasons = sentence(" Reasons on record: ", listed(told), ".") if told else ()
    total = sum(step.count for step in gone)
    full = total <= sum(count for _, _, count in given)
    return said(
        recruitment.text(report), reasons, complete="full" if full else "partial", figure=total
    )


def places(material: Material) -> Statement:
    """Say where the sessions were held (item 14)."""
    found: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for session in material.sessions:
        if session.place.strip():
            key = name_key(session.place)
            spelled.setdefault(key, session.place.strip())
            found.setdefault(key, []).append(session.id)
    if not found:
        return nothing("Where the sessions were held is not on record.")
    known = sum(len(ids_) for ids_ in found.values())
    told = [
        (Trace(spelled[key], tuple(held), kind="claim", query="place of sessions"),)
        for key, held in found.items()
    ]
    # Places may have commas of their own.
    parts = [part for place in told for part in ("; ", place)][1:]
    return said("Places: ", *parts, ".", complete=completeness(known, len(material.sessions)))


def others_present(material: Material) -> Statement:
    """Say who else was in the room (item 15)."""
    if not material.sessions:
        return nothing("No sessions are on record.")
    watching = led(material, "observers")
    if not watching:
        return said(
            "Besides participants and those who led the sessions, nobody is on record as present.",
            complete="partial",
        )
    told = by_sessions(material, watching, "observed")
    return said(listed(told), "; nobody else is on record as present.")


def characteristics(material: Material) -> Statement:
    """Say who the participants were, as a group, and when the sessions were held (item 16)."""
    who, when = described(material), dates(material)
    if who.complete == when.complete == "none":
        return nothing("No participants are on record.")
    full = who.complete == when.complete == "full"
    return Statement(
        inlines=joined(who, when),
        complete="full" if full else "partial",
    )


def described(material: Material) -> Statement:
    """Say who the participants were, as a group."""
    people = material.attended
    if not people:
        return nothing("No participants are on record.")
    told: list[Statement] = []
    stated = [person for person in people if person.gender.strip()]
    options = material.table1
    if stated and options.gender != "none":
        female = women(people)
        count = Trace(number(len(female)), ids(female) or ids(stated), query="gender female")
        of = counted(stated, "participant")
        who = " whose gender is stated" if len(stated) < len(people) else ""
        were = plural(len(female), "was", "were")
        told.append(said("Of ", of, f"{who}, ", count, f" {were} female."))
    aged = [person for person in people if person.age is not None]
    if aged:
        # The text says no more than the table that stands beside it.
        ranged = shown_in_total(people, material.groups, "age", options) == "full"
        ages = table1_block.mean_text(values_of(people, "age"), ranged=ranged)
        trace = Trace(ages, ids(aged), query="age of participants")
        unknown = [person for person in people if person.age is None]
        rest = sentence(" (", opened(unknown, "age", start=False), " not stated)")
        told.append(
            said(
                f"Their mean age in years{' (range)' if ranged else ''} was ",
                trace,
                rest if unknown else "",
                ".",
            )
        )
    full = len(told) == 2
    told.append(said("Table 1 shows them by group."))
    return Statement(inlines=joined(*told), complete="full" if full else "partial")


def dates(material: Material) -> Statement:
    """Say when the sessions were held."""
    one, many = called(material.sessions)
    dated = [session for session in material.sessions if session.date]
    if not dated:
        return nothing("Dates of the sessions are not on record.")
    held = counted(dated, one, many, start=True)
    was = plural(len(dated), "was", "were")
    when = Trace(period(s.date for s in dated), ids(dated), query="dates of sessions")
    full = completeness(len(dated), len(material.sessions))
    return said(held, f" {was} held ", when, ".", complete=full)


def guided(material: Material) -> Statement:
    """Say which questions were used and whether they were tried out (item 17)."""
    guides = table2.latest(material.view)
    questions = table2.table2(material.view)
    if not guides or not questions.blocks:
        return nothing("No guide is on record.")
    asked = table2.question_ids(questions.blocks)
    count = Trace(number(len(asked)), asked, query="questions of the guide")
    blocks = sum(1 for each in questions.blocks if each.block)
    parts = sentence(" in ", Trace(number(blocks), asked, query="parts of the guide"), " parts")
    told = [_piloted(guide) for guide in guides]
    basis = [
        sentence(" Basis: ", _of_guide(guide, full_stop(lowered(guide.basis))))
        for guide in guides
        if guide.basis.strip()
    ]
    return said(
        "A guide with ", count, f" {plural(len(asked), 'question')}", parts if blocks > 1 else "",
        " was used (Table 2).",
        *basis,
        *(part for each in told for part in (" ", each)),
        complete="full" if all(g.piloted is not None for g in guides) else "partial",
        figure=len(asked),
    )  # fmt: skip


def _piloted(guide: Guide) -> Inlines:
    texts = {
        None: "Whether it was tried out first is not on record.",
        True: "It was tried out first.",
        False: "It was not tried out in a session first.",
    }
    told = sentence(_of_guide(guide, texts[guide.piloted]))
    if guide.pilot_note.strip():
        told = sentence(told, " ", _of_guide(guide, full_stop(guide.pilot_note)))
    return told


def _of_guide(guide: Guide, text: str) -> Trace:
    return Trace(text, (guide.id,), kind="claim", query="guide")


def repeats(material: Material) -> Statement:
    """Say whether anybody was in more than one session (item 18)."""
    if not material.present:
        return nothing("There are no present lists on record.")
    times = Counter(p for people in material.present.values() for p in set(people))
    again = [material.participants[person] for person, count in times.items() if count > 1]
    if not again:
        everybody = Trace("Nobody", tuple(times), query="present lists")
        return said(everybody, " took part in more than one session.", figure=0)
    most = max(times.values())
    count = opened(again, "participants in several sessions")
    noun = plural(len(again), "participant")
    often = Trace(number(most), ids(again), query="sessions of one participant, at most")
    told = sentence(count, f" {noun} took part more than once, at most ", often, " times.")
    return said(told, figure=len(again))


def recorded(material: Material) -> Statement:
    """Say how the sessions were recorded (item 19)."""
    all_of = [r for each in material.recordings.values() for r in each]
    if not all_of:
        return nothing("No recordings are on record.")
    held = [s for s in material.sessions if s.id in material.recordings]
    forms = {recording.form for recording in all_of}
    media = "sound" if forms == {"audio"} else "sound and picture"
    files = Trace(media, ids(all_of), kind="claim", query="recordings")
    was = plural(len(held), "was", "were")
    some = among(material, held)
    told = sentence(some[0].text[:1].upper() + some[0].text[1:], *some[1:]) if some else ()
    full = completeness(len(held), len(material.sessions))
    return said(told, f" {was} recorded in ", files, ".", complete=full)


def lasted(material: Material) -> Statement:
    """Say how long the sessions lasted (item 21)."""
    known = {s.id: length for s in material.sessions if (length := material.length(s))}
    if not known:
        return nothing("How long the sessions lasted is not on record.")
    one, many = called(material.sessions)
    subject = one if len(known) == 1 else many
    span = Trace(
        table1_block.minutes(list(known.values())), tuple(known), query="shortest and longest"
    )
    total = exact.format_duration(sum(known.values()))
    whole = Trace(total, tuple(known), query="sum of the lengths")
    mean = Trace(
        exact.format_duration(round(sum(known.values()) / len(known))),
        tuple(known),
        query="mean of the lengths",
    )
    of = sentence(" (", whole, " in all, ", mean, " on average)") if len(known) > 1 else ()
    full = completeness(len(known), len(material.sessions))
    unknown = [session for session in material.sessions if session.id not in known]
    return said(f"The {subject} lasted ", span, of, ".", lacking(unknown), complete=full)


def stopped(material: Material) -> Statement:
    """Say how it was decided to stop gathering data (item 22)."""
    facts = material.facts
    if not facts.stop_rule.strip():
        return nothing("When to stop gathering data is not on record.")
    return said(stated(material, full_stop(facts.stop_rule)), complete="partial")


def _counts(invitees: list[Invitee], field: str) -> list[Inlines]:
    """Return "email (25)" for each way on record, the most frequent first."""
    found: dict[str, list[Invitee]] = {}
    spelled: dict[str, str] = {}
    for invitee in invitees:
        text = str(getattr(invitee, field)).strip()
        if text:
            spelled.setdefault(name_key(text), text)
            found.setdefault(name_key(text), []).append(invitee)
    ways = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        sentence(f"{spelled[key]} (", Trace(str(len(those)), ids(those), query=field), ")")
        for key, those in ways
    ]
