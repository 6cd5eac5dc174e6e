"""From a study to a job of recognition, and from what was heard to the steps that keep it.

Which files are heard, in which language and with which words is planned here, seeing the study;
the job itself knows none of it. What comes back becomes one step: a transcript whose turns are
drafts, how it was made, and what to doubt in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from heddle.errors import NotFound
from heddle.log.view import View
from heddle.speech import checks, turns
from heddle.speech.engine import About
from heddle.speech.jobs import LANGUAGE_LENGTH, Job, Options, Piece
from heddle.speech.results import RATE, Window
from heddle.speech.turns import Heard
from heddle.store.model_folders import ModelFolder
from heddle.study.facts import facts_of
from heddle.study.participants import Participant
from heddle.study.recordings import Channel, Recording
from heddle.study.rules import name_key, refuse
from heddle.study.sessions import Session
from heddle.study.sites import Site
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.study.values import spoken_length

FORMAT: Final = "recognised"
"""`file_format` of a transcript that was recognised here."""
_MOST_WORDS: Final = 60
"""A recogniser takes about 200 syllables beforehand; more words would push others out."""


Speaking = dict[str, str]
"""Fields of a new speaker: participant, member, role."""


class Asked(msgspec.Struct, kw_only=True):
    """What a person chose."""

    session: str
    recordings: list[str] = []
    """Ids; empty: all of the session that do not run at once."""
    language: str = ""
    """Empty: the session's, if it has one."""
    manner: str = "verbatim"
    effort: str = "careful"
    vocabulary: list[str] = []


class Planned(msgspec.Struct, kw_only=True):
    """A job with what the study knows about it."""

    session: str
    name: str
    """Of the session."""
    job: Job
    model: ModelFolder
    speakers: dict[str, Speaking] = {}
    """What a label of a piece stands for: fields of a new speaker."""
    lengths: list[float] = []
    """Seconds of each piece by its recording's entry; 0: not known."""
    warnings: list[str] = []


def plan(view: View, model: ModelFolder, asked: Asked, has: Callable[[str], bool]) -> Planned:
    """Plan what is heard of a session.

    Args:
        view: the study.
        model: with which it is done.
        asked: the person's choice.
        has: tells whether the file with a hash is kept in the study.

    Raises:
        Refused: There is nothing to hear, and why.
    """
    session = view.get(Session, asked.session)
    files = _files(view, session, asked.recordings, has)
    language = _language(asked.language or session.language)
    options = Options(
        language=language,
        manner="clean" if asked.manner == "clean" else "verbatim",
        effort="quick" if asked.effort == "quick" else "careful",
        vocabulary=tuple(_short(asked.vocabulary)),
    )
    job = Job(
        pieces=tuple(piece for file in files for piece in _pieces(view, file)),
        model=model.name,
        model_hash=model.hash,
        engine=model.engine,
        options=options,
    )
    found = planned(view, session.id, model, job)
    found.warnings = _warnings(view, session, model, language)
    return found


def planned(view: View, session: str, model: ModelFolder, job: Job) -> Planned:
    """Return what the study knows about a job, also of one that was begun earlier."""
    files = {file.file_hash: file for file in view.find(Recording, session=session)}
    lengths = [
        float((files[piece.recording].duration if piece.recording in files else 0) or 0)
        for piece in job.pieces
    ]
    of = view.get(Session, session)
    return Planned(
        session=session,
        name=of.name,
        job=job,
        model=model,
        lengths=lengths,
        speakers=_speakers(view, of, files.values()),
    )


def vocabulary(view: View, *, names: bool = False) -> list[str]:
    """Return words of the study that may come up: its places, units and key words.

    Args:
        view: the study.
        names: those of the team too. Participants' names are in no study, and what stands in the
            identity key is not looked at.
    """
    words = [site.name for site in view.find(Site)]
    words += [session.place for session in view.find(Session)]
    words += facts_of(view).keywords
    if names:
        words += [member.name for member in view.find(Member)]
    return _short(words)


def steps(
    view: View, planned: Planned, about: About, heard: Sequence[Sequence[Window]], *, whole: bool
) -> list[dict[str, Any]]:
    """Return the step that keeps what was heard: a transcript, how it was made, its doubts.

    Args:
        view: the study, for a name that is free.
        planned: what was to be heard.
        about: the engine that heard it.
        heard: the windows of each piece of the job.
        whole: whether all of it was heard.
    """
    job = planned.job
    drafted = turns.turns(
        Heard(
            segments=[segment for window in windows for segment in window.segments],
            speaker=piece.speaker,
            begins=piece.begins,
        )
        for piece, windows in zip(job.pieces, heard, strict=True)
    )
    if not drafted:
        refuse(
            f"Nothing was heard in the recording of {planned.name} that the model could write: it "
            "may be silent, or the microphone was off; no transcript was made.",
            "Listen to it. If people speak, try another model, or write by hand.",
            "nothing-heard",
        )
    doubts = [
        {"about": each.about, "start": each.start + begins, "end": each.end + begins}
        for piece, windows in zip(job.pieces, heard, strict=True)
        for begins in (piece.begins,)
        for each in checks.doubts(windows)
    ]
    said = {turn.speaker for turn in drafted} - {""}
    language = job.options.language or _most(heard)
    seconds = round(sum(windows[-1].end for windows in heard if windows) / RATE, 1)
    source = {
        "op": "sources.add",
        "name": _free_name(view, planned.name),
        "session": planned.session,
        "language": language,
        "file_format": FORMAT,
        "convention": "verbatim" if job.options.manner == "verbatim" else "intelligent verbatim",
        "turns": [_turn(turn) for turn in drafted],
        "speakers": [{"name": name, **planned.speakers.get(name, {})} for name in sorted(said)],
        "notes": [note(planned, about, language, seconds, whole=whole), *planned.warnings],
    }
    recognition = {
        "op": "recognitions.note",
        "source": {"$result": 0},
        "recordings": list(dict.fromkeys(piece.recording for piece in job.pieces)),
        "engine": about.engine,
        "engine_version": about.version,
        "model": planned.model.name,
        "model_hash": planned.model.hash,
        "licence": planned.model.licence,
        "language": language,
        "manner": job.options.manner,
        "effort": job.options.effort,
        "precision": about.precision,
        "vocabulary": len(job.options.vocabulary),
        "by_channel": any(piece.channel is not None for piece in job.pieces),
        "seconds": seconds,
        "whole": whole,
        "doubts": doubts,
    }
    return [source, recognition]


def note(planned: Planned, about: About, language: str, seconds: float, *, whole: bool) -> str:
    """Return the sentence that stays with the transcript."""
    options = planned.job.options
    told = f"{len(options.vocabulary)} words given beforehand" if options.vocabulary else ""
    how = ", ".join(
        part
        for part in (
            f"language {language}" if language else "",
            options.manner,
            options.effort,
            about.precision,
            told,
        )
        if part
    )
    part = "" if whole else f" It was stopped after {spoken_length(round(seconds))}."
    return (
        f"Recognised on this computer by {about.engine} {about.version} with the model "
        f"“{planned.model.name}” ({planned.model.licence}; SHA-256 {planned.model.hash}): {how}."
        f"{part} Every turn is a draft until a person has heard it."
    )


def _turn(turn: turns.Drafted) -> dict[str, Any]:
    return {
        "text": turn.text,
        "speaker": turn.speaker,
        "start": turn.start,
        "end": turn.end,
        "timings": [list(each) for each in turn.timings],
        "draft": True,
        "guessed": bool(turn.speaker),
    }


def _files(
    view: View, session: Session, chosen: Sequence[str], has: Callable[[str], bool]
) -> list[Recording]:
    """Return the files to hear; of those that run at once without being told apart, the first."""
    all_of_it = view.find(Recording, "begins", session=session.id)
    if not all_of_it:
        refuse(
            f"{session.name} has no recording; nothing was started.",
            "Bring its recording in first.",
            "no-recording",
        )
    if missing := set(chosen) - {file.id for file in all_of_it}:
        raise NotFound(
            f"{len(missing)} of these recordings are not of {session.name}; nothing was started."
        )
    here = [
        file for file in all_of_it if file.file_hash and not file.deleted and has(file.file_hash)
    ]
    if not here:
        refuse(
            f"No recording of {session.name} has its sound here: it was deleted, or lies elsewhere "
            "(its entry says where); nothing was started.",
            "Bring the file in again, or import a transcript that was made elsewhere.",
            "no-sound",
        )
    if chosen:
        found = [file for file in here if file.id in chosen]
        if not found:
            refuse("The sound of the chosen recordings is not here; nothing was started.")
        return found
    kept: list[Recording] = []
    for file in here:
        apart = bool(file.track.strip()) or bool(view.count(Channel, recording=file.id))
        if apart or not any(_at_once(file, other) for other in kept):
            kept.append(file)
    return kept


def _at_once(one: Recording, other: Recording) -> bool:
    ends = one.begins + (one.duration or 0), other.begins + (other.duration or 0)
    return one.begins < ends[1] and other.begins < ends[0]


def _pieces(view: View, file: Recording) -> list[Piece]:
    """Return a file's channels where it is on record whose they are, else the file as one."""
    named = sorted(view.find(Channel, recording=file.id), key=lambda each: each.number)
    found = []
    for channel in named:
        label = _label(view, channel)
        piece = Piece(
            recording=file.file_hash, channel=channel.number, speaker=label, begins=file.begins
        )
        found += [piece] if label else []
    whole = Piece(recording=file.file_hash, speaker=file.track.strip(), begins=file.begins)
    return found or [whole]


def _label(view: View, channel: Channel) -> str:
    if channel.participant:
        return view.get(Participant, channel.participant).code
    return view.get(Member, channel.member).name if channel.member else ""


def _speakers(view: View, session: Session, files: Iterable[Recording]) -> dict[str, Speaking]:
    """Return who stands behind the labels of channels."""
    found: dict[str, Speaking] = {}
    for file in files:
        for channel in view.find(Channel, recording=file.id):
            said: Speaking = {"participant": channel.participant, "member": channel.member}
            if channel.participant:
                said["role"] = "participant"
            elif channel.member in session.moderators:
                said["role"] = "moderator"
            elif channel.member in session.observers:
                said["role"] = "observer"
            found[_label(view, channel)] = said
    return found


def _language(language: str) -> str:
    code = language.strip().lower().replace("_", "-")
    if len(code) > LANGUAGE_LENGTH or not all(part.isalpha() for part in code.split("-") if part):
        refuse(
            f"“{language[:40]}” is no code of a language; nothing was started.",
            "Use its code of two letters: da, nl, en.",
            "language",
        )
    return code


def _warnings(view: View, session: Session, model: ModelFolder, language: str) -> list[str]:
    found = []
    base = language.partition("-")[0]
    known = {each.partition("-")[0] for each in model.languages}
    if language and known and base not in known:
        found.append(
            f"The model “{model.name}” is entered for {', '.join(sorted(known))}, and the talk is "
            f"in {base}: expect many wrong words."
        )
    if not language:
        found.append(
            "The language of the talk is not on record: the model guesses it by the first words, "
            "which can go wrong for all that follows."
        )
    drafts = view.count(Source, session=session.id, file_format=FORMAT)
    if drafts:
        found.append(f"{session.name} has a recognised transcript already; this makes another.")
    return found


def _short(words: Sequence[str]) -> list[str]:
    """Return words once each, without what would take the room of the others."""
    kept: dict[str, str] = {}
    for word in words:
        plain = " ".join(word.split())
        if 1 < len(plain) <= 60:
            kept.setdefault(name_key(plain), plain)
    return list(kept.values())[:_MOST_WORDS]


def _free_name(view: View, session: str) -> str:
    taken = {name_key(source.name) for source in view.find(Source)}
    name, number = f"{session} (recognised)", 1
    while name_key(name) in taken:
        number += 1
        name = f"{session} (recognised {number})"
    return name


def _most(heard: Sequence[Sequence[Window]]) -> str:
    found = [window.language for windows in heard for window in windows if window.language]
    return max(found, key=found.count, default="")
