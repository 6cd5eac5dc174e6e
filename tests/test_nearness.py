"""Nearness: vectors kept once, passages in the order of an honest count, who is not quoted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings_desk import FindingsDesk
from heddle.errors import Refused
from heddle.findings.nearness import Nearness, texts_of
from heddle.meaning.vectors import SAVE_EACH, Library, nearest
from heddle.store.derived import STUDY, Derived

KNOWN = ("ward", "home", "early", "bread", "fresh", "nurse", "asked", "nobody")


class Counting:
    """An encoder whose vectors are counts of eight words, so that what is near can be counted."""

    digest = "c0" * 32

    def __init__(self):
        self.read = []

    def passages(self, texts):
        self.read.extend(texts)
        return [self._of(text) for text in texts]

    def of(self, text):
        counts = np.array([text.lower().split().count(word) for word in KNOWN], np.float32)
        return counts / max(1, np.linalg.norm(counts))

    def _of(self, text):
        # A slash parts two passages.
        places, at = [], 0
        for part in text.split("/"):
            if part.strip():
                places.append((at, at + len(part)))
            at += len(part) + 1
        rows = [self.of(text[start:end]) for start, end in places]
        return places, np.array(rows, np.float32).reshape(-1, len(KNOWN))


@pytest.fixture
def desk():
    desk = FindingsDesk()
    one = desk.group("G1", "P1", "P2")
    desk.turns = desk.talk(
        "One", one,
        ("M", "ward home early ward home early"),
        ("P1", "the ward sent me home too early"),
        ("P2", "bread was fresh / the ward sent home early again"),
        ("P1", "home early"),
        ("P2", "nobody asked the nurse about home"),
    )  # fmt: skip
    two = desk.group("G2", "P3")
    desk.turns += desk.talk(
        "Two", two,
        ("P3", "🙂 bread that is not fresh"),
        ("P3", "they send us home early from the ward"),
    )  # fmt: skip
    return desk


@pytest.fixture
def encoder():
    return Counting()


@pytest.fixture
def library(tmp_path, encoder):
    return Library(Derived(tmp_path / "derived"), encoder)


def words(found):
    return [hit.words.strip() for hit in found.rows]


def asked(desk, library, ask):
    with desk.view() as view:
        library.encode(texts_of(view))
        return ask(Nearness(view, library))


def test_passages_come_in_the_order_of_nearness_without_the_team_and_without_crumbs(
    desk, library, encoder
):
    found = asked(desk, library, lambda n: n.like(encoder.of("ward home early"), limit=3))
    assert words(found) == [
        "the ward sent me home too early",
        "the ward sent home early again",
        "they send us home early from the ward",
    ]
    # A place is where the words are: the second passage of its turn.
    place = found.rows[1].place
    assert (place.turn, place.start, place.end) == (desk.turns[2], 17, 48)
    assert found.waiting == 0
    team = asked(desk, library, lambda n: n.like(encoder.of("ward home early"), team=True, limit=1))
    assert words(team) == ["ward home early ward home early"]


def test_like_a_place_leaves_its_own_turn_out(desk, library):
    found = asked(desk, library, lambda n: n.like_place(desk.turns[5], 2, 7, limit=1))
    assert words(found) == ["bread was fresh"]
    assert found.examples == 1


def test_near_a_code_but_not_coded_with_it_or_below_it(desk, library):
    code = desk.do("codes.add", name="Sent home")
    below = desk.do("codes.add", name="Too early", parent=code)
    desk.mark(code, desk.turns[1])
    desk.mark(below, desk.turns[2], 17)
    found = asked(desk, library, lambda n: n.like_codes([code], wanted="uncoded", limit=2))
    assert found.examples == 2
    assert words(found) == [
        "they send us home early from the ward",
        "nobody asked the nurse about home",
    ]


def test_who_is_not_quoted_on_a_code_or_on_a_theme_that_it_feeds(desk, library):
    code = desk.do("codes.add", name="Sent home")
    theme = desk.do("themes.add", name="Leaving", codes=[code])
    desk.mark(code, desk.turns[1])
    ask = lambda n: n.like_codes([code], wanted="unquoted")  # noqa: E731
    assert [one.participant for one in asked(desk, library, ask).people] == ["P1", "P2", "P3"]
    desk.do("quotes.add", turn=desk.turns[1], start=0, end=8, theme=theme)
    people = asked(desk, library, ask).people
    assert [(one.participant, one.group) for one in people] == [("P2", "G1"), ("P3", "G2")]
    assert people[0].rows[0].words.strip() == "the ward sent home early again"
    of_theme = asked(desk, library, lambda n: n.codes_of_theme(theme))
    assert of_theme == [code]


def test_a_code_without_extracts_and_unread_words_are_refused_in_words(desk, library):
    code = desk.do("codes.add", name="Empty")
    with pytest.raises(Refused, match="Nothing is coded"):
        asked(desk, library, lambda n: n.like_codes([code], wanted="all"))
    with desk.view() as view:
        fresh = Library(Derived(library._derived.folder / "other"), Counting())
        unread = Nearness(view, fresh)
        with pytest.raises(Refused, match="not been read"):
            unread.like_place(desk.turns[1], 0, 3)
        assert unread.like(np.ones(len(KNOWN), np.float32)).waiting == len(desk.turns)


@given(
    st.lists(st.sampled_from(["ward home", "bread", "x / ward", "", "🙂 early"]), max_size=8),
    st.lists(st.sampled_from(["ward home", "nurse", "asked / nobody"]), max_size=8),
)
@settings(max_examples=30)
def test_each_text_is_read_once_and_what_is_gone_is_forgotten(tmp_path_factory, first, second):
    folder = tmp_path_factory.mktemp("vectors")
    encoder = Counting()
    library = Library(Derived(folder), encoder)
    assert library.encode(first)
    again = Library(Derived(folder), encoder)
    assert again.missing(first) == 0
    assert again.encode(second)
    assert sorted(encoder.read) == sorted({*first} | {*second})
    assert (
        again.of(second).vectors.tolist()
        == Library(Derived(folder), encoder).of(second).vectors.tolist()
    )
    assert again.missing(first) == len({*first} - {*second})


def test_a_run_that_is_stopped_keeps_what_was_read_and_a_broken_file_is_made_anew(
    tmp_path, encoder, library
):
    texts = [f"ward {n}" for n in range(200)]
    assert len(texts) < SAVE_EACH
    parts = []
    assert not library.encode(texts, progress=parts.append, stopped=lambda: len(parts) == 2)
    derived = Derived(tmp_path / "derived")
    assert Library(derived, encoder).missing(texts) == 200 - 128
    assert parts == [64 / 200, 128 / 200]
    name = derived.names(STUDY)[0]
    derived.keep(STUDY, name, derived.read(STUDY, name)[:-4])
    assert Library(derived, encoder).missing(texts) == 200


def test_near_one_of_two_meanings_of_a_code_is_near_the_code():
    examples = np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 1, 1]]
    passages = np.eye(4, dtype=np.float32)[[0, 1, 2]]
    assert nearest(passages, examples).tolist() == [1.0, 1.0, 0.0]
    assert nearest(passages, passages[0]).tolist() == [1.0, 0.0, 0.0]
