"""Readiness for peer support: template, ratings, decisions, matrix, and what is shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heddle
from heddle.demo import readiness as demo
from heddle.errors import HeddleError, Refused
from heddle.privacy import readiness_check
from heddle.privacy.gate import Leaving
from heddle.report import assembly
from heddle.report.files import render
from heddle.report.model import Heading, Paragraph, words
from heddle.report.readiness_shown import shown
from heddle.study.framework import framework, framework_code, guid
from heddle.study.readiness_matrix import Cell, Line, Tally, divided, matrix
from heddle.study.readiness_setup import open_areas

AREAS = [f"R{n}" for n in range(1, 23)]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[heddle.Study]:
    with heddle.create(tmp_path / "study", title="Ready?", approach="codebook") as made:
        yield made


@pytest.fixture(scope="module")
def birkely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[heddle.Study]:
    folder = tmp_path_factory.mktemp("readiness") / "study"
    assert demo.ensure(folder)
    assert not demo.ensure(folder)
    with heddle.open(folder) as made:
        yield made


def code(study: heddle.Study, key: str) -> str:
    with study.view() as view:
        found = framework_code(view, key)
    assert found is not None
    return found.id


def talk(study: heddle.Study, name: str, said: dict[str, str], date: str = "2026-03-01") -> str:
    """Hold a group in which each person says one thing that belongs to one area."""
    session = study.do("sessions.add", name=name, date=date).result
    people = [study.do("participants.add", code=f"{name}{who}").result for who in said]
    study.do("sessions.attend", session=session, participants=people)
    speakers = [
        {"name": who, "role": "participant", "participant": person}
        for who, person in zip(said, people, strict=True)
    ]
    turns = [{"speaker": who, "text": f"{who} speaks of {key}."} for who, key in said.items()]
    study.do("sources.add", name=name, session=session, speakers=speakers, turns=turns)
    rows = [row for row in study.turns() if row["source"] == name]
    study.do(
        "codings.add",
        codings=[
            {"code": code(study, key), "turn": row["id"], "start": 0, "end": 5}
            for row, key in zip(rows, said.values(), strict=True)
        ],
    )
    return str(session)


# The template.


def test_the_framework_is_complete_and_every_area_has_a_question_and_its_sources() -> None:
    whole = framework()
    assert [area.key for area in whole.areas] == AREAS
    assert [area.key for area in whole.recovery] == ["C0", "C1", "C2", "C3", "C4", "C5"]
    asked = {key for question in whole.guide.questions for key in question.areas}
    assert asked == {*AREAS, *(area.key for area in whole.recovery)}
    known = {source.key for source in whole.sources}
    for area in whole.areas:
        told = (area.definition, area.include, area.exclude, area.signal, area.cfir)
        assert all((*told, area.plain_en, area.plain_da, area.da)), area.key
        assert known.issuperset(area.sources)
        assert bool(area.influence) == bool(area.sources), area.key
    assert whole.guide.questions[0].form == "opening task"
    assert len({guid(key) for key in AREAS}) == len(AREAS)


def test_the_template_is_one_step_and_can_be_added_twice_and_undone(study: heddle.Study) -> None:
    study.do("codes.add", name="Readiness for peer support")  # the name is taken by the team's own
    first = study.do("readiness.adopt", language="da")
    assert first.gesture
    assert not study.do("readiness.adopt").gesture
    assert len(study.rows("codes")) == 1 + 1 + 22 + 1 + 6
    study.do("codes.change", code=code(study, "R7"), name="Ours now")
    assert not study.do("readiness.adopt").gesture
    study.undo()
    study.undo()
    assert len(study.rows("codes")) == 1
    assert study.rows("guide") == []


def test_a_guide_is_made_for_the_areas_that_nobody_has_spoken_about(study: heddle.Study) -> None:
    study.do("readiness.adopt")
    talk(study, "A", {str(n): key for n, key in enumerate(AREAS) if key not in ("R20", "R22")})
    with study.view() as view:
        assert open_areas(view) == {"R20", "R22"}
    study.do("readiness.guide", language="da")
    asked = [row for row in study.rows("guide") if "åbne" in row["guide"]]
    assert [row["form"] for row in asked] == ["opening task", "key", "key", "closing"]
    talk(study, "B", {"1": "R20", "2": "R22"})
    with pytest.raises(Refused, match="Every area"):
        study.do("readiness.guide")


def test_dropping_a_code_takes_it_from_its_questions(study: heddle.Study) -> None:
    study.do("readiness.adopt")
    study.do("codes.drop", code=code(study, "R22"))
    with study.view() as view:
        assert "R22" not in {line.key for line in matrix(view).lines}
    assert study.verify().sound
    study.undo()
    assert code(study, "R22")


# Ratings.


def test_only_areas_are_rated_and_a_rating_comes_back_with_its_coding(
    study: heddle.Study,
) -> None:
    study.do("readiness.adopt")
    own = study.do("codes.add", name="Jokes").result
    below = study.do("codes.add", name="Rumours", parent=code(study, "R4")).result
    session = talk(study, "A", {"1": "R4", "2": "C1"})
    turn = study.turns()[0]["id"]
    place = {"turn": turn, "start": 0, "end": 3}
    other, inner = study.do(
        "codings.add", codings=[{"code": own, **place}, {"code": below, **place}]
    ).result
    rows = {row["path"].split(" > ")[-1]: row["id"] for row in study.codings()}
    study.do("ratings.set", codings=[inner], valence="unready", wish=True)
    study.do("ratings.set", codings=[inner], level="team", time="before")
    for refused in (other, rows["C1 Connectedness"]):
        with pytest.raises(Refused, match="no area of readiness"):
            study.do("ratings.set", codings=[refused], valence="ready")

    def tally() -> Tally:
        with study.view() as view:
            cells = next(line for line in matrix(view).lines if line.key == "R4").cells
        return next(cell.tally for cell in cells if cell.session == session)

    assert (tally().unready, tally().unrated, tally().wishes) == (1, 1, 1)
    study.do("codings.drop", codings=[inner])
    assert (tally().unready, tally().unrated, tally().wishes) == (0, 1, 0)
    study.undo()
    assert tally().unready == 1
    study.do("ratings.clear", codings=[inner])
    assert tally().unrated == 2


# Decisions.


def test_a_status_is_a_persons_with_a_reason_and_silence_is_never_fine(
    study: heddle.Study,
) -> None:
    study.do("readiness.adopt")
    session = talk(study, "A", {"1": "R4"})
    spoken = {"area": code(study, "R4"), "session": session}
    silent = {"area": code(study, "R5"), "session": session}
    for fields, said in (
        ({**spoken, "status": "prepared"}, "reason"),
        ({**spoken, "why": "because"}, "status"),
        ({**spoken, "status": "not discussed", "why": "x"}, "discussed there"),
        ({**spoken, "area": code(study, "C1"), "status": "partly", "why": "x"}, "no area"),
        ({**spoken, "status": "partly", "why": "x", "by_when": "soon"}, "not a date"),
    ):
        with pytest.raises(HeddleError, match=said):
            study.do("readiness.decide", **fields)
    one = study.do("readiness.decide", **spoken, status="partly", why="One mail.").result
    assert study.do("readiness.decide", **spoken, owner="Leaders").result == one
    study.do("readiness.decide", **silent, status="not discussed", why="No time.")
    study.do("codings.add", codings=[
        {"code": silent["area"], "turn": study.turns()[0]["id"], "start": 0, "end": 3}
    ])  # fmt: skip
    with study.view() as view:
        late = {line.key: line.cells[0].late for line in matrix(view).lines}
    assert [key for key, said in late.items() if said] == ["R5"]
    study.do("readiness.undecide", decision=one)
    with study.view() as view:
        cell = next(line for line in matrix(view).lines if line.key == "R4").cells[0]
    assert cell.status is None


def test_without_the_framework_everything_says_how_to_begin(study: heddle.Study) -> None:
    session = study.do("sessions.add", name="A").result
    area = study.do("codes.add", name="Hope").result
    with pytest.raises(Refused, match="does not use"):
        study.do("readiness.decide", area=area, session=session, status="partly", why="x")
    with study.view() as view:
        assert "does not use" in repr(assembly.report(view, "readiness"))
        assert matrix(view).lines == []


# What is shown outside the team.

_voices = st.lists(st.sets(st.integers(0, 8), max_size=9), min_size=1, max_size=4)


@given(_voices)
@settings(max_examples=60)
def test_no_cell_that_is_shown_rests_on_fewer_than_five_people(groups: list[set[int]]) -> None:
    cells = [
        Cell(
            area="a",
            session=str(place),
            decision=None,
            tally=Tally(speakers=len(who), voices=[f"{place}.{one}" for one in who]),
            divided=False,
            coverage="asked",
        )
        for place, who in enumerate(groups)
    ]
    line = Line(area="a", key="R1", name="R1", definition="", cells=cells)
    sizes = [len(who) for who in groups]
    match line.shown():
        case "apart":
            assert all(size == 0 or size >= 5 for size in sizes)
        case "together":
            assert sum(sizes) >= 5
            assert any(0 < size < 5 for size in sizes)
        case "hidden":
            assert 0 < sum(sizes) < 5


def test_small_cells_are_for_the_team_only(birkely: heddle.Study) -> None:
    with birkely.view() as view:
        outside, team = shown(view), shown(view, team=True)
        text = assembly.report(view, "readiness")
    assert {cell.people for area in outside.areas for cell in area.cells} <= {0, *range(5, 18)}
    assert {area.shown for area in outside.areas} == {"apart", "together", "hidden"}
    assert {area.shown for area in team.areas} == {"apart"}
    assert any(0 < cell.people < 5 for area in team.areas for cell in area.cells)
    together = next(area for area in outside.areas if area.shown == "together")
    assert together.reasons == []
    assert all(not said.attribution for said in together.quotes)
    hidden = next(area for area in outside.areas if area.key == "R19")
    assert (hidden.cells, hidden.quotes, hidden.reasons) == ([], [], [])
    printed = repr(text)
    assert "Access to records is not settled" not in printed
    assert "We need a meeting where we can ask" in printed


def test_a_quote_without_consent_is_not_printed(tmp_path: Path) -> None:
    demo.ensure(tmp_path / "study")
    with heddle.open(tmp_path / "study") as study:
        person = study.rows("participants")[0]["id"]
        sheet = study.do("consent.sheet", version="1").result
        study.do(
            "consent.register",
            participant=person,
            sheet=sheet,
            scopes=["take part"],
            date="2026-03-01",
        )
        with study.view() as view, pytest.raises(Refused, match="no consent"):
            assembly.report(view, "readiness")


def test_the_teams_version_does_not_leave_as_final(birkely: heddle.Study) -> None:
    for team, count in ((True, 1), (False, 0)):
        leaving = Leaving(what="readiness", purpose="final", options={"team": team})
        with birkely.view() as view:
            found = list(readiness_check.check(view, leaving))
        assert len(found) == count
        assert all(each.level == "red" for each in found)


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=40)
def test_views_differ_only_where_both_were_heard(ready: int, unready: int, mixed: int) -> None:
    told = divided(ready, unready, mixed)
    assert told == divided(unready, ready, mixed)
    assert not told or (ready + mixed and unready + mixed and ready + unready + mixed > 1)
    assert told or not (ready and unready)


# The report.


def test_the_report_tells_asks_disagreement_gaps_and_reviews(birkely: heddle.Study) -> None:
    with birkely.view() as view:
        made = assembly.report(view, "readiness")
    headings = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert headings[:4] == [
        "What staff ask for, and who sees to it",
        "Where people disagree",
        "What was not asked",
        "Annex",
    ]
    assert "In plain language" in headings
    printed = repr(made)
    for told in ("Hours for mentors", "Team leader", "2026-05-15", "Birte Overgaard", "10.1007/"):
        assert told in printed
    first = made.blocks[0]
    assert isinstance(first, Paragraph)
    assert "3 groups met, 17 people" in words(first.inlines)
    assert "does not mean that all is well" in words(first.inlines)


def test_the_plain_page_is_in_the_languages_of_the_study(tmp_path: Path) -> None:
    demo.ensure(tmp_path / "study")
    with heddle.open(tmp_path / "study") as study:
        study.do("study.describe", source_language="da")
        with study.view() as view:
            printed = repr(assembly.report(view, "readiness"))
    assert "In plain language" in printed
    assert "I almindeligt sprog" in printed
    assert "Det beder medarbejderne om" in printed


def test_before_and_after_are_told_by_the_dates_of_the_sessions(study: heddle.Study) -> None:
    study.do("readiness.adopt")
    study.do("readiness.plan", start="2026-06-01")
    who = {str(n): "R4" for n in range(5)}
    before = talk(study, "A", who, "2026-03-01")
    after = talk(study, "B", who, "2026-09-02")
    area = code(study, "R4")
    study.do("readiness.decide", area=area, session=before, status="unprepared", why="One mail.")
    study.do("readiness.decide", area=area, session=after, status="prepared", why="Two meetings.")
    with study.view() as view:
        columns = matrix(view).columns
        (change,) = shown(view).before_after
        report = repr(assembly.report(view, "readiness"))
    assert [(c.time, c.months) for c in columns] == [("before", None), ("after", 3)]
    assert (change.before, change.after) == (["unprepared"], ["prepared"])
    assert "After the start (3 months)" in report


def test_what_was_not_asked_is_told_apart_from_what_was_not_noted(birkely: heddle.Study) -> None:
    with birkely.view() as view:
        groups = {group.name: group for group in shown(view).groups}
    assert groups["Ward"].not_asked == ["R13 Leadership commitment", "R21 Policy and permanence"]
    assert groups["Ward"].not_recorded == 0


def test_the_report_is_two_pages_and_an_annex(birkely: heddle.Study) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    with birkely.view() as view:
        data, _ = render(assembly.report(view, "readiness"), "pdf")
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    assert "Readiness by area and group" in pages[0]
    assert "What was not asked" in pages[1]
    assert pages[2].lstrip().startswith("Annex")
