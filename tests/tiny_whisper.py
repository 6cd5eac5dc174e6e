"""A Whisper model with random weights: the real pipeline, without a model of anybody's.

It writes gibberish, at times that are not always in order, which is what makes it a good guest:
what stands up to it stands up to a bad day of a real one. About 200 thousand parameters, made
with numpy by the layout that CTranslate2's own converter writes (`converters/transformers.py`,
`specs/whisper_spec.py` of ctranslate2 4.8), so that no torch is needed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH, HEADS, LAYERS, FFN, MELS = 32, 2, 2, 64, 80


def make(folder: Path, seed: int = 0) -> Path:
    """Write the model's folder; takes a fraction of a second."""
    specials = _specials()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(
        models.BPE(vocab={letter: i for i, letter in enumerate(alphabet)}, merges=[])
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(each, special=True) for each in specials])
    names = [*alphabet, *specials]
    names += [f"<|{i * 0.02:.2f}|>" for i in range(1501)]
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    _fill(spec, len(names), np.random.default_rng(seed))
    spec.register_vocabulary(names)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [names.index("<|endoftext|>")]
    languages = specials[2 : specials.index("<|translate|>")]
    spec.config.lang_ids = [names.index(each) for each in languages]
    spec.config.alignment_heads = [(1, 0), (1, 1)]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": MELS}))
    return folder


def _specials() -> list[str]:
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{code}|>" for code in _LANGUAGE_CODES),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    ]


def _fill(spec, vocabulary: int, chance: np.random.Generator) -> None:
    def some(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.3, shape).astype(np.float32)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(layer, out: int, into: int) -> None:
        layer.weight, layer.bias = some(out, into), np.zeros(out, np.float32)

    def attention(layer, *shapes: int) -> None:
        norm(layer.layer_norm)
        for each, times in zip(layer.linear, shapes, strict=True):
            linear(each, times * WIDTH, WIDTH)

    def feed_forward(layer) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, FFN, WIDTH)
        linear(layer.linear_1, WIDTH, FFN)

    encoder, decoder = spec.encoder, spec.decoder
    for conv, into in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        conv.weight, conv.bias = some(WIDTH, into, 3), np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = some(1500, WIDTH)
    decoder.position_encodings.encodings = some(448, WIDTH)
    decoder.embeddings.weight = some(vocabulary, WIDTH)
    decoder.projection.weight = decoder.embeddings.weight
    # Letters are likelier than anything else, or it would mostly say nothing.
    decoder.projection.bias = np.where(np.arange(vocabulary) < 256, 2, 0).astype(np.float32)
    norm(encoder.layer_norm)
    norm(decoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention, 3, 1)
        feed_forward(layer.ffn)
    for layer in decoder.layer:
        attention(layer.self_attention, 3, 1)
        attention(layer.attention, 1, 2, 1)
        feed_forward(layer.ffn)
