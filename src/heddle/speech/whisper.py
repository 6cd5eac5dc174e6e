"""The engine on faster-whisper and CTranslate2, with a model folder of the person's own.

Relied on, read in the source of faster-whisper 1.2.1: a folder that is one is never looked for
on a network; `transcribe` takes float32 at 16 kHz; silence is left out by joining the stretches
of speech before (as its own `vad_filter` does), so that sound of many short remarks costs few of
the model's windows of 30 seconds; word times are numpy numbers. The text of one window is not
given to the next (`condition_on_previous_text`): that is what its known loops feed on.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from heddle.errors import Refused, Unavailable
from heddle.speech.engine import About
from heddle.speech.folders import WHISPER
from heddle.speech.jobs import Machine, Options
from heddle.speech.results import RATE, Segment, Word
from heddle.speech.windows import Stretch

OFFLINE: Final = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""What keeps the libraries from asking a network, besides that they are given a folder."""

_SILENCE: Final = 500
_PAD: Final = 200
"""Milliseconds of silence that end a stretch of speech, and of sound kept on either side."""
_CALLED: Final = {"nb": "no", "iw": "he", "in": "id"}
_HESITATING: Final = {
    "da": "Øh, altså, øhm, ja, jeg... jeg tror, hmm, ikke?",
    "nl": "Eh, nou ja, uhm, ik... ik denk, hmm, toch?",
    "en": "Uh, well, um, yeah, I... I think, hmm, you know?",
    "de": "Äh, also, ähm, ja, ich... ich glaube, hm, oder?",
    "sv": "Eh, alltså, öh, ja, jag... jag tror, hm, va?",
    "nb": "Eh, altså, øh, ja, jeg... jeg tror, hm, ikke sant?",
    "no": "Eh, altså, øh, ja, jeg... jeg tror, hm, ikke sant?",
}
"""Our own words in which people hesitate: a model that sees them before writes them rather."""


def installed() -> bool:
    """Tell whether the extra is on this computer, without loading it."""
    return find_spec("faster_whisper") is not None


def not_installed() -> Unavailable:
    """Return the error that says how to get the extra."""
    return Unavailable(
        "Speech recognition is not installed on this computer; nothing was done.",
        'Install it with: pip install "heddle-qda[speech]". It brings the engine and no model.',
        code="no-speech",
    )


class WhisperEngine:
    """A loaded model."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        """Load a model folder; raises Unavailable and what the libraries raise."""
        os.environ.update(OFFLINE)
        if not installed():
            raise not_installed()
        import faster_whisper  # noqa: PLC0415 - an extra, and slow to load

        device, precision = _means(machine)
        self._model = faster_whisper.WhisperModel(
            str(folder),
            device=device,
            compute_type=precision,
            cpu_threads=machine.threads,
            local_files_only=True,
        )
        self.about = About(
            engine=WHISPER,
            version=faster_whisper.__version__,
            device=device,
            precision=precision,
            many_languages=bool(self._model.model.is_multilingual),
        )

    def speech(self, samples: Any) -> list[Stretch]:
        """Find speech with the Silero model that lies in faster-whisper's wheel (MIT)."""
        return stretches(samples)

    def language_of(self, samples: Any) -> str:
        """Ask the model which language it hears."""
        if not self.about.many_languages:
            return "en"
        found, _, _ = self._model.detect_language(audio=samples)
        return str(found)

    def words(
        self, samples: Any, speech: list[Stretch], language: str, options: Options, seed: int
    ) -> Iterator[Segment]:
        """Transcribe the speech of a window, all of it joined, and put times back in place."""
        import ctranslate2  # noqa: PLC0415
        import numpy as np  # noqa: PLC0415

        if not speech:
            return
        ctranslate2.set_random_seed(seed)
        joined = np.concatenate([samples[a:b] for a, b in speech])
        place = _Places(speech)
        quick = {"beam_size": 1, "temperature": 0.0} if options.effort == "quick" else {}
        segments, _ = self._model.transcribe(
            joined,
            language=self._spoken(language),
            word_timestamps=True,
            condition_on_previous_text=False,
            hotwords=_hotwords(options, language),
            **quick,
        )
        for segment in segments:
            words = [_word(each, place) for each in segment.words or []]
            start = words[0].start if words else place.of(float(segment.start))
            end = words[-1].end if words else place.of(float(segment.end))
            yield Segment(segment.text, start, max(start, end), words)

    def _spoken(self, language: str) -> str:
        """Return a language as the model calls it; raises Refused for one that it never had."""
        if not self.about.many_languages:
            return "en"
        code = language.lower().replace("_", "-").partition("-")[0] or "en"
        code = _CALLED.get(code, code)
        if code not in self._model.supported_languages:
            raise Refused(
                f"Whisper models do not know the language “{code}”; nothing was heard.",
                "Choose the language that was spoken by its code of two letters, such as da.",
                code="language",
            )
        return code


def stretches(samples: Any) -> list[Stretch]:
    """Return where somebody speaks, in samples; needs the extra and no model of the person's."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415

    options = VadOptions(min_silence_duration_ms=_SILENCE, speech_pad_ms=_PAD)
    found = get_speech_timestamps(samples, options)
    return [(int(each["start"]), int(each["end"])) for each in found]


class _Places:
    """Seconds of joined speech as seconds of the window that it was cut out of."""

    def __init__(self, speech: list[Stretch]) -> None:
        self._begins: list[float] = []
        self._shifts: list[float] = []
        at = 0
        for a, b in speech:
            self._begins.append(at / RATE)
            self._shifts.append((a - at) / RATE)
            at += b - a

    def shift(self, second: float) -> float:
        return self._shifts[max(0, bisect_right(self._begins, second) - 1)]

    def of(self, second: float) -> float:
        return round(second + self.shift(second), 3)


def _word(word: Any, place: _Places) -> Word:
    """Take a word with the stretch in which its middle lies, so that no pause is in a word."""
    start, end = float(word.start), float(word.end)
    shift = place.shift((start + end) / 2)
    return Word(
        str(word.word),
        round(start + shift, 3),
        round(end + shift, 3),
        round(float(word.probability), 3),
    )


def _hotwords(options: Options, language: str) -> str | None:
    said = _HESITATING.get(language, "") if options.manner == "verbatim" else ""
    return " ".join([said, ", ".join(options.vocabulary)]).strip() or None


def _means(machine: Machine) -> tuple[str, str]:
    device: str = machine.device
    if device == "auto":
        import ctranslate2  # noqa: PLC0415

        device = "cuda" if ctranslate2.get_cuda_device_count() > 0 else "cpu"
    precision: str = machine.precision
    if precision == "auto":
        precision = "float16" if device == "cuda" else "int8"
    return device, precision
