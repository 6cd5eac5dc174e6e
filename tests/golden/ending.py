"""What is deleted, undone, forgotten, and done in a second copy."""

from __future__ import annotations

import shutil
from pathlib import Path

from golden.talk import named_speakers
from golden_log import Do
from heddle import client
from heddle.log.erasure import Wipe
from heddle.privacy.withdrawal import Request


def let_go(do: Do, study: client.Study) -> None:
    """How long things are kept, what was deleted, and a person who withdraws."""
    do("study.describe", end_date="2026-12-31")
    do("retention.set", data="log", months=120, why="the funder asks for it", place="a safe")
    do("deletions.note", subject="consent form", what="forms on paper", date="2026-12-31")
    assert study.media is not None
    digest = study.media.keep(b"an original file")
    turns = [{"speaker": "PX", "text": "These are the very words that are to go."}]
    source = do("sources.add", name="To go", file_hash=digest, turns=turns)
    do("deletions.order", about=source, why="checked")
    study.tidy()
    person = do("participants.add", code="PX", occupation="a rare one")
    speaker = named_speakers(study, source)[0]["speaker_id"]
    do("speakers.join", speaker=speaker, participant=person)
    turn = study.turns()[-1]["id"]
    quote = do("quotes.add", turn=turn, start=0, end=9)
    do("quotes.exclude", quotes=[quote], why="not sure")
    do("quotes.include", quotes=[quote])
    choices = ["stop contact", "exclude quotes"]
    do("withdrawals.record", participant=person, date="2026-12-31", choices=choices)
    whole = Request(participant=person, date="2026-12-31", choices=["delete everything"])
    study.withdraw(whole)


def change_back(do: Do, study: client.Study) -> None:
    """Undo, redo, several steps in one, and an erasure."""
    do("codes.add", name="A slip")
    study.undo()
    study.redo()
    study.undo(reason="it was a slip")
    steps = [{"op": "codes.add", "name": "One"}, {"op": "codes.add", "name": "Two"}]
    study.do_all(steps, reason="both at once")
    secret = do("memos.add", text="what must be forgotten", title="kept")
    study.erase([Wipe("memos", secret, "text", "[erased]")], reason="consent withdrawn")


def work_apart(folder: Path, study: client.Study) -> None:
    """A second copy of the study: two people change the same field, and the copies meet."""
    study.close()
    shutil.copytree(folder, folder.with_name("laptop"))
    with client.open_study(folder) as here, client.open_study(folder.with_name("laptop")) as there:
        chosen = here.codes()[0]["id"]
        here.do("codes.change", code=chosen, definition="as they see it in the office")
        there.do("codes.change", code=chosen, definition="as they see it at home")
        there.do("memos.add", text="written at home")
        here.merge(there)
