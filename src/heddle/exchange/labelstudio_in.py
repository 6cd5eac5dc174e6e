"""Label Studio: its JSON exports (JSON and JSON-MIN) as plain facts.

A task is a source, a label is a code, who annotated is a coder. What the program writes was read
in its public code (HumanSignal/label-studio, web/libs/editor): `Text` regions have `start` and
`end` (exclusive) in code points of the text as it was uploaded, with CR LF as two; before the
summer of 2021 they were UTF-16 units. `HyperText` regions have paths into the page, and
`globalOffsets` over its text nodes; `Paragraphs` regions a paragraph's number and an offset in
it. Each region has the words that were marked, so which it is gets decided by these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.json_objects import (
    Object,
    an_object,
    looks_like_json,
    objects,
    parse_json,
    text_of,
)
from heddle.exchange.labelstudio_text import Field, fields_of
from heddle.exchange.project import Project, ProjectCoding, ProjectMemo, ProjectSource
from heddle.exchange.project_draft import ProjectDraft

_SPANS = ("labels", "hypertextlabels", "paragraphlabels")
"""Types of results that mark a stretch of a text."""
_REMARKS = ("choices", "taxonomy", "textarea", "rating", "number", "datetime")
_NAMES = ("title", "name", "filename", "file_name", "file")
_LONGEST_NAME = 120
_LONGEST_VALUE = 200

ELSEWHERE = "regions of pictures, sound or video"
RELATIONS = "relations between regions"
PREDICTIONS = "suggestions by programs (predictions)"
SKIPPED = "annotations that were cancelled or are drafts"
UNLABELLED = "regions without a label"
UNPLACED = "regions whose words are not at their place, and not at one place only"


class Region(msgspec.Struct):
    """One region of an annotation with all that was said of it."""

    value: Object
    control: str
    """Name of the control that made it."""
    codes: list[list[str]] = []
    remarks: list[str] = []


class Annotation(msgspec.Struct):
    """What one person has made of one task."""

    key: str
    who: str
    member: str
    made: str
    results: list[Object]


def is_label_studio(name: str, data: bytes) -> bool:
    """Tell whether a file is an export of Label Studio, by its keys."""
    del name
    if not looks_like_json(data):
        return False
    pairs = (
        (b'"from_name"', b'"to_name"'), (b'"annotation_id"', b'"annotator"'),
        (b'"annotations"', b'"predictions"'), (b'"completions"', b'"data"'),
    )  # fmt: skip
    return any(one in data and other in data for one, other in pairs)


def read_label_studio(file: str, data: bytes) -> Project:
    """Read an export of Label Studio.

    Args:
        file: the user's name for it.
        data: a JSON or JSON-MIN export.

    Raises:
        Unreadable: it is damaged, no such export, or holds no text.
    """
    draft = ProjectDraft("Label Studio")
    told = parse_json(file, data, draft.lose_halves)
    tasks = objects(told) or ([told] if isinstance(told, dict) else [])
    reading = _Reading(draft, tasks)
    for number, task in enumerate(tasks, 1):
        reading.take(task, number)
    if not draft.project.sources:
        raise Unreadable(
            "There is no text of a task in it; nothing was read.",
            "Export the project from Label Studio as “JSON”, and import that.",
            file=file,
            code="empty",
        )
    reading.tell()
    return draft.finish()


class _Reading:
    """A project while its tasks are read one after the other."""

    def __init__(self, draft: ProjectDraft, tasks: Sequence[Object]) -> None:
        self._draft = draft
        self._grouped = len(_controls(tasks)) > 1
        """Labels of several controls stand under the control's name."""
        self._names: set[str] = set()
        self._keys: set[str] = set()
        self._projects: set[str] = set()
        self._utf16 = 0
        self._searched = 0

    def take(self, task: Object, number: int) -> None:
        """Take one task: its texts, and what was marked in them by whom."""
        data = an_object(task.get("data")) or _minimal(task)
        key = self._once(text_of(task.get("id")), number)
        annotations = list(self._annotations(task, key))
        self._projects.add(text_of(task.get("project")))
        fields = fields_of(data, [one for each in annotations for one in each.results])
        if not fields:
            self._draft.lose("tasks without a text")
            return
        self._utf16 += sum(each.utf16 for each in fields.values())
        for name, field in fields.items():
            self._source(task, data, key, name, field, alone=len(fields) == 1)
        for annotation in annotations:
            self._annotation(annotation, fields, f"source {key}")

    def tell(self) -> None:
        """Tell what was decided for the whole project."""
        if self._utf16:
            self._draft.note(
                f"places in {self._utf16} texts were counted in UTF-16 units: the words that are"
                " quoted with them say so"
            )
        if self._searched:
            self._draft.note(
                f"{self._searched} regions were found by their words, which stand once in the text"
            )
        named = sorted(each for each in self._projects if each)
        self._draft.project.identity = ",".join(named)

    def _once(self, key: str, number: int) -> str:
        """Give a key that nothing else has: its own, or with its number where that is taken."""
        made = key or f"#{number}"
        while made in self._keys:
            made += f"#{number}"
        self._keys.add(made)
        return made

    def _annotations(self, task: Object, source: str) -> Iterator[Annotation]:
        listed = objects(task.get("annotations")) or objects(task.get("completions"))
        if "data" not in task:
            listed = [_from_minimal(task)]
        self._draft.lose(PREDICTIONS, len(objects(task.get("predictions"))))
        self._draft.lose(SKIPPED, len(objects(task.get("drafts"))))
        for number, each in enumerate(listed):
            if each.get("was_cancelled") is True:
                self._draft.lose(SKIPPED)
                continue
            who, key = _person(each.get("completed_by"))
            made = text_of(each.get("created_at"))
            yield Annotation(
                key=self._once(f"{source} {text_of(each.get('id'))}", number),
                who=who,
                member=self._draft.member(who, key),
                made=made,
                results=objects(each.get("result")),
            )

    def _source(
        self, task: Object, data: Object, key: str, name: str, field: Field, *, alone: bool
    ) -> None:
        title = _title(data, task, key) + ("" if alone else f" ({name})")
        if title in self._names:
            title = f"{title} [{key}]"
        self._names.add(title)
        source = ProjectSource(
            key=f"source {key} {name}",
            name=title,
            text="",
            form="transcript" if field.kind == "paragraphs" else "document",
            made=text_of(task.get("created_at")),
            values=_values(data, name),
        )
        self._draft.source(field.raw, source)

    def _annotation(self, one: Annotation, fields: dict[str, Field], source: str) -> None:
        regions: dict[str, Region] = {}
        about: list[str] = []
        for number, result in enumerate(one.results):
            kind, value = text_of(result.get("type")), an_object(result.get("value"))
            control = text_of(result.get("from_name"))
            if kind == "relation" or ("from_id" in result and "to_id" in result):
                self._draft.lose(RELATIONS)
                self._draft.leave(RELATIONS, msgspec.json.encode(result).decode())
            elif "start" in value and (kind in _SPANS or kind in _REMARKS):
                key = text_of(result.get("id")) or f"#{number}"
                region = regions.setdefault(key, Region(value, control))
                self._say(region, kind, value, control)
                meta = an_object(result.get("meta")).get("text")
                region.remarks += [text_of(each) for each in _listed(meta) if text_of(each)]
            elif kind in _REMARKS:
                about += [f"{control}: {each}" for each in _answers(kind, value)]
            else:
                self._draft.lose(ELSEWHERE)
        for key, region in regions.items():
            self._place(region, one, fields, source, key)
        names = list(fields)
        self._draft.memo(
            ProjectMemo(
                key=f"memo {one.key}", text="\n".join(about), by=one.member, made=one.made,
                about=[f"{source} {names[0]}"],
            )
        )  # fmt: skip

    def _say(self, region: Region, kind: str, value: Object, control: str) -> None:
        """Take one result of a region: labels and choices are codes, all else is a remark."""
        if kind in ("textarea", "rating", "number", "datetime"):
            region.remarks += _answers(kind, value)
            return
        front = [control or kind] if self._grouped or kind not in _SPANS else []
        for each in _listed(value.get(kind)):
            steps = [text_of(step) for step in _listed(each)] if kind == "taxonomy" else [each]
            path = [text_of(step) for step in steps if text_of(step).strip()]
            if path:
                region.codes.append([*front, *path])

    def _place(
        self, region: Region, one: Annotation, fields: dict[str, Field], source: str, key: str
    ) -> None:
        name, field = _field_of(region.value, fields)
        place = field.place(region.value)
        if place is None:
            self._draft.lose(UNPLACED)
            self._draft.leave(UNPLACED, msgspec.json.encode(region.value).decode())
            return
        self._searched += place.searched
        if not region.codes:
            self._draft.lose(UNLABELLED)
            region.codes = [["(no label)"]]
        for path in region.codes:
            coding = ProjectCoding(
                key=f"coding {one.key} {key} {'>'.join(path)}",
                source=f"{source} {name}",
                start=place.start,
                end=place.end,
                code="",
                by=one.member,
                made=one.made,
                note="\n".join(region.remarks),
            )
            if self._draft.coding(coding):
                coding.code = self._draft.code(path)


def _field_of(value: Object, fields: dict[str, Field]) -> tuple[str, Field]:
    """Return the text of a task that a region is of: the first in which its words are there."""
    for name, field in fields.items():
        if len(fields) == 1 or field.agrees(value):
            return name, field
    return next(iter(fields.items()))


def _controls(tasks: Sequence[Object]) -> set[str]:
    found = set()
    for task in tasks:
        listed = objects(task.get("annotations")) or objects(task.get("completions"))
        for result in (each for one in listed for each in objects(one.get("result"))):
            if text_of(result.get("type")) in _SPANS:
                found.add(text_of(result.get("from_name")))
    return found


def _person(value: Any) -> tuple[str, str]:
    """Return what somebody is called, and by what they are known: a number, or an object."""
    held = an_object(value)
    if held:
        names = (text_of(held.get("first_name")), text_of(held.get("last_name")))
        full = " ".join(each for each in names if each.strip())
        key = text_of(held.get("id"))
        return full or text_of(held.get("username")) or text_of(held.get("email")) or (
            f"Annotator {key}" if key else ""
        ), key  # fmt: skip
    told = text_of(value)
    return (f"Annotator {told}" if told.isdigit() else told), told


def _minimal(task: Object) -> Object:
    """Give the data of a task of a JSON-MIN export, where it stands beside the labels."""
    own = {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time"}
    return {
        name: value
        for name, value in task.items()
        if name not in own and not any(kind in each for each in objects(value) for kind in _SPANS)
    }


def _from_minimal(task: Object) -> Object:
    """Give a JSON-MIN task's labels as the results of one annotation."""
    results = []
    for name, value in task.items():
        for number, region in enumerate(objects(value)):
            kind = next((each for each in _SPANS if each in region), "")
            if kind:
                results.append(
                    {"from_name": name, "type": kind, "value": region, "id": f"{name}-{number}"}
                )
    return {
        "id": task.get("annotation_id"),
        "completed_by": task.get("annotator"),
        "created_at": task.get("created_at"),
        "result": results,
    }


def _title(data: Object, task: Object, key: str) -> str:
    for name in _NAMES:
        told = " ".join(text_of(data.get(name)).split())
        if told and len(told) <= _LONGEST_NAME:
            return told
    inner = text_of(task.get("inner_id"))
    return f"Task {inner or key}"


def _values(data: Object, text: str) -> dict[str, str]:
    """Give what else a task says, as variables of its source."""
    return {
        name: text_of(value)
        for name, value in data.items()
        if name != text and 0 < len(text_of(value)) <= _LONGEST_VALUE
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _answers(kind: str, value: Object) -> list[str]:
    """Give what was answered to a question about a task or a region."""
    held = _listed(value.get("text" if kind == "textarea" else kind))
    told = (
        " > ".join(text_of(step) for step in each) if isinstance(each, list) else text_of(each)
        for each in held
    )
    return [each for each in told if each.strip()]
