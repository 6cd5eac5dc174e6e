"""Consent: sheets in force, one consent at a time, and who may be present on a day."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.study.consent import (
    SCOPES,
    Consent,
    keeps_consents,
    older_sheets,
    scopes_of,
    stands,
)
from heddle.study.values import surely_before, surely_by
from people_desk import Desk, desk_fixture  # noqa: F401 - the fixture is used by its name

ALL = list(SCOPES)
whole = st.dates().map(str)
partial = st.builds(lambda day, length: day[:length], whole, st.sampled_from([4, 7, 10]))


# --- laws -------------------------------------------------------------------------------------
@given(partial, partial)
@settings(max_examples=100)
def test_dates_are_compared_only_as_far_as_both_are_known(a: str, b: str) -> None:
    length = min(len(a), len(b))
    assert surely_before(a, b) == (a[:length] < b[:length])
    assert not (surely_before(a, b) and surely_before(b, a))
    if len(a) == len(b) == 10:
        assert surely_by(a, b) == (a <= b)
    if surely_before(a, b):
        assert surely_by(a, b)
    assert not surely_before("", a)
    assert not surely_before(a, "")


@given(given_on=whole, withdrawn=st.just("") | whole, on=whole)
@settings(max_examples=100)
def test_a_consent_stands_from_its_date_to_its_withdrawal(
    given_on: str, withdrawn: str, on: str
) -> None:
    consent = Consent(date=given_on, withdrawn=withdrawn)
    assert stands(consent, on) == (given_on <= on and (not withdrawn or withdrawn >= on))
    assert stands(consent) == (not withdrawn)


# --- story 4 ----------------------------------------------------------------------------------
def test_story_4_an_unsigned_person_cannot_be_put_present(desk: Desk) -> None:
    signed, unsigned = desk.person("P1"), desk.person("P2")
    session = desk.session("FG1", date="2021-11-03")
    sheet = desk.do("consent.sheet", version="2", language="da", valid_from="2021-10-01")
    desk.do("consent.register", participant=signed, sheet=sheet, date="2021-11-03", scopes=ALL)
    desk.refuses(
        "sessions.attend", "consent to “take part”", "2021-11-03 for P2", "present list of FG1",
        "consent.register", because="no-consent", session=session,
        participants=[signed, unsigned],
    )  # fmt: skip
    desk.do("sessions.attend", session=session, participants=[signed])


def test_story_4_an_old_sheet_is_flagged(desk: Desk) -> None:
    person = desk.person("P1")
    old = desk.do("consent.sheet", version="1", language="da", valid_from="2021-09-01")
    desk.do("consent.sheet", version="1-en", language="en", valid_from="2021-10-15")
    desk.do("consent.sheet", version="2", language="da", valid_from="2021-10-01")
    signed = {"participant": person, "sheet": old, "scopes": ALL}
    desk.refuses(
        "consent.register", "Sheet 1 was not in force on 2021-11-03", "2 had replaced it on "
        "2021-10-01", "sign 2", because="sheet-older", date="2021-11-03", **signed,
    )  # fmt: skip
    desk.refuses("consent.register", "valid from 2021-09-01 only", date="2021-08-31", **signed)
    kept = desk.do("consent.register", date="2021-11-03", why="signed at home before", **signed)
    with desk.view() as view:
        ((consent, sheet, newer),) = older_sheets(view)
    assert (consent.id, sheet.version, newer.version) == (kept, "1", "2")
    desk.do("consent.change", consent=kept, date="2021-09-20")
    with desk.view() as view:
        assert older_sheets(view) == []


def test_a_sheet_of_the_same_month_is_not_called_old_on_a_guess(desk: Desk) -> None:
    person = desk.person("P1")
    old = desk.do("consent.sheet", version="1", valid_from="2021-09")
    desk.do("consent.sheet", version="2", valid_from="2021-11-15")
    desk.do("consent.register", participant=person, sheet=old, date="2021-11", scopes=ALL)


# --- registering ------------------------------------------------------------------------------
def test_a_consent_is_one_persons_dated_and_covers_something(desk: Desk) -> None:
    person, invitee = desk.person("P1"), desk.invited()
    register = {"scopes": ALL, "date": "2021-11-01"}
    desk.refuses("consent.register", "either a participant's or an invitee's", **register)
    desk.refuses(
        "consent.register", "Name one of the two", participant=person, invitee=invitee, **register
    )
    desk.refuses("consent.register", "P1 covers nothing", "take part", participant=person,
                 date="2021-11-01", scopes=[])  # fmt: skip
    desk.refuses("consent.register", "date of the consent of P1", participant=person,
                 date="", scopes=ALL)  # fmt: skip
    desk.refuses("consent.register", "not a date", participant=person, date="Nov", scopes=ALL)
    desk.refuses("consent.register", "Invalid enum value", participant=person,
                 date="2021-11-01", scopes=["film"], because="wrong-type")  # fmt: skip
    desk.refuses("consent.register", "no participant with the id", participant="x", **register)


def test_a_person_has_one_consent_that_stands(desk: Desk) -> None:
    invitee, person = desk.agreed(), desk.person("P1")
    register = {"scopes": ["take part", "audio"], "date": "2021-11-01"}
    first = desk.do("consent.register", invitee=invitee, **register)
    desk.do("recruitment.match", invitee=invitee, participant=person)
    words = ("has a consent of 2021-11-01 that still stands", "consent.change")
    desk.refuses("consent.register", *words, participant=person, **register)
    desk.refuses("consent.register", *words, invitee=invitee, **register)
    desk.do("consent.withdraw", consent=first, date="2021-11-02", note="delete all")
    desk.do("consent.register", participant=person, **register | {"date": "2021-11-05"})
    assert len(desk.find(Consent)) == 2


def test_scopes_tell_none_on_record_from_no_record_at_all(desk: Desk) -> None:
    signed, unsigned = desk.person("P1"), desk.person("P2")
    with desk.view() as view:
        assert not keeps_consents(view)
        assert scopes_of(view, signed) is None
    consent = desk.do(
        "consent.register", participant=signed, date="2021-11-01", scopes=["audio", "take part"]
    )
    assert desk.get(Consent, consent).scopes == ["take part", "audio"]
    with desk.view() as view:
        assert scopes_of(view, signed) == {"take part", "audio"}
        assert scopes_of(view, signed, on="2021-10-31") == set()
        assert scopes_of(view, unsigned) == set()
    desk.do("consent.withdraw", consent=consent, date="2021-11-20")
    with desk.view() as view:
        assert scopes_of(view, signed) == set()
        assert scopes_of(view, signed, on="2021-11-19") == {"take part", "audio"}
        assert scopes_of(view, signed, on="2021-11-21") == set()
    desk.do("consent.drop", consent=consent)
    with desk.view() as view:
        assert scopes_of(view, signed) is None


def test_an_invitees_consent_follows_to_the_participant(desk: Desk) -> None:
    invitee, person = desk.agreed(), desk.person("P1")
    desk.do("consent.register", invitee=invitee, date="2021-11-01", scopes=["quotes"])
    with desk.view() as view:
        assert scopes_of(view, person) == set()
        assert scopes_of(view, invitee=invitee) == {"quotes"}
    desk.do("recruitment.match", invitee=invitee, participant=person)
    with desk.view() as view:
        assert scopes_of(view, person) == {"quotes"}


# --- changing and withdrawing -----------------------------------------------------------------
def test_a_withdrawal_is_dated_once_and_not_before_the_consent(desk: Desk) -> None:
    person = desk.person("P1")
    consent = desk.do("consent.register", participant=person, date="2021-11-05", scopes=ALL)
    words = ("P1 cannot have withdrawn on 2021-11-04 a consent of 2021-11-05", "two dates")
    desk.refuses("consent.withdraw", *words, consent=consent, date="2021-11-04")
    desk.refuses("consent.withdraw", "date of the withdrawal of P1", consent=consent, date=" ")
    desk.do("consent.withdraw", consent=consent, date="2021-11", note="keep the transcript")
    assert desk.get(Consent, consent).withdrawal_note == "keep the transcript"
    words = ("withdrew this consent on 2021-11;", "Undo")
    desk.refuses("consent.withdraw", *words, consent=consent, date="2021-12-01")
    desk.refuses("consent.change", "cannot have withdrawn", consent=consent, date="2021-12-01")
    desk.undo()
    assert desk.get(Consent, consent).withdrawn == ""


def test_what_a_consent_covers_can_be_narrowed(desk: Desk) -> None:
    consent = desk.do(
        "consent.register", participant=desk.person("P1"), date="2021-11-05", scopes=ALL
    )
    desk.do("consent.change", consent=consent, scopes=["transcript", "take part"])
    assert desk.get(Consent, consent).scopes == ["take part", "transcript"]
    desk.refuses("consent.change", "covers nothing", consent=consent, scopes=[])


def test_who_withdrew_before_the_day_cannot_be_present(desk: Desk) -> None:
    person = desk.person("P1")
    consent = desk.do("consent.register", participant=person, date="2021-10-01", scopes=ALL)
    desk.do("consent.withdraw", consent=consent, date="2021-11-03")
    earlier, later = desk.session("FG1", date="2021-11-03"), desk.session("FG2", date="2021-11-04")
    undated = desk.session("FG3")
    desk.do("sessions.attend", session=earlier, participants=[person])
    for session in (later, undated):
        desk.refuses("sessions.attend", "for P1", session=session, participants=[person])


def test_sheets_have_a_version_of_their_own_and_stay_while_signed(desk: Desk) -> None:
    sheet = desk.do("consent.sheet", version="1", language="da", valid_from="2021-09")
    other = desk.do("consent.sheet", version="1", language="en")
    desk.refuses("consent.sheet", "already an information sheet", version="1", language="da")
    desk.refuses("consent.sheet", "cannot be empty", version="")
    desk.refuses("consent.sheet", "not a date", version="3", valid_from="soon")
    desk.refuses("consent.change_sheet", "already an", sheet=other, language="da")
    desk.do("consent.change_sheet", sheet=sheet, text="What we ask of you", valid_from="2021-08")
    desk.do("consent.register", participant=desk.person("P1"), sheet=sheet, date="2021-11-01",
            scopes=ALL)  # fmt: skip
    desk.refuses("consent.drop_sheet", "still used by a consent", sheet=sheet)
    desk.do("consent.drop_sheet", sheet=other)
