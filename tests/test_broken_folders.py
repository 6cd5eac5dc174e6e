"""Damaged, foreign, newer, older and copied folders: a sentence each, and nothing made worse."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heddle import client
from heddle.errors import BrokenStudy, HeddleError, Refused, StorageFailed
from heddle.store.folder import DATABASE
from mortals import Heard, Nursery, quick_folder
from toy import table_rows


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def place(folder: Path) -> Path:
    """A study with some talk in it, closed."""
    made = folder / "study"
    with client.create(made, title="Whole") as study:
        turns = [{"text": f"turn {i} of a talk " * 4, "speaker": "A"} for i in range(60)]
        study.do("sources.add", name="FG1", turns=turns)
        code = study.do("codes.add", name="Hope").id
        for turn in study.turns():
            where = {"turn": turn["id"], "start": 0, "end": 4, "code": code}
            study.do("codings.add", codings=[where])
    return made


def sql(place: Path, statement: str, *values: Any) -> list[Any]:
    with contextlib.closing(sqlite3.connect(place / DATABASE)) as raw, raw:
        return raw.execute(statement, values).fetchall()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def content(study: client.Study) -> Any:
    return table_rows(study.database, study.schema)


# --- Not a study --------------------------------------------------------------------------------
def no_folder(folder: Path) -> None:
    folder.rmdir()


def empty_folder(folder: Path) -> None:
    assert not list(folder.iterdir())


def a_folder_instead_of_the_file(folder: Path) -> None:
    (folder / DATABASE).mkdir()


def an_empty_file(folder: Path) -> None:
    (folder / DATABASE).touch()


def random_bytes(folder: Path) -> None:
    (folder / DATABASE).write_bytes(random.Random(5).randbytes(100_000))


def the_right_head_and_random_bytes(folder: Path) -> None:
    head = b"SQLite format 3\x00"
    (folder / DATABASE).write_bytes(head + random.Random(6).randbytes(100_000))


def the_head_alone(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"SQLite format 3\x00")


def another_database(folder: Path) -> None:
    sql(folder, "CREATE TABLE recipes (name TEXT)")


def a_file(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("not a folder at all")


NO_STUDY = [
    no_folder,
    empty_folder,
    a_folder_instead_of_the_file,
    an_empty_file,
    random_bytes,
    the_right_head_and_random_bytes,
    the_head_alone,
    another_database,
    a_file,
]


@pytest.mark.parametrize("make", NO_STUDY, ids=lambda make: make.__name__)
def test_what_is_no_study_is_refused_and_left_as_it_was(folder: Path, make: Any) -> None:
    place = folder / "study"
    place.mkdir()
    make(place)
    before = [(path, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    with pytest.raises(BrokenStudy) as refused:
        client.open_study(place)
    assert refused.value.problem
    assert refused.value.hint
    after = [(path, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    assert after == before


@pytest.mark.parametrize("table", ["log_gestures", "log_patches", "log_meta"])
def test_a_study_that_lost_a_table_of_its_log_is_refused(place: Path, table: str) -> None:
    sql(place, f"DROP TABLE {table}")
    before = digest(place / DATABASE)
    with pytest.raises(BrokenStudy) as refused:
        client.open_study(place)
    assert "nothing was changed" in str(refused.value)
    assert digest(place / DATABASE) == before


@pytest.mark.parametrize("key", ["format", "study", "replica"])
def test_a_study_that_lost_its_notes_about_itself_is_refused(place: Path, key: str) -> None:
    sql(place, "DELETE FROM log_meta WHERE key = ?", key)
    with pytest.raises(BrokenStudy, match="part of this study's log is missing"):
        client.open_study(place)


def test_a_study_of_a_newer_heddle_is_refused_and_not_touched(place: Path) -> None:
    sql(place, "UPDATE log_meta SET value = '2' WHERE key = 'format'")
    before = digest(place / DATABASE)
    with pytest.raises(BrokenStudy, match="newer version of Heddle") as refused:
        client.open_study(place)
    assert refused.value.code == "newer-format"
    assert "Update Heddle" in refused.value.hint
    assert digest(place / DATABASE) == before


def test_tables_of_another_version_are_made_anew_from_the_log(place: Path) -> None:
    with client.open_study(place) as study:
        before = content(study)
    sql(place, "UPDATE log_meta SET value = 'older' WHERE key = 'tables'")
    sql(place, "DELETE FROM turns")
    sql(place, "DROP TABLE codes")
    sql(place, "CREATE TABLE table_of_an_older_version (id TEXT)")
    with client.open_study(place) as study:
        assert content(study) == before
        assert study.verify().sound
        assert study.search("turn 7 of")
    left = sql(place, "SELECT 1 FROM sqlite_master WHERE name = 'table_of_an_older_version'")
    assert not left


# --- Damage -------------------------------------------------------------------------------------
def opened_and_verified(place: Path) -> list[str] | None:
    """Return what verifying finds, or None where the study is refused in a sentence."""
    try:
        with client.open_study(place) as study:
            return study.verify().problems
    except HeddleError as error:
        return None if error.problem and error.hint else ["refused without a sentence"]


def test_garbage_in_the_middle_of_the_file_is_found_or_refused(place: Path) -> None:
    """4 kB of random bytes anywhere: opening or verifying says so, and never with a traceback."""
    whole = (place / DATABASE).read_bytes()
    chance = random.Random(4)
    refused = found = 0
    for _ in range(40):
        start = chance.randrange(len(whole) - 4096)
        garbage = chance.randbytes(4096)
        (place / DATABASE).write_bytes(whole[:start] + garbage + whole[start + 4096 :])
        problems = opened_and_verified(place)
        assert problems is None or problems, f"not found at {start}"
        found += problems is not None
        refused += problems is None
        for extra in place.glob(f"{DATABASE}-*"):
            extra.unlink()
    assert found + refused == 40
    assert found > 0


@pytest.mark.parametrize("keep", [0.95, 0.5, 0.1])
def test_a_file_that_was_cut_short_is_found_or_refused(place: Path, keep: float) -> None:
    whole = (place / DATABASE).read_bytes()
    (place / DATABASE).write_bytes(whole[: int(len(whole) * keep)])
    with contextlib.suppress(HeddleError), client.open_study(place) as study:
        assert study.verify().problems


DAMAGES = {
    "a step is missing": "DELETE FROM log_gestures WHERE seq = 5",
    "a fact is missing": "DELETE FROM log_patches WHERE pid = (SELECT max(pid) FROM log_patches)",
    "another actor": "UPDATE log_gestures SET actor = 'somebody else' WHERE seq = 6",
    "another reason": "UPDATE log_gestures SET reason = 'because' WHERE seq = 6",
    "another moment": "UPDATE log_gestures SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 6",
    "another record": "UPDATE log_patches SET record = 'x' WHERE pid = (SELECT max(pid) "
    "FROM log_patches)",
    "a row is missing": "DELETE FROM codings WHERE rid = 3",
    "a row too many": "INSERT INTO codes (id, name) SELECT 'x', 'Despair'",
    "other words": "UPDATE turns SET text = 'never said' WHERE rid = 7",
    "no JSON": "UPDATE log_patches SET content = '{' WHERE pid = (SELECT max(pid) "
    "FROM log_patches)",
    "JSON of another shape": "UPDATE log_patches SET content = '[1]' WHERE pid = "
    "(SELECT max(pid) FROM log_patches)",
    "an unknown action": "UPDATE log_patches SET action = 'invent' WHERE pid = "
    "(SELECT max(pid) FROM log_patches)",
    "no text": "UPDATE log_patches SET content = x'ff00ff' WHERE pid = (SELECT max(pid) "
    "FROM log_patches)",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_somebody_changed_by_hand_is_found(place: Path, damage: str) -> None:
    statement = DAMAGES[damage]
    if damage == "a row too many":
        with client.open_study(place) as study:
            columns = [column.name for column in study.schema.kinds["codes"].columns]
        chosen = ", ".join(f'"{name}"' for name in columns if name != "id")
        statement = f"INSERT INTO codes (id, {chosen}) SELECT 'x', {chosen} FROM codes"
    sql(place, statement)
    with client.open_study(place) as study:
        problems = study.verify().problems
        assert problems
        if damage in ("a row is missing", "a row too many", "other words"):
            # Only the tables are wrong, and they can be made anew.
            assert any("--repair" in problem for problem in problems)
            study.rebuild()
            assert study.verify().sound


# --- Originals ----------------------------------------------------------------------------------
def test_an_original_that_is_missing_or_changed_is_found(place: Path) -> None:
    with client.open_study(place) as study:
        assert study.media is not None
        kept = [study.media.keep(data) for data in (b"the first file", b"the second file")]
        for number, file in enumerate(kept):
            study.do("sources.add", name=f"document {number}", file_hash=file)
        assert study.verify().sound
        first, second = (place / "media" / file[:2] / file for file in kept)
        first.unlink()
        second.write_bytes(b"the SECOND file")
        problems = study.verify().problems
        assert len(problems) == 2
        assert f"the original file {kept[0][:12]}… is missing" in "\n".join(problems)
        assert f"the original file {kept[1][:12]}… was changed" in "\n".join(problems)
        second.unlink()
        second.mkdir()
        assert len(study.verify().problems) == 2


def test_what_is_no_hash_is_refused_as_a_file(place: Path) -> None:
    with client.open_study(place) as study:
        for name in ("../../etc/passwd", "A" * 64, "0" * 63):
            with pytest.raises(Refused, match="64 small hexadecimal digits"):
                study.do("sources.add", name="document", file_hash=name)


# --- Rights -------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_study_without_rights_to_it_is_refused_in_a_sentence(place: Path, mode: int) -> None:
    (place / DATABASE).chmod(mode)
    place.chmod(0o555)
    place.parent.chmod(0o755)
    with Nursery() as nursery:
        heard = nursery.run("nobody", folder=place.parent, study="study")
    assert not heard.told("fault")
    ((kind, code),) = heard.told("refused")
    assert (kind, code) in {
        ("BrokenStudy", "unreadable-study"),
        ("StorageFailed", "read-only"),
    }
    place.chmod(0o755)
    (place / DATABASE).chmod(0o600)
    with client.open_study(place) as study:
        assert study.verify().sound


def test_a_place_that_cannot_hold_a_study_is_refused(folder: Path) -> None:
    (folder / "file").write_text("mine")
    (folder / "full").mkdir()
    (folder / "full" / "thesis.docx").touch()
    for taken in ("file", "full"):
        with pytest.raises(Refused, match="not empty") as refused:
            client.create(folder / taken, title="New")
        assert refused.value.code == "folder-taken"
    with pytest.raises(Refused, match="does not exist"):
        client.create(folder / "nowhere" / "study", title="New")
    with pytest.raises(Refused, match="title"):
        client.create(folder / "untitled", title="  ")
    left = sorted(path.name for path in folder.rglob("*"))
    assert left == ["file", "full", "thesis.docx"]


def test_a_folder_that_is_empty_can_become_a_study(folder: Path) -> None:
    (folder / "study").mkdir()
    with client.create(folder / "study", title="New") as study:
        assert study.facts.title == "New"
        assert study.verify().sound
    assert sorted(path.name for path in (folder / "study").iterdir()) == [
        "README.txt",
        "media",
        DATABASE,
    ]


def test_a_study_that_another_program_keeps_locked_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heddle.store.database._BUSY_SECONDS", 0.1)
    with Nursery() as nursery, client.open_study(place) as study:
        before = content(study)
        nursery.order("hold", folder=place)
        heard = nursery.hear(Heard(), until="held")
        with pytest.raises(StorageFailed, match="Another program is writing") as refused:
            study.do("codes.add", name="Fear")
        assert refused.value.code == "busy"
        # Reading goes on meanwhile.
        assert content(study) == before
        nursery.kill()
        nursery.hear(heard)
        study.do("codes.add", name="Fear")
        assert study.verify().sound


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_new_study_is_for_its_owner_alone(folder: Path) -> None:
    client.create(folder / "study", title="Mine").close()
    assert (folder / "study").stat().st_mode & 0o077 == 0
