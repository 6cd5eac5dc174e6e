"""The talk that the tests make has the times and channels that it says."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

import spoken


def test_turns_sound_when_they_say_and_on_their_own_channel() -> None:
    talk = spoken.conversation([("M", "What helps?"), ("P1", "Hope, mostly."), ("M", "Thanks.")])
    assert talk.speakers == ["M", "P1"]
    channels = talk.channels()
    assert channels.shape == (2, round(talk.seconds * talk.rate))
    for turn in talk.turns:
        span = slice(round(turn.begins * talk.rate), round(turn.ends * talk.rate))
        loud = np.abs(channels[:, span]).max(axis=1)
        own = talk.speakers.index(turn.speaker)
        assert loud[own] > 0.1
        assert loud[1 - own] == 0
    first = np.flatnonzero(np.abs(talk.mono()) > 0.01)[0] / talk.rate
    assert first == pytest.approx(talk.turns[0].begins, abs=0.001)
    assert np.allclose(talk.channels(bleed=0.1).sum(axis=0), 1.1 * talk.mono(), atol=1e-5)


@pytest.mark.parametrize("form", ["wav", "flac", "mp3", "m4a", "ogg", "webm"])
def test_sound_can_be_had_in_every_usual_form(form: str) -> None:
    made = spoken.encoded(spoken.tone(1.0), form, picture=form == "webm")
    with av.open(io.BytesIO(made)) as file:
        seconds = sum(f.samples / f.sample_rate for f in file.decode(audio=0))
        assert bool(file.streams.video) == (form == "webm")
    assert seconds == pytest.approx(1.0, abs=0.1)
