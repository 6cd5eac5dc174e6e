"""What the record says about the research team (COREQ items 1 to 8)."""

from __future__ import annotations

from collections import Counter

from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import counted, full_stop, ids, listed, number, opened, plural, sentence
from heddle.report.statements import (
    Statement,
    among,
    by_sessions,
    called,
    completeness,
    lacking,
    led,
    name_of,
    nothing,
    said,
)
from heddle.study.consent import Sheet
from heddle.study.rules import name_key
from heddle.study.team import Member

_NONE = frozenset({"none", "no", "ingen", "nej", "no tie", "no relationship"})


def moderated(material: Material) -> Statement:
    """Say who led the sessions (item 1)."""
    leaders = led(material, "moderators")
    if not leaders:
        return nothing("Who led the sessions is not on record.")
    verb = "interviewed in" if called(material.sessions)[0] == "interview" else "moderated"
    told = by_sessions(material, leaders, verb)
    without = [s for s in material.sessions if not set(s.moderators) & leaders.keys()]
    rest = sentence(" Who led ", among(material, without), " is not on record.") if without else ()
    known = len(material.sessions) - len(without)
    return said(listed(told), ".", rest, complete=completeness(known, len(material.sessions)))


def credentials(material: Material) -> Statement:
    """Say which degrees the moderators hold (item 2)."""
    return _about(material, "credentials", "Degrees and credentials")


def jobs(material: Material) -> Statement:
    """Say what the moderators worked as (item 3)."""
    return _about(material, "job", "Job during the study")


def genders(material: Material) -> Statement:
    """Say the moderators' gender (item 4)."""
    return _about(material, "gender", "Gender")


def experience(material: Material) -> Statement:
    """Say what had prepared the moderators, observers and analysts (item 5)."""
    people = [
        member
        for member in material.members.values()
        if {"moderator", "observer", "analyst"} & set(member.roles) and member.experience
    ]
    people = list({m.id: m for m in (*_moderators(material), *people)}.values())
    known = [member for member in people if member.experience.strip()]
    if not known:
        return nothing("Training and experience of the team are not on record.")
    told = [sentence(name_of(m), ": ", _own(m, m.experience)) for m in known]
    return said(_spaced(told), complete=completeness(len(known), len(people)))


def ties(material: Material) -> Statement:
    """Say whether the team knew the participants beforehand (item 6)."""
    team = list(material.members.values())
    known = [member for member in team if member.prior_tie.strip()]
    if not known:
        return nothing("Ties between the team and the participants are not on record.")
    without = [member for member in known if name_key(member.prior_tie) in _NONE]
    told: list[Inlines] = []
    if len(without) == len(team):
        told.append(sentence("None of the ", _people(team), " knew a participant beforehand."))
    elif without:
        count = opened(without, "no tie stated")
        told.append(sentence(count, " of the ", _people(team), " stated no tie to participants."))
    told += [sentence(name_of(m), ": ", _own(m, m.prior_tie)) for m in known if m not in without]
    return said(_spaced(told), complete=completeness(len(known), len(team)))


def employed(material: Material) -> Statement:
    """Say how many of the team work in the organisation that is studied."""
    stated = [m for m in material.members.values() if m.in_setting is not None]
    inside = [member for member in stated if member.in_setting]
    if not stated:
        return nothing("Whether the team works in the setting is not on record.")
    count = Trace(
        number(len(inside)).capitalize(),
        ids(inside) or ids(stated),
        query="team members employed in the setting",
    )
    of = "" if len(stated) == len(material.members) else "who stated it "
    was = plural(len(inside), "was", "were")
    where = f" {of}{was} employed in the organisation where the study took place."
    return said(count, " of the ", _people(stated), where, figure=len(inside))


def informed(material: Material) -> Statement:
    """Say what participants had been told about the researchers (item 7): only authors can."""
    sheets = material.view.find(Sheet)
    if not sheets:
        return nothing("No information sheet is on record.")
    return said(
        "Participants had an information sheet (",
        listed([(Trace(s.version, (s.id,), kind="claim", query="sheet"),) for s in sheets]),
        "); what it says about the researchers has to be written.",
        complete="none",
    )


def composition(material: Material) -> Statement:
    """Say how large the team was, and its genders where all are stated."""
    team = list(material.members.values())
    if not team:
        return nothing("No team is on record.")
    genders_of = Counter(name_key(member.gender) for member in team)
    told = sentence("The research team had ", counted(team, "member"))
    if "" in genders_of or len(genders_of) < 2:
        if len(genders_of) == 1 and "" not in genders_of:
            told = sentence(told, f", all {next(iter(genders_of))}" if len(team) > 1 else "")
        return said(told, ".", figure=len(team))
    parts: list[Inlines] = []
    for gender, count in genders_of.most_common():
        those = [member for member in team if name_key(member.gender) == gender]
        trace = Trace(number(count), ids(those), query=f"team members with gender {gender}")
        parts.append(sentence(trace, f" {gender}"))
    return said(told, ", ", listed(parts), ".", figure=len(team))


def _about(material: Material, field: str, what: str) -> Statement:
    people = _moderators(material)
    if not people:
        return nothing("Who led the sessions is not on record.")
    known = [member for member in people if getattr(member, field).strip()]
    told = [sentence(name_of(m), " (", _claim(m, getattr(m, field).strip()), ")") for m in known]
    if not told:
        return nothing(f"{what} of those who led the sessions: not on record.")
    rest = lacking([member for member in people if member not in known])
    return said(
        f"{what}: ", listed(told), ".", rest, complete=completeness(len(known), len(people))
    )


def _moderators(material: Material) -> list[Member]:
    found = [material.members[member] for member in led(material, "moderators")]
    return found or [m for m in material.members.values() if "moderator" in m.roles]


def _own(member: Member, text: str) -> Trace:
    return _claim(member, full_stop(text))


def _claim(member: Member, text: str) -> Trace:
    return Trace(text, (member.id,), kind="claim", query="research team")


def _people(team: list[Member]) -> Inlines:
    return counted(team, "team member")


def _spaced(told: list[Inlines]) -> Inlines:
    parts: list[str | Inlines] = []
    for each in told:
        parts += [" ", each] if parts else [each]
    return sentence(*parts)
