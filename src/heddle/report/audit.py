"""The audit trail: every step of a study, hash-chained, to be followed and checked without Heddle.

`trail` makes the whole chain as data; `to_json` writes it in the one way that
`check_trail.py` reads; `audit_block.blocks` makes the document for people. A filter says which
steps are told in words; the hashes of all the others stay in, or the chain would have gaps.

Each step told carries what was sealed (salt and content) wherever that is nobody's words, so that
a reviewer can hold the sentences against the hashes. Participants' words are left out, unless
asked for; what is sealed for one person never leaves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

from heddle.errors import Refused
from heddle.log.gestures import read_gestures
from heddle.log.operations import sentence
from heddle.log.patches import Gesture, Patch
from heddle.log.setup import has_log
from heddle.log.view import View, noun
from heddle.report.audit_classes import FIELDS_OF_PEOPLE, WORDS_OF_PEOPLE, Class, class_of
from heddle.report.check_trail import dump
from heddle.study.chronicle import fallen_steps
from heddle.study.codes import Code
from heddle.study.facts import facts_of
from heddle.study.memos import Memo
from heddle.study.rules import refuse, same_name
from heddle.study.team import Member
from heddle.study.themes import Theme
from heddle.study.values import check_date, spoken_list
from heddle.version import __version__

FORMAT: Final = "heddle-audit-trail"
VERSION: Final = 1
_LONGEST: Final = 160
_MOST_DETAILS: Final = 40

SpokenWords = Literal["left out", "original"]


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the trail is told in words."""

    theme: str = ""
    """Id or name: only what touched this theme, what it came from, and the codes that feed it."""
    code: str = ""
    """Id or name: only what touched this code."""
    since: str = ""
    until: str = ""
    """First and last day, ISO."""
    words: SpokenWords = "left out"
    """What becomes of participants' words."""


class Content(msgspec.Struct, kw_only=True):
    """A fact in full, to be held against its hash."""

    place: int
    """Which of the step's facts it is."""
    kind: str
    record: str
    action: str
    content: str
    salt: str


class Step(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One step: what the chain needs, and what it says in words where it is shown."""

    seq: int
    id: str
    replica: str
    clock: int
    at: str
    actor: str
    operation: str
    undoes: str = msgspec.field()
    reason_hash: str
    previous: str
    hash: str
    facts: list[str]
    shown: bool = msgspec.field()
    class_: Class | Literal[""] = msgspec.field(name="class", default="")
    who: str = ""
    what: str = ""
    why: str = ""
    why_salt: str | msgspec.UnsetType = msgspec.UNSET
    """Absent where the reason was erased, or the step is not shown."""
    details: list[str] = []
    """What changed, in sentences; at most a few dozen."""
    records: list[str] = []
    """Ids of the records that it touched, as many as there are details."""
    taken_back: bool = False
    erased: int = 0
    """How many of its facts were erased."""
    contents: list[Content] = []


class Trail(msgspec.Struct, kw_only=True):
    """A study's audit trail."""

    format: str = FORMAT
    version: int = VERSION
    title: str
    tool: str
    choice: Choice
    heads: dict[str, list[str]]
    """The last hash of each copy's chain (of each branch, where a chain was forked).

    Deposit it, and nobody can change what lies before."""
    steps: list[Step]

    @property
    def told(self) -> list[Step]:
        """The steps that are told in words."""
        return [step for step in self.steps if step.shown]


def trail(view: View, **options: Any) -> Trail:
    """Make the audit trail of a study.

    Args:
        view: The study as it stands; a look back has no log of its own.
        **options: The fields of `Choice`.

    Raises:
        Refused: An option is unknown or names nothing that is in the study.
    """
    if not has_log(view.connection):
        raise Refused(
            "The study as it was has no audit trail of its own; nothing was made.",
            "Go back to now: the trail tells of every moment.",
            code="past",
        )
    choice = _choice(options)
    teller = _Teller(view, choice)
    steps: list[Step] = []
    heads: dict[str, list[str]] = {}
    followed: set[str] = set()
    for gesture in read_gestures(view.connection):
        step = teller.step(gesture)
        steps.append(step)
        followed.add(step.previous)
    for step in steps:
        if step.hash not in followed:
            heads.setdefault(step.replica, []).append(step.hash)
    title = facts_of(view).title
    return Trail(title=title, tool=f"Heddle {__version__}", choice=choice, heads=heads, steps=steps)


def seal_of(made: Trail) -> str:
    """Return the SHA-256 that seals the trail's file."""
    return hashlib.sha256(dump(msgspec.to_builtins(made))).hexdigest()


def to_json(made: Trail) -> bytes:
    """Write a trail as the file that `check_trail.py` checks."""
    plain = msgspec.to_builtins(made)
    return dump({**plain, "seal": hashlib.sha256(dump(plain)).hexdigest()})


class _Teller:
    """Tells gestures as steps of the trail."""

    def __init__(self, view: View, choice: Choice) -> None:
        self._view = view
        self._choice = choice
        self._subjects = _subjects(view, choice)
        self._names = {member.id: member.name for member in view.find(Member)}
        self._types: dict[str, str] = {memo.id: memo.type for memo in view.find(Memo)}
        self._labels: dict[str, str] = {}
        self._fallen = fallen_steps(view, 0)

    def step(self, gesture: Gesture) -> Step:
        """Return a gesture as a step; the facts of the choice in words."""
        for patch in gesture.patches:
            self._learn(patch)
        wanted = [(i, p) for i, p in enumerate(gesture.patches) if self._concerns(p)]
        shown = bool(wanted) and self._in_time(gesture.at)
        step = Step(
            seq=gesture.seq,
            id=gesture.id,
            replica=gesture.replica,
            clock=gesture.clock,
            at=gesture.at,
            actor=gesture.actor,
            operation=gesture.operation,
            undoes=gesture.undoes,
            reason_hash=gesture.reason_hash.hex(),
            previous=gesture.previous.hex(),
            hash=gesture.hash.hex(),
            facts=[patch.hash.hex() for patch in gesture.patches],
            shown=shown,
        )
        if shown:
            self._tell(step, gesture, wanted)
        return step

    def _tell(self, step: Step, gesture: Gesture, wanted: list[tuple[int, Patch]]) -> None:
        types = (self._types.get(patch.record, "") for _, patch in wanted)
        step.class_ = class_of(gesture.operation, next(types))
        step.who = self._names.get(gesture.actor, "")
        step.what = sentence(gesture.operation)
        step.taken_back = gesture.id in self._fallen
        step.erased = sum(patch.content is None for _, patch in wanted)
        if gesture.reason is not None and gesture.reason_salt is not None:
            step.why = gesture.reason
            step.why_salt = gesture.reason_salt.hex()
        for place, patch in wanted:
            if (content := self._content(place, patch)) is not None:
                step.contents.append(content)
        patches = [patch for _, patch in wanted]
        told = list(self._details(patches))
        step.details = [words for words, _ in told[:_MOST_DETAILS]]
        step.records = list(dict.fromkeys(i for _, i in told[:_MOST_DETAILS] if i))
        if len(told) > _MOST_DETAILS:
            step.details.append(f"and {len(told) - _MOST_DETAILS} more")

    def _learn(self, patch: Patch) -> None:
        kind = self._view.schema.kinds.get(patch.kind)
        if kind is None or self._closed(patch):
            return
        label = patch.after.get(kind.cls.label)
        # A record that is known by another one has no name of its own.
        if label and isinstance(label, str) and not kind.by_name[kind.cls.label].ref:
            self._labels[patch.record] = _short(label)
        if patch.kind == Memo.kind and "type" in patch.after:
            self._types.setdefault(patch.record, str(patch.after["type"]))

    def _concerns(self, patch: Patch) -> bool:
        if self._subjects is None:
            return True
        content = patch.content or ""
        return patch.record in self._subjects or any(each in content for each in self._subjects)

    def _in_time(self, at: str) -> bool:
        day, choice = at[:10], self._choice
        return (not choice.since or day >= choice.since) and (
            not choice.until or day[: len(choice.until)] <= choice.until
        )

    def _closed(self, patch: Patch) -> bool:
        """Whether nothing of a fact is told but that it is there."""
        return self._choice.words == "left out" and patch.kind in WORDS_OF_PEOPLE

    def _hidden(self, patch: Patch) -> set[str]:
        """Return the fields of a fact that are not told."""
        kind = self._view.schema.kinds.get(patch.kind)
        hidden = set(kind.cls.sealed) if kind else set()
        if self._choice.words == "left out":
            hidden |= FIELDS_OF_PEOPLE.get(patch.kind, frozenset())
        return hidden & {*patch.before, *patch.after}

    def _content(self, place: int, patch: Patch) -> Content | None:
        if patch.content is None or patch.salt is None:
            return None
        if self._closed(patch) or self._hidden(patch):
            return None  # the whole content or none: a part cannot be held against the hash
        return Content(
            place=place,
            kind=patch.kind,
            record=patch.record,
            action=patch.action,
            content=patch.content,
            salt=patch.salt.hex(),
        )

    def _details(self, patches: list[Patch]) -> Iterator[tuple[str, str]]:
        """Yield sentences on facts, with the record of each; those without words are counted."""
        counts: dict[tuple[str, str], int] = {}
        for patch in patches:
            kind = self._view.schema.kinds.get(patch.kind)
            what = noun(kind.cls) if kind else patch.kind
            if patch.content is None:
                key = (what, "erased")
            elif self._closed(patch) or kind is None:
                key = (what, patch.action)
            else:
                yield self._sentence(patch, what), patch.record
                continue
            counts[key] = counts.get(key, 0) + 1
        for (what, action), count in counts.items():
            many = what if count == 1 else f"{what}s"
            yield f"{count} {many} {_ACTIONS[action]}", ""

    def _sentence(self, patch: Patch, what: str) -> str:
        label = self._labels.get(patch.record, "")
        name = f"{what} “{label}”" if label else what
        if patch.action != "set":
            return f"{name} {_ACTIONS[patch.action]}"
        hidden = self._hidden(patch)
        changed = (
            f"{field.replace('_', ' ')} from {self._value(patch.before.get(field))} "
            f"to {self._value(value)}"
            for field, value in patch.after.items()
            if field not in hidden
        )
        if hidden:
            return f"{name}: {'; '.join([*changed, f'{spoken_list(sorted(hidden))} changed'])}"
        return f"{name}: {'; '.join(changed)}"

    def _value(self, value: Any) -> str:
        if value is None or value in ("", []):
            return "nothing"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(self._value(each) for each in value[:5]) + (
                ", …" if len(value) > 5 else ""
            )
        text = self._labels.get(str(value)) or self._names.get(str(value)) or value
        plain = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
        return f"“{_short(plain)}”"


_ACTIONS: Final = {
    "create": "put on record",
    "set": "changed",
    "drop": "removed",
    "erased": "erased: the words are gone, the hash is kept",
}


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _choice(options: dict[str, Any]) -> Choice:
    try:
        choice = msgspec.convert(options, Choice)
    except msgspec.ValidationError as error:
        refuse(
            f"The audit trail has no such option ({error}); nothing was made.",
            f"The options are: {', '.join(Choice.__struct_fields__)}.",
            "option",
        )
    check_date(choice.since, "first day")
    check_date(choice.until, "last day")
    return choice


def _subjects(view: View, choice: Choice) -> set[str] | None:
    """Return the ids that a step must touch to be told; None: all steps are told."""
    if not choice.theme and not choice.code:
        return None
    found: set[str] = set()
    if choice.code:
        found.add(_named(view.find(Code), choice.code, "code"))
    if choice.theme:
        themes = {theme.id: theme for theme in view.find(Theme)}
        waiting = [_named(list(themes.values()), choice.theme, "theme")]
        while waiting:
            each = waiting.pop()
            if each not in found and each in themes:
                found.add(each)
                waiting += themes[each].came_from
        found |= _feeders(view, found)
    return found


def _feeders(view: View, themes: set[str]) -> set[str]:
    """Return the codes that feed or once fed some themes, by the log."""
    fed: set[str] = set()
    for gesture in read_gestures(view.connection):
        for patch in gesture.patches:
            if patch.kind == "theme_codes" and patch.after.get("theme") in themes:
                fed.add(str(patch.after.get("code", "")))
    return fed - {""}


def _named(records: list[Any], wanted: str, what: str) -> str:
    found = next((r for r in records if r.id == wanted or same_name(r.name, wanted)), None)
    if found is None:
        refuse(
            f"There is no {what} called “{wanted[:60]}”; nothing was made.",
            f"“heddle {what}s DIR” lists them.",
            "not-found",
        )
    return str(found.id)
