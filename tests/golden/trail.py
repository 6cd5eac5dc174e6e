"""What was thought, decided and changed on the way, and what left the study."""

from __future__ import annotations

from golden_log import Do
from heddle import client
from heddle.study.own_journal import release_step
from trail_desk import KEYS


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
