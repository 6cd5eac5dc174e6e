"""Sessions, their transcripts, and what turns do with each other."""

from __future__ import annotations

from golden_log import Do
from heddle import client
from heddle.study.recognitions import Doubt


def meet(do: Do, known: dict[str, str]) -> str:
    """The guide, a session with its recording, and what was asked."""
    questions = [{"text": "How did it begin?", "block": "Opening"}, {"text": "And then?"}]
    guide = do("guide.add", name="The guide", questions=questions, piloted=True)
    do("guide.change", guide=guide, pilot_note="with two colleagues")
    third = do("guide.add_question", guide=guide, text="What else?", form="closing")
    do("guide.change_question", question=third, wordings={"da": "Hvad mere?"})
    do("guide.move_question", question=third, block="End")
    extra = do("guide.add_question", guide=guide, text="Never asked", before=third)
    do("guide.drop_question", question=extra)
    do("guide.drop", guide=do("guide.revise", guide=guide, version="2"))
    session = do(
        "sessions.add",
        name="FG1",
        date="2026-02-02",
        moderators=[known["moderator"]],
        started="10:00",
        stopped="11:30",
        guide=guide,
    )
    do("sessions.change", session=session, observers=[known["observer"]], duration=5400)
    do("sessions.drop", session=do("sessions.add", name="FG2"))
    people = [known["person"], known["other"]]
    do("sessions.attend", session=session, participants=people, seats={known["person"]: "1"})
    do("sessions.unattend", session=session, participants=[known["other"]])
    do("sessions.attend", session=session, participants=[known["other"]])
    recording = do("recordings.add", session=session, file_hash="a" * 64, duration=5401)
    do("recordings.change", recording=recording, device="a recorder", delete_by="2027-01-01")
    second = do("recordings.add", session=session, duration=2700, begins=2700.5)
    do("recordings.change", recording=second, track="table", begins=2700.25)
    do("channels.set", recording=second, number=0, participant=known["person"])
    do("channels.set", recording=second, number=1, member=known["moderator"])
    do("channels.clear", recording=second, number=1)
    do("recordings.drop", recording=second)
    do("channels.set", recording=recording, number=0, participant=known["person"])
    do("recordings.deleted", recording=recording, date="2026-12-01")
    do("recordings.drop", recording=do("recordings.add", session=session))
    do("guide.ask", session=session, question=third, note="at the end")
    do("guide.skip", session=session, question=third)
    do("guide.unmark", session=session, question=third)
    do("guide.ask", session=session, question=third)
    return str(session)


def transcribe(do: Do, study: client.Study, session: str, known: dict[str, str]) -> dict[str, str]:
    """A transcript, corrected in every way."""
    source = do(
        "sources.add",
        name="FG1",
        session=session,
        language="en",
        turns=[
            {
                "text": "Welcome, all of you.",
                "speaker": "M",
                "start": 0.0,
                "end": 2.5,
                "timings": [[0, 7, 0, 900, 95], [9, 12, 1000, 1200], [16, 20, 1500, 2500, 40]],
            },
            {
                "text": "It began with 🙂 hope, e\u0301n gang.",
                "speaker": "P1",
                "start": 2.5,
                "timings": [[3, 8, 2600, 3000], [16, 20, 3100, 3500], [26, 30, 4000, 4400]],
            },
            {"text": "And it went on.", "speaker": "P2", "draft": True, "guessed": True},
            {"text": "Until it did not.", "speaker": "P 2"},
        ],
        speakers=[{"name": "M", "role": "moderator"}],
    )
    do("sources.change", source=source, checked="against the recording", form="transcript")
    do("sources.drop", source=do("sources.add", name="A wrong file", turns=[{"text": "x"}]))
    speaker = {row["speaker"]: row["speaker_id"] for row in named_speakers(study, source)}
    do("speakers.join", speaker=speaker["P1"], participant=known["person"])
    do("speakers.rename", speaker=speaker["P 2"], name="P2")
    turns = [turn["id"] for turn in study.turns()]
    do("turns.correct", turn=turns[0], text="Welcome to all of you.")
    new = do("turns.split", turn=turns[1], at=len("It began with 🙂 hope,"))
    do("turns.join", turn=turns[1])
    put = do("turns.insert", source=source, after=turns[1], text="[a pause]")
    do("turns.assign", turns=[put], speaker=speaker["M"])
    do("turns.drop", turn=do("turns.insert", source=source, text="[noise]"))
    late = do("speakers.add", source=source, name="O", role="observer", member=known["observer"])
    last = do("turns.insert", source=source, after=turns[3], text="", speaker=late, start=61.0)
    do("turns.write", turn=last, was="", text="That was all.")
    do("turns.stamp", turn=last, seconds=61.5, at=5)
    heard = {"turn": put, "member": known["observer"], "sure": 70, "overlaps": [[0, 5]]}
    do("turns.assign", turns=[put], speaker="")
    do("speakers.propose", source=source, turns=[heard, {"turn": turns[2], "name": "Voice 1"}])
    heard = [
        {"turn": turns[0], "kind": "pause", "start": 8, "seconds": 0.5},
        {"turn": turns[0], "kind": "nonverbal", "start": 0, "words": "stands up"},
        {"turn": turns[2], "kind": "overlap", "start": 0, "end": 3},
        {"turn": turns[3], "kind": "overlap", "start": 0, "end": 5},
        {"turn": turns[3], "kind": "unclear", "start": 9, "end": 12, "words": "was", "at": 9.5},
    ]
    do("turns.mark", marks=heard)
    signed = [{"text": "Well (pause) it was [laughs] good."}]
    do("turns.read_marks", source=do("sources.add", name="With signs", turns=signed))
    do("turns.unmark", marks=[{"turn": turns[0], "kind": "nonverbal"}])
    do("turns.check", turns=[turns[0], turns[2]])
    do("turns.uncheck", turns=[turns[0]], speaker=True)
    return {"source": source, "first": turns[1], "second": turns[2], "third": turns[3], "new": new}


def recognise(do: Do, study: client.Study) -> None:
    """A transcript that a machine has drafted, and what to doubt in it."""
    source = do("sources.add", name="Heard by a machine", turns=[{"text": "Yes.", "draft": True}])
    do(
        "recognitions.note",
        source=source,
        engine="faster-whisper",
        engine_version="1.2.1",
        model="a model",
        model_hash="0" * 64,
        licence="MIT",
        language="da",
        recordings=["1" * 64],
        vocabulary=2,
        seconds=61.5,
        doubts=[{"about": "no words", "start": 1.5, "end": 9.0}],
    )
    with study.view() as view:
        doubts = [doubt.id for doubt in view.find(Doubt)]
    do("doubts.settle", doubts=doubts)
    do("doubts.reopen", doubts=doubts)


def named_speakers(study: client.Study, source: str) -> list[dict[str, str]]:
    kind = study.schema.kinds["speakers"]
    with study.view() as view:
        found = view.find(kind.cls, source=source)
    return [{"speaker": one.name, "speaker_id": one.id} for one in found]  # type: ignore[attr-defined]


def interact(do: Do, study: client.Study, talk: dict[str, str], known: dict[str, str]) -> None:
    """What turns do with each other, what people did with a question, and the theme map."""
    link = do("links.add", turn=talk["third"], to=talk["second"], sort="builds", note="at once")
    do("links.change", link=link, sort="challenges")
    do("links.drop", links=[do("links.add", turn=talk["third"], to=talk["first"], sort="jokes")])
    with study.view() as view:
        question = view.find(study.schema.kinds["questions"].cls)[0].id
        session = view.find(study.schema.kinds["sessions"].cls)[0].id
        theme = view.find(study.schema.kinds["themes"].cls)[0].id
    who = {"session": session, "question": question, "participant": known["person"]}
    do("reactions.set", **who, side="assent", example=True, turn=talk["first"])
    do("reactions.drop", reactions=[do("reactions.set", **who, side="dissent")])
    do("map.place", places=[{"on": theme, "x": 0.5, "y": 0.25}])
    do("map.clear")
    do("map.place", places=[{"on": theme, "x": 0.25, "y": 0.5}])
