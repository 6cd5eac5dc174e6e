"""The encoders that are in use on one study: a process and a library of vectors for each model."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from heddle.errors import Refused
from heddle.meaning.child import Child
from heddle.meaning.folder import read
from heddle.meaning.vectors import Library
from heddle.store.derived import Derived
from heddle.store.model_folders import ModelFolder

ENGINE: Final = "sentence-encoder"
"""What the list of models calls a model that this room reads."""


def look(folder: Path) -> str:
    """Return the engine for a folder with a sentence encoder; raises Unreadable for any other."""
    read(folder)
    return ENGINE


class InUse:
    """One model at work: its process, and the vectors that it made of this study."""

    def __init__(self, model: ModelFolder, derived: Derived) -> None:
        """Load the model and read the vectors; see `Child` for what goes wrong."""
        self.model = model
        self.child = Child(Path(model.folder))
        try:
            self.library = Library(derived, self.child)
        except BaseException:
            self.child.close()
            raise


class Encoders:
    """The encoders of one open study; safe to use from many threads."""

    def __init__(self, derived: Derived | None) -> None:
        """Nothing is loaded yet; without a place for derived files nothing can be."""
        self._derived = derived
        self._lock = threading.Lock()
        self._used: dict[str, InUse] = {}

    def use(self, model: ModelFolder) -> InUse:
        """Return a model at work; loads it the first time."""
        with self._lock:
            if self._derived is None:
                raise Refused("This study has no folder to keep vectors in; nothing was changed.")
            used = self._used.get(model.hash)
            if used is None:
                used = self._used[model.hash] = InUse(model, self._derived)
            return used

    def forget(self) -> None:
        """End the processes and let go of the vectors: words may have been erased."""
        with self._lock:
            used, self._used = list(self._used.values()), {}
        for each in used:
            each.child.close()
