"""How a quote is printed: its words after its edits, who said it, and whether it still matches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from heddle.log.view import View
from heddle.study.numbering import published
from heddle.study.participants import Participant
from heddle.study.quote_edits import Edit, edits_in, sorted_edits
from heddle.study.quote_marks import Heard, heard
from heddle.study.quotes import Quote, stale_words
from heddle.study.sessions import Session
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.wording import Wording

OMISSION = "[...]"


class Run(msgspec.Struct, frozen=True):
    """A piece of a printed quote and what it is."""

    text: str
    form: Literal["said", "omitted", "inserted", "nonverbal", "replaced", "mark"] = "said"


class Printed(msgspec.Struct, kw_only=True):
    """A quote ready for print."""

    quote: str
    runs: list[Run]
    text: str
    attribution: str
    source: str
    speaker: str
    participant: str
    """Id of the participant who speaks; empty if several or none."""
    group: str
    present: str | None
    """The transcript's words now, if they are not the quote's any more."""


def printed(
    view: View,
    quote: Quote,
    numbers: Mapping[str, int] | None = None,
    wording: Wording | None = None,
) -> Printed:
    """Render a quote, as spoken unless a wording is given, and verify it against its transcript.

    `numbers` are the published numbers (`numbering.published`), read here if not given.
    """
    numbers = published(view) if numbers is None else numbers
    said = wording or Wording(view)
    turn = view.maybe(Turn, quote.turn)
    speaker = view.maybe(Speaker, turn.speaker) if turn and turn.speaker else None
    source = view.maybe(Source, quote.source)
    person = view.maybe(Participant, speaker.participant) if speaker else None
    session = view.maybe(Session, source.session) if source and source.session else None
    runs = render(quote.words, said.edits(quote), heard(view, quote, said.note))
    return Printed(
        quote=quote.id,
        runs=runs,
        text="".join(run.text for run in runs),
        attribution=said.note(attribution(quote, person, speaker, session, numbers)),
        source=said.note(source.name) if source else "",
        speaker=said.note(speaker.name) if speaker else "",
        participant=person.id if person else "",
        group=person.group if person else "",
        present=stale_words(view, quote),
    )


def render(words: str, edits: list[Edit], beside: Heard | None = None) -> list[Run]:
    """Return a quote's words with its edits carried out, and what is heard beside them.

    A cut is shown as [...] with one space on each side of it that has words; cuts that only
    follow each other are shown once.
    """
    runs: list[Run] = []
    done = 0
    for edit in sorted_edits(edits):
        _said(runs, words, done, edit.start, beside)
        # An edit may lie within another one: what was passed over does not come back.
        done = max(done, edit.stop)
        if edit.op == "omit":
            if runs and runs[-1].form == "omitted":
                continue
            _spaced(runs, Run(OMISSION, "omitted"))
        elif edit.op == "insert":
            _spaced(runs, Run(f"[{edit.text}]", "inserted"))
        elif edit.op == "nonverbal":
            _spaced(runs, Run(f"[{edit.text}]", "nonverbal"))
        elif edit.op == "replace":
            runs.append(Run(f"[{edit.text}]", "replaced"))
        else:
            runs.append(Run(edit.text, "said"))
    _said(runs, words, done, len(words), beside)
    return [run for run in _trimmed(runs) if run.text]


def table_text(quote: Quote, beside: Heard | None = None) -> str:
    """Return what Table 3 prints of a quote where it cuts more; empty where it does not."""
    if not quote.table_cuts:
        return ""
    runs = render(quote.words, edits_in(quote.edits, quote.table_cuts), beside)
    return "".join(run.text for run in runs)


def attribution(
    quote: Quote,
    person: Participant | None,
    speaker: Speaker | None,
    session: Session | None,
    numbers: Mapping[str, int],
) -> str:
    """Return how the speaker is named in print.

    The number restarts in each group, so group and number go together (domain: key is (g, n)).
    `numbers` are the published ones of groups whose numbers are shuffled.
    """
    if quote.attribution == "none":
        return ""
    if quote.attribution == "pseudonym" and quote.pseudonym:
        return quote.pseudonym
    if person is None:
        if speaker is None:
            return ""
        return speaker.role.capitalize() if speaker.role != "unknown" else speaker.name
    if quote.attribution == "role":
        return person.occupation or "Participant"
    own = numbers.get(person.id, person.number)
    number = person.code if own is None else own
    if quote.attribution == "number" or not person.group:
        return f"Participant {number}"
    if session is not None and session.form == "interview":
        return f"Participant {person.code}"
    return f"Focus group {person.group}, participant {number}"


def _said(runs: list[Run], words: str, start: int, end: int, beside: Heard | None) -> None:
    pieces = beside.pieces(words, start, end) if beside else [(words[start:end], False)]
    for text, sign in pieces:
        if not text:
            continue
        glued = runs and runs[-1].form in ("omitted", "inserted", "nonverbal")
        spaced = f" {text}" if glued and text[0] not in " \n.,;:!?" else text
        runs.append(Run(spaced, "mark" if sign else "said"))


def _spaced(runs: list[Run], run: Run) -> None:
    if runs and not runs[-1].text.endswith((" ", "\n")):
        runs.append(Run(" "))
    runs.append(run)


def _trimmed(runs: list[Run]) -> list[Run]:
    """Leave out white space at both ends and double spaces around cuts."""
    text: list[Run] = []
    for run in runs:
        words = run.text
        if text and text[-1].text.endswith(" ") and words.startswith(" "):
            words = words[1:]
        text.append(Run(words, run.form))
    while text and not text[0].text.strip():
        text.pop(0)
    while text and not text[-1].text.strip():
        text.pop()
    if text:
        text[0] = Run(text[0].text.lstrip(), text[0].form)
        text[-1] = Run(text[-1].text.rstrip(), text[-1].form)
    return text
