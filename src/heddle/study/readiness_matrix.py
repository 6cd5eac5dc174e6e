"""The matrix of readiness: areas by groups, each cell with its decision and, beside it, evidence.

The evidence is counted for the analysts to look at. It never makes a status.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Final, Literal

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.framework import RECOVERY, Area, below, framework, framework_code
from heddle.study.guide import Question, Use
from heddle.study.quotes import Quote
from heddle.study.ratings import Rating
from heddle.study.readiness import ReadinessDecision, ReadinessReview, Status
from heddle.study.readiness_setup import ReadinessPlan, areas_of, key_of
from heddle.study.sessions import Attendance, Session
from heddle.study.sources import Source, Speaker, Turn

Coverage = Literal["asked", "skipped", "not recorded", "no question"]
LEAST: Final = 5
"""How many people a cell must rest on to be shown outside the team."""


class Tally(msgspec.Struct, kw_only=True):
    """What was coded on one area in one session."""

    codings: list[str] = []
    ready: int = 0
    unready: int = 0
    mixed: int = 0
    unclear: int = 0
    unrated: int = 0
    wishes: int = 0
    speakers: int = 0
    """Different people whose words were coded."""
    voices: list[str] = []
    """Ids of those people (participants; speakers where nobody is joined to the label)."""

    @property
    def divided(self) -> bool:
        """Whether both readiness and its lack were heard, in more than one passage."""
        return divided(self.ready, self.unready, self.mixed)


class Cell(msgspec.Struct, kw_only=True):
    """One area in one group."""

    area: str
    session: str
    decision: ReadinessDecision | None
    tally: Tally
    divided: bool
    coverage: Coverage
    late: bool = False
    """“Not discussed” was decided, and there are codings by now."""

    @property
    def status(self) -> Status | None:
        """The decided status; None: nobody has decided yet."""
        return self.decision.status if self.decision else None


class Column(msgspec.Struct, kw_only=True):
    """A session, as a column."""

    session: str
    name: str
    date: str
    grouping: str
    people: int
    """On the present list."""
    time: Literal["", "before", "after"]
    """Against the start of the first peer support worker; empty where a date is not known."""
    months: int | None = None
    """Whole months after the start."""


class Line(msgspec.Struct, kw_only=True):
    """An area, as a row."""

    area: str
    key: str
    name: str
    definition: str
    cfir: str = ""
    influence: str = ""
    cited: str = ""
    quotes: list[str] = []
    cells: list[Cell] = []

    def shown(self, least: int = LEAST) -> Literal["apart", "together", "hidden"]:
        """Tell how the row may be shown outside the team: no cell on fewer than `least` people.

        One small cell puts the whole row together, so that no cell can be worked out from the
        others; where all of them together are too few, the row is hidden.
        """
        if all(cell.tally.speakers == 0 or cell.tally.speakers >= least for cell in self.cells):
            return "apart"
        voices = {voice for cell in self.cells for voice in cell.tally.voices}
        return "together" if len(voices) >= least else "hidden"


class Beside(msgspec.Struct, kw_only=True):
    """How often one way to speak of recovery was coded, by session."""

    code: str
    key: str
    name: str
    counts: dict[str, int]


class Matrix(msgspec.Struct, kw_only=True):
    """The whole matrix."""

    plan: ReadinessPlan
    columns: list[Column]
    lines: list[Line]
    recovery: list[Beside]
    reviews: list[ReadinessReview]
    least: int = LEAST


def matrix(view: View) -> Matrix:
    """Return the matrix; one without areas for a study that does not use the framework."""
    plan = view.first(ReadinessPlan) or ReadinessPlan()
    areas = areas_of(view)
    columns = _columns(view, plan)
    recovery = framework_code(view, RECOVERY)
    tops = {code: area for area in areas for code in (area, *below(view, area))}
    tallies = _tallies(view, tops)
    decisions = {(d.area, d.session): d for d in view.find(ReadinessDecision)}
    covered = _covered(view, tops)
    quoted = _quoted(view, tops)
    known = {area.key: area for area in framework().areas}
    lines = []
    for code in areas.values():
        cells = [_cell(code.id, column.session, decisions, tallies, covered) for column in columns]
        line = _line(code, known.get(key_of(code)))
        lines.append(msgspec.structs.replace(line, quotes=quoted.get(code.id, []), cells=cells))
    return Matrix(
        plan=plan,
        columns=columns,
        lines=lines,
        recovery=_beside(view, recovery.id) if recovery else [],
        reviews=view.find(ReadinessReview, "date"),
    )


def divided(ready: int, unready: int, mixed: int) -> bool:
    """Tell whether passages speak both ways; one mixed passage alone is no disagreement."""
    both = ready + mixed > 0 and unready + mixed > 0
    return both and ready + unready + mixed > 1


def _line(code: Code, area: Area | None) -> Line:
    short = {source.key: source.short for source in framework().sources}
    return Line(
        area=code.id,
        key=area.key if area else "",
        name=code.name,
        definition=code.definition,
        cfir=area.cfir if area else "",
        influence=area.influence if area else "",
        cited="; ".join(short[key] for key in area.sources) if area else "",
    )


def _cell(
    area: str,
    session: str,
    decisions: dict[tuple[str, str], ReadinessDecision],
    tallies: dict[tuple[str, str], Tally],
    covered: dict[tuple[str, str], Coverage],
) -> Cell:
    tally = tallies.get((area, session), Tally())
    decision = decisions.get((area, session))
    return Cell(
        area=area,
        session=session,
        decision=decision,
        tally=tally,
        divided=tally.divided,
        coverage=covered.get((area, session), "no question"),
        late=decision is not None and decision.status == "not discussed" and bool(tally.codings),
    )


def _columns(view: View, plan: ReadinessPlan) -> list[Column]:
    present = Counter(seat.session for seat in view.find(Attendance))
    columns = []
    for session in view.find(Session, "date", "name"):
        months = _months(plan.start, session.date)
        time: Literal["", "before", "after"] = ""
        if months is not None:
            time = "before" if months < 0 else "after"
        columns.append(
            Column(
                session=session.id,
                name=session.name,
                date=session.date,
                grouping=session.grouping,
                people=present[session.id],
                time=time,
                months=months if months is not None and months >= 0 else None,
            )
        )
    return columns


def _months(start: str, date: str) -> int | None:
    """Return whole months from one date to another, -1 for before; None unless both are whole."""
    if len(start) != 10 or len(date) != 10:
        return None
    first, then = dt.date.fromisoformat(start), dt.date.fromisoformat(date)
    if then < first:
        return -1
    months = (then.year - first.year) * 12 + then.month - first.month
    return months - (then.day < first.day)


def _tallies(view: View, tops: dict[str, str]) -> dict[tuple[str, str], Tally]:
    """Count the codings under each area by session, with their latest ratings."""
    ratings: dict[str, Rating] = {rating.coding: rating for rating in view.find(Rating)}
    c, s, t = view.table(Coding).c, view.table(Source).c, view.table(Turn).c
    k = view.table(Speaker).c
    statement = (
        sa.select(c.id, c.code, s.session, k.participant, k.id, s.participant)
        .select_from(
            view.table(Coding)
            .join(view.table(Source), c.source == s.id)
            .outerjoin(view.table(Turn), c.turn == t.id)
            .outerjoin(view.table(Speaker), t.speaker == k.id)
        )
        .where(c.code.in_(list(tops)), s.session != "")
        .order_by(c.id)
    )
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for coding, code, session, person, speaker, writer in (tuple(r) for r in view.rows(statement)):
        tally = tallies[tops[code], session]
        tally.codings.append(coding)
        _rate(tally, ratings.get(coding))
        voice = person or speaker or writer
        if voice and voice not in tally.voices:
            tally.voices.append(voice)
            tally.speakers += 1
    return tallies


def _rate(tally: Tally, rating: Rating | None) -> None:
    if rating is None or not rating.valence:
        tally.unrated += 1
    else:
        setattr(tally, rating.valence, getattr(tally, rating.valence) + 1)
    tally.wishes += bool(rating and rating.wish)


def _covered(view: View, tops: dict[str, str]) -> dict[tuple[str, str], Coverage]:
    """Return for each area and session whether a question on it was asked."""
    uses = {(use.session, use.question): use.asked for use in view.find(Use)}
    questions = [question for question in view.find(Question) if question.codes]
    found: dict[tuple[str, str], Coverage] = {}
    rank: dict[Coverage, int] = {"asked": 3, "skipped": 2, "not recorded": 1, "no question": 0}
    for session in view.find(Session):
        for question in questions:
            asked = uses.get((session.id, question.id))
            if asked is None and session.guide != question.guide:
                continue
            said: Coverage = "not recorded" if asked is None else "asked" if asked else "skipped"
            for area in {tops[code] for code in question.codes if code in tops}:
                before = found.get((area, session.id), "no question")
                found[area, session.id] = max(before, said, key=rank.__getitem__)
    return found


def _quoted(view: View, tops: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for quote in view.find(Quote, "position"):
        if quote.code in tops and not quote.excluded:
            found.setdefault(tops[quote.code], []).append(quote.id)
    return found


def _beside(view: View, recovery: str) -> list[Beside]:
    under = below(view, recovery)
    tallies = _tallies(view, under)
    rows = []
    for code in view.find(Code, "position", parent=recovery):
        counts = {s: len(tally.codings) for (top, s), tally in tallies.items() if top == code.id}
        rows.append(Beside(code=code.id, key=key_of(code), name=code.name, counts=counts))
    return rows
