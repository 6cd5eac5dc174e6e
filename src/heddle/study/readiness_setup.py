"""Setting readiness up in a study: its codes, its guide, and when peer support workers begin."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import AddCode, Code
from heddle.study.codings import Coding
from heddle.study.facts import facts_of
from heddle.study.framework import (
    RECOVERY,
    TOP,
    Area,
    Asked,
    Framework,
    Language,
    below,
    framework,
    framework_code,
    guid,
)
from heddle.study.guide import AddGuide, Guide, NewQuestion
from heddle.study.rules import refuse, same_name
from heddle.study.values import check_date


class ReadinessPlan(Record):
    """That the study looks at readiness, and when; there is one such record."""

    kind: ClassVar[str] = "readiness_plans"
    label: ClassVar[str] = "version"

    version: str = ""
    """Of the framework that the codes were made from."""
    language: Language = "en"
    start: str = ""
    """Date on which the first peer support worker begins; empty: not known yet."""


class AdoptReadiness(Operation, tag="readiness.adopt"):
    """Add the readiness framework: its codes, and a guide built from them."""

    language: Language | None = None
    """Of codes and guide; left out: the study's own language, if that is one of the two."""

    def decide(self, work: Workspace) -> str:
        """Adds what is not there yet and changes nothing that is. Returns the top code's id."""
        plan = work.first(ReadinessPlan)
        language = self.language or (plan.language if plan else _own_language(work))
        whole = framework()
        if plan is None:
            work.create(ReadinessPlan(version=whole.version, language=language))
        top = _codes(work, whole, language)
        name = whole.guide.en if language == "en" else whole.guide.da
        if not any(same_name(guide.name, name) for guide in work.find(Guide)):
            _guide(work, name, whole.guide.questions, language)
        return top


class PlanReadiness(Operation, tag="readiness.plan"):
    """Say when the first peer support worker begins; sessions are before or after that."""

    start: str | None = None

    def decide(self, work: Workspace) -> str:
        """An empty date: not known yet."""
        plan = plan_of(work)
        if self.start is not None:
            work.set(plan, start=check_date(self.start, "start of the first peer support worker"))
        return plan.id


class GuideOpenAreas(Operation, tag="readiness.guide"):
    """Make a guide for the areas that nobody has spoken about yet."""

    language: Language | None = None

    def decide(self, work: Workspace) -> str:
        """Holds the opening task, the questions on those areas, and the closing question."""
        plan = plan_of(work)
        whole = framework()
        silent = open_areas(work)
        chosen = [q for q in whole.guide.questions if silent.intersection(q.areas)]
        if not chosen:
            refuse(
                "Every area of the framework has been spoken about; no guide was made.",
                "Look at the matrix: an area may still be silent in one of the groups.",
                "no-open-areas",
            )
        frame = [q for q in whole.guide.questions if q.form in ("opening task", "closing")]
        asked = [q for q in whole.guide.questions if q in chosen or q in frame]
        language = self.language or plan.language
        name = whole.guide.gap_en if language == "en" else whole.guide.gap_da
        return _guide(work, name, asked, language, only=silent)


def plan_of(work: View) -> ReadinessPlan:
    """Return the plan; refuses in a study without the framework."""
    plan = work.first(ReadinessPlan)
    if plan is None:
        refuse(
            "This study does not use the readiness framework; nothing was changed.",
            "Add it first (readiness.adopt, or heddle template DIR readiness).",
            "no-readiness",
        )
    return plan


def areas_of(view: View) -> dict[str, Code]:
    """Return the study's codes that are areas, by id and in order: those right below the top."""
    top = framework_code(view, TOP)
    if top is None:
        return {}
    return {
        code.id: code
        for code in view.find(Code, "position", parent=top.id)
        if code.foreign_id != guid(RECOVERY)
    }


def key_of(code: Code) -> str:
    """Return the framework's key of a code ("R7"); empty for a code of the team's own."""
    return _keys().get(code.foreign_id, "")


def open_areas(view: View) -> set[str]:
    """Return the keys of the framework's areas that no coding stands for yet."""
    top = framework_code(view, TOP)
    if top is None:
        return set()
    under = below(view, top.id)
    table = view.table(Coding)
    coded = {str(row[0]) for row in view.rows(sa.select(table.c.code).distinct())}
    spoken = {under[code] for code in coded if code in under}
    return {key_of(code) for code in areas_of(view).values() if code.id not in spoken} - {""}


def _keys() -> dict[str, str]:
    whole = framework()
    return {guid(area.key): area.key for area in (*whole.areas, *whole.recovery)}


def _own_language(work: View) -> Language:
    own = facts_of(work).source_language.strip().casefold()
    return "da" if own in ("da", "dansk", "danish") else "en"


def _codes(work: Workspace, whole: Framework, language: Language) -> str:
    top = _code(work, TOP, whole.names[language], definition=whole.names["about"])
    rule = whole.names["rule"]
    for area in whole.areas:
        _code(work, area.key, area.name(language), parent=top, **_told(area, rule))
    beside = whole.names[f"recovery_{language}"]
    about = whole.names["recovery_about"]
    recovery = _code(work, RECOVERY, beside, parent=top, definition=about)
    for area in whole.recovery:
        _code(work, area.key, area.name(language), parent=recovery, definition=area.definition)
    return top


def _told(area: Area, rule: str) -> dict[str, str]:
    return {
        "definition": f"{area.definition} (CFIR 2.0: {area.cfir.lower()}.)",
        "include": area.include,
        "exclude": f"{area.exclude} {rule}",
        "example": area.signal,
    }


def _code(work: Workspace, key: str, name: str, *, parent: str = "", **told: str) -> str:
    """Return the code for a key; makes it where the study has none, under a free name."""
    there = framework_code(work, key)
    if there is not None:
        return there.id
    taken = [code.name for code in work.find(Code, parent=parent)]
    while any(same_name(name, other) for other in taken):
        name = f"{name} (Heddle)"
    fields: dict[str, Any] = {**told, "parent": parent, "foreign_id": guid(key)}
    return AddCode(name=name, origin="deductive", **fields).decide(work)


def _guide(
    work: Workspace,
    name: str,
    asked: list[Asked] | tuple[Asked, ...],
    language: Language,
    *,
    only: set[str] | None = None,
) -> str:
    taken = [guide.version for guide in work.find(Guide) if same_name(guide.name, name)]
    version = next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)
    questions = [_question(work, each, language, only) for each in asked]
    basis = framework().guide.basis
    made = AddGuide(name=name, version=version, questions=questions, basis=basis, language=language)
    return made.decide(work)


def _question(
    work: Workspace, asked: Asked, language: Language, only: set[str] | None
) -> NewQuestion:
    text, block = (asked.en, asked.block_en) if language == "en" else (asked.da, asked.block_da)
    other = {"da": asked.da} if language == "en" else {"en": asked.en}
    keys = [key for key in asked.areas if only is None or key in only]
    found = [framework_code(work, key) for key in keys]
    return NewQuestion(
        text=text,
        block=block,
        form=asked.form,
        wordings=other,
        codes=[code.id for code in found if code is not None],
    )
