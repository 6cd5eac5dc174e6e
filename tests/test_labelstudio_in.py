"""Label Studio: every region is found by its place, and its words decide how places count."""

from __future__ import annotations

import json
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation_samples import Fact, Told, label_studio, told, true_words
from heddle.errors import Unreadable
from heddle.exchange import project_readers
from heddle.exchange.labelstudio_in import (
    ELSEWHERE,
    PREDICTIONS,
    RELATIONS,
    SKIPPED,
    UNLABELLED,
    UNPLACED,
    is_label_studio,
    read_label_studio,
)  # fmt: skip
from heddle.exchange.project import Project
from heddle.exchange.project_draft import BROKEN
from test_uima_in import found

spoken_of = told().filter(lambda one: true_words(one.text, 0, len(one.text)).strip() != "")


def true(tasks: list[Told]) -> list[tuple]:
    return sorted(
        (f"talk {number}", words, (fact.code,), fact.who)
        for number, one in enumerate(tasks, 1)
        for fact in one.facts
        if (words := true_words(one.text, fact.start, fact.end)).strip()
    )


def spoken(project: Project) -> list[tuple]:
    return [each for each in found(project) if each[1].strip()]


@settings(max_examples=60)
@given(st.lists(spoken_of, min_size=1, max_size=2), st.sampled_from(["points", "utf16"]))
def test_each_region_keeps_its_words_however_places_are_counted(tasks, units):
    data = label_studio(tasks, units=units)
    assert is_label_studio("a.json", data)
    project = read_label_studio("a.json", data)
    assert spoken(project) == true(tasks)
    assert all(coding.made == "2024-02-01T10:00:00.000000Z" for coding in project.codings)
    assert next(source.values for source in project.sources) == {
        "title": "talk 1", "site": "Herlev",
    }  # fmt: skip


@settings(max_examples=40)
@given(spoken_of)
def test_without_quoted_words_places_are_code_points_as_the_program_writes_them(one):
    project = read_label_studio("a.json", label_studio([one], quoted=False))
    assert spoken(project) == true([one])


def bare(rows: list[tuple]) -> list[tuple]:
    """White space is laid out anew where a page becomes a text."""
    return sorted((name, "".join(words.split()), code, who) for name, words, code, who in rows)


@settings(max_examples=60)
@given(told())
def test_a_region_of_a_page_keeps_its_words(one):
    # A browser takes CR LF and other line ends of a page for one of its own.
    clean = "".join(letter for letter in one.text if letter not in "\r\ufeff\u2028")
    facts = [f for f in one.facts if f.end <= len(clean) and clean[f.start : f.end].strip()]
    if not clean.strip():
        return
    page = Told(clean, facts)
    project = read_label_studio("a.json", label_studio([page], kind="page"))
    assert bare(spoken(project)) == bare(true([page]))


def _task(results: list[dict], **data: object) -> bytes:
    annotation = {"id": 5, "completed_by": 3, "result": results}
    return json.dumps([{"id": 1, "annotations": [annotation], "data": data}]).encode()


def _result(kind: str, value: dict, key: str = "a", name: str = "label") -> dict:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def test_a_dialogue_becomes_turns_and_a_region_may_cross_them():
    talk = [{"author": "Anna", "text": "I 😀 hope"}, {"author": "Bo", "text": "So do I"}]
    value = {"start": "0", "end": "1", "startOffset": 2, "endOffset": 2,
             "text": "😀 hope\nSo", "paragraphlabels": ["joy"]}  # fmt: skip
    project = read_label_studio("a.json", _task([_result("paragraphlabels", value)], talk=talk))
    assert project.sources[0].text == "Anna: I 😀 hope\nBo: So do I"
    assert project.sources[0].form == "transcript"
    assert found(project) == [("Task 1", "😀 hope\nBo: So", ("joy",), "Annotator 3")]


def test_a_small_export_is_read_too():
    data = json.dumps(
        [{"id": 4, "text": "😀 hope", "annotator": 2, "annotation_id": 9,
          "label": [{"start": 2, "end": 6, "text": "hope", "labels": ["joy", "fear"]}]}]
    ).encode()  # fmt: skip
    assert is_label_studio("a.json", data)
    project = read_label_studio("a.json", data)
    assert [each[1:] for each in found(project)] == [
        ("hope", ("fear",), "Annotator 2"), ("hope", ("joy",), "Annotator 2"),
    ]  # fmt: skip


def test_answers_remarks_and_all_that_is_not_taken_are_told():
    text = {"start": 0, "end": 4, "text": "well"}
    moved = {"start": 9, "end": 13, "text": "hope", "labels": ["joy"]}
    gone = {"start": 0, "end": 4, "text": "nowhere", "labels": ["joy"]}
    data = _task(
        [
            _result("labels", {**text, "labels": ["joy"]}),
            _result("choices", {**text, "choices": ["strong"]}, name="how"),
            _result("taxonomy", {**text, "taxonomy": [["a", "b"]]}, name="tree"),
            _result("textarea", {**text, "text": ["a remark"]}, name="why"),
            _result("choices", {"choices": ["good talk"]}, "b", "whole"),
            _result("labels", moved, "c"),
            _result("labels", gone, "d"),
            _result("labels", {"start": 0, "end": 1, "text": "w", "labels": []}, "e"),
            _result("rectanglelabels", {"x": 1, "rectanglelabels": ["face"]}, "f"),
            {"type": "relation", "from_id": "a", "to_id": "c"},
        ],
        text="well, I hope",
    )
    tasks = json.loads(data)
    tasks[0]["annotations"].append({"id": 6, "was_cancelled": True, "result": []})
    tasks[0]["predictions"] = [{"result": []}]
    project = read_label_studio("a.json", json.dumps(tasks).encode())
    assert [(words, path) for _, words, path, _ in found(project)] == [
        ("hope", ("joy",)), ("w", ("(no label)",)), ("well", ("how", "strong")),
        ("well", ("joy",)), ("well", ("tree", "a", "b")),
    ]  # fmt: skip
    assert {c.note for c in project.codings if c.end - c.start == 4} == {"a remark", ""}
    assert [memo.text for memo in project.memos] == ["whole: good talk"]
    assert {loss.what: loss.count for loss in project.losses} == {
        PREDICTIONS: 1, SKIPPED: 1, RELATIONS: 1, ELSEWHERE: 1, UNPLACED: 1, UNLABELLED: 1,
    }  # fmt: skip
    assert len(project.leftovers) == 2
    assert any("found by their words" in note for note in project.notes)


def test_hostile_and_broken_exports_are_refused_or_told_and_nothing_else():
    data = label_studio([Told("A😀 word", [Fact(0, 4, "joy")])])
    dice = random.Random(7)  # the same files each time
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(dice.randint(1, 4)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        _read(bytes(broken[: dice.choice([len(broken), dice.randrange(len(broken))])]))
    values = [None, [], {}, "x", "/p[1]", -1, 1e300, float("nan"), 10**400, True, [[]], {"a": []}]
    for value in values:
        for path in _places(json.loads(data)):
            whole = json.loads(data)
            spot = whole
            for step in path[:-1]:
                spot = spot[step]
            spot[path[-1]] = value
            _read(json.dumps(whole).encode())
    _read(b"[" * 100_000)
    with pytest.raises(Unreadable, match="no text"):
        read_label_studio("a.json", b'[{"id": 1, "data": {"image": 7}}]')


def _places(value: object, path: tuple = ()) -> list[tuple]:
    """Every place of a JSON value, so that each can be spoilt."""
    inside = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    return [
        each for key, held in inside for each in [(*path, key), *_places(held, (*path, key))]
    ]  # fmt: skip


def _read(data: bytes) -> None:
    is_label_studio("a.json", data)
    try:
        project = read_label_studio("a.json", data)
    except Unreadable as error:
        assert error.file == "a.json"  # noqa: PT017 - either end is a good one
        return
    texts = {source.key: source.text for source in project.sources}
    assert len(texts) == len(project.sources)
    msgspec.msgpack.encode(project)  # it goes through a pipe
    known = {code.key for code in project.codes}
    for coding in project.codings:
        assert 0 <= coding.start < coding.end <= len(texts[coding.source])
        assert coding.code in known


def test_tasks_of_one_id_stay_apart():
    one, other = (Told(text, [Fact(0, 3, "joy")]) for text in ("One text", "Two text"))
    tasks = json.loads(label_studio([one, other]))
    tasks[1]["id"] = tasks[0]["id"]
    project = read_label_studio("a.json", json.dumps(tasks).encode())
    assert [words for _, words, _, _ in found(project)] == ["One", "Two"]
    assert len({source.key for source in project.sources}) == 2


def test_halves_of_characters_are_replaced_and_told():
    data = label_studio([Told("One text", [Fact(4, 8, "joy")])]).replace(b"One", rb"O\ud83de")
    project = read_label_studio("a.json", data)
    assert project.sources[0].text == "O\ufffde text"
    assert [words for _, words, _, _ in found(project)] == ["text"]
    assert [(loss.what, loss.count) for loss in project.losses] == [(BROKEN, 1)]


def test_the_right_reader_is_asked_for_each_file():
    for name, data in {"label-studio": label_studio([Told("word", [Fact(0, 4, "joy")])])}.items():
        asked = [each for each, r in project_readers.READERS.items() if r.recognise("a", data)]
        assert asked == [name]
