"""Small projects of programs that keep them in SQLite, made in memory.

The child that reads projects reads each once when it starts, because it can load nothing later;
the fuzzing tests start from them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from heddle.exchange.database import Value

Table = tuple[str, Sequence[Sequence[Value]]]
"""Names of columns with blanks between them, and rows."""

_PAGE = 512


def build(tables: Mapping[str, Table]) -> bytes:
    """Make a SQLite file of tables whose columns have no types."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size={_PAGE}")
        for name, (columns, rows) in tables.items():
            names = columns.split()
            listed = ", ".join(f'"{column}"' for column in names)
            connection.execute(f'CREATE TABLE "{name}" ({listed})')
            places = ", ".join("?" * len(names))
            connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        return connection.serialize()
    finally:
        connection.close()


def qualcoder() -> tuple[str, bytes]:
    """Make a QualCoder project: a text, a code in a category, a coding, a case, a journal."""
    day = "2026-01-02 03:04:05"
    return "a.qda", build(
        {
            "project": ("databaseversion about memo", [("v17", "QualCoder 3.8", "a")]),
            "source": (
                "id name fulltext mediapath memo owner date av_text_id",
                [(1, "a.txt", "Ann: word 🙂 word\nBo: word", None, "a", "me", day, None)],
            ),
            "code_cat": ("catid name memo owner date supercatid", [(1, "a", "", "me", day, None)]),
            "code_name": (
                "cid name memo catid owner date color supercid",
                [(1, "b", "", 1, "me", day, "#FF0000", None)],
            ),
            "code_text": (
                "ctid cid fid seltext pos0 pos1 owner date memo important avid",
                [(1, 1, 1, "word", 13, 17, "me", day, "a", 1, None)],
            ),
            "annotation": (
                "anid fid pos0 pos1 memo owner date",
                [(1, 1, 5, 9, "a", "me", day)],
            ),
            "cases": ("caseid name memo", [(1, "Ann", "a")]),
            "case_text": ("id caseid fid pos0 pos1 memo", [(1, 1, 1, 0, 17, "a")]),
            "attribute": ("name attr_type value id", [("age", "case", "40", 1)]),
            "journal": ("jid name jentry owner date", [(1, "a", "a", "me", day)]),
            "code_av": ("avid id pos0 pos1 cid", [(1, 1, 0, 1000, 1)]),
        }
    )


def rqda() -> tuple[str, bytes]:
    """Make an RQDA project: a text, a code in a category, a coding, a case."""
    day = "Fri Jan  2 03:04:05 2026"
    return "a.rqda", build(
        {
            "project": ("databaseversion memo", [("0.2.2", "a")]),
            "source": (
                "id name file memo owner date status",
                [(1, "a.txt", "Ann: word 🙂 word\nBo: word", "a", "me", day, 1)],
            ),
            "codecat": ("catid name memo owner date status", [(1, "a", "", "me", day, 1)]),
            "freecode": (
                "id name memo owner date status color",
                [(1, "b", "", "me", day, 1, "#FF0000"), (2, "c", "", "me", day, 0, None)],
            ),
            "treecode": ("cid catid status", [(1, 1, 1)]),
            "coding": (
                "cid fid seltext selfirst selend owner date memo status",
                [(1, 1, "word", 12.0, 16.0, "me", day, "a", 1)],
            ),
            "cases": ("id name memo status", [(1, "Ann", "a", 1)]),
            "caselinkage": ("caseid fid selfirst selend status", [(1, 1, 0.0, 16.0, 1)]),
            "caseAttr": ("variable value caseID status", [("age", "40", 1, 1)]),
            "annotation": ("fid position annotation owner date status", [(1, 5, "a", "", day, 1)]),
        }
    )


def requal() -> tuple[str, bytes]:
    """Make a requal project: a text, a code in a category, a segment, a memo."""
    day = "2026-01-02 03:04:05"
    return "a.requal", build(
        {
            "projects": ("project_id project_name project_description", [(1, "a", "a")]),
            "users": ("user_id user_name", [(1, "me")]),
            "documents": (
                "project_id doc_id doc_name doc_text created_at",
                [(1, 1, "a.txt", "Ann: word 🙂 word\nBo: word", day)],
            ),
            "categories": ("project_id category_id category_name", [(1, 1, "a")]),
            "codes": ("project_id code_id code_name code_color", [(1, 1, "b", "rgb(255,0,0)")]),
            "categories_codes_map": ("project_id category_id code_id", [(1, 1, 1)]),
            "segments": (
                "project_id user_id doc_id code_id segment_id segment_start segment_end",
                [(1, 1, 1, 1, 1, 13, 16)],
            ),
            "logs": (
                "project_id action payload created_at",
                [(1, "Add segment", '[{"segment_id":1}]', f"{day} CET")],
            ),
            "memos": ("project_id memo_id text", [(1, 1, "a")]),
            "memos_segments_map": ("memo_id segment_id", [(1, 1)]),
        }
    )


def taguette() -> tuple[str, bytes]:
    """Make a Taguette project: a document, tags in a tree, a highlight, and the log of it."""
    day = "2026-01-02 03:04:05.000006"
    added = '{"type": "highlight_add", "highlight_id": 1, "tags": [1], "start_offset": 4}'
    html = "<p>Ann: w\u00f8rd \U0001f642 &amp;</p>\n<pre>a\n b</pre><ul><li>one<br>two</li></ul>"
    return "a.sqlite3", build(
        {
            "projects": ("id name description created", [(1, "a", "b", day)]),
            "users": ("login", [("ann",)]),
            "project_members": ("project_id user_login privileges", [(1, "ann", "ADMIN")]),
            "documents": (
                "id name description filename created project_id text_direction contents",
                [(1, "a", "b", "a.html", day, 1, "LEFT_TO_RIGHT", html)],
            ),
            "tags": (
                "id project_id path description",
                [(1, 1, "a.b", "c"), (2, 1, "a/b/c", ""), (3, 1, "a/b", "")],
            ),
            "highlights": (
                "id document_id start_offset end_offset snippet",
                [(1, 1, 5, 14, "<p>w\u00f8rd \U0001f642</p>"), (2, 1, 0, 3, "<p>Ann</p>")],
            ),
            "highlight_tags": ("highlight_id tag_id", [(1, 1), (1, 2)]),
            "commands": (
                "id date user_login project_id document_id payload",
                [(1, day, "ann", 1, 1, '{"type": "document_add"}'), (2, day, "ann", 1, 1, added)],
            ),
        }
    )


def uima() -> tuple[str, bytes]:
    """Make a document of UIMA with one span and its value."""
    return "a.xmi", (
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
        'xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">'
        '<cas:NULL xmi:id="0"/><cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" '
        'mimeType="text" sofaString="Ann: \U0001f642 word"/>'
        '<custom:Span xmi:id="2" sofa="1" begin="8" end="12" value="joy"/>'
        '<cas:View sofa="1" members="2"/></xmi:XMI>'
    ).encode()


def label_studio() -> tuple[str, bytes]:
    """Make an export of Label Studio: one task, one label on a stretch of its text."""
    value = '{"start": 7, "end": 11, "text": "word", "labels": ["joy"]}'
    region = f'{{"id": "r", "type": "labels", "from_name": "a", "to_name": "t", "value": {value}}}'
    return "a.json", (
        '[{"id": 1, "data": {"text": "Ann: \U0001f642 word"}, "annotations": [{"id": 1, '
        f'"completed_by": 1, "created_at": "2026-01-02T03:04:05Z", "result": [{region}]}}]}}]'
    ).encode()
