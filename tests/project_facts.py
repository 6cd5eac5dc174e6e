"""Projects of other programs as Hypothesis makes them, and what must be true of their import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import strategies as st

from heddle.client import Study
from heddle.exchange import carrying
from heddle.exchange.plan import Preview, Report, Sketch
from heddle.exchange.project import (
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectLeftover,
    ProjectMember,
    ProjectMemo,
    ProjectSource,
    ProjectSpan,
)
from heddle.exchange.project_in import plan_project
from heddle.study.codings import Coding
from heddle.study.sources import Source, turns_of

WORDS = ["trust", "um", "we", "é", "e\u0301", "😀", "👩\u200d👩\u200d👧", "שלום", "𝔘x", "no", "ok."]
LABELS = ["Anna: ", "Ben: ", "P1: ", "Moderator: ", ""]
NAMES = ["A", "a", "B", "B (2)", "C > D", "é", " spaced  name "]
KEYS: dict[str, Callable[[int], str]] = {
    "guid": lambda n: f"{{0000ABCD-0000-4000-8000-{n:012x}}}",
    "row": str,
}


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Lines with or without labels, blank ones between them, spaces at their ends."""
    lines = draw(
        st.lists(
            st.tuples(
                st.sampled_from(LABELS),
                st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
                st.sampled_from(["", "", " ", "\n", "\n\n"]),
            ),
            max_size=7,
        )
    )
    return "\n".join(label + words + end for label, words, end in lines)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A small project with everything in it, its references mostly right."""
    key = KEYS[draw(st.sampled_from(sorted(KEYS)))]
    count = draw(st.integers(0, 4))
    members = [
        ProjectMember(key=f"u{key(i)}" if key is str else key(100 + i), name=f"User {i % 2}")
        for i in range(draw(st.integers(0, 3)))
    ]
    codes = [
        ProjectCode(
            key=key(200 + i),
            name=draw(st.sampled_from(NAMES)),
            parent=draw(st.sampled_from(["", "", key(200), key(201), key(202), "gone"])),
            definition=draw(st.sampled_from(["", "told"])),
            colour=draw(st.sampled_from(["", "#ff0000", "#Abc", "red"])),
            codable=draw(st.booleans()),
        )
        for i in range(draw(st.integers(0, 4)))
    ]
    sources = [
        ProjectSource(
            key=key(300 + i),
            name=draw(st.sampled_from(["One", "one", "Two.txt"])),
            text=draw(texts()),
            description=draw(st.sampled_from(["", "about it"])),
        )
        for i in range(count)
    ]
    project = Project(
        program="Test 1.0",
        identity="p",
        members=members,
        codes=codes,
        sources=sources,
    )
    spans = _spans(draw, sources)
    users = [member.key for member in members]
    project.codings = [
        ProjectCoding(
            key=key(400 + i),
            source=source,
            start=start,
            end=end,
            code=draw(st.sampled_from([code.key for code in codes])),
            by=draw(st.sampled_from([*users, ""])),
            made=f"2020-01-02T03:04:{i:02}",
            note=draw(st.sampled_from(["", "noted"])),
        )
        for i, (source, start, end) in enumerate(spans)
        if codes
    ]
    project.cases = [
        ProjectCase(
            key=key(500 + i),
            name=draw(st.sampled_from(["P1", "Ben", ""])),
            values=draw(
                st.dictionaries(
                    st.sampled_from(["age", "Gender", "mood", "mail", "number in the group"]),
                    st.sampled_from(["44", "f", "-1", "a@b.dk", ""]),
                )
            ),
            spans=[ProjectSpan(source=s, start=a, end=b) for s, a, b in _spans(draw, sources)],
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    subjects = [each.key for each in (*codes, *sources, *project.codings, *project.cases)]
    project.memos = [
        ProjectMemo(
            key=key(600 + i),
            text=draw(st.sampled_from(["a memo", "", "another"])),
            about=draw(st.lists(st.sampled_from([*subjects, "gone"]), max_size=2)),
            by=draw(st.sampled_from([*users, ""])),
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    project.leftovers = [ProjectLeftover(what="Graph", data="<g/>", key=key(700))]
    return project


def _spans(draw: st.DrawFn, sources: list[ProjectSource]) -> list[tuple[str, int, int]]:
    """Stretches of texts; some are whole lines, some are empty, reversed or outside."""
    found = []
    for source in sources:
        length = len(source.text)
        for _ in range(draw(st.integers(0, 3))):
            one = draw(st.integers(-1, length + 1))
            other = draw(st.integers(-1, length + 1))
            if draw(st.booleans()):
                one = source.text.rfind("\n", 0, max(one, 0)) + 1
                other = source.text.find("\n", one)
                other = length if other < 0 else other
            found.append((source.key, one, other))
    return found


def take(study: Study, project: Project) -> Report:
    """Import a project into a study."""
    with study.view() as view:
        sketch = Sketch(Preview(kind="project", file="a.test"))
        plan_project(view, project, sketch, actor=study.actor)
        plan = sketch.finished()
    return carrying.carry_out(study, plan)


def tables(study: Study) -> dict[str, list[Any]]:
    """Give everything that a study holds, by kind, in order of ids."""
    with study.view() as view:
        return {
            name: [msgspec.to_builtins(record) for record in view.find(kind.cls)]
            for name, kind in view.schema.kinds.items()
        }


def running(study: Study, source: str) -> str:
    """Give a source's turns as one text."""
    with study.view() as view:
        return "\n".join(turn.text for turn in turns_of(view, source))


def coded(study: Study) -> Counter[tuple[str, str, str]]:
    """Give what is coded: name of the source, the words, the moment it was coded elsewhere."""
    with study.view() as view:
        names = {source.id: source.name for source in view.find(Source)}
        return Counter(
            (names[coding.source], (coding.words or coding.quote).strip("\n"), coding.made)
            for coding in view.find(Coding)
        )
