"""Recognition without a study: jobs, windows, turns, doubts, and the child that does the work."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spoken
from heddle.errors import StorageFailed, Unavailable, Unreadable
from heddle.speech import checks, course
from heddle.speech.gate import gated
from heddle.speech.jobs import Job, Machine, Options, Piece
from heddle.speech.messages import Finished, Task
from heddle.speech.recogniser import Recogniser
from heddle.speech.results import RATE, Segment, Window, Word
from heddle.speech.shelf import DerivedShelf
from heddle.speech.turns import Heard, turns
from heddle.speech.windows import LONGEST, end_of_window
from heddle.speech.worker import windows
from heddle.store.derived import Derived
from speech_child import JOB, WINDOW, ScriptedEngine, ScriptedRecogniser, pulses, script, source

LINES = ["Well I think so", "no not at all"]


# Jobs.


@given(
    st.lists(
        st.builds(
            Piece,
            recording=st.text("0123456789abcdef", min_size=64, max_size=64),
            channel=st.none() | st.integers(0, 7),
            speaker=st.text(max_size=5),
            begins=st.floats(0, 1e5),
        ),
        max_size=3,
    ),
    st.lists(st.text(max_size=9), max_size=3),
)
@settings(max_examples=20)
def test_a_job_goes_to_json_and_back(pieces: list[Piece], words: list[str]) -> None:
    options = Options(language="da", vocabulary=tuple(words))
    job = Job(pieces=tuple(pieces), model="m", model_hash="f" * 64, engine="e", options=options)
    assert Job.from_json(job.to_json()) == job


def test_what_is_heard_has_one_key_whatever_it_is_called_and_wherever_it_begins() -> None:
    piece = JOB.pieces[0]
    other = Piece(recording=piece.recording, speaker="P1", begins=60.0)
    named = Job(pieces=(other,), model="other", model_hash=JOB.model_hash, engine=JOB.engine)
    assert JOB.key(piece) == named.key(other)
    differing = [
        JOB.key(Piece(recording=piece.recording, channel=1)),
        Job(pieces=(piece,), model="m", model_hash="c" * 64, engine=JOB.engine).key(piece),
        Job(
            pieces=(piece,),
            model="script",
            model_hash=JOB.model_hash,
            engine=JOB.engine,
            options=Options(manner="clean"),
        ).key(piece),
    ]
    assert len({JOB.key(piece), *differing}) == 4


# Windows.


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=12),
    st.integers(20, 400),
)
@settings(max_examples=60)
def test_a_window_ends_in_its_second_half_and_in_a_pause_if_there_is_one(
    gaps: list[tuple[int, int]], tenths: int
) -> None:
    length = tenths * RATE // 10
    speech, at = [], 0
    for pause, spoken_for in gaps:
        start, end = at + pause * RATE // 10, at + (pause + spoken_for) * RATE // 10
        if end <= length:
            speech.append((start, end))
            at = end
    end = end_of_window(np.zeros(length, np.float32), speech)
    assert length // 2 <= end <= length
    pauses = zip([0, *(b for _, b in speech)], [*(a for a, _ in speech), length], strict=True)
    if any(b > a and (a + b) // 2 >= length // 2 for a, b in pauses):
        assert not any(a < end < b for a, b in speech)


def test_talk_without_a_pause_is_cut_where_it_is_quietest() -> None:
    loud = np.full(20 * RATE, 0.5, np.float32)
    loud[14 * RATE : 14 * RATE + RATE // 10] = 0.1
    assert 14 * RATE <= end_of_window(loud, [(0, len(loud))]) <= 14 * RATE + RATE // 10


def test_windows_follow_each_other_without_gap_or_overlap_and_hold_little(tmp_path: Path) -> None:
    """Ten minutes in windows of eight seconds: never more than a window of sound is asked of it."""
    engine = ScriptedEngine(script(tmp_path / "m", LINES), Machine())
    longest = []
    ask = engine.speech
    engine.speech = lambda samples: longest.append(len(samples)) or ask(samples)  # type: ignore[method-assign]
    made = pulses(600)
    heard = [
        message.window
        for message in windows(engine, Task(), source(made)(JOB.pieces[0], 0), WINDOW)
        if isinstance(message, Finished)
    ]
    assert [window.begin for window in heard] == [0, *(window.end for window in heard[:-1])]
    assert heard[-1].end == len(made)
    assert max(longest) <= WINDOW
    assert sum(len(window.segments) for window in heard) == 300
    starts = [segment.start for window in heard for segment in window.segments]
    assert starts == pytest.approx([2.0 * i for i in range(300)], abs=0.03)


# The child.


@pytest.fixture
def shelf(tmp_path: Path) -> DerivedShelf:
    return DerivedShelf(Derived(tmp_path / "derived"))


def hear(folder: Path, made: np.ndarray, shelf: DerivedShelf) -> list[list[Window]]:
    with ScriptedRecogniser(folder) as recogniser:
        return course.run(JOB, source(made), shelf, recogniser)


def test_a_killed_child_says_so_and_the_rest_is_heard_as_if_nothing_had_been(
    tmp_path: Path, shelf: DerivedShelf
) -> None:
    made = pulses(61)
    undisturbed = hear(script(tmp_path / "m", LINES), made, DerivedShelf(Derived(tmp_path / "o")))
    with pytest.raises(Unavailable, match="ended by the system; what was heard before is kept"):
        hear(script(tmp_path / "m", LINES, kill_at=30), made, shelf)
    before = shelf.windows(JOB, JOB.pieces[0])
    assert 0 < len(before) < len(undisturbed[0])
    assert hear(script(tmp_path / "m", LINES), made, shelf) == undisturbed
    # Done: whoever asks again gets it from the shelf, and not a window is heard twice.
    assert hear(script(tmp_path / "m", ["other words"]), made, shelf) == undisturbed
    shelf.clear(JOB)
    assert shelf.windows(JOB, JOB.pieces[0]) == []


def test_one_that_is_stopped_keeps_what_was_heard(tmp_path: Path, shelf: DerivedShelf) -> None:
    recogniser = ScriptedRecogniser(script(tmp_path / "m", LINES))

    def told(heed: course.Heed) -> None:
        if heed.segment is None and heed.second > 20:
            recogniser.stop()

    with recogniser, pytest.raises(Unavailable) as stopped:
        course.run(JOB, source(pulses(61)), shelf, recogniser, told)
    assert stopped.value.code == "stopped"
    assert shelf.windows(JOB, JOB.pieces[0])[-1].end > 20 * RATE


def test_sound_that_breaks_off_is_told_by_its_own_error(
    tmp_path: Path, shelf: DerivedShelf
) -> None:
    def broken(piece: Piece, begin: int):
        yield pulses(20)
        raise Unreadable("The file ends in the middle.")

    with (
        ScriptedRecogniser(script(tmp_path / "m", LINES)) as recogniser,
        pytest.raises(Unreadable, match="ends in the middle"),
    ):
        course.run(JOB, broken, shelf, recogniser)


def test_a_full_disk_ends_it_with_the_windows_before(
    tmp_path: Path, shelf: DerivedShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, kept = Derived.keep, []

    def full(self, of: str, name: str, data: bytes) -> None:
        if len(kept) == 2:
            raise StorageFailed("The disk is full.")
        kept.append(name)
        keep(self, of, name, data)

    monkeypatch.setattr(Derived, "keep", full)
    with pytest.raises(StorageFailed):
        hear(script(tmp_path / "m", LINES), pulses(61), shelf)
    assert len(shelf.windows(JOB, JOB.pieces[0])) == 2


def test_a_window_that_does_not_fit_on_is_heard_again(tmp_path: Path) -> None:
    derived = Derived(tmp_path / "derived")
    shelf = DerivedShelf(derived)
    whole = hear(script(tmp_path / "m", LINES), pulses(61), shelf)
    names = derived.names(JOB.pieces[0].recording)
    derived.keep(JOB.pieces[0].recording, names[3], b"not json")
    assert len(shelf.windows(JOB, JOB.pieces[0])) == 3
    assert hear(tmp_path / "m", pulses(61), shelf) == whole


# The real engine, with random weights.


QUICK = Options(language="en", effort="quick")


def test_the_real_pipeline_hears_gibberish_the_same_again_after_a_stop(
    tiny: Path, tmp_path: Path
) -> None:
    talk = spoken.conversation(
        [("M", "What helps you in your work?"), ("P1", "Hope, mostly, and the people around me.")]
    )
    made = resampled(talk.mono(), talk.rate)
    job = Job(
        pieces=JOB.pieces, model="tiny", model_hash="c" * 64, engine="faster-whisper", options=QUICK
    )
    found = []
    for name in ("one", "two"):
        shelf = DerivedShelf(Derived(tmp_path / name))
        with Recogniser(tiny, Machine(device="cpu", threads=1)) as recogniser:
            about = recogniser.start()
            found.append(course.run(job, source(made), shelf, recogniser))
    assert found[0] == found[1]
    assert (about.engine, about.precision) == ("faster-whisper", "int8")
    (window,) = found[0][0]
    assert window.segments
    assert any(segment.words for segment in window.segments)
    # Somebody speaks from the first turn to the last, and every word lies in the sound.
    assert window.speech[0][0] == pytest.approx(talk.turns[0].begins, abs=0.5)
    assert window.speech[-1][1] == pytest.approx(talk.turns[-1].ends, abs=0.6)
    times = [t for s in window.segments for w in s.words for t in (w.start, w.end)]
    assert all(0 <= t <= len(made) / RATE + 30 for t in times)
    turns([Heard(segments=window.segments)])  # times that run back make no turn impossible
    checks.doubts([window])


def resampled(made: np.ndarray, rate: int) -> np.ndarray:
    at = np.arange(int(len(made) * RATE / rate)) * rate / RATE
    return np.interp(at, np.arange(len(made)), made).astype(np.float32)


def test_silence_and_an_empty_file_give_no_words(tiny: Path, shelf: DerivedShelf) -> None:
    job = Job(pieces=JOB.pieces, model="t", model_hash="d" * 64, engine="e", options=QUICK)
    with Recogniser(tiny, Machine(device="cpu")) as recogniser:
        (heard,) = course.run(job, source(np.zeros(5 * RATE, np.float32)), shelf, recogniser)
        shelf.clear(job)
        (nothing,) = course.run(job, source(np.zeros(0, np.float32)), shelf, recogniser)
    assert [(window.speech, window.segments) for window in heard] == [([], [])]
    assert nothing == []


def test_a_model_that_cannot_be_loaded_is_told_in_a_sentence(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    folder.mkdir()
    for path in tiny.iterdir():
        (folder / path.name).write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with (
        Recogniser(folder, Machine(device="cpu")) as recogniser,
        pytest.raises(Unavailable) as refused,
    ):
        recogniser.start()
    assert str(folder) not in str(refused.value)
    assert refused.value.hint


# Channels.


def test_a_channel_is_silent_where_it_only_hears_the_others() -> None:
    own = pulses(25, every=4, long=1.5)
    other = np.roll(own, 2 * RATE)
    rows = np.stack([own + 0.05 * other, other + 0.05 * own])
    whole = np.concatenate(list(gated([rows[:, :77_777], rows[:, 77_777:]], 0)))
    assert len(whole) == rows.shape[1]
    loud = np.abs(own) > 0
    assert np.array_equal(whole[loud], rows[0][loud])
    seconds = np.arange(len(own)) / RATE % 4
    assert not whole[(seconds > 1.8) & (seconds < 3.7)].any()
    # Going on in the middle, at a block of the gate, gives the same.
    later = np.concatenate(list(gated([rows[:, 10 * RATE :]], 0)))
    assert np.array_equal(later, whole[10 * RATE :])
    assert not np.concatenate(list(gated([rows], 7))).any()


# Turns.


def words(text: str, start: float, pace: float = 0.3, sure: float = 0.9) -> Segment:
    timed = [
        Word(f" {each}", start + i * pace, start + (i + 1) * pace, sure)
        for i, each in enumerate(text.split())
    ]
    return Segment(" " + text, timed[0].start, timed[-1].end, timed)


def test_turns_end_at_pauses_and_keep_the_times_of_words() -> None:
    made = turns(
        [Heard(segments=[words("one two", 0), words("three", 0.9), words("four", 5)], begins=60)]
    )
    assert [(turn.text, turn.start, turn.end) for turn in made] == [
        ("one two three", 60.0, 61.2),
        ("four", 65.0, 65.3),
    ]
    assert [made[0].text[t.start : t.end] for t in made[0].timings] == ["one", "two", "three"]
    assert made[0].timings[2].begin == 60_900
    assert made[0].timings[0].sure == 90


def test_channels_are_merged_by_time_and_a_long_turn_is_parted() -> None:
    first = [words("hello there", 0), words("and then", 1.5), words("yes", 9)]
    second = [words("mm", 3), words("no", 4)]
    made = turns([Heard(segments=first, speaker="A"), Heard(segments=second, speaker="B")])
    assert [(turn.speaker, turn.text) for turn in made] == [
        ("A", "hello there and then"),
        ("B", "mm no"),
        ("A", "yes"),
    ]
    long = [words("on and on", 10 * i, pace=3) for i in range(20)]
    lengths = [turn.end - turn.start for turn in turns([Heard(segments=long)])]
    assert len(lengths) > 3
    assert max(lengths) <= 50


@given(
    st.lists(
        st.tuples(
            st.lists(st.text(max_size=6), max_size=5),
            st.floats(0, 500),
            st.floats(-2, 3),
        ),
        max_size=8,
    )
)
@settings(max_examples=60)
def test_whatever_a_model_says_makes_turns_that_the_study_takes(
    said: list[tuple[list[str], float, float]],
) -> None:
    """Times that run back, empty words, no words: no letter is lost, no timing is off its word."""
    segments = []
    for texts, start, step in said:
        timed = [
            Word(f" {text}", start + i * step, start + (i + 1) * step, 0.5)
            for i, text in enumerate(texts)
        ]
        segments.append(Segment("".join(w.text for w in timed), start, start + abs(step), timed))
    made = turns([Heard(segments=segments)])
    written = sorted("".join("".join(turn.text.split()) for turn in made))
    assert written == sorted("".join("".join(s.text.split()) for s in segments))
    for turn in made:
        assert turn.text == turn.text.strip() != ""
        assert 0 <= turn.start <= turn.end
        assert math.isfinite(turn.end)
        ends = 0
        for timed in turn.timings:
            assert ends <= timed.start < timed.end <= len(turn.text)
            ends = timed.end
    starts = [turn.start for turn in made]
    assert starts == sorted(starts) or any(step < 0 for _, _, step in said)


# Doubts.


def window(*segments: Segment, speech: list[tuple[float, float]] | None = None) -> Window:
    spoken_at = speech if speech is not None else [(s.start, s.end) for s in segments]
    return Window(begin=0, end=600 * RATE, speech=spoken_at, segments=list(segments))


def about(*segments: Segment, speech: list[tuple[float, float]] | None = None) -> list[str]:
    return [each.about for each in checks.doubts([window(*segments, speech=speech)])]


def test_sound_talk_raises_no_doubt() -> None:
    talk = [words("this is how people talk on a good day", 10 * i) for i in range(5)]
    assert about(*talk) == []
    assert about(words("no no no that is not it", 0)) == []
    assert about() == []


def test_speech_without_words_is_doubted_where_it_is() -> None:
    talk = [words("we begin here", 0), words("and go on there", 30)]
    (found,) = checks.doubts([window(*talk, speech=[(0, 12), (30, 31.2)])])
    assert (found.about, found.start, found.end) == ("no words", pytest.approx(1.4), 12.0)
    assert about(words("invented words", 20), speech=[(0, 0.5)]) == ["no speech"]


@pytest.mark.parametrize("gram", ["so", "I think", "thank you for watching this"])
def test_the_same_words_over_and_over_are_doubted_also_across_segments(gram: str) -> None:
    loop = words(" ".join([gram] * 6), 5)
    assert about(words("before it", 2), loop) == ["repetition"]
    length = 0.3 * len(gram.split())
    apart = [words(gram, 5 + i * length) for i in range(6)]
    assert about(*apart) == ["repetition"]


def test_a_pace_that_nobody_speaks_at_and_times_that_run_back_are_doubted() -> None:
    assert about(words("an incredible number of words in no time", 3, pace=0.05)) == ["pace"]
    assert about(words("so slow", 3, pace=4)) == ["pace"]
    assert about(words("the later one", 30), words("the earlier one", 18)) == ["times"]
    backwards = Segment(" x y", 5, 6, [Word(" x", 5, 4.5), Word(" y", 5.2, 6)])
    assert about(backwards) == ["times"]
    assert about(words("three words here", 3, sure=0.2)) == ["unsure"]


def test_a_minute_of_loops_is_one_entry() -> None:
    loop = [words("and so on", 1.0 * i) for i in range(60)]
    (found,) = checks.doubts([window(*loop)])
    assert (found.start, found.end) == (0, pytest.approx(59.9))


def test_two_minutes_are_the_most_that_is_lost() -> None:
    assert LONGEST == 120 * RATE
