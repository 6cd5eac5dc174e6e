"""Code points, UTF-16 units, UTF-8 bytes and words: Python's own codecs are the referee."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.text.units import OffsetMap, clean, lone_surrogate, words

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TRICKY = st.lists(
    st.sampled_from(
        ["a", " ", "\n", "å", "e\u0301", "☕", "🙂", "🇩🇰", "👩‍👩‍👧", "שלום", "\u202e", "\0"]
    ),
    max_size=20,
).map("".join)


@given(TEXTS | TRICKY)
def test_every_offset_agrees_with_the_codecs_and_comes_back(text):
    offsets = OffsetMap(text)
    for point in range(len(text) + 1):
        utf16 = len(text[:point].encode("utf-16-le")) // 2
        utf8 = len(text[:point].encode())
        assert offsets.to_utf16(point) == utf16
        assert offsets.to_utf8(point) == utf8
        assert offsets.from_utf16(utf16) == point
        assert offsets.from_utf8(utf8) == point
    assert offsets.utf16_length == offsets.to_utf16(offsets.length)
    assert offsets.utf8_length == offsets.to_utf8(offsets.length)


@given(TEXTS | TRICKY)
def test_offsets_inside_a_character_are_refused(text):
    offsets = OffsetMap(text)
    whole16 = {offsets.to_utf16(point) for point in range(len(text) + 1)}
    whole8 = {offsets.to_utf8(point) for point in range(len(text) + 1)}
    for unit in set(range(offsets.utf16_length + 1)) - whole16:
        with pytest.raises(ValueError, match="inside a character"):
            offsets.from_utf16(unit)
    for unit in set(range(offsets.utf8_length + 1)) - whole8:
        with pytest.raises(ValueError, match="inside a character"):
            offsets.from_utf8(unit)


@pytest.mark.parametrize("direction", ["to_utf16", "from_utf16", "to_utf8", "from_utf8"])
@pytest.mark.parametrize("offset", [-1, 100])
def test_offsets_outside_the_text_are_refused(direction, offset):
    with pytest.raises(ValueError, match="outside"):
        getattr(OffsetMap("hej 🙂"), direction)(offset)


def test_the_family_of_the_catalogue_of_bad_input():
    # security.md section 3: five code points, eight UTF-16 units
    offsets = OffsetMap("👩\u200d👩\u200d👧")
    assert (offsets.length, offsets.utf16_length) == (5, 8)


@given(TRICKY | st.text(st.sampled_from("a\r\n\x0b\x0c\u2028\u2029\ufeff"), max_size=12))
def test_cleaning_leaves_one_kind_of_line_end_and_is_done_once(text):
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\r\x0b\x0c\u2028\u2029")


def test_cleaning_touches_nothing_but_line_ends_and_the_mark():
    assert clean("\ufeffa\r\nb\rc\u2028d\n\ne") == "a\nb\nc\nd\n\ne"
    assert clean("cafe\u0301  \u202eabc\ufeff") == "cafe\u0301  \u202eabc\ufeff"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("don't re-do 3.5 things", 4),
        ("ja – nej (...) 🙂 -", 2),
        ("Sygeplejersken\u00a0sagde\nnej", 3),
        ("_ __ a_b", 1),
    ],
)
def test_words_hold_a_letter_or_a_digit(text, count):
    assert words(text) == count


def test_a_lone_surrogate_is_found_where_it_stands():
    assert lone_surrogate("ab🙂") is None
    assert lone_surrogate("ab\ud83dc") == 2
