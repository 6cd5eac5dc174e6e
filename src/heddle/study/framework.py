"""The readiness framework that Heddle brings along: areas, sources and questions, read from TOML.

A code of a study belongs to the framework by its `foreign_id`, which is made from the area's key
(UUID version 5, RFC 9562): it holds whatever people call the code later, in exports and in
copies, and no code is made twice.
"""

from __future__ import annotations

import uuid
from functools import cache
from importlib import resources
from typing import Final, Literal

import msgspec

from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.guide import QuestionForm

Language = Literal["en", "da"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "da")
TOP: Final = "readiness"
RECOVERY: Final = "recovery"
_SPACE: Final = uuid.UUID("6f0ab6f0-5a1c-5f0e-9a6e-3b7b6c0f7d21")


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """An area of readiness, or one way to speak of recovery (C0 to C5)."""

    key: str
    en: str
    da: str
    definition: str
    include: str = ""
    exclude: str = ""
    signal: str = ""
    """What it sounded like elsewhere."""
    cfir: str = ""
    """Domain of CFIR 2.0."""
    influence: str = ""
    """Known influence that the area answers to; empty where none was found."""
    sources: tuple[str, ...] = ()
    """Keys of what the influence is cited from."""
    plain_en: str = ""
    plain_da: str = ""
    """The area in words for everybody, to stand within a sentence."""

    def name(self, language: Language) -> str:
        """Return key and name, as the code is called."""
        return f"{self.key} {self.en if language == 'en' else self.da}"

    def plain(self, language: Language) -> str:
        """Return the area in words for everybody."""
        return self.plain_en if language == "en" else self.plain_da


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A source of the framework."""

    key: str
    short: str
    citation: str
    doi: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the guide, with the areas that it is to bring talk on."""

    en: str
    da: str
    block_en: str
    block_da: str
    areas: tuple[str, ...]
    form: QuestionForm = "key"


class GuideText(msgspec.Struct, frozen=True, kw_only=True):
    """The guide: names in both languages, and questions in order."""

    en: str
    da: str
    gap_en: str
    gap_da: str
    basis: str
    questions: tuple[Asked, ...]


class Framework(msgspec.Struct, frozen=True, kw_only=True):
    """The whole framework."""

    version: str
    names: dict[str, str]
    sources: tuple[Cited, ...]
    areas: tuple[Area, ...]
    recovery: tuple[Area, ...]
    guide: GuideText


@cache
def framework() -> Framework:
    """Return the framework."""
    file = resources.files("heddle.study").joinpath("frameworks", "readiness.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Framework)


@cache
def guid(key: str) -> str:
    """Return the `foreign_id` of the framework's code with this key."""
    return str(uuid.uuid5(_SPACE, key))


def framework_code(view: View, key: str) -> Code | None:
    """Return the study's code for a key of the framework, if it has one."""
    return view.first(Code, foreign_id=guid(key))


def below(view: View, top: str) -> dict[str, str]:
    """Return every code below `top` (its id), with the child of `top` that it stands under."""
    children: dict[str, list[str]] = {}
    for code in view.find(Code):
        children.setdefault(code.parent, []).append(code.id)
    found = {child: child for child in children.get(top, [])}
    waiting = list(found)
    while waiting:
        above = waiting.pop()
        for child in children.get(above, []):
            if child not in found:
                found[child] = found[above]
                waiting.append(child)
    return found
