"""The identity key: who the people of a study are, in one encrypted file apart from the study.

The file is in the age format (age-encryption.org/v1) with a passphrase, which scrypt makes slow to
guess: about a second each time it is opened or written. Any age program opens it with the
passphrase; inside is JSON. It keeps its own log of who opened it, when and why; the study keeps
the same without content (`study.identity`). A lost passphrase cannot be had back by anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec
import pyrage

from heddle.errors import NotFound, Refused, Unreadable
from heddle.log.ids import new_id
from heddle.store.writing import replace_file
from heddle.study.rules import name_key

_FORMAT: Final = "heddle-key/1"
_HEAD: Final = b"age-encryption.org/v1\n"
_MOST: Final = 32 << 20
"""Bytes; a key of 100,000 people stays below."""
SHORTEST: Final = 8
"""Letters of a passphrase; a sentence is better than a word."""


class Person(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Who stands behind a participant's or invitee's code."""

    code: str
    name: str = ""
    also: list[str] = []
    """Other names that people use: nicknames, a maiden name, a title with the surname."""
    email: str = ""
    phone: str = ""
    note: str = ""


class Access(msgspec.Struct, kw_only=True):
    """One use of the key."""

    at: str
    """ISO, UTC, to the second."""
    who: str
    why: str
    act: Literal["made", "opened", "changed"] = "opened"


class Content(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the file says, once it is open."""

    format: Literal["heddle-key/1"] = _FORMAT
    key: str
    """A random id of this file, which the study may know."""
    study: str
    """Id of the study that it belongs to."""
    people: list[Person] = []
    places: list[str] = []
    words: list[str] = []
    """Places and other words to look for, as they give people away."""
    accesses: list[Access] = []


class IdentityKey:
    """An open key. What it holds is in memory only; `save` is the only thing that writes."""

    def __init__(self, path: Path, content: Content, passphrase: str, mark: bytes) -> None:
        """Keep what `make` and `open_key` have read; use those."""
        self.path = path
        self.content = content
        self._passphrase = passphrase
        self._mark = mark

    def person(self, code: str) -> Person:
        """Return who stands behind a code; raises NotFound."""
        found = self._at(code)
        if found is None:
            raise NotFound(
                "The identity key has nobody under this code.", "“heddle key show” lists them."
            )
        return self.content.people[found]

    def put(self, people: Iterable[Person]) -> None:
        """Take people in; one whose code is there already takes the earlier one's place."""
        for person in people:
            if not person.code.strip():
                raise Refused("A person in the identity key needs a code; nothing was changed.")
            found = self._at(person.code)
            if found is None:
                self.content.people.append(person)
            else:
                self.content.people[found] = person
        self.content.people.sort(key=lambda each: name_key(each.code))

    def remove(self, code: str) -> None:
        """Take a person out; raises NotFound."""
        self.content.people.remove(self.person(code))

    def names(self) -> list[str]:
        """Return every name, nickname, e-mail address and phone number, once each."""
        found = [each for person in self.content.people for each in names_of(person)]
        for person in self.content.people:
            found += [each for each in (person.email, person.phone) if each.strip()]
        return list(dict.fromkeys(found))

    def places(self) -> list[str]:
        """Return the places and other words to look for."""
        return [*self.content.places, *self.content.words]

    def save(self, *, who: str, why: str, act: Literal["opened", "changed"] = "changed") -> None:
        """Write the key with one more line in its log.

        Raises:
            Refused: Somebody else has written the file since it was opened.
            StorageFailed: The disk refused; the file is as it was.
        """
        if _mark(_read(self.path)) != self._mark:
            raise Refused(
                "The identity key was changed by another window or program in the meantime; "
                "nothing was written.",
                "Open it again and repeat the change.",
                code="key-changed",
            )
        self.content.accesses.append(Access(at=_now(), who=who, why=why, act=act))
        try:
            self._mark = _write(self.path, self.content, self._passphrase)
        except BaseException:
            self.content.accesses.pop()
            raise

    def _at(self, code: str) -> int | None:
        wanted = name_key(code)
        people = enumerate(self.content.people)
        return next((at for at, each in people if name_key(each.code) == wanted), None)


def make(
    path: Path, *, study: str, passphrase: str, who: str, folder: Path | None, insist: bool = False
) -> IdentityKey:
    """Make a new, empty key.

    Args:
        path: Where; nothing may be there yet.
        study: Id of the study that it belongs to.
        passphrase: At least `SHORTEST` letters.
        who: Who makes it, for its log.
        folder: The study's folder, in which it must not lie.
        insist: True: let it lie there all the same.

    Raises:
        Refused: Something is there, the passphrase is short, or it would lie in the study.
    """
    if path.exists():
        raise Refused(
            f"“{path.name}” is there already; nothing was changed.",
            "Choose another name for the identity key.",
            code="file-there",
        )
    if folder is not None and not insist and lies_in(path, folder):
        raise Refused(
            "The identity key would lie in the study's own folder, and whoever is given the study "
            "would be given the names; nothing was made.",
            "Choose a place that only the data manager can reach, or insist (--insist).",
            code="key-in-study",
        )
    check_passphrase(passphrase)
    content = Content(key=new_id(), study=study)
    content.accesses.append(Access(at=_now(), who=who, why="made", act="made"))
    return IdentityKey(path, content, passphrase, _write(path, content, passphrase))


def open_key(path: Path, passphrase: str, *, study: str) -> IdentityKey:
    """Open a key; whoever opens it notes that with `save(act="opened")`.

    Raises:
        NotFound: There is no such file.
        Unreadable: It is no key of Heddle's, is damaged, or the passphrase is wrong.
        Refused: It belongs to another study.
    """
    data = _read(path)
    if not data.startswith(_HEAD) or b"-> scrypt " not in data[:200]:
        raise Unreadable(
            "This is no identity key: it is not an age file with a passphrase. Nothing was read.",
            "Choose the file that “heddle key new” has made.",
            file=path.name,
            code="no-key",
        )
    try:
        plain = pyrage.passphrase.decrypt(data, passphrase)
    except pyrage.DecryptError:
        raise Unreadable(
            "The identity key does not open: the passphrase is wrong, or the file is damaged. "
            "Nothing was changed.",
            "Type the passphrase again; if it is right, take the key from a backup.",
            file=path.name,
            code="wrong-passphrase",
        ) from None
    try:
        content = msgspec.json.decode(plain, type=Content)
    except msgspec.MsgspecError:
        raise Unreadable(
            "The passphrase opens the file, but what is inside is no identity key of this version "
            "of Heddle. Nothing was changed.",
            "Choose another file, or use the Heddle that it was made with.",
            file=path.name,
            code="no-key",
        ) from None
    if content.study != study:
        raise Refused(
            "This identity key belongs to another study; nothing was done with it.",
            "Choose the key of this study.",
            code="other-study",
        )
    return IdentityKey(path, content, passphrase, _mark(data))


def names_of(person: Person) -> list[str]:
    """Return the names under which a person may be spoken of."""
    return [name for name in (person.name, *person.also) if name.strip()]


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is soon guessed."""
    if len(passphrase.strip()) < SHORTEST:
        raise Refused(
            f"The passphrase is shorter than {SHORTEST} letters; nothing was made.",
            "Take a sentence of four or more words that you can remember.",
            code="short-passphrase",
        )


def copy_of(content: Content) -> Content:
    """Return a copy that changes do not reach."""
    return msgspec.json.decode(msgspec.json.encode(content), type=Content)


def lies_in(path: Path, folder: Path) -> bool:
    """Tell whether a file lies, or would lie, in a folder or below it."""
    return path.resolve().is_relative_to(folder.resolve())


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _mark(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST:
            raise Unreadable(
                "This file is too large for an identity key. Nothing was read.",
                "Choose another file.",
                file=path.name,
                code="no-key",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(
            f"There is no file “{path.name}” there; nothing was done.",
            "Check where the identity key lies, or make one with “heddle key new”.",
        ) from None
    except OSError as error:
        raise Unreadable(
            f"The identity key cannot be read ({error.strerror}). Nothing was changed.",
            "Check that you may read it.",
            file=path.name,
            code="no-key",
        ) from None


def _write(path: Path, content: Content, passphrase: str) -> bytes:
    data: bytes = pyrage.passphrase.encrypt(msgspec.json.encode(content), passphrase)
    replace_file(path, data)
    return _mark(data)
