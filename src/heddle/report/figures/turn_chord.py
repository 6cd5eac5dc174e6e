"""The turn-taking chord: who speaks right after whom in one session."""

from __future__ import annotations

import math
from typing import Final

from heddle.findings.talk import Follows, SessionTalk
from heddle.report.figures.picture import Given, picture, share, traced
from heddle.report.figures.sheet import Sheet, short
from heddle.report.model import Figure

_SIZE: Final = 560.0
_RADIUS: Final = 185.0
_THICK: Final = 12.0
_NARROW: Final = 0.2
_SHORT: Final = 9.0
"""How far from the circle a band ends, so that its two ends can be told apart."""


def turn_chord(talk: SessionTalk) -> Figure:
    """Draw people around a circle, with a band to whoever speaks after them.

    A band is as wide as it happened often; it touches the circle where it begins, and ends short
    of it with a point.
    """
    sheet = Sheet("chord", _SIZE)
    ring = _Ring(talk)
    for each in sorted(talk.follows, key=lambda one: -one.times):
        ring.band(sheet, each)
    for at in ring.spoke:
        ring.person(sheet, at)
    sheet.height = _SIZE - 20
    silent = [part.name for part in talk.people if not part.turns]
    if silent:
        sheet.text(_SIZE / 2, _SIZE - 2, f"Silent: {', '.join(silent)}", "soft", "middle", 11)
    after = ", ".join(
        f"{talk.people[each.before].name}–{talk.people[each.after].name} {each.times}"
        for each in sorted(talk.follows, key=lambda one: -one.times)[:5]
    )
    among = (
        f"{share(talk.among.value)} of {talk.changes} changes of speaker go from a participant to "
        "a participant."
        if talk.among.value is not None
        else talk.among.reason
    )
    return picture(
        sheet,
        title=f"Who speaks after whom: {talk.name}",
        told=f"{among} Most often, first and then: {after}." if after else among,
        caption=f"Who speaks right after whom in {talk.name}; turns of one speaker in a row are "
        "one. A band leads from a speaker to the next one, is as wide as that was frequent, and "
        "ends in a point. Light: bands from and to moderators and observers.",
        columns=("First", "Then", "Times"),
        rows=[_row(talk, each.before, each.after, each.times, each.ids) for each in talk.follows],
        numbers=(2,),
        notes=talk.notes,
    )


def _row(talk: SessionTalk, before: int, after: int, times: int, ids: list[str]) -> list[Given]:
    one, other = talk.people[before].name, talk.people[after].name
    return [one, other, traced(str(times), ids, f"turns of {other} after {one}")]


class _Ring:
    """The people around the circle, each with an arc that has room for all bands of theirs."""

    def __init__(self, talk: SessionTalk) -> None:
        self.talk = talk
        self.spoke = [at for at, part in enumerate(talk.people) if part.turns]
        ends = dict.fromkeys(self.spoke, 0)
        for each in talk.follows:
            ends[each.before] += each.times
            ends[each.after] += each.times
        gap = min(0.12, math.pi / max(len(self.spoke), 1))
        free = 2 * math.pi - gap * len(self.spoke)
        self._unit = free / max(sum(ends.values()), 1)
        self.arcs: dict[int, tuple[float, float]] = {}
        angle = -math.pi / 2
        for at in self.spoke:
            width = ends[at] * self._unit if sum(ends.values()) else free / len(self.spoke)
            self.arcs[at] = angle, angle + width
            angle += width + gap
        self._slots = self._placed()

    def _placed(self) -> dict[tuple[int, int, bool], float]:
        """Return where on a person's arc the band to (or from) another one begins.

        Bands to the person who sits next come first from that side, so that few cross.
        """
        count = len(self.spoke)
        rank = {at: place for place, at in enumerate(self.spoke)}
        slots: dict[tuple[int, int, bool], float] = {}
        for at in self.spoke:
            at_angle = self.arcs[at][0]
            mine = [(each, True) for each in self.talk.follows if each.before == at]
            mine += [(each, False) for each in self.talk.follows if each.after == at]

            def turn(pair: tuple[Follows, bool], here: int = at) -> tuple[int, bool]:
                each, leaves = pair
                other = each.after if leaves else each.before
                return (rank[here] - rank[other]) % count, leaves

            for each, leaves in sorted(mine, key=turn):
                slots[each.before, each.after, leaves] = at_angle
                at_angle += each.times * self._unit
        return slots

    def band(self, sheet: Sheet, each: Follows) -> None:
        """Draw how often one person speaks after another; it ends short of the next speaker."""
        one, other = self.talk.people[each.before], self.talk.people[each.after]
        a = self._slots[each.before, each.after, True]
        b = self._slots[each.before, each.after, False]
        width = each.times * self._unit
        starts = [_at(a, _RADIUS), _at(a + width, _RADIUS)]
        ends = [_at(b, _RADIUS - _SHORT), _at(b + width, _RADIUS - _SHORT)]
        middle = f"{short(_SIZE / 2)} {short(_SIZE / 2)}"
        d = (
            f"M{_pair(starts[0])}A{short(_RADIUS)} {short(_RADIUS)} 0 0 1 {_pair(starts[1])}"
            f"Q{middle} {_pair(ends[0])}"
            f"A{short(_RADIUS - _SHORT)} {short(_RADIUS - _SHORT)} 0 0 1 {_pair(ends[1])}"
            f"Q{middle} {_pair(starts[0])}Z"
        )
        team = {one.role, other.role} != {"participant"}
        sheet.path(d, "pale" if team else "flow", f"{other.name} after {one.name}: {each.times}")
        tip = _at(b + width / 2, _RADIUS - _SHORT + 5)
        sheet.path(f"M{_pair(ends[0])}L{_pair(tip)}L{_pair(ends[1])}Z", "mark")

    def person(self, sheet: Sheet, at: int) -> None:
        """Draw a person's arc and write their name outside of it."""
        part = self.talk.people[at]
        low, high = self.arcs[at]
        outer = _RADIUS + _THICK
        large = 1 if high - low > math.pi else 0
        inner = _RADIUS + 2
        d = (
            f"M{_pair(_at(low, inner))}"
            f"A{short(inner)} {short(inner)} 0 {large} 1 {_pair(_at(high, inner))}"
            f"L{_pair(_at(high, outer))}"
            f"A{short(outer)} {short(outer)} 0 {large} 0 {_pair(_at(low, outer))}Z"
        )
        look = "mark" if part.role == "participant" else "mild"
        sheet.path(d, look, f"{part.name}: {part.turns} turns")
        angle = (low + high) / 2
        # Names of short arcs beside each other stand at two distances, so that they do not meet.
        further = 24 if high - low < _NARROW and self.spoke.index(at) % 2 else 0
        x, y = _at(angle, outer + 10 + further)
        side = math.cos(angle)
        anchor = "middle" if abs(side) < 0.3 else "start" if side > 0 else "end"
        name = part.name.removeprefix(f"{self.talk.name}-").removeprefix(f"{self.talk.name} ")
        room = x - 4 if anchor == "end" else _SIZE - x - 4 if anchor == "start" else 200
        sheet.text(x, y + 4 + (4 * math.sin(angle)), name, anchor=anchor, room=room)


def _at(angle: float, radius: float) -> tuple[float, float]:
    return _SIZE / 2 + math.cos(angle) * radius, _SIZE / 2 + math.sin(angle) * radius


def _pair(point: tuple[float, float]) -> str:
    return f"{short(point[0])} {short(point[1])}"
