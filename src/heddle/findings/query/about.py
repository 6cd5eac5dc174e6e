"""What memos are about: the talk that a note was written on."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa

from heddle.analysis import stretch_sets as stretches
from heddle.analysis.stretch_sets import Stretches
from heddle.findings.corpus import Corpus, Truth
from heddle.findings.query.line import line_of
from heddle.findings.query.spoken import pattern
from heddle.log.view import View
from heddle.study.codings import Coding
from heddle.study.columns import tuples
from heddle.study.memos import Memo
from heddle.study.query.language import Words


def written_about(view: View, corpus: Corpus, words: str, codings: Truth | None) -> Stretches:
    """Return the stretches that memos with some words are about, and codings with such a note.

    A memo may be about codings, codes, themes, turns, sources, sessions and participants; of a
    code or theme it is their codings. `codings`: those to look at; None: all.
    """
    look = pattern(Words(words))
    about = {
        record
        for memo in view.find(Memo)
        if look.search(memo.title) or look.search(memo.text)
        for record in memo.about
    }
    c = view.table(Coding).c
    noted = tuples(view, sa.select(c.id, c.note).where(c.note != ""))
    about.update(coding for coding, note in noted if look.search(note))
    line, turns = line_of(corpus), corpus.turns
    keep = _coded(corpus, about)
    if codings is not None:
        keep &= codings
    said = np.zeros(len(turns), dtype=np.bool_)
    said[[corpus.turn_at[one] for one in about if one in corpus.turn_at]] = True
    places = {
        "source": [at for at, source in enumerate(corpus.sources) if source.id in about],
        "session": [at for at, session in enumerate(corpus.people.sessions) if session in about],
        "participant": [at for at, who in enumerate(corpus.participants) if who.id in about],
    }
    whole = np.zeros(len(turns), dtype=np.bool_)
    for name, wanted in places.items():
        whole |= np.isin(getattr(turns, name), wanted)
    return stretches.together(
        line.of_codings(keep),
        stretches.of(line.at[said], line.until[said]),
        line.of_turns(whole),
    )


def _coded(corpus: Corpus, about: set[str]) -> Truth:
    keep = np.zeros(len(corpus.codings), dtype=np.bool_)
    keep[[corpus.coding_at[one] for one in about if one in corpus.coding_at]] = True
    codes = [at for one in about if one in corpus.code_at
             for at in corpus.below(corpus.code_at[one])]  # fmt: skip
    codes += [at for one in about for at in corpus.book.feeds.get(one, [])]
    return keep | np.isin(corpus.codings.code, codes)
