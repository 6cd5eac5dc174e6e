"""Table 3 and its quotes: verified, with consent, the same wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

import report_study
from heddle.errors import Refused
from heddle.report import citing, manuscript, table3
from heddle.report.model import Quote as QuoteBlock
from heddle.report.model import Table, cell_words, words
from heddle.study import quoting
from heddle.study.quotes import Quote


class Talk:
    """A group of two participants and a moderator, a final theme, and quotes."""

    def __init__(self, **facts: Any) -> None:
        self.study = study = report_study.empty(**facts)
        self.people = study.do_all(
            [
                {"op": "participants.add", "code": f"FG1-P{n}", "group": "1", "number": n}
                for n in (1, 2)
            ]
        ).result
        self.session = study.do("sessions.add", name="FG1").result
        study.do("sessions.attend", session=self.session, participants=self.people)
        study.do(
            "sources.add",
            name="FG1",
            session=self.session,
            speakers=[
                {"name": "M", "role": "moderator"},
                {"name": "P1", "role": "participant", "participant": self.people[0]},
                {"name": "P2", "role": "participant", "participant": self.people[1]},
            ],
            turns=[
                {"speaker": "M", "text": "What did you hear?"},
                {"speaker": "P1", "text": "They told us, well, on a Friday that it was decided."},
                {"speaker": "M", "text": "On a Friday?"},
                {"speaker": "P2", "text": "Not us, we read it in the paper."},
            ],
        )
        self.turns = [row["id"] for row in study.turns()]
        self.theme = study.do(
            "themes.add", name="Nobody asked", stage="final", description="How the news came."
        ).result

    def quote(self, turn: int, start: int, end: int, end_turn: int | None = None, **more: Any):
        last = self.turns[turn if end_turn is None else end_turn]
        return self.study.do(
            "quotes.add", turn=self.turns[turn], start=start, end_turn=last, end=end,
            **{"theme": self.theme, **more},
        ).result  # fmt: skip

    def correct(self, turn: int, text: str) -> None:
        self.study.do("turns.correct", turn=self.turns[turn], text=text)

    def examples(self, **options: Any) -> list[table3.Example]:
        with self.study.view() as view:
            (theme,) = table3.table3(view, **options).themes
        return theme.quotes

    def refused(self, **options: Any) -> Refused:
        with self.study.view() as view, pytest.raises(Refused) as caught:
            table3.table3(view, **options)
        return caught.value


@pytest.fixture
def talk() -> Talk:
    return Talk()


# --- Laws: one quote, one form ----------------------------------------------------------------
def test_every_use_of_a_quote_is_identical():
    study = report_study.demo()
    with study.view() as view:
        blocks = manuscript.manuscript(view)
        printed = {q.id: quoting.printed(view, q) for q in view.find(Quote)}
    table = next(b for b in blocks if isinstance(b, Table) and b.number == "3")
    in_table = [words(p) for row in table.rows for p in row.cells[2].paragraphs]
    in_results = [
        f"{words(b.paragraphs[0])} {words(b.attribution)}" for b in blocks
        if isinstance(b, QuoteBlock)
    ]  # fmt: skip
    assert len(in_results) == 14
    # The table keeps the order of the quotes, the Results that of the claims.
    assert sorted(in_table) == sorted(in_results)
    # And it is what the study itself says the quote looks like.
    assert sorted(in_table) == sorted(f"{p.text} ({p.attribution})" for p in printed.values())


def test_the_traces_of_a_quote_lead_to_it_and_to_its_turns(talk):
    quote = talk.quote(1, 0, 12)
    with talk.study.view() as view:
        (each,) = citing.cited(view, view.find(Quote))
    ((trace,),) = each.inlines
    assert trace.evidence == (quote, talk.turns[1])
    assert trace.kind == "quote"


# --- Stories ----------------------------------------------------------------------------------
def test_cuts_and_insertions_are_shown_as_such(talk):
    said = "They told us, well, on a Friday that it was decided."
    talk.quote(
        1, 0, len(said),
        edits=[
            {"op": "omit", "start": said.index("well,"), "end": said.index(" on a Friday")},
            {"op": "insert", "start": said.index(" was decided"), "text": "the change"},
        ],
    )  # fmt: skip
    (example,) = talk.examples()
    assert example.text == "They told us, [...] on a Friday that it [the change] was decided."
    assert example.attribution == "(Focus group 1, participant 1)"


def test_speakers_of_a_longer_extract_stay_apart(talk):
    talk.quote(1, 0, 32, end_turn=3)
    (example,) = talk.examples()
    assert example.text.split("\n") == [
        "Participant 1: They told us, well, on a Friday that it was decided.",
        "Moderator: On a Friday?",
        "Participant 2: Not us, we read it in the paper.",
    ]
    assert example.attribution == "(Focus group 1)"


def test_a_cut_over_somebody_elses_turn_is_shown_in_their_place(talk):
    # Without the moderator's label, participant 2 would be read as answering participant 1.
    said = "They told us, well, on a Friday that it was decided."
    cut = {"op": "omit", "start": len(said) + 1, "end": len(said) + 1 + len("On a Friday?")}
    talk.quote(1, 0, 32, end_turn=3, edits=[cut])
    assert talk.examples()[0].text.split("\n")[1] == "Moderator: [...]"


@pytest.mark.parametrize(
    ("style", "labels", "attribution"),
    [
        ({"attribution": "none"}, ["Speaker A", "Moderator", "Speaker C"], ""),
        ({"attribution": "pseudonym", "pseudonym": "Bo"}, ["Bo", "Moderator", "Speaker C"], "(Bo)"),
        ({"attribution": "number"}, ["Participant 1", "Moderator", "Participant 2"],
         "(Participant 1)"),
    ],
)  # fmt: skip
def test_a_style_of_attribution_names_nobody_by_the_back_door(talk, style, labels, attribution):
    talk.quote(1, 0, 32, end_turn=3, **style)
    (example,) = talk.examples()
    assert [line.partition(":")[0] for line in example.text.split("\n")] == labels
    assert example.attribution == attribution


def test_only_quotes_chosen_for_the_table_stand_in_it(talk):
    talk.quote(1, 0, 12, in_table=False)
    talk.quote(3, 0, 6)
    assert [e.text for e in talk.examples()] == ["Not us"]


def test_quotes_and_themes_that_are_not_final_are_left_out(talk):
    other = talk.study.do("themes.add", name="Other").result
    talk.quote(1, 0, 12, theme=other)
    assert talk.examples() == []
    with talk.study.view() as view:
        table = table3.block(table3.themed(view))
    assert table is not None
    assert cell_words(table.rows[0].cells[2]) == "–"


def test_the_translation_is_printed_where_the_publication_needs_one():
    talk = Talk(publication_language="en")
    talk.quote(
        3, 0, 32,
        translations=[{"language": "en", "text": "Not us.", "by": "A", "checked_by": "B"}],
    )  # fmt: skip
    assert [e.text for e in talk.examples()] == ["Not us."]
    with talk.study.view() as view:
        (each,) = citing.cited(view, view.find(Quote), "en")
    assert each.inlines[0][0].lang == "en"


# --- Faults -----------------------------------------------------------------------------------
def test_a_quote_that_no_longer_matches_is_refused_with_place_and_both_texts(talk):
    quote = talk.quote(3, 0, 32)
    talk.correct(3, "Not us, we heard it on the radio.")
    refusal = talk.refused()
    assert refusal.code == "stale-quote"
    assert "FG1, turn 4" in refusal.problem
    assert "we read it in the paper" in refusal.problem
    assert "we heard it on the radio" in refusal.problem
    assert "quotes.refresh" in refusal.hint
    with talk.study.view() as view:
        (stale,) = citing.check_quotes(view)
    assert (stale.quote, stale.source, stale.turn) == (quote, "FG1", 4)
    assert stale.then == "Not us, we read it in the paper."
    assert stale.now == "Not us, we heard it on the radio."
    # A manuscript is refused as well, and nothing but refreshing or allowing helps.
    with talk.study.view() as view, pytest.raises(Refused, match="FG1, turn 4"):
        manuscript.manuscript(view)
    talk.study.do("quotes.refresh", quote=quote)
    assert talk.examples()[0].text == "Not us, we heard it on the radio."


def test_a_stale_quote_is_marked_where_print_is_asked_for_all_the_same(talk):
    talk.quote(3, 0, 32)
    talk.correct(3, "Not us, we heard it on the radio.")
    (example,) = talk.examples(allow_stale=True)
    assert example.matches is False
    with talk.study.view() as view:
        table = table3.block(table3.themed(view, allow_stale=True))
        blocks = manuscript.manuscript(view, allow_stale=True)
    assert table is not None
    assert citing.STALE in cell_words(table.rows[0].cells[2])
    (quote,) = (b for b in blocks if isinstance(b, QuoteBlock))
    assert words(quote.paragraphs[0]).endswith(citing.STALE)


def test_a_correction_beside_the_quote_does_not_disturb_it(talk):
    talk.quote(3, 8, 32)
    talk.correct(3, "Well, not us, we read it in the paper.")
    assert [e.text for e in talk.examples()] == ["we read it in the paper."]


def consent(talk: Talk, person: int, *scopes: str) -> str:
    return talk.study.do(
        "consent.register", participant=talk.people[person], scopes=list(scopes), date="2021-11-01"
    ).result


def test_without_consents_on_record_nothing_is_held_against_them(talk):
    talk.quote(1, 0, 12)
    assert len(talk.examples()) == 1


@pytest.mark.parametrize("options", [{}, {"allow_stale": True}])
def test_words_of_somebody_who_may_not_be_quoted_are_never_printed(talk, options):
    talk.quote(1, 0, 32, end_turn=3)
    consent(talk, 0, "take part", "quotes")
    consent(talk, 1, "take part")
    refusal = talk.refused(**options)
    assert refusal.code == "no-consent"
    assert "FG1-P2" in refusal.problem
    assert "FG1-P1" not in refusal.problem
    # Only what the error needs is told: no word of the talk.
    assert "Friday" not in str(refusal)


def test_a_withdrawn_consent_counts_no_more(talk):
    talk.quote(1, 0, 12)
    given = consent(talk, 0, "take part", "quotes")
    assert len(talk.examples()) == 1
    talk.study.do("consent.withdraw", consent=given, date="2021-12-01")
    assert talk.refused().code == "no-consent"


def test_a_translated_quote_needs_consent_to_that_and_a_second_reader():
    talk = Talk(publication_language="en")
    quote = talk.quote(3, 0, 32, translations=[{"language": "en", "text": "Not us.", "by": "A"}])
    assert talk.examples()[0].text == "Not us."
    with talk.study.view() as view:
        (each,) = citing.cited(view, view.find(Quote), "en")
    assert words(each.inlines[0]).endswith(citing.UNCHECKED)
    talk.study.do("quotes.change", quote=quote, translations=[
        {"language": "en", "text": "Not us.", "by": "A", "checked_by": "B"}])  # fmt: skip
    given = consent(talk, 1, "take part", "quotes")
    assert "translated quotes" in talk.refused().problem
    talk.study.do("consent.change", consent=given, scopes=["quotes", "translated quotes"])
    assert talk.examples()[0].text == "Not us."


def test_a_long_difference_is_shown_in_part_only(talk):
    talk.correct(1, "word " * 200)
    talk.quote(1, 0, 900)
    talk.correct(1, "other " * 200)
    assert len(talk.refused().problem) < 700
