"""The reverse checker: what is false is found, and nothing that is true is called impossible."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report_study
from heddle.errors import Unreadable
from heddle.exchange.printed import printed_table, table_in_text
from heddle.report import assembly
from heddle.report.check_table import check_printed, check_table
from heddle.report.files import render
from heddle.report.published import figure

SPREADS = {
    "age": "Age mean (range)",
    "years_in_services": "Years in services mean (range)",
    "years_in_team": "Years in team mean (range)",
}
SAID = "They lasted between 103 and 104 min."


def published(shared: Path) -> list[list[str]]:
    """The reference study's printed table, rebuilt from its figures."""
    known = json.loads((shared / "reference_study" / "expected_table1.json").read_text("utf-8"))
    rows = [["Focus group", "Participants (n)", "Female (n)", *SPREADS.values(), "Occupations",
             "Duration"]]  # fmt: skip
    for label, row in [*known["groups"].items(), ("Total", known["total"])]:
        spreads = [f"{row[n]['mean']} ({row[n]['range'][0]}–{row[n]['range'][1]})" for n in SPREADS]
        listed = " ".join(row.get("occupations", []))
        rows.append([label, str(row["n"]), str(row["female"]), *spreads, listed, row["duration"]])
    return rows


def tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def verdicts(rows: list[list[str]], text: str = "", **options: Any) -> dict[str, str]:
    return {c.what: c.verdict for c in check_table(tabs(rows), text=text, **options).checks}


def wrong(rows: list[list[str]], **options: Any) -> list[str]:
    return [what for what, verdict in verdicts(rows, **options).items() if verdict == "impossible"]


# --- The reference study: N1 to N9 ------------------------------------------------------------
def test_it_finds_in_the_published_table_what_is_wrong_and_nothing_else(shared):
    made = check_table(tabs(published(shared)), text=SAID)
    told = {each.what: each for each in made.checks}
    others = {what: each.verdict for what, each in told.items() if each.verdict != "holds"}
    assert others == {
        "age mean (range): range of the total": "impossible",
        "years in team mean (range): mean of the total": "possible, not derivable",
        "duration: between 103 and 104 min": "possible, not derivable",
    }
    assert made.impossible == 1
    assert "34 to 65" in told["age mean (range): range of the total"].why
    age = told["age mean (range): mean of the total"].why
    assert "847 to 859" in age
    assert "842 to 858" in age
    assert "50.18" in age
    team = told["years in team mean (range): mean of the total"].why
    assert "120 to 132" in team
    assert "7.41" in team
    assert "128 to 132 fits both" in team
    assert "18735 s = 5:12:15 (mean 1:44:05)" in told["duration: sum"].why
    assert "103.32 and 104.75" in told["duration: between 103 and 104 min"].why
    assert "31 of 31" in told["years in team within years in services, 1"].why


@pytest.mark.parametrize(
    ("row", "column", "value", "found"),
    [
        (4, 1, "18", "participants (n): sum of the groups"),
        (4, 2, "13", "female (n): sum of the groups"),
        (2, 2, "5", "female (n): 2"),
        (1, 3, "66 (41–65)", "age mean (range): mean and range, 1"),
        (2, 3, "36 (34–61)", "age mean (range): mean and range, 2"),
        (4, 3, "47 (34–65)", "age mean (range): mean of the total"),
        (4, 4, "17 (2–32)", "years in services mean (range): range of the total"),
        (4, 5, "11 (1–31)", "years in team mean (range): mean of the total"),
        (1, 5, "8 (1–33)", "years in team within years in services, 1"),
        (4, 7, "5:12:16", "duration: sum"),
    ],
)
def test_one_number_beyond_what_the_others_allow_is_found(shared, row, column, value, found):
    rows = published(shared)
    rows[4][3] = "50 (34–65)"
    assert wrong(rows) == []
    rows[row][column] = value
    assert found in wrong(rows)


# --- No false alarm ---------------------------------------------------------------------------
years = st.none() | st.integers(0, 12) | st.sampled_from([0.5, 2.25, 3.125, 7.3])
person = st.builds(
    lambda group, gender, age, services, team, job: {
        "group": group,
        "gender": gender,
        "occupation": job,
        **({"age": 40 + age} if age is not None else {}),
        **({"years_in_services": services + 13} if services is not None else {}),
        **({"years_in_team": team} if team is not None else {}),
    },
    st.sampled_from(["1", "2", "Mentors"]),
    st.sampled_from(["female", "male", ""]),
    st.none() | st.integers(0, 40),
    years,
    years,
    st.sampled_from(["Nurse", "Psychologist, clinical", ""]),
)


printing = st.fixed_dictionaries(
    {
        "statistic": st.sampled_from(
            ["mean (range)", "median (range)", "median (IQR)", "mean (SD)"]
        ),
        "suppression": st.sampled_from(["none", "ranges", "bands", "all ranges", "total only"]),
        "decimals": st.integers(0, 2),
        "decimal_mark": st.sampled_from([".", ","]),
        "rounding": st.sampled_from(["half-up", "half-even"]),
    }
)


@settings(max_examples=25)
@given(
    st.lists(person, min_size=1, max_size=12),
    printing,
    st.lists(st.integers(1, 9000), min_size=3, max_size=3),
    st.sampled_from(["md", "csv", "html", "docx", "xlsx"]),
)
def test_a_table_of_ours_is_never_called_impossible(people, options, lengths, form):
    study = report_study.empty()
    study.do_all([{"op": "participants.add", "code": f"P{n}", **p} for n, p in enumerate(people)])
    for name, length in zip(("FG1", "FG2", "Mentors"), lengths, strict=True):
        study.do("sessions.add", name=name, duration=length)
    with study.view() as view:
        made = assembly.report(view, "table1", **options)
    data, _ = render(made, form)
    checked = check_printed(printed_table(f"table.{form}", data))
    assert [each for each in checked.checks if each.verdict == "impossible"] == []
    groups = {p["group"] for p in people}
    assert checked.groups == len(groups)
    assert any(each.verdict == "holds" for each in checked.checks)


def test_a_person_in_two_groups_is_no_mistake():
    rows = [["Group", "n", "Age, mean (range)"], ["1", "3", "40 (30–50)"], ["2", "3", "50 (40–60)"],
            ["Total", "5", "46 (30–60)"]]  # fmt: skip
    assert "n: sum of the groups" in wrong(rows)
    told = check_table(tabs(rows), text="1 person sat in more than one group")
    assert told.impossible == 0


# --- Forms ------------------------------------------------------------------------------------
def as_docx(rows: list[list[str]]) -> bytes:
    document = docx.Document()
    document.add_paragraph(SAID)
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            table.cell(at, place).text = cell
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_same_table_in_any_form_gives_the_same_verdicts(shared, tmp_path):
    rows = published(shared)
    want = verdicts(rows, SAID)
    rule = ["---"] * len(rows[0])
    md = "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])
    cells = "".join(f"<tr>{''.join(f'<td><p>{c}</p></td>' for c in row)}</tr>" for row in rows)
    page = f"<p>{SAID}</p><table><script>x</script>{cells}</table>"
    turned = [list(row) for row in zip(*rows, strict=True)]
    forms = {
        "md": f"{SAID}\n\n{md}\n".encode(),
        "html": page.encode(),
        "csv": "\n".join(";".join(row) for row in rows).encode(),
        "docx": as_docx(rows),
        "txt": tabs(turned).encode(),
    }
    for form, data in forms.items():
        file = tmp_path / f"table.{form}"
        file.write_bytes(data)
        said = SAID if form in ("csv", "txt") else ""
        found = {each.what: each.verdict for each in check_table(file, text=said).checks}
        assert found == want, form


def test_percentages_minutes_and_means_without_ranges():
    rows = [
        ["Group (n = 6)", "Women, n (%)", "Age, mean", "Length, min"],
        ["A (n = 6)", "5 (83.3)", "54.3", "104"],
        ["B (n = 4)", "2 (50)", "43.5", "103"],
        ["All (n = 10)", "7 (71)", "50.0", "208"],
    ]
    made = {c.what: c for c in check_table(tabs(rows)).checks}
    assert made["women, n (%): A (n = 6)"].verdict == "holds"
    assert made["women, n (%): All (n = 10)"].verdict == "impossible"
    # 6 whole ages have no mean of 54.3: 54.33 would be printed 54.3 and 54.17 as 54.2.
    assert made["age, mean: mean, A (n = 6)"].verdict == "holds"
    assert made["length, min: sum"].verdict == "holds"
    rows[1][2] = "54.4"
    assert "age, mean: mean, A (n = 6)" in wrong(rows)


def test_cells_as_people_write_them():
    assert (figure("54,3 [41; 65]").low, figure("54,3 [41; 65]").decimals) == (41, 1)
    assert figure("54 ± 3.1").spread is not None
    assert figure("43a").marked
    assert not figure("43").marked
    assert figure("1:44:45").seconds == 6285
    assert figure("Registered nurse").value is None
    assert figure("3–16").high == 16


# --- Faults -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["", "no table at all", "a,b\nc,d", "| a | b |\n|---|---|\n| x | y |", "\0\0", "|" * 50]
)
def test_what_holds_no_table_is_refused(text):
    with pytest.raises(Unreadable, match="nothing was"):
        check_table(text)


@settings(max_examples=60)
@given(st.text(alphabet="0123456789|\t\n ()–-.,%:nAge <td>&;\x00é", max_size=200))
def test_any_text_is_checked_or_refused(text):
    try:
        made = check_table(text)
    except Unreadable:
        return
    assert made.impossible <= len(made.checks)
    assert made.groups


def test_a_page_cannot_bring_more_than_words():
    head = "<tr><th>G</th><th onclick=x>n</th></tr>"
    text = f"<table>{head}<tr><td>1</td><td>2<img src=x></td></tr></table>"
    assert table_in_text(text).rows == [["G", "n"], ["1", "2"]]
