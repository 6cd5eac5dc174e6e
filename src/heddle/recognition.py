"""Recognising a session of an open study: from its recordings to a transcript of drafts.

Shells start it and show how far it is. Nothing of the study changes until all is heard, and then
it is one step; what was heard before waits among the derived files of the recording.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Final

import msgspec

from heddle.client import Study
from heddle.errors import NotFound, Refused, Unavailable
from heddle.exchange import recognised
from heddle.exchange.recognised import Asked, Planned
from heddle.log.journal import Done
from heddle.sound.listening import Ending, never_ended
from heddle.speech import course
from heddle.speech.course import Heed
from heddle.speech.engine import About
from heddle.speech.folders import WHISPER
from heddle.speech.jobs import Job, Machine
from heddle.speech.recogniser import Recogniser
from heddle.speech.results import RATE, Segment, Window
from heddle.speech.shelf import DerivedShelf
from heddle.speech.sounding import sound_of
from heddle.speech.whisper import installed, not_installed
from heddle.store.media import Media
from heddle.store.model_folders import ModelFolder, ModelFolders
from heddle.study.recordings import Recording

ENGINES: Final = (WHISPER,)
Make = Callable[[Path, Machine], Recogniser]


class Told(msgspec.Struct, kw_only=True):
    """How far a recognition is."""

    share: float
    """0 to 1, as far as the lengths of the recordings are known."""
    second: float
    """Of the session, up to which it was heard."""
    segment: Segment | None = None
    """What was heard now, in seconds of the session."""
    speaker: str = ""


class Unfinished(msgspec.Struct, kw_only=True):
    """A recognition that was begun, and of which no transcript was made yet."""

    job: Job
    seconds: float
    """How much was heard."""
    segments: list[Segment] = []
    """In seconds of the session, by their begin."""


class Course:
    """A planned recognition of one session."""

    def __init__(self, study: Study, planned: Planned, make: Make = Recogniser) -> None:
        """Take a plan; nothing is started."""
        self.planned = planned
        self._study = study
        self._make = make
        self._shelf = DerivedShelf(_media(study).derived)

    def hear(
        self,
        models: ModelFolders,
        machine: Machine,
        told: Callable[[Told], None] = lambda _: None,
        ending: Ending = never_ended,
    ) -> Done:
        """Hear all that was not heard yet, and make the transcript: one step.

        Args:
            models: this computer's models.
            machine: with which means of this computer.
            told: is called with how far it is; what it raises ends the recognition.
            ending: for who may end it from elsewhere.

        Raises:
            HeddleError: It cannot be done, and why; what was heard before is kept.
        """
        model = check_model(models, self.planned.model)
        self._shelf.note(self.planned.job)
        recogniser = self._make(Path(model.folder), machine)
        with recogniser, ending(recogniser.stop):
            about = recogniser.start()
            sound = sound_of(_media(self._study), ending)
            heard = course.run(
                self.planned.job,
                sound,
                self._shelf,
                recogniser,
                lambda heed: told(self._told(heed)),
            )
        return self._keep(about, heard, whole=True)

    def keep(self) -> Done:
        """Make a transcript of what was heard so far, and forget the rest of the job."""
        heard = self.heard()
        if not any(heard):
            raise NotFound(
                f"Nothing of {self.planned.name} was heard yet, so there is nothing to keep."
            )
        return self._keep(_about(self.planned), heard, whole=False)

    def forget(self) -> None:
        """Remove what was heard so far; no transcript is made."""
        self._shelf.clear(self.planned.job)

    def heard(self) -> list[list[Window]]:
        """Return the windows that are there of each piece."""
        return [self._shelf.windows(self.planned.job, piece) for piece in self.planned.job.pieces]

    def _keep(self, about: About, heard: Sequence[Sequence[Window]], *, whole: bool) -> Done:
        with self._study.view() as view:
            steps = recognised.steps(view, self.planned, about, heard, whole=whole)
        done = self._study.do_all(steps, name="sources.add")
        self._shelf.clear(self.planned.job)
        return done

    def _told(self, heed: Heed) -> Told:
        pieces = self.planned.job.pieces
        piece = pieces[heed.piece]
        segment = heed.segment and _shifted(heed.segment, piece.begins)
        before = self.planned.lengths[: heed.piece]
        share = (sum(before) + heed.second) / max(sum(self.planned.lengths), heed.second, 1.0)
        if not all(self.planned.lengths):
            share = (heed.piece + 0.5) / len(pieces)  # a length is not on record
        return Told(
            share=min(share, 0.999),
            second=heed.second + piece.begins,
            segment=segment,
            speaker=piece.speaker,
        )


def plan(study: Study, models: ModelFolders, asked: Asked, model: str = "") -> Planned:
    """Plan the recognition of a session; raises Refused, NotFound and Unavailable."""
    found = models.named(model, ENGINES)
    media = _media(study)
    with study.view() as view:
        return recognised.plan(view, found, asked, media.has)


def unfinished(study: Study, session: str) -> list[Unfinished]:
    """Return what was begun for a session and waits to be gone on with, kept or given up."""
    if study.media is None:
        return []
    shelf = DerivedShelf(study.media.derived)
    with study.view() as view:
        files = [r.file_hash for r in view.find(Recording, session=session) if r.file_hash]
    found = []
    for job in shelf.jobs(files):
        segments: list[Segment] = []
        seconds = 0.0
        for piece in job.pieces:
            windows = shelf.windows(job, piece)
            seconds += windows[-1].end / RATE if windows else 0.0
            segments += [_shifted(s, piece.begins) for w in windows for s in w.segments]
        segments.sort(key=lambda segment: segment.start)
        found.append(Unfinished(job=job, seconds=round(seconds, 1), segments=segments))
    return found


def resumed(study: Study, models: ModelFolders, session: str, job: Job) -> Planned:
    """Return the plan of a job that was begun; its model may be gone by now."""
    try:
        model = models.named(job.model_hash)
    except (NotFound, Refused):
        model = ModelFolder(
            name=job.model, folder="", engine=job.engine, licence="not known", hash=job.model_hash
        )
    with study.view() as view:
        return recognised.planned(view, session, model, job)


def check_model(models: ModelFolders, model: ModelFolder) -> ModelFolder:
    """Refuse a model whose files are not those that were added, and say so in a sentence.

    Raises:
        Unavailable: The extra is not installed, or the folder is gone.
        Refused: Its files were changed.
    """
    if model.engine == WHISPER and not installed():
        raise not_installed()
    if wrong := models.check(model, wholly=False):
        raise Refused(
            f"The model “{model.name}” cannot be used: {wrong}; nothing was started.",
            "Remove it from the list and add its folder again (heddle models).",
            code="model-changed",
        )
    return model


def _shifted(segment: Segment, by: float) -> Segment:
    return Segment(segment.text, round(segment.start + by, 3), round(segment.end + by, 3))


def _about(planned: Planned) -> About:
    """Say which engine heard a part; its version then is that of today."""
    version = ""
    with contextlib.suppress(PackageNotFoundError):
        version = installed_version(planned.job.engine)
    return About(engine=planned.job.engine, version=version)


def _media(study: Study) -> Media:
    if study.media is None:
        raise Unavailable("This study keeps no files here; nothing was started.")
    return study.media
