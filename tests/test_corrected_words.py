"""What hangs on words goes with them: their times, marks and codings, through any corrections."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.study.codings import Coding
from heddle.study.sources import Turn, marks_of, timings_of
from text_desk import TextDesk

WORDS = ("we", "went", "hjem", "🙂", "and", "stayed", "ȧt", "home", "then", "slept")
PUT = "øh"
"""What corrections put between words: nothing else may change."""
STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "take", "split", "join"]), st.integers(0, 99)), max_size=8
)


def spoken(first: int, last: int) -> tuple[str, list[list[int]]]:
    """Some of the words with times that tell each of them."""
    text, timings = "", []
    for at in range(first, last):
        begin = len(text) + bool(text)
        text = f"{text} {WORDS[at]}".strip()
        timings.append([begin, len(text), at * 1000, at * 1000 + 500, 90])
    return text, timings


def without(text: str) -> list[str]:
    return [word for word in text.split() if word != PUT]


def test_times_marks_and_codings_stay_on_their_words() -> None:
    desk = TextDesk()
    code = desk.code()
    names = (f"FG{number}" for number in count(1))
    ends = st.integers(0, 8).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, 9)))

    @settings(max_examples=30, deadline=None)
    @given(STEPS, ends)
    def holds(steps: list[tuple[str, int]], coded: tuple[int, int]) -> None:
        _holds(desk, next(names), code, steps, coded)

    holds()
    desk.sound()
    desk.close()


def _holds(
    desk: TextDesk, name: str, code: str, steps: list[tuple[str, int]], coded: tuple[int, int]
) -> None:
    turns = []
    for first, last in ((0, 5), (5, 10)):
        text, timings = spoken(first, last)
        # Emphasis on the second word of each turn.
        mark = [5, timings[1][0], timings[1][1]]
        turns.append({"text": text, "timings": timings, "marks": [mark]})
    source = desk.do("sources.add", name=name, turns=turns)
    held = desk.find(Turn, "position", source=source)
    places = [(turn.id, *each[:2]) for turn in held for each in turn.timings]
    a, b = places[coded[0]], places[coded[1]]
    spot = {"turn": a[0], "start": a[1], "end_turn": b[0], "end": b[2]}
    (coding,) = desk.do("codings.add", codings=[{**spot, "code": code}])
    for what, number in steps:
        step(desk, source, what, number)
    held = desk.find(Turn, "position", source=source)
    assert without("\n".join(turn.text for turn in held)) == list(WORDS)
    timed = [(turn.text[t.start : t.end], t.begin) for turn in held for t in timings_of(turn)]
    assert [(word, at) for word, at in timed if word != PUT] == [
        (word, at * 1000) for at, word in enumerate(WORDS)
    ]
    marked = [turn.text[m.start : m.end] for turn in held for m in marks_of(turn)]
    assert without(" ".join(marked)) == [WORDS[1], WORDS[6]]
    assert not desk.get(Coding, coding).gone
    assert without(desk.covered(coding)) == list(WORDS[coded[0] : coded[1] + 1])


def step(desk: TextDesk, source: str, what: str, number: int) -> None:
    """Correct, split or join a turn, where that can be done."""
    held = desk.find(Turn, "position", source=source)
    turn = held[number % len(held)]
    gaps = [at for at, sign in enumerate(turn.text) if sign.isspace()]
    fields: dict[str, Any] = {"turn": turn.id}
    if what == "put":
        at = [0, *(gap + 1 for gap in gaps)][number % (len(gaps) + 1)]
        text = f"{turn.text[:at]}{PUT} {turn.text[at:]}"
        desk.do("turns.correct", text=text, **fields)
    elif what == "take" and f"{PUT} " in turn.text:
        desk.do("turns.correct", text=turn.text.replace(f"{PUT} ", "", 1), **fields)
    elif what == "split" and gaps:
        desk.do("turns.split", at=gaps[number % len(gaps)], **fields)
    elif what == "join" and turn.id != held[-1].id:
        desk.do("turns.join", **fields)
