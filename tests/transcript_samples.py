"""Small transcripts of other programs, built in memory; the fuzzing of readers begins with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from readers_samples import docx, paragraph

VTT = """WEBVTT - Meeting

STYLE
::cue { color: red }

NOTE made by a service

1
00:01.000 --> 00:04.000 align:start position:0%
<v.loud Anna Jensen>Hello <00:00:02.500>there <00:00:03.000><c>all</c></v>

00:04.000 --> 00:05.000
<v Anna Jensen>more

00:00:06.000 --> 00:00:09.000
<v S00>and so //S02: yes // we (..) did
"""
SRT = """1
0:0:1,5 --> 0:0:3
Anna: Hello there
2
00:00:03.250 --> 00:00:04,000
Bo: Yes.

00:00:05,000 --> 00:00:06,000
Anna: Good: fine

4
00:00:06,000 --> 00:00:07,000 X1:0 X2:10
Bo: {\\an8}<i>Yes</i>
"""


def eaf(tiers: str, slots: Sequence[tuple[str, int | None]] = (("t1", 0), ("t2", 3000))) -> bytes:
    """Wrap tiers of an ELAN file; slots are (name, milliseconds)."""
    times = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="{name}"' + ("/>" if ms is None else f' TIME_VALUE="{ms}"/>')
        for name, ms in slots
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT FORMAT="3.0">'
        '<HEADER><MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/x.wav"/></HEADER>'
        f"<TIME_ORDER>{times}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>"
    ).encode()


def tier(
    name: str, said: Sequence[tuple[str, ...]], participant: str = "", parent: str = ""
) -> str:
    """Write a tier; what is said is (id, from slot, to slot, words) or (id, id above, words)."""
    more = f" PARENT_REF={quoteattr(parent)}" if parent else ""
    more += f" PARTICIPANT={quoteattr(participant)}" if participant else ""
    parts = []
    for each in said:
        words = f"<ANNOTATION_VALUE>{escape(each[-1])}</ANNOTATION_VALUE>"
        if len(each) == 4:
            parts.append(
                f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{each[0]}" TIME_SLOT_REF1='
                f'"{each[1]}" TIME_SLOT_REF2="{each[2]}">{words}</ALIGNABLE_ANNOTATION>'
                "</ANNOTATION>"
            )
        else:
            parts.append(
                f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{each[0]}" ANNOTATION_REF='
                f'"{each[1]}">{words}</REF_ANNOTATION></ANNOTATION>'
            )
    return f"<TIER TIER_ID={quoteattr(name)}{more}>{''.join(parts)}</TIER>"


def textgrid(
    tiers: Sequence[tuple[str, str, Sequence[tuple[Any, ...]]]], *, short: bool = False
) -> str:
    """Write a TextGrid; tiers are (class, name, [(from, to, label)] or [(time, label)])."""
    rows = ['"ooTextFile"' if short else 'File type = "ooTextFile"']
    rows += ['"TextGrid"' if short else 'Object class = "TextGrid"', ""]

    def put(name: str, value: Any) -> None:
        shown = '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)
        rows.append(shown if short else f"    {name} = {shown} ")

    put("xmin", 0)
    put("xmax", 99)
    rows.append("<exists>" if short else "tiers? <exists> ")
    put("size", len(tiers))
    for kind, name, marks in tiers:
        put("class", kind)
        put("name", name)
        put("xmin", 0)
        put("xmax", 99)
        put("intervals: size", len(marks))
        for mark in marks:
            rows.extend([] if short else ["        intervals [1]:"])
            for label, value in zip(("xmin", "xmax", "text"), mark, strict=False):
                put(label, value)
    return "\n".join(rows) + "\n"


def whisper(segments: Sequence[dict[str, Any]], **more: Any) -> bytes:
    """Write a JSON file as recognisers of the Whisper family do (NaN and all)."""
    return json.dumps({"text": "", "segments": list(segments), "language": "da", **more}).encode()


SEGMENT = {
    "start": 0.5,
    "end": 2.0,
    "text": " Hej med dig 5",
    "speaker": "SPEAKER_00",
    "words": [
        {"word": "Hej", "start": 0.5, "end": 0.7, "score": 0.9, "speaker": "SPEAKER_00"},
        {"word": "med", "start": float("nan"), "end": float("nan")},
        {"word": "dig", "start": 1, "end": 1.5, "score": 0.8, "speaker": "SPEAKER_00"},
        {"word": "5"},
    ],
}
OTR = (
    '<p><span class="timestamp" contenteditable="false" data-timestamp="9.483782">00:09</span>'
    'Anna: Hello there<br></p><p><span data-timestamp="12" class="timestamp">00:12</span> Bo: Yes '
    '<span class="timestamp" data-timestamp="14.5">00:14</span> and no</p><p>Anna: fine</p>'
    "<p>Bo: good</p>"
)
NOSCRIBE = """<html><head><title>x</title></head><body><p>My interview</p>
<p>Transcribed with noScribe</p><p>Audio source: /home/anna/y.mp3</p>
<p><a name="ts_0_4000_S00" ><span style="color: #78909c" >[00:00:00]</span> S00: Hello you.</a>
<a name="ts_4000_6000_S00"> More //S01: yes // here.</a></p>
<p><a name="ts_6000_7000_S01">S01: I see (..)</a></p></body></html>"""
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="sl"><teiHeader><fileDesc><titleStmt>
<title>Debate</title></titleStmt></fileDesc><profileDesc><particDesc><listPerson>
<person xml:id="p1"><persName><surname>Jensen</surname> <forename>Anna</forename></persName>
</person>
</listPerson></particDesc></profileDesc></teiHeader><text>
<timeline unit="s" origin="#T0"><when xml:id="T0"/><when xml:id="T1" interval="1.5" since="#T0"/>
<when xml:id="T2" interval="2" since="#T1"/></timeline><body><div>
<note type="speaker">THE CHAIR:</note>
<u who="#p1" start="#T1" end="#T2"><seg>One <vocal><desc>laughs</desc></vocal> two.</seg>
<seg><s><w>Three</w><w join="right">four</w><pc>.</pc></s></seg><note>aside</note></u>
<u who="#p2">ok</u></div></body></text></TEI>"""
QMSUM = {
    "topic_list": [{"topic": "opening"}],
    "specific_query_list": [],
    "meeting_transcripts": [
        {"speaker": "Project Manager", "content": "Shall we ?"},
        {"speaker": "Project Manager", "content": "Good ."},
        {"speaker": "Marketing", "content": "{vocalsound} Yes: go ."},
    ],
}


def rows(*texts: str) -> str:
    """Write one Word paragraph of several lines."""
    runs = (f"<w:r><w:t xml:space='preserve'>{escape(each)}</w:t></w:r>" for each in texts)
    return f"<w:p>{'<w:r><w:br/></w:r>'.join(runs)}</w:p>"


TEAMS = docx(
    rows("Group 1-20260815_100000-Meeting Recording")
    + rows("August 15, 2026, 10:00AM")
    + rows("Anna Jensen started transcription")
    + rows("Anna Jensen   0:04", "Welcome to all of you.", "Shall we begin?")
    + rows("Bo Olsen   0:09", "Yes")
    + rows("Anna Jensen   0:12", "Good: we start.")
    + rows("Bo Olsen   1:00:15", "Fine with me")
    + rows("Anna Jensen stopped transcription")
)
MEET_NOTES = (
    "📝 Notes",
    "Jun 16, 2026",
    "Offer testing",
    "Invited Anna Jensen anna@example.org Eva Holm eva@example.org",
    "Summary",
    "The participants agreed to test the offer and to meet again next week in the same place.",
    "Suggested next steps",
    "Eva Holm will send the plan to all who were invited, before the end of the month at latest.",
    "You should review Gemini's notes to make sure they're accurate.",
)
MEET = docx(
    "".join(
        paragraph(each)
        for each in (
            *MEET_NOTES,
            "📖 Transcript",
            "Jun 16, 2026",
            "Offer testing - Transcript",
            "00:05:02",
            "Anna Jensen: Hey Bo, how are you?",
            "Bo Olsen: We are done.",
            "00:10:02",
            "Anna Jensen: Good.",
            "Bo Olsen: Ok",
            "Transcription ended after 00:12:01",
            "This editable transcript was computer generated and might contain errors.",
        )
    )
)
OTTER = """Speaker 1  0:03
Hello there all.

Speaker 2  0:09
Yes

Speaker 1  0:12
Ok

Transcribed by https://otter.ai
"""
SAMPLES: dict[str, bytes] = {
    "a.vtt": VTT.encode(),
    "a.srt": SRT.encode(),
    "a.eaf": eaf(
        tier("A", [("a1", "t1", "t2", "hello you")], "Anna")
        + tier("A tr", [("a2", "a1", "hej du")], "Anna", "A")
        + tier("Bo", [("a3", "t1", "t2", "mm")])
    ),
    "a.TextGrid": textgrid(
        [
            ("IntervalTier", "Anna", [(0, 2, 'She said "no"'), (2, 99, "")]),
            ("IntervalTier", "Anna - words", [(0.1, 0.5, "She")]),
            ("TextTier", "Bo", [(1.25, "hm")]),
        ]
    ).encode(),
    "b.TextGrid": textgrid([("IntervalTier", "Åse", [(0, 2, "hej")])], short=True).encode("utf-16"),
    "a.json": whisper([SEGMENT, {"start": 2, "end": 3, "text": "ja.", "speaker": "SPEAKER_00"}]),
    "b.json": json.dumps(
        {"result": {"language": "en"}, "transcription": [{"offsets": {"from": 0, "to": 1500},
                                                          "text": " Hi there."}]}
    ).encode(),
    "a.otr": json.dumps({"text": OTR, "media": "x.mp3", "media-time": 2}).encode(),
    "a.html": NOSCRIBE.encode(),
    "a.xml": TEI.encode(),
    "q.json": json.dumps(QMSUM).encode(),
    "teams.docx": TEAMS,
    "meet.docx": MEET,
    "otter.txt": OTTER.encode(),
}  # fmt: skip
"""A small valid file of every format, by its name."""
