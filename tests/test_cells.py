"""Values as people write them, refused where two readings are possible; cells without formulas."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange.cells import (
    date,
    safe_cell,
    seconds,
    unsafe_cell,
    whole,
    write_csv,
    yes_no,
)

HOSTILE = st.text(st.sampled_from("=+-@\t\r\n'a1,.＝ "), max_size=6)


@pytest.mark.parametrize("text", ["yes", "Ja", "J", "1", "TRUE", " x "])
def test_yes(text):
    assert yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "Nej", "n.", "0", "FALSE"])
def test_no(text):
    assert yes_no(text) is False


@pytest.mark.parametrize("read", [yes_no, whole, seconds, date])
def test_an_empty_cell_is_nothing(read):
    assert read("") is None
    assert read(" \n") is None


@pytest.mark.parametrize(("text", "value"), [("17", 17), (" -3 ", -3), ("17.0", 17), ("17,00", 17)])
def test_whole_numbers(text, value):
    assert whole(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1:44:45", 6285),
        ("01:44:45", 6285),
        ("1:44:45.5", 6285.5),
        ("104:45", 6285),
        ("0:00:07", 7),
        ("104 min", 6240),
        ("104 min.", 6240),
        ("104,75 minutter", 6285),
        ("6285", 6285),
        ("6285 s", 6285),
        ("1 h 44 min 45 s", 6285),
        ("1 time og 44 minutter", 6240),
        ("1,5 timer", 5400),
        ("1h44m", 6240),
    ],
)
def test_lengths_of_time(text, value):
    assert seconds(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-11-17", "2021-11-17"),
        ("2021-11-17 10:30:00", "2021-11-17"),
        ("2021-11", "2021-11"),
        ("2021", "2021"),
        ("17-11-2021", "2021-11-17"),
        ("17.11.2021", "2021-11-17"),
        ("3.4.2021", "2021-04-03"),
        ("17/11/2021", "2021-11-17"),
        ("11/17/2021", "2021-11-17"),
        ("4/4/2021", "2021-04-04"),
        ("17. november 2021", "2021-11-17"),
        ("Nov 2021", "2021-11"),
        ("1 maj 2021", "2021-05-01"),
    ],
)
def test_dates(text, value):
    assert date(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (yes_no, "maybe"),
        (whole, "17.5"),
        (whole, "about 17"),
        (seconds, "1:44"),  # hours and minutes, or minutes and seconds?
        (seconds, "1:99:00"),
        (seconds, "a while"),
        (seconds, "5 10 min"),
        (seconds, "10 min x"),
        (seconds, "20211117"),
        (date, "03/04/2021"),  # March or April?
        (date, "31-11-2021"),
        (date, "2021-13"),
        (date, "17 Foo 2021"),
        (date, "yesterday"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place_and_not_repeated(read, text):
    with pytest.raises(Unreadable) as refused:
        read(text, file="p.csv", place="row 4, column “age”")
    assert str(refused.value).startswith("p.csv, row 4, column “age”: ")
    assert text not in str(refused.value)
    assert refused.value.hint


@given(HOSTILE | st.text(max_size=8))
def test_a_guarded_cell_comes_back_exactly(text):
    assert unsafe_cell(safe_cell(text)) == text


@given(HOSTILE)
def test_no_guarded_cell_begins_like_a_formula(text):
    guarded = safe_cell(text)
    if guarded[:1] in set("=+-@\t\r\n＝"):
        assert float(guarded.replace(",", ".")) <= 0


@pytest.mark.parametrize("text", ["-5", "-0.5", "-1,25", "-3e-4", "P1", "", "a=b", "'hej'"])
def test_numbers_and_words_are_left_alone(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+45 12 34 56 78", "-", "-a", "@SUM(A1)", "\tx", "'=1"])
def test_what_a_spreadsheet_would_calculate_is_guarded(text):
    assert safe_cell(text) == f"'{text}"


def test_raw_tables_are_not_guarded():
    data = write_csv(["=a"], [["=1+1"]], raw=True)
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [["=a"], ["=1+1"]]
    assert b"'=1+1" in write_csv(["a"], [["=1+1"]])
