"""Checklists: the lists that ship, a team's own, what answers them and where it is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report_study
from heddle.client import open_study
from heddle.errors import Refused
from heddle.report import assembly, checklist
from heddle.report.makers import MAKERS
from heddle.report.model import Heading, Table, cell_words
from heddle.study.checklists import SHIPPED, read, shipped_item

OWN = """
id = "journal-x"
title = "List of a journal"
[[items]]
id = "1a"
text = "How many took part"
kind = "computed"
answered_as = "coreq 12"
[[items]]
id = "1b"
text = "What the paper adds"
"""
DOCS = Path(__file__).parents[1] / "docs" / "checklists.md"


# --- The lists that ship ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "items", "doi"),
    [
        ("coreq", 32, "10.1093/intqhc/mzm042"),
        ("srqr", 21, "10.1097/ACM.0000000000000388"),
        ("gripp2", 5, "10.1186/s40900-017-0062-2"),
        ("bc15", 15, "10.1191/1478088706qp063oa"),
    ],
)
def test_a_list_has_all_its_items_its_source_and_what_answers_each(name, items, doi):
    listed = checklist.load(name)
    assert len(listed.items) == items
    assert listed.doi == doi
    assert list(MAKERS[name]) == [item.key for item in listed.items]
    assert len({item.text for item in listed.items}) == items


def test_the_names_are_those_of_the_files_and_of_what_answers_them():
    folder = Path(checklist.__file__).parent / "checklists"
    assert {file.stem for file in folder.glob("*.toml")} == set(SHIPPED) == set(MAKERS)


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_an_item_is_named_in_one_way_only(text):
    try:
        name, key = shipped_item(text)
    except ValueError:
        return
    assert key in {item.key for item in checklist.load(name).items}


# --- Answers ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SHIPPED)
def test_each_answer_of_the_demo_leads_to_records_and_to_a_place_in_the_manuscript(
    demo_study, name
):
    with open_study(demo_study) as study, study.view() as view:
        found = assembly.data(view, name)
        known = {r.id for kind in view.schema.kinds.values() for r in view.find(kind.cls)}
        text = assembly.report(view, "manuscript").blocks
    sections = {block.anchor: block.text for block in text if isinstance(block, Heading)}
    assert "" not in sections
    for item in found.items:
        assert set(item.evidence) <= known
        if item.kind == "computed":
            assert item.evidence, f"{name} {item.id} is computed from nothing"
            assert item.status in ("reported", "partly")
        if item.anchor:
            # "Methods: Design" is told below the heading "Design".
            assert sections[item.anchor] in item.location or item.location.startswith("Appendix")
    told = [item for item in found.items if item.status == "reported" and not item.location]
    assert [item.id for item in told] == (["2"] if name == "bc15" else [])


def test_the_place_follows_what_is_printed_not_what_is_usual(demo_study):
    with open_study(demo_study) as study, study.view() as view:
        items = {item.id: item for item in assembly.data(view, "coreq").items}
    # The sample is usually told in the Results; this manuscript tells it with the recruitment.
    assert items["12"].location == "Methods: Participants and recruitment"
    assert items["25"].location == "Appendix B"


def test_an_empty_study_answers_nothing_and_breaks_nothing():
    study = report_study.empty()
    with study.view() as view:
        for name in SHIPPED:
            items = assembly.data(view, name).items
            assert not [item.id for item in items if item.kind != "computed" and item.written]
            assert all(item.text == "" for item in items if item.status == "missing")


# --- A team's own list ------------------------------------------------------------------------
def test_a_journals_list_is_answered_by_the_record_and_travels_with_the_study():
    study = report_study.empty()
    study.do("checklists.add", content=OWN)
    study.do("answers.write", checklist="journal-x", item="1b", status="reported", text="A story.")
    with study.view() as view:
        found = assembly.data(view, "checklist", name="journal-x")
        blocks = assembly.report(view, "manuscript").blocks
    assert [(item.id, item.kind, item.text) for item in found.items] == [
        ("1a", "computed", ""), ("1b", "written", "A story."),
    ]  # fmt: skip
    printed = [b for b in blocks if isinstance(b, Table) and b.number == "A2"]
    assert "A story." in cell_words(printed[0].rows[1].cells[3])
    study.undo()
    study.undo()
    with study.view() as view, pytest.raises(Exception, match="journal-x"):
        assembly.data(view, "checklist", name="journal-x")


def test_a_newer_version_takes_the_place_of_the_older_one():
    study = report_study.empty()
    first = study.do("checklists.add", content=OWN).result
    again = study.do("checklists.add", content=OWN.replace("took part", "were there")).result
    assert first == again
    with study.view() as view:
        assert checklist.find(view, "journal-x").items[0].text == "How many were there"


@pytest.mark.parametrize(
    "content",
    [
        "", "id =", "\ud800", "x" * 300_000, "a = " + "[" * 5000,
        OWN.replace("journal-x", "coreq"),
        OWN.replace("journal-x", "../x"),
        OWN.replace("coreq 12", "coreq 33"),
        OWN.replace("coreq 12", "rtarg 1"),
        OWN.replace('answered_as = "coreq 12"', ""),
        OWN.replace('"1b"', '"1A"'),
        OWN.replace("What the paper adds", "Two\\nlines"),
        OWN + "score = 3",
    ],
)  # fmt: skip
def test_what_is_no_checklist_is_refused_and_changes_nothing(content):
    study = report_study.empty()
    with pytest.raises(Refused):
        study.do("checklists.add", content=content)
    with study.view() as view, pytest.raises(Exception, match="journal-x"):
        checklist.find(view, "journal-x")


def test_the_example_of_the_documents_is_a_list():
    example = DOCS.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    assert read(example).items[0].answered_as
    assert tomllib.loads(example)["items"]
