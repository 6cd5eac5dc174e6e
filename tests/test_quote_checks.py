"""The checks of quotes Q1 to Q6 and of translations, at the desk, at the gate and in print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from heddle import client
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.privacy.gate import Leaving, objections, refuse_red
from heddle.privacy.quotes_check import check
from heddle.report import assembly, citing, table3
from heddle.report.model import cell_words
from heddle.study.heavy import heavy_words
from heddle.study.quote_checks import QuoteFinding, faithful, quote_findings
from heddle.study.quote_edits import Edit, check_edits, edits_in
from heddle.study.quote_style import brackets, odd_abbreviations, odd_marks, one_slip, slips
from heddle.study.quotes import Quote
from heddle.study.quoting import OMISSION, render
from text_desk import TextDesk

WORDS = "I do not think that he was ever only a patient to us."


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    made.do("study.describe", title="Quotes", publication_language="en")
    made.theme = made.do("themes.add", name="T", central_idea="It is", stage="final")  # type: ignore[attr-defined]
    yield made
    made.sound()
    made.close()


def found(desk: TextDesk, *only: str) -> list[QuoteFinding]:
    with desk.view() as view:
        return quote_findings(view, list(only) or None)


def codes(desk: TextDesk) -> list[str]:
    return [f"{each.check} {each.level}" for each in found(desk)]


def cut(words: str, part: str, **fields: Any) -> dict[str, Any]:
    start = words.index(part)
    return {"op": "omit", "start": start, "end": start + len(part), **fields}


def text(desk: TextDesk, quote: str, *, table: bool = False) -> str:
    with desk.view() as view:
        (each,) = citing.cited(view, [view.get(Quote, quote)], "en")
    return each.table_text if table else each.text


# --- Q1 ---------------------------------------------------------------------------------------
def test_a_transcript_that_is_corrected_lists_its_quotes_and_changes_none(desk: TextDesk) -> None:
    (turn,) = desk.source(WORDS)
    quote, other = desk.quote(turn, "he was ever"), desk.quote(turn, "to us")
    before = desk.get(Quote, quote).words
    told = desk.do("turns.correct", turn=turn, text=WORDS.replace("ever", "often"))
    assert told["quotes"] == [quote]
    assert [(each.check, each.quote) for each in found(desk)] == [("Q1", quote)]
    assert desk.get(Quote, quote).words == before
    assert found(desk, other) == []
    desk.do("quotes.refresh", quote=quote)
    assert codes(desk) == []


@given(st.data())
def test_what_is_printed_as_said_is_what_was_not_cut(data: st.DataObject) -> None:
    words = data.draw(st.text(alphabet="ab 🙂é\n.", min_size=1, max_size=30))
    edits, done = [], 0
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(done, len(words)))
        stop = data.draw(st.integers(start, len(words)))
        op: Any = data.draw(st.sampled_from(["omit", "insert", "replace", "nonverbal"]))
        if op in ("insert", "nonverbal"):
            stop = start
        edits.append(Edit(op=op, start=start, end=stop, text="x"))
        done = stop
    try:
        check_edits(words, edits)
    except Refused:
        return
    assert faithful(words, edits)


# --- Q2 ---------------------------------------------------------------------------------------
def test_table_3_may_show_less_and_marks_it(desk: TextDesk) -> None:
    (turn,) = desk.source(WORDS)
    quote = desk.quote(
        turn, WORDS, theme=desk.theme,  # type: ignore[attr-defined]
        edits=[{"op": "insert", "start": WORDS.index("was"), "text": "the man"}],
        table_cuts=[cut(WORDS, " ever only a patient to us")],
    )  # fmt: skip
    assert text(desk, quote) == WORDS.replace("he was", "he [the man] was")
    assert text(desk, quote, table=True) == "I do not think that he [the man] was [...]."
    with desk.view() as view:
        block = table3.block(table3.themed(view))
    assert block is not None
    assert "was [...]." in cell_words(block.rows[0].cells[2])
    with pytest.raises(Refused, match="less of a quote"):
        desk.do("quotes.change", quote=quote, table_cuts=[
            {"op": "replace", "start": 0, "end": 1, "text": "We"}])  # fmt: skip
    desk.do("quotes.confirm", quote=quote)  # “only”
    assert codes(desk) == []


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=4),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=4),
)
def test_the_table_shows_nothing_that_the_results_do_not(
    own: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    words = "abcdefghijklmnopqrstuvwxyzABCDEF"
    edits = [Edit(op="omit", start=a, end=a + n) for a, n in own]
    cuts = [Edit(op="omit", start=a, end=a + n) for a, n in more]
    both = edits_in(edits, cuts) if cuts else edits_in([], edits)
    shown = "".join(run.text for run in render(words, both) if run.form == "said")
    gone = {i for e in [*edits, *cuts] for i in range(e.start, e.stop)}
    assert shown.replace(" ", "") == "".join(c for i, c in enumerate(words) if i not in gone)


def test_the_same_words_chosen_twice_are_told(desk: TextDesk) -> None:
    (turn,) = desk.source(WORDS)
    first = desk.quote(turn, "I do not think that he was")
    second = desk.quote(turn, "he was ever", in_results=False)
    desk.quote(turn, "to us")
    assert [(e.check, e.quote, e.item) for e in found(desk)] == [
        ("Q2", second, f"Q2 {second} {first}")
    ]
    desk.do("quotes.change", quote=second, in_table=False)
    assert codes(desk) == []


# --- Q3 ---------------------------------------------------------------------------------------
def test_a_cut_across_a_speaker_is_printed_with_that_speaker(desk: TextDesk) -> None:
    turns = [("A", "It was good."), ("B", "Hm."), ("A", "In a way.")]
    desk.do("sources.add", name="FG", turns=[{"speaker": w, "text": t} for w, t in turns])
    with desk.view() as view:
        first, _, last = view.find(view.schema.kinds["turns"].cls, "position")
    where = {"turn": first.id, "start": 0, "end_turn": last.id, "end": len("In a way.")}
    words = "It was good.\nHm.\nIn a way."
    quote = desk.do("quotes.add", **where, edits=[cut(words, "Hm.")])
    assert codes(desk) == ["Q3 note"]
    assert "B: [...]" in text(desk, quote)
    translation = {"language": "en", "text": "It was good [...] in a way", "checked_by": "X"}
    desk.do("quotes.change", quote=quote, translations=[translation])
    assert "Q3 red" in codes(desk)
    translation["text"] = "A: It was good.\nB: [...]\nA: In a way."
    desk.do("quotes.change", quote=quote, translations=[translation])
    assert "Q3 red" not in codes(desk)


# --- Q4 ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        ("I do not know", ["not"]),
        ("Don’t, or isn't, or never", ["don’t", "isn't", "never"]),
        ("det er ikke kun måske aldrig", ["ikke", "kun", "måske", "aldrig"]),
        ("a note, another knot, nothingness, Kunne", []),
        ("NOT only", ["not", "only"]),
    ],
)
def test_heavy_words(words: str, heavy: list[str]) -> None:
    assert heavy_words(words) == heavy


def test_a_cut_of_not_waits_for_a_person_by_name(desk: TextDesk) -> None:
    (turn,) = desk.source(WORDS)
    quote = desk.quote(turn, WORDS, edits=[cut(WORDS, " not")])
    (finding,) = found(desk)
    assert (finding.check, finding.level, finding.words) == ("Q4", "red", ["not"])
    with desk.view() as view:
        told = objections(view, Leaving(what="table3", purpose="final", quotes=[quote]), [check])
        assert objections(view, Leaving(what="table1", purpose="final"), [check]) == []
    assert [(each.gate, each.level) for each in told] == [("quotes", "red")]
    with pytest.raises(Refused, match="not"):
        refuse_red(told)
    other = desk.member("Berit")
    with pytest.raises(Refused, match="own name"):
        desk.do("quotes.change", quote=quote, edits=[cut(WORDS, " not", confirmed_by=other)])
    desk.step("quotes.confirm", by=other, quote=quote)
    assert desk.get(Quote, quote).edits[0].confirmed_by == other
    assert codes(desk) == []
    # What another has confirmed stays while that cut stays as it is, and no longer.
    kept = cut(WORDS, " not", confirmed_by=other)
    desk.do("quotes.change", quote=quote, edits=[kept, cut(WORDS, " ever")])
    with pytest.raises(Refused, match="own name"):
        desk.do("quotes.change", quote=quote, edits=[cut(WORDS, " not think", confirmed_by=other)])
    desk.do("quotes.change", quote=quote, edits=[cut(WORDS, " not think")])
    assert codes(desk) == ["Q4 red"]
    with pytest.raises(Refused, match="waits"):
        desk.do("quotes.confirm", quote=quote, at=1)
    desk.do("quotes.confirm", quote=quote)
    with pytest.raises(Refused, match="waits"):
        desk.do("quotes.confirm", quote=quote)


def test_a_replacement_that_says_it_takes_nothing_out(desk: TextDesk) -> None:
    (turn,) = desk.source(WORDS)
    start = WORDS.index("not")
    swap = {"op": "replace", "start": start, "end": start + 3, "text": "never"}
    quote = desk.quote(turn, WORDS, edits=[swap])
    assert codes(desk) == []
    desk.do("quotes.change", quote=quote, edits=[{**swap, "text": "do"}])
    assert codes(desk) == ["Q4 red"]


# --- Q5 and Q6 --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("printed", "found_codes"),
    [
        ("It was [...] good.", []),
        ("It was (...) good.", ["other-cut"]),
        ("It was […] good.", ["other-cut"]),
        ("It was[...] good.", ["tight-cut"]),
        ("It [[PSW]] was", ["nested"]),
        ("Well ... yes", ["bare-dots"]),
        ("Two  spaces", ["wide-space"]),
        ("“[...] good,” she said [...].", []),
    ],
)
def test_one_style_of_cuts(printed: str, found_codes: list[str]) -> None:
    assert [slip.code for slip in slips(printed)] == found_codes
    assert slips("Well ... yes", spoken="Tja ... ja") == []


def test_one_kind_of_quotation_marks_and_abbreviations_that_slipped() -> None:
    texts = {"a": "she said “no”", "b": "“yes”", "c": 'he said "so"', "d": "don't, 'tis"}
    assert odd_marks(texts) == ("“ ”", {"c": '" "'})
    text = "The PSWs came. A PSW sat. One PSW left. Then PWSs and GP."
    assert odd_abbreviations([text]) == {"PWS": "PSW"}
    assert odd_abbreviations(["PSW PSW PWS"]) == {}
    assert one_slip("PSW", "PSWW")
    assert not one_slip("PSW", "WPS")
    assert brackets("[...] a [the man] [...]") == (2, 1)


def test_an_abbreviation_slip_in_a_quote_is_told(desk: TextDesk) -> None:
    one, two = desk.source("The PSW came, our PSW, my PSW.", "Then the PWS left.")
    desk.quote(one, "The PSW came, our PSW, my PSW.")
    quote = desk.quote(two, "Then the PWS left.")
    assert [(each.check, each.quote) for each in found(desk)] == [("Q6", quote)]


# --- Translations -----------------------------------------------------------------------------
DANISH = "Jeg tror ikke, at han kom."


def translated(**fields: Any) -> dict[str, Any]:
    return {"language": "en", "text": "I do not think he came.", "by": "Anna", **fields}


def test_an_unchecked_translation_is_marked_in_drafts_and_stops_the_final(
    desk: TextDesk,
) -> None:
    (turn,) = desk.source(DANISH, language="da")
    quote = desk.quote(turn, DANISH, theme=desk.theme, translations=[translated()])  # type: ignore[attr-defined]
    assert codes(desk) == ["T2 red"]
    with desk.view() as view:
        draft = table3.block(table3.themed(view))
        told = objections(view, Leaving(what="table3", purpose="final", quotes=[quote]), [check])
    assert draft is not None
    assert citing.UNCHECKED in cell_words(draft.rows[0].cells[2])
    assert [(each.gate, each.item) for each in told] == [("translation", f"T2 {quote} en")]
    with pytest.raises(Refused, match="checked by nobody"):
        refuse_red(told)
    with pytest.raises(Refused, match="somebody else"):
        desk.do("quotes.change", quote=quote, translations=[translated(checked_by="anna")])
    desk.do("quotes.change", quote=quote, translations=[translated(checked_by="Berit")])
    assert codes(desk) == []
    # Changed words are a draft again, and so is a translation of what is cut otherwise.
    changed = translated(checked_by="Berit", text="I do not believe he came.")
    desk.do("quotes.change", quote=quote, translations=[changed])
    assert desk.get(Quote, quote).translations[0].checked is False
    desk.do("quotes.change", quote=quote, translations=[changed])
    assert codes(desk) == []
    desk.do("quotes.change", quote=quote, edits=[cut(DANISH, ", at han kom")])
    assert codes(desk) == ["T1 amber", "T2 red"]


def test_both_languages_stand_in_the_supplement_where_consent_allows(desk: TextDesk) -> None:
    person = desk.do("participants.add", code="P1", group="1", number=1)
    speakers = [{"name": "A", "role": "participant", "participant": person}]
    desk.do("sources.add", name="FG1", language="da", speakers=speakers,
            turns=[{"speaker": "A", "text": DANISH}])  # fmt: skip
    with desk.view() as view:
        (turn,) = view.find(view.schema.kinds["turns"].cls)
    made = translated(checked_by="Berit", method="forward", terms="“recovery” was kept")
    desk.quote(turn.id, DANISH, theme=desk.theme, translations=[made])  # type: ignore[attr-defined]
    with desk.view() as view:
        data = assembly.data(view, "bilingual-quotes")
        report = assembly.report(view, "bilingual-quotes")
    (pair,) = data.quotes  # type: ignore[attr-defined]
    assert (pair.original, pair.language) == (DANISH, "da")
    assert (pair.translation, pair.checked_by) == ("I do not think he came.", "Berit")
    row = report.blocks[0].rows[1]  # type: ignore[union-attr]
    assert row.cells[0].paragraphs[0][0].lang == "da"
    assert row.cells[1].paragraphs[0][0].lang == "en"
    assert "forward; checked by Berit; terms: “recovery” was kept" in cell_words(row.cells[2])
    desk.do("consent.register", participant=person, scopes=["take part", "quotes"],
            date="2021-11-01")  # fmt: skip
    with desk.view() as view:
        data = assembly.data(view, "bilingual-quotes")
    assert (data.quotes, data.left_out) == ([], 1)  # type: ignore[attr-defined]


def test_a_shorter_translation_in_the_table_marks_its_cuts(desk: TextDesk) -> None:
    (turn,) = desk.source(DANISH, language="da")
    short = {"table_cuts": [cut(DANISH, ", at han kom")]}
    quote = desk.quote(turn, DANISH, **short, translations=[translated(checked_by="B")])
    assert codes(desk) == ["Q2 amber"]
    told = translated(checked_by="B", table_text="I did not think [...].")
    desk.do("quotes.change", quote=quote, translations=[told])
    assert codes(desk) == ["Q2 red", "T2 red"]
    told["table_text"] = "I do not think [...]."
    desk.do("quotes.change", quote=quote, translations=[told])
    assert codes(desk) == []  # read again by B, who is named anew
    assert text(desk, quote, table=True) == f"I do not think {OMISSION}."


def test_the_command_lists_what_the_checks_find(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    with client.create(folder, title="Checks") as study:
        study.do("sources.add", name="A", turns=[{"text": WORDS}])
        turn = study.turns()[0]["id"]
        quote = study.do("quotes.add", turn=turn, start=0, end=len(WORDS),
                         edits=[cut(WORDS, " not")]).result  # fmt: skip
    result = CliRunner().invoke(main, ["quotes", str(folder), "--check", "--json"])
    assert result.exit_code == 1
    assert [each["item"] for each in json.loads(result.stdout)] == [f"Q4 {quote} 4"]
    with client.open_study(folder) as study:
        study.do("quotes.confirm", quote=quote)
    result = CliRunner().invoke(main, ["quotes", str(folder), "--check"])
    assert result.exit_code == 0
    assert "Q4 No “not” or “only” cut out unconfirmed: nothing found" in result.stdout
