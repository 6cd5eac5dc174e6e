"""The identity key at work: every use of it is noted in the key's log and in the study's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from heddle.client import Study
from heddle.log.setup import identity as log_identity
from heddle.privacy import identity
from heddle.privacy.identity import IdentityKey
from heddle.study.identity import NoteChanged, NoteOpened
from heddle.study.team import Member


def make_for(study: Study, path: Path, passphrase: str, *, insist: bool = False) -> IdentityKey:
    """Make an empty identity key for a study and note that there is one.

    Raises:
        Refused: See `privacy.identity.make`.
    """
    key = identity.make(
        path,
        study=study_id(study),
        passphrase=passphrase,
        who=who(study),
        folder=study.folder,
        insist=insist,
    )
    study.do(NoteChanged(key=key.content.key, why="The identity key was made"))
    return key


def open_for(study: Study, path: Path, passphrase: str, *, why: str) -> IdentityKey:
    """Open a study's identity key; that it was opened is noted before anybody sees a name.

    Raises:
        Refused, Unreadable, NotFound: See `privacy.identity.open_key`; or no reason is given.
    """
    key = identity.open_key(path, passphrase, study=study_id(study))
    # The study first: it refuses an empty reason, and a note too many is better than one missing.
    study.do(NoteOpened(key=key.content.key, why=why))
    key.save(who=who(study), why=why, act="opened")
    return key


def change(study: Study, key: IdentityKey, do: Callable[[IdentityKey], None], *, why: str) -> None:
    """Change an open key and save it, with a note in both logs; on failure it stays as it was."""
    before = identity.copy_of(key.content)
    try:
        do(key)
        key.save(who=who(study), why=why, act="changed")
    except BaseException:
        key.content = before
        raise
    study.do(NoteChanged(key=key.content.key, why=why))


def forgetting(study: Study, key: IdentityKey) -> Callable[[Sequence[str]], None]:
    """Return what takes the entries of a person who withdraws out of an open key."""

    def forget(codes: Sequence[str]) -> None:
        known = [code for code in codes if code in {each.code for each in key.content.people}]
        if known:
            change(study, key, lambda opened: _remove(opened, known), why="A person has withdrawn")

    return forget


def _remove(key: IdentityKey, codes: Sequence[str]) -> None:
    for code in codes:
        key.remove(code)


def study_id(study: Study) -> str:
    """Return the id by which a key knows its study."""
    with study.database.reading() as connection:
        return str(log_identity(connection).study)


def who(study: Study) -> str:
    """Return the name of the team member who works."""
    with study.view() as view:
        member = view.maybe(Member, study.actor)
    return member.name if member else ""
