"""Sources on their way in: texts with their selections and codings; what is no text is kept."""

from __future__ import annotations

import base64
import copy
from typing import Final, get_args

from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.project import (
    DESCRIPTION,
    Form,
    ProjectMemo,
    ProjectSource,
    ProjectSpan,
    ProjectTime,
)
from heddle.exchange.refi import kept
from heddle.exchange.refi.container_in import Raw
from heddle.exchange.refi.elements import Elements
from heddle.exchange.refi.offsets_in import Place
from heddle.exchange.refi.people_in import Variables
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.sources_out import VARIABLE
from heddle.exchange.refi.taking import Taking
from heddle.exchange.refi.texts_in import Written, read_text
from heddle.exchange.refi.tree_in import (
    below,
    first,
    key_of,
    lines_of,
    moment,
    number,
    tag,
    words_of,
)

KINDS: Final = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")
_MEDIA: Final = ("AudioSource", "VideoSource")
_FORMS: Final[dict[str, Form]] = {form: form for form in get_args(Form)}
_ELEMENTS: Final = Elements("", PROFILES["standard"])
_OURS: Final = {_ELEMENTS.guid(VARIABLE, name).lower(): name for name in ("language", "form")}
"""Variables that Heddle itself writes at a source, by key."""


class Sources:
    """The sources of a project, gathered first and made once it is known how they count."""

    def __init__(self, taking: Taking, root: etree._Element) -> None:
        """Gather all texts."""
        self._taking = taking
        self.texts: list[Written] = []
        self._by_source: dict[etree._Element, list[Written]] = {}
        self._room = kept.MOST
        self._elements = [*below(first(root, "Sources"), *KINDS)]
        for element in self._elements:
            for holder, name in _holders(element):
                raw = self._words(element, holder, name)
                if raw is not None:
                    text = Written(holder, name, raw)
                    self.texts.append(text)
                    self._by_source.setdefault(element, []).append(text)

    def _words(self, element: etree._Element, holder: etree._Element, name: str) -> Raw | None:
        raw = read_text(self._taking, holder, name) if len(holder) or holder.attrib else None
        if raw is None and tag(element) == "PDFSource":
            raw = self._pdf_words(element)
        if raw is None and tag(element) != "PictureSource":
            path = holder.get("plainTextPath") or holder.get("richTextPath") or ""
            self._taking.lose(
                "texts that are not in the file, with all that was coded in them",
                f"“{name}” ({_last(path) or 'no file is named'})",
            )
        return raw

    def _pdf_words(self, element: etree._Element) -> Raw | None:
        """Read the words of a PDF that comes without a text of its own."""
        data = self._taking.container.member(element.get("path") or "")
        if data is None:
            return None
        from heddle.exchange.pdfpages import read_pdf  # noqa: PLC0415 - only few projects need it

        try:
            lines = read_pdf(self._taking.container.file, data).lines
        except Unreadable:
            return None
        return Raw("\n".join(line.text for line in lines))

    def take(self, variables: Variables) -> None:
        """Make everything of the sources."""
        for element in self._elements:
            texts = self._by_source.get(element, [])
            made = [self._source(element, text, variables) for text in texts]
            keys = [source.key for source in made]
            self._taking.refer(element, keys)
            if tag(element) == "PDFSource":
                self._areas(element, made)
            if tag(element) in (*_MEDIA, "PictureSource"):
                self._keep(element)

    def _source(
        self, element: etree._Element, text: Written, variables: Variables
    ) -> ProjectSource:
        taking, holder = self._taking, text.element
        # A source's own GUID is what cases and sets name; a transcript has one of its own.
        named = element if tag(element) in ("TextSource", "PDFSource") else holder
        source = ProjectSource(
            key=taking.own(named, "Source"),
            name=text.name,
            text=text.text,
            description=words_of(element, "Description"),
            by=taking.member(named.get("creatingUser") or element.get("creatingUser")),
            made=moment(named.get("creationDateTime") or element.get("creationDateTime")),
            form="transcript" if tag(holder) == "Transcript" else "document",
        )
        self._original(element, holder, source)
        taking.project.sources.append(source)
        for selection in below(holder, "PlainTextSelection"):
            start, end = (number(selection.get(f"{e}Position")) for e in ("start", "end"))
            if start is None or end is None:
                taking.lose("selections that do not say where they are", source.name)
                taking.keep(selection, source=source.key)
                continue
            if end < start:
                taking.note("selections whose end stood before their start were turned round")
            self._select(source, selection, text.measure.place(start, end))
        self._transcribed(source, text)
        for coding in (*below(element, "Coding"), *below(holder, "Coding")):
            if tag(element) in ("TextSource", "PDFSource") and source.text.strip():
                taking.code(coding, ProjectSpan(source=source.key, end=len(source.text)))
                taking.note("a code on a whole text was put on all of its words")
        if holder is not element:
            taking.refer(holder, [source.key])
        self._facts(element, source, variables)
        return source

    def _original(
        self, element: etree._Element, holder: etree._Element, source: ProjectSource
    ) -> None:
        """Take the file that the program kept of a text."""
        for stated, form in ((element.get("path"), "pdf"), (holder.get("richTextPath"), "docx")):
            if not stated or (form == "pdf" and tag(element) != "PDFSource"):
                continue
            data = self._taking.container.member(stated)
            if data is not None:
                source.original, source.file_format = data, form
                source.file_name = f"{source.name}.{form}"
                return
            if form == "pdf":
                self._outside(stated)

    def _outside(self, path: str) -> None:
        """Ask for a file that is not in the project; nothing outside it is opened."""
        self._taking.lose("files outside the project, which were not opened", _last(path))

    def _facts(self, element: etree._Element, source: ProjectSource, variables: Variables) -> None:
        ours = {name: variables.names.get(guid) for guid, name in _OURS.items()}
        values = variables.values(element)
        language, form = values.get(ours["language"] or ""), values.get(ours["form"] or "")
        source.language = language or source.language
        source.form = _FORMS.get(form or "", source.form)
        known = set(ours.values())
        source.values = {name: value for name, value in values.items() if name not in known}

    def _select(self, source: ProjectSource, selection: etree._Element, place: Place) -> None:
        """Take one selection of words with its codings."""
        taking = self._taking
        if place.flawed:
            taking.lose("selections that reached beyond their text, cut at its end", source.name)
        span = ProjectSpan(source=source.key, start=place.start, end=place.end)
        words = source.text[place.start : place.end]
        named = key_of(selection.get("guid"))
        if not words.strip():
            taking.lose("selections of no words", source.name)
            taking.keep(selection, source=source.key)
            return
        if named in taking.spans and taking.spans[named] != span:
            taking.lose("GUIDs that stand twice: the later thing got one of its own", named)
            selection.set("guid", taking.own(selection, "Selection"))
            named = key_of(selection.get("guid"))
        taking.spans[named] = span
        taking.kinds[named] = "Selection"
        codings = [
            made
            for coding in below(selection, "Coding")
            if (made := taking.code(coding, span, selection)) is not None
        ]
        self._remarks(source, selection, span, words, [each.key for each in codings])

    def _remarks(
        self,
        source: ProjectSource,
        selection: etree._Element,
        span: ProjectSpan,
        words: str,
        codings: list[str],
    ) -> None:
        """Take what is written at a selection: at a coding its note, else an annotation."""
        taking, named = self._taking, key_of(selection.get("guid"))
        said = words_of(selection, "Description").strip()
        if " ".join(said.split()) == " ".join(words.split()):
            said = ""  # only the words again
        taking.refer(selection, codings, span)
        if codings:
            if said:
                first_coding = taking.coded[named][0]
                first_coding.note = first_coding.note or said
            return
        if said:
            taking.project.memos.append(
                ProjectMemo(
                    key=f"{named}{DESCRIPTION}",
                    title=(selection.get("name") or "").strip(),
                    text=said,
                    spans=[span],
                    by=taking.member(selection.get("creatingUser")),
                    made=moment(selection.get("creationDateTime")),
                )
            )
        if named not in taking.owned:
            taking.keep(selection, source=source.key, words=words, start=str(span.start))

    def _transcribed(self, source: ProjectSource, text: Written) -> None:
        """Take the sync points of a transcript, and the selections between them."""
        for at, milliseconds in sorted(
            (at, ms) for at, ms in text.points.values() if at is not None and ms is not None
        ):
            if milliseconds >= 0:
                source.times.append(ProjectTime(offset=at, seconds=milliseconds / 1000))
        for selection in below(text.element, "TranscriptSelection"):
            start, end = (
                text.points.get(key_of(selection.get(name)), (None, None))[0]
                for name in ("fromSyncPoint", "toSyncPoint")
            )
            if start is None or end is None:
                count = sum(1 for _ in below(selection, "Coding"))
                what = "codings of a recording's time that has no words"
                self._taking.lose(what, source.name, count)
                self._taking.keep(selection, source=source.key)
            else:
                self._select(source, selection, Place(min(start, end), max(start, end)))

    def _areas(self, element: etree._Element, made: list[ProjectSource]) -> None:
        """Take the areas of a PDF: one with a twin in the text is that quotation."""
        taking = self._taking
        for area in below(element, "PDFSelection"):
            named = key_of(area.get("guid"))
            span = taking.spans.get(named)
            if span is None and made:
                span = self._found_words(area, made[0])
            if span is None:
                count = sum(1 for _ in below(area, "Coding"))
                taking.lose("codings of areas of PDF pages", element.get("name") or "", count)
            else:
                taking.spans.setdefault(named, span)
                have = {(each.code, each.by) for each in taking.coded.get(named, ())}
                codings = []
                for coding in below(area, "Coding"):
                    code = first(coding, "CodeRef")
                    known = (
                        key_of(code.get("targetGUID")) if code is not None else "",
                        key_of(coding.get("creatingUser") or area.get("creatingUser")),
                    )
                    if known not in have:
                        each = taking.code(coding, span, area)
                        codings += [each.key] if each is not None else []
                codings = codings or [each.key for each in taking.coded.get(named, ())]
                taking.refer(area, codings, span)
            taking.keep(area)

    @staticmethod
    def _found_words(area: etree._Element, source: ProjectSource) -> ProjectSpan | None:
        """Find the words of an area in the text of its PDF, if they stand there once."""
        words = words_of(first(area, "Representation"), "PlainTextContent").strip()
        if not words or source.text.count(words) != 1:
            return None
        at = source.text.index(words)
        return ProjectSpan(source=source.key, start=at, end=at + len(words))

    def _keep(self, element: etree._Element) -> None:
        """Keep a picture or recording, without its transcripts; small pictures with their file."""
        taking = self._taking
        path = element.get("path") or ""
        data = taking.container.member(path) if tag(element) == "PictureSource" else None
        inside = data is not None or taking.container.find(path) is not None
        if path and not inside:
            self._outside(path)
        elif inside and data is None:
            taking.container.pass_over(path)
            taking.lose("recordings in the file, to be added by themselves", _last(path))
        shell = _copy(element)
        for child in [*below(shell, "Transcript", "TextDescription")]:
            shell.remove(child)
        for name in kept.PRIVATE:
            shell.attrib.pop(name, "")
        if path and tag(element) in _MEDIA:
            shell.set("path", f"{kept.RELATIVE}{_last(path)}")  # whoever has the recording
        count = sum(1 for each in element.iter(etree.Element) if tag(each) == "Coding")
        count -= sum(
            1
            for inner in below(element, "Transcript")
            for each in inner.iter(etree.Element)
            if tag(each) == "Coding"
        )
        taking.lose("codings of pictures and recordings", element.get("name") or "", count)
        if key_of(shell.get("guid")) not in taking.kinds:
            taking.kinds[key_of(shell.get("guid"))] = "Medium"
        extra = {}
        if data is not None and len(data) <= min(kept.LARGEST_MEMBER, self._room):
            self._room -= len(data)
            extra = {
                "member": base64.b64encode(data).decode(),
                "ending": _last(path).rpartition(".")[2].lower()[:8],
            }
        elif data is not None:
            taking.lose("files of pictures, too large to be kept", _last(path))
        taking.keep(shell, **extra)


def _holders(element: etree._Element) -> list[tuple[etree._Element, str]]:
    """Return the elements of a source that state a text, with the names of those texts."""
    name = lines_of(element.get("name") or "").strip() or "Unnamed text"
    if tag(element) == "PDFSource":
        inner = first(element, "Representation")
        return [(inner if inner is not None else etree.Element("Representation"), name)]
    if tag(element) == "PictureSource":
        inner = first(element, "TextDescription")
        return [] if inner is None else [(inner, inner.get("name") or name)]
    if tag(element) in _MEDIA:
        return [
            (each, lines_of(each.get("name") or "").strip() or name)
            for each in below(element, "Transcript")
        ]
    return [(element, name)]


def _last(path: str) -> str:
    """Return a file's name without its folders, which can name a person."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2][:80]


def _copy(element: etree._Element) -> etree._Element:
    made = copy.deepcopy(element)  # not by way of text: a file that was mended may not read again
    made.tail = None
    return made
