"""Templates: a new study with its roles, its guide's blocks and its first sheet in place.

What a template writes is a beginning that says what belongs there, in ordinary steps: all of it
can be changed or undone like anything else.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.study.consent import AddSheet
from heddle.study.facts import DescribeStudy
from heddle.study.framework import Language
from heddle.study.guide import AddGuide, NewQuestion, QuestionForm
from heddle.study.readiness_setup import AdoptReadiness
from heddle.study.team import AddMember, Role

Template = Literal["focus-group", "interviews", "readiness"]


class _Kind(msgspec.Struct, frozen=True):
    """What differs between the templates."""

    design: str
    talk: str
    roles: tuple[tuple[str, Role], ...]
    opening: str = ""


_KINDS: Final[dict[Template, _Kind]] = {
    "focus-group": _Kind(
        design="Qualitative focus group study",
        talk="focus group",
        roles=(
            ("Moderator", "moderator"),
            ("Observer", "observer"),
            ("Transcriber", "transcriber"),
            ("Data manager", "data manager"),
        ),
        opening="Write down in a few words what … means to you; then we go round the table.",
    ),
    "interviews": _Kind(
        design="Qualitative interview study",
        talk="interview",
        roles=(
            ("Interviewer", "moderator"),
            ("Transcriber", "transcriber"),
            ("Data manager", "data manager"),
        ),
        opening="To begin with: tell me a little about your work here.",
    ),
    "readiness": _Kind(
        design="Focus group study before peer support workers are employed",
        talk="focus group",
        roles=(
            ("Moderator", "moderator"),
            ("Observer with lived experience", "observer"),
            ("Analyst with lived experience", "analyst"),
            ("Data manager", "data manager"),
        ),
    ),
}
_BLOCKS: Final[tuple[tuple[str, str, QuestionForm, str], ...]] = (
    ("Experience", "What have people met and done?", "key", "Tell of a time when …"),
    ("Experience", "What have people met and done?", "probe", "What happened then? Who was there?"),
    ("Meaning", "How do people understand it?", "key", "What does … mean in your everyday work?"),
    ("Meaning", "How do people understand it?", "probe", "Does somebody see it another way?"),
    ("Future", "", "key", "If you could change one thing, what would it be?"),
    ("Close", "", "closing", "What have we not asked that you came to say?"),
)


def steps(template: Template, *, title: str, language: Language | None = None) -> list[Operation]:
    """Return the steps that fill a new study from a template; `language` is for readiness."""
    kind = _KINDS[template]
    deductive = template == "readiness"
    orientation = "Deductive codes with inductive ones beside them." if deductive else "Inductive."
    return [
        DescribeStudy(title=title, design=kind.design, orientation=orientation),
        *(AddMember(name=name, roles=[role]) for name, role in kind.roles),
        AdoptReadiness(language=language) if deductive else _guide(kind),
        AddSheet(version="1"),
    ]


def _guide(kind: _Kind) -> AddGuide:
    questions = [NewQuestion(block="Opening", form="opening task", text=kind.opening)]
    questions += [
        NewQuestion(block=block, research_question=aim, form=form, text=text)
        for block, aim, form, text in _BLOCKS
    ]
    return AddGuide(name=f"Guide for the {kind.talk}s", version="1", questions=questions)
