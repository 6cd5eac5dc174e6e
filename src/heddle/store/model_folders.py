"""Folders with models that a person has on this computer, by name: what they are and their hash.

Heddle brings no model and fetches none. Which folders there are is noted in one small file of
the person's private folder, in no study: a study says the name and the hash of a model that was
used, and never where it lay.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from heddle.errors import NotFound, Refused, StorageFailed
from heddle.log.ids import new_id

FILE: Final = "models.json"
_PIECE: Final = 1 << 20
_MOST_FILES: Final = 500
"""A folder with more is no model's, and nobody waits until it is hashed."""


class ModelFolder(msgspec.Struct, kw_only=True):
    """A model on this computer."""

    name: str
    folder: str
    engine: str
    """Which engine reads it."""
    licence: str
    """In the person's words, as its card says: "CC-BY-4.0", "Apache-2.0"."""
    languages: list[str] = []
    """Codes such as "da"; empty: not said."""
    hash: str
    """SHA-256 over the names, lengths and hashes of its files: the same bytes, the same hash."""
    size: int = 0
    """Bytes."""
    added: str = ""
    """Date, ISO 8601."""
    stamp: str = ""
    """When its files were written, as a hash: while that stands they are not read again."""


class ModelFolders:
    """The model folders of one person, in the file that remembers them."""

    def __init__(self, state: Path) -> None:
        """Take the person's private folder, which need not be there."""
        self._file = state / FILE

    def all(self) -> list[ModelFolder]:
        """Return all, by name; a list that cannot be read is refused, never overwritten."""
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageFailed(
                "The list of models cannot be read; nothing was changed.",
                "Look whether the disk works, and try again.",
            ) from error
        try:
            found = msgspec.json.decode(data, type=list[ModelFolder])
        except msgspec.MsgspecError as error:
            raise Refused(
                f"The list of models ({FILE} in the private folder) is damaged; the models "
                "themselves are not touched.",
                "Remove that file and add the models again (heddle models add).",
                code="models-damaged",
            ) from error
        return sorted(found, key=lambda model: model.name.casefold())

    def named(self, name: str, engines: Iterable[str] = ()) -> ModelFolder:
        """Return a model by its name, or by the first 8 or more digits of its hash.

        Args:
            name: Empty: the only one there is.
            engines: Engines that may read it; none named: any.

        Raises:
            NotFound: There is none, or there are several and none was named.
        """
        wanted = set(engines)
        models = [each for each in self.all() if not wanted or each.engine in wanted]
        found = [m for m in models if name.casefold() == m.name.casefold()] if name else models
        if name and not found and len(name) >= 8:
            found = [m for m in models if m.hash.startswith(name.casefold())]
        if len(found) == 1:
            return found[0]
        if not models:
            raise NotFound(
                "There is no model on this computer that Heddle knows of; nothing was done.",
                "Add the folder of one: heddle models add FOLDER --name NAME --licence LICENCE. "
                "How to get one is told in docs/recognition.md.",
                code="no-model",
            )
        names = ", ".join(f"“{each.name}”" for each in models)
        problem = f"There is no model “{name[:60]}”" if name else "There are several models"
        raise NotFound(f"{problem}; nothing was done.", f"Name one of these: {names}.")

    def add(
        self, folder: Path, *, name: str, engine: str, licence: str, languages: Iterable[str] = ()
    ) -> ModelFolder:
        """Note a folder under a name; reads all of it once, for its hash.

        What kind of model it is must have been looked at. Raises Refused and StorageFailed.
        """
        name, licence = " ".join(name.split()), " ".join(licence.split())
        if not name or not licence:
            missing = "name" if not name else "licence"
            raise Refused(
                f"A model needs a {missing}; nothing was added.",
                "Its licence is told on the page that it came from: it goes into the Methods."
                if name
                else "Give it a short name of your own (--name).",
            )
        models = self.all()
        if any(each.name.casefold() == name.casefold() for each in models):
            raise Refused(
                f"There is already a model called “{name}”; nothing was added.",
                "Choose another name, or remove that one first (heddle models remove).",
                code="name-taken",
            )
        place = folder.resolve()
        digest, size = fingerprint(place)
        known = next((each for each in models if each.hash == digest), None)
        if known is not None and Path(known.folder) == place:
            raise Refused(f"This folder is known already, as “{known.name}”; nothing was added.")
        model = ModelFolder(
            name=name,
            folder=str(place),
            engine=engine,
            licence=licence,
            languages=[code.strip().lower() for code in languages if code.strip()],
            hash=digest,
            size=size,
            added=dt.datetime.now(dt.UTC).date().isoformat(),
            stamp=_stamp(place),
        )
        self._write([*models, model])
        return model

    def remove(self, name: str) -> ModelFolder:
        """Forget a model; its files stay where they are."""
        model = self.named(name)
        self._write([each for each in self.all() if each.name != model.name])
        return model

    def check(self, model: ModelFolder, *, wholly: bool = True) -> str:
        """Return what is wrong with a model's files; empty: they are those that were added.

        Args:
            model: one of `all`.
            wholly: Read every byte; otherwise only where a file was written since.
        """
        place = Path(model.folder)
        if not place.is_dir():
            return "its folder is not there any more (moved, or on a disk that is not attached)"
        try:
            if not wholly and model.stamp and _stamp(place) == model.stamp:
                return ""
            digest, _ = fingerprint(place)
        except Refused as error:
            return error.problem
        return "" if digest == model.hash else "its files were changed since it was added"

    def _write(self, models: list[ModelFolder]) -> None:
        draft = self._file.with_name(f".{FILE}.{new_id()}.part")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(models)))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise StorageFailed(
                "The list of models could not be written; it is as it was.",
                "Make room on the disk and try again.",
                code="disk-full",
            ) from error


def fingerprint(folder: Path) -> tuple[str, int]:
    """Return the SHA-256 over a folder's files, and how many bytes they have.

    Hidden files (what programs that fetch models leave behind) do not count. Raises Refused.
    """
    whole, size = hashlib.sha256(), 0
    try:
        for path in _files(folder):
            each, length = hashlib.sha256(), 0
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    each.update(piece)
                    length += len(piece)
            size += length
            name = path.relative_to(folder).as_posix()
            whole.update(f"{name}\0{length}\0{each.hexdigest()}\n".encode(errors="surrogateescape"))
    except OSError as error:
        raise Refused(
            "A file of the model's folder cannot be read; nothing was changed.",
            "Look whether the folder is whole and yours to read.",
        ) from error
    return whole.hexdigest(), size


def _files(folder: Path) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not any(
            part.startswith(".") for part in path.relative_to(folder).parts
        ):
            found.append(path)
            if len(found) > _MOST_FILES:
                raise Refused(
                    f"This folder has more than {_MOST_FILES} files: it is not a model's own; "
                    "nothing was changed.",
                    "Name the folder that holds the model's files and nothing else.",
                )
    return sorted(found)


def _stamp(folder: Path) -> str:
    try:
        rows = [
            f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0{path.stat().st_mtime_ns}"
            for path in _files(folder)
        ]
    except OSError:
        return ""
    return hashlib.sha256("\n".join(rows).encode(errors="surrogateescape")).hexdigest()
