"""Keyness: the words that one group says more often, as bars, with how many people say them."""

from __future__ import annotations

from typing import Final

from heddle.findings.keyness import Keyness, KeyWord
from heddle.report.figures.picture import Given, picture, traced
from heddle.report.figures.sheet import Sheet, widest
from heddle.report.model import Figure

_WIDTH: Final = 330.0
_TALL: Final = 21.0
_TOP: Final = 34.0
_MOST: Final = 20


def key_words(found: Keyness, *, team: bool) -> Figure:
    """Draw the words of one group against those of others.

    A bar is as long as the word is more frequent here (log ratio); a hatched one is said by one
    person only.

    Args:
        found: The words.
        team: For the team: words of fewer than two people are shown too.
    """
    rows = [word for word in found.words if team or word.people_here > 1][:_MOST]
    sheet = Sheet("words", 0)
    left = widest([word.word for word in rows], most=150) + 14
    sheet.width = left + _WIDTH + 190
    most = max((word.log_ratio for word in rows), default=1.0)
    sheet.text(left, 14, "log ratio: 1 is twice as frequent", "soft", size=11)
    sheet.text(left + _WIDTH + 12, 14, "said by, of the group", "soft", size=11)
    for at, word in enumerate(rows):
        y = _TOP + at * _TALL
        width = word.log_ratio / most * _WIDTH
        sheet.text(left - 8, y + 4, word.word, anchor="end", room=left - 10)
        sheet.rect(left, y - 8, width, _TALL - 6, "two", f"{word.word}: {word.here} times here, "
                   f"{word.there} elsewhere")  # fmt: skip
        if word.people_here == 1:
            sheet.hatch(left, y - 8, width, _TALL - 6)
        inside = width > 40
        sheet.text(left + (width - 5 if inside else width + 5), y + 4, f"{word.log_ratio:.1f}",
                   "ink" if inside else "soft", "end" if inside else "start", 11)  # fmt: skip
        for n in range(min(found.people_here, 14)):
            sheet.circle(left + _WIDTH + 18 + n * 12, y, 4, "mark" if n < word.people_here else
                         "rule")  # fmt: skip
    tested = any(word.g2 is not None for word in rows)
    against = (
        "all other groups" if found.against == "all other groups" else f"group {found.against}"
    )
    told = ", ".join(word.word for word in rows[:10])
    columns = ["Word", "Here", "Elsewhere", "Log ratio", "People here", "People elsewhere",
               "Dispersion"]  # fmt: skip
    return picture(
        sheet,
        title=f"Words of group {found.group} against {against}",
        told=f"Most over-used: {told}." if told else "No word is said often enough to compare.",
        caption=f"Words that group {found.group} says more often than {against}; a dot for each "
        f"person who says it. {found.warning if tested else found.reason}",
        columns=(*columns, "G2", "p, adjusted") if tested else columns,
        rows=[_row(word, found.group, tested=tested) for word in rows],
        numbers=range(1, 9) if tested else range(1, 7),
        notes=[found.warning, *([f"No test is made. {found.reason}"] if found.reason else [])],
    )


def _row(word: KeyWord, group: str, *, tested: bool) -> list[Given]:
    row: list[Given] = [
        word.word,
        traced(str(word.here), word.turns, f"turns of group {group} with “{word.word}”"),
        word.there,
        word.log_ratio,
        word.people_here,
        word.people_there,
        word.dispersion,
    ]
    if tested:
        row += [word.g2, "–" if word.p is None else _chance(word.p)]
    return row


def _chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
