"""INCEpTION, WebAnno and other UIMA programs: projects and documents as plain facts.

A layer is a branch of the code tree, its values are codes: “Emotion > joy”, with the feature
between them only where a layer has several that hold closed values. Documents are sources,
annotators are coders. Layers that describe the language itself (tokens, sentences, parts of
speech) are counted and left out.

Layout of a project's export, as INCEpTION's public code writes it (`AnnotationDocumentExporter`,
`ExportedProject`): `exportedproject*.json`, and for each document
`annotation/<document>/<annotator>.zip` with one XMI and its TypeSystem.xml in it, or
`<annotator>.json`; the same under `curation/`. `*_ser` holds Java's own form, which is not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, Limits, open_archive
from heddle.exchange.json_objects import looks_like_json, parse_json
from heddle.exchange.project import Project, ProjectCoding, ProjectSource
from heddle.exchange.project_draft import OUTSIDE, ProjectDraft
from heddle.exchange.uima import Cas, Mark, Types, read_json_cas, read_types, read_xmi
from heddle.exchange.uima_layers import Layers, read_layers

_INITIAL = "INITIAL_CAS"
"""Whose document nobody has annotated yet."""
_CURATION = "CURATION_USER"
_MADE_UP = re.compile(r"(webanno|inception)-?\d+(export)?\Z")
"""Names of zips in exports of WebAnno; the annotator's is that of the document in it."""
_LIMITS = Limits(total=512 << 20)
_MARKUP = (b"<?xml", b"<xmi:XMI", b"<XMI")
_ZIP = b"PK\x03\x04"
_TYPES = "typesystem.xml"
_PROJECT = "exportedproject"

LANGUAGE = "marks of the language itself (tokens, sentences, parts of speech and the like)"
LINKS = "relations and links between marks"
UNREAD = "documents that could not be read"


class _Part(msgspec.Struct):
    """One annotator's copy of one document."""

    document: str
    who: str
    texts: list[Cas]


def is_uima(name: str, data: bytes) -> bool:
    """Tell whether a file is a document of UIMA or an export of INCEpTION, by its bytes."""
    if data.startswith(_ZIP):
        try:
            names = open_archive(name, data).names
        except Unreadable:
            return False
        return any(
            _stem(each).startswith(_PROJECT) or _ending(each) == "xmi" for each in names
        ) or any(each.lower().endswith(f"/{_TYPES}") or each.lower() == _TYPES for each in names)
    head = data[: 1 << 14]
    if looks_like_json(data):
        return b'"%FEATURE_STRUCTURES"' in head or b'"%TYPES"' in head
    return b"http://www.omg.org/XMI" in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        _MARKUP
    )


def read_uima(file: str, data: bytes) -> Project:
    """Read a project or document of INCEpTION, WebAnno or another UIMA program.

    Args:
        file: the user's name for it; a single document is named by it.
        data: a zip (a project, or a document with its type system), an .xmi or a JSON CAS.

    Raises:
        Unreadable: it is none of these, is damaged or unsafe, or holds no text.
    """
    draft = ProjectDraft("INCEpTION or another UIMA program")
    layers = Layers()
    if data.startswith(_ZIP):
        archive = open_archive(file, data, limits=_LIMITS)
        layers = _project(archive, draft)
        parts = list(_archived(archive, draft))
    else:
        texts = _texts(draft, file, data, Types(), "")
        title = next((each.title for each in texts if each.title), "")
        draft.project.name = title or PurePosixPath(file).stem
        parts = [_Part(draft.project.name, "", texts)]
        if not looks_like_json(data):
            draft.note(
                "no type system came with the file, so what its features hold was told by their"
                " values"
            )
    if not any(part.texts for part in parts):
        raise Unreadable(
            "There is no text in it; nothing was read.",
            "Export the project with its annotations as “UIMA CAS XMI” or “UIMA CAS JSON”.",
            file=file,
            code="empty",
        )
    _fill(draft, parts, layers)
    return draft.finish()


def _project(archive: Archive, draft: ProjectDraft) -> Layers:
    """Read what the project says of itself: its name, and what layers and tags are called."""
    for name in archive.names:
        if _stem(name).startswith(_PROJECT) and _ending(name) == "json":
            told = parse_json(archive.file, archive.read(name), draft.lose_halves)
            layers = read_layers(told)
            draft.project.program = "INCEpTION or WebAnno"
            draft.project.name = layers.project
            draft.project.description = layers.description
            return layers
    return Layers()


def _archived(archive: Archive, draft: ProjectDraft) -> Iterator[_Part]:
    """Yield the documents of a zip, each with its annotator."""
    types = Types()
    for name in archive.names:
        if PurePosixPath(name).name.lower() == _TYPES:
            types = read_types(archive.file, archive.read(name), name)
    for name in sorted(archive.names):
        path = PurePosixPath(name)
        room = path.parts[0].lower() if len(path.parts) > 2 else ""
        if room in ("annotation", "curation"):
            document, who = "/".join(path.parts[1:-1]), path.stem
        elif room.endswith("_ser") or len(path.parts) > 2 or _ending(name) == "zip":
            continue
        else:
            document, who = "", ""
        if _ending(name) not in ("zip", "xmi", "json") or _stem(name).startswith(_PROJECT):
            continue
        try:
            inner, texts = _packed(draft, archive, name, types)
        except Unreadable as error:
            if error.code == "too-complex":
                raise
            draft.lose(UNREAD, 1, name)
            continue
        title = next((each.title for each in texts if each.title), "")
        who = inner if inner and _MADE_UP.match(who) else who
        who = "" if who == _INITIAL else "Curation" if who == _CURATION else who
        yield _Part(document or title or path.stem, who, texts)


def _packed(
    draft: ProjectDraft, archive: Archive, name: str, types: Types
) -> tuple[str, list[Cas]]:
    """Read a member of a zip; INCEpTION packs each document into a zip of its own.

    Returns what the document is called in that zip, too: the annotator.
    """
    data = archive.read(name)
    if _ending(name) != "zip":
        return "", _texts(draft, archive.file, data, types, name)
    inner = open_archive(archive.file, data, limits=Limits(total=_LIMITS.total >> 2, entries=16))
    for each in inner.names:
        if PurePosixPath(each).name.lower() == _TYPES:
            types = read_types(archive.file, inner.read(each), name)
    held = [each for each in inner.names if _ending(each) in ("xmi", "json")]
    read = (_texts(draft, archive.file, inner.read(each), types, name) for each in held)
    stem = PurePosixPath(held[0]).stem if held else ""
    return stem, [text for texts in read for text in texts]


def _texts(draft: ProjectDraft, file: str, data: bytes, types: Types, part: str) -> list[Cas]:
    if looks_like_json(data):
        return read_json_cas(parse_json(file, data, draft.lose_halves), file, part)
    return read_xmi(file, data, types, part)


def _fill(draft: ProjectDraft, parts: list[_Part], layers: Layers) -> None:
    """Turn documents with their marks into sources and codings."""
    layers.see(mark for part in parts for text in part.texts for mark in text.marks)
    layers.tags(draft)
    sources: dict[tuple[str, str], str] = {}
    for part in _commonest_first(parts):
        coder = draft.member(part.who)
        for text in part.texts:
            key = _source(draft, sources, part, text)
            draft.lose(LINKS, text.others)
            for mark in text.marks:
                if layers.linguistic(mark.kind):
                    draft.lose(LANGUAGE)
                else:
                    _code(draft, layers, mark, source=key, coder=coder)


def _commonest_first(parts: list[_Part]) -> list[_Part]:
    """Give the copies of each document with those first whose words most of them have."""
    order = {document: place for place, document in enumerate(p.document for p in parts)}
    words = Counter((part.document, text.text) for part in parts for text in part.texts)
    return sorted(
        parts,
        key=lambda part: (
            order[part.document],
            -max((words[part.document, text.text] for text in part.texts), default=0),
        ),
    )


def _source(
    draft: ProjectDraft, sources: dict[tuple[str, str], str], part: _Part, text: Cas
) -> str:
    """Give the key of a text; annotators of a document share it while its words are the same."""
    usual = f"{part.document} ({text.view})" if text.view else part.document
    if (usual, text.text) in sources:
        return sources[usual, text.text]
    name = usual
    if any(known == usual for known, _ in sources):
        name = f"{usual} ({part.who or len(sources) + 1})"
        draft.note(f"“{usual}” has other words as “{name}”: it is a source of its own")
    key = f"source {name}"
    sources[usual, text.text] = key
    draft.source(text.text, ProjectSource(key=key, name=name, text="", language=text.language))
    return key


def _code(draft: ProjectDraft, layers: Layers, mark: Mark, *, source: str, coder: str) -> None:
    """Add the codings of one mark: one for each of its values."""
    draft.lose(LINKS, 1 if mark.relates else len(mark.references))
    if mark.relates:
        told = {"type": mark.kind, "begin": mark.start, "end": mark.end, **mark.values}
        draft.leave(LINKS, msgspec.json.encode(told).decode(), [source])
        return
    if mark.start is None or mark.end is None:
        draft.lose(OUTSIDE)
        return
    note = layers.note(mark)
    for path in layers.paths(mark):
        coding = ProjectCoding(
            key=f"coding {source} {coder} {mark.start}-{mark.end} {'>'.join(path)}",
            source=source,
            start=mark.start,
            end=mark.end,
            code="",
            by=coder,
            note=note,
        )
        if draft.coding(coding, utf16=True):
            coding.code = draft.code(path)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.lower()
