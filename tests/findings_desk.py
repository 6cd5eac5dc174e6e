"""A desk for the tests of findings: small studies with groups, questions, codes and coders."""

from __future__ import annotations

from typing import Any

from heddle.findings.corpus import Corpus, corpus, forget
from heddle.study.codings import Coding
from heddle.study.sources import Turn
from text_desk import TextDesk

MODERATOR = "M"


class FindingsDesk(TextDesk):
    """A study in memory whose talk, people and codings are said in a few words."""

    def group(self, label: str, *people: str) -> dict[str, str]:
        """Add a focus group with its session; returns the participants' ids by code."""
        session = self.session(label)
        ids = {}
        for number, code in enumerate(people, 1):
            ids[code] = self.person(code, group=label, number=number)
        self.do("sessions.attend", session=session, participants=list(ids.values()))
        ids[""] = session
        return ids

    def talk(self, label: str, people: dict[str, str], *said: tuple[str, str]) -> list[str]:
        """Add a group's transcript: who ("M": the moderator) said what; returns turn ids."""
        speakers: list[dict[str, Any]] = [{"name": MODERATOR, "role": "moderator"}]
        speakers += [
            {"name": code, "role": "participant", "participant": person}
            for code, person in people.items()
            if code
        ]
        source = self.do(
            "sources.add",
            name=label,
            session=people[""],
            speakers=speakers,
            turns=[{"speaker": who, "text": text} for who, text in said],
        )
        return [turn.id for turn in self.find(Turn, "position", source=source)]

    def mark(  # noqa: PLR0917 - a coding has as many ends
        self,
        code: str,
        turn: str,
        start: int = 0,
        end: int | None = None,
        end_turn: str = "",
        coder: str = "",
    ) -> str:
        """Code a stretch; without an end to the end of its last turn."""
        last = end_turn or turn
        until = len(self.text(last)) if end is None else end
        new = {"code": code, "turn": turn, "start": start, "end": until, "coder": coder}
        return str(self.do("codings.add", codings=[{**new, "end_turn": last}])[0])

    def corpus(self) -> Corpus:
        """The corpus as it stands."""
        with self.view() as view:
            return corpus(view)

    def codings(self) -> list[Coding]:
        """All codings as records."""
        return list(self.find(Coding))

    def forget(self) -> None:
        """Make the next corpus be read from the tables."""
        forget(self.database.engine)
