"""Layers of a UIMA project as a code tree: which features are codes, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from heddle.exchange.json_objects import an_object, objects, text_of
from heddle.exchange.project_draft import ProjectDraft
from heddle.exchange.uima import Mark

_LANGUAGE = re.compile(
    r"uima\.|org\.dkpro\.|de\.tudarmstadt\.ukp\.(dkpro\.core|clarin\.webanno|inception)\."
)
"""Types of the programs themselves. Layers that a team has made are called otherwise."""
_CODES = frozenset({"de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"})
"""Shipped layers that are used for coding all the same."""
_LONGEST = 120
"""A longer value is a remark and no code."""


class Layer(msgspec.Struct):
    """What a project says of one of its layers."""

    title: str
    features: dict[str, str] = {}
    """Feature -> what people call it."""
    tags: dict[str, dict[str, str]] = {}
    """Feature with closed values -> value -> what it means."""
    description: str = ""
    relates: bool = False
    """Its marks only join others."""


class Layers(msgspec.Struct):
    """All layers that a project describes, and what was seen of the others."""

    project: str = ""
    description: str = ""
    known: dict[str, Layer] = {}
    coded: dict[str, set[str]] = {}
    """Type -> features whose values are codes; filled by `see`."""

    def see(self, marks: Iterable[Mark]) -> None:
        """Look at all marks once: features with closed or short values are codes.

        Where a layer has features with a tag set, only these are; else each whose values are
        all short and of one line.
        """
        long: set[tuple[str, str]] = set()
        seen: dict[str, set[str]] = {}
        for mark in marks:
            for name, values in mark.values.items():
                seen.setdefault(mark.kind, set()).add(name)
                if any(len(each) > _LONGEST or "\n" in each for each in values):
                    long.add((mark.kind, name))
        for kind, names in seen.items():
            closed = set(self.known[kind].tags) if kind in self.known else set()
            self.coded[kind] = closed or {each for each in names if (kind, each) not in long}

    def linguistic(self, kind: str) -> bool:
        """Tell whether a type describes the language, not what is said."""
        return kind not in _CODES and _LANGUAGE.match(kind) is not None

    def tags(self, draft: ProjectDraft) -> None:
        """Make the codes that the project has tags for, used or not."""
        for kind, layer in self.known.items():
            if self.linguistic(kind) or layer.relates:
                continue
            if layer.tags:
                draft.code([layer.title], definition=layer.description, codable=False)
            for feature, tags in layer.tags.items():
                for value, meaning in tags.items():
                    draft.code(self._path(kind, feature, value), definition=meaning)

    def paths(self, mark: Mark) -> list[list[str]]:
        """Give the codes of a mark by their paths; the layer itself where it has no value."""
        coded = self.coded.get(mark.kind, set())
        found = [
            self._path(mark.kind, feature, value)
            for feature, values in mark.values.items()
            if feature in coded
            for value in dict.fromkeys(values)
        ]
        found += [[self._title(mark.kind), self._called(mark.kind, each)] for each in mark.flags]
        return found or [[self._title(mark.kind)]]

    def note(self, mark: Mark) -> str:
        """Give what a mark says besides its codes: remarks and numbers, a line each."""
        coded = self.coded.get(mark.kind, set())
        said = [
            f"{self._called(mark.kind, feature)}: {'; '.join(values)}"
            for feature, values in mark.values.items()
            if feature not in coded
        ]
        said += [
            f"{self._called(mark.kind, feature)}: {number}"
            for feature, number in mark.numbers.items()
        ]
        return "\n".join(said)

    def _path(self, kind: str, feature: str, value: str) -> list[str]:
        several = len(self.coded.get(kind, ())) > 1
        between = [self._called(kind, feature)] if several else []
        return [self._title(kind), *between, value]

    def _title(self, kind: str) -> str:
        layer = self.known.get(kind)
        return layer.title if layer else kind.rpartition(".")[2]

    def _called(self, kind: str, feature: str) -> str:
        layer = self.known.get(kind)
        return (layer.features.get(feature) if layer else "") or feature


def read_layers(told: Any) -> Layers:
    """Read names, layers and tags from `exportedproject.json`; what is not there is left out."""
    whole = an_object(told)
    layers = Layers(
        project=text_of(whole.get("name")).strip(),
        description=text_of(whole.get("description")).strip(),
    )
    for each in objects(whole.get("layers")):
        kind = text_of(each.get("name")).strip()
        if not kind:
            continue
        title = text_of(each.get("uiName")).strip() or kind.rpartition(".")[2]
        layer = Layer(
            title=title,
            description=text_of(each.get("description")).strip(),
            relates=each.get("type") == "relation",
        )
        for feature in objects(each.get("features")):
            name = text_of(feature.get("name")).strip()
            layer.features[name] = text_of(feature.get("uiName")).strip() or name
            if tags := _tags(feature.get("tag_set")):
                layer.tags[name] = tags
        layers.known[kind] = layer
    return layers


def _tags(value: Any) -> dict[str, str]:
    """Give the values of a tag set with what they mean."""
    found = {}
    for tag in objects(an_object(value).get("tags")):
        name = text_of(tag.get("tag_name")).strip() or text_of(tag.get("name")).strip()
        if name:
            meaning = text_of(tag.get("tag_description")) or text_of(tag.get("description"))
            found[name] = meaning.strip()
    return found
