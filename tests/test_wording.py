"""The lint on a manuscript's words: pure, with a key that follows a sentence and not its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from heddle import client
from heddle.cli.main import main
from heddle.report.own_words import noticed
from heddle.report.wording import RULES, item, lint
from heddle.study.method import APPROACHES


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Three themes emerged from the data.", ["emerged"]),
        ("Themes were identified by two authors.", ["identified"]),
        ("Data saturation was reached.", ["saturation"]),
        ("To avoid bias we bracketed.", ["bias"]),
        ("This strengthened reliability.", ["reliability"]),
        ("Cohen's kappa was .8.", ["kappa"]),
        ("Findings were validated by participants.", ["validated"]),
        ("60 % of participants agreed.", ["prevalence"]),
        ("Temaerne opstod af data, og datamætning blev nået.", ["emerged", "saturation"]),
        ("60 % af deltagerne var enige.", ["prevalence"]),
        ("We developed three themes from our readings.", []),
        ("She said “it is all bias and kappa”.", []),
        ("Biased", ["bias"]),
        ("The bank's emergency reliquary", []),
    ],
)
def test_words_that_clash_with_reflexive_analysis(text: str, rules: list[str]) -> None:
    found = lint(text, "reflexive")
    assert [slip.rule for slip in found] == rules
    assert all(text[slip.start : slip.end] == slip.word for slip in found)
    assert all(slip.problem and slip.hint for slip in found)


@pytest.mark.parametrize(
    ("approach", "text", "rules"),
    [
        ("codebook", "Kappa was .8.", ["kappa"]),
        ("codebook", "To avoid bias, reliability was checked.", []),
        ("framework", "Saturation was reached.", ["saturation"]),
        ("reliability", "Kappa was .8.", []),
        ("reliability", "Agreement was high.", []),
        ("reliability", "We had good agreement.", ["unnumbered"]),
        ("reliability", "Good agreement (.81) was found.", []),
        ("reliability", "Kappa was .95 after discussion.", ["reconciled"]),
        ("reliability", "We used reflexive thematic analysis.", ["reflexive"]),
    ],
)
def test_other_varieties_have_lists_of_their_own(
    approach: Any, text: str, rules: list[str]
) -> None:
    assert [slip.rule for slip in lint(text, approach)] == rules


def test_references_at_the_end_are_other_people_s_words() -> None:
    text = "Some text. " * 5 + "\nReferences\nA. (2001) Data saturation and kappa.\n"
    assert lint(text, "reflexive") == []


@given(
    st.text(alphabet="ab “”.\n", max_size=40),
    st.sampled_from(["Themes emerged from data", "Saturation was reached", "Kappa was high"]),
    st.text(alphabet="ab .\n", max_size=40),
)
def test_the_key_of_a_slip_follows_its_sentence(before: str, sentence: str, after: str) -> None:
    (alone,) = lint(f"{sentence}.", "reflexive")
    moved = lint(f"{before}\n\n  {sentence}.\n{after}", "reflexive")
    if "“" not in before:
        assert [slip.item for slip in moved] == [alone.item]
    assert item("x", "A  b\nc.") == item("x", "a b c.")
    assert item("x", "a b c.") != item("x", "a b d.")


@given(st.text(max_size=80), st.sampled_from(APPROACHES))
def test_any_text_can_be_looked_at(text: str, approach: Any) -> None:
    for slip in lint(text, approach):
        assert text[slip.start : slip.end] == slip.word
        assert slip.rule in {rule.name for rule in RULES[approach]}


def test_the_reference_article_s_words(shared: Path) -> None:
    text = (shared / "reference_study" / "article.txt").read_text("utf-8")
    found = [slip.rule for slip in lint(text, "reflexive")]
    assert found.count("saturation") == 1  # it says that it was not considered
    assert len(found) <= 5


def test_a_word_is_kept_with_a_reason_until_its_sentence_is_rewritten(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    with client.create(folder, title="Words") as study:
        claim = study.do("claims.add", sentence="Two themes emerged from the data.").result
        with study.view() as view:
            (slip,) = noticed(view)
        assert (slip.kind, slip.record, slip.why) == ("claims", claim, "")
        study.do("overrides.write", gate="language", item=slip.slip.item, why="A quotation of A.")
        with study.view() as view:
            assert [each.why for each in noticed(view)] == ["A quotation of A."]
        study.do("claims.change", claim=claim, sentence="Three themes emerged from the data.")
        with study.view() as view:
            assert [each.why for each in noticed(view)] == [""]
    document = docx.Document()
    document.add_paragraph("Saturation was reached.")
    document.add_paragraph("We wrote memos.")
    document.save(str(tmp_path / "draft.docx"))
    result = CliRunner().invoke(main, ["lint", str(folder), str(tmp_path / "draft.docx"), "--json"])
    assert [each["slip"]["sentence"] for each in json.loads(result.stdout)] == [
        "Saturation was reached."
    ]
    assert "0 kept" in CliRunner().invoke(main, ["lint", str(folder)]).stdout
