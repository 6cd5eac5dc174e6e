"""The study, its team, its people, and what they agreed to."""

from __future__ import annotations

from golden_log import Do


def plan(do: Do) -> dict[str, str]:
    """The study, its team, its sites and its people."""
    do(
        "study.describe",
        title="A golden study",
        approach="codebook",
        aims=["To be read for ever"],
        setting="Two teams",
        context={"staff": "about 40"},
        keywords=["logs", "gold"],
    )
    moderator = do("team.add", name="Moderator A", roles=["moderator"], in_setting=False)
    observer = do("team.add", name="Observer B", roles=["observer", "author"], author=True)
    do("team.change", member=moderator, credentials="PhD", affiliations=["A university"])
    do("team.drop", member=do("team.add", name="Somebody who left"))
    place = do("sites.add", name="The location", form="location", staff_groups=["nurses"])
    team = do("sites.add", name="Team North", parent=place)
    do("sites.change", site=team, staff_groups=["nurses", "social workers"])
    do("sites.drop", site=do("sites.add", name="Team South"))
    person = do(
        "participants.add",
        code="P1",
        group="1",
        number=1,
        gender="female",
        age=44,
        years_in_services=12.5,
        team="Team North",
        attributes={"shift": "night"},
    )
    other = do("participants.add", code="P2", group="1", number=2, mentor=True)
    do("participants.change", participant=other, years_in_team=3.0, clear=["mentor"])
    do("participants.drop", participant=do("participants.add", code="P3"))
    return {"moderator": moderator, "observer": observer, "person": person, "other": other}


def recruit(do: Do, known: dict[str, str]) -> None:
    """The invitation list, the consents, and what became of them."""
    sheet = do("consent.sheet", version="1", language="en", valid_from="2026-01-01", text="...")
    do("consent.change_sheet", sheet=sheet, withdrawal_deadline="2026-06-01")
    do("consent.drop_sheet", sheet=do("consent.sheet", version="draft"))
    invitee = do("recruitment.invite", code="I1", team="Team North", date="2026-01-10")
    do("recruitment.change", invitee=invitee, identified_by="team manager")
    do("recruitment.drop", invitee=do("recruitment.invite", code="I3"))
    do("recruitment.record", invitee=invitee, state="agreed", date="2026-01-12")
    wrong = do("recruitment.record", invitee=invitee, state="informed", date="2026-01-11")
    do("recruitment.retract", event=wrong)
    do("recruitment.match", invitee=invitee, participant=known["person"])
    second = do("recruitment.invite", code="I2")
    do("recruitment.record", invitee=second, state="agreed")
    lost = do("recruitment.record", invitee=second, state="cancelled", why="ill")
    do("recruitment.correct", event=lost, why="too ill to travel")
    scopes = ["take part", "audio", "transcript", "quotes"]
    for person in (known["person"], known["other"]):
        given = do("consent.register", participant=person, scopes=scopes, date="2026-01-15")
        do("consent.change", consent=given, sheet=sheet)
    do("consent.drop", consent=do("consent.register", invitee=second, scopes=scopes, date="2026"))
    withdrawn = do("consent.register", invitee=second, scopes=scopes, date="2026-01-16")
    do("consent.withdraw", consent=withdrawn, date="2026-02-01", note="changed their mind")


def substitute(do: Do, talk: dict[str, str], known: dict[str, str]) -> None:
    """Words that others stand for, and the key that says who the people are."""
    do("identity.changed", key="a key", why="made")
    do("identity.opened", key="a key", why="to find names")
    places = [
        {"turn": talk["first"], "start": 0, "end": 2},
        {"turn": talk["first"], "start": 3, "end": 8},
    ]
    one, two = do("substitutions.suggest", substitutions=places)
    do("substitutions.reject", substitutions=[one], why="no name")
    do("substitutions.accept", substitutions=[two], substitute="somebody", scope="study")
    do("substitutions.change", substitution=two, category="other")
    do(
        "substitutions.second_read",
        substitutions=[two],
        reader=known["observer"],
        date="2022-01-02",
    )
    do("substitutions.drop", substitutions=[one])
