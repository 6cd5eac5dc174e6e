"""Co-occurrence in a study: which codings count, and what is said where a figure is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from findings_desk import FindingsDesk
from heddle.errors import Refused
from heddle.findings.code_pair import pair
from heddle.findings.cooccurring import Base, CoAsk, matrix


@pytest.fixture(name="desk")
def desk_fixture() -> Iterator[FindingsDesk]:
    desk = FindingsDesk()
    yield desk
    desk.close()


def study(desk: FindingsDesk) -> tuple[str, str, list[str]]:
    """Hope and Work overlap once in what a participant said, and once in what the moderator did."""
    desk.do("study.describe", title="Study", approach="codebook")
    people = desk.group("FG1", "P1", "P2")
    turns = desk.talk("FG1", people, ("M", "Hope and work?"), ("P1", "Hope is work here."),
                      ("P2", "Work it is."), ("P1", "Only hope."))  # fmt: skip
    hope, work = desk.code("Hope"), desk.code("Work")
    desk.code("Unused")
    desk.mark(hope, turns[0])
    desk.mark(work, turns[0])
    marks = [desk.mark(hope, turns[1], 0, 7), desk.mark(work, turns[1], 5, 12)]
    marks += [desk.mark(work, turns[2]), desk.mark(hope, turns[3])]
    return hope, work, marks


def test_each_base_counts_what_it_says_and_leaves_the_moderator_out(desk: FindingsDesk) -> None:
    hope, _, _ = study(desk)
    told: dict[Base, tuple[list[float], float, float]] = {
        "pairs": ([2.0, 2.0], 1.0, 1 / 3),
        "characters": ([17.0, 18.0], 2.0, 2 / 33),
        "segments": ([2.0, 2.0], 0.0, 0.0),
        "turns": ([2.0, 2.0], 1.0, 1 / 3),
        "sources": ([1.0, 1.0], 1.0, 1.0),
    }
    for base, (own, shared, coefficient) in told.items():
        with desk.view() as view:
            made = matrix(view, CoAsk(base=base))
        assert [code.label for code in made.codes] == ["Hope", "Work"], "unused codes stay away"
        assert [code.own for code in made.codes] == own, base
        assert made.shared[0][1] == made.shared[1][0] == shared, base
        assert made.coefficient is not None
        assert made.coefficient[0][1] == pytest.approx(coefficient), base
    with desk.view() as view:
        everybody = matrix(view, CoAsk(base="pairs", moderator=True))
        assert everybody.shared[0][1] == 2.0
        with pytest.raises(Refused, match="seconds cannot be told"):
            matrix(view, CoAsk(base="seconds"))
        only = matrix(view, CoAsk(codes=[hope]))
        assert [code.label for code in only.codes] == ["Hope"]


def test_two_codes_in_detail(desk: FindingsDesk) -> None:
    hope, work, marks = study(desk)
    with desk.view() as view:
        made = pair(view, hope, work, CoAsk(), within=1)
        with pytest.raises(Refused):
            pair(view, hope, hope, CoAsk())
    assert (made.same, made.within, made.around, made.crosses) == (0, 0, 0, 1)
    assert made.codings == [marks[0]]
    assert [each.words for each in made.extracts] == ["Hope is"]
    by_base = {each.base: each for each in made.bases}
    turns = by_base["turns"]
    assert (turns.given_one, turns.given_other, turns.lift, turns.whole) == (0.5, 0.5, 1.0, 4.0)
    assert "seconds cannot be told" in by_base["seconds"].why
    assert by_base["seconds"].coefficient is None
    near = {each.unit: each for each in made.distances}
    assert (near["turns"].followed, near["turns"].median_gap) == (1, 1.0)
    assert near["characters"].followed is None
    assert made.expected is not None
    assert made.p is not None
    assert 0 < made.p <= 1


def test_a_reflexive_study_sees_what_overlaps_and_no_coefficient(desk: FindingsDesk) -> None:
    hope, work, marks = study(desk)
    desk.do("method.change", approach="reflexive", why="We read differently now.")
    with desk.view() as view:
        made = matrix(view, CoAsk())
        detail = pair(view, hope, work, CoAsk())
    assert made.coefficient is None
    assert made.shared[0][1] == 1.0
    assert "does not decide what it means" in made.why
    assert (detail.p, detail.expected, detail.codings) == (None, None, [marks[0]])
    assert all(each.coefficient is None and each.lift is None for each in detail.bases)


def test_a_study_without_codings_is_an_empty_answer(desk: FindingsDesk) -> None:
    one, other = desk.code("One"), desk.code("Other")
    with desk.view() as view:
        assert matrix(view, CoAsk()).codes == []
        detail = pair(view, one, other, CoAsk())
    assert (detail.p, detail.codings) == (None, [])
    assert all(each.coefficient is None for each in detail.bases)
