"""Planning: the study's facts, its team, its sites, and the guide."""

from __future__ import annotations

from typing import Any, Final, cast

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.exchange import importing
from heddle.study.facts import DescribeStudy
from heddle.study.guide import ChangeGuide, Guide, questions_of
from heddle.study.sites import AddSite
from heddle.study.team import AddMember, ChangeMember, Role

MARK: Final = "The demo study that comes with Heddle: all of it is invented"
"""The reason of the step that describes the study; a demo study is told by it."""

LEADER: Final = "Alma Eksempel"
_PLANNING: Final = "Planning of the study"
_ROLES: Final[dict[str, Role]] = {"co-author": "author"}


def plan(desk: Desk) -> None:
    """Describe the study, and put team and sites on record."""
    facts = material.facts()
    team = {row["name"]: _member(row) for row in material.rows("team")}
    # Every study begins with one unnamed researcher: here that is who leads it.
    founder = desk.study.actor
    desk.study.do(ChangeMember(member=founder, name=LEADER, **team.pop(LEADER)))
    leader = desk.by(LEADER)
    leader.do(describe(facts), reason=MARK)
    others = [AddMember(name=name, **fields) for name, fields in team.items()]
    leader.do_all(others, reason=_PLANNING)
    _add_sites(desk, facts["setting"])


def describe(facts: dict[str, Any]) -> DescribeStudy:
    """Return the step that says what is true of the whole study."""
    declared, ethics, setting = facts["declarations"], facts["ethics"], facts["setting"]
    sampling = facts["sampling"]
    basis = f"Legal basis of the data: {ethics['legal_basis'].lower()}"
    return DescribeStudy(
        design=facts["design"],
        aims=facts["aims"],
        epistemology=facts["epistemology"],
        orientation=f"{facts['approach_note']} {facts['orientation']['note']}",
        setting=setting["text"],
        context={
            row["fact"]: ", ".join(material.listed(row["value"]))
            for row in material.rows("context")
        },
        # Who named people, how they were asked and why they sat together is with them.
        sampling=" and ".join(sampling["strategies"]),
        stop_rule=sampling["stop_rule"],
        source_language=facts["languages"]["source"],
        publication_language=facts["languages"]["publication"],
        keywords=facts["keywords"],
        funding=declared["funding"],
        conflicts=declared["conflicts_of_interest"],
        data_availability=declared["data_availability"],
        registration=declared["registration"],
        ethics=_sentences(
            ethics["consent"], ethics["approval"], f"Reference: {ethics['reference']}", basis
        ),
        acknowledgements=declared["acknowledgements"],
    )


def add_guide(desk: Desk) -> tuple[str, list[str]]:
    """Import the moderator guide; returns its id and those of its questions, in order."""
    facts = material.facts()
    told, leader = facts["guide"], desk.by(LEADER)
    path = material.DATA / "guide.csv"
    with leader.view() as view:
        plan = importing.plan(view, path, kind="guide", version=str(told["version"]))
    importing.carry_out(leader, plan, reason=_PLANNING)
    with leader.view() as view:
        guide = view.find(Guide)[0]
        questions = [question.id for question in questions_of(view, guide.id)]
    leader.do(
        ChangeGuide(
            guide=guide.id,
            basis=told["basis"],
            piloted=told["piloted"],
            pilot_note=told["pilot_note"],
            language=facts["languages"]["source"],
        ),
        reason=_PLANNING,
    )
    return guide.id, questions


def _member(row: Row) -> dict[str, Any]:
    named = [word.partition(" (")[0] for word in material.listed(row["roles"])]
    return {
        "roles": [_ROLES.get(word, cast("Role", word)) for word in named],
        "credentials": row["credentials"],
        "job": row["job"],
        "gender": row["gender"],
        "experience": row["experience"],
        "affiliations": [row["affiliation"]],
        "in_setting": material.yes(row["employed_in_organisation"]),
        "prior_tie": row["tie_to_participants"],
        "author": material.yes(row["author"]),
    }


def _add_sites(desk: Desk, setting: dict[str, Any]) -> None:
    leader = desk.by(LEADER)
    organisation, groups = setting["organisation"], setting["staff_groups"]
    top = leader.do(
        AddSite(name=organisation, form="organisation", staff_groups=groups), reason=_PLANNING
    ).id
    towns: list[str] = leader.do_all(
        [AddSite(name=name, form="location", parent=top) for name in setting["locations"]],
        reason=_PLANNING,
    ).result
    teams = setting["teams"]
    # As `context.csv` says: the first half of the teams belongs to the first town.
    half = len(teams) // len(towns)
    leader.do_all(
        [AddSite(name=name, parent=towns[place // half]) for place, name in enumerate(teams)],
        reason=_PLANNING,
    )


def _sentences(*texts: str) -> str:
    whole = (text[:1].upper() + text[1:] for text in texts)
    return " ".join(text if text.endswith(".") else f"{text}." for text in whole)
