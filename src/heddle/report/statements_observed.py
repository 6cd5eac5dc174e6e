"""What the record says of observing: field notes, and what observers noted in the room."""

from __future__ import annotations

from heddle.report.material import Material
from heddle.report.prose import counted, plural, sentence
from heddle.report.statements import Statement, called, nothing, said
from heddle.study.observations import Observation
from heddle.study.sources import Source


def noted(material: Material) -> Statement:
    """Say whether notes were taken (item 20)."""
    notes = material.view.find(Source, form="field note")
    live = [each for each in material.view.find(Observation) if each.text]
    if not notes and not live:
        return nothing("No field notes are on record.")
    sessions = {note.session for note in notes if note.session} | {each.session for each in live}
    one, many = called(material.sessions)
    held = [s for s in material.sessions if s.id in sessions]
    on = sentence(" on ", counted(held, one, many)) if held else ()
    if not notes:
        # Whether what was written in the room became data is for the team to say.
        written = counted(live, "note", start=True)
        return said(
            written,
            f" {plural(len(live), 'was', 'were')} written by observers",
            on,
            ".",
            figure=len(live),
        )
    is_are = plural(len(notes), "is", "are")
    count = counted(notes, "field note", start=True)
    return said(count, on, f" {is_are} part of the data.", figure=len(notes))
