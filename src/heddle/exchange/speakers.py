"""Tell speakers apart in a read file, by evidence and not by format.

Every line is asked what could be a speaker's label on it, in each of the forms of
`heddle.exchange.labels`; the form with most evidence wins. A label is evidence when it recurs,
when it names a part in talk ("Moderator", "P3"), or when it is of the same kind as labels that
recur. Ordinary prose has colons too ("He said: no"), but its would-be labels are many, seldom
recur and open few of its lines: then the file has no speakers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

import msgspec

from heddle.errors import Refused
from heddle.exchange import labels
from heddle.exchange.labels import Candidate
from heddle.exchange.reading import Reading, Transcript
from heddle.exchange.roles import draft_speakers
from heddle.exchange.turns import build, plain_turns

_KNOWN = "known"
"""Stands among the kinds of labels for all that name a part in talk or are codes."""


class Evidence(msgspec.Struct):
    """What speaks for one form of labels in a file."""

    form: str
    accepted: dict[int, Candidate]
    """The label on each line that begins a turn."""
    left: Counter[str]
    """Labels of this form that were not taken for speakers, and how often they occur."""
    lines: int
    """Lines from the first label on, headings left out."""

    @property
    def labels(self) -> set[str]:
        """Give the speakers, spaces and capitals unified."""
        return {labels.key(candidate.label) for candidate in self.accepted.values()}

    @property
    def coverage(self) -> float:
        """Give the share of lines that begin with an accepted label."""
        return len(self.accepted) / self.lines if self.lines else 0.0

    @property
    def changes(self) -> float:
        """Give the share of labels that differ from the one before: talk goes to and fro."""
        said = [labels.key(self.accepted[i].label) for i in sorted(self.accepted)]
        turns = [one != other for one, other in pairwise(said)]
        return sum(turns) / len(turns) if turns else 0.0


def detect(
    reading: Reading,
    *,
    form: str | None = None,
    known: Mapping[str, str] | None = None,
    gap: float | None = None,
) -> Transcript:
    """Turn the lines of a file into turns with speakers.

    Args:
        reading: a read file.
        form: how labels are written, one of `labels.FORMS` or "none"; found out when not given.
        known: labels that are speakers for certain, each with its role ("moderator",
            "participant", "observer", "unknown") or any other text where the role is not known.
        gap: captions only: the longest silence, in seconds, within a turn; a longer one begins a
            new turn of the same speaker. Without it only a change of speaker does.

    Returns:
        Turns in the order of the file, speakers in order of appearance, and notes on what was
        decided. Text before the first speaker and headings are turns without a speaker.

    Raises:
        Refused: there is no such form.
    """
    if form not in (None, "none", *labels.FORMS):
        raise Refused(
            f"“{form}” is no form of speakers' labels; nothing was imported.",
            f"Use one of: none, {', '.join(labels.FORMS)}.",
        )
    if form is None and reading.voiced:
        spoken = any(line.speaker is not None for line in reading.lines)
        form = labels.VOICE if spoken else "none"
    if form == "none":
        return plain(reading)
    best = strongest(reading, form=form, known=known)
    if best is None:
        notes = ["no speakers were found: every paragraph is a turn without a speaker"]
        return _transcript(reading, "none", plain(reading), notes)
    drafted = build(reading, best.accepted, gap=gap, voices=best.form == labels.VOICE)
    turns = Transcript(drafted.turns, draft_speakers(drafted.turns, known))
    return _transcript(
        reading, best.form, turns, [*_notes(best, stated=reading.voiced), *drafted.notes]
    )


def strongest(
    reading: Reading, *, form: str | None = None, known: Mapping[str, str] | None = None
) -> Evidence | None:
    """Give the form of labels that most speaks for, with the label on each line; None: no form."""
    read = _candidates(reading)
    found = [_weigh(reading, one, read[one], known or {}) for one in read]
    if form:
        found = [evidence for evidence in found if evidence.form == form]
    else:
        found = [evidence for evidence in found if _convinces(evidence, known or {})]
    best = max(found, key=_strength, default=None)
    return best if best is not None and best.accepted else None


def plain(reading: Reading) -> Transcript:
    """Take a document as it is: one turn a paragraph, none with a speaker."""
    return _transcript(reading, "none", Transcript(plain_turns(reading), []), [])


def _transcript(reading: Reading, form: str, turns: Transcript, notes: Sequence[str]) -> Transcript:
    return Transcript(
        turns=turns.turns,
        speakers=turns.speakers,
        form=form,
        title=reading.title,
        language=reading.language,
        format=reading.format,
        encoding=reading.encoding,
        losses=list(reading.losses),
        notes=[*reading.notes, *notes],
    )


def _candidates(reading: Reading) -> dict[str, dict[int, Candidate]]:
    """Collect what could be a label, for each form and line."""
    found: dict[str, dict[int, Candidate]] = {form: {} for form in labels.FORMS}
    for i, line in enumerate(reading.lines):
        for candidate in labels.candidates(line):
            found[candidate.form][i] = candidate
    found[labels.OWN_LINE] = _followed(found[labels.OWN_LINE], len(reading.lines))
    return found


def _weigh(
    reading: Reading, form: str, found: Mapping[int, Candidate], known: Mapping[str, str]
) -> Evidence:
    """Sort the speakers among the labels of one form from other words before a colon."""
    stated = {labels.key(label) for label in known}
    counts = Counter(labels.key(candidate.label) for candidate in found.values())
    sure = {name for name, count in counts.items() if count > 1 or name in stated}
    first = min((i for i, one in found.items() if labels.key(one.label) in sure), default=0)
    body = sum(not line.heading for line in reading.lines[first:])
    share = sum(counts[name] for name in sure) / body if body else 0.0
    certain = [one.label for one in found.values() if labels.key(one.label) in sure]
    kinds = {labels.family(label) for label in certain}
    if any(map(labels.known, certain)):
        kinds.add(_KNOWN)
    accepted: dict[int, Candidate] = {}
    left: Counter[str] = Counter()
    for i, candidate in found.items():
        name = labels.key(candidate.label)
        if form == labels.VOICE or name in sure or _kin(candidate, kinds, share, late=i > first):
            accepted[i] = candidate
        else:
            left[candidate.label] += 1
    begin = min(accepted, default=0)
    return Evidence(form, accepted, left, sum(not line.heading for line in reading.lines[begin:]))


def _followed(found: Mapping[int, Candidate], lines: int) -> dict[int, Candidate]:
    """Keep labels on a line of their own that have a line of talk below them.

    Below a label with its time anything is talk that has no time itself, also "Yes" and "Okay",
    which could be names by their looks.
    """
    timed = {i for i, candidate in found.items() if candidate.timed_line}
    return {
        i: candidate
        for i, candidate in found.items()
        if i + 1 < lines
        and (i + 1 not in timed if i in timed else i + 1 not in found and i - 1 not in timed)
    }


def _kin(candidate: Candidate, kinds: set[str], share: float, *, late: bool) -> bool:
    """Say whether a label that occurs once belongs to those that recur.

    A part in talk or a code needs only other such labels, or that nothing recurs at all (the
    first page of a focus group). A bare name must come after the first sure speaker, in a file
    where most lines begin with a label.
    """
    kind = labels.family(candidate.label)
    if labels.known(candidate.label):
        return _KNOWN in kinds or not kinds or late
    if candidate.timed_line:
        return True
    return kind in kinds and late and share >= 0.5 and not labels.sentence_word(candidate.label)


def _convinces(evidence: Evidence, known: Mapping[str, str]) -> bool:
    """Say whether the labels of one form are speakers rather than words before a colon."""
    count, speakers = len(evidence.accepted), len(evidence.labels)
    if evidence.form == labels.VOICE or evidence.labels & {labels.key(label) for label in known}:
        return count > 0
    if count < 2:
        return False
    candidates = list(evidence.accepted.values())
    sure = sum(labels.known(one.label) or one.timed_line for one in candidates) / count
    if count / (count + evidence.left.total()) < 0.5:
        return False
    each = count / speakers
    if sure >= 0.5:
        return evidence.coverage >= (0.02 if each >= 2 else 0.3)
    if evidence.changes < 0.4:
        return False  # a list of fields ("Classifier: ..." twenty times), not talk
    if evidence.form in {labels.DASH, labels.OWN_LINE}:
        # A dash and a short line are common in prose: bare names must open most of the file.
        return speakers >= 2 and each >= 3 and evidence.coverage >= 0.3
    return each >= 2 and (evidence.coverage >= 0.25 or (each >= 6 and evidence.coverage >= 0.03))


def _strength(evidence: Evidence) -> tuple[bool, int, int]:
    """Order forms: what the format states, then most labels, then the more telling form."""
    order = -labels.FORMS.index(evidence.form)
    return evidence.form == labels.VOICE, len(evidence.accepted), order


def _notes(evidence: Evidence, *, stated: bool) -> list[str]:
    count = len(evidence.labels)
    who = "1 speaker" if count == 1 else f"{count} speakers"
    told = f"{who} told apart by {evidence.form} on {len(evidence.accepted)} lines"
    notes = [f"{who}, as the file itself says" if stated else told]
    notes += [
        f"“{rare}” occurs once and may be a slip for “{common}”"
        for rare, common in _slips(evidence)
    ]
    if evidence.left:
        shown = ", ".join(f"“{label}” ({n})" for label, n in evidence.left.most_common(5))
        notes.append(f"not taken for speakers: {shown}")
    return notes


def _slips(evidence: Evidence) -> list[tuple[str, str]]:
    """Find labels that occur once and are nearly the same as one that occurs often."""
    said = Counter(" ".join(one.label.split()) for one in evidence.accepted.values())
    common = [label for label, times in said.items() if times > 4]
    rare = [label for label, times in said.items() if times == 1 and label.isalpha()]
    return [
        (label, other)
        for label in rare
        for other in get_close_matches(label, common, n=1, cutoff=0.85)
        if labels.key(other) != labels.key(label)
    ]
