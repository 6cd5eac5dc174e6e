"""Killed at any instant with kill -9, a study keeps every step that was acknowledged."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from heddle import client
from heddle.log import tables
from heddle.log.gestures import read_gestures
from heddle.study.memos import Memo
from heddle.study.sources import Source, Turn
from mortals import Nursery, quick_folder

ROUNDS = 200
LIVES = 20
"""How many rounds go on with the same study before a new one is begun."""
THREADS = 3
MOST_STEPS = 10


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


def new_study(folder: Path) -> Path:
    with client.create(folder, title="To be killed") as study:
        study.do("codes.add", name="Hope")
        study.do("sources.add", name="FG1", turns=[{"text": "we did it together"}])
    return folder


def check(folder: Path, acknowledged: list[str], secrets: set[str]) -> None:
    """Everything acknowledged is there once, all is sound, and what was erased is nowhere."""
    with client.open_study(folder) as study:
        verdict = study.verify()
        assert verdict.sound, verdict.problems
        with study.database.reading() as connection:
            present = Counter(gesture.id for gesture in read_gestures(connection))
            seqs = connection.scalars(sa.select(tables.gestures.c.seq)).all()
            kept = {s for s in secrets if in_log(connection, s)}
        absent(folder, secrets - kept)
    absent(folder, secrets - kept)
    assert {g: present[g] for g in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


def absent(folder: Path, secrets: Iterable[str]) -> None:
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret.encode() not in files


def in_log(connection: sa.Connection, words: str) -> bool:
    statement = sa.select(sa.func.count()).where(tables.patches.c.content.contains(words))
    return bool(connection.scalar(statement))


def test_nothing_acknowledged_is_lost_in_two_hundred_kills(nursery: Nursery, folder: Path) -> None:
    chance = random.Random(20261123)
    total = 0
    for life in range(ROUNDS // LIVES):
        place = new_study(folder / f"study{life}")
        acknowledged: list[str] = []
        secrets: set[str] = set()
        for number in range(LIVES):
            heard = nursery.run_and_kill(
                "work",
                after=chance.randint(1, MOST_STEPS),
                folder=place,
                seed=f"{life}-{number}",
                threads=THREADS,
            )
            assert heard.killed
            assert not heard.told("fault")
            acknowledged += heard.acknowledged
            secrets |= {words[0] for words in heard.told("secret")}
            check(place, acknowledged, secrets)
            absent(place, [secret for (secret,) in heard.told("erased")])
        total += len(acknowledged)
    assert total > ROUNDS


def test_a_rebuild_that_is_killed_leaves_the_tables_as_they_were(
    nursery: Nursery, folder: Path
) -> None:
    place = new_study(folder / "study")
    with client.open_study(place) as study:
        study.do("sources.add", name="FG2", turns=[{"text": f"turn {i}"} for i in range(2000)])
    before = rows(place)
    for last in deaths(nursery, place, "rebuild"):
        heard = nursery.run("mortal", thing="rebuild", folder=place, last=last)
        assert heard.killed
        assert not heard.acknowledged
        check(place, [], set())
        assert rows(place) == before


def test_an_import_that_is_killed_is_there_whole_or_not_at_all(
    nursery: Nursery, folder: Path
) -> None:
    place = new_study(folder / "study")
    size = 1500
    for last in deaths(nursery, place, "import", size=size, name="FG2"):
        name = f"killed at {last}"
        heard = nursery.run("mortal", thing="import", folder=place, size=size, name=name, last=last)
        assert heard.killed
        check(place, heard.acknowledged, set())
        with client.open_study(place) as study, study.view() as view:
            found = view.find(Source, name=name)
            assert sum(view.count(Turn, source=s.id) for s in found) == size * len(found)
            assert len(found) >= len(heard.acknowledged)


def test_an_erasure_that_is_killed_is_complete_after_the_next_opening(
    nursery: Nursery, folder: Path
) -> None:
    secret = "a-name-that-nobody-should-read"
    template = folder / "first"
    ticks = deaths(nursery, with_secret(template, secret), "erase", count=12)
    outcomes = set()
    for number, last in enumerate(ticks):
        place = with_secret(folder / f"study{number}", secret)
        heard = nursery.run("mortal", thing="erase", folder=place, last=last)
        assert heard.killed
        check(place, heard.acknowledged, {secret})
        with client.open_study(place) as study, study.view() as view:
            outcomes.add(view.find(Memo)[0].text)
    # The kill came before the step was on the disk, and after.
    assert outcomes == {f"what {secret} said", "[erased]"}


def with_secret(place: Path, secret: str) -> Path:
    new_study(place)
    with client.open_study(place) as study:
        study.do("sources.add", name="FG2", turns=[{"text": f"turn {i}"} for i in range(400)])
        memo = study.do("memos.add", text="to be corrected").id
        study.do("memos.change", memo=memo, text=f"what {secret} said")
    return place


def deaths(
    nursery: Nursery, place: Path, thing: str, count: int = 10, **fields: object
) -> list[int]:
    """Return moments to die at, from the first to the last of what a thing takes undisturbed."""
    heard = nursery.run("mortal", thing=thing, folder=place, last=0, **fields)
    assert heard.status == 0
    ((ticks,),) = heard.told("ticks")
    return sorted({1 + int(ticks) * i // count for i in range(count)})


def rows(place: Path) -> list[list[dict[str, object]]]:
    with client.open_study(place) as study:
        return [study.rows(noun) for noun in ("sources", "turns", "codes", "codings")]
