"""Signs of a person in a text: personal numbers, phone numbers, e-mail and web addresses.

A pattern is a guess, so each find says how certain it is. Sources: the Danish personal number
(DDMMYY-SSSS; the seventh digit tells the century; the modulus 11 check has not held for every
number since October 2007; a substitute number has 60 added to its day) as cpr.dk describes it;
Danish phone numbers have eight digits and begin with 2 to 9; E.164 numbers have at most 15.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["cpr", "phone", "email", "url", "name", "place"]
Certainty = Literal["sure", "likely", "possible"]


class Sign(NamedTuple):
    """A stretch of a text that seems to say who somebody is; offsets are code points."""

    start: int
    end: int
    kind: Kind
    certainty: Certainty


EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")
_SPELLED = re.compile(
    r"\b[\w.+-]+\s+(?:at|snabel-?a)\s+[\w-]+\s+(?:dot|punktum)\s+(?:com|dk|org|net|edu|eu|uk)\b",
    re.IGNORECASE,
)
CPR = re.compile(r"(?<![\d–-])(\d\d)(\d\d)(\d\d)([-–‐ ]?)(\d{4})(?![\d–-])", re.ASCII)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?:facebook|linkedin|instagram|tiktok|twitter|github|orcid|researchgate|threads|"
    r"snapchat)\.\w+/.|[/.]~\w|//(?:www\.)?x\.com/.",
    re.IGNORECASE,
)
_RUN = re.compile(
    r"(?<![\w.,:/+–-])(?:\(?\+|\()?\d(?:[ \u00a0.()/–-]{0,2}\d){6,16}(?![\w–-])", re.ASCII
)
_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}", re.ASCII)
_GROUPS = re.compile(r"\d+", re.ASCII)
_CUE = re.compile(
    r"(?:phone|tele?f?|tlf|telefon|mobil|mobile|cell|call(?: me| us)?(?: on| at)?|ring|sms|text me"
    r"(?: on| at)?|nummer|number)\W{0,3}(?:\w+\W{1,2}){0,2}$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[$€£]|\b(?:kr|dkk|eur|usd|gbp))\.?\s?$", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"\s?(?:,-|,\d|[$€£%]|(?:kr|kroner|dkk|eur|euros?|usd|dollars?|pounds?|mio|million(?:er|s)?|"
    r"stk|km|kg|meters?|metres?|feet|bytes|people|mennesker|personer|votes|stemmer)\b)",
    re.IGNORECASE,
)
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def signs(text: str) -> list[Sign]:
    """Return what a text seems to hold, from left to right, none over another."""
    found: list[Sign] = []
    kinds = [_emails(text), _urls(text)]
    if _DIGITS.search(text):  # most talk has none, and the patterns take their time
        kinds += [_numbers(text), _phones(text)]
    for sign in itertools.chain(*kinds):
        if not any(sign.start < other.end and other.start < sign.end for other in found):
            found.append(sign)
    return sorted(found)


def _emails(text: str) -> Iterator[Sign]:
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Sign(match.start(), match.end(), "email", "sure")
    if " dot " in text or " punktum " in text:
        for match in _SPELLED.finditer(text):
            yield Sign(match.start(), match.end(), "email", "likely")


def _urls(text: str) -> Iterator[Sign]:
    for match in _URL.finditer(text):
        address = match.group().rstrip(".,;:!?)'”’")
        certainty: Certainty = "likely" if _PROFILE.search(address) else "possible"
        yield Sign(match.start(), match.start() + len(address), "url", certainty)


def _numbers(text: str) -> Iterator[Sign]:
    for match in CPR.finditer(text):
        digits = "".join(match.group(1, 2, 3, 5))
        if not birthday(digits):
            continue
        checked = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11 == 0
        written = match.group(4) not in ("", " ")
        certainty: Certainty = "possible"
        if written or checked:
            certainty = "sure" if written and checked else "likely"
        yield Sign(match.start(), match.end(), "cpr", certainty)


def birthday(digits: str) -> dt.date | None:
    """Return the day of birth in the ten digits of a Danish personal number; None: no such day."""
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    century = 1900
    if seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900
    elif seventh >= 5:
        century = 2000 if year <= 57 else 1800
    try:
        return dt.date(century + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None


def _phones(text: str) -> Iterator[Sign]:
    for match in _RUN.finditer(text):
        run = match.group()
        before = text[max(0, match.start() - 32) : match.start()]
        if _MONEY_BEFORE.search(before) or _UNIT_AFTER.match(text, match.end()):
            continue
        certainty = phone(run, cue=bool(_CUE.search(before)))
        if certainty is not None:
            yield Sign(match.start(), match.end(), "phone", certainty)


def phone(run: str, *, cue: bool = False) -> Certainty | None:
    """Tell how certainly digits with their separators are a phone number; None: they are none.

    Args:
        run: Digits, spaces, dots, hyphens, brackets, and perhaps a plus in front.
        cue: Whether a word such as "phone" stands before it.
    """
    groups = _GROUPS.findall(run)
    digits = "".join(groups)
    sizes = [len(group) for group in groups]
    if "+" in run[:2]:
        return "sure" if 8 <= len(digits) <= 15 else None
    if _thousands(sizes, run) or _years(groups) or _counted(groups) or _begins_with_date(groups):
        return None
    if digits.startswith("00"):
        # A country code, then groups as people set them; long rows of zeros are readings.
        set_so = sizes[0] <= 5 and all(2 <= size <= 4 for size in sizes[1:])
        whole = len(groups) == 1 or (len(groups) < 8 and set_so)
        return "likely" if 10 <= len(digits) <= 15 and whole and digits[2] != "0" else None
    certainty: Certainty | None = None
    if len(digits) == 8 and digits[0] >= "2" and sizes in ([8], [4, 4], [2, 2, 2, 2]):
        # One kind of separator: "97 04 03.86" is a reading, not a number to call.
        alike = len(set(re.sub(r"\d", "", run).strip())) <= 1
        certainty = "likely" if alike and not (sizes == [8] and _is_date(digits)) else None
    elif sizes[-3:] == [3, 3, 4] and len(digits) in {10, 11} and groups[-3][0] >= "2":
        certainty = "sure" if "(" in run else "likely"
    elif digits[0] == "0" and len(digits) in {10, 11} and digits[1] != "0":
        certainty = "likely" if 2 <= len(groups) <= 5 and sizes[0] > 1 else "possible"
    if cue and 7 <= len(digits) <= 15 and not (sizes == [8] and _is_date(digits)):
        return "sure" if certainty else "likely"
    return certainty


def _thousands(sizes: list[int], run: str) -> bool:
    """Tell whether digits are one large number, set in threes ("10 000 000", "10.000.000")."""
    return len(sizes) > 1 and sizes[0] <= 3 and set(sizes[1:]) == {3} and not {"-", "("} & set(run)


def _years(groups: list[str]) -> bool:
    return all(len(group) == 4 and group[:2] in {"18", "19", "20"} for group in groups)


def _counted(groups: list[str]) -> bool:
    """Tell whether somebody counts: 20 21 22 23, or 20 30 40 50."""
    steps = {int(b) - int(a) for a, b in itertools.pairwise(groups)}
    return len(groups) > 3 and len(steps) == 1


def _begins_with_date(groups: list[str]) -> bool:
    """Tell whether digits are a date, perhaps with more behind it ("03.07.2015. 1")."""
    first = [len(group) for group in groups[:3]]
    return first in ([2, 2, 4], [4, 2, 2], [1, 2, 4], [1, 1, 4], [2, 1, 4]) and _is_date(
        "".join(group.zfill(2) for group in groups[:3])
    )


def _is_date(digits: str) -> bool:
    for form in ("%Y%m%d", "%d%m%Y"):
        try:
            day = dt.datetime.strptime(digits, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        if 1900 <= day.year <= 2100:
            return True
    return False
