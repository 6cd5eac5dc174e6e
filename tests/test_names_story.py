"""Story 13: an analyst pseudonymises names, and no file that leaves has one (command line)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import heddle
from heddle import outgoing
from heddle.cli.main import main
from heddle.errors import Unreadable
from heddle.outgoing import Wish
from heddle.privacy import identity
from heddle.study.quotes import Quote

WORDS = "four words and more"
pytest_plugins = ("key_desk",)
ENV = {"HEDDLE_KEY_PASSPHRASE": WORDS, "COLUMNS": "160"}


def heddle_(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], env=ENV)
    assert result.exit_code == code, result.output
    return result


def person(label: str) -> str:
    """The name in a label such as "Mr. A. Name (Place, Party)" or "The Chair (Mr. A. Name)"."""
    first, _, inner = label.partition(" (")
    name = inner.split(",")[0].split("(")[0].rstrip(")") if "Chair" in first and inner else first
    return re.sub(r"^(?:(?:Rt|Right|Hon|Mr|Mrs|Ms|Dr|Hon)\b\.? ?)+", "", name).strip()


def accept_all(folder: Path) -> int:
    """Decide on the queue as a person would, until nothing waits."""
    done = 0
    while True:
        rows = json.loads(heddle_("substitutions", folder, "--json").stdout)
        waiting = [row for row in rows if row["status"] == "suggested"]
        if not waiting:
            return done
        with heddle.open(folder) as study:
            for row in waiting:
                fields = {} if row["substitute"] else {"substitute": "somebody"}
                study.do("substitutions.accept", substitutions=[row["id"]], **fields)
                done += 1


def sign_others(folder: Path, *parts: str) -> None:
    """Give a reason for whatever other checks object to: this story is about names."""
    with heddle.open(folder) as study:
        for part in parts:
            wish = Wish(part=part, format="docx", purpose="final")
            for each in outgoing.consider(study, wish):
                if each.gate != "identity":
                    why = "the team has agreed"
                    study.do("overrides.write", gate=each.gate, item=each.item, why=why)


FILES = ("m.docx", "m.odt", "m.html", "m.pdf", "t3.json", "codings.csv", "all.json", "x.docx",
         "x.xlsx")  # fmt: skip


def write_all(folder: Path, out: Path, *way: object) -> list[Path]:
    out.mkdir()
    for name in FILES:
        path = out / name
        if name.startswith("m."):
            heddle_("report", folder, "-o", path, *way)
        elif name == "t3.json":
            heddle_("table", folder, 3, "-o", path, *way)
        else:
            heddle_("export", folder, path, *way)
    return [out / name for name in FILES]


@pytest.mark.usefixtures("quick_lock")
def test_an_invitation_list_is_cut_in_two(tmp_path: Path) -> None:
    folder, key = tmp_path / "study", tmp_path / "names.age"
    heddle_("new", folder, "--title", "Names")
    table = tmp_path / "list.csv"
    table.write_text(
        "Navn,E-mail,Telefon,Team,CPR\nKaren Holm,karen@example.org,20 12 34 56,North,070761-4285\n"
        "Bo Lund,bo@example.org,+45 31 41 59 26,South,\n",
        encoding="utf-8",
    )
    heddle_("key", "new", key, folder)
    said = heddle_("key", "take", key, table, folder).stdout
    assert "2 people" in said
    people = json.loads(heddle_("key", "show", key, folder, "--why", "a call", "--json").stdout)[
        "people"
    ]
    assert [(p["code"], p["name"]) for p in people] == [("I01", "Karen Holm"), ("I02", "Bo Lund")]
    assert "070761-4285" in people[0]["note"]
    rows = json.loads(heddle_("recruitment", folder, "--json").stdout)
    assert [(row["code"], row["team"]) for row in rows] == [("I01", "North"), ("I02", "South")]
    for file in folder.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        found = [w for w in ("Karen", "Lund", "karen@", "070761", "4159") if w.encode() in data]
        assert not found, file.name
    heddle_("key", "remove", key, folder, "I02", "--why", "asked to be forgotten")
    told = heddle_("key", "log", key, folder).stdout
    assert "asked to be forgotten" in told
    assert "a call" in told
    heddle_("verify", folder)


@pytest.mark.usefixtures("quick_lock")
def test_the_demo_study_leaves_without_a_name(demo_copy: Path, tmp_path: Path) -> None:
    key = tmp_path / "names.age"
    with heddle.open(demo_copy) as study:
        quoted = next(row for row in study.quotes() if row["theme"])
        with study.view() as view:
            quote = view.get(Quote, quoted["id"])
        text = next(t["text"] for t in study.turns() if t["id"] == quote.turn)
        # Somebody is named in the middle of what the manuscript quotes.
        at = text.index(" ", quote.start + 5)
        study.do("turns.correct", turn=quote.turn, text=f"{text[:at]} Søren Lund{text[at:]}")
        study.do("quotes.refresh", quote=quote.id)
        before = study.turns()
    heddle_("key", "new", key, demo_copy)
    heddle_("key", "set", key, demo_copy, "FG1-P1", "--name", "Søren Lund", "--why", "the list")
    spoken = tmp_path / "spoken.docx"
    told = heddle_("report", demo_copy, "-o", spoken, "--key", key)
    assert "name of the identity key" in told.stderr
    assert "Lund" not in told.output
    sign_others(demo_copy, "manuscript", "table3")
    stopped = heddle_(
        "report", demo_copy, "-o", tmp_path / "f.docx", "--final", "--key", key, code=1
    )
    assert not (tmp_path / "f.docx").exists()
    assert "nothing was written" in stopped.stderr
    heddle_("leaks", demo_copy, spoken, "--key", key, code=1)
    heddle_("substitutions", demo_copy, "--key", key)
    assert accept_all(demo_copy) == 1
    files = write_all(demo_copy, tmp_path / "out")
    assert "0 places in 9 file(s)" in heddle_("leaks", demo_copy, *files, "--key", key).stdout
    heddle_("report", demo_copy, "-o", tmp_path / "f.docx", "--final", "--key", key)
    stopped = heddle_("table", demo_copy, 3, "-o", tmp_path / "t.csv", "--final", code=1)
    assert "could not be checked" in stopped.stderr
    with heddle.open(demo_copy) as study:
        assert study.turns() == before
        operations = {row["operation"] for row in study.history(limit=60)}
        assert {"substitutions.accept", "exports.note", "identity.opened"} <= operations


@pytest.fixture
def meeting(tmp_path: Path, shared: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A committee meeting with its speakers' names as labels, coded and quoted."""
    file = min((shared / "corpora" / "qmsum" / "Committee").glob("**/*.json"))
    told = json.loads(file.read_text("utf-8"))["meeting_transcripts"][:150]
    folder = tmp_path / "meeting"
    with heddle.create(folder, title="Committee") as study:
        turns = [{"speaker": t["speaker"], "text": t["content"]} for t in told if t["content"]]
        study.do("sources.add", name="Meeting", turns=turns)
        code = study.do("codes.add", name="Talk").result
        rows = study.turns()
        new = [{"code": code, "turn": r["id"], "start": 0, "end": len(r["text"])} for r in rows]
        study.do("codings.add", codings=new)
        theme = study.do("themes.add", name="Talk", codes=[code]).result
        study.do("themes.change", theme=theme, stage="final", central_idea="They talk.")
        for row in rows[:12]:
            study.do("quotes.add", turn=row["id"], start=0, end=len(row["text"]), theme=theme)
    return folder, told


@pytest.mark.usefixtures("quick_lock")
def test_a_committee_leaves_without_the_names_of_its_speakers(
    meeting: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder, told = meeting
    key = tmp_path / "names.age"
    labels = list(dict.fromkeys(t["speaker"] for t in told))
    names = [person(label) for label in labels]
    heddle_("key", "new", key, folder)
    table = tmp_path / "list.csv"
    lines = [f'S{n:02},"{name}"' for n, name in enumerate(names, 1)]
    table.write_text("\n".join(["code,name", *lines]), encoding="utf-8")
    heddle_("key", "take", key, table, folder)
    first = tmp_path / "first.docx"
    heddle_("export", folder, first)
    heddle_("leaks", folder, first, "--key", key, code=1)
    # Labels are the study's own to change: the study holds codes only.
    with heddle.open(folder) as study:
        with study.view() as view:
            from heddle.study.sources import Speaker  # noqa: PLC0415

            speakers = view.find(Speaker)
        for speaker in speakers:
            code = f"S{labels.index(speaker.name) + 1:02}"
            study.do("speakers.rename", speaker=speaker.id, name=code)
        before = [row["text"] for row in study.turns()]
    heddle_("substitutions", folder, "--key", key)
    assert accept_all(folder) > 5
    files = write_all(folder, tmp_path / "out", "--final", "--key", key)
    assert "0 places in 9 file(s)" in heddle_("leaks", folder, *files, "--key", key).stdout
    with heddle.open(folder) as study:
        assert [row["text"] for row in study.turns()] == before


def test_the_real_lock_keeps_names_from_whoever_has_no_passphrase(tmp_path: Path) -> None:
    key = tmp_path / "names.age"
    identity.make(key, study="s", passphrase=WORDS, who="DM", folder=None)
    assert key.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert b"heddle-key" not in key.read_bytes()
    with pytest.raises(Unreadable, match="passphrase is wrong"):
        identity.open_key(key, WORDS + "x", study="s")
    assert identity.open_key(key, WORDS, study="s").content.study == "s"
