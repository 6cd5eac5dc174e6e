"""Sayings: what one speaker said and nobody else did, to find it again in other texts.

Words are compared without case and with typographic variants folded. A run of `RUN` words that
only this speaker has said is theirs wherever it stands; a shorter one is theirs inside quotation
marks. A whole turn of fewer words counts as a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from heddle.text.folding import FOLDED

RUN: Final = 5
"""So many words in a row are no coincidence."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED: Final = re.compile(r"“([^”]{1,120})”|„([^“]{1,120})“|»([^«]{1,120})«|\"([^\"]{1,120})\"")

Span = tuple[int, int]


class Sayings:
    """The runs of words that are one speaker's own."""

    def __init__(self, own: Iterable[str], others: Iterable[str] = ()) -> None:
        self._runs: set[tuple[str, ...]] = set()
        for text in own:
            words = [word for word, _, _ in _words(text)]
            for length in range(1, RUN + 1):
                self._runs.update(_grams(words, length))
        self._whole = {
            run for text in own if (run := tuple(w for w, _, _ in _words(text))) and len(run) < RUN
        }
        for text in others:
            if not self._runs:
                break
            words = [word for word, _, _ in _words(text)]
            for length in range(1, RUN + 1):
                self._runs.difference_update(_grams(words, length))
        self._whole &= self._runs

    def __bool__(self) -> bool:
        """Whether there is anything that only this speaker said."""
        return bool(self._runs)

    def passages(self, text: str) -> list[Span]:
        """Return where a text has this speaker's words: [start, end) in code points, in order."""
        if not self._runs or not text:
            return []
        words = list(_words(text))
        found = list(self._repeated(words))
        for match in _QUOTED.finditer(text):
            group = next(i for i, value in enumerate(match.groups(), 1) if value is not None)
            inside = [w for w, _, _ in _words(match[group])]
            if inside and len(inside) < RUN and tuple(inside) in self._runs:
                found.append(match.span(group))
        return merged(found)

    def _repeated(self, words: list[tuple[str, int, int]]) -> Iterator[Span]:
        plain = [word for word, _, _ in words]
        lengths = sorted({len(run) for run in self._whole} | {RUN})
        for length in lengths:
            known = self._runs if length == RUN else self._whole
            for place in range(len(plain) - length + 1):
                if tuple(plain[place : place + length]) in known:
                    yield words[place][1], words[place + length - 1][2]


class Names:
    """Codes and labels of a person, as whole words."""

    def __init__(self, names: Iterable[str]) -> None:
        # A bare number is in every text, and no name.
        wanted = sorted({n.strip() for n in names if _telling(n)}, key=len, reverse=True)
        joined = "|".join(re.escape(name) for name in wanted)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{joined})(?![^\W_])") if wanted else None

    def passages(self, text: str) -> list[Span]:
        """Return where a text names the person."""
        return [match.span() for match in self._pattern.finditer(text)] if self._pattern else []


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch or overlap joined."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def replaced(text: str, spans: Iterable[Span], put: Callable[[str], str]) -> str:
    """Return a text with each span replaced by what `put` makes of its words."""
    parts: list[str] = []
    done = 0
    for start, end in merged(spans):
        parts += [text[done:start], put(text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def masked(words: str) -> str:
    """Return as many full blocks as there are characters, line ends kept: offsets stay true."""
    return "".join(c if c == "\n" else "█" for c in words)


def strings(value: Any) -> Iterator[str]:
    """Yield all texts within a JSON-ready value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON-ready value with all texts in it changed; the keys of objects stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [changed(item, change) for item in value]
    if isinstance(value, dict):
        return {key: changed(item, change) for key, item in value.items()}
    return value


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(text):
        plain = "".join(FOLDED.get(c, c) for c in match[0])
        yield plain.casefold(), match.start(), match.end()


def _grams(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    for place in range(len(words) - length + 1):
        yield tuple(words[place : place + length])


def _telling(name: str) -> bool:
    bare = name.strip()
    return len(bare) > 1 and not bare.isdecimal()
