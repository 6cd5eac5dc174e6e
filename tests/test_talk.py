"""The talk of a study: shares, followers, links, reactions, curves and pictures, told by hand."""

from __future__ import annotations

import contextlib
import io
import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import heddle
from findings_desk import FindingsDesk
from heddle.cli.main import main
from heddle.errors import HeddleError
from heddle.findings.keyness import keyness
from heddle.findings.saturation import Saturation, saturation
from heddle.findings.spread import spread
from heddle.findings.talk import SessionTalk, talk
from heddle.log.view import View
from heddle.report import analysis
from heddle.report.figures.gallery import NAMES, Choice, figure
from heddle.report.model import Figure, cell_words, words
from heddle.study.links import Link, Reaction
from heddle.study.sources import Turn
from heddle.study.theme_map import MapPlace, places_of

RECIPE = Path(__file__).resolve().parents[1] / "docs" / "recipes" / "qmsum.py"


@pytest.fixture(name="desk")
def desk_fixture() -> Iterator[FindingsDesk]:
    desk = FindingsDesk()
    yield desk
    desk.close()


def groups(desk: FindingsDesk) -> tuple[dict[str, str], list[str]]:
    """Three people, of whom P3 never speaks; and a second group of two."""
    one = desk.group("FG1", "P1", "P2", "P3")
    turns = desk.talk(
        "FG1", one, ("M", "What is hope?"), ("P1", "A small light, I think."), ("P1", "Yes."),
        ("P2", "A light."), ("P1", "So it is, really."), ("M", "And work?"),
        ("P2", "Work is work."),
    )  # fmt: skip
    two = desk.group("FG2", "P4", "P5")
    turns += desk.talk("FG2", two, ("M", "What is hope?"), ("P4", "Rain and rain."),
                       ("P5", "More rain."))  # fmt: skip
    return one, turns


def first(desk: FindingsDesk) -> SessionTalk:
    with desk.view() as view:
        return talk(view, "FG1").sessions[0]


def test_shares_count_the_silent_and_leave_the_moderator_out(desk: FindingsDesk) -> None:
    groups(desk)
    told = first(desk)
    people = {part.name: part for part in told.people}
    assert [(p.name, p.turns, p.words) for p in told.people] == [
        ("P1", 3, 10), ("P2", 2, 5), ("P3", 0, 0), ("M", 2, 5),
    ]  # fmt: skip
    assert [people[n].share_words for n in ("P1", "P2", "P3", "M")] == [10 / 15, 5 / 15, 0, None]
    even = told.even[0]
    # |10-5| + |10-0| + |5-0| = 20, twice; 2 * 9 * mean of 5 = 90.
    assert even.gini.value == pytest.approx(40 / 90)
    assert even.gini_corrected.value == pytest.approx(40 / 90 * 3 / 2)
    assert (told.roster, told.participants, told.silent) == (True, 3, 1)
    assert told.moderator_words.value == pytest.approx(5 / 20)
    assert people["P1"].seconds is None
    assert told.even[2].gini.value is None
    assert "no times" in told.even[2].gini.reason
    assert told.overlaps.value is None


def test_followers_lead_to_the_turns_that_follow(desk: FindingsDesk) -> None:
    _, turns = groups(desk)
    told = first(desk)
    names = [part.name for part in told.people]
    follows = {(names[f.before], names[f.after]): f.ids for f in told.follows}
    assert follows == {
        ("M", "P1"): [turns[1]],
        ("P1", "P2"): [turns[3]],
        ("P2", "P1"): [turns[4]],
        ("P1", "M"): [turns[5]],
        ("M", "P2"): [turns[6]],
    }
    assert (told.changes, told.among.value, told.reciprocity.value) == (5, 2 / 5, 1.0)
    assert [(q.turns, q.first, q.last) for q in told.quiet] == [
        (4, turns[1], turns[4]), (1, turns[6], turns[6]),
    ]  # fmt: skip


def test_a_question_tells_who_spoke_first_and_who_did_not_respond(desk: FindingsDesk) -> None:
    one, turns = groups(desk)
    guide = desk.do("guide.add", name="G", questions=[{"text": "Hope?"}, {"text": "Work?"}])
    with desk.view() as view:
        questions = [q.id for q in view.find(view.schema.kinds["questions"].cls, "position")]
    for question, turn in zip(questions, (turns[0], turns[5]), strict=True):
        desk.do("guide.ask", session=one[""], question=question, turn=turn)
    assert guide
    told = first(desk)
    names = [part.name for part in told.people]
    assert [[names[at] for at in q.order] for q in told.questions] == [
        ["M", "P1", "P2"], ["M", "P2"],
    ]  # fmt: skip
    assert [[names[at] for at in q.silent] for q in told.questions] == [["P3"], ["P1", "P3"]]


def test_links_follow_their_turns_and_hold_them(desk: FindingsDesk) -> None:
    _, turns = groups(desk)
    made = desk.do("links.add", turn=turns[3], to=turns[1], sort="agrees", note="nods")
    for wrong in (
        {"turn": turns[3], "to": turns[3], "sort": "agrees"},
        {"turn": turns[3], "to": turns[8], "sort": "agrees"},
        {"turn": turns[3], "to": turns[1], "sort": "agrees"},
    ):
        with pytest.raises(HeddleError):
            desk.do("links.add", **wrong)
    with pytest.raises(HeddleError, match="linked"):
        desk.do("turns.drop", turn=turns[3])
    desk.do("turns.correct", turn=turns[3], text="A light, yes.")
    desk.do("turns.split", turn=turns[1], at=13)
    desk.do("turns.join", turn=turns[2])  # P1's second turn takes the linked one in
    (link,) = desk.find(Link)
    assert (link.id, link.turn, link.to, link.note) == (made, turns[2], turns[1], "nods")
    desk.do("links.change", link=made, sort="builds")
    assert [(each.sort, each.times, each.among) for each in first(desk).links] == [("builds", 1, 1)]
    # Joined with the other end a link would say nothing, so it goes.
    with desk.view() as view:
        order = [t.id for t in view.find(Turn, "position", source=link.source)]
    desk.do("turns.join", turn=turns[1])
    desk.do("turns.join", turn=turns[1])
    assert turns[2] in order
    assert desk.find(Link) == []


def test_somebody_can_assent_and_dissent_but_is_counted_once_a_side(desk: FindingsDesk) -> None:
    one, turns = groups(desk)
    desk.do("guide.add", name="G", questions=[{"text": "Hope?"}])
    with desk.view() as view:
        question = view.find(view.schema.kinds["questions"].cls)[0].id
    given = {"session": one[""], "question": question, "participant": one["P1"]}
    made = desk.do("reactions.set", **given, side="assent")
    assert desk.do("reactions.set", **given, side="assent", example=True, turn=turns[1]) == made
    other = desk.do("reactions.set", **given, side="dissent")
    with pytest.raises(HeddleError):
        desk.do("reactions.set", **given | {"participant": desk.person("P9")}, side="assent")
    assert [(r.side, r.example, r.turn) for r in desk.find(Reaction)] == [
        ("assent", True, turns[1]), ("dissent", False, ""),
    ]  # fmt: skip
    desk.do("reactions.drop", reactions=[made, other])
    assert desk.find(Reaction) == []


def test_new_codes_are_told_turn_by_turn_and_person_by_person(desk: FindingsDesk) -> None:
    _, turns = groups(desk)
    codes = [desk.do("codes.add", name=name) for name in ("Light", "Work", "Rain", "Unused")]
    desk.mark(codes[1], turns[0])  # on the moderator: no participant's
    desk.mark(codes[0], turns[3])
    desk.mark(codes[0], turns[1])
    desk.mark(codes[1], turns[6])
    desk.mark(codes[2], turns[8])
    with desk.view() as view:
        told = saturation(view)
    assert [(f.name, f.turn, f.place) for f in told.curve.firsts] == [
        ("Light", turns[1], 1), ("Work", turns[6], 6), ("Rain", turns[8], 8),
    ]  # fmt: skip
    assert [(s.name, s.new, s.codes) for s in told.curve.sessions] == [("FG1", 2, 2), ("FG2", 1, 1)]
    assert [(p.name, p.new, p.codes) for p in told.curve.people] == [
        ("P1", 1, 1), ("P2", 1, 2), ("P3", 0, 0), ("P4", 1, 1), ("P5", 0, 0),
    ]  # fmt: skip


def assessed(desk: FindingsDesk, **options: Any) -> Saturation:
    with desk.view() as view:
        return saturation(view, **options)


def test_saturation_asks_the_method_and_then_the_number_of_events(desk: FindingsDesk) -> None:
    groups(desk)
    hidden = assessed(desk)
    assert hidden.assessed is None
    assert "no point at which the data are exhausted" in hidden.reason
    desk.do("study.describe", title="A test")
    desk.do("method.change", approach="codebook", why="a test")
    refused = assessed(desk).assessed
    assert refused is not None
    assert "There are 2 events" in refused.reason
    assert (refused.saturated, refused.base_codes, refused.orders) == ("", None, 0)
    with pytest.raises(HeddleError, match="at least 1"):
        assessed(desk, base=0)


def test_words_of_a_group_come_with_who_says_them(desk: FindingsDesk) -> None:
    _, turns = groups(desk)
    with desk.view() as view:
        told = keyness(view, "FG2", least=2)
        (rain,) = told.words
        assert (rain.word, rain.here, rain.there, rain.people_here) == ("rain", 3, 0, 2)
        assert rain.turns == [turns[8], turns[9]]
        assert rain.p is None
        assert told.reason
        with pytest.raises(HeddleError, match="no group"):
            keyness(view, "FG7")
    desk.do("study.describe", title="A test")
    desk.do("method.change", approach="reliability", why="a test")
    with desk.view() as view:
        assert keyness(view, "FG2", least=2).words[0].p is not None


def test_the_map_keeps_what_a_person_put_and_arranges_the_rest(desk: FindingsDesk) -> None:
    code = desk.do("codes.add", name="Light")
    theme = desk.do("themes.add", name="Hope", codes=[code])
    desk.do("map.place", places=[{"on": theme, "x": 0.25, "y": 0.75}])
    desk.do("map.place", places=[{"on": theme, "x": 0.5, "y": 0.5}])
    for x in (1.5, -0.1):
        with pytest.raises(HeddleError, match="0 to 1"):
            desk.do("map.place", places=[{"on": code, "x": x, "y": 0.5}])
    with desk.view() as view:
        assert places_of(view) == {theme: (0.5, 0.5)}
        drawn = figure(view, Choice(figure="theme-map"))
    assert 'data-x="0.5000" data-y="0.5000"' in drawn.svg
    desk.do("map.clear")
    assert desk.find(MapPlace) == []


def drawn(view: View, name: str, **options: Any) -> Figure:
    return figure(view, Choice(figure=name, **options))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_a_study_with_nothing_in_it_is_told_plainly(
    desk: FindingsDesk, name: str
) -> None:
    with desk.view() as view:
        if name in ("chord", "keyness"):
            with pytest.raises(HeddleError):
                drawn(view, name)
            return
        assert drawn(view, name).twin.rows[0].cells[0].paragraphs


def test_small_cells_have_no_number_in_what_leaves(desk: FindingsDesk) -> None:
    _, turns = groups(desk)
    desk.do("study.describe", title="A test")
    desk.do("method.change", approach="codebook", why="a test")
    code = desk.do("codes.add", name="Light")
    desk.do("themes.add", name="Hope", codes=[code])
    desk.mark(code, turns[1])
    desk.mark(code, turns[3])
    with desk.view() as view:
        told = spread(view)
        assert [len(cell.people) for cell in told.lines[0].cells] == [2, 0]
        for team, shown in ((True, "2"), (False, "there")):
            row = drawn(view, "heat-map", team=team).twin.rows[0]
            assert [cell_words(cell) for cell in row.cells] == ["Hope", shown, "–", "1"]
        assert all(not cell.people for cell in analysis.data(view).spread.lines[0].cells)


def test_the_section_describes_and_gives_no_verdict(demo_study: Path) -> None:
    with heddle.open(demo_study) as study, study.view() as view:
        blocks = analysis.blocks(view)
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert [each.number for each in figures] == [str(n) for n in range(1, len(figures) + 1)]
    titles = " ".join(words(each.twin.caption) for each in figures)
    assert all(f"after whom: FG{n}" in titles for n in (1, 2, 3))
    told = " ".join(words(b.inlines) for b in blocks if hasattr(b, "inlines"))
    assert "In FG2, four participants spoke." in told
    assert "is found in all three groups" in told
    for verdict in ("Gini", "should", "good discussion", "saturat"):
        assert verdict not in told


def test_a_meeting_of_others_runs_through_all_pictures(tmp_path: Path, shared: Path) -> None:
    folder = tmp_path / "study"
    script = runpy.run_path(str(RECIPE))
    with contextlib.redirect_stdout(io.StringIO()):
        script["main"](str(folder), str(shared / "corpora/qmsum/Product/ES2004a.json"))
    with heddle.open(folder) as study, study.view() as view:
        (told,) = talk(view).sessions
        assert (told.turns, sum(part.turns for part in told.people)) == (320, 320)
        assert sum(part.words for part in told.people) == told.words
        assert sum(f.times for f in told.follows) == told.changes
        for name in NAMES:
            if name != "keyness":
                assert drawn(view, name).svg.startswith("<svg")
    runner = CliRunner()
    shown = runner.invoke(main, ["talk", str(folder), "--json"])
    assert json.loads(shown.stdout)["sessions"][0]["turns"] == 320
    out = tmp_path / "chord.svg"
    made = runner.invoke(main, ["figure", str(folder), "chord", "-o", str(out)])
    assert made.exit_code == 0, made.output
    assert out.read_text("utf-8").startswith('<?xml version="1.0"')
    assert runner.invoke(main, ["keyness", str(folder)]).exit_code == 1
    assert "There is 1 event" in runner.invoke(main, ["saturation", str(folder)]).stdout
