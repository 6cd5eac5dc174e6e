"""The child process that recognises: `python -P -m heddle.speech.worker`, told all by a pipe.

The first line of its standard input says which model folder and means to use (`Start`); tasks
follow (`messages`). It is told no file of the study and opens none: a job's sound comes to it
as numbers. No sentence of the talk is written anywhere but into the pipe to its parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from heddle.errors import HeddleError
from heddle.speech.engine import Engine
from heddle.speech.jobs import Machine
from heddle.speech.messages import (
    FRAME,
    LONGEST_FRAME,
    LONGEST_LINE,
    Done,
    Finished,
    Heard,
    Message,
    Ready,
    Task,
    Trouble,
)
from heddle.speech.results import RATE, Segment, Window, Word
from heddle.speech.windows import LONGEST, Stretch, end_of_window

_NICE = 5


class Start(msgspec.Struct, kw_only=True):
    """With what the child works."""

    folder: str
    machine: Machine = Machine()


MakeEngine = Callable[[Path, Machine], Engine]


def serve(make: MakeEngine, longest: int = LONGEST) -> None:
    """Load the engine and do tasks until the parent closes the pipe."""
    questions, answers = _take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICE)  # the workbench stays quick beside it

    def tell(message: Message) -> None:
        answers.write(msgspec.json.encode(message) + b"\n")
        answers.flush()

    try:
        start = msgspec.json.decode(questions.readline(LONGEST_LINE), type=Start)
        engine = make(Path(start.folder), start.machine)
        tell(Ready(engine.about))
        while line := questions.readline(LONGEST_LINE):
            task = msgspec.json.decode(line, type=Task)
            for message in windows(engine, task, _sound(questions), longest):
                tell(message)
            tell(Done())
    except HeddleError as error:
        tell(Trouble(error.problem, error.hint, error.code))
    except MemoryError:
        tell(_no_memory())
    except Exception as error:  # noqa: BLE001 - whatever a library raises, a person is told
        tell(_trouble(error))


def windows(
    engine: Engine, task: Task, sound: Iterator[Any], longest: int = LONGEST
) -> Iterator[Message]:
    """Recognise a piece window by window; holds no more sound than one window's.

    Args:
        engine: finds speech and words.
        task: where the sound begins in its file, and how it is to be heard.
        sound: arrays of float32 at `RATE`, of any lengths.
        longest: samples of a window.
    """
    import numpy as np  # noqa: PLC0415

    begin = task.begin
    language = task.options.language or task.language
    held = np.zeros(0, np.float32)
    ended = False
    while True:
        parts, size = [held], len(held)
        while not ended and size < longest:
            part = next(sound, None)
            ended = part is None
            if part is not None:
                parts.append(part)
                size += len(part)
        gathered = np.concatenate(parts)
        full, held = gathered[:longest], gathered[longest:]
        last = ended and not len(held)
        if not len(full):
            return
        speech = engine.speech(full)
        end = len(full) if last else end_of_window(full, speech)
        held = np.concatenate([full[end:], held])
        speech = [(a, min(b, end)) for a, b in speech if a < end]
        if not language and speech:
            language = engine.language_of(np.concatenate([full[a:b] for a, b in speech]))
        window = Window(begin=begin, end=begin + end, language=language)
        window.speech = [_seconds(each, begin) for each in speech]
        for segment in engine.words(full[:end], speech, language, task.options, begin % (1 << 31)):
            moved = _moved(segment, begin / RATE)
            window.segments.append(moved)
            yield Heard(moved)
        yield Finished(window)
        begin += end


def _seconds(stretch: Stretch, begin: int) -> tuple[float, float]:
    return round((begin + stretch[0]) / RATE, 3), round((begin + stretch[1]) / RATE, 3)


def _moved(segment: Segment, by: float) -> Segment:
    words = [
        Word(each.text, round(each.start + by, 3), round(each.end + by, 3), each.sure)
        for each in segment.words
    ]
    return Segment(segment.text, round(segment.start + by, 3), round(segment.end + by, 3), words)


def _sound(pipe: BinaryIO) -> Iterator[Any]:
    import numpy as np  # noqa: PLC0415

    while True:
        head = pipe.read(FRAME.size)
        if len(head) < FRAME.size:
            raise EOFError
        length = FRAME.unpack(head)[0]
        if not length:
            return
        if length > LONGEST_FRAME:
            raise EOFError
        data = pipe.read(length)
        if len(data) < length:
            raise EOFError
        yield np.frombuffer(data, np.float32)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves, so that no library's print gets into the answers."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return questions, answers


def _no_memory() -> Trouble:
    return Trouble(
        "There is too little memory for this model; what was heard before is kept.",
        "Close other programs, or choose a smaller model, and start it again: it goes on from "
        "there.",
        "no-memory",
    )


def _trouble(error: Exception) -> Trouble:
    """Say in a sentence what a library's error means; its own words could quote the talk."""
    said = str(error).lower()
    if "out of memory" in said:
        return _no_memory()
    if "cuda" in said or "cublas" in said or "cudnn" in said:
        return Trouble(
            "The graphics card cannot be used: its libraries are missing or of another version.",
            "Choose the processor (--device cpu), or install the libraries that CTranslate2 names "
            "in its documentation.",
            "no-card",
        )
    if "input features" in said or "input shape" in said or "expected an input" in said:
        return Trouble(
            "The model takes sound in another form than its folder says; nothing was heard.",
            "Copy preprocessor_config.json of the model into its folder and add it anew.",
            "model-kind",
        )
    if "model" in said or "vocabulary" in said or "tokenizer" in said or "unsupported" in said:
        return Trouble(
            "The model's files could not be loaded: they are damaged, or of a kind or version that "
            "this engine does not read.",
            "Check the model (heddle models check), or convert it anew.",
            "model-kind",
        )
    return Trouble(
        f"The recogniser failed ({type(error).__name__}); what was heard before is kept.",
        "Start it again: it goes on from there. If it fails at the same place, recognise with "
        "another model, or transcribe that part by hand.",
        "recogniser-failed",
    )


def main() -> None:
    """Serve with faster-whisper."""
    from heddle.speech.whisper import WhisperEngine  # noqa: PLC0415 - tests serve with others

    serve(WhisperEngine)


if __name__ == "__main__":
    main()
