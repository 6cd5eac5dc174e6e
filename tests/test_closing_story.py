"""Story 30: a data manager closes the project, and a second tool reads what is archived.

The second tools are `refi_reader`, which knows nothing but the standard, and pyrefiqda, whose
classes are made from the standard's schemas by others.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import heddle
import refi_reader
from heddle.cli.main import main
from heddle.study.consent import Consent
from heddle.study.pseudonyms import undecided

NAMES = ("Karen Hansen", "Karen", "Odderup")
TALK = {
    "FG1": [
        ("M", "What gives hope? \U0001f600"),
        ("P1", "Karen Hansen gave me hope when I lived in Odderup."),
        ("P2", "I do not know Karen, but waiting takes hope away."),
    ],
    "FG2": [
        ("M", "And what takes it away?"),
        ("P3", "Waiting. In Odderup you wait a year."),
    ],
}
END = "2026-06-30"


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study that is finished: coded, themed, with the recordings still there."""
    place = tmp_path / "study"
    with heddle.create(place, title="Hope in groups") as study:
        scopes = ["take part", "audio", "transcript", "quotes", "archive"]
        people = {}
        for code in ("P1", "P2", "P3"):
            people[code] = study.do("participants.add", code=code, gender="woman").id
            study.do("consent.register", participant=people[code], scopes=scopes, date="2026-01-04")
        codes = {name: study.do("codes.add", name=name).id for name in ("Hope", "Waiting")}
        codes["A year"] = study.do("codes.add", name="A year", parent=codes["Waiting"]).id
        for name, talk in TALK.items():
            session = study.do("sessions.add", name=name, date="2026-01-05").id
            digest = study.media.keep(f"the voices of {name}".encode()) if study.media else ""
            study.do("recordings.add", session=session, file_hash=digest, file_name=f"{name}.wav")
            study.do(
                "sources.add",
                name=name,
                session=session,
                turns=[{"speaker": who, "text": text} for who, text in talk],
                speakers=[{"name": w, "participant": people[w]} for w, _ in talk if w in people],
            )
        turns = study.turns()
        study.do(
            "codings.add",
            codings=[
                {"code": codes[code], "turn": row["id"], "start": 0, "end": len(row["text"])}
                for code, row in (
                    ("Hope", turns[1]), ("Hope", turns[2]), ("Waiting", turns[2]),
                    ("Waiting", turns[4]), ("A year", turns[4]),
                )
            ],
        )  # fmt: skip
        study.do(
            "themes.add",
            name="Hope is given",
            codes=[codes["Hope"]],
            stage="final",
            central_idea="It is given.",
        )
        study.do("memos.add", text="Karen Hansen comes up again.", title="Who gives hope")
        for at, words, other in ((1, "Karen Hansen", "Anna"), (1, "Odderup", "a town")):
            start = turns[at]["text"].index(words)
            new = {"turn": turns[at]["id"], "start": start, "end": start + len(words)}
            made = study.do(
                "substitutions.suggest", substitutions=[{**new, "scope": "study"}]
            ).result
            study.do("substitutions.accept", substitutions=made, substitute=other)
        start = turns[2]["text"].index("Karen")
        new = {"turn": turns[2]["id"], "start": start, "end": start + 5, "scope": "study"}
        made = study.do("substitutions.suggest", substitutions=[new]).result
        study.do("substitutions.accept", substitutions=made, substitute="Anna")
        # What was accepted for the whole study waits wherever else it is said, to be decided on.
        waiting = [row["id"] for row in _waiting(study)]
        study.do("substitutions.accept", substitutions=waiting)
    return place


def _waiting(study: Any) -> list[Any]:
    with study.view() as view:
        return [{"id": each.id} for each in undecided(view)]


def unpacked(data: bytes) -> dict[str, bytes]:
    """Every member of an archive, those of archives in it too."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            found[name] = archive.read(name)
            if found[name].startswith(b"PK"):
                found |= {f"{name}/{n}": d for n, d in unpacked(found[name]).items()}
    return found


def test_the_project_is_closed_and_its_archive_read_elsewhere(folder: Path, tmp_path: Path) -> None:
    # Every class of data has its day.
    run("do", folder, "study.describe", json.dumps({"end_date": END}))
    clocks = json.loads(run("retention", folder, "--json").stdout)
    due = {row["data"]: row["due"] for row in clocks}
    assert due["log"] == due["anonymised transcripts"] == "2031-06-30"
    # The recordings go now, and each leaves its certificate.
    sounds = [row["record"] for row in clocks if row["data"] == "recordings"]
    assert len(sounds) == 2
    for record in sounds:
        run("retention", folder, "--delete", record, "--why", "The study is complete")
    certificates = run("document", folder, "certificates", "--json").stdout
    for name in TALK:
        assert hashlib.sha256(f"the voices of {name}".encode()).hexdigest() in certificates
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"the voices of" not in kept
    # What is archived has passed the gate as final, and no name is in any member of it.
    out = run("export", folder, tmp_path / "closed.zip", "--final")
    assert "Names are substituted" in out.stdout
    members = unpacked((tmp_path / "closed.zip").read_bytes())
    for name in NAMES:
        assert not [m for m, data in members.items() if name.encode() in data], name
    assert "[Anna] gave me hope when I lived in [a town]." in members["data/texts/001.txt"].decode()
    kept_back = ("log.jsonl", "everything.json", "data/media")
    assert not [m for m in members if any(name in m for name in kept_back)]
    for wanted in ("codebook.html", "codebook.qdc", "project.qdpx", "audit-trail.html"):
        assert members[f"data/{wanted}"]
    assert b"The study is complete" in members["data/certificates.html"]
    assert b"2031" in members["data/data-plan.html"] + members["data/processing.html"]
    for line in members["manifest-sha256.txt"].decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(members[name]).hexdigest() == digest
    # A package without its log says that it is none that can be worked on.
    said = run("restore", tmp_path / "closed.zip", tmp_path / "back", code=1)
    assert "--original" in said.output
    # The second tool counts the same.
    (tmp_path / "project.qdpx").write_bytes(members["data/project.qdpx"])
    assert read_by_standard(tmp_path / "project.qdpx") == counted(folder)
    found = refi_reader.read(tmp_path / "project.qdpx")
    assert {words for *_, words in found.codings if "hope" in words} == {
        "[Anna] gave me hope when I lived in [a town].",
        "I do not know [Anna], but waiting takes hope away.",
    }
    # What left is on record, and the study goes on being whole.
    with heddle.open(folder) as study:
        assert study.verify().problems == []
        assert any(row["operation"] == "exports.note" for row in study.history())


def test_without_consent_to_archiving_it_does_not_leave(folder: Path, tmp_path: Path) -> None:
    with heddle.open(folder) as study:
        study.do("participants.add", code="P4")
    assert "can say who somebody is" in run("export", folder, tmp_path / "x.qdpx").stdout
    run("export", folder, tmp_path / "draft.zip")
    with heddle.open(folder) as study:
        person = study.participants()[0]["id"]
        (given,) = [each.id for each in _consents(study) if each.participant == person]
        study.do("consent.change", consent=given, scopes=["take part", "transcript"])
    refused = run("export", folder, tmp_path / "closed.zip", "--final", code=1)
    assert "no consent to “archive”" in refused.output
    assert not (tmp_path / "closed.zip").exists()


def _consents(study: Any) -> list[Any]:
    with study.view() as view:
        return list(view.find(Consent))


def counted(folder: Path) -> tuple[int, Counter[str]]:
    """How many codes the study has, and codings by code."""
    with heddle.open(folder) as study:
        codings = Counter(row["path"].replace(" > ", " / ") for row in study.codings())
        return len(study.codes()), codings


def read_by_standard(path: Path) -> tuple[int, Counter[str]]:
    found = refi_reader.read(path)
    return len(found.codes), Counter(code for _, code, _, _ in found.codings)


def read_by_others(path: Path, scratch: Path) -> tuple[int, Counter[str]]:
    """Read a project with pyrefiqda."""
    module = pytest.importorskip("pyrefiqda")
    project = module.RefiProject.load(path, extract_dir=str(scratch))
    names: dict[str, str] = {}
    waiting = [("", code) for code in project.code_book.codes.code]
    while waiting:
        above, code = waiting.pop()
        names[code.guid] = f"{above}{code.name}"
        waiting += [(f"{names[code.guid]} / ", each) for each in code.code]
    codings = [
        names[coding.code_ref.target_guid]
        for source in project.sources.text_source
        for selection in source.plain_text_selection
        for coding in selection.coding
    ]
    return len(names), Counter(codings)


@pytest.mark.parametrize("profile", ["standard", "nvivo", "maxqda", "atlasti"])
def test_another_program_counts_the_same(demo_copy: Path, tmp_path: Path, profile: str) -> None:
    path = tmp_path / "x.qdpx"
    run("export", demo_copy, path, "--profile", profile)
    assert read_by_others(path, tmp_path / "scratch") == counted(demo_copy)
