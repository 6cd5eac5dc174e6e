"""The page in plain language: for staff and for peer support workers, in short sentences.

It says what was decided and asked for, in English or Danish. What the analysts wrote themselves
(what staff ask for) stands in their own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from heddle.report.model import Block, Heading, Inlines, List, Paragraph, Text, Trace, runs
from heddle.report.readiness_shown import Shown, ShownArea
from heddle.study.framework import Language, framework

_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "title": "In plain language",
        "what": "We asked staff how ready this place is to work with peer support workers.",
        "groups": "{n} groups met. We listened to what they said. Then we decided, area by area.",
        "group": "One group met. We listened to what it said. Then we decided, area by area.",
        "prepared": "We are ready here",
        "partly": "We are partly ready here",
        "unprepared": "We are not ready here yet",
        "differs": "Groups are not equally ready here",
        "not discussed": "Nobody spoke about this. So we do not know",
        "open": "We have not decided here yet",
        "hidden": "Too few people spoke about this for us to show it",
        "asks": "This is what staff ask for",
        "none": "Nothing is written down yet.",
        "by": "by {date}",
        "end": "Is something missing or wrong? Please tell us. This page can be changed.",
    },
    "da": {
        "title": "I almindeligt sprog",
        "what": "Vi har spurgt medarbejderne, hvor parat stedet er til peermedarbejdere.",
        "groups": "{n} grupper mødtes. Vi lyttede. Så tog vi stilling, område for område.",
        "group": "Én gruppe mødtes. Vi lyttede. Så tog vi stilling, område for område.",
        "prepared": "Her er vi parate",
        "partly": "Her er vi delvist parate",
        "unprepared": "Her er vi ikke parate endnu",
        "differs": "Her er grupperne ikke lige parate",
        "not discussed": "Det talte ingen om. Derfor ved vi det ikke",
        "open": "Her har vi ikke taget stilling endnu",
        "hidden": "For få talte om det til, at vi kan vise det",
        "asks": "Det beder medarbejderne om",
        "none": "Der er ikke skrevet noget ned endnu.",
        "by": "senest {date}",
        "end": "Mangler der noget, eller er noget forkert? Sig det til os. Siden kan ændres.",
    },
}
_ORDER: Final = (
    "prepared", "partly", "unprepared", "differs", "not discussed", "open", "hidden"
)  # fmt: skip
_TAG: Final[dict[Language, str]] = {"en": "en", "da": "da"}


def page(found: Shown, language: Language) -> list[Block]:
    """Return the page in one language, beginning with its heading (level 2)."""
    words = _WORDS[language]
    many = words["group"] if len(found.groups) == 1 else words["groups"]
    blocks: list[Block] = [
        Heading(2, words["title"]),
        _paragraph(f"{words['what']} {many.format(n=len(found.groups))}", language),
    ]
    standing = {kind: [a for a in found.areas if stand(a) == kind] for kind in _ORDER}
    for kind in _ORDER:
        if standing[kind]:
            blocks += [
                _paragraph(f"{words[kind]}:", language, bold=True),
                List(tuple(_named(area, language) for area in standing[kind])),
            ]
    asks = [_asked(area, language) for area in found.areas]
    every = tuple(one for each in asks for one in each)
    blocks.append(_paragraph(f"{words['asks']}:", language, bold=True))
    blocks.append(List(every) if every else _paragraph(words["none"], language))
    blocks.append(_paragraph(words["end"], language))
    return blocks


def stand(area: ShownArea) -> str:
    """Return how an area stands over all groups that it is shown for.

    Groups in which it was not spoken of do not make an area ready: they are left out only where
    others spoke of it.
    """
    if area.shown == "hidden":
        return "hidden"
    statuses = list(dict.fromkeys(status for cell in area.cells for status in cell.statuses))
    spoken = [status for status in statuses if status != "not discussed"]
    if not statuses:
        return "open"
    if not spoken:
        return "not discussed"
    return spoken[0] if len(spoken) == 1 else "differs"


def _named(area: ShownArea, language: Language) -> Inlines:
    known = {each.key: each for each in framework().areas}
    there = known.get(area.key)
    text = there.plain(language) if there else area.name
    return (Trace(text, (area.id,), kind="claim", query="area of readiness", lang=_TAG[language]),)


def _asked(area: ShownArea, language: Language) -> Sequence[Inlines]:
    told = []
    for each in area.asks:
        if not each.ask:
            continue
        ends = [each.owner]
        if each.by_when:
            ends.append(_WORDS[language]["by"].format(date=each.by_when))
        end = ", ".join(part for part in ends if part)
        claim = Trace(each.ask, (each.id,), kind="claim", query="decision on readiness")
        told.append((claim, *runs(f" ({end})" if end else "")))
    return told


def _paragraph(text: str, language: Language, *, bold: bool = False) -> Paragraph:
    return Paragraph((Text(text, bold=bold, lang=_TAG[language]),))
