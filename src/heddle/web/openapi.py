"""The description of all routes, for generated types and for tests that try every route.

Litestar describes the routes; what it cannot see (every operation with its fields, the records
of every kind, the parts of an upload, the shape of errors and of the feed) is put in here.

    python -m heddle.web.openapi web/openapi.json    writes it; a test holds the file to the code
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from heddle.log.operations import catalogue, sentence
from heddle.log.steps import RESULT
from heddle.report.json_writer import FORMAT
from heddle.study.schema import study_schema
from heddle.web.app import routes
from heddle.web.errors import ErrorBody
from heddle.web.feed import Place, Told
from heddle.web.handing import TYPES
from heddle.web.importing import Answers

_REF: Final = "#/components/schemas/{name}"
_STEPS: Final = (
    f'Operations in order. {{"{RESULT}": n}} as a value, anywhere among the fields of one, is what '
    "step n of this list returned (from 0, an earlier one), as a rule the id of what it made."
)
_BYTES: Final = {"type": "string", "format": "binary"}
_ERRORS: Final = {
    "401": "This window has no session.",
    "403": "The request comes from elsewhere.",
    "404": "What was named is not in the study.",
    "405": "This cannot be done here.",
    "409": "A rule of the study refuses; nothing was changed.",
    "413": "More than is taken at once.",
    "422": "The input does not have the expected form.",
    "500": "A failure of the program, with an id.",
    "501": "An optional part is not installed.",
    "507": "The disk refused; nothing acknowledged is lost.",
}


def document() -> bytes:
    """Return the OpenAPI description as indented JSON with sorted keys: equal for equal code."""
    described: dict[str, Any] = routes(None, None, schema=True).openapi_schema.to_schema()
    components = described.setdefault("components", {}).setdefault("schemas", {})
    operations = catalogue()
    kinds = {name: kind.cls for name, kind in study_schema().kinds.items()}
    own = [ErrorBody, Told, Place, Answers]
    _, schemas = msgspec.json.schema_components(
        [*operations.values(), *kinds.values(), *own], ref_template=_REF
    )
    components |= schemas
    for name, cls in operations.items():
        components[_component(cls, schemas)]["description"] = sentence(name)
    components["Operation"] = {
        "oneOf": [_to(_component(cls, schemas)) for cls in operations.values()],
        "discriminator": {
            "propertyName": "op",
            "mapping": {
                name: _REF.format(name=_component(cls, schemas)) for name, cls in operations.items()
            },
        },
    }
    components["Records"] = {
        "type": "object",
        "description": "Records by kind.",
        "properties": {
            name: {"type": "array", "items": _to(_component(cls, schemas))}
            for name, cls in kinds.items()
        },
    }
    components["ToDo"]["properties"]["steps"] |= {"items": _to("Operation"), "description": _STEPS}
    for method in _methods(described):
        _with_errors(method)
    _with_bodies(described["paths"])
    text = json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()


def _component(cls: type[Any], schemas: dict[str, Any]) -> str:
    """Return the name of a struct's schema: with its module where two share a name."""
    if cls.__name__ in schemas:
        return str(cls.__name__)
    return f"{cls.__module__}.{cls.__name__}".replace(".", "_")


def _to(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(name=name)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _methods(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        for verb in ("get", "post", "delete"):
            if verb in path:
                yield path[verb]


def _with_errors(method: dict[str, Any]) -> None:
    answers = method["responses"]
    answers.pop("400", None)
    for status, text in _ERRORS.items():
        answers[status] = {"description": text, "content": _json(_to("ErrorBody"))}


_BOTH: Final = {
    path: (f"/api/{path}", f"/api/asof/{{seq}}/{path}")
    for path in ("report/{part}", "figures/{name}")
}
_SAVED: Final = (
    "/api/report/{part}/file", "/api/figures/{name}/file", "/api/audit/file", "/api/table/{table}",
    "/api/matrix/{matrix}",
)  # fmt: skip


def _with_bodies(paths: dict[str, Any]) -> None:
    for path in ("/api/records", "/api/asof/{seq}/records"):
        paths[path]["get"]["responses"]["200"]["content"] = _json(_to("Records"))
    for path in (*_BOTH["report/{part}"], *_BOTH["figures/{name}"], "/api/audit"):
        report = {"type": "object", "description": f"A report in the format {FORMAT}."}
        paths[path]["get"]["responses"]["200"]["content"] = _json(report)
    paths["/api/openapi.json"]["get"]["responses"]["200"]["content"] = _json({"type": "object"})
    for path in _SAVED:
        saved = paths[path]["post"]["responses"]["200"]
        saved["content"] = {kind: {"schema": _BYTES} for kind in sorted(TYPES.values())}
        saved["content"] |= _json({"type": "object"})
    paths["/api/import/preview"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": _BYTES,
                        },
                        "options": _to("Answers"),
                    },
                },
                "encoding": {"options": {"contentType": "application/json"}},
            }
        },
    }
    media = paths["/api/media/{digest}"]["get"]["responses"]
    for status, text in (("200", "The whole file."), ("206", "A piece of the file.")):
        content = {"application/octet-stream": {"schema": _BYTES}}
        media[status] = {"description": text, "content": content}
    media["416"] = {
        "description": "This piece cannot be had.",
        "content": _json(_to("ErrorBody")),
    }
    feed = paths["/api/feed"]["get"]["responses"]["200"]
    feed["description"] = "Events: step (data: Told), here (data: {who: [Place]})."
    feed["content"] = {"text/event-stream": {"schema": {"type": "string"}}}


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(document())
