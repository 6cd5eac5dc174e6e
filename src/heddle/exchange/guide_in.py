"""A moderator guide from a table: one row a question, in the order of the table."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any, Final, cast

from heddle.exchange.headers import Column, normal
from heddle.exchange.plan import Sketch
from heddle.exchange.tables_in import Row, Table, known_word, meanings
from heddle.log.view import View
from heddle.study.guide import AddGuide, Guide, NewQuestion, QuestionForm, questions_of
from heddle.study.rules import same_name

GUIDE: Final = {
    "question": Column(
        "question", ("interview question", "text", "spørgsmål", "interviewspørgsmål"), required=True
    ),
    "block": Column("block", ("theme", "topic", "section", "blok", "emne", "tema")),
    "research_question": Column(
        "research question", ("aim", "research aim", "forskningsspørgsmål")
    ),
    "order": Column("order", ("no", "nr", "number", "rækkefølge")),
    "type": Column("type of question", ("kind", "form", "spørgsmålstype", "art")),
}

_TYPES: Final = meanings(
    {
        "opening task": ("opening", "opening question", "warm-up", "task", "åbning", "opgave"),
        "key": ("key question", "main", "main question", "hovedspørgsmål", "nøglespørgsmål"),
        "probe": (
            "follow-up",
            "follow up",
            "prompt",
            "sub-question",
            "opfølgning",
            "underspørgsmål",
        ),
        "closing": ("closing question", "end", "ending", "afslutning", "afsluttende"),
    }
)
_WORDING: Final = re.compile(
    r"(?:question|wording|spørgsmål|ordlyd)\s*[\s(_-]\s*([a-zA-Z]{2,3}(?:-[A-Za-z]{2,4})?)\)?\Z"
)
_GENERIC: Final = {"guide", "interviewguide", "moderatorguide", "topicguide", "spoergeguide"}


def plan_guide(
    view: View, table: Table, sketch: Sketch, *, name: str = "", version: str = ""
) -> None:
    """Plan a guide with all its questions; under a known name it becomes the next version."""
    rows = _ordered(table)
    questions = [_question(row, sketch, table) for row in rows]
    for row in rows:
        sketch.show(row.all())
    name = name or _name(sketch.preview.file)
    same = [guide for guide in view.find(Guide) if same_name(guide.name, name)]
    for guide in same:
        present = [(q.block, q.form, q.text) for q in questions_of(view, guide.id)]
        if present == [(q.block, q.form, q.text) for q in questions]:
            sketch.note(
                f"“{guide.name}”, version {guide.version}, has these very questions already"
            )
            return
    version = version or _next({guide.version for guide in same})
    if same:
        sketch.note(f"“{name}” is there already, so this becomes version {version}")
    sketch.make(AddGuide(name=name, version=version, questions=questions), "guides")
    sketch.preview.made["questions"] = len(questions)
    wordings = {header for header in table.match.others if _WORDING.search(header)}
    for header in table.match.others:
        filled = sum(bool(row[header].strip()) for row in table.sheet.rows)
        if filled and header not in wordings:
            sketch.lose(f"cells of the column “{header}”", "", filled)


def _ordered(table: Table) -> list[Row]:
    rows = [row for row in table.rows() if row.text("question")]
    places = [row.whole("order") for row in rows] if table.has("order") else []
    if not places or None in places:
        return rows
    order = sorted(range(len(rows)), key=lambda index: cast("int", places[index]))
    return [rows[index] for index in order]


def _question(row: Row, sketch: Sketch, table: Table) -> NewQuestion:
    word = row.text("type")
    form = known_word(word, _TYPES, "key")
    if word and normal(word) not in _TYPES:
        sketch.lose(f"type “{word[:40]}” (taken as a key question)", row.place)
    wordings: dict[str, Any] = {}
    others = row.others()
    for header in table.match.others:
        found = _WORDING.search(header)
        if found and header in others:
            wordings[found[1].lower()] = others[header]
    return NewQuestion(
        text=row.text("question"),
        block=row.text("block"),
        research_question=row.text("research_question"),
        form=cast("QuestionForm", form),
        wordings=wordings,
    )


def _name(file: str) -> str:
    stem = PurePath(file).stem
    return "Moderator guide" if normal(stem) in _GENERIC else stem


def _next(taken: set[str]) -> str:
    number = 1
    while str(number) in taken:
        number += 1
    return str(number)
