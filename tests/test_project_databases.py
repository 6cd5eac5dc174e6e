"""QualCoder, RQDA and requal: whatever counts their places, every stretch keeps its true words."""

from __future__ import annotations

import io
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle import client
from heddle.cli.main import main
from heddle.errors import Unreadable
from heddle.exchange import project_samples as samples
from heddle.exchange.database import number, open_database, text, whole
from heddle.exchange.gathering import colour, moment
from heddle.exchange.places import Count, Mark, Places
from heddle.exchange.project import Project, WhichProject
from heddle.exchange.project_readers import READERS as KNOWN
from heddle.exchange.qualcoder import read_qualcoder
from heddle.exchange.requal import read_requal
from heddle.exchange.rqda import read_rqda

DAY = "2026-01-02 03:04:05"
READERS: list[tuple[Callable[[str, bytes], Project], Callable[[], tuple[str, bytes]]]] = [
    (read_qualcoder, samples.qualcoder),
    (read_rqda, samples.rqda),
    (read_requal, samples.requal),
]
WORDS = st.text(
    st.sampled_from("ab \n🙂𝔘e\u0301אب\u00a0") | st.characters(exclude_categories=["Cs", "Cc"]),
    min_size=1,
    max_size=60,
)


@st.composite
def talks(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """Give a text with any line ends, and stretches of it as it is with LF alone."""
    lines = draw(st.lists(WORDS, min_size=1, max_size=4))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    raw = end.join(lines).replace("\n", end) if end != "\r\n" else end.join(lines)
    size = len(raw.replace("\r\n", "\n"))
    ends = st.tuples(st.integers(0, size), st.integers(0, size))
    pairs = draw(st.lists(ends.filter(lambda each: each[0] != each[1]), max_size=6, unique=True))
    return raw, [(min(pair), max(pair)) for pair in pairs]


def fed(raw: str) -> str:
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def by_hand(raw: str, start: int, end: int) -> tuple[int, int, str]:
    """Count as a Qt text widget does, and give the words as it hands them over."""
    shown = fed(raw)
    return units(shown[:start]), units(shown[:end]), shown[start:end].replace("\n", "\u2029")


def by_search(raw: str, start: int, end: int) -> tuple[int, int, str]:
    """Count code points of what is stored, as a search in Python does."""
    at = [i for i, sign in enumerate(raw) if sign != "\n" or raw[max(0, i - 1) : i] != "\r"]
    at.append(len(raw))
    return at[start], at[end], raw[at[start] : at[end]]


def codings_table(rows: list[tuple[object, ...]]) -> dict[str, samples.Table]:
    return {
        "code_cat": ("catid name", []),
        "code_name": ("cid name memo owner date color", [(1, "a", "", "me", DAY, "#00ff00")]),
        "code_text": ("cid fid seltext pos0 pos1 owner date memo", rows),  # type: ignore[dict-item]
    }


@settings(max_examples=60, deadline=None)
@given(talks(), st.randoms(use_true_random=False))
def test_a_qualcoder_stretch_keeps_its_words_however_it_was_counted(
    talk: tuple[str, list[tuple[int, int]]], chance: random.Random
) -> None:
    raw, spans = talk
    rows = []
    for start, end in spans:
        count = chance.choice([by_hand, by_search])
        begins, ends, words = count(raw, start, end)
        rows.append((1, 1, words, begins, ends, "me", DAY, ""))
    tables = codings_table(rows) | {"source": ("id name fulltext", [(1, "a.txt", raw)])}
    project = read_qualcoder("a.qda", samples.build(tables))
    assert project.sources[0].text == fed(raw)
    there = sorted(fed(raw)[start:end] for start, end in spans)
    found = [project.sources[0].text[each.start : each.end] for each in project.codings]
    assert sorted(found) == there
    assert not project.losses


@settings(max_examples=40, deadline=None)
@given(talks())
def test_rqda_and_requal_stretches_keep_their_words(
    talk: tuple[str, list[tuple[int, int]]],
) -> None:
    raw, spans = talk
    counted = [by_search(raw, start, end) for start, end in spans]
    there = [fed(raw)[start:end] for start, end in spans]
    rqda = {
        "source": ("id name file status", [(1, "a", raw, 1)]),
        "freecode": ("id name status", [(1, "a", 1)]),
        "coding": (
            "cid fid seltext selfirst selend owner status",
            [(1, 1, words, float(start), float(end), "me", 1) for start, end, words in counted],
        ),
    }
    requal = {
        "projects": ("project_id project_name", [(7, "a")]),
        "documents": ("project_id doc_id doc_name doc_text", [(7, 1, "a", raw)]),
        "codes": ("project_id code_id code_name", [(7, 1, "a")]),
        "segments": (
            "project_id doc_id code_id segment_id segment_start segment_end segment_text",
            [(7, 1, 1, at, *_from_one(*each)) for at, each in enumerate(counted)],
        ),
    }
    for project in (
        read_rqda("a.rqda", samples.build(rqda)),
        read_requal("a.requal", samples.build(requal)),
    ):
        whole_text = project.sources[0].text
        assert [whole_text[each.start : each.end] for each in project.codings] == there
        assert not project.losses


def _from_one(start: int, end: int, words: str) -> tuple[int, int, str]:
    return start + 1, end, words


def test_words_that_moved_a_little_are_found_and_told() -> None:
    raw = "🙂🙂 one two three"
    places = Places(raw)
    marks = [Mark(3, 6, "two"), Mark(99, 102, "six"), Mark(5, 5), Mark(-9, 999)]
    moved, outside, empty, clipped = places.settle(marks)
    assert (raw[moved.start : moved.end], moved.verdict) == ("two", "moved")
    assert not outside.there
    assert not empty.there
    assert (clipped.start, clipped.end, clipped.there) == (0, len(raw), True)
    unlike = places.settle([Mark(9, 6, "gone")])[0]
    assert (unlike.start, unlike.end, unlike.verdict) == (6, 9, "unlike")


def test_a_mark_without_words_is_counted_as_the_others_of_its_text() -> None:
    places = Places("🙂🙂🙂 word, and more")
    places.settle([Mark(7, 11, "word")])
    later = places.settle([Mark(7, 11)], [Count()])[0]
    assert places.text[later.start : later.end] == "word"


LATER = {
    "code_text": {"ctid": 4, "avid": 2, "important": 3},
    "code_name": {"supercid": 16},
    "source": {"av_text_id": 5},
}
"""In which version of its database QualCoder added a column."""


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 15, 16, 17])
def test_every_version_of_a_qualcoder_database_is_read(version: int) -> None:
    _, newest = samples.qualcoder()
    connection = sqlite3.connect(":memory:")
    connection.deserialize(newest)
    for table, columns in LATER.items():
        for column, since in columns.items():
            if version < since:
                connection.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
    connection.execute("UPDATE project SET databaseversion = ?", [f"v{version}"])
    connection.commit()
    project = read_qualcoder("a.qda", connection.serialize())
    assert project.program.endswith(f"(database v{version})")
    (coding,) = project.codings
    assert project.sources[0].text[coding.start : coding.end] == "word"
    assert coding.by == "member:me"
    assert [each.parent for each in project.codes] == ["", "category:1"]
    assert project.cases[0].values == {"age": "40"}
    said = {loss.what for loss in project.losses}
    assert ("marks that a coding is important" in said) == (version >= 3)


def test_a_qualcoder_folder_gives_its_documents_and_no_path_of_anybody() -> None:
    tables = codings_table([]) | {
        "project": ("databaseversion about memo", [("v11", "QualCoder 3.4", "why")]),
        "source": (
            "id name fulltext mediapath memo owner date av_text_id",
            [
                (1, "a.docx", "words", "/docs/a.docx", "", "me", DAY, None),
                (2, "b.mp3", None, "audio:/home/ann/b.mp3", "loud", "me", DAY, 3),
                (3, "b.mp3.txt", "I: words", None, "", "bo", DAY, None),
            ],
        ),
        "code_name": (
            "cid name catid supercid owner",
            [(1, "a", None, 2, "me"), (2, "b", 9, None, "")],
        ),
        "code_image": ("id x1 y1 width height cid", [(2, 1, 2, 3, 4, 1)]),
        "gr_pix_item": ("grpixid filepath", [(1, "/home/ann/p.png")]),
    }
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as archive:
        archive.writestr("Study.qda/data.qda", samples.build(tables))
        archive.writestr("Study.qda/documents/a.docx", b"the file")
        archive.writestr("Study.qda/data.qda-wal", b"changes")
    assert takers("Study.zip", folder.getvalue()) == ["qualcoder"]
    project = read_qualcoder("Study.zip", folder.getvalue())
    assert project.name == "Study"
    assert project.description == "why"
    assert [each.form for each in project.sources] == ["document", "transcript"]
    assert (project.sources[0].original, project.sources[0].file_format) == (b"the file", "docx")
    assert [each.parent for each in project.codes] == ["code:2", "category:9"]
    assert [each.name for each in project.members] == ["me", "bo"]
    assert "ann" not in str(project.leftovers)
    assert {loss.what: loss.count for loss in project.losses} == {
        "changes that QualCoder had not yet written into its database": 1,
        "pictures, recordings and texts without words": 1,
        "codings of pictures and of areas of PDF pages": 1,
        "things drawn in graphs": 1,
    }


def test_turns_marked_by_qualcoders_own_coder_are_what_a_speaker_says() -> None:
    raw = "Ann: one\nBo: two 🙂"
    pinned = "📌 Speaker coding"
    tables = codings_table(
        [
            (1, 1, "Ann: one", 0, 8, pinned, DAY, ""),
            (2, 1, "Bo: two 🙂", 9, 19, pinned, DAY, ""),
            (3, 1, "one", 5, 8, "me", DAY, ""),
        ]
    ) | {
        "source": ("id name fulltext", [(1, "a.txt", raw)]),
        "coder_names": ("name visibility", [("me", 1), (pinned, 1)]),
        "code_cat": ("catid name owner", [(1, "📌 Speakers", pinned), (2, "kept", "me")]),
        "code_name": (
            "cid name catid owner",
            [(1, "Ann", 1, pinned), (2, "Bo", 1, pinned), (3, "a", 2, "me")],
        ),
        "cases": ("caseid name", [(1, "Bo")]),
    }
    project = read_qualcoder("a.qda", samples.build(tables))
    assert [code.name for code in project.codes] == ["kept", "a"]
    assert [member.name for member in project.members] == ["me"]
    assert len(project.codings) == 1
    said = {case.name: [raw[s.start : s.end] for s in case.spans] for case in project.cases}
    assert said == {"Bo": ["Bo: two 🙂"], "Ann": ["Ann: one"]}


@pytest.mark.parametrize("program", ["qualcoder", "rqda", "requal"])
def test_the_command_line_takes_a_project_in_once_and_back_out(
    program: str, tmp_path: Path
) -> None:
    sample = KNOWN[program].sample
    assert sample is not None
    name, data = sample()
    file = tmp_path / name
    if program == "qualcoder":  # as QualCoder keeps it: a folder
        file.mkdir()
        (file / "data.qda").write_bytes(data)
    else:
        file.write_bytes(data)
    folder = tmp_path / "study"
    with client.create(folder, title="Taken in") as study:
        study.do("team.add", name="Ann", roles=["analyst"])
    for _ in range(2):
        done = CliRunner().invoke(main, ["import", str(folder), str(file)])
        assert done.exit_code == 0, done.output
    assert "nothing in it is new" in done.output
    with client.open_study(folder) as study:
        (coding,) = study.codings()
        assert (coding["text"], coding["coder"], coding["path"]) == ("word", "me", "a > b")
        assert len(study.sources()) == 1
    done = CliRunner().invoke(main, ["undo", str(folder)])
    assert done.exit_code == 0, done.output
    with client.open_study(folder) as study:
        assert not study.codings()
        assert not study.sources()


def takers(name: str, data: bytes) -> list[str]:
    return [known for known, reader in KNOWN.items() if reader.recognise(name, data)]


@pytest.mark.parametrize("program", ["qualcoder", "rqda", "requal"])
def test_each_reader_knows_its_own_and_no_others(program: str) -> None:
    sample = KNOWN[program].sample
    assert sample is not None
    assert takers(*sample()) == [program]
    assert not takers("a.zip", b"PK no archive")


def test_a_requal_server_is_asked_which_project_is_meant() -> None:
    tables = {
        "projects": ("project_id project_name", [(1, "first"), (2, "second")]),
        "documents": ("project_id doc_id doc_name doc_text", [(1, 1, "a", "x"), (2, 2, "b", "y")]),
        "segments": ("project_id doc_id code_id segment_id segment_start segment_end", []),
    }
    data = samples.build(tables)
    with pytest.raises(WhichProject) as refused:
        read_requal("a.requal", data)
    assert refused.value.choices == ["first", "second"]
    assert [each.text for each in read_requal("a.requal", data, "second").sources] == ["y"]


def test_what_rqda_deleted_is_counted_and_not_read() -> None:
    name, data = samples.rqda()
    project = read_rqda(name, data)
    assert [each.name for each in project.codes] == ["a", "b"]
    assert project.codes[1].parent == "category:1"
    assert project.codings[0].made == "2026-01-02T03:04:05"
    assert project.losses[0].what == "things deleted in RQDA (its file still has them)"
    (span,) = project.cases[0].spans
    assert project.sources[0].text[span.start : span.end] == "Ann: word 🙂 word"


def test_a_requal_log_says_when_a_segment_was_made_and_memos_find_it() -> None:
    name, data = samples.requal()
    project = read_requal(name, data)
    (coding,) = project.codings
    assert (coding.made, coding.by) == ("2026-01-02T03:04:05", "member:me")
    assert project.sources[0].text[coding.start : coding.end] == "word"
    assert project.memos[0].about == [coding.key]
    assert project.codes[1].colour == "#FF0000"


def test_nothing_in_a_strangers_database_is_run() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        CREATE TABLE real (a, b AS (upper(a)));
        INSERT INTO real (a) VALUES ('x'), (CAST(x'61ff' AS TEXT));
        CREATE VIEW seen AS SELECT randomblob(100000000) AS a;
        CREATE VIRTUAL TABLE full_text USING fts5(a);
        """
    )
    data = connection.serialize()
    waiting = data[:18] + b"\x02\x02" + data[20:]  # as a file in WAL mode is marked
    with open_database("a", waiting) as database:
        assert database.tables["real"] == ["a"]
        assert "seen" not in database.tables
        assert "full_text" not in database.tables
        assert list(database.rows("real", ["a", "b"])) == [("x", None), ("a\ufffd", None)]
        assert database.damaged == 1
        assert list(database.rows("seen", ["a"])) == []
        for statement in (
            "ATTACH ':memory:' AS b",
            "DELETE FROM real",
            "SELECT upper(a) FROM real",
        ):
            with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
                database._connection.execute(statement)


def test_a_table_that_unfolds_beyond_its_file_is_refused() -> None:
    data = samples.build({"a": ("b", [("x" * 200_000,)] * 200)})
    with open_database("a", data) as database:
        database._bytes = len(data) // 2
        with pytest.raises(Unreadable, match="far more than a file of its size"):
            list(database.rows("a", ["b"]))


def test_values_of_the_wrong_type_are_read_as_what_they_can_be() -> None:
    assert [text(each) for each in (None, 3, 3.0, 2.5, b"a\xff", "x")] == [
        *("", "3", "3", "2.5", "a\ufffd", "x")
    ]
    assert [whole(each) for each in ("7", 7.0, 7.5, "x", float("inf"), b"7", None)] == [
        *(7, 7, None, None, None, None, None)
    ]
    assert number("nan") is None
    assert moment("Fri Jan  2 03:04:05 2026") == "2026-01-02T03:04:05"
    assert moment(DAY, utc=True) == "2026-01-02T03:04:05Z"
    assert [
        moment(each) for each in ("2026-13-02 03:04:05", "soon", "Fri Abc  2 03:04:05 2026")
    ] == [*("", "", "")]
    assert [colour(each) for each in ("#abc", "rgb(1, 2,255)", "rgb(1,2,256)", "red")] == [
        *("#AABBCC", "#0102FF", "", "")
    ]


@pytest.mark.parametrize(("read", "sample"), READERS)
def test_a_damaged_project_is_read_or_refused_and_nothing_else(
    read: Callable[[str, bytes], Project], sample: Callable[[], tuple[str, bytes]]
) -> None:
    name, data = sample()
    chance = random.Random(5)
    kept = 0
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(16, len(damaged))] = chance.randrange(256)
        if chance.random() < 0.2:
            del damaged[chance.randrange(16, len(damaged)) :]
        try:
            project = read(name, bytes(damaged))
        except Unreadable:
            continue
        kept += 1
        for coding in project.codings:
            (source,) = [each for each in project.sources if each.key == coding.source]
            assert 0 <= coding.start < coding.end <= len(source.text)
    assert kept


@pytest.mark.parametrize(("read", "sample"), READERS)
@pytest.mark.parametrize(
    "value", [None, -1, 2**63 - 1, float("inf"), -1e308, "x", "", b"\xff\x00", "9" * 400]
)
def test_any_value_in_any_place_is_read(
    read: Callable[[str, bytes], Project], sample: Callable[[], tuple[str, bytes]], value: object
) -> None:
    name, data = sample()
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    columns = [
        (table, row[1])
        for (table,) in tables
        for row in connection.execute(f'PRAGMA table_info("{table}")')
    ]
    for table, column in columns:
        changed = sqlite3.connect(":memory:")
        changed.deserialize(data)
        changed.execute(f'UPDATE "{table}" SET "{column}" = ?', [value])
        changed.commit()
        project = read(name, changed.serialize())
        changed.close()
        assert len(project.codings) <= 1


@pytest.mark.parametrize(("read", "sample"), READERS)
def test_another_programs_database_is_refused_by_name(
    read: Callable[[str, bytes], Project], sample: Callable[[], tuple[str, bytes]]
) -> None:
    data = samples.build({"other": ("a", [(1,)])})
    with pytest.raises(Unreadable, match="but not one of"):
        read(sample()[0], data)
    with pytest.raises(Unreadable):
        read(sample()[0], b"SQLite format 3\0")
