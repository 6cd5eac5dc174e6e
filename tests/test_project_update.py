"""A newer export of a project that is in the study: what is news comes in, what is ours stays."""

from __future__ import annotations

import copy as copying
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import heddle
from heddle.client import Study
from heddle.exchange.project import (
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectMember,
    ProjectMemo,
    ProjectSource,
    ProjectSpan,
)
from heddle.study.quotes import Quote
from project_facts import coded, running, tables, take

TEXT = (
    "Anna: We did not talk.\nBen: Not at home \U0001f642 either.\nAnna: And at work?\nBen: Never."
)


@pytest.fixture(name="study")
def study_fixture(tmp_path: Path) -> Iterator[Study]:
    study = heddle.create(tmp_path / "study", title="A study")
    yield study
    study.close()


def made() -> Project:
    home, never = TEXT.index("at home"), TEXT.index("Never")
    return Project(
        program="Other 1",
        identity="p",
        members=[ProjectMember(key="u", name="Kim"), ProjectMember(key="v", name="Lee")],
        codes=[
            ProjectCode(key="c", name="Silence", definition="no talk"),
            ProjectCode(key="d", name="At home", parent="c"),
        ],
        sources=[ProjectSource(key="s", name="One", text=TEXT)],
        codings=[
            ProjectCoding(key="1", source="s", start=home, end=home + 9, code="d", by="u"),
            ProjectCoding(key="2", source="s", start=never, end=never + 6, code="c", by="v"),
        ],
        cases=[
            ProjectCase(
                key="b",
                name="P2",
                values={"Age": "41", "mood": "low", "e-mail": "ben@example.org"},
                spans=[ProjectSpan(source="s", start=never, end=len(TEXT))],
            )
        ],
        memos=[ProjectMemo(key="m", text="They stop.", about=["1", "c"], by="v")],
    )


def newer(**texts: str) -> Project:
    """The same project with words changed in its text, the stretches where they belong."""
    project = made()
    text = TEXT
    for old, new in texts.items():
        text = text.replace(old.replace("_", " "), new)
    home, never = text.index("at home"), text.index("Never")
    project.sources[0].text = text
    project.codings[0].start, project.codings[0].end = home, home + 9
    project.codings[1].start, project.codings[1].end = never, never + 6
    return project


def turns(study: Study) -> list[dict[str, Any]]:
    """The turns of the one text, in order."""
    return sorted(tables(study)["turns"], key=lambda turn: turn["position"])


def texts(study: Study) -> list[str]:
    return [turn["text"] for turn in turns(study)]


def words(study: Study) -> list[str]:
    return sorted(text for _, text, _ in coded(study))


def test_people_speak_their_turns_and_nobody_is_found_by_what_is_kept(study: Study) -> None:
    report = take(study, made())
    held = tables(study)
    speakers = {each["name"]: each for each in held["speakers"]}
    (person,) = held["participants"]
    assert (person["code"], person["age"], person["attributes"]) == ("P2", 41, {"mood": "low"})
    assert speakers["Ben"]["participant"] == person["id"]
    assert speakers["Anna"]["participant"] == ""
    assert [text[:3] for text in texts(study)] == ["We ", "Not", "And", "Nev"]
    assert "values of cases that say who a person is (not kept)" in [
        loss.what for loss in report.losses
    ]
    names = {each["id"]: each["name"] for each in held["members"]}
    assert sorted(names[each["coder"]] for each in held["codings"]) == ["Kim", "Lee"]
    (memo,) = held["memos"]
    assert names[memo["author"]] == "Lee"
    assert len(memo["about"]) == 2


def test_corrected_words_move_what_is_coded_and_quoted_in_them(study: Study) -> None:
    take(study, made())
    turn = turns(study)[1]
    study.do("quotes.add", turn=turn["id"], start=0, end=len(turn["text"]))
    report = take(study, newer(Not_at="No, not really, not at", And_at="Or at"))
    assert report.changed["turns"] == 2
    assert not report.made
    assert words(study) == ["Never.", "at home \U0001f642"]
    with study.view() as view:
        (quote,) = view.find(Quote)
        assert quote.end == len("No, not really, not at home \U0001f642 either.")
    study.undo(report.gesture)
    assert turns(study)[1] == turn


def test_a_paragraph_that_was_parted_there_is_parted_here(study: Study) -> None:
    take(study, made())
    take(study, newer(work="work?\nAnna: I mean"))
    assert texts(study) == ["We did not talk.", "Not at home \U0001f642 either.", "And at work?",
                     "I mean?", "Never."]  # fmt: skip
    assert words(study) == ["Never.", "at home \U0001f642"]


def test_what_was_changed_here_stays_and_news_come_in_beside_it(study: Study) -> None:
    take(study, made())
    held = tables(study)
    ids = [turn["id"] for turn in turns(study)]
    codes = {code["name"]: code["id"] for code in held["codes"]}
    study.do("turns.correct", turn=ids[1], text="Not at home (laughs) \U0001f642 either.")
    study.do("turns.split", turn=ids[2], at=3)
    study.do("codes.change", code=codes["At home"], name="Private", definition="ours")
    study.do("participants.change", participant=held["participants"][0]["id"], age=42)
    gone = next(each["id"] for each in held["codings"] if each["quote"] == "Never.")
    study.do("codings.drop", codings=[gone])
    same = take(study, made())
    assert (same.made, same.changed) == ({}, {})
    assert any(note.endswith("stay as they are here") for note in same.notes)
    project = newer(Never="Never, never")
    project.codings[1].end += 7
    project.codes[0].definition = "nobody talks"
    project.codings.append(
        ProjectCoding(key="3", source="s", start=TEXT.index("home"), end=40, code="d", by="u")
    )
    report = take(study, project)
    held = tables(study)
    assert report.made == {"codings": 1}
    assert texts(study) == [
        "We did not talk.", "Not at home (laughs) \U0001f642 either.", "And", "at work?",
        "Never, never.",
    ]  # fmt: skip
    names = {code["name"]: code["definition"] for code in held["codes"]}
    assert names == {"Silence": "nobody talks", "Private": "ours"}
    assert held["participants"][0]["age"] == 42
    assert [text.strip() for text in words(study)] == ["at home (laughs) \U0001f642", "home"]


def test_ids_made_anew_are_seen_and_things_found_by_what_they_are(study: Study) -> None:
    take(study, made())
    before = tables(study)
    project = made()
    for number, each in enumerate((*project.codes, *project.sources, *project.codings)):
        old, each.key = each.key, f"{{0000abcd-0000-4000-8000-{number:012x}}}"
        for code in project.codes:
            code.parent = each.key if code.parent == old else code.parent
        for coding in project.codings:
            coding.source = each.key if coding.source == old else coding.source
            coding.code = each.key if coding.code == old else coding.code
    project.cases, project.memos = [], []
    report = take(study, project)
    assert tables(study) == before
    assert [note.split(" have new ids")[0] for note in report.notes[:3]] == [
        "2 codes", "1 texts", "2 codings",
    ]  # fmt: skip


def test_row_numbers_that_mean_something_else_now_are_not_believed(study: Study) -> None:
    take(study, made())
    before = tables(study)
    project = made()
    project.codes[0].key, project.codes[1].key = "d", "c"
    project.codes[1].parent = "d"
    for coding in project.codings:
        coding.code = {"c": "d", "d": "c"}[coding.code]
    project.memos = []
    take(study, project)
    assert tables(study) == before


def test_what_is_gone_there_is_listed_and_stays(study: Study) -> None:
    take(study, made())
    before = tables(study)
    project = made()
    del project.codings[0], project.codes[1]
    project.memos = []
    report = take(study, project)
    assert tables(study) == before
    asked = "\n".join(report.questions)
    assert "kept here: 1 codes (“At home”)" in asked
    assert "kept here: 1 codings (“at home" in asked
    assert "1 memos" in asked


def test_a_text_that_is_here_already_is_coded_and_not_changed(study: Study) -> None:
    study.do(
        "sources.add",
        name="one.txt",
        turns=[
            {"text": "We did not talk."},
            {"text": "Not at home \U0001f642, either."},
            {"text": "And at work?"},
            {"text": "Never."},
        ],
    )
    before = turns(study)
    report = take(study, made())
    assert "sources" not in report.made
    assert turns(study) == before
    assert words(study) == ["Never.", "at home \U0001f642"]


def test_an_import_that_was_undone_can_be_done_again(study: Study) -> None:
    report = take(study, made())
    study.undo(report.gesture)
    assert take(study, made()).made == report.made
    assert running(study, tables(study)["sources"][0]["id"]).startswith("We did")


def test_two_projects_of_the_same_names_do_not_mix(study: Study) -> None:
    take(study, made())
    other = copying.deepcopy(made())
    other.identity = "q"
    other.sources[0].text = "Nothing of it is the same.\nReally."
    other.codings, other.cases, other.memos = [], [], []
    report = take(study, other)
    assert report.made["sources"] == 1
    assert [each["name"] for each in tables(study)["sources"]] == ["One", "One (2)"]
