"""What is made from kept files: disposable, sealed, and gone with the files and with words."""

from __future__ import annotations

from pathlib import Path

import pytest

from heddle import client
from heddle.errors import NotFound, StorageFailed
from heddle.log.erasure import Wipe
from heddle.store.derived import STUDY, Derived
from heddle.store.media import Media
from heddle.store.recast import new_identity
from heddle.study.memos import Memo

WORDS = b"what Marianne said, as a machine heard it"


def test_what_was_made_is_kept_by_its_file_and_made_anew_in_its_place(tmp_path: Path) -> None:
    media = Media(tmp_path / "media")
    of = media.keep(b"sound")
    assert not media.derived.has(of, "peaks")
    with pytest.raises(NotFound):
        media.derived.read(of, "peaks")
    media.derived.keep(of, "peaks", b"one")
    media.derived.keep(of, "peaks", b"two")
    media.derived.keep(STUDY, "vectors.x", b"three")
    assert media.derived.read(of, "peaks") == b"two"
    assert media.derived.names(of) == ["peaks"]
    assert list(media.derived.all()) == [of, STUDY]
    media.remove(of)
    assert list(media.derived.all()) == [STUDY]


@pytest.mark.parametrize("of", ["", "..", "A" * 64, "a" * 63, "../" + "a" * 61])
def test_only_hashes_have_derived_files(tmp_path: Path, of: str) -> None:
    with pytest.raises(NotFound):
        Derived(tmp_path).has(of, "peaks")


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "Peaks", "a" * 81])
def test_a_name_is_no_way_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        Derived(tmp_path).keep("a" * 64, name, b"x")


def test_a_draft_that_is_not_settled_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived = Derived(tmp_path / "derived")
    with derived.draft("a" * 64, "copy") as draft:
        draft.write(WORDS)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFailed, match="full"):
        derived.keep("a" * 64, "copy", WORDS)
    monkeypatch.undo()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_they_are_sealed_where_the_study_is(tmp_path: Path) -> None:
    media = Media(tmp_path / "media", new_identity())
    media.derived.keep("a" * 64, "partial", WORDS)
    assert media.derived.read("a" * 64, "partial") == WORDS
    assert all(WORDS not in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_they_are_gone_after_an_erasure_a_new_form_and_with_their_file(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    with client.create(folder, title="S") as study:
        media = study.media
        assert media is not None
        kept = media.keep(b"sound")
        memo = study.do("memos.add", title="m", text="Marianne said").id
        media.derived.keep(kept, "partial", WORDS)
        study.erase([Wipe(Memo.kind, memo, "text")], reason="asked for")
        assert list(media.derived.all()) == []
        media.derived.keep(kept, "peaks", b"1")
        media.derived.keep("b" * 64, "peaks", b"of a file that is gone")
    with client.open_study(folder) as study:
        assert study.media is not None
        assert list(study.media.derived.all()) == [kept]
        study.do("sessions.add", name="1")
    client.change_passphrase(folder, new="long enough for anybody")
    assert not (folder / "derived").exists()
