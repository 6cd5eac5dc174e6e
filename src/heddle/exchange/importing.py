"""Imports: any file that a study can take, first as a plan, then as one step.

    plan = importing.plan(view, Path("FG1.docx"))      # reads and decides, writes nothing
    report = importing.carry_out(study, plan)          # all of it or nothing

A plan's preview says what will be made, what is left out and what should be confirmed; the
report says what was. Original files are kept, by their hash, for sources only: a table of
participants or a whole project of another program may hold what the study must not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from heddle.errors import HeddleError, NotFound
from heddle.exchange import carrying, files, kinds, projects, sheets
from heddle.exchange.carrying import Study, rehearse
from heddle.exchange.disk import read_folder, read_once
from heddle.exchange.headers import UnknownColumns, recognise
from heddle.exchange.plan import Plan, Preview, Report, Sketch
from heddle.exchange.project import Project
from heddle.exchange.project_in import plan_project
from heddle.exchange.sheets import Sheet
from heddle.exchange.sources_in import Wanted, plan_source
from heddle.exchange.tablekinds import TABLES, Told, tell
from heddle.exchange.tables_in import Table
from heddle.log.view import View

carry_out = carrying.carry_out
"""Does what a plan says, as one step of the study's log: all of it or nothing."""

SOURCES: Final = ("transcript", "document", "field note", "written answer")
"""Kinds of files that become a source; all others are tables, or a whole project."""
KINDS: Final = (*SOURCES, *TABLES, projects.KIND)
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
    "projects": "project",
    "refi": "project",
    "qdpx": "project",
    "documents": "document",
    "field-note": "field note",
    "fieldnote": "field note",
    "field notes": "field note",
    "field-notes": "field note",
    "fieldnotes": "field note",
}


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
    made_by: str = "",
    name: str = "",
    language: str = "",
    version: str = "",
    project: str = "",
    actor: str = "",
    data: bytes | None = None,
    table: Sheet | None = None,
) -> Plan:
    """Read a file and say what importing it would do; nothing is written.

    Args:
        view: the study as it stands.
        path: the file, read once; a folder where a program keeps a project in one.
        kind: what it is, one of `KINDS`; found out from its ending and headers if not given.
        mapping: tables: field -> header, where headers are not recognised; "-" leaves one out.
        encoding: text files: their encoding, where they do not say.
        form: transcripts: how speakers' labels are written (`labels.FORMS` or "none").
        format: documents: read as this format, whatever the ending (`kinds.KINDS`); projects:
            the program they are from (`projects.PROGRAMS`).
        sheet: workbooks: the name of the sheet.
        session: the session (name or id) that a transcript or written answers belong to.
        speakers: transcripts: label -> participant's code, team member's name, or role.
        participant: a written answer's author, by code.
        made_by: transcripts: who wrote the words down, "machine" or "people"; else found out.
        name: name of the source or guide; else from the file.
        language: language tag of the source, where the file does not say.
        version: guides: the version; else the next one.
        project: which project of a file that holds several, by name.
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
    if _is_table(said, file) and table is not None:
        return _plan_table(view, table, said, told, mapping)
    if (
        data is None
        and path.is_dir()
        and (said == projects.KIND or kinds.ending(file) in projects.endings())
    ):
        data, said = read_folder(path, projects.MAX_BYTES), projects.KIND
    if data is None:
        data = read_once(path, _most(said, file), name=file)
    if said in ("", projects.KIND) and (said or projects.may_be(file, data)):
        found = projects.read(file, data, program=format or "", which=project)
        if found is not None:
            return _plan_project(view, file, found, said, actor)
        if said or projects.must_be(file, data):
            raise projects.unknown(file)
    if _is_table(said, file):
        table = sheets.read_sheet(file, data, encoding=encoding, sheet=sheet)
        return _plan_table(view, table, said, told, mapping)
    reading = files.read_bytes(file, data, kind=format, encoding=encoding)
    wanted = Wanted(
        kind=said,
        name=name.strip(),
        session=session,
        participant=participant,
        made_by=made_by,
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


def _plan_project(view: View, file: str, project: Project, said: str, actor: str) -> Plan:
    decided = "as you said" if said else f"its content is a project of {project.program}"
    preview = Preview(kind=projects.KIND, file=file, format=project.program, decided=decided)
    sketch = Sketch(preview)
    plan_project(view, project, sketch, actor=actor)
    return sketch.finished()


def _most(kind: str, file: str) -> int:
    """Give how large a file may be, by what it is said to be."""
    if kind == projects.KIND or kinds.ending(file) in projects.endings():
        return projects.MAX_BYTES
    return sheets.MAX_BYTES if _is_table(kind, file) else files.MAX_BYTES


def _base_name(path: Path) -> str:
    """Give a file's name without its folders, as text that every database and screen can take."""
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(name.split())
