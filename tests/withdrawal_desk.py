"""What the tests of withdrawals share: a study full of canaries, and a search of every byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx

from heddle.client import Study
from heddle.study.guide import Question
from heddle.study.participants import Participant
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.withdrawals import Person, named

CANARIES = {
    "turn": "kanariturnus",
    "corrected": "kanarikorrektus",
    "memo": "kanarimemoria",
    "title": "kanarititulus",
    "note": "kanarinotitia",
    "translation": "kanaritranslat",
    "speaker": "Kanaria Speakerup",
    "attribute": "kanariattribut",
    "occupation": "kanarioccupat",
    "invitee": "KAN-17",
    "why": "kanaricausa",
    "written": "kanariscriptum",
    "recording": "kanarisonus",
    "reason": "kanariratio",
    "code": "kanaricodex",
    "dropped": "kanaridropped",
    "edit": "kanariedit",
    "seat": "kanariseat",
    "consent": "kanariconsensus",
    "link": "kanarinexus",
    "reaction": "kanarireactio",
    "substitute": "kanarisubstitut",
    "timing": "86123457",
    "gesture": "kanarigestus",
    "guess": "kanariconiectura",
    "observed": "kanariobserv",
    "tapped": "kanariplatz",
}


def hidden(folder: Path, words: Iterable[str]) -> list[str]:
    """Return "word in file" for every word that any file below a folder holds in any form."""
    wanted = list(words)
    return [
        f"{word} in {path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for data in unpacked(path.read_bytes())
        for word in wanted
        if any(form in data.lower() for form in forms(word))
    ] + [
        f"{word} in the name of {path.relative_to(folder)}"
        for path in folder.rglob("*")
        for word in wanted
        if word.lower() in path.name.lower()
    ]


def forms(word: str) -> list[bytes]:
    """Return the bytes of a word as files may hold it."""
    return [word.lower().encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield a file's bytes, and those of its members where it is a zip archive."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))


def sit_in(study: Study) -> Person:
    """Put a person full of canaries into a study, with somebody else; returns the person."""
    do = lambda op, /, **fields: study.do(op, **fields).result  # noqa: E731 - the test's verb
    c = CANARIES
    mine = do(
        "participants.add",
        code="KP1",
        group="9",
        number=1,
        occupation=c["occupation"],
        attributes={"shift": c["attribute"]},
    )
    other = do("participants.add", code="KP2", group="9", number=2, occupation="Nurse")
    sheet = do(
        "consent.sheet", version="k1", valid_from="2026-01-01", withdrawal_deadline="2026-06-01"
    )
    invitee = do("recruitment.invite", code=c["invitee"], team="Team K", date="2026-01-02")
    do("recruitment.record", invitee=invitee, state="agreed", date="2026-01-03", why=c["why"])
    do("recruitment.match", invitee=invitee, participant=mine)
    scopes = ["take part", "audio", "transcript", "quotes"]
    for who in (mine, other):
        given = do(
            "consent.register", participant=who, scopes=scopes, date="2026-01-04", sheet=sheet
        )
        if who == mine:
            do("consent.change", consent=given, why=c["consent"])
    session = do("sessions.add", name="K-group", date="2026-01-05")
    do("sessions.attend", session=session, participants=[mine, other], seats={mine: c["seat"]})
    assert study.media is not None
    sound = study.media.keep(f"RIFF {c['recording']}".encode())
    do("recordings.add", session=session, file_hash=sound, file_name="one.wav")
    original = study.media.keep(transcript_file())
    texts = [
        ("M", "Welcome, both of you, and do begin."),
        (c["speaker"], f"Well, the {c['turn']} has been in my thoughts ever since."),
        ("KP2", "That was never my own idea of it at all."),
        (c["speaker"], f"It was {c['corrected']} that I meant."),
        (c["speaker"], f"And {c['dropped']} comes on top of everything we know."),
    ]
    timings = [[0, 2, int(c["timing"]), int(c["timing"])]]  # how fast somebody spoke
    source = do(
        "sources.add",
        name="K-transcript",
        session=session,
        file_hash=original,
        file_name="k.docx",
        turns=[
            {"speaker": who, "text": text, "timings": timings if who == c["speaker"] else []}
            for who, text in texts
        ],
        speakers=[{"name": "M", "role": "moderator"}],
    )
    with study.view() as view:
        speakers = {s.name: s.id for s in view.find(Speaker, source=source)}
        turns = [turn.id for turn in view.find(Turn, "position", source=source)]
    do("speakers.join", speaker=speakers[c["speaker"]], participant=mine)
    do("speakers.join", speaker=speakers["KP2"], participant=other)
    heard = [
        {"turn": turns[1], "kind": "nonverbal", "start": 4, "words": c["gesture"]},
        {"turn": turns[1], "kind": "unclear", "start": 5, "end": 8, "words": c["guess"]},
        # What somebody else repeats of it, half understood, goes as their words would.
        {"turn": turns[2], "kind": "unclear", "start": 0, "end": 4, "words": f"the {c['turn']}"
         " has been in my thoughts"},
    ]  # fmt: skip
    do("turns.mark", marks=heard)
    answer = do(
        "sources.add",
        name="KP1 written",
        form="written answer",
        participant=mine,
        turns=[{"text": f"To me recovery is {c['written']} and not much more."}],
    )
    anchor(study, turns, c)
    interact(study, turns, session, c)
    observe(study, session, mine, c)
    do("turns.correct", turn=turns[3], text="It was something else that I meant.")
    do("turns.drop", turn=turns[4])
    del answer
    return named_person(study)


def interact(study: Study, turns: list[str], session: str, c: dict[str, str]) -> None:
    """Link turns of both, and say what the person did with a question."""
    do = lambda op, /, **fields: study.do(op, **fields).result  # noqa: E731 - the test's verb
    do("links.add", turn=turns[2], to=turns[1], sort="challenges", note=c["link"])
    gone = do("links.add", turn=turns[1], to=turns[0], sort="answers", note=c["link"])
    do("links.drop", links=[gone])
    do("links.add", turn=turns[2], to=turns[0], sort="answers", note="of another person")
    guide = do("guide.add", name="K-guide", questions=[{"text": "What is it?"}])
    with study.view() as view:
        (question,) = (q.id for q in view.find(Question, guide=guide))
        people = {p.code: p.id for p in view.find(Participant)}
    for code, note in (("KP1", c["reaction"]), ("KP2", "nods")):
        who = {"session": session, "question": question, "participant": people[code]}
        do("reactions.set", **who, side="assent", note=note)


def observe(study: Study, session: str, person: str, c: dict[str, str]) -> None:
    """Watch the person in the room: a tap, a note about them that repeats their words, one gone."""
    do = lambda op, /, **fields: study.do(op, **fields).result  # noqa: E731 - the test's verb
    do("clocks.start", session=session, at="2026-01-05T10:00:00+00:00")
    do("observations.tap", session=session, participant=person, at="2026-01-05T10:00:09+00:00")
    told = f"{c['observed']}: says the {c['turn']} has been in my thoughts ever since"
    do("observations.note", session=session, participant=person, text=told)
    do("observations.note", session=session, text="KP1 sits by the door")
    gone = do("observations.note", session=session, participant=person, text=c["tapped"])
    do("observations.drop", observations=[gone])


def anchor(study: Study, turns: list[str], c: dict[str, str]) -> None:
    """Code, quote and write about what was said."""
    do = lambda op, /, **fields: study.do(op, **fields).result  # noqa: E731 - the test's verb
    code = do("codes.add", name="K-code", example=f"the {c['turn']} has been in my thoughts")
    end = len(f"Well, the {c['turn']}")
    spots = [
        {"code": code, "turn": turns[1], "start": 0, "end": end, "note": c["note"]},
        {"code": code, "turn": turns[1], "start": 10, "end_turn": turns[2], "end": 14},
        {"code": code, "turn": turns[2], "start": 0, "end": 8},
        {"code": code, "turn": turns[4], "start": 0, "end": len(f"And {c['dropped']}")},
    ]
    made = do("codings.add", codings=spots)
    do("codings.drop", codings=[made[3]])
    stand_in = {"turn": turns[1], "start": 10, "end": end, "substitute": c["substitute"]}
    do("substitutions.suggest", substitutions=[stand_in])
    theme = do("themes.add", name="K-theme", codes=[code])
    do(
        "quotes.add",
        turn=turns[1],
        start=0,
        end=end,
        theme=theme,
        edits=[{"op": "insert", "start": 4, "text": c["edit"]}],
        translations=[{"language": "da", "text": c["translation"]}],
    )
    do("memos.add", title=c["title"], text=f"On {c['memo']}", about=[made[0]])
    study.do(
        "memos.add",
        text=f"I keep hearing that the {c['turn']} has been in my thoughts; so do I.",
        reason=f"because they said {c['reason']} about it; the {c['turn']} has been in my thoughts",
    )
    gone = do("memos.add", text=f"Well, the {c['turn']} has been in my thoughts, they say")
    do("memos.drop", memo=gone)


def transcript_file() -> bytes:
    """Return the transcript as the Word file that it came in."""
    document = docx.Document()
    document.add_paragraph(f"{CANARIES['speaker']}: Well, the {CANARIES['turn']} has been.")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def named_person(study: Study, code: str = "KP1") -> Person:
    """Return who stands under a code."""
    with study.view() as view:
        return named(view, code)


def others_words(study: Study, code: str) -> dict[str, str]:
    """Return the text of every turn that is not the person's, by id."""
    with study.view() as view:
        people = {p.id for p in view.find(Participant, code=code)}
        mine = {s.id for s in view.find(Speaker) if s.participant in people}
        written = {s.id for s in view.find(Source) if s.participant in people}
        return {
            t.id: t.text
            for t in view.find(Turn)
            if t.speaker not in mine and t.source not in written
        }
