"""The study that is open, and what all windows on it share."""

from __future__ import annotations

import abc
import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from heddle.client import Study
from heddle.errors import NotFound, Refused
from heddle.log.curtain import Curtain
from heddle.log.touched import head
from heddle.log.view import View
from heddle.meaning.encoders import Encoders
from heddle.store.database import Database
from heddle.store.presence import Presence
from heddle.study.counts import Counts, Length, counts
from heddle.study.team import Member
from heddle.web.ears import Ears
from heddle.web.feed import Feed
from heddle.web.journals import Journals
from heddle.web.keys import OpenKeys
from heddle.web.plans import Plans
from heddle.web.session import Session, Sessions
from heddle.web.works import Works

_PASTS: Final = 2
"""How many moments of the past are kept folded in memory."""


class Reader(abc.ABC):
    """A study to read: as it stands, or as it was."""

    seq: int | None = None
    """The step after which it is read; None: as it stands."""

    @property
    @abc.abstractmethod
    def database(self) -> Database:
        """Where its tables are."""

    @abc.abstractmethod
    def view(self) -> contextlib.AbstractContextManager[View]:
        """Give records as they stand at one moment."""


class Now(Reader):
    """The study as it stands, as the member who works in a session may see it."""

    def __init__(self, house: House, session: Session) -> None:
        self.house = house
        self._session = session

    @property
    def database(self) -> Database:
        """The study's own database."""
        return self.house.study.database

    def view(self) -> contextlib.AbstractContextManager[View]:
        """Give records as they stand at one moment."""
        return self.house.view(self._session)


class Then(Reader):
    """The study as it was, as the member who works in a session may see it."""

    def __init__(self, house: House, session: Session, seq: int) -> None:
        self.seq = seq
        self._past = house.past(seq)
        self._member = house.member(session)

    @property
    def database(self) -> Database:
        """The database in memory; ask within `view` only."""
        return self._past.database

    def view(self) -> contextlib.AbstractContextManager[View]:
        """Give records as they were."""
        return self._past.view(self._member)


class House:
    """One open study with its windows; safe to use from many threads."""

    def __init__(self, study: Study, sessions: Sessions) -> None:
        self.study = study
        self.sessions = sessions
        self.presence = Presence(study.folder)
        self.feed = Feed(study, self.presence, self._working)
        self.works = Works(self.feed.work)
        self.ears = Ears()
        self.encoders = Encoders(study.media.derived if study.media else None)
        self.plans = Plans()
        self.journals = Journals()
        self.keys = OpenKeys()
        self._lock = threading.Lock()
        self._desks: dict[str, Study] = {}
        self._pasts: OrderedDict[int, Past] = OrderedDict()
        self._words: dict[str, Length] = {}
        self._words_seq = 0
        self._counted: dict[Curtain | None, tuple[int, Counts]] = {}

    def view(self, session: Session) -> contextlib.AbstractContextManager[View]:
        """Give records as they stand, as the member who works in a session may see them."""
        return self.study.view_of(self.member(session))

    def member(self, session: Session) -> str:
        """Return the id of the member who works in a session."""
        return session.member or self.study.actor

    def _working(self, mark: str) -> str:
        """Return who works in the session with this mark."""
        return self.sessions.member(mark) or self.study.actor

    def desk(self, session: Session) -> Study:
        """Return the study as the member works on it who was chosen in a session."""
        member = session.member
        if not member:
            return self.study
        with self._lock:
            if member not in self._desks:
                self._desks[member] = Study(
                    self.study.database,
                    self.study.journal,
                    self.study.media,
                    by=member,
                    folder=self.study.folder,
                )
            return self._desks[member]

    def choose(self, session: Session, member: str) -> None:
        """Let a member of the team work in a session; raises NotFound."""
        with self.study.whole() as view:
            view.get(Member, member)
        if member != session.member:
            self.journals.close(session)
        self.sessions.choose(session, member)

    def counts(self, view: View) -> Counts:
        """Return the study's counts, once for all windows; texts are counted while they stand.

        Whoever sees less of the study has counts of their own.
        """
        seq = head(view.connection)
        with self._lock:
            counted = self._counted.get(view.curtain)
            if counted is not None and counted[0] == seq:
                return counted[1]
            if self._words_seq != seq:
                changed = self.feed.texts_changed(view, self._words_seq, seq)
                kept = {} if changed is None else self._words
                self._words = {k: v for k, v in kept.items() if k not in (changed or ())}
                self._words_seq = seq
            words = self._words
        found = counts(view, words)
        with self._lock:
            if view.curtain not in self._counted:
                self._counted = {k: v for k, v in self._counted.items() if v[0] >= seq}
            self._counted[view.curtain] = (seq, found)
        return found

    def past(self, seq: int) -> Past:
        """Return the study as it was after a step; raises NotFound for one that never was."""
        with self.study.whole() as view:
            last = head(view.connection)
        if not 1 <= seq <= last:
            raise NotFound(
                f"The study has no step {seq}: its last one is {last}.",
                "Choose a step from the history.",
            )
        with self._lock:
            past = self._pasts.pop(seq, None) or Past(self.study, seq)
            self._pasts[seq] = past
            leaving = []
            while len(self._pasts) > _PASTS:
                leaving.append(self._pasts.popitem(last=False)[1])
        for old in leaving:
            old.close()
        return past

    def forget(self) -> None:
        """Let go of everything that is held in memory: words may have been erased."""
        with self._lock:
            leaving = list(self._pasts.values())
            self._pasts.clear()
            self._words, self._words_seq, self._counted = {}, 0, {}
        for past in leaving:
            past.close()
        self.encoders.forget()
        self.plans.clear()
        self.journals.clear()
        self.keys.clear()

    def erased(self) -> None:
        """Let go of everything that may hold words which were just erased, on the disk too."""
        self.works.stop()
        self.ears.clear()
        if self.study.media is not None:
            self.study.media.derived.clear()
        self.forget()

    def close(self) -> None:
        """Let go of everything but the study itself, which whoever opened it closes."""
        self.works.close()
        self.forget()


class Past:
    """A study as it was, folded when it is first read; one reader at a time."""

    def __init__(self, study: Study, seq: int) -> None:
        self.seq = seq
        self._study = study
        self._folded: Study | None = None
        # A database in memory is one connection, which two threads cannot read from at once.
        self._lock = threading.RLock()

    @property
    def database(self) -> Database:
        """The database in memory; ask within `view` only."""
        if self._folded is None:
            raise Refused("The past is read within a view only.")
        return self._folded.database

    @contextlib.contextmanager
    def view(self, member: str) -> Iterator[View]:
        """Give records as they were, as a member of the team may see them now."""
        with self._lock:
            if self._folded is None:
                self._folded = self._study.as_of(seq=self.seq)
            with self._folded.view_of(member) as view:
                yield view

    def close(self) -> None:
        """Free the memory; a later reader folds anew."""
        with self._lock:
            folded, self._folded = self._folded, None
            if folded is not None:
                folded.close()
