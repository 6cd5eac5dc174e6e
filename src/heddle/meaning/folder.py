"""A folder with an encoder, as model hubs lay it out: what it says of itself.

Read are `config.json`, `tokenizer.json`, the graph (`model.onnx` or `onnx/model.onnx`) or else
the weights (`model.safetensors`), and, where sentence-transformers wrote them, how the vectors of
the tokens become one (`1_Pooling/config.json`), how many tokens are taken
(`sentence_bert_config.json`) and what stands before a question and a passage
(`config_sentence_transformers.json`, `prompts`). Layout:
https://sbert.net/docs/package_reference/sentence_transformer/models.html.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from heddle.errors import Unreadable
from heddle.meaning.bert import Shape

GRAPHS: Final = ("model.onnx", "onnx/model.onnx")
WEIGHTS: Final = "model.safetensors"
_SMALL: Final = 8 << 20
"""Bytes: no description of a model is larger."""
_PIECE: Final = 1 << 22

Pooling = Literal["mean", "first"]


class Encoder(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder says of its encoder."""

    folder: Path
    graph: str
    """The file with the graph, below the folder; empty: it is made of the weights."""
    shape: Shape
    pooling: Pooling
    tokens: int
    """How many are taken at most, the two that mark beginning and end included."""
    before_question: str
    before_passage: str
    digest: str
    """SHA-256 over all files that a vector depends on."""


class _Pooled(msgspec.Struct):
    pooling_mode_cls_token: bool = False
    pooling_mode_mean_tokens: bool = True


class _Cut(msgspec.Struct):
    max_seq_length: int | None = None


class _Said(msgspec.Struct):
    prompts: dict[str, str] = {}


def read(folder: Path) -> Encoder:
    """Return what a folder holds.

    Raises:
        Unreadable: It holds no encoder, or not all of it; the sentence says what is missing.
    """
    if not folder.is_dir():
        raise Unreadable(
            "The folder of the model is not there.",
            "Say where it is now (heddle models), or remove the model from the list.",
        )
    if (folder / "model.bin").is_file() and not (folder / "tokenizer.json").is_file():
        raise _other_kind("a model for recognising speech")
    shape = _described(folder / "config.json", Shape)
    if shape is None:
        raise _other_kind("no model that Heddle knows: config.json is missing")
    if shape.model_type == "whisper" or not shape.hidden_size:
        raise _other_kind("a model for recognising speech")
    if not (folder / "tokenizer.json").is_file():
        raise _other_kind("a model without its tokenizer.json")
    graph = next((name for name in GRAPHS if (folder / name).is_file()), "")
    if not graph and not (folder / WEIGHTS).is_file():
        raise _other_kind(f"a model with neither {GRAPHS[0]} nor {WEIGHTS}")
    pooled = _described(folder / "1_Pooling" / "config.json", _Pooled) or _Pooled()
    if not (pooled.pooling_mode_mean_tokens or pooled.pooling_mode_cls_token):
        raise Unreadable(
            "The model makes one vector of its tokens in a way that Heddle does not know.",
            "Choose a model that takes their mean or the first.",
        )
    cut = _described(folder / "sentence_bert_config.json", _Cut) or _Cut()
    said = _described(folder / "config_sentence_transformers.json", _Said) or _Said()
    most = shape.places()
    return Encoder(
        folder=folder,
        graph=graph,
        shape=shape,
        pooling="first" if pooled.pooling_mode_cls_token else "mean",
        tokens=max(8, min(cut.max_seq_length or most, most)),
        before_question=said.prompts.get("query", ""),
        before_passage=said.prompts.get("passage", said.prompts.get("document", "")),
        digest=_digest(folder, graph),
    )


def _described(file: Path, kind: type[Any]) -> Any:
    try:
        if file.stat().st_size > _SMALL:
            raise Unreadable(f"{file.name} of the model is too large to be a description.", "")
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise Unreadable(
            f"{file.name} of the model cannot be read.",
            "Look whether the folder was copied whole.",
        ) from error


def _digest(folder: Path, graph: str) -> str:
    """Return one hash of the graph or weights, the tokens and what is said of the vectors."""
    found = hashlib.sha256()
    described = ("config.json", "tokenizer.json", "1_Pooling/config.json")
    more = ("sentence_bert_config.json", "config_sentence_transformers.json")
    for name in (*described, *more, graph or WEIGHTS):
        found.update(f"{name}\0".encode())
        with_file = folder / name
        if not with_file.is_file():
            continue
        with with_file.open("rb") as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    return found.hexdigest()


def _other_kind(what: str) -> Unreadable:
    return Unreadable(
        f"This folder holds {what}, so it cannot be used to find passages by meaning.",
        "Choose a folder with a sentence encoder: config.json, tokenizer.json and model.onnx or "
        "model.safetensors. docs/meaning.md says where to get one.",
    )
