"""The laws of a study's texts (see `text_machine`), on files and on a server."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from heddle import client
from text_machine import StudyLaws


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
        SqliteStudyLaws, settings=settings(max_examples=30, stateful_step_count=30)
    )


def test_the_laws_of_texts_hold_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    run_state_machine_as_test(
        server_laws(postgres_url, tmp_path),
        settings=settings(max_examples=4, stateful_step_count=15),
    )
