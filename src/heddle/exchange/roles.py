"""Who leads the talk and who takes part: a suggestion from labels and from questions asked.

A person confirms it at import; nothing is decided here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from heddle.exchange.labels import key
from heddle.exchange.reading import DraftSpeaker, DraftTurn
from heddle.text.units import words

ROLES = ("moderator", "participant", "observer", "unknown")

_WORDS = {
    "observer": "observer observatør obs note-taker notetaker referent assistant assistent",
    "unknown": "unknown ukendt unidentified several flere all alle group gruppe gruppen everyone",
    "participant": "participant participants deltager informant respondent interviewee "
    "interviewperson ip patient client klient p d r a answer answerer svar fp studerende",
    "moderator": "moderator mod interviewer intervjuer int i facilitator ordstyrer mødeleder "
    "researcher forsker host vært chair chairman chairperson q question questioner spørger "
    "co-moderator",
}
_ROLE_OF = {word: role for role, text in _WORDS.items() for word in text.split()}
_LETTER_CODE = re.compile(r"([^\W\d_]{1,3})[ .\-]?\d{1,3}[a-z]?\Z")
_FIRST_WORDS = 60
"""Letters of a speaker's first turn that are shown beside the label."""


def draft_speakers(
    turns: Sequence[DraftTurn], known: Mapping[str, str] | None = None
) -> list[DraftSpeaker]:
    """Count the speakers of `turns` in order of appearance and suggest a role for each.

    Args:
        turns: as detected; turns without a speaker are not counted.
        known: label -> role, as a person has stated; a value that is no role is passed over.
    """
    stated = {key(label): role for label, role in (known or {}).items() if role in ROLES}
    spoken: dict[str, list[str]] = {}
    for turn in turns:
        if turn.speaker is not None:
            spoken.setdefault(turn.speaker, []).append(turn.text)
    told = _told(spoken)
    speakers: list[DraftSpeaker] = []
    for label, texts in spoken.items():
        role = stated.get(key(label)) or told.get(label) or "participant"
        speakers.append(
            DraftSpeaker(
                label=label,
                turns=len(texts),
                words=sum(words(text) for text in texts),
                role=role,
                first_words=_shortened(texts[0]),
            )
        )
    return speakers


def _told(spoken: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Tell roles from labels, then the leader of the talk from the questions asked."""
    codes = Counter(code[1].casefold() for code in map(_LETTER_CODE.match, spoken) if code)
    told = {label: role for label in spoken if (role := _by_label(label, spoken, codes))}
    if "moderator" in told.values():
        return told
    rest = [label for label in spoken if label not in told]
    if len(rest) == 1 and len(spoken) > 1:
        # Everybody else is called participant: the one with a name leads the talk.
        return told | {rest[0]: "moderator"}
    asker = _asker({label: spoken[label] for label in rest})
    return told | {asker: "moderator"} if asker else told


def _by_label(label: str, spoken: Mapping[str, object], codes: Mapping[str, int]) -> str | None:
    """Tell a role from the words of a label; "M" only where it cannot mean "male"."""
    parts = [part.strip(".#") for part in re.split(r"[\s,()/]+|(?<=\D)\d+\b", key(label))]
    for part in parts:
        if part in _ROLE_OF:
            return _ROLE_OF[part]
        code = _LETTER_CODE.match(part)
        if code and code[1] in _ROLE_OF and len(code[1]) < 3:
            return _ROLE_OF[code[1]]
    if parts and parts[0] == "m":
        letters = {key(other)[:1] for other in spoken if len(other) < 4}
        males = letters & {"f", "k", "w"} or codes.get("m", 0) > 2
        return None if males else "moderator"
    return None


def _asker(spoken: Mapping[str, Sequence[str]]) -> str | None:
    """Find the one who asks by far most often: three turns or more, one in four a question."""
    shares = {
        label: sum(text.rstrip(" \"'”’»").endswith("?") for text in texts) / len(texts)
        for label, texts in spoken.items()
        if len(texts) >= 3
    }
    if not shares or len(spoken) < 2:
        return None
    first = max(shares, key=lambda label: shares[label])
    others = [share for label, share in shares.items() if label != first]
    return (
        first if shares[first] >= 0.25 and shares[first] >= 1.5 * max(others, default=0) else None
    )


def _shortened(text: str) -> str:
    """Give the first words of a turn, cut between words."""
    line = " ".join(text.split())
    if len(line) <= _FIRST_WORDS:
        return line
    return line[: line.rfind(" ", 0, _FIRST_WORDS) if " " in line[:_FIRST_WORDS] else _FIRST_WORDS]
