"""The record of processing: what a controller writes down of a study, from its real record.

The items are those that Article 30(1) of Regulation (EU) 2016/679 asks for: controller, purposes,
categories of people and of data, recipients, transfers, periods, security. What only a person can
say (who the controller is, on which basis) is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from heddle.log.setup import has_log, read_meta
from heddle.log.view import View
from heddle.report.model import Block, Heading, Inlines, List, Paragraph, Trace, runs, words
from heddle.report.prose import full_stop, ids, listed, number, plural, sentence, to_be_written
from heddle.store.recast import MEDIA_KEY
from heddle.study.consent import Consent
from heddle.study.exports import Export
from heddle.study.facts import facts_of
from heddle.study.invitees import Invitee
from heddle.study.overrides import Override
from heddle.study.participants import Participant
from heddle.study.recordings import Recording
from heddle.study.retention import DATA as CLASSES
from heddle.study.retention import Clock, RetentionRule, clocks, rule_of
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.study.withdrawals import Withdrawal


class Item(msgspec.Struct, kw_only=True):
    """One thing that the record of processing says."""

    title: str
    told: list[str]
    """Sentences from the record."""
    asked: list[str] = []
    """What only a person can answer."""
    evidence: list[str] = []


def processing(view: View) -> list[Item]:
    """Return the record of processing, item by item."""
    return [
        _controller(view),
        _purposes(view),
        _basis(view),
        _people(view),
        _data(view),
        _recipients(view),
        Item(
            title="Transfers to other countries",
            told=["Heddle sends nothing over any network, so it transfers nothing."],
            asked=["whether files are sent outside the EU or EEA by other means"],
        ),
        _periods(view),
        security(view),
    ]


def blocks(items: Sequence[Item]) -> list[Block]:
    """Return items as a document."""
    made: list[Block] = []
    for item in items:
        made.append(Heading(1, item.title))
        if len(item.told) > 1:
            made.append(List(tuple(_traced(item, text) for text in item.told)))
        else:
            made += [Paragraph(_traced(item, text)) for text in item.told]
        made += [to_be_written(ask) for ask in item.asked]
    return made


def _traced(item: Item, text: str) -> Inlines:
    if not item.evidence:
        return runs(text)
    return (Trace(text, tuple(item.evidence), kind="claim", query=item.title.lower()),)


def _controller(view: View) -> Item:
    managers = [m for m in view.find(Member) if "data manager" in m.roles]
    leads = [m for m in view.find(Member) if "principal investigator" in m.roles]
    told = [f"Responsible for the data in the team: {_names(managers)}."] if managers else []
    told += [f"Principal investigator: {_names(leads)}."] if leads else []
    return Item(
        title="Controller and contact",
        told=told,
        asked=["the institution that is the controller, and its data protection officer"],
        evidence=list(ids([*managers, *leads])),
    )


def _purposes(view: View) -> Item:
    facts = facts_of(view)
    aims = [full_stop(aim) for aim in facts.aims if aim.strip()]
    ask = [] if aims else ["the purposes of the processing"]
    told = [f"Research. {full_stop(facts.title)}" if facts.title else "Research.", *aims]
    return Item(title="Purposes", told=told, asked=ask, evidence=[facts.id] if facts.id else [])


def _basis(view: View) -> Item:
    found = sorted({c.legal_basis.strip() for c in view.find(Consent) if c.legal_basis.strip()})
    ethics = facts_of(view).ethics.strip()
    told = [full_stop(basis) for basis in found] + ([full_stop(ethics)] if ethics else [])
    return Item(
        title="Legal basis",
        told=told,
        asked=["the legal basis for ordinary data and for health data"] if not found else [],
    )


def _people(view: View) -> Item:
    told = []
    for cls, one, many in (
        (Participant, "participant", "participants"),
        (Invitee, "person invited", "people invited"),
        (Member, "member of the research team", "members of the research team"),
    ):
        if count := view.count(cls):
            told.append(f"{number(count).capitalize()} {plural(count, one, many)}.")
    told.append("People whom participants speak about, as far as they can be recognised.")
    return Item(title="Categories of people", told=told)


def _data(view: View) -> Item:
    told = []
    fields = attributes_held(view)
    if fields:
        told.append(f"About participants, under a code: {', '.join(fields)}.")
    forms: dict[str, int] = {}
    for source in view.find(Source):
        forms[source.form] = forms.get(source.form, 0) + 1
    told += [f"{number(n).capitalize()} {plural(n, f)}." for f, n in sorted(forms.items())]
    kept = [r for r in view.find(Recording) if not r.deleted]
    if kept:
        told.append(f"{number(len(kept)).capitalize()} {plural(len(kept), 'recording')} of voices.")
    told.append("Names and contact data are not in the study; they belong in the identity key.")
    return Item(
        title="Categories of data",
        told=told,
        asked=["whether health data or other special categories are among what people say"],
    )


def attributes_held(view: View) -> list[str]:
    """Return what is on record about participants, by the names of the fields."""
    names: dict[str, None] = {}
    for person in view.find(Participant):
        for field in person.__struct_fields__:
            value = getattr(person, field)
            if field in ("id", "code", "attributes") or value in ("", None):
                continue
            names[field.replace("_", " ")] = None
        names.update(dict.fromkeys(person.attributes))
    return list(names)


def _recipients(view: View) -> Item:
    exports = view.find(Export)
    final = [each for each in exports if each.purpose == "final"]
    told = [
        f"{number(len(exports)).capitalize()} {plural(len(exports), 'file')} left the study, "
        f"{number(len(final))} of them as final."
        if exports
        else "No file has left the study through Heddle."
    ]
    whats = sorted({each.what for each in final})
    if whats:
        told.append(f"Final files: {', '.join(whats)}.")
    return Item(
        title="Recipients",
        told=told,
        asked=["who was given these files, and processors such as a transcription service"],
        evidence=[each.id for each in exports[:50]],
    )


def _periods(view: View) -> Item:
    known: dict[str, list[Clock]] = {}
    for clock in clocks(view):
        known.setdefault(clock.data, []).append(clock)
    told = [
        f"{data.capitalize()}: {period(rule_of(view, data), known.get(data, []))}"
        for data in CLASSES
    ]
    ends = facts_of(view).end_date
    ask = [] if ends else ["the day on which the study ends, from which the periods count"]
    return Item(title="How long it is kept", told=told, asked=ask)


def period(rule: RetentionRule, known: Sequence[Clock]) -> str:
    """Say how long a class is kept, and when that is."""
    basis = {
        "end of study": "the end of the study",
        "transcript checked": "the check of the transcript",
        "session": "the session",
        "sheet": "the day promised on the information sheet",
        "day": "a day that was set",
    }[rule.basis]
    if not rule.months:
        said = f"until {basis}"
    elif rule.months % 12:
        said = f"{rule.months} months from {basis}"
    else:
        years = rule.months // 12
        said = f"{number(years)} {plural(years, 'year')} from {basis}"
    days = sorted({clock.due for clock in known if clock.due and clock.state != "deleted"})
    if days:
        said += f" ({' to '.join(dict.fromkeys((days[0], days[-1])))})"
    gone = sum(clock.state == "deleted" for clock in known)
    if gone:
        said += f"; {number(gone)} already deleted"
    where = "; ".join(part for part in (rule.place, rule.custodian) if part.strip())
    return f"{said}{f'; {where}' if where else ''}{f'; {rule.why}' if rule.why else ''}."


def security(view: View) -> Item:
    """Return the measures that are in force because of how Heddle works, and what to add."""
    overrides = view.count(Override)
    encrypted = has_log(view.connection) and bool(read_meta(view.connection).get(MEDIA_KEY))
    told = [
        "Database and kept files are encrypted at rest (SQLCipher, age)."
        if encrypted
        else "Database and kept files are not encrypted by the program.",
        "The study lies in one folder that only its owner's account can read, on one computer.",
        "The program opens no connection to other computers; its pages are for this one only.",
        "Participants stand under codes; fields for names, addresses and numbers are refused.",
        "Every step is on a log that is chained by hashes, with who, when and why.",
        "Words can be erased from every file of the study, and that is on record.",
    ]
    if withdrawn := view.count(Withdrawal):
        noun = plural(withdrawn, "withdrawal")
        told.append(f"{number(withdrawn).capitalize()} {noun} on record.")
    if overrides:
        told.append(f"Checks were overridden with a reason {number(overrides)} times.")
    return Item(
        title="Security",
        told=told,
        asked=[
            "who knows the passphrase, who has accounts, where backups lie"
            if encrypted
            else "whether the disk is encrypted, who has accounts, where backups lie"
        ],
    )


def _names(members: Sequence[Member]) -> str:
    return words(sentence(listed([runs(member.name) for member in members])))
