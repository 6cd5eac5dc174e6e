"""The COREQ data: complete, in both languages, and refused when it is not."""

import msgspec
import pytest

from heddle.errors import NotFound
from heddle.report import checklist


@pytest.fixture
def coreq():
    return checklist.load("coreq")


def test_it_has_32_items_in_three_domains(coreq):
    assert [item.number for item in coreq.items] == list(range(1, 33))
    per_domain = [sum(item.domain == part.number for item in coreq.items) for part in coreq.domains]
    assert per_domain == [8, 15, 9]
    assert coreq.doi == "10.1093/intqhc/mzm042"


def test_every_item_says_who_answers_it_and_from_what(coreq):
    written = {item.number for item in coreq.items if item.kind == "written"}
    drafted = {item.number for item in coreq.items if item.kind == "drafted"}
    assert written == {7, 8, 22}
    assert drafted == {5, 6, 9, 10, 17, 26, 30, 31, 32}
    assert all(item.evidence for item in coreq.items)


def test_items_differ_and_are_worded_in_english_and_danish(coreq):
    for language in ("text", "text_da"):
        texts = [getattr(item, language) for item in coreq.items]
        assert len(set(texts)) == 32
        assert all(9 <= len(text) <= 110 for text in texts)
    assert not {item.text for item in coreq.items} & {item.text_da for item in coreq.items}


def test_items_that_clash_with_reflexive_analysis_carry_a_note_and_a_sentence(coreq):
    noted = {item.number for item in coreq.items if item.note}
    assert noted == {22, 23, 24, 25, 28}
    for number in noted:
        item = checklist.item(coreq, number)
        # A justified "not used" gives a reason, in either language.
        assert ":" in item.not_used
        assert ":" in item.not_used_da


def test_one_group_never_spreads_over_two_domains(coreq):
    homes = {item.group: item.domain for item in coreq.items}
    assert all(homes[item.group] == item.domain for item in coreq.items)
    assert len(homes) == 8


def test_it_is_among_the_lists_that_ship():
    assert "coreq" in checklist.names()


def test_unknown_lists_and_items_are_named_with_what_there_is(coreq):
    with pytest.raises(NotFound, match="coreq"):
        checklist.load("../coreq")
    with pytest.raises(NotFound, match="from 1 to 32"):
        checklist.item(coreq, 33)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"number = 32", b"number = 31"),
        (b'kind = "written"', b'kind = "guessed"'),
        (b'text_da = "Deres k', b'text_dk = "Deres k'),
        (b'evidence = "recordings"', b'evidence = ""'),
        (b"not_used = ", b"not_usable = "),
        (b"[[domains]]\nnumber = 3", b"[[domains]]\nnumber = 4"),
    ],
)
def test_a_damaged_list_is_refused(old, new):
    source = checklist.resources.files("heddle.report") / "checklists" / "coreq.toml"
    text = source.read_bytes()
    assert old in text
    with pytest.raises(msgspec.ValidationError):
        checklist.from_toml(text.replace(old, new, 1))
