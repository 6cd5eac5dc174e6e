"""The small readiness study: three invented groups, coded, rated and decided on.

A talk file has one turn a line: who speaks (M leads), what was coded on the turn, and the words. A
code is the area with its valence (+ ready, - unready, ~ mixed, ? unclear), its level (p t o s) and
! where something is wished for.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

from heddle.client import Study
from heddle.demo.builder import make
from heddle.log.operations import Operation
from heddle.study.codings import AddCodings, NewCoding
from heddle.study.facts import DescribeStudy
from heddle.study.framework import framework_code
from heddle.study.guide import Ask, Guide, Question, Skip, questions_of
from heddle.study.participants import AddParticipant
from heddle.study.quotes import AddQuote
from heddle.study.ratings import Level, SetRatings, Valence
from heddle.study.readiness import DecideReadiness, ReviewReadiness
from heddle.study.readiness_setup import AdoptReadiness, PlanReadiness
from heddle.study.sessions import AddSession, Attend
from heddle.study.sources import AddSource, NewSpeaker, NewTurn, Turn, turns_of
from heddle.study.team import AddMember

MARK: Final = "The small example of the readiness template"
_DATA: Final = Path(__file__).parent / "readiness"
_CODE: Final = re.compile(r"([RC]\d+)([-+~?]?)([ptos]?)(!?)")
_VALENCES: Final[dict[str, Valence]] = {
    "+": "ready", "-": "unready", "~": "mixed", "?": "unclear"
}  # fmt: skip
_LEVELS: Final[dict[str, Level]] = {
    "p": "person", "t": "team", "o": "organisation", "s": "system", "": ""
}  # fmt: skip


class Mark(NamedTuple):
    """A code on a turn with what it says."""

    key: str
    valence: str
    level: str
    wish: bool


class Said(NamedTuple):
    """A turn of a talk file."""

    who: str
    marks: list[Mark]
    text: str


def ensure(folder: Path) -> bool:
    """Make the small readiness study in a folder, unless it is there; returns whether it was made.

    Raises:
        Refused: something else is there; it was not touched.
    """
    facts = _facts()
    return make(folder, build, MARK, title=facts["title"], approach="codebook")


def build(study: Study) -> None:
    """Do everything that the invented team did, from the template to the decisions."""
    facts = _facts()
    study.do(AdoptReadiness(language="en"))
    members = study.do_all([AddMember(**member) for member in facts["team"]]).result
    with study.view() as view:
        first = view.first(Question)
        guide = first.guide if first else ""
    study.do(
        DescribeStudy(
            aims=facts["aims"],
            setting=facts["setting"],
            source_language="en",
            publication_language="en",
            design="Focus groups before peer support workers begin",
        ),
        reason=MARK,
    )
    study.do(PlanReadiness(start=facts["start"]))
    team = Study(
        study.database, study.journal, study.media, by=facts["team"][2]["name"],
        folder=study.folder,
    )  # fmt: skip
    sessions = {group["name"]: _hold(team, group, guide, members) for group in facts["groups"]}
    _decide(team, facts, sessions)
    _quote(team, facts)
    names = {each["name"]: made for each, made in zip(facts["team"], members, strict=True)}
    reviews = [
        ReviewReadiness(member=names[r["member"]], date=r["date"], changed=r["changed"])
        for r in facts["reviews"]
    ]
    team.do_all(reviews, reason="Read by people with lived experience")


def _facts() -> dict[str, Any]:
    return tomllib.loads((_DATA / "study.toml").read_text(encoding="utf-8"))


def talk(file: str) -> list[Said]:
    """Read a talk file."""
    turns = []
    for line in (_DATA / file).read_text(encoding="utf-8").splitlines():
        who, codes, text = (part.strip() for part in line.split("|", 2))
        marks = [Mark(k, v, lev, bool(wish)) for k, v, lev, wish in _CODE.findall(codes)]
        turns.append(Said(who, marks, text.lstrip("| ")))
    return turns


def _hold(study: Study, group: dict[str, Any], guide: str, members: list[str]) -> str:
    """Hold one group: who was there, what was asked, what was said, and its codings."""
    name, number = group["name"], group["people"]
    people = study.do_all([
        AddParticipant(code=f"{name[0]}{n}", group=name, number=n, occupation=group["occupation"])
        for n in range(1, number + 1)
    ]).result  # fmt: skip
    session = study.do(
        AddSession(
            name=name, date=group["date"], grouping=group["occupation"], guide=guide,
            moderators=[members[0]], observers=[members[1]], language="en",
        )
    ).result  # fmt: skip
    study.do(Attend(session=session, participants=people))
    study.do_all(_uses(study, guide, session, group["skipped"]), reason="Noted in the group")
    said = talk(group["file"])
    speakers = [NewSpeaker(name="M", role="moderator", member=members[0])]
    speakers += [
        NewSpeaker(name=str(n), role="participant", participant=person)
        for n, person in enumerate(people, 1)
    ]
    source = study.do(
        AddSource(
            name=f"{name}, transcript", session=session, language="en", speakers=speakers,
            turns=[NewTurn(text=each.text, speaker=each.who) for each in said],
        )
    ).result  # fmt: skip
    with study.view() as view:
        turns = turns_of(view, source)
    _code(study, said, turns)
    return str(session)


def _uses(study: Study, guide: str, session: str, skipped: list[str]) -> list[Operation]:
    """Say of each question whether it was asked: left out where all its areas were."""
    with study.view() as view:
        left = {code.id for key in skipped if (code := framework_code(view, key))}
        questions = questions_of(view, view.get(Guide, guide).id)
    return [
        Skip(session=session, question=each.id)
        if each.codes and left.issuperset(each.codes)
        else Ask(session=session, question=each.id)
        for each in questions
    ]


def _code(study: Study, said: list[Said], turns: list[Turn]) -> None:
    keys = {mark.key for each in said for mark in each.marks}
    with study.view() as view:
        codes = {key: code.id for key in keys if (code := framework_code(view, key))}
    pairs = [(mark, turn) for each, turn in zip(said, turns, strict=True) for mark in each.marks]
    made = study.do(
        AddCodings(
            codings=[
                NewCoding(code=codes[mark.key], turn=turn.id, start=0, end=len(turn.text))
                for mark, turn in pairs
            ]
        ),
        reason="Coded with the framework",
    ).result
    steps: list[Operation] = [
        SetRatings(
            codings=[coding],
            valence=_VALENCES[mark.valence],
            level=_LEVELS[mark.level],
            time="before",
            wish=mark.wish,
        )
        for (mark, _), coding in zip(pairs, made, strict=True)
        if mark.valence
    ]
    study.do_all(steps, reason="Rated")


def _decide(study: Study, facts: dict[str, Any], sessions: dict[str, str]) -> None:
    steps: list[Operation] = []
    with study.view() as view:
        for row in facts["decisions"]:
            area = framework_code(view, row["area"])
            told = {name: row[name] for name in ("ask", "owner", "by_when") if name in row}
            steps.append(
                DecideReadiness(
                    area=area.id if area else "",
                    session=sessions[row["group"]],
                    status=row["status"],
                    why=row["why"],
                    **told,
                )
            )
    study.do_all(steps, reason="Decided together, area by area")


def _quote(study: Study, facts: dict[str, Any]) -> None:
    steps: list[Operation] = []
    with study.view() as view:
        every = view.find(Turn)
        for row in facts["quotes"]:
            turn = next(turn for turn in every if turn.text.startswith(row["turn"]))
            area = framework_code(view, row["area"])
            steps.append(
                AddQuote(
                    turn=turn.id,
                    start=0,
                    end=len(turn.text),
                    code=area.id if area else "",
                    in_table=False,
                    in_results=False,
                )
            )
    study.do_all(steps, reason="Quotes for the report")
