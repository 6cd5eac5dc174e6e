"""In which languages the talk of a study is, beside those that a model was made for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from heddle.log.view import View
from heddle.study.sources import Source


class Foreign(msgspec.Struct, kw_only=True):
    """A language of the study that a model was not made for."""

    language: str
    """Its code, as the sources have it; empty: they do not say."""
    sources: int


def foreign_to(view: View, languages: Sequence[str]) -> list[Foreign]:
    """Return the languages of the study's sources that are not among those of a model.

    "en-GB" is English to a model for "en". A model of which nobody said for what it was made is
    foreign to all.
    """
    known = {_plain(code) for code in languages}
    counted = Counter(_plain(source.language) for source in view.find(Source))
    return [
        Foreign(language=language, sources=count)
        for language, count in sorted(counted.items())
        if not known or (language and language not in known)
    ]


def _plain(code: str) -> str:
    return code.strip().lower().replace("_", "-").partition("-")[0]
