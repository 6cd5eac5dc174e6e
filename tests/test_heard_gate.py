"""Words that nobody has heard and speakers whom nobody has confirmed: what leaves, and what not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heddle.errors import Refused
from heddle.privacy import heard_check, quotes_check
from heddle.privacy.gate import Leaving, Level, Objection, Passage, objections, refuse_red
from heddle.privacy.holding import held
from heddle.report import citing, table3
from heddle.report import statements_data as data
from heddle.report.material import Material
from heddle.report.model import cell_words
from heddle.study.hearing import hearing, per_cent
from heddle.study.quote_checks import quote_findings
from heddle.study.sources import Turn
from text_desk import TextDesk

DRAFT = {"draft": True, "guessed": True}


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    made.do("study.describe", title="Heard", publication_language="en")
    made.theme = made.do("themes.add", name="Hope", central_idea="It is", stage="final")  # type: ignore[attr-defined]
    yield made
    made.sound()
    made.close()


def drafted(desk: TextDesk, name: str = "FG1") -> list[str]:
    texts = [("A", "It went well at first"), ("B", "and then it did not"), ("A", "no")]
    turns = [{"speaker": who, "text": text, **DRAFT} for who, text in texts]
    source = desk.do("sources.add", name=name, turns=turns)
    return [turn.id for turn in desk.find(Turn, "position", source=source)]


def told(desk: TextDesk, what: str, *quotes: str) -> list[Objection]:
    with desk.view() as view:
        leaving = Leaving(what=what, purpose="final", quotes=quotes)
        return objections(view, leaving, [quotes_check.check])


def test_a_quote_is_stopped_until_its_words_are_heard_and_its_speaker_confirmed(
    desk: TextDesk,
) -> None:
    first, second, third = drafted(desk)
    spot = {"turn": first, "start": 3, "end_turn": second, "end": 8}
    quote = desk.do("quotes.add", **spot, theme=desk.theme)  # type: ignore[attr-defined]
    other = desk.quote(third, "no")
    found = told(desk, "table3", quote)
    assert [(each.level, each.item) for each in found] == [
        ("red", f"Q7 {quote}"),
        ("red", f"Q8 {quote}"),
    ]
    assert all("turns 1 and 2 of FG1" in each.problem for each in found)
    with pytest.raises(Refused, match="turns 1 and 2 of FG1"):
        refuse_red(found)
    with desk.view() as view:
        draft = table3.block(table3.themed(view))
    assert draft is not None
    printed = cell_words(draft.rows[0].cells[2])
    assert citing.UNHEARD in printed
    assert citing.GUESSED in printed
    desk.do("turns.correct", turn=first, text="It went very well at first")
    desk.do("turns.check", turns=[first])
    desk.do("turns.check", turns=[second], speaker=False)
    desk.do("quotes.refresh", quote=quote)
    (left,) = told(desk, "table3", quote)
    assert left.item == f"Q8 {quote}"
    assert "turn 2 of FG1" in left.problem
    desk.do("turns.assign", turns=[second], speaker=desk.get(Turn, second).speaker)
    assert told(desk, "table3", quote) == []
    with desk.view() as view:
        assert {f.quote for f in quote_findings(view) if f.check in ("Q7", "Q8")} == {other}
        final = table3.block(table3.themed(view))
    assert final is not None
    assert "[" not in cell_words(final.rows[0].cells[2])


def test_only_what_a_quote_takes_of_a_turn_has_to_be_heard(desk: TextDesk) -> None:
    first, second, _ = drafted(desk)
    desk.do("turns.check", turns=[second])
    end = len(desk.text(first))
    spot = {"turn": first, "start": end, "end_turn": second, "end": 3}
    assert told(desk, "table3", desk.do("quotes.add", **spot)) == []


@pytest.mark.parametrize(
    ("what", "level"), [("extracts", "red"), ("transcript", "amber"), ("archive", "amber")]
)
def test_what_else_leaves_is_told_source_by_source(desk: TextDesk, what: str, level: Level) -> None:
    first, second, third = drafted(desk)
    coded = desk.coding(desk.code(), third, "no")
    desk.source("typed by hand", name="FG2")
    everything = [turn.id for turn in desk.find(Turn)]

    def asked(*records: str) -> list[Objection]:
        with desk.view() as view:
            turns = held(view, [Passage("", records)]).turns
            leaving = Leaving(what=what, turns=turns)
            return objections(view, leaving, [heard_check.check])

    (found,) = asked(*everything)
    assert found.level == level
    assert "FG1: 3 turns that a machine wrote" in found.problem
    assert "3 turns whose speaker" in found.problem
    desk.do("turns.check", turns=[first, second])
    (found,) = asked(coded)
    assert "1 turn that" in found.problem
    desk.do("turns.check", turns=[third])
    assert asked(*everything) == []


def test_per_cent_are_of_words_and_say_by_whom(desk: TextDesk) -> None:
    first, second, third = drafted(desk)
    bo = desk.member("Bo")

    def percent() -> int:
        with desk.view() as view:
            return hearing(view)[0].percent

    assert percent() == 0
    desk.do("turns.check", turns=[first])
    desk.step("turns.check", by=bo, turns=[second], speaker=False)
    assert percent() == 90  # ten words of eleven, and never rounded up
    with desk.view() as view:
        (one,) = hearing(view)
    assert (one.words, one.heard, one.drafts, one.unheard, one.guessed) == (11, 10, 3, 1, 2)
    assert {(each.member, each.turns, each.words) for each in one.by} == {
        (desk.actor, 1, 5),
        (bo, 1, 5),
    }
    with desk.view() as view:
        said = data.heard(Material(view)).text
    assert "90 %" in said
    assert "Anna" in said
    assert "Bo" in said
    desk.do("turns.check", turns=[third])
    assert percent() == 100
    assert per_cent(999, 1000) == 99
    assert per_cent(0, 0) == 0
