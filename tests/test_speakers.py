"""Speakers are told apart in every form that people write, and never invented in prose."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.exchange import labels
from heddle.exchange.captions import read_srt, read_vtt
from heddle.exchange.markdown import read_markdown
from heddle.exchange.pdfpages import read_pdf
from heddle.exchange.plain import read_plain
from heddle.exchange.reading import Line, Loss, Reading, Span
from heddle.exchange.speakers import detect, plain
from heddle.text.units import words


def said(transcript):
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def roles(transcript):
    return {speaker.label: speaker.role for speaker in transcript.speakers}


TALK = [
    ("Moderator", "Velkommen. Hvad er recovery?"),
    ("P1", "Det er at få det bedre."),
    ("P2", "Ja. Og håb: det vigtigste."),
    ("Moderator", "Hvad mere?"),
    ("P1", "Kl. 10:30 går jeg."),
]
TIMES = ["0:00", "0:07", "0:12", "1:02:03", "1:02:09"]
SECONDS = [0, 7, 12, 3723, 3729]


def written(form):
    rows = zip(TALK, TIMES, strict=True)
    return "\n".join(form.format(label=label, words=words, at=at) for (label, words), at in rows)


@pytest.mark.parametrize(
    ("template", "form"),
    [
        ("{label}: {words}", labels.COLON),
        ("{label}:\t{words}", labels.COLON),
        ("{label} : {words}", labels.COLON),
        ("{label}:{words}", labels.COLON),
        ("[{label}] {words}", labels.BRACKET),
        ("[{label}]: {words}", labels.BRACKET),
        ("{label}\t{words}", labels.TAB),
        ("{label} - {words}", labels.DASH),
        ("{label} – {words}", labels.DASH),
        ("{label}\n{words}", labels.OWN_LINE),
        ("{label}:\n{words}", labels.COLON),
    ],
)
def test_labels_without_times(template, form):
    transcript = detect(read_plain(written(template)))
    assert transcript.form == form
    assert said(transcript) == TALK
    assert roles(transcript) == {
        "Moderator": "moderator",
        "P1": "participant",
        "P2": "participant",
    }


@pytest.mark.parametrize(
    ("template", "form"),
    [
        ("{label} ({at}): {words}", labels.COLON),
        ("{label} [{at}] {words}", labels.COLON),
        ("[{at}] {label}: {words}", labels.COLON),
        ("({at}) {label}: {words}", labels.COLON),
        ("{at} {label}: {words}", labels.COLON),
        ("{at} - {label}: {words}", labels.COLON),
        ("{label}  {at}\n{words}", labels.OWN_LINE),
        ("{label} ({at})\n{words}", labels.OWN_LINE),
        ("{at} {label}\n{words}", labels.OWN_LINE),
        ("[{at}] {label}\n{words}", labels.OWN_LINE),
        ("{at}\n{label}\n{words}", labels.OWN_LINE),
        ("{at}\n{label}: {words}", labels.COLON),
        ("{label} {at}\t{words}", labels.TAB),
        ("[{at}]\t{label}\t{words}", labels.TAB),
        ("{label}:\n[{at}] {words}", labels.COLON),
    ],
)
def test_labels_with_times(template, form):
    transcript = detect(read_plain(written(template)))
    assert transcript.form == form
    assert said(transcript) == TALK
    assert [turn.start for turn in transcript.turns] == SECONDS


def test_bold_names_without_any_sign():
    lines = [Line(f"{who} {words}", bold=[Span(0, len(who))]) for who, words in TALK]
    transcript = detect(Reading("docx", lines))
    assert (transcript.form, said(transcript)) == (labels.BOLD, TALK)


def test_bold_names_with_a_colon_are_names_with_a_colon():
    text = "\n\n".join(f"**{who}:** {words}" for who, words in TALK)
    transcript = detect(read_markdown(text))
    assert (transcript.form, said(transcript)) == (labels.COLON, TALK)


def test_times_of_both_ends_as_whisper_writes_them():
    text = "[00:00.000 --> 00:04.500]  Anna: Hej\n[00:04.500 --> 00:06.000]  Bo: Hej hej\n" * 3
    first, second = detect(read_plain(text)).turns[:2]
    assert (first.speaker, first.start, first.end) == ("Anna", 0, 4.5)
    assert (second.speaker, second.start, second.end) == ("Bo", 4.5, 6)


def test_end_times_of_transcribers_are_taken_out_of_the_talk():
    text = "I: Hvad så? #00:00:05-2#\nB: Ikke meget. #00:00:07-9#\nI: Nå. #00:00:09-0#"
    transcript = detect(read_plain(text))
    assert [turn.text for turn in transcript.turns] == ["Hvad så?", "Ikke meget.", "Nå."]
    assert [turn.end for turn in transcript.turns] == [5.2, 7.9, 9]


def test_danish_names_and_names_of_many_parts():
    names = ["Søren", "Åse Ørum", "Anne-Marie", "Dr. Hansen", "Karen von Berg", "O'Brien"]
    talk = [(name, f"Ja, {i}.") for i in range(2) for name in names]
    transcript = detect(read_plain("\n".join(f"{who}: {words}" for who, words in talk)))
    assert said(transcript) == talk


def test_names_in_scripts_without_capitals():
    talk = [("מראיין", "מה זה?"), ("דנה", "תקווה.")] * 2
    assert said(detect(read_plain("\n".join(f"{who}: {words}" for who, words in talk)))) == talk


def test_a_line_of_a_million_spaces_is_read_at_once():
    # A pattern that tries every space anew would take hours here.
    text = "P1: a" + " " * 1_000_000 + "b\nP2: c"
    assert detect(read_plain(text)).form == labels.COLON


def test_text_before_the_first_speaker_and_headings_have_no_speaker():
    text = "# Fokusgruppe 1\n\nDato: 17. november\n\nModerator: Hej.\n\nP1: Hej.\n\nog\n\n"
    text += "# Pause\n\nDe gik ud.\n\nModerator: Så er vi i gang."
    assert said(detect(read_markdown(text))) == [
        (None, "Fokusgruppe 1"),
        (None, "Dato: 17. november"),
        ("Moderator", "Hej."),
        ("P1", "Hej.\nog"),
        (None, "Pause"),
        (None, "De gik ud."),
        ("Moderator", "Så er vi i gang."),
    ]


def test_colons_in_talk_stay_talk():
    lines = ["Anna: Han sagde: nej.", "Note: det var sjovt", "Well: I think so", "Bo: Ja."]
    lines += ["http://example.org er en side", "at 10:30 we left", "He said: no", "Anna: Nå."]
    transcript = detect(read_plain("\n".join([*lines, "Bo: Ja: sådan.", "Anna: Fint."])))
    assert [turn.speaker for turn in transcript.turns] == ["Anna", "Bo", "Anna", "Bo", "Anna"]
    assert transcript.turns[0].text == "Han sagde: nej.\nNote: det var sjovt\nWell: I think so"


def test_one_appearance_is_enough_for_one_of_the_same_kind():
    text = written("{label}: {words}") + "\nP7: Jeg kom for sent.\nObservatør: De griner."
    transcript = detect(read_plain(text))
    assert roles(transcript)["P7"] == "participant"
    assert roles(transcript)["Observatør"] == "observer"


def test_a_single_name_counts_where_most_lines_have_one():
    text = "Anna: a?\nBo: b\nAnna: c?\nBo: d\nLars: e\nAnna: f?"
    assert [s.label for s in detect(read_plain(text)).speakers] == ["Anna", "Bo", "Lars"]


def test_labels_differing_in_space_and_capitals_are_one_speaker():
    transcript = detect(read_plain("Dan: a\nANNA: b\nDAN : c\nAnna: d\nDan: e\nAnna : f"))
    assert [speaker.label for speaker in transcript.speakers] == ["Dan", "ANNA"]
    assert [speaker.turns for speaker in transcript.speakers] == [3, 3]


def test_a_slip_in_a_label_is_pointed_out():
    text = "Dan: a?\nParticipant: b\n" * 6 + "Particpant: c"
    notes = detect(read_plain(text)).notes
    assert "“Particpant” occurs once and may be a slip for “Participant”" in notes


@pytest.mark.parametrize(
    ("first", "second", "role"),
    [
        ("Interviewer", "Anna", "moderator"),
        ("I", "P", "moderator"),
        ("INT", "R1", "moderator"),
        ("I1", "R1", "moderator"),
        ("Ordstyrer", "Deltager 1", "moderator"),
        ("Dan", "Participant", "moderator"),
        ("M", "P1", "moderator"),
        ("M", "F", "participant"),
        ("M1", "K1", "participant"),
        ("Referent", "P1", "observer"),
        ("Ukendt", "P1", "unknown"),
    ],
)
def test_roles_are_suggested_from_labels(first, second, role):
    transcript = detect(read_plain(f"{first}: Ja.\n{second}: Nej.\n" * 3))
    assert roles(transcript)[first] == role


def test_who_asks_most_leads_the_talk():
    transcript = detect(read_plain("Anna: Hvad så?\nBo: Fint.\nCecilie: Også mig.\n" * 4))
    assert roles(transcript) == {
        "Anna": "moderator",
        "Bo": "participant",
        "Cecilie": "participant",
    }


def test_known_labels_are_speakers_with_the_role_that_was_stated():
    text = "anna: hej\nsnak uden navn\nbo: hej\n" + "mere snak\n" * 60
    assert detect(read_plain(text)).form == "none"
    known = {"Anna": "moderator", "bo": "participant"}
    text = text.replace("anna", "Anna").replace("bo:", "Bo:")
    assert roles(detect(read_plain(text), known=known)) == {
        "Anna": "moderator",
        "Bo": "participant",
    }


def test_a_form_that_is_asked_for_is_taken():
    text = "Regel: en\nRegel: to\nfri tekst\n" * 2
    assert detect(read_plain(text)).form == "none"
    assert detect(read_plain("Bo - a\nfri\nfri\nBo - b"), form=labels.DASH).speakers[0].turns == 2
    assert said(detect(read_plain("Bo: a\nBo: b"), form="none")) == [
        (None, "Bo: a"),
        (None, "Bo: b"),
    ]
    with pytest.raises(Refused, match="Name:"):
        detect(read_plain("Bo: a"), form="name")


def test_labels_without_words_are_left_out_and_told():
    transcript = detect(read_plain("P1:\nP2: ja\nP1: nej\nP2:"))
    assert said(transcript) == [("P2", "ja"), ("P1", "nej")]
    assert "labels without words left out: 2" in transcript.notes


def test_what_the_reader_said_is_handed_on():
    reading = Reading("pdf", [Line("P1: a"), Line("P2: b")], title="T", language="da")
    reading.losses, reading.notes, reading.encoding = [Loss("images")], ["first"], "utf-8"
    transcript = detect(reading)
    assert transcript.notes[0] == "first"
    assert (transcript.title, transcript.language, transcript.format) == ("T", "da", "pdf")
    assert (transcript.encoding, transcript.losses) == ("utf-8", [Loss("images")])


def test_first_words_and_counts_of_a_speaker():
    long = "ord " * 40
    speaker = detect(read_plain(f"P1: {long}\nP2: ja\nP1: nej tak")).speakers[0]
    assert (speaker.turns, speaker.words) == (2, 42)
    assert long.startswith(speaker.first_words)
    assert len(speaker.first_words) <= 60


# --- Captions ---------------------------------------------------------------------------------
def test_cues_of_one_voice_become_one_turn():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hvad er\n\n00:02.000 --> 00:03.500\n"
    text += "<v Anna>recovery?\n\n00:04.000 --> 00:05.000\n<v Bo>Håb.\n\n"
    text += "00:06.000 --> 00:07.000\n(latter)\n\n00:08.000 --> 00:09.000\n<v Bo>Ja."
    transcript = detect(read_vtt(text))
    assert transcript.form == labels.VOICE
    assert [(t.speaker, t.text, t.start, t.end) for t in transcript.turns] == [
        ("Anna", "Hvad er recovery?", 1, 3.5),
        ("Bo", "Håb.", 4, 5),
        (None, "(latter)", 6, 7),
        ("Bo", "Ja.", 8, 9),
    ]


SRT = """1
00:00:01,000 --> 00:00:02,000
Anna: Hvad er

2
00:00:02,000 --> 00:00:03,000
recovery?

3
00:00:03,500 --> 00:00:04,000
Bo: Håb.

4
00:00:40,000 --> 00:00:41,000
Bo: Og tid.

5
00:00:42,000 --> 00:00:43,000
Anna: Ja.
"""


def test_names_inside_cues():
    transcript = detect(read_srt(SRT))
    assert [(t.speaker, t.text, t.start, t.end) for t in transcript.turns] == [
        ("Anna", "Hvad er recovery?", 1, 3),
        ("Bo", "Håb. Og tid.", 3.5, 41),
        ("Anna", "Ja.", 42, 43),
    ]


def test_a_long_silence_begins_a_new_turn_where_it_is_asked_for():
    turns = detect(read_srt(SRT), gap=5).turns
    assert [turn.text for turn in turns] == ["Hvad er recovery?", "Håb.", "Og tid.", "Ja."]


def test_a_single_name_with_a_time_of_its_own_is_a_speaker():
    text = "Anna  0:01\nHej.\nBo  0:03\nHej.\nAnna  0:05\nNå.\nLars  0:09\nUndskyld."
    assert [speaker.label for speaker in detect(read_plain(text)).speakers] == [
        "Anna",
        "Bo",
        "Lars",
    ]


def test_cues_without_speakers_are_joined_to_sentences():
    cues = ["Det er", "en sætning.", "Og her", "er en til"]
    text = "WEBVTT\n\n" + "".join(
        f"00:0{i}.000 --> 00:0{i + 1}.000\n{words}\n\n" for i, words in enumerate(cues)
    )
    transcript = detect(read_vtt(text))
    assert [(t.speaker, t.text, t.start, t.end) for t in transcript.turns] == [
        (None, "Det er en sætning.", 0, 2),
        (None, "Og her er en til", 2, 4),
    ]


# --- Documents --------------------------------------------------------------------------------
def test_a_document_keeps_its_paragraphs():
    text = "En overskrift\n\nHan sagde: nej.\nSå gik de."
    assert said(plain(read_plain(text))) == [
        (None, "En overskrift"),
        (None, "Han sagde: nej."),
        (None, "Så gik de."),
    ]


def test_lines_with_times_but_no_speakers():
    transcript = detect(
        read_plain("[0:01] Vi er her nu\n[0:09] og så videre\n[0:20] slut nu\nuden tid")
    )
    assert transcript.form == "none"
    assert [(t.text, t.start) for t in transcript.turns] == [
        ("Vi er her nu", 1),
        ("og så videre", 9),
        ("slut nu", 20),
        ("uden tid", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Name: Hope\nDefinition: what is hoped\nExample: hope\n" * 5,
        "Title: A\nAuthor: B\nDate: C",
        "Navn: Søren\nAlder: 41\nStilling: læge",
        "First we met. Then: nothing.\nIt was: late.\nSo: we left.\nSo: we came back.",
        "Classifier: a\n" * 9,
        "Hvad er recovery?\n\nHåb\n\nTid\n\nDet er en lang sætning om håb.",
        "",
        "Ét ord",
    ],
)
def test_fields_lists_and_short_lines_are_no_speakers(text):
    assert detect(read_plain(text)).form == "none"


def test_project_documents_hold_no_speakers(shared):
    files = [*shared.glob("*.md"), *shared.rglob("README.md"), *shared.rglob("article.txt")]
    assert len(files) > 8
    for file in files:
        text = file.read_text("utf-8")
        for reading in (read_plain(text), read_markdown(text)):
            assert (file.name, detect(reading).form) == (file.name, "none")


def test_meetings_of_a_corpus_keep_every_speaker_and_word(shared):
    files = [
        *shared.glob("corpora/qmsum/Academic/*.json"),
        *shared.glob("corpora/qmsum/Product/*.json"),
        *shared.glob("corpora/qmsum/Committee/education*.json"),
    ]
    assert len(files) == 16
    for file in files:
        meeting = json.loads(file.read_text("utf-8"))["meeting_transcripts"]
        text = "\n".join(f"{turn['speaker']}: {turn['content']}" for turn in meeting)
        transcript = detect(read_plain(text))
        assert [turn.speaker for turn in transcript.turns] == [
            turn["speaker"] for turn in meeting if turn["content"].strip()
        ]
        assert sum(speaker.words for speaker in transcript.speakers) == sum(
            words(turn["content"]) for turn in meeting
        )


def test_seven_interviews_have_an_interviewer_and_a_participant(shared):
    for number in range(1, 8):
        file = shared / f"corpora/pdpilot_study/results/transcripts/P{number}.pdf"
        found = roles(detect(read_pdf(file.name, file.read_bytes())))
        assert found.pop("Particpant", "participant") == "participant"  # a slip in P5
        assert found == {"Dan": "moderator", "Participant": "participant"}


# --- Laws -------------------------------------------------------------------------------------
WORDS = st.sampled_from(["ja", "nej,", "håb.", "He said: no", "10:30", "(latter)", "[pause]", "🙂"])
LINES = st.lists(WORDS, min_size=1, max_size=6).map(lambda some: "så " + " ".join(some))


@given(st.lists(st.tuples(st.sampled_from(["Moderator", "P1", "P2", "FG1-P3"]), LINES), min_size=2))
def test_talk_comes_back_as_it_was_written(talk):
    transcript = detect(read_plain("\n".join(f"{who}: {words}" for who, words in talk)))
    assert said(transcript) == talk
    assert sum(speaker.turns for speaker in transcript.speakers) == len(talk)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=12))
def test_no_word_of_a_file_is_lost(lines):
    reading = read_plain("\n".join(lines))
    before = "".join("".join(line.text for line in reading.lines).split())
    after = "".join(
        "".join((turn.speaker or "") + turn.text for turn in detect(reading, form="none").turns)
    )
    assert sorted(before) == sorted("".join(after.split()))
