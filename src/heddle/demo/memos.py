"""Memos: written by their authors on their days, between the other steps."""

from __future__ import annotations

from typing import cast

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.study.codes import PATH_MARK
from heddle.study.memos import MemoType, WriteMemo


def write_memos(desk: Desk, *, before: str, reason: str = "") -> None:
    """Write the memos dated before a day that are not written yet, in the order of their days."""
    for row in sorted(material.rows("memos"), key=lambda row: row["date"]):
        if row["date"] >= before or row["text"] in desk.memos:
            continue
        memo = WriteMemo(
            text=row["text"],
            title=_title(row["about"]),
            type=cast("MemoType", row["type"]),
            about=_subject(desk, row["about"]),
            date=row["date"],
        )
        desk.by(row["author"]).do(memo, reason=reason)
        desk.memos.add(row["text"])


def _title(about: str) -> str:
    if about == "study":
        return "The study"
    return about.removeprefix("session ").rpartition(PATH_MARK)[-1]


def _subject(desk: Desk, about: str) -> list[str]:
    """Return the ids of what a memo is about; none for the whole study."""
    if about == "study":
        return []
    if about.startswith("session FG"):
        return [desk.sessions[about.removeprefix("session FG")]]
    return [desk.codes.get(about) or desk.themes[about]]
