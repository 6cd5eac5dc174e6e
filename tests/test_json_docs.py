"""The documented keys of `--json` are those that the program prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import heddle
from heddle.study.own_journal import release_step
from trail_desk import KEYS

DOCUMENTED = dict(
    re.findall(
        r"^\| `(\w+)` \| (.+) \|$",
        (Path(__file__).parents[1] / "docs" / "json.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[heddle.Study]:
    made = heddle.create(tmp_path_factory.mktemp("json") / "study", title="Keys")
    made.do("participants.add", code="P1")
    code = made.do("codes.add", name="Hope").id
    turns = [{"speaker": "P1", "text": "I hope so."}]
    made.do("sources.add", name="FG1", turns=turns)
    turn = made.turns()[0]["id"]
    made.do("codings.add", codings=[{"code": code, "turn": turn, "start": 2, "end": 6}])
    theme = made.do("themes.add", name="Hope", codes=[code]).id
    made.do("quotes.add", turn=turn, start=0, end=10, theme=theme)
    made.do("memos.add", text="A note.")
    made.do("recordings.add", session=made.do("sessions.add", name="Recorded").id)
    session = made.do("sessions.add", name="FG1").id
    made.do("observations.note", session=session, text="A tired group.")
    _trail(made, turn)
    yield made
    made.close()


def _trail(made: heddle.Study, turn: str) -> None:
    """One record of each part of the analytic trail."""
    source, person = made.sources()[0]["id"], made.do("participants.add", code="P2").id
    meeting = made.do("meetings.add", title="Debriefing", date="2022-01-01").id
    made.do("decisions.add", text="Go on", why="It is clear", meeting=meeting)
    made.do("follow_ups.add", text="Write", meeting=meeting)
    made.do("member_checks.send", what="findings", date="2022-01-02", participants=[person])
    made.do("involvement.add", who="a panel", contribution="Read it")
    made.do("readings.add", source=source)
    made.do("amendments.add", text="Later", why="Ill", date="2022-01-03")
    made.do("phases.note", phase=1, started="2022-01-04")
    key = made.do("journal.begin", recipient=KEYS[0]["recipient"], locked="x").id
    entry = made.do("journal.write", text="I doubt it.").id
    with made.view() as view:
        step = release_step(view, entry, {key: KEYS[0]["identity"]})
    made.do(step)


@pytest.mark.parametrize("verb", DOCUMENTED)
def test_keys_are_as_documented(study: heddle.Study, verb: str) -> None:
    if verb == "search":
        rows = study.search("hope")
    elif verb == "history":
        rows = study.history()
    elif verb == "conflicts":
        rows = [dict.fromkeys(("kind", "record", "label", "problem", "field", "kept", "lost"))]
        assert study.conflicts() == []
    else:
        rows = study.rows(verb)
    assert [sorted(row) for row in rows[:1]] == [sorted(DOCUMENTED[verb].split(", "))]


def test_a_listing_is_also_arrays_by_column(study: heddle.Study) -> None:
    arrays = study.arrays("codings")
    assert list(arrays) == list(study.codings()[0])
    assert (arrays["start"] + 4 == arrays["end"]).tolist() == [True]
    assert arrays["text"].tolist() == ["hope"]
    assert study.arrays("guide") == {}
