"""The query language: what is written reads as the same query, and mistakes have a place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.study.query.language import (
    FIELDS,
    RELATIONS,
    ROLES,
    SEQUENCES,
    And,
    Attribute,
    Is,
    Made,
    Near,
    Not,
    Or,
    Query,
    Related,
    Whole,
    Words,
    each,
)
from heddle.study.query.reading import read
from heddle.study.query.tokens import QueryProblem
from heddle.study.query.writing import written

VALUES = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda s: s.strip()),
    st.sampled_from(["and", "not", "#01a2", ">40", "1..2", '"', 'a"b', "(", "x:y", "“a”", "turn"]),
)
SPOKEN = VALUES.filter(lambda s: any(c.isalnum() for c in s))
NUMBERS = st.integers(-9, 200).map(str) | st.sampled_from(["1.5", "0.25"])
DATES = st.sampled_from(["2026", "2026-03", "2026-03-14"])
WORDS = st.builds(Words, SPOKEN, st.booleans())
FIELD = st.sampled_from([field for field in FIELDS if field != "role"])
ATOMS: st.SearchStrategy[Query] = st.one_of(
    st.builds(Is, FIELD, VALUES),
    st.builds(Is, st.just("role"), st.sampled_from(ROLES)),
    WORDS,
    st.builds(Near, WORDS, WORDS, st.integers(0, 20)),
    st.builds(Attribute, VALUES, st.just("="), VALUES),
    st.builds(Attribute, VALUES, st.sampled_from([">", ">=", "<", "<="]), NUMBERS),
    st.builds(Attribute, VALUES, st.just(".."), NUMBERS, NUMBERS),
    st.builds(lambda day: Made(day, day), DATES),
    st.builds(Made, DATES | st.just(""), st.just("2027")),
)


def deeper(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    plain = [relation for relation in RELATIONS if relation not in SEQUENCES]
    return st.one_of(
        st.builds(Not, parts),
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Whole, st.sampled_from(["turn", "source"]), parts),
        st.builds(Related, parts, st.sampled_from(plain), parts, st.booleans()),
        st.builds(
            Related,
            parts,
            st.sampled_from(sorted(SEQUENCES)),
            parts,
            st.booleans(),
            st.integers(0, 90).map(float) | st.just(2.5),
            st.sampled_from(["turns", "seconds"]),
        ),
    )


QUERIES = st.recursive(ATOMS, deeper, max_leaves=8)


@settings(max_examples=60)
@given(QUERIES)
def test_a_query_that_is_written_reads_as_itself(query: Query) -> None:
    assert read(written(query)) == query


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("hope", Words("hope")),
        ('"a new hope"', Words("a new hope")),
        ("„håb”", Words("håb")),
        ("folded:mode*", Words("mode*", folded=True)),
        ("code:A and not code:B", And((Is("code", "A"), Not(Is("code", "B"))))),
        ("CODE:A AND code:B or x", Or((And((Is("code", "A"), Is("code", "B"))), Words("x")))),
        ("a near/5 b", Near(Words("a"), Words("b"), 5)),
        ("participant.age:>40", Attribute("age", ">", "40")),
        ("participant.age:40..60", Attribute("age", "..", "40", "60")),
        ('participant."lives alone":yes', Attribute("lives alone", "=", "yes")),
        ("made:2026-01..2026-03", Made("2026-01", "2026-03")),
        ("made:..2026-03", Made("", "2026-03")),
        ("code:A not within group:1", Related(Is("code", "A"), "within", Is("group", "1"), True)),
        (
            "code:A followed by code:B within 20 seconds",
            Related(Is("code", "A"), "followed by", Is("code", "B"), distance=20.0, unit="seconds"),
        ),
        ("turn(hope)", Whole("turn", Words("hope"))),
        ("turn and words:and", And((Words("turn"), Words("and")))),
    ],
)
def test_what_people_write(text: str, means: Query) -> None:
    assert read(text) == means


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", 0, "not finished"),
        ("code:A code:B", 7, "and, or"),
        ("trust leader", 6, "between quotation marks"),
        ("code:A overlap code:B", 7, "overlapping"),
        ("(code:A", 0, "never closed"),
        ("code:A)", 6, "closes nothing"),
        ('words:"a', 6, "never closed"),
        ("code:", 0, "no value"),
        ("cod:A", 0, "no field"),
        ("code:A followed code:B", 16, "by"),
        ("code:A followed by code:B within code:C", 33, "a number"),
        ("code:A within code:B within code:C", 21, "brackets"),
        ("code:A near/3 b", 0, "between words"),
        ("role:king", 5, "moderator"),
        ("made:soon", 5, "not a date"),
        ("participant.age:>old", 16, "no number"),
        ("code:A and", 10, "code:"),
        ('words:"..."', 6, "letter"),
        ("(" * 60 + "a", 41, "levels"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: int, says: str) -> None:
    with pytest.raises(QueryProblem) as told:
        read(text)
    assert told.value.start == place
    assert says in str(told.value)


@settings(max_examples=60)
@given(st.text(max_size=40) | st.lists(st.sampled_from(
    ["code:", "A", "and", "not", "(", ")", '"', "within", "3", "turns", "followed by", "near/2"]
)).map(" ".join))  # fmt: skip
def test_no_text_does_anything_but_read_or_be_refused(text: str) -> None:
    problem = None
    try:
        query = read(text)
    except QueryProblem as told:
        problem = told
    if problem is None:
        assert read(written(query)) == query
        assert list(each(query))
    else:
        assert 0 <= problem.start <= problem.end <= len(text)
