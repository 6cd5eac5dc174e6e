"""The laws of a study's texts (see `text_machine`), on files and on a server."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from heddle import client
from heddle.log.gestures import read_gestures
from heddle.log.merge import merge
from heddle.log.setup import create_log
from heddle.store.database import SqliteDatabase
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.themes import LIVING, Theme
from text_machine import PICK, TextMachine
from toy import table_rows


class StudyLaws(TextMachine):
    """The same with codes, themes, undo, redo and looking back."""

    # Codes and themes: what their steps do to codings; the rest is held by undo and as_of.

    @rule(parent=PICK)
    def add_code(self, parent: int) -> None:
        above = self.pick(["", *self.ids(Code)], parent)
        assert self.step("codes.add", name=self.name("code"), parent=above) is not None

    @rule(code=PICK, parent=PICK)
    def move_code(self, code: int, parent: int) -> None:
        codes = self.ids(Code)
        if codes:
            self.step(
                "codes.move", code=self.pick(codes, code), parent=self.pick(["", *codes], parent)
            )

    @rule(code=PICK, into=PICK)
    def merge_codes(self, code: int, into: int) -> None:
        codes = self.ids(Code)
        if not codes:
            return
        old, target = self.pick(codes, code), self.pick(codes, into)
        if self.step("codes.merge", codes=[old], into=target) is None:
            return
        left = set(self.ids(Coding))
        for span in self.texts.codings.values():
            span.code = target if span.code == old else span.code
        for coding in set(self.texts.codings) - left:
            # Only a coding that has become another one's equal goes.
            one = self.texts.codings.pop(coding)
            assert any(
                (one.words, one.code, one.gone) == (other.words, other.code, other.gone)
                for other in self.texts.codings.values()
            )

    @rule(code=PICK, with_codings=st.booleans())
    def drop_code(self, code: int, with_codings: bool) -> None:
        codes = self.ids(Code)
        if len(codes) < 2:
            return
        old = self.pick(codes, code)
        used = [c for c, span in self.texts.codings.items() if span.code == old]
        done = self.step("codes.drop", code=old, with_codings=with_codings)
        assert done is None or with_codings or not used
        if done is not None:
            for coding in used:
                del self.texts.codings[coding]

    @rule(codes=st.lists(PICK, max_size=2))
    def add_theme(self, codes: list[int]) -> None:
        known = self.ids(Code)
        feeding = [self.pick(known, code) for code in codes] if known else []
        assert self.step("themes.add", name=self.name("theme"), codes=feeding) is not None

    @rule(one=PICK, other=PICK)
    def merge_themes(self, one: int, other: int) -> None:
        stages = self.view(lambda view: {t.id: t.stage for t in view.find(Theme)})
        if not stages:
            return
        chosen = {self.pick(stages, one), self.pick(stages, other)}
        done = self.step("themes.merge", themes=sorted(chosen), name=self.name("theme"))
        living = all(stages[theme] in LIVING for theme in chosen)
        assert (done is not None) == (len(chosen) == 2 and living)

    @rule(which=PICK, code=PICK)
    def split_theme(self, which: int, code: int) -> None:
        themes, codes = self.ids(Theme), self.ids(Code)
        if themes and codes:
            into = {self.name("theme"): [self.pick(codes, code)], self.name("theme"): []}
            self.step("themes.split", theme=self.pick(themes, which), into=into)

    # Undo, redo and looking back.

    @precondition(lambda self: self.past)
    @rule(steps=st.integers(1, 4), again=st.booleans())
    def undo(self, steps: int, again: bool) -> None:
        assert self.study is not None
        done = 0
        for _ in range(min(steps, len(self.past))):
            self.future.append((self.texts.copy(), self.tables))
            taken_back = self.study.undo()
            self.texts, self.tables = self.past.pop()
            assert self.rows() == self.tables
            self.at[taken_back.seq] = self.tables
            done += 1
        for _ in range(done if again else 0):
            self.redo()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        assert self.study is not None
        self.past.append((self.texts.copy(), self.tables))
        done_again = self.study.redo()
        self.texts, self.tables = self.future.pop()
        assert self.rows() == self.tables
        self.at[done_again.seq] = self.tables

    @precondition(lambda self: self.at)
    @rule(which=PICK)
    def look_back(self, which: int) -> None:
        """The study as of a step is what it was then, and a copy that stopped there is too."""
        assert self.study is not None
        seq = self.pick(self.at, which)
        with self.study.as_of(seq=seq) as past:
            assert table_rows(past.database, past.schema) == self.at[seq]
        stopped = SqliteDatabase(None)
        journal = create_log(stopped, self.study.schema)
        with self.study.database.reading() as connection:
            merge(journal, [g for g in read_gestures(connection) if g.seq <= seq])
        assert table_rows(stopped, self.study.schema) == self.at[seq]
        journal.close()
        stopped.close()

    @rule()
    def rebuild(self) -> None:
        assert self.study is not None
        self.study.rebuild()
        assert self.rows() == self.tables


class SqliteStudyLaws(StudyLaws):
    def __init__(self) -> None:
        super().__init__()
        # In memory where the system offers it: syncs are not what is tested here.
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
        self.folder = tempfile.TemporaryDirectory(dir=memory)

    def make(self) -> client.Study:
        return client.create(Path(self.folder.name) / "study", title="Laws")

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


def server_laws(url: str, media: Path) -> type[StudyLaws]:
    class ServerStudyLaws(StudyLaws):
        def make(self) -> client.Study:
            schema = f"texts_{uuid.uuid4().hex[:12]}"
            return client.create_on_server(url, schema, title="Laws", media=media)

    return ServerStudyLaws


def test_the_laws_of_texts_hold_on_sqlite() -> None:
    run_state_machine_as_test(
        SqliteStudyLaws, settings=settings(max_examples=20, stateful_step_count=30)
    )


def test_the_laws_of_texts_hold_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    run_state_machine_as_test(
        server_laws(postgres_url, tmp_path),
        settings=settings(max_examples=4, stateful_step_count=15),
    )
