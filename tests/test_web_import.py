"""Imports through a window: a preview that writes nothing, then all of it or nothing."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heddle.client import Study
from heddle.exchange.project_samples import build, taguette
from heddle.web.plans import LASTS, MOST_BYTES, Plans, Waiting
from web_window import Window, serving, small_study

TALK = b"Moderator: What is hope?\nP1: That somebody waits for me.\nP2: Coffee.\n"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with small_study(tmp_path / "study") as made:
        yield made


@pytest.fixture
def window(study: Study) -> Iterator[Window]:
    with serving(study) as served, Window(served) as opened:
        yield opened


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window for tests that need no study of their own."""
    made = small_study(tmp_path_factory.mktemp("import") / "study")
    with made, serving(made) as served, Window(served) as opened:
        yield opened


def preview(window: Window, *files: tuple[str, bytes], **answers: Any) -> list[Any]:
    parts: list[Any] = [("file", (name, data)) for name, data in files]
    if answers:
        parts.append(("options", (None, json.dumps(answers))))
    answer = window.post("import/preview", files=parts)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()
    return found


def test_a_project_of_another_program_comes_in_and_is_undone(window: Window, study: Study) -> None:
    name, data = taguette()
    before = study.codings()
    (planned,) = preview(window, (name, data))
    assert planned["preview"]["kind"] == "project"
    assert planned["preview"]["made"]["codings"] == 2
    assert planned["choices"] == []
    done = window.post(f"import/{planned['plan']}/carry").json()
    assert len(study.codings()) == len(before) + 2
    study.undo(done["report"]["gesture"])
    assert study.codings() == before


def test_a_file_of_several_projects_is_asked_about(lasting: Window) -> None:
    several = build(
        {
            "projects": ("id name description created", [(1, "One", "", ""), (2, "Two", "", "")]),
            "documents": ("id project_id name contents", [(1, 2, "D", "<p>word</p>")]),
            "highlight_tags": ("highlight_id tag_id", []),
        }
    )
    (asked,) = preview(lasting, ("a.sqlite3", several))
    assert (asked["error"]["code"], asked["choices"]) == ("which-project", ["One", "Two"])
    (planned,) = preview(lasting, ("a.sqlite3", several), project="Two")
    assert planned["preview"]["made"]["sources"] == 1


def test_a_transcript_comes_in_by_two_steps(window: Window, study: Study) -> None:
    before = window.read("study")["seq"]
    (planned,) = preview(window, ("FG2.txt", TALK))
    assert planned["error"] is None
    assert planned["preview"]["made"]["turns"] == 3
    assert [row["label"] for row in planned["preview"]["speakers"]] == ["Moderator", "P1", "P2"]
    assert window.read("study")["seq"] == before
    assert list(study.media.all()) == []  # type: ignore[union-attr]
    done = window.post(f"import/{planned['plan']}/carry").json()
    assert done["seq"] == before + 1
    assert done["report"]["made"] == planned["preview"]["made"]
    made = {each["kind"] for each in done["changed"]}
    assert made == {"sources", "speakers", "turns"}
    assert list(study.media.all()) != []  # type: ignore[union-attr]
    # Done once: the plan is gone, and one undo takes all of it back.
    assert window.post(f"import/{planned['plan']}/carry").status_code == 404
    window.post("undo")
    assert [s["name"] for s in window.read("records", kinds="sources")["sources"]] == ["FG1"]


def test_answers_change_the_plan(window: Window) -> None:
    (planned,) = preview(window, ("notes.txt", TALK), kind="field note", name="First look")
    assert planned["preview"]["kind"] == "field note"
    done = window.post(
        f"import/{planned['plan']}/carry",
        {"answers": {"kind": "transcript", "name": "Second look"}, "reason": "it is talk"},
    ).json()
    assert done["report"]["kind"] == "transcript"
    names = [s["name"] for s in window.read("records", kinds="sources")["sources"]]
    assert "Second look" in names
    assert window.read("history", limit=1)[0]["reason"] == "it is talk"


def test_a_plan_is_drawn_up_anew_when_the_study_has_moved_on(window: Window) -> None:
    (planned,) = preview(window, ("FG2.txt", TALK))
    (again,) = preview(window, ("FG2.txt", TALK))
    assert window.post(f"import/{planned['plan']}/carry").status_code == 200
    seq = window.read("study")["seq"]
    refused = window.post(f"import/{again['plan']}/carry")
    assert refused.status_code == 409
    assert window.read("study")["seq"] == seq


def test_one_file_that_fails_leaves_the_others(window: Window) -> None:
    program, table, talk = preview(
        window,
        ("song.txt", b"\x7fELF" + bytes(100)),
        ("participants.csv", b"code,group,number,gender\nA1,1,1,female\n"),
        ("FG2.txt", TALK),
    )
    assert program["plan"] == ""
    assert program["error"]["code"] == "wrong-kind"
    assert program["error"]["file"] == "song.txt"
    assert table["preview"]["kind"] == "participants"
    assert talk["plan"]
    for each in (table, talk):
        assert window.post(f"import/{each['plan']}/carry").status_code == 200


def test_a_word_file_comes_in_as_its_bytes_are(lasting: Window) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types>wordprocessingml</Types>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>P1: Hope.</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
    good, cut = preview(lasting, ("FG3.docx", made.getvalue()), ("FG4.docx", made.getvalue()[:100]))
    assert good["preview"]["format"] == "docx"
    assert cut["error"]["code"]


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.txt",
        "C:\\Users\\Karen Jensen\\evil.txt",
        "/etc/evil.txt",
        "evil.txt",
        "a/../evil.txt",
    ],
)
def test_only_a_files_own_name_is_kept(lasting: Window, name: str) -> None:
    (planned,) = preview(lasting, (name, TALK))
    assert planned["file"] == "evil.txt"
    assert "Jensen" not in json.dumps(planned)


@pytest.mark.parametrize("name", ["..", ".", "/", "</script><img onerror=x>.txt", "CON.txt"])
def test_odd_names_are_data(lasting: Window, name: str) -> None:
    (planned,) = preview(lasting, (name, TALK), kind="transcript", name="Odd")
    assert "/" not in planned["file"]
    if planned["plan"]:
        assert lasting.post(f"import/{planned['plan']}/carry").status_code == 200
        lasting.post("undo")


def test_nothing_that_is_uploaded_touches_a_temporary_file(
    lasting: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a temporary file was asked for")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    long = b"P1: " + b"words and words " * 400_000 + b"\n"
    (planned,) = preview(lasting, ("long.txt", long))
    assert planned["error"] is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\ny\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="options"\r\n\r\n{"a":1}\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=" + "x" * 3000, b"--x--\r\n"),
        ("application/x-www-form-urlencoded", b"file=x"),
    ],
)
def test_an_upload_that_is_none_is_wrong_input(lasting: Window, kind: str, body: bytes) -> None:
    answer = lasting.client.post(
        "/api/import/preview", content=body, headers={"Content-Type": kind}
    )
    assert answer.status_code == 422


def test_a_preview_can_be_dropped(lasting: Window) -> None:
    (planned,) = preview(lasting, ("FG2.txt", TALK))
    assert lasting.client.delete(f"/api/import/{planned['plan']}").status_code == 200
    assert lasting.post(f"import/{planned['plan']}/carry").status_code == 404
    assert lasting.client.delete(f"/api/import/{planned['plan']}").status_code == 200


def test_plans_do_not_wait_for_ever() -> None:
    clock = [0.0]
    plans = Plans(now=lambda: clock[0])
    waiting = Waiting(file="a", data=b"x", options={}, plan=None, seq=1)  # type: ignore[arg-type]
    name = plans.keep(waiting)
    clock[0] = LASTS
    assert plans.get(name) is waiting
    clock[0] = LASTS + 1
    with pytest.raises(Exception, match="does not wait any more"):
        plans.get(name)


def test_the_oldest_plans_give_way_to_the_newest() -> None:
    class Big(bytes):
        def __len__(self) -> int:
            return MOST_BYTES // 2

    plans = Plans()
    names = [
        plans.keep(Waiting(file="a", data=Big(), options={}, plan=None, seq=1))  # type: ignore[arg-type]
        for _ in range(3)
    ]
    with pytest.raises(Exception, match="does not wait any more"):
        plans.get(names[0])
    assert plans.get(names[1]).file == plans.get(names[2]).file == "a"


def test_an_unknown_encoding_is_asked_for_with_lines_of_each(window: Window) -> None:
    text = "M: Hvad tænker du?\nP1: En rød tråd.\nP1: Plain words.\nP2: Æblet.\nP2: Øl.\n"
    [told] = preview(window, ("FG9.txt", text.encode("cp1252")))
    assert told["error"]["code"] == "encoding"
    readings = {one["encoding"]: one["lines"] for one in told["readings"]}
    assert readings["cp1252"] == ["M: Hvad tænker du?", "P1: En rød tråd.", "P2: Æblet."]
    assert readings["mac-roman"] != readings["cp1252"]
    assert "tænker" not in told["error"]["problem"] + told["error"]["hint"]
    [told] = preview(window, ("FG9.txt", text.encode("cp1252")), encoding="cp1252")
    assert told["preview"]["rows"][1]["text"] == "En rød tråd."


def test_a_table_shows_its_first_rows_and_takes_other_columns(window: Window) -> None:
    rows = "\n".join(f"P{n};{20 + n};nurse;Team {n}" for n in range(1, 8))
    file = ("participants.csv", f"Participant ID;Alder;Work;Where\n{rows}\n".encode())
    [told] = preview(window, file)
    table = told["table"]
    assert (table["kind"], table["count"], len(table["rows"])) == ("participants", 7, 5)
    assert table["headers"] == ["Participant ID", "Alder", "Work", "Where"]
    assert table["fields"] == {"code": "Participant ID", "age": "Alder"}
    assert table["rows"][0] == ["P1", "21", "nurse", "Team 1"]
    assert {"field": "code", "label": "participant's code", "required": True} in table["wanted"]
    mapping = {"occupation": "Work", "team": "Where", "age": "-"}
    [told] = preview(window, file, mapping=mapping)
    assert told["table"]["fields"] == {
        "code": "Participant ID", "occupation": "Work", "team": "Where",
    }  # fmt: skip
    assert told["preview"]["rows"][0]["team"] == "Team 1"


def test_a_table_of_no_known_kind_is_shown_all_the_same(window: Window) -> None:
    file = ("x.csv", b"Foo,Bar\n1,2\n")
    [told] = preview(window, file)
    assert told["error"]["code"] == "columns"
    assert (told["table"]["kind"], told["table"]["rows"]) == ("", [["1", "2"]])
    # A mapping from before, that does not fit any more, does not hide the table.
    [told] = preview(window, file, kind="participants", mapping={"code": "Gone"})
    assert told["error"]["code"] == "columns"
    assert told["table"]["headers"] == ["Foo", "Bar"]
    assert told["table"]["wanted"][0]["field"] == "code"
    [told] = preview(window, file, kind="participants", mapping={"code": "Foo"})
    assert told["preview"]["made"] == {"participants": 1}
