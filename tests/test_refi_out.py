"""REFI-QDA out: every selection is its words as each program counts, and every file is valid."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import refi_reader
from heddle import client, outgoing
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.exchange.refi import checking
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.project_out import codebook, profile_of, project
from heddle.outgoing import Wish
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.wording import Wording

COUNTS = {
    "standard": {},
    "nvivo": {"utf16": True, "crlf_is_one": False},
    "maxqda": {},
    "atlasti": {},
    "qualcoder": {},
    "heddle": {},
}
"""How each program counts, as ../shared/interchange.md saw it."""
LETTERS = st.text(
    st.sampled_from("aå é\u0301\U0001f600\U0001d11e\u05d0\u202e\n\t<&\"'\ufeff\u0001"), max_size=12
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Study]:
    with client.create(tmp_path_factory.mktemp("refi") / "study", title="Out & in") as made:
        yield made


def exported(study: client.Study, path: Path, profile: str = "standard") -> refi_reader.Read:
    with study.view() as view:
        made = project(view, Wording(view), PROFILES[profile])
    path.write_bytes(made.data)
    return refi_reader.read(path, **COUNTS[profile])


def valid(data: bytes, shared: Path, name: str = "Project") -> None:
    """The schemas are those of the standard, not the copies that Heddle checks by."""
    schema = etree.XMLSchema(etree.parse(str(shared / "schema" / f"{name}.xsd")))
    schema.assertValid(etree.fromstring(data))


def qde(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("project.qde")


@given(
    turns=st.lists(
        st.tuples(st.sampled_from(["", "P1", "\U0001f600 Å"]), LETTERS), min_size=1, max_size=6
    ),
    places=st.lists(st.tuples(*[st.floats(0, 1)] * 4), max_size=6),
    profile=st.sampled_from(sorted(PROFILES)),
)
@settings(max_examples=15)
def test_every_coding_is_its_words_in_every_profile(  # noqa: PLR0917 - fixtures, and what is generated
    scratch: client.Study,
    shared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    turns: list[tuple[str, str]],
    places: list[tuple[float, ...]],
    profile: str,
) -> None:
    spoken = [(who, f"x{text}y") for who, text in turns]
    name = f"source {len(scratch.sources())}"
    code = scratch.do("codes.add", name=name).id
    scratch.do("sources.add", name=name, turns=[{"speaker": w, "text": t} for w, t in spoken])
    rows = [row for row in scratch.turns() if row["source"] == name]
    expected = []
    new = []
    for a, b, c, d in places:
        one, two = sorted((int(a * (len(rows) - 1)), int(b * (len(rows) - 1))))
        start = int(c * (len(rows[one]["text"]) - 1))
        end = start + 1 + int(d * (len(rows[one]["text"]) - start - 1))
        if one != two:
            end = 1 + int(d * (len(rows[two]["text"]) - 1))
        words = _between(rows, one, start, two, end)
        if not words.strip() or any(n["turn"] == rows[one]["id"] for n in new):
            continue
        expected.append(words)
        new.append(
            {
                "code": code,
                "turn": rows[one]["id"],
                "start": start,
                "end_turn": rows[two]["id"],
                "end": end,
            }
        )
    if new:
        try:
            scratch.do("codings.add", codings=new)
        except Refused:  # a stretch without a word is no coding
            expected = []
    path = tmp_path_factory.mktemp("out") / "x.qdpx"
    found = exported(scratch, path, profile)
    assert Counter(w for source, _, _, w in found.codings if source == name) == Counter(expected)
    assert len(found.codings) == len(scratch.codings())
    valid(qde(path.read_bytes()), shared)


def _between(rows: list[dict[str, Any]], one: int, start: int, two: int, end: int) -> str:
    """Return the words as they stand in print: each turn a paragraph behind its speaker."""
    if one == two:
        return str(rows[one]["text"][start:end])
    said = [f"{row['speaker']}: " if row["speaker"] else "" for row in rows]
    middle = [said[at] + rows[at]["text"] for at in range(one + 1, two)]
    last = said[two] + rows[two]["text"][:end]
    return "\n".join([rows[one]["text"][start:], *middle, last])


@pytest.fixture
def demo(demo_copy: Path) -> Iterator[client.Study]:
    with client.open_study(demo_copy) as study:
        yield study


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_a_second_reader_finds_the_demo_study_in_it(
    demo: client.Study, shared: Path, tmp_path: Path, profile: str
) -> None:
    found = exported(demo, tmp_path / "x.qdpx", profile)
    valid(qde((tmp_path / "x.qdpx").read_bytes()), shared)
    paths = {row["path"].replace(" > ", " / ") for row in demo.codes()}
    assert set(found.codes.values()) == paths
    ours = demo.codings()
    assert Counter((s, c, b) for s, c, b, _ in found.codings) == Counter(
        (row["source"], row["path"].replace(" > ", " / "), row["coder"]) for row in ours
    )
    within = [row["text"] for row in ours if "\n" not in row["text"]]
    assert Counter(within) <= Counter(words for *_, words in found.codings)
    assert {row["name"] for row in demo.sources()} <= found.texts.keys()
    with demo.view() as view:
        owners = {each.id: each.participant for each in view.find(Speaker)}
        said = [(owners.get(turn.speaker, ""), turn.text) for turn in view.find(Turn) if turn.text]
    for person in demo.participants():
        mine = Counter(text for owner, text in said if owner == person["id"])
        assert Counter(found.cases[person["code"]]) == mine
        assert found.values[person["code"]]["age"] == str(person["age"])
    for theme in demo.themes():
        if theme["stage"] in {"candidate", "developed", "final"}:
            (name,) = [n for n in found.sets if n.endswith(theme["name"])]
            wanted = {path.replace(" > ", " / ") for path in theme["codes"]}
            assert {path.rpartition(" / ")[2] for path in found.sets[name]} == {
                path.rpartition(" / ")[2] for path in wanted
            }
    told = " ".join(found.notes.values())
    for memo in demo.rows("memos"):
        assert memo["text"].replace("\r", "") in told.replace("\r", "")


def test_the_same_study_gives_the_same_bytes(demo: client.Study) -> None:
    first = outgoing.prepare(demo, Wish(part="qdpx", format="qdpx")).data
    assert outgoing.prepare(demo, Wish(part="qdpx", format="qdpx")).data == first


def test_a_codebook_is_valid_and_holds_the_tree(demo: client.Study, shared: Path) -> None:
    data = outgoing.prepare(demo, Wish(part="codebook", format="qdc")).data
    valid(data, shared, "Codebook")
    root = etree.fromstring(data)
    codes = refi_reader.all_of(root, "Code")
    assert Counter(code.get("name") for code in codes) == Counter(c["name"] for c in demo.codes())
    known = {refi_reader.key(code.get("guid")) for code in codes}
    members = refi_reader.all_of(root, "MemberCode")
    assert members
    assert {refi_reader.key(each.get("guid")) for each in members} <= known


def test_a_codebook_without_codes_is_refused(tmp_path: Path) -> None:
    with client.create(tmp_path / "s", title="Empty") as study, study.view() as view:
        with pytest.raises(Refused, match="empty"):
            codebook(view, Wording(view))
        # A project may be empty; its wrappers may not.
        assert (
            checking.faults(
                etree.fromstring(qde(project(view, Wording(view), PROFILES["standard"]).data)), {}
            )
            == []
        )


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(Refused, match="no profile"):
        profile_of("weft")


def _broken(change: str, demo: client.Study) -> list[str]:
    with demo.view() as view:
        made = project(view, Wording(view), PROFILES["standard"])
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        texts = {
            name.rpartition("/")[2]: len(archive.read(name).decode())
            for name in archive.namelist()
            if name != "project.qde"
        }
    assert checking.faults(root, texts) == []
    one = {name: refi_reader.all_of(root, name) for name in ("Code", "CodeRef", "Coding")}
    source = next(s for s in refi_reader.all_of(root, "TextSource") if len(s))
    selection = refi_reader.all_of(root, "PlainTextSelection")[0]
    stranger = "00000000-0000-4000-8000-000000000000"
    if change == "twice":
        one["Code"][0].set("guid", one["Code"][1].get("guid").lower())
    elif change == "dangling":
        one["CodeRef"][0].set("targetGUID", stranger)
    elif change == "wrong kind":
        one["CodeRef"][0].set("targetGUID", source.get("guid"))
    elif change == "stranger":
        one["Coding"][0].set("creatingUser", stranger)
    elif change == "order":
        root.append(root[0])
    elif change == "reversed":
        selection.set("endPosition", "0")
    elif change == "beyond":
        selection.set("endPosition", "9999999")
    else:
        texts.clear()
    return checking.faults(root, texts)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("twice", "stands twice"),
        ("dangling", "not there"),
        ("wrong kind", "not there"),
        ("stranger", "no user"),
        ("order", "not expected"),
        ("reversed", "does not lie"),
        ("beyond", "does not lie"),
        ("missing", "is missing"),
    ],
)
def test_the_checker_finds_what_is_wrong(change: str, told: str, demo: client.Study) -> None:
    assert any(told in fault for fault in _broken(change, demo))


def test_no_path_file_name_or_private_journal_is_inside(demo: client.Study) -> None:
    data = outgoing.prepare(demo, Wish(part="qdpx", format="qdpx")).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        whole = b"\n".join(archive.read(name) for name in names)
    assert all(name == "project.qde" or name.startswith("sources/") for name in names)
    root = etree.fromstring(qde(data))
    paths = {a for each in root.iter(etree.Element) for a in each.attrib if a.endswith("Path")}
    assert paths == {"plainTextPath"}
    assert b"basePath" not in whole
    with demo.view() as view:
        files = {each.file_name for each in view.find(Source)} - {""}
    assert files
    for name in files:
        assert name.encode() not in whole


def run(*words: Any) -> Any:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_line_writes_both_and_says_what_is_left_out(
    demo_copy: Path, tmp_path: Path
) -> None:
    told = run("export", demo_copy, tmp_path / "x.qdpx", "--profile", "nvivo")
    assert told.exit_code == 0, told.output
    assert "Not in it: 13 themes" in told.stdout
    assert "no place for the history" in told.stdout
    assert len(refi_reader.read(tmp_path / "x.qdpx", **COUNTS["nvivo"]).codings) == 381
    assert run("export", demo_copy, tmp_path / "x.qdc").exit_code == 0
    wrong = run("export", demo_copy, tmp_path / "y.qdpx", "--profile", "codings")
    assert (wrong.exit_code, (tmp_path / "y.qdpx").exists()) == (2, False)
    assert run("export", demo_copy, tmp_path / "y.csv", "--profile", "nvivo").exit_code == 2
    noted = json.loads(run("history", demo_copy, "--json").stdout)
    assert sum("xport" in json.dumps(each) for each in noted) >= 2
