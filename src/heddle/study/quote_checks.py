"""Checks of quotes, made anew whenever they are asked for: what a reader could be misled by.

Q1  what is printed is what was said, but for what is marked
Q2  all uses of the same words are alike, or the shorter one marks its cuts
Q3  a cut across another speaker's turn is shown as such
Q4  a cut that takes out a negation or qualifier was confirmed by a person
Q5  one style of cuts, brackets and quotation marks
Q6  an abbreviation that is used once and nearly is another
Q7  words that a machine made were heard by a person
Q8  who speaks was confirmed by a person
T1  a translation has the same marks of cuts and insertions as the original
T2  a translation was checked by a second person

Red stops a final export (`privacy.quotes_check`); amber and notes are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from heddle.errors import Refused
from heddle.log.view import View
from heddle.study.anchors import part_of
from heddle.study.claims import Claim
from heddle.study.quote_edits import Edit, check_edits, edits_in, taken_out
from heddle.study.quote_hearing import unchecked
from heddle.study.quote_style import brackets, odd_abbreviations, odd_marks, slips
from heddle.study.quotes import Quote
from heddle.study.quoting import OMISSION, render
from heddle.study.sources import Turn
from heddle.study.themes import LIVING, Theme
from heddle.study.translations import Translation
from heddle.study.values import spoken_list
from heddle.study.voices import Voices

Check = Literal["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "T1", "T2"]
Severity = Literal["red", "amber", "note"]
CHECKS: Final[dict[Check, str]] = {
    "Q1": "Printed as it was said",
    "Q2": "Alike wherever it is used",
    "Q3": "Cuts across speakers are shown",
    "Q4": "No “not” or “only” cut out unconfirmed",
    "Q5": "One style",
    "Q6": "Abbreviations",
    "Q7": "Words of a machine were heard",
    "Q8": "Its speaker is confirmed",
    "T1": "Marks equal in the translation",
    "T2": "Translation checked",
}


class QuoteFinding(msgspec.Struct, kw_only=True):
    """Something that a check found on a quote."""

    check: Check
    quote: str
    level: Severity
    item: str
    """Stable: what an override names."""
    problem: str
    hint: str
    words: list[str] = []
    """Q4: what was taken out."""
    at: int = -1
    """Q4: where the change begins in the quote's words."""
    language: str = ""
    """T1, T2: of the translation."""


def quote_findings(view: View, only: Sequence[str] | None = None) -> list[QuoteFinding]:
    """Check quotes, in their order.

    Args:
        view: The study.
        only: Ids of the quotes to tell about; all are compared with each other whichever are told.
    """
    quotes = view.find(Quote, "position")
    voices = Voices(view)
    voices.read(quotes)
    found = [
        finding
        for quote in quotes
        for look in (_said, _table, _speakers, _heavy, _written, _checked, _translated)
        for finding in look(quote, voices)
    ]
    found += _chosen_twice(quotes, voices)
    found += _marks(quotes)
    found += _abbreviations(view, quotes)
    wanted = None if only is None else set(only)
    place = {quote.id: at for at, quote in enumerate(quotes)}
    told = [each for each in found if wanted is None or each.quote in wanted]
    return sorted(told, key=lambda each: (place[each.quote], each.check))


def _finding(
    check: Check, quote: Quote, level: Severity, problem: str, hint: str, *, mark: str = ""
) -> QuoteFinding:
    item = f"{check} {quote.id}{f' {mark}' if mark else ''}"
    return QuoteFinding(
        check=check, quote=quote.id, level=level, item=item, problem=problem, hint=hint
    )


def _said(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """Q1: the transcript still has the words, and print is those words after the marked changes."""
    if voices.words(quote).split() != quote.words.split():
        yield _finding(
            "Q1", quote, "red", "The transcript has other words by now.",
            "Read both, then take over the present words (quotes.refresh) or choose anew.",
        )  # fmt: skip
    elif not _fits(quote.words, quote.edits) or not faithful(quote.words, quote.edits):
        yield _finding(
            "Q1", quote, "red", "Its changes no longer fit its words (two copies were merged).",
            "Look at its cuts and insertions and make them anew (quotes.change).",
        )  # fmt: skip


def _fits(words: str, edits: list[Edit]) -> bool:
    try:
        check_edits(words, edits)
    except Refused:
        return False
    return True


def faithful(words: str, edits: list[Edit]) -> bool:
    """Tell whether what is printed as said is the words less what was cut or replaced.

    White space and the case of letters that were changed on purpose do not count.
    """
    letters = list(words)
    for edit in edits:
        if edit.op in ("omit", "replace"):
            letters[edit.start : edit.stop] = " " * (edit.stop - edit.start)
    said = "".join(run.text for run in render(words, edits) if run.form == "said")
    return "".join(said.split()).casefold() == "".join("".join(letters).split()).casefold()


def _table(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """Q2: what Table 3 shows less of is cut there with a mark, in the translation too."""
    del voices
    if not quote.table_cuts:
        return
    if not _fits(quote.words, edits_in(quote.edits, quote.table_cuts)):
        yield _finding(
            "Q2", quote, "red", "The cuts of Table 3 no longer fit its words.",
            "Make them anew (quotes.change, table_cuts).",
        )  # fmt: skip
    for each in quote.translations:
        if not each.table_text.strip():
            yield _finding(
                "Q2", quote, "amber",
                f"Table 3 shows less of the original and all of the translation ({each.language}).",
                "Write the shorter translation (table_text), with [...] where it is cut.",
                mark=f"table {each.language}",
            )  # fmt: skip
        elif not _shortens(each.table_text, each.text):
            yield _finding(
                "Q2", quote, "red",
                f"The translation ({each.language}) differs between Table 3 and the Results "
                "without a mark.",
                "The shorter one holds the same words, with [...] where some are left out.",
                mark=f"table {each.language}",
            )  # fmt: skip


def _shortens(short: str, whole: str) -> bool:
    """Tell whether a text is another with marked cuts: its pieces stand there in order."""
    pieces = [" ".join(piece.split()) for piece in short.split(OMISSION)]
    rest = " ".join(whole.replace(OMISSION, " ").split())
    if not rest.startswith(pieces[0]) or not rest.endswith(pieces[-1]):
        return False
    at = 0
    for piece in pieces:
        found = rest.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _speakers(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """Q3: a cut that runs into another speaker's turn."""
    turns = voices.turns(quote)
    if len({turn.speaker for turn in turns}) < 2:
        return
    parts = [part_of(quote, turn) for turn in turns]
    if "\n".join(parts) != quote.words:
        yield _finding(
            "Q3", quote, "red", "Several people speak in it, and it cannot be told who says what.",
            "Its turns were split or joined since: take over the present words (quotes.refresh).",
        )  # fmt: skip
        return
    shown = sum(bool(part.strip()) for part in parts)
    for each in quote.translations:
        if sum(bool(line.strip()) for line in each.text.split("\n")) < shown:
            yield _finding(
                "Q3", quote, "red",
                f"Several people speak in it, and the translation ({each.language}) does not tell "
                "them apart.",
                "Begin a new line with the speaker for each turn, also for one that is cut: [...].",
                mark=each.language,
            )  # fmt: skip
    crossed = _crossed(quote, turns, parts, voices)
    if crossed:
        yield _finding(
            "Q3", quote, "note",
            f"A cut runs over what {spoken_list(crossed)} said; their turn is printed with [...].",
            "Nothing to do: the reader sees that somebody spoke there.", mark="shown",
        )  # fmt: skip


def _crossed(
    quote: Quote, turns: Sequence[Turn], parts: Sequence[str], voices: Voices
) -> list[str]:
    """Return the names of those whose whole part is cut."""
    names: list[str] = []
    done = 0
    for turn, part in zip(turns, parts, strict=True):
        cut = any(
            edit.op == "omit" and edit.start <= done and edit.stop >= done + len(part)
            for edit in [*quote.edits, *quote.table_cuts]
        )
        speaker = voices.speakers.get(turn.speaker)
        if cut and part.strip() and speaker is not None:
            names.append(speaker.name)
        done += len(part) + 1
    return list(dict.fromkeys(names))


def _heavy(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """Q4: a negation or qualifier is taken out and nobody has confirmed it."""
    del voices
    for edit in [*quote.edits, *quote.table_cuts]:
        words = taken_out(quote.words, edit)
        if words and not edit.confirmed_by:
            named = spoken_list(f"“{word}”" for word in words)
            finding = _finding(
                "Q4", quote, "red", f"A cut takes out {named}, and nobody has confirmed it.",
                "Read the quote as it is printed; confirm that it says what was meant "
                "(quotes.confirm), or cut less.",
                mark=str(edit.start),
            )  # fmt: skip
            yield msgspec.structs.replace(finding, words=words, at=edit.start)


def _written(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """Q5: how cuts, brackets and spaces are written by us: what was said is never touched."""
    del voices
    put = [(edit.text, "") for edit in quote.edits if edit.op in ("insert", "nonverbal", "replace")]
    texts = [*put, *((t.text, quote.words) for t in quote.translations)]
    texts += [(t.table_text, quote.words) for t in quote.translations]
    for text, spoken in texts:
        for slip in slips(text, spoken):
            yield _finding("Q5", quote, "amber", slip.problem, slip.hint, mark=slip.code)
    for text, _ in put:
        if "[" in text or "]" in text:
            yield _finding(
                "Q5", quote, "amber", "Brackets stand inside brackets.",
                "Write the word alone: print puts the brackets around it.", mark="nested",
            )  # fmt: skip


def _checked(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """Q7 and Q8: nobody has heard words of it, or confirmed who says them."""
    for check, problem, hint in unchecked(quote, voices):
        yield _finding("Q7" if check == "words" else "Q8", quote, "red", problem, hint)


def _translated(quote: Quote, voices: Voices) -> Iterator[QuoteFinding]:
    """T1 and T2: marks as in the original, and a second reader."""
    del voices
    pairs: list[tuple[Translation, str, list[Edit]]] = [
        (each, each.text, quote.edits) for each in quote.translations
    ]
    table = edits_in(quote.edits, quote.table_cuts)
    pairs += [(t, t.table_text, table) for t in quote.translations if t.table_text.strip()]
    for each, text, edits in pairs:
        ours = brackets("".join(run.text for run in render(quote.words, edits)))
        theirs = brackets(text)
        if ours != theirs:
            finding = _finding(
                "T1", quote, "amber",
                f"The original shows {ours[0]} cuts and {ours[1]} insertions, the translation "
                f"({each.language}) {theirs[0]} and {theirs[1]}.",
                "Mark the same cuts and insertions in both.", mark=each.language,
            )  # fmt: skip
            yield msgspec.structs.replace(finding, language=each.language)
    for each in quote.translations:
        if not each.checked:
            finding = _finding(
                "T2", quote, "red", f"Its translation ({each.language}) was checked by nobody.",
                "Let a second person read it and put them on record (quotes.change).",
                mark=each.language,
            )  # fmt: skip
            yield msgspec.structs.replace(finding, language=each.language)


def _chosen_twice(quotes: Sequence[Quote], voices: Voices) -> Iterator[QuoteFinding]:
    """Q2: two quotes of the same words that are printed differently."""
    taken: dict[str, list[tuple[int, int, Quote]]] = {}
    for quote in quotes:
        if not (quote.in_table or quote.in_results):
            continue
        told: set[str] = set()
        for turn in voices.turns(quote):
            begin = quote.start if turn.id == quote.turn else 0
            end = quote.end if turn.id == quote.end_turn else len(turn.text)
            here = taken.setdefault(turn.id, [])
            for a, b, other in here:
                if a < end and begin < b and other.id != quote.id and other.id not in told:
                    told.add(other.id)
                    yield _twice(quote, other)
            here.append((begin, end, quote))


def _twice(quote: Quote, other: Quote) -> QuoteFinding:
    return _finding(
        "Q2", quote, "amber", "Another quote holds some of the same words.",
        "Use one quote in both places; where Table 3 shows less, give it cuts of its own "
        "(table_cuts), which are marked.", mark=other.id,
    )  # fmt: skip


def _marks(quotes: Sequence[Quote]) -> Iterator[QuoteFinding]:
    """Q5: inner quotation marks, of what is printed, all quotes together."""
    by_id = {quote.id: quote for quote in quotes if quote.in_table or quote.in_results}
    languages = {t.language for quote in by_id.values() for t in quote.translations}
    for language in ["", *sorted(languages)]:
        texts = {
            quote.id: text
            for quote in by_id.values()
            if (text := _text(quote, language)) is not None
        }
        usual, odd = odd_marks(texts)
        for key, other in odd.items():
            yield _finding(
                "Q5", by_id[key], "amber",
                f"Its quotation marks are {other}, those of most quotes {usual}.",
                "Choose one kind: in translations where they are written, in what was said by "
                "correcting the turn.", mark=f"marks {language}".strip(),
            )  # fmt: skip


def _text(quote: Quote, language: str) -> str | None:
    if not language:
        return "".join(run.text for run in render(quote.words, quote.edits))
    return next((t.text for t in quote.translations if t.language == language), None)


def _abbreviations(view: View, quotes: Sequence[Quote]) -> Iterator[QuoteFinding]:
    """Q6: slips of abbreviations in what is printed, themes and claims counted in."""
    printed = {
        quote.id: " ".join([_text(quote, "") or "", *(t.text for t in quote.translations)])
        for quote in quotes
    }
    ours = [f"{t.name} {t.central_idea} {t.description}" for t in view.find(Theme)
            if t.stage in LIVING]  # fmt: skip
    ours += [claim.sentence for claim in view.find(Claim)]
    for odd, usual in odd_abbreviations([*printed.values(), *ours]).items():
        for quote in quotes:
            if odd in printed[quote.id]:
                yield _finding(
                    "Q6", quote, "amber", f"“{odd}” stands here once; is “{usual}” meant?",
                    "Correct it where it is written, or leave it if it is another word.", mark=odd,
                )  # fmt: skip
