"""Retrieval: what a query finds, held against sets of characters; counts, lines, coding it all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findings_desk import FindingsDesk
from heddle.client import Study, create, create_on_server
from heddle.errors import Refused
from heddle.findings.corpus import corpus
from heddle.findings.query.code_all import plan
from heddle.findings.query.context import in_context
from heddle.findings.query.found import Found, find
from heddle.findings.query.meaning import Meaning
from heddle.study.codings import Coding
from heddle.study.queries import SavedQuery, saved_queries
from heddle.study.query.language import (
    RELATIONS,
    SEQUENCES,
    And,
    Is,
    Near,
    Not,
    Or,
    Query,
    Related,
    Whole,
    Words,
)
from heddle.study.query.writing import written
from query_oracle import Oracle

CODES = ("A", "B")
PEOPLE = ("M", "P1", "P2")
SPOKEN = ("hope", "Hope", "hopes", "møde", "mode", "Måtte", "a", "don't", "—", "ære", "3.5")
TEXTS = st.lists(st.sampled_from(SPOKEN), max_size=5).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from(PEOPLE), TEXTS), min_size=1, max_size=4)
CODINGS = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.integers(0, 7),
        st.integers(0, 2),
        st.sampled_from((0, 0, 4, 5)),
        st.sampled_from((4, 5, 9, 99)),
        st.sampled_from(("Anna", "Bo")),
    ),
    min_size=1,
    max_size=6,
)
ASKED_FOR = ("hope", "hop*", "mode", "møde", "matte", "don t", "aere")
WORDS = st.builds(Words, st.sampled_from(ASKED_FOR), st.booleans())
ATOMS: st.SearchStrategy[Query] = st.one_of(
    st.builds(Is, st.just("code"), st.sampled_from(CODES)),
    st.builds(Is, st.just("code"), st.sampled_from(CODES)),
    st.builds(Is, st.just("speaker"), st.sampled_from(PEOPLE)),
    st.builds(Is, st.just("coder"), st.sampled_from(("Anna", "Bo"))),
    WORDS,
    st.builds(Near, WORDS, WORDS, st.integers(0, 3)),
)


def deeper(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    # Who coded is asked beside codes: that narrows them (tested apart is what it means alone).
    inner = parts.filter(lambda q: not (isinstance(q, Is) and q.field == "coder"))
    by = st.builds(Is, st.just("coder"), st.sampled_from(("Anna", "Bo")))
    code = st.builds(Is, st.just("code"), st.sampled_from(CODES))
    return st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.tuples(inner, inner)),
        st.builds(And, st.tuples(code, by)),
        st.builds(And, st.tuples(inner, code, by)),
        st.builds(Or, st.tuples(parts, inner)),
        st.builds(Whole, st.just("turn"), inner),
        st.builds(
            Related,
            inner,
            st.sampled_from(["overlapping", "within", "containing"]),
            inner,
            st.booleans(),
        ),
        st.builds(
            Related,
            inner,
            st.sampled_from(["followed by", "preceded by"]),
            inner,
            st.booleans(),
            st.integers(0, 3).map(float),
        ),
    )


ALWAYS = [
    Related(Is("code", "A"), relation, right, distance=distance)
    for relation in RELATIONS
    for right in (Is("code", "A"), Is("code", "B"), Words("hop*"))
    for distance in ((0.0, 1.0) if relation in SEQUENCES else (1.0,))
]
QUERIES = st.lists(st.recursive(ATOMS, deeper, max_leaves=5), min_size=6, max_size=20)


@settings(max_examples=20)
@given(st.lists(TURNS, min_size=1, max_size=2), CODINGS, QUERIES)
def test_queries_find_what_sets_of_characters_say(
    talks: list[list[tuple[str, str]]], codings: list[tuple[Any, ...]], queries: list[Query]
) -> None:
    desk = FindingsDesk()
    bo = desk.member("Bo")
    codes = {name: desk.code(name) for name in CODES}
    people = desk.group("1", "P1", "P2")
    sources = [desk.talk(f"FG{at}", people, *said) for at, said in enumerate(talks)]
    turns = [turn for source in sources for turn in source]
    for code, at, over, start, end, coder in codings:
        source = sources[at % len(sources)]
        first = at % len(source)
        last = min(first + over, len(source) - 1)
        begin = min(start, len(desk.text(source[first])))
        stop = min(end, len(desk.text(source[last])))
        words = desk.text(source[first])[begin:] if first != last else ""
        if first == last:
            words = desk.text(source[first])[begin:stop]
        if words.strip():
            who = bo if coder == "Bo" else desk.actor
            desk.mark(codes[code], source[first], begin, stop, source[last], who)
    oracle = Oracle(desk)
    assert len(turns) == len(oracle.turns)
    with desk.view() as view:
        meaning = Meaning(view, corpus(view))
        for query in queries:
            found = meaning.of(query)
            ends = zip(*(array.tolist() for array in found), strict=True)
            got = {frozenset(range(start, end)) for start, end in ends}
            assert got == oracle.of(query), written(query)
            assert len(got) == len(found.start)


# --- A study that can be read in one look ------------------------------------------------------


class Told(FindingsDesk):
    """Two groups who speak of hope, coded by two."""

    def __init__(self) -> None:
        super().__init__()
        self.bo = self.member("Bo")
        one = self.group("1", "P1", "P2")
        two = self.group("2", "P3")
        self.first = self.talk(
            "FG1", one,
            ("M", "What gives you hope?"),
            ("P1", "My leader gives me hope. I trust her."),
            ("P2", "I have no hope at all."),
        )  # fmt: skip
        self.second = self.talk("FG2", two, ("M", "And you?"), ("P3", "Mit møde gav håb."))
        self.hope, self.trust = self.code("Hope"), self.code("Trust in the leader")
        self.mark(self.hope, self.first[1], 0, 24)
        self.mark(self.hope, self.first[2], 0, 22, coder=self.bo)
        self.mark(self.trust, self.first[1], 0, 37)
        self.mark(self.hope, self.second[0], 0, 8, coder=self.bo)

    def found(self, query: str, **options: Any) -> Found:
        with self.view() as view:
            return find(view, query, **options)

    def words(self, query: str, **options: Any) -> list[str]:
        return [row.words for row in self.found(query, **options).rows]


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


def test_counts_leave_the_moderator_out_unless_asked(told: Told) -> None:
    counts = told.found("hope or code:Hope").counts
    assert (counts.segments, counts.left_out) == (4, 2)
    assert (counts.turns, counts.speakers, counts.participants, counts.groups) == (2, 2, 2, 1)
    whole = told.found("hope or code:Hope", team=True).counts
    assert (whole.segments, whole.left_out, whole.turns, whole.sources) == (6, 0, 4, 2)
    assert whole.speakers == 2  # a moderator is no voice, counted in or not


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("code:hope and coder:Anna", ["My leader gives me hope."]),
        ("code:Hope and not coder:Anna", ["I have no hope at all."]),
        ('"trust in the leader"', []),
        ('hope within code:"trust in the leader"', ["hope"]),
        ("code:Hope not overlapping leader", ["I have no hope at all."]),
        ("trust followed by no within 1 turns", ["trust"]),
        ("trust followed by no within 0 turns", []),
        ("leader near/2 hope", ["leader gives me hope"]),
        ("hope and group:1 and participant.number:2", ["hope"]),
        ("participant.number:>=2", ["I have no hope at all."]),
        ("folded:mode", ["møde"]),
        ("mode", []),
        ("folded:hab", ["håb"]),
        ("role:participant and source:FG2", ["Mit møde gav håb."]),
        ("made:1999", []),
        ("hope and made:9999-12", []),
    ],
)
def test_what_is_found(told: Told, query: str, words: list[str]) -> None:
    assert told.words(query) == words


@pytest.mark.parametrize("query", ["code:Nobody", "group:9", "speaker:X", "participant.shoe:44",
                                   "question:Why", "theme:T", "coder:Cecilie"])  # fmt: skip
def test_what_is_not_there_is_told(told: Told, query: str) -> None:
    with pytest.raises(Refused) as refused:
        told.found(query)
    assert refused.value.code == "query-name"
    assert refused.value.hint


def test_lines_are_sorted_by_the_words_on_either_side(told: Told) -> None:
    with told.view() as view:
        lines = in_context(view, "hope", words=2, sort="left").lines
        assert [(x.left, x.words, x.right) for x in lines] == [
            ("gives me ", "hope", ". I"),
            ("have no ", "hope", " at all."),
        ]
        right = in_context(view, "hope", words=1, sort="right", team=True).lines
        assert [x.right for x in right] == [".", "?", " at"]
        assert len(in_context(view, "hope", team=True, offset=2, limit=5).lines) == 1


def test_a_memo_and_a_note_lead_to_the_talk_they_are_about() -> None:
    told = Told()
    told.do("memos.add", text="A turning point", about=[told.first[2]])
    told.do("memos.add", text="On turning", title="Code", about=[told.trust])
    assert told.words("memo:turn*") == [
        "My leader gives me hope. I trust her.",
        "I have no hope at all.",
    ]
    coding = next(c.id for c in told.codings() if c.coder == told.bo)
    told.do("codings.note", coding=coding, note="irony?")
    assert told.found("memo:irony", team=True).counts.segments == 1


def test_all_that_is_found_is_coded_in_one_step_and_undone() -> None:
    told = Told()
    before = len(told.codings())
    for unit, words in (("words", "hope"), ("sentence", "My leader gives me hope."),
                        ("turn", "My leader gives me hope. I trust her.")):  # fmt: skip
        with told.view() as view:
            found = plan(view, "hope", code=told.trust, coder=told.actor, unit=unit)  # type: ignore[arg-type]
        if unit == "turn":
            assert (len(found.codings), found.already) == (1, 1)
            continue
        told.do("codings.add", codings=[_plain(c) for c in found.codings])
        assert [told.covered(c.id) for c in told.codings()][before] == words
        assert len(told.codings()) == before + 2
        told.undo()
    assert len(told.codings()) == before
    with told.view() as view, pytest.raises(Refused) as nothing:
        plan(view, "nobody", code=told.hope, coder=told.actor)
    assert nothing.value.code == "query-empty"


def _plain(coding: Any) -> dict[str, Any]:
    return {name: getattr(coding, name) for name in coding.__struct_fields__}


def test_a_saved_query_outlives_renaming_and_merging() -> None:
    told = Told()
    saved = told.do("queries.save", name="Hope, by Bo", text="code:Hope and coder:Bo", why="Look")
    kept = told.get(SavedQuery, saved).text
    assert told.hope in kept
    assert "Hope" not in kept
    told.do("codes.change", code=told.hope, name="Light ahead")

    def shown() -> str:
        with told.view() as view:
            return saved_queries(view)[0].text

    assert shown() == 'code:"Light ahead" and coder:Bo'
    assert told.words(kept) == ["I have no hope at all."]
    told.do("codes.merge", codes=[told.hope], into=told.trust)
    assert shown() == 'code:"Trust in the leader" and coder:Bo'
    assert told.words(kept) == ["I have no hope at all."]
    with pytest.raises(Refused, match="already"):
        told.do("queries.save", name="hope, by bo", text="hope")
    with pytest.raises(Refused, match="no code"):
        told.do("queries.save", name="Other", text="code:Nobody")
    told.do("queries.rename", query=saved, name="Light")
    told.do("queries.save", query=saved, name="Light", text="hope")
    assert shown() == "words:hope"
    told.do("queries.drop", query=saved)
    assert told.find(SavedQuery) == []


def test_codes_of_one_name_are_told_apart_by_their_path() -> None:
    told = Told()
    below = told.code("Hope", parent=told.trust)
    with pytest.raises(Refused) as refused:
        told.found("code:Hope")
    assert "Trust in the leader > Hope" in refused.value.hint
    told.mark(below, told.first[2], 0, 6)
    assert told.words('code:"trust in the leader > hope"') == ["I have"]
    assert len(told.words('code:"Trust in the leader"')) == 2


# --- The same on both databases ----------------------------------------------------------------

TRICKY = [
    "Møde og/eller mode, MÅTTE! well-being; e-mail a@b.dk http://x.dk/hope <hope> 3.5",
    "don’t stop: hope—hope … hope_full «lære» Ærlig straße cafe\u0301 ｈope",
    "naïve Åse, øl 2e5 1st O'Neill",
]
ASKED = (
    *[
        "eller",
        "og",
        "mode",
        "folded:mode",
        "folded:matte",
        "well",
        "being",
        "b",
        "hope",
        "hop*",
        "don",
        "folded:laere",
    ],
    *[
        "folded:aer*",
        "folded:strasse",
        "folded:cafe",
        "cafe",
        "folded:naive",
        "folded:ase",
        "folded:ol",
    ],
    *("2e5", "1st", "neill", "full", '"well being"', '"3 5"'),
)


def _places(study: Study) -> dict[str, list[tuple[int, int]]]:
    study.do("sources.add", name="S", turns=[{"text": text} for text in TRICKY])
    answers = {}
    with study.view() as view:
        for query in ASKED:
            rows = find(view, query).rows
            answers[query] = [(row.number, row.place.start) for row in rows]
    return answers


def test_both_databases_find_the_same_words(
    tmp_path: Path, postgres_url: str, postgres_schema: str
) -> None:
    with create(tmp_path / "s", title="S") as study:
        here = _places(study)
    with create_on_server(postgres_url, postgres_schema, title="S", media=tmp_path / "m") as study:
        there = _places(study)
    assert here == there
    assert here["folded:mode"] == [(1, 0), (1, 14)]
    assert here["mode"] == [(1, 14)]
    assert here["folded:matte"] == [(1, 20)]
    assert len(here["hope"]) == 5
    assert [query for query, places in here.items() if not places] == ["cafe"]


def test_a_coding_whose_words_are_gone_is_not_found() -> None:
    told = Told()
    told.do("turns.correct", turn=told.first[2], text="")
    assert any(coding.gone for coding in told.find(Coding))
    assert told.words("code:Hope") == ["My leader gives me hope."]
