"""A study with spoken sessions, and a scripted model on the list of this computer's models."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

import heddle
import spoken
from heddle.exchange.recognised import Asked
from heddle.recognition import Course, plan
from heddle.speech.folders import WHISPER
from heddle.store.model_folders import ModelFolder, ModelFolders
from speech_child import ScriptedRecogniser, script

LINES = ("Well I think so", "no not at all")


class Desk:
    """One study with one session, "FG1"."""

    def __init__(self, folder: Path, *, passphrase: str = "") -> None:
        self.folder = folder
        self.study = heddle.create(folder / "study", title="Spoken", passphrase=passphrase)
        self.session = self.study.do("sessions.add", name="FG1", language="da").result
        self.models = ModelFolders(folder / "state")

    def record(self, sound: np.ndarray[Any, Any], rate: int, **fields: Any) -> str:
        """Keep sound as a recording of the session; returns its id."""
        assert self.study.media is not None
        digest = self.study.media.keep(spoken.wav(sound, rate))
        seconds = round(np.atleast_2d(sound).shape[1] / rate)
        done = self.study.do(
            "recordings.add", session=self.session, file_hash=digest, duration=seconds, **fields
        )
        return str(done.result)

    def model(
        self, lines: Iterable[str] = LINES, languages: Iterable[str] = ("da",), **more: Any
    ) -> ModelFolder:
        """Put a scripted model on the list, in the place of one that is there."""
        folder = script(self.folder / "model", lines, **more)
        if self.models.all():
            self.models.remove("script")
        return self.models.add(
            folder, name="script", engine=WHISPER, licence="MIT", languages=languages
        )

    def course(self, **asked: Any) -> Course:
        """Plan a recognition with the scripted model."""
        planned = plan(self.study, self.models, Asked(session=self.session, **asked))
        return Course(self.study, planned, ScriptedRecogniser)
