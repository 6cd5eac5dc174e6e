"""The parts of a report, by the names under which they are asked for, and their titles."""

from __future__ import annotations

from typing import Final, Literal, get_args

Part = Literal[
    "table1",
    "table2",
    "table3",
    "flow",
    "coreq",
    "srqr",
    "gripp2",
    "bc15",
    "checklist",
    "codebook",
    "extracts",
    "participants-extracts",
    "readiness",
    "audit-trail",
    "trustworthiness",
    "bilingual-quotes",
    "processing",
    "data-plan",
    "certificates",
    "pack",
    "analysis",
    "figure",
    "manuscript",
]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
TITLES: Final[dict[Part, str]] = {
    "table1": "Table 1",
    "table2": "Table 2",
    "table3": "Table 3",
    "flow": "Recruitment",
    "checklist": "Checklist",
    "codebook": "Codebook",
    "extracts": "Coded extracts by code",
    "participants-extracts": "Coded extracts by participant",
    "readiness": "Readiness for peer support",
    "audit-trail": "Audit trail",
    "trustworthiness": "Trustworthiness",
    "bilingual-quotes": "Quotes in both languages",
    "processing": "Record of processing",
    "data-plan": "Data-management plan",
    "certificates": "Withdrawals and deletions",
    "analysis": "Analysis: the talk in the groups and the spread of the themes",
    "figure": "Figure",
}
