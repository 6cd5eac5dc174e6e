"""Links, sets and graphs on their way in: kept, and what a link says of a note is taken."""

from __future__ import annotations

from typing import Final

from lxml import etree

from heddle.exchange.refi.taking import Taking
from heddle.exchange.refi.tree_in import below, first, key_of, tag

_ABOUT: Final = ("Code", "Source", "Case", "Coding")


def take_links(taking: Taking, root: etree._Element) -> None:
    """Keep the links; one between a note and a thing says what the note is about.

    NVivo writes an annotation as a selection, a note, and a link between the two.
    """
    for link in below(first(root, "Links"), "Link"):
        ends = key_of(link.get("originGUID")), key_of(link.get("targetGUID"))
        missing = [end for end in ends if end and end not in taking.kinds]
        if missing:
            taking.lose("links to things that are not in the project", missing[0])
        for note, thing in (ends, ends[::-1]):
            if taking.kinds.get(note) != "Note":
                continue
            coded = [each.key for each in taking.coded.get(thing, ())]
            if coded:
                taking.remark(note, coded)
            elif thing in taking.spans:
                taking.remark(note, [], taking.spans[thing])
            elif taking.kinds.get(thing) in _ABOUT:
                taking.remark(note, [thing])
        taking.keep(link)


def take_sets(taking: Taking, root: etree._Element) -> None:
    """Keep the sets; in a codebook file a member is named by `guid`."""
    for each in below(first(root, "Sets"), "Set"):
        for member in below(each, "MemberCode", "MemberSource", "MemberNote"):
            stated = key_of(member.get("targetGUID") or member.get("guid") or member.text)
            member.attrib.clear()
            member.text = None
            member.set("targetGUID", stated)
            if stated not in taking.kinds:
                taking.lose("members of sets that are not in the project", stated)
        each.attrib.pop("creatingUser", "")
        taking.keep(each)


def take_graphs(taking: Taking, root: etree._Element) -> None:
    """Keep the graphs."""
    for graph in below(first(root, "Graphs"), "Graph"):
        taking.keep(graph)


KNOWN: Final = frozenset({
    "Project", "CodeBook", "Users", "User", "Codes", "Code", "Variables", "Variable", "Cases",
    "Case", "VariableValue", "VariableRef", "TextValue", "BooleanValue", "IntegerValue",
    "FloatValue", "DateValue", "DateTimeValue", "Sources", "TextSource", "PlainTextContent",
    "PlainTextSelection", "PictureSource", "TextDescription", "PictureSelection", "PDFSource",
    "PDFSelection", "Representation", "AudioSource", "AudioSelection", "VideoSource",
    "VideoSelection", "Transcript", "TranscriptSelection", "SyncPoint", "Coding", "CodeRef",
    "NoteRef", "SourceRef", "SelectionRef", "Notes", "Note", "Links", "Link", "Sets", "Set",
    "MemberCode", "MemberSource", "MemberNote", "Graphs", "Graph", "Vertex", "Edge",
    "Description",
})  # fmt: skip
"""The elements of QDA-XML 1.0."""


def tell_unknown(taking: Taking, root: etree._Element) -> None:
    """Keep elements that the standard does not know, each with all that is in it."""
    for element in root.iter(etree.Element):
        above = element.getparent()
        if tag(element) not in KNOWN and above is not None and tag(above) in KNOWN:
            taking.lose("elements that the standard does not know (kept as they are)", tag(element))
            taking.keep(element)
