"""Copies of a study: they work apart, meet, and are told from other studies."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heddle import client
from heddle.errors import BrokenStudy, Refused
from heddle.log.setup import identity
from heddle.store.folder import DATABASE
from mortals import quick_folder
from toy import table_rows


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def place(folder: Path) -> Path:
    """A study with one code, closed."""
    with client.create(folder / "study", title="Copied") as study:
        study.do("codes.add", name="Hope")
    return folder / "study"


def content(study: client.Study) -> Any:
    return table_rows(study.database, study.schema)


def replica(study: client.Study) -> Any:
    with study.database.reading() as connection:
        return identity(connection)


def test_a_copied_folder_works_apart_and_is_merged(place: Path) -> None:
    other_place = place.with_name("laptop")
    shutil.copytree(place, other_place)
    with client.open_study(place) as here, client.open_study(other_place) as there:
        assert replica(here).study == replica(there).study
        assert replica(here).replica != replica(there).replica
        here.do("codes.add", name="Fear")
        there.do("codes.add", name="Trust")
        kept = there.media
        assert kept is not None
        file = kept.keep(b"a written answer")
        there.do("sources.add", name="document", file_hash=file)
        here.merge(there)
        there.merge(here)
        assert content(here) == content(there)
        assert {code["name"] for code in here.codes()} == {"Hope", "Fear", "Trust"}
        for study in (here, there):
            verdict = study.verify()
            assert verdict.sound, verdict.problems
        mine, theirs = replica(here), replica(there)
    # Each stays who it is.
    with client.open_study(place) as here, client.open_study(other_place) as there:
        assert (replica(here), replica(there)) == (mine, theirs)


def test_a_copy_made_while_the_study_is_open_has_all_that_was_acknowledged(place: Path) -> None:
    other_place = place.with_name("backup")
    with client.open_study(place) as study:
        code = study.do("codes.add", name="Late").id
        # Nobody writes meanwhile, so database and write-ahead log belong together.
        shutil.copytree(place, other_place)
        with client.open_study(other_place) as copy:
            assert code in {row["id"] for row in copy.codes()}
            assert copy.verify().sound


def test_two_different_studies_are_not_merged(folder: Path) -> None:
    one = client.create(folder / "one", title="One")
    other = client.create(folder / "other", title="Other")
    with one, other:
        before = content(one)
        with pytest.raises(Refused, match="two different studies") as refused:
            one.merge(other)
        assert refused.value.code == "other-study"
        assert content(one) == before


def test_a_damaged_copy_is_not_merged(place: Path) -> None:
    other_place = place.with_name("laptop")
    shutil.copytree(place, other_place)
    with client.open_study(other_place) as there:
        there.do("codes.add", name="Trust")
    change = "UPDATE log_patches SET content = replace(content, 'Trust', 'Truth')"
    with contextlib.closing(sqlite3.connect(other_place / DATABASE)) as raw, raw:
        raw.execute(change)
    with client.open_study(place) as here, client.open_study(other_place) as there:
        before = content(here)
        with pytest.raises(BrokenStudy, match="damaged or was changed by hand"):
            here.merge(there)
        assert content(here) == before
        assert here.verify().sound
