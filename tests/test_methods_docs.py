"""The pages of docs/methods: their examples compute what they say, and each has its four parts."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from heddle.analysis import agreement, boundaries, gamma, unitizing

METHODS = Path(__file__).parents[1] / "docs" / "methods"
PAGES = sorted(page for page in METHODS.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_example_computes_what_it_says(page):
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried
    assert not failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_parts(page):
    parts = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert parts[:4] == ["Definition", "Source", "When not to use it", "Example"]


def test_the_index_names_every_page():
    named = re.findall(r"\]\((\S+\.md)\)", (METHODS / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == [page.name for page in PAGES]


@pytest.mark.parametrize("module", [agreement, boundaries, gamma, unitizing])
def test_examples_in_the_modules(module):
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed
