"""The floor: the same rows in plain SQLite, without log, history, ids or rules.

What Heddle costs above this is what its promises cost; nothing durable can be below it. The
settings are Heddle's own: write-ahead log, and synchronous=FULL so that a save survives a
power cut.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from itertools import islice
from pathlib import Path

from lxml import etree

from measures import Results, apart, best, each
from workload import WORKERS, Document, Span, Workload, workload

SCHEMA = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE turns (id INTEGER PRIMARY KEY, document INTEGER, position INTEGER,
        speaker TEXT, text TEXT);
    CREATE TABLE codings (id INTEGER PRIMARY KEY, code INTEGER, coder TEXT, document INTEGER,
        first_turn INTEGER, start INTEGER, last_turn INTEGER, finish INTEGER, made_at REAL,
        quote TEXT);
    CREATE INDEX turns_of_document ON turns (document, position);
    CREATE INDEX codings_of_code ON codings (code, document, first_turn, start);
    CREATE VIRTUAL TABLE words USING fts5 (text, content='turns', content_rowid='id');
"""
ADD_TURN = "INSERT INTO turns (document, position, speaker, text) VALUES (?, ?, ?, ?)"
ADD_CODING = """
    INSERT INTO codings (code, coder, document, first_turn, start, last_turn, finish, made_at,
        quote) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
PAGE = """
    SELECT codings.*, turns.speaker FROM codings
    JOIN turns ON turns.document = codings.document AND turns.position = codings.first_turn
    WHERE code = ? ORDER BY codings.document, first_turn, start LIMIT 50
"""
SEARCH = """
    SELECT turns.id, turns.document, snippet(words, 0, '[', ']', ' ... ', 12) FROM words
    JOIN turns ON turns.id = words.rowid WHERE words MATCH ? LIMIT 50
"""
PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
SEARCHED = "hospitalet smerter"  # both words, in any order
SINGLE_ADDS = 500


def connect(path: Path) -> sqlite3.Connection:
    """Open the file with the settings that a study has, each statement its own transaction."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def measure(load: Workload, folder: Path, results: Results) -> None:
    """Measure the floor of `load` with files in the empty `folder`."""
    path = folder / "floor.sqlite"
    done = apart(fill_texts, load.size, path)
    results.put("text", "floor", done.result)
    results.put("text-memory", "floor", done.peak_mb)
    results.put("fill", "floor", fill_codings(load, path))
    results.put("docx", "floor", best(lambda: read_docx(load.docx, path)) * 1000, 5)
    connection = connect(path)
    spans = list(islice(load.spans(), SINGLE_ADDS))
    results.adds("floor", each(lambda span: add(connection, load, span), spans))
    results.put("adds", "floor", together(load, path, spans))
    results.put("extracts", "floor", best(lambda: connection.execute(PAGE, (0,)).fetchall()) * 1000)
    results.put(
        "search", "floor", best(lambda: connection.execute(SEARCH, (SEARCHED,)).fetchall()) * 1000
    )
    connection.close()
    results.put("rebuild", "floor", rebuild(path))
    results.put("help", "floor", best(lambda: subprocess.run(_nothing(), check=True)) * 1000, 5)
    results.put("disk", "floor", sum(f.stat().st_size for f in folder.glob("floor.*")) / 1e6)


def _nothing() -> list[str]:
    """Return the command that starts Python and does nothing: the floor of any command."""
    return [sys.executable, "-I", "-c", "pass"]


def row(load: Workload, span: Span) -> tuple[object, ...]:
    """Return a coding as its table holds it, with the words that it was made on."""
    turns = load.documents[span.document].turns
    parts = [turn.text for turn in turns[span.first_turn : span.last_turn + 1]]
    parts[-1] = parts[-1][: span.end]
    parts[0] = parts[0][span.start :]
    place = (span.document, span.first_turn, span.start, span.last_turn, span.end)
    return (span.code, span.coder, *place, time.time(), "\n".join(parts))


def add(connection: sqlite3.Connection, load: Workload, span: Span) -> None:
    """Save one coding durably."""
    connection.execute(ADD_CODING, row(load, span))


def fill_texts(size: str, path: Path) -> float:
    """Read and save all documents; return the seconds. Runs in a process of its own."""
    load = workload(size)
    start = time.perf_counter()
    connection = connect(path)
    connection.executescript(SCHEMA)
    connection.execute("BEGIN")
    for number, document in enumerate(load.documents):
        add_turns(connection, number, Document(document.name, document.path))
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - start


def add_turns(connection: sqlite3.Connection, number: int, document: Document) -> None:
    """Save the turns of a document."""
    rows = ((number, at, turn.speaker, turn.text) for at, turn in enumerate(document.turns))
    connection.executemany(ADD_TURN, rows)


def fill_codings(load: Workload, path: Path) -> float:
    """Save all codings in one transaction; return the seconds."""
    start = time.perf_counter()
    connection = connect(path)
    connection.execute("BEGIN")
    connection.executemany(ADD_CODING, (row(load, span) for span in load.spans()))
    connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - start


def read_docx(docx: Path, path: Path) -> None:
    """Read a Word file with nothing but zip and an XML parser, and save its paragraphs."""
    with zipfile.ZipFile(docx) as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
    lines = ("".join(map(str, paragraph.itertext())) for paragraph in tree.iter(PARAGRAPH))
    connection = connect(path)
    connection.execute("BEGIN")
    rows = ((-1, at, *line.split(": ", 1)) for at, line in enumerate(lines))
    connection.executemany(ADD_TURN, rows)
    connection.execute("COMMIT")
    connection.execute("DELETE FROM turns WHERE document = -1")
    connection.close()


def together(load: Workload, path: Path, spans: list[Span]) -> float:
    """Return the saves per second of four writers at once, each saving one coding at a time."""

    def write(share: list[Span]) -> None:
        connection = connect(path)
        for span in share:
            add(connection, load, span)
        connection.close()

    shares = [spans[number::WORKERS] for number in range(WORKERS)]
    threads = [threading.Thread(target=write, args=(share,)) for share in shares]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(spans) / (time.perf_counter() - start)


def rebuild(path: Path) -> float:
    """Return the seconds to write a 100,000 rows of codings anew in one transaction."""
    connection = connect(path)
    rows = [
        (0, "A", 0, 0, 0, 0, number, 0.0, "words that somebody said") for number in range(100_000)
    ]
    start = time.perf_counter()
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE again AS SELECT * FROM codings WHERE 0")
    connection.executemany(ADD_CODING.replace("INTO codings", "INTO again"), rows)
    connection.execute("CREATE INDEX again_of_code ON again (code, document, first_turn, start)")
    connection.execute("COMMIT")
    taken = time.perf_counter() - start
    connection.execute("DROP TABLE again")
    connection.close()
    return taken
