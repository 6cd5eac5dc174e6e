"""Transcribing by hand: words as they are typed, times, speakers, and ids that a window chose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heddle.errors import Refused
from heddle.log.ids import new_id
from heddle.study.codings import Coding
from heddle.study.seen import Overtaken
from heddle.study.sources import Speaker, Turn, timings_of
from heddle.text.timing import Timed
from text_desk import TextDesk


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def test_typing_goes_on_from_the_words_that_it_saw(desk: TextDesk) -> None:
    (turn,) = desk.source("so we")
    coding = desk.coding(desk.code(), turn, "we")
    desk.do("turns.write", turn=turn, was="so we", text="so we wait 🙂")
    desk.do("turns.write", turn=turn, was="so we wait 🙂", text="so then we wait 🙂 for")
    assert desk.text(turn) == "so then we wait 🙂 for"
    assert desk.covered(coding) == "we"
    assert desk.get(Coding, coding).words == ""


def test_what_another_window_wrote_is_never_written_over(desk: TextDesk) -> None:
    (turn,) = desk.source("one")
    ben = desk.member("Ben")
    desk.step("turns.write", by=ben, turn=turn, was="one", text="one two")
    with pytest.raises(Overtaken) as refused:
        desk.do("turns.write", turn=turn, was="one", text="one three")
    assert refused.value.clash.theirs == "one two"
    assert refused.value.clash.by == ben
    assert "Ben has changed" in refused.value.problem
    desk.do("turns.write", turn=turn, was="one two", text="one two three")
    # The same person in two windows is told as well.
    with pytest.raises(Overtaken, match="Another window of yours"):
        desk.do("turns.write", turn=turn, was="one two", text="one two four")
    assert desk.text(turn) == "one two three"


def test_words_that_stand_there_already_are_no_step(desk: TextDesk) -> None:
    (turn,) = desk.source("one")
    assert desk.step("turns.write", turn=turn, was="", text="one").gesture == ""


def test_a_window_goes_on_in_a_turn_that_it_named_itself(desk: TextDesk) -> None:
    (turn,) = desk.source("one two")
    second, third = new_id(), new_id()
    assert desk.do("turns.split", turn=turn, at=4, new=second, start=61.5) == second
    source = desk.get(Turn, turn).source
    desk.do("turns.insert", source=source, after=second, text="", new=third, start=70.0)
    desk.do("turns.write", turn=third, was="", text="three")
    turns = desk.find(Turn, "position", source=source)
    assert [(t.id, t.text, t.start) for t in turns] == [
        (turn, "one", None), (second, "two", 61.5), (third, "three", 70.0),
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["", "taken", "dropped", "no id", "capitals"])
def test_a_chosen_id_is_new_for_ever(desk: TextDesk, asked: str) -> None:
    first, second = desk.source("one two", "three")
    source = desk.get(Turn, first).source
    desk.do("turns.drop", turn=second)
    ids = {"taken": first, "dropped": second, "no id": "x" * 36, "capitals": new_id().upper()}
    if asked:
        with pytest.raises(Refused, match=r"was, a record|is none"):
            desk.do("turns.insert", source=source, text="four", new=ids[asked])
    else:
        assert desk.do("turns.insert", source=source, text="four", new="") not in ids.values()


def test_the_time_of_a_turn_and_of_a_word_in_it(desk: TextDesk) -> None:
    (turn,) = desk.source("well 🙂 yes it was")
    desk.do("turns.stamp", turn=turn, seconds=12.25)
    desk.do("turns.stamp", turn=turn, seconds=15.5, at=len("well 🙂 "))
    desk.do("turns.stamp", turn=turn, seconds=15.75, at=len("well 🙂 ye"))  # the same word
    stands = desk.get(Turn, turn)
    assert stands.start == 12.25
    assert timings_of(stands) == [Timed(7, 10, 15750, 15750)]
    # The time is the word's: it moves with it, and begins the turn that is split off there.
    desk.do("turns.write", turn=turn, was=stands.text, text="well well 🙂 yes it was")
    made = desk.do("turns.split", turn=turn, at=len("well well 🙂 "), start=99.0)
    assert desk.get(Turn, made).start == 15.75
    desk.do("turns.stamp", turn=turn, seconds=None)
    assert desk.get(Turn, turn).start is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"seconds": -1.0}, "time"),
        ({"seconds": 1e12}, "time"),
        ({"seconds": 3.0, "at": 9}, "no-word"),
        ({"seconds": None, "at": 1}, "no-word"),
    ],
)
def test_a_time_that_cannot_be(desk: TextDesk, fields: dict[str, object], code: str) -> None:
    (turn,) = desk.source("one two  ")
    with pytest.raises(Refused) as refused:
        desk.do("turns.stamp", turn=turn, **fields)
    assert refused.value.code == code


def test_a_speaker_who_is_added_while_listening(desk: TextDesk) -> None:
    (turn,) = desk.source("one")
    source = desk.get(Turn, turn).source
    chosen = new_id()
    desk.do("speakers.add", source=source, name=" P3 ", role="participant", id=chosen)
    desk.do("turns.assign", turns=[turn], speaker=chosen)
    assert desk.get(Speaker, chosen).name == "P3"
    assert desk.get(Turn, turn).speaker == chosen
    with pytest.raises(Refused, match="already a speaker of this source called “P3”"):
        desk.do("speakers.add", source=source, name="p3")


def test_forty_turns_go_to_another_speaker_in_one_step(desk: TextDesk) -> None:
    turns = desk.source(*(f"turn {n}" for n in range(40)))
    source = desk.get(Turn, turns[0]).source
    first, second = (desk.do("speakers.add", source=source, name=n) for n in ("P1", "P2"))
    desk.do("turns.assign", turns=turns, speaker=first)
    done = desk.step("turns.assign", turns=turns, speaker=second)
    assert {desk.get(Turn, turn).speaker for turn in turns} == {second}
    desk.undo(done.gesture)
    assert {desk.get(Turn, turn).speaker for turn in turns} == {first}
