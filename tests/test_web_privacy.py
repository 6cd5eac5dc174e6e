"""The identity key, the queue and the gate through windows: one session's key is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heddle import client
from heddle.web.keys import IDLE, OpenKeys
from web_window import Window, serving, small_study

pytest_plugins = ("key_desk",)
pytestmark = pytest.mark.usefixtures("quick_lock")

WORDS = "four words and more"


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[tuple[Window, Window, client.Study]]:
    study = small_study(tmp_path / "study")
    with study, serving(study) as served, Window(served) as one, Window(served) as two:
        yield one, two, study


def opened(window: Window, place: Path, **fields: Any) -> Any:
    body = {"file": str(place), "passphrase": WORDS, **fields}
    answer = window.post("key/open", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_key_is_open_in_one_window_only_and_closed_again(
    windows: tuple[Window, Window, client.Study], tmp_path: Path
) -> None:
    one, two, study = windows
    place = tmp_path / "names.age"
    assert one.read("key")["known"] is False
    opened(one, place, make=True)
    put = {"put": [{"code": "P1", "name": "Coffee Thursdays"}], "places": ["Aarhus"]}
    changed = one.post("key/change", put).json()
    assert [p["name"] for p in changed["people"]] == ["Coffee Thursdays"]
    assert [a["act"] for a in changed["accesses"]] == ["made", "changed"]
    seen = two.read("key")
    assert (seen["known"], seen["open"], seen["people"]) == (True, False, [])
    assert two.post("key/change", put).json()["code"] == "key-closed"
    wrong = {"file": str(place), "passphrase": "not this one", "why": "x"}
    answer = two.post("key/open", wrong)
    assert answer.status_code == 422
    assert answer.json()["code"] == "wrong-passphrase"
    assert one.post("key/close", {}).json()["open"] is False
    assert one.read("key")["people"] == []
    assert [r["operation"] for r in study.history(limit=2)] == ["identity.changed"] * 2


def test_a_key_is_forgotten_after_a_while_without_use() -> None:
    now = [0.0]
    keys = OpenKeys(lambda: now[0])
    keys.put("s", "a key")  # type: ignore[arg-type]
    now[0] = IDLE - 1
    assert keys.maybe("s") == "a key"
    now[0] += IDLE - 1
    assert keys.peek("s") == "a key"  # looking on does not keep it open
    now[0] += 2
    assert keys.peek("s") is None
    assert keys.maybe("other") is None


@pytest.mark.parametrize(
    "said", ["names.age", "~nobody-of-that-name/names.age", "/tmp/a\x15.age", ""]
)
def test_a_key_file_is_named_with_its_whole_path(
    windows: tuple[Window, Window, client.Study], said: str
) -> None:
    before = set(Path.cwd().iterdir())
    body = {"file": said, "passphrase": WORDS, "make": True}
    answer = windows[0].post("key/open", body)
    assert answer.status_code in (409, 422)
    assert set(Path.cwd().iterdir()) == before


def test_what_leaves_through_a_window_passes_the_gate_and_is_noted(
    windows: tuple[Window, Window, client.Study], tmp_path: Path
) -> None:
    one, two, study = windows
    opened(one, tmp_path / "names.age", make=True)
    one.post("key/change", {"put": [{"code": "P1", "name": "Coffee Thursdays", "also": ["Hope"]}]})
    made = one.post("substitutions/look", {}).json()
    queue = one.read("substitutions")
    assert [row["id"] for row in queue["rows"]] == made
    assert {row["words"] for row in queue["rows"]} == {"Hope", "Thursdays"}
    assert {w["kind"] for w in one.post("signs", {"text": "Hope, 31 41 59 26"}).json()} == {
        "name",
        "phone",
    }
    assert two.post("signs", {"text": "Hope"}).json() == []
    red = [o for o in one.read("leaving/codebook") if o["level"] == "red"]
    assert red
    final = "report/codebook/file?format=csv&purpose=final"
    refused = one.post(final)
    assert refused.status_code == 409
    assert refused.json()["code"] == "gate"
    assert "Hope" not in refused.json()["problem"]
    assert two.post(final).status_code == 409  # the key is known, and closed there
    before = study.history(limit=1)[0]["seq"]
    one.get("/api/report/codebook")
    assert study.history(limit=1)[0]["seq"] == before
    for each in red:
        one.made("overrides.write", gate=each["gate"], item=each["item"], why="a code, no person")
    assert one.post(final).status_code == 200
    (noted,) = one.read("records", kinds="exports")["exports"]
    assert (noted["what"], noted["purpose"], noted["format"]) == ("codebook", "final", "csv")
