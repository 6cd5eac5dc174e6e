"""The reflexive journal: private words are in no file, until they are released one by one."""

from __future__ import annotations

import base64
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.cli import main
from heddle.client import open_study
from heddle.errors import Refused
from heddle.store import sealing
from heddle.study.journal_entries import JournalEntry, opened, words_of
from heddle.study.journal_keys import open_keys
from heddle.study.own_journal import begin_step, own_entries, release_step, relock_steps
from trail_desk import KEYS, PHRASE, TrailDesk, holds, quick_locks

SECRET = "I do not believe the third group 🤐 æøå"
# Long enough that it cannot stand in a file by chance.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=14).filter(
    lambda text: len(text.strip()) >= 12
)


@contextlib.contextmanager
def at_a_desk(folder: Path) -> Iterator[TrailDesk]:
    desk = TrailDesk(folder)
    try:
        yield desk
    finally:
        desk.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TrailDesk]:
    with at_a_desk(tmp_path / "study") as made:
        yield made


@given(words=st.lists(WORDS, min_size=1, max_size=4), chance=st.randoms(use_true_random=False))
@settings(max_examples=6)
def test_no_file_holds_private_words_whatever_is_done(words: list[str], chance) -> None:
    with tempfile.TemporaryDirectory() as folder, at_a_desk(Path(folder) / "study") as desk:
        ada = desk.desks["Ada"]
        for text in words:
            entry = ada.do("journal.write", text=text, title=text).id
            deed = chance.choice(("undo", "redo", "rewrite", "drop", "leave"))
            if deed == "rewrite":
                ada.do("journal.rewrite", entry=entry, text=text[::-1] + text)
            elif deed == "drop":
                ada.do("journal.drop", entry=entry)
            elif deed != "leave":
                ada.undo()
                if deed == "redo":
                    ada.redo()
        desk.study.rebuild()
        assert desk.study.verify().sound
        data = desk.bytes()
        assert not any(holds(data, text.strip()) for text in words)
        told = repr([desk.study.history(limit=200), desk.study.rows("journal")])
        assert not any(text.strip() in told for text in words)


def test_a_copy_that_is_merged_brings_entries_sealed(desk: TrailDesk, tmp_path: Path) -> None:
    desk.study.close()
    shutil.copytree(desk.folder, tmp_path / "copy")
    with open_study(tmp_path / "copy", by="Ada") as copy:
        entry = copy.do("journal.write", text=SECRET).id
    with open_study(desk.folder, by="Bo") as own, open_study(tmp_path / "copy") as copy:
        assert own.merge(copy).gestures == 1
        with own.view() as view:
            found = view.get(JournalEntry, entry)
            plain = opened(found, desk.keys)
        assert plain is not None
        assert words_of(plain).text == SECRET
        assert opened(found, {}) is None
    assert not holds(desk.bytes(), SECRET)


def test_the_length_of_an_entry_tells_little(desk: TrailDesk) -> None:
    ada = desk.desks["Ada"]
    for text in ("no", "n" * 300):
        ada.do("journal.write", text=text)
    with ada.view() as view:
        first, second = view.find(JournalEntry)
    identity = pyrage.x25519.Identity.from_str(KEYS[0]["identity"])
    sizes = [
        len(pyrage.decrypt(base64.b64decode(each.cipher), [identity])) for each in (first, second)
    ]
    assert sizes[0] == sizes[1]


def test_only_the_author_releases_and_only_what_was_sealed(desk: TrailDesk) -> None:
    ada, bo = desk.desks["Ada"], desk.desks["Bo"]
    entry = ada.do("journal.write", text=SECRET, title="Doubt", date="2022-01-03").id
    with ada.view() as view:
        step = release_step(view, entry, desk.keys)
    with pytest.raises(Refused, match="somebody else's"):
        bo.do(step)
    with pytest.raises(Refused, match="not the words that were sealed"):
        ada.do("journal.release", entry=entry, words=step.words.replace("not ", ""))
    assert desk.study.rows("journal") == []
    ada.do(step)
    (row,) = desk.study.rows("journal")
    assert (row["author"], row["title"], row["text"]) == ("Ada", "Doubt", SECRET)
    with pytest.raises(Refused, match="others have read it"):
        ada.do("journal.rewrite", entry=entry, text="I believed it all along")
    ada.do("journal.withhold", entry=entry)
    assert desk.study.rows("journal") == []
    # Taken back is not unread: the log keeps what was released.
    assert holds(desk.bytes(), SECRET)
    ada.do(step)
    assert [row["text"] for row in desk.study.rows("journal")] == [SECRET]


def test_a_passphrase_opens_can_be_changed_and_is_lost_when_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_locks(monkeypatch)
    with at_a_desk(tmp_path / "study") as desk:
        ada = desk.desks["Ada"]
        old = ada.do("journal.write", text=SECRET).id
        with ada.view() as view:
            with pytest.raises(Refused, match="does not open"):
                open_keys(view, ada.actor, "thread and noodle")
            with pytest.raises(Refused, match="at least"):
                relock_steps(view, ada.actor, PHRASE, "short")
            steps = relock_steps(view, ada.actor, PHRASE, "cup of cold tea")
        ada.do_all(steps)
        with pytest.raises(Refused, match="has a journal already"):
            ada.do(begin_step("never written down"))
        ada.do(begin_step("never written down", again=True))
        new = ada.do("journal.write", text="The second journal").id
        with ada.view() as view:
            mine = own_entries(view, ada.actor, open_keys(view, ada.actor, "never written down"))
            assert [(e.id, e.text, e.closed) for e in mine] == [
                (old, "", True),
                (new, "The second journal", False),
            ]
            again = own_entries(view, ada.actor, open_keys(view, ada.actor, "cup of cold tea"))
            assert [(e.id, e.text) for e in again] == [(old, SECRET), (new, "")]


def test_who_has_no_journal_is_told_what_to_do_and_nothing_is_kept(desk: TrailDesk) -> None:
    desk.study.do("team.add", name="Cy")
    before = desk.study.history(limit=1)[0]["seq"]
    with pytest.raises(Refused, match="Forgotten means lost"):
        open_study(desk.folder, by="Cy").do("journal.write", text=SECRET)
    assert desk.study.history(limit=1)[0]["seq"] == before
    assert not holds(desk.bytes(), SECRET)


def test_the_command_line_writes_releases_and_finds(desk: TrailDesk) -> None:
    folder = str(desk.folder)
    desk.study.close()

    def run(*words: str, typed: str = "") -> str:
        done = CliRunner().invoke(main, [words[0], folder, *words[1:]], input=typed)
        assert done.exit_code == 0, done.output
        return str(done.output)

    said = run("journal", "--by", "Ada", "--write", "--title", "Doubt", typed=SECRET)
    entry = said.strip().rstrip(".").split()[-1]
    assert "You have 1 private entry" in run("journal", "--by", "Ada")
    assert "private" not in run("journal", "--by", "Bo")
    assert SECRET in run("journal", "--by", "Ada", "--mine", "--json", typed=f"{PHRASE}\n")
    assert SECRET not in run("history") + run("journal") + run("search", "believe", "--notes")
    refused = CliRunner().invoke(
        main, ["journal", folder, "--by", "Bo", "--release", entry], input=f"{PHRASE}\n"
    )
    assert refused.exit_code == 1
    run("journal", "--by", "Ada", "--release", entry, typed=f"{PHRASE}\n")
    assert SECRET.rsplit(maxsplit=1)[-1] in run("journal", "--json")
    assert "Doubt" in run("search", "believe", "--notes")


def test_the_real_lock_opens_with_its_passphrase_only() -> None:
    locked = KEYS[0]["locked"]
    assert sealing.unlock(locked, PHRASE) == KEYS[0]["identity"]
    with pytest.raises(Refused, match="does not open"):
        sealing.unlock(locked, "thread and noodle")
    recipient, fresh = sealing.new_pair("a new one")
    assert sealing.is_recipient(recipient)
    assert not sealing.is_recipient("age1nobody")
    assert fresh[:8] == locked[:8]


@given(text=WORDS)
@settings(max_examples=20)
def test_what_is_sealed_comes_back_and_opens_with_no_other_key(text: str) -> None:
    identity, other = (key["identity"] for key in KEYS)
    sealed = sealing.seal(KEYS[0]["recipient"], text)
    assert sealing.unseal(identity, sealed) == text.rstrip(" ")
    assert sealing.unseal(other, sealed) is None
    assert sealing.unseal(identity, sealed[:-8]) is None
