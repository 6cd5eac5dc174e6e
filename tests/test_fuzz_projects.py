"""Every reader of projects on thousands of broken files: a refusal or a project, nothing else.

In CI each reader gets some hundred files, always the same. For a long run (half an hour shared
out among all readers) and for another course of chance:

    HEDDLE_FUZZ_SECONDS=1800 HEDDLE_FUZZ_SEED=7 pytest tests/test_fuzz_projects.py

A failure names the seed and the number of the file; `HEDDLE_FUZZ_SEED` and `HEDDLE_FUZZ_FROM`
lead back to it.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import msgspec
import pytest

import heddle
from heddle.client import Study
from heddle.errors import Unreadable
from heddle.exchange import project_readers, projects
from heddle.exchange.carrying import rehearse
from heddle.exchange.plan import Plan, Preview, Sketch
from heddle.exchange.project import Project
from heddle.exchange.project_in import plan_project
from heddle.exchange.project_readers import READERS
from mutations import mutated

SECONDS = float(os.environ.get("HEDDLE_FUZZ_SECONDS", "0"))
SEED = int(os.environ.get("HEDDLE_FUZZ_SEED", "1"))
FIRST = int(os.environ.get("HEDDLE_FUZZ_FROM", "0"))
FILES = 120
"""For each reader, where no time is given."""


@pytest.fixture(name="study", scope="module")
def study_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study that stays empty."""
    study = heddle.create(tmp_path_factory.mktemp("fuzz") / "study", title="A study")
    yield study
    study.close()


def test_every_program_has_a_reader_and_every_reader_a_sample() -> None:
    assert list(READERS) == list(projects.PROGRAMS)
    assert [name for name, reader in READERS.items() if reader.sample is None] == []


@pytest.mark.parametrize("program", READERS)
def test_a_broken_project_is_refused_or_read(program: str, study: Study) -> None:
    reader = READERS[program]
    assert reader.sample is not None
    name, data = reader.sample()
    assert reader.recognise(name, data), "the sample itself is not recognised"
    whole = project_readers.read_project(name, data, program=program)
    assert whole is not None
    assert whole.sources or whole.codes
    _rehearse(study, whole)
    stop = time.monotonic() + SECONDS / len(READERS)
    number, read = FIRST, 0
    while number < FIRST + FILES or time.monotonic() < stop:
        broken = mutated(data, random.Random(f"{SEED} {program} {number}"))
        try:
            known = reader.recognise(name, broken)
            assert isinstance(known, bool)
            project = project_readers.read_project(name, broken, program=program)
            assert project is not None
            packed = msgspec.msgpack.encode(project)  # as the child hands it over
            plan = planned(study, msgspec.msgpack.decode(packed, type=Project))
            if SECONDS or number % 6 == 0:  # the rules of the study take most of the time
                rehearse(study, plan)
            read += 1
        except Unreadable as error:
            assert error.problem and error.hint  # noqa: PT017, PT018 - either refused or read
        except BaseException as error:
            error.add_note(f"{program}: HEDDLE_FUZZ_SEED={SEED} HEDDLE_FUZZ_FROM={number}")
            raise
        number += 1
    assert read, "no broken file was read at all: the mutations break too much"


def _rehearse(study: Study, project: Project) -> None:
    """Import a project and take it back; what a reader gives must be importable."""
    for source in project.sources:
        assert "\r" not in source.text
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(project), type=Project)
    rehearse(study, planned(study, again))


def planned(study: Study, project: Project) -> Plan:
    with study.view() as view:
        sketch = Sketch(Preview(kind="project", file="a.test"))
        plan_project(view, project, sketch, actor=study.actor)
        return sketch.finished()
