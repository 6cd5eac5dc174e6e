"""The committed description is what the code says, and every route does what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from heddle.log.operations import catalogue
from heddle.study.schema import study_schema
from heddle.web.openapi import document
from web_window import Window, serving, small_study

COMMITTED = Path(__file__).parents[1] / "web" / "openapi.json"
DESCRIBED = json.loads(document())
schema = schemathesis.openapi.from_dict(DESCRIBED)


def test_the_committed_description_is_up_to_date() -> None:
    assert COMMITTED.read_bytes() == document(), (
        "the routes have changed: python -m heddle.web.openapi web/openapi.json"
    )


def test_every_operation_and_every_record_is_described() -> None:
    parts = DESCRIBED["components"]["schemas"]
    assert set(parts["Operation"]["discriminator"]["mapping"]) == set(catalogue())
    assert set(parts["Records"]["properties"]) == set(study_schema().kinds)
    for target in parts["Operation"]["discriminator"]["mapping"].values():
        assert parts[target.rpartition("/")[2]]["description"]


def test_all_references_lead_somewhere() -> None:
    parts = DESCRIBED["components"]["schemas"]

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    assert {r.rpartition("/")[2] for r in references(DESCRIBED)} <= set(parts)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    study = small_study(tmp_path_factory.mktemp("openapi") / "study")
    with study, serving(study) as served, Window(served) as opened:
        yield opened


def test_it_is_served(window: Window) -> None:
    assert window.get("/api/openapi.json").content == document()


@schema.exclude(path_regex="/api/(feed|media|import)").parametrize()
@hypothesis.settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)
def test_every_route_does_what_its_description_says(case: Any, window: Window) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in window.client.cookies.items())
    headers = {"Origin": window.base, "Cookie": cookie}
    answer = case.call(base_url=window.base, headers=headers)
    assert isinstance(answer.status_code, int)
    case.validate_response(
        answer,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
    assert "content-security-policy" in answer.headers
