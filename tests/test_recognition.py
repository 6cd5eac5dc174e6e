"""Recognition of a study's sessions: from its recordings to one step with drafts and doubts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import heddle
import spoken
from heddle.cli import main
from heddle.errors import NotFound, Refused, Unavailable
from heddle.exchange.recognised import vocabulary
from heddle.recognition import Course, Told, resumed, unfinished
from heddle.report.material import Material
from heddle.report.statements_data import recognised
from heddle.speech import folders, whisper
from heddle.speech.jobs import Machine
from heddle.study.recognitions import Doubt, Recognition
from heddle.study.sources import Source, Speaker, Turn, timings_of, turns_of
from recognition_desk import Desk
from speech_child import RATE, pulses, script

CPU = Machine(device="cpu")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path)
    yield found
    found.study.close()


def source_of(desk: Desk, done: Any) -> Source:
    with desk.study.view() as view:
        return view.get(Source, done.result[0])


def test_a_session_becomes_a_transcript_of_drafts_in_one_step(desk: Desk) -> None:
    """Two files that follow each other, heard in the session's time; nothing is checked yet."""
    desk.record(pulses(20), RATE)
    desk.record(pulses(11, every=5, level=0.2), RATE, begins=60.0)
    desk.model(languages=["nl"])
    steps = len(desk.study.history())
    told: list[Told] = []
    course = desk.course(vocabulary=["Hvidovre", " hvidovre ", "x"])
    assert any("entered for nl" in each for each in course.planned.warnings)
    done = course.hear(desk.models, CPU, told.append)
    assert len(desk.study.history()) == steps + 1
    source = source_of(desk, done)
    assert (source.name, source.language, source.form) == ("FG1 (recognised)", "da", "transcript")
    assert "script" in source.notes[0]
    assert desk.models.all()[0].hash in source.notes[0]
    assert "1 words given beforehand" in source.notes[0]
    assert "Hvidovre" not in " ".join(source.notes)
    with desk.study.view() as view:
        turns = turns_of(view, source.id)
        (noted,) = view.find(Recognition, source=source.id)
    assert all(turn.draft and not turn.heard and not turn.guessed for turn in turns)
    assert [turn.start for turn in turns if turn.start and turn.start >= 60] == pytest.approx(
        [60, 65, 70], abs=0.1
    )
    first = turns[0]
    assert first.text.startswith("Well I think so")
    assert [first.text[t.start : t.end] for t in timings_of(first)][:2] == ["Well", "I"]
    assert (noted.model, noted.licence, noted.vocabulary, noted.whole) == ("script", "MIT", 1, True)
    assert noted.seconds == 31
    assert told[0].share == 0
    assert told[-1].share > 0.9
    assert [each.share for each in told] == sorted(each.share for each in told)
    assert unfinished(desk.study, desk.session) == []
    # Undone as one step, and dropped with all that hangs on it.
    desk.study.undo()
    with desk.study.view() as view:
        assert not view.count(Recognition)
        assert not view.count(Turn)


def test_tracks_are_heard_apart_and_merged_by_time(desk: Desk) -> None:
    talk = pulses(24, every=6, long=1.5)
    desk.record(talk, RATE, track="Moderator")
    desk.record(np.roll(talk, 3 * RATE), RATE, track="P1")
    desk.model()
    source = source_of(desk, desk.course().hear(desk.models, CPU))
    with desk.study.view() as view:
        turns = turns_of(view, source.id)
        names = {each.id: each.name for each in view.find(Speaker, source=source.id)}
    assert [names[turn.speaker] for turn in turns] == ["Moderator", "P1"] * 4
    assert all(turn.guessed for turn in turns)


def test_a_channel_of_ones_own_is_heard_alone_and_its_speaker_proposed(desk: Desk) -> None:
    person = desk.study.do("participants.add", code="P7").result
    desk.study.do("sessions.attend", session=desk.session, participants=[person])
    own, other = pulses(24, every=6, long=1.5), np.roll(pulses(24, every=6, long=1.5), 3 * RATE)
    rows = np.stack([own + 0.04 * other, other + 0.04 * own])
    recording = desk.record(rows, RATE)
    for number, who in enumerate(({"member": desk.study.actor}, {"participant": person})):
        desk.study.do("channels.set", recording=recording, number=number, **who)
    desk.model()
    source = source_of(desk, desk.course().hear(desk.models, CPU))
    with desk.study.view() as view:
        turns = turns_of(view, source.id)
        speakers = {each.id: each for each in view.find(Speaker, source=source.id)}
        (noted,) = view.find(Recognition)
    assert [speakers[turn.speaker].name for turn in turns] == ["Researcher 1", "P7"] * 4
    assert {each.participant for each in speakers.values()} == {"", person}
    assert all(turn.guessed and turn.draft for turn in turns)
    assert noted.by_channel


def test_two_microphones_of_one_room_are_not_written_twice(desk: Desk) -> None:
    first = desk.record(pulses(10), RATE)
    second = desk.record(pulses(10, level=0.1), RATE)
    desk.model()
    assert len(desk.course().planned.job.pieces) == 1
    assert len(desk.course(recordings=[first, second]).planned.job.pieces) == 2


def test_killed_midway_it_goes_on_and_ends_as_if_nothing_had_been(tmp_path: Path) -> None:
    texts = []
    for name, kill in (("whole", None), ("killed", 30)):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        desk.record(pulses(50), RATE)
        desk.model()
        course = desk.course()
        if kill is not None:
            # The script changes under the list: the words stay, and so does the job.
            _script(desk, kill)
            with pytest.raises(Unavailable, match="what was heard before is kept"):
                course.hear(_Trusting(desk), CPU)
            _script(desk, None)
            (waiting,) = unfinished(desk.study, desk.session)
            assert 0 < waiting.seconds < 50
            assert waiting.segments[0].text == " Well I think so"
            with desk.study.view() as view:
                assert not view.count(Source)
            planned = resumed(desk.study, desk.models, desk.session, waiting.job)
            course = Course(desk.study, planned, course._make)
            source = source_of(desk, course.hear(_Trusting(desk), CPU))
        else:
            source = source_of(desk, course.hear(desk.models, CPU))
        with desk.study.view() as view:
            texts.append([(t.text, t.start, t.timings) for t in turns_of(view, source.id)])
        desk.study.close()
    assert texts[0] == texts[1]


def _script(desk: Desk, kill: int | None) -> None:
    script(desk.folder / "model", ("Well I think so", "no not at all"), kill_at=kill or -1)


class _Trusting:
    """The list of models, for a script that changes while it is on it."""

    def __init__(self, desk: Desk) -> None:
        self._models = desk.models

    def check(self, model: Any, *, wholly: bool = True) -> str:
        return ""


def test_what_was_heard_is_kept_or_given_up_when_somebody_stops_it(desk: Desk) -> None:
    desk.record(pulses(60), RATE)
    desk.model()
    course = desk.course()

    def told(heed: Told) -> None:
        if heed.segment is None and heed.second > 30:
            raise Unavailable("Stopped.")

    with pytest.raises(NotFound):
        course.keep()
    with pytest.raises(Unavailable, match="Stopped"):
        course.hear(desk.models, CPU, told)
    source = source_of(desk, course.keep())
    assert "stopped after" in source.notes[0]
    with desk.study.view() as view:
        (noted,) = view.find(Recognition)
        assert (noted.whole, noted.seconds < 60) == (False, True)
        assert max(turn.end or 0 for turn in turns_of(view, source.id)) <= noted.seconds
    with pytest.raises(Unavailable, match="Stopped"):
        course.hear(desk.models, CPU, told)
    course.forget()
    assert unfinished(desk.study, desk.session) == []
    media = desk.study.media
    assert media is not None
    assert not [name for of in media.derived.all() for name in media.derived.names(of)]


def test_a_silent_recording_makes_no_transcript_and_says_so(desk: Desk) -> None:
    desk.record(np.zeros(8 * RATE, np.float32), RATE)
    desk.model()
    with pytest.raises(Refused, match="silent"):
        desk.course().hear(desk.models, CPU)
    with desk.study.view() as view:
        assert not view.count(Source)


def test_what_cannot_be_heard_is_refused_before_anything_starts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound, match="no model on this computer"):
        desk.course()
    model = desk.model()
    with pytest.raises(Refused, match="has no recording"):
        desk.course()
    desk.study.do("recordings.add", session=desk.session, file_hash="e" * 64, duration=60)
    with pytest.raises(Refused, match="has its sound here"):
        desk.course()
    desk.record(pulses(4), RATE)
    with pytest.raises(Refused, match="no code of a language"):
        desk.course(language="Danish, I think")
    course = desk.course()
    (Path(model.folder) / "more.bin").write_bytes(b"another file")
    with pytest.raises(Refused, match="files were changed"):
        course.hear(desk.models, CPU)
    monkeypatch.setattr(whisper, "find_spec", lambda _name: None)
    with pytest.raises(Unavailable, match="not installed") as missing:
        course.hear(desk.models, CPU)
    assert "heddle-qda[speech]" in missing.value.hint
    assert unfinished(desk.study, desk.session) == []


def test_doubts_are_listed_ticked_off_and_gone_with_their_transcript(desk: Desk) -> None:
    desk.record(pulses(30), RATE)
    desk.model(["so so so so so so so"])
    source = source_of(desk, desk.course().hear(desk.models, CPU))
    with desk.study.view() as view:
        doubts = view.find(Doubt, source=source.id)
    assert {doubt.about for doubt in doubts} == {"repetition"}
    desk.study.do("doubts.settle", doubts=[doubts[0].id])
    with desk.study.view() as view:
        settled = view.get(Doubt, doubts[0].id)
    assert settled.settled == desk.study.actor
    assert settled.settled_on
    assert desk.study.do("doubts.settle", doubts=[doubts[0].id]).result == 0
    desk.study.do("doubts.reopen", doubts=[doubts[0].id])
    with pytest.raises(Refused, match="already how"):
        desk.study.do(
            "recognitions.note", source=source.id, engine="e", model="m", model_hash="f" * 64
        )
    desk.study.do("sources.drop", source=source.id)
    with desk.study.view() as view:
        assert (view.count(Doubt), view.count(Recognition)) == (0, 0)


def test_nothing_that_was_heard_lies_open_in_an_encrypted_study(tmp_path: Path) -> None:
    desk = Desk(tmp_path, passphrase="a long passphrase")
    desk.record(pulses(50), RATE)
    desk.model(["Mirabelle said it"])

    def told(heed: Told) -> None:
        if heed.segment is None and heed.second > 20:
            raise Unavailable("Stopped.")

    with pytest.raises(Unavailable, match="Stopped"):
        desk.course().hear(desk.models, CPU, told)
    assert unfinished(desk.study, desk.session)[0].segments
    desk.study.close()
    for path in (tmp_path / "study").rglob("*"):
        assert path.is_dir() or b"Mirabelle" not in path.read_bytes()


def test_words_given_beforehand_are_places_and_names_only_when_asked(desk: Desk) -> None:
    desk.study.do("sites.add", name="Hvidovre Hospital")
    desk.study.do("team.add", name="Moderator Madsen")
    desk.study.do("study.describe", keywords=["palliation"])
    with desk.study.view() as view:
        assert vocabulary(view) == ["Hvidovre Hospital", "palliation"]
        assert "Moderator Madsen" in vocabulary(view, names=True)


def test_the_whole_way_by_command_with_a_real_model(
    desk: Desk, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = spoken.conversation([("M", "What helps you in your work?"), ("P1", "Hope, mostly.")])
    desk.record(talk.mono(), talk.rate)
    desk.study.close()
    monkeypatch.setenv("HEDDLE_STATE", str(desk.folder / "state"))
    assert folders.look(tiny) == "faster-whisper"

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, [*words])
        assert result.exit_code == code, result.output
        return result.output

    place = str(desk.folder / "study")
    assert "no model on this computer" in run("transcribe", place, "FG1", code=1)
    run("models", "add", str(tiny), "--name", "tiny", "--licence", "none", "--language", "en")
    assert "There is no session" in run("transcribe", place, "FG2", code=1)
    said = run("transcribe", place, "fg1", "--quick", "--word", "Hvidovre", "--study-words")
    assert "entered for en" in said
    assert "Made “FG1 (recognised)”" in said
    assert "No recognition" in run("transcribe", place, "FG1", "--keep", code=1)
    with heddle.open(place) as study, study.view() as view:
        assert all(turn.draft for turn in view.find(Turn))
        (noted,) = view.find(Recognition)
    assert (noted.engine, noted.precision, noted.effort) == ("faster-whisper", "int8", "quick")
    assert noted.vocabulary == 1


def test_the_methods_say_what_was_used_and_that_nothing_was_invented(desk: Desk) -> None:
    desk.record(pulses(8), RATE)
    desk.model()
    with desk.study.view() as view:
        assert recognised(Material(view)).complete == "none"
    desk.course().hear(desk.models, CPU)
    with desk.study.view() as view:
        text = recognised(Material(view)).text
    assert "scripted 1 with the model “script”, MIT" in text
    assert "no generative language model" in text
