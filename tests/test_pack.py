"""The moderator's paper pack: all that a session needs, under codes, also in large print."""

import io
import json
import re
import zipfile

import msgspec
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import report_study
from heddle import outgoing
from heddle.errors import Refused
from heddle.report import assembly
from heddle.report.files import render
from heddle.report.model import Heading, Report, Table, cell_words
from heddle.report.pack_words import SCOPES, WORDS
from heddle.report.style import LARGE, sized

TASK = "Write what recovery means to you."
QUESTIONS = [
    {"text": TASK, "block": "Opening", "form": "opening task",
     "wordings": {"da": "Skriv, hvad recovery betyder for dig."}},
    {"text": "Where do you see it?", "block": "Daily work", "research_question": "What is done?"},
    {"text": "Who else?", "block": "Daily work", "research_question": "What is done?",
     "form": "probe"},
    {"text": "What did we forget?", "form": "closing"},
]  # fmt: skip
ALL = [
    "take part",
    "audio",
    "transcript",
    "quotes",
    "translated quotes",
    "contact again",
    "archive",
]


def held(people=3, *, language="", **session):
    """A study with a focus group of so many people, seated from the last to the first."""
    study = report_study.empty("Peers")
    guide = study.do("guide.add", name="Guide", questions=QUESTIONS).result
    study.do(
        "consent.sheet", version="1.0", valid_from="2026-01-01", withdrawal_deadline="2026-06-30"
    )
    group = study.do("sessions.add", name="FG1", date="2026-03-02", place="Room 4", guide=guide,
                     language=language, **session).result  # fmt: skip
    ids = [study.do("participants.add", code=f"A-{n}", group="FG1").result
           for n in range(1, people + 1)]  # fmt: skip
    return study, group, ids


def sign(study, person, scopes=ALL, date="2026-02-01", sheet="1.0"):
    [found] = [s["id"] for s in rows(study, "sheets") if s["version"] == sheet]
    return study.do(
        "consent.register", participant=person, scopes=scopes, date=date, sheet=sheet and found
    ).result


def rows(study, kind):
    with study.view() as view:
        cls = view.schema.kinds[kind].cls
        return [msgspec.to_builtins(each) for each in view.find(cls)]


def made(study, **options) -> Report:
    with study.view() as view:
        return assembly.report(view, "pack", **options)


def printed(report):
    return render(report, "md")[0].decode()


def tables(report):
    return [block for block in report.blocks if isinstance(block, Table)]


# --- Laws -------------------------------------------------------------------------------------
def test_both_languages_say_the_same_things():
    assert WORDS["en"].keys() == WORDS["da"].keys()
    assert SCOPES["en"].keys() == SCOPES["da"].keys() == set(ALL)
    for key, text in WORDS["en"].items():
        marks = re.findall(r"\{\w+\}", text)
        assert re.findall(r"\{\w+\}", WORDS["da"][key]) == marks, key


@given(st.floats(1, 40))
def test_no_letter_of_large_print_is_smaller_than_it_is_called(points):
    assert sized(points, large=True) >= max(LARGE, points)
    assert sized(points, large=False) == points


@settings(max_examples=6)
@given(st.integers(0, 7))
def test_everybody_has_a_seat_a_line_and_a_sheet(people):
    study, group, ids = held(people)
    for person in ids:
        sign(study, person)
    if ids:
        seats = {person: str(people - n) for n, person in enumerate(ids)}
        study.do("sessions.attend", session=group, participants=ids, seats=seats)
    report = made(study, session="fg1")
    sheets = [b.text for b in report.blocks if isinstance(b, Heading) and "First task:" in b.text]
    assert sheets == [f"First task: A-{n}" for n in range(1, people + 1)]
    if not people:
        assert "Nobody is on record" in printed(report)
        return
    seats = next(t for t in tables(report) if t.columns[0].title[0].text == "Seat")
    placed = [(cell_words(r.cells[0]), cell_words(r.cells[1])) for r in seats.rows]
    assert placed == [(str(n), f"A-{people + 1 - n}") for n in range(1, people + 1)]
    listed = next(t for t in tables(report) if t.columns[0].title[0].text == "Here")
    assert [cell_words(r.cells[1]) for r in listed.rows] == [f"A-{n + 1}" for n in range(people)]


# --- Stories ----------------------------------------------------------------------------------
def test_who_lacks_what_is_said_in_words():
    study, group, ids = held(4)
    study.do("consent.sheet", version="2.0", valid_from="2026-02-15", withdrawal_deadline="July")
    sign(study, ids[0])
    sign(study, ids[1], [s for s in ALL if s not in ("audio", "archive")])
    withdrawn = sign(study, ids[2])
    study.do("consent.withdraw", consent=withdrawn, date="2026-02-20")
    report = made(study, session=group)
    listed = next(t for t in tables(report) if t.columns[0].title[0].text == "Here")
    lacks = [cell_words(row.cells[4]) for row in listed.rows]
    assert lacks == [
        "Signed on an older sheet; 2.0 has replaced it",
        "Not agreed to: recording, archive\nSigned on an older sheet; 2.0 has replaced it",
        "WITHDRAWN on 2026-02-20: must not take part",
        "NO SIGNED CONSENT: ask before anything begins",
    ]
    text = printed(report)
    assert "these people are planned" in text
    assert "until: July." in text
    assert "I cannot promise that for the others" in text


def test_of_participants_only_codes_and_consents_are_printed():
    study, group, ids = held(1)
    fields = {"gender": "female", "age": 47, "occupation": "Nurse", "team": "Team North",
              "location": "Havnsund", "attributes": {"Shift": "Nights"}}  # fmt: skip
    study.do("participants.change", participant=ids[0], **fields)
    consent = sign(study, ids[0])
    study.do("consent.withdraw", consent=consent, date="2026-02-02", note="Told by her manager")
    report = made(study, session=group)
    everything = render(report, "json", traces=False)[0].decode()
    assert "A-1" in everything
    for word in ("female", "47", "Nurse", "Team North", "Havnsund", "Nights", "manager", ids[0]):
        assert word not in everything


def test_what_leaves_is_noted_with_whose_codes_it_has(tmp_path):
    study, group, ids = held(2)
    wish = outgoing.Wish(part="pack", format="docx", options={"session": group})
    outgoing.send(study, outgoing.prepare(study, wish), tmp_path / "pack.docx")
    [noted] = rows(study, "exports")
    assert (noted["what"], noted["people"]) == ("pack", sorted(ids))


def test_an_interview_promises_what_can_be_promised():
    study, _, _ = held(1, form="interview")
    text = printed(made(study))
    assert "The team tells nobody" in text
    assert "others in this room" not in text


def test_a_danish_session_has_danish_paper():
    study, group, _ = held(2, language="Danish")
    report = made(study, session=group, large=True)
    text = printed(report)
    assert (report.language, report.title) == ("da", "Papir til en session")
    assert "Skriv, hvad recovery betyder for dig." in text
    assert "Where do you see it?" in text  # it has no Danish wording
    assert "Første opgave: A-1" in text
    assert TASK not in text


def test_all_sessions_are_printed_where_none_is_named_and_a_wrong_name_is_refused():
    study, _, _ = held(1)
    study.do("sessions.add", name="FG2")
    headings = [b.text for b in made(study).blocks if isinstance(b, Heading) and b.level == 1]
    assert headings == ["FG2", "FG1"]
    with pytest.raises(Refused, match="no session called “FG9”"):
        made(study, session="FG9")


# --- Files ------------------------------------------------------------------------------------
def letters(pdf):
    """The text of a PDF and the sizes of its letters in points."""
    document = pypdfium2.PdfDocument(pdf)
    text, sizes = "", set()
    for page in document:
        found = page.get_textpage()
        text += found.get_text_range()
        for at in range(found.count_chars()):
            if found.get_text_range(at, 1).strip():
                sizes.add(round(pypdfium2.raw.FPDFText_GetFontSize(found, at), 2))
    return re.sub(r"\s+", " ", text), sizes


def test_the_pdf_has_every_question_seat_and_code_and_large_print_is_large():
    study, group, ids = held(3)
    for person in ids:
        sign(study, person)
    seats = dict(zip(ids, "XYZ", strict=True))
    study.do("sessions.attend", session=group, participants=ids, seats=seats)
    ordinary, sizes = letters(render(made(study, session=group), "pdf")[0])
    large, larger = letters(render(made(study, session=group, large=True), "pdf")[0])
    for text in (ordinary, large):
        assert all(question["text"] in text for question in QUESTIONS)
        assert all(code in text for code in ("A-1", "A-2", "A-3"))
        assert all(f"{seat} A-" in text for seat in "XYZ")
        assert "2026-06-30" in text
    assert min(sizes) < LARGE
    assert min(larger) >= LARGE


def test_large_print_is_large_in_word_opendocument_and_html():
    study, group, _ = held(2)
    report = made(study, session=group, large=True)
    with zipfile.ZipFile(io.BytesIO(render(report, "docx")[0])) as file:
        styles, body = (
            etree.fromstring(file.read(f"word/{n}.xml")) for n in ("styles", "document")
        )
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    used = {each.get(f"{w}val") for each in body.iter(f"{w}pStyle")}
    sizes = {s.get(f"{w}styleId"): [int(z.get(f"{w}val")) / 2 for z in s.iter(f"{w}sz")]
             for s in styles.iter(f"{w}style")}  # fmt: skip
    assert used
    assert all(size >= LARGE for style in used for size in sizes[style])
    assert not list(body.iter(f"{w}sz"))
    assert any(height.get(f"{w}hRule") == "atLeast" for height in body.iter(f"{w}trHeight"))
    with zipfile.ZipFile(io.BytesIO(render(report, "odt")[0])) as file:
        points = re.findall(rb'font-size="([0-9.]+)pt"', file.read("styles.xml"))
    assert min(map(float, points)) >= LARGE
    page = render(report, "html")[0].decode()
    assert '<html lang="en" class="large">' in page
    assert "height:9mm" in page
    assert 'class="large"' not in render(made(study, session=group), "html")[0].decode()


def test_the_data_of_the_pack_are_json():
    study, group, _ = held(2)
    with study.view() as view:
        found = json.loads(msgspec.json.encode(assembly.data(view, "pack", session=group)))
    [pack] = found["packs"]
    assert [q["text"] for q in pack["questions"]] == [q["text"] for q in QUESTIONS]
    assert [p["code"] for p in pack["people"]] == ["A-1", "A-2"]
