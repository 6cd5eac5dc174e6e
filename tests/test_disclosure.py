"""The disclosure check: what it calls recoverable is, what it passes is not, and what mends it."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import report_study
from heddle.analysis import exact
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.privacy import differencing, figures
from heddle.privacy.disclosure_check import check, examine, key_sets, table_figures
from heddle.privacy.gate import Leaving, objections, refuse_red
from heddle.privacy.protection import Options, remembered
from heddle.privacy.table_findings import TableCheck
from heddle.privacy.voices import traits_named
from heddle.report import assembly, table1
from heddle.report.json_writer import to_json
from heddle.report.markdown import to_markdown
from heddle.report.material import Material
from heddle.report.table1 import compute
from heddle.study.numbering import published
from heddle.study.participants import Participant
from heddle.study.seating import Group, groups_of, once


def group(label: str, ages: list[int]) -> Group:
    people = [
        Participant(id=f"{label}-{at}", code=f"{label}-{at}", group=label, number=at + 1, age=age)
        for at, age in enumerate(ages)
    ]
    return Group(label, people, [])


def printed(groups: list[Group], options: Options) -> Any:
    """The table's figures of ages, by the program that prints them."""
    material = Material.__new__(Material)
    material.__dict__ |= {
        "groups": groups, "attended": once(p for g in groups for p in g.people),
    }  # fmt: skip
    rows = [table1._row(g.people, options, {n: figures.shown_in_group(g.people, n, options)
            for n in table1.VARIABLES}, gender=False).age for g in groups]  # fmt: skip
    together = {
        n: figures.shown_in_total(material.attended, groups, n, options) for n in table1.VARIABLES
    }
    if options.total:
        rows.append(table1._row(material.attended, options, together, gender=False).age)
    return msgspec.json.encode(rows)


LOW, HIGH = 15, 19


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.integers(LOW, HIGH), min_size=1, max_size=3), min_size=1, max_size=3)
    .filter(lambda groups: sum(map(len, groups)) <= 5),
    st.sampled_from(["none", "ranges", "all ranges", "total only", "bands"]),
    st.sampled_from([2, 3, 5]),
    st.sampled_from([0, 1]),
    st.booleans(),
)  # fmt: skip
def test_what_can_be_worked_out_is_exactly_what_every_population_agrees_on(
    ages, suppression, least, decimals, total
):
    options = Options(suppression=suppression, least=least, decimals=decimals, total=total, band=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(figures._BOUNDS, "age", (LOW, HIGH))
        truth = [group(str(at), each) for at, each in enumerate(ages)]
        table = printed(truth, options)
        every = itertools.product(
            *(
                itertools.combinations_with_replacement(range(LOW, HIGH + 1), len(each))
                for each in ages
            )
        )
        fitting = [
            world for world in every
            if printed([group(str(at), list(one)) for at, one in enumerate(world)], options)
            == table
        ]  # fmt: skip
        worked = figures.seen(truth, once(p for g in truth for p in g.people), "age", options)
    assert tuple(tuple(sorted(each)) for each in ages) in fitting
    for at in range(len(ages)):
        seen = worked[str(at)]
        spans = [
            (min(w[at][place] for w in fitting), max(w[at][place] for w in fitting))
            for place in range(len(ages[at]))
        ]
        assert seen.spans == spans


@settings(max_examples=40)
@given(
    st.lists(st.integers(20, 26), min_size=2, max_size=4),
    st.integers(18, 28),
    st.sampled_from([0, 1]),
    st.booleans(),
)
def test_a_newcomer_between_two_tables_is_bounded_by_all_that_fit(ages, came, decimals, ranges):
    def row(values: list[int]) -> list[str]:
        mean = exact.round_to(Fraction(sum(values), len(values)), decimals)
        ends = [str(min(values)), str(max(values))] if ranges else []
        return [str(len(values)), str(mean), str(decimals), *ends]

    span = differencing.newcomer(row(ages), row([*ages, came]))
    low, high = (min(ages), max(ages)) if ranges else (15, 31)
    fitting = [
        x
        for before in itertools.combinations_with_replacement(range(low, high + 1), len(ages))
        if row(list(before)) == row(ages)
        for x in range(15, 32)
        if row([*before, x]) == row([*ages, came])
    ]
    assert span is not None
    assert span[0] <= min(fitting)
    assert max(fitting) <= span[1]
    if ranges and decimals == 1:
        # Rounding half up is a little narrower than rounding of which no rule is known.
        assert span[1] - span[0] <= max(fitting) - min(fitting) + 1


# --- The reference study ----------------------------------------------------------------------
@pytest.fixture
def reference(shared):
    return report_study.reference(shared / "reference_study")


def test_the_classes_of_the_reference_study(reference):
    with reference.view() as view:
        people = once(p for g in groups_of(view) for p in g.people)
    found = {tuple(each.keys): each for each in key_sets(people)}
    assert found["age", "gender", "occupation"].unique == 15
    assert found["10-year band", "gender", "occupation"].unique == 6
    assert found["gender", "occupation"].unique == 5
    assert found["group", "occupation"].unique == 4
    assert found["group", "gender"].unique == 1
    assert found[("gender",)].k == 3
    assert found[("age below 50 or not",)].k == 7
    assert found[("registered nurse or other",)].k == 4


def test_small_groups_are_amber_and_rows_of_persons_red(reference):
    with reference.view() as view:
        made = examine(view, "table1")
        persons = examine(view, "participants")
    found = {each.item: each for each in made.findings}
    age = found["Table 1: age in group 2"]
    assert (age.level, age.k) == ("amber", 4)
    assert "the other 2 sum to 75 to 78" in age.learns
    assert found["Table 1: range of years in team in group 1"].whom == ["FG1-P4"]
    assert found["Table 1: gender in group 1"].whom == ["FG1-P3"]
    assert not any("age in group 1" in item or "age in group 3" in item for item in found)
    assert persons.level == "red"
    assert "15 of 17" in persons.findings[0].learns


def test_one_click_makes_a_variant_that_passes_in_every_print(reference):
    with reference.view() as view:
        made = examine(view, "table1")
        for each in made.findings:
            # Each finding by itself can be mended too.
            left = examine(view, "table1", each.options)
            assert each.options
            assert each.item not in {other.item for other in left.findings}
    reference.do("variants.choose", part="table1", options=made.variant)
    with reference.view() as view:
        assert examine(view, "table1").findings == []
        alone = to_markdown(assembly.report(view, "table1"))
        whole = to_markdown(assembly.report(view, "manuscript"))
        row = next(line for line in alone.decode().splitlines() if line.startswith("| **2"))
        assert row in whole.decode()
        assert "34" not in row
        # The text beside the table says no more than the table.
        assert "34–65" not in whole.decode()
    reference.undo()
    with reference.view() as view:
        assert remembered(view) == Options()


def test_red_stops_a_final_table_until_a_reason_stands_and_is_printed(reference):
    leaving = Leaving(what="table1", purpose="final")
    with reference.view() as view:
        found = objections(view, leaving, [check])
    with pytest.raises(Refused, match="Only 1 person in group 1 is male"):
        refuse_red(found)
    red = [each.item for each in found if each.level == "red"]
    for item in red:
        reference.do("overrides.write", gate="disclosure", item=item, why="All agreed to it")
    with reference.view() as view:
        refuse_red(objections(view, leaving, [check]))
        table = to_markdown(assembly.report(view, "table1")).decode()
        text = to_markdown(assembly.report(view, "manuscript")).decode()
    assert "All agreed to it." in table
    assert table.count("All agreed to it") == 1
    methods = text.partition("# Results")[0]
    assert "gender in group 1" in methods
    assert "All agreed to it" in methods


def with_people(*people: dict[str, Any]) -> Any:
    study = report_study.empty()
    study.do_all([{"op": "participants.add", "code": f"P{n}", **p} for n, p in enumerate(people)])
    return study


def test_a_cell_that_a_total_gives_away_is_found_and_the_total_can_be_dropped():
    shown = [{"group": "1", "age": 40 + n} for n in range(6)]
    study = with_people(*shown, {"group": "2", "age": 70})
    with study.view() as view:
        table = TableCheck(groups_of(view))
        hidden = Options(suppression="ranges", decimals=2)
        (found,) = [each for each in table.findings(hidden) if each.kind == "figures"]
        assert (found.level, found.whom) == ("red", ["P6"])
        mended = table.variant(hidden)
        assert mended is not None
        assert table.findings(mended) == []
        # With 2 decimals the total's mean gives the mean of a group of one away, so groups hide it.
        assert mended.suppression == "total only" or not mended.total


def test_the_same_table_before_and_after_one_person_came_is_one_person():
    study = with_people(*({"group": "1", "age": 40 + n, "gender": "female"} for n in range(8)))
    with study.view() as view:
        people = [p.id for p in view.find(Participant)]
        figures_then = table_figures(view, {})
    study.do("exports.note", what="table1", format="docx", purpose="final", people=people,
             figures=figures_then)  # fmt: skip
    with study.view() as view:
        assert examine(view, "table1").findings == []
    study.do("participants.add", code="P8", group="1", age=61, gender="male")
    with study.view() as view:
        found = [each for each in examine(view, "table1").findings if each.kind == "difference"]
    assert {each.item for each in found} == {
        "Table 1: difference to an earlier one in group 1",
        "Table 1: difference to an earlier one in all groups",
    }
    assert all(each.level == "red" and each.whom == ["P8"] for each in found)
    assert "not female; age 61" in found[0].learns
    export = next(row["id"] for row in _exports(study))
    study.do("exports.recall", export=export, recalled="Deleted by the department")
    with study.view() as view:
        assert not [f for f in examine(view, "table1").findings if f.kind == "difference"]


def _exports(study: Any) -> list[dict[str, str]]:
    with study.view() as view:
        return [{"id": each.id} for each in view.find(view.schema.kinds["exports"].cls)]


# --- Voices -----------------------------------------------------------------------------------
@pytest.fixture
def talk():
    """Two groups: five nurses, and four of whom one is a psychologist."""
    nurses = [{"group": "1", "number": n, "occupation": "Registered nurse"} for n in range(1, 7)]
    others = [{"group": "2", "number": n, "occupation": "Registered nurse"} for n in range(1, 6)]
    study = with_people(*nurses, *others, {"group": "2", "number": 6, "occupation": "Psychologist"})
    ids = {row["code"]: row["id"] for row in study.participants()}
    words = ["As a psychologist I see it.", "We nurses are many.", "The psychologist said so."]
    speakers = ["P11", "P6", "P0"]
    turns = [{"speaker": s, "text": w} for s, w in zip(speakers, words, strict=True)]
    study.do("sources.add", name="FG", turns=turns)
    with study.view() as view:
        found = {s.name: s.id for s in view.find(view.schema.kinds["speakers"].cls)}
    for name in speakers:
        study.do("speakers.join", speaker=found[name], participant=ids[name])
    theme = study.do("themes.add", name="T").result
    study.do("themes.change", theme=theme, stage="final", central_idea="They see it")
    for turn in study.turns():
        study.do("quotes.add", turn=turn["id"], start=0, end=len(turn["text"]), theme=theme)
    return study


def of_kind(study: Any, kind: str, part: str = "table3") -> list[Any]:
    with study.view() as view:
        return [each for each in examine(view, part).findings if each.kind == kind]


def test_only_the_psychologist_speaks_as_a_psychologist(talk):
    # The nurses are many, and who only mentions a psychologist is none.
    (found,) = of_kind(talk, "linkage")
    assert (found.level, found.k, found.whom) == ("red", 1, ["P11"])
    assert "Focus group 2, participant 6" in found.learns
    # Without an attribution the words are still those of the only psychologist of all.
    assert found.steps == []
    quote = next(row for row in talk.quotes() if "As a psych" in row["text"])
    edit = {"op": "replace", "start": 5, "end": 17, "text": "profession", "reason": "privacy"}
    talk.do("quotes.change", quote=quote["id"], edits=[edit])
    assert of_kind(talk, "linkage") == []


def test_a_label_that_tells_the_role_of_all_its_people_is_mended_in_one_step(talk):
    (found,) = of_kind(talk, "alike")
    assert "registered nurse" in found.learns
    assert found.k == 6
    talk.do_all(found.steps)
    assert of_kind(talk, "alike") == []
    talk.undo()
    assert of_kind(talk, "alike")


def test_a_role_as_label_and_a_small_group_narrow_to_few(talk):
    quotes = {row["text"][:5]: row["id"] for row in talk.quotes()}
    talk.do("quotes.change", quote=quotes["As a "], attribution="role")
    (found,) = [f for f in of_kind(talk, "label") if f.level == "red"]
    assert (found.k, found.whom) == (1, ["P11"])


def test_what_words_tell_of_their_speaker():
    person = Participant(
        occupation="Registered nurse", years_in_team=31, age=65, mentor=True, team="A",
        attributes={"diet": "vegan food"},
    )  # fmt: skip
    assert traits_named("I’ve 31 years in the house; I am 65", person) == ["years_in_team", "age"]
    assert traits_named("mentors and nurses eat vegan food", person) == [
        "occupation", "mentor", "diet"
    ]  # fmt: skip
    assert traits_named("A nursery of 131 years", person) == []


def test_numbers_in_print_can_be_shuffled_and_leave_no_trace_of_the_others(talk):
    internal = {row["code"]: row["number"] for row in talk.participants()}
    talk.do("numbering.shuffle")
    with talk.view() as view:
        numbers = view.find(view.schema.kinds["numberings"].cls)
        drawn = {person: n for each in numbers for person, n in each.numbers.items()}
        report = to_json(assembly.report(view, "table3")).decode()
    ids = {row["code"]: row["id"] for row in talk.participants()}
    assert sorted(drawn[ids[f"P{n}"]] for n in range(6)) == [1, 2, 3, 4, 5, 6]
    # Two speakers of group 2: their printed numbers, and nothing else, stand in the report.
    for code in ("P11", "P6", "P0"):
        person = next(row for row in talk.participants() if row["code"] == code)
        label = f"Focus group {person['group']}, participant {drawn[person['id']]}"
        assert label in report
        assert person["id"] not in report
    assert {row["code"]: row["number"] for row in talk.participants()} == internal
    # Who joins later gets a number that nobody has in print.
    late = talk.do("participants.add", code="PX", group="2", number=7).result
    with talk.view() as view:
        assert published(view)[late] == 7
    for each in numbers:
        talk.do("numbering.drop", numbering=each.id)
    assert "Focus group 2, participant 6" in {row["attribution"] for row in talk.quotes()}


# --- The command line -------------------------------------------------------------------------
def test_the_command_line_tells_chooses_and_checks(demo_copy, tmp_path):
    run = CliRunner()
    told = run.invoke(main, ["disclosure", str(demo_copy), "--part", "table1"])
    assert told.exit_code == 1
    assert "AMBER  Table 1: age in group 2" in told.output
    assert "Of whom: FG2-P1, FG2-P2, FG2-P3, FG2-P4." in told.output
    assert '--gender "total only"' in told.output
    chosen = run.invoke(main, ["disclosure", str(demo_copy), "--part", "table1", "--choose"])
    assert (chosen.exit_code, chosen.output.splitlines()[0][:17]) == (0, "Nothing was found")
    table = run.invoke(main, ["table", str(demo_copy), "1"]).output
    assert "34–61" not in table
    again = run.invoke(main, ["table", str(demo_copy), "1", "--suppression", "none",
                              "--no-range", ""])  # fmt: skip
    assert "34–61" in again.output
    made = json.loads(run.invoke(main, ["disclosure", str(demo_copy), "--json"]).output)
    assert {"part", "level", "findings", "options", "variant", "key_sets"} == set(made)
    file = tmp_path / "ours.docx"
    assert run.invoke(main, ["table", str(demo_copy), "1", "-o", str(file)]).exit_code == 0
    checked = run.invoke(main, ["check-table", str(file)])
    assert (checked.exit_code, "0 cannot be true" in checked.output) == (0, True)
    wrong = "g\tn\tAge\n1\t2\t40 (30–50)\nTotal\t3\t40 (30–50)"
    assert run.invoke(main, ["check-table", "-"], input=wrong).exit_code == 1


# --- Faults -----------------------------------------------------------------------------------
def test_what_the_check_does_not_know_is_refused(reference):
    with reference.view() as view:
        with pytest.raises(Refused, match="no part"):
            examine(view, "table9")
        with pytest.raises(Refused, match="cannot be printed"):
            examine(view, "table1", {"suppression": "much"})
        with pytest.raises(Refused, match="no variable"):
            examine(view, "table1", {"no_range": "shoe size"})
    study = report_study.empty()
    study.do("variants.choose", part="table1", options={"suppression": "of a later version"})
    with study.view() as view:
        assert remembered(view) == Options()
        assert examine(view, "table1").findings == []
        assert compute(Material(view), Options()).total.n == 0
