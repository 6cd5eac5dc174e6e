"""Agreement from a study's codings: figures worked out by hand, what is left out, and the verb."""

from __future__ import annotations

import json

import msgspec
import pytest
from click.testing import CliRunner

import heddle
from findings_desk import FindingsDesk
from heddle.cli import main
from heddle.errors import NotFound, Refused
from heddle.findings.agreement import agree
from heddle.findings.corpus import corpus
from heddle.study.sources import Turn
from heddle.study.team import Member


class Desk(FindingsDesk):
    """Two coders and two groups of talk.

    Hope, by turns of FG1 (the moderator's apart): Anna codes 1, 2, 5; Bea 1, 3, 5 (turn 4: nobody).
    """

    def __init__(self) -> None:
        super().__init__()
        self.do("study.describe", approach="reliability")
        self.bea = self.member("Bea")
        self.people = self.group("G1", "P1", "P2")
        self.turns = self.talk(
            "FG1", self.people,
            ("M", "What do you hope for?"),
            ("P1", "I hope it works. It will cost a lot."),
            ("P2", "We have hope too."),
            ("P1", "Some hope."),
            ("P2", "The weather is fine today."),
            ("P1", "Hopeful, yes."),
        )  # fmt: skip
        self.mood = self.code("Mood")
        self.hope = self.code("Hope", parent=self.mood)
        self.fear = self.code("Fear", parent=self.mood)
        one, two, three, four, five = self.turns[1:]
        for turn in (one, two, five):
            self.mark(self.hope, turn)
        self.mark(self.hope, one, 0, 16, coder=self.bea)
        for turn in (three, five):
            self.mark(self.hope, turn, coder=self.bea)
        self.mark(self.fear, four, coder=self.bea)
        self.mark(self.hope, self.turns[0])

    def source_of(self, turn):
        return self.find(Turn, id=turn)[0].source

    def agree(self, **options):
        with self.view() as view:
            return agree(view, **options)

    def row(self, coefficient, **options):
        rows = [r for r in self.agree(**options).rows if r.coefficient == coefficient]
        return rows[0]


@pytest.fixture
def desk():
    """A desk of one's own, to be changed."""
    return Desk()


@pytest.fixture(scope="module")
def still():
    """The same desk for all tests that only look."""
    return Desk()


def test_turns_by_hand(still):
    """Five turns: both on 1 and 5, one on 2 and 3, nobody on 4."""
    row = still.row("cohen", codes=["Hope"])
    assert (row.units, row.pairable, row.observed) == (5, 5, 0.6)
    assert row.expected == pytest.approx(0.6 * 0.6 + 0.4 * 0.4)
    assert row.value == pytest.approx((0.6 - 0.52) / 0.48)
    assert row.prevalence == pytest.approx(0.6)
    assert row.differing == [still.turns[2], still.turns[3]]
    assert len(row.codings) == 6
    assert row.of == "Mood > Hope"
    alpha = still.row("krippendorff", codes=["Hope"])
    assert alpha.value == pytest.approx(1 - 0.4 / (2 * 6 * 4 / (10 * 9)))
    assert still.row("percent_unit", codes=["Hope"]).value == 0.6


def test_the_moderator_is_left_out_but_can_be_counted(still):
    row = still.row("percent_unit", codes=["Hope"], moderator=True)
    assert (row.units, row.value) == (6, pytest.approx(0.5))
    assert len(row.codings) == 7


def test_sentences_by_hand(still):
    """The first turn has two sentences; Bea coded the first of them only."""
    row = still.row("percent_unit", codes=["Hope"], unit="sentence")
    assert (row.units, row.value) == (6, pytest.approx(0.5))


def test_characters_by_hand(still):
    """Of 103 characters Anna coded 36 + 17 + 13, Bea 16 + 10 + 13; 29 of them both."""
    sizes = [len(still.text(turn)) for turn in still.turns[1:]]
    total, both = sum(sizes), 16 + sizes[4]
    anna, bea = sizes[0] + sizes[1] + sizes[4], 16 + sizes[2] + sizes[4]
    agreed = both + total - (anna + bea - both)
    row = still.row("percent_unit", codes=["Hope"], unit="character")
    assert row.units == total
    assert row.value == pytest.approx(agreed / total)
    chance = (anna * bea + (total - anna) * (total - bea)) / total**2
    kappa = still.row("cohen", codes=["Hope"], unit="character")
    assert kappa.value == pytest.approx((agreed / total - chance) / (1 - chance))
    assert "5 turns" in kappa.interval_method
    unitized = still.row("unitizing", codes=["Hope"], unit="character")
    assert unitized.value is not None
    assert unitized.observed == pytest.approx(agreed / total)


def test_seconds_by_hand(desk):
    """Tenths of seconds: of 5 s + 5 s, Anna coded the first turn, Bea half of it and the second."""
    with pytest.raises(Refused, match="no seconds"):
        desk.agree(unit="second")
    said = [
        ("P1", "Hope, yes!", 0.0, 5.0),
        ("P2", "Hope.", 7.5, 12.5),
        ("P1", "No time.", None, None),
    ]
    desk.do(
        "sources.add",
        name="FG2",
        speakers=[{"name": who, "role": "participant", "participant": desk.people[who]}
                  for who in ("P1", "P2")],
        turns=[{"speaker": who, "text": text, "start": start, "end": end}
               for who, text, start, end in said],
    )  # fmt: skip
    first, second, _ = [t.id for t in desk.find(Turn, "position") if t.id not in desk.turns]
    desk.mark(desk.hope, first)
    desk.mark(desk.hope, first, 0, 5, coder=desk.bea)
    desk.mark(desk.hope, second, coder=desk.bea)
    row = desk.row("percent_unit", codes=["Hope"], unit="second")
    assert (row.units, row.value) == (100, pytest.approx(0.25))


def test_coded_stretches_by_hand(still):
    """Four stretches: two that both coded, one of each alone."""
    row = still.row("percent_unit", codes=["Hope"], unit="segment")
    assert (row.units, row.value) == (4, 0.5)


def test_a_domain_by_hand(desk):
    """Values: none, Hope, Fear. Anna H H - - H, Bea H - H F H."""
    row = desk.row("krippendorff", per="domain")
    assert row.of == "Mood"
    # Ten values: 6 Hope, 3 none, 1 Fear; three of five units differ.
    assert row.value == pytest.approx(1 - (3 / 5) / ((100 - 36 - 9 - 1) / 90))
    desk.mark(desk.fear, desk.turns[1])
    rows = {r.coefficient: r for r in desk.agree(per="domain").rows}
    assert "do not exclude each other" in rows["krippendorff"].reason
    assert rows["multivalued"].value < 1
    by_length = desk.agree(per="domain", unit="character").rows
    assert "to the same words" in by_length[0].reason


def test_domains_by_characters(still):
    rows = {r.coefficient: r for r in still.agree(per="domain", unit="character").rows}
    assert set(rows) == {"unitizing", "|u", "cu"}
    assert rows["|u"].value is not None
    assert rows["cu"].value is None


def test_sources_that_one_coder_left_alone_are_left_out(desk):
    other = desk.talk("FG2", desk.people, ("P1", "Hope again."), ("P2", "No."))
    desk.mark(desk.hope, other[0])
    found = desk.agree(codes=["Hope"])
    assert [one.name for one in found.sources] == ["FG1"]
    assert [(one.name, one.reason) for one in found.left_out] == [
        ("FG2", "One of these coders took part.")
    ]
    assert desk.row("percent_unit", codes=["Hope"]).units == 5
    source = found.left_out[0].id
    desk.do("readings.add", source=source, member=desk.bea)
    both = desk.agree(codes=["Hope"], per="source")
    percents = {r.source: r.value for r in both.rows if r.coefficient == "percent_unit"}
    assert percents == {found.sources[0].id: 0.6, source: 0.5}
    assert desk.row("percent_unit", codes=["Hope"]).value == pytest.approx(4 / 7)
    by_source = desk.row("krippendorff", codes=["Hope"], resample="source")
    assert "2 sources" in by_source.interval_method


def test_a_third_coder_has_missing_ratings(desk):
    cleo = desk.member("Cleo")
    other = desk.talk("FG2", desk.people, ("P1", "Hope again."), ("P2", "No."))
    for coder in ("", cleo):
        desk.mark(desk.hope, other[0], coder=coder)
    found = desk.agree(codes=["Hope"], coefficients=["fleiss", "unitizing"], unit="character")
    assert [one.name for one in found.coders] == ["Anna", "Bea", "Cleo"]
    assert len(found.sources) == 2
    assert found.rows[0].value is not None
    assert "needs all coders" in found.rows[1].reason
    turns = desk.agree(codes=["Hope"]).rows[0]
    assert (turns.pairable, turns.value) == (7, pytest.approx(5 / 7))


def test_all_codes_together_are_sets(still):
    row = still.row("multivalued")
    assert row.of == "all codes together"
    assert row.observed == pytest.approx(2 / 5)


def test_a_code_that_nobody_used_is_undefined(desk):
    desk.code("Luck")
    for row in desk.agree(codes=["Luck"]).rows:
        assert row.value is None or row.coefficient == "percent_unit"
        if row.value is None:
            assert "nothing varies" in row.reason


@pytest.mark.parametrize(
    ("options", "problem", "error"),
    [
        ({"coders": ["Anna"]}, "only one is named", Refused),
        ({"coders": ["Anna", "Zoe"]}, "no team member “Zoe”", NotFound),
        ({"codes": ["Zeal"]}, "no code “Zeal”", NotFound),
        ({"sources": ["FG9"]}, "no source “FG9”", NotFound),
        ({"unit": "word"}, "no unit “word”", Refused),
        ({"per": "theme"}, "no way to split", Refused),
        ({"coefficients": ["kapa"]}, "no coefficient “kapa”", Refused),
    ],
)
def test_what_cannot_be_asked_is_refused(still, options, problem, error):
    with pytest.raises(error, match=problem):
        still.agree(**options)


def test_one_coder_and_no_common_source():
    desk = FindingsDesk()
    desk.do("study.describe", approach="reliability")
    turn, *_ = desk.source("Hope.", name="A")
    other, *_ = desk.source("Fear.", name="B")
    code = desk.code()
    desk.mark(code, turn)
    with desk.view() as view, pytest.raises(Refused, match="fewer than two have coded"):
        agree(view)
    desk.mark(code, other, coder=desk.member("Bea"))
    with desk.view() as view, pytest.raises(Refused, match="nothing to compare"):
        agree(view)


def test_a_reflexive_study_has_no_number(desk):
    desk.do("method.change", approach="reflexive", why="We read, we do not measure.")
    with pytest.raises(Refused, match="not offered") as refused:
        desk.agree()
    assert refused.value.code == "method"
    assert "Compare readings" in refused.value.hint
    desk.do("overrides.write", gate="method", item="agreement", why="A reviewer asks.")
    found = desk.agree()
    assert found.standing == "overridden"
    assert "A reviewer asks." in found.caution


def test_every_figure_is_json(still):
    assert json.loads(msgspec.json.encode(still.agree()))["rows"][0]["codings"]


# --- As other programs compute it ----------------------------------------------------------------
@pytest.fixture
def two_texts(desk):
    """A second text, in which Anna coded Fear and Bea, who read it, nothing."""
    more = desk.talk("FG2", desk.group("G2", "P3"), ("M", "And you?"), ("P3", "I fear the end."))
    desk.mark(desk.fear, more[1])
    desk.do("readings.add", source=desk.source_of(more[0]), member=desk.bea, date="2026")
    return desk


def letters(desk, source, coder, codes):
    """The characters of a text that somebody put under some codes, of the moderator's too."""
    with desk.view() as view:
        book = corpus(view)
    at = [one.name for one in book.sources].index(source)
    who = [one.name for one in book.members].index(coder)
    names = [one.name for one in book.codes]
    found = set()
    for number, start in enumerate(book.codings.start.tolist()):
        if (book.codings.source[number], book.codings.coder[number]) == (at, who) and names[
            book.codings.code[number]
        ] in codes:
            found |= set(range(start, int(book.codings.end[number])))
    return found, set(range(int(book.turns.end[book.turns.source == at].max())))


def test_nvivo_counts_every_character(two_texts):
    rows = {
        (r.of, r.source, r.coefficient): r
        for r in two_texts.agree(like="nvivo", per="source").rows
        if r.coefficient.startswith("nvivo")
    }
    named = {one.name: one.id for one in two_texts.agree().sources}
    for source, code in (("FG1", "Hope"), ("FG1", "Fear"), ("FG2", "Fear")):
        one, whole = letters(two_texts, source, "Anna", {code})
        other, _ = letters(two_texts, source, "Bea", {code})
        total, agreed = len(whole), len(whole) - len(one ^ other)
        chance = (len(one) * len(other) + len(whole - one) * len(whole - other)) / total
        key = f"Mood > {code}", named[source]
        assert rows[*key, "nvivo_percent"].value == pytest.approx(agreed / total)
        kappa = rows[*key, "nvivo_kappa"].value
        assert kappa == pytest.approx((agreed - chance) / (total - chance))


def test_maxqda_counts_segments(still):
    found = still.agree(like="maxqda")
    rows = {(r.of, r.coefficient): r for r in found.rows}
    # Hope: Anna 4 segments, Bea 3; only the whole of the last turn is both's (16 of 36 is too few).
    assert rows["Mood > Hope", "maxqda_percent"].value == pytest.approx(2 / 7)
    together = rows["all codes together", "maxqda_percent"]
    assert together.value == pytest.approx(2 / 8)
    assert len(together.codings) == 8
    kappa = rows["all codes together", "maxqda_kappa"].value
    assert kappa == pytest.approx((2 / 8 - 1 / 2) / (1 - 1 / 2))
    assert "90 %" in found.differs


def test_atlas_counts_domains(still):
    rows = {r.coefficient: r for r in still.agree(like="atlasti").rows}
    one, whole = letters(still, "FG1", "Anna", {"Hope", "Fear", "Mood"})
    other, _ = letters(still, "FG1", "Bea", {"Hope", "Fear", "Mood"})
    # Where both coded, both said Hope: Fear was Bea's alone.
    assert rows["atlasti_percent"].value == pytest.approx(
        2 * len(one & other) / (len(one) + len(other))
    )
    n, used = 2 * len(whole), len(one) + len(other)
    expected = 2 * used * (n - used) / (n * (n - 1))
    observed = len(one ^ other) / len(whole)
    assert rows["atlasti_binary"].value == pytest.approx(1 - observed / expected)
    assert rows["atlasti_cu"].value is None
    assert rows["atlasti_domains"].of == "all codes together"


def test_other_programs_figures_are_refused_like_ours(desk):
    with pytest.raises(Refused, match="no program"):
        desk.agree(like="spss")
    desk.member("Cid")
    desk.mark(desk.hope, desk.turns[2], coder=desk.find(Member, name="Cid")[0].id)
    rows = [r for r in desk.agree(like="nvivo").rows if r.coefficient == "nvivo_kappa"]
    assert {r.value for r in rows} == {None}
    assert "of two coders, and there are 3" in rows[0].reason
    desk.do("method.change", approach="reflexive", why="we interpret", date="2026")
    with pytest.raises(Refused):
        desk.agree(like="nvivo")


# --- The verb ------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "study"
    with heddle.create(path, title="Agreement") as study:
        study.do("study.describe", approach="reliability")
        members = [study.do("team.add", name=name).id for name in ("Anna", "Bea")]
        study.do("sources.add", name="FG1", turns=[{"text": t} for t in ("Hope.", "No.", "Hope?")])
        code, turns = study.do("codes.add", name="Hope").id, [t["id"] for t in study.turns()]
        for coder, places in zip(members, ((0, 2), (0,)), strict=True):
            for place in places:
                study.do(
                    "codings.add",
                    codings=[{"code": code, "turn": turns[place], "start": 0, "end": 3,
                              "coder": coder}],
                )  # fmt: skip
    return path


def run(*arguments):
    told = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return told.output


def test_the_verb(folder):
    told = run("agree", folder, "--unit", "turn", "--coders", "Anna,Bea", "--codes", "Hope")
    assert "percent_unit: 0.667" in told
    assert "cohen: 0.400" in told
    assert "coders differ in 1 turns" in told
    like = run("agree", folder, "--like", "nvivo", "--coefficient", "cohen")
    # Of 15 characters (13 and two ends of lines) they differ in 3.
    assert "nvivo_percent: 0.800" in like
    assert "every character of the texts is a unit" in like
    with heddle.open(folder) as study:
        study.do("sources.add", name="FG2", turns=[{"text": "Later."}])
    assert "not compared: FG2. None of these coders took part." in run("agree", folder)
    found = json.loads(run("agree", folder, "--coefficient", "cohen", "--json"))
    assert found["rows"][0]["value"] == pytest.approx(0.4)
    assert found["unit"] == "turn"
