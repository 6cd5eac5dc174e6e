"""The study itself: title, aims, approach, setting, and the texts that a report states once."""

from __future__ import annotations

from typing import ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codings import Coding
from heddle.study.rules import changes, refuse, required
from heddle.study.values import check_date

Approach = Literal["reflexive", "codebook", "reliability", "framework"]


class StudyFacts(Record):
    """What is true of the whole study; there is one such record."""

    kind: ClassVar[str] = "studies"
    label: ClassVar[str] = "title"

    title: str = ""
    approach: Approach = "reflexive"
    """Which kind of thematic analysis; decides what the tool offers and what it rejects."""
    design: str = ""
    aims: list[str] = []
    epistemology: str = ""
    orientation: str = ""
    """Inductive or deductive, semantic or latent, in the team's words."""
    setting: str = ""
    context: dict[str, str] = {}
    """One fact, many texts: named figures of the setting ("caseload": "20-25")."""
    sampling: str = ""
    stop_rule: str = ""
    approached_by: str = ""
    source_language: str = ""
    publication_language: str = ""
    keywords: list[str] = []
    funding: str = ""
    conflicts: str = ""
    data_availability: str = ""
    registration: str = ""
    ethics: str = ""
    acknowledgements: str = ""
    end_date: str = ""
    """Day on which the study is complete; what is kept is kept from then on."""


class DescribeStudy(Operation, tag="study.describe"):
    """Describe the study: title, approach, aims, setting and the like."""

    title: str | None = None
    approach: Approach | None = None
    design: str | None = None
    aims: list[str] | None = None
    epistemology: str | None = None
    orientation: str | None = None
    setting: str | None = None
    context: dict[str, str] | None = None
    sampling: str | None = None
    stop_rule: str | None = None
    approached_by: str | None = None
    source_language: str | None = None
    publication_language: str | None = None
    keywords: list[str] | None = None
    funding: str | None = None
    conflicts: str | None = None
    data_availability: str | None = None
    registration: str | None = None
    ethics: str | None = None
    acknowledgements: str | None = None
    end_date: str | None = None

    def decide(self, work: Workspace) -> str:
        """A title cannot be empty; another approach needs a reason once somebody has coded."""
        if self.title is not None:
            required(self.title, "title", "a study")
        fields = changes(self)
        if self.end_date is not None:
            fields["end_date"] = check_date(self.end_date, "end of the study")
        facts = work.first(StudyFacts)
        if facts is None:
            return work.create(StudyFacts(**fields))
        if self.approach not in (None, facts.approach) and work.count(Coding):
            refuse(
                "The analysis has begun under another kind of thematic analysis; nothing was "
                "changed.",
                "Change it with the reason, which the manuscript prints (method.change).",
                "method-change",
            )
        work.set(facts, **fields)
        return facts.id


def facts_of(view: View) -> StudyFacts:
    """Return the study's facts; empty ones for a study that has none yet."""
    return view.first(StudyFacts) or StudyFacts()
