"""What the record says of how data became text: translation, legend, keeping (SRQR S13)."""

from __future__ import annotations

from typing import Final

from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import counted, full_stop, ids, listed, number, period, plural, sentence
from heddle.report.statements import Statement, name_of, nothing, said
from heddle.study.hearing import hearing, per_cent
from heddle.study.quotes import Quote
from heddle.study.recognitions import Recognition
from heddle.study.rules import name_key
from heddle.study.sources import Source, marks_of, turns_of
from heddle.study.translations import Translation
from heddle.text import legend as signs
from heddle.text.conventions import Convention, chosen
from heddle.text.marks import Mark

LEGENDS: Final = {
    "verbatim": "all words are kept, with fillers and false starts",
    "intelligent verbatim": "fillers and repetitions are left out",
    "jefferson light": "(.) is a short pause, (1.5) a pause in seconds, [ ] overlap, = no gap, "
    "- a cut-off, : a stretched sound, CAPITALS stress, ((act)) a description, ( ) unclear words",
}
"""What marks mean in transcription profiles that people declare by name; after Jefferson (2004)
and domain practice. A convention in own words speaks for itself."""


def legend(material: Material) -> Statement:
    """Say what the marks of the declared transcription conventions mean."""
    told: list[Inlines] = []
    for profile, meaning in LEGENDS.items():
        those = [
            source
            for source in material.view.find(Source, "name", form="transcript")
            if name_key(source.convention).rstrip(".") == profile
        ]
        if those:
            name = Trace(profile, ids(those), kind="claim", query="convention")
            told.append(sentence("In transcripts in ", name, f" {meaning}."))
    told += _signs(material)
    if not told:
        return nothing("No transcription profile with a legend is declared.")
    return said(*[part for each in told for part in (" ", each)][1:])


def heard(material: Material) -> Statement:
    """Say which transcripts a machine drafted, and how much of all was checked against the sound.

    Nothing where no machine wrote a word and nobody has put on record that they listened.
    """
    sources = {s.id: s for s in material.view.find(Source, "name", form="transcript")}
    told = hearing(material.view, list(sources.values()))
    drafted = [sources[each.source] for each in told if each.drafts]
    listened = [listener for each in told for listener in each.by]
    if not drafted and not listened:
        return nothing("No check of transcripts against the sound is on record.")
    parts: list[Inlines] = []
    if drafted:
        parts.append(counted(drafted, "transcript", query="drafted transcripts", start=True))
        parts.append(
            sentence(f" began as {plural(len(drafted), 'a draft', 'drafts')} of a machine. ")
        )
    percent = per_cent(sum(each.heard for each in told), sum(each.words for each in told))
    share = Trace(f"{percent} %", ids(sources.values()), kind="claim", query="words heard")
    parts.append(sentence("Of the words of all transcripts, ", share))
    parts.append(sentence(" were checked against the sound"))
    who = dict.fromkeys(each.member for each in listened if each.member in material.members)
    if who:
        parts.append(sentence(" by ", listed([(name_of(material.members[m]),) for m in who])))
    when = period([on[:10] for each in listened for on in (each.first, each.last)])
    if when:
        parts.append(sentence(f" {when}"))
    return said(*parts, ".", complete="full" if percent == 100 else "partial")


def recognised(material: Material) -> Statement:
    """Say by which programs and models transcripts were drafted, where one did that here."""
    made = material.view.find(Recognition)
    if not made:
        return nothing("No transcript was recognised by a machine here.")
    means: dict[str, list[str]] = {}
    for each in made:
        engine = f"{each.engine} {each.engine_version}".strip()
        licence = f", {each.licence}" if each.licence else ""
        means.setdefault(f"{engine} with the model “{each.model}”{licence}", []).append(each.id)
    told = [
        (Trace(text, tuple(those), kind="claim", query="recognition"),)
        for text, those in means.items()
    ]
    return said(
        sentence("Speech was recognised on the team's own computers, without a network ("),
        listed(told),
        "). It drafted words only: the program has no generative language model, and none took "
        "part in coding or analysis.",
    )


def _signs(material: Material) -> list[Inlines]:
    """Explain the signs of what is marked in the transcripts, by how they are shown."""
    found: dict[Convention, dict[str, list[Mark]]] = {}
    for source in material.view.find(Source, "name", form="transcript"):
        if source.convention.strip():
            marks = [m for turn in turns_of(material.view, source.id) for m in marks_of(turn)]
            if marks:
                found.setdefault(chosen(source.convention), {})[source.id] = marks
    told: list[Inlines] = []
    for convention, by_source in found.items():
        marks = [mark for each in by_source.values() for mark in each]
        if line := signs.line(signs.legend(marks, convention)):
            text = Trace(full_stop(line), tuple(by_source), kind="claim", query="marks")
            told.append(sentence("Signs of what was heard and is no word: ", text))
    return told


def translated(material: Material) -> Statement:
    """Say which printed quotes were translated, by whom, how, and who checked them."""
    finals = {theme.id for theme in material.finals}
    wanted = material.facts.publication_language.strip().casefold()
    made: list[tuple[Quote, Translation]] = [
        (quote, each)
        for quote in material.view.find(Quote, "position")
        if quote.theme in finals and (quote.in_table or quote.in_results)
        for each in quote.translations
        if each.language.strip().casefold() == wanted
    ]
    if not made:
        return nothing("No translation of a printed quote is on record.")
    quotes = [quote for quote, _ in made]
    checked = [quote for quote, each in made if each.checked]
    first = sentence(counted(quotes, "printed quote", start=True),
                     f" {plural(len(quotes), 'was', 'were')} translated")  # fmt: skip
    people = list(dict.fromkeys(each.by.strip() for _, each in made if each.by.strip()))
    if people:
        first = sentence(first, " by ", listed([_who(quotes, name) for name in people]))
    ways = list(dict.fromkeys(each.method.strip() for _, each in made if each.method.strip()))
    if ways:
        first = sentence(first, " (", listed([_who(quotes, way) for way in ways]), ")")
    count = Trace(number(len(checked)), ids(checked) or ids(quotes), query="checked translations")
    rest = f" of them {plural(len(checked), 'was', 'were')} checked by a second person."
    return said(
        first, "; ", count, rest, complete="full" if len(checked) == len(made) else "partial"
    )


def kept(material: Material) -> Statement:
    """Say where recordings were kept, and by when they are to be deleted."""
    all_of = [r for each in material.recordings.values() for r in each]
    places = {name_key(r.custody): r.custody.strip() for r in all_of if r.custody.strip()}
    if not places:
        return nothing("Where recordings were kept is not on record.")
    told = []
    for key, place in places.items():
        those = [r for r in all_of if name_key(r.custody) == key]
        told.append((Trace(full_stop(place), ids(those), kind="claim", query="custody"),))
    return said("Recordings were kept here: ", *[p for each in told for p in (" ", each)][1:])


def _who(quotes: list[Quote], text: str) -> Inlines:
    return (Trace(text, ids(quotes), kind="claim", query="translations"),)
