"""The recruitment flow: its counts, its evidence, and its three forms telling the same."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report_study
from heddle.errors import Refused
from heddle.report import boxes, drawing, flow
from heddle.report.model import Trace, cell_words, words
from heddle.study.recruitment import flow as counts_of

STATES = ("informed", "agreed", "declined", "consented", "cancelled", "no-show", "attended",
          "withdrew")  # fmt: skip


def report_of(study) -> flow.FlowReport:
    with study.view() as view:
        found = flow.flow(view)
    assert found is not None
    return found


def invited(study, *courses: tuple[str, ...], why: str = "") -> None:
    for at, course in enumerate(courses):
        invitee = study.do("recruitment.invite", code=f"I{at}", team=f"T{at % 3}").result
        for state in course:
            try:
                study.do("recruitment.record", invitee=invitee, state=state, why=why)
            except Refused:
                continue  # Impossible after what came before: the study says so itself.


# --- Laws -------------------------------------------------------------------------------------
@settings(max_examples=20)
@given(st.lists(st.lists(st.sampled_from(STATES), max_size=4).map(tuple), min_size=1, max_size=5))
def test_every_count_has_exactly_its_people_as_evidence(courses):
    study = report_study.empty()
    invited(study, *courses)
    found = report_of(study)
    with study.view() as view:
        counts = counts_of(view)
    for step in (*found.steps, *found.losses):
        assert step.count == getattr(counts, step.state)
        assert len(step.evidence) == len(set(step.evidence)) == step.count
    # Nobody is lost twice, and whoever is not lost took part.
    lost = [i for step in flow.lost(found) for i in step.evidence]
    attended = found.step("attended").evidence
    assert sorted([*lost, *attended]) == sorted(found.step("invited").evidence)


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.sampled_from(STATES), max_size=4).map(tuple), min_size=1, max_size=4),
    st.text(max_size=60),
)
def test_sentences_drawing_and_table_say_the_same(courses, why):
    study = report_study.empty()
    invited(study, *courses, why=why)
    found = report_of(study)
    figure = flow.figure(found)
    shown = {cell_words(row.cells[0]).strip(): cell_words(row.cells[1]) for row in
             flow.table(found).rows}  # fmt: skip
    for step in (*found.steps, *found.losses):
        assert shown[step.label] == str(step.count)
        assert f"{step.label.lower()} {step.count}" in figure.alt
        assert f"{step.label}: {step.count}" in re.sub(r"<[^>]+>", "", figure.svg)
    traced = [i for i in flow.text(found) if isinstance(i, Trace)]
    assert all(len(t.evidence) in (found.count("invited"), *(
        s.count for s in (*found.steps, *found.losses)), sum(
            s.count for s in flow.lost(found))) for t in traced)  # fmt: skip


@settings(max_examples=50)
@given(st.lists(st.text(max_size=200), max_size=6), st.text(max_size=90))
def test_any_reason_can_be_drawn(lines, title):
    svg = boxes.drawn([boxes.Box(title, ()), boxes.Box("B", ())], {0: boxes.Box("L", tuple(lines))})
    drawing.check(svg)
    width, height = drawing.size(svg)
    assert width == 632
    tops = [(float(y), float(h)) for y, h in re.findall(r'rect x="[^"]+" y="([\d.]+)" width="\d+" '
                                                        r'height="([\d.]+)"', svg)]  # fmt: skip
    assert all(y + h <= height for y, h in tops)


# --- Stories ----------------------------------------------------------------------------------
def test_the_reference_study_lost_eight_of_25(shared):
    found = report_of(report_study.reference(shared / "reference_study"))
    assert words(flow.text(found)) == (
        "Of 25 people invited, all agreed to take part, and 17 took part; of the eight others, "
        "three cancelled and five did not come."
    )
    assert (found.teams, found.represented) == (8, 7)
    assert [(s.state, s.count) for s in found.steps] == [
        ("invited", 25),
        ("agreed", 25),
        ("consented", 17),
        ("attended", 17),
    ]


def test_reasons_stand_beside_the_losses():
    study = report_study.empty()
    invited(study, ("agreed", "cancelled"), ("agreed", "cancelled"), why="shift changed")
    invitee = study.do("recruitment.invite", code="X").result
    study.do("recruitment.record", invitee=invitee, state="declined", why="no time")
    found = report_of(study)
    assert found.step("cancelled").reasons == {"shift changed": 2}
    rows = [[cell_words(cell) for cell in row.cells] for row in flow.table(found).rows]
    assert ["\u2003Cancelled", "2", "shift changed (2)"] in rows
    assert ["\u2003Declined", "1", "no time (1)"] in rows
    assert words(flow.text(found)) == (
        "Of three people invited, two agreed to take part, and none took part; of the three "
        "others, one declined and two cancelled."
    )


def test_who_withdraws_after_taking_part_still_took_part():
    study = report_study.empty()
    invited(study, ("agreed", "attended", "withdrew"))
    found = report_of(study)
    told = words(flow.text(found))
    assert told == "Of one person invited, one took part. One person withdrew after taking part."
    assert (found.count("attended"), found.count("withdrew_after")) == (1, 1)


def test_a_study_without_consents_on_record_has_no_box_for_them():
    study = report_study.empty()
    invited(study, ("agreed", "attended"))
    assert [step.state for step in report_of(study).steps] == ["invited", "agreed", "attended"]


def test_it_is_json_ready():
    study = report_study.empty()
    invited(study, ("declined",))
    data = msgspec.to_builtins(report_of(study))
    assert data["losses"][0]["state"] == "declined"
    assert data["losses"][0]["after"] == "invited"


# --- Faults -----------------------------------------------------------------------------------
def test_without_an_invitation_list_there_is_no_flow():
    with report_study.empty().view() as view:
        assert flow.flow(view) is None


@pytest.mark.parametrize("nasty", ["</text><script>alert(1)</script>", "a & b < c", "\x08\x1b"])
def test_reasons_cannot_break_out_of_the_drawing(nasty):
    study = report_study.empty()
    invited(study, ("agreed", "cancelled"), why=nasty)
    drawing.check(flow.figure(report_of(study)).svg)
