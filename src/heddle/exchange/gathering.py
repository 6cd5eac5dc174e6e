"""What readers of whole projects gather while they read, and how they say what is left out."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from heddle.exchange.database import Value
from heddle.exchange.places import Count, Mark, Place, Places
from heddle.exchange.project import Project, ProjectLeftover, ProjectMember
from heddle.exchange.reading import Loss

_CTIME = re.compile(r"\w{3} +(\w{3}) +(\d{1,2}) +(\d\d:\d\d:\d\d) +(?:\w{3,5} +)?(\d{4})", re.ASCII)
"""How C and R write a moment, in English whatever the language of the computer."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?(?:\.\d+)? ?(Z|UTC|GMT)?", re.ASCII
)
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_RGB = re.compile(r"rgb\( *(\d{1,3}) *, *(\d{1,3}) *, *(\d{1,3}) *\)", re.ASCII)
_BRIGHTEST = 255


class Gathering:
    """A project on its way: members by their names, and what is lost and decided, counted."""

    def __init__(self, program: str, name: str) -> None:
        self.project = Project(program=program, name=name)
        self._losses: dict[str, tuple[int, str]] = {}
        self._members: dict[str, str] = {}
        self._verdicts: Counter[str] = Counter()
        self._ambiguous: set[int] = set()
        self._undated = 0

    def lose(self, what: str, count: int = 1, where: str = "") -> None:
        """Count something that is not taken over; the first place is kept."""
        if count:
            before, first = self._losses.get(what, (0, where))
            self._losses[what] = before + count, first

    def note(self, text: str) -> None:
        """Say what was decided by evidence."""
        self.project.notes.append(text)

    def member(self, name: str) -> str:
        """Return the key of a person by name, who becomes a member; "" for no name."""
        name = name.strip()
        if name and name not in self._members:
            self._members[name] = f"member:{name}"
            self.project.members.append(ProjectMember(key=self._members[name], name=name))
        return self._members.get(name, "")

    def moment(self, text: str, *, utc: bool = False) -> str:
        """Return a moment as ISO 8601; one that cannot be read is lost and counted."""
        found = moment(text, utc=utc)
        self._undated += bool(text.strip()) and not found
        return found

    def colour(self, text: str) -> str:
        """Return a colour as #RRGGBB; one written otherwise is lost and counted."""
        found = colour(text)
        if text.strip() and not found:
            self.lose("colours that are not written as #rrggbb")
        return found

    def keep(
        self, what: str, row: Mapping[str, Value], key: str, about: Sequence[str] = ()
    ) -> None:
        """Keep a row that has no place in a study, as JSON with the names of its columns."""
        self.project.leftovers.append(
            ProjectLeftover(
                what=what,
                data=msgspec.json.encode(_sayable(row)).decode(),
                about=[each for each in about if each],
                key=key,
            )
        )

    def placed(
        self, places: Places, marks: Sequence[Mark], prior: Sequence[Count] = ()
    ) -> list[Place]:
        """Place the marks of one text and count how they were placed."""
        found = places.settle(marks, prior)
        self._verdicts.update(place.verdict for place in found)
        if marks and len(places.counts) > 1:
            self._ambiguous.add(id(places))
        return found

    def finished(self) -> Project:
        """Return the project with its losses and notes."""
        self.lose("dates that cannot be read", self._undated)
        self.lose("stretches outside their text", self._verdicts["outside"])
        self.lose("stretches without a word", self._verdicts["empty"])
        self.lose(
            "stretches whose kept words differ from the text (placed by their numbers)",
            self._verdicts["unlike"],
        )
        if self._ambiguous:
            self.note(
                f"texts with emoji or CR LF line ends, whose places were decided by the words "
                f"kept with them: {len(self._ambiguous)}"
            )
        if self._verdicts["moved"]:
            self.note(
                f"stretches found close to their numbers, by the words kept with them: "
                f"{self._verdicts['moved']}"
            )
        self.project.losses = [
            Loss(what, count, where) for what, (count, where) in self._losses.items()
        ]
        return self.project


def moment(text: str, *, utc: bool = False) -> str:
    """Return a moment as ISO 8601 without a fraction, or "" where it cannot be read.

    Programs write local time without a zone mostly, and so it stays; `utc` says that a moment
    without a zone is meant as UTC (SQLite's CURRENT_TIMESTAMP is).
    """
    text = text.strip()
    if found := _CTIME.fullmatch(text):
        month, day, time, year = found.groups()
        if month not in _MONTHS:
            return ""
        text = f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02} {time}"
    exact = _MOMENT.match(text)
    if exact is None:
        return ""
    date, time, zone = exact.groups()
    try:
        read = dt.datetime.fromisoformat(f"{date}T{time or '00:00'}")
    except ValueError:
        return ""
    if time is None:
        return date
    return read.isoformat(timespec="seconds") + ("Z" if zone or utc else "")


def colour(text: str) -> str:
    """Return a colour written as #rrggbb, #rgb or rgb(r, g, b) as #RRGGBB, others as ""."""
    text = text.strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    if _HEX.fullmatch(text):
        return text.upper()
    parts = _RGB.fullmatch(text)
    shares = [int(part) for part in parts.groups()] if parts else []
    if shares and max(shares) <= _BRIGHTEST:
        return "#" + "".join(f"{share:02X}" for share in shares)
    return ""


def _sayable(row: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in row.items() if value is not None}
