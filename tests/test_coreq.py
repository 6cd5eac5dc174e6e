"""COREQ: what the record answers, what it drafts, what only people can write, and clashes."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heddle
import report_study
from heddle.report import checklist, filled
from heddle.report.model import cell_words, words


def items_of(study: Any) -> dict[int, filled.FilledItem]:
    with study.view() as view:
        return {item.number: item for item in filled.filled(view, "coreq").items}


def answer(study: Any, item: int, status: str, text: str = "", **more: Any) -> None:
    study.do("answers.write", item=item, status=status, text=text, **more)


@pytest.fixture(scope="module")
def demo():
    study = report_study.demo()
    yield study
    study.close()


@pytest.fixture
def study():
    return report_study.empty()


# --- Laws -------------------------------------------------------------------------------------
written = st.fixed_dictionaries(
    {
        "item": st.integers(1, 32),
        "status": st.sampled_from(["reported", "partly", "not done", "not applicable"]),
        "text": st.text(
            st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30
        ).filter(str.strip),
        "location": st.sampled_from(["", "p. 3"]),
    }
)


@settings(max_examples=25)
@given(st.lists(written, max_size=5, unique_by=lambda each: each["item"]))
def test_what_people_write_stands_and_the_sum_is_32(answers):
    study = report_study.empty()
    for each in answers:
        study.do("answers.write", **each)
    with study.view() as view:
        found = filled.filled(view, "coreq")
    assert [item.number for item in found.items] == list(range(1, 33))
    assert sum(found.summary.values()) == 32
    assert Counter(item.status for item in found.items) == Counter(found.summary)
    for each in answers:
        item = found.items[each["item"] - 1]
        assert item.written
        assert (item.status, item.text) == (each["status"], each["text"])
        assert not each["location"] or item.location == each["location"]
    assert sum(item.written for item in found.items) == len(answers)


def test_evidence_is_records_of_this_study(demo):
    known = set()
    with demo.view() as view:
        for kind in view.schema.kinds.values():
            known |= {record.id for record in view.find(kind.cls)}
        found = filled.filled(view, "coreq")
    for item in found.items:
        assert set(item.evidence) <= known, item.number
    computed = [item for item in found.items if item.kind == "computed"]
    assert all(item.evidence for item in computed if item.status == "reported")


# --- Stories ----------------------------------------------------------------------------------
def test_an_empty_study_has_nothing_to_report_but_its_method_and_program(study):
    items = items_of(study)
    assert Counter(item.status for item in items.values()) == {
        "missing": 30,
        "partly": 1,
        "reported": 1,
    }
    name = f"Heddle {heddle.__version__}"
    assert items[27].text == f"{name} was used to keep, code and analyse the data."
    assert items[9].status == "partly"
    assert all(not item.text and item.record_says for item in items.values()
               if item.status == "missing")  # fmt: skip


def test_the_demo_study_is_answered_from_its_record(demo):
    items = items_of(demo)
    assert items[1].text == "Bodil Opdigtet moderated all three focus groups."
    assert items[2].text == "Degrees and credentials: Bodil Opdigtet (RN, MScN)."
    assert items[12].text == "In all, 17 people took part in three focus groups."
    assert items[13].text.startswith("Of 25 people invited, all agreed to take part, and 17 took")
    assert items[15].text.startswith("Ditte Påfund and Emil Tænkeksempel observed all three focus")
    assert "14 were female" in items[16].text
    assert "50 (34–65)" in items[16].text
    assert "between 4 and 18 November 2021" in items[16].text
    assert items[18].text == "Nobody took part in more than one session."
    assert "between 103 and 105 minutes (5:12:15 in all, 1:44:05 on average)" in items[21].text
    assert items[24].text.startswith("Two people coded: Frida Mønster (")
    assert "14 quotes are shown, from 10 participants" in items[29].text
    assert {n for n, i in items.items() if i.kind == "computed" and i.status == "missing"} == set()


def test_drafts_stay_partly_until_a_person_confirms_them(demo, study):
    assert items_of(demo)[26].written
    study.do("codes.add", name="Hope")
    draft = items_of(study)[26]
    assert (draft.kind, draft.status, draft.written) == ("drafted", "partly", False)
    assert draft.text == "Of the one code, one was developed from the data."
    answer(study, 26, "reported")
    confirmed = items_of(study)[26]
    assert (confirmed.status, confirmed.written, confirmed.text) == ("reported", True, draft.text)


def test_notes_on_reflexive_analysis_are_for_reflexive_studies_only(study):
    assert {n for n, item in items_of(study).items() if item.note} == {22, 23, 24, 25, 28}
    other = report_study.empty(approach="codebook")
    assert not any(item.note or item.suggestion for item in items_of(other).values())


def test_several_moderators_and_gaps_are_told(study):
    ann = study.actor
    bo = study.do("team.add", name="Bo", credentials="MSc").result
    study.do("sessions.add", name="FG1", moderators=[ann])
    study.do("sessions.add", name="FG2", moderators=[bo])
    study.do("sessions.add", name="FG3")
    items = items_of(study)
    assert items[1].text == (
        "Ann Alyst moderated FG1 and Bo moderated FG2. Who led FG3 is not on record."
    )
    assert items[1].status == "partly"
    assert items[2].text == "Degrees and credentials: Bo (MSc). Not on record for one of them."
    assert items[2].status == "partly"


def test_repeat_interviews_are_counted(study):
    person = study.do("participants.add", code="P1").result
    for name in ("I1", "I2"):
        session = study.do("sessions.add", name=name, form="interview").result
        study.do("sessions.attend", session=session, participants=[person])
    assert items_of(study)[18].text == (
        "One participant took part more than once, at most two times."
    )
    assert items_of(study)[12].text == "One person took part in two interviews."


def test_minutes_are_rounded_never_cut(study):
    for name, length in {"FG1": 6285, "FG2": 6199, "FG3": 6251}.items():
        study.do("sessions.add", name=name, duration=length)
    assert (
        "between 103 and 105 minutes (5:12:15 in all, 1:44:05 on average)"
        in items_of(study)[21].text
    )


def test_the_guide_says_whether_it_was_tried_out(study):
    guide = study.do("guide.add", name="G", questions=[{"text": "Why?"}]).result
    assert "not on record" in items_of(study)[17].text
    study.do("guide.change", guide=guide, piloted=False)
    assert "It was not tried out in a session first." in items_of(study)[17].text


# --- Contradictions ---------------------------------------------------------------------------
def test_an_answer_that_the_record_contradicts_keeps_its_words_and_gets_a_note(demo):
    answer(demo, 12, "reported", "Eighteen colleagues took part.")
    item = items_of(demo)[12]
    assert item.text == "Eighteen colleagues took part."
    assert item.contradiction == f"The numbers differ: the record says: {item.record_says}"
    answer(demo, 12, "reported", "17 colleagues took part, in 3 groups, on 2 floors.")
    assert items_of(demo)[12].contradiction == ""
    demo.do("answers.drop", answer=item.evidence[0])
    assert not items_of(demo)[12].written


@pytest.mark.parametrize(
    ("item", "status", "clashes"),
    [(1, "not done", True), (24, "not applicable", False), (24, "not done", True),
     (23, "not done", False), (23, "reported", False), (20, "not applicable", True)],
)  # fmt: skip
def test_not_done_clashes_with_a_record_that_shows_it(demo, item, status, clashes):
    before = items_of(demo)[item]
    answer(demo, item, status, "We say so.")
    found = items_of(demo)[item]
    assert bool(found.contradiction) == clashes
    if before.written:
        answer(demo, item, before.status, before.text)
    else:
        demo.do("answers.drop", answer=found.evidence[0])


def test_reported_without_anything_on_record_is_noted(study):
    answer(study, 19, "reported", "All groups were recorded.")
    assert items_of(study)[19].contradiction == (
        "The record does not show this: No recordings are on record."
    )


# --- In print and as JSON ---------------------------------------------------------------------
def test_the_printed_list_has_32_rows_and_no_score(demo):
    with demo.view() as view:
        table = filled.block(filled.filled(view, "coreq"))
    rows = [row for row in table.rows if row.kind == "body"]
    assert [cell_words(row.cells[0]) for row in rows] == [str(n) for n in range(1, 33)]
    assert [cell_words(r.cells[0]) for r in table.rows if r.kind == "group"] == list(
        dict.fromkeys(item.group for item in checklist.load("coreq").items)
    )
    note = words(table.notes[0].inlines)
    assert "10.1093" not in note
    assert "Tong A" in note
    assert not re.search(r"\d+ ?%|score|/ ?32", note)


def test_what_is_open_is_asked_for_in_print(study):
    with study.view() as view:
        rows = [r for r in filled.block(filled.filled(view, "coreq")).rows if r.kind == "body"]
    assert "[To be answered by an author. Who led the sessions is not on record.]" in (
        cell_words(rows[0].cells[3])
    )
    assert "[Possible answer: We did not use saturation" in cell_words(rows[21].cells[3])


def test_it_is_json_with_the_documented_keys(study):
    with study.view() as view:
        data = json.loads(msgspec.json.encode(filled.filled(view, "coreq")))
    assert set(data) == {
        "checklist", "title", "items", "summary", "citation", "disclaimer",
    }  # fmt: skip
    assert set(data["items"][0]) == {
        "number", "id", "anchor", "domain", "group", "item", "kind", "status", "text", "written",
        "evidence", "location", "record_says", "contradiction", "note", "suggestion",
    }  # fmt: skip
    assert data["summary"]["not applicable"] == 0
