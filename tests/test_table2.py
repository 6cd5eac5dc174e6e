"""Table 2: the guide in its latest version, block by block."""

from __future__ import annotations

import report_study
from heddle.report import table2
from heddle.report.model import Table, Trace, cell_words


def question(text: str, block: str = "", research_question: str = "", **more):
    return {"text": text, "block": block, "research_question": research_question, **more}


def made(study) -> table2.Table2:
    with study.view() as view:
        return table2.table2(view)


def printed(study) -> Table:
    table = table2.block(made(study))
    assert table is not None
    return table


def test_questions_stand_in_their_blocks_with_their_research_question():
    study = report_study.empty()
    asked = [
        question("Write.", "Start", "What is it?", form="opening task"),
        question("Think?", "Start", "What is it?"),
        question("And?", "Start", "", form="probe"),
        question("More?", "End"),
    ]
    study.do("guide.add", name="Guide", questions=asked)
    blocks = made(study).blocks
    assert [(b.block, b.research_question, len(b.questions)) for b in blocks] == [
        ("Start", "What is it?", 2),
        ("Start", "", 1),
        ("End", "", 1),
    ]
    rows = [[cell_words(cell) for cell in row.cells] for row in printed(study).rows]
    assert rows[0] == ["Start", "What is it?", "Task: Write.\nThink?"]
    assert rows[1][1:] == ["–", "Probe: And?"]


def test_only_the_latest_version_counts_whatever_order_it_was_made_in():
    study = report_study.empty()
    old = study.do("guide.add", name="Guide", version="1", questions=[question("Old?")]).result
    new = study.do("guide.revise", guide=old, version="2").result
    (copied,) = (row for row in study.rows("guide") if row["guide"] == "Guide 2")
    study.do("guide.change_question", question=copied["id"], text="New?")
    assert [q.text for b in made(study).blocks for q in b.questions] == ["New?"]
    with study.view() as view:
        assert [guide.id for guide in table2.latest(view)] == [new]


def test_two_guides_are_both_shown_under_their_names():
    study = report_study.empty()
    study.do("guide.add", name="Staff", questions=[question("One?")])
    study.do("guide.add", name="Managers", questions=[question("Two?")])
    rows = printed(study).rows
    assert [row.kind for row in rows] == ["group", "body", "group", "body"]
    assert cell_words(rows[2].cells[0]) == "Managers, version 1"


def test_the_wording_is_that_of_the_publication():
    study = report_study.empty(publication_language="en")
    asked = question("Hvad?", wordings={"EN": "What?"})
    study.do("guide.add", name="Guide", questions=[asked, question("Kun dansk?")])
    assert [q.text for b in made(study).blocks for q in b.questions] == ["What?", "Kun dansk?"]


def test_each_question_leads_to_its_record():
    study = report_study.empty()
    study.do("guide.add", name="Guide", questions=[question("One?"), question("Two?")])
    traces = [
        inline
        for row in printed(study).rows
        for paragraph in row.cells[2].paragraphs
        for inline in paragraph
        if isinstance(inline, Trace)
    ]
    assert [t.evidence for t in traces] == [(row["id"],) for row in study.rows("guide")]


def test_without_a_guide_there_is_no_table():
    study = report_study.empty()
    assert made(study).blocks == []
    assert table2.block(made(study)) is None
