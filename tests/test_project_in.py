"""A project of another program in a study: its words, once, undone, and brought up to date."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heddle
from heddle.client import Study
from heddle.exchange.plan import Report
from heddle.exchange.project import Project
from project_facts import LABELS, coded, projects, running, tables, take


@pytest.fixture(name="study", scope="module")
def study_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study that every example leaves as it found it."""
    study = heddle.create(tmp_path_factory.mktemp("project") / "study", title="A study")
    yield study
    study.close()


@settings(max_examples=25)
@given(project=projects())
def test_every_coded_stretch_has_its_true_words_and_a_second_import_has_nothing_to_do(
    study: Study, project: Project
) -> None:
    before = tables(study)
    texts = {source.key: source.text for source in project.sources}
    wanted = Counter(
        texts[c.source][max(c.start, 0) : max(c.end, 0)].strip("\n") for c in project.codings
    )
    wanted = Counter({words: count for words, count in wanted.items() if words.strip()})
    with _taken_back(study, reports := []):
        reports.append(take(study, project))
        after = tables(study)
        assert Counter(words for _, words, _ in coded(study).elements()) == wanted
        assert not reports[0].misses
        for source, made in zip(project.sources, after["sources"], strict=True):
            words = running(study, made["id"])
            if any(speaker["source"] == made["id"] for speaker in after["speakers"]):
                assert _bare(words) == _bare(source.text)
            else:
                assert words.strip("\n") == source.text.strip("\n")
        again = take(study, project)
        assert (again.made, again.changed, again.seq) == ({}, {}, 0)
    assert tables(study) == before


@settings(max_examples=15)
@given(data=st.data())
def test_a_newer_export_leads_to_where_its_import_alone_would_have_led(
    study: Study, data: st.DataObject
) -> None:
    project = data.draw(projects())
    newer = _edited(data, project)
    reports: list[Report] = []
    with _taken_back(study, reports):
        reports.append(take(study, project))
        reports.append(take(study, newer))
        updated, texts = _by_moment(study), _bare_texts(study)
        reports.append(take(study, newer))
        assert (reports[2].made, reports[2].changed) == ({}, {})
    with _taken_back(study, alone := []):
        alone.append(take(study, newer))
        fresh = _by_moment(study)
        if all(source.text.strip() for source in newer.sources):
            assert texts == _bare_texts(study)
        if not (reports[1].misses or alone[0].misses):
            assert {made: updated[made] for made in fresh} == fresh


@contextlib.contextmanager
def _taken_back(study: Study, reports: list[Report]) -> Iterator[None]:
    """Leave the study as it was found, whatever happens."""
    try:
        yield
    finally:
        for report in reversed(reports):
            if report.seq:
                study.undo(report.gesture)


def _by_moment(study: Study) -> dict[str, str]:
    """Give the words of each coding (of which there are as many moments) without labels."""
    return {made: _bare(words) for _, words, made in coded(study)}


def _bare_texts(study: Study) -> list[str]:
    return sorted(_bare(running(study, each["id"])) for each in tables(study)["sources"])


def _bare(text: str) -> str:
    """Give a text without labels: where they stay in the words depends on what is coded."""
    for label in LABELS:
        text = text.replace(label.strip() or "\0", "")
    return "".join(text.split())


def _edited(data: st.DataObject, project: Project) -> Project:
    """Give a newer export: lines corrected, added and gone, codings elsewhere, codes renamed."""
    newer = data.draw(projects())
    edited = msgspec.convert(msgspec.to_builtins(project), Project)
    for source in edited.sources:
        lines = source.text.split("\n")
        for _ in range(data.draw(st.integers(0, 3))):
            at = data.draw(st.integers(0, len(lines) - 1))
            lines[at : at + 1] = data.draw(st.sampled_from(_EDITS))(lines[at])
            lines = lines or [""]
        source.text = "\n".join(lines)
    for coding in edited.codings:
        length = len(next(s.text for s in edited.sources if s.key == coding.source))
        if data.draw(st.booleans()) or coding.end > length:
            coding.start = data.draw(st.integers(0, length))
            coding.end = data.draw(st.integers(coding.start, length))
        coding.note = data.draw(st.sampled_from(["", "other"]))
        coding.code = data.draw(st.sampled_from([code.key for code in edited.codes]))
    for one, other in zip(edited.codes, newer.codes, strict=False):
        one.definition, one.colour, one.parent = other.definition, other.colour, other.parent
        if not one.key.isdigit():  # renamed without a GUID, it would be another
            one.name = other.name
    return edited


_EDITS: list[Callable[[str], list[str]]] = [
    lambda _: [],
    lambda line: [line, "new words 😀"],
    lambda line: ["um", line],
    lambda line: [f"{line} changed"],
    lambda line: line.split(" ", 1),
    lambda line: [line[::-1]],
]
