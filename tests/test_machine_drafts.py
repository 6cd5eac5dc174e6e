"""Transcripts that machines wrote come in as drafts whose speakers are guesses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle import client
from heddle.errors import Refused
from heddle.exchange import importing
from heddle.study.sources import Source, Speaker, Turn

WHISPERX = json.dumps({
    "language": "en",
    "segments": [
        {"start": 0.0, "end": 2.0, "text": "What helps?", "speaker": "SPEAKER_00",
         "words": [{"word": "What", "start": 0.0, "end": 0.9, "score": 0.9},
                   {"word": "helps?", "start": 1.0, "end": 2.0, "score": 0.3}]},
        {"start": 2.5, "end": 4.0, "text": "Hope, mostly.", "speaker": "SPEAKER_01"},
    ],
})  # fmt: skip
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>So.\n\n00:03.000 --> 00:04.000\n<v Bo>Well.\n"
TEAMS = "Anna Jensen started transcription\n\nAnna Jensen  0:03\nSo.\n\nBo Hansen  0:05\nWell.\n"
OTTER = (
    "Anna  0:03\nSo.\n\nBo  0:05\nWell.\n\nAnna  0:07\nYes.\n\nTranscribed by https://otter.ai\n"
)
MEET = (
    "Talk - Transcript\n00:00:00\nAnna: So.\nBo: Well.\nAnna: Yes.\nBo: No.\nAnna: Oh.\nBo: So.\n"
    "Transcription ended after 00:12:00\n"
)
NOSCRIBE = (
    '<html><p>noScribe</p><p><a name="ts_0_900_S00">S00: So.</a></p>'
    '<p><a name="ts_1000_1900_S01">S01: Well.</a></p></html>'
)
TYPED = "Anna: So.\nBo: Well.\nAnna: Yes.\nBo: No.\n"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[client.Study]:
    with client.create(tmp_path / "s.heddle", title="Drafts") as made:
        made.do("team.add", name="Anna")
        yield made


def brought(study: client.Study, path: Path, text: str, **said: object) -> list[Turn]:
    path.write_text(text, encoding="utf-8")
    with study.view() as view:
        plan = importing.plan(view, path, **said)  # type: ignore[arg-type]
    importing.carry_out(study, plan)
    with study.view() as view:
        source = view.find(Source, name=path.stem)[0]
        assert source.form == "transcript"
        told = any("written by a machine" in note for note in source.notes)
        turns = view.find(Turn, "position", source=source.id)
    assert told is all(turn.draft for turn in turns)
    return turns


@pytest.mark.parametrize(
    ("file", "text", "draft"),
    [
        ("whisperx.json", WHISPERX, True),
        ("captions.vtt", VTT, True),
        ("teams.txt", TEAMS, True),
        ("otter.txt", OTTER, True),
        ("meet.txt", MEET, True),
        ("noscribe.html", NOSCRIBE, True),
        ("typed.txt", TYPED, False),
    ],
)
def test_who_wrote_it_down_is_told_by_the_format(
    study: client.Study, tmp_path: Path, file: str, text: str, draft: bool
) -> None:
    turns = brought(study, tmp_path / file, text)
    assert {(turn.draft, turn.guessed) for turn in turns if turn.speaker} == {(draft, draft)}
    assert not any(turn.heard for turn in turns)


def test_a_person_can_say_otherwise_and_say_who_a_label_is(
    study: client.Study, tmp_path: Path
) -> None:
    assert not any(t.draft for t in brought(study, tmp_path / "a.vtt", VTT, made_by="people"))
    assert all(t.guessed for t in brought(study, tmp_path / "b.txt", TYPED, made_by="machine"))
    said = {"SPEAKER_00": "moderator"}
    first, second = brought(study, tmp_path / "c.json", WHISPERX, speakers=said)
    assert (first.draft, first.guessed, second.guessed) == (True, False, True)
    assert [timed[-1] for timed in first.timings] == [90, 30]  # how sure it was is kept
    with study.view() as view:
        label = view.get(Speaker, second.speaker)
        assert label.name == "SPEAKER_01"
    with pytest.raises(Refused, match="by a machine or by people"):
        brought(study, tmp_path / "d.txt", TYPED + "Anna: Oh.\n", made_by="ghosts")


def test_words_alone_are_a_transcript_too(study: client.Study, tmp_path: Path) -> None:
    text = json.dumps({"segments": [{"start": 0, "end": 1, "text": "So we began."}]})
    (turn,) = brought(study, tmp_path / "bare.json", text)
    assert (turn.draft, turn.guessed, turn.speaker) == (True, False, "")
