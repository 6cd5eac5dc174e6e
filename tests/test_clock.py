"""Clocks, ids and keys: what orders the steps of several copies."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.log import tables
from heddle.log.clock import Clock, moment, reading_at
from heddle.log.gestures import read_gestures
from heddle.log.ids import IdMaker
from toy import Copy


@given(
    walls=st.lists(st.integers(0, 1 << 40), min_size=1, max_size=20),
    seen=st.lists(st.integers(0, 1 << 57), max_size=20),
)
def test_a_clock_never_runs_backwards(walls: list[int], seen: list[int]) -> None:
    times = iter(walls * 2)
    clock = Clock(wall=lambda: next(times))
    readings = []
    for wall, other in zip(walls, [*seen, *walls], strict=False):
        clock.see(other)
        readings.append(clock.tick())
        assert readings[-1] > other
        assert readings[-1] >= wall << 16 or readings[-1] > max(readings[:-1], default=0)
    assert readings == sorted(set(readings))


@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_of_a_clock_is_a_time_of_day(when: Any) -> None:
    if when.timestamp() < 0 or when.year > 2200:
        return
    reading = reading_at(when)
    assert abs((moment(reading) - when).total_seconds()) < 0.002
    assert reading >= Clock(wall=lambda: int(when.timestamp() * 1000)).tick()


def test_a_study_goes_on_where_the_wall_clock_was_set_back(
    tmp_path: Path, monkeypatch: Any
) -> None:
    copy = Copy.in_folder(tmp_path / "a")
    copy.note("today")
    copy.journal.close()
    monkeypatch.setattr("heddle.log.clock.time.time_ns", lambda: 10**18)
    copy.journal._head = None
    copy.note("long ago, says the clock")
    with copy.database.reading() as connection:
        clocks = [gesture.clock for gesture in read_gestures(connection)]
    assert clocks == sorted(set(clocks))
    assert copy.verify().sound
    copy.close()


@settings(max_examples=5)
@given(st.integers(2, 4))
def test_ids_increase_and_never_repeat(threads: int) -> None:
    make = IdMaker()
    made: list[list[str]] = [[] for _ in range(threads)]

    def fill(ids: list[str]) -> None:
        ids.extend(make() for _ in range(500))

    running = [threading.Thread(target=fill, args=(ids,)) for ids in made]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert all(ids == sorted(ids) for ids in made)
    every = [i for ids in made for i in ids]
    assert len(set(every)) == len(every)
    assert all(len(i) == 36 and i[14] == "7" and i[19] in "89ab" for i in every)


def test_the_keys_of_patches_pack_step_and_position() -> None:
    for seq, index in [(1, 0), (1, tables.MOST_PATCHES - 1), (1 << 30, 7)]:
        key = tables.pid(seq, index)
        assert (tables.seq_of(key), tables.index_of(key)) == (seq, index)
    assert tables.pid(2, 0) == tables.pid(1, tables.MOST_PATCHES - 1) + 1
