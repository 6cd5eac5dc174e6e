"""What stands behind the findings: claims of the ledger where there are some, else the codings."""

from __future__ import annotations

from heddle.report import statements_claims as claims
from heddle.report import statements_findings as findings
from heddle.report.material import Material
from heddle.report.statements import Statement, joined


def consistent(material: Material) -> Statement:
    """Say how much of the data stands behind themes and claims (COREQ item 30)."""
    return _both(claims.consistent(material), findings.consistent(material))


def diverse(material: Material) -> Statement:
    """Say which cases speak against a claim, and which smaller themes there are (item 32)."""
    return _both(claims.diverse(material), findings.diverse(material))


def _both(ledger: Statement, codings: Statement) -> Statement:
    if ledger.complete == "none":
        return codings
    return Statement(
        inlines=joined(ledger, codings), complete=ledger.complete, figure=ledger.figure
    )
