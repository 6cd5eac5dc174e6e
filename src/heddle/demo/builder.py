"""The builder: makes the demo study in a folder, completely or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from heddle.client import Study, create, open_study
from heddle.demo import (
    claims,
    coding,
    groups,
    material,
    memos,
    planning,
    quotes,
    recruitment,
    texts,
    trail,
)
from heddle.demo.desk import Desk
from heddle.demo.themes import Lineage
from heddle.errors import HeddleError, Refused
from heddle.log import history
from heddle.log.ids import new_id
from heddle.store.folder import DATABASE, discard, settle
from heddle.study.checklist import Status, WriteAnswer
from heddle.study.facts import Approach

_MOST_STEPS: Final = 10_000


def ensure(folder: Path) -> bool:
    """Make the demo study in a folder, unless it is there already; returns whether it was made.

    The folder may be missing or empty. It is made beside its place and moved there when it is
    whole, so an interrupted build leaves nothing behind.

    Raises:
        Refused: something else is there; it was not touched.
    """
    facts = material.facts()
    return make(folder, build, planning.MARK, title=facts["title"], approach=facts["approach"])


def make(
    folder: Path, fill: Callable[[Study], None], mark: str, *, title: str, approach: Approach
) -> bool:
    """Make an invented study in a folder, unless it is there already: whole or not at all.

    Args:
        folder: Missing, empty, or with this same study in it.
        fill: Does everything in a new study.
        mark: Reason of one of its steps, by which the study is known again.
        title: The study's title.
        approach: The study's approach.

    Raises:
        Refused: something else is there; it was not touched.
    """
    if folder.exists() and not _is_empty(folder):
        if not is_demo(folder, mark):
            raise Refused(
                f"“{folder.name}” holds something else than the demo study; nothing was changed.",
                "Name another folder: heddle demo DIR.",
                code="folder-taken",
            )
        return False
    draft = folder.absolute().parent / f".{folder.absolute().name}.{new_id()[-8:]}.new"
    try:
        with create(draft, title=title, approach=approach) as study:
            fill(study)
        settle(draft, folder)
    except BaseException:
        discard(draft)
        raise
    return True


def is_demo(folder: Path, mark: str = planning.MARK) -> bool:
    """Tell whether a folder holds the demo study, changed since or not."""
    if not (folder / DATABASE).is_file():
        return False
    try:
        with open_study(folder) as study, study.view() as view:
            described = history.events(
                view.connection, operation="study.describe", limit=_MOST_STEPS, changes=0
            )
    except HeddleError:
        return False
    return any(step.reason == mark for step in described)


def build(study: Study) -> None:
    """Do everything that the invented team did, in a new study with its first member only.

    The six phases are those of reflexive thematic analysis (Braun & Clarke 2006, 2022).
    """
    desk = Desk(study)
    planning.plan(desk)
    sheet = recruitment.add_sheet(desk)
    recruitment.invite(desk)
    guide, questions = planning.add_guide(desk)
    groups.plan_sessions(desk, guide)
    groups.hold_sessions(desk, sheet, questions)
    memos.write_memos(desk, before="2021-12-01", reason="After the groups")
    texts.transcribe(desk)
    texts.place_questions(desk)
    trail.amend(desk)
    memos.write_memos(desk, before="2022-02-01", reason="Phase 1: familiarisation")
    groups.delete_recordings(desk)
    trail.note_readings(desk)
    trail.begin_journals(desk)
    trail.meet(desk, "First reading compared")
    coding.code(desk)
    memos.write_memos(desk, before="2022-04-01", reason="Phase 2: coding")
    coding.order(desk)
    lineage = Lineage(desk)
    lineage.search()
    memos.write_memos(desk, before="2022-05-01", reason="Phase 3: candidate themes")
    trail.meet(desk, "The candidates read to a colleague")
    lineage.review()
    memos.write_memos(desk, before="2022-06-01", reason="Phase 4: reviewing themes")
    lineage.name()
    memos.write_memos(desk, before="2022-06-10", reason="Phase 5: defining and naming themes")
    trail.meet(desk, "Sign-off of the three themes")
    quotes.choose(desk)
    memos.write_memos(desk, before="9999", reason="Phase 6: writing up")
    quotes.shorten(desk)
    claims.state(desk)
    claims.keep_words(desk)
    trail.check_with_members(desk)
    trail.involve(desk)
    trail.note_phases(desk)
    _answer_checklist(desk)


def _answer_checklist(desk: Desk) -> None:
    """Write the answers to COREQ that only the authors know; the record answers the others."""
    answers = [
        WriteAnswer(item=row["item"], status=cast("Status", row["status"]), text=row["text"])
        for row in material.rows("coreq")
        if row["status"] != "computed"
    ]
    desk.by(planning.LEADER).do_all(answers, reason="Phase 6: the reporting checklist")


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
