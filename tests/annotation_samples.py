"""Files of annotation programs, built from facts: texts, and what who marked in them."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st
from lxml import etree

XMI = "http://www.omg.org/XMI"
CAS = "http:///uima/cas.ecore"
CUSTOM = "http:///webanno/custom.ecore"
TCAS = "http:///uima/tcas.ecore"
TOKEN = "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
LAYER = "webanno.custom.Code"


@dataclass
class Fact:
    """Somebody has marked [start, end) of a text, in code points, with a value."""

    start: int
    end: int
    code: str
    who: str = "anna"


@dataclass
class Told:
    """A text with what is marked in it."""

    text: str
    facts: list[Fact] = field(default_factory=list)


WIDE = [*"😀𝒳👩‍👧e\u0301\u05d0\u05d1\u0627\u200f \n\r\u2028\ufeffæøå.,<&\"'", "\r\n", "well-being "]
"""Letters that programs trip over: astral, combining, right to left, line ends, markup."""
words = (
    st.lists(
        st.one_of(st.sampled_from(WIDE), st.characters(codec="utf-8", min_codepoint=32)),
        min_size=1,
        max_size=40,
    )
    .map(lambda pieces: "".join(c for piece in pieces for c in piece if _in_xml(c)))
    .map(lambda text: text or "a")
)
people = st.sampled_from(["anna", "bø", "Curt J."])
codes = st.sampled_from(["joy", "fear of change", "håb", "😀"])


def _in_xml(letter: str) -> bool:
    return letter in "\t\n\r" or 32 <= ord(letter) <= 0xD7FF or 0xE000 <= ord(letter) <= 0xFFFD or (
        ord(letter) > 0xFFFF
    )  # fmt: skip


@st.composite
def told(draw) -> Told:
    text = draw(words)
    made = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        made.append(Fact(start, end, draw(codes), draw(people)))
    return Told(text, made)


def true_words(text: str, start: int, end: int) -> str:
    """What a study must show for a stretch: its own words, with a study's line ends."""
    marks = len(text) - len(text.lstrip("\ufeff"))
    cut = text[max(start, marks) : end].replace("\0", "")
    return re.sub("\r\n|[\r\x0b\x0c\u2028\u2029]", "\n", cut)


def utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le")) // 2


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def xmi(one: Told, *, extra: Sequence[etree._Element] = ()) -> bytes:
    """One document as UIMA writes it: the text, one mark for each fact, a token."""
    spaces = {"xmi": XMI, "cas": CAS, "custom": CUSTOM, "tcas": TCAS, "type": TOKEN}
    root = etree.Element(f"{{{XMI}}}XMI", nsmap=spaces)
    root.set(f"{{{XMI}}}version", "2.0")
    etree.SubElement(root, f"{{{CAS}}}NULL").set(f"{{{XMI}}}id", "0")
    ids = ["9"]
    _mark(root, f"{{{TCAS}}}DocumentAnnotation", 9, one, (0, len(one.text)), language="da")
    for number, fact in enumerate(one.facts, 10):
        _mark(root, f"{{{CUSTOM}}}Code", number, one, (fact.start, fact.end), value=fact.code)
        ids.append(str(number))
    _mark(root, f"{{{TOKEN}}}Token", 5, one, (0, 1))
    root.extend(extra)
    sofa = etree.SubElement(root, f"{{{CAS}}}Sofa")
    sofa.set(f"{{{XMI}}}id", "1")
    for name, value in (("sofaNum", "1"), ("sofaID", "_InitialView"), ("mimeType", "text")):
        sofa.set(name, value)
    sofa.set("sofaString", one.text)
    etree.SubElement(root, f"{{{CAS}}}View", sofa="1", members=" ".join([*ids, "5"]))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _mark(
    root: etree._Element, tag: str, key: int, one: Told, place: tuple[int, int], **features: str
) -> None:
    element = etree.SubElement(root, tag)
    element.set(f"{{{XMI}}}id", str(key))
    element.set("sofa", "1")
    element.set("begin", str(utf16(one.text, place[0])))
    element.set("end", str(utf16(one.text, place[1])))
    for name, value in features.items():
        element.set(name, value)


def json_cas(one: Told) -> bytes:
    """The same document as a JSON CAS."""
    sofa = {
        "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView",
        "mimeType": "text", "sofaString": one.text,
    }  # fmt: skip
    marks = [
        {
            "%ID": number,
            "%TYPE": LAYER,
            "@sofa": 1,
            "begin": utf16(one.text, fact.start),
            "end": utf16(one.text, fact.end),
            "value": fact.code,
        }
        for number, fact in enumerate(one.facts, 10)
    ]
    types = {
        LAYER: {
            "%NAME": LAYER,
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "value": {"%NAME": "value", "%RANGE": "uima.cas.String"},
        }
    }
    views = {"_InitialView": {"%SOFA": 1, "%MEMBERS": [mark["%ID"] for mark in marks]}}
    whole = {"%TYPES": types, "%FEATURE_STRUCTURES": [sofa, *marks], "%VIEWS": views}
    return json.dumps(whole).encode()


TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>{LAYER}</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>value</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription></features></typeDescription>
<typeDescription>
<name>de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName></typeDescription>
</types></typeSystemDescription>""".encode()

EXPORTED = {
    "name": "Handover",
    "description": "A study",
    "layers": [
        {
            "name": LAYER,
            "uiName": "Feeling",
            "type": "span",
            "features": [
                {
                    "name": "value",
                    "uiName": "Which",
                    "tag_set": {
                        "name": "Feelings",
                        "tags": [
                            {"tag_name": "joy", "tag_description": "Being glad"},
                            {"tag_name": "unused", "tag_description": ""},
                        ],
                    },
                }
            ],
        },
        {
            "name": "webanno.custom.Before",
            "uiName": "Before",
            "type": "relation",
            "features": [{"name": "how", "tag_set": {"tags": [{"tag_name": "shortly"}]}}],
        },
    ],
}


def inception(documents: Mapping[str, Told], *, as_json: bool = False) -> bytes:
    """A whole project, as INCEpTION exports it: a zip in it for each person's copy."""
    parts = {"exportedproject123.json": json.dumps(EXPORTED).encode()}
    for name, one in documents.items():
        parts[f"source/{name}"] = one.text.encode()
        for who in ["INITIAL_CAS", *sorted({fact.who for fact in one.facts})]:
            own = Told(one.text, [fact for fact in one.facts if fact.who == who])
            place = f"annotation/{name}/{who}"
            if as_json:
                parts[f"{place}.json"] = json_cas(own)
            else:
                inner = {f"{who}.xmi": xmi(own), "TypeSystem.xml": TYPES}
                parts[f"{place}.zip"] = zipped(inner)
        parts[f"annotation_ser/{name}/INITIAL_CAS.ser"] = b"\xac\xed\x00\x05"
    return zipped(parts)


def label_studio(
    tasks: Sequence[Told], *, units: str = "points", kind: str = "text", quoted: bool = True
) -> bytes:
    """An export of Label Studio: one task for each text, one annotation for each person.

    `units` "utf16" counts as the program did before 2021; `kind` is "text" or "page".
    """
    made = []
    for number, one in enumerate(tasks, 1):
        annotations = []
        for place, who in enumerate(sorted({fact.who for fact in one.facts})):
            own = [fact for fact in one.facts if fact.who == who]
            results = [_region(one.text, fact, at, units, kind) for at, fact in enumerate(own)]
            for result in results if not quoted else []:
                del result["value"]["text"]
            annotations.append(
                {
                    "id": number * 10 + place,
                    "completed_by": {"id": sum(map(ord, who)), "email": "a@x", "first_name": who},
                    "created_at": "2024-02-01T10:00:00.000000Z",
                    "was_cancelled": False,
                    "result": results,
                }
            )
        text = one.text if kind == "text" else page(one.text)
        data = {"text": text, "title": f"talk {number}", "site": "Herlev"}
        made.append(
            {"id": number, "annotations": annotations, "predictions": [], "data": data,
             "project": 7, "created_at": "2024-01-01T10:00:00Z"}
        )  # fmt: skip
    return json.dumps(made).encode()


def page(text: str) -> str:
    """A text as a page: each line a paragraph, one word of it in a tag."""
    lines = (html.escape(line).replace(" ", " <b>", 1) for line in text.split("\n"))
    return "<div>" + "".join(
        f"<p>{line}{'</b>' if '<b>' in line else ''}</p>" for line in lines
    ) + "</div>"  # fmt: skip


def _region(text: str, fact: Fact, at: int, units: str, kind: str) -> dict:
    count = utf16 if units == "utf16" else lambda _, offset: offset
    start, end = count(text, fact.start), count(text, fact.end)
    words = text[fact.start : fact.end]
    name = "labels" if kind == "text" else "hypertextlabels"
    value: dict = {"start": start, "end": end, "text": words, name: [fact.code]}
    if kind == "page":
        # Its offsets count the text nodes, which have no line ends between paragraphs.
        inside = text.replace("\n", "\0")
        first, last = (offset - inside.count("\0", 0, offset) for offset in (fact.start, fact.end))
        value |= {
            "start": "/div[1]/p[1]/text()[1]", "end": "/div[1]/p[1]/text()[1]", "startOffset": 0,
            "endOffset": 0, "globalOffsets": {"start": first, "end": last},
        }  # fmt: skip
    return {
        "id": f"r{at}", "from_name": "label", "to_name": "text", "type": name, "value": value,
        "origin": "manual",
    }  # fmt: skip
