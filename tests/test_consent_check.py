"""Consent scopes: what each allows, who is in the way of leaving, and managers at the gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from heddle import client
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.privacy.consent_check import check
from heddle.privacy.gate import Leaving, objections
from heddle.report import flow
from heddle.report.model import words
from heddle.study.consent import Consent
from heddle.study.missing import GATEKEEPER, missing

SCOPES = ["take part", "audio", "transcript", "quotes"]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[client.Study]:
    with client.create(tmp_path / "study", title="Consents") as made:
        yield made


def person(study: client.Study, code: str, scopes: list[str]) -> str:
    made: str = study.do("participants.add", code=code).id
    if scopes:
        study.do("consent.register", participant=made, scopes=scopes, date="2026-01-01")
    return made


def quoted(study: client.Study, participant: str, **fields: object) -> str:
    turns = [{"speaker": "P", "text": "I said it in my own words."}]
    source = study.do("sources.add", name=f"Talk {len(study.sources())}", turns=turns).id
    kind = study.schema.kinds["speakers"].cls
    with study.view() as view:
        speaker = view.find(kind, source=source)[0].id
    study.do("speakers.join", speaker=speaker, participant=participant)
    turn = study.turns()[-1]["id"]
    made: str = study.do("quotes.add", turn=turn, start=0, end=9, **fields).id
    return made


def items(study: client.Study, **leaving: object) -> list[str]:
    with study.view() as view:
        found = objections(view, Leaving(**leaving), [check])  # type: ignore[arg-type]
    assert all(each.level == "red" for each in found)
    return [each.item for each in found]


@pytest.mark.parametrize(
    ("what", "scope"),
    [("extracts", "transcript"), ("codings", "transcript"), ("archive", "archive")],
)
def test_each_part_needs_its_scope(study: client.Study, what: str, scope: str) -> None:
    whole = person(study, "P1", [*SCOPES, "archive"])
    without = person(study, "P2", [s for s in SCOPES if s != scope])
    assert items(study, what=what, people=[whole, without]) == [f"{scope} P2"]
    assert items(study, what=what, people=[whole]) == []
    assert items(study, what="table1", people=[whole, without]) == []


def test_quotes_need_their_scopes_in_each_language(study: client.Study) -> None:
    silent = person(study, "P1", ["take part"])
    spoken = person(study, "P2", SCOPES)
    translation = [{"language": "en", "text": "I said it"}]
    first, second = quoted(study, silent), quoted(study, spoken, translations=translation)
    assert items(study, what="table3", quotes=[first, second]) == ["quotes P1"]
    found = items(study, what="table3", quotes=[second], language="en")
    assert found == ["translated quotes P2"]
    study.do("quotes.exclude", quotes=[second], why="withdrawn")
    assert items(study, what="table3", quotes=[second]) == [f"excluded quote {second}"]


def test_a_study_that_keeps_no_consents_is_not_checked(study: client.Study) -> None:
    nobody = person(study, "P1", [])
    assert items(study, what="archive", people=[nobody], quotes=[quoted(study, nobody)]) == []


def test_no_recording_is_linked_without_everybodys_consent(study: client.Study) -> None:
    agreed, silent = person(study, "P1", SCOPES), person(study, "P2", ["take part"])
    session = study.do("sessions.add", name="FG1", date="2026-02-01").id
    study.do("sessions.attend", session=session, participants=[agreed])
    recording = study.do("recordings.add", session=session).id
    with pytest.raises(Refused, match="P2"):
        study.do("sessions.attend", session=session, participants=[silent])
    with study.view() as view:
        consent = view.find(Consent, participant=agreed)[0].id
    study.do("consent.change", consent=consent, scopes=["take part"])
    with pytest.raises(Refused, match="audio"):
        study.do("recordings.change", recording=recording, file_hash="a" * 64)
    with pytest.raises(Refused, match="P1"):
        study.do("recordings.add", session=session)


def test_a_list_of_25_is_one_command_and_tells_of_managers(tmp_path: Path) -> None:
    rows = [f"I{n:02d},Team {n % 8},team manager,2026-01-10" for n in range(25)]
    path = tmp_path / "list.csv"
    path.write_text("code,team,identified by,invited\n" + "\n".join(rows), "utf-8")
    place = str(tmp_path / "study")
    run("new", place, "--title", "Recruiting", "--template", "focus-group")
    run("import", place, str(path), "--as", "recruitment")
    with client.open_study(place) as study:
        with study.view() as view:
            made = flow.flow(view)
            told = {row.code: row.count for row in missing(view)}
        assert made is not None
        assert [made.count(state) for state in ("invited", "agreed", "attended")] == [25, 0, 0]
        assert told["gatekeeper-manager"] == 25
        assert "25 people on the list were named by a manager" in words(flow.gatekeepers(made))
        who = study.rows("recruitment")[0]
        study.do("recruitment.record", invitee=who["id"], state="agreed", date="2026-01-20")
        study.do("overrides.write", gate="consent", item=GATEKEEPER, why="they could say no")
        with study.view() as view:
            assert "gatekeeper-manager" not in {row.code for row in missing(view)}
            before, after = flow.flow(view, "2026-01-15"), flow.flow(view, "2026-01-20")
            assert flow.flow(view, "2026-01-09") is None
        assert before is not None
        assert after is not None
        assert (before.count("agreed"), after.count("agreed")) == (0, 1)
        step = len(study.history(limit=1000))
    assert "one agreed" not in run("flow", place, "--at", "2026-01-15")
    assert "one agreed" in run("flow", place, "--at", "2026-01-20")
    assert "one agreed" in run("flow", place, "--at", str(step))


def test_a_template_has_roles_guide_and_checklist_ready(tmp_path: Path) -> None:
    place = str(tmp_path / "study")
    run("new", place, "--title", "Waiting", "--template", "focus-group")
    with client.open_study(place) as study:
        roles = {role for row in study.rows("team") for role in row["roles"]}
        blocks = {row["block"] for row in study.rows("guide")}
    assert {"moderator", "observer", "transcriber", "data manager"} <= roles
    assert {"Opening", "Experience", "Meaning", "Future", "Close"} == blocks
    assert run("checklist", place, "coreq").count("| ") > 32
    run("report", place, "-o", f"{place}.md")
    assert "focus group study" in Path(f"{place}.md").read_text("utf-8")


def run(*words: str, ends: int = 0) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == ends, done.output
    return done.output
