"""A study encrypted at rest: nothing of it can be read, everything works as before."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle import client
from heddle.errors import BrokenStudy, HeddleError, Refused, Unavailable
from heddle.log.erasure import Wipe
from heddle.store import cipher, recast, sealed
from heddle.store.folder import DATABASE
from heddle.store.media import Media

PASSPHRASE = "four quiet words here"
OTHER = "blåbær på loftet 🫐"
CANARIES = ["kanariefugl", "Zwölfuhrläuten", "𝒪ffenbarung", "a most unlikely memo"]


def filled(folder: Path, passphrase: str = PASSPHRASE) -> None:
    with client.create(folder, title=CANARIES[0], passphrase=passphrase) as study:
        code = study.do("codes.add", name=CANARIES[1]).result
        turns = [{"text": f"They said {CANARIES[2]} to us."}, {"text": "And then nothing."}]
        study.do("sources.add", name="FG1", turns=turns)
        turn = study.turns()[0]["id"]
        study.do(
            "codings.add",
            codings=[{"code": code, "turn": turn, "start": 0, "end": 9}],
        )
        study.do("memos.add", text=CANARIES[3])
        study.media.keep(b"".join(word.encode() for word in CANARIES))


def holding(folder: Path, words: list[str] = CANARIES) -> list[str]:
    """Files in which one of the words can be found, in any form that a program would write."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            forms = ("utf-8", "utf-16-le", "utf-16-be")
            there = [word for word in words if any(word.encode(form) in data for form in forms)]
            found += [f"{path.name}: {word}" for word in there]
    return found


def state(study: client.Study) -> dict[str, object]:
    nouns = ("codes", "codings", "turns", "memos")
    return {noun: study.rows(noun) for noun in nouns} | {"history": len(study.history(limit=500))}


def test_nothing_can_be_read_in_any_file_open_closed_or_killed(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    filled(folder)
    assert holding(folder) == []
    with client.open_study(folder, passphrase=PASSPHRASE) as study:
        study.do("memos.add", text=CANARIES[3] * 500)
        assert (folder / f"{DATABASE}-wal").stat().st_size > 0
        assert holding(folder) == []
    script = (
        "import os, sys; from heddle import client; "
        "study = client.open_study(sys.argv[1]); "
        f"study.do('memos.add', text={CANARIES[3]!r} * 900); os.kill(os.getpid(), 9)"
    )
    environment = os.environ | {"HEDDLE_PASSPHRASE": PASSPHRASE}
    killed = subprocess.run([sys.executable, "-c", script, folder], env=environment, check=False)
    assert killed.returncode == -9
    assert (folder / f"{DATABASE}-wal").stat().st_size > 0
    assert holding(folder) == []
    with client.open_study(folder, passphrase=PASSPHRASE) as study:
        assert [len(memo["text"]) // len(CANARIES[3]) for memo in study.rows("memos")] == [
            1,
            500,
            900,
        ]
        assert study.verify().problems == []


def test_a_plain_study_does_hold_them_so_the_search_can_fail(tmp_path: Path) -> None:
    filled(tmp_path / "study", passphrase="")
    assert len({line.split(": ")[1] for line in holding(tmp_path / "study")}) == len(CANARIES)


@pytest.mark.parametrize("wrong", ["four quiet words", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase_is_refused_and_nothing_is_touched(tmp_path: Path, wrong: str) -> None:
    folder = tmp_path / "study"
    filled(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Refused, match="does not open the study") as refused:
        client.open_study(folder, passphrase=wrong)
    assert refused.value.code == "wrong-passphrase"
    assert wrong not in str(refused.value)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_without_a_passphrase_it_asks_for_one(tmp_path: Path) -> None:
    filled(tmp_path / "study")
    with pytest.raises(Refused) as refused:
        client.open_study(tmp_path / "study")
    assert refused.value.code == "passphrase-needed"


def test_a_short_passphrase_makes_no_study(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="at least 10"):
        client.create(tmp_path / "study", title="T", passphrase="short")
    assert list(tmp_path.iterdir()) == []


def test_other_programs_need_the_passphrase_alone(tmp_path: Path) -> None:
    """README.txt promises it: SQLCipher's own settings, and its own way from words to a key."""
    folder = tmp_path / "study"
    filled(folder, OTHER)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder / DATABASE).execute("SELECT * FROM codes")
    connection = cipher.driver().connect(str(folder / DATABASE))
    connection.execute(f"PRAGMA key = '{OTHER}'")
    assert connection.execute("SELECT name FROM codes").fetchall() == [(CANARIES[1],)]
    connection.close()


def test_without_the_library_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path / "study")
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(Unavailable, match=r"heddle-qda\[encrypted\]"):
        client.open_study(tmp_path / "study", passphrase=PASSPHRASE)


@pytest.mark.parametrize("damage", ["cut", "empty", "middle"])
def test_a_damaged_database_is_told_and_not_touched(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "study"
    filled(folder)
    path = folder / DATABASE
    data = bytearray(path.read_bytes())
    if damage == "middle":
        data[2 * 4096 : -4096] = os.urandom(len(data) - 3 * 4096)
    path.write_bytes({"cut": data[:1000], "empty": b"", "middle": bytes(data)}[damage])
    broken = path.read_bytes()
    with pytest.raises((BrokenStudy, Refused)):
        client.open_study(folder, passphrase=PASSPHRASE).verify()
    assert path.read_bytes() == broken


def test_erased_words_and_undo_work_as_in_a_plain_study(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    filled(folder)
    with client.open_study(folder, passphrase=PASSPHRASE) as study:
        memo = study.rows("memos")[0]["id"]
        study.erase([Wipe("memos", memo, "text", "[erased]")], reason="withdrawn")
        study.do("codes.add", name="A slip")
        study.undo()
        assert [code["name"] for code in study.codes()] == [CANARIES[1]]
        assert study.search("nothing")
        assert study.as_of(seq=3).codes()[0]["name"] == CANARIES[1]
        study.rebuild()
        assert study.verify().problems == []
    client.change_passphrase(folder, passphrase=PASSPHRASE)
    plain = holding(folder, CANARIES[1:2])
    assert plain
    assert not [line for line in holding(folder, CANARIES[3:]) if line.startswith(DATABASE)]


def test_a_study_is_the_same_plain_encrypted_and_under_another_passphrase(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    filled(folder, passphrase="")
    with client.open_study(folder) as study:
        before = state(study)
        kept = set(study.media.all())
    client.change_passphrase(folder, new=PASSPHRASE)
    assert holding(folder) == []
    client.change_passphrase(folder, passphrase=PASSPHRASE, new=OTHER)
    assert holding(folder) == []
    with pytest.raises(Refused):
        client.open_study(folder, passphrase=PASSPHRASE)
    with client.open_study(folder, passphrase=OTHER) as study:
        assert state(study) == before
        assert set(study.media.all()) == kept
        assert study.verify().problems == []
    client.change_passphrase(folder, passphrase=OTHER)
    assert not cipher.is_encrypted(folder)
    with client.open_study(folder) as study:
        assert state(study) == before
        assert study.verify().problems == []
    assert {path.name for path in folder.iterdir()} == {DATABASE, "media", "README.txt"}


def test_an_open_study_is_not_rewritten(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    filled(folder, passphrase="")
    with client.open_study(folder) as study:
        before = state(study)
        with pytest.raises(Refused, match="has this study open"):
            client.change_passphrase(folder, new=PASSPHRASE)
        assert state(study) == before
        study.do("codes.add", name="Goes on")
    assert not cipher.is_encrypted(folder)
    client.change_passphrase(folder, new=PASSPHRASE)


class Cut(BaseException):
    """The power goes."""


class Power:
    """Goes at the `last` of all calls that change a folder; nothing is changed after that."""

    def __init__(self, last: int) -> None:
        self.left = last

    def over(self, real):
        def call(*given, **named):
            self.left -= 1
            if self.left <= 0:
                raise Cut
            return real(*given, **named)

        return call

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("rename", "unlink", "rmdir", "mkdir", "write_text"):
            patch.setattr(Path, name, self.over(getattr(Path, name)))
        patch.setattr(recast, "sync", self.over(recast.sync))


@pytest.mark.parametrize("form", ["encrypt", "decrypt"])
def test_a_cut_at_any_moment_leaves_the_study_in_one_form_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(cipher, "_ROUNDS", 1000)  # many keys are made here; they need not last
    was, will = ("", PASSPHRASE) if form == "encrypt" else (PASSPHRASE, "")
    model = tmp_path / "model"
    filled(model, was)
    with client.open_study(model, passphrase=was) as study:
        before = state(study)
    forms = set()
    power = Power(0)
    last = 0
    while power.left <= 0:
        last += 1
        power = Power(last)
        folder = Path(shutil.copytree(model, tmp_path / f"at-{last}"))
        with monkeypatch.context() as patch, contextlib.suppress(Cut):
            power.watch(patch)
            client.change_passphrase(folder, passphrase=was, new=will)
        with client.open_study(folder, passphrase=PASSPHRASE) as study:
            assert state(study) == before
            assert study.verify().problems == []
        forms.add(cipher.is_encrypted(folder))
        assert not (cipher.is_encrypted(folder) and holding(folder))
        assert not list(folder.glob(".recast*"))
        shutil.rmtree(folder)
    assert last > 20
    assert forms == {True, False}


def test_two_copies_meet_one_plain_and_one_encrypted(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    filled(here, passphrase="")
    shutil.copytree(here, there)
    client.change_passphrase(there, new=PASSPHRASE)
    with client.open_study(here) as plain, client.open_study(there, passphrase=PASSPHRASE) as safe:
        plain.do("codes.add", name="From the office")
        safe.do("codes.add", name="From home")
        safe.media.keep(b"a recording")
        plain.merge(safe)
        safe.merge(plain)
        assert {c["name"] for c in plain.codes()} == {c["name"] for c in safe.codes()}
        assert plain.media.read(hashlib.sha256(b"a recording").hexdigest()) == b"a recording"
        assert plain.verify().problems == safe.verify().problems == []
    assert holding(there) == []


def test_the_command_line_encrypts_and_refuses_without_a_passphrase(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    filled(folder, passphrase="")
    (folder / "notes.txt").write_text("left beside it")

    def heddle(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from heddle.cli import main; main()", *map(str, words)],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    done = heddle("encrypt", folder, HEDDLE_PASSPHRASE_NEW=PASSPHRASE)
    assert done.returncode == 0, done.stderr
    assert "notes.txt" in done.stdout
    refused = heddle("codes", folder)
    assert refused.returncode == 1
    assert "needs its passphrase" in refused.stderr
    wrong = heddle("codes", folder, HEDDLE_PASSPHRASE="not the passphrase")
    assert wrong.returncode == 1
    assert wrong.stderr.count("\n") == 1, "the library's own lines must not reach a terminal"
    assert CANARIES[1] in heddle("codes", folder, HEDDLE_PASSPHRASE=PASSPHRASE).stdout
    assert heddle("encrypt", folder, HEDDLE_PASSPHRASE_NEW=PASSPHRASE).returncode == 1
    assert heddle("decrypt", folder, HEDDLE_PASSPHRASE=PASSPHRASE).returncode == 0
    assert CANARIES[1] in heddle("codes", folder).stdout
    assert "is not encrypted" in heddle("rekey", folder).stderr


PIECES = st.lists(st.binary(max_size=40), max_size=12)


@given(pieces=PIECES, ends=st.tuples(st.integers(0, 400), st.integers(0, 400)))
@settings(max_examples=40)
def test_any_stretch_of_a_sealed_file_is_that_stretch(tmp_path_factory, pieces, ends) -> None:
    folder = tmp_path_factory.mktemp("media")
    whole = b"".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "PIECE", 16)
        media = Media(folder, recast.new_identity())
        with media.draft() as draft:
            for piece in pieces:
                draft.write(piece)
            digest = draft.settle()
        assert digest == hashlib.sha256(whole).hexdigest()
        assert media.read(digest) == whole
        first, last = min(ends), min(max(ends), len(whole) - 1)
        with media.open(digest) as kept:
            assert kept.size == len(whole)
            assert b"".join(kept.pieces(first, last)) == whole[first : last + 1]
        path = folder / digest[:2] / digest
        assert not whole or len(whole) < 8 or whole not in path.read_bytes()


@pytest.mark.parametrize("fault", ["left out", "moved", "cut", "doubled", "changed"])
def test_a_sealed_file_with_its_pieces_disturbed_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(sealed, "PIECE", 16)
    lock = sealed.Lock(recast.new_identity())
    parts = [lock.seal(n, bytes([n]) * 16, last=n == 3) for n in range(4)]
    digest = "ab" * 32
    path = tmp_path / "ab" / digest
    path.parent.mkdir()
    disturbed = {
        "left out": [parts[0], parts[2], parts[3]],
        "moved": [parts[1], parts[0], *parts[2:]],
        "cut": parts[:3],
        "doubled": [*parts, parts[3]],
        "changed": [*parts[:2], parts[2][:-1] + bytes([parts[2][-1] ^ 1]), parts[3]],
    }[fault]
    path.write_bytes(b"".join(disturbed))
    media = Media(tmp_path)
    media._lock = lock
    with pytest.raises(HeddleError, match="changed or cut off"):
        media.read(digest)
    assert len(media.problems({digest})) == 1
