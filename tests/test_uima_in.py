"""INCEpTION and UIMA: every mark lands on its true words, whatever the letters."""

from __future__ import annotations

import io
import json
import random

import pytest
from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from annotation_samples import (
    CUSTOM,
    LAYER,
    TYPES,
    XMI,
    Fact,
    Told,
    inception,
    json_cas,
    told,
    true_words,
    xmi,
    zipped,
)  # fmt: skip
from heddle.errors import Unreadable
from heddle.exchange.project import Project
from heddle.exchange.uima_in import LANGUAGE, LINKS, is_uima, read_uima


def paths(project: Project) -> dict[str, tuple[str, ...]]:
    known = {code.key: code for code in project.codes}

    def path(key: str) -> tuple[str, ...]:
        code = known[key]
        return (*(path(code.parent) if code.parent else ()), code.name)

    return {key: path(key) for key in known}


def found(project: Project) -> list[tuple[str, str, tuple[str, ...], str]]:
    """What an import says was marked: document, words, code, coder."""
    sources = {source.key: source for source in project.sources}
    people = {member.key: member.name for member in project.members}
    path = paths(project)
    return sorted(
        (sources[c.source].name, sources[c.source].text[c.start : c.end], path[c.code],
         people.get(c.by, ""))
        for c in project.codings
    )  # fmt: skip


def true(name: str, one: Told, layer: str, *, coder: bool) -> list[tuple]:
    """What was marked, by the facts; line ends are those of a study."""
    whose = {(f.start, f.end, f.code, f.who if coder else ""): f for f in one.facts}
    facts = [(true_words(one.text, f.start, f.end), f) for f in whose.values()]
    return [(name, words, (layer, f.code), f.who if coder else "") for words, f in facts if words]


@settings(max_examples=60)
@given(told())
def test_each_mark_of_a_document_keeps_its_words_in_xml_and_json(one):
    for name, data in (("a.xmi", xmi(one)), ("a.json", json_cas(one))):
        assert is_uima(name, data)
        project = read_uima(name, data)
        assert found(project) == sorted(true("a", one, "Code", coder=False))


@settings(max_examples=30)
@given(st.lists(told(), min_size=1, max_size=2), st.booleans())
def test_a_project_has_its_documents_people_and_layers(texts, as_json):
    documents = {f"talk {number}.txt": one for number, one in enumerate(texts)}
    project = read_uima("p.zip", inception(documents, as_json=as_json))
    expected = [
        each for name, one in documents.items() for each in true(name, one, "Feeling", coder=True)
    ]
    assert found(project) == sorted(expected)
    assert (project.name, project.description) == ("Handover", "A study")
    assert sorted(source.name for source in project.sources) == sorted(documents)
    meanings = {code.name: code.definition for code in project.codes}
    assert meanings["joy"] == "Being glad"
    assert "unused" in meanings
    assert "shortly" not in meanings
    assert not next(code for code in project.codes if code.name == "Feeling").codable


@settings(max_examples=30)
@given(told())
def test_cassis_reads_the_same_words_from_the_same_files(one):
    types = load_typesystem(io.BytesIO(TYPES))
    theirs = load_cas_from_xmi(io.BytesIO(xmi(one)), typesystem=types)
    again = load_cas_from_json(io.BytesIO(json_cas(one)))
    ours = found(read_uima("a.zip", zipped({"a.xmi": xmi(one), "TypeSystem.xml": TYPES})))
    for cas in (theirs, again):
        marks = cas.select(LAYER)
        seen = {(true_words(one.text, mark.begin, mark.end), mark.value) for mark in marks}
        assert {each for each in seen if each[0]} == {(w, path[-1]) for _, w, path, _ in ours}


def test_two_annotators_share_a_text_and_one_with_other_words_has_a_source_of_their_own():
    one, other = Told("A😀 word", [Fact(3, 7, "joy")]), Told("A word", [Fact(2, 6, "joy", "bo")])
    parts = {
        "annotation/a.txt/webanno3259911804369659129export.zip": zipped({"anna.xmi": xmi(one)}),
        "annotation/a.txt/carl.xmi": xmi(one),
        "annotation/a.txt/bo.xmi": xmi(other),
        "curation/a.txt/CURATION_USER.xmi": xmi(one),
    }
    project = read_uima("p.zip", zipped(parts))
    assert {(name, who) for name, words, _, who in found(project) if words == "word"} == {
        ("a.txt", "anna"), ("a.txt", "carl"), ("a.txt", "Curation"), ("a.txt (bo)", "bo"),
    }  # fmt: skip
    assert any("a.txt (bo)" in note for note in project.notes)


def _element(tag: str, key: int, **features: str) -> etree._Element:
    element = etree.Element(f"{{{CUSTOM}}}{tag}")
    element.set(f"{{{XMI}}}id", str(key))
    for name, value in {"sofa": "1", "begin": "0", "end": "2", **features}.items():
        element.set(name, value)
    return element


def test_remarks_numbers_relations_and_what_is_not_taken_are_told():
    several = _element("Code", 20, note="x" * 200, strong="true", weight="0.5")
    for word in ("joy", "fear"):
        etree.SubElement(several, "value").text = word
    relation = _element("Relation", 21, Governor="10", Dependent="20")
    outside = _element("Code", 22, end="99", value="joy")
    data = xmi(Told("two words", [Fact(0, 3, "joy")]), extra=[several, relation, outside])
    project = read_uima("a.xmi", data)
    assert found(project) == [
        ("a", "tw", ("Code", "fear"), ""),
        ("a", "tw", ("Code", "joy"), ""),
        ("a", "tw", ("Code", "strong"), ""),
        ("a", "two", ("Code", "joy"), ""),
    ]
    notes = {coding.note for coding in project.codings if coding.end == 2}
    assert notes == {f"note: {'x' * 200}\nweight: 0.5"}
    losses = {loss.what: loss.count for loss in project.losses}
    assert losses == {
        LANGUAGE: 2, LINKS: 1, "codings that lie outside their text or have no words": 1,
    }  # fmt: skip
    assert [left.what for left in project.leftovers] == [LINKS]


def test_hostile_and_broken_files_are_refused_or_told_and_nothing_else():
    good = {
        "a.xmi": xmi(Told("A😀 word", [Fact(0, 4, "joy")])),
        "a.json": json_cas(Told("A😀 word", [Fact(0, 4, "joy")])),
        "a.zip": inception({"a.txt": Told("A😀 word", [Fact(0, 4, "joy")])}),
    }
    dice = random.Random(7)  # the same files each time
    for name, data in good.items():
        for _ in range(150):
            broken = bytearray(data)
            for _ in range(dice.randint(1, 4)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            _read(name, bytes(broken[: dice.choice([len(broken), dice.randrange(len(broken))])]))
    whole = json.loads(good["a.json"])
    for value in (None, [], {}, "x", -1, 1e300, float("nan"), 10**400, True, [[]], {"a": 1}):
        for key in whole:
            _read("a.json", json.dumps({**whole, key: value}).encode())
        for key in whole["%FEATURE_STRUCTURES"][1]:
            held = [dict(each) for each in whole["%FEATURE_STRUCTURES"]]
            held[0]["sofaString"], held[1][key] = value if key == "begin" else "A", value
            _read("a.json", json.dumps({**whole, "%FEATURE_STRUCTURES": held}).encode())
    _read("a.json", b"[" * 200_000)
    _read("a.json", b'{"%TYPES":' * 50_000)
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read_uima("a.xmi", b'<!DOCTYPE x><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>')


def test_a_circle_of_types_and_a_zip_bomb_within_a_zip_end():
    circle = TYPES.replace(b"uima.tcas.Annotation", LAYER.encode(), 1)
    data = xmi(Told("word", [Fact(0, 4, "joy")]))
    assert found(read_uima("a.zip", zipped({"a.xmi": data, "TypeSystem.xml": circle})))
    bomb = zipped({"a.xmi": bytes(200 << 20)})
    with pytest.raises(Unreadable, match="bomb"):
        read_uima("p.zip", zipped({"annotation/a/anna.zip": bomb}))


def _read(name: str, data: bytes) -> None:
    """A file is refused, or read with every coding inside its text."""
    is_uima(name, data)
    try:
        project = read_uima(name, data)
    except Unreadable as error:
        assert error.file == name  # noqa: PT017 - either end is a good one
        return
    texts = {source.key: source.text for source in project.sources}
    known = {code.key for code in project.codes}
    for coding in project.codings:
        assert 0 <= coding.start < coding.end <= len(texts[coding.source])
        assert coding.code in known
