"""Markdown and HTML: every word as it was said, and nothing in it that runs."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser
from markdown_it import MarkdownIt

from heddle.report.clean import clean_text
from heddle.report.files import render
from heddle.report.model import Heading, List, Paragraph, Quote, Report, Text, Trace, runs
from heddle.report.traces import report_words, traces_of
from report_samples import garden, number, table_only

MARKDOWN = MarkdownIt("commonmark").enable("table")
HOSTILE = "</script></style><img src=x onerror=alert(1)>\"'&amp;<!--]]>"

# Letters that mean something to Markdown or HTML, more often than chance would bring them.
marks = st.sampled_from([*"*_`#>-+=|~[]()!<>&\\:.1$\"' \n\t", "* ", "1. ", "---", "&amp;", "<b>"])
said = st.lists(st.one_of(marks, st.text(max_size=4)), max_size=12).map("".join)
inlines = st.lists(
    st.builds(Text, said, bold=st.booleans(), italic=st.booleans()), min_size=1, max_size=4
).map(tuple)


def page(*blocks, title="T"):
    """Print blocks as Markdown, without the title."""
    data, _ = render(Report(title, blocks), "md")
    return data.decode().partition("\n\n")[2]


def bare(text):
    """Leave out white space, which Markdown and HTML may fold."""
    return "".join(clean_text(text)[0].replace("\ufffd", "").split())


def shown(markdown):
    """Return the words that a CommonMark reader shows."""
    words = []
    for token in MARKDOWN.parse(markdown):
        for child in token.children or ():
            assert child.type not in {"link_open", "image", "code_inline"}
            words.append(child.content if child.type in {"text", "text_special"} else " ")
            if child.type == "html_inline":
                assert re.fullmatch(r"</?(strong|em|sup)>|<br>", child.content)
    return "".join(words)


# --- Laws -------------------------------------------------------------------------------------
@given(inlines)
def test_markdown_shows_the_words_of_a_paragraph_and_nothing_else(content):
    text = page(Paragraph(content))
    assert bare(shown(text)) == bare("".join(inline.text for inline in content))
    kinds = {token.type for token in MARKDOWN.parse(text)}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}


@given(inlines, said)
def test_markdown_keeps_a_quote_one_quote(content, attribution):
    text = page(Quote((content, runs(f"x{attribution}"))))
    tokens = [token.type for token in MARKDOWN.parse(text)]
    assert tokens.count("blockquote_open") == 1
    assert not {"list_item_open", "heading_open", "hr", "fence", "html_block"} & set(tokens)


@given(st.lists(st.tuples(said, said), min_size=1, max_size=4))
def test_markdown_tables_keep_their_cells(rows):
    text = page(*table_only(*rows).blocks)
    cells = []
    tokens = MARKDOWN.parse(text)
    for at, token in enumerate(tokens):
        if token.type == "td_open":
            cells.append(
                "".join(
                    child.content
                    for child in tokens[at + 1].children
                    if child.type in {"text", "text_special"}
                )
            )
    assert [bare(each) for each in cells] == [bare(each) for pair in rows for each in pair]


@given(inlines, said)
def test_html_shows_the_words_and_no_element_of_theirs(content, title):
    report = Report(f"T{title}", (Paragraph(content), Heading(1, f"H{title}")))
    data, _ = render(report, "html")
    tree = parser.document_fromstring(data)
    paragraph = tree.xpath("//main/p")[0]
    assert bare(paragraph.text_content()) == bare("".join(inline.text for inline in content))
    assert {each.tag for each in paragraph.iter()} <= {"p", "em", "strong", "br"}
    assert bare(tree.xpath("string(//h1)")) == bare(f"T{title}")


# --- Stories ----------------------------------------------------------------------------------
def test_html_holds_every_word_and_every_trace_of_the_sample():
    report = garden()
    tree = parser.document_fromstring(render(report, "html")[0])
    text = bare(tree.text_content())
    assert all(bare(words) in text for words in report_words(report))
    spans = tree.xpath("//span[@data-evidence]")
    assert [(each.text_content(), each.get("data-evidence").split()) for each in spans] == [
        (trace.text, list(trace.evidence)) for trace in traces_of(report)
    ]
    assert spans[0].get("title") == "2 records"


def test_html_is_built_for_screen_readers():
    tree = parser.document_fromstring(render(garden("da"), "html")[0])
    assert tree.get("lang") == "da"
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//h2/text()") == ["Results", "Discussion"]
    first = tree.xpath("//table")[0]
    assert "".join(first.xpath("caption//text()")).startswith("Tabel\u00a01.")
    assert first.xpath("thead//th/@scope") == ["colgroup", "col", "col", "col", "col", "col"]
    assert first.xpath("tbody//th/@scope") == ["row", "row", "row"]
    assert tree.xpath("//div[@class='wide']/@tabindex")
    assert tree.xpath("//img/@alt") == ["Of 20 people invited, 16 came and 4 stayed away."]
    assert len(tree.xpath("//figure//details//table")) == 1
    assert tree.xpath("//span[@lang='da']")


def test_html_needs_nothing_from_elsewhere():
    data = render(garden(), "html")[0].decode()
    assert "default-src 'none'" in data
    assert not re.search(r"<script|<link|<iframe|https?://|@import|url\(", data)
    tree = parser.document_fromstring(data)
    (source,) = tree.xpath("//img/@src")
    drawn = base64.b64decode(source.removeprefix("data:image/svg+xml;base64,"))
    assert drawn.decode() == garden().blocks[15].svg


def test_names_made_to_break_out_stay_words_everywhere():
    trace = Trace(HOSTILE, ("x'\"><script>",), query=HOSTILE, kind="claim")
    report = Report(
        HOSTILE,
        (
            Heading(1, HOSTILE),
            Paragraph((trace, Text(HOSTILE, bold=True))),
            Quote((runs(HOSTILE),), runs(HOSTILE)),
            List((runs(HOSTILE),)),
            *table_only((HOSTILE, HOSTILE)).blocks,
        ),
        subtitle=HOSTILE,
    )
    tree = parser.document_fromstring(render(report, "html")[0])
    assert not tree.xpath("//script | //img | //main//style | //comment()")
    assert not [key for each in tree.iter() for key in each.attrib if key.startswith("on")]
    assert tree.xpath("string(//title)") == HOSTILE
    assert tree.xpath("//span[@class='tr']/@data-evidence") == ["x'\"><script>"]
    assert bare(shown(render(report, "md")[0].decode())).count(bare(HOSTILE)) == 10


def test_markdown_of_the_sample_reads_as_written():
    text = render(garden(), "md")[0].decode()
    assert "| Group | n | Age, years: Mean | Age, years: Range | Trades represented |" in text
    assert "| **Neighbours** | 7 | 52 | 35–70<sup>a</sup> | Baker<br>Tram driver" in text
    assert "*Several* said" in text
    assert "> You do not lend a key \\[to the tap\\], you lend July." in text
    assert "1. One.\n2. Two." in text
    assert text.endswith("\n")


def test_line_breaks_stay_line_breaks():
    content = Paragraph((Text("one\ntwo"), Text("\nthree", bold=True)))
    assert page(content) == "one\\\ntwo\\\n**three**\n"
    data = render(Report("T", (content,)), "html")[0].decode()
    assert "one<br>two<strong><br>three</strong>" in data


@pytest.mark.parametrize("ending", ["md", "html"])
def test_characters_that_no_document_holds_are_shown_and_counted(ending):
    data, written = render(Report("T", (Paragraph(runs("a\x00b\ud800c")),)), ending)
    assert "a\ufffdb\ufffdc" in data.decode()
    assert written.replaced == 2
    assert "2 characters" in written.notes[0]


def test_traces_can_be_left_out():
    data = render(Report("T", (Paragraph((number("17", "secret-id"),)),)), "html", traces=False)[0]
    assert b"secret-id" not in data
    assert b'<p dir="auto">17</p>' in data
