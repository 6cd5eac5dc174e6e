"""The archive: out and back in to an identical study, and nothing of a damaged one."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_log import gesture_of
from heddle import client, outgoing
from heddle.cli.main import main
from heddle.errors import HeddleError, Refused, Unreadable
from heddle.exchange import archive_out
from heddle.log import erasure
from heddle.log.gestures import read_gestures
from heddle.log.merge import merge
from heddle.log.setup import identity
from heddle.outgoing import Wish
from heddle.restoring import restore
from heddle.store.media import Media
from heddle.study.wording import Wording

WHOLE = Wish(part="archive", format="zip", form="original")
Files = dict[str, bytes]


def state(study: client.Study) -> dict[str, Any]:
    """Everything of a study: its log byte by byte, its tables, its id and its files."""
    with study.view() as view:
        return {
            "log": [msgspec.to_builtins(each) for each in read_gestures(view.connection)],
            "tables": {
                name: [msgspec.to_builtins(record) for record in view.find(kind.cls)]
                for name, kind in study.schema.kinds.items()
            },
            "study": identity(view.connection).study,
            "media": {digest: study.media.read(digest) for digest in study.media.all()}
            if study.media
            else {},
        }


def packed(study: client.Study) -> bytes:
    with study.view() as view:
        return archive_out.pack(view, Wording(view), study.media).data


def unzipped(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def same_again(study: client.Study, place: Path) -> None:
    before = state(study)
    (place / "a.zip").write_bytes(packed(study))
    assert state(study) == before
    assert restore(place / "a.zip", place / "back").sound
    with client.open_study(place / "back") as back:
        assert state(back) == before
        assert back.verify().sound
        # Two copies of one study: they can be merged, and have nothing to tell each other.
        assert back.merge(study).gestures == 0


def test_the_demo_study_comes_back_identical(demo_copy: Path, tmp_path: Path) -> None:
    with client.open_study(demo_copy) as study:
        study.do("codes.add", name="Hope \U0001f600\u0301")
        study.undo()
        same_again(study, tmp_path)
    with client.open_study(tmp_path / "back") as back:
        assert back.do("codes.add", name="Later").id
        assert back.verify().sound


@pytest.mark.parametrize("version", ["0.1.0"])
def test_the_golden_study_with_every_operation_comes_back_identical(
    version: str, tmp_path: Path
) -> None:
    lines = (Path(__file__).with_name("golden") / f"{version}.jsonl").read_text("utf-8")
    with client.create(tmp_path / "study", title="Golden") as study:
        merge(study.journal, [gesture_of(one) for one in lines.splitlines()])
        same_again(study, tmp_path)


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=4),
    undo=st.booleans(),
    erase=st.booleans(),
)
@settings(max_examples=5)
def test_any_study_comes_back_identical(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], *, undo: bool, erase: bool
) -> None:
    place = tmp_path_factory.mktemp("any")
    with client.create(place / "study", title="Any") as study:
        for number, text in enumerate(texts):
            said = f"w{text.replace(chr(0), '')}"
            made = study.do("sources.add", name=f"S{number}", turns=[{"text": said}], reason=said)
            study.do("memos.add", text=said, about=[made.id])
        if undo and texts:
            study.undo()
        if erase and texts:
            study.erase([erasure.Wipe("turns", study.turns()[0]["id"], "text")], reason="asked")
        study.media.keep(b"a recording")
        same_again(study, place)


def test_an_encrypted_study_can_be_archived(tmp_path: Path) -> None:
    with client.create(tmp_path / "s", title="Locked", passphrase="long and secret") as study:
        study.media.keep(b"a recording")
        study.do("memos.add", text="closed")
        same_again(study, tmp_path)


def test_a_person_can_read_it_and_check_it(demo_copy: Path, tmp_path: Path) -> None:
    with client.open_study(demo_copy) as study:
        files = unzipped(outgoing.prepare(study, WHOLE).data)
        turns, steps = study.turns(), study.history(limit=100_000)
    assert files["bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in files[manifest].decode().splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(files[name]).hexdigest() == digest
    listed = {line.split("  ", 1)[1] for line in files["manifest-sha256.txt"].decode().splitlines()}
    assert listed == {name for name in files if name.startswith("data/")}
    texts = "\n".join(d.decode() for n, d in files.items() if n.startswith("data/texts/"))
    assert all(row["text"] in texts for row in turns)
    log = [json.loads(line) for line in files["data/log.jsonl"].decode().splitlines()]
    assert len(log) == len(steps)
    readme = files["data/README.txt"].decode()
    for name in files:
        if name.startswith("data/") and name.count("/") == 1 and not name.endswith("README.txt"):
            assert name.removeprefix("data/") in readme, name


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    with client.create(tmp_path_factory.mktemp("a") / "study", title="Whole") as study:
        study.do("sources.add", name="One", turns=[{"text": "a word"}])
        study.media.keep(b"a recording")
        yield unzipped(packed(study))


def _relisted(files: Files) -> Files:
    """The same with checksums that fit, as somebody would who knows how."""
    data = {name: kept for name, kept in files.items() if name.startswith("data/")}
    lines = [f"{hashlib.sha256(kept).hexdigest()}  {name}\n" for name, kept in data.items()]
    return {**files, "manifest-sha256.txt": "".join(lines).encode()}


def _changed(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        assert old in files[name]
        return {**files, name: files[name].replace(old, new, 1)}

    return change


def _without(start: str) -> Callable[[Files], Files]:
    return lambda files: {n: d for n, d in files.items() if not n.startswith(start)}


BAD: dict[str, tuple[Callable[[Files], Files], str]] = {
    "no archive": (_without("bagit.txt"), "no archive"),
    "a word was changed": (_changed("data/log.jsonl", b"a word", b"b word"), "was changed"),
    "the same, with checksums": (
        lambda files: _relisted(_changed("data/log.jsonl", b"a word", b"b word")(files)),
        "step of its log was changed",
    ),
    "a step is missing": (
        lambda files: _relisted(
            {**files, "data/log.jsonl": b"\n".join(files["data/log.jsonl"].split(b"\n")[1:])}
        ),
        "Steps of its log are missing",
    ),
    "no step at all": (
        lambda files: _relisted({**files, "data/log.jsonl": b"{}\n"}),
        "cannot be read",
    ),
    "a file is missing": (_without("data/media"), "missing, or were added"),
    "a file was added": (lambda files: {**files, "data/x.exe": b"x"}, "missing, or were added"),
    "no log": (lambda files: _relisted(_without("data/log")(files)), "holds no log"),
    "climbs out": (lambda files: {**files, "../x": b"x"}, "outside its folder"),
    "newer": (
        lambda files: _relisted(_changed("data/study.json", b'"format": 1', b'"format": 9')(files)),
        "newer Heddle",
    ),
    "damaged list": (lambda f: {**f, "manifest-sha256.txt": b"\xff"}, "checksums is damaged"),
    "recording swapped": (
        lambda files: _relisted(
            {
                name: b"another" if name.startswith("data/media/") else data
                for name, data in files.items()
            }
        ),
        "not what its name says",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_of_a_bad_archive_nothing_is_made(fault: str, archive: Files, tmp_path: Path) -> None:
    change, told = BAD[fault]
    (tmp_path / "bad.zip").write_bytes(zipped(change(dict(archive))))
    with pytest.raises(HeddleError, match=told):
        restore(tmp_path / "bad.zip", tmp_path / "back")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.zip"]


def test_a_torn_file_and_a_taken_folder_are_refused(archive: Files, tmp_path: Path) -> None:
    whole = zipped(archive)
    (tmp_path / "torn.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable):
        restore(tmp_path / "torn.zip", tmp_path / "back")
    (tmp_path / "a.zip").write_bytes(whole)
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="not empty"):
        restore(tmp_path / "a.zip", tmp_path / "back")
    assert (tmp_path / "back" / "mine.txt").read_text() == "mine"


def test_more_media_than_an_archive_takes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_out, "LARGEST", 5)
    with client.create(tmp_path / "s", title="Large") as study:
        Media(tmp_path / "s" / "media").keep(b"longer than five")
        with pytest.raises(Refused, match="larger than"):
            outgoing.prepare(study, WHOLE)


def test_the_command_line_takes_it_out_and_back(demo_copy: Path, tmp_path: Path) -> None:
    out = CliRunner().invoke(main, ["export", str(demo_copy), str(tmp_path / "a.zip")])
    assert out.exit_code == 0, out.output
    assert "not encrypted" in out.stdout
    back = CliRunner().invoke(main, ["restore", str(tmp_path / "a.zip"), str(tmp_path / "back")])
    assert back.exit_code == 0, back.output
    assert "It is whole" in back.stdout
    again = CliRunner().invoke(main, ["restore", str(tmp_path / "a.zip"), str(tmp_path / "back")])
    assert again.exit_code == 1
    assert "not empty" in again.stderr
