"""Recordings into a study: measured, asked of the rules, copied and put on record.

All files of one call belong to one session: parts that follow each other, or tracks that run at
once. They come in as one step, all of them or none, and an original is never changed.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from heddle.errors import NotFound, Refused, StorageFailed, Unreadable
from heddle.exchange.carrying import Study
from heddle.exchange.plan import Report
from heddle.log.journal import Done
from heddle.log.rehearsal import rehearse
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.sound.facts import ENDINGS, Facts, ending_of, facts, keep_facts
from heddle.sound.listening import make_peaks, make_playback, measure_path
from heddle.store.media import Media
from heddle.study.recordings import AddRecording, in_order
from heddle.study.sessions import Session
from heddle.study.values import spoken_length

KIND: Final = "recording"
_PIECE: Final = 1 << 20
Tell = Callable[[str, float], None]
"""Takes what is being done, and how far it is (0 to 1)."""


class Wish(msgspec.Struct, kw_only=True):
    """What is said of the files."""

    session: str
    """Name of the session."""
    begins: float = 0.0
    """Second of the session at which the first file begins."""
    at_once: bool = False
    """The files are tracks that begin together; else each begins where the one before it ends."""
    tracks: Sequence[str] = ()
    """Labels of the files, in their order."""
    why: str = ""
    """Why their length differs from the session's, or why what is there of a cut file is kept."""


class _Part(msgspec.Struct, kw_only=True):
    path: Path
    found: Facts
    step: AddRecording


def is_recording(path: Path) -> bool:
    """Tell by a file's name whether it is sound or video."""
    return ending_of(path.name) in ENDINGS


def import_recordings(
    study: Study,
    paths: Sequence[Path],
    wish: Wish,
    *,
    dry_run: bool = False,
    tell: Tell = lambda _doing, _progress: None,
) -> list[Report]:
    """Bring the files of a session in, as one step; returns a report for each.

    Raises:
        Unreadable: A file is no sound, or nothing of it can be read.
        Refused: A rule of the study says no: consent, length, a file that is there already.
        StorageFailed: The disk has no room; nothing of the files is left.
    """
    media = study.media
    if media is None:
        raise NotFound("This study keeps no files.")
    with study.view() as view:
        session = _session(view, wish.session)
        others = [each.file_hash for each in in_order(view, session.id) if each.file_hash]
    rates = {found.rate for each in others if (found := facts(media, each)) is not None}
    parts = _parts(paths, session, wish, tell)
    _rehearsed(study, parts)
    reports = [_report(part, rates | {each.found.rate for each in parts}) for part in parts]
    if dry_run:
        return reports
    done, digests = _carried(study, media, parts, tell)
    for report, part, digest in zip(reports, parts, digests, strict=True):
        report.seq, report.gesture = done.seq, done.gesture
        _drawn(media, part, digest, report, tell)
    return reports


def check_cut(found: Facts, why: str) -> None:
    """Refuse a file that was cut off, unless it is said that what is there shall be kept."""
    if found.promised and not why.strip():
        raise Refused(
            f"Only {_spoken(found.seconds)} of {_spoken(found.promised)} are in this file: it was "
            "cut off while it was recorded or copied; nothing was kept.",
            "Copy it from the recorder again. To keep what is there, say why (why).",
            code="cut-off",
        )


def _session(view: View, name: str) -> Session:
    found = view.first(Session, name=name) or view.maybe(Session, name)
    if found is None:
        names = ", ".join(each.name for each in view.find(Session))
        raise NotFound(
            f"There is no session called “{name[:60]}”; nothing was imported.",
            f"Say whose recording it is with --session. There are: {names or 'none yet'}.",
            code="no-session",
        )
    return found


def _parts(paths: Sequence[Path], session: Session, wish: Wish, tell: Tell) -> list[_Part]:
    parts = []
    begins = wish.begins
    labels = [*wish.tracks, *[""] * len(paths)]
    for path, track in zip(paths, labels, strict=False):
        tell(f"Measuring {path.name}", 0.0)
        try:
            found = measure_path(path)
            check_cut(found, wish.why)
        except Unreadable as error:
            raise Unreadable(error.problem, error.hint, file=path.name, code=error.code) from error
        step = AddRecording(
            session=session.id,
            file_name=path.name,
            form=found.form,
            duration=max(1, round(found.seconds)),
            why=wish.why,
            begins=round(begins, 3),
            track=track,
        )
        parts.append(_Part(path=path, found=found, step=step))
        if not wish.at_once:
            begins += found.seconds
    return parts


def _rehearsed(study: Study, parts: list[_Part]) -> None:
    """Ask the rules before anything is copied: who has not agreed, whose length does not fit."""
    rehearse(study, lambda work: _decided(work, parts), name="recordings.add")


def _decided(work: Workspace, parts: Sequence[_Part]) -> list[str]:
    # The last part first: those before it are then known to be followed by one.
    made = [part.step.decide(work) for part in reversed(parts)]
    return made[::-1]


def _carried(study: Study, media: Media, parts: list[_Part], tell: Tell) -> tuple[Done, list[str]]:
    kept: list[str] = []
    new: list[str] = []
    try:
        for part in parts:
            digest, is_new = _copied(media, part, tell)
            kept.append(digest)
            new += [digest] if is_new else []
            part.step = msgspec.structs.replace(part.step, file_hash=digest)
        done = study.perform(
            lambda work: _decided(work, parts),
            name="recordings.add",
            reason="Import of recordings",
        )
    except BaseException:
        for digest in new:
            with contextlib.suppress(OSError):  # what does not go is swept by “heddle verify”
                media.remove(digest)
        raise
    return done, kept


def _copied(media: Media, part: _Part, tell: Tell) -> tuple[str, bool]:
    size = part.path.stat().st_size
    _check_room(media, size)
    with media.draft() as draft, part.path.open("rb") as file:
        while piece := file.read(_PIECE):
            draft.write(piece)
            tell(f"Copying {part.path.name}", draft.size / max(1, size))
        there = media.has(draft.digest)
        digest = draft.settle()
    if facts(media, digest) is None:
        keep_facts(media, digest, part.found)
    return digest, not there


def _check_room(media: Media, size: int) -> None:
    place = media.folder if media.folder.exists() else media.folder.parent
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(place).free
        if free < size:
            raise StorageFailed(
                f"The recording takes {_megabytes(size)}, and the disk has {_megabytes(free)} "
                "left; nothing was imported.",
                "Make room on the disk and import again.",
                code="disk-full",
            )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def _drawn(media: Media, part: _Part, digest: str, report: Report, tell: Tell) -> None:
    """Make the peaks and the copy; what fails here is made when it is asked for."""
    name = part.path.name
    try:
        found = make_peaks(media, digest, lambda done: tell(f"Drawing {name}", done))
        if found.silent:
            report.notes.append(
                "There is nothing to be heard in it: it is silent from beginning to end."
            )
        if found.copy:
            make_playback(media, digest, lambda done: tell(f"Copying {name} to play it", done))
    except (Unreadable, StorageFailed) as error:
        report.notes.append(f"It is on record, but cannot be shown yet. {error}")


def _report(part: _Part, rates: set[int]) -> Report:
    found, step = part.found, part.step
    report = Report(
        kind=KIND,
        file=part.path.name,
        format=found.name,
        decided="by what is in it",
        made={"recordings": 1},
    )
    begins = f" from {_spoken(step.begins)} on" if step.begins else ""
    channels = "1 channel" if found.channels == 1 else f"{found.channels} channels"
    heard = f"{found.name}, {channels}, {found.rate / 1000:g} kHz"
    report.notes = [
        f"{_spoken(found.seconds)} of {found.form}{begins} ({heard}).",
        *notes_on(found, part.path.name),
    ]
    if len(rates) > 1:
        told = ", ".join(f"{rate / 1000:g} kHz" for rate in sorted(rates))
        report.notes.append(
            f"The files of this session have different rates ({told}); each is read in its own."
        )
    return report


def notes_on(found: Facts, file_name: str) -> Iterator[str]:
    """Yield what is worth knowing of a file that is taken, in sentences."""
    if found.misnamed(file_name):
        yield (
            f"Its name ends in “.{ending_of(file_name)}”, but it is {found.name}; it is kept as "
            "it is and read as what it is."
        )
    if found.promised:
        yield (
            f"It was cut off: {_spoken(found.seconds)} of {_spoken(found.promised)} are there, "
            "and were taken."
        )
    if found.copy:
        yield _COPIES[found.copy]


_COPIES: Final = {
    "form": "Browsers do not play this form, so a copy to play is made; the original stays.",
    "rates vary": "Its bit rate varies, so browsers miss the second that was asked for; a copy to "
    "play is made, and the original stays.",
    "no index": "It has no index, so browsers cannot jump about in it; a copy to play is made, "
    "and the original stays.",
}


def _spoken(seconds: float) -> str:
    return spoken_length(round(seconds))
