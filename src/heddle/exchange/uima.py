"""One document of UIMA (a “CAS”), from XMI or JSON: its text, and what is marked in it.

Formats: OMG XMI as Apache UIMA writes it (uimaj references, chapter 8), with the type system
as an XML descriptor beside it; and the JSON CAS 0.4 of apache/uima-uimaj-io-jsoncas. Offsets
count UTF-16 units in both, because UIMA is a Java program.

Heddle reads these itself rather than through dkpro-cassis (Apache-2.0), which the tests use as
a second opinion: that library follows every reference into objects of classes made at run time,
stops at the first thing that it does not know, does not refuse a DOCTYPE, and pins versions of
libraries that we share with it. For codings a flat look at the feature structures is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.json_objects import an_object, text_of, whole_of
from heddle.exchange.markup import parse_xml

_XMI_ID = "{http://www.omg.org/XMI}id"
_CAS = "{http:///uima/cas.ecore}"
_ECORE = re.compile(r"\{http:///(.*)\.ecore\}(.*)\Z", re.DOTALL)
_STRING = "uima.cas.String"
_BOOLEAN = "uima.cas.Boolean"
_NUMBERS = frozenset(
    f"uima.cas.{each}" for each in ["Byte", "Short", "Integer", "Long", "Float", "Double"]
)
_STRINGS = frozenset(("uima.cas.StringArray", "uima.cas.StringList"))
_IDS = re.compile(r"\s*\d+(\s+\d+)*\s*\Z")


class Types(msgspec.Struct):
    """A type system: what each type inherits from, and what its features hold."""

    parents: dict[str, str] = {}
    ranges: dict[str, dict[str, str]] = {}

    def of(self, kind: str, feature: str) -> str:
        """Give what a feature holds, by the type or what it inherits from; empty if unknown."""
        seen: set[str] = set()
        while kind and kind not in seen:
            seen.add(kind)
            if feature in self.ranges.get(kind, {}):
                held = self.ranges[kind][feature]
                # A type of closed values inherits from String.
                return _STRING if self.parents.get(held) == _STRING else held
            kind = self.parents.get(kind, "")
        return ""


class Mark(msgspec.Struct):
    """An annotation: a stretch of the text with features."""

    kind: str
    """Name of the type, with dots."""
    start: int | None
    """In UTF-16 units; None where the file has no such number."""
    end: int | None
    values: dict[str, list[str]] = {}
    """Features that hold words."""
    flags: list[str] = []
    """Features that are true."""
    numbers: dict[str, str] = {}
    references: list[str] = []
    """Features that point at other marks."""

    @property
    def relates(self) -> bool:
        """Whether it only joins two others; it has their place, and no words of its own."""
        return {"Governor", "Dependent"} <= set(self.references)


class Cas(msgspec.Struct):
    """One text with its marks."""

    text: str
    view: str = ""
    """Name of the view; empty for the usual one."""
    title: str = ""
    language: str = ""
    marks: list[Mark] = []
    others: int = 0
    """Feature structures that mark no stretch: links, chains, data about the document."""


_Raw = tuple[str, str, dict[str, list[str]]]
"""Type, id of its text, features as texts."""


def read_types(file: str, data: bytes, part: str = "") -> Types:
    """Read a type system descriptor (TypeSystem.xml).

    Raises:
        Unreadable: it is no XML that can be read.
    """
    types = Types()
    for element in parse_xml(data, file=file, part=part).iterfind(".//{*}typeDescription"):
        name = (element.findtext("{*}name") or "").strip()
        types.parents[name] = (element.findtext("{*}supertypeName") or "").strip()
        types.ranges[name] = {
            (each.findtext("{*}name") or "").strip(): (
                each.findtext("{*}rangeTypeName") or ""
            ).strip()
            for each in element.iterfind("{*}features/{*}featureDescription")
        }
    return types


def read_xmi(file: str, data: bytes, types: Types, part: str = "") -> list[Cas]:
    """Read the texts of an XMI file, one for each view that has one.

    Raises:
        Unreadable: it is no XMI.
    """
    root = parse_xml(data, file=file, part=part)
    if _local(root.tag) != "XMI":
        raise _foreign(file, part)
    texts: dict[str, Cas] = {}
    raw: dict[str, _Raw] = {}
    for number, element in enumerate(root.iterchildren(tag=etree.Element)):
        tag = str(element.tag)
        kind = _kind(tag)
        key = element.get(_XMI_ID) or f"?{number}"
        if tag == f"{_CAS}Sofa":
            _add_text(texts, key, element.get("sofaString"), element.get("sofaID"))
        elif tag not in (f"{_CAS}View", f"{_CAS}NULL"):
            raw[key] = (kind, element.get("sofa") or "", _features(element))
    return _filled(texts, raw, types)


def read_json_cas(value: Any, file: str, part: str = "") -> list[Cas]:
    """Read the texts of a JSON CAS that is parsed already (`json_objects.parse_json`).

    Raises:
        Unreadable: it is JSON, but no CAS.
    """
    whole = an_object(value)
    held = whole.get("%FEATURE_STRUCTURES")
    if isinstance(held, dict):
        structures = [(str(key), an_object(each)) for key, each in held.items()]
    elif isinstance(held, list):
        structures = [
            (text_of(an_object(each).get("%ID")) or f"?{number}", an_object(each))
            for number, each in enumerate(held)
        ]
    else:
        raise _foreign(file, part)
    texts: dict[str, Cas] = {}
    raw: dict[str, _Raw] = {}
    for key, each in structures:
        kind = text_of(each.get("%TYPE"))
        if kind == "uima.cas.Sofa":
            text = each.get("sofaString")
            _add_text(
                texts, key, text if isinstance(text, str) else None, text_of(each.get("sofaID"))
            )
        else:
            raw[key] = (kind, text_of(each.get("@sofa")), _json_features(each))
    return _filled(texts, raw, _json_types(whole.get("%TYPES")), marked=True)


def _json_types(value: Any) -> Types:
    types = Types()
    for key, each in an_object(value).items():
        held = an_object(each)
        types.parents[key] = text_of(held.get("%SUPER_TYPE"))
        types.ranges[key] = {
            name: text_of(an_object(feature).get("%RANGE"))
            for name, feature in held.items()
            if not name.startswith("%")
        }
    return types


def _local(tag: object) -> str:
    """Give an element's name without its namespace, whatever a broken file calls it."""
    return str(tag).rpartition("}")[2]


def _kind(tag: str) -> str:
    """Give a type's name with dots from the name of its element."""
    found = _ECORE.match(tag)
    if found is None:
        return _local(tag)
    room = found[1].replace("/", ".")
    return found[2] if room == "uima.noNamespace" else f"{room}.{found[2]}"


def _add_text(texts: dict[str, Cas], key: str, text: str | None, view: str | None) -> None:
    if text is not None:
        texts[key] = Cas(text=text, view="" if view in (None, "_InitialView") else str(view))


def _features(element: etree._Element) -> dict[str, list[str]]:
    """Give an element's features: attributes, and children where one has several values."""
    pairs = ((str(name), str(value)) for name, value in element.attrib.items())
    found = {name: [value] for name, value in pairs if name != "sofa" and not name.startswith("{")}
    several: dict[str, list[str]] = {}
    for child in element.iterchildren(tag=etree.Element):
        several.setdefault(_local(child.tag), []).append(child.text or "")
    return {**found, **several}


def _json_features(held: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give a structure's features as texts; what points elsewhere keeps its sign."""
    found: dict[str, list[str]] = {}
    for name, value in held.items():
        if name in ("%ELEMENTS", "%ID", "%TYPE", "@sofa", "%FLAGS"):
            if name == "%ELEMENTS" and isinstance(value, list):
                found["elements"] = [text_of(each) for each in value]
            continue
        if isinstance(value, bool):
            found[name] = ["true" if value else "false"]
        elif isinstance(value, list):
            found[name] = [text_of(each) for each in value]
        elif value is not None:
            found[name] = [text_of(value)]
    return found


def _filled(
    texts: dict[str, Cas], raw: dict[str, _Raw], types: Types, *, marked: bool = False
) -> list[Cas]:
    """Put each mark beside its text.

    Args:
        texts: The texts by their id.
        raw: All else by id.
        types: What features hold; where a type is not described, the values must tell.
        marked: References are marked by an @ before the feature's name (JSON).
    """
    made = list(texts.values())
    if not made:
        return made
    for kind, text, features in raw.values():
        cas = texts.get(text) or made[0]
        if "begin" in features or "end" in features:
            mark = Mark(kind, _number(features, "begin"), _number(features, "end"))
            for name, values in features.items():
                if name not in ("begin", "end"):
                    _take(mark, name, values, types, raw, marked=marked)
            cas.marks.append(mark)
            _describe(cas, features)
        elif not kind.startswith("uima.cas."):
            cas.others += 1
    return made


def _describe(cas: Cas, features: Mapping[str, list[str]]) -> None:
    """Take title and language from what describes the document."""
    for name in ("documentTitle", "documentId"):
        cas.title = cas.title or _one(features, name)
    language = _one(features, "language")
    if language != "x-unspecified":
        cas.language = cas.language or language


def _take(
    mark: Mark,
    name: str,
    values: list[str],
    types: Types,
    raw: Mapping[str, _Raw],
    *,
    marked: bool,
) -> None:
    """Put one feature where its kind says that it belongs."""
    plain = name.lstrip("@#^")
    held = types.of(mark.kind, plain)
    points = name.startswith("@") if marked else _points(held, values, raw)
    if points:
        words = [word for each in values for word in _array(each, raw)]
        if words and (held in _STRINGS or held == f"{_STRING}[]" or not held):
            mark.values[plain] = words
        else:
            mark.references.append(plain)
    elif held == _BOOLEAN or (not held and values in (["true"], ["false"])):
        if values == ["true"]:
            mark.flags.append(plain)
    elif held in _NUMBERS or (not held and all(map(_is_number, values))):
        mark.numbers[plain] = ", ".join(values)
    elif kept := [each for each in values if each.strip()]:
        mark.values[plain] = kept


def _points(held: str, values: list[str], raw: Mapping[str, _Raw]) -> bool:
    """Tell whether a feature of XMI holds ids: by its type, or by what is there."""
    if held and held not in _STRINGS:
        return held not in (_STRING, _BOOLEAN, *_NUMBERS)
    return (
        len(values) == 1
        and _IDS.match(values[0]) is not None
        and all(each in raw for each in values[0].split())
    )


def _array(ids: str, raw: Mapping[str, _Raw]) -> Iterator[str]:
    """Yield the words of the string arrays that ids point at."""
    for each in ids.split():
        kind, _, features = raw.get(each, ("", "", {}))
        if kind in (*_STRINGS, f"{_STRING}[]"):
            yield from (word for word in features.get("elements", []) if word.strip())


def _one(features: Mapping[str, list[str]], name: str) -> str:
    return next(iter(features.get(name, [])), "").strip()


def _number(features: Mapping[str, list[str]], name: str) -> int | None:
    return whole_of(_one(features, name) or "0")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text.strip()) is not None


def _foreign(file: str, part: str) -> Unreadable:
    return Unreadable(
        "It is not a document of UIMA (XMI or JSON CAS). Nothing was read.",
        "Export it again as “UIMA CAS XMI” or “UIMA CAS JSON”, and import that.",
        file=file,
        place=part,
        code="wrong-kind",
    )
