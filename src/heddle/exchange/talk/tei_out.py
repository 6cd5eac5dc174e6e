"""Writing a transcript as TEI P5: a list of persons, a timeline, and an utterance for each turn.

Nothing has to be filled in: a turn without a time has none. Blanks and line ends of the words are
kept (`xml:space`, `lb`).

Format: TEI P5, chapter 8 "Transcriptions of Speech" (`u`, `timeline`, `when`).
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from heddle.exchange.talk import tei_words
from heddle.exchange.talk.spoken import Spoken, SpokenTurn, Written, unsaid

_NAMESPACE = "http://www.tei-c.org/ns/1.0"


def write_tei(talk: Spoken) -> Written:
    """Write a transcript as TEI."""
    notes: list[str] = []
    unsaid(talk.turns, notes, words=False)
    people = {each.label: f"s{number}" for number, each in enumerate(talk.speakers, 1)}
    for turn in talk.turns:
        if turn.speaker:
            people.setdefault(turn.speaker, f"s{len(people) + 1}")
    roles = {each.label: each.role for each in talk.speakers}
    points = sorted(
        {round(t * 1000) for turn in talk.turns for t in (turn.start, turn.end) if t is not None}
        | {at for turn in talk.turns for at in tei_words.times(turn.marks)}
    )
    names = {point: f"T{number}" for number, point in enumerate(points, 1)}
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="{_NAMESPACE}">\n<teiHeader>\n<fileDesc>\n'
        f"<titleStmt><title>{escape(talk.title)}</title></titleStmt>\n"
        "<publicationStmt><p>Not published.</p></publicationStmt>\n"
        "<sourceDesc><p>Transcript of talk, kept in a study of Heddle.</p></sourceDesc>\n"
        "</fileDesc>\n<profileDesc>\n"
    )
    parts = [head]
    if talk.language:
        ident = quoteattr(talk.language)
        parts.append(f"<langUsage><language ident={ident}/></langUsage>\n")
    if people:
        parts.append("<particDesc><listPerson>\n")
        parts += (
            f'<person xml:id="{name}" role={quoteattr(roles.get(label, "unknown"))}>'
            f"<persName>{escape(label)}</persName></person>\n"
            for label, name in people.items()
        )
        parts.append("</listPerson></particDesc>\n")
    parts.append("</profileDesc>\n</teiHeader>\n<text>\n")
    if names:
        parts.append('<timeline unit="s" origin="#T0">\n<when xml:id="T0"/>\n')
        parts += (
            f'<when xml:id="{name}" interval="{point / 1000:.3f}" since="#T0"/>\n'
            for point, name in names.items()
        )
        parts.append("</timeline>\n")
    parts.append("<body>\n")
    parts += (_utterance(turn, people, names) for turn in talk.turns)
    parts.append("</body>\n</text>\n</TEI>\n")
    return Written(data="".join(parts).encode(), notes=notes)


def _utterance(turn: SpokenTurn, people: dict[str, str], names: dict[int, str]) -> str:
    attributes = ' xml:space="preserve"'
    if turn.speaker:
        attributes += f' who="#{people[turn.speaker]}"'
    for name, value in (("start", turn.start), ("end", turn.end)):
        if value is not None:
            attributes += f' {name}="#{names[round(value * 1000)]}"'
    words = tei_words.utterance(turn.text, turn.marks, names)
    return f"<u{attributes}>{words}</u>\n"
