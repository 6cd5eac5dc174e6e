"""The unitizing alphas: published figures, a slow and plain oracle, laws, and bad input."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heddle.analysis.unitizing import compute
from heddle.errors import Refused

FEW = settings(max_examples=25, deadline=None)


def segments(coder, text):
    """Read “1-7:a” as code points 1 to 7, both included."""
    found = []
    for part in text.split():
        place, code = part.split(":")
        first, last = place.split("-")
        found.append((coder, int(first) - 1, int(last), code))
    return found


BOOK = [
    *segments("Alex", "1-7:1 8-13:2 31-32:5 33-37:6 38-44:6 45-60:7"),
    *segments("Paul", "1-7:1 8-13:3 14-21:5 33-44:6"),
    *segments("Suzan", "1-7:1 8-13:4 14-21:5 33-37:6 38-41:6 42-44:6"),
]
K2004 = [
    *segments("i", "76-145:c 221-250:c 31-90:k 151-200:k"),
    *segments("j", "71-150:c 206-225:c 251-270:c 31-90:k 151-200:k"),
]


def test_krippendorff_2019_figure_12_11():
    """Content Analysis, 4th ed., p. 340: .510, .413, .724; exact figures by hand from eq. 32-38."""
    found = compute(BOOK, 60)
    assert found.value == pytest.approx(0.510, abs=0.0005)
    assert found.family["|u"].value == pytest.approx(0.413, abs=0.001)
    assert found.family["cu"].value == pytest.approx(0.724, abs=0.002)
    exact = [found.family[name].value for name in ("u", "|u", "cu")]
    assert exact == pytest.approx([0.50998, 0.41360, 0.72556], abs=0.00001)
    by_code = {code: one.value for code, one in found.codes.items()}
    assert by_code == pytest.approx(
        {"1": 1.0, "2": 0.0, "3": 0.0, "4": 0.0, "5": 1.0, "6": 1.0, "7": None}, abs=1e-9
    )
    assert found.codes["5"].indices["coverage"] == pytest.approx(8 / 18)
    assert found.codes["7"].indices["coverage"] == 0
    assert "no other coder" in found.codes["7"].reason
    assert (found.coders, found.units, found.version) == (3, 16, "2016")


def test_krippendorff_2004_page_254():
    found = compute(K2004, 300, version="2004")
    assert found.value == pytest.approx(0.8591, abs=0.0005)
    assert found.by_category == pytest.approx({"c": 0.7286, "k": 1.0}, abs=0.0001)
    assert found.version == "2004"
    assert "1995/2004" in found.method


@pytest.mark.parametrize(
    ("one", "other", "observed"),
    [
        ("3-10:x 15-20:x", "5-8:x 16-17:x", 0.03125),
        ("1-18:x", "1-2:x 3-3:x 4-4:x 5-5:x 6-6:x 7-9:x 10-10:x", 2.26736),
        ("3-8:x 11-12:x 15-18:x 21-22:x", "1-2:x 5-8:x 11-14:x 17-18:x 21-22:x", 0.02777),
        ("1-2:x 3-10:x 11-14:x 15-20:x 21-24:x", "1-4:x 5-8:x 9-15:x 16-17:x 18-24:x", 0.38715),
    ],
)
def test_krippendorff_1995_page_57(one, other, observed):
    found = compute([*segments(1, one), *segments(2, other)], 24, version="1995")
    assert found.observed == pytest.approx(observed, abs=0.00001)


# --- A slow and plain oracle -------------------------------------------------------------------
@st.composite
def continua(draw, coders=3, length=14):
    found = []
    for coder in range(draw(st.integers(2, coders))):
        at = 0
        while at < length - 1 and draw(st.booleans()):
            start = draw(st.integers(at, length - 1))
            end = draw(st.integers(start + 1, length))
            found.append((coder, start, end, draw(st.sampled_from("xyz"))))
            at = end
    return found, length


def laid(found, length, coders):
    """The value and unit of every point for every coder; gaps are units of one point."""
    lines = []
    for coder in coders:
        line = [(0, ("gap", coder, point)) for point in range(length)]
        for place, (who, start, end, code) in enumerate(found):
            for point in range(start, end):
                if who == coder:
                    line[point] = (code, place)
        lines.append(line)
    return lines


def by_points(found, length):
    """u and |u by counting pairs of points, of which no two may be of one unit."""
    coders = sorted({one[0] for one in found})
    lines = laid(found, length, coders)
    points = [point for line in lines for point in line]
    drawn = [(a, b) for a in points for b in points if a[1] != b[1]]
    seen = [(a[p], b[p]) for a, b in permutations(lines, 2) for p in range(length)]
    values = []
    for alike in (lambda a, b: a[0] == b[0], lambda a, b: (a[0] == 0) == (b[0] == 0)):
        observed = sum(alike(a, b) for a, b in seen) / len(seen)
        chance = sum(alike(a, b) for a, b in drawn) / len(drawn)
        values.append(None if chance == 1 else (observed - chance) / (1 - chance))
    return values


@FEW
@given(continua())
def test_u_is_what_counting_points_gives(made):
    found, length = made
    assume(len({one[0] for one in found}) > 1)
    answer = compute(found, length)
    u, relevant = by_points(found, length)
    assert answer.value == pytest.approx(u, abs=1e-9)
    assert answer.family["|u"].value == pytest.approx(relevant, abs=1e-9)


def coded_by_points(found, length):
    """cu and (k)u by points that two coders coded, pair of coders by pair."""
    coders = sorted({one[0] for one in found})
    lines = laid(found, length, coders)
    codes = sorted({one[3] for one in found})
    seen = {(c, k): 0.0 for c in codes for k in codes}
    own = dict.fromkeys(codes, 0.0)
    share = 1 / (len(coders) - 1)
    for a, b in permutations(lines, 2):
        units: dict = {}
        for (value, unit), (other, _) in zip(a, b, strict=True):
            if value and other:
                seen[value, other] += share
                units[value, unit] = units.get((value, unit), 0) + 1
        for (value, _), size in units.items():
            own[value] += share * size**2
    margin = {c: sum(seen[c, k] for k in codes) for c in codes}
    total = sum(margin.values())
    room = total - sum(own.values()) / total if total else 0
    if room <= 1e-9:
        return None, {}
    chance = {
        (c, k): (margin[c] * margin[k] - (own[c] if c == k else 0)) / room
        for c in codes for k in codes
    }  # fmt: skip
    apart = total - sum(seen[c, c] for c in codes)
    by_chance = sum(chance.values()) - sum(chance[c, c] for c in codes)
    each = {}
    for k in codes:
        other = sum(chance[k, c] for c in codes if c != k)
        if margin[k] and other > 1e-9:
            whole = sum(chance[k, c] for c in codes)
            each[k] = 1 - whole / margin[k] * (margin[k] - seen[k, k]) / other
    return None if by_chance <= 1e-9 else 1 - apart / by_chance, each


@FEW
@given(continua())
def test_cu_is_what_counting_coded_points_gives(made):
    found, length = made
    assume(len({one[0] for one in found}) > 1)
    answer = compute(found, length)
    cu, each = coded_by_points(found, length)
    if cu is not None:
        assert answer.family["cu"].value == pytest.approx(cu, abs=1e-9)
    for code, value in each.items():
        assert answer.codes[code].value == pytest.approx(value, abs=1e-9)


# --- Laws --------------------------------------------------------------------------------------
@FEW
@given(continua(), st.permutations("xyz"), st.integers(2, 5), st.randoms())
def test_names_order_and_nothing_else_change_nothing(made, names, times, random):
    found, length = made
    assume(len({one[0] for one in found}) > 1)
    called = dict(zip("xyz", names, strict=True))
    other = [(f"coder {9 - who}", start, end, called[code]) for who, start, end, code in found]
    random.shuffle(other)
    one, two = compute(found, length), compute(other, length)
    mirrored = compute([(w, length - e, length - s, c) for w, s, e, c in found], length)
    for name in ("u", "|u", "cu"):
        assert one.family[name].value == pytest.approx(two.family[name].value)
        assert one.family[name].value == pytest.approx(mirrored.family[name].value)
    del times


@FEW
@given(continua(), st.sampled_from(["2016", "2004"]))
def test_an_answer_is_a_number_up_to_one_or_a_reason(made, version):
    found, length = made
    answer = compute(found, length, version=version)
    for one in [answer, *answer.family.values(), *answer.codes.values()]:
        assert (one.value is None) == bool(one.reason)
        assert one.value is None or one.value <= 1 + 1e-9


def test_perfect_agreement_is_one():
    text = "2-4:x 6-9:y 12-12:x"
    found = compute([*segments(1, text), *segments(2, text), *segments(3, text)], 14)
    assert [one.value for one in found.family.values()] == pytest.approx([1, 1, 1])
    older = compute([*segments(1, text), *segments(2, text)], 14, version="2004")
    assert older.value == 1


def test_chance_is_near_zero():
    random = np.random.default_rng(2)
    found = []
    for coder in range(3):
        cuts = np.sort(random.choice(60_000, 4_000, replace=False))
        codes = random.integers(0, 5, 2_000)
        found += [(coder, int(a), int(b), int(c)) for a, b, c in zip(cuts[::2], cuts[1::2], codes,
                                                                     strict=True)]  # fmt: skip
    answer = compute(found, 60_000, breaks=range(1_000, 60_000, 1_000))
    for one in answer.family.values():
        assert abs(one.value) < 0.03
        assert one.interval[0] < one.value < one.interval[1]
    assert "60 stretches" in answer.interval_method


def test_documents_are_cut_apart():
    whole = compute([(1, 0, 10, "x"), (2, 0, 10, "x"), (2, 12, 14, "y")], 20)
    apart = compute([(1, 0, 10, "x"), (2, 0, 10, "x"), (2, 12, 14, "y")], 20, breaks=[5])
    by_hand = compute(
        [(1, 0, 5, "x"), (1, 5, 10, "x"), (2, 0, 5, "x"), (2, 5, 10, "x"), (2, 12, 14, "y")], 20
    )
    assert apart.value == pytest.approx(by_hand.value)
    assert apart.value != pytest.approx(whole.value)


def test_a_coder_who_coded_nothing_counts_if_named():
    found = [("A", 0, 4, "x"), ("B", 0, 4, "x"), ("B", 6, 8, "y")]
    assert compute(found, 10, coders=["A", "B", "C"]).value < compute(found, 10).value


@pytest.mark.parametrize(
    ("found", "length", "why"),
    [
        ([], 10, "no segments"),
        ([("A", 0, 4, "x")], 10, "one coder"),
        ([("A", -1, 4, "x"), ("B", 0, 4, "x")], 10, "begins before 0"),
        ([("A", 6, 4, "x"), ("B", 0, 4, "x")], 10, "ends before it begins"),
        ([("A", 4, 4, "x"), ("B", 0, 4, "x")], 10, "is empty"),
        ([("A", 4, 11, "x"), ("B", 0, 4, "x")], 10, "10 long"),
        ([("A", 0, float("nan"), "x"), ("B", 0, 4, "x")], 10, "missing"),
        ([("A", 0, None, "x"), ("B", 0, 4, "x")], 10, "missing"),
        ([("A", 0, "four", "x"), ("B", 0, 4, "x")], 10, "are numbers"),
        ([("A", 0, 4), ("B", 0, 4)], 10, "(coder, start, end, code)"),
        ([("A", 0, 4, "x"), ("A", 3, 6, "y"), ("B", 0, 4, "x")], 10, "overlap, 0 to 4 and 3 to 6"),
        ([("A", 0, 4, "x"), ("B", 0, 4, "x")], 0, "above 0"),
        ([("A", 0, 4, "x"), ("B", 0, 4, "x")], float("nan"), "above 0"),
        ([("A", 0, 10, "x"), ("B", 0, 10, "x")], 10, "nothing varies"),
        ([("A", 0, 4, ["x"]), ("B", 0, 4, "x")], 10, "text or a number"),
    ],
)
@pytest.mark.parametrize("version", ["2016", "2004"])
def test_bad_input_is_explained(found, length, why, version):
    answer = compute(found, length, version=version)
    if version == "2004" and ("overlap" in why or "nothing varies" in why):
        return
    assert answer.value is None
    assert why in answer.reason


def test_the_older_version_has_its_own_reasons():
    halves = [("A", 0, 4.5, "x"), ("B", 0, 4, "x")]
    assert "whole numbers" in compute(halves, 10, version="2004").reason
    twice = [("A", 0, 4, "x"), ("A", 3, 6, "x"), ("B", 0, 4, "x")]
    assert "overlap" in compute(twice, 10, version="2004").reason


def test_nobody_coded_anything_and_no_common_place():
    nobody = compute([], 10, coders=["A", "B"])
    assert "Nobody coded" in nobody.reason
    apart = compute([("A", 0, 4, "x"), ("B", 6, 8, "y")], 10)
    assert apart.value < 0
    assert "No place was coded by two" in apart.family["cu"].reason
    unused = compute([("A", 0, 4, "x"), ("B", 0, 4, "x")], 10, codes=["x", "z"])
    assert unused.codes["z"].reason == "Nobody used this code."


def test_an_unknown_version_is_refused():
    with pytest.raises(Refused, match="2013"):
        compute([], 10, version="2013")
