"""Withdrawals reach every file: of the demo, of a real meeting, after kills, on PostgreSQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from heddle import client
from heddle.log import tables
from heddle.privacy.withdrawal import Request
from heddle.study.deletions import Deletion
from heddle.study.participants import Participant
from heddle.study.recordings import Recording
from heddle.study.sources import Speaker, Turn
from heddle.study.withdrawals import Withdrawal, named, turns_of_person
from mortals import Nursery, quick_folder
from withdrawal_desk import CANARIES, hidden, named_person, others_words, sit_in

EVERYTHING = list(CANARIES.values())


def said_by(study: client.Study, code: str) -> list[str]:
    """Return long pieces of what only this person said."""
    with study.view() as view:
        who = named(view, code)
        own = {turn.id for turn in turns_of_person(view, who)}
        others = "\n".join(t.text for t in view.find(Turn) if t.id not in own)
        texts = [t.text for t in view.find(Turn) if t.id in own]
    pieces = [text[i : i + 60] for text in texts for i in range(0, len(text) - 60, 60)]
    return [piece for piece in pieces if piece not in others and piece.isascii()]


def everything_of(study: client.Study, code: str) -> Request:
    with study.view() as view:
        who = named(view, code)
        sound = {r.id: "delete" for r in view.find(Recording, deleted="")}
    return Request(
        date="2026-05-01",
        choices=["delete everything"],
        participant=who.participant,
        why="they asked for it",
        recordings=sound,
    )


def test_a_participant_leaves_the_demo_study_whole(demo_copy: Path) -> None:
    with client.open_study(demo_copy) as study:
        from heddle.report import assembly, files  # noqa: PLC0415 - writers take a while to load

        (demo_copy / "exports").mkdir(exist_ok=True)
        with study.view() as view:
            files.write(assembly.report(view, "manuscript"), demo_copy / "exports" / "m.docx")
        pieces = said_by(study, "FG1-P1")
        before = others_words(study, "FG1-P1")
        assert len(pieces) > 50
        assert hidden(demo_copy, pieces[:3])
        study.withdraw(everything_of(study, "FG1-P1"))
        assert hidden(demo_copy, pieces) == []
        assert study.verify().problems == []
        assert not (demo_copy / "exports" / "m.docx").exists()
        with study.view() as view:
            after = {turn.id: turn.text for turn in view.find(Turn)}
            assembly.report(view, "manuscript")
        notes = {k for k, text in before.items() if after[k] != text}
        # Only what observers wrote down of this person may have changed.
        with study.view() as view:
            assert all(not view.get(Turn, turn).speaker for turn in notes)
        assert {k: after[k] for k in before.keys() - notes} == {
            k: before[k] for k in before.keys() - notes
        }
    assert hidden(demo_copy, pieces) == []


def test_a_speaker_leaves_a_real_meeting(tmp_path: Path, shared: Path) -> None:
    told = json.loads((shared / "corpora/qmsum/Product/ES2004a.json").read_text("utf-8"))
    talk = [
        {"speaker": each["speaker"], "text": each["content"]}
        for each in told["meeting_transcripts"]
        if each["content"].strip()
    ]
    with client.create(tmp_path / "study", title="A meeting") as study:
        mine = study.do("participants.add", code="Q1").id
        source = study.do("sources.add", name="Meeting", turns=talk).id
        with study.view() as view:
            speakers = view.find(Speaker, source=source)
            turn = view.find(Turn, "position", source=source)[1]
        study.do("speakers.join", speaker=speakers[0].id, participant=mine)
        code = study.do("codes.add", name="Talk").id
        with study.view() as view:
            spots = [
                {"code": code, "turn": t.id, "start": 0, "end": len(t.text)}
                for t in view.find(Turn, source=source)
            ]
        study.do("codings.add", codings=spots)
        pieces = said_by(study, "Q1")
        before = others_words(study, "Q1")
        assert pieces
        assert turn.id
        study.withdraw(everything_of(study, "Q1"))
        assert hidden(tmp_path / "study", pieces) == []
        assert study.verify().problems == []
        with study.view() as view:
            assert {k: view.get(Turn, k).text for k in before} == before
        assert len(study.codings()) == len(before)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


def test_a_withdrawal_that_is_killed_is_nothing_or_is_finished(nursery: Nursery) -> None:
    with quick_folder() as folder:
        first = folder / "first"
        with client.create(first, title="Canaries") as study:
            sit_in(study)
            request = everything_of(study, "KP1")
        fields = {name: getattr(request, name) for name in ("date", "choices", "participant")}
        fields |= {"why": request.why, "recordings": request.recordings}
        shutil.copytree(first, folder / "template")
        heard = nursery.run("mortal", thing="withdraw", folder=first, last=0, request=fields)
        assert heard.status == 0
        ticks = int(heard.told("ticks")[0][0])
        outcomes = set()
        for number in range(8):
            place = folder / f"study{number}"
            shutil.copytree(folder / "template", place)
            last = 1 + ticks * number // 8
            died = nursery.run("mortal", thing="withdraw", folder=place, last=last, request=fields)
            assert died.killed
            with client.open_study(place) as study:
                assert study.verify().problems == []
                with study.view() as view:
                    happened = view.count(Withdrawal) == 1
                    assert not view.find(Deletion, done="")
                outcomes.add(happened)
                if happened:
                    assert hidden(place, EVERYTHING) == []
            if happened:
                assert hidden(place, EVERYTHING) == []
        assert outcomes == {True, False}


def test_files_that_cannot_be_deleted_yet_are_deleted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "study"
    with client.create(place, title="Canaries") as study:
        sit_in(study)
        with monkeypatch.context() as patch:

            def refused(*_: object) -> None:
                raise PermissionError("in use")

            patch.setattr("heddle.store.media.Media.remove", refused)
            assert study.withdraw(everything_of(study, "KP1")).waiting == 2
        assert hidden(place, EVERYTHING) != []
        with study.view() as view:
            assert len(view.find(Deletion, done="")) == 2
    with client.open_study(place) as study, study.view() as view:
        assert not view.find(Deletion, done="")
        assert view.find(Recording)[0].deleted
    assert hidden(place, EVERYTHING) == []


def test_a_withdrawal_on_postgresql(
    tmp_path: Path, postgres_url: str, postgres_schema: str
) -> None:
    media = tmp_path / "media"
    media.mkdir()
    study = client.create_on_server(postgres_url, postgres_schema, title="Canaries", media=media)
    with study:
        sit_in(study)
        study.withdraw(everything_of(study, "KP1"))
        assert study.verify().problems == []
        assert hidden(media, EVERYTHING) == []
        with study.database.reading() as connection:
            names = sa.inspect(connection).get_table_names(schema=postgres_schema)
            for name in names:
                rows = connection.execute(
                    sa.text(f'SELECT t::text FROM "{postgres_schema}"."{name}" t')
                ).scalars()
                text = "\n".join(rows.all())
                assert [word for word in EVERYTHING if word in text] == []
        with study.view() as view:
            assert [p.code for p in view.find(Participant) if p.code == "KP2"]


def test_a_withdrawal_from_an_encrypted_study(tmp_path: Path) -> None:
    place = tmp_path / "study"
    phrase = "a passphrase of some length"
    with client.create(place, title="Canaries", passphrase=phrase) as study:
        sit_in(study)
        assert study.withdraw(everything_of(study, "KP1")).waiting == 0
    with client.open_study(place, passphrase=phrase) as study:
        assert study.verify().problems == []
        with study.database.reading() as connection:
            told = connection.scalars(sa.select(tables.patches.c.content)).all()
        text = "\n".join(each for each in told if each)
        assert [word for word in EVERYTHING if word in text] == []
        assert study.media is not None
        assert list(study.media.all()) == []


def test_a_person_is_known_by_the_code(tmp_path: Path) -> None:
    with client.create(tmp_path / "study", title="Canaries") as study:
        who = sit_in(study)
        assert named_person(study, CANARIES["invitee"]) == who
