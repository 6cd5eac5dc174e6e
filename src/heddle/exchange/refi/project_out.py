"""A study as a REFI-QDA project (.qdpx) or codebook (.qdc), in one wording, for one program.

What the standard has a place for goes in; what it has none for is told (`Exported.notes`) and is
in the study's archive. No path, file name or member beside the standard's own is written, and
the original files of sources and the recordings are not either: they say who speaks. What came
from another program and has no place in a study is written back (`leftovers_out`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import msgspec
from lxml import etree

from heddle.errors import HeddleError, Refused
from heddle.exchange.bag import HISTORY, MANIFEST, manifest
from heddle.exchange.refi import checking, for_qualcoder, notes_out
from heddle.exchange.refi.codes_out import add_codes, add_themes
from heddle.exchange.refi.documents_out import Documents
from heddle.exchange.refi.elements import CODEBOOK, Elements
from heddle.exchange.refi.leftovers_out import Leftovers
from heddle.exchange.refi.making import Making
from heddle.exchange.refi.people_out import People
from heddle.exchange.refi.profiles import PROFILES, Profile
from heddle.exchange.refi.sources_out import Sources
from heddle.log.view import View
from heddle.privacy.gate import Passage
from heddle.study.facts import facts_of
from heddle.study.wording import Wording
from heddle.version import __version__

LARGEST = (1 << 31) - 1
"""Bytes of a file in a project; the standard allows no more."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of all members, so that the same study gives the same bytes."""
_WITHOUT = (
    "The format has no place for the history, recruitment, consents, recordings, claims, "
    "meetings, decisions and checks; the archive (.zip) of the study has them."
)
_WHOLE = (
    "It holds the whole study as it was spoken, with its history, the lists of who was invited and "
    "the original files: “heddle restore” makes the same study of it. Give it to nobody but "
    "the team; for others there are the other profiles."
)
_VALUES = (
    "Each participant has their own values in it (age, occupation ...); of few people these can "
    "say who somebody is."
)


def origin(profile: Profile) -> str:
    """Return what a file says of who made it, and of how its offsets count."""
    return f"Heddle {__version__} ({profile.name})"


class Exported(msgspec.Struct, kw_only=True):
    """A file that was made and checked."""

    data: bytes
    codes: int
    codings: int = 0
    passages: list[Passage] = []
    replaced: int = 0
    notes: tuple[str, ...] = ()
    """What is not in it, or not shown by the program it is for."""


def profile_of(name: str) -> Profile:
    """Return a profile by its name; raises Refused."""
    found = PROFILES.get(name)
    if found is None:
        raise Refused(
            f"There is no profile called “{name[:60]}”; nothing was written.",
            f"There are: {', '.join(PROFILES)}.",
            code="profile",
        )
    return found


def codebook(view: View, said: Wording) -> Exported:
    """Make a .qdc: the codes with their rules of use, and themes as sets of codes."""
    elements = Elements(CODEBOOK, PROFILES["standard"])
    passages: list[Passage] = []

    def say(text: str, *records: str) -> str:
        written = said.note(text)
        passages.append(Passage(written, records))
        return written

    root = elements.root("CodeBook", origin=origin(PROFILES["standard"]))
    count = add_codes(root, view, elements, say)
    if not count:
        raise Refused(
            "The codebook is empty, and a codebook file must hold a code; nothing was written.",
            "Add a code first.",
            code="empty",
        )
    sets: list[Callable[[etree._Element], None]] = []
    add_themes(sets, view, elements, say, member=("MemberCode", "guid"))
    _add_sets(root, elements, sets)
    _refuse_faults(checking.faults(root, {}))
    return Exported(data=_xml(root), codes=count, passages=passages, replaced=elements.replaced)


def project(
    view: View, said: Wording, profile: Profile, history: Mapping[str, bytes] | None = None
) -> Exported:
    """Make a .qdpx for one program.

    Args:
        view: the study.
        said: the wording in which it leaves.
        profile: the program.
        history: files that make it a whole study again (`archive_out.history`).
    """
    making = Making(view, said, profile)
    elements, facts = making.elements, facts_of(view)
    root = elements.root(
        "Project",
        name=making.add_note(facts.title) or "Study",
        origin=origin(profile),
        creationDateTime=making.moment(facts),
    )
    notes_out.gather(making)
    _add_users(root, making)
    book = elements.add(root, "CodeBook")
    codes = add_codes(book, view, elements, making.add_note, making)
    if not codes:
        root.remove(book)
    people = People(making)
    sources, documents = Sources(making, people), Documents(making)
    people.add_variables(root)
    if sources.sources:
        variables = root.find("{*}Variables")
        sources.add_variables(
            variables if variables is not None else elements.add(root, "Variables")
        )
    place = len(root)
    texts = elements.add(root, "Sources")
    sources.add(texts)
    documents.add(texts)
    if not len(texts):
        root.remove(texts)
    # Cases refer to the selections of sources, and stand before them.
    people.add_cases(root)
    cases = root.find("{*}Cases")
    if cases is not None:
        root.insert(place, cases)
    notes_out.add_notes(root, making)
    sets = documents.sets()
    dropped = add_themes(sets, view, elements, making.add_note, member=("MemberCode", "targetGUID"))
    making.left["themes that were merged, split or dropped"] = dropped
    _add_sets(root, elements, sets)
    told = [making.add_note("\n".join(facts.aims)), making.described.get(notes_out.PROJECT, "")]
    elements.text(root, "Description", "\n\n".join(each for each in told if each))
    making.refer(root, notes_out.PROJECT)
    Leftovers(making, root).add()
    if profile.name == "qualcoder":
        for_qualcoder.suit(root, making)
    _refuse_faults(
        [
            *checking.faults(
                root, {**dict.fromkeys(making.media, 0), **_lengths(making.files, profile)}
            ),
            *(
                f"nothing names {name}"
                for name in checking.unused([*making.files, *making.media], root)
            ),
        ]
    )
    return Exported(
        data=_zipped(root, making, history or {}),
        codes=codes,
        codings=making.codings,
        passages=making.passages,
        replaced=elements.replaced,
        notes=(_WHOLE,)
        if history
        else _notes(making, valued=root.find("{*}Cases//{*}VariableValue") is not None),
    )


def _add_users(root: etree._Element, making: Making) -> None:
    if making.users:
        users = making.elements.add(root, "Users")
        for member in making.users.values():
            name = making.said.note(member.name)
            making.elements.add(users, "User", guid=making.guid(member.id), name=name)


def _add_sets(
    root: etree._Element,
    elements: Elements,
    sets: list[Callable[[etree._Element], None]],
) -> None:
    if sets:
        parent = elements.add(root, "Sets")
        for make in sets:
            make(parent)


def _notes(making: Making, *, valued: bool) -> tuple[str, ...]:
    left = [f"Not in it: {count} {what}." for what, count in making.left.items() if count]
    values = [_VALUES] if valued else []
    return (*left, *values, _WITHOUT, *making.profile.unseen)


def _lengths(files: Mapping[str, bytes], profile: Profile) -> dict[str, int]:
    """Return the lengths of texts as a reader of this profile counts them."""
    found = {}
    for name, data in files.items():
        text = data.decode("utf-8-sig" if profile.bom else "utf-8")
        if profile.crlf and profile.line_end == 1:
            text = text.replace("\r\n", "\n")
        found[name] = len(text.encode("utf-16-le")) // 2 if profile.utf16 else len(text)
    return found


def _zipped(root: etree._Element, making: Making, beside: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    folder = making.profile.folder
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {
            "project.qde": _xml(root),
            **{f"{folder}/{name}": data for name, data in making.files.items()},
            **{f"{folder}/{name}": data for name, data in making.media.items()},
            **beside,
        }
        if beside:
            files[f"{HISTORY}{MANIFEST}"] = manifest(files)
        for name, data in files.items():
            if len(data) > LARGEST:
                raise Refused(
                    "A part of it is larger than 2 GiB, which the format does not allow; "
                    "nothing was written.",
                    "Export the study's archive (.zip) instead.",
                    code="too-large",
                )
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100600 << 16
            archive.writestr(member, data)
    return whole.getvalue()


def _xml(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _refuse_faults(found: list[str]) -> None:
    if found:
        raise HeddleError(
            "The file would not keep to the standard, so it was not written: "
            f"{'; '.join(found[:3])}.",
            "The study itself is as it was. Please report this; the archive (.zip) can be made.",
            code="invalid-export",
        )
