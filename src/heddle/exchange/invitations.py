"""Invitations with names: the names go to the identity key, the codes to the study.

A recruiter's list has names, addresses and numbers in it. Here it is cut in two before anything
reaches the study: who each person is, under a code, and the same table without that.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.exchange.cells import write_csv
from heddle.exchange.headers import Column, match, normal
from heddle.exchange.people_in import RECRUITMENT
from heddle.exchange.sheets import Sheet
from heddle.privacy.identity import Person
from heddle.text.signs import signs

_CODE: Final = Column("code", RECRUITMENT["code"].names)
_IDENTITY: Final = {
    "code": _CODE,
    "name": Column("name", ("full name", "navn", "fulde navn")),
    "first": Column("first name", ("firstname", "given name", "fornavn")),
    "last": Column("last name", ("lastname", "surname", "family name", "efternavn")),
    "also": Column("nickname", ("known as", "also", "kaldenavn", "kælenavn")),
    "email": Column("e-mail", ("email", "mail", "e-mail address", "e-mailadresse")),
    "phone": Column(
        "phone", ("telephone", "mobile", "phone number", "telefon", "mobil", "telefonnummer", "tlf")
    ),
    "note": Column("address", ("home address", "adresse", "contact note")),
}


class Cut(msgspec.Struct, kw_only=True):
    """An invitation list cut in two."""

    people: list[Person]
    table: bytes
    """The list without the columns that say who somebody is, as CSV with a column "code"."""
    taken: list[str]
    """Headers that went to the key."""


def cut(sheet: Sheet, known: set[str]) -> Cut:
    """Cut an invitation list in two.

    Args:
        sheet: The list as it was read.
        known: Codes in use; a list without a column of codes gets new ones ("I01" on).
    """
    found = match(sheet, _IDENTITY).fields
    code_header = found.pop("code", "")
    taken = [*found.values(), *_telling(sheet, set(found.values()) | {code_header})]
    kept = [h for h in sheet.headers if h not in taken and h != code_header]
    people: list[Person] = []
    rows: list[list[str]] = []
    codes = _new_codes(known, len(sheet.rows))
    for number, row in enumerate(sheet.rows):
        code = row[code_header].strip() if code_header else codes[number]
        person = _person(code, {field: row[h].strip() for field, h in found.items()})
        extra = [row[h].strip() for h in taken if h not in found.values() and row[h].strip()]
        person.note = "; ".join(filter(None, [person.note, *extra]))
        people.append(person)
        rows.append([code, *(row[h] for h in kept)])
    return Cut(people=people, table=write_csv(["code", *kept], rows), taken=taken)


def _person(code: str, told: dict[str, str]) -> Person:
    name = told.get("name") or " ".join(filter(None, (told.get("first"), told.get("last"))))
    also = [each.strip() for each in told.get("also", "").replace(";", ",").split(",")]
    return Person(
        code=code,
        name=name,
        also=[each for each in also if each],
        email=told.get("email", ""),
        phone=told.get("phone", ""),
        note=told.get("note", ""),
    )


def _telling(sheet: Sheet, done: set[str]) -> list[str]:
    """Return further columns in which a number or an address stands that finds a person."""
    return [
        header
        for header in sheet.headers
        if header not in done
        and (
            normal(header).startswith(("cpr", "personnummer", "dateofbirth", "foedselsdag"))
            or any(s.certainty == "sure" for row in sheet.rows for s in signs(row[header]))
        )
    ]


def _new_codes(known: set[str], count: int) -> list[str]:
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        if (code := f"I{number:02}") not in known:
            found.append(code)
    return found
