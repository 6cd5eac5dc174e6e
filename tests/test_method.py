"""The declared method: what it hides, how a person goes on, and what the Methods print of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from heddle import client
from heddle.cli.main import main
from heddle.errors import Refused
from heddle.report.material import Material
from heddle.report.methods import methods
from heddle.report.model import List, Paragraph, words
from heddle.study.coherence import clashes
from heddle.study.method import APPROACHES, RULES, TOPICS, permits, refuse_hidden, verdicts
from text_desk import TextDesk


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    made.do("study.describe", title="Method", approach="reflexive")
    yield made
    made.sound()
    made.close()


def printed(desk: TextDesk) -> str:
    with desk.view() as view:
        blocks = methods(Material(view))
    lines = [words(b.inlines) for b in blocks if isinstance(b, Paragraph)]
    return "\n".join(lines + [words(i) for b in blocks if isinstance(b, List) for i in b.items])


def found(desk: TextDesk) -> dict[str, Any]:
    with desk.view() as view:
        return {clash.code: clash for clash in clashes(view)}


@pytest.mark.parametrize("approach", APPROACHES)
def test_every_variety_says_something_to_every_topic_in_two_sentences(approach: Any) -> None:
    assert set(RULES[approach]) == set(TOPICS)
    for rule in RULES[approach].values():
        assert len(re.findall(r"[.?](?: |$)", rule.reason)) == 2, rule.reason
        assert rule.instead or rule.standing != "hidden"
    assert RULES[approach]["compare readings"].standing == "permitted"


@pytest.mark.parametrize(
    ("approach", "topic", "permitted"),
    [
        ("reflexive", "agreement", False),
        ("reflexive", "saturation", False),
        ("reflexive", "member check as proof", False),
        ("reflexive", "counts as validity", False),
        ("reflexive", "fixed codebook", False),
        ("codebook", "agreement", True),
        ("framework", "agreement", True),
        ("reliability", "agreement", True),
        ("reliability", "reconciled agreement", False),
        ("reliability", "single coder", False),
        ("reliability", "codes while coding", False),
        ("reflexive", "codes while coding", True),
    ],
)
def test_what_a_variety_permits(desk: TextDesk, approach: str, topic: Any, permitted: bool) -> None:
    desk.do("study.describe", approach=approach)
    with desk.view() as view:
        assert permits(view, topic).permitted is permitted


def test_a_person_goes_on_with_a_reason_that_the_methods_print(desk: TextDesk) -> None:
    with desk.view() as view, pytest.raises(Refused, match="Compare readings") as refused:
        refuse_hidden(view, "agreement")
    assert "item “agreement”" in refused.value.hint
    with pytest.raises(Refused):
        desk.do("overrides.write", gate="method", item="agreement", why=" ")
    desk.do("overrides.write", gate="method", item="agreement", why="The journal demands kappa")
    with desk.view() as view:
        refuse_hidden(view, "agreement")
        assert permits(view, "agreement").standing == "overridden"
    assert "not part of reflexive thematic analysis" in printed(desk)
    assert "The journal demands kappa." in printed(desk)
    assert found(desk)["mixed-claims"].why == "The journal demands kappa"
    desk.undo()
    with desk.view() as view, pytest.raises(Refused):
        refuse_hidden(view, "agreement")
    assert "journal" not in printed(desk)


def test_the_method_is_changed_on_the_way_only_with_a_reason_that_is_printed(
    desk: TextDesk,
) -> None:
    desk.do("study.describe", approach="codebook")  # nothing is coded yet
    (turn,) = desk.source("We hoped.")
    desk.coding(desk.code(), turn, "hoped")
    with pytest.raises(Refused, match=r"method\.change"):
        desk.do("study.describe", approach="reflexive")
    desk.do("study.describe", approach="codebook", setting="as before")
    before = desk.tables()
    with pytest.raises(Refused, match="reason"):
        desk.do("method.change", approach="reflexive", why="")
    assert desk.tables() == before
    desk.do("method.change", approach="reflexive", why="We found ourselves interpreting",
            date="2022-02-01")  # fmt: skip
    text = printed(desk)
    assert "first declared codebook thematic analysis" in text
    assert "on 1 February 2022 (after 1 coding). The reason: we found ourselves" in text
    desk.undo()
    assert desk.tables() == before
    with pytest.raises(Refused, match="already"):
        desk.do("method.change", approach="codebook", why="again")


@pytest.mark.parametrize(
    ("text", "clash"),
    [
        ("Inter-coder reliability was .81.", True),
        ("Cohen's kappa was computed.", True),
        ("No kappa was computed.", False),
        ("We compared readings instead of computing kappa.", False),
        ("Two people coded.", False),
    ],
)
def test_mixed_claims_are_told(desk: TextDesk, text: str, clash: bool) -> None:
    desk.do("answers.write", item=24, status="reported", text=text)
    assert ("mixed-claims" in found(desk)) is clash
    desk.do("study.describe", approach="codebook")
    assert found(desk) == {}


def test_a_reliability_study_is_told_what_it_lacks(desk: TextDesk) -> None:
    desk.do("study.describe", approach="reliability")
    first, second = (desk.source("We hoped.", name=name)[0] for name in ("A", "B"))
    code = desk.code()
    desk.coding(code, first, "hoped")
    assert set(found(desk)) == {"one-coder"}
    other = desk.member("Berit")
    desk.step("codings.add", by=other, codings=[{"code": code, **desk.place(second, "hoped")}])
    assert set(found(desk)) == {"nothing-coded-twice"}
    desk.step("codings.add", by=other, codings=[{"code": code, **desk.place(first, "hoped")}])
    assert found(desk) == {}
    late = desk.code("Later")
    assert found(desk)["codes-after-coding"].records == [late]


def test_the_command_shows_and_the_json_has_every_topic(demo_study: Path) -> None:
    result = CliRunner().invoke(main, ["method", str(demo_study)])
    assert "The study declares reflexive thematic analysis." in result.stdout
    assert "Instead: Compare readings" in result.stdout
    told = json.loads(CliRunner().invoke(main, ["method", str(demo_study), "--json"]).stdout)
    with client.open_study(demo_study) as study, study.view() as view:
        assert [each["topic"] for each in told["topics"]] == [v.topic for v in verdicts(view)]
    assert told["clashes"] == []
