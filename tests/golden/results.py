"""Themes, quotes, memos, saved queries and claims."""

from __future__ import annotations

from golden_log import Do


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
