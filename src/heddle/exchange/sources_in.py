"""Transcripts, documents, field notes and written answers become sources with turns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final, cast

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound, Refused
from heddle.exchange import speakers
from heddle.exchange.groups import group_key
from heddle.exchange.headers import Column
from heddle.exchange.joins_in import Joiner, join_speakers
from heddle.exchange.labels import key as label_key
from heddle.exchange.plan import Sketch
from heddle.exchange.reading import Reading, Transcript
from heddle.exchange.roles import draft_speakers
from heddle.exchange.tables_in import Table
from heddle.log.view import View
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.sessions import Session
from heddle.study.sources import AddSource, Form, NewSpeaker, NewTurn, Source
from heddle.text import marks
from heddle.text.timing import fitting

ANSWERS: Final = {
    "participant": Column(
        "participant's code",
        ("participant id", "participant code", "code", "deltager", "deltager id", "kode"),
        required=True,
    ),
    "text": Column(
        "written answer",
        ("answer", "written answer", "response", "svar", "skriftligt svar", "tekst"),
        required=True,
    ),
}


class Wanted(msgspec.Struct, kw_only=True):
    """What a person has said about the source that a file is to become."""

    kind: str = ""
    """transcript, document, field note or written answer; empty: found out."""
    name: str = ""
    session: str = ""
    language: str = ""
    form: str | None = None
    """How speakers' labels are written, for `speakers.detect`."""
    speakers: Mapping[str, str] = {}
    participant: str = ""
    """Code of the person whose written answer it is."""
    made_by: str = ""
    """Who wrote the words down: "machine" or "people"; empty: as the format says."""


def plan_source(view: View, reading: Reading, wanted: Wanted, sketch: Sketch) -> None:
    """Plan one source from a read file."""
    file = sketch.preview.file
    stem = PurePath(file).stem
    if wanted.kind != "written answer":  # two people may have written the same word
        _check_file(view, reading, file)
    _check_name(view, wanted.name or stem, file)
    session = _session(view, wanted.session, stem, sketch)
    joiner = Joiner(view, session, stem)
    stated = joiner.stated(wanted.speakers, file)
    transcript = _transcript(reading, wanted)
    _ask_for_labels(transcript, wanted, sketch)
    kind = wanted.kind or _kind(reading, transcript, sketch)
    author = _author(view, wanted, stem, sketch) if kind == "written answer" else None
    if author is not None:
        _give_words(transcript, author)
        stated = joiner.stated({author.code: author.code}, file)
    preview = sketch.preview
    preview.kind, preview.format = kind, reading.format
    preview.losses += transcript.losses
    for note in transcript.notes:
        sketch.note(note)
    drafted = _drafted(reading, wanted, kind, sketch)
    made = join_speakers(joiner, transcript.speakers, stated, sketch)
    for turn in transcript.turns:
        sketch.show({"speaker": turn.speaker or "", "text": turn.text[:80]})
    sketch.make(
        AddSource(
            name=wanted.name or stem,
            turns=[
                NewTurn(
                    text=t.text,
                    speaker=t.speaker or "",
                    start=t.start,
                    end=t.end,
                    timings=[list(each) for each in fitting(t.timings, len(t.text))],
                    draft=drafted,
                    # Whose label it is may have been said on import: that confirms it.
                    guessed=drafted and bool(t.speaker) and label_key(t.speaker) not in stated,
                    marks=[mark.kept() for mark in marks.fitting(t.marks, len(t.text))],
                )
                for t in transcript.turns
            ],
            speakers=made,
            form=cast("Form", kind),
            session=session.id if session else "",
            participant=author.id if author else "",
            language=wanted.language or reading.language,
            file_name=file,
            file_hash=reading.sha256,
            file_format=reading.format,
            encoding=reading.encoding,
            notes=[*preview.notes, *map(_told, preview.losses)],
        ),
        "sources",
    )
    preview.made["turns"] = len(transcript.turns)
    preview.made["speakers"] = len(made)


def _drafted(reading: Reading, wanted: Wanted, kind: str, sketch: Sketch) -> bool:
    """Tell whether a machine wrote the words, and say what follows."""
    if wanted.made_by not in ("", "machine", "people"):
        raise Refused(
            f"Words are written down by a machine or by people, not by “{wanted.made_by[:40]}”; "
            "nothing was imported.",
            "Say machine or people, or leave it out.",
            code="made-by",
        )
    by = reading.machine or ("as you said" if wanted.made_by == "machine" else "")
    if kind != "transcript" or not by or wanted.made_by == "people":
        return False
    sketch.note(
        f"its words were written by a machine ({by}): they and its speakers count as a draft until "
        "somebody has checked them against the sound, and are not quoted in a final export before"
    )
    return True


def _transcript(reading: Reading, wanted: Wanted) -> Transcript:
    if wanted.kind not in ("", "transcript") and not (wanted.form or wanted.speakers):
        return speakers.plain(reading)
    return speakers.detect(reading, form=wanted.form, known=wanted.speakers)


def _kind(reading: Reading, transcript: Transcript, sketch: Sketch) -> str:
    if transcript.speakers:
        sketch.preview.decided = "taken as a transcript, because speakers were told apart"
        return "transcript"
    if reading.machine:
        sketch.preview.decided = "taken as a transcript, because a machine wrote down what was said"
        return "transcript"
    sketch.preview.decided = "taken as a document, because there are no speakers in it"
    return "document"


def _author(view: View, wanted: Wanted, stem: str, sketch: Sketch) -> Participant | None:
    """Find whose written answer it is: as stated, or as the file is named."""
    people = {name_key(person.code): person for person in view.find(Participant)}
    person = people.get(name_key(wanted.participant or stem))
    if person is None and wanted.participant:
        raise NotFound(
            f"There is no participant “{wanted.participant[:60]}”; nothing was imported.",
            "Import the participants first, or check the code.",
        )
    if person is not None and not wanted.participant:
        sketch.ask(f"It was taken for the answer of {person.code}, because of the file's name.")
    return person


def _give_words(transcript: Transcript, author: Participant) -> None:
    """Make one person the speaker of all turns."""
    for turn in transcript.turns:
        turn.speaker = author.code
    transcript.speakers = draft_speakers(transcript.turns, {author.code: "participant"})


def _check_file(view: View, reading: Reading, file: str) -> None:
    """Refuse a file that is a source already."""
    same = view.first(Source, file_hash=reading.sha256)
    if same is not None:
        raise Refused(
            f"{file} has been imported already, as the source “{same.name}”; nothing was imported.",
            "Use that one, or drop it first if it is to be imported anew.",
            code="already-imported",
        )


def _check_name(view: View, name: str, file: str) -> None:
    """Refuse a name that another source has."""
    names = view.rows(sa.select(view.table(Source).c.name))
    if any(name_key(taken) == name_key(name) for (taken,) in names):
        raise Refused(
            f"{file}: there is a source called “{name}” already, from another file; nothing was "
            "imported.",
            "Give it a name of its own (--name).",
            code="name-taken",
        )


def _ask_for_labels(transcript: Transcript, wanted: Wanted, sketch: Sketch) -> None:
    """Ask about labels that were stated and are not in this file: of several files, some may be."""
    labels = {label_key(speaker.label) for speaker in transcript.speakers}
    for label in wanted.speakers:
        if label_key(label) not in labels:
            sketch.ask(f"You named a speaker “{label}”, and there is none in this file.")


def _session(view: View, stated: str, stem: str, sketch: Sketch) -> Session | None:
    """Find the session that is named, or whose name the file's name holds."""
    sessions = view.find(Session, "name")
    if stated:
        for session in sessions:
            if stated == session.id or name_key(session.name) == name_key(stated):
                return session
        alike = [s for s in sessions if group_key(s.name) == group_key(stated)]
        if len(alike) == 1:
            return alike[0]
        raise NotFound(
            f"There is no session “{stated[:60]}”; nothing was imported.",
            f"There are: {', '.join(s.name for s in sessions) or 'none'}.",
        )
    wanted = group_key(stem)
    alike = [s for s in sessions if group_key(s.name) == wanted]
    if len(alike) != 1:
        return None
    sketch.ask(f"It was put under session {alike[0].name}, because of the file's name.")
    return alike[0]


def _told(loss: Any) -> str:
    where = f" ({loss.where})" if loss.where else ""
    return f"not taken over: {loss.what}, {loss.count}{where}"


def plan_answers(view: View, table: Table, sketch: Sketch, *, session: str = "") -> None:
    """Plan written answers: one source for each participant, one turn for each of their rows."""
    people = {name_key(person.code): person for person in view.find(Participant)}
    held = {name_key(source.name): source for source in view.find(Source)}
    room = _session(view, session, "", sketch) if session else None
    answers: dict[str, list[str]] = {}
    for row in table.rows():
        person = people.get(name_key(row.needed("participant", "participant's code")))
        text = row.text("text")
        if person is None:
            sketch.lose("answers of people who are not among the participants", row.place)
        elif text:
            answers.setdefault(person.id, []).append(text)
            sketch.show({"participant": person.code, "text": text[:80]})
    for person in people.values():
        texts = answers.get(person.id)
        name = f"{person.code} written answer"
        if texts and name_key(name) in held:
            sketch.lose(
                "answers of participants whose written answer is there already", person.code
            )
        elif texts:
            _answer(sketch, person, name, texts, room.id if room else "")
    table.lose_others(sketch)


def _answer(sketch: Sketch, person: Participant, name: str, texts: list[str], session: str) -> None:
    # The table holds the words of many people, so it is not kept as anybody's original: a
    # person who withdraws can then be erased alone.
    sketch.make(
        AddSource(
            name=name,
            form="written answer",
            participant=person.id,
            session=session,
            turns=[NewTurn(text=text, speaker=person.code) for text in texts],
            speakers=[NewSpeaker(name=person.code, role="participant", participant=person.id)],
            file_name=sketch.preview.file,
            file_format=sketch.preview.format,
        ),
        "written answers",
    )
