"""Notes on their way out: memos, notes of codings, and quotes with the words that are printed."""

from __future__ import annotations

from lxml import etree

from heddle.exchange.project import DESCRIPTION
from heddle.exchange.refi.making import Making, Note
from heddle.privacy.gate import Passage
from heddle.study import quoting
from heddle.study.codings import Coding
from heddle.study.memos import Memo
from heddle.study.numbering import published
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.sources import Source
from heddle.study.themes import Theme

ON_A_CODING = "On a coding"
"""Title of a note that is no memo but what is noted of one coding."""
_GUID_LENGTH = 36
PROJECT = ""
"""Notes on nothing in particular are about the whole project."""


def gather(making: Making) -> None:
    """Gather all notes, with what they are about, before anything refers to them."""
    annotations = making.kept.annotations()
    for memo in making.view.find(Memo):
        if _is_description(making, memo, annotations):
            continue
        note = Note(memo.id)
        note.title = memo.title or f"Memo ({memo.type})"
        note.text, note.author, note.made = memo.text, memo.author, making.moment(memo)
        _about(making, note, memo.about or [PROJECT])
        making.add_note(f"{note.title}\n{note.text}", memo.id)
    if not making.profile.notes_as_descriptions:
        for coding in making.view.find(Coding):
            if coding.note:
                note = Note(coding.id, "note")
                note.title, note.text, note.author = ON_A_CODING, coding.note, coding.coder
                note.made = making.moment(coding)
                _about(making, note, [coding.id])
    _gather_quotes(making)


def _is_description(making: Making, memo: Memo, annotations: dict[str, etree._Element]) -> bool:
    """Tell whether a memo came in as a description, and put it where it goes out as one."""
    if not memo.foreign_id.endswith(DESCRIPTION):
        return False
    named = memo.foreign_id.removesuffix(DESCRIPTION)[-_GUID_LENGTH:].lower()
    about = memo.about[0] if memo.about else PROJECT
    if named in annotations:
        described = annotations[named].find("{*}Description")
        if described is not None:
            described.text = memo.text
        return True
    kinds = (Source, Participant)
    fits = len(memo.about) < 2 and (
        not about or any(making.view.maybe(kind, about) for kind in kinds)
    )
    if not fits or about in making.described:
        return False
    making.described[about] = making.add_note(memo.text, memo.id)
    return True


def _gather_quotes(making: Making) -> None:
    themes = {theme.id: theme.name for theme in making.view.find(Theme)}
    numbers = published(making.view)
    for quote in making.view.find(Quote, "position"):
        if quote.excluded:
            making.left["quotes that must not be printed"] += 1
            continue
        printed = quoting.printed(making.view, quote, numbers, making.said)
        note = Note(quote.id, "note")
        theme = themes.get(quote.theme, "")
        note.title = f"Quote for “{theme}”" if theme else "Quote"
        note.text = f"{printed.text}\n{printed.attribution}".strip()
        note.made = making.moment(quote)
        making.passages.append(Passage(note.text, (quote.id,)))
        _about(making, note, [quote.id])


def _about(making: Making, note: Note, records: list[str]) -> None:
    making.notes.append(note)
    for record in records:
        making.about.setdefault(record, []).append(note)


def add_notes(project: etree._Element, making: Making) -> None:
    """Append all notes, each as a text of its own."""
    if not making.notes:
        return
    notes = making.elements.add(project, "Notes")
    for note in making.notes:
        guid = making.guid(note.record, note.part)
        making.elements.add(
            notes,
            "Note",
            guid=guid,
            name=making.said.note(note.title),
            plainTextPath=making.keep(guid, making.said.note(note.text)),
            creatingUser=making.user(note.author),
            creationDateTime=note.made,
        )
