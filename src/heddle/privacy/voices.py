"""Voices: whom an attribution and the words of a quote narrow a speaker down to.

An attribution is a key like an age: "Focus group 3, participant 6" says that the speaker is one
of those who sat in group 3, and everything that is known of all of these. What the words say of
the speaker ("as the psychologist ...") narrows it further, and so do all other quotes with the
same attribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from heddle.privacy.disclosure import (
    Finding,
    codes,
    counted,
    ids,
    in_order,
    level_of,
)
from heddle.study.participants import Participant
from heddle.study.quotes import Attribution
from heddle.study.rules import name_key
from heddle.study.seating import Group, once

_SHORTEST: Final = 4
"""Names shorter than this ("A") are found in any text, so they are not looked for."""
_YEARS: Final = {"years_in_services": "years in services", "years_in_team": "years in team"}


class Voice(NamedTuple):
    """A quote as it is printed, with who said it."""

    quote: str
    text: str
    style: Attribution
    label: str
    """The attribution in print; empty for none."""
    speaker: Participant
    number: int | None = None
    """The speaker's number in print."""


def findings(groups: Sequence[Group], voices: Sequence[Voice]) -> list[Finding]:
    """Return what attributions and words could let an insider learn of speakers."""
    everybody = once(person for group in groups for person in group.people)
    found = [*_labels(groups, everybody, voices), *_words(groups, everybody, voices)]
    return in_order(found)


def candidates(
    groups: Sequence[Group],
    everybody: Sequence[Participant],
    style: Attribution,
    speaker: Participant,
    number: int | None = None,
) -> list[Participant]:
    """Return the people whom a reader who knows who was there must think of.

    ``group and number``: those of the group. ``number``: those of all groups that have so many
    people. ``role``: those of the occupation. ``pseudonym`` and ``none``: everybody.
    """
    own = next((g for g in groups if any(p.id == speaker.id for p in g.people)), None)
    if style == "group and number" and own is not None and speaker.group.strip():
        return own.people
    if style in ("number", "group and number") and own is not None:
        shown = number if number is not None else speaker.number
        large = [g for g in groups if shown is None or len(g.people) >= shown]
        return once(person for group in large for person in group.people) or list(everybody)
    if style == "role" and speaker.occupation.strip():
        return [p for p in everybody if name_key(p.occupation) == name_key(speaker.occupation)]
    return list(everybody)


def _labels(
    groups: Sequence[Group], everybody: Sequence[Participant], voices: Sequence[Voice]
) -> Iterator[Finding]:
    """Yield attributions that few people can have, and those that tell what all of these are."""
    looked: dict[tuple[str, ...], list[Voice]] = {}
    classes: dict[tuple[str, ...], list[Participant]] = {}
    for voice in voices:
        among = candidates(groups, everybody, voice.style, voice.speaker, voice.number)
        key = (voice.style, *ids(among))
        looked.setdefault(key, []).append(voice)
        classes[key] = among
    for key, those in looked.items():
        among = classes[key]
        level, what = level_of(len(among)), _called(those[0])
        if level is not None:
            yield Finding(
                item=f"Attribution: {what}",
                kind="label",
                level=level,
                learns=f"“{those[0].label}” can only be one of "
                f"{counted(len(among), 'person', 'people')}, and who was there is known to "
                "colleagues.",
                whom=codes(among),
                people=ids(among),
                k=len(among),
                hint="Print these quotes without the group, or without an attribution.",
                steps=_restyled(groups, everybody, those),
            )
        if len(among) < len(everybody) and those[0].style == "group and number":
            yield from _alike(groups, everybody, among, those, what)


def _called(voice: Voice) -> str:
    if voice.style == "group and number":
        return f"group {voice.speaker.group.strip()}"
    return voice.label.lower() if voice.style == "role" else voice.label


def _alike(
    groups: Sequence[Group],
    everybody: Sequence[Participant],
    among: Sequence[Participant],
    voices: Sequence[Voice],
    what: str,
) -> Iterator[Finding]:
    """Yield a label whose people have all the same trait, which not everybody has."""
    told: list[str] = []
    if all(p.mentor for p in among) and not all(p.mentor for p in everybody):
        told.append("a mentor")
    for field in ("occupation", "gender", "team"):
        values = {name_key(getattr(person, field)) for person in among}
        if len(values) == 1 and "" not in values and len(among) > 1:
            others = {name_key(getattr(person, field)) for person in everybody}
            value = str(getattr(among[0], field)).strip()
            if len(others) > 1:
                told.append(f"of team {value}" if field == "team" else value.lower())
    if told:
        yield Finding(
            item=f"Attribution: {what} tells more than the group",
            kind="alike",
            level="amber",
            learns=f"Everybody in {what} is the same in this: {', '.join(told)}. The label tells "
            f"it of each speaker, so “{voices[0].label}” means one of "
            f"{counted(len(among), 'known person', 'known people')}.",
            whom=codes(among),
            people=ids(among),
            k=len(among),
            hint="Print these quotes without the group, if that is more than the text needs.",
            steps=_restyled(groups, everybody, voices),
        )


def _restyled(
    groups: Sequence[Group], everybody: Sequence[Participant], voices: Sequence[Voice]
) -> list[dict[str, str]]:
    """Return steps to the least coarse attribution that is not narrowed down to few people."""
    steps = []
    for voice in voices:
        wide = candidates(groups, everybody, "number", voice.speaker, voice.number)
        whole = len(wide) == len(everybody) and voice.style != "number"
        style = "number" if whole else "none"
        steps.append({"op": "quotes.change", "quote": voice.quote, "attribution": style})
    return steps


def _words(
    groups: Sequence[Group], everybody: Sequence[Participant], voices: Sequence[Voice]
) -> Iterator[Finding]:
    """Yield quotes whose words, with their attribution, leave few people."""
    together: dict[tuple[str, str], list[Voice]] = {}
    for voice in voices:
        key = voice.label or f"quote {voice.quote}"
        together.setdefault((key, voice.speaker.id), []).append(voice)
    for those in together.values():
        speaker = those[0].speaker
        # The narrowest of the attributions counts: quotes with one label are read together.
        among = candidates(groups, everybody, those[0].style, speaker, those[0].number)
        named = traits_named(" \n".join(voice.text for voice in those), speaker)
        if not named:
            continue
        left = [p for p in among if all(_same(p, speaker, trait) for trait in named)]
        level = level_of(len(left))
        if level is None:
            continue
        label = those[0].label or "A quote without attribution"
        what = " and ".join(_TOLD.get(trait, trait) for trait in named)
        yield Finding(
            item=f"Quotes of {speaker.code}: {', '.join(named)}",
            kind="linkage",
            level=level,
            learns=f"{label}: the words tell the speaker's {what}. With the attribution and "
            f"Table 1 that is {counted(len(left), 'person', 'people')}.",
            whom=codes(left),
            people=[speaker.id, *(p.id for p in left if p.id != speaker.id)],
            k=len(left),
            hint="Replace the words in the quote ([a profession]), or print it without an "
            "attribution.",
            steps=_unlabelled(everybody, speaker, named, those),
        )


_TOLD: Final = {
    "years_in_services": "years in services",
    "years_in_team": "years in team",
    "mentor": "being a mentor",
}


def _unlabelled(
    everybody: Sequence[Participant],
    speaker: Participant,
    named: Sequence[str],
    voices: Sequence[Voice],
) -> list[dict[str, str]]:
    """Return steps to no attribution, where the words alone leave enough people."""
    left = [p for p in everybody if all(_same(p, speaker, trait) for trait in named)]
    if level_of(len(left)) is not None:
        return []
    return [{"op": "quotes.change", "quote": v.quote, "attribution": "none"} for v in voices]


def traits_named(text: str, speaker: Participant) -> list[str]:
    """Return which traits of the speaker the words name: what is said of others may be among it.

    Occupation (or its last word: "nurse" of "Registered nurse"), team, location, being a mentor,
    years in numbers, and values of further attributes.
    """
    named: list[str] = []
    folded = " ".join(text.casefold().split())
    for trait in ("occupation", "team", "location"):
        value = name_key(getattr(speaker, trait))
        words = {value, value.rpartition(" ")[2]} if trait == "occupation" else {value}
        if any(_holds(folded, word) for word in words):
            named.append(trait)
    if speaker.mentor and _holds(folded, "mentor"):
        named.append("mentor")
    for trait in _YEARS:
        years = getattr(speaker, trait)
        if years is not None and re.search(rf"\b{years:g}[ -](?:years?|år)\b", folded):
            named.append(trait)
    if speaker.age is not None and re.search(
        rf"\b{speaker.age}[ -](?:years?[ -]old|år gammel)\b|\b(?:i am|i'm|i’m) {speaker.age}\b",
        folded,
    ):
        named.append("age")
    named += [name for name, value in speaker.attributes.items() if _holds(folded, name_key(value))]
    return named


def _holds(folded: str, word: str) -> bool:
    if len(word) < _SHORTEST:
        return False
    return re.search(rf"\b{re.escape(word)}(?:e?s|en|er|ere)?\b", folded) is not None


def _same(person: Participant, speaker: Participant, trait: str) -> bool:
    mine, theirs = (_value(each, trait) for each in (person, speaker))
    return mine == theirs


def _value(person: Participant, trait: str) -> object:
    if trait in person.__struct_fields__:
        value = getattr(person, trait)
        return name_key(value) if isinstance(value, str) else value
    attributes: Mapping[str, str] = person.attributes
    return name_key(attributes.get(trait, ""))
