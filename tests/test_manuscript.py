"""The manuscript: everything in it is traced or asked for, and every format can hold it."""

from __future__ import annotations

import re
from typing import Any

import pytest

import report_study
from heddle.errors import Refused
from heddle.report import manuscript, prose
from heddle.report.assembly import report
from heddle.report.files import render
from heddle.report.model import (
    Block,
    Figure,
    Heading,
    Inlines,
    List,
    Paragraph,
    Quote,
    Table,
    Text,
    Trace,
    words,
)
from heddle.report.traces import report_words, traces_of
from heddle.study.quotes import Quote as QuoteRecord

# What may stand as bare text although it holds a figure: places in this very document.
_PLACES = re.compile(r"\(?(Table|Figure|COREQ item) [0-9]+\)?|more than one|in one group")
_FIGURES = re.compile(r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def demo():
    study = report_study.demo()
    yield study
    study.close()


def blocks_of(study: Any, **options: Any) -> list[Block]:
    with study.view() as view:
        return manuscript.manuscript(view, **options)


def texts(blocks: list[Block]) -> list[str]:
    return [words(b.inlines) for b in blocks if isinstance(b, Paragraph)]


def running_text(blocks: list[Block]) -> list[Inlines]:
    found: list[Inlines] = []
    for block in blocks:
        found += [block.inlines] if isinstance(block, Paragraph) else []
        found += list(block.items) if isinstance(block, List) else []
    return found


def section(blocks: list[Block], title: str) -> list[Block]:
    """The blocks below a heading, up to the next one of its level or above."""
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.text == title)
    level = blocks[start].level
    below = blocks[start + 1 :]
    end = next(
        (i for i, b in enumerate(below) if isinstance(b, Heading) and b.level <= level), None
    )
    return below[:end]


# --- Laws -------------------------------------------------------------------------------------
def test_no_figure_stands_in_running_text_without_its_evidence(demo):
    blocks = blocks_of(demo)
    body = [
        *section(blocks, "Methods"),
        *section(blocks, "Results"),
        *section(blocks, "Discussion"),
    ]
    bare = [
        inline.text
        for inlines in running_text(body)
        for inline in inlines
        if isinstance(inline, Text)
        and not inline.text.startswith("[")
        and _FIGURES.search(_PLACES.sub("", inline.text))
    ]
    # The names of sessions ("FG1: ") are no figures.
    assert [text for text in bare if not re.search(r"\bFG\d: $", text)] == []


def test_every_trace_leads_to_records_that_are_there(demo):
    known = set()
    with demo.view() as view:
        for kind in view.schema.kinds.values():
            known |= {record.id for record in view.find(kind.cls)}
        made = report(view, "manuscript")
    traces = traces_of(made)
    assert len(traces) > 300
    assert {i for trace in traces for i in trace.evidence} <= known


def test_what_only_an_author_can_write_is_asked_for_in_italics(demo):
    asked = [
        inlines[-1]
        for inlines in running_text(blocks_of(demo))
        if words(inlines).endswith("]") and "[To be written" in words(inlines)
    ]
    assert len(asked) > 15
    assert all(isinstance(each, Text) and each.italic for each in asked)


# --- Stories ----------------------------------------------------------------------------------
def test_it_has_the_parts_of_a_paper_in_order(demo):
    headings = [b.text for b in blocks_of(demo) if isinstance(b, Heading) and b.level == 1]
    assert headings == [
        "Abstract", "Introduction", "Methods", "Results", "Discussion", "Conclusion",
        "Declarations", "References", "Appendix A: COREQ", "Appendix B: Codebook",
        "Appendix C: The audit trail in short", "Appendix D: Analysis",
    ]  # fmt: skip
    numbers = [b.number for b in blocks_of(demo) if isinstance(b, Table | Figure)]
    assert numbers == ["2", "1", "1", "3", "A1", "B1", "C1", "D1", "D2", "D3", "D4", "D5"]


def test_the_methods_are_told_from_the_record(demo):
    told = " ".join(texts(section(blocks_of(demo), "Methods")))
    for sentence in (
        "This was a qualitative focus group study. The data were analysed with reflexive thematic",
        "In all, 17 people took part in three focus groups. Seven participants were peer mentors.",
        "Participants came from seven of the eight teams asked and five occupations.",
        "Three focus groups were held between 4 and 18 November 2021. Bodil Opdigtet moderated all",
        "The focus groups lasted between 103 and 105 minutes (5:12:15 in all, 1:44:05 on average).",
        "A guide with 14 questions in four parts was used (Table 2).",
        "Two people coded: Frida Mønster (",
        "three memos were written by Frida Mønster between 11 and 18 January 2022.",
        "Three themes were defined, named and kept as final.",
        "The research team had nine members, six female and three male.",
        "On 8 June 2022 the quotes of their own words went to two participants",
        "On 20 June 2022 a summary of the findings went to seven participants",
    ):
        assert sentence in told
    assert "  " not in told
    assert ".." not in told.replace("...", "")


def test_the_results_tell_the_flow_and_each_theme_with_its_quotes(demo):
    results = section(blocks_of(demo), "Results")
    assert texts(results)[0] == (
        "Of 25 people invited, all agreed to take part, and 17 took part; of the eight others, "
        "three cancelled and five did not come. Of 17 participants, 14 were female. Their mean "
        "age in years (range) was 50 (34–65). Table 1 shows them by group."
    )
    themes = [b.text for b in results if isinstance(b, Heading) and b.level == 2][2:]
    assert themes == [row["name"] for row in demo.themes() if row["stage"] == "final"]
    counts = [sum(isinstance(b, Quote) for b in section(results, name)) for name in themes]
    assert counts == [5, 2, 7]


MANAGERS = (
    "25 people on the list were named by a manager of theirs. Managers then know who was asked, "
    "and may know who came: say how taking part was kept voluntary, and mind that colleagues may "
    "recognise who speaks."
)


def test_the_record_suggests_limitations(demo):
    told = [
        words(item) for b in section(blocks_of(demo), "Strengths and limitations")
        if isinstance(b, List) for item in b.items
    ]  # fmt: skip
    assert told == [
        "Eight of 25 people invited did not take part.",
        MANAGERS,
        "Group 2 had only four people.",
        "All mentors sat in one group (3).",
        "Seven of 17 participants are not quoted.",
        "“Good work is done in the gaps” has no quote from group 3.",
        "What speaks against “Good work is done in the gaps” is not on record.",
        "One claim has no evidence on record.",
    ]


def test_a_theme_within_a_theme_stands_below_it():
    study = report_study.empty()
    whole = study.do("themes.add", name="Whole", stage="final", central_idea="One").result
    study.do("themes.add", name="Other", stage="final", central_idea="Two")
    study.do("themes.add", name="Part", stage="final", central_idea="Three", parent=whole)
    headings = [(b.level, b.text) for b in section(blocks_of(study), "Results")
                if isinstance(b, Heading)]  # fmt: skip
    assert headings[2:] == [(2, "Whole"), (3, "Part"), (2, "Other")]


def test_an_empty_study_makes_a_manuscript_of_prompts():
    blocks = blocks_of(report_study.empty())
    told = " ".join(texts(blocks))
    assert "None" not in told
    assert "who took part; no participants are on record" in told
    assert "the findings; no theme is final yet" in told


def test_a_study_as_it_was_can_be_reported_too(demo):
    past = demo.as_of(seq=200)
    told = " ".join(texts(section(blocks_of(past), "Methods")))
    assert "(on record" not in told
    past.close()


@pytest.mark.parametrize("ending", ["md", "html", "docx", "odt", "json", "xlsx"])
def test_every_format_can_hold_it(demo, ending):
    with demo.view() as view:
        made = report(view, "manuscript")
    data, written = render(made, ending)
    assert len(data) > 10_000
    assert all("Page numbers" in note for note in written.notes)


def test_its_words_are_plain_and_restrained(demo):
    with demo.view() as view:
        made = report(view, "manuscript")
    ours = [
        inline.text
        for block in made.blocks
        if isinstance(block, Paragraph)
        for inline in block.inlines
        if isinstance(inline, Text)
    ]
    # Words that reflexive thematic analysis has reasons against, and words that praise.
    assert not re.search(r"emerged|bias|reliab|valid|novel|robust|significant", " ".join(ours))
    assert not any("undefined" in line for line in report_words(made))


# --- Words of the report ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2021-11-04", "2021-11-18", ""], "between 4 and 18 November 2021"),
        (["2021-11", "2021-11"], "in November 2021"),
        (["2021-11-04", "2021-11"], "in November 2021"),
        (["2021-11-04"], "on 4 November 2021"),
        (["2021-10-04", "2021-11-18"], "between 4 October and 18 November 2021"),
        (["2021-12-30", "2022-01-02"], "between 30 December 2021 and 2 January 2022"),
        (["2021", "2022"], "between 2021 and 2022"),
        (["2021"], "in 2021"),
        ([], ""),
    ],
)
def test_periods_are_told_as_far_as_they_are_known(dates, told):
    assert prose.period(dates) == told


def test_numbers_are_words_below_ten_and_no_sentence_begins_with_digits():
    assert [prose.number(n) for n in (0, 1, 9, 10)] == ["no", "one", "nine", "10"]
    for n in (1, 9, 10, 25):
        things = [_Thing(str(i)) for i in range(n)]
        assert not words(prose.counted(things, "code", start=True))[0].isdigit()
    assert prose.value_of("Seventeen") == 17
    assert prose.value_of("many") is None


class _Thing:
    def __init__(self, name: str) -> None:
        self.id = name


def test_texts_of_the_team_get_an_end_and_a_small_beginning_where_needed():
    assert prose.full_stop("by email") == "by email."
    assert prose.full_stop("She said “go.”") == "She said “go.”"
    assert prose.full_stop("by town (two of them)") == "by town (two of them)."
    assert prose.full_stop(" ") == ""
    assert prose.lowered("By town") == "by town"
    assert prose.lowered("COREQ was used") == "COREQ was used"
    assert prose.lowered("") == ""


def test_neighbouring_words_are_one_run_and_traces_stay_whole():
    trace = Trace("3", ("a",))
    assert prose.sentence("a", "b", trace, "c") == (Text("ab"), trace, Text("c"))


# --- Faults -----------------------------------------------------------------------------------
def test_a_stale_quote_stops_the_manuscript_unless_it_is_allowed():
    study = report_study.demo()
    quote = study.quotes()[0]
    with study.view() as view:
        turn = view.find(QuoteRecord, id=quote["id"])[0].turn
    before = next(row["text"] for row in study.turns() if row["id"] == turn)
    study.do("turns.correct", turn=turn, text=before.replace("Thursdays", "Fridays"))
    with study.view() as view:
        with pytest.raises(Refused, match="no longer matches"):
            report(view, "manuscript")
        made = report(view, "manuscript", allow_stale=True)
    marked = [line for line in report_words(made) if "[no longer matches its transcript]" in line]
    assert len(marked) == 2  # Table 3 and the Results.
