"""Guides: the moderator's questions by version, and which were asked in which session."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.clocks import noted_at
from heddle.study.rules import changes, refuse, required, same_name
from heddle.study.sessions import Session
from heddle.study.sources import check_turn

QuestionForm = Literal["opening task", "key", "probe", "closing"]


class Guide(Record):
    """A moderator guide in one version."""

    kind: ClassVar[str] = "guides"

    name: str = ""
    version: str = ""
    basis: str = ""
    """The literature or experience that it rests on."""
    piloted: bool | None = None
    """None: not stated."""
    pilot_note: str = ""
    language: str = ""
    translation: str = ""
    """How it was translated, by whom and into what, in words."""
    revises: Annotated[str, Ref("guides")] = ""
    """The version that this one was made from."""


class Question(Record):
    """A question of a guide."""

    kind: ClassVar[str] = "questions"
    label: ClassVar[str] = "text"

    guide: Annotated[str, Ref("guides")] = ""
    block: str = ""
    research_question: str = ""
    """What the block is to answer; blocks may have none."""
    position: int = 0
    """Order within the whole guide."""
    form: QuestionForm = "key"
    text: str = ""
    wordings: dict[str, str] = {}
    """The question in other languages, by language tag."""
    came_from: Annotated[str, Ref("questions")] = ""
    """The same question in the version before."""
    codes: Annotated[list[str], Ref("codes")] = []
    """Codes that it is to bring talk on, where the guide is built from a codebook."""


class Use(Record):
    """Whether a question was asked in a session."""

    kind: ClassVar[str] = "question_uses"
    label: ClassVar[str] = "question"

    session: Annotated[str, Ref("sessions")] = ""
    question: Annotated[str, Ref("questions")] = ""
    asked: bool = True
    position: int | None = None
    """In which place it was asked, from 1; None for a skipped question."""
    note: str = ""
    turn: str = ""
    """Id of the turn in which it was asked, so that talk can be told apart by question."""
    clock: Annotated[str, Ref("clocks", indexed=False)] = ""
    """The clock by which it was ticked off in the room; empty: none ran, or it was noted later."""
    second: float | None = None
    """Seconds since that clock was started; see `clocks.on_timeline`."""


class NewQuestion(msgspec.Struct, kw_only=True):
    """A question of a guide that is being added."""

    text: str
    block: str = ""
    research_question: str = ""
    form: QuestionForm = "key"
    wordings: dict[str, str] = {}
    codes: list[str] = []


class AddGuide(Operation, tag="guide.add"):
    """Add a moderator guide with its questions in order."""

    name: str
    version: str = "1"
    questions: list[NewQuestion] = []
    basis: str = ""
    piloted: bool | None = None
    pilot_note: str = ""
    language: str = ""
    translation: str = ""

    def decide(self, work: Workspace) -> str:
        """Name and version together are unique; a question has words."""
        fields = changes(self, "questions") | _named(work, self.name, self.version)
        guide = work.create(Guide(**fields))
        for position, new in enumerate(self.questions):
            text = required(new.text, "text", "a question")
            given = {**msgspec.structs.asdict(new), "text": text}
            work.create(Question(guide=guide, position=position, **given))
        return guide


class ChangeGuide(Operation, tag="guide.change"):
    """Change a guide's name, version or description."""

    guide: str
    name: str | None = None
    version: str | None = None
    basis: str | None = None
    piloted: bool | None = None
    pilot_note: str | None = None
    language: str | None = None
    translation: str | None = None

    def decide(self, work: Workspace) -> str:
        """Name and version together stay unique."""
        guide = work.get(Guide, self.guide)
        fields = changes(self, "guide")
        name, version = fields.get("name", guide.name), fields.get("version", guide.version)
        work.set(guide, **fields | _named(work, name, version, but=guide.id))
        return guide.id


class ReviseGuide(Operation, tag="guide.revise"):
    """Make a new version of a guide with the same questions; the old one stays."""

    guide: str
    version: str
    basis: str | None = None
    piloted: bool | None = None
    pilot_note: str | None = None

    def decide(self, work: Workspace) -> str:
        """Each question remembers which one it came from. Returns the new guide's id.

        Whether the guide was piloted is not taken over: that was another version.
        """
        old = work.get(Guide, self.guide)
        kept = {"basis": old.basis, "language": old.language, "translation": old.translation}
        fields = kept | changes(self, "guide") | _named(work, old.name, self.version)
        guide = work.create(Guide(**fields, revises=old.id))
        for question in questions_of(work, old.id):
            copy = msgspec.structs.replace(question, id="", guide=guide, came_from=question.id)
            work.create(copy)
        return guide


class DropGuide(Operation, tag="guide.drop"):
    """Remove a guide with its questions; refused while a session used it."""

    guide: str

    def decide(self, work: Workspace) -> None:
        """References are checked: uses and later versions keep their guide."""
        guide = work.get(Guide, self.guide)
        work.drop_many(Question, [q.id for q in questions_of(work, guide.id)])
        work.drop(guide)


class AddQuestion(Operation, tag="guide.add_question"):
    """Add a question to a guide, at the end or before another."""

    guide: str
    text: str
    block: str = ""
    research_question: str = ""
    form: QuestionForm = "key"
    wordings: dict[str, str] = {}
    codes: list[str] = []
    before: str = ""

    def decide(self, work: Workspace) -> str:
        """A question has words."""
        guide = work.get(Guide, self.guide)
        text = required(self.text, "text", "a question")
        fields = {**changes(self, "before"), "text": text}
        question = Question(**fields)
        work.create(question)
        _place(work, guide.id, question, self.before)
        return question.id


class ChangeQuestion(Operation, tag="guide.change_question"):
    """Change a question's words, block, research question, form or other wordings."""

    question: str
    text: str | None = None
    block: str | None = None
    research_question: str | None = None
    form: QuestionForm | None = None
    wordings: dict[str, str] | None = None
    codes: list[str] | None = None

    def decide(self, work: Workspace) -> str:
        """For slips of the pen; what is asked otherwise from now on is a new version."""
        question = work.get(Question, self.question)
        fields = changes(self, "question")
        if self.text is not None:
            fields["text"] = required(self.text, "text", "a question")
        work.set(question, **fields)
        return question.id


class MoveQuestion(Operation, tag="guide.move_question"):
    """Move a question to another place in its guide."""

    question: str
    before: str = ""
    """The question to stand before; empty: at the end."""
    block: str | None = None

    def decide(self, work: Workspace) -> str:
        """The others close up."""
        question = work.get(Question, self.question)
        _place(work, question.guide, question, self.before)
        work.set(question, **changes(self, "question", "before"))
        return question.id


class DropQuestion(Operation, tag="guide.drop_question"):
    """Remove a question from a guide; refused if it was asked or skipped in a session."""

    question: str

    def decide(self, work: Workspace) -> None:
        """References are checked."""
        work.drop(work.get(Question, self.question))


class Ask(Operation, tag="guide.ask"):
    """Note that a question was asked in a session."""

    session: str
    question: str
    position: int | None = None
    """In which place it was asked, from 1; left out: after those asked so far."""
    note: str = ""
    turn: str = ""
    """The turn in which it was asked, where the transcript is here already."""
    at: str = ""
    """The moment of the tick in the room, as ISO 8601 with the distance from UTC."""

    def decide(self, work: Workspace) -> str:
        """Replaces what was noted before about this question in this session."""
        if self.turn:
            check_turn(work, self.session, self.turn)
        old = _use(work, self.session, self.question)
        place = self.position
        if place is None and old is not None and old.asked:
            place = old.position
        if place is None:
            asked = work.find(Use, session=self.session, asked=True)
            place = max((use.position or 0 for use in asked), default=0) + 1
        if place < 1:
            refuse(
                f"A place in the order starts at 1, so it cannot be {place}; nothing was changed.",
                "Leave it out to put the question after those asked so far.",
            )
        use = _note(work, self, old, asked=True, position=place)
        if self.turn:
            work.set(work.get(Use, use), turn=self.turn)
        return use


class Skip(Operation, tag="guide.skip"):
    """Note that a question was left out in a session."""

    session: str
    question: str
    note: str = ""
    at: str = ""
    """The moment of the tick in the room, as ISO 8601 with the distance from UTC."""

    def decide(self, work: Workspace) -> str:
        """Replaces what was noted before about this question in this session."""
        old = _use(work, self.session, self.question)
        return _note(work, self, old, asked=False, position=None)


class Unmark(Operation, tag="guide.unmark"):
    """Take back the note that a question was asked or skipped in a session."""

    session: str
    question: str

    def decide(self, work: Workspace) -> None:
        """The question is "not recorded" afterwards."""
        old = _use(work, self.session, self.question)
        if old is None:
            refuse(
                "Nothing is noted about this question in this session; nothing was changed.",
                "Look whether this is the right session.",
                "not-found",
            )
        work.drop(old)


def questions_of(view: View, guide: str) -> list[Question]:
    """Return a guide's questions in order."""
    return view.find(Question, "position", guide=guide)


def _named(work: Workspace, name: str, version: str, *, but: str = "") -> dict[str, str]:
    name = required(name, "name", "a guide")
    version = required(version, "version", "a guide")
    for other in work.find(Guide):
        if other.id != but and same_name(other.name, name) and same_name(other.version, version):
            refuse(
                f"There is already a guide “{other.name}”, version {other.version}; "
                "nothing was changed.",
                "Choose another version.",
                "name-taken",
            )
    return {"name": name, "version": version}


def _place(work: Workspace, guide: str, question: Question, before: str) -> None:
    others = [other for other in questions_of(work, guide) if other.id != question.id]
    place = next((i for i, other in enumerate(others) if other.id == before), None)
    if before and place is None:
        refuse(
            "The question to stand before is not another question of this guide; "
            "nothing was changed.",
            "Choose one of the guide's other questions, or none for the end.",
            "not-found",
        )
    others.insert(len(others) if place is None else place, question)
    for position, other in enumerate(others):
        work.set(other, position=position)


def _use(work: Workspace, session: str, question: str) -> Use | None:
    """Return what is noted so far, once session and question are known to belong together."""
    held = work.get(Session, session)
    asked = work.get(Question, question)
    if held.guide and held.guide != asked.guide:
        ours, theirs = work.get(Guide, held.guide), work.get(Guide, asked.guide)
        refuse(
            f"Session {held.name} used the guide “{ours.name}”, version {ours.version}, and this "
            f"question is from “{theirs.name}”, version {theirs.version}; nothing was changed.",
            "Choose the question in the session's guide, or change the session's guide.",
            "other-guide",
        )
    return work.first(Use, session=session, question=question)


def _note(
    work: Workspace, said: Ask | Skip, old: Use | None, *, asked: bool, position: int | None
) -> str:
    clock, second = noted_at(work, said.session, said.at, work.actor)
    if old is None:
        use = Use(session=said.session, question=said.question, asked=asked, note=said.note)
        use.position, use.clock, use.second = position, clock, second
        return work.create(use)
    timed = {"clock": clock, "second": second} if clock else {}
    work.set(old, asked=asked, position=position, note=said.note or old.note, **timed)
    return old.id
