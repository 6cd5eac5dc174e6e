"""Model folders: what is one, what is told of others, and that a model is what was added."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from heddle.cli import main
from heddle.errors import NotFound, Refused
from heddle.speech.folders import look
from heddle.store.model_folders import ModelFolder, ModelFolders


@pytest.fixture
def converted(tmp_path: Path) -> Path:
    """What CTranslate2 makes, as far as its kind can be seen from it."""
    folder = tmp_path / "whisper-da"
    folder.mkdir()
    head = (6).to_bytes(4, "little") + (12).to_bytes(2, "little") + b"WhisperSpec\0"
    (folder / "model.bin").write_bytes(head + bytes(100))
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text("{}")
    return folder


OTHERS = {
    "as it was trained": {"model.safetensors": b"", "config.json": b'{"model_type": "whisper"}'},
    "whisper.cpp": {"ggml-large.bin": b""},
    "NeMo": {"parakeet.nemo": b""},
    "ONNX": {"encoder.onnx": b""},
    "“bert”": {"pytorch_model.bin": b"", "config.json": b'{"model_type": "bert"}'},
    "it says: TransformerSpec": {
        "model.bin": (6).to_bytes(4, "little") + (16).to_bytes(2, "little") + b"TransformerSpec\0"
    },
    "nothing that Heddle knows": {"model.bin": b"\xff" * 50},
    "There is no model in this folder": {"notes.txt": b"nothing"},
    "one below it": {"inside/model.bin": b""},
}


@pytest.mark.parametrize("said", OTHERS)
def test_a_folder_of_another_kind_is_refused_in_a_sentence(tmp_path: Path, said: str) -> None:
    for name, data in OTHERS[said].items():
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
    with pytest.raises(Refused) as refused:
        look(tmp_path)
    assert said in refused.value.problem
    assert refused.value.problem.endswith("nothing was added.")
    assert refused.value.hint


def test_a_model_without_its_tokenizer_would_be_sought_on_a_network_and_is_refused(
    converted: Path,
) -> None:
    assert look(converted) == "faster-whisper"
    (converted / "tokenizer.json").unlink()
    with pytest.raises(Refused, match=r"tokenizer\.json is missing"):
        look(converted)
    with pytest.raises(Refused, match="this is none"):
        look(converted / "model.bin")


def test_a_hash_stands_for_names_and_bytes_and_for_nothing_else(
    tmp_path: Path, converted: Path
) -> None:
    models = ModelFolders(tmp_path / "state")
    added = add(models, converted)
    assert models.check(added) == ""
    (converted / ".cache").write_text("what a program left")
    (converted / "config.json").touch()
    assert models.check(added) == ""
    assert models.check(added, wholly=False) == ""  # written anew, and read again: the same bytes
    (converted / "config.json").write_text('{"other": 1}')
    assert "changed" in models.check(added)
    assert "changed" in models.check(added, wholly=False)
    (converted / "config.json").write_text("{}")
    (converted / "config.json").rename(converted / "settings.json")
    assert "changed" in models.check(added)
    converted.rename(tmp_path / "elsewhere")
    assert "not there any more" in models.check(added)


def add(models: ModelFolders, folder: Path, name: str = "da-large") -> ModelFolder:
    return models.add(
        folder, name=name, engine=look(folder), licence="Apache-2.0", languages=["DA "]
    )


def test_the_list_keeps_names_apart_and_outlives_damage(tmp_path: Path, converted: Path) -> None:
    models = ModelFolders(tmp_path / "state")
    with pytest.raises(NotFound, match="no model on this computer"):
        models.named("")
    first = add(models, converted)
    assert first.languages == ["da"]
    assert models.named("") == models.named("DA-Large") == models.named(first.hash[:10]) == first
    with pytest.raises(Refused, match="already a model called"):
        add(models, converted)
    with pytest.raises(Refused, match="known already"):
        add(models, converted, "another")
    with pytest.raises(Refused, match="needs a licence"):
        models.add(converted, name="x", engine="e", licence=" ")
    with pytest.raises(NotFound, match="no model “nb”"):
        models.named("nb")
    file = tmp_path / "state" / "models.json"
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(b"{")
    with pytest.raises(Refused, match="damaged"):
        add(models, converted)
    assert file.read_bytes() == b"{"


def test_models_by_command(
    tmp_path: Path, converted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, ["models", *words])
        assert result.exit_code == code, result.output
        return result.output

    assert "docs/recognition.md" in run()
    own = ("--name", "da", "--licence", "MIT", "--language", "da")
    assert "is none" in run("add", str(tmp_path / "nowhere"), *own, code=1)
    assert "Added “da”" in run("add", str(converted), *own)
    (listed,) = json.loads(run("list", "--json"))
    assert (listed["name"], listed["languages"], listed["licence"]) == ("da", "da", "MIT")
    assert str(converted) not in run("list")
    assert "whole, as it was added" in run("check")
    (converted / "model.bin").write_bytes(b"")
    assert "changed" in run("check", "da", code=1)
    assert "not touched" in run("remove", "da")
    assert (converted / "model.bin").exists()
    assert json.loads(run("list", "--json")) == []
