"""What groups, sessions and files are called, and which of them mean the same group.

"1", "FG1", "Focus group 1" and "fokusgruppe_01" are one group; "Interview 1" is another thing.
"""

from __future__ import annotations

import re

from heddle.study.rules import name_key

_GROUP = re.compile(
    r"(?<![^\W_])(?:focus\s*-?group|fokus\s*-?gruppe|fg|group|gruppe|session)"
    r"(?:\s*(?:no|nr))?[\s._#-]*0*(\d{1,4})(?![^\W_])"
)
_INTERVIEW = re.compile(
    r"(?<![^\W_])(?:interview|interviewee|int|iv)[\s._#-]*0*(\d{1,4})(?![^\W_])"
)
_NUMBER = re.compile(r"0*(\d{1,4})(?:[.,]0+)?\Z")
_SEAT = re.compile(
    r"(?:p|d|participant|deltager|informant|respondent|interviewee|ip|patient)[\s._#-]*0*(\d{1,3})\Z"
)


def group_key(text: str) -> str:
    """Give what all names of one group have in common; empty for an empty name."""
    plain = name_key(text)
    if number := _NUMBER.match(plain):
        return f"group {number[1]}"
    if found := _GROUP.search(plain):
        return f"group {found[1]}"
    if found := _INTERVIEW.search(plain):
        return f"interview {found[1]}"
    return plain


def is_plain(text: str) -> bool:
    """Tell whether a name says nothing but which group or interview it is."""
    plain = name_key(text)
    return any(form.fullmatch(plain) for form in (_NUMBER, _GROUP, _INTERVIEW))


def session_name(text: str, *, interview: bool = False) -> str:
    """Give the name of a session of which a table only says a number, or its name as it is."""
    number = _NUMBER.match(text.strip())
    if number is None:
        return text.strip()
    return f"Interview {number[1]}" if interview else f"FG{number[1]}"


def seat_number(label: str) -> int | None:
    """Give the participant's number in a speaker's label ("P3", "Participant 3"), or None."""
    found = _SEAT.match(name_key(label))
    return int(found[1]) if found else None
