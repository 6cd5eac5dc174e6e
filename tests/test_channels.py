"""Channels: who speaks when is told by energy, and turns are given to whose microphone it is."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import spoken
from heddle import client
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.findings.diarizing import people_of
from heddle.sound.channels import PER_SECOND, Voices, laid, levels, same
from heddle.study.recordings import Channel
from heddle.study.sources import Source, Speaker, Turn

LINES = [
    ("M", "What has helped you most since you came home?"),
    ("P1", "Hope, mostly, and my sister."),
    ("P2", "For me it was the nurses on the ward."),
    ("P1", "Yes."),
    ("M", "Can you say more?"),
    ("P2", "Not at first, no."),
]


def voices(sound: np.ndarray[Any, Any], rate: int = spoken.RATE) -> Voices:
    """Hear sound in uneven pieces."""
    cuts = [0, 777, rate, 2 * rate + 5, sound.shape[1]]
    pieces = [sound[:, a:b].astype(np.float32) for a, b in itertools.pairwise(cuts)]
    return Voices(levels(pieces, rate))


@pytest.mark.parametrize("bleed", [0.0, 0.05])
@pytest.mark.parametrize("gains", [(1.0, 1.0, 1.0), (1.0, 0.1, 0.4)])
def test_who_speaks_when_is_exact_with_bleed_and_uneven_microphones(
    bleed: float, gains: tuple[float, ...]
) -> None:
    talk = spoken.conversation(LINES)
    hiss = 0.0005 * np.random.default_rng(1).standard_normal(talk.channels().shape)
    sound = talk.channels(bleed=bleed) * np.array(gains)[:, None] + hiss
    heard = voices(sound)
    found = heard.stretches()
    wanted = [(talk.speakers.index(turn.speaker), turn) for turn in talk.turns]
    assert [each.channel for each in found] == [channel for channel, _ in wanted]
    for each, (_, turn) in zip(found, wanted, strict=True):
        assert abs(each.begins - turn.begins) < 0.1
        assert abs(each.ends - turn.ends) < 0.2
    for channel, turn in wanted:
        said = heard.within(turn.begins, turn.ends)
        assert (said.channel, said.share, said.together) == (channel, 1.0, 0.0)
    assert heard.overlaps() == []


def test_two_at_once_are_two_and_known_as_such() -> None:
    talk = spoken.conversation(LINES[:3], gap=-0.8)
    heard = voices(talk.channels(bleed=0.05))
    first, second, third = talk.turns
    said = heard.within(second.begins, second.ends)
    assert said.together > 0.3
    assert min(said.seconds) > 0
    # Whatever is called an overlap lies where two turns really do.
    for a, b in heard.overlaps():
        assert any(
            one.ends + 0.1 >= b and other.begins - 0.1 <= a
            for one, other in ((first, second), (second, third))
        )


def test_silence_noise_and_a_microphone_that_only_hears_others_say_nothing() -> None:
    assert voices(spoken.silence(3, channels=2)).stretches() == []
    talk = spoken.conversation(LINES[:2])
    sound = talk.channels(bleed=0.05)
    listener = 0.05 * sound.sum(axis=0, keepdims=True)
    heard = voices(np.concatenate([sound, listener]))
    assert {each.channel for each in heard.stretches()} == {0, 1}
    assert Voices(np.zeros((0, 0), np.float32)).stretches() == []


def test_files_are_laid_on_one_line_and_twins_are_one_microphone() -> None:
    talk = spoken.conversation(LINES[:2])
    loud = levels([talk.channels()], talk.rate)
    whole = laid([(loud[:1], 0.0), (loud[1:], 2.0)])
    assert whole.shape == (2, loud.shape[1] + 2 * PER_SECOND)
    assert np.array_equal(whole[1, 2 * PER_SECOND :], loud[1])
    assert same(loud[0], loud[0])
    assert not same(loud[0], loud[1])


@pytest.fixture(scope="module")
def talk() -> spoken.Talk:
    return spoken.conversation(LINES)


@pytest.fixture
def study(tmp_path: Path, talk: spoken.Talk) -> Iterator[client.Study]:
    with client.create(tmp_path / "s.heddle", title="Channels") as made:
        do = made.do
        boss = do("team.add", name="Mads", roles=["moderator"]).result
        people = [
            do("participants.add", code=code, group="1", number=at).result
            for at, code in enumerate(("P1", "P2"), 1)
        ]
        session = do("sessions.add", name="FG1", moderators=[boss]).result
        do("sessions.attend", session=session, participants=people)
        data = spoken.wav(talk.channels(bleed=0.05), talk.rate)
        digest = hashlib.sha256(data).hexdigest()
        made.media.keep(data)
        do("recordings.add", session=session, file_hash=digest, file_name="fg1.wav")
        turns = [
            {"text": t.words, "start": t.begins, "end": t.ends, "draft": True} for t in talk.turns
        ]
        turns[3] |= {"speaker": "SPEAKER_07", "guessed": True}
        turns[5] |= {"speaker": "P1"}  # a person said so, rightly or not
        do("sources.add", name="FG1", session=session, turns=[*turns, {"text": "Untimed."}])
        yield made


def test_turns_go_to_whose_channel_it_is_in_one_step(study: client.Study, tmp_path: Path) -> None:
    rows = study.rows("participants")
    boss = study.rows("team")[-1]["id"]
    with study.view() as view:
        recording = view.find(study.schema.kinds["recordings"].cls)[0].id
    command = ["speakers", str(tmp_path / "s.heddle"), "FG1", "--by-channel"]
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1
    assert "Nobody has said whose microphones" in refused.output
    study.do("channels.set", recording=recording, number=0, member=boss)
    for at, row in enumerate(rows, 1):
        study.do("channels.set", recording=recording, number=at, participant=row["id"])
    dry = CliRunner().invoke(main, [*command, "--dry-run", "--json"])
    told = json.loads(dry.output)
    assert (told["clear"], told["unsure"], told["confirmed"], told["untimed"]) == (5, 0, 1, 1)
    assert all(not turn.speaker for turn in found(study)[:3])
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert who(study) == ["Mads", "P1", "P2", "P1", "Mads", "P1", ""]
    assert not any(turn.guessed for turn in found(study))
    study.undo()
    assert who(study) == ["", "", "", "SPEAKER_07", "", "P1", ""]
    listed = CliRunner().invoke(main, [*command[:3], "--json"])
    assert [(r["speaker"], r["turns"], r["guessed"]) for r in json.loads(listed.output)] == [
        ("P1", 1, 0),
        ("SPEAKER_07", 1, 1),
    ]


def found(study: client.Study) -> list[Turn]:
    with study.view() as view:
        return view.find(Turn, "position")


def who(study: client.Study) -> list[str]:
    with study.view() as view:
        names = {speaker.id: speaker.name for speaker in view.find(Speaker)}
    return [names.get(turn.speaker, "") for turn in found(study)]


def test_overlap_stays_a_guess_and_marks_its_words(study: client.Study) -> None:
    first, second = found(study)[:2]
    person = study.rows("participants")[0]["id"]
    source = first.source
    study.do(
        "speakers.propose",
        source=source,
        turns=[
            {"turn": first.id, "participant": person, "sure": 60, "overlaps": [[0, 4]]},
            {"turn": second.id, "name": "Voice 2", "sure": 300},
        ],
    )
    first, second = found(study)[:2]
    assert (first.guessed, first.speaker_sure, len(first.marks)) == (True, 60, 1)
    assert (second.guessed, second.speaker_sure) == (True, 100)
    study.do("turns.assign", turns=[first.id], speaker=second.speaker)
    assert (found(study)[0].guessed, found(study)[0].speaker_sure) == (False, -1)
    with pytest.raises(Refused, match="spoken by one"):
        study.do("speakers.propose", source=source, turns=[{"turn": second.id}])


def test_a_channel_is_one_person_who_was_there(study: client.Study) -> None:
    stranger = study.do("participants.add", code="P9", group="2", number=1).result
    person = study.rows("participants")[0]["id"]
    boss = study.rows("team")[-1]["id"]
    with study.view() as view:
        recording = view.find(study.schema.kinds["recordings"].cls)[0].id
    for wrong, match in (
        ({"participant": stranger}, "present list"),
        ({}, "one person"),
        ({"participant": person, "member": boss}, "one person"),
        ({"participant": person, "number": 64}, "channels 0 to"),
    ):
        with pytest.raises(Refused, match=match):
            study.do("channels.set", recording=recording, **wrong)
    made = study.do("channels.set", recording=recording, participant=person).result
    assert study.do("channels.set", recording=recording, member=boss).result == made
    with study.view() as view:
        (channel,) = view.find(Channel)
    assert (channel.participant, channel.member) == ("", boss)
    assert study.do("channels.clear", recording=recording, number=5).result == 0
    study.do("recordings.drop", recording=recording)
    with study.view() as view:
        assert view.find(Channel) == []


SCRIPTED = """
def told(pieces, *, rate, people):
    seconds = sum(len(piece) for piece in pieces) / rate
    yield {"begins": 0.0, "ends": 3.0, "label": f"of {people}", "sure": 0.5}
    yield {"begins": 2.5, "ends": seconds, "label": "other"}

def broken(pieces, *, rate, people):
    raise SystemExit(3)
"""
PACKAGE = "[heddle.diarizers]\nscripted = scripted_voices:told\nbroken = scripted_voices:broken\n"


def test_an_installed_diarizer_proposes_and_is_told_how_many_there_were(
    study: client.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "installed"
    (installed / "scripted_voices-1.dist-info").mkdir(parents=True)
    (installed / "scripted_voices.py").write_text(SCRIPTED, encoding="utf-8")
    about = installed / "scripted_voices-1.dist-info"
    (about / "METADATA").write_text("Name: scripted-voices\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(PACKAGE, encoding="utf-8")
    command = ["speakers", str(tmp_path / "s.heddle"), "FG1", "--diarizer"]
    none = CliRunner().invoke(main, [*command, "scripted"])
    assert "None is installed" in none.output
    monkeypatch.syspath_prepend(str(installed))
    failed = CliRunner().invoke(main, [*command, "broken"])
    assert "stopped without an answer; nothing was changed" in failed.output
    before = who(study)
    done = CliRunner().invoke(main, [*command, "scripted", "--json"])
    assert json.loads(done.output)["unsure"] == 5
    first, *rest = found(study)
    assert who(study)[:2] == ["Voice 1", "Voice 2"]
    assert who(study)[5] == before[5]
    assert first.guessed
    assert 0 < first.speaker_sure <= 50
    assert all(turn.guessed for turn in rest if turn.speaker and turn is not rest[4])
    with study.view() as view:
        assert people_of(view, view.find(Source)[0].session) == 3
