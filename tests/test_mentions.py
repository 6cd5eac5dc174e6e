"""Names are found however they are written, at word borders, and nothing else is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.text.mentions import Mentions, phrase_key

words = st.text("abcdeæøåéöß ", min_size=2, max_size=12).filter(lambda w: phrase_key(w) != "")
around = st.text(" .,;!?\n–", max_size=3)


def found(phrase: str, text: str) -> list[str]:
    return [text[m.start : m.end] for m in Mentions([phrase]).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("Karen Hansen", "så sagde karen  hansen det", ["karen  hansen"]),
        ("Søren", "Soeren, SÖREN og Søren", ["Soeren", "SÖREN", "Søren"]),
        ("Åge", "A\u030age og Aage", ["A\u030age", "Aage"]),
        ("Karen", "Karens bil, Karen's car, Karen’s", ["Karen", "Karen", "Karen"]),
        ("Hans", "Hans' bil", ["Hans"]),
        ("O'Brien", "O’Brien came", ["O’Brien"]),
        ("Anne-Marie", "Anne Marie var der", ["Anne Marie"]),
        ("Bo", "Bob, Boet, elbo", []),
        ("Lund", "Lund👩‍👩‍👧Lund", ["Lund", "Lund"]),
        ("Ann", "Ann\u200dn", []),
    ],
)
def test_a_name_is_found_as_people_write_it(phrase: str, text: str, there: list[str]) -> None:
    assert found(phrase, text) == there


def test_the_longer_of_two_names_is_taken() -> None:
    mentions = Mentions(["Karen", "Karen Marie Jensen"])
    text = "Karen Marie Jensen og Karen"
    assert [(m.phrase, text[m.start : m.end]) for m in mentions.find(text)] == [
        (1, "Karen Marie Jensen"),
        (0, "Karen"),
    ]


@given(words, around, around)
@settings(max_examples=60)
def test_a_phrase_is_found_between_signs_in_any_case_and_form(
    phrase: str, before: str, after: str
) -> None:
    for written in (phrase, phrase.upper(), unicodedata.normalize("NFD", phrase)):
        text = f"{before}{written}{after}"
        spans = [(m.start, m.end) for m in Mentions([phrase]).find(text)]
        bare = written.strip()
        assert any(phrase_key(text[a:b]) == phrase_key(bare) for a, b in spans), (text, spans)


@given(st.lists(words, max_size=4), st.text("abcdeæøå s'\n", max_size=60))
@settings(max_examples=60)
def test_what_is_found_is_in_order_apart_and_on_word_borders(names: list[str], text: str) -> None:
    done = 0
    for mention in Mentions(names).find(text):
        assert done <= mention.start < mention.end <= len(text)
        assert not text[mention.start - 1 : mention.start].isalnum() or mention.start == 0
        behind = text[mention.end : mention.end + 2]
        # A genitive -s may follow, and then no letter.
        assert not behind[:1].isalnum() or (behind[0] == "s" and not behind[1:].isalnum())
        done = mention.end
