"""What the claims ledger says to a checklist: data and findings (COREQ 30), diverse cases (32)."""

from __future__ import annotations

from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import listed, number, plural, sentence
from heddle.report.statements import Statement, completeness, nothing, said
from heddle.study.ledger import Ledger, ledger


def consistent(material: Material) -> Statement:
    """Say how many claims of the Results have evidence, and from whom (item 30)."""
    book = ledger(material.view)
    if not book.claims:
        return nothing("No claims are in the ledger yet.")
    held = [row for row in book.claims if row.supports.extracts or row.supports.speakers]
    extracts = sum(row.supports.extracts for row in book.claims)
    people = sorted({code for row in book.claims for code in row.supports.speakers})
    ids = tuple(row.id for row in book.claims)
    all_ = Trace(number(len(ids)), ids, query="claims of the Results")
    with_ = Trace(number(len(held)), tuple(row.id for row in held) or ids, query="with support")
    shown = Trace(str(extracts), ids, query="extracts that support them")
    who = Trace(number(len(people)), ids, query="participants whose words support them")
    return said(
        "Of ", all_, f" {plural(len(ids), 'claim')} in the Results ", with_,
        f" {plural(len(held), 'has', 'have')} support on record: ", shown,
        f" {plural(extracts, 'extract')} from ", who, f" {plural(len(people), 'participant')}.",
        complete=completeness(len(held), len(ids)), figure=len(held),
    )  # fmt: skip


def diverse(material: Material) -> Statement:
    """Say which contradicting or qualifying cases were considered (item 32)."""
    book = ledger(material.view)
    if not book.claims:
        return nothing("No claims are in the ledger, so no case is marked against one.")
    against = [row for row in book.claims if row.contradicts.extracts or row.contradicts.speakers]
    limited = [row for row in book.claims if row.qualifies.extracts or row.qualifies.speakers]
    sought = [row for row in book.claims if row.none_found.strip()]
    told: list[Inlines] = []
    for rows, words, query in (
        (against, "contradicted", "claims with contradicting evidence"),
        (limited, "qualified", "claims with qualifying evidence"),
        (sought, "searched for contradictions without finding any", "claims: none found"),
    ):
        if rows:
            count = Trace(number(len(rows)), tuple(row.id for row in rows), query=query)
            told.append(sentence(count, f" {plural(len(rows), 'was', 'were')} {words}"))
    if not told:
        return nothing("No contradicting or qualifying case is on record for any claim.")
    all_ = Trace(number(len(book.claims)), tuple(r.id for r in book.claims), query="claims")
    open_ = _open(book)
    return said(
        "Of ", all_, f" {plural(len(book.claims), 'claim')}, ", listed(told), ".", open_,
        complete="partial" if open_ else "full",
        figure=len(against),
    )  # fmt: skip


def _open(book: Ledger) -> Inlines:
    names = {row.theme: row.name for row in book.themes}
    themes: list[Inlines] = [
        (Trace(f"“{names[theme]}”", (theme,), kind="claim", query="theme"),)
        for theme in book.unconsidered
        if theme in names
    ]
    return sentence(" Not considered yet for ", listed(themes), ".") if themes else ()
