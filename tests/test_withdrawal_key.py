"""A person who withdraws is forgotten by the identity key too, if that is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from heddle import client, keyring
from heddle.errors import NotFound, Refused
from heddle.privacy.identity import Person
from heddle.privacy.withdrawal import Request

pytest_plugins = ("key_desk",)
pytestmark = pytest.mark.usefixtures("quick_lock")

WORDS = "four words and more"


def test_the_entry_leaves_the_key_before_its_code_leaves_the_study(tmp_path: Path) -> None:
    with client.create(tmp_path / "study", title="Keys") as study:
        mine = study.do("participants.add", code="P1").id
        study.do("participants.add", code="P2")
        invitee = study.do("recruitment.invite", code="I1").id
        study.do("recruitment.match", invitee=invitee, participant=mine)
        key = keyring.make_for(study, tmp_path / "names.age", WORDS)
        people = [Person(code=code, name=f"Name {code}") for code in ("P1", "P2", "I1")]
        keyring.change(study, key, lambda opened: opened.put(people), why="the three")
        wanted = Request(
            participant=mine, date="2026-05-01", choices=["forget identity", "delete everything"]
        )
        with pytest.raises(Refused) as refused:
            study.withdraw(wanted)
        assert refused.value.code == "key-closed"
        assert [row["code"] for row in study.participants()] == ["P1", "P2"]
        study.withdraw(wanted, keyring.forgetting(study, key))
        assert study.verify().problems == []
        again = keyring.open_for(study, tmp_path / "names.age", WORDS, why="to see")
        assert [person.code for person in again.content.people] == ["P2"]
        with pytest.raises(NotFound):
            again.person("P1")
        assert b"Name P1" not in (tmp_path / "names.age").read_bytes()
        steps = [row["operation"] for row in study.history(limit=6)]
        assert "identity.changed" in steps


def test_what_is_refused_leaves_the_key_as_it_was(tmp_path: Path) -> None:
    with client.create(tmp_path / "study", title="Keys") as study:
        mine = study.do("participants.add", code="P1").id
        session = study.do("sessions.add", name="FG1").id
        study.do("sessions.attend", session=session, participants=[mine])
        study.do("recordings.add", session=session)
        key = keyring.make_for(study, tmp_path / "names.age", WORDS)
        put = [Person(code="P1", name="Somebody")]
        keyring.change(study, key, lambda opened: opened.put(put), why="the first")
        wanted = Request(
            participant=mine, date="2026-05-01", choices=["forget identity", "redact turns"]
        )
        with pytest.raises(Refused) as refused:
            study.withdraw(wanted, keyring.forgetting(study, key))
        assert refused.value.code == "recording"
        assert key.person("P1").name == "Somebody"
