"""What people name when they ask for findings: coders, codes and sources, found by name or id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from heddle.errors import NotFound
from heddle.findings.corpus import Corpus
from heddle.study.codes import path_key
from heddle.study.rules import name_key


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was named."""

    at: int
    """Its index in the corpus."""
    id: str
    name: str


def wanted_coders(book: Corpus, names: Sequence[str]) -> list[Wanted]:
    """Return the named members, or everybody who coded; raises NotFound."""
    every = [Wanted(at=at, id=one.id, name=one.name) for at, one in enumerate(book.members)]
    if not names:
        coded = set(book.codings.coder.tolist())
        return [one for one in every if one.at in coded]
    return _named(every, names, "team member")


def wanted_sources(book: Corpus, names: Sequence[str]) -> list[Wanted]:
    """Return the named sources, or all; raises NotFound."""
    every = [Wanted(at=at, id=one.id, name=one.name) for at, one in enumerate(book.sources)]
    return _named(every, names, "source") if names else every


def wanted_codes(
    book: Corpus, names: Sequence[str], used: npt.NDArray[np.int64], *, domains: bool = False
) -> list[Wanted]:
    """Return the named codes by name, path or id; else all that were used; raises NotFound.

    Domains are codes with codes below them; without names all of which anything was used.
    """
    every = [Wanted(at=at, id=one.id, name=book.book.path[at]) for at, one in enumerate(book.codes)]
    if names:
        return list(dict.fromkeys(_code(book, every, name) for name in names))
    seen = set(used.tolist())
    if domains:
        return [
            one for one in every if len(book.below(one.at)) > 1 and seen & set(book.below(one.at))
        ]
    return [one for one in every if one.at in seen]


def _code(book: Corpus, every: list[Wanted], name: str) -> Wanted:
    for one in every:
        if one.id == name or path_key(one.name) == path_key(name):
            return one
    alike = [one for one in every if name_key(book.codes[one.at].name) == name_key(name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise NotFound(
            f"There are {len(alike)} codes called “{name[:60]}”.",
            f"Give the path: {alike[0].name}.",
            code="several",
        )
    raise NotFound(
        f"There is no code “{name[:60]}” in this study.", "See “heddle codes” for the codebook."
    )


def _named(every: list[Wanted], names: Iterable[str], what: str) -> list[Wanted]:
    found: dict[str, Wanted] = {}
    for name in names:
        one = next((e for e in every if e.id == name or name_key(e.name) == name_key(name)), None)
        if one is None:
            known = ", ".join(e.name for e in every[:12])
            raise NotFound(
                f"There is no {what} “{name[:60]}” in this study.",
                f"There are: {known}." if known else f"There is no {what} yet.",
            )
        found[one.id] = one
    return list(found.values())
