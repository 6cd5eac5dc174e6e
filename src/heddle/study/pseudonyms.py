"""Pseudonyms: words of a transcript that others stand for, as a layer that can be taken off.

What was said is never changed. A substitution says which words (as codings do: it moves when the
turn is corrected), what stands for them, of what category, and who decided that. A person
decides on each; a second one may read it again. The words themselves are nowhere but in the
substitution's own `quote` and `words`, so that an erasure finds them there and only there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor, Anchorage
from heddle.study.rules import changes, refuse, required
from heddle.study.sources import Turn
from heddle.study.team import Member
from heddle.study.values import check_date
from heddle.text.mentions import Mentions, phrase_key

Category = Literal[
    "person", "place", "workplace", "organisation", "date", "occupation", "health", "other"
]
Scope = Literal["here", "source", "study"]
Status = Literal["suggested", "accepted", "rejected"]


class Substitution(Anchor):
    """Words for which others stand wherever the study is shown or printed pseudonymised."""

    kind: ClassVar[str] = "substitutions"
    label: ClassVar[str] = "substitute"

    quote: str = ""
    """The words it was made on; never changed."""
    words: str = ""
    """The words it is on now; empty while they are those of `quote`."""
    gone: bool = False
    """Its words were corrected away; it marks the place where they were."""
    substitute: str = ""
    """What stands for them, without brackets; empty as long as nobody has said it."""
    category: Category = "person"
    scope: Scope = "here"
    status: Status = "suggested"
    accepted_by: Annotated[str, Ref("members")] = ""
    read_by: Annotated[str, Ref("members")] = ""
    """The second reader."""
    read_on: str = ""
    why: str = ""


class NewSubstitution(msgspec.Struct, kw_only=True):
    """A stretch of one turn, and what may stand for it."""

    turn: str
    start: int
    end: int
    substitute: str = ""
    category: Category = "person"
    scope: Scope = "here"
    why: str = ""


class SuggestSubstitutions(Operation, tag="substitutions.suggest"):
    """Put words into the queue of those that others may stand for."""

    substitutions: list[NewSubstitution]

    def decide(self, work: Workspace) -> list[str]:
        """Words over which a decision stands already are passed over."""
        turns = dict.fromkeys(new.turn for new in self.substitutions)
        anchorage, taken = Anchorage(work, turns), _Taken(work, turns)
        return [
            _create(work, anchorage, new)
            for new in self.substitutions
            if taken.claim(new.turn, new.start, new.end)
        ]


class AcceptSubstitutions(Operation, tag="substitutions.accept"):
    """Accept substitutions: others stand for these words from now on."""

    substitutions: list[str]
    substitute: str | None = None
    category: Category | None = None
    scope: Scope | None = None
    why: str | None = None

    def decide(self, work: Workspace) -> list[str]:
        """Where one holds for a source or the study, its other occurrences join the queue."""
        asked = changes(self, "substitutions")
        found: list[str] = []
        for each in self.substitutions:
            old = work.get(Substitution, each)
            fields = {**asked, "substitute": asked.get("substitute", old.substitute).strip()}
            required(fields["substitute"], "substitute", "a substitution")
            _change(work, old, {**fields, "status": "accepted", "accepted_by": work.actor})
            found += _elsewhere(work, work.get(Substitution, each))
        return found


class RejectSubstitutions(Operation, tag="substitutions.reject"):
    """Decide that words stay as they are."""

    substitutions: list[str]
    why: str = ""

    def decide(self, work: Workspace) -> None:
        """It stays on record, so that the same words are not asked about again."""
        for each in self.substitutions:
            old = work.get(Substitution, each)
            why = self.why or old.why
            _change(work, old, {"status": "rejected", "accepted_by": "", "why": why})


class ChangeSubstitution(Operation, tag="substitutions.change"):
    """Change what stands for words, its category, how far it holds, or its place."""

    substitution: str
    substitute: str | None = None
    category: Category | None = None
    scope: Scope | None = None
    why: str | None = None
    start: int | None = None
    end: int | None = None

    def decide(self, work: Workspace) -> str:
        """What was accepted stays so; a second reader has to read it again."""
        old = work.get(Substitution, self.substitution)
        fields = changes(self, "substitution", "start", "end")
        if self.substitute is not None and old.status == "accepted":
            required(self.substitute, "substitute", "a substitution")
        if self.start is not None or self.end is not None:
            start = old.start if self.start is None else self.start
            end = old.end if self.end is None else self.end
            words = Anchorage(work, [old.turn]).words(old.turn, start, old.end_turn, end)
            words = "" if words == old.quote else words
            fields |= {"start": start, "end": end, "words": words, "gone": False}
        _change(work, old, fields)
        return old.id


class DropSubstitution(Operation, tag="substitutions.drop"):
    """Take a substitution off the record."""

    substitutions: list[str]

    def decide(self, work: Workspace) -> None:
        """The words are printed as they were said, unless they are found again."""
        for each in self.substitutions:
            work.get(Substitution, each)
        work.drop_many(Substitution, self.substitutions)


class ReadSubstitutions(Operation, tag="substitutions.second_read"):
    """Note that a second reader has read accepted substitutions in their places."""

    substitutions: list[str]
    reader: str = ""
    date: str = ""

    def decide(self, work: Workspace) -> None:
        """The second reader is another person than the one who accepted."""
        reader = self.reader or work.actor
        work.get(Member, reader)
        date = check_date(self.date, "date of the second reading")
        for each in self.substitutions:
            old = work.get(Substitution, each)
            if old.status != "accepted":
                refuse(
                    "Only what was accepted is read a second time; nothing was changed.",
                    "Decide on it first (substitutions.accept).",
                )
            if old.accepted_by == reader:
                refuse(
                    "Whoever accepted a substitution cannot be its second reader; "
                    "nothing was changed.",
                    "Let another member of the team read it.",
                    "same-reader",
                )
            work.set(old, read_by=reader, read_on=date)


def _create(work: Workspace, anchorage: Anchorage, new: NewSubstitution) -> str:
    words = anchorage.words(new.turn, new.start, new.turn, new.end)
    _keep_apart(words, {"substitute": new.substitute, "why": new.why})
    fields = changes(new)
    fields["substitute"] = new.substitute.strip()
    source = anchorage.turn(new.turn).source
    return work.create(Substitution(source=source, end_turn=new.turn, quote=words, **fields))


def _change(work: Workspace, old: Substitution, fields: dict[str, Any]) -> None:
    _keep_apart(old.words or old.quote, fields)
    _keep_apart(old.quote, fields)
    now = msgspec.structs.replace(old, **fields)
    if (now.substitute, now.start, now.end, now.status) != (
        old.substitute, old.start, old.end, old.status,
    ):  # fmt: skip
        fields |= {"read_by": "", "read_on": ""}
    work.set(old, **fields)


def _keep_apart(words: str, fields: dict[str, Any]) -> None:
    """Refuse to repeat the words where an erasure would not look for them."""
    if not phrase_key(words):
        return
    mentions = Mentions([words])
    for name in ("substitute", "why"):
        if any(mentions.find(str(fields.get(name) or ""))):
            what = "substitute" if name == "substitute" else "reason"
            refuse(
                f"The {what} repeats the very words that are to go; nothing was changed.",
                "Choose words that do not name the person, such as a role or another name.",
                "repeats-words",
            )


class _Taken:
    """The stretches of some turns over which a substitution stands already."""

    def __init__(self, work: Workspace, turns: Iterable[str]) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = {}
        for each in work.among(Substitution, "turn", turns):
            # An anchor whose words are gone covers nothing.
            if not each.gone:
                end = each.end if each.end_turn == each.turn else 1 << 60
                self._spans.setdefault(each.turn, []).append((each.start, end))

    def claim(self, turn: str, start: int, end: int) -> bool:
        """Take a stretch, unless something lies over it."""
        spans = self._spans.setdefault(turn, [])
        if any(start < high and low < end for low, high in spans):
            return False
        spans.append((start, end))
        return True


def _elsewhere(work: Workspace, done: Substitution) -> list[str]:
    """Put the other occurrences of accepted words into the queue, as far as they hold."""
    words = done.words or done.quote
    if done.scope == "here" or not phrase_key(words):
        return []
    turns = work.find(Turn, source=done.source) if done.scope == "source" else work.find(Turn)
    # Another way to write it, in small letters say, is asked about as well.
    mentions = Mentions([words])
    new = [
        NewSubstitution(
            turn=turn.id,
            start=mention.start,
            end=mention.end,
            substitute=done.substitute,
            category=done.category,
            scope=done.scope,
        )
        for turn in turns
        for mention in mentions.find(turn.text)
    ]
    return SuggestSubstitutions(substitutions=new).decide(work) if new else []


class Inconsistent(msgspec.Struct, kw_only=True):
    """Words for which different substitutes stand in different places."""

    substitutes: list[str]
    records: list[str]
    """Ids of the substitutions; the words stand in these."""


def inconsistent(view: View) -> list[Inconsistent]:
    """Return for which words the study has more than one substitute, accepted ones only.

    Names of two people can be the same, so this is told and never refused.
    """
    by_words: dict[str, list[Substitution]] = {}
    for each in accepted(view):
        by_words.setdefault(phrase_key(each.words or each.quote), []).append(each)
    found = []
    for key, those in by_words.items():
        different = list(dict.fromkeys(each.substitute for each in those))
        if key and len(different) > 1:
            found.append(Inconsistent(substitutes=different, records=[s.id for s in those]))
    return found


def accepted(view: View) -> Sequence[Substitution]:
    """Return the substitutions that hold, oldest first."""
    return view.find(Substitution, status="accepted")


def undecided(view: View) -> Iterator[Substitution]:
    """Yield the substitutions that wait for a decision."""
    yield from (each for each in view.find(Substitution, status="suggested") if not each.gone)
