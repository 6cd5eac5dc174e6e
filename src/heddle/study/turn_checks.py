"""Who has checked a turn: its words against the sound, and who it is that speaks.

Words that a machine made are a draft until a person of the team has heard them; a speaker whom a
machine or a file named is a guess until a person has said so. Neither can be quoted in a final
export (`privacy.heard_check`). A correction of the words does not check them: whoever mends one
word has not heard the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.sources import Turn


class CheckTurns(Operation, tag="turns.check"):
    """Confirm that turns were heard: that their words, their speakers or both are right."""

    turns: list[str]
    words: bool = True
    speaker: bool = True

    def decide(self, work: Workspace) -> int:
        """Whoever does it stands for it by name; returns how many turns changed."""
        _check_asked(self.turns, words=self.words, speaker=self.speaker)
        if not work.actor:
            refuse(
                "A person confirms what a turn says; nothing was changed.",
                "Say who you are (--by NAME).",
                "nobody-named",
            )
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        changed = 0
        for turn in _turns(work, self.turns):
            fields: dict[str, str | bool] = {}
            if self.words and not turn.heard:
                fields |= {"heard": work.actor, "heard_on": now}
            if self.speaker and turn.guessed:
                fields["guessed"] = False
            changed += bool(fields and work.set(turn, **fields))
        return changed


class UncheckTurns(Operation, tag="turns.uncheck"):
    """Take back that turns were heard, or that their speakers were confirmed."""

    turns: list[str]
    words: bool = True
    speaker: bool = False

    def decide(self, work: Workspace) -> int:
        """With `speaker`, who speaks counts as a guess again; returns how many turns changed."""
        _check_asked(self.turns, words=self.words, speaker=self.speaker)
        changed = 0
        for turn in _turns(work, self.turns):
            fields: dict[str, str | bool] = {"heard": "", "heard_on": ""} if self.words else {}
            if self.speaker and turn.speaker:
                fields["guessed"] = True
            changed += bool(fields and work.set(turn, **fields))
        return changed


def joined(first: Turn, second: Turn) -> dict[str, str | bool]:
    """Return the checks of two turns that become one.

    It is a draft or a guess if either was, and was heard only if both were: by whom and when it
    was heard last.
    """
    fields: dict[str, str | bool] = {
        "draft": first.draft or second.draft,
        "guessed": first.guessed or second.guessed,
    }
    last = max(first, second, key=lambda turn: turn.heard_on)
    if not (first.heard and second.heard):
        return {**fields, "heard": "", "heard_on": ""}
    return {**fields, "heard": last.heard, "heard_on": last.heard_on}


def unheard(turn: Turn) -> bool:
    """Tell whether a machine made the words of a turn and nobody has heard them since."""
    return turn.draft and not turn.heard and not turn.withdrawn


def _check_asked(turns: Sequence[str], *, words: bool, speaker: bool) -> None:
    if not turns:
        refuse("No turn was named; nothing was changed.", "Name the turns that were heard.")
    if not (words or speaker):
        refuse(
            "Neither words nor speaker were asked about; nothing was changed.",
            "Say words, speaker or both.",
        )


def _turns(work: Workspace, ids: Sequence[str]) -> list[Turn]:
    return [work.get(Turn, each) for each in dict.fromkeys(ids)]
