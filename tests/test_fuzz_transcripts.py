"""Broken transcripts: each reader gives lines or says that it cannot, and nothing else happens.

The bytes of small valid files are cut, swapped, doubled and replaced by what breaks parsers. A
longer run by hand: HEDDLE_FUZZ=100000 pytest tests/test_fuzz_transcripts.py.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange.parsing import parse
from heddle.exchange.reading import Line
from heddle.exchange.speakers import detect
from heddle.text.timing import fitting
from transcript_samples import SAMPLES

ROUNDS = int(os.environ.get("HEDDLE_FUZZ", "40"))
BREAKERS = [
    b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"-1", b"NaN", b"Infinity", b"1e999", b"9" * 400,
    b'"', b'""', b"<", b"</", b"&#0;", b"&lt;", b"&x;", b"]]>", b"<!--", b"<![CDATA[",
    b"<!DOCTYPE a [", b"{", b"[", b"}", b"null", b"true", b"-->", b"<v ", b"</v>", b"\r", b"\n\n",
    b"<00:99:99.999>", b"//S02: x//", b"\xee\x80\x800\xee\x80\x80", b"\\ud800", b"2147483648",
    b"00:00:00", b"\xf0\x9f\x99\x82", b"<exists>", b"! ", b"TIME_SLOT", b"PARENT_REF",
    b"\xe2\x80\xa8",
]  # fmt: skip


@st.composite
def broken(draw, data: bytes) -> bytes:
    """Change a file in a few places."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 2, 5, 20, 100, 1000]))
        piece = data[start : start + length]
        other = draw(st.integers(0, len(data)))
        doubled = st.sampled_from([piece * 3, data[other : other + 60]])
        put = draw(st.sampled_from(BREAKERS) | st.binary(max_size=4) | doubled)
        data = data[:start] + put + data[start + length :]
    return data


def check(line: Line) -> None:
    assert line.text.strip()
    assert fitting(line.timings, len(line.text)) == line.timings
    line.text.encode()
    for time in (line.start, line.end):
        assert time is None or 0 <= time < 10**8
    assert line.start is None or line.end is None or line.start <= line.end


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_broken_transcript_is_read_or_refused(name):
    @settings(max_examples=ROUNDS, deadline=None)
    @given(broken(SAMPLES[name]))
    def read(data: bytes) -> None:
        try:
            reading = parse(name, data, kind=None, encoding=None)
        except Unreadable:
            return
        for line in reading.lines:
            check(line)
        made = detect(reading)
        for turn in made.turns:
            assert turn.text.strip()
            assert fitting(turn.timings, len(turn.text)) == turn.timings

    read()
