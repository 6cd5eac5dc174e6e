"""Mentions: where names and phrases of a list occur in a text, word by word.

Case and accents do not count, nor how a letter is written without them ("Søren", "Sören",
"Soeren", "SØREN"); a genitive -s does not hide a name ("Karens", "Karen's"), and is not part of
what is found. Offsets are code points of the text as it stands.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heddle.text.folding import fold

_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])*")
_GAP = re.compile(r"[\s.'’ʼ‐-―-]{1,4}")
"""What may stand between two words of one name."""
_WRITTEN_OUT = str.maketrans(
    {"å": "aa", "ø": "oe", "æ": "ae", "ö": "oe", "ä": "ae", "ü": "ue", "ß": "ss", "œ": "oe"}
)
_BARE = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe"})


class Mention(NamedTuple):
    """One occurrence."""

    start: int
    end: int
    phrase: int
    """Place of the phrase in the list, from 0."""
    capital: bool
    """Each of its words begins with a capital letter, as names do."""


class _Word(NamedTuple):
    start: int
    end: int
    keys: tuple[str, ...]


def spellings(word: str) -> tuple[str, ...]:
    """Return what a word is compared by: without accents, and with them written out."""
    if word.isascii():
        return (word.casefold(),)
    # "å" may come as one character or as two; it is one here.
    plain = unicodedata.normalize("NFC", fold(word)).casefold()
    return tuple(dict.fromkeys((_bare(plain), _bare(plain.translate(_WRITTEN_OUT)))))


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.translate(_BARE))
    return "".join(c for c in apart if not unicodedata.combining(c))


def phrase_key(phrase: str) -> str:
    """Return what all spellings of a phrase have in common, to tell whether two are one."""
    return " ".join(_bare(word.casefold()) for word in _WORD.findall(fold(phrase)))


class Mentions:
    """A list of phrases to look for; made once, used on many texts."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases; one without a letter or digit is never found."""
        self._starts: dict[str, list[tuple[int, list[tuple[str, ...]]]]] = {}
        for place, phrase in enumerate(phrases):
            words = [spellings(word) for word in _WORD.findall(phrase)]
            for key in words[0] if words else ():
                self._starts.setdefault(key, []).append((place, words))
        self._longest = max(
            (len(words) for those in self._starts.values() for _, words in those), default=0
        )
        for found in self._starts.values():
            found.sort(key=lambda each: -len(each[1]))

    def find(self, text: str) -> Iterator[Mention]:
        """Yield what occurs, from left to right; of two at one place the longer one."""
        if not self._starts:
            return
        done = 0
        for match in _WORD.finditer(text):
            # Most words begin nothing, so they are looked up and passed over.
            if match.start() < done or not self._begins(match.group()):
                continue
            words = self._from(text, match.start())
            found = self._at(text, words, 0)
            if found is not None:
                done = words[found[1] - 1].end
                yield found[0]

    def _begins(self, word: str) -> bool:
        return any(
            key in self._starts or (key.endswith("s") and key[:-1] in self._starts)
            for key in spellings(word)
        )

    def _from(self, text: str, start: int) -> list[_Word]:
        """Return the words from a place on, as many as the longest phrase has."""
        found = itertools.islice(_WORD.finditer(text, start), self._longest)
        return [_Word(m.start(), m.end(), spellings(m.group())) for m in found]

    def _at(self, text: str, words: list[_Word], at: int) -> tuple[Mention, int] | None:
        longest: tuple[Mention, int] | None = None
        for key in (*words[at].keys, *(k[:-1] for k in words[at].keys if k.endswith("s"))):
            for place, phrase in self._starts.get(key, ()):
                if longest is not None and at + len(phrase) <= longest[1]:
                    continue
                end = _end(text, words, at, phrase)
                if end:
                    those = words[at : at + len(phrase)]
                    capital = all(text[word.start].isupper() for word in those)
                    mention = Mention(words[at].start, end, place, capital)
                    longest = mention, at + len(phrase)
        return longest


def _end(text: str, words: list[_Word], at: int, phrase: list[tuple[str, ...]]) -> int:
    """Return where a phrase that begins at a word ends; 0: it is not there."""
    if at + len(phrase) > len(words):
        return 0
    for step, wanted in enumerate(phrase[:-1]):
        word, following = words[at + step], words[at + step + 1]
        if not set(word.keys) & set(wanted) or not _GAP.fullmatch(text, word.end, following.start):
            return 0
    last = words[at + len(phrase) - 1]
    if set(last.keys) & set(phrase[-1]):
        return last.end
    if text[last.end - 1] in "sS" and {k[:-1] for k in last.keys} & set(phrase[-1]):
        return last.end - 1
    return 0
