"""Makes an ONNX graph of a BERT encoder out of its weights (`model.safetensors`).

Encoders are mostly published as weights, which PyTorch reads; this needs no PyTorch. The graph is
that of Devlin et al. 2019 (https://arxiv.org/abs/1810.04805), as the names of the weights in the
transformers library lay it out: embeddings of word, place and segment, then blocks of attention
and a feed-forward net, each with a residual and a layer normalisation after it. XLM-RoBERTa
(the multilingual e5 models) is the same graph, with places counted from `pad_token_id` + 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from heddle.errors import Unreadable

if TYPE_CHECKING:
    import onnx

OPSET: Final = 20
"""The first with Gelu as one operator; LayerNormalization came with 17."""
_IR: Final = 9
_MOST: Final = 1_900_000_000
"""Bytes: a protocol buffer holds two gigabytes."""
FAMILIES: Final = ("bert", "roberta", "xlm-roberta")
_PREFIXES: Final = ("", "bert.", "roberta.", "model.")

Weights = Mapping[str, npt.NDArray[np.float32]]


class Shape(msgspec.Struct, kw_only=True):
    """What a `config.json` says of an encoder, as far as the graph depends on it."""

    model_type: str = ""
    hidden_size: int = 0
    num_attention_heads: int = 0
    num_hidden_layers: int = 0
    layer_norm_eps: float = 1e-12
    hidden_act: str = "gelu"
    max_position_embeddings: int = 512
    position_embedding_type: str = "absolute"
    pad_token_id: int = 0

    def places(self) -> int:
        """Return how many tokens the encoder takes at most."""
        return self.max_position_embeddings - self._first_place()

    def _first_place(self) -> int:
        return 0 if self.model_type == "bert" else self.pad_token_id + 1


def build(shape: Shape, file: Path) -> bytes:
    """Return the graph as ONNX, with inputs `input_ids` and `attention_mask` (batch x tokens).

    Its one output `last_hidden_state` is batch x tokens x hidden, float32.

    Raises:
        Unreadable: The encoder is of another family, or the weights are not its weights.
    """
    if shape.model_type not in FAMILIES or shape.position_embedding_type != "absolute":
        raise Unreadable(
            f"The model is of the family “{shape.model_type or 'unknown'}”, whose graph Heddle "
            f"does not know: it knows {', '.join(FAMILIES)}.",
            "Put the model's own model.onnx into the folder; it is used as it is.",
        )
    if shape.hidden_act not in ("gelu", "relu"):
        raise Unreadable(
            f"The model uses “{shape.hidden_act}” between its layers, which Heddle does not know.",
            "Put the model's own model.onnx into the folder; it is used as it is.",
        )
    heads = shape.num_attention_heads
    if heads < 1 or shape.hidden_size < 1 or shape.hidden_size % heads:
        raise Unreadable("The model's config.json says sizes that cannot be.", _AGAIN)
    try:
        return _Graph(shape, _weights(file)).bytes()
    except KeyError as error:
        raise Unreadable(f"The weights lack “{error.args[0]}”.", _AGAIN) from error


_AGAIN: Final = "Look whether the folder was copied whole."


def _weights(file: Path) -> Weights:
    from safetensors import SafetensorError  # noqa: PLC0415 - of the extra
    from safetensors.numpy import load_file  # noqa: PLC0415

    if file.stat().st_size > _MOST:
        raise Unreadable(
            "The model's weights are over 1.9 GB, too large for a graph of them.",
            "Put the model's own model.onnx into the folder; it is used as it is.",
        )
    try:
        found = load_file(file)
    except (SafetensorError, OSError, TypeError, ValueError) as error:
        raise Unreadable("The model's weights (model.safetensors) are broken.", _AGAIN) from error
    for prefix in _PREFIXES:
        if f"{prefix}embeddings.word_embeddings.weight" in found:
            return {
                name.removeprefix(prefix): np.asarray(values, dtype=np.float32)
                for name, values in found.items()
                if name.startswith(prefix)
            }
    raise KeyError("embeddings.word_embeddings.weight")


class _Graph:
    """A graph in the making; each method adds operators and names their result."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        self._shape = shape
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._kept: dict[str, npt.NDArray[Any]] = {}

    def bytes(self) -> bytes:
        """Return the whole encoder."""
        from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415 - of the extra

        self._constant("zero", np.array(0, np.int64))
        self._constant("one", np.array(1, np.int64))
        words = self._embedded()
        for number in range(self._shape.num_hidden_layers):
            words = self._layer(f"encoder.layer.{number}.", words)
        self._op("Identity", [words], out="last_hidden_state")
        names = ("input_ids", "attention_mask")
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [
                helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"])
                for n in names
            ],
            [
                helper.make_tensor_value_info(
                    "last_hidden_state",
                    TensorProto.FLOAT,
                    ["batch", "tokens", self._shape.hidden_size],
                )
            ],
            [numpy_helper.from_array(values, name) for name, values in self._kept.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = _IR
        return bytes(model.SerializeToString())

    def _embedded(self) -> str:
        words = self._op("Gather", [self._weight("embeddings.word_embeddings"), "input_ids"])
        if self._shape.model_type == "bert":
            length = self._op("Gather", [self._op("Shape", ["input_ids"]), "one"])
            places = self._op("Range", ["zero", length, "one"])
        else:
            # RoBERTa counts tokens that are none of padding, after its padding's own number.
            counted = self._op("CumSum", ["attention_mask", "one"])
            shown = self._op("Mul", [counted, "attention_mask"])
            pad = self._constant("pad", np.array(self._shape.pad_token_id, np.int64))
            places = self._op("Add", [shown, pad])
        place = self._op("Gather", [self._weight("embeddings.position_embeddings"), places])
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        both = self._op("Add", [words, place])
        whole = self._op("Add", [both, self._constant("segment", segment)])
        return self._normalised("embeddings.LayerNorm", whole)

    def _layer(self, name: str, words: str) -> str:
        attended = self._attention(name, words)
        first = self._normalised(
            name + "attention.output.LayerNorm", self._op("Add", [words, attended])
        )
        wide = self._linear(name + "intermediate.dense", first)
        wide = self._op("Gelu" if self._shape.hidden_act == "gelu" else "Relu", [wide])
        narrow = self._linear(name + "output.dense", wide)
        return self._normalised(name + "output.LayerNorm", self._op("Add", [first, narrow]))

    def _attention(self, name: str, words: str) -> str:
        heads = self._shape.num_attention_heads
        each = self._shape.hidden_size // heads
        split = self._constant("split", np.array([0, 0, heads, each], np.int64))

        def part(which: str, order: list[int]) -> str:
            made = self._linear(f"{name}attention.self.{which}", words)
            return self._op("Transpose", [self._op("Reshape", [made, split])], perm=order)

        query, value = part("query", [0, 2, 1, 3]), part("value", [0, 2, 1, 3])
        scores = self._op("MatMul", [query, part("key", [0, 2, 3, 1])])
        scores = self._op(
            "Div", [scores, self._constant("root", np.array(math.sqrt(each), np.float32))]
        )
        shares = self._op("Softmax", [self._op("Add", [scores, self._hidden()])], axis=-1)
        seen = self._op("Transpose", [self._op("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        joined = self._constant("joined", np.array([0, 0, self._shape.hidden_size], np.int64))
        return self._linear(f"{name}attention.output.dense", self._op("Reshape", [seen, joined]))

    def _hidden(self) -> str:
        """Name what keeps attention from padding: 0 for tokens, the least number for padding."""
        if not any("hidden" in node.output for node in self._nodes):
            axes = self._constant("axes", np.array([1, 2], np.int64))
            mask = self._op("Cast", [self._op("Unsqueeze", ["attention_mask", axes])], to=1)
            absent = self._op("Sub", [self._constant("whole", np.array(1, np.float32)), mask])
            least = self._constant("least", np.array(np.finfo(np.float32).min, np.float32))
            self._op("Mul", [absent, least], out="hidden")
        return "hidden"

    def _linear(self, name: str, words: str) -> str:
        # Weights are kept out x in.
        matrix = np.ascontiguousarray(self._weights[f"{name}.weight"].T)
        product = self._op("MatMul", [words, self._constant(f"{name}.weight", matrix)])
        bias = self._constant(f"{name}.bias", self._weights[f"{name}.bias"])
        return self._op("Add", [product, bias])

    def _normalised(self, name: str, words: str) -> str:
        scale, shift = (
            self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"])
            for part in ("weight", "bias")
        )
        return self._op(
            "LayerNormalization",
            [words, scale, shift],
            axis=-1,
            epsilon=self._shape.layer_norm_eps,
        )

    def _weight(self, name: str) -> str:
        return self._constant(f"{name}.weight", self._weights[f"{name}.weight"])

    def _constant(self, name: str, values: npt.NDArray[Any]) -> str:
        self._kept[name] = values
        return name

    def _op(self, kind: str, inputs: list[str], *, out: str = "", **settings: Any) -> str:
        from onnx import helper  # noqa: PLC0415 - of the extra

        result = out or f"{kind}{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [result], **settings))
        return result
