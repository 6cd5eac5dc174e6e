"""Who speaks, as QualCoder marks it since its database v14: codings by a coder of its own making.

Its "mark speakers" gives every turn a code named like the speaker, under a category whose name
begins with a pin; these codings belong to a coder that is no person, and count nowhere. Here they
are what a case says.
"""

from __future__ import annotations

from collections.abc import Mapping

from heddle.exchange.project import Project, ProjectCase, ProjectSpan

CODER = "📌 Speaker coding"
"""The owner of such codings; its name is not translated."""
_PIN = "📌 "


def take_speakers(project: Project, spoken: Mapping[str, list[ProjectSpan]]) -> None:
    """Give the stretches of each speaker's code to the case of that name, made where there is none.

    Args:
        project: the project; codes under the pinned category that code nothing else are taken out.
        spoken: the stretches by the key of the speaker's code.
    """
    cases = {case.name.strip(): case for case in reversed(project.cases)}
    codes = {code.key: code for code in project.codes}
    for key, spans in spoken.items():
        name = codes[key].name.strip()
        case = cases.get(name)
        if case is None:
            case = cases[name] = ProjectCase(key=f"speaker {key}", name=name)
            project.cases.append(case)
        case.spans += spans
    pinned = {code.key for code in project.codes if not code.codable and _is_pinned(code.name)}
    used = {coding.code for coding in project.codings} | {c.parent for c in project.codes}
    idle = {key for key in spoken if codes[key].parent in pinned and key not in used}
    project.codes = [code for code in project.codes if code.key not in idle]
    kept = {code.parent for code in project.codes}
    project.codes = [c for c in project.codes if c.key not in pinned or c.key in kept or not idle]


def _is_pinned(name: str) -> bool:
    return name.startswith(_PIN)
