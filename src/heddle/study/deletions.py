"""Deletions: the certificates of files and data that were deleted, and what is still to go.

A deletion is put on record before the file goes, in the step that decides it, and marked as done
when it is gone: whatever happens in between, the next opening of the study finishes it. The hash
stays, so a copy that turns up elsewhere can be recognised, and a merge brings no such file back.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.recordings import Recording
from heddle.study.rules import changes, refuse, required
from heddle.study.sources import Source
from heddle.study.values import check_date

Subject = Literal[
    "identity key",
    "recording",
    "raw transcript",
    "transcript",
    "consent form",
    "log",
    "export",
    "other file",
]


class Deletion(Record):
    """Something that was deleted, or is to be: the certificate."""

    kind: ClassVar[str] = "deletions"
    label: ClassVar[str] = "what"

    subject: Subject = "other file"
    what: str = ""
    """What it was, in words without names."""
    file_hash: str = ""
    """SHA-256 of its bytes; empty for what was no file of this study."""
    size: int = 0
    about: str = ""
    """Id of the recording, source or export that it belonged to; it may be gone by now."""
    withdrawal: Annotated[str, Ref("withdrawals")] = ""
    by: Annotated[str, Ref("members")] = ""
    done: str = ""
    """Day on which it was gone; empty: it is still to be deleted."""
    why: str = ""


class OrderDeletion(Operation, tag="deletions.order"):
    """Decide that a kept original or a recording's file is to be deleted."""

    lasting: ClassVar[bool] = True

    about: str
    why: str

    def decide(self, work: Workspace) -> str:
        """The file goes when the study is tidied; a source keeps its turns."""
        why = required(self.why, "reason", "a deletion")
        recording = work.maybe(Recording, self.about)
        if recording is not None:
            return order_recording(work, recording, why=why)
        source = work.get(Source, self.about)
        if not source.file_hash:
            refuse(
                f"No original file of “{source.name}” is kept, so there is none to delete; "
                "nothing was changed.",
                "Its turns are the study's text: they go by a withdrawal, or with the source.",
                "no-file",
            )
        return order_original(work, source, why=why)


class NoteDeletedElsewhere(Operation, tag="deletions.note"):
    """Note that something which Heddle does not keep was deleted: a key, forms on paper."""

    lasting: ClassVar[bool] = True

    subject: Subject
    what: str
    date: str
    why: str = ""
    file_hash: str = ""

    def decide(self, work: Workspace) -> str:
        """It is on record as done: nothing in this study is touched."""
        what = required(self.what, "description", "a deletion")
        done = check_date(required(self.date, "date", "a deletion"), "date of the deletion")
        fields = {**changes(self, "date"), "what": what, "done": done, "by": work.actor}
        return work.create(Deletion(**fields))


class FinishDeletions(Operation, tag="deletions.done"):
    """Note that files which were to be deleted are gone."""

    lasting: ClassVar[bool] = True

    deletions: list[str]
    date: str

    def decide(self, work: Workspace) -> None:
        """A recording's own entry says it too."""
        date = check_date(required(self.date, "date", "a deletion"), "date of the deletion")
        for deletion in (work.get(Deletion, each) for each in self.deletions):
            work.set(deletion, done=deletion.done or date)
            recording = work.maybe(Recording, deletion.about) if deletion.about else None
            if recording is not None and not recording.deleted:
                work.set(recording, deleted=date)


def order_recording(
    work: Workspace, recording: Recording, *, why: str, withdrawal: str = ""
) -> str:
    """Put a recording's deletion on record; its file goes when the study is tidied."""
    if recording.deleted:
        refuse(
            f"This recording was deleted on {recording.deleted}; nothing was changed.",
            "Its entry is the proof.",
            "deleted",
        )
    standing = work.find(Deletion, about=recording.id)
    if standing:
        return standing[0].id
    return work.create(
        Deletion(
            subject="recording",
            what=f"{recording.form} recording of a session",
            file_hash=recording.file_hash,
            about=recording.id,
            withdrawal=withdrawal,
            by=work.actor,
            why=why,
        )
    )


def order_original(work: Workspace, source: Source, *, why: str, withdrawal: str = "") -> str:
    """Put the deletion of a source's original on record; the source keeps its turns."""
    made = work.create(
        Deletion(
            subject="raw transcript",
            what=f"original file of a {source.form}",
            file_hash=source.file_hash,
            about=source.id,
            withdrawal=withdrawal,
            by=work.actor,
            why=why,
        )
    )
    for other in work.find(Source, file_hash=source.file_hash):
        work.set(other, file_hash="")
    return made


def pending(view: View) -> list[Deletion]:
    """Return the deletions that are still to be carried out, of files that Heddle can reach."""
    return [each for each in view.find(Deletion, done="") if each.file_hash]


def banned(view: View) -> set[str]:
    """Return the hashes of files that must not be in the study any more.

    A file that something on record still names is not among them: it was taken in again.
    """
    gone = {each.file_hash for each in view.find(Deletion) if each.file_hash}
    if not gone:
        return set()
    named = {source.file_hash for source in view.find(Source)}
    ordered = {each.about for each in view.find(Deletion)}
    named |= {
        each.file_hash
        for each in view.find(Recording)
        if not each.deleted and each.id not in ordered
    }
    return gone - named
