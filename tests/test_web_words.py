"""What the study says in English and the workbench in other languages are held to each other."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle.report import checklist
from heddle.report.trustworthiness import _ROWS
from heddle.study import missing
from heddle.study.method import RULES

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "heddle"
WORDS = ROOT / "web" / "src" / "lib" / "words"
_PUT_TOGETHER = {"not taken over: {0}, {1}", "not taken over: {0}, {1} ({2})", "{0} (also {1})"}
"""Sentences that the study makes in two parts (sources_in._told, plan._listed)."""
_ENTRY = re.compile(r'^  ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', re.MULTILINE)


def entries(file: str) -> dict[str, str]:
    """Read one catalogue of the browser: a text by its key."""
    text = (WORDS / file).read_text("utf-8")
    return {json.loads(key): json.loads(value) for key, value in _ENTRY.findall(text)}


def template(node: ast.expr) -> str | None:
    """Return a text as the catalogue has it: with {0} where something is put in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
    places = iter(range(len(parts)))
    return "".join(str(p) if p is not None else f"{{{next(places)}}}" for p in parts)


def calls(folder: Path) -> Iterator[ast.Call]:
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def said_by_imports() -> set[str]:
    """Every sentence that an import notes, asks or reports as lost, and words that it counts."""
    found = set()
    for call in calls(SOURCE / "exchange"):
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in ("note", "ask", "lose", "Loss") and call.args:
            found.add(template(call.args[0]))
        if name == "counted":
            one, many = (template(each) for each in call.args[1:])
            found |= {f"1 {one}", f"{{0}} {many}"}
    return {text for text in found if text is not None}


def everything_said() -> set[str]:
    """Every text in the source of the study, with places where something is put in."""
    found = set()
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                found.add(template(node))
    return {text for text in found if text is not None}


def test_what_imports_say_can_be_said_in_danish() -> None:
    said = entries("da/said.ts")
    missed = said_by_imports() - set(said)
    assert len(said_by_imports()) > 60
    assert not missed, "without Danish in web/src/lib/words/da/said.ts"


def test_no_sentence_is_kept_in_danish_that_is_not_said_any_more() -> None:
    counted = {text for text in said_by_imports() if re.match(r"(1|\{0\}) ", text)}
    still = everything_said() | counted | _PUT_TOGETHER
    assert set(entries("da/said.ts")) - still == set()
    assert set(entries("da/said_methods.ts")) - still == set()


def texts_in(node: ast.expr) -> Iterator[str]:
    """Yield each text that an argument may be: of both branches, where it depends."""
    if isinstance(node, ast.IfExp):
        yield from texts_in(node.body)
        yield from texts_in(node.orelse)
    elif (text := template(node)) is not None:
        yield text


def test_pictures_and_the_method_are_told_in_danish() -> None:
    told = {
        text
        for call in calls(SOURCE / "report" / "figures")
        if getattr(call.func, "id", "") == "picture"
        for keyword in call.keywords
        if keyword.arg in {"title", "told", "caption"}
        for text in texts_in(keyword.value)
    }
    assert len(told) > 25
    told |= {
        text for rules in RULES.values() for rule in rules.values()
        for text in (rule.reason, rule.instead) if text
    }  # fmt: skip
    told |= {row.technique for row in _ROWS}
    assert told - set(entries("da/said_methods.ts")) - set(entries("da/said.ts")) == set()


def test_the_checklists_are_told_in_danish_as_they_are_kept() -> None:
    items = [item for name in checklist.names() for item in checklist.load(name).items]
    kept = {item.group: item.group_da for item in items} | {i.text: i.text_da for i in items}
    assert entries("da/checklists.ts") == kept


@pytest.mark.parametrize("language", ["en", "da"])
def test_whatever_is_missing_is_told_by_its_code(language: str) -> None:
    words = entries(f"{language}/home.ts")
    codes = [look.code for look in missing._LOOKS] + ["coreq-unanswered"]
    assert [code for code in codes if f"home.missing.{code}" not in words] == []
