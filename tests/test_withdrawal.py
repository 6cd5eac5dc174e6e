"""A person who withdraws: nothing of them is in any file afterwards, and others lose no word."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle import client
from heddle.errors import Refused
from heddle.privacy.withdrawal import Request, renew
from heddle.study.codings import Coding
from heddle.study.deletions import Deletion
from heddle.study.links import Link, Reaction
from heddle.study.quotes import Quote
from heddle.study.recordings import Recording
from heddle.study.sources import Source, Turn
from heddle.study.withdrawals import Kept, Withdrawal
from withdrawal_desk import CANARIES, hidden, named_person, others_words, sit_in

EVERYTHING = list(CANARIES.values())
SAID = ["turn", "corrected", "written", "translation", "speaker", "dropped", "edit", "timing"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "study"
    with client.create(place, title="Canaries") as study:
        sit_in(study)
    return place


@pytest.fixture
def study(folder: Path) -> Iterator[client.Study]:
    with client.open_study(folder) as opened:
        yield opened


def request(study: client.Study, *choices: str, **more: object) -> Request:
    who = named_person(study)
    with study.view() as view:
        sound = {r.id: "delete" for r in view.find(Recording, deleted="")}
    fields = {"date": "2026-05-01", "recordings": sound, **more}
    return Request(participant=who.participant, choices=list(choices), **fields)  # type: ignore[arg-type]


def test_deleting_everything_leaves_no_word_in_any_file(folder: Path) -> None:
    (folder / "exports").mkdir()
    told = f"Well, the {CANARIES['turn']} has been in my thoughts ever since."
    (folder / "exports" / "old.csv").write_text(told, "utf-16")
    with zipfile.ZipFile(folder / "copy.zip", "w") as archive:
        archive.writestr("notes.txt", told)
    (folder / "mine.txt").write_text("Nothing of anybody's.", "utf-8")
    with client.open_study(folder) as study:
        before = others_words(study, "KP1")
        done = study.withdraw(request(study, "delete everything"))
        assert done.waiting == 0
        assert study.verify().problems == []
        with study.view() as view:
            assert [link.note for link in view.find(Link)] == ["of another person"]
            assert [reaction.note for reaction in view.find(Reaction)] == ["nods"]
        assert hidden(folder, EVERYTHING) == []
        with study.view() as view:
            assert {i: view.get(Turn, i).text for i in before} == before
            assert {d.subject for d in view.find(Deletion)} == {
                "raw transcript", "recording", "other file"
            }  # fmt: skip
            assert all(d.done for d in view.find(Deletion))
            record = view.find(Withdrawal)[0]
            assert record.counts["turns"] == 3
            assert view.find(Recording)[0].deleted
    assert hidden(folder, EVERYTHING) == []
    assert (folder / "mine.txt").exists()
    assert not (folder / "copy.zip").exists()
    with client.open_study(folder) as study:
        study.rebuild()
        assert study.verify().sound
    assert hidden(folder, EVERYTHING) == []


def test_redacting_keeps_what_others_said_in_shared_codings(study: client.Study) -> None:
    folder = study.folder
    assert folder is not None
    study.withdraw(request(study, "redact turns"))
    assert hidden(folder, [CANARIES[name] for name in SAID]) == []
    texts = [row["text"] for row in study.turns() if row["source"] == "K-transcript"]
    assert texts == [
        "Welcome, both of you, and do begin.",
        "[turn withdrawn]",
        "That was never my own idea of it at all.",
        "[turn withdrawn]",
    ]
    codings = sorted(row["text"] for row in study.codings())
    assert codings == ["That was", "[turn withdrawn]\nThat was never"]
    assert study.quotes() == []
    assert "I keep hearing that [words withdrawn]; so do I." in [
        m["text"] for m in study.rows("memos")
    ]
    # What is theirs and not their words stays: only deleting everything takes it.
    assert next(p for p in study.participants() if p["code"] == "KP1")["occupation"]
    assert study.verify().problems == []
    with study.view() as view:
        spot = next(c for c in view.find(Coding) if c.turn != c.end_turn)
        assert (spot.start, spot.end) == (0, 14)


def test_withdrawn_words_cannot_be_written_coded_or_brought_back(study: client.Study) -> None:
    study.withdraw(request(study, "redact turns"))
    with study.view() as view:
        turn = view.find(Turn, withdrawn=True)[0].id
    code = study.codes()[0]["id"]
    for attempt in (
        lambda: study.do("turns.correct", turn=turn, text="I said it after all"),
        lambda: study.do("turns.split", turn=turn, at=5),
        lambda: study.do("turns.join", turn=turn),
        lambda: study.do(
            "codings.add", codings=[{"code": code, "turn": turn, "start": 0, "end": 4}]
        ),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "withdrawn"
    with pytest.raises(Refused):
        study.undo()


def test_excluded_quotes_are_not_printed_and_can_be_let_in_again(study: client.Study) -> None:
    who = named_person(study)
    quote = study.quotes()[0]["id"]
    study.do(
        "withdrawals.record",
        participant=who.participant,
        date="2026-05-01",
        choices=["exclude quotes", "stop contact"],
    )
    with study.view() as view:
        assert view.get(Quote, quote).excluded
        assert view.find(Withdrawal)[0].choices == ["stop contact", "exclude quotes"]
    study.undo()
    with study.view() as view:
        assert not view.get(Quote, quote).excluded
        assert view.find(Withdrawal) == []
    study.do("quotes.exclude", quotes=[quote], why="they asked")
    study.do("quotes.include", quotes=[quote])
    with study.view() as view:
        assert not view.get(Quote, quote).excluded


def test_erasing_is_refused_as_an_ordinary_step(study: client.Study) -> None:
    with pytest.raises(Refused) as refused:
        study.do(
            "withdrawals.record",
            participant=named_person(study).participant,
            date="2026-05-01",
            choices=["redact turns"],
        )
    assert refused.value.code == "erases"


def test_a_recording_and_a_late_day_need_a_word_of_a_person(study: client.Study) -> None:
    wanted = request(study, "redact turns", recordings={})
    with pytest.raises(Refused) as refused:
        study.withdraw(wanted)
    assert refused.value.code == "recording"
    with pytest.raises(Refused) as refused:
        study.withdraw(request(study, "redact turns", date="2026-07-01"))
    assert refused.value.code == "late"
    assert study.turns()[1]["text"] != "[turn withdrawn]"
    kept = dict.fromkeys(request(study).recordings, "the others agreed to archive it")
    late = request(study, "redact turns", date="2026-07-01", why="ill until now", recordings=kept)
    study.withdraw(late)
    with study.view() as view:
        record = view.find(Withdrawal)[0]
    assert record.late
    assert [each.why for each in record.kept] == ["the others agreed to archive it"]
    assert study.media is not None
    assert len(list(study.media.all())) == 1


def test_the_inventory_tells_all_of_it_before_anything_is_chosen(study: client.Study) -> None:
    told = study.inventory(named_person(study), day="2026-07-01")
    assert (told.turns, told.late, told.deadline) == (3, True, "2026-06-01")
    assert sum(told.codings.values()) == 2
    assert told.shared_codings == 1
    assert told.quotes[0].printed == ["table", "results"]
    assert [s.name for s in told.sources] == ["K-transcript", "KP1 written"]
    assert told.recordings[0].others == 1
    whole = {p.label for p in told.passages if p.whole}
    assert whole == {CANARIES["title"]}
    assert any(CANARIES["turn"] in text for p in told.passages for text in p.passages)
    assert told.attributes["shift"] == CANARIES["attribute"]
    assert told.earlier > 0
    assert told.observed == 2  # a tap and a note; the one that was removed is an earlier version
    study.withdraw(request(study, "delete everything"))
    with study.view() as view:
        gone = view.find(Withdrawal)[0]
    after = study.inventory(named_person(study, gone_code(study)), day="2026-07-01")
    assert (after.turns, after.words, after.codings, after.passages) == (0, 0, {}, [])
    assert (after.earlier, after.observed) == (0, 0)
    assert gone.by


def gone_code(study: client.Study) -> str:
    codes = [row["code"] for row in study.participants()]
    return next(code for code in codes if code.startswith("Withdrawn"))


def test_a_kept_memo_stays_with_its_reason(study: client.Study) -> None:
    memo = next(m for m in study.rows("memos") if m["text"].startswith("I keep hearing"))
    keep = [Kept(kind="memos", record=memo["id"], why="part of the published analysis")]
    study.withdraw(request(study, "redact turns", keep=keep))
    assert memo["text"] in [m["text"] for m in study.rows("memos")]


def test_a_copy_that_still_has_the_words_loses_them_when_it_is_merged(
    study: client.Study, tmp_path: Path
) -> None:
    assert study.folder is not None
    place = tmp_path / "copy"
    shutil.copytree(study.folder, place)
    with client.open_study(place) as copy:
        mine = next(t for t in copy.turns() if CANARIES["turn"] in t["text"])
        code = copy.codes()[0]["id"]
        spot = {"code": code, "turn": mine["id"], "start": 10, "end": 25}
        copy.do("codings.add", codings=[spot])
        copy.do("turns.correct", turn=mine["id"], text=mine["text"] + " Truly.")
        copy.do("memos.add", text=f"Hm: the {CANARIES['turn']} has been in my thoughts too")
        study.withdraw(request(study, "delete everything"))
        study.merge(copy)
        assert hidden(study.folder, EVERYTHING) == []
        assert study.verify().problems == []
        copy.merge(study)
        assert copy.verify().problems == []
        assert hidden(place, EVERYTHING) == []
        assert list(copy.media.all()) == [] if copy.media else False
    with study.view() as view:
        assert all(not s.file_hash for s in view.find(Source))


def test_planning_again_finds_nothing_to_erase(study: client.Study) -> None:
    study.withdraw(request(study, "delete everything"))
    steps = len(study.history(limit=1000))
    assert renew(study._desk(), {}) == 0
    assert len(study.history(limit=1000)) == steps
