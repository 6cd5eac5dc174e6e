"""Codes and codings, what two people make of them, and whether a place is ready."""

from __future__ import annotations

from golden_log import Do
from heddle import client


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
