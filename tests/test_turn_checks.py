"""Who has heard a turn and who says whose it is: what confirms it, and what a change leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from heddle.study.sources import Speaker, Turn
from text_desk import TextDesk

MACHINE: dict[str, Any] = {"draft": True, "guessed": True}


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def drafted(desk: TextDesk, *turns: tuple[str, str]) -> list[str]:
    """Add a machine's transcript of these speakers and words; returns the turns' ids."""
    new = [{"speaker": who, "text": text, **MACHINE} for who, text in turns]
    source = desk.do("sources.add", name="FG1", turns=new)
    return [turn.id for turn in desk.find(Turn, "position", source=source)]


def checks(desk: TextDesk, turn: str) -> tuple[bool, str, bool]:
    """Draft, by whom it was heard, guessed."""
    held = desk.get(Turn, turn)
    assert bool(held.heard) == bool(held.heard_on)
    return held.draft, held.heard, held.guessed


def test_words_and_speaker_are_confirmed_together_or_apart(desk: TextDesk) -> None:
    both, words, who = drafted(desk, ("A", "one"), ("A", "two"), ("B", "three"))
    assert desk.do("turns.check", turns=[both, both]) == 1
    assert desk.do("turns.check", turns=[words], speaker=False) == 1
    assert desk.do("turns.check", turns=[who], words=False) == 1
    assert checks(desk, both) == (True, desk.actor, False)
    assert checks(desk, words) == (True, desk.actor, True)
    assert checks(desk, who) == (True, "", False)
    first = desk.get(Turn, both).heard_on
    bo = desk.member("Bo")
    assert desk.step("turns.check", by=bo, turns=[both]).result == 0
    assert (desk.get(Turn, both).heard, desk.get(Turn, both).heard_on) == (desk.actor, first)
    assert desk.do("turns.uncheck", turns=[both, words, who]) == 2
    assert checks(desk, both) == (True, "", False)
    assert desk.do("turns.uncheck", turns=[both], words=False, speaker=True) == 1
    assert checks(desk, both) == (True, "", True)


def test_a_person_confirms_and_says_what(desk: TextDesk) -> None:
    (turn,) = drafted(desk, ("A", "one"))
    desk.refuses("turns.check", "No turn", turns=[])
    desk.refuses("turns.check", "Neither", turns=[turn], words=False, speaker=False)
    anna, desk.actor = desk.actor, ""
    desk.refuses("turns.check", "A person confirms", turns=[turn])
    desk.actor = anna


def test_correcting_checks_nothing_and_a_split_keeps_what_was_heard(desk: TextDesk) -> None:
    heard, not_heard = drafted(desk, ("A", "one two"), ("A", "three four"))
    desk.do("turns.check", turns=[heard])
    for turn in (heard, not_heard):
        desk.do("turns.correct", turn=turn, text=desk.text(turn) + ".")
    assert checks(desk, heard) == (True, desk.actor, False)
    assert checks(desk, not_heard) == (True, "", True)
    speaker = desk.get(Turn, heard).speaker
    for turn, named in ((heard, None), (not_heard, None)):
        at = desk.text(turn).index(" ")
        new = desk.do("turns.split", turn=turn, at=at, speaker=named)
        assert checks(desk, new) == checks(desk, turn)
    third = desk.do("turns.split", turn=not_heard, at=2, speaker=speaker)
    assert checks(desk, third) == (True, "", False)  # who names the speaker has said who it is


def test_a_join_was_heard_only_if_both_were(desk: TextDesk) -> None:
    first, second, third, fourth = drafted(
        desk, ("A", "one"), ("A", "two"), ("A", "three"), ("A", "four")
    )
    bo = desk.member("Bo")
    desk.do("turns.check", turns=[first])
    desk.step("turns.check", by=bo, turns=[second], speaker=False)
    desk.do("turns.join", turn=first)
    assert checks(desk, first)[0] is checks(desk, first)[2] is True
    assert checks(desk, first)[1] in (desk.actor, bo)
    desk.do("turns.join", turn=first)
    assert second not in [t.id for t in desk.find(Turn)]
    assert checks(desk, first) == (True, "", True)
    assert desk.text(first) == "one\ntwo\nthree"
    assert third != fourth


def test_who_says_whose_label_it_is_confirms_its_turns(desk: TextDesk) -> None:
    turns = drafted(desk, ("A", "one"), ("A", "two"), ("B", "three"), ("C", "four"))
    names = {s.name: s.id for s in desk.find(Speaker)}

    def guessed() -> list[bool]:
        return [desk.get(Turn, turn).guessed for turn in turns]

    desk.do("speakers.join", speaker=names["B"], role="unknown")
    desk.do("speakers.rename", speaker=names["B"], name="Bee")
    assert guessed() == [True] * 4
    desk.do("speakers.join", speaker=names["A"], member=desk.actor, role="moderator")
    assert guessed() == [False, False, True, True]
    desk.do("speakers.rename", speaker=names["B"], name="A")
    assert guessed() == [False, False, False, True]
    desk.do("turns.assign", turns=[turns[0]], speaker=names["C"], guessed=True)
    assert guessed() == [True, False, False, True]
    desk.do("turns.assign", turns=[turns[0], turns[3]], speaker=names["C"])
    assert guessed() == [False] * 4
    desk.do("turns.assign", turns=[turns[0]], speaker="", guessed=True)
    assert guessed() == [False] * 4  # nobody is no guess
    desk.undo()


def test_a_turn_that_was_typed_is_no_draft(desk: TextDesk) -> None:
    (turn,) = desk.source("one")
    assert checks(desk, turn) == (False, "", False)
    source = desk.get(Turn, turn).source
    put = desk.do("turns.insert", source=source, text="two", draft=True, guessed=True)
    assert checks(desk, put) == (True, "", False)
