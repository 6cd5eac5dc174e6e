"""What kind of model lies in a folder, seen from its files alone; only one kind can be used.

CTranslate2's layout: model.bin begins with a version (32 bits), then the name of the layout as
a length (16 bits) and letters with a zero; "WhisperSpec" is the one that faster-whisper reads
(`ctranslate2/specs/model_spec.py`, ModelSpec._serialize).
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, Final, NoReturn

from heddle.errors import Refused

WHISPER: Final = "faster-whisper"
"""The engine for Whisper models in CTranslate2's form."""
_HEAD: Final = struct.Struct("=IH")
_CONVERT: Final = (
    "Convert it on a computer with a network and copy the result here; docs/recognition.md tells "
    "how (ct2-transformers-converter)."
)
_MOST_SETTINGS: Final = 1 << 20


def look(folder: Path) -> str:
    """Return which engine reads the model in a folder.

    Raises:
        Refused: It is no folder, holds no model, or one of another kind; the sentence says which.
    """
    if not folder.is_dir():
        raise Refused(
            "A model is a folder, and this is none; nothing was added.",
            "Unpack what you have got, and name the folder with model.bin in it.",
            code="model-kind",
        )
    if not (folder / "model.bin").is_file():
        _refuse(_other(folder))
    return _converted(folder)


def _converted(folder: Path) -> str:
    try:
        with (folder / "model.bin").open("rb") as file:
            head = file.read(_HEAD.size)
            length = _HEAD.unpack(head)[1] if len(head) == _HEAD.size else 0
            name = file.read(min(length, 64)).rstrip(b"\0").decode("ascii", "replace")
    except OSError as error:
        raise Refused(
            "model.bin cannot be read; nothing was added.", "Look whether the folder is yours."
        ) from error
    if name != "WhisperSpec":
        made = name if name.isidentifier() else "nothing that Heddle knows"
        _refuse(
            (
                f"Its model.bin is no Whisper model in CTranslate2's form (it says: {made})",
                _CONVERT,
            )
        )
    missing = [each for each in ("config.json", "tokenizer.json") if not (folder / each).is_file()]
    if not any((folder / f"vocabulary.{ending}").is_file() for ending in ("json", "txt")):
        missing.append("vocabulary.json")
    if missing:
        _refuse(
            (
                f"Of this Whisper model {' and '.join(missing)} is missing",
                (
                    "Copy the whole folder; the converter takes them along with --copy_files "
                    "tokenizer.json preprocessor_config.json."
                ),
            )
        )
    return WHISPER


def _other(folder: Path) -> tuple[str, str]:
    """Return what a folder without model.bin holds, and what to do."""
    names = [path.name.lower() for path in folder.iterdir() if not path.name.startswith(".")]
    kind = _settings(folder).get("model_type")
    weights = any(name.endswith((".safetensors", ".bin", ".pt")) for name in names)
    if any(name.startswith("ggml") or name.endswith(".gguf") for name in names):
        return "This is a model for whisper.cpp, which Heddle does not read", _CONVERT
    if any(name.endswith(".nemo") for name in names):
        return (
            "This is a model for NeMo (such as Parakeet or Canary), which Heddle does not read",
            "Take a Whisper model, or recognise there and import its transcript.",
        )
    if kind == "whisper" and weights:
        return "This is a Whisper model as it was trained, not yet in CTranslate2's form", _CONVERT
    if any(name.endswith(".onnx") for name in names):
        return (
            "This is an ONNX model, and none that recognises speech here",
            "For recognition take a Whisper model in CTranslate2's form.",
        )
    if weights:
        what = f"a model of the kind “{kind}”" if isinstance(kind, str) else "some other model"
        return f"This is {what} and no Whisper model in CTranslate2's form", _CONVERT
    below = [path for path in folder.iterdir() if (path / "model.bin").is_file()]
    if below:
        return (
            "There is no model in this folder itself, but one below it",
            f"Name the folder “{below[0].name}” in it.",
        )
    return (
        "There is no model in this folder",
        "A Whisper model in CTranslate2's form has model.bin, config.json and tokenizer.json.",
    )


def _settings(folder: Path) -> dict[str, Any]:
    try:
        with (folder / "config.json").open("rb") as file:
            found = json.loads(file.read(_MOST_SETTINGS))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _refuse(found: tuple[str, str]) -> NoReturn:
    problem, hint = found
    raise Refused(f"{problem}; nothing was added.", hint, code="model-kind")
