"""Encoders from a folder: the numbers of another program, passages, broken and foreign folders."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Unavailable, Unreadable
from heddle.meaning.child import Child
from heddle.meaning.encoder import Loaded
from tiny_encoder import WORDS, tiny_encoder

SENTENCES = ["The ward sent me home too early.", "Nurses listen"]
# transformers 5.23.0 with PyTorch 2.13.0 on the same weights: the states' mean (or the first
# state), divided by its length.
OTHERS = {
    ("bert", "mean"): [
        [0.59766, 0.38245, 0.06903, -0.29512, 0.3251, -0.51629, 0.13127, 0.12327],
        [0.659, 0.41693, -0.01516, -0.32488, 0.24872, -0.40722, 0.06572, 0.2326],
    ],
    ("bert", "first"): [
        [0.59587, 0.42591, 0.05915, -0.13494, 0.17099, -0.58035, 0.07841, 0.2639],
        [0.64605, 0.45823, -0.02188, -0.26056, 0.16134, -0.42059, 0.03266, 0.31668],
    ],
    ("xlm-roberta", "mean"): [
        [0.5898, 0.40937, 0.06443, -0.30708, 0.31456, -0.49962, 0.10743, 0.16124],
        [0.58074, 0.38996, 0.02903, -0.39268, 0.36231, -0.42419, 0.09706, 0.18712],
    ],
    ("xlm-roberta", "first"): [
        [0.62187, 0.47494, 0.03523, -0.11087, 0.10857, -0.53125, 0.03647, 0.2808],
        [0.64413, 0.44506, -0.00369, -0.33192, 0.2397, -0.40524, 0.05497, 0.22835],
    ],
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def loaded(tiny):
    return Loaded(tiny)


@pytest.mark.parametrize(("family", "pooling"), OTHERS)
def test_vectors_are_those_of_the_transformers_library(tmp_path, family, pooling):
    folder = tiny_encoder(tmp_path / "model", family=family, pooling=pooling)
    # In one batch the shorter sentence is padded, which must not change its vector.
    vectors = Loaded(folder).of_passages(SENTENCES)
    assert vectors == pytest.approx(np.array(OTHERS[family, pooling]), abs=2e-5)


def test_a_question_and_a_passage_get_what_the_model_wants_before_them(tmp_path):
    folder = tiny_encoder(tmp_path / "model")
    bare = Loaded(folder)
    said = {"prompts": {"query": "asked ", "document": "about "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(said))
    model = Loaded(folder)
    assert np.allclose(model.of_question("nurses"), bare.of_question("asked nurses"))
    assert np.allclose(model.of_passages(["nurses"]), bare.of_passages(["about nurses"]))
    assert model.about.digest != bare.about.digest


@given(
    st.lists(
        st.sampled_from([*WORDS, ". ", "! ", "🙂", "naïve", "é", "שלום", "\r\n", "  "]),
        max_size=60,
    ).map(" ".join)
)
@settings(max_examples=40)
def test_passages_hold_the_whole_text_in_pieces_that_fit(loaded, text):
    places = loaded.passages(text)
    at = 0
    for start, end in places:
        assert text[at:start].strip() == ""
        assert text[start:end].strip()
        assert len(loaded._ids(text[start:end])) <= loaded.about.tokens
        at = end
    assert text[at:].strip() == ""


def test_folders_without_an_encoder_are_refused_in_words(tmp_path, tiny):
    speech = tmp_path / "speech"
    speech.mkdir()
    (speech / "model.bin").write_bytes(b"x")
    with pytest.raises(Unreadable, match="recognising speech"):
        Loaded(speech)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable, match=r"config\.json is missing"):
        Loaded(tmp_path / "empty")
    with pytest.raises(Unreadable, match="is not there"):
        Loaded(tmp_path / "nowhere")
    other = tiny_encoder(tmp_path / "other")
    said = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(said | {"model_type": "mamba"}))
    with pytest.raises(Unreadable, match="mamba"):
        Loaded(other)
    half = tiny_encoder(tmp_path / "half")
    whole = (half / "model.safetensors").read_bytes()
    (half / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable, match="broken"):
        Loaded(half)


def test_a_child_answers_as_the_encoder_does_and_a_killed_one_is_replaced(tiny, loaded):
    child = Child(tiny)
    try:
        assert child.digest == loaded.about.digest
        (places, vectors), (nothing, none) = child.passages([SENTENCES[0], "  "])
        assert places == [(0, 32)]
        assert np.allclose(vectors, loaded.of_passages(SENTENCES[:1]), atol=1e-6)
        assert (nothing, len(none)) == ([], 0)
        child._process.kill()
        child._process.wait()
        asked = child.question("nurses")
        assert np.allclose(asked, loaded.of_question("nurses"), atol=1e-6)
    finally:
        child.close()


def test_a_child_that_ends_in_the_middle_says_so(tiny, monkeypatch):
    child = Child(tiny)
    try:
        assert child.digest
        monkeypatch.setattr(
            "heddle.meaning.child.write_frame",
            lambda _pipe, _task: child._process.kill(),
        )
        with pytest.raises(Unavailable, match="was ended"):
            child.question("nurses")
    finally:
        child.close()


def test_a_child_says_what_is_wrong_with_the_model(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable, match=r"config\.json is missing"):
        Child(tmp_path / "empty").question("nurses")
