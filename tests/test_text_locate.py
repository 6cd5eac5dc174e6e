"""Quotations find their place: white space, labels and typography forgiven, words never."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.exchange.pdfpages import read_pdf
from heddle.exchange.speakers import detect
from heddle.text import locate as locate_module
from heddle.text.locate import Locator, locate
from heddle.text.spans import Outline, span, words_of

TURNS = [
    "Hvad er recovery for jer?",
    "Det er at få det bedre. Det er håb.",
    "Ja, håb. Og “tid”… masser af tid – ikke?",
    "Man skal re-\nquest det, siger de.",
    "Det er håb.",
]
LABELS = ["Moderator", "P1", "P2", "P1", "P2"]
SMALL = st.lists(st.text(st.sampled_from("ab \n"), max_size=7), min_size=1, max_size=4)


def pattern_of(quotation):
    """Write the rule for white space as a regular expression, character by character."""
    parts = []
    for piece in re.findall(r"\s+|\S", quotation.strip()):
        if not piece.isspace():
            if parts and not parts[-1].startswith(r"\s"):
                parts.append(r"(?:\s*\n\s*)?")
            parts.append(re.escape(piece))
        else:
            parts.append(r"\s*" if "\n" in piece else r"\s+")
    return re.compile(f"(?=({''.join(parts)}))")


@given(SMALL, st.text(st.sampled_from("ab \n"), min_size=1, max_size=5))
def test_places_are_those_of_the_rule_for_white_space(turns, quotation):
    # The whole source is the turns with a line end between them, and one before and behind.
    text = "\n".join(turns)
    outline = Outline(turns)
    if not quotation.strip():
        assert locate(quotation, turns) == ([], (), None)
        return
    found = [match.span(1) for match in pattern_of(quotation).finditer(text)]
    whole = [
        (start, end)
        for start, end in found
        if not (start and text[start - 1 : start].isalnum() and text[start].isalnum())
        and not text[end : end + 1].isalnum()
    ]
    expected = [span(*outline.point(start), *outline.point(end)) for start, end in whole or found]
    assert locate(quotation, turns).places == expected


@given(st.data())
def test_any_stretch_of_talk_is_found_however_its_lines_are_broken(data):
    turns = data.draw(
        st.lists(
            st.lists(st.sampled_from(["håb", "🙂", "cafe\u0301", "ja,", "er"]), min_size=1).map(
                " ".join
            ),
            min_size=1,
            max_size=4,
        )
    )
    words = [
        (turn, found.start(), found.end())
        for turn, text in enumerate(turns)
        for found in re.finditer(r"\S+", text)
    ]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    place = span(words[first][0], words[first][1], words[last][0], words[last][2])
    spaces = st.sampled_from([" ", "\n", "\u00a0", " \n\n ", "\t"])
    quotation = "".join(
        data.draw(spaces) + turns[turn][start:end] for turn, start, end in words[first : last + 1]
    )
    located = Locator(turns).find(quotation)
    assert place in located.places
    assert located.forgiven == ()
    for found in located.places:
        assert words_of(turns, found).split() == quotation.split()


def one_place(quotation, **options):
    located = locate(quotation, TURNS, labels=LABELS, **options)
    assert located.place is not None, located
    return words_of(TURNS, located.place), located.forgiven


def test_a_quotation_over_several_turns():
    assert one_place("recovery for\njer? Det er at\u00a0få") == (
        "recovery for jer?\nDet er at få",
        (),
    )


@pytest.mark.parametrize(
    "quotation",
    [
        "for jer?\nP1: Det er at få",
        "for jer? P1: Det er at få",
        "for jer?\nP1\nDet er at få",
        "for jer?\n\nP1:\nDet er at få",
    ],
)
def test_labels_within_a_quotation_are_left_out(quotation):
    words, forgiven = one_place(quotation)
    assert words == "for jer?\nDet er at få"
    assert forgiven == ("speakers' labels within the quotation were left out",)


def test_a_label_of_somebody_else_is_not_forgiven():
    assert locate("for jer?\nP2: Det er at få", TURNS, labels=LABELS).places == []


def test_a_label_decides_between_two_places():
    assert len(locate("Det er håb.", TURNS, labels=LABELS).places) == 2
    located = locate("P2: Det er håb.", TURNS, labels=LABELS)
    assert located.place == span(4, 0, 4, 11)


def test_a_label_at_the_end_of_a_quotation_is_no_words():
    assert one_place("for jer?\nP1:")[0] == "for jer?"


def test_labels_alone_are_no_place():
    assert locate("Moderator", TURNS, labels=LABELS).places == []
    assert locate("P1:", TURNS, labels=LABELS).places == []


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ('Og "tid"... masser', "Og “tid”… masser"),
        ("masser af tid - ikke?", "masser af tid – ikke?"),
        ("få det bedre".replace("å", "a\u030a"), "få det bedre"),
    ],
)
def test_typography_is_forgiven_and_told(quotation, expected):
    told = ("typographic quotes, dashes or letter forms were forgiven",)
    assert one_place(quotation) == (expected, told)


def test_a_ligature_of_a_pdf_is_two_letters():
    turns = ["the ﬁrst oﬀer"]
    assert locate("first offer", turns).place == span(0, 4, 0, 13)


@pytest.mark.parametrize("quotation", ["Man skal request det", "Man skal re-quest det"])
def test_a_hyphen_at_a_line_break_of_the_source(quotation):
    assert one_place(quotation)[0] == "Man skal re-\nquest det"


def test_hyphens_at_line_breaks_of_the_quotation_are_tried_both_ways():
    turns = ["a pre-computed thing and a request"]
    located = locate("pre-\ncomputed thing and a re-\nquest", turns)
    assert located.place == span(0, 2, 0, len(turns[0]))
    assert located.forgiven == ("a hyphen at a line break was taken out",)


@pytest.mark.parametrize(
    "quotation",
    ["DET ER AT FÅ", "Det er at fa det", "Deterat", "recovery for dem", "få det be dre"],
)
def test_words_capitals_and_spaces_within_a_line_are_never_forgiven(quotation):
    assert locate(quotation, TURNS).places == []


def test_a_whole_word_goes_before_a_part_of_one():
    turns = ["kunsten er en kunst"]
    assert locate("kunst", turns).place == span(0, 14, 0, 19)
    assert locate("kun", turns).places == [span(0, 0, 0, 3), span(0, 14, 0, 17)]


@pytest.mark.parametrize("turns", [["cafe\u0301"], ["café"]])
def test_half_a_letter_is_no_place(turns):
    assert locate("cafe", turns).places == []
    assert locate("\u0301", turns).places == []
    assert locate("café", turns).place == span(0, 0, 0, len(turns[0]))


def test_looking_only_in_some_turns():
    assert locate("Det er håb.", TURNS, within=range(4, 5)).place == span(4, 0, 4, 11)
    assert locate("Det er håb.", TURNS, within=range(2, 4)).places == []


def test_what_is_not_there_is_shown_with_what_is_nearest():
    located = locate("Det er at få det meget bedre.", TURNS, labels=LABELS)
    assert located.places == []
    near = located.nearest
    assert near.found == "Det er at få det bedre."
    assert near.wanted == "Det er at få det meget bedre."
    assert 0.9 < near.similarity < 1
    assert words_of(TURNS, near.place) == near.found


def test_the_nearest_stretch_stays_in_its_turn_at_both_ends():
    turns = ["slut. Nu", "helt nye ord her", "og så"]
    near = locate("andre helt nye ord her igen", turns).nearest
    assert near.found == "helt nye ord her"


def test_a_locator_gives_the_words_of_a_place():
    locator = Locator(TURNS)
    assert locator.words(locator.find("jer? Det er at").place) == "jer?\nDet er at"


def test_one_misspelt_word_still_finds_its_neighbourhood():
    assert locate("recovary", TURNS).nearest.found == "recovery"


@pytest.mark.parametrize("quotation", ["", " \n ", "zzzz"])
def test_nothing_like_it_gives_nothing(quotation):
    assert locate(quotation, TURNS) == ([], (), None)


def test_every_turn_needs_a_label_or_none():
    with pytest.raises(ValueError, match="labels"):
        Locator(TURNS, ["P1"])


def test_many_quotations_share_one_index(monkeypatch):
    # A source is indexed once for each step that is needed, not once for each quotation.
    made = []
    layer = locate_module._Layer
    monkeypatch.setattr(locate_module, "_Layer", lambda *args: made.append(args) or layer(*args))
    locator = Locator([f"ord{i} tid og håb" for i in range(200)])
    for i in range(200):
        assert locator.find(f"ord{i}  tid").place == span(i, 0, i, len(f"ord{i} tid"))
    assert len(made) == 1


def test_every_coded_segment_of_a_real_study_has_one_place(shared):
    study = shared / "corpora" / "pdpilot_study"
    locators = {}
    for file in sorted((study / "results" / "transcripts").glob("P?.pdf")):
        turns = detect(read_pdf(file.name, file.read_bytes())).turns
        locators[file.stem] = Locator(
            [turn.text for turn in turns], [turn.speaker for turn in turns]
        )
    with (study / "tables" / "segments.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    lost = [
        number
        for number, row in enumerate(rows, 2)
        if locators[row["document"]].find(row["segment"]).place is None
    ]
    assert len(rows) == 261
    assert lost == []
