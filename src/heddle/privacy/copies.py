"""Taking in another copy of a study: its steps and its files, and no word that was withdrawn.

What was erased in either copy ends erased in both. Where people went on in one copy (coded or
corrected words that were withdrawn in the other) the withdrawal is carried out once more.
"""

from __future__ import annotations

from heddle.errors import Refused
from heddle.log import merge
from heddle.log.gestures import read_gestures
from heddle.log.setup import identity
from heddle.log.view import View
from heddle.privacy.desk import Desk
from heddle.privacy.withdrawal import finish, renew, texts_of
from heddle.store.database import Database
from heddle.store.media import Media
from heddle.study import originals
from heddle.study.deletions import banned
from heddle.study.withdrawals import standing


def take_in(desk: Desk, other: Database, media: Media | None) -> merge.Merged:
    """Take in all steps of another copy that are not here yet, and the originals they name.

    Raises:
        Refused: They are two studies, not two copies of one; nothing was merged.
    """
    with desk.journal.database.reading() as mine, other.reading() as theirs:
        if identity(mine).study != identity(theirs).study:
            raise Refused(
                "These are two different studies, not two copies of one; nothing was merged.",
                "Export from one and import into the other instead.",
                code="other-study",
            )
        said = _withdrawn_words(desk.journal.view(mine), desk.journal.view(theirs))
    with other.reading() as theirs:
        merged = merge.merge(desk.journal, read_gestures(theirs))
    if merged.erased:
        desk.clear_derived()
    _take_media(desk, media)
    renew(desk, said)
    finish(desk)
    return merged


def _withdrawn_words(mine: View, theirs: View) -> dict[str, tuple[str, ...]]:
    """Return what people who withdrew in one copy still say in the other, by participant."""
    views = (mine, theirs)
    people = sorted({each.participant for view in views for each in standing(view)} - {""})
    found = [texts_of(view, people) for view in views]
    return {each: (*found[0].get(each, ()), *found[1].get(each, ())) for each in people}


def _take_media(desk: Desk, media: Media | None) -> None:
    if desk.media is None or media is None:
        return
    with desk.journal.database.reading() as connection:
        view = desk.journal.view(connection)
        # A recording that was deleted here must not come back from where it still lies.
        unwanted = banned(view) | originals.deleted(view)
    present = set(desk.media.all()) | unwanted
    for digest in media.all():
        if digest not in present:
            desk.media.keep(media.read(digest))
