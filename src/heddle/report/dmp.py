"""The data-management plan: what is collected, how it is kept, shared and deleted.

Drafted from the real record; what only a person can answer is asked for. The headings follow
what funders commonly ask: the data, documentation, storage, ethics, sharing, and who does it.
"""

from __future__ import annotations

from heddle.log.view import View
from heddle.report.processing import Item, attributes_held, period, security
from heddle.report.prose import full_stop, number, plural
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.consent import SCOPES, Consent
from heddle.study.facts import facts_of
from heddle.study.recordings import Recording
from heddle.study.retention import DATA, clocks, rule_of
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.version import __version__


def plan(view: View) -> list[Item]:
    """Return the data-management plan, section by section."""
    return [
        _collected(view),
        _documented(view),
        _stored(view),
        _ethics(view),
        _shared(view),
        _kept(view),
        _people(view),
    ]


def _collected(view: View) -> Item:
    facts = facts_of(view)
    sources = view.count(Source)
    told = [f"{full_stop(facts.design)}" if facts.design.strip() else ""]
    told.append(
        f"{number(sources).capitalize()} {plural(sources, 'text')}, "
        f"{number(view.count(Recording))} recordings on record, "
        f"{number(view.count(Code))} codes and {number(view.count(Coding))} codings."
    )
    fields = attributes_held(view)
    told.append(f"About participants: {', '.join(fields)}." if fields else "")
    spoken = facts.source_language.strip()
    told.append(f"Language of the data: {spoken}." if spoken else "")
    return Item(
        title="Data",
        told=[text for text in told if text],
        asked=["why each attribute of participants is needed"],
    )


def _documented(view: View) -> Item:
    conventions = sorted({s.convention for s in view.find(Source) if s.convention.strip()})
    told = [
        f"Kept in Heddle {__version__}: an open SQLite file whose tables can be read without it.",
        "The log says who did what, when and why, from the first step on.",
    ]
    if conventions:
        told.append(f"Transcription: {full_stop('; '.join(conventions))}")
    return Item(title="Documentation", told=told)


def _stored(view: View) -> Item:
    found = security(view)
    return Item(title="Storage and security", told=found.told, asked=found.asked)


def _ethics(view: View) -> Item:
    consents = [each for each in view.find(Consent) if not each.withdrawn]
    told = [full_stop(facts_of(view).ethics)] if facts_of(view).ethics.strip() else []
    if consents:
        counts = (f"{scope} {sum(scope in each.scopes for each in consents)}" for scope in SCOPES)
        told.append(f"Consents that stand, by what they cover: {', '.join(counts)}.")
    ask = [] if consents else ["how consent is given and where the forms are kept"]
    return Item(
        title="Ethics and law", told=told, asked=ask, evidence=[each.id for each in consents[:50]]
    )


def _shared(view: View) -> Item:
    facts = facts_of(view)
    told = [full_stop(facts.data_availability)] if facts.data_availability.strip() else []
    agreed = [c for c in view.find(Consent) if not c.withdrawn and "archive" in c.scopes]
    standing = view.count(Consent, withdrawn="")
    if standing:
        told.append(f"Consents that cover an archive: {len(agreed)} of {standing}.")
    ask = [] if facts.data_availability.strip() else ["whether, where and how data can be had"]
    return Item(title="Sharing", told=told, asked=ask)


def _kept(view: View) -> Item:
    found = clocks(view)
    told = [
        f"{data.capitalize()}: {period(rule_of(view, data), [c for c in found if c.data == data])}"
        for data in DATA
    ]
    return Item(title="Keeping and deleting", told=told)


def _people(view: View) -> Item:
    told = [
        f"{member.name}: {', '.join(member.roles)}." for member in view.find(Member) if member.roles
    ]
    return Item(title="Who does what", told=told, asked=["what it costs, and who pays"])
