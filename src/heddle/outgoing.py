"""The one way out: whatever leaves a study as a file is made, checked and noted here.

    ready = outgoing.prepare(study, Wish(part="manuscript", format="docx"))
    outgoing.send(study, ready, path)

The words are pseudonymised as soon as the study has accepted substitutions. All checks are asked;
a final export is refused while one of them is red, and a draft for the team is told everything.
What was written is noted in the study by its hash, with whose words it holds. What is only
looked at (a preview, Markdown on the screen) is made by `preview` and not noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from heddle.client import Study
from heddle.errors import Refused
from heddle.exchange import analysis_out, archive_out, matrices_out, table_files, tables_out
from heddle.exchange.refi import project_out
from heddle.exchange.talk import transcript_out
from heddle.log.view import View
from heddle.privacy.checks import CHECKS
from heddle.privacy.disclosure_check import table_figures
from heddle.privacy.gate import Leaving, Objection, Passage, objections, refuse_red
from heddle.privacy.holding import held, passages_of
from heddle.report import assembly, audit
from heddle.report.files import render
from heddle.report.model import Report
from heddle.report.options import taken
from heddle.report.passages import passages
from heddle.store.media import Media
from heddle.store.writing import replace_file
from heddle.study import listing, rewording
from heddle.study.exports import Form, NoteExport, Purpose
from heddle.study.facts import facts_of
from heddle.study.wording import Wording, form_of

PARTS: Final = (
    *assembly.PARTS, "codings", "everything", "transcript", "qdpx", "archive", *analysis_out.PARTS,
    matrices_out.PART,
)  # fmt: skip
"""What can leave: the parts of the report, all codings as a table, all listings, one source as a
transcript, the study as a REFI-QDA project, and as an archive; tables for statistics programs."""
_WITH_TABLE_1: Final = ("table1", "manuscript")


class Wish(msgspec.Struct, kw_only=True):
    """What somebody wants to take out of a study."""

    part: str
    format: str
    purpose: Purpose = "draft"
    form: Form | None = None
    """None: pseudonymised where the study has accepted substitutions."""
    options: dict[str, Any] = {}
    """How the part is printed, as `report.assembly` takes it."""
    as_data: bool = False
    """JSON of the figures themselves rather than of the document that shows them."""
    template: bytes | None = None
    """A Word file whose styles, page, headers and footers are used."""
    names: Sequence[str] | None = None
    places: Sequence[str] = ()
    """What the opened identity key says to look for; names None: it was not opened."""


class Ready(msgspec.Struct, kw_only=True):
    """A file that has passed the gate and is not written yet."""

    data: bytes
    wish: Wish
    leaving: Leaving
    objections: list[Objection]
    count: int = 0
    """Rows, where the part is a table of them."""
    replaced: int = 0
    """Characters that no document can hold, printed as U+FFFD."""
    notes: tuple[str, ...] = ()
    """What else a person should know."""
    figures: dict[str, dict[str, list[str]]] = {}
    """What its Table 1 says, to be compared with what leaves later."""


class _Made(msgspec.Struct, kw_only=True):
    data: bytes
    passages: list[Passage]
    count: int = 0
    replaced: int = 0
    notes: tuple[str, ...] = ()


def prepare(study: Study, wish: Wish) -> Ready:
    """Make a file in memory and ask the gate.

    Raises:
        Refused: "gate", for a final export that a check stops; or the part cannot be made.
        Unavailable: The format needs an optional part that is not installed.
    """
    wish = _settled(wish)
    with study.view() as view:
        form = form_of(view, wish.form)
        made = _make(study, view, wish, form)
        leaving = _leaving(view, wish, form, made.passages)
        found = objections(view, leaving, CHECKS)
        figures = table_figures(view, wish.options) if wish.part in _WITH_TABLE_1 else {}
    if wish.purpose == "final":
        refuse_red(found)
    return Ready(
        data=made.data,
        wish=wish,
        leaving=leaving,
        objections=found,
        count=made.count,
        replaced=made.replaced,
        notes=made.notes,
        figures=figures,
    )


def consider(study: Study, wish: Wish) -> list[Objection]:
    """Return what the gate would say of an export; nothing is refused, written or noted."""
    wish = _settled(wish)
    with study.view() as view:
        form = form_of(view, wish.form)
        if wish.part in assembly.PARTS:
            made = list(passages(assembly.report(view, wish.part, form=form, **wish.options)))
        else:
            made = _make(study, view, wish, form).passages
        return objections(view, _leaving(view, wish, form, made), CHECKS)


def send(study: Study, ready: Ready, path: Path) -> str:
    """Write a file that is ready and note it; returns the id of the note.

    Raises:
        StorageFailed: The disk refused; what was there before is unchanged, nothing is noted.
    """
    replace_file(path, ready.data)
    return note(study, ready)


def note(study: Study, ready: Ready) -> str:
    """Note a file that was handed over by other means (a browser's download)."""
    leaving = ready.leaving
    return str(
        study.do(
            NoteExport(
                what=leaving.what,
                format=ready.wish.format,
                purpose=leaving.purpose,
                form=leaving.form,
                file_hash=hashlib.sha256(ready.data).hexdigest(),
                size=len(ready.data),
                people=list(leaving.people),
                quotes=list(leaving.quotes),
                figures=ready.figures,
            )
        ).result
    )


def preview(view: View, part: str, form: Form | None = None, **options: Any) -> Report:
    """Return a part of the report to be looked at, in the form in which it would leave."""
    return assembly.report(view, part, form=form_of(view, form), **options)


def preview_data(view: View, part: str, form: Form | None = None, **options: Any) -> msgspec.Struct:
    """Return the figures of a part to be looked at, in the form in which they would leave."""
    return assembly.data(view, part, form=form_of(view, form), **options)


def _settled(wish: Wish) -> Wish:
    """Return a wish with the options that follow from its purpose."""
    if wish.part == "matrix-table" and wish.purpose == "final":
        options = {"smallest": analysis_out.SMALLEST, **wish.options}
        return msgspec.structs.replace(wish, options=options)
    if wish.part == matrices_out.PART:
        matrices_out.for_purpose(wish.options, wish.purpose)
    return wish


def _leaving(view: View, wish: Wish, form: Form, stretches: list[Passage]) -> Leaving:
    holding = held(view, stretches)
    return Leaving(
        what=wish.part,
        purpose=wish.purpose,
        form=form,
        passages=holding.passages,
        quotes=holding.quotes,
        turns=holding.turns,
        people=holding.people,
        options=wish.options,
        language=facts_of(view).publication_language,
        names=wish.names,
        places=wish.places,
    )


def _make(study: Study, view: View, wish: Wish, form: Form) -> _Made:
    if wish.part == "archive":
        _refuse_blind(view)
        packed = archive_out.pack(view, Wording(view, form), study.media)
        return _Made(data=packed.data, passages=packed.passages, notes=packed.notes)
    if wish.part == "qdpx" or wish.format == "qdc":
        return _refi(view, wish, Wording(view, form), study.media)
    if wish.part == "transcript":
        return _transcript(view, wish, Wording(view, form))
    if wish.part == "codings":
        rows = rewording.rows(view, "codings", Wording(view, form))
        data, count = tables_out.codings(rows)
        return _Made(data=data, count=count, passages=list(passages_of(rows)))
    if wish.part in (*analysis_out.PARTS, matrices_out.PART):
        return _table(view, wish, Wording(view, form))
    if wish.part == "everything":
        return _everything(view, Wording(view, form))
    if wish.as_data and wish.part == "audit-trail":
        trail = audit.trail(view, **wish.options)
        told = f"{len(trail.told)} of {len(trail.steps)} steps told"
        words = list(passages_of(msgspec.to_builtins(trail)))
        return _Made(data=audit.to_json(trail), passages=words, notes=(told,))
    if wish.as_data and wish.part != "manuscript":
        found = assembly.data(view, wish.part, form=form, **wish.options)
        data = msgspec.json.format(msgspec.json.encode(found), indent=1)
        return _Made(data=data, passages=list(passages_of(msgspec.to_builtins(found))))
    made = assembly.report(view, wish.part, form=form, **wish.options)
    data, written = render(made, wish.format, template=wish.template)
    return _Made(
        data=data, passages=list(passages(made)), replaced=written.replaced, notes=written.notes
    )


def _refuse_blind(view: View) -> None:
    """Refuse whoever does not see all of the study a file that holds all of it."""
    if view.curtain is not None:
        raise Refused(
            "Such a file holds all of the study, with its history, and you code in a round that is "
            "not open yet; nothing was written.",
            "Make it when the round is open, or ask somebody who does not code in it.",
            code="blind",
        )


def _refi(view: View, wish: Wish, said: Wording, media: Media | None) -> _Made:
    if wish.part == "qdpx":
        chosen = project_out.profile_of(str(wish.options.get("profile", "standard")))
        if chosen.history:
            _refuse_blind(view)
        beside = archive_out.history(view, said, media) if chosen.history else None
        made = project_out.project(view, said, chosen, beside.files if beside else None)
        if beside is not None:
            made.passages += beside.passages
    else:
        made = project_out.codebook(view, said)
    return _Made(
        data=made.data,
        passages=made.passages,
        count=made.codings,
        replaced=made.replaced,
        notes=made.notes,
    )


def _transcript(view: View, wish: Wish, said: Wording) -> _Made:
    named = str(wish.options.get("source", ""))
    made = transcript_out.transcript(view, said, source=named, form=wish.format)
    return _Made(
        data=made.data,
        passages=made.passages,
        count=made.count,
        replaced=made.replaced,
        notes=made.notes,
    )


def _table(view: View, wish: Wish, said: Wording) -> _Made:
    if wish.part == matrices_out.PART:
        sheet = matrices_out.sheet(view, said, taken(wish.options, matrices_out.Choice))
    else:
        chosen = taken(wish.options, analysis_out.Choice)
        sheet = analysis_out.table(view, wish.part, said, chosen)
    data, notes = table_files.render(sheet, wish.format)
    words = [each for row in sheet.dicts() for each in passages_of(row)]
    if sheet.people:
        words.append(Passage(sheet.name, sheet.people))
    return _Made(data=data, count=len(sheet.rows), passages=words, notes=notes)


def _everything(view: View, said: Wording) -> _Made:
    whole = {noun: rewording.rows(view, noun, said) for noun in listing.NOUNS}
    data = tables_out.everything(whole)
    return _Made(data=data, passages=[p for rows in whole.values() for p in passages_of(rows)])
