"""SRQR (O'Brien and others 2014): what answers each of the 21 topics, and where it is told."""

from __future__ import annotations

from typing import Final

from heddle.report import methods, statements_limits
from heddle.report import statements_data as data
from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report import statements_method as declared
from heddle.report import statements_support as support
from heddle.report import statements_team as team
from heddle.report import statements_trail as trail
from heddle.report.material import Material
from heddle.report.model import Inlines
from heddle.report.prose import full_stop
from heddle.report.statements import Maker, Makers, Statement, joined, nothing, said, stated


def _together(*makers: Maker, partly: bool = False) -> Maker:
    """Make one statement of several; full where each says all of its own."""

    def made(material: Material) -> Statement:
        found = [make(material) for make in makers]
        told = [each for each in found if each.complete != "none" and each.inlines]
        if not told:
            return found[0]
        whole = len(told) == len(found) and all(each.complete == "full" for each in told)
        return Statement(
            inlines=joined(*told), complete="full" if whole and not partly else "partial"
        )

    return made


def _fact(field: str, lacking: str) -> Maker:
    """Make a statement of a text that the team has put on record for the whole study."""

    def made(material: Material) -> Statement:
        text = full_stop(str(getattr(material.facts, field)))
        return said(stated(material, text)) if text else nothing(lacking)

    return made


def _authors(what: str) -> Maker:
    """Leave an item to the authors."""
    return lambda material: nothing(f"{what} is the authors' to write." if material else "")


def title(material: Material) -> Statement:
    """Say the title and whether it names the approach (S1)."""
    text = material.facts.title.strip()
    if not text:
        return nothing("The study has no title yet.")
    known = ("qualitative", "focus group", "interview", "thematic", "kvalitativ", "fokusgruppe")
    named = any(word in text.casefold() for word in known)
    hint = "" if named else " It does not say that the study is qualitative."
    return said("Title: ", stated(material, full_stop(text)), hint,
                complete="full" if named else "partial")  # fmt: skip


def aims(material: Material) -> Statement:
    """Say what the study is for (S4)."""
    told = [full_stop(aim) for aim in material.facts.aims if aim.strip()]
    if not told:
        return nothing("The aims of the study are not on record.")
    parts: list[Inlines | str] = [p for aim in told for p in (" ", (stated(material, aim),))]
    return said(*parts[1:])


def changed(material: Material) -> Statement:
    """Say what was changed in protocol and method on the way."""
    told = [trail.amended(material), *declared.changed(material)]
    some = [each for each in told if each.complete != "none"]
    return Statement(inlines=joined(*some)) if some else said("No change on the way is on record.")


MAKERS: Final[Makers] = {
    "S1": (title, "Title page"),
    "S2": (_authors("The abstract"), "Abstract"),
    "S3": (_authors("The problem and the gap in what is known"), "Introduction"),
    "S4": (aims, "Introduction"),
    "S5": (_together(design.orientation, partly=True), "Methods: Design"),
    "S6": (
        _together(team.composition, team.employed, team.ties, team.experience, trail.leanings),
        "Methods: The research team",
    ),
    "S7": (_fact("setting", "The setting is not on record."), "Methods: Setting"),
    "S8": (
        _together(design.selection, design.approach, design.stopped),
        "Methods: Participants and recruitment",
    ),
    "S9": (
        _together(
            _fact("ethics", "Ethics review is not on record."), methods.consented, methods.deleted
        ),
        "Methods: Ethics",
    ),
    "S10": (
        _together(design.dates, team.moderated, design.places, changed),
        "Methods: Data generation",
    ),
    "S11": (_together(design.guided, design.recorded), "Methods: Data generation, Table 2"),
    "S12": (_together(design.sample, design.described), "Results: Participants, Table 1"),
    "S13": (
        _together(methods.transcribed, data.kept, findings.software, findings.coders),
        "Methods: Data generation",
    ),
    "S14": (findings.done, "Methods: Analysis"),
    "S15": (
        _together(trail.debriefed, trail.responded, trail.returned, partly=True),
        "Methods: Analysis",
    ),
    "S16": (_together(findings.main_themes, partly=True), "Results: Themes"),
    "S17": (_together(findings.quoted, support.consistent), "Results: Themes, Table 3"),
    "S18": (_authors("What the findings mean beside other work"), "Discussion"),
    "S19": (statements_limits.limits, "Discussion: Strengths and limitations"),
    "S20": (_fact("conflicts", "Conflicts of interest are not on record."), "Declarations"),
    "S21": (_fact("funding", "Funding is not on record."), "Declarations"),
}
