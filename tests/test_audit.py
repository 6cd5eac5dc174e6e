"""The audit trail: a reviewer checks it without Heddle, and one changed byte is found."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle import client
from heddle.cli import main
from heddle.client import Study
from heddle.errors import Refused
from heddle.log.erasure import Wipe
from heddle.report import assembly, audit, audit_block, check_trail
from heddle.report.audit_classes import TITLES
from heddle.report.files import render
from heddle.report.model import Heading, Report, Table
from heddle.report.traces import report_words

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "src" / "heddle" / "report" / "check_trail.py"


@pytest.fixture(scope="module")
def study(demo_study: Path) -> Iterator[Study]:
    with client.open_study(demo_study) as opened:
        yield opened


@pytest.fixture(scope="module")
def twin(study: Study) -> bytes:
    with study.view() as view:
        return audit.to_json(audit.trail(view))


def told(study: Study, **options: Any) -> list[dict[str, Any]]:
    with study.view() as view:
        raw = audit.to_json(audit.trail(view, **options))
    assert list(check_trail.problems(raw)) == []
    return [step for step in json.loads(raw)["steps"] if step["shown"]]


def found(raw: bytes) -> list[str]:
    """What the script finds, as its last lines tell it."""
    try:
        return list(check_trail.problems(raw))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ["the file is no whole audit trail"]


def run_script(file: Path) -> tuple[int, str]:
    """Run the script as a reviewer would: alone, with nothing of Heddle to be imported."""
    command = [sys.executable, "-I", str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_the_script_finds_nothing_in_a_whole_trail_and_one_changed_byte(
    twin: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "trail.json"
    file.write_bytes(twin)
    assert run_script(file) == (0, "")
    place = twin.index(b"Turned too often")
    file.write_bytes(twin[:place] + b"B" + twin[place + 1 :])
    code, said = run_script(file)
    assert code == 1
    assert "changed" in said
    file.write_bytes(twin[: len(twin) // 2])
    assert run_script(file)[0] == 1


@given(st.data())
@settings(max_examples=25)
def test_any_changed_byte_is_found(twin: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(twin) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != twin[place]))
    changed = twin[:place] + bytes([byte]) + twin[place + 1 :]
    assert found(changed)


FORGERIES: dict[str, Any] = {
    "a reason": lambda steps: next(s for s in steps if s.get("why")).update(why="Because"),
    "who": lambda steps: steps[20].update(actor=steps[0]["id"]),
    "when": lambda steps: steps[20].update(at="2020-01-01T00:00:00.000+00:00"),
    "a fact": lambda steps: next(s for s in steps if s.get("contents"))["contents"][0].update(
        content='{"after":{"name":"Another"}}'
    ),
    "a step left out": lambda steps: steps.pop(30),
    "a fact left out": lambda steps: next(s for s in steps if len(s["facts"]) > 1)["facts"].pop(),
    "the order of facts": lambda steps: next(s for s in steps if len(s["facts"]) > 1)[
        "facts"
    ].reverse(),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_trail_with_a_new_seal_is_found_by_its_chain(twin: bytes, what: str) -> None:
    trail = json.loads(twin)
    FORGERIES[what](trail["steps"])
    del trail["seal"]
    trail["seal"] = hashlib.sha256(check_trail.dump(trail)).hexdigest()
    assert found(check_trail.dump(trail))


def test_no_word_of_a_participant_is_in_it_unless_asked_for(study: Study, twin: bytes) -> None:
    text = twin.decode()
    spoken = [
        row["text"] for row in study.turns() if row["speaker"][:1] == "P" and len(row["text"]) > 40
    ]
    assert len(spoken) > 200
    whole = json.dumps(told(study, words="original"), ensure_ascii=False)
    for words in spoken:
        plain = json.dumps(words, ensure_ascii=False)[1:-1]
        # Analysts' own texts may quote a few words; nobody's turn is in it.
        assert plain not in text
        assert json.dumps(plain, ensure_ascii=False)[1:-1] in whole or words in whole


def test_what_is_sealed_for_one_person_never_leaves(study: Study) -> None:
    text = json.dumps(told(study, words="original"))
    with study.view() as view:
        for kind, field in (("journal", "cipher"), ("journal_keys", "locked")):
            found = view.find(view.schema.kinds[kind].cls)
            assert found
            assert all(getattr(record, field)[:60] not in text for record in found)


def test_every_step_says_who_what_and_when_and_links_to_the_one_before(study: Study) -> None:
    steps = told(study)
    assert len(steps) == study.history(limit=1)[0]["seq"]
    assert {step["class"] for step in steps} == set(TITLES)
    hashes = {step["hash"] for step in steps}
    assert sum(step["previous"] == "" for step in steps) == len({s["replica"] for s in steps})
    for step in steps:
        assert step["previous"] in {"", *hashes}
        assert step["what"]
        assert step["at"]
    merge = next(step for step in steps if step["operation"] == "themes.merge")
    assert any("merged" in detail for detail in merge["details"])
    assert merge["why"] == "Phase 3: candidate themes"


def test_erased_words_are_shown_as_erased_and_the_chain_still_holds(demo_copy: Path) -> None:
    with client.open_study(demo_copy, by="Alma Eksempel") as study:
        memo = study.rows("memos")[0]
        study.erase([Wipe("memos", memo["id"], "text", "[erased]")], reason="Asked for")
        steps = told(study)
        written = next(s for s in steps if any("erased" in d for d in s.get("details", [])))
        assert written["erased"] == 1
        assert memo["text"][:40] not in json.dumps(steps, ensure_ascii=False)
        assert steps[-1]["operation"] == "erase"


def test_filters_tell_less_and_keep_the_chain_whole(study: Study) -> None:
    everything = told(study)
    theme = told(study, theme="Good work is done in the gaps")
    code = told(study, code="Turned too often")
    assert 0 < len(code) < len(theme) < len(everything)
    assert {"themes.merge", "codings.add", "codes.add"} <= {step["operation"] for step in theme}
    assert not any(step["operation"].startswith("recruitment") for step in theme)
    today = everything[0]["at"][:10]
    assert len(told(study, since=today)) == len(everything)
    assert told(study, until="2001") == []
    for wrong in ({"theme": "No such theme"}, {"since": "yesterday"}, {"who": "Ada"}):
        with pytest.raises(Refused), study.view() as view:
            audit.trail(view, **wrong)


def test_a_step_that_was_taken_back_says_so(demo_copy: Path) -> None:
    with client.open_study(demo_copy, by="Alma Eksempel") as study:
        study.do("codes.add", name="A slip of the hand")
        study.undo()
        steps = told(study)
        slip = next(s for s in steps if any("slip of the hand" in d for d in s["details"]))
        assert slip["taken_back"]
        assert steps[-1]["operation"] == "undo"


def test_ten_thousand_steps_are_a_document_that_can_be_read(study: Study) -> None:
    with study.view() as view:
        trail = audit.trail(view)
    model = next(step for step in trail.steps if step.operation == "codings.add")
    steps = []
    for number in range(10_000):
        # Two people in turn, so that no two steps of one person stand next to each other.
        step = audit.Step(**{f: getattr(model, f) for f in model.__struct_fields__})
        step.seq, step.actor = number + 1, f"person {number % 2}"
        step.at = f"2022-{1 + number // 1000:02}-11T10:00:00.000+00:00"
        steps.append(step)
    trail.steps = steps
    blocks = audit_block.blocks(trail)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert sum(len(table.rows) for table in tables) < 100
    assert "(500 times)" in "\n".join(report_words(Report(title="x", blocks=tuple(blocks))))
    assert len(trail.steps) == 10_000


def test_the_document_has_the_twins_seal_and_the_hashes_of_its_steps(
    study: Study, twin: bytes
) -> None:
    with study.view() as view:
        made = assembly.report(view, "audit-trail")
    words = "\n".join(report_words(made))
    trail = json.loads(twin)
    assert trail["seal"] in words
    assert all(digest in words for digests in trail["heads"].values() for digest in digests)
    heads = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert heads == ["What this is", "How to check it", "Overview", *TITLES.values()]
    for form in ("docx", "html", "pdf", "md"):
        data, _ = render(made, form)
        assert len(data) > 10_000


def test_the_script_of_the_documentation_is_the_one_that_heddle_writes(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "audit-trail.md").read_text(encoding="utf-8")
    printed = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert printed is not None
    assert printed[1] == SCRIPT.read_text(encoding="utf-8")
    imported = re.findall(r"^(?:import|from) (\w+)", printed[1], re.MULTILINE)
    assert set(imported) <= set(sys.stdlib_module_names)


def test_the_command_line_writes_document_twin_and_script(demo_copy: Path, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(main, [words[0], str(demo_copy), *words[1:]])
        assert done.exit_code == 0, done.output
        return str(done.output)

    run("audit", "-o", str(tmp_path / "trail.html"), "--theme", "Good work is done in the gaps")
    assert "Halpern" in (tmp_path / "trail.html").read_text(encoding="utf-8")
    assert "steps told" in run("audit", "-o", str(tmp_path / "trail.json"))
    run("audit", "--script", "-o", str(tmp_path / "check_trail.py"))
    assert (tmp_path / "check_trail.py").read_bytes() == SCRIPT.read_bytes()
    assert run_script(tmp_path / "trail.json") == (0, "")
    shown = run("trustworthiness")
    assert "3 decisions" in shown
    assert "Nothing is on record" not in shown.split("Peer debriefing")[1].splitlines()[0]
