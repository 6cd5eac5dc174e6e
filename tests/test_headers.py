"""Headers in English and Danish find their fields; a person's word is never overruled."""

from __future__ import annotations

import pytest

from heddle.exchange import columns
from heddle.exchange.headers import Column, UnknownColumns, match, normal, table
from heddle.exchange.sheets import read_sheet, read_sheet_file


def sheet(*headers):
    rows = [";".join(headers), ";".join(f"v{i}" for i in range(len(headers)))]
    return read_sheet("t.csv", "\n".join(rows).encode())


@pytest.mark.parametrize(
    "headers",
    [
        ("participant_id", "focus_group", "participant_no", "gender", "age"),
        ("Participant ID", "Focus group", "Participant no.", "Sex", "Age (years)"),
        ("Deltager-ID", "Fokusgruppe", "Deltager nr.", "Køn", "Alder [år]"),
        ("KODE", "gruppe", "Nr", "KOEN", "Alder"),
    ],
)
def test_participants_in_four_hands(headers):
    found = match(sheet(*headers), columns.PARTICIPANTS)
    assert [found.fields[field] for field in ("code", "group", "number", "gender", "age")] == list(
        headers
    )
    assert found.others == []


def test_spelling_that_does_not_count():
    assert normal("Years in team") == normal("years_in_team") == normal("Years-in-Team ")
    assert normal("Køn") == normal("KOEN")
    assert normal("År") == normal("aar") == normal("A\u030ar".casefold().replace("a\u030a", "å"))
    assert normal("Café") == normal("cafe")


def test_other_headers_are_handed_on_and_missing_fields_told():
    found = match(sheet("code", "age", "Favourite colour"), columns.PARTICIPANTS)
    assert found.others == ["Favourite colour"]
    assert "gender" in found.missing
    row = {"code": " P1 ", "age": "41", "Favourite colour": "x"}
    assert found.value(row, "code") == "P1"
    assert found.value(row, "gender") == ""


def test_of_two_columns_that_fit_the_more_telling_is_taken():
    found = match(sheet("id", "participant code", "age"), columns.PARTICIPANTS)
    assert found.fields["code"] == "participant code"
    assert found.others == ["id"]


def test_a_persons_word_decides():
    given = {"code": "serial", "age": "-", "gender": "KØN"}
    found = match(sheet("id", "serial", "age", "køn"), columns.PARTICIPANTS, given)
    assert found.fields == {"code": "serial", "gender": "køn"}
    assert found.others == ["id", "age"]


def test_a_required_column_that_cannot_be_told_is_asked_for():
    with pytest.raises(UnknownColumns) as asked:
        match(sheet("initials", "age"), columns.PARTICIPANTS)
    assert "--map code=HEADER" in asked.value.hint
    assert "“initials”" in asked.value.hint
    assert "v0" not in str(asked.value)  # people's data stay out of the message
    assert asked.value.table.splitlines() == ["initials | age", "-------- | ---", "v0       | v1"]


@pytest.mark.parametrize("given", [{"code": "nowhere"}, {"cod": "age"}])
def test_a_person_may_be_wrong(given):
    with pytest.raises(UnknownColumns) as asked:
        match(sheet("code", "age"), columns.PARTICIPANTS, given)
    assert asked.value.file == "t.csv"


def test_a_header_serves_one_field():
    wanted = {"a": Column("first", ("x",)), "b": Column("second", ("x",))}
    found = match(sheet("x", "y"), wanted)
    assert (found.fields, found.missing) == ({"a": "x"}, ["b"])


def test_the_table_shows_three_rows_cut_to_width():
    text = "code,words\n" + "".join(f"P{i},{'ord ' * 30}\n" for i in range(9))
    lines = table(read_sheet("t.csv", text.encode())).splitlines()
    assert len(lines) == 5
    assert lines[2].startswith("P0   | ord ord")
    assert max(map(len, lines)) < 40


@pytest.mark.parametrize("name", ["PARTICIPANTS", "RECRUITMENT", "SESSIONS", "CODES", "CODINGS"])
def test_every_name_of_a_field_finds_it(name):
    wanted = {
        field: Column(column.label, column.names)
        for field, column in getattr(columns, name).items()
    }
    for field, column in wanted.items():
        for header in (field, column.label, *column.names):
            assert match(sheet(header, "zzz"), wanted).fields == {field: header}


def test_the_reference_study_is_recognised(shared):
    folder = shared / "reference_study"
    for name, wanted in (
        ("participants", columns.PARTICIPANTS),
        ("recruitment", columns.RECRUITMENT),
        ("sessions", columns.SESSIONS),
    ):
        found = match(read_sheet_file(folder / f"{name}.csv"), wanted)
        assert found.others in ([], ["synthetic"])
        assert set(found.missing) <= {"birth_year", "invited", "reason"}
