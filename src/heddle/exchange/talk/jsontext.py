"""JSON transcripts: which program wrote one is told by what is in it.

Read are Whisper and its kin (faster-whisper, WhisperX, aTrain, whisper.cpp), oTranscribe, and the
meetings of the QMSum corpus. The standard library's parser is used, because such files hold
`NaN`, which is no JSON; what it makes of them is only looked at by type.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from heddle.errors import Unreadable
from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk import otranscribe, qmsum, whisper

_TOLD = {"segments", "transcription", "word_segments", "meeting_transcripts", "media-time", "text"}
_MOST_DIGITS = 400


def read_json(file: str, text: str) -> Reading:
    """Read decoded JSON; `file` is its name, for messages.

    Raises:
        Unreadable: It is damaged, or no transcript that is known.
    """
    value = _parsed(file, text)
    draft = Draft()
    if isinstance(value, list):
        value = {"segments": value}
    if isinstance(value, dict):
        if isinstance(value.get("meeting_transcripts"), list):
            return qmsum.read(value, draft)
        if isinstance(value.get("segments"), list) or isinstance(value.get("transcription"), list):
            return whisper.read(value, draft)
        if isinstance(value.get("text"), str) and ("media-time" in value or "media" in value):
            return otranscribe.read(value, draft)
        if isinstance(value.get("text"), str):
            return whisper.read(value, draft)
    raise Unreadable(
        "It is JSON, but no transcript of a program that Heddle knows (Whisper, WhisperX, aTrain, "
        "whisper.cpp, oTranscribe, QMSum); nothing was read.",
        "Export it as .vtt, .srt, .docx or .txt and import that.",
        file=file,
        code="wrong-kind",
    )


def looks_told(text: str) -> bool:
    """Tell whether the text of a file begins as JSON and names what a transcript would."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") and any(
        f'"{name}"' in text for name in _TOLD
    )


def _parsed(file: str, text: str) -> Any:
    try:
        return json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        _refuse(file, place)


def _integer(digits: str) -> float | int:
    return int(digits) if len(digits) < _MOST_DIGITS else float("inf")


def _refuse(file: str, place: str) -> NoReturn:
    raise Unreadable(
        "Its JSON is damaged, cut short or nested too deeply; nothing was read.",
        "Save or export it again in the program that it comes from.",
        file=file,
        place=place,
    ) from None
