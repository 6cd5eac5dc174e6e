"""The framework matrix: summaries, what makes them stale, and the matrix of reactions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from findings_desk import FindingsDesk
from heddle.findings.framework import FrameCell, Framework, framework
from heddle.findings.reactions import interlocutors
from heddle.log.lookback import look_back
from heddle.log.verify import verify
from heddle.log.view import View
from heddle.study.guide import Question
from heddle.study.silence import NO_RESPONSE
from heddle.study.summaries import Summary
from heddle.study.themes import Theme


class Charts(FindingsDesk):
    """Two groups; the theme Hope is fed by one code."""

    def __init__(self) -> None:
        super().__init__()
        self.one = self.group("FG1", "P1", "P2")
        self.two = self.group("FG2", "P3")
        said = ("M", "What is hope?"), ("P1", "A small light."), ("P2", "No idea, none.")
        self.first = self.talk("FG1", self.one, *said)
        self.second = self.talk("FG2", self.two, ("P3", "The sea."))
        self.hope = self.code("Hope")
        self.theme = str(self.do("themes.add", name="Light", codes=[self.hope]))
        self.coded = self.mark(self.hope, self.first[1])

    def chart(self, **fields: object) -> Framework:
        with self.view() as view:
            return framework(view, **fields)  # type: ignore[arg-type]

    def cell(self, case: str = "P1") -> FrameCell:
        return next(row for row in self.chart().cases if row.label == case).cells[0]

    def write(self, text: str = "She sees a light.", **fields: object) -> str:
        given = {"codings": [self.coded], **fields}
        return str(self.do("summaries.write", topic=self.theme, text=text,
                           participant=self.one["P1"], **given))  # fmt: skip


@pytest.fixture(name="desk")
def desk_fixture() -> Iterator[Charts]:
    desk = Charts()
    yield desk
    desk.close()


def test_a_cell_has_its_codings_and_its_summary(desk: Charts) -> None:
    chart = desk.chart()
    assert [row.label for row in chart.cases] == ["P1", "P2", "P3"]
    assert [topic.label for topic in chart.topics] == ["Light"]
    assert desk.cell().codings == [desk.coded]
    assert (chart.empty, chart.stale) == (1, 0)
    made = desk.write()
    (written,) = desk.cell().summaries
    assert (written.id, written.text, written.author) == (made, "She sees a light.", "Anna")
    assert written.stale is False
    assert desk.chart().empty == 0
    assert desk.write("She sees a small one.", codings=None) == made, "one for each cell"
    assert desk.get(Summary, made).codings == [desk.coded]
    desk.write("   ")
    assert desk.find(Summary) == []
    assert desk.cell().empty


@pytest.mark.parametrize("change", ["new", "recode", "correct", "remove", "shift", "note"])
def test_a_summary_is_stale_when_what_it_rests_on_is_no_longer_that(
    desk: Charts, change: str
) -> None:
    made = desk.write()
    if change == "new":
        other = desk.mark(desk.hope, desk.first[1], 2, 7)
    elif change == "recode":
        desk.do("codings.recode", codings=[desk.coded], code=desk.code("Other"))
    elif change == "correct":
        desk.do("turns.correct", turn=desk.first[1], text="A small night.")
    elif change == "remove":
        desk.do("codings.drop", codings=[desk.coded])
    elif change == "shift":
        desk.do("turns.correct", turn=desk.first[1], text="Oh. A small light.")
    else:
        desk.do("codings.note", coding=desk.coded, note="A note says nothing else.")
    (written,) = desk.cell().summaries
    if change in {"shift", "note"}:
        assert written.stale is False
        return
    assert written.stale is True
    assert desk.chart().stale == 1
    if change == "new":
        assert (written.new, written.changed) == ([other], [])
    else:
        assert (written.new, written.changed) == ([], [desk.coded])
    desk.do("summaries.review", summary=made, codings=desk.cell().codings)
    (again,) = desk.cell().summaries
    assert (again.stale, again.read) == (False, 1)
    assert verify(desk.database, desk.schema).problems == []


def test_a_case_can_be_a_group_and_be_chosen_by_an_attribute(desk: Charts) -> None:
    desk.do("summaries.write", topic=desk.theme, group="fg1 ", text="They doubt.", codings=[])
    chart = desk.chart(case="group")
    assert [(row.label, len(row.cells[0].summaries)) for row in chart.cases] == [
        ("FG1", 1),
        ("FG2", 0),
    ]
    assert chart.cases[0].cells[0].summaries[0].new == [desk.coded]
    desk.do("participants.change", participant=desk.one["P1"], gender="woman")
    women = desk.chart(where={"gender": "woman"})
    assert [row.label for row in women.cases] == ["P1"]
    assert women.attributes == ["gender"]
    by_code = desk.chart(rows="code")
    assert [topic.label for topic in by_code.topics] == ["Hope"]


def test_a_summary_whose_theme_goes_is_told_of_and_not_lost(desk: Charts) -> None:
    made = desk.write()
    desk.do("themes.drop", theme=desk.theme, rationale="Too thin.")
    chart = desk.chart()
    assert [(left.id, left.case, left.topic) for left in chart.left_over] == [(made, "P1", "Light")]
    desk.do("summaries.drop", summary=made)
    assert desk.chart().left_over == []
    assert desk.find(Theme)


def test_what_a_summary_may_not_be(desk: Charts) -> None:
    person = desk.one["P1"]
    desk.refuses("summaries.write", "one case", topic=desk.theme, text="x", because="case")
    desk.refuses("summaries.write", "one case", topic=desk.theme, text="x", participant=person,
                 group="FG1")  # fmt: skip
    desk.refuses("summaries.write", "has words", topic=desk.theme, text=" ", participant=person)
    desk.refuses("summaries.write", "no longer there", topic=desk.theme, text="x",
                 participant=person, codings=["x"])  # fmt: skip


def test_a_look_back_shows_summaries_and_does_not_guess_what_is_stale(desk: Charts) -> None:
    desk.write()
    past = look_back(desk.database, desk.schema, seq=10_000)
    with past.reading() as connection:
        chart = framework(View(connection, desk.schema))
    assert chart.cases[0].cells[0].summaries[0].stale is None
    assert chart.stale == 0
    past.close()


def test_no_response_is_told_apart_from_agreement(desk: Charts) -> None:
    guide = desk.do("guide.add", name="G", questions=[{"text": "Hope?"}, {"text": "Work?"}])
    hope, work = desk.find(Question, "position", guide=guide)
    session = desk.one[""]
    desk.do("guide.ask", session=session, question=hope.id, turn=desk.first[0])
    desk.do("guide.ask", session=session, question=work.id)
    ask = {"session": session, "question": hope.id}
    desk.do("reactions.set", **ask, participant=desk.one["P1"], side="assent", example=True)
    desk.do("reactions.set", **ask, participant=desk.one["P1"], side="dissent")
    with desk.view() as view:
        found = interlocutors(view)
    assert found.note == NO_RESPONSE
    (circle,) = found.sessions
    assert circle.codes == ["P1", "P2"]
    first, second = circle.questions
    assert [cell.mark for cell in first.cells] == ["SEA/D", "NR"]
    assert [cell.spoke for cell in first.cells] == [True, True], "P2 spoke and did neither"
    assert (first.assent, first.dissent, first.both, first.examples, first.silent) == (
        0,
        0,
        1,
        1,
        1,
    )
    assert [cell.mark for cell in second.cells] == ["NR", "NR"]
    assert (second.assent, second.silent) == (0, 2)
