"""What windows read is what the study says: now, and as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from heddle.client import Study, open_study
from heddle.log import tables
from heddle.study.merged import merged
from heddle.text.units import words
from web_window import TALK, Window, serving, small_study

PAST = ["records", "counts", "quotes", "conflicts", "search?q=small", "report/codebook"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    with small_study(tmp_path_factory.mktemp("reading") / "study") as made:
        yield made


@pytest.fixture(scope="module")
def window(study: Study) -> Iterator[Window]:
    with serving(study) as served, Window(served) as opened:
        yield opened


def the_source(window: Window) -> str:
    found: str = next(s["id"] for s in window.read("records")["sources"] if s["name"] == "FG1")
    return found


def test_the_study_card(window: Window, study: Study) -> None:
    card = window.read("study")
    assert card["title"] == study.facts.title
    assert card["folder"] == "study"
    assert card["me"] == study.actor
    assert card["counts"]["turns"] == len(TALK)
    assert card["as_of"] is None
    assert str(study.folder) not in window.get("/api/study").text


def test_records_carry_every_field_of_their_struct(window: Window, study: Study) -> None:
    found = window.read("records")
    assert not {"turns", "codings"} & set(found)
    for kind, records in found.items():
        fields = set(study.schema.kinds[kind].by_name)
        assert all(set(record) == fields for record in records)
    assert set(window.read("records", kinds="codes,themes")) == {"codes", "themes"}
    for wrong in ("turns", "codings", "owner__password", "codes,", "log_patches", "a' OR 1"):
        answer = window.get("/api/records", params={"kinds": wrong})
        assert answer.status_code == (200 if wrong == "codes," else 422)


def test_a_source_by_columns_is_its_turns_and_codings(window: Window, study: Study) -> None:
    drawn = window.read(f"sources/{the_source(window)}")
    turns, codings = drawn["turns"], drawn["codings"]
    assert turns["text"] == [text for _, text in TALK]
    assert {len(column) for column in turns.values()} == {len(TALK)}
    names = {s["id"]: s["name"] for s in drawn["speakers"]}
    assert [names[s] for s in turns["speaker"]] == [who for who, _ in TALK]
    rows = {row["id"]: row for row in study.codings()}
    assert len(codings["id"]) == len(rows) == 3
    for place, coding in enumerate(codings["id"]):
        first, last = codings["turn"][place], codings["end_turn"][place]
        assert turns["id"][first] == rows[coding]["turn"]
        assert turns["id"][last] == rows[coding]["end_turn"]
        if first == last:
            # Offsets are code points: Python's own.
            text = turns["text"][first][codings["start"][place] : codings["end"][place]]
            assert text == rows[coding]["text"]
    assert "☕" not in str(rows)
    assert window.get("/api/sources/nothing").status_code == 404


def test_the_times_of_a_source_come_apart_from_its_text(window: Window, study: Study) -> None:
    spoken = [[0, 2, 1000, 1400, 90], [3, 5, 900, 1600, 40]]
    turns = [
        {"text": "👩 ok then", "timings": spoken, "start": 1.0},
        {"text": "No times.", "start": 4.0},
    ]
    source = window.made("sources.add", name="Timed", turns=turns)
    first, second = window.read(f"sources/{source}")["turns"]["id"]
    found = window.read(f"sources/{source}/times")
    before = found.pop("seq")
    assert found == {"turn": [first], "timings": [spoken], "unchecked": [first, second]}
    window.do({"op": "turns.check", "turns": [second]})
    assert window.read(f"sources/{source}/times")["unchecked"] == [first]
    # A correction moves them; what was before is still told of the past.
    window.do({"op": "turns.correct", "turn": first, "text": "So, 👩 ok then"})
    after = [[4, 6, 1000, 1400, 90], [7, 9, 900, 1600, 40]]
    assert window.read(f"sources/{source}/times")["timings"] == [after]
    assert window.read(f"asof/{before}/sources/{source}/times")["timings"] == [spoken]
    assert window.get("/api/sources/nothing/times").status_code == 404
    window.do({"op": "sources.drop", "source": source})


def test_counts_are_those_of_a_count_by_hand(window: Window, study: Study) -> None:
    found = window.read("counts")
    codes = {row["name"]: row["id"] for row in study.codes()}
    assert found["codes"][codes["Hope"]] == {"codings": 1, "people": 1, "sources": 1}
    assert found["codes"][codes["Small things"]] == {"codings": 2, "people": 1, "sources": 1}
    assert found["sources"][the_source(window)] == {
        "turns": len(TALK),
        "words": sum(words(text) for _, text in TALK),
        "codings": 3,
        "coded_turns": 3,
        # Nobody has heard it yet; people wrote it, and say who speaks.
        "heard": 0,
        "unheard": 0,
        "guessed": 0,
    }
    assert list(found["themes"].values()) == [{"codings": 3, "quotes": 1}]


def test_words_are_counted_anew_when_a_text_changes(window: Window) -> None:
    source = window.made("sources.add", name="Note", turns=[{"text": "one two three"}])
    assert window.read("counts")["sources"][source]["words"] == 3
    turn = window.read(f"sources/{source}")["turns"]["id"][0]
    window.do({"op": "turns.correct", "turn": turn, "text": "one two three four"})
    assert window.read("counts")["sources"][source]["words"] == 4
    window.do({"op": "turns.insert", "source": source, "text": "five", "after": turn})
    assert window.read("counts")["sources"][source]["words"] == 5
    window.post("undo")
    assert window.read("counts")["sources"][source]["words"] == 4
    window.do({"op": "sources.drop", "source": source})
    assert source not in window.read("counts")["sources"]


def test_people_who_are_joined_are_counted_once(window: Window) -> None:
    person = window.made("participants.add", code="A1")
    made = [
        window.made("sources.add", name=f"Interview {n}", turns=[{"speaker": "X", "text": "Yes"}])
        for n in (1, 2)
    ]
    code = window.made("codes.add", name="Assent")
    for source in made:
        drawn = window.read(f"sources/{source}")
        turn, speaker = drawn["turns"]["id"][0], drawn["speakers"][0]["id"]
        coding = {"code": code, "turn": turn, "start": 0, "end": 3}
        window.do({"op": "codings.add", "codings": [coding]})
        window.do({"op": "speakers.join", "speaker": speaker, "participant": person})
    assert window.read("counts")["codes"][code] == {"codings": 2, "people": 1, "sources": 2}


def test_extracts_have_their_surroundings_and_pages(window: Window, study: Study) -> None:
    code = next(row["id"] for row in study.codes() if row["name"] == "Small things")
    found = window.read(f"codes/{code}/extracts")
    assert found["total"] == 2
    for row in found["rows"]:
        first = row["before"] + row["words"]
        assert TALK[2][1].startswith(first) or first.startswith(TALK[2][1])
    pages = [window.read(f"codes/{code}/extracts", offset=n, limit=1)["rows"][0] for n in (0, 1)]
    assert pages == found["rows"]
    coder = found["rows"][0]["coder"]
    assert window.read(f"codes/{code}/extracts", coder=coder)["total"] == 2
    assert window.read(f"codes/{code}/extracts", coder="nobody")["total"] == 0
    assert window.read(f"codes/{code}/extracts", source=the_source(window))["total"] == 2
    assert window.get("/api/codes/nothing/extracts").status_code == 404
    for wrong in ("limit=0", "limit=100000", "offset=-1", "limit=x"):
        assert window.get(f"/api/codes/{code}/extracts?{wrong}").status_code == 422


def test_search_finds_words_and_never_runs_them(window: Window) -> None:
    found = window.read("search", q="small things")
    assert found["total"] == 1
    assert found["rows"][0]["text"] == TALK[3][1]
    assert window.read("search", q="")["total"] == 0
    for odd in ('"', "small OR", "NEAR(", "*", "text:small", "a' --", "\u202e", "(" * 300):
        assert window.get("/api/search", params={"q": odd}).status_code == 200


def test_quotes_are_printed_and_verified(window: Window) -> None:
    quote = window.read("quotes")[0]
    assert quote["text"] == "Yes, the small things"
    assert quote["present"] is None
    assert quote["uses"] == ["table", "results"]
    assert "".join(run["text"] for run in quote["runs"]) == quote["text"]
    window.do({"op": "turns.correct", "turn": quote["turn"], "text": "No, the small things."})
    assert window.read("quotes")[0]["present"] == "No, the small things"
    # The preview marks it; a file to hand on is refused, with the reason.
    assert window.get("/api/report/table3").status_code == 200
    refused = window.post("report/table3/file?format=docx")
    assert refused.status_code == 409
    assert "match" in refused.json()["problem"]
    window.post("undo")
    assert window.post("report/table3/file?format=docx").status_code == 200


def test_the_history_is_readable_and_says_what_still_stands(window: Window) -> None:
    made = window.do({"op": "codes.add", "name": "Short-lived"}, reason="to see")
    window.post("undo")
    undo, step = window.read("history", limit=2)
    assert (step["gesture"], step["standing"]) == (made["gesture"], False)
    assert (undo["undoes"], undo["standing"]) == (made["gesture"], True)
    assert step["changes"][0]["label"] == "Short-lived"
    assert step["what"] == "Add a code to the codebook."
    window.post("redo")
    redo, undo, step = window.read("history", limit=3)
    assert [each["standing"] for each in (redo, undo, step)] == [True, False, True]
    older = window.read("history", before=step["seq"], limit=1)[0]
    assert older["seq"] == step["seq"] - 1
    of_one = window.read("history", record=made["results"][0])
    assert [each["operation"] for each in of_one] == ["redo", "undo", "codes.add"]
    assert all(e["operation"] == "codes.add" for e in window.read("history", operation="codes.add"))


def test_home_says_where_the_study_stands(window: Window) -> None:
    home = window.read("home")
    assert [phase["number"] for phase in home["phases"]] == [1, 2, 3, 4, 5, 6]
    assert sum(week["steps"] for week in home["phases"][1]["weeks"]) > 0
    missing = {each["code"]: each for each in home["missing"]}
    assert missing["uncoded-turns"]["source"] == the_source(window)
    assert missing["study-facts"]["records"] == ["aims", "design", "setting", "ethics"]
    assert "quotes-stale" not in missing
    assert all(each["count"] >= len(each["records"]) > 0 for each in home["missing"])
    assert home["last"]["words"]
    assert home["steps"][0]["seq"] == home["seq"]


def test_the_past_is_what_was_read_then(tmp_path: Path) -> None:
    # The law of looking back: each moment reads as it did when it was the present.
    study = small_study(tmp_path / "study")
    with study, serving(study) as served, Window(served) as window:
        moments: list[tuple[int, dict[str, Any]]] = []
        steps: list[dict[str, Any]] = [
            {"op": "codes.add", "name": "New"},
            {"op": "codes.change", "code": study.codes()[0]["id"], "name": "Renamed"},
            {"op": "codings.drop", "codings": [study.codings()[0]["id"]]},
            {"op": "sources.add", "name": "Note", "turns": [{"text": "small words"}]},
        ]
        for step in steps:
            window.do(step)
            seq = window.read("study")["seq"]
            moments.append((seq, {path: window.get(f"/api/{path}").text for path in PAST}))
        for seq, then in moments:
            now = {path: window.get(f"/api/asof/{seq}/{path}").text for path in PAST}
            assert now == then
            assert window.read(f"asof/{seq}/study")["as_of"] == seq
        source = window.read("records")["sources"][0]["id"]
        assert window.read(f"asof/{moments[0][0]}/sources/{source}")["seq"] == moments[0][0]
        note = window.read("records")["sources"][1]["id"]
        assert window.get(f"/api/asof/{moments[0][0]}/sources/{note}").status_code == 404
        assert window.post(f"asof/{moments[0][0]}/do", {"steps": [steps[0]]}).status_code == 404
        for wrong in ("0", "-1", "99999"):
            assert window.get(f"/api/asof/{wrong}/records").status_code == 404


def test_two_copies_that_disagree_are_told(tmp_path: Path) -> None:
    study = small_study(tmp_path / "study")
    code = study.codes()[0]["id"]
    study.close()
    shutil.copytree(tmp_path / "study", tmp_path / "copy")
    with open_study(tmp_path / "study") as mine, open_study(tmp_path / "copy") as theirs:
        theirs.do("codes.change", code=code, name="Theirs")
        mine.do("codes.change", code=code, name="Mine")
        mine.merge(theirs)
        with serving(mine) as served, Window(served) as window:
            clash = window.read("conflicts")[0]
            assert {clash["kept"], clash["lost"]} == {"Mine", "Theirs"}
            assert "conflicts" in {each["code"] for each in window.read("home")["missing"]}


def test_a_folder_that_was_moved_has_not_been_merged(tmp_path: Path) -> None:
    study = small_study(tmp_path / "study")
    study.close()
    (tmp_path / "study").rename(tmp_path / "moved")
    with open_study(tmp_path / "moved") as moved:
        moved.do("codes.add", name="After the move")
        with moved.view() as view:
            # Several replicas have written, but one after the other.
            replicas = view.rows(sa.select(tables.gestures.c.replica).distinct())
            assert len(replicas) > 1
            assert not merged(view)


def test_a_copy_that_only_followed_has_not_been_merged_either(tmp_path: Path) -> None:
    study = small_study(tmp_path / "study")
    study.close()
    shutil.copytree(tmp_path / "study", tmp_path / "copy")
    with open_study(tmp_path / "study") as mine, open_study(tmp_path / "copy") as theirs:
        theirs.do("codes.add", name="Theirs")
        mine.merge(theirs)
        with mine.view() as view:
            assert not merged(view)
        theirs.do("codes.add", name="Theirs again")
        mine.do("codes.add", name="Mine")
        mine.merge(theirs)
        with mine.view() as view:
            assert merged(view)
