"""Text, Markdown and captions: laws of the lines first, then stories."""

from __future__ import annotations

import contextlib
import hashlib
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange.draft import NULS, Draft
from heddle.exchange.encodings import UnknownEncoding, decode
from heddle.exchange.files import read_bytes, read_file
from heddle.exchange.reading import Reading, Span

characters = st.characters(exclude_categories=["Cs"])
prose = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def losses(reading: Reading) -> dict[str, int]:
    return {loss.what: loss.count for loss in reading.losses}


def txt(text: str) -> Reading:
    return read_bytes("a.txt", ("x\n" + text).encode())


# --- laws ---------------------------------------------------------------------------------------
@settings(max_examples=100)
@given(st.text(characters, max_size=200))
@example("a\r\nb\rc\u2028d\u2029e\vf\fg")
@example("\u202eabc\u202c עברית e\u0301 👩\u200d👩\u200d👧 \U0001f642 \u00a0x\u200b\ufeff")
def test_plain_text_keeps_every_character_but_line_ends_nuls_and_trailing_blanks(text):
    assume(sum(c < " " or c == "\x7f" for c in text) * 60 < len(text) + 60)
    draft = Draft()
    draft.add(text)
    rows = re.split("\r\n|[\n\r\v\f\u2028\u2029]", text.replace("\0", ""))
    assert [line.text for line in draft.lines] == [r.rstrip(" \t") for r in rows if r.strip()]


@settings(max_examples=60)
@given(st.lists(prose, min_size=1, max_size=5))
def test_the_encoding_of_a_file_does_not_change_its_words(rows):
    text = "begin\n" + "\n".join(rows)
    plain = texts(read_bytes("a.txt", text.encode()))
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert texts(read_bytes("a.txt", text.encode(encoding))) == plain
    assert texts(read_bytes("a.txt", text.encode("utf-16-be"), encoding="utf-16-be")) == plain


@settings(max_examples=60)
@given(st.lists(prose, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r", "\u2028"]))
def test_the_kind_of_line_end_does_not_change_the_lines(rows, end):
    assert texts(txt(end.join(rows))) == texts(txt("\n".join(rows)))


@settings(max_examples=80)
@given(st.lists(st.tuples(st.text(characters, max_size=12), st.booleans()), max_size=8))
def test_bold_stretches_lie_in_their_line_in_order_and_mark_the_bold_words(runs):
    draft = Draft()
    draft.add_runs(runs)
    for line in draft.lines:
        edges = [edge for span in line.bold for edge in (span.start, span.end)]
        assert edges == sorted(set(edges))
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(line.text))
    if all(bold for _, bold in runs):
        assert all(line.bold == [Span(0, len(line.text))] for line in draft.lines)


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.vtt", "a.srt"]))
def test_any_bytes_are_read_or_refused_with_a_reason(data, name):
    with contextlib.suppress(Unreadable):  # the only error that may come out
        reading = read_bytes(name, data)
        assert reading.sha256 == hashlib.sha256(data).hexdigest()
        assert all(line.text.strip() for line in reading.lines)


cues = st.lists(
    st.tuples(
        st.integers(0, 7200_000),
        st.integers(0, 20_000),
        st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=10),
    ),
    min_size=1,
    max_size=6,
)


def clock(ms: int, mark: str) -> str:
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


@settings(max_examples=60)
@given(cues, st.booleans(), st.booleans(), st.sampled_from(",."))
def test_captions_keep_words_and_times_however_sloppily_they_are_written(
    cues, numbered, blank, mark
):
    blocks = []
    for i, (start, length, words) in enumerate(cues, 1):
        number = f"{i}\n" if numbered else ""
        timing = f"{clock(start, mark)} --> {clock(start + length, mark)}"
        blocks.append(f"{number}{timing}\n{words}")
    reading = read_bytes("a.srt", ("\n\n" if blank else "\n").join(blocks).encode())
    assert [(line.start, line.end, line.text) for line in reading.lines] == [
        (start / 1000, (start + length) / 1000, words) for start, length, words in cues
    ]
    assert reading.losses == []


# --- encodings ----------------------------------------------------------------------------------
def test_an_unknown_encoding_is_asked_for_with_previews_that_are_not_in_the_message():
    secret = "Søren Ærø synes ikke at det går så godt på afdelingen. " * 3
    with pytest.raises(UnknownEncoding) as caught:
        read_bytes("a.txt", ("first line\n" + secret).encode("cp1252"))
    error = caught.value
    assert error.place == "line 2"
    assert "--encoding" in error.hint
    assert "Ærø" not in str(error)
    fitting = {s.encoding: s.preview for s in error.suggestions}
    assert "Søren Ærø" in fitting["cp1252"]
    assert texts(read_bytes("a.txt", secret.encode("cp1252"), encoding="cp1252"))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xff\xfea\x00\x00\xd8", None),  # a lone surrogate in UTF-16
        (b"\xff\xfea", None),  # half a character
        (b"\xef\xbb\xbfa\xff", None),  # announces UTF-8 and is not
        (b"a\x81b", "cp1252"),
        (b"abc", "no-such-encoding"),
        (b"YWJj", "base64"),
        (b"+2AA-", "utf-7"),  # utf-7 can spell a lone surrogate
    ],
)
def test_bytes_that_do_not_fit_their_encoding_are_refused(data, encoding):
    with pytest.raises(Unreadable) as caught:
        read_bytes("a.txt", data, encoding=encoding)
    assert caught.value.code == "encoding"


def test_utf16_without_a_mark_is_recognised_but_asked_for():
    with pytest.raises(UnknownEncoding) as caught:
        read_bytes("a.txt", "Anna: hej".encode("utf-16-le"))
    assert [s.encoding for s in caught.value.suggestions] == ["utf-16-le"]


def test_the_mark_is_dropped_and_the_encoding_named():
    assert decode("a", "\ufeffæ".encode()) == ("æ", "utf-8")
    assert decode("a", "\ufeffæ".encode("utf-16-le"), "utf-16-le") == ("æ", "utf-16-le")


def test_nul_characters_are_removed_and_reported():
    reading = txt("a long enough line with a \0 in it")
    assert texts(reading)[1] == "a long enough line with a  in it"
    assert losses(reading) == {NULS: 1}


# --- what a file is -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.mp3", b"<!doctype html><p>x", "web page"),
        ("a.mp3", b"\x7fELF\x02\x01", "program"),
        ("a.txt", b"\x7fELF\x02\x01", "program"),
        ("a.txt", b"ID3\x04\x00\x00", "MP3"),
        ("a.txt", b"\x00\x00\x00\x20ftypM4A ", "recording"),
        ("a.txt", b"%PDF-1.7\n", "PDF"),
        ("a.pdf", b"just words", "something else"),
        ("a.docx", b"{\\rtf1 x}", "RTF"),
        ("a.txt", b"<html><body>x", "web page"),
        ("a.exe", b"just words", ".exe"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old binary"),
        ("a.txt", b"abc\x01\x02\x03\x04" * 50, "control characters"),
    ],
)
def test_bytes_that_contradict_the_name_are_refused(name, data, words):
    with pytest.raises(Unreadable, match=words) as caught:
        read_bytes(name, data)
    assert caught.value.code == "wrong-kind"


def test_a_locked_word_document_is_called_locked():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Unreadable) as caught:
        read_bytes("a.docx", ole)
    assert caught.value.code == "encrypted"


def test_captions_in_a_txt_are_unmistakable_and_a_person_may_overrule():
    vtt = b"WEBVTT\n\n00:01.000 --> 00:02.000\nhej"
    assert read_bytes("a.txt", vtt).format == "vtt"
    assert read_bytes("a.txt", vtt, kind="txt").format == "txt"
    assert read_bytes("a", b"Anna: hej").format == "txt"
    assert read_bytes("a.txt", b"MZ is the name of the interviewer: " * 3).format == "txt"
    with pytest.raises(Unreadable, match="said to be"):
        read_bytes("a.txt", b"Anna: hej", kind="docx")


def test_an_empty_file_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(Unreadable) as caught:
        read_bytes("a.txt", b" \n\n")
    assert caught.value.code == "empty"
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(Unreadable) as caught:
            read_file(path)
        assert caught.value.code == "no-file"
        assert str(tmp_path.parent) not in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("heddle.exchange.files.MAX_BYTES", 10)
    (tmp_path / "a.txt").write_bytes(b"01234567890123456789")
    with pytest.raises(Unreadable) as caught:
        read_file(tmp_path / "a.txt")
    assert caught.value.code == "too-large"


def test_the_workload_of_the_bench_is_read_line_by_line(tmp_path):
    words = "Moderator: Hvad så ☕ \U0001f642 café\nP1: “ja” [pause] (...)\n" * 500
    path = tmp_path / "FG0001.txt"
    path.write_text(words, encoding="utf-8")
    reading = read_file(path)
    assert texts(reading) == words.splitlines()
    assert reading.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


# --- Markdown -----------------------------------------------------------------------------------
def test_markdown_gives_headings_bold_paragraphs_and_leaves_talk_alone():
    reading = read_bytes(
        "a.md",
        b"---\ntitle: 'Group 1'\nlang: da\nauthor: X\n---\n# Part *one* #\n\n"
        b"**Moderator:** How *are*\nyou today\\?\n**P1:** __Fine__ 2\\*3 snake_case *laughs*\n"
        b"- item\n\nName\n====\n```\n# code  \n```\n***\nlast",
    )
    assert texts(reading) == [
        "Part *one*",
        "Moderator: How *are* you today?",
        "P1: Fine 2*3 snake_case *laughs*",
        "- item",
        "Name",
        "# code",
        "last",
    ]
    assert [line.heading for line in reading.lines] == [1, 0, 0, 0, 1, 0, 0]
    assert reading.lines[1].bold == [Span(0, 10)]
    assert reading.lines[2].bold == [Span(0, 3), Span(4, 8)]
    assert (reading.title, reading.language) == ("Group 1", "da")
    assert losses(reading) == {"lines of front matter": 3}
    assert reading.notes == ["1 wrapped line joined with the line before"]


# --- captions -----------------------------------------------------------------------------------
def test_webvtt_voices_blocks_settings_and_entities():
    reading = read_bytes(
        "a.vtt",
        "\ufeffWEBVTT - Teams\nLanguage: da\n\nNOTE a remark\nof two rows\n\nSTYLE\n::cue {}\n\n"
        "REGION\nid:fred\n\n4f5e-1\n00:01.000 --> 01:00:02.500 align:start line:0%\n"
        "<v.loud Anna Berg>Hej &amp; <b>dav</b>\nigen</v>\n\n"
        "00:03.000 --> 00:04.000\n<v Bo>ja</v><v Anna Berg>nej &lt;3 R&D &copy\n\n"
        "2\n00:00:05.000 --> 00:00:06.000\n- En\n- To <laughs> <c.yellow>gul</c>"
        "<00:00:05.500>\n".encode(),
    )
    assert [(x.speaker, x.start, x.end, x.text) for x in reading.lines] == [
        ("Anna Berg", 1.0, 3602.5, "Hej & dav igen"),
        ("Bo", 3.0, 4.0, "ja"),
        ("Anna Berg", 3.0, 4.0, "nej <3 R&D &copy"),
        (None, 5.0, 6.0, "- En"),
        (None, 5.0, 6.0, "- To <laughs> gul"),
    ]
    assert reading.lines[0].bold == [Span(6, 9)]
    assert reading.language == "da"
    assert losses(reading) == {"notes between captions": 1}
    assert reading.losses[0].where == "line 4"


def test_malformed_captions_lose_no_words():
    reading = read_bytes(
        "a.srt",
        b"before\n1\n00:00:01,000 --> 00:00:02,000\nborn in\n1984\n2\n0:03.5 --> 0:02\n"
        b"{\\an8}<i>C</i>\n3\n00:xx --> 00:09\nD",
    )
    assert texts(reading) == ["before", "born in 1984", "C 3 D"]
    assert (reading.lines[1].start, reading.lines[2].start, reading.lines[2].end) == (1, 3.5, None)
    assert losses(reading) == {
        "end times before their start": 1,
        "timings that cannot be read": 1,
    }
