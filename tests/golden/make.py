"""Makes the golden log of a release: a study in which every kind of step was taken once.

    python tests/golden/make.py 0.1.0

writes `0.1.0.jsonl` (one step a line, as it was sealed, bytes as hexadecimal digits) and
`0.1.0.tables.json` (what the query tables hold after it). Both are made once, when a version is
released, and never again: whatever Heddle becomes, it must read them (`test_golden.py`).
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from golden_log import digests, line
from heddle import client
from heddle.log import tables
from heddle.log.erasure import Wipe
from heddle.log.gestures import read_gestures
from heddle.log.operations import catalogue
from heddle.privacy.withdrawal import Request
from heddle.study.own_journal import release_step
from trail_desk import KEYS

Do = Callable[..., Any]


def plan(do: Do) -> dict[str, str]:
    """The study, its team, its sites and its people."""
    do(
        "study.describe",
        title="A golden study",
        approach="codebook",
        aims=["To be read for ever"],
        setting="Two teams",
        context={"staff": "about 40"},
        keywords=["logs", "gold"],
    )
    moderator = do("team.add", name="Moderator A", roles=["moderator"], in_setting=False)
    observer = do("team.add", name="Observer B", roles=["observer", "author"], author=True)
    do("team.change", member=moderator, credentials="PhD", affiliations=["A university"])
    do("team.drop", member=do("team.add", name="Somebody who left"))
    place = do("sites.add", name="The location", form="location", staff_groups=["nurses"])
    team = do("sites.add", name="Team North", parent=place)
    do("sites.change", site=team, staff_groups=["nurses", "social workers"])
    do("sites.drop", site=do("sites.add", name="Team South"))
    person = do(
        "participants.add",
        code="P1",
        group="1",
        number=1,
        gender="female",
        age=44,
        years_in_services=12.5,
        team="Team North",
        attributes={"shift": "night"},
    )
    other = do("participants.add", code="P2", group="1", number=2, mentor=True)
    do("participants.change", participant=other, years_in_team=3.0, clear=["mentor"])
    do("participants.drop", participant=do("participants.add", code="P3"))
    return {"moderator": moderator, "observer": observer, "person": person, "other": other}


def recruit(do: Do, known: dict[str, str]) -> None:
    """The invitation list, the consents, and what became of them."""
    sheet = do("consent.sheet", version="1", language="en", valid_from="2026-01-01", text="...")
    do("consent.change_sheet", sheet=sheet, withdrawal_deadline="2026-06-01")
    do("consent.drop_sheet", sheet=do("consent.sheet", version="draft"))
    invitee = do("recruitment.invite", code="I1", team="Team North", date="2026-01-10")
    do("recruitment.change", invitee=invitee, identified_by="team manager")
    do("recruitment.drop", invitee=do("recruitment.invite", code="I3"))
    do("recruitment.record", invitee=invitee, state="agreed", date="2026-01-12")
    wrong = do("recruitment.record", invitee=invitee, state="informed", date="2026-01-11")
    do("recruitment.retract", event=wrong)
    do("recruitment.match", invitee=invitee, participant=known["person"])
    second = do("recruitment.invite", code="I2")
    do("recruitment.record", invitee=second, state="agreed")
    lost = do("recruitment.record", invitee=second, state="cancelled", why="ill")
    do("recruitment.correct", event=lost, why="too ill to travel")
    scopes = ["take part", "audio", "transcript", "quotes"]
    for person in (known["person"], known["other"]):
        given = do("consent.register", participant=person, scopes=scopes, date="2026-01-15")
        do("consent.change", consent=given, sheet=sheet)
    do("consent.drop", consent=do("consent.register", invitee=second, scopes=scopes, date="2026"))
    withdrawn = do("consent.register", invitee=second, scopes=scopes, date="2026-01-16")
    do("consent.withdraw", consent=withdrawn, date="2026-02-01", note="changed their mind")


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
    do("turns.check", turns=[turns[0], turns[2]])
    do("turns.uncheck", turns=[turns[0]], speaker=True)
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
    return {"source": source, "first": turns[1], "second": turns[2], "third": turns[3], "new": new}


def named_speakers(study: client.Study, source: str) -> list[dict[str, str]]:
    kind = study.schema.kinds["speakers"]
    with study.view() as view:
        found = view.find(kind.cls, source=source)
    return [{"speaker": one.name, "speaker_id": one.id} for one in found]  # type: ignore[attr-defined]


def code(do: Do, talk: dict[str, str]) -> dict[str, str]:
    """The codebook and codings, merged, split and moved."""
    hope = do("codes.add", name="Hope", definition="What people look forward to")
    end = do("codes.add", name="End", origin="deductive")
    later = do("codes.add", name="Later", parent=hope, colour="#0072B2")
    do("codes.change", code=end, include="the end of it", exclude="breaks")
    do("codes.move", code=end, before=hope)
    spot = {"turn": talk["first"], "start": 0, "end": 8, "code": hope}
    over = {"turn": talk["first"], "start": 3, "end_turn": talk["second"], "end": 3, "code": later}
    first, across = do("codings.add", codings=[spot, over])
    (gone,) = do("codings.add", codings=[{**spot, "turn": talk["third"], "end": 5}])
    (wrong,) = do("codings.add", codings=[{**spot, "code": end}])
    do("codings.recode", codings=[first], code=end)
    do("codings.note", coding=first, note="see the field note")
    do("codings.move", coding=across, turn=talk["first"], start=3, end=8)
    do("codings.drop", codings=[wrong])
    do("turns.correct", turn=talk["third"], text="It did not.")
    do("codes.merge", codes=[later], into=hope)
    split = do("codes.split", code=hope, name="Old hope", codings=[across])
    do("codes.drop", code=do("codes.add", name="Unused"))
    return {"hope": hope, "end": end, "split": split, "gone": gone}


def find(do: Do, talk: dict[str, str], codes: dict[str, str]) -> None:
    """Themes with their lineage, quotes, memos and the checklist."""
    one = do("themes.add", name="It begins", codes=[codes["hope"]])
    two = do("themes.add", name="It goes on")
    do("themes.feed", theme=two, codes=[codes["end"], codes["split"]], why="both tell of it")
    do("themes.unfeed", theme=two, codes=[codes["split"]])
    three = do("themes.merge", themes=[one, two], name="It begins and goes on")
    parts = do("themes.split", theme=three, into={"Begin": [codes["hope"]], "End": []})
    do("themes.change", theme=parts[0], central_idea="It begins with hope", stage="final")
    summary = do("summaries.write", topic=parts[0], group="1", text="They begin with hope.")
    do("summaries.review", summary=summary, codings=[])
    do("summaries.drop", summary=do("summaries.write", topic=parts[1], group="1", text="Thin."))
    do("themes.drop", theme=parts[1], rationale="too thin")
    quote = do(
        "quotes.add",
        turn=talk["first"],
        start=0,
        end=22,
        theme=parts[0],
        code=codes["hope"],
        edits=[
            {"op": "case", "start": 0, "end": 2, "text": "it"},
            {"op": "omit", "start": 8, "end": 14},
            {"op": "insert", "start": 16, "text": "great"},
        ],
        translations=[{"language": "da", "text": "det begyndte", "by": "Moderator A"}],
    )
    do("quotes.change", quote=quote, attribution="role", note="the best one")
    text = "It began with 🙂 hope, e\u0301n gang!"
    do("turns.correct", turn=talk["first"], text=text)
    do("quotes.refresh", quote=quote)
    do("quotes.drop", quote=do("quotes.add", turn=talk["second"], start=0, end=3))
    argue(do, talk, codes, parts[0], quote)
    memo = do("memos.add", text="On hope", title="Hope", type="code", about=[codes["hope"]])
    do("memos.change", memo=memo, text="On hope and its end", date="2026-03-01")
    do("memos.drop", memo=do("memos.add", text="a passing thought"))
    asked = 'code:Hope and not coder:"Researcher 1" or hope*'
    query = do("queries.save", name="Hope", text=asked, why="to see where it is")
    do("queries.rename", query=query, name="Hope, again")
    do("queries.save", query=query, name="Hope, again", text="hope near/3 code")
    do("queries.drop", query=do("queries.save", name="Passing", text="made:2026"))
    do("answers.write", item=1, status="reported", text="Moderator A", evidence=[memo])
    do("answers.drop", answer=do("answers.write", item="S9", status="partly"))
    own = 'id = "own"\ntitle = "Own list"\n[[items]]\nid = "1"\ntext = "One thing"\n'
    do("checklists.drop", checklist=do("checklists.add", content=own))
    do("checklists.add", content=own)


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


def prepare(do: Do, talk: dict[str, str], session: str, member: str) -> None:
    """Is the place ready for peer support workers? One area of the framework, from all sides."""
    top = do("readiness.adopt", language="en")
    do("readiness.plan", start="2026-06-01")
    area = do("codes.add", name="Rumours", parent=top)
    where = {"turn": talk["third"], "start": 0, "end": 6}
    (coding,) = do("codings.add", codings=[{"code": area, **where}])
    do("ratings.set", codings=[coding], valence="mixed", level="team", time="before", wish=True)
    do("ratings.clear", codings=[coding])
    do("ratings.set", codings=[coding], valence="unready")
    cell = {"area": area, "session": session}
    do("readiness.decide", **cell, status="partly", why="one said it", ask="a meeting")
    decision = do("readiness.decide", **cell, owner="leaders", by_when="2026-05")
    do("readiness.undecide", decision=decision)
    do("readiness.decide", **cell, status="unprepared", why="read again")
    do("readiness.guide", language="da")
    review = do("readiness.review", member=member, changed="nothing", date="2026-04-01")
    do("readiness.drop_review", review=review)
    do("readiness.review", member=member, changed="two words")


def argue(do: Do, talk: dict[str, str], codes: dict[str, str], theme: str, quote: str) -> None:
    """Claims with their evidence, a cut that a person confirms, and another method."""
    claim = do("claims.add", sentence="Some began with hope.", theme=theme)
    last = do("claims.add", sentence="It did not end.", none_found="read it all again")
    do("claims.change", claim=claim, quantifier="some, of two")
    do("claims.move", claim=last, before=claim)
    do("evidence.add", claim=claim, stance="supports", quote=quote)
    do("evidence.add", claim=claim, stance="contradicts", coding=codes["gone"], note="later")
    where = {"turn": talk["third"], "start": 0, "end": 6}
    beside = do("evidence.add", claim=last, stance="supports", **where)
    do("evidence.change", evidence=beside, stance="qualifies")
    do("evidence.drop", evidence=do("evidence.add", claim=last, stance="supports", quote=quote))
    do("claims.drop", claim=do("claims.add", sentence="A slip."))
    cuts = [{"op": "omit", "start": 3, "end": 10}]
    short = do("quotes.add", turn=talk["third"], start=0, end=11, edits=[cuts[0]])
    do("quotes.confirm", quote=short)
    translation = {
        "language": "da", "text": "det", "table_text": "[...]", "by": "A", "checked_by": "B",
        "translator_languages": "da, en", "insider": True, "terms": "none", "date": "2026-02",
    }  # fmt: skip
    more = [{"op": "omit", "start": 10, "end": 11}]
    do("quotes.change", quote=short, table_cuts=more, translations=[translation])
    do("method.change", approach="reflexive", why="we interpret", date="2026-03")


def substitute(do: Do, talk: dict[str, str], known: dict[str, str]) -> None:
    """Words that others stand for, and the key that says who the people are."""
    do("identity.changed", key="a key", why="made")
    do("identity.opened", key="a key", why="to find names")
    places = [
        {"turn": talk["first"], "start": 0, "end": 2},
        {"turn": talk["first"], "start": 3, "end": 8},
    ]
    one, two = do("substitutions.suggest", substitutions=places)
    do("substitutions.reject", substitutions=[one], why="no name")
    do("substitutions.accept", substitutions=[two], substitute="somebody", scope="study")
    do("substitutions.change", substitution=two, category="other")
    do(
        "substitutions.second_read",
        substitutions=[two],
        reader=known["observer"],
        date="2022-01-02",
    )
    do("substitutions.drop", substitutions=[one])


def let_out(do: Do) -> None:
    """What left the study, and where a person went on although a check objected."""
    do("variants.choose", part="table1", options={"suppression": "ranges", "least": 3})
    numbering = do("numbering.shuffle")[0]
    do("numbering.drop", numbering=numbering)
    do("numbering.shuffle")
    note = do("exports.note", what="table1", format="docx", purpose="final", file_hash="00" * 32)
    do("exports.recall", export=note, recalled="asked back from the department")
    do("overrides.write", gate="disclosure", item="table1 ages", why="they agreed to it")
    wrong = do("overrides.write", gate="language", item="emerged", why="a quotation")
    do("overrides.drop", override=wrong)
    graph = {"what": "Graph", "data": "<Graph/>", "project": "another program"}
    _, other = do("leftovers.keep", leftovers=[graph, {**graph, "what": "Link"}])
    do("leftovers.drop", leftover=other)


def trace(do: Do, study: client.Study, known: dict[str, str]) -> None:
    """The analytic trail: journal, meetings, member checks, involvement and the rest."""
    pair = KEYS[0]
    key = do("journal.begin", recipient=pair["recipient"], locked=pair["locked"])
    do("journal.relock", key=key, locked=KEYS[1]["locked"])
    entry = do("journal.write", text="What I expect", title="Before", date="2026-02-01")
    do("journal.rewrite", entry=entry, text="What I expected", title="Before")
    with study.view() as view:
        step = release_step(view, entry, {key: pair["identity"]})
    do("journal.release", entry=entry, words=step.words)
    do("journal.withhold", entry=entry)
    do("journal.release", entry=entry, words=step.words)
    do("journal.write", text="Never released")
    do("journal.drop", entry=do("journal.write", text="Thrown away"))

    me, date = study.actor, "2026-03-01"
    meeting = do("meetings.add", title="Debriefing", date=date, form="peer debriefing")
    do("meetings.change", meeting=meeting, people=[me, known["moderator"]], looked_at=[entry])
    do("meetings.drop", meeting=do("meetings.add", title="Cancelled", date=date))
    decision = do("decisions.add", text="Go on", why="It holds", meeting=meeting, people=[me])
    do("decisions.change", decision=decision, date=date, about=[known["person"]])
    do("decisions.drop", decision=do("decisions.add", text="Stop", why="Too early"))
    left = do("follow_ups.add", text="Ask again", meeting=meeting, who=me, due="2026-04")
    do("follow_ups.change", follow_up=left, done="2026-03-20")
    do("follow_ups.drop", follow_up=do("follow_ups.add", text="Nothing"))

    scopes = ["take part", "audio", "transcript", "quotes", "contact again"]
    asked = do("participants.add", code="P9")
    do("consent.register", participant=asked, scopes=scopes, date="2026-01-20")
    fields = {"what": "transcript", "date": date, "participants": [asked]}
    check = do("member_checks.send", **fields, purpose="accuracy", text="The whole of it")
    answer = {"returned": "2026-03-09", "answered": [asked], "response": "One word was wrong"}
    do("member_checks.answer", check=check, **answer, effect="It was corrected")
    do("member_checks.change", check=check, about=[meeting])
    do("member_checks.drop", check=do("member_checks.send", **fields))

    event = do("involvement.add", who="a panel", contribution="Read the aims", stage="question")
    do("involvement.change", involvement=event, level="consult", change="A question more")
    do("involvement.drop", involvement=do("involvement.add", who="x", contribution="y"))
    changed = do("amendments.add", text="Two groups more", why="Few came", date=date)
    do("amendments.change", amendment=changed, before="One group", area="recruitment")
    do("amendments.drop", amendment=do("amendments.add", text="x", why="y", date=date))
    note = do("phases.note", phase=2, started="2026-02", purpose="Back to the text")
    do("phases.change_note", note=note, ended="2026-03", people=[me])
    do("phases.drop_note", note=do("phases.note", phase=6, started="2026"))
    source = study.sources()[0]["id"]
    do("readings.add", source=source, date=date, note="twice")
    do("readings.drop", reading=do("readings.add", source=source))


def rounds(do: Do, study: client.Study) -> None:
    """Two people code apart; what differs is settled."""
    source = study.sources()[0]["id"]
    turn = next(row["id"] for row in study.turns() if row["source"] == study.sources()[0]["name"])
    code = study.codes()[0]["id"]
    me, other = study.actor, do("team.add", name="Second Reader")
    do("rounds.drop", round=do("rounds.plan", name="Never begun"))
    first = do("rounds.plan", name="First round", purpose="to try the codes", unit="sentence")
    do("rounds.change", round=first, codes=[code], unit="turn")
    for coder in (me, other):
        do("rounds.assign", round=first, coder=coder, sources=[source])
    do("rounds.begin", round=first)
    made = do("codings.add", codings=[{"code": code, "turn": turn, "start": 0, "end": 4},
                                      {"code": code, "turn": turn, "start": 0, "end": 2,
                                       "coder": other}])  # fmt: skip
    do("rounds.finish", round=first)
    do("rounds.open", round=first, why="the other is ill")
    again = {"round": first, "originals": made, "why": "the longer one says more"}
    do("reconciliations.drop", reconciliation=do("reconciliations.add", **again))
    do("reconciliations.add", drop=[made[1]], **again)
    do("rounds.close", round=first, why="the code is clear")


def let_go(do: Do, study: client.Study) -> None:
    """How long things are kept, what was deleted, and a person who withdraws."""
    do("study.describe", end_date="2026-12-31")
    do("retention.set", data="log", months=120, why="the funder asks for it", place="a safe")
    do("deletions.note", subject="consent form", what="forms on paper", date="2026-12-31")
    assert study.media is not None
    digest = study.media.keep(b"an original file")
    turns = [{"speaker": "PX", "text": "These are the very words that are to go."}]
    source = do("sources.add", name="To go", file_hash=digest, turns=turns)
    do("deletions.order", about=source, why="checked")
    study.tidy()
    person = do("participants.add", code="PX", occupation="a rare one")
    speaker = named_speakers(study, source)[0]["speaker_id"]
    do("speakers.join", speaker=speaker, participant=person)
    turn = study.turns()[-1]["id"]
    quote = do("quotes.add", turn=turn, start=0, end=9)
    do("quotes.exclude", quotes=[quote], why="not sure")
    do("quotes.include", quotes=[quote])
    choices = ["stop contact", "exclude quotes"]
    do("withdrawals.record", participant=person, date="2026-12-31", choices=choices)
    whole = Request(participant=person, date="2026-12-31", choices=["delete everything"])
    study.withdraw(whole)


def change_back(do: Do, study: client.Study) -> None:
    """Undo, redo, several steps in one, and an erasure."""
    do("codes.add", name="A slip")
    study.undo()
    study.redo()
    study.undo(reason="it was a slip")
    steps = [{"op": "codes.add", "name": "One"}, {"op": "codes.add", "name": "Two"}]
    study.do_all(steps, reason="both at once")
    secret = do("memos.add", text="what must be forgotten", title="kept")
    study.erase([Wipe("memos", secret, "text", "[erased]")], reason="consent withdrawn")


def work_apart(folder: Path, study: client.Study) -> None:
    """A second copy of the study: two people change the same field, and the copies meet."""
    study.close()
    shutil.copytree(folder, folder.with_name("laptop"))
    with client.open_study(folder) as here, client.open_study(folder.with_name("laptop")) as there:
        chosen = here.codes()[0]["id"]
        here.do("codes.change", code=chosen, definition="as they see it in the office")
        there.do("codes.change", code=chosen, definition="as they see it at home")
        there.do("memos.add", text="written at home")
        here.merge(there)


def main(version: str) -> None:
    place = Path(__file__).parent
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        with client.create(folder, title="Golden") as study:

            def do(operation: str, **fields: Any) -> Any:
                return study.do(operation, **fields, reason="").result

            known = plan(do)
            recruit(do, known)
            session = meet(do, known)
            talk = transcribe(do, study, session, known)
            codes = code(do, talk)
            find(do, talk, codes)
            interact(do, study, talk, known)
            prepare(do, talk, session, known["moderator"])
            substitute(do, talk, known)
            let_out(do)
            trace(do, study, known)
            rounds(do, study)
            let_go(do, study)
            change_back(do, study)
            work_apart(folder, study)
        with client.open_study(folder) as study:
            taken = used(study)
            missing = sorted(set(catalogue()) - taken)
            if missing:
                sys.exit(f"The golden study never did: {', '.join(missing)}")
            verdict = study.verify()
            if not verdict.sound:
                sys.exit("\n".join(verdict.problems))
            with study.database.reading() as connection:
                lines = [line(gesture) for gesture in read_gestures(connection)]
            told = digests(study.database, study.schema)
    (place / f"{version}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(msgspec.to_builtins(told), indent=1, sort_keys=True)
    (place / f"{version}.tables.json").write_text(text + "\n", encoding="utf-8")


def used(study: client.Study) -> set[str]:
    with study.database.reading() as connection:
        return set(connection.scalars(sa.select(tables.gestures.c.operation).distinct()))


if __name__ == "__main__":
    main(sys.argv[1])
