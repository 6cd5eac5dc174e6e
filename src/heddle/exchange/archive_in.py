"""An archive (`archive_out`) back in: checked file by file before anything is made of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, Limits, open_archive
from heddle.exchange.archive_out import FORMAT, About
from heddle.exchange.bag import DATA, HISTORY, LOG, MANIFEST, MEDIA, STUDY, beside
from heddle.log import tables
from heddle.log.patches import Gesture
from heddle.log.verify import gesture_problems

MAX_BYTES: Final = 3 << 30
LIMITS: Final = Limits(total=6 << 30, entries=200_000)
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
        self._project = beside(STUDY) in self._archive
        """It is a project for other programs that has the history beside."""

    def _in(self, name: str) -> str:
        """Return the path of a file of an archive; in a project (.qdpx) it lies elsewhere."""
        return beside(name) if self._project else name

    def read(self) -> Unpacked:
        """Check every file of it and return what a study is made of.

        Raises:
            Unreadable: It is no whole archive of a study, was changed, holds no log, or is of a
                newer Heddle.
        """
        self._manifest = HISTORY + MANIFEST if self._project else MANIFEST
        for name in (*(() if self._project else ("bagit.txt",)), self._manifest, self._in(STUDY)):
            if name not in self._archive:
                raise self._no_archive()
        self._check()
        about = self._about()
        if self._in(LOG) not in self._archive:
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
        return self._archive.read(self._in(f"{MEDIA}{digest[:2]}/{digest}"))

    def _check(self) -> None:
        """Compare every file with the manifest: none changed, none missing, none besides."""
        listed: dict[str, str] = {}
        for line in self._archive.read(self._manifest).decode("utf-8", "replace").splitlines():
            found = _LINE.fullmatch(line)
            if not found:
                raise self._unreadable("Its list of checksums is damaged.", "broken-archive")
            listed[found[2]] = found[1]
        within = "" if self._project else DATA
        present = {name for name in self._archive.names if name.startswith(within)}
        if self._project:
            self._refuse_changed(listed, present - {self._manifest})
            present -= {self._manifest}
        if present != listed.keys():
            raise self._unreadable("Files of it are missing, or were added.", "broken-archive")
        for name, wanted in listed.items():
            digest = hashlib.sha256()
            for piece in self._archive.stream(name):
                digest.update(piece)
            if digest.hexdigest() != wanted:
                raise self._unreadable("A file of it was changed.", "broken-archive", place=name)

    def _refuse_changed(self, listed: dict[str, str], present: set[str]) -> None:
        """Refuse a project that another program has written since: its history is not its own."""
        outside = {name for name in listed.keys() | present if not name.startswith(HISTORY)}
        for name in outside:
            known = name in listed and name in present
            if not known or hashlib.sha256(self._archive.read(name)).hexdigest() != listed[name]:
                raise self._unreadable(
                    "Another program has changed this project since Heddle wrote it, so the "
                    "history in it is not that of what it says now.",
                    "changed-project",
                    "Import it into a study (“heddle import”): that takes what it says now.",
                    place=name,
                )

    def _no_archive(self) -> Unreadable:
        if any(name.lower().endswith(".qde") for name in self._archive.names):
            return self._unreadable(
                "It is a project without the history of its study.",
                "no-log",
                "Import it into a study (“heddle import”); “--profile heddle” writes a project "
                "that can be restored.",
            )
        return self._unreadable("It is no archive of a Heddle study.", "no-archive")

    def _about(self) -> About:
        try:
            about = msgspec.json.decode(self._archive.read(self._in(STUDY)), type=About)
        except (msgspec.MsgspecError, UnicodeError):
            raise self._unreadable("It does not say what it is.", "broken-archive") from None
        if about.format > FORMAT or about.log > tables.FORMAT:
            raise self._unreadable(
                "It was made by a newer Heddle.", "newer-format", "Update Heddle and try again."
            )
        return about

    def _gestures(self) -> Iterator[Gesture]:
        decode = msgspec.json.Decoder(Gesture).decode
        for number, line in enumerate(self._archive.read(self._in(LOG)).splitlines(), 1):
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
            if name.startswith(self._in(MEDIA)):
                digest = name.rpartition("/")[2]
                if name != self._in(f"{MEDIA}{digest[:2]}/{digest}") or not re.fullmatch(
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
