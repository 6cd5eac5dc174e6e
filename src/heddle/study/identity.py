"""Who looked at the identity key: that it was opened or changed, by whom and why.

Who the people are stands in a separate, encrypted file (`privacy.identity`). The study keeps that
there is such a file and every use of it, and nothing of what it says. That something was looked
at cannot be taken back, so undo passes over these notes.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, required

Act = Literal["opened", "changed"]


class KeyUse(Record):
    """One use of the identity key."""

    kind: ClassVar[str] = "key_uses"
    label: ClassVar[str] = "act"

    act: Act = "opened"
    key: str = ""
    """The random id of the key file: of a study with two, one can tell which it was."""
    by: Annotated[str, Ref("members")] = ""
    why: str = ""


class NoteOpened(Operation, tag="identity.opened"):
    """Note that the identity key was opened."""

    lasting: ClassVar[bool] = True

    key: str
    why: str

    def decide(self, work: Workspace) -> str:
        """Whoever looks says why."""
        why = required(self.why, "reason", "opening the identity key")
        return work.create(KeyUse(act="opened", key=self.key, by=work.actor, why=why))


class NoteChanged(Operation, tag="identity.changed"):
    """Note that the identity key was made or changed."""

    lasting: ClassVar[bool] = True

    key: str
    why: str = ""

    def decide(self, work: Workspace) -> str:
        """What was changed stands in the key's own log."""
        return work.create(KeyUse(act="changed", by=work.actor, **changes(self)))


def known_keys(view: View) -> set[str]:
    """Return the ids of the key files that this study is known to have."""
    return {use.key for use in view.find(KeyUse) if use.key}
