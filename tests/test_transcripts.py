"""Transcripts of other programs: what each says of words, speakers and times comes over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange.files import read_bytes
from heddle.exchange.parsing import parse
from heddle.exchange.reading import Transcript
from heddle.exchange.speakers import detect
from heddle.exchange.talk.spoken import plain
from heddle.text.marks import LAUGHTER, OVERLAP, PAUSE, Mark
from heddle.text.timing import Timed
from transcript_samples import (
    MEET,
    MEET_NOTES,
    NOSCRIBE,
    OTTER,
    QMSUM,
    SAMPLES,
    SEGMENT,
    SRT,
    TEAMS,
    TEI,
    VTT,
    eaf,
    textgrid,
    tier,
    whisper,
)

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() and plain(text) == text
)
xml_words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20
).filter(lambda text: text == " ".join(text.split()) and bool(text))


def read(name: str, data: bytes | str) -> Transcript:
    """Read without the sandbox, so that an error of the reader itself would be seen."""
    whole = data.encode() if isinstance(data, str) else data
    return detect(parse(name, whole, kind=None, encoding=None))


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def timed(transcript: Transcript) -> list[tuple[str | None, str, float | None, float | None]]:
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns]


def lost(transcript: Transcript) -> dict[str, int]:
    return {loss.what: loss.count for loss in transcript.losses}


# --- captions -----------------------------------------------------------------------------------
def test_captions_keep_voices_times_of_words_and_what_others_say_meanwhile():
    made = read("a.vtt", VTT)
    assert timed(made) == [
        ("Anna Jensen", "Hello there all more", 1.0, 5.0),
        ("S00", "and so", 6.0, 9.0),
        ("S02", "yes", 6.0, 9.0),
        ("S00", "we (..) did", 6.0, 9.0),
    ]
    assert made.turns[0].timings == [
        Timed(0, 5, 1000, 2500),
        Timed(6, 11, 2500, 3000),
        Timed(12, 15, 3000, 4000),
        Timed(16, 20, 4000, 5000),
    ]
    assert lost(made) == {"notes between captions": 1}


def test_numbered_captions_with_names_before_the_words_have_speakers():
    cues = [("Anna Jensen", "Hello all"), ("Bo", "Hi: hi"), ("Anna Jensen", "And 10:30 it is"),
            ("Bo", "so")]  # fmt: skip
    blocks = [
        f"{i}\n00:00:0{i}.000 --> 00:00:0{i}.900\n{who}: {text}"
        for i, (who, text) in enumerate(cues, 1)
    ]
    assert said(read("Audio Transcript.vtt", "WEBVTT\n\n" + "\n\n".join(blocks))) == cues


def test_malformed_subrip_is_read():
    assert timed(read("a.srt", SRT)) == [
        ("Anna", "Hello there", 1.5, 3.0),
        ("Bo", "Yes.", 3.25, 4.0),
        ("Anna", "Good: fine", 5.0, 6.0),
        ("Bo", "Yes", 6.0, 7.0),
    ]


# --- ELAN ---------------------------------------------------------------------------------------
@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 9999), st.integers(0, 9999),
                          xml_words), min_size=1, max_size=5))  # fmt: skip
def test_annotations_of_all_tiers_come_in_the_order_of_time(talk):
    slots = [(f"t{2 * i + n}", ms) for i, each in enumerate(talk) for n, ms in
             enumerate((each[1], each[1] + each[2]))]  # fmt: skip
    tiers = "".join(
        tier(f"tier {who}", [(f"a{i}", f"t{2 * i}", f"t{2 * i + 1}", text)
                             for i, (name, _, _, text) in enumerate(talk) if name == who], who)
        for who in "ABC")  # fmt: skip
    made = read("a.eaf", eaf(tiers, slots))
    ordered = sorted(talk, key=lambda each: (each[1], each[0]))
    assert " ".join(text for _, text in said(made)) == " ".join(each[3] for each in ordered)
    merged = [who for i, (who, *_) in enumerate(ordered) if not i or ordered[i - 1][0] != who]
    assert [who for who, _ in said(made)] == merged
    assert made.turns[0].start == ordered[0][1] / 1000


def test_overlapping_talk_dependent_tiers_and_times_that_are_not_stated():
    slots = [("t1", 0), ("t2", None), ("t3", 3000), ("t4", 5000)]
    tiers = (
        tier("A", [("a1", "t1", "t3", "hello you")], "Anna")
        + tier("A@tr", [("a2", "a1", "hej du")], "Anna", "A")
        + tier("A words", [("w1", "t1", "t2", "hello"), ("w2", "t2", "t3", "you")], "Anna", "A")
        + tier("Bo", [("a3", "t2", "t4", "mm"), ("a4", "t9", "t4", "late")])
    )
    made = read("a.eaf", eaf(tiers, slots))
    assert timed(made) == [
        ("Anna", "hello you", 0.0, 3.0),
        ("Bo", "mm", 1.5, 5.0),
        ("Bo", "late", None, 5.0),
    ]
    assert made.turns[0].timings == [Timed(0, 5, 0, 1500), Timed(6, 9, 1500, 3000)]
    assert lost(made) == {
        "names of recordings and linked files (not opened)": 1,
        "annotations beside the talk (translations, glosses)": 1,
        "annotations whose time is not in the file": 1,
        "stretches without a time (put at the end)": 1,
    }
    assert any("not stated in the file" in note for note in made.notes)


def test_talk_that_hangs_on_a_tier_of_names_is_found():
    tiers = tier("ref", [("r1", "t1", "t2", "001")]) + tier(
        "talk", [("a1", "r1", "what was really said")], parent="ref"
    )
    assert said(read("a.eaf", eaf(tiers))) == [("ref", "what was really said")]


# --- Praat --------------------------------------------------------------------------------------
@settings(max_examples=30)
@given(st.lists(words, min_size=1, max_size=3), st.booleans(), st.sampled_from(["utf-8", "utf-16"]))
@example(['She said "no"! <exists> 3.5', "1\n2"], False, "utf-16")
def test_labels_of_textgrids_keep_every_character_in_both_forms(labels, short, encoding):
    marks = [(float(i), i + 0.5, label) for i, label in enumerate(labels)]
    data = textgrid([("IntervalTier", "A", marks), ("TextTier", "B", [(50.0, "x")])], short=short)
    made = read("a.TextGrid", data.encode(encoding))
    flat = " ".join(label.replace("\n", " ").strip() for label in labels)
    assert said(made)[0][0] == "A"
    assert said(made)[0][1].split() == flat.split()
    assert timed(made)[-1] == ("B", "x", 50.0, None)


def test_tiers_of_words_give_times_and_tiers_of_one_name_stay_apart():
    made = read(
        "a.txt",
        textgrid(
            [
                ("IntervalTier", "Anna", [(0, 2, "she did")]),
                ("IntervalTier", "Anna - words", [(0.1, 0.5, "she"), (0.5, 1, "did")]),
                ("IntervalTier", "Anna - phones", [(0.1, 0.2, "S")]),
                ("IntervalTier", "Bo", [(3, 4, "one")]),
                ("IntervalTier", "Bo", [(3.5, 4, "two")]),
            ]
        ),
    )
    assert said(made) == [("Anna", "she did"), ("Bo", "one"), ("Bo (2)", "two")]
    assert made.turns[0].timings == [Timed(0, 3, 100, 500), Timed(4, 7, 500, 1000)]
    assert lost(made) == {"marks of sounds and parts of words": 1}


def test_a_textgrid_that_breaks_off_is_read_as_far_as_it_goes():
    whole = textgrid([("IntervalTier", "A", [(0, 1, "one"), (1, 2, "two")])])
    made = read("a.TextGrid", whole[: whole.index('"two')])
    assert said(made) == [("A", "one")]
    assert lost(made) == {"tiers that are cut short (the file breaks off)": 1}
    claims = whole.replace("intervals: size = 2", "intervals: size = 2147483647")
    assert said(read("a.TextGrid", claims)) == [("A", "one two")]


# --- recognisers --------------------------------------------------------------------------------
def test_segments_have_voices_and_words_their_times_as_far_as_they_are_known():
    other = {"start": -2, "end": 1e99, "text": "nej", "words": [{"word": "nej", "speaker": 1}]}
    made = read("a.json", whisper([SEGMENT, {"start": 2, "end": 3, "text": "ja."}, other]))
    assert timed(made) == [
        ("SPEAKER_00", "Hej med dig 5", 0.5, 2.0),
        (None, "ja.", 2.0, 3.0),
        ("1", "nej", None, None),
    ]
    assert made.turns[0].timings == [Timed(0, 3, 500, 700, 90), Timed(8, 11, 1000, 1500, 80)]
    assert lost(made)["words without a time of their own (the words are kept)"] == 3
    assert lost(made)["times that cannot be (below nought, or no number)"] == 2
    assert made.language == "da"


@settings(max_examples=30)
@given(st.lists(st.lists(xml_words, min_size=1, max_size=4), min_size=1, max_size=3))
def test_every_time_of_a_recogniser_lies_on_its_word(segments):
    ms = iter(range(0, 1_000_000, 100))
    told = []
    for i, each in enumerate(segments):
        spoken = [{"word": f" {w}", "start": next(ms) / 1000, "end": next(ms) / 1000} for w in each]
        told.append({"text": " " + " ".join(each), "words": spoken, "speaker": f"S{i % 2}",
                     "start": spoken[0]["start"], "end": spoken[-1]["end"]})  # fmt: skip
    made = read("a.json", whisper(told))
    found = [turn.text[t.start : t.end] for turn in made.turns for t in turn.timings]
    assert found == [word for each in segments for word in each]
    starts = [t.begin for turn in made.turns for t in turn.timings]
    assert starts == [round(w["start"] * 1000) for each in told for w in each["words"]]


def test_marks_of_otranscribe_are_times_of_lines_and_of_words():
    made = read("a.otr", SAMPLES["a.otr"])
    assert timed(made) == [
        ("Anna", "Hello there", 9.484, None),
        ("Bo", "Yes and no", 12.0, None),
        ("Anna", "fine", None, None),
        ("Bo", "good", None, None),
    ]
    assert made.turns[1].timings == [Timed(4, 10, 14500, 14500)]
    assert lost(made) == {"names of recordings and linked files (not opened)": 1}


def test_a_page_of_noscribe_has_exact_times_and_no_path_of_the_recording():
    made = read("a.html", NOSCRIBE)
    assert timed(made) == [
        ("S00", "Hello you. More", 0.0, 6.0),
        ("S01", "yes", 4.0, 6.0),
        ("S00", "here.", 4.0, 6.0),
        ("S01", "I see", 6.0, 7.0),
    ]
    assert [turn.marks for turn in made.turns] == [
        [],
        [Mark(OVERLAP, 0, 3)],
        [],
        [Mark(PAUSE, 5, 5, 2000)],
    ]
    assert lost(made) == {"lines about the program and the recording": 3}


# --- archives and corpora -----------------------------------------------------------------------
def test_utterances_of_tei_have_their_persons_names_and_times():
    made = read("a.xml", TEI)
    assert timed(made) == [
        ("Jensen Anna", "One two. Three four.", 1.5, 3.5),
        ("p2", "ok", None, None),
    ]
    assert made.turns[0].marks == [Mark(LAUGHTER, 3, 3)]
    assert (made.language, made.title) == ("sl", "Debate")
    assert lost(made) == {
        "notes and incidents between the turns": 1,
        "notes of the transcriber between the words": 1,
    }


def test_entries_of_qmsum_are_turns():
    made = read("a.json", json.dumps(QMSUM))
    assert said(made) == [(t["speaker"], t["content"]) for t in QMSUM["meeting_transcripts"]]
    assert lost(made) == {"lists of topics and questions about the meeting": 1}


def test_every_meeting_of_the_corpus_comes_over_word_by_word(shared: Path):
    files = sorted((shared / "corpora" / "qmsum").glob("*/*.json"))
    assert len(files) > 10
    for file in files:
        data = file.read_bytes()
        told = [
            (" ".join(entry["speaker"].split()), entry["content"].strip())
            for entry in json.loads(data)["meeting_transcripts"]
        ]
        assert said(read(file.name, data)) == [(who, text) for who, text in told if text]


# --- meeting services ---------------------------------------------------------------------------
def test_a_teams_document_is_read_without_who_switched_it_on():
    made = read("a.docx", TEAMS)
    assert timed(made) == [
        ("Anna Jensen", "Welcome to all of you.\nShall we begin?", 4.0, None),
        ("Bo Olsen", "Yes", 9.0, None),
        ("Anna Jensen", "Good: we start.", 12.0, None),
        ("Bo Olsen", "Fine with me", 3615.0, None),
    ]
    assert lost(made) == {"lines about the program and the recording": 4}


def test_notes_of_a_machine_and_the_addresses_of_the_invited_stay_out():
    made = read("a.docx", MEET)
    assert said(made) == [
        ("Anna Jensen", "Hey Bo, how are you?"),
        ("Bo Olsen", "We are done."),
        ("Anna Jensen", "Good."),
        ("Bo Olsen", "Ok"),
    ]
    assert [turn.start for turn in made.turns] == [302.0, None, 602.0, None]
    whole = repr(made)
    assert not [note for note in MEET_NOTES if note in whole]
    assert "Eva" not in whole
    assert "@" not in whole
    assert lost(made)["paragraphs of notes that a machine wrote, and lists of the invited"] == 7


def test_what_looks_like_an_end_of_a_meeting_in_a_talk_leaves_it_alone():
    rows = ["Anna: Transcript", "Bo: It ended, and Anna stopped transcription", "Anna: Yes",
            "Bo: Summary"]  # fmt: skip
    made = read("a.txt", "\n".join(rows))
    assert said(made) == [tuple(row.split(": ")) for row in rows]


def test_short_answers_below_a_label_with_its_time_are_talk():
    assert timed(read("a.txt", OTTER)) == [
        ("Speaker 1", "Hello there all.", 3.0, None),
        ("Speaker 2", "Yes", 9.0, None),
        ("Speaker 1", "Ok", 12.0, None),
    ]


# --- what a file is -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_format_is_known_by_its_content_and_read_in_the_sandbox_too(name):
    data = SAMPLES[name]
    whole = read_bytes(name, data)
    assert whole.lines == parse(name, data, kind=None, encoding=None).lines
    ending = name.rpartition(".")[2]
    if ending not in ("docx", "html"):
        renamed = parse("transcript.txt", data, kind=None, encoding=None)
        assert [line.text for line in renamed.lines] == [line.text for line in whole.lines]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b'{"codes": []}'),
        ("a.json", b'{"segments": ['),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"segments": [{"text": 5}], "n": ' + b"9" * 5000 + b"}"),
        ("a.xml", b"<html><u>x</u></html>"),
        ("a.xml", b"<project><u>words</u></project>"),
        ("a.eaf", b"<ANNOTATION_DOCUMENT><TIER"),
        ("a.eaf", b'<!DOCTYPE a [<!ENTITY b "c">]><ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>'),
        ("a.TextGrid", b'File type = "ooTextFile"\nObject class = "Pitch 1"\n'),
        ("a.TextGrid", b"ooBinaryFile\x08TextGrid"),
        ("a.otr", b'{"text": 5, "media-time": 0}'),
        ("a.html", b"<!---->" * 2000 + b"<"),  # one comment after the other, and no page
    ],
)
def test_what_is_no_transcript_is_refused_with_a_reason(name, data):
    with pytest.raises(Unreadable):
        parse(name, data, kind=None, encoding=None)


def test_tiers_and_annotations_that_hang_in_circles_are_read_once():
    tiers = (
        tier("A", [("a1", "a2", "one"), ("a2", "a1", "two")], parent="B")
        + tier("B", [("b1", "t1", "t2", "three")], parent="A")
    )  # fmt: skip
    made = read("a.eaf", eaf(tiers))
    assert sorted(" ".join(text for _, text in said(made)).split()) in (
        ["one", "two"],
        ["one", "three", "two"],
        ["three"],
    )
