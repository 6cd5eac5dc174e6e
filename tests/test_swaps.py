"""Swapping words: nothing outside changes, nothing inside is left, every offset has a way back."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.text.splice import Splice
from heddle.text.swaps import settled, swap

texts = st.text("ab👩‍é \n", max_size=40)
places = st.integers(-3, 45)
swaps = st.lists(st.builds(Splice, places, places, st.sampled_from(["[A]", "[👩]", "[long one]"])))


@given(texts, swaps)
@settings(max_examples=60)
def test_nothing_outside_changes_and_the_length_follows(text: str, asked: list[Splice]) -> None:
    done = swap(text, asked)
    at = 0
    rest = done.text
    for start, end, words in settled(asked, len(text)):
        kept = text[at:start]
        assert rest.startswith(kept + words)
        rest = rest[len(kept) + len(words) :]
        at = end
    assert rest == text[at:]
    assert len(done.text) == len(text) + sum(len(w) - (e - s) for s, e, w in done.forth)


@given(texts, swaps)
@settings(max_examples=60)
def test_settled_swaps_are_in_order_apart_and_cover_all_that_was_asked(
    text: str, asked: list[Splice]
) -> None:
    done = settled(asked, len(text))
    assert all(a.end <= b.start for a, b in itertools.pairwise(done))
    wanted = {i for s, e, _ in asked for i in range(max(0, s), min(e, len(text)))}
    assert wanted == {i for s, e, _ in done for i in range(s, e)}
    assert done == settled(done, len(text))
    assert done == settled(reversed(asked), len(text))


@given(texts, swaps, places, places)
@settings(max_examples=60)
def test_a_stretch_goes_there_and_back_and_only_grows_to_whole_swaps(
    text: str, asked: list[Splice], a: int, b: int
) -> None:
    start, end = sorted((min(max(0, a), len(text)), min(max(0, b), len(text))))
    done = swap(text, asked)
    low, high = done.there(start, end)
    assert 0 <= low <= high <= len(done.text)
    first, last = done.here(low, high)
    assert first <= start
    assert end <= last
    if not any(s < end and start < e for s, e, _ in done.forth):
        assert done.text[low:high] == text[start:end]
    inside = [s for s in done.forth if s.start < end and start < s.end]
    grown = set(range(start, end)) | {i for s in inside for i in range(s.start, s.end)}
    assert set(range(first, last)) <= grown


@given(texts, swaps)
@settings(max_examples=60)
def test_the_way_back_gives_the_text_as_it_was(text: str, asked: list[Splice]) -> None:
    done = swap(text, asked)
    assert swap(done.text, done.back).text == text
