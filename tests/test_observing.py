"""Watching a session: clocks, taps, notes, ticks, written answers, and copies that were apart."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle import client
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.findings.watched import proposals, watched
from heddle.privacy.withdrawal import Request
from heddle.study.clocks import SessionClock, clock_of, on_timeline
from heddle.study.coverage import coverage
from heddle.study.deletions import Deletion
from heddle.study.guide import Question, Use
from heddle.study.observations import Observation, placed
from heddle.study.sessions import Session
from heddle.study.sources import Source, Turn, turns_of
from mortals import quick_folder
from toy import table_rows
from web_window import Window, serving

BEGAN = dt.datetime(2026, 2, 2, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
PICTURE = b"\xff\xd8\xff\xe0 what was written on a card"


def at(second: float) -> str:
    return (BEGAN + dt.timedelta(seconds=second)).isoformat()


class Room:
    """A session with three participants and a moderator, watched by the first of the team."""

    def __init__(self, study: client.Study) -> None:
        self.study = study
        self.do = lambda op, /, **fields: study.do(op, **fields).result
        self.moderator = self.do("team.add", name="Moderator A", roles=["moderator"])
        people = [self.do("participants.add", code=f"P{n}") for n in (1, 2, 3)]
        self.one, self.two, self.three = people
        guide = self.do("guide.add", name="Guide", questions=[{"text": "Why?"}, {"text": "How?"}])
        self.session = self.do("sessions.add", name="FG1", date="2026-02-02", guide=guide)
        self.do("sessions.attend", session=self.session, participants=people)
        with study.view() as view:
            self.questions = [q.id for q in view.find(Question, "position")]

    def start(self) -> str:
        made: str = self.do("clocks.start", session=self.session, at=at(0))
        return made

    def tap(self, who: str, second: float, **more: Any) -> str:
        made: str = self.do(
            "observations.tap", session=self.session, participant=who, at=at(second), **more
        )
        return made

    def noted(self) -> list[tuple[float | None, str]]:
        with self.study.view() as view:
            return [(p.second, p.observation.what) for p in placed(view, self.session)]


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def room(folder: Path) -> Iterator[Room]:
    with client.create(folder / "study", title="Watched") as study:
        yield Room(study)


seconds = st.floats(0, 9000).map(lambda second: round(second, 1))


@st.composite
def clocks(draw: st.DrawFn) -> SessionClock:
    edges = sorted(draw(st.lists(seconds, max_size=6)))
    pauses = [[of, to] for of, to in zip(edges[::2], edges[1::2], strict=False)]
    return SessionClock(
        pauses=pauses, offset=draw(st.floats(-600, 600)), through=draw(st.booleans())
    )


@settings(max_examples=60)
@given(clocks(), seconds, seconds)
def test_the_timeline_keeps_order_and_only_stands_in_pauses(
    clock: SessionClock, one: float, other: float
) -> None:
    early, late = sorted((one, other))
    a, b = on_timeline(clock, early), on_timeline(clock, late)
    assert a is not None
    assert b is not None
    inside = sum(max(0, min(to, late) - max(of, early)) for of, to in clock.pauses)
    passed = late - early - (0 if clock.through else inside)
    assert b - a == pytest.approx(passed, abs=0.02)
    assert on_timeline(clock, 0.0) == pytest.approx(clock.offset, abs=0.01)


def test_a_session_is_watched_from_start_to_stop(room: Room) -> None:
    with pytest.raises(Refused, match="clock of FG1 was not started"):
        room.tap(room.one, 0)
    clock = room.start()
    room.tap(room.one, 10)
    room.do("clocks.pause", session=room.session, at=at(60))
    room.tap(room.two, 70, what="leaves")
    with pytest.raises(Refused, match="stands already"):
        room.do("clocks.pause", session=room.session, at=at(80))
    room.do("clocks.resume", session=room.session, at=at(360))
    room.do("guide.ask", session=room.session, question=room.questions[0], at=at(400))
    room.do("observations.note", session=room.session, text="Tired.", at=at(420))
    room.do("clocks.stop", session=room.session, at=at(3600))
    assert room.noted() == [(10, "speaks"), (60, "leaves"), (120, "note")]
    room.do("clocks.correct", clock=clock, offset=-4)
    assert room.noted() == [(6, "speaks"), (56, "leaves"), (116, "note")]
    room.do("clocks.correct", clock=clock, through=True)
    assert room.noted() == [(6, "speaks"), (66, "leaves"), (416, "note")]
    with room.study.view() as view:
        session = view.get(Session, room.session)
        assert (session.started, session.stopped, session.breaks) == ("10:00:00", "11:00:00", 300)
        assert [use.second for use in view.find(Use)] == [400]
        [covered] = coverage(view)
        assert (covered.asked, covered.not_recorded) == (room.questions[:1], room.questions[1:])
    stranger = room.do("participants.add", code="P9")
    with pytest.raises(Refused, match="P9 is not on the present list"):
        room.tap(stranger, 20)
    with pytest.raises(Refused, match="one person, one seat or the room"):
        room.tap(room.one, 20, seat="4")
    with pytest.raises(Refused, match="not a moment"):
        room.do("clocks.resume", session=room.session, at="11:00")


def test_times_that_a_person_entered_stand(room: Room) -> None:
    room.do("sessions.change", session=room.session, started="09:00", duration=600)
    room.start()
    room.do("clocks.stop", session=room.session, at=at(3600))  # would not fit the duration
    with room.study.view() as view:
        session = view.get(Session, room.session)
    assert (session.started, session.stopped, session.breaks) == ("09:00", "", 0)


steps = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["tap", "note", "ask"]), st.integers(0, 300)),
    max_size=12,
)


@settings(max_examples=8, deadline=None)
@given(steps)
def test_two_computers_that_were_apart_lose_nothing(course: list[tuple[bool, str, int]]) -> None:
    with quick_folder() as place:
        with client.create(place / "study", title="Apart") as made:
            room = Room(made)
        shutil.copytree(place / "study", place / "laptop")
        with (
            client.open_study(place / "study") as here,
            client.open_study(place / "laptop") as there,
        ):
            for study, began in ((here, 0), (there, 2)):
                study.do("clocks.start", session=room.session, at=at(began))
            for apart, what, second in course:
                study = there if apart else here
                if what == "tap":
                    study.do("observations.tap", session=room.session, participant=room.two,
                             at=at(second + 2))  # fmt: skip
                elif what == "note":
                    study.do("observations.note", session=room.session, text=f"At {second}",
                             at=at(second + 2))  # fmt: skip
                else:
                    study.do("guide.ask", session=room.session, question=room.questions[1])
            here.merge(there)
            there.merge(here)
            assert table_rows(here.database, here.schema) == table_rows(
                there.database, there.schema
            )
            wanted = sorted((w, s) for _, w, s in course if w != "ask")
            with here.view() as view:
                found = [p.observation for p in placed(view, room.session)]
                clocks = {clock.id: clock for clock in view.find(SessionClock)}
                assert len(clocks) == 2
                # The later clock began two seconds later, so its seconds are two fewer.
                late = max(clock.began for clock in clocks.values())
                assert wanted == sorted(
                    (
                        "tap" if each.what == "speaks" else "note",
                        round((each.second or 0) - (0 if clocks[each.clock].began == late else 2)),
                    )
                    for each in found
                )
                asked = any(w == "ask" for _, w, _ in course)
                assert coverage(view)[0].asked == (room.questions[1:] if asked else [])


def test_a_mistaken_tap_is_corrected_and_notes_can_be_coded(room: Room) -> None:
    room.start()
    tap = room.tap(room.one, 10)
    room.do("observations.change", observation=tap, participant=room.three)
    room.do("observations.change", observation=tap, seat="at the door")
    with room.study.view() as view:
        seen = view.get(Observation, tap)
    assert (seen.participant, seen.seat, seen.second) == ("", "at the door", 10)
    note = room.do("observations.note", session=room.session, text="Looks away", at=at(30),
                   participant=room.two, what="non-verbal")  # fmt: skip
    with pytest.raises(Refused, match="cannot be empty"):
        room.do("observations.change", observation=note, text=" ")
    source = room.do("observations.gather", session=room.session)
    room.do("observations.note", session=room.session, text="A tired group")
    assert room.do("observations.gather", session=room.session) == source
    with room.study.view() as view:
        told = [(turn.text, turn.start) for turn in turns_of(view, source)]
        assert view.get(Source, source).form == "field note"
    assert told == [("P2: Looks away", 30), ("A tired group", None)]
    with pytest.raises(Refused, match="no new notes of Researcher 1"):
        room.do("observations.gather", session=room.session)
    rows = CliRunner().invoke(main, ["observations", str(room.study.folder)]).output
    assert "0:00:30" in rows
    assert "Looks away" in rows


def talk(room: Room, turns: list[tuple[str, float]], named: bool = True) -> list[str]:
    labels = {room.one: "P1", room.two: "P2", room.three: "P3", room.moderator: "M"}
    speakers = [
        {"name": label, "member" if label == "M" else "participant": who}
        for who, label in labels.items()
    ]
    said = [{"speaker": labels[who] if named else "?", "text": "Yes.", "start": start,
             "end": start + 3} for who, start in turns]  # fmt: skip
    source = room.do("sources.add", name="FG1", session=room.session, turns=said,
                     speakers=speakers if named else [])  # fmt: skip
    with room.study.view() as view:
        return [turn.id for turn in view.find(Turn, "position", source=source)]


def test_taps_say_who_speaks_and_propose_whose_turn_it_is(room: Room) -> None:
    room.start()
    said = [(room.one, 5.0), (room.two, 12.0), (room.one, 20.0), (room.three, 100.0)]
    turns = talk(room, said, named=False)
    for who, second in [(room.one, 6.2), (room.two, 13.0), (room.one, 20.5)]:
        room.tap(who, second)
    study = room.study  # somebody else taps too, and errs once
    other = client.Study(
        study.database, study.journal, study.media, by=room.moderator, folder=study.folder
    )
    room.do = lambda op, /, **fields: other.do(op, **fields).result
    room.tap(room.one, 6.5)
    room.tap(room.three, 14.0)
    room.tap("", 30, what="laughter")
    with room.study.view() as view:
        found = watched(view, room.session)
        proposed = {each.turn: each for each in proposals(view, room.session)}
    assert [(each.name, each.times) for each in found.people] == [("P1", 2), ("P2", 1), ("P3", 1)]
    assert [each.key for each in found.order] == [room.one, room.two, room.three, room.one]
    assert [len(each.ids) for each in found.order] == [2, 1, 1, 1]
    assert found.events == {"laughter": 1}
    assert found.compared is None
    assert {t: (p.participant, p.votes, p.of) for t, p in proposed.items()} == {
        turns[0]: (room.one, 2, 2),
        turns[1]: (room.two, 1, 2),
        turns[2]: (room.one, 1, 1),
    }


def test_a_clock_that_is_off_is_found_out_by_the_transcript(room: Room) -> None:
    clock = room.start()
    order = [room.one, room.two, room.moderator, room.three, room.two, room.one, room.three]
    said = [(who, 10.0 + 7 * n + n * n) for n, who in enumerate(order)]
    talk(room, said)
    for who, start in said:
        whom = {"member": who} if who == room.moderator else {}
        room.tap("" if whom else who, start + 95 + 1, **whom)
    with room.study.view() as view:
        found = watched(view, room.session)
    [shift] = found.shifts
    assert (shift.clock, shift.offset, shift.fits) == (clock, -95, 7)
    room.do("clocks.correct", clock=clock, offset=shift.offset)
    with room.study.view() as view:
        found = watched(view, room.session)
        assert clock_of(view, room.session) == view.get(SessionClock, clock)
    assert found.shifts == []
    assert found.compared is not None
    assert (found.compared.same, found.compared.other) == (7, 0)


def test_who_withdraws_with_everything_is_not_observed_any_more(room: Room) -> None:
    room.start()
    room.tap(room.one, 5)
    kept = room.tap(room.two, 9)
    room.do("observations.note", session=room.session, participant=room.one, text="Smiles.")
    room.study.withdraw(
        Request(participant=room.one, choices=["delete everything"], date="2026-03-01")
    )
    with room.study.view() as view:
        assert [each.id for each in view.find(Observation)] == [kept]
    assert room.study.verify().problems == []


def send(window: Window, room: Room, who: str, data: bytes = PICTURE) -> Any:
    asked = {"of_session": room.session, "participant": who, "name": "card.jpg"}
    return window.post("answers", content=data, params=asked)


def test_a_written_answer_is_photographed_and_typed(room: Room) -> None:
    media = room.study.media
    assert media is not None
    with serving(room.study) as served, Window(served) as window:
        answer = send(window, room, room.one)
        assert answer.status_code == 200, answer.text
        first = {"op": "sources.write_answer", "session": room.session, "participant": room.one}
        window.do({**first, "text": "To be well\nand free"})
        window.do({**first, "text": "To be well\nand free."})
        [told] = window.read(f"sessions/{room.session}/answers")
        assert (told["text"], told["parts"]) == ("To be well\nand free.", 1)
        assert window.get(f"/api/media/{told['file_hash']}").content == PICTURE
        assert send(window, room, room.one, b"\x89PNG\r\n\x1a\n another").status_code == 200
        for data in (b"", b"GIF89a", b"<svg onload=alert(1)>"):
            refused = send(window, room, room.two, data)
            assert (refused.status_code, refused.json()["code"]) == (409, "no-picture")
        assert len(window.read(f"sessions/{room.session}/observations")) == 0
    with room.study.view() as view:
        [source] = view.find(Source)
        assert (source.form, source.participant, source.file_format) == (
            "written answer", room.one, "png",
        )  # fmt: skip
        [gone] = view.find(Deletion)
    assert gone.file_hash == told["file_hash"]


def test_the_window_is_told_only_turns_that_nobody_is_named_for(room: Room) -> None:
    room.start()
    room.tap(room.one, 6)
    room.tap(room.two, 12)
    [unnamed] = talk(room, [(room.one, 5.0)], named=False)
    named = room.do(
        "sources.add",
        name="Named",
        session=room.session,
        turns=[{"speaker": "P2", "text": "No.", "start": 11.0}],
        speakers=[{"name": "P2", "participant": room.two}],
    )
    with serving(room.study) as served, Window(served) as window:
        told = window.read(f"sessions/{room.session}/proposals")
    assert [(each["turn"], each["participant"]) for each in told] == [(unnamed, room.one)]
    assert named not in {each["source"] for each in told}


def test_what_is_written_without_consent_is_not_kept(room: Room) -> None:
    given_by = room.two
    room.do("consent.register", participant=given_by, scopes=["take part"], date="2026-01-01")
    media = room.study.media
    assert media is not None
    with serving(room.study) as served, Window(served) as window:
        refused = send(window, room, room.one)
        assert (refused.status_code, refused.json()["code"]) == (409, "no-consent")
        assert "P1" in refused.json()["problem"]
        assert list(media.all()) == []
        assert send(window, room, given_by).status_code == 200
