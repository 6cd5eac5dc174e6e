"""Words and sentences in English and Danish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.text.segment import sentences, snap, tokens, trim

PIECES = ["Ja", "nej", "f.eks", "Dr", "3", "I", "I'm", "cafe\u0301", "🙂", "...", "  ", "10:30"]
TALK = st.lists(
    st.sampled_from([*PIECES, *".…?!\"»«(),-' \n"]),
    max_size=25,
).map("".join)
TEXTS = TALK | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXTS)
def test_sentences_and_tokens_tile_the_text(text):
    for tiles in (sentences(text), tokens(text)):
        assert "".join(text[tile[0] : tile[1]] for tile in tiles) == text
        assert all(tile[0] < tile[1] for tile in tiles)


@given(TEXTS)
def test_words_hold_no_white_space_and_every_letter_is_in_a_word(text):
    for start, end, word in tokens(text):
        if word:
            assert not any(character.isspace() for character in text[start:end])
        else:
            assert not any(character.isalnum() for character in text[start:end])


@given(TEXTS, st.data())
def test_snapping_covers_the_choice_on_word_borders_and_once_is_enough(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = snap(text, start, end)
    chosen = trim(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert first <= chosen.start
    assert last >= chosen.end or not text[start:end].strip()
    if first < last:
        assert snap(text, first, last) == (first, last)
        inner = {tile.start for tile in tokens(text) if tile.word}
        for tile in tokens(text):
            if tile.word:
                assert not tile.start < first < tile.end
                assert not tile.start < last < tile.end
        assert inner or not text[first:last].isalnum()


def cut(text):
    return [text[start:end].strip() for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi havde f.eks. Anna med. Så gik vi.", ["Vi havde f.eks. Anna med.", "Så gik vi."]),
        ("Det er bl.a. Peter, dvs. ham.", ["Det er bl.a. Peter, dvs. ham."]),
        ("Dr. Hansen kom kl. 10.30. Godt.", ["Dr. Hansen kom kl. 10.30.", "Godt."]),
        ("Te, kaffe osv. Vi drak det.", ["Te, kaffe osv.", "Vi drak det."]),
        ("Te osv. og kage.", ["Te osv. og kage."]),
        ("Den 3. maj kom J. Smith.", ["Den 3. maj kom J. Smith."]),
        ("So do I. Then we left.", ["So do I.", "Then we left."]),
        ("Well... I think so. Well... maybe", ["Well... I think so.", "Well... maybe"]),
        ("Jeg... Altså… Nej.", ["Jeg...", "Altså…", "Nej."]),
        ("Hvad? nej! Jo.", ["Hvad?", "nej!", "Jo."]),
        ('He said "Really?" she asked. Fine.', ['He said "Really?" she asked.', "Fine."]),
        ("Han sagde »ja.« Hun gik.", ["Han sagde »ja.«", "Hun gik."]),
        ("First line\n\nsecond line", ["First line", "second line"]),
        ("It cost 3.5 kr. a piece.", ["It cost 3.5 kr. a piece."]),
        ("I like art. See no. 5 and fig. 2.", ["I like art.", "See no. 5 and fig. 2."]),
        ("1. Hvad er håb?\n2. (Og tid?)", ["1. Hvad er håb?", "2. (Og tid?)"]),
        ("Kl. 9. Så gik vi. «Ja.»", ["Kl. 9.", "Så gik vi.", "«Ja.»"]),
        ("Stå op. Kom ind.", ["Stå op.", "Kom ind."]),
    ],
)
def test_sentences_as_people_read_them(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't re-do f.eks. 3.5", ["don't", "re-do", "f.eks", "3.5"]),
        ("and/or yes,but end.Then", ["and", "or", "yes", "but", "end", "Then"]),
        ("cafe\u0301er på øen 🙂", ["cafe\u0301er", "på", "øen"]),
        ("kl. 10:30, P1's", ["kl", "10:30", "P1's"]),
    ],
)
def test_words_as_people_read_them(text, expected):
    assert [text[start:end] for start, end, word in tokens(text) if word] == expected


SENTENCE = "Det recovery   hjalp"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (5, 7, "recovery"),  # inside a word
        (3, 13, "recovery"),  # white space around is left out
        (4, 14, "recovery"),
        (1, 6, "Det recovery"),
        (6, 6, "recovery"),  # a caret in a word is the word
        (12, 12, "recovery"),  # at its end too
        (0, 0, "Det"),
        (13, 13, ""),  # in white space there is nothing
        (13, 15, ""),
    ],
)
def test_snapping_as_people_select(start, end, expected):
    first, last = snap(SENTENCE, start, end)
    assert SENTENCE[first:last] == expected


def test_punctuation_that_was_chosen_stays_chosen():
    text = "Nej! (måske)"
    assert snap(text, 0, 4) == (0, 4)
    assert snap(text, 5, 8) == (5, 11)


def test_a_choice_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="does not lie within"):
        snap("abc", 2, 9)
