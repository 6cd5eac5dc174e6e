"""A sentence encoder of a few weights in a folder, for tests that need one but no meaning.

Its weights come from a seeded generator and its words from a list, so it is the same everywhere.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = [
    *("the", "ward", "sent", "me", "home", "too", "early", "before", "i", "was", "ready"),
    *("bread", "nobody", "asked", "about", "it", "patients", "talk", "nurses", "listen"),
    *("fresh", "and", "us", "hospital", ".", ",", "?", "!"),
]
HIDDEN = 8
LAYERS = 2


def tiny_encoder(
    folder: Path, *, family: str = "bert", tokens: int = 16, pooling: str = "mean", seed: int = 7
) -> Path:
    """Write the folder of an encoder and return it."""
    folder.mkdir(parents=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    numbers = {word: place for place, word in enumerate([*special, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    said = {
        "model_type": family, "hidden_size": HIDDEN, "num_attention_heads": 2,
        "num_hidden_layers": LAYERS, "intermediate_size": 12, "vocab_size": len(numbers),
        "max_position_embeddings": tokens + 4, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
        "hidden_act": "gelu", "pad_token_id": 0,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": tokens}))
    (folder / "1_Pooling").mkdir()
    pooled = {
        "pooling_mode_cls_token": pooling == "first",
        "pooling_mode_mean_tokens": pooling == "mean",
    }
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooled), encoding="utf-8")
    save_file(_weights(len(numbers), tokens + 4, seed), folder / "model.safetensors")
    return folder


def _weights(words: int, places: int, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    made: dict[str, np.ndarray] = {}

    def some(name: str, *shape: int) -> None:
        made[name] = random.normal(0, 0.5, shape).astype(np.float32)

    def norm(name: str) -> None:
        made[f"{name}.weight"] = random.uniform(0.5, 1.5, HIDDEN).astype(np.float32)
        some(f"{name}.bias", HIDDEN)

    some("embeddings.word_embeddings.weight", words, HIDDEN)
    some("embeddings.position_embeddings.weight", places, HIDDEN)
    some("embeddings.token_type_embeddings.weight", 2, HIDDEN)
    norm("embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            some(f"{name}attention.{part}.weight", HIDDEN, HIDDEN)
            some(f"{name}attention.{part}.bias", HIDDEN)
        norm(f"{name}attention.output.LayerNorm")
        some(f"{name}intermediate.dense.weight", 12, HIDDEN)
        some(f"{name}intermediate.dense.bias", 12)
        some(f"{name}output.dense.weight", HIDDEN, 12)
        some(f"{name}output.dense.bias", HIDDEN)
        norm(f"{name}output.LayerNorm")
    return made
