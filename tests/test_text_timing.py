"""Times of words follow their words through corrections: the same way as every other anchor."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from heddle.text import splice, timing
from heddle.text.timing import Timed

texts = st.lists(st.sampled_from(["ja", "nej", "og", "så", "\U0001f642", ",", "mange"]), max_size=9)


def words_of(text: str) -> list[Timed]:
    made, missed = timing.found(
        ((word, 10 * i, 10 * i + 9, i) for i, word in enumerate(text.split())), text
    )
    assert missed == 0
    return made


@settings(max_examples=60)
@given(texts, texts)
@example(["ja", "nej"], ["nej"])
def test_a_corrected_turn_has_the_times_that_a_coding_on_each_word_would_have(old, new):
    before, after = " ".join(old), " ".join(new)
    edits = splice.edit(before, after)
    timed = words_of(before)
    expected = []
    for each in timed:
        start, end, _ = splice.move(each.start, each.end, edits)
        if after[start:end].strip():
            expected.append(each._replace(start=start, end=end))
    assert timing.moved(timed, edits, after) == expected


@settings(max_examples=40)
@given(texts, st.data())
def test_what_is_cut_in_two_and_joined_again_has_its_times(said, data):
    text = " ".join(said)
    timed = words_of(text)
    cut = data.draw(st.sampled_from([0, *(each.end for each in timed)]))
    first, second = timing.within(timed, 0, cut), timing.within(timed, cut, len(text))
    assert [*first, *timing.shifted(second, cut)] == timed


@settings(max_examples=60)
@given(st.lists(st.builds(Timed, *[st.integers(-3, 12)] * 4), max_size=5), st.integers(0, 10))
def test_only_times_that_fit_the_words_are_read(timed, length):
    kept = timing.fitting(timed, length)
    edges = [edge for each in kept for edge in (each.start, each.end)]
    assert edges == sorted(edges)
    assert all(0 <= e.start < e.end <= length and 0 <= e.begin <= e.finish for e in kept)
    assert timing.fitting(kept, length) == kept


def test_words_that_are_not_in_the_text_or_have_no_time_are_counted():
    told = [
        ("Hej", 0, 5, 90),
        ("nix", 5, 6, -1),
        ("med", 9, 8, -1),
        (" ", 0, 1, -1),
        ("dig", 7, 9, 5),
    ]
    assert timing.found(told, "Hej med dig") == ([Timed(0, 3, 0, 5, 90), Timed(8, 11, 7, 9, 5)], 3)
