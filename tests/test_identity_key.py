"""The identity key: apart, locked, with a log; and never in the study."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle import client, keyring
from heddle.errors import NotFound, Refused, StorageFailed, Unreadable
from heddle.privacy import identity
from heddle.privacy.identity import IdentityKey, Person
from heddle.store import writing

pytest_plugins = ("key_desk",)
pytestmark = pytest.mark.usefixtures("quick_lock")

WORDS = "four words and more"
KAREN = Person(
    code="P1", name="Karen Marie Hansen", also=["Mie"], email="karen@example.org", phone="20123456"
)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[client.Study]:
    with client.create(tmp_path / "study", title="Keys") as made:
        yield made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "names.age"


def make(study: client.Study, place: Path) -> IdentityKey:
    key = keyring.make_for(study, place, WORDS)
    keyring.change(study, key, lambda mine: mine.put([KAREN]), why="the first one")
    return key


def test_a_key_is_apart_locked_and_its_owners_only(study: client.Study, place: Path) -> None:
    make(study, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert study.folder is not None
    for file in (place, *study.folder.rglob("*")):
        data = file.read_bytes() if file.is_file() else b""
        assert not any(w in data for w in (b"Karen", b"karen@", b"20123456", WORDS.encode()))
    again = keyring.open_for(study, place, WORDS, why="a call came")
    assert again.person("p1") == KAREN
    assert again.names() == ["Karen Marie Hansen", "Mie", "karen@example.org", "20123456"]


def test_every_use_is_in_both_logs_and_undo_passes_over_it(
    study: client.Study, place: Path
) -> None:
    make(study, place)
    study.do("codes.add", name="Hope")
    key = keyring.open_for(study, place, WORDS, why="a call came")
    assert [(a.act, a.why) for a in key.content.accesses] == [
        ("made", "made"),
        ("changed", "the first one"),
        ("opened", "a call came"),
    ]
    told = [(row["operation"], row["who"]) for row in study.history(limit=4)]
    assert told[0] == ("identity.opened", "Researcher 1")
    assert told[2:] == [("identity.changed", "Researcher 1")] * 2
    study.undo()
    assert study.codes() == []


def test_whoever_looks_says_why(study: client.Study, place: Path) -> None:
    make(study, place)
    before = place.read_bytes(), study.history(limit=1)[0]["seq"]
    with pytest.raises(Refused, match="reason"):
        keyring.open_for(study, place, WORDS, why=" ")
    assert (place.read_bytes(), study.history(limit=1)[0]["seq"]) == before


@pytest.mark.parametrize("harm", ["passphrase", "cut", "foreign", "empty", "inside"])
def test_what_does_not_open_is_refused_and_nothing_changes(
    study: client.Study, place: Path, harm: str
) -> None:
    make(study, place)
    data, given = place.read_bytes(), WORDS
    if harm == "passphrase":
        given = WORDS + "!"
    elif harm == "inside":
        data = identity.pyrage.passphrase.encrypt(b'{"format":"else"}', WORDS)
    else:
        data = {"cut": data[:-3], "foreign": b"PK\x03\x04 something", "empty": b""}[harm]
    place.write_bytes(data)
    before = study.history(limit=1)[0]["seq"]
    with pytest.raises(Unreadable) as refused:
        keyring.open_for(study, place, given, why="trying")
    assert "Nothing was" in refused.value.problem
    assert place.read_bytes() == data
    assert study.history(limit=1)[0]["seq"] == before


def test_a_key_of_another_study_is_refused(
    study: client.Study, place: Path, tmp_path: Path
) -> None:
    make(study, place)
    with client.create(tmp_path / "other", title="Other") as other:
        with pytest.raises(Refused, match="another study"):
            keyring.open_for(other, place, WORDS, why="trying")
        with pytest.raises(NotFound):
            keyring.open_for(other, tmp_path / "missing.age", WORDS, why="trying")


def test_it_does_not_lie_in_the_study_unless_somebody_insists(
    study: client.Study, place: Path
) -> None:
    assert study.folder is not None
    inside = study.folder / "names.age"
    with pytest.raises(Refused, match="study's own folder"):
        keyring.make_for(study, inside, WORDS)
    assert not inside.exists()
    with pytest.raises(Refused, match="shorter"):
        keyring.make_for(study, place, "short")
    keyring.make_for(study, inside, WORDS, insist=True)
    with pytest.raises(Refused, match="there already"):
        keyring.make_for(study, inside, WORDS, insist=True)


def test_a_full_disk_and_a_second_window_leave_the_key_as_it_was(
    study: client.Study, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make(study, place)
    before = place.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(StorageFailed):
            keyring.change(study, key, lambda mine: mine.remove("P1"), why="a mistake")
    assert place.read_bytes() == before
    assert [each.name for each in place.parent.iterdir() if each.suffix == ".part"] == []
    assert key.person("P1") == KAREN
    keyring.open_for(study, place, WORDS, why="another window")
    with pytest.raises(Refused, match="in the meantime"):
        keyring.change(study, key, lambda mine: mine.remove("P1"), why="late")
    assert keyring.open_for(study, place, WORDS, why="look").person("P1") == KAREN
