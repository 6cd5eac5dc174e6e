"""Table 2: the guide's blocks, what each is to answer, and its questions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec

from heddle.log.view import View
from heddle.report.model import Cell, Column, Inlines, Row, Table, Text, Trace, runs
from heddle.study.facts import facts_of
from heddle.study.guide import Guide, Question, QuestionForm
from heddle.study.rules import name_key

_PREFIX: dict[QuestionForm, str] = {"opening task": "Task: ", "probe": "Probe: "}


class Asked(msgspec.Struct, kw_only=True):
    """A question of the guide; `text` is in the language of the publication where it has one."""

    id: str
    form: QuestionForm
    text: str


class Block(msgspec.Struct, kw_only=True):
    """Questions in a row that belong to one block and one research question."""

    guide: str
    """Name and version of the guide."""
    block: str
    research_question: str
    questions: list[Asked]


class Table2(msgspec.Struct, kw_only=True):
    """Table 2 as data.

    JSON: ``{"blocks": [{"guide", "block", "research_question", "questions": [{"id", "form",
    "text"}]}]}``, in the order in which the guide asks.
    """

    blocks: list[Block]


def table2(view: View) -> Table2:
    """Return the questions of the latest version of each guide, block by block."""
    language = facts_of(view).publication_language
    blocks = []
    for guide in latest(view):
        questions = view.find(Question, "position", guide=guide.id)
        runs_of = itertools.groupby(questions, key=lambda q: (q.block, q.research_question))
        for (block, research_question), asked in runs_of:
            blocks.append(
                Block(
                    guide=named(guide),
                    block=block,
                    research_question=research_question,
                    questions=[_asked(question, language) for question in asked],
                )
            )
    return Table2(blocks=blocks)


def latest(view: View) -> list[Guide]:
    """Return the latest version of each guide: the one that no other revises, or the newest.

    Versions of one guide are told by their common name; ids grow with time (UUIDv7).
    """
    guides = view.find(Guide)
    revised = {guide.revises for guide in guides}
    newest: dict[str, Guide] = {}
    for guide in guides:
        if guide.id not in revised:
            newest[name_key(guide.name)] = guide
    return list(newest.values())


def named(guide: Guide) -> str:
    """Return a guide's name with its version."""
    return f"{guide.name}, version {guide.version}"


def block(table: Table2, number: str = "2") -> Table | None:
    """Make the printed table; None where there is no guide with questions."""
    if not table.blocks:
        return None
    several = len({each.guide for each in table.blocks}) > 1
    rows: list[Row] = []
    for guide, blocks in itertools.groupby(table.blocks, key=lambda each: each.guide):
        if several:
            rows.append(Row((Cell((runs(guide),), span=3, head=True),), kind="group"))
        rows += [_row(each) for each in blocks]
    return Table(
        columns=(
            Column(runs("Part of the guide"), width=22),
            Column(runs("Research question"), width=28),
            Column(runs("Questions"), width=50),
        ),
        rows=tuple(rows),
        caption=runs("Moderator guide" if not several else "Guides"),
        number=number,
    )


def _row(each: Block) -> Row:
    research_question = runs(each.research_question or "–")
    questions = tuple(_question(asked) for asked in each.questions)
    return Row((Cell((runs(each.block or "–"),), head=True), Cell((research_question,)),
                Cell(questions)))  # fmt: skip


def _question(asked: Asked) -> Inlines:
    trace = Trace(asked.text, (asked.id,), kind="claim", query="question of the guide")
    prefix = _PREFIX.get(asked.form)
    return (Text(prefix, italic=True), trace) if prefix else (trace,)


def _asked(question: Question, language: str) -> Asked:
    wordings = {name.casefold(): text for name, text in question.wordings.items()}
    text = wordings.get(language.strip().casefold()) or question.text
    return Asked(id=question.id, form=question.form, text=text)


def count(table: Table2) -> int:
    """Return how many questions the guides have."""
    return sum(len(each.questions) for each in table.blocks)


def question_ids(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the ids of all questions, in order."""
    return tuple(asked.id for each in blocks for asked in each.questions)
