"""Numbers and addresses that find a person, and the many numbers that do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.privacy.detectors import Detector
from heddle.text.signs import birthday, signs


def kinds(text: str) -> list[tuple[str, str]]:
    return [(sign.kind, sign.certainty) for sign in signs(text)]


@pytest.mark.parametrize(
    ("text", "kind", "certainty"),
    [
        ("070761-4285 står der", "cpr", "sure"),  # invented; modulus 11 holds
        ("det er 070761-4286.", "cpr", "likely"),  # written so, though modulus 11 does not hold
        ("0707614285", "cpr", "likely"),
        ("670761-4285", "cpr", "likely"),  # a substitute number: 60 added to the day
        ("+45 12 34 56 78", "phone", "sure"),
        ("(+45) 20123456", "phone", "sure"),
        ("0045 20 12 34 56", "phone", "likely"),
        ("ring på 31 41 59 26", "phone", "sure"),
        ("31 41 59 26", "phone", "likely"),
        ("+1 (555) 123-4567", "phone", "sure"),
        ("(555) 123-4567", "phone", "sure"),
        ("070-123 45 67", "phone", "likely"),
        ("anna.b@x-y.dk,", "email", "sure"),
        ("anna at hospital dot dk", "email", "likely"),
        ("https://www.linkedin.com/in/somebody.", "url", "likely"),
    ],
)
def test_what_finds_a_person_is_seen(text: str, kind: str, certainty: str) -> None:
    assert kinds(text) == [(kind, certainty)]


@pytest.mark.parametrize(
    "text",
    [
        "from 2019 to 2021, 1998-2004, 2019 2021",
        "10 000 000 kroner and 12.345.678,50",
        "DKK 25 30 45 60, 45000000 kr.",
        "it took 1:44:45 or 01:43:19",
        "20 21 22 23 24, 20 30 40 50",
        "03-11-2021, 2021-11-03, 20211103, 03.07.2015. 1",
        "doi 10.1111/inm.13349",
        "999999-1234 and 320199-1234",  # no such days
        "0000-0002-1825-0097",
        "0190f2b4-1234-7234-8234-123456789012",
    ],
)
def test_years_money_and_time_are_left_alone(text: str) -> None:
    assert [k for k in kinds(text) if k[1] != "possible"] == []


@given(st.integers(0, 99), st.integers(0, 9999), st.integers(1, 28), st.integers(1, 12))
@settings(max_examples=60)
def test_every_day_of_birth_is_a_personal_number(
    year: int, running: int, day: int, month: int
) -> None:
    digits = f"{day:02}{month:02}{year:02}{running:04}"
    born = birthday(digits)
    assert born is not None
    assert 1858 <= born.year <= 2057
    assert born.year % 100 == year
    assert [s.kind for s in signs(f"x {digits[:6]}-{digits[6:]} y")] == ["cpr"]


@given(st.text(st.sampled_from("0123456789 .-+()@/:,abk\n"), max_size=80))
@settings(max_examples=60)
def test_signs_are_in_order_and_apart_whatever_the_text(text: str) -> None:
    done = 0
    for sign in signs(text):
        assert done <= sign.start < sign.end <= len(text)
        done = sign.end


def test_the_key_says_what_else_is_a_name() -> None:
    detector = Detector(
        ["Karen Marie Jensen", "Bo", "Dr van der Berg", "+45 20 12 34 56"], ["Aarhus Hospital"]
    )

    def seen(text: str) -> list[tuple[str, str, str]]:
        return [(text[s.start : s.end], s.kind, s.certainty) for s in detector.find(text)]

    assert seen("karen marie jensen") == [("karen marie jensen", "name", "sure")]
    assert seen("Jensens hus, at bo, Bo") == [
        ("Jensen", "name", "likely"),
        ("bo", "name", "possible"),
        ("Bo", "name", "likely"),
    ]
    assert seen("van and der") == []
    assert seen("20123456 i Aarhus Hospital, ikke på hospital") == [
        ("20123456", "phone", "sure"),
        ("Aarhus Hospital", "place", "likely"),
    ]


def test_eighteen_meetings_and_a_parliament_hold_no_number_of_a_person(shared: Path) -> None:
    talk = [
        turn["content"]
        for file in sorted((shared / "corpora" / "qmsum").glob("*/**/*.json"))
        for turn in json.loads(file.read_text("utf-8"))["meeting_transcripts"]
    ]
    assert len(talk) > 5000
    assert [s for text in talk for s in signs(text) if s.certainty != "possible"] == []
