"""Cases that are codes too, on their way in: NVivo writes them so, and QualCoder asks for it.

A code with the GUID of a case says which words are the case's. It is no code of the codebook: its
codings become stretches of the case, before anything else is read.
"""

from __future__ import annotations

from lxml import etree

from heddle.exchange.refi.tree_in import below, first, key, tag, target


def uncode(root: etree._Element) -> int:
    """Take such codes and their codings out, in place; returns how many cases had one."""
    cases = {key(case): case for case in below(first(root, "Cases"), "Case")}
    twins = [
        code
        for code in root.iter("{*}Code")
        if key(code) and key(code) in cases and not any(below(code, "Code"))
    ]
    if not twins:
        return 0
    named = {key(code) for code in twins}
    known = {owner: {target(each) for each in _words(case)} for owner, case in cases.items()}
    for coding in list(root.iter("{*}Coding")):
        owner = next((target(each) for each in below(coding, "CodeRef")), "")
        words = coding.getparent()
        if owner not in named or words is None:
            continue
        kind = "SelectionRef" if tag(words).endswith("Selection") else "SourceRef"
        if key(words) not in known[owner]:
            known[owner].add(key(words))
            namespace = etree.QName(root).namespace
            name = f"{{{namespace}}}{kind}" if namespace else kind
            etree.SubElement(cases[owner], name, targetGUID=words.get("guid", ""))
        words.remove(coding)
    for code in twins:
        above = code.getparent()
        if above is not None:
            above.remove(code)
    return len(twins)


def _words(case: etree._Element) -> list[etree._Element]:
    return [*below(case, "SelectionRef", "SourceRef")]
