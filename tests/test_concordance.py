"""The places of all words in memory say what reading every turn says, whatever is written."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from findings_desk import FindingsDesk
from heddle.findings.corpus import corpus
from heddle.findings.query import concordance, spoken
from heddle.findings.query.found import find
from heddle.store import search
from heddle.study.query.language import Near, Words

# Words with accents of their own and put on, marks without a letter, letters that grow or shrink
# when they are made small or plain, low lines, digits that are none of ASCII, and other scripts.
PIECES = ("no", "No", "NO", "e\u0301n", "én", "\u0301", "İ", "ß", "SS", "a_b", "_", "½", "ſo", "so",
          "क्ष", "ﬁn", "🙂", "hope", "hopes", "Ærø", "aero", "ΑΣ", "ας", "x\u034f", "\u1e9b\u0323",
          "٣", "—", "don't", "\u00a8\u0301")  # fmt: skip
TEXT = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(("", " ", " ", " ", "\n", ", "))), max_size=9
).map(lambda parts: "".join(word + rest for word, rest in parts))
ASKED = ("no", "no no", "én", "en", "hop*", "so", "ss", "aero", "a", "a b", "क*", "ας", "fin", "½",
         "no no no", "i", "ſo hope")  # fmt: skip
WORDS = st.builds(Words, st.sampled_from(ASKED), st.booleans())
QUERY = st.one_of(WORDS, st.builds(Near, WORDS, WORDS, st.integers(0, 4)))


@pytest.fixture(autouse=True)
def every_turn_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the index propose all turns, so that what is read is the pattern's word alone."""
    monkeypatch.setattr(search, "texts", lambda connection, schema, cls, field, _terms: [
        (str(row[0]), str(row[1]))
        for row in connection.execute(
            schema.of(cls).table.select().with_only_columns(
                schema.of(cls).table.c.id, schema.of(cls).table.c[field]
            )
        )
    ])  # fmt: skip


def places(desk: FindingsDesk, query: Words | Near) -> list[tuple[int, int]]:
    with desk.view() as view:
        found = corpus(view)
        if isinstance(query, Near):
            part = spoken.near(view, found, query)
        else:
            part = spoken.spoken(view, found, query)
        return list(zip(part.start.tolist(), part.end.tolist(), strict=True))


def always(monkeypatch: pytest.MonkeyPatch, *, from_memory: bool) -> None:
    monkeypatch.setattr(search, "more_than", lambda *_: from_memory)


@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=2),
       st.lists(QUERY, min_size=4, max_size=12))  # fmt: skip
def test_memory_and_turns_say_the_same(talks: list[list[str]], queries: list[Words | Near]) -> None:
    desk = FindingsDesk()
    people = desk.group("1", "P1")
    for number, texts in enumerate(talks):
        desk.talk(f"FG{number}", people, *(("P1", text) for text in texts))
    with pytest.MonkeyPatch.context() as patch:
        always(patch, from_memory=False)
        read = [places(desk, query) for query in queries]
        always(patch, from_memory=True)
        known = [places(desk, query) for query in queries]
    for query, one, other in zip(queries, read, known, strict=True):
        assert one == other, (query, talks)


def test_what_is_corrected_is_found_as_it_reads_now(monkeypatch: pytest.MonkeyPatch) -> None:
    always(monkeypatch, from_memory=True)
    desk = FindingsDesk()
    turns = desk.talk("FG1", desk.group("1", "P1"), ("P1", "no hope"), ("P1", "no, no, no!"))
    with desk.view() as view:
        assert find(view, "no").counts.segments == 4
        assert find(view, '"no no"').counts.segments == 1
    desk.do("turns.correct", turn=turns[0], text="some hope")
    with desk.view() as view:
        assert find(view, "no").counts.segments == 3
        assert [row.words for row in find(view, "some").rows] == ["some"]
        assert concordance.known(view, corpus(view)) is not None
