"""Our own projects back again: with the history the same study, without it the same facts."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heddle
from heddle import client, outgoing
from heddle.client import Study
from heddle.errors import Refused, Unreadable
from heddle.exchange.importing import import_files
from heddle.exchange.refi.codes_out import description
from heddle.exchange.refi.profiles import PROFILES
from heddle.exchange.refi.project_in import read_refi
from heddle.exchange.refi.project_out import project
from heddle.exchange.refi.texts import Running
from heddle.outgoing import Wish
from heddle.restoring import restore
from heddle.study.codes import Code
from heddle.study.sources import Source, Speaker, turns_of
from heddle.study.wording import Wording

LETTERS = st.text(st.sampled_from("aå é\u0301\U0001f600\U0001d11e\u05d0\u202e\t<&\"'"), max_size=12)
WORDS = LETTERS.map(lambda text: f"x{text}x")


def facts(study: Study) -> dict[str, Any]:
    """Return what a project for other programs says of a study."""
    texts = {}
    with study.view() as view:
        for source in view.find(Source):
            labels = {each.id: each.name for each in view.find(Speaker, source=source.id)}
            texts[source.name] = Running(turns_of(view, source.id), labels, Wording(view)).text
        made = project(view, Wording(view), PROFILES["standard"]).data
        rules = {code.id: description(code) for code in view.find(Code)}
    found = read_refi("x.qdpx", made)
    names = {each.key: each.name for each in (*found.sources, *found.codes, *found.members)}
    words = {each.key: each.text for each in found.sources}
    return {
        "team": {row["name"] for row in study.rows("team")},
        "codes": {(c["path"], rules[c["id"]], c["colour"]) for c in study.codes()},
        "texts": texts,
        "codings": Counter(
            (
                names[c.source],
                names[c.code],
                names[c.by],
                words[c.source][c.start : c.end],
                c.note,
                c.made[:19],
            )
            for c in found.codings
        ),
        "memos": Counter((m["title"], m["text"], m["author"]) for m in study.rows("memos")),
        "people": {p["code"]: (p["age"], p["gender"], p["group"]) for p in study.participants()},
    }


def mirrored(study: Study, folder: Path, profile: str = "standard") -> dict[str, Any]:
    """Return the facts of an empty study into which a project of this one was imported."""
    ready = outgoing.prepare(
        study, Wish(part="qdpx", format="qdpx", form="original", options={"profile": profile})
    )
    folder.mkdir(exist_ok=True)
    (folder / "ours.qdpx").write_bytes(ready.data)
    with heddle.create(folder / "study", title="Empty") as empty:
        (outcome,) = import_files(empty, [folder / "ours.qdpx"])
        if outcome.error is not None:
            raise outcome.error
        return facts(empty)


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Assert that nothing of a study is missing; a project may say more (guide, quotes, aims)."""
    assert ours["codes"] == theirs["codes"]
    assert ours["team"] <= theirs["team"]
    assert ours["people"] == theirs["people"]
    assert ours["texts"].items() <= theirs["texts"].items()
    assert ours["codings"] == theirs["codings"]
    assert ours["memos"] <= theirs["memos"]


@given(
    spoken=st.lists(
        st.tuples(st.sampled_from(["P1", "P2", "\U0001f600 Å"]), WORDS), min_size=3, max_size=6
    ),
    codings=st.lists(st.tuples(*[st.floats(0, 1)] * 4, WORDS), max_size=6),
    memo=WORDS,
    definition=WORDS,
    profile=st.sampled_from(sorted(PROFILES.keys() - {"qualcoder"})),  # it renames what is alike
)
@settings(max_examples=5)
def test_any_study_comes_back_through_any_profile(  # noqa: PLR0917 - all that is generated
    tmp_path_factory: pytest.TempPathFactory,
    spoken: list[tuple[str, str]],
    codings: list[tuple[float, float, float, float, str]],
    memo: str,
    definition: str,
    profile: str,
) -> None:
    folder = tmp_path_factory.mktemp("again")
    with heddle.create(folder / "study", title="Out") as study:
        people = [study.do("team.add", name=name).id for name in ("Ann", "Bø \U0001f600")]
        for number, code in enumerate(("P1", "P2")):
            study.do("participants.add", code=code, age=40 + number)
        parent = study.do("codes.add", name="Care \U0001f600", definition=definition).id
        code = study.do("codes.add", name="Så", parent=parent).id
        source = study.do(
            "sources.add", name="One", turns=[{"speaker": w, "text": t} for w, t in spoken]
        ).id
        turns = [row for row in study.turns() if row["source"] == "One"]
        for a, b, c, d, note in codings:
            one, two = sorted((int(a * (len(turns) - 1)), int(b * (len(turns) - 1))))
            start = int(c * (len(turns[one]["text"]) - 1))
            end = len(turns[two]["text"])
            end = end if one == two else 1 + int(d * (end - 1))
            try:
                study.do(
                    "codings.add",
                    codings=[
                        {
                            "code": (code, parent)[len(note) % 2],
                            "turn": turns[one]["id"],
                            "start": start,
                            "end_turn": turns[two]["id"],
                            "end": end,
                            "coder": people[len(note) % 2],
                            "note": note,
                        }
                    ],
                )
            except Refused:  # on no words
                continue
        study.do("memos.add", title="M", text=memo, about=[code, source], author=people[1])
        ours = facts(study)
        theirs = mirrored(study, folder / "back", profile)
    same(ours, theirs)


def test_the_demo_study_comes_back(demo_study: Path, tmp_path: Path) -> None:
    with client.open_study(demo_study) as demo:
        same(facts(demo), mirrored(demo, tmp_path / "mirror"))


def speeches(shared: Path) -> dict[str, list[tuple[str, str]]]:
    """Return a piece of each corpus as spoken turns."""
    corpora = shared / "corpora"
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((corpora / "qmsum").rglob("*.json"))[:1]:
        told = json.loads(path.read_text())
        told = told[0] if isinstance(told, list) else told
        turns = told.get("meeting_transcripts", [])
        found["qmsum"] = [(each["speaker"], each["content"]) for each in turns[:60]]
    for name in ("folketing_da", "apollo11", "pdpilot_study"):
        files = [
            p
            for p in sorted((corpora / name).rglob("*"))
            if p.suffix in {".xml", ".txt", ".md", ".csv", ".html"}
        ]
        if files:
            text = re.sub(
                r"<[^>]*>", "\n", files[0].read_bytes()[:60_000].decode("utf-8", "ignore")
            )
            lines = [" ".join(line.split()) for line in text.splitlines() if len(line.split()) > 4]
            found[name] = [(f"S{n % 3}", line) for n, line in enumerate(lines[:60])]
    return found


def test_studies_of_real_talk_come_back(shared: Path, tmp_path: Path) -> None:
    dice = random.Random(4)
    with heddle.create(tmp_path / "study", title="Talk") as study:
        code = study.do("codes.add", name="Said").id
        for name, spoken in speeches(shared).items():
            study.do(
                "sources.add",
                name=name,
                turns=[{"speaker": w, "text": t} for w, t in spoken if t.strip()],
            )
        new = []
        for turn in study.turns():
            words = [*re.finditer(r"\w+", turn["text"])]
            if words and dice.random() < 0.5:
                one, two = sorted((dice.randrange(len(words)), dice.randrange(len(words))))
                place = {"start": words[one].start(), "end": words[two].end()}
                new.append({"code": code, "turn": turn["id"], **place})
        study.do("codings.add", codings=new)
        assert len(study.rows("sources")) >= 3
        assert len(new) > 50
        ours = facts(study)
        for profile in ("nvivo", "atlasti"):
            same(ours, mirrored(study, tmp_path / profile, profile))


def saved(study: Study, path: Path) -> Path:
    wish = Wish(part="qdpx", format="qdpx", form="original", options={"profile": "heddle"})
    path.write_bytes(outgoing.prepare(study, wish).data)
    return path


def test_with_its_history_a_project_is_the_same_study(demo_study: Path, tmp_path: Path) -> None:
    with client.open_study(demo_study) as demo:
        path = saved(demo, tmp_path / "ours.qdpx")
        log = [step["gesture"] for step in demo.history(limit=10_000)]
    assert restore(path, tmp_path / "back").sound
    with client.open_study(tmp_path / "back") as back:
        assert [step["gesture"] for step in back.history(limit=10_000)] == log
        assert saved(back, tmp_path / "again.qdpx").read_bytes() == path.read_bytes()


def rewritten(path: Path, change: dict[str, bytes], drop: str = "nothing") -> Path:
    """Return a copy of a project as another program leaves it."""
    whole = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            if not name.startswith(drop):
                new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    made = path.with_name("changed.qdpx")
    made.write_bytes(whole.getvalue())
    return made


def test_what_another_program_has_changed_is_not_restored_but_imported(
    demo_study: Path, tmp_path: Path
) -> None:
    with client.open_study(demo_study) as demo:
        path = saved(demo, tmp_path / "ours.qdpx")
    with zipfile.ZipFile(path) as archive:
        qde = archive.read("project.qde")
    changed = rewritten(path, {"project.qde": qde.replace(b'name="Unease"', b'name="Disquiet"')})
    with pytest.raises(Unreadable, match="Another program has changed"):
        restore(changed, tmp_path / "no")
    with heddle.create(tmp_path / "study", title="Into") as study:
        (outcome,) = import_files(study, [changed])
        assert outcome.report is not None
        assert "Disquiet" in {code["name"] for code in study.codes()}
    for other in (
        rewritten(path, {"sources/new.txt": b"new"}),
        rewritten(path, {"ext/log.jsonl": b"{}"}),
    ):
        with pytest.raises(Unreadable):
            restore(other, tmp_path / "no")
    with pytest.raises(Unreadable, match="without the history"):
        restore(rewritten(path, {}, drop="ext/"), tmp_path / "no")
    assert not (tmp_path / "no").exists()


def test_no_history_leaves_with_substituted_names(demo_study: Path) -> None:
    with client.open_study(demo_study) as demo:
        for profile in PROFILES:
            wish = Wish(
                part="qdpx", format="qdpx", form="pseudonymised", options={"profile": profile}
            )
            if profile == "heddle":
                with pytest.raises(Refused, match="history"):
                    outgoing.prepare(demo, wish)
                continue
            data = outgoing.prepare(demo, wish).data
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert not [name for name in archive.namelist() if name.startswith("ext/")]
