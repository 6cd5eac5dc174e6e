"""The report model: what it refuses, what it cleans, and that JSON keeps all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.report import clean, drawing
from heddle.report.json_writer import from_json, to_json
from heddle.report.model import (
    Column,
    ColumnGroup,
    Figure,
    Heading,
    Meta,
    Paragraph,
    Quote,
    Report,
    Table,
    Text,
    Trace,
    cell,
    row,
    runs,
)
from heddle.report.style import alignment, caption, header, is_short, label, widths
from heddle.report.traces import TraceList, report_words, traces_of
from report_samples import SVG, garden, number, people

# Every code point, lone surrogates and control characters among them.
anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


# --- Laws -------------------------------------------------------------------------------------
@given(anything)
def test_cleaned_text_can_be_written_as_xml_and_keeps_its_length(text):
    cleaned, replaced = clean.clean_text(text)
    assert len(cleaned) == len(text)
    assert replaced == sum(a != b for a, b in zip(text, cleaned, strict=True))
    assert clean.clean_text(cleaned) == (cleaned, 0)
    element = drawing.etree.Element("a")
    element.text = cleaned
    assert drawing.etree.fromstring(drawing.etree.tostring(element)).text == (cleaned or None)


@given(anything, anything, anything)
def test_a_cleaned_report_is_clean_everywhere(title, said, noted):
    report = Report(f"T{title}", (Paragraph(runs(said)), Quote((runs(f"q{noted}"),), runs(said))))
    cleaned, replaced = clean.clean(report)
    parts = [title, said, noted, said]
    assert replaced == sum(clean.clean_text(part)[1] for part in parts)
    assert clean.clean(cleaned) == (cleaned, 0)


@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), max_size=8))
def test_a_report_survives_json(pieces):
    inlines = tuple(number(text, "id-1") if traced else Text(text) for text, traced in pieces)
    report = Report("Title", (Paragraph(inlines), people()))
    assert from_json(to_json(report)) == report


@given(st.lists(st.text(max_size=80), min_size=1, max_size=9))
def test_column_widths_are_shares_of_one(titles):
    table = Table(tuple(Column(runs(title)) for title in titles), (row(*titles),))
    shares = widths(table)
    assert abs(sum(shares) - 1) < 1e-9
    assert min(shares) > 0.005


@given(st.lists(st.text("abc ", min_size=1, max_size=300), min_size=2, max_size=5))
def test_no_column_is_narrower_than_its_longest_word_where_there_is_room(texts):
    table = Table(tuple(Column() for _ in texts), (row(*texts),))
    longest = [max((len(word) for word in text.split()), default=0) for text in texts]
    if all(length <= 12 for length in longest):
        for share, length in zip(widths(table), longest, strict=True):
            assert share * 92 >= length


# --- Stories ----------------------------------------------------------------------------------
def test_json_keeps_the_whole_sample():
    assert from_json(to_json(garden())) == garden()


def test_traces_are_found_in_reading_order_everywhere():
    traces = traces_of(garden())
    assert [trace.text for trace in traces[:4]] == ["20", "16", "2 h 41 min", "two"]
    assert [trace.text for trace in traces[-2:]] == ["16", "4"]
    assert {trace.kind for trace in traces} == {"number", "quote", "claim"}
    assert len(traces) == 22


def test_traces_can_be_taken_out_without_changing_a_word():
    report = garden()
    plain = clean.without_traces(report)
    assert traces_of(plain) == []
    assert report_words(plain) == report_words(report)


def test_the_list_of_traces_names_every_record():
    found = TraceList()
    assert found.anchor(number("17", "p-1", "p-2")) == "heddle_1"
    assert found.anchor(Trace("x", query="turns & <pauses>", kind="claim")) == "heddle_2"
    root = drawing.etree.fromstring(found.xml())
    assert [each.get("anchor") for each in root] == ["heddle_1", "heddle_2"]
    assert [record.text for record in root[0]] == ["p-1", "p-2"]
    assert root[1].get("query") == "turns & <pauses>"


def test_captions_speak_the_language_of_the_report():
    english, danish = garden(), garden("da-DK")
    assert caption(english, people())[0].text == "Table\u00a01."
    assert caption(danish, people())[0].text == "Tabel\u00a01."
    assert label(garden("fr"), "table") == "Table"
    assert caption(english, Table((Column(),), (row("x"),), number="2")) == (
        Text("Table\u00a02", bold=True),
    )


def test_column_groups_make_a_header_row_of_their_own():
    rows = header(people())
    assert [each.span for each in rows[0].cells] == [2, 2, 1]
    assert len(rows) == 2
    assert header(Table((Column(),), (row("x"),))) == ()


def test_cells_over_several_columns_are_aligned_for_themselves():
    right = Column(align="right")
    assert alignment(right, cell("1")) == "right"
    assert alignment(right, cell("Group", span=2)) == "left"
    assert alignment(right, cell("Group", span=2), is_head=True) == "center"


def test_stated_widths_are_kept_in_proportion():
    table = Table((Column(width=1), Column(width=3)), (row("long " * 9, "x"),))
    assert widths(table) == (0.25, 0.75)


def test_only_short_tables_are_kept_on_one_page():
    assert is_short(people())
    assert not is_short(Table((Column(),), (row("x"),) * 11))
    assert not is_short(Table((Column(),), (row("x" * 1501),)))


def test_bare_strings_make_cells_and_rows():
    made = row("a", number("1"), cell("x", "y", span=2))
    assert [each.span for each in made.cells] == [1, 1, 2]
    assert len(made.cells[2].paragraphs) == 2


# --- Faults -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Trace("17"), "at least one record"),
        (lambda: Trace("17", ("a b",)), "white space"),
        (lambda: Heading(6, "Too deep"), "1 to 5"),
        (lambda: Heading(1, " "), "words"),
        (lambda: Quote(((),)), "words"),
        (lambda: Text("x", lang='en" onload="x'), "language tag"),
        (lambda: Report("T", (), language="x y"), "language tag"),
        (lambda: Report(" ", ()), "title"),
        (lambda: Report("T", (Heading(2, "Skips"),)), "skips"),
        (lambda: Table((), ()), "at least one column"),
        (lambda: Table((Column(),), (row("a", "b"),)), "row 1"),
        (lambda: Table((Column(),), (row(cell("a", span=0)),)), "at least one"),
        (lambda: Table((Column(),), ()), "titles"),
        (lambda: Table((Column(),), (row("x"),), groups=(ColumnGroup((), 2),)), "groups"),
        (lambda: Meta(made="2026-02-30"), "day"),
        (lambda: Meta(made="20260203"), "YYYY-MM-DD"),
        (lambda: Figure(SVG, " ", people()), "description"),
    ],
)
def test_what_no_writer_could_print_is_refused(make, why):
    with pytest.raises(ValueError, match=why):
        make()


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<rect onload='alert(1)'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        "<image href='file:///etc/hostname'/>",
        "<use href='#a'/>",
        "<path style='fill:url(http://example.org/x)'/>",
        "<style>@import 'http://example.org/x.css';</style>",
        "<style>path { fill: \\75rl(//example.org) }</style>",
        "<text href='javascript:alert(1)'>x</text>",
        "<text xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='other.svg#a'>x</text>",
        "<?php echo 1 ?>",
        "<a><text>x</text></a>",
        "\x01",
        "\ud800",
        "<open>",
    ],
)
def test_drawings_that_run_or_fetch_are_refused(inside):
    with pytest.raises(ValueError, match="drawing"):
        drawing.check(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<?xml-stylesheet href="http://example.org/x.css"?>',
        '<?xml version="1.0" encoding="utf-16"?>',
    ],
)
def test_drawings_with_something_before_them_are_refused(before):
    with pytest.raises(ValueError, match="drawing"):
        drawing.check(f'{before}<svg xmlns="http://www.w3.org/2000/svg"/>')


def test_ordinary_drawings_are_let_through_and_measured():
    drawing.check('<?xml version="1.0" encoding="UTF-8"?><!-- x -->' + SVG)
    assert drawing.size(SVG) == (420, 150)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" {}/>'
    assert drawing.size(svg.format('viewBox="0,0,30,20"')) == (30, 20)
    assert drawing.size(svg.format('width="100%" height="5"')) == (600, 400)
    assert drawing.size(svg.format('width="0" height="5"')) == (600, 400)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"format":"heddle-report","version":1,"report":{"title":"secret","blocks":7}}',
        b'{"format":"heddle-report","version":2,"report":{"title":"T","blocks":[]}}',
        b'{"format":"other","version":1,"report":{"title":"T","blocks":[]}}',
        b'{"format":"heddle-report","version":1,"report":{"title":"","blocks":[]}}',
        b"\xff\xfe",
    ],
)
def test_a_damaged_report_file_is_refused_without_its_words(data):
    with pytest.raises(Unreadable) as caught:
        from_json(data)
    assert "secret" not in str(caught.value)
    assert caught.value.hint


def test_a_drawing_in_a_json_file_is_checked_too():
    data = to_json(garden()).replace(b"<path d=", b"<script d=", 1)
    with pytest.raises(Unreadable):
        from_json(data)
