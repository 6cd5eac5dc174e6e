"""Vectors of the passages of many texts, kept in a file so that each text is encoded once.

A text is known by the hash of its characters, so a corrected turn is encoded anew and an
unchanged one never. The file begins with its head (`_Head` in msgpack, its length before it in 4
bytes), then come the vectors in the order of the head: float32, little-endian.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from heddle.errors import NotFound
from heddle.meaning.worker import LENGTH
from heddle.store.derived import STUDY, Derived

BATCH: Final = 64
"""Texts that are encoded at once: about a second's work."""
SAVE_EACH: Final = 4096
"""Texts after which what is done is kept, so that a killed run loses little."""

Vectors = npt.NDArray[np.float32]
Stretches = list[tuple[int, int]]


class Encodes(Protocol):
    """What turns texts into vectors; `meaning.child.Child` does."""

    @property
    def digest(self) -> str:
        """The hash of the model."""

    def passages(self, texts: Sequence[str]) -> Iterable[tuple[Stretches, Vectors]]:
        """Return the passages of each text and their vectors."""


class _Head(msgspec.Struct):
    size: int
    """Numbers of a vector."""
    texts: list[tuple[bytes, Stretches]]
    """Hash and passages of each text."""


class Passages(msgspec.Struct, frozen=True):
    """Passages of texts, alongside; the vectors are n x d and of length 1."""

    text: npt.NDArray[np.int32]
    """Index of the text that each is of."""
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    """Half-open, code points of the text."""
    vectors: Vectors


class Library:
    """The vectors of one study by one model."""

    def __init__(self, derived: Derived, encoder: Encodes) -> None:
        """Read what is kept; what is broken or of another make is made anew."""
        self._derived = derived
        self._encoder = encoder
        self._name = f"vectors-{encoder.digest[:32]}"
        self._kept: dict[bytes, tuple[Stretches, Vectors]] = {}
        self._read()

    def missing(self, texts: Sequence[str]) -> int:
        """Return how many of these texts would have to be encoded."""
        return len({key for key in map(_key, texts) if key not in self._kept})

    def encode(
        self,
        texts: Sequence[str],
        *,
        progress: Callable[[float], None] = lambda _done: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Encode what is missing and forget all other texts; False where it was stopped.

        Args:
            texts: All texts of the study.
            progress: Is told the part that is done, 0 to 1.
            stopped: Asked now and then; what was done until then is kept.
        """
        wanted = {_key(text): text for text in texts}
        gone = self._kept.keys() - wanted.keys()
        for key in gone:
            del self._kept[key]
        todo = [(key, text) for key, text in wanted.items() if key not in self._kept]
        since = 0
        for first in range(0, len(todo), BATCH):
            if stopped():
                break
            part = todo[first : first + BATCH]
            made = self._encoder.passages([text for _, text in part])
            for (key, _), (places, vectors) in zip(part, made, strict=True):
                self._kept[key] = (places, np.array(vectors, dtype=np.float32))
            since += len(part)
            if since >= SAVE_EACH:
                self._write()
                since = 0
            progress((first + len(part)) / len(todo))
        if since or gone:
            self._write()
        return self.missing(texts) == 0

    def of(self, texts: Sequence[str]) -> Passages:
        """Return the passages of texts, in their order; those of texts not encoded are left out."""
        held = [(at, self._kept.get(_key(text))) for at, text in enumerate(texts)]
        text = [at for at, kept in held if kept for _ in kept[0]]
        places = [place for _, kept in held if kept for place in kept[0]]
        vectors = [kept[1] for _, kept in held if kept and len(kept[0])]
        ends = np.array(places, dtype=np.int64).reshape(-1, 2)
        return Passages(
            np.array(text, dtype=np.int32),
            ends[:, 0],
            ends[:, 1],
            np.concatenate(vectors) if vectors else np.zeros((0, 1), np.float32),
        )

    def _read(self) -> None:
        try:
            data = self._derived.read(STUDY, self._name)
        except NotFound:
            return
        try:
            (length,) = LENGTH.unpack_from(data)
            head = msgspec.msgpack.decode(data[LENGTH.size : LENGTH.size + length], type=_Head)
            vectors = np.frombuffer(data, "<f4", offset=LENGTH.size + length)
            vectors = vectors.astype(np.float32).reshape(-1, max(1, head.size))
        except (msgspec.MsgspecError, ValueError, struct.error):
            return
        if sum(len(places) for _, places in head.texts) != len(vectors):
            return
        at = 0
        for key, places in head.texts:
            self._kept[key] = (places, vectors[at : at + len(places)])
            at += len(places)

    def _write(self) -> None:
        held = list(self._kept.items())
        vectors = [kept[1] for _, kept in held if len(kept[0])]
        size = vectors[0].shape[1] if vectors else 0
        head = msgspec.msgpack.encode(_Head(size, [(key, kept[0]) for key, kept in held]))
        with self._derived.draft(STUDY, self._name) as draft:
            draft.write(LENGTH.pack(len(head)) + head)
            for each in vectors:
                draft.write(each.astype("<f4").tobytes())
            draft.settle()


def nearest(vectors: Vectors, wanted: Vectors, *, most: int = 3) -> npt.NDArray[np.float32]:
    """Return how near each passage is to what is wanted: the larger, the nearer.

    Args:
        vectors: Of the passages (n x d), of length 1.
        wanted: One vector (d), or those of examples (m x d).
        most: Of several examples, the mean of its nearest so many counts, so that a code with
            two meanings finds passages near either.
    """
    examples = np.atleast_2d(wanted)
    if not len(vectors) or not len(examples):
        return np.zeros(len(vectors), np.float32)
    cosines = vectors @ examples.T
    few = min(most, len(examples))
    top = np.partition(cosines, -few, axis=1)[:, -few:]
    return np.asarray(top.mean(axis=1), dtype=np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
