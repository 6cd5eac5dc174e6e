"""COREQ (Tong, Sainsbury, Craig 2007): what answers each of the 32 items, and where it is told."""

from __future__ import annotations

from typing import Final

from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report import statements_observed as observed
from heddle.report import statements_support as claims
from heddle.report import statements_team as team
from heddle.report import statements_trail as trail
from heddle.report.statements import Makers

MAKERS: Final[Makers] = {
    "1": (team.moderated, "Methods: Data generation"),
    "2": (team.credentials, "Methods: The research team"),
    "3": (team.jobs, "Methods: The research team"),
    "4": (team.genders, "Methods: The research team"),
    "5": (team.experience, "Methods: The research team"),
    "6": (team.ties, "Methods: The research team"),
    "7": (team.informed, "Methods: The research team"),
    "8": (trail.leanings, "Methods: The research team"),
    "9": (design.orientation, "Methods: Design"),
    "10": (design.selection, "Methods: Participants and recruitment"),
    "11": (design.approach, "Methods: Participants and recruitment"),
    "12": (design.sample, "Results: Participants"),
    "13": (design.losses, "Results: Participants, Figure 1"),
    "14": (design.places, "Methods: Data generation"),
    "15": (design.others_present, "Methods: Data generation"),
    "16": (design.characteristics, "Results: Participants, Table 1"),
    "17": (design.guided, "Methods: Data generation, Table 2"),
    "18": (design.repeats, "Methods: Data generation"),
    "19": (design.recorded, "Methods: Data generation"),
    "20": (observed.noted, "Methods: Data generation"),
    "21": (design.lasted, "Methods: Data generation"),
    "22": (design.stopped, "Methods: Participants and recruitment"),
    "23": (trail.returned, "Methods: Analysis"),
    "24": (findings.coders, "Methods: Analysis"),
    "25": (findings.tree, "Appendix B"),
    "26": (findings.derived, "Methods: Analysis"),
    "27": (findings.software, "Methods: Analysis"),
    "28": (trail.responded, "Methods: Analysis"),
    "29": (findings.quoted, "Results; Table 3"),
    "30": (claims.consistent, "Results"),
    "31": (findings.main_themes, "Results"),
    "32": (claims.diverse, "Results"),
}

NEVER_ON_RECORD: Final = frozenset({"23", "28"})
"""Steps that many studies leave out: that they are not on record says little."""
