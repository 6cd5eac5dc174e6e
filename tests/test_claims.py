"""The claims ledger: what stands behind a sentence of the Results, derived and never scored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from heddle import client
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.report import manuscript, statements_claims
from heddle.report.material import Material
from heddle.report.model import Paragraph, Trace, words
from heddle.report.model import Quote as QuoteBlock
from heddle.study.claims import Claim, Evidence
from heddle.study.ledger import Ledger, ledger
from heddle.study.quantifiers import quantifiers
from text_desk import TextDesk


class Group(TextDesk):
    """Two groups of two people each, with a moderator who speaks too."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, str] = {}
        self.turns: dict[str, str] = {}
        for group in ("1", "2"):
            speakers: list[dict[str, Any]] = [{"name": "Mod", "role": "moderator"}]
            for number in (1, 2):
                code = f"FG{group}-P{number}"
                self.people[code] = self.do(
                    "participants.add", code=code, group=group, number=number
                )
                speakers.append(
                    {"name": f"P{number}", "role": "participant", "participant": self.people[code]}
                )
            texts = [("Mod", "What is hope?"), ("P1", "Hope is a Thursday."), ("P2", "Not to me.")]
            source = self.do(
                "sources.add",
                name=f"FG{group}",
                speakers=speakers,
                turns=[{"speaker": who, "text": text} for who, text in texts],
            )
            rows = self.find_turns(source)
            for (who, _), turn in zip(texts, rows, strict=True):
                self.turns[f"{group}{who}"] = turn
        self.theme = self.do("themes.add", name="Hope", central_idea="It is small", stage="final")

    def find_turns(self, source: str) -> list[str]:
        with self.view() as view:
            return [
                t.id for t in view.find(view.schema.kinds["turns"].cls, "position", source=source)
            ]

    def claim(self, sentence: str = "Some spoke of hope.", **fields: Any) -> str:
        return str(self.do("claims.add", sentence=sentence, theme=self.theme, **fields))

    def beside(self, claim: str, turn: str, stance: str = "supports") -> str:
        where = {"turn": self.turns[turn], "start": 0, "end": len(self.text(self.turns[turn]))}
        return str(self.do("evidence.add", claim=claim, stance=stance, **where))

    def ledger(self) -> Ledger:
        with self.view() as view:
            return ledger(view)


@pytest.fixture
def desk() -> Iterator[Group]:
    made = Group()
    yield made
    made.sound()
    made.close()


# --- Behind a claim ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("turns", "reach", "level"),
    [
        ([], "none", "no participant"),
        (["1P1"], "one", "one participant, in group 1"),
        (["1P1", "1P1"], "one", "one participant, in group 1"),
        (["1P1", "1P2"], "one-group", "several participants in one group, in group 1 only"),
        (["1P1", "2P2"], "all-groups", "in both groups"),
        (["1Mod", "2Mod"], "none", "no participant"),
        (["1Mod", "2P1"], "one", "one participant, in group 2"),
    ],
)
def test_groups_and_speakers_are_counted_and_the_moderator_never(
    desk: Group, turns: list[str], reach: str, level: str
) -> None:
    claim = desk.claim()
    for turn in turns:
        desk.beside(claim, turn)
    (row,) = desk.ledger().claims
    assert (row.reach, row.level) == (reach, level)
    assert row.supports.extracts == len({t for t in turns if "Mod" not in t})
    assert len(row.evidence) == len(set(turns))


def test_a_label_that_nobody_is_joined_to_counts_only_in_the_role_of_a_participant(
    desk: Group,
) -> None:
    source = desk.do(
        "sources.add",
        name="FG3",
        speakers=[{"name": "A", "role": "participant"}, {"name": "B", "role": "unknown"}],
        turns=[{"speaker": "A", "text": "I hope."}, {"speaker": "B", "text": "So do I."}],
    )
    claim = desk.claim()
    for turn in desk.find_turns(source):
        desk.do("evidence.add", claim=claim, stance="supports", turn=turn, start=0, end=5)
    (row,) = desk.ledger().claims
    assert row.supports.speakers == ["A"]
    assert [piece.speakers for piece in row.evidence] == [["A"], []]


def test_coding_quote_stretch_and_participant_are_evidence_alike(desk: Group) -> None:
    claim = desk.claim()
    coding = desk.coding(desk.code(), desk.turns["1P1"], "Thursday")
    quote = desk.quote(desk.turns["1P2"], "Not to me.", theme=desk.theme)
    desk.do("evidence.add", claim=claim, stance="supports", coding=coding)
    desk.do("evidence.add", claim=claim, stance="contradicts", quote=quote)
    person = desk.people["FG2-P2"]
    desk.do("evidence.add", claim=claim, stance="qualifies", participant=person)
    desk.beside(claim, "2P1")
    (row,) = desk.ledger().claims
    assert [piece.form for piece in row.evidence] == ["coding", "stretch", "participant", "quote"]
    assert [piece.words for piece in row.evidence] == [
        "Thursday", "Hope is a Thursday.", "", "Not to me.",
    ]  # fmt: skip
    # A person as a whole is a speaker and no extract.
    assert (row.qualifies.extracts, row.qualifies.speakers) == (0, ["FG2-P2"])
    assert row.considered
    with pytest.raises(Refused, match="still used"):
        desk.do("codings.drop", codings=[coding])


def test_the_same_thing_stands_once_beside_a_claim_and_can_change_sides(desk: Group) -> None:
    claim = desk.claim()
    first = desk.beside(claim, "1P1")
    again = desk.beside(claim, "1P1", "contradicts")
    assert first == again
    (row,) = desk.ledger().claims
    assert row.contradicts.extracts == 1
    assert row.supports.extracts == 0
    with pytest.raises(Refused, match="one thing"):
        desk.do("evidence.add", claim=claim, stance="supports")


def test_a_stretch_moves_with_its_words_and_says_when_they_were_corrected(desk: Group) -> None:
    claim = desk.claim()
    place = desk.place(desk.turns["1P1"], "a Thursday")
    evidence = desk.do("evidence.add", claim=claim, stance="supports", **place)
    desk.do("turns.correct", turn=desk.turns["1P1"], text="Well, hope is a Thursday.")
    (row,) = desk.ledger().claims
    assert (row.evidence[0].words, row.evidence[0].state) == ("a Thursday", "same")
    desk.do("turns.correct", turn=desk.turns["1P1"], text="Well, hope is a Friday.")
    (row,) = desk.ledger().claims
    assert row.evidence[0].state == "differs"
    assert desk.get(Evidence, evidence).words == "a Thursday"
    with pytest.raises(Refused, match="evidence of a claim"):
        desk.do("turns.drop", turn=desk.turns["1P1"])
    desk.do("turns.correct", turn=desk.turns["1P1"], text="Well.")
    (row,) = desk.ledger().claims
    assert (row.evidence[0].state, row.supports.speakers) == ("gone", [])


# --- What is missing --------------------------------------------------------------------------
def test_what_is_missing_is_listed_and_a_search_without_a_find_counts_as_considered(
    desk: Group,
) -> None:
    bare, held = desk.claim("Most did."), desk.claim("Few did.")
    desk.beside(held, "1P1")
    book = desk.ledger()
    assert book.without_evidence == [bare]
    assert book.without_contradiction == [bare, held]
    assert book.unconsidered == [desk.theme]
    assert book.silent == [desk.people[code] for code in ("FG1-P2", "FG2-P1", "FG2-P2")]
    desk.do("claims.change", claim=held, none_found="Read all of FG2 again: they were tired.")
    desk.quote(desk.turns["1P2"], "Not to me.")
    book = desk.ledger()
    assert (book.without_contradiction, book.unconsidered) == ([bare], [])
    assert desk.people["FG1-P2"] not in book.silent
    shares = {voice.code: voice.share for voice in book.voices}
    assert sum(shares.values()) == pytest.approx(1, abs=0.001)
    assert shares["FG1-P1"] > shares["FG1-P2"]


def test_claims_are_moved_undone_and_dropped_with_their_evidence(desk: Group) -> None:
    one, two, three = (desk.claim(name) for name in ("One.", "Two.", "Three."))
    desk.beside(two, "1P1")
    desk.do("claims.move", claim=three, before=one)
    assert [row.id for row in desk.ledger().claims] == [three, one, two]
    before = desk.tables()
    desk.do("claims.drop", claim=two)
    assert desk.find(Evidence) == []
    desk.undo()
    assert desk.tables() == before
    with pytest.raises(Refused, match="sentence"):
        desk.do("claims.change", claim=one, sentence=" ")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=12))
def test_moving_claims_is_moving_in_a_list(moves: list[tuple[int, int]]) -> None:
    desk = TextDesk()
    expected = [str(desk.do("claims.add", sentence=f"{n}.")) for n in range(5)]
    for which, to in moves:
        claim = expected[which]
        before = expected[to] if to < 5 else ""
        if before != claim:
            desk.do("claims.move", claim=claim, before=before)
            expected.remove(claim)
            expected.insert(expected.index(before) if before else len(expected), claim)
    with desk.view() as view:
        assert [claim.id for claim in view.find(Claim, "position")] == expected
    desk.close()


# --- Words that say how many ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "language", "found"),
    [
        ("In all three groups some spoke.", "en", ["all", "three", "some"]),
        ("Not at all, after all, above all.", "en", []),
        ("The most important of them.", "en", []),
        (
            "In general, most; someone; 3 of the 17; 60 %.",
            "en",
            ["In general", "most", "3", "60 %"],
        ),
        ("De fleste, nogle få og ingen.", "da", ["De fleste", "nogle få", "ingen"]),
        ("At få alle to deltagere med.", "da", ["alle", "to"]),
        ("They went to people.", "en", []),
    ],
)
def test_quantifiers_are_found(sentence: str, language: str, found: list[str]) -> None:
    assert [each.word for each in quantifiers(sentence, language)] == found


def test_the_reference_study_s_results_hold_the_quantifiers_that_were_counted(
    shared: Path,
) -> None:
    # domain: "some" 21, "general" 5, "several" 2, "most" 2, counted by hand.
    text = (shared / "reference_study" / "article.txt").read_text("utf-8")
    heading = re.compile(r"^\W*(RESULTS|DISCUSSION)\W*$", re.IGNORECASE | re.MULTILINE)
    places = {match.group(1).casefold(): match.start() for match in heading.finditer(text)}
    results = text[places["results"] : places["discussion"]]
    words_ = [each.word.casefold() for each in quantifiers(results, "en")]
    counted = {
        word: sum(word == each.removeprefix("in ") for each in words_)
        for word in ("some", "general", "several", "most")
    }
    assert counted == {"some": 21, "general": 5, "several": 2, "most": 2}


@given(st.text(max_size=60))
def test_quantifiers_lie_in_the_sentence_and_do_not_overlap(sentence: str) -> None:
    found = quantifiers(sentence)
    assert all(sentence[each.start : each.end] == each.word for each in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


# --- The manuscript and the command line ------------------------------------------------------
def test_the_results_are_woven_from_the_claims(desk: Group) -> None:
    first = desk.quote(desk.turns["1P1"], "Hope is a Thursday.", theme=desk.theme)
    second = desk.quote(desk.turns["2P2"], "Not to me.", theme=desk.theme)
    left = desk.quote(desk.turns["2P1"], "Hope is", theme=desk.theme)
    claim, bare = desk.claim("Some spoke of hope"), desk.claim("Nobody did.")
    desk.do("evidence.add", claim=claim, stance="contradicts", quote=second)
    desk.do("evidence.add", claim=claim, stance="supports", quote=first)
    with desk.view() as view:
        blocks = manuscript.manuscript(view)
        told = words(statements_claims.consistent(Material(view)).inlines)
        diverse = statements_claims.diverse(Material(view))
    printed = [b for b in blocks if isinstance(b, QuoteBlock)]
    ids = [
        inline.evidence[0]
        for b in printed
        for inline in b.paragraphs[0]
        if isinstance(inline, Trace)
    ]
    assert ids == [first, second, left]
    traces = [
        inline for b in blocks if isinstance(b, Paragraph) for inline in b.inlines
        if isinstance(inline, Trace) and inline.query == "claim and its evidence"
    ]  # fmt: skip
    assert [trace.text for trace in traces] == ["Some spoke of hope.", "Nobody did."]
    assert traces[0].evidence == (claim, first, second)
    assert traces[1].evidence == (bare,)
    prompts = " ".join(words(b.inlines) for b in blocks if isinstance(b, Paragraph))
    assert "no evidence is on record" in prompts
    assert "how these words speak against it" in prompts
    assert told.startswith("Of two claims in the Results one has support")
    assert (diverse.figure, diverse.complete) == (1, "full")


def test_the_demo_study_lists_findings_without_contradiction_and_those_of_a_group(
    demo_study: Path,
) -> None:
    def said(*more: str) -> str:
        result = CliRunner().invoke(main, ["claims", str(demo_study), *more])
        assert result.exit_code == 0, result.output
        return result.stdout

    book = json.loads(said("--json"))
    assert len(book["claims"]) == 9
    assert len(book["without_evidence"]) == 1
    assert len(book["silent"]) == 4
    assert "Time was told" in " ".join(said("--only", "no-contradiction").split())
    assert "FG1-P2 in group 1" in said("--only", "silent-voices")
    with client.open_study(demo_study) as study, study.view() as view:
        rows = ledger(view).claims
    of_three = [row for row in rows if any("3" in piece.groups for piece in row.evidence)]
    assert 0 < len(of_three) < len(rows)
