"""What agreement must do whatever the data: laws, other people's programs, and bad input."""

from __future__ import annotations

import importlib
import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heddle.analysis import intervals, presence
from heddle.analysis.agreement import compute
from heddle.analysis.coefficients import COEFFICIENTS
from heddle.analysis.multivalued import expected_difference
from heddle.errors import Refused

NOMINAL = [name for name, one in COEFFICIENTS.items() if not one.two]
CHANCE = [name for name in NOMINAL if not name.startswith(("percent", "holsti"))]
VALUES = st.sampled_from([None, "a", "b", "c"])
FEW = settings(max_examples=25, deadline=None)


def tables(coders=3, values=VALUES):
    row = st.lists(values, min_size=coders, max_size=coders)
    return st.lists(row, min_size=2, max_size=14)


def value(rows, name, **options):
    return compute(rows, name, interval=None, categories=["a", "b", "c"], **options).value


def same(one, other):
    return (one is None and other is None) or one == pytest.approx(other, abs=1e-9)


@FEW
@given(tables(), st.sampled_from(NOMINAL), st.permutations(range(3)), st.randoms())
def test_the_order_of_coders_and_units_does_not_matter(rows, name, order, random):
    shuffled = [[row[place] for place in order] for row in rows]
    random.shuffle(shuffled)
    assert same(value(rows, name), value(shuffled, name))


@FEW
@given(tables(), st.sampled_from(NOMINAL), st.permutations("abc"))
def test_what_values_are_called_does_not_matter(rows, name, names):
    called = {**dict(zip("abc", names, strict=True)), None: None}
    renamed = [[called[cell] for cell in row] for row in rows]
    assert same(value(rows, name), value(renamed, name))


@FEW
@given(tables(), st.sampled_from(NOMINAL))
def test_a_value_is_never_above_one_and_has_no_reason(rows, name):
    found = compute(rows, name, categories=["a", "b", "c"], resamples=20)
    assert (found.value is None) == bool(found.reason)
    if found.value is not None:
        assert found.value <= 1 + 1e-12
        assert math.isfinite(found.value)
    if found.interval:
        assert found.interval[0] <= found.interval[1] <= 1 + 1e-12


@FEW
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=12), st.sampled_from(NOMINAL))
def test_perfect_agreement_is_one(units, name):
    found = compute([[unit] * 3 for unit in units], name, categories=list("abc"))
    if len(set(units)) == 1 and name in CHANCE:
        assert found.value is None
        assert "nothing varies" in found.reason
    else:
        assert found.value == 1


@FEW
@given(
    tables(),
    st.sampled_from(
        [
            n
            for n in NOMINAL
            if n not in {"fleiss", "bennett", "holsti", "conger", "gwet_ac1", "gwet_ac2"}
        ]
    ),
)
def test_units_with_one_rating_change_nothing_where_pairs_are_compared(rows, name):
    assert same(value(rows, name), value([*rows, ["a", None, None]], name))


@pytest.mark.parametrize("name", CHANCE)
def test_chance_is_near_zero(name):
    random = np.random.default_rng(5)
    found = compute(random.integers(0, 4, (20_000, 3)), name)
    assert abs(found.value) < 0.02
    assert abs(np.mean(found.interval)) < 0.02


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    random, held = np.random.default_rng(6), 0
    for _ in range(40):
        low, high = compute(random.integers(0, 3, (400, 2)), "alpha", resamples=300).interval
        held += low < 0 < high
    assert held >= 34


@FEW
@given(tables(coders=2), st.sampled_from(["cohen", "scott", "fleiss", "krippendorff", "gwet_ac1"]))
def test_lists_arrays_and_codes_give_the_same(rows, name):
    places = {"a": 0.0, "b": 1.0, "c": 2.0, None: math.nan}
    numbers = np.array([[places[cell] for cell in row] for row in rows])
    plain = compute(rows, name, interval=None)
    assert same(plain.value, compute(numbers, name, interval=None).value)
    masked = np.ma.masked_invalid(numbers)
    assert same(plain.value, compute(masked, name, interval=None).value)


@FEW
@given(tables(), st.sampled_from(NOMINAL))
def test_no_weights_and_equal_weights_are_one(rows, name):
    assume(COEFFICIENTS[name].weighted)
    assert same(value(rows, name), value(rows, name, weights=np.eye(3).tolist()))


# --- Other people's programs -------------------------------------------------------------------
def oracle(name):
    return importlib.import_module(name)


def rated(seed, units, coders, values, missing=0.0):
    random = np.random.default_rng(seed)
    truth = random.integers(0, values, (units, 1))
    found = np.where(random.random((units, coders)) < 0.6, truth,
                     random.integers(0, values, (units, coders)))  # fmt: skip
    return np.where(random.random((units, coders)) < missing, np.nan, found.astype(float))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_alpha_is_that_of_krippendorff_for_python(level, missing):
    data = rated(2, 120, 4, 5, missing)
    theirs = oracle("krippendorff").alpha(data.T, level_of_measurement=level)
    assert compute(data, "alpha", level=level, interval=None).value == pytest.approx(theirs)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_cohen_is_that_of_scikit_learn(weights):
    data = rated(3, 200, 2, 4).astype(int)
    theirs = oracle("sklearn.metrics").cohen_kappa_score(*data.T, weights=weights)
    assert compute(data, "cohen", weights=weights, interval=None).value == pytest.approx(theirs)


def test_fleiss_and_randolph_are_those_of_statsmodels():
    data = rated(4, 150, 5, 4).astype(int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = oracle("statsmodels.stats.inter_rater")
    counts, _ = theirs.aggregate_raters(data)
    for name, method in (("fleiss", "fleiss"), ("randolph", "randolph")):
        expected = theirs.fleiss_kappa(counts, method=method)
        assert compute(data, name, interval=None).value == pytest.approx(expected)


def test_nltk_agrees():
    data = rated(6, 40, 3, 3).astype(int)
    rows = [(f"c{c}", str(u), str(v)) for u, line in enumerate(data) for c, v in enumerate(line)]
    task = oracle("nltk.metrics.agreement").AnnotationTask(data=rows)
    for name, theirs in (("light", task.kappa()), ("conger", task.multi_kappa()),
                         ("fleiss", task.pi()), ("bennett", task.S()), ("alpha", task.alpha()),
                         ("percent", task.avg_Ao())):  # fmt: skip
        assert compute(data, name, interval=None).value == pytest.approx(theirs), name


def slow_alpha(rows, apart):
    """Krippendorff's alpha by its words: pairs within units against pairs of all values."""
    units = [[v for v in row if v is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    every = [v for unit in units for v in unit]
    seen = sum(
        apart(a, b) / (len(unit) - 1)
        for unit in units for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j
    ) / len(every)  # fmt: skip
    chance = sum(
        apart(a, b) for i, a in enumerate(every) for j, b in enumerate(every) if i != j
    ) / (len(every) * (len(every) - 1))  # fmt: skip
    return 1 - seen / chance


@FEW
@given(tables(values=st.sampled_from([None, 1, 2.5, 4, 9])))
def test_alpha_by_its_words(rows):
    assume(compute(rows, "alpha").value is not None)
    squared = compute(rows, "alpha", level="interval", interval=None).value
    assert squared == pytest.approx(slow_alpha(rows, lambda a, b: (a - b) ** 2))
    own = compute(rows, "alpha", distance=lambda a, b: abs(a - b), interval=None).value
    assert own == pytest.approx(slow_alpha(rows, lambda a, b: abs(a - b)))


@FEW
@given(tables(values=st.one_of(st.none(), st.sets(st.sampled_from("abcd"), max_size=3))))
def test_chance_of_sets_is_that_of_all_pairs_of_sets(rows):
    found = compute(rows, "multivalued", interval=None)
    assume(found.expected is not None)
    assert 1 - found.expected == pytest.approx(slow_chance(rows))


def slow_chance(rows):
    """De by running through all pairs of possible sets."""
    kept = [[s for s in row if s is not None] for row in rows]
    sets = [frozenset(s) for row in kept if len(row) > 1 for s in row]
    used = {v: sum(v in s for s in sets) for v in {v for s in sets for v in s}}
    subsets = [frozenset(v for k, v in enumerate(used) if mask >> k & 1)
               for mask in range(1 << len(used))]  # fmt: skip
    share = {k: sum(len(s) == k for s in sets) / len(sets) for k in {len(s) for s in sets}}
    total = drawn = 0.0
    for a, part in share.items():
        for b, other in share.items():
            weights = apart = 0.0
            for one in (s for s in subsets if len(s) == a):
                for two in (s for s in subsets if len(s) == b):
                    weight = math.prod(used[v] for v in one)
                    weight *= math.prod(used[v] for v in two - one)
                    weight *= math.prod(used[v] - 1 for v in one & two)
                    weights += weight
                    apart += weight * (1 - 2 * len(one & two) / (a + b) if a + b else 0)
            if weights:
                total += part * other * apart / weights
                drawn += part * other
    return total / drawn


def test_sets_of_many_codes_are_no_work():
    used, shares = np.full(50, 40.0), np.full(7, 1 / 7)
    assert 0.5 < float(expected_difference(used, shares)) < 1


# --- How sure ------------------------------------------------------------------------------------
def test_the_same_seed_gives_the_same_interval():
    data = rated(8, 300, 3, 4, 0.1)
    one, other = compute(data, "alpha", seed=3), compute(data, "alpha", seed=3)
    assert one.interval == other.interval
    assert one.seed == 3
    assert one.interval[0] < one.value < one.interval[1]
    assert compute(data, "alpha", seed=4).interval != one.interval


def test_sources_are_less_sure_than_their_turns():
    data = np.repeat(rated(9, 40, 2, 3), 10, axis=0)
    by_turn = compute(data, "alpha")
    by_source = compute(data, "alpha", clusters=np.repeat(np.arange(40), 10))
    assert by_turn.value == pytest.approx(by_source.value)
    width = np.ptp(by_source.interval) / np.ptp(by_turn.interval)
    assert 2 < width < 4.5
    assert "40 sources" in by_source.interval_method


def test_many_different_rows_are_resampled_in_random_groups():
    data = rated(10, 6_000, 5, 40)
    grouped, few = compute(data, "alpha"), compute(data[:, :1].repeat(2, 1), "alpha")
    assert "random groups" in grouped.interval_method
    assert 0.005 < np.ptp(grouped.interval) < 0.05
    assert any("No disagreement" in note for note in few.notes)


def test_probabilities_of_lying_below_the_limits():
    weak, strong = compute(rated(11, 400, 2, 3), "alpha"), compute([[1, 1], [2, 2]] * 50, "alpha")
    assert (weak.p_below_667, weak.p_below_800) == (1, 1)
    assert (strong.p_below_667, strong.p_below_800) == (0, 0)


def test_few_units_are_left_out_one_by_one():
    found = compute(rated(12, 20, 3, 3), "fleiss")
    assert "jackknife over 20 units" in found.interval_method
    assert found.interval[0] < found.value < found.interval[1]
    assert 0 < found.p_below_800 <= 1


def test_krippendorffs_own_interval_is_wider_on_much_data():
    data = rated(13, 5_000, 3, 5)
    own = compute(data, "alpha", interval="krippendorff")
    assert own.interval[0] < own.value < own.interval[1]
    assert np.ptp(own.interval) > 2 * np.ptp(compute(data, "alpha").interval)


def test_wilsons_interval():
    """Newcombe 1998 (Statistics in Medicine 17, 857-872), table I: 81 of 263."""
    assert intervals.wilson(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=0.0001)
    found = compute([["a", "a"]] * 6 + [["a", "b"]] * 4, "percent")
    assert found.interval_method == "Wilson's, of 10 units"


# --- Many codes at once ------------------------------------------------------------------------
def test_bits_give_what_tables_give():
    random = np.random.default_rng(1)
    there = random.random((5, 3, 203)) < 0.4
    there[4] = False
    for name in ("krippendorff", "light", "gwet_ac1", "percent_unit"):
        each = presence.compute_each(there, name, interval=None)
        for code in range(5):
            alone = compute(there[code].T, name, interval=None, categories=[False, True])
            assert same(each[code].value, alone.value)
            assert each[code].units == 203
            assert dict(each[code].prevalence) == pytest.approx(dict(alone.prevalence))
    assert each[4].value == 1
    assert "nothing varies" in presence.compute_each(there, "alpha")[4].reason
    with pytest.raises(Refused, match="up to 12"):
        presence.compute_each(np.zeros((1, 13, 8), bool), "alpha")


# --- Bad input -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [*COEFFICIENTS, "multivalued"])
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "no units"),
        (np.zeros((0, 2)), "no units"),
        ([["a"], ["b"]], "one coder"),
        ([["a", None], [None, "b"]], "nothing to compare"),
        ([[None, None]], "nothing to compare"),
        ([[math.nan, 1.0]], "nothing to compare"),
        ([["a", "b"], ["a"]], "different numbers of ratings"),
        (7, "table"),
    ],
)
def test_too_little_is_explained(name, rows, why):
    found = compute(rows, name)
    assert found.value is None
    assert found.interval is None
    assert why in found.reason


@pytest.mark.parametrize(
    ("rows", "name", "options", "why"),
    [
        ([["a", "b"], ["b", "b"]], "alpha", {"level": "interval"}, "needs numbers"),
        ([["a", "b"], ["b", "b"]], "alpha", {"level": "ordinal"}, "order"),
        ([[1, -2], [3, 3]], "alpha", {"level": "ratio"}, "negative"),
        ([["a", "b"], ["b", "b"]], "cohen", {"weights": "linear"}, "order"),
        ([["a", "b"], ["b", "b"]], "cohen", {"weights": [[1]]}, "2 x 2"),
        ([["a", "b"], ["b", "b"]], "alpha", {"distance": [[0, 1], [2, 0]]}, "both ways"),
        ([["a", "b"], ["b", "b"]], "alpha", {"distance": [[0, math.nan], [1, 0]]}, "finite"),
        ([["a", "z"], ["b", "b"]], "alpha", {"categories": ["a", "b"]}, "“z” was used"),
        ([["a", "b"], ["b", "b"]], "alpha", {"categories": ["a", "b", "a"]}, "twice"),
        ([["a", "b"], ["b", "b"]], "alpha", {"clusters": [1]}, "one for each"),
        ([[{"a"}, {"b"}]], "alpha", {}, "multivalued"),
        ([[1.0, math.inf], [1, 1]], "alpha", {}, "infinite"),
        (np.array([[1.0, math.inf], [1, 1]]), "alpha", {}, "infinite"),
        (np.zeros(4), "alpha", {}, "table"),
        ([["a", "b", "b"], ["b", "b", "a"]], "cohen", {}, "light"),
        ([["a", "b", "b"], ["b", "b", "a"]], "scott", {}, "fleiss"),
        ([["a", "a", None], ["b", "a", None]], "light", {}, "Coders 1 and 3"),
    ],
)
def test_what_cannot_be_computed_is_explained(rows, name, options, why):
    found = compute(rows, name, **options)
    assert found.value is None
    assert why in found.reason


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("kapa", {}, "unknown-coefficient"),
        ("alpha", {"level": "nominel"}, "unknown-level"),
        ("cohen", {"weights": "cubic"}, "unknown-weights"),
        ("alpha", {"weights": "linear"}, "no-weights"),
        ("alpha", {"interval": "exact"}, "unknown-interval"),
    ],
)
def test_what_there_is_not_is_refused(name, options, code):
    with pytest.raises(Refused, match="nothing was computed") as refused:
        compute([[1, 2], [2, 2]], name, **options)
    assert refused.value.code == code


def test_data_frames_are_read_by_their_cells():
    frame = oracle("pandas").DataFrame({"Anna": ["x", "y", "x"], "Bea": ["x", "y", None]})
    found = compute(frame, "krippendorffs-alpha")
    assert (found.value, found.units, found.pairable) == (1, 3, 2)


def test_a_code_that_nobody_used_changes_chance_in_equal_parts():
    rows = [["a", "a"], ["b", "b"], ["a", "b"]]
    seen, book = compute(rows, "bennett"), compute(rows, "bennett", categories=["a", "b", "c"])
    assert seen.value == pytest.approx(1 / 3)
    assert "not given" in seen.notes[0]
    assert book.value == pytest.approx(1 / 2)
    assert book.prevalence["c"] == 0
    assert not book.notes


def test_kappa_of_a_coder_who_gave_one_value_says_so():
    found = compute([["x", "x"]] * 40 + [["y", "x"]] * 10, "cohen")
    assert (found.value, found.interval) == (0, None)
    assert "one value only" in found.interval_method
    assert compute([["x", "x"]] * 40 + [["y", "x"]] * 10, "alpha").interval is not None


def test_prevalence_of_a_rare_code():
    """Feinstein & Cicchetti 1990: much agreement, little kappa."""
    rows = [[1, 1]] * 85 + [[0, 1]] * 10 + [[1, 0]] * 5
    found = compute(rows, "cohen")
    assert found.observed == 0.85
    assert found.value < 0
    assert found.indices["pabak"] == pytest.approx(0.7)
    assert found.indices["prevalence_index"] == pytest.approx(0.85)
    assert found.indices["bias_index"] == pytest.approx(0.05)
