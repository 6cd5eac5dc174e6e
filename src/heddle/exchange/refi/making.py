"""Making: what all parts of an exported project share while it is being made."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from heddle.exchange.refi.elements import PROJECT, Elements, moment
from heddle.exchange.refi.kept import SELECTION
from heddle.exchange.refi.kept_back import Kept, foreign_names
from heddle.exchange.refi.profiles import Profile, encoded
from heddle.log.view import View
from heddle.privacy.gate import Passage
from heddle.study.team import Member
from heddle.study.wording import Wording


class Note:
    """A note of the project that is referred to by what it is about."""

    def __init__(self, record: str, part: str = "") -> None:
        self.record = record
        self.part = part
        self.title = ""
        self.text = ""
        self.author = ""
        self.made = ""


class Making:
    """A project that is being made: its elements, its texts and what could not be taken."""

    def __init__(self, view: View, said: Wording, profile: Profile) -> None:
        self.view = view
        self.said = said
        self.profile = profile
        self.elements = Elements(PROJECT, profile)
        self.elements.names, self.taken = foreign_names(view)
        self.kept = Kept(view)
        """What another program's project said that has no place in a study."""
        self.users = {member.id: member for member in view.find(Member)}
        self.files: dict[str, bytes] = {}
        """Texts by their names within the folder of sources."""
        self.media: dict[str, bytes] = {}
        """Pictures by their names within the folder of sources."""
        self.texts: dict[str, str] = {}
        """Texts, whose lines end in LF, by the GUID of their source or note in small letters."""
        self.described: dict[str, str] = {}
        """Descriptions by the id of what they describe."""
        self.passages: list[Passage] = []
        self.notes: list[Note] = []
        self.about: dict[str, list[Note]] = {}
        """Notes by the record that they are about."""
        self.left: Counter[str] = Counter()
        """How many of what have no place in the file, by the words for them."""
        self.codings = 0

    def guid(self, record: str, part: str = "") -> str:
        """Return a GUID; see `Elements.guid`."""
        return self.elements.guid(record, part)

    def selection(self, coding: str) -> str:
        """Return the GUID of the selection that a coding stands in."""
        stated = self.kept.selections.get(self.elements.guid(coding).lower(), "")
        if not stated or stated in self.taken:
            return self.guid(coding, SELECTION)
        return self.elements.spelled(stated)

    def user(self, member: str) -> str:
        """Return the GUID of a member of the team; empty where it is none."""
        return self.guid(member) if member in self.users else ""

    def add_note(self, text: str, *records: str) -> str:
        """Return words that the team wrote as they leave, and put them before the gate."""
        written = self.said.note(text)
        if written:
            self.passages.append(Passage(written, records))
        return written

    def keep(self, guid: str, text: str) -> str:
        """Keep a text as a file and return its path as the standard writes it."""
        self.texts[guid.lower()] = text
        self.files[f"{guid}.txt"] = encoded(text, self.profile)
        return f"internal://{guid}.txt"

    def refer(self, element: etree._Element, *records: str) -> None:
        """Append references to the notes on some records."""
        for record in records:
            for note in self.about.get(record, ()):
                self.elements.add(element, "NoteRef", targetGUID=self.guid(note.record, note.part))

    def moment(self, record: object) -> str:
        """Return when a record was made."""
        return moment(getattr(record, "made", ""), getattr(record, "id", ""))
