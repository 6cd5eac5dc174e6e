"""The logs of all releases are read by this one: stored names are for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from golden_log import Held, digests, gesture_of, line
from heddle.log.merge import merge
from heddle.log.operations import catalogue
from heddle.log.patches import Gesture
from heddle.log.rebuild import rebuild
from heddle.log.records import encode_json
from heddle.log.setup import create_log
from heddle.log.verify import gesture_problems, verify
from heddle.store.database import Database, SqliteDatabase
from heddle.study.schema import study_schema

FOLDER = Path(__file__).with_name("golden")
VERSIONS = sorted(path.name.removesuffix(".jsonl") for path in FOLDER.glob("*.jsonl"))
OF_THE_LOG = {"undo", "redo", "erase"}


def steps(version: str) -> list[Gesture]:
    text = (FOLDER / f"{version}.jsonl").read_text(encoding="utf-8")
    return [gesture_of(one) for one in text.splitlines()]


def tables_of(version: str) -> dict[str, Held]:
    text = (FOLDER / f"{version}.tables.json").read_text(encoding="utf-8")
    return msgspec.convert(json.loads(text), dict[str, Held])


@pytest.fixture
def database() -> Iterator[Database]:
    made = SqliteDatabase(None)
    yield made
    made.close()


def test_there_is_a_golden_log() -> None:
    assert "0.1.0" in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_every_seal_of_a_golden_log_holds(version: str) -> None:
    gestures = steps(version)
    assert gestures
    assert [problem for gesture in gestures for problem in gesture_problems(gesture)] == []
    text = (FOLDER / f"{version}.jsonl").read_text(encoding="utf-8")
    assert [line(gesture) for gesture in gestures] == text.splitlines()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_golden_log_gives_the_tables_that_it_gave_then(version: str, database: Database) -> None:
    schema = study_schema()
    journal = create_log(database, schema)
    gestures = steps(version)
    merged = merge(journal, gestures)
    assert merged.gestures == len(gestures)
    verdict = verify(database, schema)
    assert verdict.sound, verdict.problems
    assert verdict.erased > 0
    then = tables_of(version)
    assert digests(database, schema, then) == then
    journal.write(lambda connection: rebuild(database, connection, schema))
    assert digests(database, schema, then) == then
    assert merge(journal, gestures).gestures == 0
    journal.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_name_in_a_golden_log_is_still_known(version: str) -> None:
    schema = study_schema()
    known = set(catalogue()) | OF_THE_LOG
    for gesture in steps(version):
        assert gesture.operation in known
        for patch in gesture.patches:
            kind = schema.kinds[patch.kind]
            for name, value in patch.after.items():
                assert name in kind.by_name, f"{patch.kind}.{name}"
                assert encode_json(kind.check(name, value)) == encode_json(value)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_golden_log_has_every_kind_of_record_and_fact(version: str) -> None:
    """So that reading it shows something: each of these once is the least."""
    gestures = steps(version)
    then = tables_of(version)
    assert {patch.action for gesture in gestures for patch in gesture.patches} == {
        "create",
        "set",
        "drop",
    }
    assert {gesture.operation for gesture in gestures} >= OF_THE_LOG
    assert {patch.kind for gesture in gestures for patch in gesture.patches} == set(then)
    assert all(held.count for held in then.values())
    assert len({gesture.replica for gesture in gestures}) > 1
