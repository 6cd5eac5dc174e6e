"""Who codes in a blind round learns nothing of what the others code: no word, id or number.

The proof is one sentence: whatever is asked as that person, the answer is the same before and
after somebody else has coded.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from click.testing import CliRunner

from heddle import outgoing
from heddle.cli.main import VERBS, main
from heddle.client import Study, create, create_on_server, open_on_server, open_study
from heddle.errors import NotFound, Refused
from heddle.findings.corpus import corpus
from heddle.findings.readings import compare
from heddle.log.operations import catalogue
from heddle.report import assembly
from heddle.report.figures.gallery import NAMES as FIGURES
from heddle.study.guide import Question
from heddle.study.summaries import Summary
from heddle.web.openapi import document
from web_window import Stream, Window, serving

TALK: Final = ("we talk of hope and of fear", "only of fear, of course", "and of money")
SAID: Final = "zebrafinch"
"""Stands in whatever the other coder writes."""


def team_study(study: Study) -> dict[str, str]:
    """Fill a study with two transcripts, a code, and a round of Ana and Bo on the first."""
    ids = {name: study.do("team.add", name=name, roles=["analyst"]).id for name in ("Ana", "Bo")}
    for name in ("FG1", "FG2"):
        ids[name] = study.do(
            "sources.add", name=name, turns=[{"speaker": "P1", "text": text} for text in TALK]
        ).id
    for turn in study.turns():
        ids[f"{turn['source']}.{turn['number']}"] = turn["id"]
    ids["code"] = study.do("codes.add", name="Fear").id
    ids["second"] = study.do("codes.add", name="Money").id
    ids["theme"] = study.do("themes.add", name="What is feared", codes=[ids["code"]]).id
    ids["person"] = study.do("participants.add", code="P1", group="1").id
    ids["session"] = study.do("sessions.add", name="FG1").id
    study.do("sessions.attend", session=ids["session"], participants=[ids["person"]])
    study.do("sources.change", source=ids["FG1"], session=ids["session"])
    study.do("guide.add", name="Guide", questions=[{"text": "What do you fear?"}])
    with study.view() as view:
        ids["question"] = view.find(Question)[0].id
    study.do("guide.ask", session=ids["session"], question=ids["question"], turn=ids["FG1.1"])
    ids["own"] = study.do(
        "codings.add",
        codings=[{"code": ids["code"], "turn": ids["FG1.1"], "start": 3, "end": 7}],
    ).result[0]
    coders = [ids["Ana"], ids["Bo"]]
    ids["round"] = study.do("rounds.plan", name="First", sources=[ids["FG1"]], coders=coders).id
    study.do("rounds.begin", round=ids["round"])
    return ids


def coded_by_bo(bo: Study, ids: dict[str, str]) -> list[str]:
    """Do as Bo whatever one does with codings; returns ids that Ana must not meet."""
    made = bo.do(
        "codings.add",
        reason=f"because of {SAID}",
        codings=[
            {"code": ids["code"], "turn": ids["FG1.2"], "start": 0, "end": 4, "note": SAID},
            {"code": ids["code"], "turn": ids["FG1.2"], "start": 8, "end": 12},
            {"code": ids["code"], "turn": ids["FG1.1"], "start": 0, "end_turn": ids["FG1.3"],
             "end": 3},
        ],
    ).result  # fmt: skip
    memo = bo.do("memos.add", text=f"A {SAID} memo", title=SAID, about=[made[0]]).id
    bo.do("codings.note", coding=made[1], note=f"{SAID} again")
    bo.do("codings.move", coding=made[0], turn=ids["FG1.2"], start=0, end=7)
    bo.do("codings.drop", codings=[made[2]])
    bo.do("memos.drop", memo=bo.do("memos.add", text=SAID, about=[made[1]]).id)
    bo.do("codings.drop", codings=[made[1]])
    bo.undo()
    return [*made, memo, *read_by_bo(bo, ids)]


def read_by_bo(bo: Study, ids: dict[str, str]) -> list[str]:
    """Do as Bo what says how one read without a coding."""
    link = bo.do("links.add", turn=ids["FG1.2"], to=ids["FG1.1"], sort="builds", note=SAID).id
    bo.do("links.change", link=link, sort="challenges")
    who = {"session": ids["session"], "question": ids["question"], "participant": ids["person"]}
    reaction = bo.do("reactions.set", **who, side="dissent", note=SAID).id
    case = {"topic": ids["theme"], "participant": ids["person"]}
    summary = bo.do("summaries.write", **case, text=f"P1 fears the {SAID}").id
    bo.do("summaries.write", topic=ids["theme"], group="1", text=f"They fear the {SAID}")
    return [link, reaction, summary]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "study"


@pytest.fixture
def owner(place: Path) -> Iterator[Study]:
    with create(place, title="A study of two readings", approach="reliability") as made:
        yield made


@pytest.fixture
def ids(owner: Study) -> dict[str, str]:
    return team_study(owner)


@pytest.fixture
def ana(owner: Study, ids: dict[str, str], place: Path) -> Iterator[Study]:
    with open_study(place, by="Ana") as opened:
        yield opened


@pytest.fixture
def bo(owner: Study, ids: dict[str, str], place: Path) -> Iterator[Study]:
    with open_study(place, by="Bo") as opened:
        yield opened


# --- The workbench ----------------------------------------------------------------------------
_NOT_ASKED: Final = {
    *("/api/feed", "/api/openapi.json", "/api/media/{digest}"),
    *("/api/media/{digest}/peaks", "/api/media/{digest}/play"),
}
"""A stream (below), a description, and files by their hash."""


def _asked(ids: dict[str, str], seq: int) -> Iterator[str]:
    """Yield the address of every route that reads."""
    values = {
        "source": [ids["FG1"]], "code": [ids["code"]], "theme": [ids["theme"]],
        "part": list(assembly.PARTS), "seq": [str(seq)], "area": ["x"], "group": ["x"],
        "of_session": [ids["session"]],
        "one": [ids["code"]], "other": [ids["second"]], "name": list(FIGURES),
    }  # fmt: skip
    queries = {"q": "fear", "kinds": ""}
    paths = msgspec.json.decode(document())["paths"]
    for path, methods in paths.items():
        if "get" not in methods or path in _NOT_ASKED:
            continue
        names = re.findall(r"{(\w+)}", path)
        routes = [path]
        if "{part}" in path and "{seq}" in path:
            values = {**values, "part": ["manuscript"], "name": ["heat-map", "lineage"]}
        for name in names:
            routes = [r.replace(f"{{{name}}}", v) for r in routes for v in values[name]]
        wanted = [p["name"] for p in methods["get"].get("parameters", []) if p["name"] in queries]
        for route in routes:
            yield route + ("?" + "&".join(f"{n}={queries[n]}" for n in wanted) if wanted else "")
    for query in ("limit=200", f"record={ids['own']}", "operation=codings.add"):
        yield f"/api/history?{query}"
    for query in ("code:Fear", "coder:Bo", f"memo:{SAID}"):
        yield f"/api/find?q={query}"
    yield f"/api/find/plan?q=fear&code={ids['code']}"
    yield f"/api/comparison?round={ids['round']}"
    yield "/api/records?kinds=memos,rounds,reconciliations,links,reactions,summaries"
    yield f"/api/notes?q={SAID}"


def test_no_route_tells_a_blind_coder_of_others(
    owner: Study, ids: dict[str, str], bo: Study
) -> None:
    with serving(owner) as served, Window(served) as window, Window(served) as theirs:
        assert window.post("me", {"member": ids["Ana"]}).status_code == 200
        assert theirs.post("me", {"member": ids["Bo"]}).status_code == 200
        last = window.read("study")["seq"]
        routes = list(_asked(ids, last))
        assert len(routes) > 50
        before = {route: window.get(route).text for route in routes}
        with Stream(window) as stream, Stream(theirs) as other:
            hidden = coded_by_bo(bo, ids)
            after = {route: window.get(route).text for route in routes}
            # The feed is silent about Bo's steps, and goes on with what everybody may see.
            code = owner.do("codes.add", name="Later").id
            assert stream.step()["changed"][0]["id"] == code
            assert other.step()["operation"] == "codings.add"
        assert [route for route in routes if before[route] != after[route]] == []
        seen = "".join(after.values())
        assert not [each for each in (*hidden, SAID) if each in seen.replace(f"memo:{SAID}", "")]
        assert hidden[0] in theirs.get(f"/api/sources/{ids['FG1']}").text


def test_what_is_opened_is_told_at_once(owner: Study, ids: dict[str, str], bo: Study) -> None:
    hidden = coded_by_bo(bo, ids)
    with serving(owner) as served, Window(served) as window:
        window.post("me", {"member": ids["Ana"]})
        with Stream(window) as stream:
            owner.do("rounds.open", round=ids["round"], why="time is up")
            told = stream.step()
        assert {"codings", "memos", "rounds", "reconciliations"} <= set(told["reload"])
        assert hidden[0] in window.get(f"/api/sources/{ids['FG1']}").text


# --- The command line and Python --------------------------------------------------------------
_READ: Final[dict[str, list[list[str]]]] = {
    **{verb: [[]] for verb in (
        "readiness", "silence", "claims", "journal", "method", "conflicts", "trustworthiness",
        "audit", "lint", "substitutions", "rounds", "retention", "table", "flow",
    )},
    **{verb: [["--json"]] for verb in (
        "codes", "codings", "themes", "turns", "participants", "sources", "quotes", "memos",
        "sessions", "team", "guide", "recruitment", "meetings", "decisions", "checks",
        "involvement", "readings", "amendments", "phases", "observations", "unclear",
    )},
    **{verb: [[]] for verb in ("talk", "saturation", "keyness", "agree")},
    "matrix": [["code", "--json"], ["cooccurrence"]],
    "figure": [["heat-map", "--json"], ["lineage", "--json"]],
    "history": [["--json", "--limit", "200"]],
    "find": [["coder:Bo"], [f"memo:{SAID}", "--kwic"]],
    "queries": [[]],
    "search": [["fear"], ["--notes", SAID]],
    "compare": [[], ["--round", "First"]],
    "report": [[]],
    "verify": [[]],
    "pack": [["FG1"]],
    "speakers": [["FG1"]],
    "marks": [["--source", "FG1", "--dry-run"]],
    "document": [["processing"], ["data-plan"], ["certificates"]],
    "checklist": [[]],
    "disclosure": [["manuscript"]],
}  # fmt: skip
_ELSEWHERE: Final = {
    **dict.fromkeys(("new", "demo", "restore"), "makes a study where none was"),
    **dict.fromkeys(("import", "preview", "template", "do"), "writes, and answers what it made"),
    **dict.fromkeys(("undo", "redo"), "writes; whose step one does not see is refused (below)"),
    **dict.fromkeys(("encrypt", "decrypt", "rekey"), "turns the files, and tells nothing of them"),
    **dict.fromkeys(("key", "leaks", "check-table"), "reads files that are not the study's"),
    "open": "serves the workbench, whose routes are walked above",
    "export": "is walked below, as it writes files",
    "merge": "takes in another folder, which whoever has it can open; what came stays hidden",
    "withdraw": "asks for a person's right, which goes before a round",
    **dict.fromkeys(("recordings", "transcribe"), "tells of sound, or makes a new source of it"),
    "models": "tells of the machine",
    "near": "reads as find does, by a model that tests of its own have (test_near_story)",
}  # fmt: skip
"""Commands that are not walked, each with the reason."""


def _answers(place: Path, by: str, *only: str) -> dict[tuple[str, ...], str]:
    runner = CliRunner(env={"HEDDLE_BY": by})
    found = {}
    for verb, wanted in _READ.items():
        for arguments in wanted:
            if verb in VERBS and verb in (only or VERBS):
                asked = [verb, str(place), *arguments]
                found[verb, *arguments] = runner.invoke(main, asked).output
    return found


def test_no_command_tells_a_blind_coder_of_others(
    place: Path, ids: dict[str, str], bo: Study
) -> None:
    before = _answers(place, "Ana")
    hidden = coded_by_bo(bo, ids)
    assert _answers(place, "Ana") == before
    assert before["codings", "--json"].count('"id"') == 0, "the owner’s coding is hidden too"
    seen = "".join(_answers(place, "Bo", "history", "codings").values())
    assert SAID in seen
    assert hidden[0] in seen


def test_every_command_is_walked_or_known_to_need_no_walk() -> None:
    assert set(VERBS) <= _READ.keys() | _ELSEWHERE.keys()
    assert not _READ.keys() & _ELSEWHERE.keys()


FILES: Final = {
    **{f"{name}.{form}": ["--profile", name] for name, form in (
        ("codings", "csv"), ("codebook", "docx"), ("extracts", "html"), ("standard", "qdpx"),
        ("nvivo", "qdpx"), ("maxqda", "qdpx"), ("atlasti", "qdpx"), ("heddle", "qdpx"),
    )},
    "everything.json": [], "everything.xlsx": [], "book.qdc": [], "archive.zip": ["--original"],
    "talk.eaf": ["--source", "FG1"],
    "talk.tei": ["--source", "FG1"],
}  # fmt: skip


def _written(place: Path, by: str) -> dict[str, tuple[str, bytes]]:
    """Write every file of `heddle export` as one person: what was said, and all that is in it."""
    runner = CliRunner(env={"HEDDLE_BY": by})
    found = {}
    for name, options in FILES.items():
        path = place.parent / f"{by} {name}"
        told = runner.invoke(main, ["export", str(place), str(path), *options])
        data = path.read_bytes() if path.exists() else b""
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                data = b"".join(packed.read(one) for one in packed.namelist())
        found[name] = told.output.replace(str(path), ""), data
        path.unlink(missing_ok=True)
    return found


def test_no_file_that_a_command_writes_tells_of_others(
    place: Path, ids: dict[str, str], bo: Study
) -> None:
    before = _written(place, "Ana")
    hidden = coded_by_bo(bo, ids)
    after = _written(place, "Ana")
    for name, (told, data) in after.items():
        assert (name, told) == (name, before[name][0])
        assert (name, len(data)) == (name, pytest.approx(len(before[name][1]), abs=64))
        assert not [each for each in (*hidden, SAID) if each.encode() in data], name
    refused = {name for name, (told, data) in after.items() if not data}
    assert refused == {"archive.zip", "heddle.qdpx"}, {n: after[n][0] for n in refused}
    theirs = _written(place, "Bo")
    assert SAID.encode() in theirs["codings.csv"][1] + theirs["everything.json"][1]


def _exported(study: Study) -> Iterator[tuple[str, Any]]:
    for part in ("codings", "everything", "qdpx", "manuscript", "audit-trail", "extracts"):
        form = {"codings": "csv", "everything": "json", "qdpx": "qdpx"}.get(part, "md")
        with contextlib.suppress(Refused):
            yield part, outgoing.prepare(study, outgoing.Wish(part=part, format=form)).data
    with study.view() as view:
        whole = corpus(view)
        yield "corpus", (whole.seq, whole.codings.id, whole.codings.coder.tolist())
    past = study.as_of(seq=study.history(limit=1)[0]["seq"])
    yield "past", past.codings()
    past.close()
    for noun in ("codes", "codings", "memos"):
        yield noun, study.rows(noun)


def test_no_export_array_or_look_back_holds_what_is_hidden(
    ana: Study, bo: Study, ids: dict[str, str]
) -> None:
    before = dict(_exported(ana))
    assert {"codings", "everything", "qdpx", "audit-trail"} <= before.keys()
    hidden = coded_by_bo(bo, ids)
    after = dict(_exported(ana))
    # A REFI-QDA package has the time of its making in it; its words are looked at instead.
    assert {k: v for k, v in after.items() if k != "qdpx"} == {
        k: v for k, v in before.items() if k != "qdpx"
    }
    assert len(before["qdpx"]) == pytest.approx(len(after["qdpx"]), abs=64)
    assert hidden[0] in str(dict(_exported(bo))["codings"])
    with pytest.raises(Refused, match="not open yet"):
        outgoing.prepare(ana, outgoing.Wish(part="archive", format="zip", form="original"))


# --- Steps ------------------------------------------------------------------------------------
def test_steps_cannot_reach_what_is_hidden(ana: Study, bo: Study, ids: dict[str, str]) -> None:
    hidden, *_, link, reaction, summary = coded_by_bo(bo, ids)
    gesture = bo.history(limit=100)
    step = next(row for row in gesture if row["operation"] == "codings.add")["gesture"]
    other = ana.do("codes.add", name="Other").id
    tried = [
        ("codings.drop", {"codings": [hidden]}),
        ("codings.note", {"coding": hidden, "note": "seen"}),
        ("codings.recode", {"codings": [hidden], "code": other}),
        ("codes.split", {"code": ids["code"], "name": "Part", "codings": [hidden]}),
        ("links.drop", {"links": [link]}),
        ("links.change", {"link": link, "sort": "jokes"}),
        ("reactions.drop", {"reactions": [reaction]}),
        ("summaries.review", {"summary": summary, "codings": []}),
        ("summaries.drop", {"summary": summary}),
    ]
    for name, fields in tried:
        assert set(fields) <= set(catalogue()[name].__struct_fields__), name
        with pytest.raises(NotFound):
            ana.do(name, **fields)
    for name, fields in (("codes.merge", {"code": ids["code"], "into": other}),
                         ("codes.drop", {"code": ids["code"]})):  # fmt: skip
        with pytest.raises(Refused, match="nothing was changed"):
            ana.do(name, **fields)
    with pytest.raises(Refused, match="no such step"):
        ana.undo(step)
    # A blind coder's own summary of the case is a second one; what is hers she changes and drops.
    case = {"topic": ids["theme"], "participant": ids["person"]}
    mine = ana.do("summaries.write", **case, text="P1 is calm").id
    assert mine != summary
    assert ana.do("summaries.write", **case, text="P1 is rather calm").id == mine
    with bo.view() as view:
        assert [one.text for one in view.find(Summary, id=summary)] == [f"P1 fears the {SAID}"]
    with ana.view() as view:
        assert [one.id for one in view.find(Summary)] == [mine]
    assert [row["id"] for row in bo.codings() if row["id"] == hidden] == [hidden]


def test_a_round_cannot_be_unblinded_by_a_side_door(
    owner: Study, ana: Study, ids: dict[str, str]
) -> None:
    for name, fields in (
        ("rounds.open", {"why": "I want to see"}),
        ("rounds.change", {"owner": ids["Ana"]}),
        ("rounds.assign", {"coder": ids["Ana"], "sources": []}),
    ):
        with pytest.raises(Refused, match="Researcher 1"):
            ana.do(name, round=ids["round"], **fields)
    with pytest.raises(Refused, match="leaves it would see"):
        owner.do("rounds.assign", round=ids["round"], coder=ids["Ana"], sources=[])
    begun = next(row for row in owner.history() if row["operation"] == "rounds.begin")
    with pytest.raises(Refused):
        owner.undo(begun["gesture"])
    with pytest.raises(Refused, match="the state of this round was changed"):
        owner.undo()
    with ana.view() as view:
        assert view.curtain is not None


def test_only_the_sources_of_the_round_are_hidden(
    owner: Study, ana: Study, ids: dict[str, str]
) -> None:
    made = owner.do(
        "codings.add",
        codings=[{"code": ids["code"], "turn": ids["FG2.1"], "start": 0, "end": 2}],
    ).result
    assert [row["id"] for row in ana.codings()] == made
    assert {row["id"] for row in owner.codings()} == {*made, ids["own"]}


# --- PostgreSQL hides the same ----------------------------------------------------------------
def test_the_curtain_hangs_on_a_server_too(
    postgres_url: str, postgres_schema: str, tmp_path: Path
) -> None:
    with create_on_server(
        postgres_url, postgres_schema, title="On a server", media=tmp_path / "media"
    ) as owner:
        ids = team_study(owner)
        where = {"media": tmp_path / "media"}
        with (
            open_on_server(postgres_url, postgres_schema, by="Ana", **where) as ana,
            open_on_server(postgres_url, postgres_schema, by="Bo", **where) as bo,
        ):
            before = [ana.history(limit=200), ana.rows("codes"), ana.rows("memos"), ana.codings()]
            coded_by_bo(bo, ids)
            after = [ana.history(limit=200), ana.rows("codes"), ana.rows("memos"), ana.codings()]
            assert after == before
            assert SAID in str(bo.history(limit=200))
            owner.do("rounds.open", round=ids["round"], why="time is up")
            assert SAID in str(ana.history(limit=200))
            with ana.view() as view:
                assert compare(view, round_="First").differences
