"""A theme as it was: what it said, which codes fed it, which quotes were chosen for it.

Only the patches of the records that ever belonged to the theme are folded, so the size of the
study does not matter.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound
from heddle.log import tables
from heddle.log.clock import moment
from heddle.log.fold import Placed, fold
from heddle.log.patches import Patch
from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.columns import tuples
from heddle.study.quotes import Quote
from heddle.study.team import Member
from heddle.study.themes import Feed, Theme

_BELONGS: Final = (Feed.kind, Quote.kind)
_FIELDS: Final = ("name", "central_idea", "description", "includes", "excludes", "rationale")


class Moment(msgspec.Struct, kw_only=True):
    """A step that changed a theme, its codes or its quotes."""

    seq: int
    when: str
    """UTC, ISO 8601."""
    who: str
    operation: str


class Version(msgspec.Struct, kw_only=True):
    """A theme as it stood after a step."""

    seq: int
    there: bool
    """False before it was made and after it was taken back."""
    stage: str = ""
    texts: dict[str, str] = {}
    """Name, central idea, description, includes, excludes, rationale; as far as written."""
    codes: dict[str, str] = {}
    """Codes that fed it: id -> the name that the code has now, or had last."""
    quotes: dict[str, str] = {}
    """Quotes chosen for it: id -> the words they are taken from, without cuts."""


class Versions(msgspec.Struct, kw_only=True):
    """The moments of a theme, oldest first, and how it stood at some of them."""

    moments: list[Moment]
    versions: list[Version]


def versions(view: View, theme: str, at: list[int]) -> Versions:
    """Return the moments of a theme and how it was after each step of `at`.

    Raises:
        NotFound: no theme ever had this id.
    """
    history = _History(view, theme)
    return Versions(moments=history.moments(), versions=[history.at(seq) for seq in at])


class _History:
    """All patches of a theme and of what ever belonged to it."""

    def __init__(self, view: View, theme: str) -> None:
        self._view = view
        self._theme = theme
        self._patches = _patches(view, [theme, *_belonging(view, theme)])
        if not any(placed.patch.kind == Theme.kind for _, placed in self._patches):
            raise NotFound("There is no theme with this id.", "Choose one on the screen Themes.")

    def moments(self) -> list[Moment]:
        """Return the steps that changed the theme or what belonged to it before or after."""
        g = tables.gestures.c
        wanted = sorted({seq for seq, placed in self._patches if self._matters(seq, placed)})
        statement = sa.select(g.seq, g.clock, g.actor, g.operation).where(g.seq.in_(wanted))
        names = {member.id: member.name for member in self._view.find(Member)}
        return [
            Moment(
                seq=seq,
                when=moment(clock).isoformat(timespec="seconds"),
                who=names.get(actor, ""),
                operation=operation,
            )
            for seq, clock, actor, operation in tuples(self._view, statement.order_by(g.seq))
        ]

    def at(self, seq: int) -> Version:
        """Fold what was known after a step."""
        records: dict[str, list[Placed]] = {}
        for place, placed in self._patches:
            if place <= seq:
                records.setdefault(placed.patch.record, []).append(placed)
        theme = fold(records.pop(self._theme, []))
        if not theme.live:
            return Version(seq=seq, there=False)
        version = Version(seq=seq, there=True, stage=str(theme.fields.get("stage", "candidate")))
        version.texts = {name: text for name in _FIELDS if (text := theme.fields.get(name, ""))}
        for record, patches in records.items():
            folded = fold(patches)
            if folded.live and folded.fields.get("theme") == self._theme:
                self._add(version, patches[0].patch.kind, record, folded.fields)
        version.codes = self._named(list(version.codes))
        return version

    def _add(self, version: Version, kind: str, record: str, fields: dict[str, Any]) -> None:
        if kind == Feed.kind:
            version.codes[str(fields.get("code", ""))] = ""
        else:
            version.quotes[record] = str(fields.get("words", ""))

    def _named(self, codes: list[str]) -> dict[str, str]:
        names = {code.id: code.name for code in self._view.among(Code, "id", codes)}
        for seq_and_patch in _patches(self._view, [code for code in codes if code not in names]):
            patch = seq_and_patch[1].patch
            names[patch.record] = str(patch.after.get("name", names.get(patch.record, "")))
        return {code: names.get(code, "") for code in codes}

    def _matters(self, seq: int, placed: Placed) -> bool:
        patch = placed.patch
        if patch.record == self._theme or patch.kind == Feed.kind:
            return True
        # A quote's own words may change elsewhere: here only its coming and going counts.
        if patch.action == "set" and "theme" not in patch.after:
            return False
        before = [one for place, one in self._patches if place < seq]
        was = fold(one for one in before if one.patch.record == patch.record)
        held = was.live and was.fields.get("theme") == self._theme
        return held or patch.after.get("theme", was.fields.get("theme")) == self._theme


def _belonging(view: View, theme: str) -> list[str]:
    """Return the ids of the feeds and quotes that ever named a theme."""
    p = tables.patches.c
    names_it = p.content.contains(f'"{theme}"', autoescape=True)
    statement = sa.select(p.record).where(p.kind.in_(_BELONGS) & names_it).distinct()
    return [str(row[0]) for row in view.rows(statement)]


def _patches(view: View, records: list[str]) -> list[tuple[int, Placed]]:
    """Return all patches of some records, each with its seq, in the order of this copy."""
    if not records:
        return []
    g, p = tables.gestures.c, tables.patches.c
    statement = (
        sa.select(
            p.pid, g.clock, g.replica, g.id,
            p.kind, p.record, p.action, p.content, p.salt, p.hash,
        )
        .select_from(tables.patches)
        .join(tables.gestures, g.seq == tables.gesture_seq())
        .where(p.record.in_(records))
        .order_by(p.pid)
    )  # fmt: skip
    return [
        (
            tables.seq_of(row[0]),
            Placed(row[1], row[2], row[3], tables.index_of(row[0]), Patch(*row[4:])),
        )
        for row in tuples(view, statement)
    ]
