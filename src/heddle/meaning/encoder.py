"""Vectors of texts: tokens, the graph in onnxruntime, and one vector of length 1 for each text.

Two texts are near when the inner product of their vectors is large. The numbers mean nothing by
themselves and differ between models, so nothing outside shows them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from heddle.errors import Unavailable, Unreadable
from heddle.meaning.bert import build
from heddle.meaning.folder import WEIGHTS, Encoder, read
from heddle.text.segment import sentences

BATCH: Final = 32
"""Texts at once, of like length, so that little of a batch is padding."""
_THREADS: Final = 2

Vectors = npt.NDArray[np.float32]


class Loaded:
    """An encoder ready to work; about 350 MB for one of 22 million weights."""

    def __init__(self, folder: Path) -> None:
        """Load it.

        Raises:
            Unavailable: The extra is not installed.
            Unreadable: The folder holds no encoder that works here.
        """
        # Nothing here asks a network; the libraries are told so as well.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import onnxruntime  # noqa: PLC0415 - of the extra
            import tokenizers  # noqa: PLC0415
        except ImportError as error:
            raise Unavailable(
                "Finding passages by meaning is an extra that is not installed.",
                "Install it: pip install 'heddle-qda[meaning]'.",
            ) from error
        self.about: Encoder = read(folder)
        try:
            self._tokens = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise Unreadable("tokenizer.json of the model cannot be read.", _AGAIN) from error
        self._tokens.no_padding()
        self._tokens.no_truncation()
        graph: str | bytes = (
            str(folder / self.about.graph)
            if self.about.graph
            else build(self.about.shape, folder / WEIGHTS)
        )
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = _THREADS
        settings.log_severity_level = 4
        try:
            self._session: Any = onnxruntime.InferenceSession(
                graph, settings, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise Unreadable("The graph of the model cannot be used.", _AGAIN) from error
        self._wanted = {each.name for each in self._session.get_inputs()}

    def passages(self, text: str) -> list[tuple[int, int]]:
        """Cut a text into stretches (code points) that the encoder can take whole.

        A short text is one stretch. A longer one is cut between sentences, a sentence that is
        too long between words.
        """
        room = self.about.tokens - 2 - len(self._ids(self.about.before_passage, marks=False))
        if len(self._ids(text, marks=False)) <= room:
            start, end = len(text) - len(text.lstrip()), len(text.rstrip())
            return [(start, end)] if start < end else []
        found: list[tuple[int, int]] = []
        used = 0
        for piece in sentences(text):
            for start, end, cost in self._fitting(text, piece.start, piece.end, room):
                if found and used + cost <= room:
                    found[-1] = (found[-1][0], end)
                    used += cost
                else:
                    found.append((start, end))
                    used = cost
        return found

    def of_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each passage (n x d, float32, length 1)."""
        return self._vectors([self.about.before_passage + text for text in texts])

    def of_question(self, text: str) -> Vectors:
        """Return the vector (d) of what is looked for; only its first words count if it is long."""
        return self._vectors([self.about.before_question + text]).reshape(-1)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        ids = [self._ids(text)[: self.about.tokens] for text in texts]
        made = np.zeros((len(texts), self.about.shape.hidden_size), np.float32)
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        for first in range(0, len(order), BATCH):
            places = order[first : first + BATCH]
            made[places] = self._batch([ids[place] for place in places])
        return made

    def _batch(self, ids: list[list[int]]) -> Vectors:
        longest = max(1, *(len(each) for each in ids))
        tokens = np.full((len(ids), longest), self.about.shape.pad_token_id, np.int64)
        mask = np.zeros((len(ids), longest), np.int64)
        for row, each in enumerate(ids):
            tokens[row, : len(each)] = each
            mask[row, : len(each)] = 1
        given = {"input_ids": tokens, "attention_mask": mask}
        if "token_type_ids" in self._wanted:
            given["token_type_ids"] = np.zeros_like(tokens)
        given = {name: values for name, values in given.items() if name in self._wanted}
        states = np.asarray(self._session.run(None, given)[0], dtype=np.float32)
        if self.about.pooling == "first":
            pooled = states[:, 0]
        else:
            weight = mask[:, :, None].astype(np.float32)
            pooled = (states * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
        length = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(length, 1e-12), dtype=np.float32)

    def _fitting(self, text: str, start: int, end: int, room: int) -> list[tuple[int, int, int]]:
        """Return a sentence whole, or cut so that each part has at most `room` tokens."""
        offsets = self._tokens.encode(text[start:end], add_special_tokens=False).offsets
        if len(offsets) <= room:
            return [(start, end, len(offsets))]
        cuts = []
        first = 0
        while first < len(offsets):
            last = min(first + room, len(offsets))
            while first + 1 < last < len(offsets) and offsets[last][0] == offsets[last - 1][1]:
                last -= 1  # the token goes on a word
            if last == first + 1:
                last = min(first + room, len(offsets))
            cuts.append((start + offsets[first][0], start + offsets[last - 1][1], last - first))
            first = last
        return cuts

    def _ids(self, text: str, *, marks: bool = True) -> list[int]:
        return list(self._tokens.encode(text, add_special_tokens=marks).ids)


_AGAIN: Final = "Look whether the folder was copied whole."
