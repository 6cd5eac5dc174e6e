"""The gallery: each picture by its name, drawn from a study."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, get_args

import msgspec

from heddle.errors import Refused
from heddle.findings.keyness import keyness
from heddle.findings.lineage import lineage
from heddle.findings.meetings import meetings
from heddle.findings.network import network
from heddle.findings.saturation import curve
from heddle.findings.spread import spread
from heddle.findings.talk import talk
from heddle.findings.theme_map import theme_map
from heddle.findings.timeline import timeline
from heddle.log.view import View
from heddle.report.figures.code_lineage import code_lineage
from heddle.report.figures.code_network import code_network
from heddle.report.figures.coding_timeline import coding_timeline
from heddle.report.figures.heat import heat
from heddle.report.figures.key_words import key_words
from heddle.report.figures.map_of_themes import map_of_themes
from heddle.report.figures.new_codes import new_codes
from heddle.report.figures.talk_strips import talk_strips
from heddle.report.figures.turn_chord import turn_chord
from heddle.report.model import Figure
from heddle.study.method import permits

Name = Literal[
    "theme-map",
    "lineage",
    "network",
    "heat-map",
    "timeline",
    "talk-strips",
    "chord",
    "new-codes",
    "keyness",
]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
OF_A_SESSION: Final[frozenset[Name]] = frozenset({"timeline", "chord"})
OF_A_GROUP: Final[frozenset[Name]] = frozenset({"keyness"})


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which picture, and of what."""

    figure: str = "talk-strips"
    session: str = ""
    """Name or id, for timeline, chord and strips; empty: the first, or all for the strips."""
    group: str = ""
    """For keyness: whose words; empty: the first group's."""
    against: str = ""
    """For keyness: another group; empty: all others together."""
    of: Literal["themes", "codes"] = "themes"
    """For the heat map."""
    team: bool = False
    """For the team: small cells are numbered too."""


def figure(view: View, choice: Choice) -> Figure:
    """Draw a picture of a study.

    Raises:
        Refused: There is no such picture, session or group.
    """
    for name in NAMES:
        if name == choice.figure:
            return _DRAWN[name](view, choice)
    raise Refused(
        f"There is no figure called “{choice.figure[:60]}”.",
        f"There are: {', '.join(NAMES)}.",
        code="option",
    )


def _chord(view: View, choice: Choice) -> Figure:
    held = meetings(view, choice.session)
    if not held:
        raise Refused(
            "No session has a transcript, so nobody speaks after anybody; nothing was drawn.",
            "Import a transcript first.",
            code="no-talk",
        )
    return turn_chord(talk(view, held[0].id).sessions[0])


def _heat(view: View, choice: Choice) -> Figure:
    counted = permits(view, "counts as validity").permitted
    return heat(spread(view, choice.of), counted=counted, team=choice.team)


_DRAWN: Final[dict[Name, Callable[[View, Choice], Figure]]] = {
    "theme-map": lambda view, _: map_of_themes(theme_map(view)),
    "lineage": lambda view, _: code_lineage(lineage(view)),
    "network": lambda view, _: code_network(network(view)),
    "heat-map": _heat,
    "timeline": lambda view, choice: coding_timeline(timeline(view, choice.session)),
    "talk-strips": lambda view, choice: talk_strips(talk(view, choice.session).sessions),
    "chord": _chord,
    "new-codes": lambda view, _: new_codes(curve(view)),
    "keyness": lambda view, choice: key_words(
        keyness(view, choice.group, choice.against), team=choice.team
    ),
}
