"""Reading a corpus out of the query tables, part by part, so that an edit costs little."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

import msgspec
import numpy as np
import sqlalchemy as sa

from heddle.findings.corpus import NO_CODINGS, Book, Codings, Corpus, Index, People, Turns
from heddle.findings.speakers import read_people
from heddle.findings.transcripts import read_sizes, read_turns
from heddle.log import tables
from heddle.log.ids import made_at
from heddle.log.view import View
from heddle.study.codes import tree
from heddle.study.codings import Coding
from heddle.study.columns import tuples
from heddle.study.sources import Turn
from heddle.study.themes import Feed

_PEOPLE: Final = frozenset({
    "sources", "participants", "members", "sessions", "attendances", "speakers", "guides",
    "questions", "question_uses", "withdrawals", "studies",
})  # fmt: skip
_BOOK: Final = frozenset({"codes", "theme_codes"})
_CHUNK: Final = 500
_FEW: Final = 2000
"""So many codings are woven in one by one; more are read with all the others."""
_ARRAYS: Final = tuple(name for name in Codings.__struct_fields__ if name != "id")


class Parts(msgspec.Struct):
    """What a corpus is made of, with what is needed to read a part of it anew."""

    people: People
    book: Book
    turns: Turns
    codings: Codings
    sizes: dict[str, tuple[int, int]]
    """Code points and words of each turn's text, by id."""
    turn_at: dict[str, int]


def read(
    view: View, known: Parts | None, touched: Collection[str] | None, since: int, seq: int = 0
) -> tuple[Parts, Corpus]:
    """Return a corpus and its parts; what is known stays where its kinds were not touched.

    Args:
        view: the study.
        known: the parts as of `since`; None: read everything.
        touched: kinds of records that were touched after `since`, up to `seq`.
        since: the step as of which the parts are known.
        seq: the step as of which the corpus is.
    """
    kinds = set(touched or ())
    if known is None or "erasures" in kinds:
        people, book = read_people(view), _book(view)
        sizes = read_sizes(view, {}, None)
        turns = read_turns(view, people, sizes)
        parts = Parts(people, book, turns, NO_CODINGS, sizes, _places(turns.id))
        parts.codings = _codings(view, parts)
        return parts, _corpus(parts, seq)
    parts = msgspec.structs.replace(known)
    if kinds & _BOOK:
        parts.book = _book(view)
    if kinds & _PEOPLE:
        parts.people = read_people(view)
    if kinds & (_PEOPLE | {"turns"}):
        changed = _touched_ids(view, Turn.kind, since, seq) if "turns" in kinds else set()
        parts.sizes = read_sizes(view, known.sizes, changed)
        parts.turns = read_turns(view, parts.people, parts.sizes)
        parts.turn_at = _places(parts.turns.id)
    if kinds & (_PEOPLE | {"turns"}):
        parts.codings = _codings(view, parts)
        return parts, _corpus(parts, seq)
    if "codes" in kinds:
        parts.codings = _recoded(known, parts.book)
    if "codings" in kinds:
        parts.codings = _codings(view, parts, _touched_ids(view, Coding.kind, since, seq))
    return parts, _corpus(parts, seq)


def _corpus(parts: Parts, seq: int) -> Corpus:
    return Corpus(seq, parts.people, parts.turns, parts.book, parts.codings)


def _touched_ids(view: View, kind: str, since: int, seq: int) -> set[str]:
    p = tables.patches.c
    statement = sa.select(p.record).where(tables.pid_range(since + 1, seq), p.kind == kind)
    return set(view.connection.execute(statement.distinct()).scalars())


def _book(view: View) -> Book:
    ordered = tree(view)
    codes = [code for code, _, _ in ordered]
    depths = [depth for _, depth, _ in ordered]
    until = [len(codes)] * len(codes)
    for at in range(len(codes)):
        stop = at + 1
        while stop < len(codes) and depths[stop] > depths[at]:
            stop += 1
        until[at] = stop
    place = {code.id: at for at, code in enumerate(codes)}
    feeds: dict[str, list[int]] = {}
    for feed in view.find(Feed):
        if feed.code in place:
            feeds.setdefault(feed.theme, []).append(place[feed.code])
    paths = [path for _, _, path in ordered]
    return Book(codes=codes, depth=depths, path=paths, until=until, feeds=feeds)


def _codings(view: View, parts: Parts, changed: set[str] | None = None) -> Codings:
    """Return all codings; where only some have changed the others stay as they are known."""
    c = view.table(Coding).c
    statement = sa.select(
        c.id, c.code, c.turn, c.start, c.end_turn, c.end, c.coder, c.made
    ).where(c.gone.is_(False))  # fmt: skip
    if changed is None or len(changed) > _FEW:
        return _placed(tuples(view, statement), parts)
    wanted = sorted(changed)
    fresh = [
        row
        for begin in range(0, len(wanted), _CHUNK)
        for row in tuples(view, statement.where(c.id.in_(wanted[begin : begin + _CHUNK])))
    ]
    known = parts.codings
    keep = np.array([coding not in changed for coding in known.id], dtype=np.bool_)
    return _woven(known.only(keep), _placed(fresh, parts))


def _placed(rows: list[tuple[Any, ...]], parts: Parts) -> Codings:
    """Return rows of codings as arrays; those are left out whose ends a merge has lost."""
    turns = parts.turns
    if not rows or not len(turns):
        return NO_CODINGS
    ids, code, first, start, last, end, coder, made = [
        list(column) for column in zip(*rows, strict=True)
    ]
    begin, stop = _indexes(first, parts.turn_at), _indexes(last, parts.turn_at)
    codes = _indexes(code, _places(one.id for one in parts.book.codes))
    coders = _indexes(coder, _places(one.id for one in parts.people.members))
    offset = np.array(start, dtype=np.int64) + turns.start[begin]
    until = np.array(end, dtype=np.int64) + turns.start[stop]
    held = (begin >= 0) & (stop >= begin) & (codes >= 0) & (until > offset)
    held &= turns.source[begin] == turns.source[stop]
    moments = [_when(one, told) for one, told in zip(ids, made, strict=True)]
    found = Codings(
        id=ids,
        code=codes,
        source=turns.source[begin],
        start=offset,
        end=until,
        first=begin,
        last=stop,
        coder=coders,
        made=np.array(moments, dtype=np.int64),
    )
    return _sorted(found.only(held))


def _recoded(known: Parts, book: Book) -> Codings:
    """Return codings as they are known under the codes of another book."""
    place = _places(code.id for code in book.codes)
    moved = _indexes([code.id for code in known.book.codes], place)
    codes = moved[known.codings.code] if len(moved) else known.codings.code
    return msgspec.structs.replace(known.codings, code=codes).only(codes >= 0)


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {one: at for at, one in enumerate(ids)}


def _indexes(values: list[str], places: dict[str, int]) -> Index:
    return np.array([places.get(value, -1) for value in values], dtype=np.int32)


def _sorted(found: Codings) -> Codings:
    """Return codings in reading order: by source, where they begin, and id."""
    order = np.lexsort((np.array(found.id, dtype=np.str_), found.start, found.source))
    ids = found.id
    return Codings(id=[ids[at] for at in order.tolist()], **_each(found, lambda one: one[order]))


def _woven(known: Codings, fresh: Codings) -> Codings:
    """Return two lists in reading order as one; made for a few fresh ones among many."""
    keys = list(zip(known.source.tolist(), known.start.tolist(), known.id, strict=True))
    wanted = zip(fresh.source.tolist(), fresh.start.tolist(), fresh.id, strict=True)
    places = [bisect.bisect(keys, key) for key in wanted]
    ids = list(known.id)
    for at, (place, coding) in enumerate(zip(places, fresh.id, strict=True)):
        ids.insert(place + at, coding)
    arrays = {
        name: np.insert(getattr(known, name), places, getattr(fresh, name)) for name in _ARRAYS
    }
    return Codings(id=ids, **arrays)


def _each(found: Codings, change: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: change(getattr(found, name)) for name in _ARRAYS}


def _when(record: str, told: str) -> int:
    """Return when a coding was made, in milliseconds since 1970 in UTC."""
    if told:
        try:
            moment = dt.datetime.fromisoformat(told)
        except ValueError:
            moment = made_at(record)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return int(moment.timestamp() * 1000)
    return int(record[:8] + record[9:13], 16)
