"""Texts of a Label Studio task, and where its regions are in them.

A task's data are fields with names of the user's own. Which of them holds the text, and how places
in it are counted, is told by the words that each region quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from heddle.exchange.json_objects import Object, objects, text_of, whole_of
from heddle.exchange.taguette_text import Document
from heddle.text.cleaned import Cleaned

Kind = Literal["text", "page", "paragraphs"]
_USUAL = ("text", "content", "body", "html", "dialogue", "paragraphs")
_SPEAKER = ("author", "speaker", "name", "role")
_LONGEST = 100_000
"""Characters of a region that is looked for by its words."""
_MARKUP = re.compile(r"<[a-zA-Z!/][^>]*>")
_SPACE = re.compile(r"(?:\s|\\n|\ufeff|\0)+")


class Place(msgspec.Struct, frozen=True):
    """A stretch of a field's `raw`, in code points."""

    start: int
    end: int
    searched: bool = False
    """Found by its words, because its offsets lead elsewhere."""


class Field(msgspec.Struct):
    """One text of a task."""

    kind: Kind
    raw: str
    """What becomes the source, before it is cleaned."""
    utf16: bool = False
    page: Document | None = None
    starts: list[tuple[int, str]] = []
    """Where each paragraph's words begin, and the words."""

    def place(self, value: Object) -> Place | None:
        """Find a region: by its offsets where its words are there, else by its words."""
        found = self.stretch(value, utf16=self.utf16)
        quoted = _bare(text_of(value.get("text")))
        if found is not None and (not quoted or _bare(self._words(found)) == quoted):
            return Place(*found)
        return self._searched(text_of(value.get("text"))) if quoted else None

    def agrees(self, value: Object) -> bool:
        """Tell whether a region's words are where it says."""
        found = self.stretch(value, utf16=self.utf16)
        quoted = _bare(text_of(value.get("text")))
        return found is not None and bool(quoted) and _bare(self._words(found)) == quoted

    def stretch(self, value: Object, *, utf16: bool) -> tuple[int, int] | None:
        """Give a region's stretch of `raw` by its offsets; None where they lead nowhere."""
        if self.kind == "paragraphs":
            return self._in_paragraphs(value, utf16=utf16)
        held = value
        if self.kind == "page":
            told = value.get("globalOffsets")
            held = told if isinstance(told, dict) else {}
        start, end = whole_of(held.get("start")), whole_of(held.get("end"))
        if start is None or end is None:
            return None
        if self.page is None:
            return _points(self.raw, start, end, utf16=utf16)
        found = _points(self.page.raw, start, end, utf16=utf16)
        if found is None:
            return None
        shown = self.page.start_of(found[0]), self.page.end_of(found[1])
        return shown if shown[0] < shown[1] else None

    def _in_paragraphs(self, value: Object, *, utf16: bool) -> tuple[int, int] | None:
        edges = []
        for number, offset in (("start", "startOffset"), ("end", "endOffset")):
            which, at = whole_of(value.get(number)), whole_of(value.get(offset))
            if which is None or at is None or not 0 <= which < len(self.starts):
                return None
            before, words = self.starts[which]
            found = _points(words, at, at, utf16=utf16)
            if found is None:
                return None
            edges.append(before + found[0])
        return (edges[0], edges[1]) if edges[0] < edges[1] else None

    def _words(self, found: tuple[int, int]) -> str:
        words = self.raw[found[0] : found[1]]
        if self.kind != "paragraphs":
            return words
        # Between paragraphs stand labels that are no part of what was marked.
        cut = []
        for before, said in self.starts:
            first, last = max(found[0], before), min(found[1], before + len(said))
            cut.append(self.raw[first:last] if first < last else "")
        return " ".join(cut)

    def _searched(self, words: str) -> Place | None:
        """Find words that stand once, whatever white space is between them."""
        pieces = words.replace("\\n", "\n").split()
        if not pieces or len(words) > _LONGEST:
            return None
        pattern = re.compile(r"\s+".join(map(re.escape, pieces)))
        found = [each.span() for each, _ in zip(pattern.finditer(self.raw), range(2), strict=False)]
        return Place(*found[0], searched=True) if len(found) == 1 else None


def fields_of(data: Object, results: Sequence[Object]) -> dict[str, Field]:
    """Give the texts of a task that regions are of; the likeliest one where none is.

    Args:
        data: the task's fields.
        results: all results of all its annotations.
    """
    held = dict(_candidates(data, results))
    if not held:
        return {}
    values = [value for each in results if isinstance(value := each.get("value"), dict)]
    values = [value for value in values if "start" in value]
    for field in held.values():
        field.utf16 = _counted_in_utf16(field, values)
    order = sorted(held, key=lambda name: (_rank(name, results), -len(held[name].raw)))
    used = {}
    for value in values:
        name = next((each for each in order if held[each].agrees(value)), "")
        if name:
            used[name] = held[name]
    return {name: used[name] for name in order if name in used} or {order[0]: held[order[0]]}


def _counted_in_utf16(field: Field, values: Sequence[Object]) -> bool:
    """Decide how places are counted: by where more of the quoted words are."""
    counts = []
    for utf16 in (False, True):
        trial = msgspec.structs.replace(field, utf16=utf16)
        counts.append(sum(trial.agrees(value) for value in values))
    return counts[1] > counts[0]


def _rank(name: str, results: Sequence[Object]) -> int:
    """Say how likely a field is the text: named as a control's target, or as texts are."""
    if any(text_of(each.get("to_name")) == name for each in results):
        return 0
    return 1 + _USUAL.index(name.lower()) if name.lower() in _USUAL else 1 + len(_USUAL)


def _candidates(data: Object, results: Sequence[Object]) -> Iterator[tuple[str, Field]]:
    pages = any(
        text_of(each.get("type")) == "hypertextlabels"
        or "globalOffsets" in (each.get("value") or {})
        for each in results
        if isinstance(each.get("value"), dict)
    )
    for name, value in data.items():
        if isinstance(value, str) and Cleaned(value).text.strip():
            if pages and _MARKUP.search(value):
                page = Document(Cleaned(value).text)
                if page.text.strip():
                    yield name, Field("page", page.text, page=page)
            else:
                yield name, Field("text", value)
        elif (told := objects(value)) and (field := _paragraphs(told)):
            yield name, field


def _paragraphs(told: Sequence[Object]) -> Field | None:
    """Give a list of paragraphs as a text: “Speaker: words”, one line each."""
    words = _key(told, ("text", "content", "body", "utterance", "message"))
    speaker = _key(told, _SPEAKER)
    if not words:
        return None
    lines: list[str] = []
    starts: list[tuple[int, str]] = []
    at = 0
    for each in told:
        said = text_of(each.get(words))
        who = " ".join(text_of(each.get(speaker)).split()) if speaker else ""
        front = f"{who}: " if who else ""
        starts.append((at + len(front), said))
        lines.append(front + said)
        at += len(lines[-1]) + 1
    return Field("paragraphs", "\n".join(lines), starts=starts)


def _key(told: Sequence[Object], wanted: Sequence[str]) -> str:
    return next((each for each in wanted if any(text_of(one.get(each)) for one in told)), "")


def _points(text: str, start: int, end: int, *, utf16: bool) -> tuple[int, int] | None:
    """Give offsets as code points of a text; None where they are outside it."""
    if not utf16:
        return (start, end) if 0 <= start <= end <= len(text) else None
    data = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= start <= end <= len(data) // 2:
        return None
    first = len(data[: 2 * start].decode("utf-16-le", "surrogatepass"))
    return first, first + len(data[2 * start : 2 * end].decode("utf-16-le", "surrogatepass"))


def _bare(words: Any) -> str:
    """Give words without white space, which the program writes as it likes."""
    return _SPACE.sub("", str(words))
