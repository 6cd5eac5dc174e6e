"""Retention: when each thing is due, what is deleted with a certificate, and what is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle import client
from heddle.errors import Refused
from heddle.report import assembly
from heddle.report.model import Report, words
from heddle.study.deletions import Deletion
from heddle.study.missing import missing
from heddle.study.retention import Clock, _later, clocks, reminders
from heddle.study.sources import Source

TODAY = "2026-06-01"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[client.Study]:
    with client.create(tmp_path / "study", title="Kept") as made:
        yield made


def of(study: client.Study, data: str, today: str = TODAY) -> list[Clock]:
    with study.view() as view:
        return [clock for clock in clocks(view, today) if clock.data == data]


@given(
    day=st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)),
    months=st.integers(0, 1200),
    more=st.integers(0, 60),
)
@settings(max_examples=60)
def test_periods_grow_with_months_and_never_end_early(day: dt.date, months: int, more: int) -> None:
    iso = day.isoformat()
    end = dt.date.fromisoformat(_later(iso, months))
    assert _later(iso, 0) == iso
    assert end.day <= day.day
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert _later(iso, months + more) >= end.isoformat()
    # A date that is known less well counts from its end.
    assert _later(iso[:7], months) >= _later(iso, months)
    assert _later(iso[:4], months) >= _later(iso[:7], months)


def test_everything_is_kept_five_years_from_the_end_of_the_study(study: client.Study) -> None:
    assert of(study, "log")[0].state == "no date"
    assert "ends" in of(study, "log")[0].lacking
    study.do("study.describe", end_date="2026-01-31")
    for data in ("identity key", "anonymised transcripts", "consent forms", "log"):
        (clock,) = of(study, data)
        assert (clock.due, clock.months, clock.state) == ("2031-01-31", 60, "kept")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2030-11-30", "kept"),
        ("2030-12-02", "60 days"),
        ("2031-01-01", "30 days"),
        ("2031-01-31", "due"),
        ("2033-01-01", "due"),
    ],
)
def test_reminders_come_in_time(study: client.Study, today: str, state: str) -> None:
    study.do("study.describe", end_date="2026-01-31")
    assert {clock.state for clock in of(study, "log", today)} == {state}
    with study.view() as view:
        assert bool(reminders(view, today)) == (state != "kept")


def test_another_period_needs_its_reason(study: client.Study) -> None:
    with pytest.raises(Refused) as refused:
        study.do("retention.set", data="log", months=120)
    assert refused.value.code == "reason"
    study.do("retention.set", data="log", months=120, why="the grant asks for ten years")
    study.do("retention.set", data="log", custodian="data manager")
    study.do("study.describe", end_date="2026-01-31")
    (clock,) = of(study, "log")
    assert (clock.due, clock.custodian) == ("2036-01-31", "data manager")


def test_a_recording_waits_for_the_check_and_for_the_promise(study: client.Study) -> None:
    session = study.do("sessions.add", name="FG1", date="2026-01-05").id
    study.do("recordings.add", session=session)
    assert of(study, "recordings")[0].lacking == "there is no transcript yet"
    source = study.do("sources.add", name="FG1", session=session, turns=[{"text": "Hello."}]).id
    assert of(study, "recordings")[0].state == "no date"
    study.do("sources.change", source=source, checked="By the moderator on 2026-03-01")
    assert of(study, "recordings")[0].due == "2026-03-01"
    study.do("retention.set", data="recordings", day="2026-07-01")
    assert of(study, "recordings")[0].due == "2026-07-01"
    assert of(study, "recordings")[0].state == "30 days"
    with study.view() as view:
        assert "retention-due" in {row.code for row in missing(view)} or TODAY < "2026"


def test_an_original_is_deleted_and_its_certificate_stays(study: client.Study) -> None:
    assert study.media is not None
    digest = study.media.keep(b"the words of everybody")
    source = study.do(
        "sources.add", name="FG1", file_hash=digest, turns=[{"text": "My own words."}]
    ).id
    with pytest.raises(Refused):
        study.do("deletions.order", about=source, why=" ")
    study.do("deletions.order", about=source, why="checked twice")
    assert study.tidy() == 0
    assert not study.media.has(digest)
    assert study.verify().problems == []
    assert study.turns()[0]["text"] == "My own words."
    with study.view() as view:
        (done,) = view.find(Deletion)
        assert (done.file_hash, done.why, bool(done.done)) == (digest, "checked twice", True)
        assert view.get(Source, source).file_hash == ""
        text = printed(assembly.report(view, "certificates"))
    assert digest[:16] in text
    assert "checked twice" in text
    with pytest.raises(Refused) as refused:
        study.do("deletions.order", about=source, why="again")
    assert refused.value.code == "no-file"
    with pytest.raises(Refused):
        study.undo()


def printed(report: Report) -> str:
    told: list[str] = []
    for block in report.blocks:
        if hasattr(block, "inlines"):
            told.append(words(block.inlines))
        told += [words(item) for item in getattr(block, "items", ())]
        for row in getattr(block, "rows", ()):
            told += [words(p) for cell in row.cells for p in cell.paragraphs]
    return "\n".join(told)


def test_documents_say_what_is_on_record_and_ask_for_the_rest(study: client.Study) -> None:
    study.do("participants.add", code="P1", occupation="Nurse", attributes={"shift": "night"})
    study.do("study.describe", aims=["To learn how people wait."], end_date="2026-01-31")
    study.do("exports.note", what="table1", format="docx", purpose="final")
    study.do("retention.set", data="recordings", place="the locked drive")
    with study.view() as view:
        record = printed(assembly.report(view, "processing"))
        plan = printed(assembly.report(view, "data-plan"))
    for told in (
        "To learn how people wait.",
        "occupation, shift",
        "Final files: table1.",
        "2031-01-31",
        "the locked drive",
        "[To be written: the institution that is the controller",
    ):
        assert told in record
    assert "five years from the end of the study" in plan
    assert "[To be written: whether, where and how data can be had]" in plan
