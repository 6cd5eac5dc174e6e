"""Sound files of every form: how long they are, how they are played, and what is wrong."""

from __future__ import annotations

import io
import itertools
import threading
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spoken
from heddle.errors import NotFound, Unreadable
from heddle.sound import listening, peaks
from heddle.sound.facts import PEAKS, PLAYBACK, facts
from heddle.sound.listening import Child, asked, make_peaks, make_playback, measure, samples
from heddle.sound.probe import probe
from heddle.store.media import Media
from heddle.store.recast import new_identity
from sound_files import ONSET, SECONDS, in_form, sound

FORMS = {
    "wav": "", "flac": "", "mp3": "", "m4a": "", "ogg": "", "webm": "", "video": "",
    "vbr": "rates vary", "live": "no index", "amr": "form", "wma": "form", "aiff": "form",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_measured_and_drawn_and_it_is_known_whether_it_needs_a_copy(form: str) -> None:
    file = io.BytesIO(in_form(form))
    found = probe(file)
    assert found.seconds == pytest.approx(SECONDS, abs=0.15)
    assert (found.copy, found.promised) == (FORMS[form], 0.0)
    assert found.form == ("video" if form == "video" else "audio")
    made, heard = peaks.peaks(file)
    assert heard.seconds == pytest.approx(SECONDS, abs=0.15)
    low, high = peaks.unpacked(made)
    assert len(low) == pytest.approx(SECONDS * peaks.PER_SECOND, abs=3)
    onset = np.flatnonzero(high > 0.05)[0] / peaks.PER_SECOND
    assert onset == pytest.approx(ONSET, abs=0.16)
    assert high[80:110].mean() == pytest.approx(0.5, abs=0.08)
    assert low[80:110].mean() == pytest.approx(-0.5, abs=0.08)


def test_the_length_is_that_of_the_sound_and_not_what_the_header_says() -> None:
    for form in ("wav", "flac", "mp3"):
        data = in_form(form)
        half = probe(io.BytesIO(data[: len(data) // 2]))
        assert half.seconds < SECONDS * 0.7
        assert half.promised == pytest.approx(SECONDS, abs=0.1)
        assert peaks.peaks(io.BytesIO(data[: len(data) // 2]))[1].seconds > 1


WRONG = {
    "empty-file": [b""],
    "no-recording": [
        b"RIFF", b"<script>", b"%PDF-1.7" + bytes(5000), b"PK\3\4" + bytes(5000),
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n",
    ],
    "no-sound": [spoken.wav(spoken.silence(0)), spoken.wav(spoken.silence(0.05))],
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_what_is_no_sound_is_refused_in_words(code: str) -> None:
    for data in WRONG[code]:
        with pytest.raises(Unreadable) as refused:
            probe(io.BytesIO(data))
        assert refused.value.code == code
        assert "nothing was kept" in refused.value.problem
        assert refused.value.hint


def test_half_an_m4a_says_that_it_was_cut_off_and_a_silent_film_that_it_has_no_sound() -> None:
    data = in_form("m4a")
    with pytest.raises(Unreadable, match="cut off"):
        probe(io.BytesIO(data[: len(data) // 2]))
    film = io.BytesIO()
    with av.open(film, "w", format="webm") as out:
        stream: Any = out.add_stream("libvpx", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        grey = np.full((72, 64), 128, np.uint8)
        out.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="yuv420p")))
        out.mux(stream.encode(None))
    with pytest.raises(Unreadable, match="no sound in this file, only pictures"):
        probe(film)


def test_a_wrong_ending_is_noticed_and_the_form_is_what_is_in_the_file() -> None:
    found = probe(io.BytesIO(in_form("m4a")))
    assert found.misnamed("session.mp3")
    assert not found.misnamed("session.M4A")
    assert not found.misnamed("session")
    assert not found.misnamed("session.2021-03-01")
    assert found.name == "MP4"


def test_silence_is_told_and_quiet_sound_is_drawn_large_enough() -> None:
    made, heard = peaks.peaks(io.BytesIO(spoken.wav(spoken.silence(2))))
    assert heard.loudest == 0
    assert not np.any(peaks.unpacked(made)[1])
    made, heard = peaks.peaks(io.BytesIO(spoken.wav(spoken.tone(2, level=0.01))))
    assert heard.loudest == pytest.approx(0.01, rel=0.1)
    assert peaks.unpacked(made)[1].max() == pytest.approx(0.01, rel=0.1)


@settings(max_examples=40)
@given(
    rate=st.sampled_from([1000, 8000, 11_025, 22_050, 44_100]),
    cuts=st.lists(st.integers(0, 60_000), max_size=6),
    seed=st.integers(0, 5),
)
def test_peaks_do_not_depend_on_the_pieces_that_sound_comes_in(
    rate: int, cuts: list[int], seed: int
) -> None:
    whole = spoken.noise(60_000 / 22_050, seed=seed)
    lows, highs, left, seen = [], [], np.zeros(0, np.float32), 0
    for piece in np.split(whole, sorted(cuts)):
        joined = np.concatenate([left, piece])
        low, high, used = peaks._steps(joined, seen - len(left), rate)
        lows.append(low)
        highs.append(high)
        left, seen = joined[used:], seen + len(piece)
    edges = np.arange(len(whole) * peaks.PER_SECOND // rate + 1) * rate // peaks.PER_SECOND
    spans = [whole[a:b] for a, b in itertools.pairwise(edges)]
    assert np.concatenate(lows).tolist() == [span.min() for span in spans]
    assert np.concatenate(highs).tolist() == [span.max() for span in spans]


@pytest.mark.parametrize("identity", ["", new_identity()], ids=["plain", "sealed"])
def test_a_child_makes_peaks_and_a_copy_that_plays_from_any_second(
    tmp_path: Path, identity: str
) -> None:
    media = Media(tmp_path / "media", identity)
    digest = media.keep(in_form("amr"))
    told: list[float] = []
    found = make_peaks(media, digest, told.append)
    assert found.seconds == pytest.approx(SECONDS, abs=0.15)
    assert told == sorted(told)
    assert facts(media, digest) == found
    make_playback(media, digest)
    assert media.derived.names(digest) == [PEAKS, PLAYBACK, "sound.json"]
    copy = media.derived.read(digest, PLAYBACK)
    assert copy[4:8] == b"ftyp"
    assert copy.index(b"moov") < copy.index(b"mdat")
    with av.open(io.BytesIO(copy)) as file:
        assert file.streams.audio[0].codec_context.name == "aac"
        assert file.streams.audio[0].channels == 1
        rate = file.streams.audio[0].rate
        heard = np.concatenate([f.to_ndarray()[0] for f in file.decode(audio=0)])
        assert len(heard) / rate == pytest.approx(SECONDS, abs=0.2)
        assert np.flatnonzero(np.abs(heard) > 0.08)[0] / rate == pytest.approx(ONSET, abs=0.1)
        file.seek(4_000_000)
        later = next(file.decode(audio=0))
        assert later.time == pytest.approx(4, abs=0.3)
        assert np.abs(later.to_ndarray()).max() > 0.3
    # Made from what was kept, so it is not made again.
    before = media.derived.folder / digest / PLAYBACK
    stamp = before.stat().st_mtime_ns
    make_playback(media, digest)
    assert before.stat().st_mtime_ns == stamp


def test_sound_can_be_had_channel_by_channel_and_from_any_second(tmp_path: Path) -> None:
    media = Media(tmp_path / "media")
    rows = np.stack([spoken.tone(3.0, level=0.5), spoken.tone(3.0, level=0.1)])
    digest = media.keep(spoken.wav(rows))
    each = np.concatenate(list(samples(media, digest, mono=False)), axis=1)
    assert each.shape == (2, pytest.approx(48_000, abs=32))
    assert np.abs(each).max(axis=1) == pytest.approx([0.5, 0.1], abs=0.02)
    mixed = np.concatenate(list(samples(media, digest, start=2.0)), axis=1)
    assert mixed.shape == (1, pytest.approx(16_000, abs=32))


def test_a_child_that_is_killed_or_too_late_leaves_the_file_and_nothing_half_made(
    tmp_path: Path,
) -> None:
    media = Media(tmp_path / "media")
    digest = media.keep(in_form("wav"))
    with Child(asked(media, digest, "peaks")) as child:
        child.kill()
        with pytest.raises(Unreadable, match="untouched"):
            list(child.data())
    assert media.derived.names(digest) == []
    make_peaks(media, digest)

    def gone(_progress: float) -> None:
        media.remove(digest)

    with pytest.raises(NotFound, match="deleted meanwhile"):
        make_playback(media, digest, gone)
    assert list(media.derived.all()) == []
    with pytest.raises((Unreadable, NotFound)):
        measure(media, digest)


def test_a_child_that_falls_silent_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = Media(tmp_path / "media")
    digest = media.keep(in_form("wav"))
    monkeypatch.setattr(listening, "STALLS", -1.0)
    blocked = threading.Event()
    monkeypatch.setattr(Child, "_pipe", lambda _self, pipe: _Slow(pipe, blocked))
    with Child(asked(media, digest, "samples")) as child:
        monkeypatch.setattr(child, "kill", lambda: (blocked.set(), Child.kill(child)))
        with pytest.raises(Unreadable, match="far too long"):
            list(child.data())


class _Slow:
    """A pipe out of which nothing comes until the child was ended."""

    def __init__(self, pipe: Any, until: threading.Event) -> None:
        self._pipe, self._until = pipe, until

    def read(self, _count: int) -> bytes:
        assert self._until.wait(30)
        return b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pipe, name)


def test_sound_that_is_missing_within_a_file_is_silence_so_that_times_stay_true() -> None:
    made = io.BytesIO()
    whole = io.BytesIO(spoken.encoded(spoken.tone(2.0), "webm"))
    with av.open(whole) as source, av.open(made, "w", format="webm") as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.size:
                late = round(4 / packet.time_base) if packet.pts * packet.time_base >= 1 else 0
                packet.pts, packet.dts, packet.stream = packet.pts + late, packet.pts + late, stream
                out.mux(packet)
    data, heard = peaks.peaks(made)
    assert heard.seconds == pytest.approx(6.0, abs=0.1)
    _, high = peaks.unpacked(data)
    assert high[25:95].max() < 0.01
    assert high[105:115].mean() == pytest.approx(0.5, abs=0.1)


def test_a_file_of_ten_hours_is_measured_in_flat_memory() -> None:
    hours = 10
    header = bytearray(spoken.wav(spoken.silence(0.001, rate=1000), 1000)[:44])
    size = hours * 3600 * 1000
    header[28:36] = (1000).to_bytes(4, "little") + bytes([1, 0, 8, 0])  # one byte a sample
    header[4:8], header[40:44] = (36 + size).to_bytes(4, "little"), size.to_bytes(4, "little")
    found = probe(_Sparse(bytes(header), 44 + size))
    assert found.seconds == hours * 3600
    assert found.promised == 0


class _Sparse(io.RawIOBase):
    """A file of zeros behind its head, as long as it says."""

    def __init__(self, head: bytes, size: int) -> None:
        super().__init__()
        self._head, self._size, self._at = head, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = {0: 0, 1: self._at, 2: self._size}[whence] + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: Any) -> int:
        count = max(0, min(len(into), self._size - self._at))
        part = self._head[self._at : self._at + count]
        into[:count] = part + bytes(count - len(part))
        self._at += count
        return count


def test_the_sound_of_the_tests_is_what_it_says() -> None:
    assert len(sound()) / spoken.RATE == SECONDS
