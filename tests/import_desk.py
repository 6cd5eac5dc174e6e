"""A desk for the tests of imports: studies in folders, tables and texts written on the spot."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import heddle
from heddle.client import Study
from heddle.errors import HeddleError
from heddle.exchange import importing
from heddle.exchange.plan import Plan, Report


class Desk:
    """A study in a folder, and files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "study"
        self.study: Study = heddle.create(self.place, title="A study")

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def table(self, name: str, *rows: Sequence[str]) -> Path:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        return self.file(name, out.getvalue())

    def plan(self, path: Path, **options: Any) -> Plan:
        with self.study.view() as view:
            return importing.plan(view, path, actor=self.study.actor, **options)

    def take(self, path: Path, **options: Any) -> Report:
        """Import a file, or raise what refuses it."""
        return importing.carry_out(self.study, self.plan(path, **options))

    def refuses(self, path: Path, *words: str, because: str = "", **options: Any) -> HeddleError:
        """Assert that an import is refused in these words and no byte of the study changes."""
        before = self.bytes()
        with pytest.raises(HeddleError) as caught:
            self.take(path, **options)
        error = caught.value
        for word in (path.name, *words):
            assert word in str(error), f"“{word}” is missing in: {error}"
        if because:
            assert error.code == because
        assert error.hint, "a refusal says what to do next"
        assert self.bytes() == before
        return error

    def bytes(self) -> dict[str, str]:
        """Hash every file of the study, closed."""
        self.study.close()
        hashes = {
            str(path.relative_to(self.place)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.place.rglob("*"))
            if path.is_file()
        }
        self.study = heddle.open(self.place)
        return hashes

    def close(self) -> None:
        self.study.close()


@pytest.fixture(name="desk")
def desk_fixture(tmp_path: Path) -> Iterator[Desk]:
    """A new study."""
    desk = Desk(tmp_path)
    yield desk
    desk.close()
