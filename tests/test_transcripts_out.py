"""Transcripts for other programs: written, read again, and equal as far as the format can say."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

import heddle
from heddle.cli.main import main
from heddle.client import Study
from heddle.errors import Refused
from heddle.exchange.parsing import parse
from heddle.exchange.reading import Transcript
from heddle.exchange.speakers import detect
from heddle.exchange.talk.spoken import Spoken, SpokenTurn, plain
from heddle.exchange.talk.transcript_out import WRITERS
from heddle.report.clean import clean_text
from heddle.study.sources import Turn, timings_of
from heddle.text.timing import Timed
from mark_samples import marks_on

TALK = ["a --> b", "<v X>y</v> &amp; 'q' \"r\"", "\U0001f642 e\u0301 \u202eעברית", "a\nb: c",
        "1\n00:00:01.000 --> 00:00:02.000", "{\\an8}x <i>y</i>",
        "]]> <!-- x --> &#10;"]  # fmt: skip
texts = st.sampled_from(TALK) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20
).map(lambda text: clean_text(plain(text))[0]).filter(bool)
labels = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(
    lambda text: " ".join(clean_text(plain(text))[0].split())
)
seconds = st.none() | st.integers(0, 5_000_000).map(lambda ms: ms / 1000)


@st.composite
def turns(draw):
    text, start, end = draw(texts), draw(seconds), draw(seconds)
    if start is None or (end is not None and end < start):
        end = None
    timings = []
    if start is not None and end is not None and draw(st.booleans()):
        spans = [found.span() for found in re.finditer(r"\S+", text)]
        spans = [span for span in spans if text[slice(*span)].strip()]
        times = st.integers(round(start * 1000), round(end * 1000))
        ms = sorted(draw(st.lists(times, min_size=2 * len(spans), max_size=2 * len(spans))))
        kept = draw(st.lists(st.booleans(), min_size=len(spans), max_size=len(spans)))
        timings = [
            Timed(*span, ms[2 * i], ms[2 * i + 1]) for i, span in enumerate(spans) if kept[i]
        ]
    return SpokenTurn(text=text, speaker=draw(labels), start=start, end=end, timings=timings)


talks = st.lists(turns(), min_size=1, max_size=4)
timed_talks = talks.filter(lambda talk: any(turn.start is not None for turn in talk))


def again(form: str, talk: list[SpokenTurn]) -> Transcript:
    """Write a talk and read it."""
    written = WRITERS[form](Spoken(title="A & B", turns=talk, language="da"))
    return detect(parse(f"a.{form}", written.data, kind=None, encoding=None))


def facts(talk, *, words: bool = False):
    return [
        (turn.speaker or "", turn.text, turn.start, turn.end, *([turn.timings] if words else []))
        for turn in talk
    ]


def laid_words(turn: SpokenTurn) -> list[Timed]:
    """Those words of a turn that can lie side by side on a tier: they last."""
    return [each for each in turn.timings if each.begin < each.finish]


def test_what_is_heard_leaves_as_signs_with_their_legend_where_a_format_has_nothing_for_it(
    tmp_path: Path,
) -> None:
    marks = [[1, 2, 2, 1500], [2, 3, 6, 1], [4, 6, 6, -1, -1, "nods"]]
    turn = {"text": "ja det", "start": 0.0, "end": 2.0, "marks": marks, "timings": [[3, 6, 0, 900]]}
    with heddle.create(tmp_path / "s", title="T") as study:
        study.do("sources.add", name="FG1", turns=[turn], convention="Jefferson light")
    for form, said in (("vtt", "ja (1.5) [<00:00:00.000>det<00:00:00.900>] ((nods))"),
                       ("srt", "ja (1.5) [det] ((nods))"), ("textgrid", '"det"'),
                       ("tei", '<pause dur="PT1.500S"/> <seg type="overlap" n="1">')):  # fmt: skip
        assert run("export", tmp_path / "s", tmp_path / f"o.{form}") == 0
        written = (tmp_path / f"o.{form}").read_text(encoding="utf-8")
        assert said in re.sub(r"</?c[^>]*>", "", written)
    assert "NOTE\n(1.5) a pause, in seconds; " in (tmp_path / "o.vtt").read_text(encoding="utf-8")


# --- laws ---------------------------------------------------------------------------------------
@settings(max_examples=60)
@given(timed_talks)
def test_webvtt_gives_back_words_voices_times_and_the_times_of_words(talk):
    made = again("vtt", talk)
    assert facts(made.turns, words=True) == facts(talk, words=True)
    assert made.losses == []
    assert made.language == "da"


@settings(max_examples=40)
@given(talks)
def test_elan_gives_back_words_voices_times_and_order(talk):
    made = again("eaf", talk)
    assert facts(made.turns) == facts(talk)
    assert [turn.timings for turn in made.turns] == [laid_words(turn) for turn in talk]


@settings(max_examples=40)
@given(talks)
def test_tei_gives_back_words_voices_and_times(talk):
    made = again("tei", talk)
    assert facts(made.turns) == facts(talk)
    assert (made.language, made.title) == ("da", "A & B")


@st.composite
def heard_turns(draw):
    """Turns with what is heard in them, as far as TEI can say it again."""
    text = draw(st.sampled_from(["ja, <det> & \U0001f642 so", "one two\nthree four", "x  y "]))
    text = text.rstrip()
    marks, ends = [], set()
    for mark in draw(marks_on(text)):
        # Two alike that touch are one to whoever reads them.
        alike = (mark.kind, mark.amount, mark.at, mark.words)
        edges = {(alike, mark.start), (alike, mark.end), (alike, "any")}
        if mark.start == mark.end or not edges & ends:
            marks.append(mark)
            ends |= edges
    return SpokenTurn(text=text, speaker="P1", marks=marks)


def told_marks(turn):
    """Marks of a turn by the letters that they are on: blanks at the ends of lines may go."""
    letters = {i for i, letter in enumerate(turn.text) if not letter.isspace()}
    found = []
    for mark in turn.marks:
        on = sorted(letters & set(range(mark.start, mark.end)))
        if on or mark.start == mark.end:
            place = tuple(on) or mark.start
            found.append((mark.kind, str(place), mark.amount, mark.at, mark.words))
    return sorted(found)


@settings(max_examples=60)
@given(st.lists(heard_turns(), min_size=1, max_size=2))
def test_tei_gives_back_what_is_heard_beside_the_words(talk):
    made = again("tei", talk)
    assert facts(made.turns) == facts(talk)
    etree.fromstring(WRITERS["tei"](Spoken(title="T", turns=talk)).data)
    assert [told_marks(turn) for turn in made.turns] == [told_marks(turn) for turn in talk]


@settings(max_examples=40)
@given(timed_talks)
def test_praat_gives_back_words_and_voices_and_the_times_that_there_were(talk):
    made = again("textgrid", talk)
    assert sorted((t.speaker or "", t.text) for t in made.turns) == sorted(
        (t.speaker, t.text) for t in talk
    )
    starts = {(t.speaker or "", t.text, t.start) for t in made.turns}
    assert {(t.speaker, t.text, t.start) for t in talk if t.start is not None} <= starts
    assert [t.start for t in made.turns] == sorted(t.start for t in made.turns)
    found = sorted((t.text[w.start : w.end], *w[2:]) for t in made.turns for w in t.timings)
    there = sorted((t.text[w.start : w.end], *w[2:]) for t in talk for w in laid_words(t))
    assert found == there


@settings(max_examples=40)
@given(st.lists(texts.map(lambda text: text.replace("\n", " ")), min_size=4, max_size=6))
@example(TALK[:3] + TALK[5:])
def test_subrip_gives_back_words_and_voices_of_turns_on_one_line(said):
    talk = [
        SpokenTurn(text=text.strip(), speaker=f"P{i % 2 + 1}", start=float(i), end=i + 0.5)
        for i, text in enumerate(said)
        if text.strip()
    ]
    if talk:
        made = detect(parse("a.srt", WRITERS["srt"](Spoken(title="x", turns=talk)).data,
                            kind=None, encoding=None), form="Name:")  # fmt: skip
        assert facts(made.turns) == facts(talk)


@settings(max_examples=30)
@given(timed_talks)
def test_what_is_written_is_in_the_order_that_programs_demand(talk):
    grid = WRITERS["textgrid"](Spoken(title="x", turns=talk)).data.decode()
    for tier in re.split(r"item \[\d+\]:", grid)[1:]:
        edges = re.findall(r"\n {12}xm(?:in|ax) = (\S+)", tier)
        pairs = list(zip(edges[::2], edges[1::2], strict=True))
        assert [end for _, end in pairs][:-1] == [start for start, _ in pairs][1:]
        assert all(float(start) < float(end) for start, end in pairs)
    root = etree.fromstring(WRITERS["eaf"](Spoken(title="x", turns=talk)).data)
    values = [int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")]
    assert values == sorted(values)
    times = {
        slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")
    }
    for tier in root.iter("TIER"):
        spans = sorted(
            (times[a.get("TIME_SLOT_REF1")], times[a.get("TIME_SLOT_REF2")])
            for a in tier.iter("ALIGNABLE_ANNOTATION")
        )
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_talk_without_times_is_told_which_formats_can_do_without():
    talk = Spoken(title="x", turns=[SpokenTurn(text="a", speaker="P1"), SpokenTurn(text="b")])
    for form in ("vtt", "srt", "textgrid"):
        with pytest.raises(Refused) as caught:
            WRITERS[form](talk)
        assert caught.value.code == "no-times"
    assert any("No turn has a time" in note for note in WRITERS["eaf"](talk).notes)
    assert WRITERS["tei"](talk).notes == []


def test_what_a_format_leaves_out_is_told():
    timed = SpokenTurn(text="a b", start=0.0, end=2.0, timings=[Timed(0, 1, 0, 900, 80)])
    untimed = SpokenTurn(text="c")
    notes = WRITERS["srt"](Spoken(title="x", turns=[timed, untimed])).notes
    assert any(note.startswith("Turns without a time of their own: 1.") for note in notes)
    assert any("single words" in note for note in notes)
    assert any(
        "How sure" in note for note in WRITERS["vtt"](Spoken(title="x", turns=[timed])).notes
    )


# --- from a study -------------------------------------------------------------------------------
def run(*words: object) -> int:
    """Type a command; returns its exit code."""
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


@dataclasses.dataclass
class Desk:
    folder: Path
    study: Study


@pytest.fixture
def desk(tmp_path):
    with heddle.create(tmp_path / "s", title="Test") as study:
        turns = [
            {"text": "Sofie said so", "speaker": "Anna", "start": 1.0, "end": 3.0,
             "timings": [[0, 5, 1000, 1500], [6, 10, 1500, 2000, 70], [11, 13, 2000, 3000]]},
            {"text": "Yes", "speaker": "Bo", "start": 3.0, "end": 4.0},
        ]  # fmt: skip
        study.do("sources.add", name="FG1", turns=turns, language="en")
        yield Desk(tmp_path / "s", study)


def test_a_source_leaves_in_the_wording_of_the_study_and_is_noted(desk, tmp_path, capsys):
    turn = desk.study.turns()[0]["id"]
    new = {"turn": turn, "start": 0, "end": 5, "category": "person", "substitute": "a woman"}
    made = desk.study.do("substitutions.suggest", substitutions=[new]).result
    desk.study.do("substitutions.accept", substitutions=made)
    desk.study.close()
    out = tmp_path / "out.vtt"
    assert run("export", desk.folder, out, "--source", "FG1") == 0
    text = out.read_text("utf-8")
    assert "Sofie" not in text
    read = detect(parse("out.vtt", out.read_bytes(), kind=None, encoding=None))
    assert [turn.text for turn in read.turns] == ["[a woman] said so", "Yes"]
    # The time of the name is gone with the name; the others lie on their words.
    assert [read.turns[0].text[t.start : t.end] for t in read.turns[0].timings] == ["said", "so"]
    assert "Names are substituted" in capsys.readouterr().out
    assert run("export", desk.folder, tmp_path / "o.vtt", "--original") == 0
    assert "Sofie" in (tmp_path / "o.vtt").read_text("utf-8")


def test_times_of_words_go_with_the_words_through_every_change(desk, tmp_path):
    study = desk.study
    first = study.turns()[0]["id"]
    study.do("turns.correct", turn=first, text="Sophie said it so")  # misheard: the time stays
    study.do("turns.correct", turn=first, text="Well, Sophie said it so")

    def kept(turn: str) -> Turn:
        with study.view() as view:
            return view.get(Turn, turn)

    def timed(turn: str) -> list[str]:
        return [kept(turn).text[each.start : each.end] for each in timings_of(kept(turn))]

    assert timed(first) == ["Sophie", "said", "so"]
    second = study.do("turns.split", turn=first, at=12).result
    assert (timed(first), timed(second)) == (["Sophie"], ["said", "so"])
    assert kept(first).end == 1.5
    assert kept(second).start == 1.5
    study.do("turns.join", turn=first)
    assert timed(first) == ["Sophie", "said", "so"]


def test_times_that_do_not_fit_their_words_are_refused(desk):
    for timings in ([[0, 9, 0, 1]], [[0, 1, 5, 4]], [[0, 2, 0, 1], [1, 3, 1, 2]], [[0, 1, -5, 1]],
                    [[0, 1, 0, 1, 101]], [[0, 1, 0]]):  # fmt: skip
        with pytest.raises(Refused) as caught:
            desk.study.do("sources.add", name="X", turns=[{"text": "abc", "timings": timings}])
        assert caught.value.code == "timings"


def test_a_source_must_be_named_where_there_are_several(desk, tmp_path):
    desk.study.do("sources.add", name="FG2", turns=[{"text": "a"}])
    desk.study.close()
    assert run("export", desk.folder, tmp_path / "o.tei") != 0
    assert run("export", desk.folder, tmp_path / "o.tei", "--source", "FG9") != 0
    assert not (tmp_path / "o.tei").exists()
    assert run("export", desk.folder, tmp_path / "o.tei", "--source", "fg2") == 0
    assert (tmp_path / "o.tei").exists()
