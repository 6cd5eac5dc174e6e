"""Consent: information sheets by version, and who agreed to what, when, and until when.

Consent to take part is a matter of ethics; the legal basis for keeping data is another field.
A study may keep no consents in Heddle at all: then nothing is checked against them. As soon as
one is on record, everybody who is present needs theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, get_args

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.invitees import Invitee, called, invitees_of
from heddle.study.participants import Participant
from heddle.study.rules import changes, refuse, required, unique_name
from heddle.study.values import check_date, spoken_list, surely_before, surely_by

Scope = Literal[
    "take part",
    "audio",
    "transcript",
    "quotes",
    "translated quotes",
    "contact again",
    "archive",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)


class Sheet(Record):
    """An information sheet, in one version and one language."""

    kind: ClassVar[str] = "sheets"
    label: ClassVar[str] = "version"

    version: str = ""
    language: str = ""
    valid_from: str = ""
    """In force from this date until the next version of the language is."""
    text: str = ""
    withdrawal_deadline: str = ""
    """Until when withdrawn data can still be taken out, in the sheet's words or as a date."""


class Consent(Record):
    """What one person has agreed to, on one day, on one information sheet."""

    kind: ClassVar[str] = "consents"
    label: ClassVar[str] = "date"

    participant: Annotated[str, Ref("participants")] = ""
    invitee: Annotated[str, Ref("invitees")] = ""
    """Who signed: one of the two; an invitee's consent follows to the matched participant."""
    sheet: Annotated[str, Ref("sheets")] = ""
    scopes: list[Scope] = []
    date: str = ""
    withdrawn: str = ""
    """Date of the withdrawal; empty: the consent stands."""
    withdrawal_note: str = ""
    """What the person wants done with the data, in words."""
    legal_basis: str = ""
    why: str = ""
    """Why an older sheet was signed than the one in force, where that is so."""


class AddSheet(Operation, tag="consent.sheet"):
    """Put an information sheet on record, as a new version."""

    version: str
    language: str = ""
    valid_from: str = ""
    text: str = ""
    withdrawal_deadline: str = ""

    def decide(self, work: Workspace) -> str:
        """Versions are unique within a language."""
        version = required(self.version, "version", "an information sheet")
        unique_name(work, Sheet, version, what="an information sheet", language=self.language)
        valid_from = check_date(self.valid_from, "date from which the sheet is valid")
        fields = {**changes(self), "version": version, "valid_from": valid_from}
        return work.create(Sheet(**fields))


class ChangeSheet(Operation, tag="consent.change_sheet"):
    """Correct an information sheet's version, language, dates or text."""

    sheet: str
    version: str | None = None
    language: str | None = None
    valid_from: str | None = None
    text: str | None = None
    withdrawal_deadline: str | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for new sheets hold; signed consents stay with their sheet."""
        sheet = work.get(Sheet, self.sheet)
        fields = changes(self, "sheet")
        if self.valid_from is not None:
            fields["valid_from"] = check_date(self.valid_from, "date from which it is valid")
        if self.version is not None:
            fields["version"] = required(self.version, "version", "an information sheet")
        version, language = fields.get("version", sheet.version), self.language
        language = sheet.language if language is None else language
        what = "an information sheet"
        unique_name(work, Sheet, version, but=sheet.id, what=what, language=language)
        work.set(sheet, **fields)
        return sheet.id


class DropSheet(Operation, tag="consent.drop_sheet"):
    """Remove an information sheet; refused while a consent was signed on it."""

    sheet: str

    def decide(self, work: Workspace) -> None:
        """References are checked."""
        work.drop(work.get(Sheet, self.sheet))


class RegisterConsent(Operation, tag="consent.register"):
    """Register a signed consent: who, when, on which sheet, and to what."""

    scopes: list[Scope]
    date: str
    participant: str = ""
    invitee: str = ""
    sheet: str = ""
    legal_basis: str = ""
    why: str = ""
    """Needed for a sheet that was not the newest any more: why it was signed."""

    def decide(self, work: Workspace) -> str:
        """One consent stands at a time, on the sheet in force on that day."""
        if bool(self.participant) == bool(self.invitee):
            refuse(
                "A consent is either a participant's or an invitee's; nothing was changed.",
                "Name one of the two.",
            )
        who = called(work, participant=self.participant, invitee=self.invitee)
        date = check_date(required(self.date, "date", f"the consent of {who}"), "date")
        scopes = _in_order(self.scopes, who)
        standing = [c for c in consents_of(work, self.participant, self.invitee) if not c.withdrawn]
        if standing:
            refuse(
                f"{who} has a consent of {standing[0].date} that still stands; "
                "nothing was changed.",
                "Change that one (consent.change), or withdraw it first.",
                "consent-stands",
            )
        check_sheet(work, self.sheet, date, self.why)
        fields = {**changes(self), "scopes": scopes, "date": date}
        return work.create(Consent(**fields))


class ChangeConsent(Operation, tag="consent.change"):
    """Change what a consent covers, its date, sheet or legal basis."""

    consent: str
    scopes: list[Scope] | None = None
    date: str | None = None
    sheet: str | None = None
    legal_basis: str | None = None
    why: str | None = None

    def decide(self, work: Workspace) -> str:
        """The sheet must have been in force on the date."""
        consent = work.get(Consent, self.consent)
        fields = changes(self, "consent")
        who = called(work, participant=consent.participant, invitee=consent.invitee)
        if self.scopes is not None:
            fields["scopes"] = _in_order(self.scopes, who)
        if self.date is not None:
            fields["date"] = check_date(required(self.date, "date", "a consent"), "date")
            _not_after(fields["date"], consent.withdrawn, who)
        if self.date is not None or self.sheet is not None or self.why is not None:
            sheet, date, why = (
                fields.get(n, getattr(consent, n)) for n in ("sheet", "date", "why")
            )
            check_sheet(work, sheet, date, why)
        work.set(consent, **fields)
        return consent.id


class WithdrawConsent(Operation, tag="consent.withdraw"):
    """Record that a person has withdrawn their consent."""

    consent: str
    date: str
    note: str = ""

    def decide(self, work: Workspace) -> str:
        """A consent is withdrawn once, and not before it was given.

        What happens to the person's words is a step of its own: nothing is erased here.
        """
        consent = work.get(Consent, self.consent)
        who = called(work, participant=consent.participant, invitee=consent.invitee)
        if consent.withdrawn:
            refuse(
                f"{who} withdrew this consent on {consent.withdrawn}; nothing was changed.",
                "Undo that step if it was a mistake.",
                "withdrawn",
            )
        date = check_date(required(self.date, "date", f"the withdrawal of {who}"), "date")
        _not_after(consent.date, date, who)
        work.set(consent, withdrawn=date, withdrawal_note=self.note)
        return consent.id


class DropConsent(Operation, tag="consent.drop"):
    """Remove a consent that was registered by mistake."""

    consent: str

    def decide(self, work: Workspace) -> None:
        """A person who has changed their mind withdraws it; that stays on record."""
        work.drop(work.get(Consent, self.consent))


def _in_order(scopes: Iterable[Scope], who: str) -> list[Scope]:
    wanted = set(scopes)
    if not wanted:
        refuse(
            f"The consent of {who} covers nothing; nothing was changed.",
            f"Name at least one of: {', '.join(SCOPES)}.",
        )
    return [scope for scope in SCOPES if scope in wanted]


def _not_after(given: str, withdrawn: str, who: str) -> None:
    if surely_before(withdrawn, given):
        refuse(
            f"{who} cannot have withdrawn on {withdrawn} a consent of {given}; "
            "nothing was changed.",
            "Correct one of the two dates.",
            "dates-clash",
        )


def check_sheet(work: Workspace, sheet: str, date: str, why: str) -> None:
    """Refuse a sheet that was not in force yet, or (without a reason) not any more."""
    if not sheet:
        return
    signed = work.get(Sheet, sheet)
    if surely_before(date, signed.valid_from):
        refuse(
            f"Sheet {signed.version} is valid from {signed.valid_from} only, not on {date}; "
            "nothing was changed.",
            "Choose the sheet that was signed, or correct the date.",
            "sheet-not-yet",
        )
    newer = newer_sheet(work, signed, date)
    if newer is not None and not why.strip():
        refuse(
            f"Sheet {signed.version} was not in force on {date}: {newer.version} had replaced "
            f"it on {newer.valid_from}; nothing was changed.",
            f"Ask the person to sign {newer.version}, or say why the older sheet holds (why).",
            "sheet-older",
        )


def newer_sheet(view: View, sheet: Sheet, date: str) -> Sheet | None:
    """Return the newest sheet of the language that had replaced this one by a date, or None."""
    later = [
        other
        for other in view.find(Sheet, "valid_from", language=sheet.language)
        if surely_before(sheet.valid_from, other.valid_from) and surely_by(other.valid_from, date)
    ]
    return later[-1] if later else None


def older_sheets(view: View) -> list[tuple[Consent, Sheet, Sheet]]:
    """Return consents signed on a sheet that was not in force any more, with both sheets."""
    sheets = {sheet.id: sheet for sheet in view.find(Sheet)}
    found = []
    for consent in view.find(Consent):
        signed = sheets.get(consent.sheet)
        newer = newer_sheet(view, signed, consent.date) if signed else None
        if signed and newer:
            found.append((consent, signed, newer))
    return found


def consents_of(view: View, participant: str = "", invitee: str = "") -> list[Consent]:
    """Return all consents of a person, withdrawn ones too, as participant and as invitee."""
    invitees = [invitee] if invitee else [i.id for i in invitees_of(view, participant)]
    if invitee and not participant:
        participant = view.get(Invitee, invitee).participant
    own = view.find(Consent, participant=participant) if participant else []
    return sorted(own + view.among(Consent, "invitee", invitees), key=lambda c: c.id)


def keeps_consents(view: View) -> bool:
    """Tell whether this study keeps consents in Heddle at all."""
    return view.count(Consent) > 0


def scopes_of(
    view: View, participant: str = "", *, invitee: str = "", on: str = ""
) -> set[Scope] | None:
    """Return what a person's standing consents cover; None if the study keeps no consents.

    An empty set means: the study keeps consents, and this person has none. With a date `on`,
    consents given later do not count, nor those withdrawn before it; without one, no withdrawn
    consent counts.
    """
    if not keeps_consents(view):
        return None
    standing = [c for c in consents_of(view, participant, invitee) if stands(c, on)]
    return {scope for consent in standing for scope in consent.scopes}


def stands(consent: Consent, on: str = "") -> bool:
    """Tell whether a consent stands, on a date or (without one) to this day."""
    if not on:
        return not consent.withdrawn
    return not surely_before(on, consent.date) and not surely_before(consent.withdrawn, on)


def check_scope(
    work: Workspace, participants: Iterable[str], scope: Scope, *, on: str, so: str
) -> None:
    """Refuse what one of the participants has not consented to, naming them by code.

    Nothing is refused in a study that keeps no consents. `so` says what cannot be done.
    """
    if not keeps_consents(work):
        return
    people = work.among(Participant, "id", participants)
    lacking = [p.code for p in people if scope not in (scopes_of(work, p.id, on=on) or set())]
    if lacking:
        day = f" on {on}" if on else ""
        refuse(
            f"There is no signed consent to “{scope}” that stands{day} for "
            f"{spoken_list(sorted(lacking))}, so {so}; nothing was changed.",
            "Register the signed consent first (consent.register), or leave them out.",
            "no-consent",
        )
