"""Exact arithmetic: laws against independent oracles, then the reference study, then faults."""

import csv
import json
import statistics
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.analysis import exact
from heddle.errors import Refused

numbers = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=997)
some = st.lists(numbers, min_size=1, max_size=30)
decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
WIDE = Context(prec=120)


# --- Laws -------------------------------------------------------------------------------------
@given(some)
def test_mean_and_median_agree_with_the_statistics_module(values):
    assert exact.mean(values) == statistics.mean(values)
    assert exact.median(values) == statistics.median(values)


@given(st.lists(numbers, min_size=3, max_size=30), st.sampled_from(["inclusive", "exclusive"]))
def test_quartiles_agree_with_the_statistics_module(values, rule):
    expected = statistics.quantiles(values, n=4, method=rule)
    found = [exact.quantile(values, Fraction(part, 4), rule) for part in (1, 2, 3)]
    assert found == expected


@given(some, st.fractions(min_value=0, max_value=1, max_denominator=50))
def test_a_quantile_lies_between_the_smallest_and_the_largest_value(values, share):
    for rule in ("inclusive", "exclusive"):
        assert min(values) <= exact.quantile(values, share, rule) <= max(values)


@given(st.lists(numbers, min_size=2, max_size=30))
def test_variance_agrees_with_the_statistics_module(values):
    assert exact.variance(values) == statistics.variance(values)
    assert exact.variance(values, population=True) == statistics.pvariance(values)


@given(decimals, st.integers(0, 5))
def test_rounding_agrees_with_the_decimal_module(value, places):
    for ours, theirs in (("half-up", ROUND_HALF_UP), ("half-even", ROUND_HALF_EVEN)):
        expected = value.quantize(Decimal(1).scaleb(-places), theirs, context=WIDE)
        assert exact.round_to(Fraction(value), places, ours) == Fraction(expected)


@given(numbers, st.integers(0, 8))
def test_rounding_is_never_off_by_more_than_a_half_of_the_last_place(value, places):
    assert abs(exact.round_to(value, places) - value) * 10**places <= Fraction(1, 2)


@given(st.fractions(min_value=0, max_value=10**12, max_denominator=10**6), st.integers(0, 12))
def test_roots_agree_with_the_decimal_module_at_120_digits(value, places):
    digits = WIDE.sqrt(WIDE.divide(Decimal(value.numerator), Decimal(value.denominator)))
    expected = digits.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=WIDE)
    assert exact.root(value, places) == Fraction(expected)


@given(numbers, st.integers(0, 8), st.sampled_from(".,"))
def test_what_is_printed_is_the_rounded_number(value, places, mark):
    printed = exact.format_number(value, places, mark)
    assert Fraction(printed.replace(",", ".")) == exact.round_to(value, places)
    assert len(printed.partition(mark)[2]) == places
    assert not (printed.startswith("-") and Fraction(printed.replace(",", ".")) == 0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 99)), max_size=30))
def test_a_summary_counts_what_is_there_and_what_is_not(values):
    summary = exact.summarise(values)
    assert (summary.n + summary.missing, summary.missing) == (len(values), values.count(None))
    known = [value for value in values if value is not None]
    assert summary.total == sum(known)
    assert (summary.minimum, summary.maximum) == (
        min(known, default=None),
        max(known, default=None),
    )
    assert (summary.mean is None) == (not known)
    assert (summary.variance is None) == (len(known) < 2)


@given(st.integers(0, 10**8))
def test_durations_survive_printing_and_reading(seconds):
    printed = exact.format_duration(seconds)
    assert exact.parse_duration(printed) == seconds
    assert printed.count(":") == 2


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 4))
def test_percentages_agree_with_the_decimal_module(part, whole, places):
    quotient = WIDE.divide(Decimal(100 * part), Decimal(whole))
    expected = quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=WIDE)
    assert exact.format_percent(part, whole, places) == f"{expected:f}%"


# --- Stories ----------------------------------------------------------------------------------
def test_table_1_of_the_reference_study_comes_out_as_published(shared):
    folder = shared / "reference_study"
    expected = json.loads((folder / "expected_table1.json").read_text("utf-8"))
    with (folder / "participants.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    impossible = {entry["path"] for entry in expected["impossible"]}
    groups = {
        name: [each for each in people if each["focus_group"] == name]
        for name in expected["groups"]
    }
    for path, members, published in [
        *((f"groups.{name}", groups[name], expected["groups"][name]) for name in groups),
        ("total", people, expected["total"]),
    ]:
        assert len(members) == published["n"]
        for field in ("age", "years_in_services", "years_in_team"):
            summary = exact.summarise(int(each[field]) for each in members)
            assert exact.format_number(summary.mean) == str(published[field]["mean"])
            ends = [int(summary.minimum), int(summary.maximum)]
            assert (ends == published[field]["range"]) == (
                f"{path}.{field}.range" not in impossible
            )


def test_the_lengths_of_the_reference_study_add_up_in_seconds(shared):
    with (shared / "reference_study" / "sessions.csv").open(encoding="utf-8", newline="") as file:
        seconds = [exact.parse_duration(each["duration"]) for each in csv.DictReader(file)]
    assert sum(seconds) == 18_735
    assert exact.format_duration(sum(seconds)) == "5:12:15"
    assert exact.format_duration(exact.mean(seconds)) == "1:44:05"
    minutes = [exact.format_number(each / 60) for each in sorted(seconds)]
    assert minutes == ["103", "104", "105"]


def test_halves_go_away_from_zero_unless_asked_otherwise():
    half = Fraction(5, 2)
    assert exact.format_number(half) == "3"
    assert exact.format_number(-half) == "-3"
    assert exact.format_number(half, rounding="half-even") == "2"
    assert exact.format_number(Fraction(-2, 5)) == "0"


def test_a_decimal_that_binary_numbers_cannot_hold_is_taken_as_typed():
    # As binary floating point, 2.675 is a little less and would print as 2.67.
    assert exact.format_number(exact.exact(2.675), 2, ",") == "2,68"
    assert exact.mean([exact.exact(0.1), exact.exact(0.2)]) == Fraction(3, 20)


def test_what_is_undefined_says_so():
    nothing = exact.summarise([None, None])
    assert nothing.missing == 2
    assert exact.format_number(nothing.mean, 1) == "undefined"
    assert exact.format_range(nothing.minimum, nothing.maximum) == "undefined"
    assert exact.format_root(exact.summarise([4]).variance) == "undefined"
    assert exact.format_percent(0, 0) == "undefined"
    assert exact.format_duration(None, undefined="ikke oplyst") == "ikke oplyst"


def test_standard_deviation_of_a_known_list():
    # Squared distances from 5 are 9, 1, 1, 1, 0, 0, 4, 16: 32 in all, so sqrt(32 / 7).
    summary = exact.summarise([2, 4, 4, 4, 5, 5, 7, 9])
    assert summary.variance == Fraction(32, 7)
    assert exact.format_root(summary.variance, 3) == "2.138"


def test_ranges_are_readable_also_below_zero():
    assert exact.format_range(Fraction(41), Fraction(65)) == "41–65"
    assert exact.format_range(Fraction(3), Fraction(3)) == "3"
    assert exact.format_range(Fraction(-2), Fraction(3)) == "-2 to 3"


def test_percentages_in_danish():
    assert exact.format_percent(14, 17, 1, ",", sign="\u00a0%") == "82,4\u00a0%"


def test_seconds_are_rounded_once_and_carried():
    assert exact.format_duration(Fraction(7199_5, 10)) == "2:00:00"
    assert exact.parse_duration("0:00:59,5") == Fraction(119, 2)


# --- Faults -----------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["1:44", "44", "1:60:00", "1:44:45 min", "-1:00:00", "", "1:4:45"])
def test_a_duration_that_could_be_misread_is_refused(text):
    with pytest.raises(Refused, match="not a duration") as caught:
        exact.parse_duration(text)
    assert "1:05:00" in caught.value.hint


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")]
)
def test_infinite_and_undefined_values_are_refused(value):
    with pytest.raises(ValueError, match="infinite"):
        exact.exact(value)


def test_truth_values_are_no_numbers():
    with pytest.raises(TypeError):
        exact.summarise([True])


def test_impossible_arguments_are_refused():
    with pytest.raises(ValueError, match="negative number"):
        exact.root(Fraction(-1), 2)
    with pytest.raises(ValueError, match="duration"):
        exact.format_duration(-1)
    with pytest.raises(ValueError, match="share"):
        exact.quantile([Fraction(1)], Fraction(3, 2))
    with pytest.raises(ValueError, match="decimals"):
        exact.format_number(1, -1)
