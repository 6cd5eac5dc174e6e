"""A QMSum meeting as a coded study: turns with speakers, topics as codes over their turns.

python docs/recipes/qmsum.py FOLDER MEETING.json

QMSum (https://github.com/Yale-LILY/QMSum) keeps a meeting as JSON: ``meeting_transcripts`` is a
list of turns, and ``topic_list`` names topics with the turns they run over, counted from 0, the
last one included. Only the public interface of Heddle is used here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import heddle


def take_meeting(study: heddle.Study, path: Path) -> list[dict[str, Any]]:
    """Add a meeting with its topics to a study; returns its turns as rows."""
    meeting = json.loads(path.read_text("utf-8"))
    study.do(
        "sources.add",
        name=path.stem,
        turns=[
            {"speaker": turn["speaker"], "text": turn["content"]}
            for turn in meeting["meeting_transcripts"]
        ],
        reason=f"QMSum meeting {path.stem}",
    )
    turns = [turn for turn in study.turns() if turn["source"] == path.stem]
    topics = meeting["topic_list"]
    made = study.do_all({"op": "codes.add", "name": topic["topic"]} for topic in topics)
    codings = [
        stretch(turns, code, int(first), int(last))
        for code, topic in zip(made.result, topics, strict=True)
        for first, last in topic["relevant_text_span"]
    ]
    study.do("codings.add", codings=codings, reason="Topics of the QMSum annotators")
    return turns


def stretch(turns: list[dict[str, Any]], code: str, first: int, last: int) -> dict[str, Any]:
    """Code whole turns, from the first character of one to the last of another."""
    return {
        "code": code,
        "turn": turns[first]["id"],
        "start": 0,
        "end_turn": turns[last]["id"],
        "end": len(turns[last]["text"]),
    }


def main(folder: str, file: str) -> None:
    """Make a study of one meeting and print what is in it."""
    with heddle.create(folder, title="A meeting from QMSum", approach="codebook") as study:
        turns = take_meeting(study, Path(file))
        (source,) = study.sources()
        print(f"{source['name']}: {source['turns']} turns, {source['words']} words")
        for speaker in source["speakers"]:
            spoken = sum(turn["speaker"] == speaker for turn in turns)
            print(f"  {speaker}: {spoken} turns")
        places = {turn["id"]: number for number, turn in enumerate(turns, 1)}
        topics = sorted({coding["code"] for coding in study.codings()})
        print(f"{len(topics)} topics became codes:")
        for coding in study.codings():
            first, last = places[coding["turn"]], places[coding["end_turn"]]
            held = len(coding["text"].split("\n"))
            print(f"  a coding on turns {first} to {last}: {held} turns")


if __name__ == "__main__":
    main(*sys.argv[1:3])
