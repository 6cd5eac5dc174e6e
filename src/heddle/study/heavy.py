"""Heavy words: negations and qualifiers, whose loss can turn what a person said around.

Lists and two rules for English and Danish, applied to words as written. They err on the side of
asking: a person then reads the shortened quote and confirms that it says what was meant.
"""

from __future__ import annotations

import re
from typing import Final

NEGATIONS: Final = frozenset(
    """
    not no nor never none nothing nobody nowhere neither cannot without hardly barely scarcely
    dont doesnt didnt isnt wasnt wont cant couldnt wouldnt
    ikke ikk aldrig ingen intet ingenting ingenlunde hverken uden næppe nej inte aldri knap knapt
    """.split()  # noqa: SIM905 (a list of quoted words would hide what it says)
)
"""Words that turn a sentence round; besides these, every word that ends in n't."""

QUALIFIERS: Final = frozenset(
    """
    only maybe perhaps possibly probably might sometimes seldom rarely almost nearly unless except
    supposedly partly
    kun måske muligvis sjældent næsten medmindre undtagen sommetider formentlig formodentlig
    vistnok delvis undertiden
    """.split()  # noqa: SIM905
)
"""Words that take a part of a sentence back."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONTRACTED: Final = re.compile(r"n['’]t\Z")


def heavy_words(text: str) -> list[str]:
    """Return the negations and qualifiers of a text in small letters, each once, in order."""
    found = [match.group().casefold() for match in _WORD.finditer(text)]
    heavy = [word for word in found if is_heavy(word)]
    return list(dict.fromkeys(heavy))


def is_heavy(word: str) -> bool:
    """Tell whether a word in small letters is a negation or a qualifier."""
    return word in NEGATIONS or word in QUALIFIERS or bool(_CONTRACTED.search(word))
