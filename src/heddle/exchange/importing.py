"""Imports: any file that a study can take, first as a plan, then as one step.

    plan = importing.plan(view, Path("FG1.docx"))      # reads and decides, writes nothing
    report = importing.carry_out(study, plan)          # all of it or nothing

A plan's preview says what will be made, what is left out and what should be confirmed; the
report says what was. Original files are kept, by their hash, for sources only: a table of
participants may hold what the study must not.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from heddle.errors import HeddleError, NotFound
from heddle.exchange import files, kinds, sheets
from heddle.exchange.disk import read_once
from heddle.exchange.headers import UnknownColumns, recognise
from heddle.exchange.plan import Plan, Preview, Report, Sketch, resolved
from heddle.exchange.sheets import Sheet
from heddle.exchange.sources_in import Wanted, plan_source
from heddle.exchange.tablekinds import TABLES, Told, tell
from heddle.exchange.tables_in import Table
from heddle.log import rehearsal
from heddle.log.journal import Done
from heddle.log.operations import name_of
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store.media import Media

SOURCES: Final = ("transcript", "document", "field note", "written answer")
"""Kinds of files that become a source; all others are tables."""
KINDS: Final = (*SOURCES, *TABLES)
"""Everything that `plan` can be told a file is."""

_SHOWN: Final = 5
"""Rows of a table that are shown to a person."""
_TABLE_ENDINGS: Final = frozenset({"csv", "tsv", "tab", "xlsx", "xlsm"})
_ALIASES: Final = {
    "participant": "participants",
    "session": "sessions",
    "interviews": "sessions",
    "codes": "codebook",
    "coding": "codings",
    "segments": "codings",
    "members": "team",
    "memo": "memos",
    "answers": "written answers",
    "written-answers": "written answers",
    "written-answer": "written answer",
    "answer": "written answer",
    "transcripts": "transcript",
    "documents": "document",
    "field-note": "field note",
    "fieldnote": "field note",
    "field notes": "field note",
    "field-notes": "field note",
    "fieldnotes": "field note",
}


class Study(Protocol):
    """What an import needs of an open study; `heddle.client.Study` is one."""

    media: Media | None

    @property
    def actor(self) -> str:
        """The id of the member who works."""

    def view(self) -> contextlib.AbstractContextManager[View]:
        """Give records as they stand at one moment."""

    def perform(self, decide: Callable[[Workspace], Any], *, name: str, reason: str = "") -> Done:
        """Log whatever `decide` changes as one step."""


class Want(msgspec.Struct, kw_only=True):
    """A field that a kind of table may have."""

    field: str
    label: str
    required: bool


class Layout(msgspec.Struct, kw_only=True):
    """A table's first rows with what each column is taken for; for people who correct that."""

    kind: str
    """What kind of table it is taken for; empty: that cannot be told."""
    headers: list[str]
    rows: list[list[str]]
    count: int
    """How many rows the table has."""
    fields: dict[str, str]
    """Field -> header, as far as known."""
    wanted: list[Want]


class Outcome(msgspec.Struct, kw_only=True):
    """What became of one of several files: a report, or the error that stopped it."""

    file: str
    report: Report | None = None
    error: HeddleError | None = None


def plan(
    view: View,
    path: Path,
    *,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    form: str | None = None,
    format: str | None = None,  # noqa: A002 - the word that people use
    sheet: str | None = None,
    session: str = "",
    speakers: Mapping[str, str] | None = None,
    participant: str = "",
    name: str = "",
    language: str = "",
    version: str = "",
    actor: str = "",
    data: bytes | None = None,
    table: Sheet | None = None,
) -> Plan:
    """Read a file and say what importing it would do; nothing is written.

    Args:
        view: the study as it stands.
        path: the file, read once.
        kind: what it is, one of `KINDS`; found out from its ending and headers if not given.
        mapping: tables: field -> header, where headers are not recognised; "-" leaves one out.
        encoding: text files: their encoding, where they do not say.
        form: transcripts: how speakers' labels are written (`labels.FORMS` or "none").
        format: documents: read as this format, whatever the ending (`kinds.KINDS`).
        sheet: workbooks: the name of the sheet.
        session: the session (name or id) that a transcript or written answers belong to.
        speakers: transcripts: label -> participant's code, team member's name, or role.
        participant: a written answer's author, by code.
        name: name of the source or guide; else from the file.
        language: language tag of the source, where the file does not say.
        version: guides: the version; else the next one.
        actor: id of the member who imports, to whom codings without a coder belong.
        data: the file's bytes where they are in memory already; `path` then only names it.
        table: the table in it, where that is read already (`read_table`).

    Raises:
        Unreadable: the file cannot be read, a cell makes no sense, or its kind must be asked.
        Refused: it is imported already, or what was said about it is not in the study.
    """
    file = _base_name(path)
    said = _kind(kind, file)
    told = Told(name=name, version=version, session=session, actor=actor)
    if _is_table(said, file):
        if table is None:
            data = read_once(path, sheets.MAX_BYTES, name=file) if data is None else data
            table = sheets.read_sheet(file, data, encoding=encoding, sheet=sheet)
        return _plan_table(view, table, said, told, mapping)
    data = read_once(path, files.MAX_BYTES, name=file) if data is None else data
    reading = files.read_bytes(file, data, kind=format, encoding=encoding)
    wanted = Wanted(
        kind=said,
        name=name.strip(),
        session=session,
        participant=participant,
        language=language,
        form=form,
        speakers=speakers or {},
    )
    sketch = Sketch(Preview(kind=said, file=file, decided="as you said" if said else ""))
    sketch.original = data
    plan_source(view, reading, wanted, sketch)
    return sketch.finished()


def read_table(
    file: str,
    data: bytes,
    *,
    kind: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    **_other: object,
) -> Sheet | None:
    """Read the table that `plan` would read with the same answers; None: it is no table.

    Raises:
        Unreadable: the file cannot be read as a table.
    """
    if not _is_table(_kind(kind, file), file):
        return None
    return sheets.read_sheet(file, data, encoding=encoding, sheet=sheet)


def layout(
    table: Sheet, *, kind: str | None = None, mapping: Mapping[str, str] | None = None, **_: object
) -> Layout:
    """Show a table's first rows with what each of its columns is taken for."""
    said = _kind(kind, table.file)
    if not said:
        with contextlib.suppress(UnknownColumns):
            said, _why = tell(table, mapping)
    columns = TABLES[said].columns if said else {}
    given = {k: v for k, v in (mapping or {}).items() if k in columns}
    found = recognise(table, columns, given)
    return Layout(
        kind=said,
        headers=table.headers,
        rows=[[row[h] for h in table.headers] for row in table.rows[:_SHOWN]],
        count=len(table.rows),
        fields=found,
        wanted=[
            Want(field=field, label=column.label, required=column.required)
            for field, column in columns.items()
        ],
    )


def carry_out(study: Study, plan: Plan, *, reason: str = "") -> Report:
    """Do what a plan says, as one step of the study's log: all of it or nothing.

    Raises:
        Refused: a rule of the study says no to one of its steps; the place in the file is named.
        StorageFailed: the disk refused.
    """
    report = msgspec.convert(plan.preview, Report, from_attributes=True)
    if not plan.steps:
        return report
    done = _perform(study, plan, reason)
    report.gesture = done.gesture
    report.seq = done.seq if done.gesture else 0
    return report


def rehearse(study: Study, plan: Plan) -> None:
    """Try a plan against the rules of the study and take everything back; nothing is written.

    Raises:
        Refused: what `carry_out` would raise.
    """
    if plan.steps:
        name = name_of(plan.steps[0].operation)
        rehearsal.rehearse(study, lambda work: _decide(work, plan), name=name)


def import_files(
    study: Study, paths: Iterable[Path], *, reason: str = "", **options: Any
) -> Iterator[Outcome]:
    """Import several files, each as a step of its own, and yield what became of each.

    A file that fails changes nothing and leaves the others as they are. Options are those of
    `plan` and hold for every file.
    """
    for path in paths:
        outcome = Outcome(file=_base_name(path))
        try:
            with study.view() as view:
                drawn = plan(view, path, actor=study.actor, **options)
            outcome.report = carry_out(study, drawn, reason=reason)
        except HeddleError as error:
            outcome.error = error
        yield outcome


def preview_files(study: Study, paths: Iterable[Path], **options: Any) -> Iterator[Outcome]:
    """Say what `import_files` would do with each file by itself; nothing is written."""
    for path in paths:
        outcome = Outcome(file=_base_name(path))
        try:
            with study.view() as view:
                drawn = plan(view, path, actor=study.actor, **options)
            rehearse(study, drawn)
            outcome.report = msgspec.convert(drawn.preview, Report, from_attributes=True)
        except HeddleError as error:
            outcome.error = error
        yield outcome


def _kind(kind: str | None, file: str) -> str:
    """Check what a person has said a file is; empty if nothing was said."""
    plain = " ".join((kind or "").casefold().split())
    plain = _ALIASES.get(plain, plain)
    if plain and plain not in KINDS:
        raise NotFound(
            f"“{plain[:40]}” is no kind of file that can be imported; nothing was imported.",
            f"Use one of: {', '.join(KINDS)}.",
            code="unknown-kind",
        )
    if plain == "written answer" and kinds.ending(file) in _TABLE_ENDINGS:
        return "written answers"
    return plain


def _is_table(kind: str, file: str) -> bool:
    return kind in TABLES or (not kind and kinds.ending(file) in _TABLE_ENDINGS)


def _plan_table(
    view: View, read: Sheet, kind: str, told: Told, mapping: Mapping[str, str] | None
) -> Plan:
    if kind:
        decided = "as you said"
    else:
        kind, decided = tell(read, mapping)
    preview = Preview(kind=kind, file=read.file, format=read.format, decided=decided)
    preview.losses += read.losses
    sketch = Sketch(preview)
    table = Table(read, TABLES[kind].columns, mapping)
    if table.guarded_cells:
        sketch.note(
            f"an apostrophe that guarded a cell against formulas was taken off in "
            f"{table.guarded_cells} cells"
        )
    TABLES[kind].plan(view, table, sketch, told)
    return sketch.finished()


def _base_name(path: Path) -> str:
    """Give a file's name without its folders, as text that every database and screen can take."""
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(name.split())


def _perform(study: Study, plan: Plan, reason: str) -> Done:
    """Keep the original and do the steps; an original of what was refused does not stay."""
    operation = _main_operation(plan)
    why = reason or f"Import of {plan.preview.kind}"
    kept = _keep(study.media, plan.original)
    try:
        return study.perform(lambda work: _decide(work, plan), name=operation, reason=why)
    except HeddleError:
        if kept and study.media is not None:
            study.media.remove(kept)
        raise


def _main_operation(plan: Plan) -> str:
    """Return the operation that an import is about, for the history: codings, not their coders."""
    names = [name_of(step.operation) for step in plan.steps]
    noun = {"codebook": "codes", "guide": "guide"}.get(plan.preview.kind, plan.preview.kind)
    return next((name for name in names if name.startswith(f"{noun}.")), names[0])


def _decide(work: Workspace, plan: Plan) -> list[Any]:
    made: dict[str, str] = {}
    results = []
    for step in plan.steps:
        try:
            result = resolved(step.operation, made).decide(work)
        except HeddleError as error:
            raise _placed(error, plan.preview.file, step.place) from error
        if step.key:
            made[step.key] = str(result)
        results.append(result)
    return results


def _keep(media: Media | None, data: bytes | None) -> str:
    """Keep the original file; gives its hash if it was not there before."""
    if media is None or data is None:
        return ""
    digest = hashlib.sha256(data).hexdigest()
    with contextlib.suppress(NotFound):
        media.read(digest)
        return ""
    return media.keep(data)


def _placed(error: HeddleError, file: str, place: str) -> HeddleError:
    """Give a refusal with the file and the row that it is about."""
    where = ", ".join(part for part in (file, place) if part)
    placed = type(error)(f"{where}: {error.problem}", error.hint, code=error.code)
    return placed if where else error
