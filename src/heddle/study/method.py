"""The method: what each variety of thematic analysis permits, and what clashes with it.

A study declares its variety (`StudyFacts.approach`). What clashes with it is hidden where it
would be offered, with the reason in two sentences and what to do instead. A person may go on all
the same: an override (gate "method", item = the topic) with a reason that the Methods print.

The rules follow Braun & Clarke (2006, doi:10.1191/1478088706qp063oa; 2022, Thematic Analysis: A
Practical Guide), who tell reflexive, codebook and coding-reliability analysis apart, and Gale et
al. (2013, doi:10.1186/1471-2288-13-117) for the framework method. They are data, in our words.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal, get_args

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codings import Coding
from heddle.study.facts import Approach, StudyFacts, facts_of
from heddle.study.overrides import overrides_of
from heddle.study.rules import refuse, required
from heddle.study.values import check_date

Topic = Literal[
    "agreement",
    "saturation",
    "member check as proof",
    "counts as validity",
    "fixed codebook",
    "reconciled agreement",
    "single coder",
    "codes while coding",
    "compare readings",
]
Standing = Literal["permitted", "with care", "hidden", "overridden"]

APPROACHES: Final[tuple[Approach, ...]] = get_args(Approach)
NAMES: Final[dict[Approach, str]] = {
    "reflexive": "reflexive thematic analysis",
    "codebook": "codebook thematic analysis",
    "reliability": "coding-reliability thematic analysis",
    "framework": "the framework method",
}


class MethodChange(Record):
    """A change of the declared variety after the analysis had begun."""

    kind: ClassVar[str] = "method_changes"
    label: ClassVar[str] = "why"

    before: Approach = "reflexive"
    after: Approach = "reflexive"
    why: str = ""
    date: str = ""
    """When it was decided, as far as it is known; ISO."""
    codings: int = 0
    """How many codings there were by then."""


class ChangeMethod(Operation, tag="method.change"):
    """Change the declared variety of analysis, with the reason that is printed."""

    approach: Approach
    why: str
    date: str = ""

    def decide(self, work: Workspace) -> str:
        """The reason is asked for at any time; the Methods print each change."""
        facts = work.first(StudyFacts)
        if facts is None or facts.approach == self.approach:
            refuse(
                f"The study declares {NAMES[self.approach]} already; nothing was changed.",
                "Choose another variety, or leave it.",
                "same-method",
            )
        change = MethodChange(
            before=facts.approach,
            after=self.approach,
            why=required(self.why, "reason", "a change of method"),
            date=check_date(self.date, "date of the decision"),
            codings=work.count(Coding),
        )
        work.set(facts, approach=self.approach)
        return work.create(change)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What a variety says to one topic."""

    standing: Literal["permitted", "with care", "hidden"]
    reason: str
    """Two sentences."""
    instead: str = ""
    """A better alternative, where there is one."""


class Verdict(msgspec.Struct, kw_only=True):
    """Whether the study's method permits something, and why."""

    topic: Topic
    name: str
    """The topic as people call it."""
    standing: Standing
    reason: str
    instead: str
    override: str = ""
    """Id of the override that stands for it; empty: none."""
    why: str = ""
    """The reason of the override."""

    @property
    def permitted(self) -> bool:
        """Whether it is offered."""
        return self.standing != "hidden"


TOPICS: Final[dict[Topic, str]] = {
    "agreement": "agreement between coders as a number (kappa, alpha, percent)",
    "saturation": "saturation as a reason to stop",
    "member check as proof": "member checking as a test of truth",
    "counts as validity": "counting people as evidence that a finding is valid",
    "fixed codebook": "a codebook fixed before coding",
    "reconciled agreement": "agreement computed after disagreements were reconciled",
    "single coder": "coding by one person",
    "codes while coding": "new codes while coding goes on",
    "compare readings": "two readings side by side, without a number",
}

_YES: Final = Rule(
    standing="permitted", reason="The method permits it. It needs no special reason."
)


def _hidden(reason: str, instead: str) -> Rule:
    return Rule(standing="hidden", reason=reason, instead=instead)


def _care(reason: str, instead: str = "") -> Rule:
    return Rule(standing="with care", reason=reason, instead=instead)


_BOOK_AGREEMENT: Final = _care(
    "It can show whether a shared codebook is used alike. It proves nothing about the quality of "
    "the analysis.",
    "State what it was used for, and compare readings where people differ.",
)
_BOOK_SATURATION: Final = _care(
    "It depends on what is meant: no new codes is not the same as nothing more to understand. "
    "A reader needs the meaning and the moment of the judgement.",
    "Say which kind is meant, who judged it and when.",
)
_BOOK_MEMBERS: Final = _care(
    "What participants answer is more material, given later and to the study's own words. It does "
    "not make a finding true or false.",
    "Record what was sent, what came back, and what it changed.",
)
_BOOK_COUNTS: Final = _care(
    "Numbers of people describe the sample at hand. They say nothing about how common something "
    "is elsewhere.",
    "Show the spread over groups and people, and what speaks against the finding.",
)

RULES: Final[dict[Approach, dict[Topic, Rule]]] = {
    "reflexive": {
        "agreement": _hidden(
            "One person's reading is not a measurement that another should reproduce. A "
            "coefficient would call differences errors that this method works with.",
            "Compare readings: look at where two people read differently, and write a memo.",
        ),
        "saturation": _hidden(
            "Meaning is made in the reading, so there is no point at which the data are exhausted. "
            "The size of the data set is argued from what the study wants to know.",
            "Argue with information power and with practical reasons (stop rule of the study).",
        ),
        "member check as proof": _hidden(
            "Participants and analysts may read the same words differently, and neither reading "
            "settles the other. Agreement with a finding does not make it true.",
            "Use the answers as dialogue and as more material, and say what they changed.",
        ),
        "counts as validity": _hidden(
            "How many people said something does not decide what it means. In a purposeful sample "
            "of small groups it is no prevalence either.",
            "Use the claims ledger: groups and speakers on both sides of a claim, without a score.",
        ),
        "fixed codebook": _hidden(
            "Codes change while the analyst's understanding grows. A book that is fixed beforehand "
            "would stop that.",
            "Let codes be renamed, merged and split; the history keeps every step and its reason.",
        ),
        "reconciled agreement": _hidden(
            "One person's reading is not a measurement that another should reproduce. After people "
            "have talked until they agree, a number measures the talk.",
            "Compare readings before talking, and write down what the difference taught.",
        ),
        "single coder": _YES,
        "codes while coding": _YES,
        "compare readings": _YES,
    },
    "codebook": {
        "agreement": _BOOK_AGREEMENT,
        "saturation": _BOOK_SATURATION,
        "member check as proof": _BOOK_MEMBERS,
        "counts as validity": _BOOK_COUNTS,
        "fixed codebook": _care(
            "The book may be set in part beforehand, and it may grow. What was added later should "
            "be used on the earlier texts too.",
            "Give each code its origin (from the data, or set in advance).",
        ),
        "reconciled agreement": _hidden(
            "After disagreements were settled there is nothing left to measure. The number would "
            "only show that people had talked.",
            "Compare what each coded before it was discussed.",
        ),
        "single coder": _YES,
        "codes while coding": _YES,
        "compare readings": _YES,
    },
    "framework": {
        "agreement": _BOOK_AGREEMENT,
        "saturation": _BOOK_SATURATION,
        "member check as proof": _BOOK_MEMBERS,
        "counts as validity": _BOOK_COUNTS,
        "fixed codebook": _care(
            "The framework is agreed on after the first transcripts, then applied to all. Later "
            "changes are allowed and belong on record.",
            "Note when the working framework was agreed on (a decision memo).",
        ),
        "reconciled agreement": _hidden(
            "After disagreements were settled there is nothing left to measure. The number would "
            "only show that people had talked.",
            "Compare what each indexed before it was discussed.",
        ),
        "single coder": _YES,
        "codes while coding": _YES,
        "compare readings": _YES,
    },
    "reliability": {
        "agreement": Rule(
            standing="permitted",
            reason="The method rests on it. Give the unit, the coefficient for each code, and that "
            "it was taken before anything was reconciled.",
        ),
        "saturation": _care(
            "It is commonly claimed here. A reader needs to know what was saturated and how that "
            "was judged.",
            "State the rule and the moment.",
        ),
        "member check as proof": _BOOK_MEMBERS,
        "counts as validity": _care(
            "Frequencies describe this data set and its units. They become prevalence only with a "
            "sample that was drawn for it.",
            "Give the unit and the denominator with every number.",
        ),
        "fixed codebook": Rule(
            standing="permitted",
            reason="Coders need one book that stays as it is. Test it on a part, then fix it.",
        ),
        "reconciled agreement": _hidden(
            "Agreement is about what people coded independently. After they have settled their "
            "differences, any coefficient is near one and says nothing.",
            "Compute it from each coder's own codings, and reconcile afterwards.",
        ),
        "single coder": _hidden(
            "Reliability is shown by at least two people who code the same text independently. "
            "With one coder there is nothing to compare.",
            "Let a second person code a part of the texts without seeing the first codings.",
        ),
        "codes while coding": _hidden(
            "Coders who use different books cannot be compared. A code that comes later was not "
            "there for what was coded before.",
            "Change the book in a test round, fix it, and code anew with the fixed book.",
        ),
        "compare readings": _YES,
    },
}


def permits(view: View, topic: Topic) -> Verdict:
    """Tell whether the study's method permits a topic: screens, commands and reports ask here."""
    return next(verdict for verdict in verdicts(view) if verdict.topic == topic)


def verdicts(view: View) -> list[Verdict]:
    """Return what the study's method says to every topic, with the overrides that stand."""
    rules = RULES[facts_of(view).approach]
    standing = overrides_of(view, "method")
    found = []
    for topic, name in TOPICS.items():
        rule = rules[topic]
        override = standing.get(topic) if rule.standing == "hidden" else None
        found.append(
            Verdict(
                topic=topic,
                name=name,
                standing="overridden" if override else rule.standing,
                reason=rule.reason,
                instead=rule.instead,
                override=override.id if override else "",
                why=override.why if override else "",
            )
        )
    return found


def refuse_hidden(view: View, topic: Topic) -> None:
    """Refuse what the study's method hides, with the reason and the alternative.

    Raises:
        Refused: "method"; the hint names the override that lets a person go on.
    """
    verdict = permits(view, topic)
    if not verdict.permitted:
        approach = NAMES[facts_of(view).approach]
        refuse(
            f"This study declares {approach}, so {verdict.name} is not offered; nothing was "
            f"made. {verdict.reason}",
            f"{verdict.instead} Or go on with a reason, which the manuscript prints "
            f"(overrides.write, gate “method”, item “{topic}”).",
            "method",
        )


def method_changes(view: View) -> list[MethodChange]:
    """Return the changes of the declared variety, oldest first."""
    return view.find(MethodChange)
