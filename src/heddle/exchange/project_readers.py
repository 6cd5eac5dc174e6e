"""The readers of whole projects, as the child process has them; each is asked by content.

A reader's module has `recognise(name, data) -> bool`, which is quick and never raises, and
`read(name, data) -> Project` (with a third argument, the project's name, where a file may hold
several), which raises `Unreadable`. Both are pure.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange import project_samples, qualcoder, requal, rqda, taguette_in
from heddle.exchange.labelstudio_in import is_label_studio, read_label_studio
from heddle.exchange.project import Project
from heddle.exchange.refi import project_in as refi
from heddle.exchange.refi.sample import sample as refi_sample
from heddle.exchange.uima_in import is_uima, read_uima


class Reader(msgspec.Struct, frozen=True):
    """How one program's projects are told and read."""

    recognise: Callable[[str, bytes], bool]
    read: Callable[..., Project]
    several: bool = False
    """`read` takes the name of the project as a third argument."""
    sample: Callable[[], tuple[str, bytes]] | None = None
    """Makes a small file, read once when the child starts: it can load nothing later."""


READERS: Final[dict[str, Reader]] = {
    "refi": Reader(refi.recognise, refi.read_refi, sample=refi_sample),
    "taguette": Reader(
        taguette_in.recognise, taguette_in.read, several=True, sample=project_samples.taguette
    ),
    "qualcoder": Reader(
        qualcoder.recognise, qualcoder.read_qualcoder, sample=project_samples.qualcoder
    ),
    "rqda": Reader(rqda.recognise, rqda.read_rqda, sample=project_samples.rqda),
    "requal": Reader(
        requal.recognise, requal.read_requal, several=True, sample=project_samples.requal
    ),
    "uima": Reader(is_uima, read_uima, sample=project_samples.uima),
    "label-studio": Reader(is_label_studio, read_label_studio, sample=project_samples.label_studio),
}
"""By the names of `projects.PROGRAMS`, and in that order."""


def read_project(name: str, data: bytes, *, program: str = "", which: str = "") -> Project | None:
    """Find the reader of a file and read it; None: it is no project that anybody knows.

    Raises:
        Unreadable: its reader refuses it.
    """
    for known, reader in READERS.items():
        if known == program or (not program and reader.recognise(name, data)):
            return reader.read(name, data, which) if reader.several else reader.read(name, data)
    return None


def rehearse() -> None:
    """Read the samples, whole and broken, so that all that readers need is loaded."""
    for reader in READERS.values():
        if reader.sample is None:
            continue
        name, data = reader.sample()
        for sample in (data, data[: len(data) // 2]):
            reader.recognise(name, sample)
            with contextlib.suppress(Unreadable):
                reader.read(name, sample)
