"""A disk that is full or fails: the step is refused in a sentence, and nothing else is lost."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from heddle import client
from heddle.errors import StorageFailed
from heddle.log.erasure import Wipe
from heddle.log.gestures import read_gestures
from heddle.log.journal import Done
from heddle.store.database import SqliteDatabase
from heddle.study.memos import Memo
from mortals import Nursery, quick_folder
from toy import table_rows

LONG = "words " * 800


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


def refusal(act: Callable[..., Any], *given: Any) -> StorageFailed | None:
    """Do something; return how the disk refused it, if it did."""
    try:
        act(*given)
    except StorageFailed as error:
        return error
    return None


def tables(study: client.Study) -> Any:
    return table_rows(study.database, study.schema)


def gestures(study: client.Study) -> list[str]:
    with study.database.reading() as connection:
        return [gesture.id for gesture in read_gestures(connection)]


# --- No room ------------------------------------------------------------------------------------
@contextlib.contextmanager
def room(pages: dict[str, int]) -> Iterator[None]:
    """Give SQLite so many pages (of 4 kB) and no more, as a full disk does (SQLITE_FULL)."""
    prepare = SqliteDatabase._prepare

    def limited(database: SqliteDatabase, connection: Any, record: Any) -> None:
        prepare(database, connection, record)
        connection.execute(f"PRAGMA max_page_count={pages['most']}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteDatabase, "_prepare", limited)
        yield


def test_a_full_disk_refuses_the_step_and_loses_nothing(folder: Path) -> None:
    pages = {"most": 1 << 30}
    with room(pages), client.create(folder / "study", title="Full") as study:
        with study.database.reading() as connection:
            now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        pages["most"] = int(now or 0) + 30
        study.close()  # The next connection of the writer has the new limit.
        saved: list[Done] = []
        refused = None
        while refused is None:
            refused = refusal(lambda: saved.append(study.do("memos.add", text=LONG)))
        assert refused.code == "disk-full"
        assert "The last step was not saved; everything before it is safe." in str(refused)
        assert "Make room" in refused.hint
        assert saved
        assert gestures(study)[-1] == saved[-1].gesture
        assert len(study.rows("memos")) == len(saved)
        assert study.verify().sound
        # Still full: still refused, and still nothing is lost.
        with pytest.raises(StorageFailed):
            study.do("memos.add", text=LONG)
        before = tables(study)
        pages["most"] = 1 << 30
        study.do("memos.add", text=LONG)
        study.undo()
        assert tables(study) == before
        assert study.verify().sound


def test_an_import_that_does_not_fit_leaves_nothing_behind(folder: Path) -> None:
    pages = {"most": 1 << 30}
    with room(pages), client.create(folder / "study", title="Full") as study:
        before = tables(study)
        pages["most"] = 200
        study.close()
        turns = [{"text": LONG} for _ in range(200)]
        with pytest.raises(StorageFailed):
            study.do("sources.add", name="FG1", turns=turns)
        assert tables(study) == before
        assert study.verify().sound
        pages["most"] = 1 << 30
        study.do("sources.add", name="FG1", turns=turns)
        assert len(study.turns()) == 200


def test_no_study_is_left_behind_where_there_is_no_room_for_one(folder: Path) -> None:
    with room({"most": 20}), pytest.raises(StorageFailed):
        client.create(folder / "study", title="Full")
    assert list(folder.iterdir()) == []
    client.create(folder / "study", title="Not full").close()


def test_files_that_must_not_grow_refuse_the_step_and_lose_nothing(folder: Path) -> None:
    """The system refuses the write (SQLITE_IOERR), which is not the same as a full disk."""
    place = folder / "study"
    client.create(place, title="Full").close()
    with Nursery() as nursery:
        heard = nursery.run("fill", folder=place, limit=1 << 20)
    assert heard.status == 0
    assert heard.told("refused") == [["StorageFailed", "disk-full"]]
    ((readable,),) = heard.told("readable")
    assert int(readable) == len(heard.acknowledged) - 1 > 10
    with client.open_study(place) as study:
        assert gestures(study)[-len(heard.acknowledged) :] == heard.acknowledged
        assert study.verify().sound


# --- The N-th write fails -----------------------------------------------------------------------
class Failing:
    """Lets the N-th thing that the writer asks of the database fail, commits included."""

    def __init__(self, study: client.Study) -> None:
        self.left = 0
        engine = study.database.engine
        sa.event.listen(engine, "before_cursor_execute", self._executes)
        sa.event.listen(engine, "commit", self._commits)

    def at(self, number: int) -> None:
        self.left = number

    def _executes(self, connection: sa.Connection, *_: Any) -> None:
        if connection.get_execution_options().get("heddle_writes"):
            self._count()

    def _commits(self, connection: sa.Connection) -> None:
        self._executes(connection)

    def _count(self) -> None:
        if self.left:
            self.left -= 1
            if self.left == 0:
                raise sqlite3.OperationalError("disk I/O error")


def prepared(study: client.Study) -> dict[str, Any]:
    """A study with something to correct, merge, undo and erase."""
    study.do("sources.add", name="FG1", turns=[{"text": "one two three"}, {"text": "four"}])
    first, second = (turn["id"] for turn in study.turns())
    hope, fear = (study.do("codes.add", name=name).id for name in ("Hope", "Fear"))
    where = {"turn": first, "start": 4, "end": 7}
    study.do("codings.add", codings=[{**where, "code": hope}, {**where, "code": fear}])
    over = {"turn": first, "start": 8, "end_turn": second, "end": 4, "code": fear}
    study.do("codings.add", codings=[over])
    themes = [study.do("themes.add", name=n, codes=[hope]).id for n in ("A", "B")]
    study.do("quotes.add", turn=first, start=0, end=7, theme=themes[0])
    memo = study.do("memos.add", text="nobody is called Kirsten", about=[hope]).id
    return {"turn": first, "hope": hope, "fear": fear, "themes": themes, "memo": memo}


STEPS: dict[str, Callable[[client.Study, dict[str, Any]], Any]] = {
    "import": lambda study, _: study.do(
        "sources.add", name="FG2", turns=[{"text": "five", "speaker": "A"}, {"text": "six"}]
    ),
    "correct": lambda study, known: study.do(
        "turns.correct", turn=known["turn"], text="one and three"
    ),
    "split": lambda study, known: study.do("turns.split", turn=known["turn"], at=4),
    "merge codes": lambda study, known: study.do(
        "codes.merge", codes=[known["hope"]], into=known["fear"]
    ),
    "merge themes": lambda study, known: study.do(
        "themes.merge", themes=known["themes"], name="AB"
    ),
    "undo": lambda study, _: study.undo(),
    "several": lambda study, known: study.do_all(
        [{"op": "codes.add", "name": "More"}, {"op": "memos.drop", "memo": known["memo"]}]
    ),
    "rebuild": lambda study, _: study.rebuild(),
}


@pytest.mark.parametrize("step", STEPS)
def test_whichever_write_of_a_step_fails_nothing_of_it_is_left(folder: Path, step: str) -> None:
    with client.create(folder / "study", title="Failing") as study:
        known = prepared(study)
        failing = Failing(study)
        before, log = tables(study), gestures(study)
        for number in range(1, 1000):
            failing.at(number)
            refused = refusal(STEPS[step], study, known)
            if refused is None:
                break
            failing.at(0)
            assert refused.code == "disk-full"
            assert tables(study) == before
            assert gestures(study) == log
        assert number > 3
        assert failing.left > 0
        failing.at(0)
        assert len(gestures(study)) == len(log) + (step != "rebuild")
        verdict = study.verify()
        assert verdict.sound, verdict.problems


def test_a_merge_of_which_any_write_fails_can_be_done_again(folder: Path) -> None:
    with client.create(folder / "one", title="Failing") as study:
        known = prepared(study)
    shutil.copytree(folder / "one", folder / "two")
    with client.open_study(folder / "two") as other:
        other.do("codes.change", code=known["hope"], name="Hope again")
        other.do("turns.correct", turn=known["turn"], text="one three")
        with client.open_study(folder / "one") as study:
            failing = Failing(study)
            before = tables(study)
            for number in range(1, 1000):
                failing.at(number)
                refused = refusal(study.merge, other)
                failing.at(0)
                if refused is None:
                    break
                assert tables(study) == before
            assert number > 3
            assert study.merge(other).gestures == 0
            assert tables(study) == tables(other)
            assert study.verify().sound


def erase(study: client.Study, memo: str) -> None:
    study.erase([Wipe("memos", memo, "text", "[erased]")], reason="withdrawn")


def test_an_erasure_of_which_any_write_fails_is_done_later_or_not_at_all(folder: Path) -> None:
    secret = b"Kirsten"
    done = False
    for number in range(1, 1000):
        place = folder / f"study{number}"
        with client.create(place, title="Failing") as study:
            known = prepared(study)
            failing = Failing(study)
            failing.at(number)
            refused = refusal(erase, study, known["memo"])
            done = failing.left > 0
            failing.at(0)
            (memo,) = study.rows("memos")
            # The sentence says truly whether the words are out of the study.
            gone = refused is None or refused.code == "shred-later"
            assert (memo["text"] == "[erased]") == gone
            assert study.verify().sound
        with client.open_study(place) as study:
            (memo,) = study.rows("memos")
            files = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
            assert (secret in files) == (memo["text"] != "[erased]")
        if done:
            break
    assert done
    assert number > 10


def test_a_full_disk_during_shredding_is_made_up_for_at_the_next_opening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder / "study"
    shred = SqliteDatabase.shred

    def fails(_: SqliteDatabase) -> None:
        raise StorageFailed("The disk is full.", code="disk-full")

    with client.create(place, title="Full") as study:
        known = prepared(study)
        monkeypatch.setattr(SqliteDatabase, "shred", fails)
        with pytest.raises(StorageFailed, match="erased from the study") as told:
            study.erase([Wipe("memos", known["memo"], "text", "[erased]")], reason="withdrawn")
        assert told.value.code == "shred-later"
        assert study.rows("memos")[0]["text"] == "[erased]"
    # Still full: the study opens all the same.
    with client.open_study(place) as study:
        assert study.verify().sound
    monkeypatch.setattr(SqliteDatabase, "shred", shred)
    shredded = []
    monkeypatch.setattr(
        SqliteDatabase, "shred", lambda database: (shredded.append(1), shred(database))
    )
    for _ in range(2):
        client.open_study(place).close()
    assert shredded == [1]


def test_a_reader_of_the_old_pages_puts_shredding_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words are said to be gone from the files only when they are."""
    monkeypatch.setattr("heddle.store.database._BUSY_SECONDS", 0.1)
    place = folder / "study"
    with client.create(place, title="Read") as study:
        known = prepared(study)
        with client.open_study(place) as reader, reader.view() as view:
            assert "Kirsten" in view.get(Memo, known["memo"]).text
            with pytest.raises(StorageFailed) as told:
                erase(study, known["memo"])
            assert told.value.code == "shred-later"
            assert "may still lie in them" in told.value.problem
        assert study.rows("memos")[0]["text"] == "[erased]"
    with client.open_study(place) as study:
        files = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
        assert b"Kirsten" not in files
        assert study.verify().sound


def test_an_original_that_cannot_be_kept_is_refused(folder: Path) -> None:
    with client.create(folder / "study", title="Full") as study:
        assert study.media is not None
        (folder / "study" / "media").rmdir()
        (folder / "study" / "media").write_text("a file where the folder should be")
        with pytest.raises(StorageFailed, match="could not be kept") as refused:
            study.media.keep(b"a recording")
        assert refused.value.code == "disk-full"
