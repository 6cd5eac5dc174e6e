"""The one way out: the gate is asked, the form is right, and what left is on record."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from heddle import client, outgoing
from heddle.errors import Refused, StorageFailed
from heddle.exchange.leaks import leaks
from heddle.outgoing import Wish
from heddle.privacy.detectors import Detector
from heddle.report import assembly
from heddle.study.exports import Export

TALK = [
    ("M", "What is hope?"),
    ("P1", "Karen Hansen gave me hope, call her on 20 12 34 56."),
    ("P2", "I do not know Karen."),
]
NAMES = ["Karen Hansen"]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[client.Study]:
    yield from _study(tmp_path)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Study]:
    """The same study with its substitutions accepted; not to be changed."""
    for made in _study(tmp_path_factory.mktemp("done")):
        pseudonymise(made)
        yield made


def _study(folder: Path) -> Iterator[client.Study]:
    with client.create(folder / "study", title="Leaving") as made:
        for code in ("P1", "P2", "P3"):
            made.do("participants.add", code=code)
        people = {row["code"]: row["id"] for row in made.participants()}
        made.do(
            "sources.add",
            name="FG1",
            turns=[{"speaker": who, "text": text} for who, text in TALK],
            speakers=[{"name": c, "participant": people[c]} for c in ("P1", "P2")],
        )
        code = made.do("codes.add", name="Hope").result
        turn = made.turns()[1]["id"]
        end = len(TALK[1][1])
        made.do("codings.add", codings=[{"code": code, "turn": turn, "start": 0, "end": end}])
        theme = made.do(
            "themes.add", name="Hope", codes=[code], stage="final", central_idea="Hope helps."
        ).result
        made.do("quotes.add", turn=turn, start=0, end=30, theme=theme)
        yield made


def pseudonymise(study: client.Study) -> None:
    for words, substitute in (("Karen Hansen", "Anna"), ("20 12 34 56", "phone number")):
        row = next(r for r in study.turns() if words in r["text"])
        start = row["text"].index(words)
        new = {"turn": row["id"], "start": start, "end": start + len(words), "scope": "study"}
        made = study.do("substitutions.suggest", substitutions=[new]).result
        study.do("substitutions.accept", substitutions=made, substitute=substitute)
    short = {"turn": study.turns()[2]["id"], "start": 14, "end": 19, "substitute": "Anna"}
    made = study.do("substitutions.suggest", substitutions=[short]).result
    study.do("substitutions.accept", substitutions=made)


def test_a_draft_is_told_and_written_and_noted(study: client.Study, tmp_path: Path) -> None:
    path = tmp_path / "codings.csv"
    ready = outgoing.prepare(study, Wish(part="codings", format="csv", names=NAMES))
    told = [(o.gate, o.level) for o in ready.objections if o.gate == "identity"]
    assert told == [("identity", "amber")] * 2
    assert not any("Karen" in o.problem or "2012" in o.item for o in ready.objections)
    outgoing.send(study, ready, path)
    with study.view() as view:
        (noted,) = view.find(Export)
    people = {row["id"]: row["code"] for row in study.participants()}
    assert [people[p] for p in noted.people] == ["P1"]
    assert (noted.what, noted.format, noted.purpose, noted.form) == (
        "codings",
        "csv",
        "draft",
        "original",
    )
    assert noted.file_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert noted.size == path.stat().st_size


def test_a_final_export_stops_at_a_name_and_nothing_is_written_or_noted(
    study: client.Study, tmp_path: Path
) -> None:
    wish = Wish(part="extracts", format="docx", purpose="final", names=NAMES)
    with pytest.raises(Refused, match="nothing was written") as refused:
        outgoing.prepare(study, wish)
    assert refused.value.code == "gate"
    assert "Karen" not in str(refused.value)
    with study.view() as view:
        assert view.count(Export) == 0
    # With a reason for each place it leaves, and the reason stands beside the objection.
    for each in outgoing.consider(study, wish):
        study.do("overrides.write", gate=each.gate, item=each.item, why="she wants to be named")
    ready = outgoing.prepare(study, wish)
    assert {o.why for o in ready.objections} == {"she wants to be named"}


def test_a_known_key_has_to_be_open_for_a_final_export(study: client.Study) -> None:
    pseudonymise(study)
    wish = Wish(part="table3", format="docx", purpose="final")
    outgoing.prepare(study, wish)
    study.do("identity.changed", key="k1")
    with pytest.raises(Refused, match="could not be checked"):
        outgoing.prepare(study, wish)
    outgoing.prepare(study, Wish(part="table3", format="docx", purpose="final", names=NAMES))
    outgoing.prepare(study, Wish(part="table3", format="docx"))


FILES = [
    *((part, "docx") for part in assembly.PARTS if part != "agreement"),  # reflexive: refused
    ("manuscript", "odt"), ("manuscript", "html"), ("manuscript", "pdf"), ("manuscript", "json"),
    ("extracts", "xlsx"), ("extracts", "csv"), ("codings", "csv"), ("everything", "json"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "form"), FILES)
def test_nothing_that_leaves_has_a_name_once_it_is_substituted(
    done: client.Study, part: str, form: str
) -> None:
    detector = Detector(NAMES)
    ready = outgoing.prepare(done, Wish(part=part, format=form, names=NAMES))
    assert [o.item for o in ready.objections if o.gate == "identity"] == []
    assert ready.leaving.form == "pseudonymised"
    assert leaks(f"out.{form}", ready.data, detector) == []
    # The same scan finds the name where it was left as it was spoken.
    original = outgoing.prepare(done, Wish(part=part, format=form, form="original")).data
    said = part in {"table3", "manuscript", "extracts", "participants-extracts", "codings",
                    "everything"}  # fmt: skip
    assert bool(leaks(f"out.{form}", original, detector)) is said


def test_offsets_of_listings_follow_the_words_that_are_shown(study: client.Study) -> None:
    pseudonymise(study)
    data = outgoing.prepare(study, Wish(part="everything", format="json")).data
    whole = json.loads(data)
    turns = {row["id"]: row["text"] for row in whole["turns"]}
    assert len(whole["codings"]) == 1
    for row in whole["codings"]:
        assert turns[row["turn"]][row["start"] : row["end"]] == row["text"]


def test_a_file_that_could_not_be_written_is_not_noted(study: client.Study, tmp_path: Path) -> None:
    ready = outgoing.prepare(study, Wish(part="codebook", format="csv"))
    with pytest.raises(StorageFailed):
        outgoing.send(study, ready, tmp_path / "missing" / "x.csv")
    with study.view() as view:
        assert view.count(Export) == 0


def test_the_scan_looks_through_marks_archives_and_escapes() -> None:
    detector = Detector(["Søren Lund", "karen@example.org"])
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as made:
        made.writestr("word/document.xml", "<w:p><w:t>Sø</w:t><w:t>ren L</w:t><w:t>und</w:t></w:p>")
        made.writestr("docProps/core.xml", '<x author="S&#248;ren Lund"/>')
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as made:
        made.writestr("inner.docx", word.getvalue())
        made.writestr("Soeren_Lund.txt", "nobody")
        made.writestr("a.json", '{"a": "S\\u00f8ren Lund, karen@example.org"}')
    found = leaks("all.zip", outer.getvalue(), detector)
    assert sorted({leak.part for leak in found}) == [
        "(names of parts)",
        "a.json",
        "inner.docx docProps/core.xml",
        "inner.docx word/document.xml",
    ]
    assert leaks("clean.txt", "Lundby og Sørensen".encode(), detector) == []
