"""Taguette's projects: true words under byte offsets, a tree of tags, authors out of the log.

The tables are those that Taguette 1.5.2 makes; what its files are really like was seen in one
that it was driven to make (documents with emoji, bidirectional and combining letters).
"""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange import taguette_in
from heddle.exchange.project import Project, WhichProject
from heddle.exchange.project_samples import Table, build, taguette
from heddle.exchange.taguette_in import grow
from import_desk import Desk, desk_fixture  # noqa: F401 - a fixture

DAY = "2026-01-02 03:04:05.000006"
WORDS = [
    "we",
    "nøt",
    "\U0001f642",
    "\U0001f469\u200d\U0001f467",
    "e\u0301",
    "שלום",
    "a&b",
    "<c>",
    "\xa0x",
]
BLOCKS = ["p", "h1", "li", "blockquote", "td"]


def stored(
    contents: list[str],
    highlights: list[tuple[int, int, int, list[int]]] = [],  # noqa: B006 - never changed
    tags: list[str] = ["a"],  # noqa: B006 - never changed
    commands: list[tuple[str, dict[str, object]]] = [],  # noqa: B006 - never changed
    projects: list[str] = ["One"],  # noqa: B006 - never changed
) -> bytes:
    """Make a Taguette file: (document, start, end, tags) for each highlight, all in bytes."""
    marks = list(enumerate(highlights, 1))
    tables: dict[str, Table] = {
        "projects": (
            "id name description created",
            [(i, name, "", DAY) for i, name in enumerate(projects, 1)],
        ),
        "project_members": ("project_id user_login privileges", [(1, "ann", "ADMIN")]),
        "documents": (
            "id name description filename created project_id text_direction contents",
            [(i, f"Doc {i}", "", "d.html", DAY, 1, "LEFT_TO_RIGHT", c)
             for i, c in enumerate(contents, 1)],
        ),
        "tags": (
            "id project_id path description",
            [(i, 1, path, f"about {path}") for i, path in enumerate(tags, 1)],
        ),
        "highlights": (
            "id document_id start_offset end_offset snippet",
            [(i, document, start, end, "") for i, (document, start, end, _) in marks],
        ),
        "highlight_tags": ("highlight_id tag_id", [(i, t) for i, mark in marks for t in mark[3]]),
        "commands": (
            "id date user_login project_id document_id payload",
            [(i, f"2026-01-0{i} 00:00:00", who, 1, 1, json.dumps(told))
             for i, (who, told) in enumerate(commands, 1)],
        ),
    }  # fmt: skip
    return build(tables)


def words(project: Project) -> list[str]:
    texts = {source.key: source.text for source in project.sources}
    return [texts[c.source][c.start : c.end] for c in project.codings]


@given(
    blocks=st.lists(
        st.tuples(
            st.sampled_from(BLOCKS),
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
            st.sampled_from([" ", "  ", "\n", " <b></b> "]),
            st.sampled_from(["", "\n", "\r\n  ", "<br>"]),
        ),
        min_size=1,
        max_size=6,
    ),
    cut=st.data(),
)
def test_each_highlight_has_its_true_words(
    blocks: list[tuple[str, list[str], str, str]], cut: st.DataObject
) -> None:
    page = "".join(
        f"<{tag}>{between.join(html.escape(word) for word in inside)}</{tag}>{after}"
        for tag, inside, between, after in blocks
    ).strip()
    raw = "".join(
        between.replace("<b></b>", "").join(inside)
        + after.replace("\r\n", "\n").replace("<br>", "")
        for _, inside, between, after in blocks
    )
    raw = raw[: len(raw) - (len(blocks[-1][3].replace("<br>", "").replace("\r\n", "\n")))]
    start = cut.draw(st.integers(0, len(raw) - 1))
    end = cut.draw(st.integers(start + 1, len(raw)))
    place = (1, len(raw[:start].encode()), len(raw[:end].encode()), [1])
    project = taguette_in.read("a.sqlite3", stored([page], [place]))
    (told,) = words(project)
    assert "".join(told.split()) == "".join(raw[start:end].split())
    assert "".join(project.sources[0].text.split()) == "".join(raw.split())
    assert "  " not in project.sources[0].text
    assert len(project.sources[0].text.split("\n")) >= len(blocks) - sum(
        block[0] == "td" for block in blocks
    )


def test_what_a_browser_shows_as_lines_are_lines() -> None:
    page = "<h1>One  more</h1>\n<p>two\n three</p><pre>\n a\n  b</pre><ul><li>c<br>d</li></ul>"
    table = "<table><tbody><tr><td>Q</td><td>A</td></tr><tr><td>R</td></tr></tbody></table>"
    project = taguette_in.read("a.sqlite3", stored([page, table]))
    assert project.sources[0].text == "One more\ntwo three\n a\n  b\nc\nd"
    assert project.sources[1].text == "Q\tA\nR"


def test_authors_and_moments_come_out_of_the_log_through_merged_tags() -> None:
    commands: list[tuple[str, dict[str, object]]] = [
        ("ann", {"type": "highlight_add", "highlight_id": 1, "tags": [2]}),
        ("bo", {"type": "highlight_add", "highlight_id": 1, "tags": [2, 1]}),
        ("bo", {"type": "tag_merge", "src_tag_id": 2, "dest_tag_id": 3}),
    ]
    data = stored(["<p>word</p>"], [(1, 0, 4, [1, 3])], ["a", "b", "c"], commands)
    project = taguette_in.read("a.sqlite3", data)
    told = {coding.code: (coding.by, coding.made[:10]) for coding in project.codings}
    assert told == {"tags:1": ("users:bo", "2026-01-02"), "tags:3": ("users:ann", "2026-01-01")}
    assert [member.name for member in project.members] == ["ann", "bo"]


def test_tags_are_a_tree_at_dots_and_at_slashes_with_a_reason() -> None:
    paths = ["people", "people.staff", "place.home.bed", "and/or", "work/life", "work/time",
             "1.2 numbers", "Dr. Who", ".x", "people/none"]  # fmt: skip
    codes = grow(dict(enumerate(paths, 1)))
    names = {code.key: code for code in codes}

    def path(key: str) -> str:
        code = names[key]
        return f"{path(code.parent)} > {code.name}" if code.parent else code.name

    assert [path(f"tags:{number}") for number in range(1, len(paths) + 1)] == [
        "people", "people > staff", "place > home > bed", "and/or", "work > life", "work > time",
        "1.2 numbers", "Dr. Who", ".x", "people > none",
    ]  # fmt: skip
    assert sorted(code.name for code in codes if not code.codable) == ["home", "place", "work"]


def test_highlights_without_a_tag_or_a_place_are_kept_or_told() -> None:
    marks: list[tuple[int, int, int, list[int]]] = [
        (1, 0, 4, []), (1, 3, 3, [1]), (1, 2, 99, [1]), (9, 0, 1, [1]),
    ]  # fmt: skip
    project = taguette_in.read("a.sqlite3", stored(["<p>word</p><img src=x>"], marks))
    assert words(project) == ["rd"]
    assert {loss.what: loss.count for loss in project.losses} == {
        "pictures": 1,
        "highlights without a tag (kept as they are)": 1,
        "highlights on no words": 1,
        "highlights that reached beyond their text (cut)": 1,
    }
    assert project.leftovers[0].about == ["documents:1"]


def test_a_file_of_several_projects_is_asked_about(desk: Desk) -> None:
    file = desk.file(
        "all.sqlite3", stored(["<p>word</p>"], [(1, 0, 4, [1])], projects=["One", "Two"])
    )
    with pytest.raises(WhichProject) as asked:
        desk.take(file)
    assert asked.value.choices == ["One", "Two"]
    report = desk.take(file, project="one")
    assert report.kind == "project"
    assert report.made["codings"] == 1
    assert desk.take(file, project="One").seq == 0


def test_a_project_is_told_by_its_content(desk: Desk, tmp_path: Path) -> None:
    name, data = taguette()
    report = desk.take(desk.file("renamed.bin", data))
    assert report.format == "Taguette"
    assert (report.made["codings"], report.made["codes"]) == (2, 4)
    assert name == "a.sqlite3"
    desk.refuses(desk.file("b.sqlite3", build({"x": ("y", [(1,)])})), "no project")
    with pytest.raises(Unreadable):
        taguette_in.read("x", data[:600])
