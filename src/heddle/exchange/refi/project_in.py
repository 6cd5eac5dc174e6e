"""A REFI-QDA project or codebook of any program, read as plain facts.

    project = read_refi("their project.qdpx", data)

Read as programs really write it, not only as the standard says: see `tree_in` (names, GUIDs),
`container_in` (files), `offsets_in` (how offsets count). What has no place in a study is kept as
`ProjectLeftover` and told; nothing outside the file is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.bag import LOG, beside
from heddle.exchange.kinds import ending
from heddle.exchange.project import Project
from heddle.exchange.refi.cases_in import uncode
from heddle.exchange.refi.codes_in import take_codes
from heddle.exchange.refi.container_in import Container
from heddle.exchange.refi.links_in import take_graphs, take_links, take_sets, tell_unknown
from heddle.exchange.refi.notes_in import Notes
from heddle.exchange.refi.offsets_in import prior_of
from heddle.exchange.refi.people_in import Variables, take_cases, take_users
from heddle.exchange.refi.sources_in import Sources
from heddle.exchange.refi.taking import Taking
from heddle.exchange.refi.texts_in import settle
from heddle.exchange.refi.tree_in import below, first, tag, target, words_of

_ENDINGS: Final = ("qdpx", "qde", "qdc")
_HEAD: Final = 4096
_ROOT: Final = re.compile(rb"<(?:\w+:)?(?:Project|CodeBook)\b[^>]*QDA-XML", re.IGNORECASE)
OURS: Final = "Heddle "
"""How the origin begins of what Heddle wrote."""
ROOTS: Final = ("Project", "CodeBook")


def recognise(name: str, data: bytes) -> bool:
    """Tell a project by its .qde, or by its root element; a broken one by its ending."""
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return any(each.lower().endswith(".qde") for each in archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError):
            return ending(name) in _ENDINGS
    return ending(name) in _ENDINGS or _ROOT.search(data[:_HEAD]) is not None


def read_refi(file: str, data: bytes) -> Project:
    """Read a .qdpx, a bare .qde, a .qdc, or a zip of an unpacked project.

    Args:
        file: the user's name for the file, for messages.
        data: the whole file.

    Raises:
        Unreadable: It is damaged or hostile, or no project of this kind.
    """
    container = Container(file, data)
    root = container.root
    if tag(root) not in ROOTS:
        raise Unreadable(
            "Its XML is no REFI-QDA project or codebook; nothing was read.",
            "Export the project from its program as “REFI-QDA project” (.qdpx) and import that.",
            file=file,
            code="no-project",
        )
    origin = " ".join((root.get("origin") or "").split())
    project = Project(program=origin or "REFI-QDA", name=(root.get("name") or "").strip())
    project.labelled = origin.startswith(OURS)
    taking = Taking(container, project)
    if twins := uncode(root):
        taking.note(f"codes that stand for cases, taken as what the cases say: {twins}")
    take_users(taking, root)
    take_codes(taking, root)
    if tag(root) == "Project":
        _take_project(taking, root, origin)
    take_sets(taking, root)
    take_graphs(taking, root)
    tell_unknown(taking, root)
    for name in container.unused():
        taking.lose("files that nothing in the project names", name.rpartition("/")[2][:80])
    if container.has(beside(LOG)):
        taking.note("the history of a study lies beside: “heddle restore” makes that study again")
    taking.finish()
    return project


def _take_project(taking: Taking, root: etree._Element, origin: str) -> None:
    taking.project.description = words_of(root, "Description")
    taking.owned = frozenset(
        target(reference)
        for case in below(first(root, "Cases"), "Case")
        for reference in below(case, "SelectionRef")
    )
    variables = Variables(taking, root)
    notes = Notes(taking, root)
    sources = Sources(taking, root)
    settle(taking, [*sources.texts, *notes.texts], prior_of(origin))
    sources.take(variables)
    take_cases(taking, root, variables)
    take_links(taking, root)
    taking.refer(root, [])
    notes.take(ours=origin.startswith(OURS))
    taking.lose(
        "who changed things last, and when",
        count=sum(
            1
            for element in root.iter(etree.Element)
            if element.get("modifyingUser") or element.get("modifiedDateTime")
        ),
    )
