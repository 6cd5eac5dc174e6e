"""A study goes to QualCoder and comes back from its database with every coding and speaker."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle import client
from heddle.exchange.qualcoder import read_qualcoder
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.project_in import read_refi
from heddle.exchange.refi.project_out import project
from heddle.study.sources import Speaker, Turn
from heddle.study.wording import Wording
from qualcoder_importer import Importer


@pytest.fixture
def demo(demo_copy: Path) -> Iterator[client.Study]:
    with client.open_study(demo_copy) as study:
        yield study


def imported(study: client.Study, path: Path, profile: str = "qualcoder") -> Importer:
    with study.view() as view:
        path.write_bytes(project(view, Wording(view), PROFILES[profile]).data)
    return Importer(path)


def test_qualcoder_takes_the_demo_study_with_equal_counts(
    demo: client.Study, tmp_path: Path
) -> None:
    there = imported(demo, tmp_path / "a.qdpx")
    back = read_qualcoder("data.qda", there.database.serialize())
    ours = demo.codings()
    paths = {row["id"]: row["path"].split(" > ")[-1] for row in demo.codes()}
    codes = {code.key: code.name for code in back.codes}
    members = {each.key: each.name for each in back.members}
    assert Counter((members[c.by], codes[c.code]) for c in back.codings) == Counter(
        (row["coder"], row["path"].split(" > ")[-1]) for row in ours
    )
    texts = {source.key: source.text for source in back.sources}
    words = Counter(texts[c.source][c.start : c.end] for c in back.codings)
    assert Counter(row["text"] for row in ours if "\n" not in row["text"]) <= words
    assert {code.name for code in back.codes} == set(paths.values())
    assert {row["name"] for row in demo.sources()} <= {source.name for source in back.sources}
    assert {each.name for each in back.cases} == {row["code"] for row in demo.participants()}
    with demo.view() as view:
        owners = {each.id: each.participant for each in view.find(Speaker)}
        spoken = [t.text for t in view.find(Turn) if t.text and owners.get(t.speaker)]
    said = [texts[s.source][s.start : s.end] for case in back.cases for s in case.spans]
    assert Counter(said) == Counter(spoken)
    memos = [memo.text for memo in back.memos]
    assert all(any(row["text"] in text for text in memos) for row in demo.rows("memos"))
    assert (
        there.database.execute("SELECT count(*) FROM annotation WHERE memo = ''").fetchone()[0] == 0
    )


def test_what_would_break_its_import_off_is_changed_for_it(tmp_path: Path) -> None:
    with client.create(tmp_path / "study", title="Alike") as study:
        ann = study.do("team.add", name="Ann", roles=["analyst"]).result
        tops = [study.do("codes.add", name=name).result for name in ("Home", "Work")]
        codes = [study.do("codes.add", name="Trust", parent=top).result for top in tops]
        source = study.do("sources.add", name="a", turns=[{"text": "one two three"}]).result
        place = {"turn": study.rows("turns")[0]["id"], "start": 4, "end": 7}
        coded = [{**place, "code": code, "note": "why", "coder": ann} for code in codes]
        study.do("codings.add", codings=coded)
        for about in (codes[0], codes[1], source):
            study.do("memos.add", title="Memo", text=f"on {about}", about=[about], author=ann)
        study.do("quotes.add", **place)
        study.do("quotes.add", **place)
        there = imported(study, tmp_path / "a.qdpx")
        with pytest.raises(sqlite3.IntegrityError):  # two journals, or annotations, alike
            imported(study, tmp_path / "b.qdpx", "standard")
    back = read_qualcoder("data.qda", there.database.serialize())
    names = {code.key: code.name for code in back.codes}
    assert sorted(names[each.code] for each in back.codings) == ["Trust", "Trust (Work)"]
    assert [each.note for each in back.codings] == ["why", "why"]
    titles = [each.title for each in back.memos if each.title.startswith("Memo")]
    assert sorted(titles) == ["Memo (Trust (Work))", "Memo (Trust)", "Memo (a)"]
    assert there.count("annotation") == 1


def test_cases_that_are_codes_come_back_as_what_the_cases_say(
    demo: client.Study, tmp_path: Path
) -> None:
    with demo.view() as view:
        made = {
            name: read_refi("a.qdpx", project(view, Wording(view), PROFILES[name]).data)
            for name in ("standard", "qualcoder")
        }
    plain, suited = made["standard"], made["qualcoder"]
    assert [each.name for each in suited.codes] == [each.name for each in plain.codes]
    assert len(suited.codings) == len(plain.codings)
    for one, other in zip(plain.cases, suited.cases, strict=True):
        assert one.name == other.name
        assert one.spans == other.spans
        assert one.spans
    assert "codes that stand for cases, taken as what the cases say: 17" in suited.notes
