"""Transcripts of Whisper and its kin: segments with times, often words with times, rarely voices.

    openai-whisper, faster-whisper, aTrain  {"text", "language", "segments": [{"start", "end",
        "text", "words": [{"word", "start", "end", "probability"}]}]}
    WhisperX   also "speaker" of segments and words, "score" of words; words may lack times
    whisper.cpp   {"result": {"language"}, "transcription": [{"offsets": {"from", "to"}, "text"}]}

A word without a time has none here; a segment whose voice is not stated has the voice of most of
its words. What recognisers repeat or invent is for people to find: nothing is mended.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.values import certainty, interval, label, milliseconds, words
from heddle.text.timing import Timed, found


def read(value: dict[str, Any], draft: Draft) -> Reading:
    """Read a parsed file."""
    draft.machine = "Whisper or a program of its kind"
    segments = value.get("segments") or value.get("transcription") or []
    voiced = False
    for segment in segments:
        if not isinstance(segment, dict):
            draft.lose("segments that cannot be read")
            continue
        text = words(segment.get("text"), draft).strip()
        start, end = _span(segment, draft)
        said = _list(segment.get("words"))
        speaker = _speaker(segment, said, draft)
        voiced = voiced or speaker is not None
        if text:
            timings = _timings(said, text, draft)
            draft.add(text, speaker=speaker, start=start, end=end, timings=timings)
    if not draft.lines:
        draft.add(words(value.get("text"), draft).strip())
    result = value.get("result")
    language = value.get("language") or (result.get("language") if isinstance(result, dict) else "")
    return draft.finish(
        "whisper",
        language=words(language, draft)[:35] if isinstance(language, str) else "",
        voiced=voiced,
    )


def _span(segment: dict[str, Any], draft: Draft) -> tuple[float | None, float | None]:
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        return interval(offsets.get("from"), offsets.get("to"), draft, scale=0.001)
    return interval(_time(segment.get("start")), _time(segment.get("end")), draft)


def _time(value: Any) -> Any:
    """Take NaN, which aligners write for a time that they did not find, as no time."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _speaker(segment: dict[str, Any], said: list[dict[str, Any]], draft: Draft) -> str | None:
    stated = label(segment.get("speaker"), draft)
    voices = Counter(voice for word in said if (voice := label(word.get("speaker"), draft)))
    if stated is None and voices:
        stated = voices.most_common(1)[0][0]
    others = voices.total() - voices[stated] if stated else 0
    draft.lose("words that the recogniser gave to another voice than their segment", others)
    return stated


def _timings(said: list[dict[str, Any]], text: str, draft: Draft) -> list[Timed]:
    if not said:
        return []
    timed = []
    for word in said:
        written = words(word.get("word", word.get("text")), draft)
        start, end = interval(_time(word.get("start")), _time(word.get("end")), draft)
        if start is None or end is None:
            draft.lose("words without a time of their own (the words are kept)")
            continue
        sure = certainty(word.get("probability", word.get("score")))
        timed.append((written, milliseconds(start), milliseconds(end), sure))
    timings, missed = found(timed, text)
    draft.lose("times of words that are not in their segment", missed)
    return timings
