"""Sources and their speakers: added, changed, joined to people, renamed and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import heddle
from heddle.errors import Refused
from heddle.log.erasure import Wipe
from heddle.study.codes import AddCode
from heddle.study.sources import POSITION_STEP, Source, Speaker, Turn, speaker_names, turns_of
from text_desk import TextDesk, named


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def speakers(desk: TextDesk, source: str) -> dict[str, str]:
    """Id by label."""
    with desk.view() as view:
        return {name: speaker for speaker, name in speaker_names(view, source).items()}


def test_every_label_of_a_turn_becomes_a_speaker(desk: TextDesk) -> None:
    source = desk.do(
        "sources.add",
        name="FG1",
        turns=[
            {"text": "Welcome", "speaker": "M", "start": 0.0, "end": 1.5},
            {"text": "Hello", "speaker": "P1"},
            {"text": "[all laugh]"},
            {"text": "Yes", "speaker": "P1"},
        ],
        speakers=[{"name": "M", "role": "moderator"}, {"name": "Silent"}],
    )
    known = speakers(desk, source)
    assert set(known) == {"M", "P1", "Silent"}
    with desk.view() as view:
        turns = turns_of(view, source)
    assert [turn.text for turn in turns] == ["Welcome", "Hello", "[all laugh]", "Yes"]
    assert [turn.speaker for turn in turns] == [known["M"], known["P1"], "", known["P1"]]
    assert [turn.position for turn in turns] == [POSITION_STEP * i for i in range(1, 5)]
    assert (turns[0].start, turns[0].end) == (0.0, 1.5)
    assert desk.get(Speaker, known["M"]).role == "moderator"


def test_text_is_kept_code_point_by_code_point(desk: TextDesk) -> None:
    odd = "e\u0301 é 👩‍👩‍👧 \u200fשלום\u200e \ufeff \t  two  spaces "
    (turn,) = desk.source(odd)
    assert desk.text(turn) == odd


def test_a_speaker_is_one_person_at_a_time(desk: TextDesk) -> None:
    person, bo = desk.person("P1"), desk.member("Bo")
    source = desk.do("sources.add", name="FG1", turns=[{"text": "Hi", "speaker": "A"}])
    speaker = speakers(desk, source)["A"]
    desk.do("speakers.join", speaker=speaker, participant=person)
    joined = desk.get(Speaker, speaker)
    assert (joined.participant, joined.member, joined.role) == (person, "", "participant")
    desk.do("speakers.join", speaker=speaker, member=bo, role="moderator")
    joined = desk.get(Speaker, speaker)
    assert (joined.participant, joined.member, joined.role) == ("", bo, "moderator")


def test_two_labels_of_one_person_become_one(desk: TextDesk) -> None:
    turns = [{"text": "Hi", "speaker": "Ann"}, {"text": "Ho", "speaker": "Anna"}]
    source = desk.do("sources.add", name="FG1", turns=turns)
    before = desk.tables()
    known = speakers(desk, source)
    desk.do("speakers.rename", speaker=known["Ann"], name=" Anna ")
    assert set(speakers(desk, source)) == {"Anna"}
    assert {turn.speaker for turn in desk.find(Turn)} == {known["Anna"]}
    desk.undo()
    assert desk.tables() == before
    desk.do("speakers.rename", speaker=known["Ann"], name="P1")
    assert set(speakers(desk, source)) == {"P1", "Anna"}


def test_turns_are_given_to_another_speaker(desk: TextDesk) -> None:
    turns = [{"text": "Hi", "speaker": "A"}, {"text": "Ho", "speaker": "B"}]
    source = desk.do("sources.add", name="FG1", turns=turns)
    known = speakers(desk, source)
    first, second = (turn.id for turn in desk.find(Turn, "position"))
    desk.do("turns.assign", turns=[first, second], speaker=known["B"])
    assert {turn.speaker for turn in desk.find(Turn)} == {known["B"]}
    desk.do("turns.assign", turns=[second], speaker="")
    assert desk.get(Turn, second).speaker == ""


def test_a_source_goes_with_its_turns_and_speakers(desk: TextDesk) -> None:
    before = desk.tables()
    turns = [{"text": "Hi", "speaker": "A"}] * 3
    source = desk.do("sources.add", name="FG1", turns=turns)
    after = desk.tables()
    desk.do("sources.drop", source=source)
    assert desk.tables() == before
    desk.undo()
    assert desk.tables() == after


def test_a_source_can_be_empty_and_described_later(desk: TextDesk) -> None:
    source = desk.do("sources.add", name=" Field note 1 ", form="field note")
    assert desk.get(Source, source).name == "Field note 1"
    desk.do("sources.change", source=source, name="Notes ", language="da", checked="by Bo")
    changed = desk.get(Source, source)
    assert (changed.name, changed.language, changed.checked) == ("Notes", "da", "by Bo")
    assert changed.form == "field note"


REFUSALS: dict[str, tuple[str, dict[str, Any], tuple[str, ...], str]] = {
    "no name": ("sources.add", {"name": ""}, ("cannot be empty",), ""),
    "a taken name": ("sources.add", {"name": "fg1"}, ("already a source",), "name-taken"),
    "two speakers of one label": (
        "sources.add",
        {"name": "x", "speakers": [{"name": "A"}, {"name": "A"}]},
        ("same label",),
        "",
    ),
    "a speaker who is two": (
        "sources.add",
        {"name": "x", "speakers": [{"name": "A", "participant": "here", "member": "anna"}]},
        ("a participant and a team member at once",),
        "",
    ),
    "a speaker who is nobody": (
        "sources.add",
        {"name": "x", "speakers": [{"name": "A", "participant": "gone"}]},
        ("no participant",),
        "not-found",
    ),
    "somebody who was not in the room": (
        "sources.add",
        {"name": "x", "session": "session", "speakers": [{"name": "A", "participant": "absent"}]},
        ("not on the present list",),
        "not-present",
    ),
    "no such session": (
        "sources.add",
        {"name": "x", "session": "gone"},
        ("not in the study",),
        "missing-reference",
    ),
    "an unknown form": ("sources.add", {"name": "x", "form": "song"}, ("song",), "wrong-type"),
    "no hash": ("sources.add", {"name": "x", "file_hash": "../x"}, ("64 small",), "hash"),
    "text of bytes": ("sources.add", {"name": "x", "turns": [{"text": 5}]}, ("text",), ""),
    "a NUL in a turn": (
        "sources.add",
        {"name": "x", "turns": [{"text": "fine"}, {"text": "a\0b"}]},
        ("NUL character",),
        "unstorable-text",
    ),
    "half a pair in a turn": (
        "sources.add",
        {"name": "x", "turns": [{"text": "fine"}, {"text": "\udc00"}]},
        ("surrogate",),
        "unstorable-text",
    ),
    "no time": (
        "sources.add",
        {"name": "x", "turns": [{"text": "fine", "start": float("nan")}]},
        ("finite number",),
        "wrong-type",
    ),
    "change to a taken name": (
        "sources.change",
        {"source": "other", "name": "FG1"},
        ("already a source",),
        "name-taken",
    ),
    "change to a session that a speaker was not in": (
        "sources.change",
        {"source": "other", "session": "session"},
        ("not on the present list",),
        "not-present",
    ),
    "join to somebody who was not in the room": (
        "speakers.join",
        {"speaker": "speaker", "participant": "absent"},
        ("not on the present list",),
        "not-present",
    ),
    "join to nobody": (
        "speakers.join",
        {"speaker": "speaker", "member": "gone"},
        ("no member",),
        "not-found",
    ),
    "rename to nothing": (
        "speakers.rename",
        {"speaker": "speaker", "name": " "},
        ("cannot be empty",),
        "",
    ),
    "drop what is coded": (
        "sources.drop",
        {"source": "source"},
        ("still used by a coding",),
        "",
    ),
    "no such source": ("sources.drop", {"source": "gone"}, ("no source",), "not-found"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_rules_of_sources_refuse_and_change_nothing(desk: TextDesk, case: str) -> None:
    operation, fields, words, code = REFUSALS[case]
    here, absent = desk.person("P1"), desk.person("P2")
    session = desk.session("Session 1")
    desk.do("sessions.attend", session=session, participants=[here])
    source = desk.do(
        "sources.add",
        name="FG1",
        session=session,
        turns=[{"text": "one two", "speaker": "A"}],
        speakers=[{"name": "A", "participant": here}],
    )
    other = desk.do("sources.add", name="FG2", speakers=[{"name": "B", "participant": absent}])
    (turn,) = desk.find(Turn)
    desk.coding(desk.code(), turn.id, "one")
    known = {
        "here": here,
        "absent": absent,
        "session": session,
        "source": source,
        "other": other,
        "speaker": speakers(desk, source)["A"],
        "anna": desk.actor,
    }
    keep = ("name", "text", "form")
    desk.refuses(operation, *words, because=code, **named(known, fields, keep=keep))


def test_labels_of_two_people_cannot_become_one_speaker(tmp_path: Path) -> None:
    with heddle.create(tmp_path / "study", title="Two") as study:
        for code in ("P1", "P2"):
            study.do("participants.add", code=code)
        people = [row["id"] for row in study.participants()]
        turns = [{"speaker": "A", "text": "Yes."}, {"speaker": "B", "text": "No."}]
        joins = [
            {"name": name, "role": "participant", "participant": person}
            for name, person in zip("AB", people, strict=True)
        ]
        study.do("sources.add", name="FG1", turns=turns, speakers=joins)
        with study.view() as view:
            first = view.find(Speaker, name="A")[0].id
        with pytest.raises(Refused, match="two different participants"):
            study.do("speakers.rename", speaker=first, name="B")
        assert [row["speaker"] for row in study.turns()] == ["A", "B"]


def test_a_struct_of_wrong_types_is_refused_like_json(tmp_path: Path) -> None:
    with heddle.create(tmp_path / "study", title="Types") as study:
        with pytest.raises(Refused, match="cannot be done with these values"):
            study.do(AddCode(name=5))  # type: ignore[arg-type]
        with pytest.raises(Refused, match="no field"):
            study.erase([Wipe("notes", "x", "text")], reason="none")
