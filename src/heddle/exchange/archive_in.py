"""An archive (`archive_out`) back in: checked file by file before anything is made of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, Limits, open_archive
from heddle.exchange.archive_out import FORMAT, LOG, MEDIA, STUDY, About
from heddle.log import tables
from heddle.log.patches import Gesture
from heddle.log.verify import gesture_problems

MAX_BYTES: Final = 3 << 30
LIMITS: Final = Limits(total=6 << 30, entries=200_000)
_MANIFEST: Final = "manifest-sha256.txt"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")


class Unpacked(msgspec.Struct, kw_only=True):
    """An archive whose checksums are right."""

    about: About
    gestures: list[Gesture]
    """The log, in the order of the study that it was."""
    media: list[str]
    """Hashes of the original files."""


class Package:
    """One archive, opened."""

    def __init__(self, name: str, data: bytes) -> None:
        """Open it; raises Unreadable where it is no archive of a study."""
        self._archive: Archive = open_archive(name, data, limits=LIMITS)
        self.name = name

    def read(self) -> Unpacked:
        """Check every file of it and return what a study is made of.

        Raises:
            Unreadable: It is no whole archive of a study, was changed, holds no log, or is of a
                newer Heddle.
        """
        for name in ("bagit.txt", _MANIFEST, STUDY):
            if name not in self._archive:
                raise self._unreadable("It is no archive of a Heddle study.", "no-archive")
        self._check()
        about = self._about()
        if LOG not in self._archive:
            raise self._unreadable(
                "It is a package with substituted names, which holds no log; a study cannot be "
                "made of it.",
                "no-log",
                "Restore one that was written with --original. This one's texts, codebook.qdc "
                "and codings.csv can be read, or imported into a new study.",
            )
        gestures = list(self._gestures())
        if len(gestures) != about.steps or [g.seq for g in gestures] != [
            *range(1, about.steps + 1)
        ]:
            raise self._unreadable("Steps of its log are missing.", "broken-archive")
        return Unpacked(about=about, gestures=gestures, media=[*self._media()])

    def media(self, digest: str) -> bytes:
        """Return an original file."""
        return self._archive.read(f"{MEDIA}{digest[:2]}/{digest}")

    def _check(self) -> None:
        """Compare every file with the manifest: none changed, none missing, none besides."""
        listed: dict[str, str] = {}
        for line in self._archive.read(_MANIFEST).decode("utf-8", "replace").splitlines():
            found = _LINE.fullmatch(line)
            if not found:
                raise self._unreadable("Its list of checksums is damaged.", "broken-archive")
            listed[found[2]] = found[1]
        present = {name for name in self._archive.names if name.startswith("data/")}
        if present != listed.keys():
            raise self._unreadable("Files of it are missing, or were added.", "broken-archive")
        for name, wanted in listed.items():
            digest = hashlib.sha256()
            for piece in self._archive.stream(name):
                digest.update(piece)
            if digest.hexdigest() != wanted:
                raise self._unreadable("A file of it was changed.", "broken-archive", place=name)

    def _about(self) -> About:
        try:
            about = msgspec.json.decode(self._archive.read(STUDY), type=About)
        except (msgspec.MsgspecError, UnicodeError):
            raise self._unreadable("It does not say what it is.", "broken-archive") from None
        if about.format > FORMAT or about.log > tables.FORMAT:
            raise self._unreadable(
                "It was made by a newer Heddle.", "newer-format", "Update Heddle and try again."
            )
        return about

    def _gestures(self) -> Iterator[Gesture]:
        decode = msgspec.json.Decoder(Gesture).decode
        for number, line in enumerate(self._archive.read(LOG).splitlines(), 1):
            try:
                gesture = decode(line)
            except (msgspec.MsgspecError, UnicodeError):
                raise self._unreadable(
                    "A step of its log cannot be read.", "broken-archive", place=f"step {number}"
                ) from None
            problems = gesture_problems(gesture)
            if problems:
                raise self._unreadable(
                    "A step of its log was changed.", "broken-archive", place=f"step {number}"
                )
            yield gesture

    def _media(self) -> Iterator[str]:
        for name in self._archive.names:
            if name.startswith(MEDIA):
                digest = name.rpartition("/")[2]
                if name != f"{MEDIA}{digest[:2]}/{digest}" or not re.fullmatch(
                    "[0-9a-f]{64}", digest
                ):
                    raise self._unreadable("A kept file of it has no hash.", "broken-archive")
                yield digest

    def _unreadable(
        self, problem: str, code: str, hint: str = "", *, place: str = ""
    ) -> Unreadable:
        return Unreadable(
            f"{problem} No study was made.",
            hint or "Take another copy of the archive, or the study's folder.",
            file=self.name,
            place=place,
            code=code,
        )
