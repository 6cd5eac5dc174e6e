"""Doing, undoing and redoing through a window; what an answer says is what the study is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.client import open_study
from web_window import Window, serving, small_study


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    study = small_study(tmp_path / "study")
    with study, serving(study) as served, Window(served) as opened:
        yield opened


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    study = small_study(tmp_path_factory.mktemp("steps") / "study")
    with study, serving(study) as served, Window(served) as opened:
        yield opened


def by_id(window: Window) -> dict[tuple[str, str], Any]:
    """All small records as a window reads them, by kind and id."""
    found = window.read("records")
    return {(kind, r["id"]): r for kind, records in found.items() for r in records}


def apply(records: dict[tuple[str, str], Any], answer: Any) -> None:
    """Take over what an answer says, as a window does."""
    assert answer["reload"] == []
    for each in answer["changed"]:
        if each["record"] is None:
            records.pop((each["kind"], each["id"]), None)
        else:
            records[each["kind"], each["id"]] = each["record"]


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "rename", "drop", "move", "memo", "undo", "redo", "theme"]),
        st.integers(0, 7),
    ),
    max_size=8,
)


def step_for(action: str, number: int, codes: list[Any]) -> dict[str, Any]:
    code = codes[number % len(codes)]["id"] if codes else "none"
    if action == "rename":
        return {"op": "codes.change", "code": code, "name": f"Other {number}"}
    if action == "drop":
        return {"op": "codes.drop", "code": code}
    if action == "move":
        return {"op": "codes.move", "code": code, "parent": codes[0]["id"] if codes else ""}
    if action == "memo":
        return {"op": "memos.add", "text": f"On {number}", "about": [code] if codes else []}
    if action == "theme":
        return {"op": "themes.add", "name": f"Theme {number}", "codes": [code] if codes else []}
    return {"op": "codes.add", "name": f"Code {number}"}


@given(ACTIONS)
@settings(max_examples=25)
def test_answers_add_up_to_what_the_study_is(lasting: Window, actions: Any) -> None:
    # The law that keeps windows in step: what was read, and then every answer's `changed`,
    # is what would be read anew; refused steps included.
    mine = by_id(lasting)
    for action, number in actions:
        codes = [r for (kind, _), r in sorted(mine.items()) if kind == "codes"]
        if action in ("undo", "redo"):
            answer = lasting.post(action)
        else:
            answer = lasting.post("do", {"steps": [step_for(action, number, codes)]})
        assert answer.status_code in (200, 404, 409), answer.text
        if answer.status_code == 200:
            apply(mine, answer.json())
    mine = {key: record for key, record in mine.items() if key[0] != "codings"}
    assert mine == by_id(lasting)


def test_several_steps_are_one_gesture(window: Window) -> None:
    answer = window.do(
        {"op": "codes.add", "name": "A"}, {"op": "codes.add", "name": "B"}, reason="both"
    )
    assert len(answer["results"]) == 2
    assert {each["id"] for each in answer["changed"]} == set(answer["results"])
    step = window.read("history", limit=1)[0]
    assert (step["seq"], step["gesture"]) == (answer["seq"], answer["gesture"])
    assert (step["reason"], step["facts"]) == ("both", 2)


def test_a_gesture_is_done_whole_or_not_at_all(window: Window) -> None:
    before = by_id(window), window.read("study")["seq"]
    answer = window.post(
        "do", {"steps": [{"op": "codes.add", "name": "New"}, {"op": "codes.add", "name": "hope"}]}
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "name-taken"
    assert (by_id(window), window.read("study")["seq"]) == before


def test_a_step_that_changes_nothing_has_no_gesture(window: Window) -> None:
    code = window.made("codes.add", name="Same")
    answer = window.do({"op": "codes.change", "code": code, "name": "Same"})
    assert answer["gesture"] == ""
    assert answer["changed"] == []


def test_undo_and_redo_say_what_they_took_back(window: Window) -> None:
    code = window.made("codes.add", name="New")
    undone = window.post("undo").json()
    assert undone["what"] == "Add a code to the codebook."
    assert undone["changed"] == [{"kind": "codes", "id": code, "record": None}]
    redone = window.post("redo").json()
    assert redone["changed"][0]["record"]["name"] == "New"
    assert window.post("redo").status_code == 409


def test_a_named_step_is_undone_and_a_wrong_one_refused(window: Window) -> None:
    first = window.do({"op": "codes.add", "name": "First"})
    window.made("codes.add", name="Second")
    assert window.post("undo", {"gesture": first["gesture"]}).status_code == 200
    names = [code["name"] for code in window.read("records", kinds="codes")["codes"]]
    assert "Second" in names
    assert "First" not in names
    assert window.post("undo", {"gesture": "unknown"}).status_code == 409


def test_a_refused_undo_names_who_changed_it(window: Window) -> None:
    ida = next(m["id"] for m in window.read("study")["members"] if m["name"] == "Ida")
    made = window.do({"op": "codes.add", "name": "Mine"})
    assert window.post("me", {"member": ida}).json() == {"member": ida}
    window.do({"op": "codes.change", "code": made["results"][0], "name": "Ours"})
    answer = window.post("undo", {"gesture": made["gesture"]})
    assert answer.status_code == 409
    assert answer.json()["code"] == "changed-since"
    assert "Ida" in answer.json()["problem"]


def test_steps_are_logged_under_the_member_who_was_chosen(window: Window) -> None:
    study = window.read("study")
    ida = next(m["id"] for m in study["members"] if m["name"] == "Ida")
    assert study["me"] != ida
    window.post("me", {"member": ida})
    assert window.read("study")["me"] == ida
    window.made("codes.add", name="Hers")
    assert window.read("history", limit=1)[0]["who"] == "Ida"
    assert window.post("me", {"member": "nobody"}).status_code == 404
    assert window.read("study")["me"] == ida


def test_undo_takes_back_ones_own_step_only(window: Window) -> None:
    ida = next(m["id"] for m in window.read("study")["members"] if m["name"] == "Ida")
    window.post("me", {"member": ida})
    assert window.post("undo").json()["code"] == "nothing-to-undo"


# Decided on what the screen showed.


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Window, Window]]:
    """Two windows of two people on one study."""
    study = small_study(tmp_path / "study")
    with study, serving(study) as served, Window(served) as mine, Window(served) as hers:
        ida = next(m["id"] for m in hers.read("study")["members"] if m["name"] == "Ida")
        hers.post("me", {"member": ida})
        yield mine, hers


def test_what_somebody_else_has_written_since_is_not_overwritten(
    two: tuple[Window, Window],
) -> None:
    mine, hers = two
    seen = mine.read("study")["seq"]
    code = mine.read("records", kinds="codes")["codes"][0]["id"]
    hers.do({"op": "codes.change", "code": code, "definition": "Hers"})
    step = {"op": "codes.change", "code": code, "definition": "Mine"}
    answer = mine.post("do", {"steps": [step], "as_of_seq": seen})
    assert answer.status_code == 409
    error = answer.json()
    assert error["code"] == "stale"
    clash = error["clash"]
    assert (clash["field"], clash["yours"], clash["theirs"]) == ("definition", "Mine", "Hers")
    # Having seen it, mine may stand.
    assert mine.post("do", {"steps": [step], "as_of_seq": clash["seq"]}).status_code == 200


def test_another_field_the_same_value_and_ones_own_step_do_not_clash(
    two: tuple[Window, Window],
) -> None:
    mine, hers = two
    seen = mine.read("study")["seq"]
    code = mine.read("records", kinds="codes")["codes"][0]["id"]
    hers.do({"op": "codes.change", "code": code, "definition": "Agreed"})
    mine.do({"op": "codes.change", "code": code, "include": "first"})
    for fields in ({"name": "Renamed"}, {"definition": "Agreed"}, {"include": "second"}):
        mine.do({"op": "codes.change", "code": code, **fields}, as_of_seq=seen)


def test_no_coding_lands_on_words_that_were_corrected_meanwhile(
    two: tuple[Window, Window],
) -> None:
    mine, hers = two
    seen = mine.read("study")["seq"]
    source = mine.read("records", kinds="sources")["sources"][0]["id"]
    turns = mine.read(f"sources/{source}")["turns"]
    code = mine.read("records", kinds="codes")["codes"][0]["id"]
    hers.do({"op": "turns.correct", "turn": turns["id"][4], "text": "So. " + turns["text"][4]})
    coding = {"code": code, "turn": turns["id"][4], "start": 0, "end": 7}
    step = {"op": "codings.add", "codings": [coding]}
    answer = mine.post("do", {"steps": [step], "as_of_seq": seen})
    assert answer.status_code == 409
    assert answer.json()["clash"]["theirs"].startswith("So. ")
    quote = {"op": "quotes.add", "turn": turns["id"][4], "start": 0, "end": 7}
    assert mine.post("do", {"steps": [quote], "as_of_seq": seen}).status_code == 409
    # Elsewhere in the source, and after a look, there is no reason to refuse.
    elsewhere = {"op": "codings.add", "codings": [{**coding, "turn": turns["id"][0]}]}
    mine.do(elsewhere, as_of_seq=seen)
    mine.do(step, as_of_seq=mine.read("study")["seq"])


def test_a_correction_moves_the_codings_of_others_without_a_clash(
    two: tuple[Window, Window],
) -> None:
    mine, hers = two
    source = mine.read("records", kinds="sources")["sources"][0]["id"]
    drawn = mine.read(f"sources/{source}")
    turn, text = drawn["turns"]["id"][1], drawn["turns"]["text"][1]
    seen = drawn["seq"]
    hers.do({"op": "codings.note", "coding": drawn["codings"]["id"][0], "note": "n"})
    answer = mine.do({"op": "turns.correct", "turn": turn, "text": "Oh. " + text}, as_of_seq=seen)
    moved = [each for each in answer["changed"] if each["kind"] == "codings"]
    assert [each["record"]["start"] for each in moved] == [4]


def test_a_step_of_very_many_records_says_what_to_read_anew(window: Window) -> None:
    turns = [{"text": f"Words {number}"} for number in range(600)]
    answer = window.do({"op": "sources.add", "name": "Long", "turns": turns})
    assert answer["changed"] == []
    assert set(answer["reload"]) == {"sources", "turns"}


# --- a step that names an earlier step's result


@given(parents=st.lists(st.integers(-1, 6), min_size=1, max_size=7))
@settings(max_examples=20, deadline=None)
def test_later_steps_build_on_what_earlier_ones_made(lasting: Window, parents: list[int]) -> None:
    steps: list[dict[str, Any]] = []
    for place, parent in enumerate(parents):
        steps.append({"op": "codes.add", "name": f"Branch {place}"})
        if 0 <= parent < place:
            steps[-1]["parent"] = {"$result": parent}
    before = by_id(lasting)
    made = lasting.do(*steps)
    codes = by_id(lasting)
    for place, parent in enumerate(parents):
        above = made["results"][parent] if 0 <= parent < place else ""
        assert codes["codes", made["results"][place]]["parent"] == above
    assert lasting.post("undo").status_code == 200
    assert by_id(lasting) == before


def test_a_new_code_and_coding_with_it_are_one_gesture_and_one_undo(window: Window) -> None:
    turn = window.read("search", q="cup")["rows"][0]
    steps = [
        {"op": "codes.add", "name": "Coffee"},
        {
            "op": "codings.add",
            "codings": [{"code": {"$result": 0}, "turn": turn["id"], "start": 0, "end": 6}],
        },
    ]
    before = window.read("counts")
    seq = window.read("study")["seq"]
    done = window.do(*steps, name="codings.add", as_of_seq=seq)
    assert done["seq"] == seq + 1
    assert window.read("counts")["codes"][done["results"][0]]["codings"] == 1
    assert window.post("undo").json()["operation"] == "codings.add"
    assert window.read("counts") == before


@pytest.mark.parametrize("number", [0, 1, -1, 99])
def test_a_result_that_is_not_there_yet_is_refused(window: Window, number: int) -> None:
    before = window.read("study")["seq"]
    steps = [{"op": "codes.add", "name": "A", "parent": {"$result": number}}]
    answer = window.post("do", {"steps": steps})
    assert answer.status_code == 422
    assert answer.json()["code"] == "wrong-reference"
    assert f"step {number}" in answer.json()["problem"]
    assert window.read("study")["seq"] == before


@pytest.mark.parametrize(
    "value", [{"$result": True}, {"$result": "0"}, {"$result": 0, "also": 1}, {"result": 0}]
)
def test_what_only_looks_like_a_result_is_a_value_like_any_other(
    window: Window, value: Any
) -> None:
    steps = [{"op": "codes.add", "name": "A"}, {"op": "codes.add", "name": "B", "parent": value}]
    answer = window.post("do", {"steps": steps})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-type")
    assert not [code for code in window.read("records")["codes"] if code["name"] in "AB"]


def test_a_result_that_does_not_fit_takes_the_whole_gesture_back(window: Window) -> None:
    before = by_id(window)
    steps = [
        {"op": "codes.add", "name": "A"},
        {"op": "codings.drop", "codings": {"$result": 0}},
    ]
    assert window.post("do", {"steps": steps}).json()["code"] == "wrong-type"
    assert by_id(window) == before


# --- a request that comes twice


def test_a_request_that_comes_again_is_answered_and_not_done_again(window: Window) -> None:
    ask = {"steps": [{"op": "codes.add", "name": "Once"}], "request": "r-1"}
    first, second = window.post("do", ask).json(), window.post("do", ask).json()
    assert second == first
    assert [c["name"] for c in window.read("records")["codes"]].count("Once") == 1
    taken = [window.post("undo", {"request": "r-2"}).json() for _ in range(2)]
    assert taken[0] == taken[1]
    assert taken[0]["operation"] == "codes.add"
    again = [window.post("redo", {"request": "r-3"}).json() for _ in range(2)]
    assert again[0] == again[1]
    assert [c["name"] for c in window.read("records")["codes"]].count("Once") == 1
    # Nobody else's words are taken for one's own: a new request is a new step.
    assert window.post("do", {**ask, "request": "r-4"}).status_code == 409


def test_a_request_is_known_after_a_restart_and_not_in_another_copy(tmp_path: Path) -> None:
    steps = [{"op": "codes.add", "name": "Once"}]
    with small_study(tmp_path / "study") as study:
        before = study.do_all(steps, request="abc")
    with open_study(tmp_path / "study") as study:
        done = study.do_all(steps, request="abc")
        assert (done.seq, done.gesture, done.repeated) == (before.seq, before.gesture, True)
        assert done.result == before.result
        assert not study.verify().problems
    shutil.copytree(tmp_path / "study", tmp_path / "copy")
    with open_study(tmp_path / "copy") as copy, open_study(tmp_path / "study") as study:
        apart = [s.do_all([{"op": "codes.add", "name": n}], request="x") for s, n in
                 ((copy, "Here"), (study, "There"))]  # fmt: skip
        assert apart[0].gesture != apart[1].gesture
        study.merge(copy)
        assert {"Here", "There"} <= {code["name"] for code in study.codes()}


def test_a_request_has_the_form_of_a_name(window: Window) -> None:
    ask = {"steps": [{"op": "codes.add", "name": "A"}], "request": "x" * 65}
    assert window.post("do", ask).status_code == 422
