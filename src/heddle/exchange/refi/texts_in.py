"""Texts on their way in: what is written in a source, note or transcript."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.refi.container_in import Raw
from heddle.exchange.refi.offsets_in import (
    Counted,
    Edges,
    Found,
    Held,
    Measure,
    Prior,
    Way,
    quotes_of,
)
from heddle.exchange.refi.taking import Taking
from heddle.exchange.refi.tree_in import below, first, key_of, number, words_of


class Written:
    """One text of the project: the element that states it, and its words."""

    def __init__(self, element: etree._Element, name: str, raw: Raw) -> None:
        self.element = element
        self.name = name
        self.counted = Counted(Held.of(raw), [*_edges(element)])
        self.measure = Measure(self.counted.held, Way())
        self.points: dict[str, tuple[int | None, int | None]] = {}
        """Sync points by key: place in the text, and milliseconds."""

    @property
    def text(self) -> str:
        """The words, with line feeds for line ends."""
        return self.counted.text

    def settle(self, found: Found) -> None:
        """Read offsets as was found."""
        self.measure = Measure(self.counted.held, found.way)
        for point in below(self.element, "SyncPoint"):
            at = number(point.get("position"))
            place = None if at is None else self.measure.point(at)
            self.points[key_of(point.get("guid"))] = place, number(point.get("timeStamp"))


def read_text(taking: Taking, element: etree._Element, name: str) -> Raw | None:
    """Return the words of a source or note, None where they are not in the project.

    A text stands in the XML, in a text file beside it, or at worst only in its formatted version.
    """
    inline = first(element, "PlainTextContent")
    if inline is not None:
        return Raw("".join(map(str, inline.itertext())))
    path = element.get("plainTextPath") or ""
    raw = taking.container.text(path) if path else None
    if raw is not None:
        if raw.guessed:
            taking.note(f"“{name}” is not in UTF-8 and was read as Windows-1252")
        return raw
    rich = rich_text(taking, element)
    if rich is not None:
        taking.note(f"“{name}” has no plain text, so its words were taken from its Word file")
        return rich
    return None


def rich_text(taking: Taking, element: etree._Element) -> Raw | None:
    """Return the words of the formatted version of a text."""
    data = taking.container.member(element.get("richTextPath") or "")
    if data is None:
        return None
    from heddle.exchange.worddoc import read_docx  # noqa: PLC0415 - only few projects need it

    try:
        lines = read_docx(taking.container.file, data).lines
    except Unreadable:
        taking.lose("Word files in it that cannot be read")
        return None
    return Raw("\n".join(line.text for line in lines))


def _edges(element: etree._Element) -> Iterator[Edges]:
    """Yield the offsets that are evidence of how a text was counted."""
    for selection in below(element, "PlainTextSelection"):
        start, end = (number(selection.get(f"{edge}Position")) for edge in ("start", "end"))
        if start is not None and end is not None:
            told = quotes_of(selection.get("name"), words_of(selection, "Description"))
            yield Edges(min(start, end), max(start, end), told)
    points = {
        key_of(point.get("guid")): number(point.get("position"))
        for point in below(element, "SyncPoint")
    }
    for selection in below(element, "TranscriptSelection"):
        start, end = (
            points.get(key_of(selection.get(f"{edge}SyncPoint"))) for edge in ("from", "to")
        )
        if start is not None and end is not None:
            told = quotes_of(selection.get("name"), words_of(selection, "Description"))
            yield Edges(min(start, end), max(start, end), told)


def settle(taking: Taking, texts: Iterable[Written], prior: Prior) -> None:
    """Decide for each text how it was counted, and say so."""
    texts = [*texts]
    pool: dict[Way, float] = defaultdict(float)
    if not prior.certain:
        for each in texts:
            for way, score in each.counted.scores.items():
                pool[way] += score
    told: dict[tuple[Way, str], list[tuple[str, Found]]] = {}
    for each in texts:
        scores = {} if prior.certain else each.counted.scores
        others = {way: pool[way] - score for way, score in scores.items()}
        found = each.counted.decide(prior, others)
        each.settle(found)
        if scores or prior.certain:
            told.setdefault((found.way, found.by), []).append((each.name, found))
    for (way, by), those in sorted(told.items(), key=lambda pair: -len(pair[1])):
        names = ", ".join(f"“{name}”" for name, _ in those[:3])
        if len(those) > 3:
            names = f"{names} (+{len(those) - 3})"
        why = _why(by, [found for _, found in those])
        taking.note(f"offsets in {names} were read as {way}: {why}")


def _why(by: str, found: list[Found]) -> str:
    """Say what speaks for a way of counting."""
    edges, clean = sum(f.edges for f in found), sum(f.clean for f in found)
    if not edges:
        return "so the file says of itself"
    if by == "no difference":
        return f"no other way makes a difference ({clean} of {edges} edges are edges of words)"
    rival = sum(f.next_clean for f in found)
    score = f"{clean} of {edges} edges are edges of words, {rival} in the next best way"
    quotes = sum(f.quotes for f in found)
    if quotes:
        quoted = sum(f.quoted for f in found)
        return f"{quoted} of {quotes} quotations match ({score})"
    if by == "evidence":
        return f"by the evidence ({score})"
    if by == "origin":
        return f"as the program that wrote it counts ({score})"
    return f"as in the other texts, or by the standard ({score})"
