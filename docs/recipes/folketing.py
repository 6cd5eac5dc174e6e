"""Sittings of the Danish parliament as sources: one a sitting, speeches as timed turns.

python docs/recipes/folketing.py FOLDER EXPORT.xml

The XML is the parliament's own export (The Danish Parliament Corpus): ``Møde`` is a sitting,
``Tale`` a speech with start, end, name, role and text. The agenda orders the speeches there; here
they stand in the order of the clock. Whoever chairs is often not named: that speaker is "Chair".
The file is read with entities refused. Only the public interface of Heddle is used here.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

import heddle

CHAIR = "Chair"


def take_sittings(study: heddle.Study, path: Path) -> None:
    """Add every sitting of an export to a study, each as a step of its own."""
    root = fromstring(path.read_bytes(), forbid_dtd=True)
    for sitting in sorted(root.iter("Møde"), key=lambda one: text(one, "DateOfSitting")):
        speeches = sorted(sitting.iter("Tale"), key=lambda one: text(one, "Starttid"))
        first = moment(speeches[0], "Starttid")
        number, day = text(sitting, "Mødenummer"), text(sitting, "DateOfSitting")[:10]
        turns = [turn(speech, first) for speech in speeches]
        chaired = any(one["speaker"] == CHAIR for one in turns)
        study.do(
            "sources.add",
            name=f"{day}, {number}",
            language="da",
            turns=turns,
            speakers=[{"name": CHAIR, "role": "moderator"}] if chaired else [],
            convention="edited minutes of the parliament",
        )


def turn(speech: Element, first: datetime) -> dict[str, Any]:
    """Make a turn of a speech; its times are seconds from the sitting's first speech."""
    return {
        "speaker": speaker(speech),
        "text": text(speech, "Tekst"),
        "start": (moment(speech, "Starttid") - first).total_seconds(),
        "end": (moment(speech, "Sluttid") - first).total_seconds(),
    }


def speaker(speech: Element) -> str:
    """Name who speaks; a chair without a name is the chair, whoever that was."""
    name = text(speech, "Navn")
    if not name and text(speech, "Rolle") != "formand":
        return "Unknown"
    return name or CHAIR


def text(element: Element, tag: str) -> str:
    """Give the text of a part of an element, trimmed; empty if there is none."""
    return (element.findtext(tag) or "").strip()


def moment(element: Element, tag: str) -> datetime:
    """Read a time such as 2015-07-09T11:00:04.167."""
    return datetime.fromisoformat(text(element, tag))


def main(folder: str, file: str) -> None:
    """Make a study of an export and print what is in it."""
    with heddle.create(folder, title="Sittings of the Folketing") as study:
        take_sittings(study, Path(file))
        ends = {turn["source"]: turn["end"] for turn in study.turns()}
        for source in study.sources():
            minutes = ends[source["name"]] / 60
            print(
                f"{source['name']}: {source['turns']} speeches, speakers: "
                f"{len(source['speakers'])}, {source['words']} words, {minutes:.0f} minutes"
            )
        found = study.search("ulighed", limit=1000)
        print(f"“ulighed” is said in {len(found)} speeches")


if __name__ == "__main__":
    main(*sys.argv[1:3])
