"""Texts: what was written on the day, and the transcripts that came later."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.exchange import importing
from heddle.study.guide import Ask, Question
from heddle.study.sources import AddSource, ChangeSource, NewSpeaker, NewTurn, Source

_COLLECTOR: Final = "Emil Tænkeksempel"
_OBSERVER: Final = "Ditte Påfund"
_MOSTLY: Final = 0.8
"""A moderator asks in words of their own: so much of a question is in its turn all the same."""


def add_answers(desk: Desk, row: Row) -> None:
    """Add what each participant of a group had written down before the talk."""
    session, group = desk.sessions[row["focus_group"]], material.listed(row["present"])
    language = material.facts()["languages"]["source"]
    answers = [
        answer for answer in material.rows("written_answers") if answer["participant"] in group
    ]
    names = [f"{answer['participant']} written answer" for answer in answers]
    done = desk.by(_COLLECTOR).do_all(
        [
            AddSource(
                name=name,
                form="written answer",
                session=session,
                participant=desk.participants[code],
                language=language,
                turns=[NewTurn(text=answer["text"], speaker=code)],
                speakers=[
                    NewSpeaker(name=code, role="participant", participant=desk.participants[code])
                ],
            )
            for name, answer in zip(names, answers, strict=True)
            if (code := answer["participant"])
        ],
        reason="The sheets on which everybody wrote for themselves first",
    )
    desk.sources |= dict(zip(names, done.result, strict=True))


def add_note(desk: Desk, row: Row) -> None:
    """Import the observer's note of a group."""
    group = f"FG{row['focus_group']}"
    name = f"{group} observer note"
    path = material.DATA / "fieldnotes" / f"{group}.md"
    _import(desk, _OBSERVER, path, "Written the same evening", kind="field note", name=name)


def transcribe(desk: Desk) -> None:
    """Import the transcripts, speakers joined, and say how they were made and checked."""
    told = material.facts()["transcription"]
    for row in material.rows("sessions"):
        group = f"FG{row['focus_group']}"
        path = material.DATA / "transcripts" / f"{group}.txt"
        said = _speakers(row, path.read_text(encoding="utf-8"))
        why = f"Focus group {row['focus_group']}"
        _import(desk, told["transcriber"], path, why, kind="transcript", speakers=said)
    by = desk.member(told["transcriber"])
    checked = f"Checked by {told['checked_by']} on {told['checked_on']}"
    desk.by(told["checked_by"]).do_all(
        [
            ChangeSource(
                source=desk.sources[f"FG{row['focus_group']}"],
                convention=told["convention"],
                transcriber=by,
                checked=checked,
            )
            for row in material.rows("sessions")
        ],
        reason="Read against what was heard",
    )


def place_questions(desk: Desk) -> None:
    """Note in which turn of each transcript each question was asked, by its words."""
    with desk.study.view() as view:
        questions = [(question.id, _words(question.text)) for question in view.find(Question)]
    for row in material.rows("sessions"):
        group = row["focus_group"]
        turns = [(turn.id, _words(turn.text)) for turn in desk.turns(f"FG{group}")]
        asked = []
        for question, wanted in questions:
            found, said = max(turns, key=lambda turn: len(wanted & turn[1]))
            if len(wanted & said) >= _MOSTLY * len(wanted):
                asked.append(Ask(session=desk.sessions[group], question=question, turn=found))
        desk.by(_COLLECTOR).do_all(
            asked, reason="Found in the transcript by the words of the guide"
        )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


def _import(desk: Desk, by: str, path: Path, why: str, **options: Any) -> None:
    """Import a file under the session that it is named after."""
    name = options.setdefault("name", path.stem)
    language = material.facts()["languages"]["source"]
    with desk.study.view() as view:
        plan = importing.plan(view, path, session=path.stem, language=language, **options)
    importing.carry_out(desk.by(by), plan, reason=why)
    with desk.study.view() as view:
        desk.sources[name] = next(s.id for s in view.find(Source) if s.name == name)


def _speakers(row: Row, text: str) -> dict[str, str]:
    """Say who the labels of a transcript are: "P1" is number 1 of the group."""
    present = material.listed(row["present"])
    labels = {code.rpartition("-")[-1]: code for code in present}
    labels["Moderator"] = row["moderator"]
    for place, observer in enumerate(material.listed(row["observers"]), 1):
        labels[f"Observer {place}"] = observer
    # An observer who never spoke has no label in the file.
    return {label: who for label, who in labels.items() if f"\n{label}: " in text}
