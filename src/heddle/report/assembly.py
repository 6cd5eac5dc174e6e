"""Assembly: any part of the report by its name, as a document to write or as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from heddle.errors import Refused
from heddle.log.view import View
from heddle.privacy.protection import Options, remembered
from heddle.report import (
    analysis,
    audit,
    audit_block,
    bilingual,
    certificates,
    checklist,
    codebook,
    dmp,
    extracts,
    filled,
    flow,
    manuscript,
    pack,
    pack_block,
    pack_words,
    processing,
    readiness,
    readiness_shown,
    table1,
    table1_block,
    table2,
    table3,
    trustworthiness,
)
from heddle.report.figures import gallery
from heddle.report.material import Material
from heddle.report.model import Block, Meta, Paragraph, Report, Text
from heddle.report.options import plain, taken
from heddle.report.parts import PARTS, TITLES, Part
from heddle.report.style import locale
from heddle.study.exports import Form
from heddle.study.facts import StudyFacts, facts_of
from heddle.study.values import check_date
from heddle.study.wording import Wording

__all__ = ["PARTS", "Part", "data", "report"]


class _Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of parts other than Table 1."""

    allow_stale: bool = False
    grouped: bool = False
    team: bool = False
    on: str = ""
    name: str = "coreq"


class _Items(msgspec.Struct, kw_only=True):
    """A document of items, as data."""

    items: list[processing.Item]


def report(view: View, part: str, *, form: Form = "original", **options: Any) -> Report:
    """Make a part of the report as a document.

    Args:
        view: The study.
        part: One of `PARTS`.
        form: As spoken, or with the accepted substitutions in their places.
        **options: For ``table1`` and ``manuscript`` the fields of `Options`; for
            ``audit-trail`` those of `audit.Choice`; for ``table3``, ``bilingual-quotes`` and
            ``manuscript`` `allow_stale` (print quotes that no longer match, marked); for the
            extracts `grouped` (under headings, to read, instead of one table); for the flow `on`,
            a day up to which it counts (ISO text); for ``readiness`` `allow_stale` and `team`
            (small cells are shown too); for ``pack`` those of `pack.Choice`, for ``figure`` those
            of `gallery.Choice`; for ``checklist`` the `name` of the list, a shipped one or one
            that the team has added.

    Raises:
        Refused: The part or an option is unknown, or a quote must not be printed.
    """
    known = _known(part)
    facts = facts_of(view)
    title = facts.title.strip() or "Study without a title"
    blocks = tuple(_BLOCKS[known](Wording(view, form), view, options))
    whole = known == "manuscript"
    packed = _packed(options) if known == "pack" else None
    return Report(
        title=title if whole else _title(view, known, options),
        subtitle="" if whole else title,
        blocks=blocks,
        language=_language(facts) if packed is None else pack.language(view, packed),
        meta=Meta(subject=facts.design, keywords=tuple(facts.keywords) if whole else ()),
        large=packed is not None and packed.large,
    )


def _title(view: View, part: Part, options: dict[str, Any]) -> str:
    if part == "pack":
        return pack_words.WORDS[pack.language(view, _packed(options))]["title"]
    if part in checklist.SHIPPED:
        return checklist.load(part).name
    return (
        checklist.find(view, options.get("name", "coreq")).name
        if part == "checklist"
        else TITLES[part]
    )


def data(view: View, part: str, *, form: Form = "original", **options: Any) -> msgspec.Struct:
    """Return a part of the report as data, ready for JSON; its struct says how it is made.

    Raises:
        Refused: The part has no data form (the manuscript) or is unknown, an option is unknown,
            or a quote must not be printed.
    """
    known = _known(part)
    if known == "manuscript":
        raise Refused(
            "The manuscript is a document and has no data form; nothing was made.",
            "Write it as .json for the document itself, or ask for one of its tables.",
        )
    made: msgspec.Struct | None = _DATA[known](Wording(view, form), view, options)
    if made is None:
        raise Refused(
            "There is no invitation list in this study, so there is no flow; nothing was made.",
            "Put people on the list (recruitment.invite), or import one.",
            code="no-invitees",
        )
    return made


def _known(part: str) -> Part:
    for known in PARTS:
        if part == known:
            return known
    raise Refused(
        f"There is no part of the report called “{part[:60]}”.", f"There are: {', '.join(PARTS)}."
    )


def _split(view: View, options: dict[str, Any]) -> tuple[bool, Options]:
    """Return the manuscript's options: allow_stale, and those of Table 1."""
    rest = {name: value for name, value in options.items() if name != "allow_stale"}
    own = {name: value for name, value in options.items() if name == "allow_stale"}
    stale: bool = taken(own, _Choice, "allow_stale").allow_stale
    return stale, _table1_options(view, rest)


def _table1_options(view: View, options: dict[str, Any]) -> Options:
    """Return how Table 1 is printed: as asked for, and else as the team has chosen."""
    known = msgspec.structs.asdict(remembered(view))
    taken(options, Options)
    chosen: Options = taken({**known, **options}, Options)
    return chosen


def _stale(options: dict[str, Any]) -> bool:
    allowed: bool = taken(options, _Choice, "allow_stale").allow_stale
    return allowed


def _empty(text: str) -> list[Block]:
    return [Paragraph((Text(f"[{text}]", italic=True),))]


def _table1(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    material = Material(view, _table1_options(view, options))
    return [table1_block.block(material, table1.compute(material, material.table1))]


def _table2(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    plain(options)
    made = table2.block(table2.table2(view))
    return [made] if made else _empty("No guide with questions is on record.")


def _table3(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    made = table3.block(_themed(said, view, options))
    return [made] if made else _empty("No theme is final yet.")


def _themed(said: Wording, view: View, options: dict[str, Any]) -> list[table3.Themed]:
    return table3.themed(view, allow_stale=_stale(options), in_results=False, wording=said)


def _bilingual(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    made = bilingual.block(view, allow_stale=_stale(options), wording=said)
    return [made] if made else _empty("No printed quote has a translation.")


def _flow(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    made = flow.flow(view, _day(options))
    if made is None:
        return _empty("Nobody was on the invitation list.")
    named = flow.gatekeepers(made)
    told = [Paragraph(flow.text(made)), *([Paragraph(named)] if named else [])]
    return [*told, flow.figure(made)]


def _day(options: dict[str, Any]) -> str:
    day: str = taken(options, _Choice, "on").on
    return check_date(day, "day of the flow")


def _processing(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    plain(options)
    return processing.blocks(processing.processing(view))


def _plan(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    plain(options)
    return processing.blocks(dmp.plan(view))


def _certificates(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    plain(options)
    return certificates.blocks(view) or _empty("Nothing was deleted, and nobody has withdrawn.")


def _packed(options: dict[str, Any]) -> pack.Choice:
    choice: pack.Choice = taken(options, pack.Choice)
    return choice


def _pack(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    made = pack_block.blocks(pack.packs(view, _packed(options)), facts_of(view).title.strip())
    return made or _empty("No session is on record.")


def _filled(view: View, said: Wording, name: str) -> filled.Filled:
    """Answer a checklist, with the place of each item in the manuscript."""
    listed, material = checklist.find(view, name), Material(view)
    return filled.compute(material, listed, manuscript.places_of(material, said))


def _own(said: Wording, view: View, options: dict[str, Any]) -> filled.Filled:
    """Answer the list that an option names: one of the study's own, or a shipped one."""
    return _filled(view, said, taken(options, _Choice, "name").name)


def _listed(name: str) -> _Maker:
    def made(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
        plain(options)
        return [filled.block(_filled(view, said, name))]

    return made


def _checklist(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    return [filled.block(_own(said, view, options))]


def _codebook(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    plain(options)
    made = codebook.block(codebook.codebook(view, said))
    return [made] if made else _empty("No codes are on record.")


def _by_code(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    return _extracts(said, view, "code", options)


def _by_participant(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    return _extracts(said, view, "participant", options)


def _extracts(
    said: Wording, view: View, by: extracts.Order, options: dict[str, Any]
) -> list[Block]:
    under_headings = taken(options, _Choice, "grouped").grouped
    found = extracts.extracts(view, by, said)
    if under_headings:
        return extracts.grouped(found, by) or _empty("Nothing is coded yet.")
    return [extracts.table(found, by)]


def _readiness(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    return readiness.blocks(_readiness_data(said, view, options), readiness.languages(view))


def _readiness_data(said: Wording, view: View, options: dict[str, Any]) -> readiness_shown.Shown:
    chosen = taken(options, _Choice, "team", "allow_stale")
    return readiness_shown.shown(
        view, team=chosen.team, allow_stale=chosen.allow_stale, wording=said
    )


def _audit(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    return audit_block.blocks(audit.trail(view, **options))


def _trustworthiness(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    plain(options)
    return [trustworthiness.block(trustworthiness.trustworthiness(view))]


def _analysis(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    plain(options)
    return analysis.blocks(view)


def _figure(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    del said
    return [gallery.figure(view, taken(options, gallery.Choice))]


def _manuscript(said: Wording, view: View, options: dict[str, Any]) -> list[Block]:
    stale, chosen = _split(view, options)
    return manuscript.manuscript(view, allow_stale=stale, options=chosen, wording=said)


_Maker = Callable[[Wording, View, dict[str, Any]], Any]


def _no_options(make: Callable[[View, Wording], Any]) -> _Maker:
    def made(said: Wording, view: View, options: dict[str, Any]) -> Any:
        plain(options)
        return make(view, said)

    return made


_BLOCKS: Final[dict[Part, _Maker]] = {
    "table1": _table1,
    "table2": _table2,
    "table3": _table3,
    "flow": _flow,
    "coreq": _listed("coreq"),
    "srqr": _listed("srqr"),
    "gripp2": _listed("gripp2"),
    "bc15": _listed("bc15"),
    "checklist": _checklist,
    "codebook": _codebook,
    "extracts": _by_code,
    "participants-extracts": _by_participant,
    "readiness": _readiness,
    "audit-trail": _audit,
    "trustworthiness": _trustworthiness,
    "bilingual-quotes": _bilingual,
    "processing": _processing,
    "data-plan": _plan,
    "certificates": _certificates,
    "pack": _pack,
    "analysis": _analysis,
    "figure": _figure,
    "manuscript": _manuscript,
}
_DATA: Final[dict[Part, _Maker]] = {
    "table1": lambda _, view, options: table1.table1(view, _table1_options(view, options)),
    "table2": _no_options(lambda view, _: table2.table2(view)),
    "table3": lambda said, view, options: table3.data(_themed(said, view, options)),
    "flow": lambda _, view, options: flow.flow(view, _day(options)),
    "coreq": _no_options(lambda view, said: _filled(view, said, "coreq")),
    "srqr": _no_options(lambda view, said: _filled(view, said, "srqr")),
    "gripp2": _no_options(lambda view, said: _filled(view, said, "gripp2")),
    "bc15": _no_options(lambda view, said: _filled(view, said, "bc15")),
    "checklist": _own,
    "codebook": _no_options(codebook.codebook),
    "extracts": _no_options(lambda view, said: extracts.extracts(view, "code", said)),
    "participants-extracts": _no_options(
        lambda view, said: extracts.extracts(view, "participant", said)
    ),
    "readiness": _readiness_data,
    "audit-trail": lambda _, view, options: audit.trail(view, **options),
    "trustworthiness": _no_options(lambda view, _: trustworthiness.trustworthiness(view)),
    "bilingual-quotes": lambda said, view, options: bilingual.bilingual(
        view, allow_stale=_stale(options), wording=said
    ),
    "processing": _no_options(lambda view, _: _Items(items=processing.processing(view))),
    "data-plan": _no_options(lambda view, _: _Items(items=dmp.plan(view))),
    "certificates": _no_options(lambda view, _: certificates.certificates(view)),
    "pack": lambda _, view, options: pack.packs(view, _packed(options)),
    "analysis": _no_options(lambda view, _: analysis.data(view)),
    "figure": lambda _, view, options: gallery.figure(view, taken(options, gallery.Choice)),
}


def _language(facts: StudyFacts) -> str:
    """Return the tag of the publication's language; English where it is not said as a tag."""
    wanted = facts.publication_language.strip()
    bare = 2 <= len(wanted) <= 3 and wanted.isascii() and wanted.isalpha()
    return locale(wanted)[0] if bare else "en"
