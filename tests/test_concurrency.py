"""Several processes and threads at one study: nothing lost, nothing half, nobody in the way."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from heddle import client
from heddle.errors import Refused, Stale, StorageFailed
from heddle.log import tables
from heddle.log.journal import Draft
from heddle.log.undo import undo
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.sources import Source, Turn
from mortals import Heard, Nursery, quick_folder


@pytest.fixture
def place() -> Iterator[Path]:
    with quick_folder() as folder:
        with client.create(folder / "study", title="Busy") as study:
            begin(study)
        yield folder / "study"


@pytest.fixture(params=["sqlite", "postgresql"])
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[client.Study]:
    """A study on either database, with one turn and one code."""
    if request.param == "sqlite":
        with quick_folder() as folder:
            made = client.create(folder / "study", title="Busy")
            begin(made)
            yield made
            made.close()
        return
    url = request.getfixturevalue("postgres_url")
    schema = request.getfixturevalue("postgres_schema")
    made = client.create_on_server(url, schema, title="Busy", media=tmp_path)
    begin(made)
    yield made
    made.close()


def begin(study: client.Study) -> None:
    study.do("sources.add", name="FG1", turns=[{"text": "we did it together"}])
    study.do("codes.add", name="Hope")


def together(*jobs: Any) -> None:
    """Run jobs in threads of their own; a failure of any is a failure of the test."""
    failures: list[BaseException] = []

    def guarded(job: Any) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_two_processes_with_four_threads_each_lose_nothing(place: Path) -> None:
    each, threads = 50, 4
    with Nursery() as one, Nursery() as other:
        nurseries = (one, other)
        for nursery in nurseries:
            nursery.order("code", folder=place, threads=threads, each=each)
        heard = [nursery.hear(Heard()) for nursery in nurseries]
    assert [h.status for h in heard] == [0, 0]
    assert not any(h.told("fault") for h in heard)
    acknowledged = [gesture for h in heard for gesture in h.acknowledged]
    codings = [coding for h in heard for _, coding in h.told("done")]
    with client.open_study(place) as study:
        assert study.verify().sound
        with study.database.reading() as connection:
            rows = connection.execute(
                sa.select(tables.gestures.c.seq, tables.gestures.c.id, tables.gestures.c.clock)
            ).all()
        assert Counter(coding["id"] for coding in study.codings()) == Counter(codings)
    assert len(acknowledged) == len(set(acknowledged)) == 2 * threads * each
    assert set(acknowledged) <= {row.id for row in rows}
    assert sorted(row.seq for row in rows) == list(range(1, len(rows) + 1))
    # One clock for the copy, whichever process ticks it.
    clocks = [row.clock for row in sorted(rows, key=lambda row: row.seq)]
    assert clocks == sorted(set(clocks))


def test_readers_never_see_half_a_step(study: client.Study) -> None:
    size, steps = 12, 40
    with study.view() as view:
        before = view.count(Turn), view.count(Source)
    written = threading.Event()

    def write() -> None:
        try:
            for number in range(steps):
                turns = [{"text": f"turn {i}"} for i in range(size)]
                study.do("sources.add", name=f"source {number}", turns=turns)
        finally:
            written.set()

    def read() -> None:
        while not written.is_set():
            with study.view() as view:
                turns = view.count(Turn) - before[0]
                sources = view.count(Source) - before[1]
                log = view.connection.scalar(sa.select(sa.func.count()).select_from(tables.patches))
                again = view.count(Turn) - before[0]
            assert turns == again == sources * size
            assert log is not None
            assert log >= turns + sources

    together(write, read, read)
    with study.view() as view:
        assert view.count(Turn) == before[0] + steps * size


def test_a_long_read_stays_in_its_moment_and_holds_nobody_up(study: client.Study) -> None:
    study.do("sources.add", name="FG2", turns=[{"text": f"turn {i}"} for i in range(50)])
    with study.view() as view:
        statement = sa.select(view.table(Turn).c.id).execution_options(yield_per=5)
        cursor = view.connection.execute(statement)
        seen = [cursor.fetchone()]
        study.do("sources.add", name="FG3", turns=[{"text": "later"}])
        seen += cursor.fetchall()
        assert len(seen) == 51
        assert view.count(Source) == 2
    with study.view() as view:
        assert view.count(Source) == 3


def test_the_later_of_two_people_at_one_field_wins_and_the_first_cannot_undo(
    study: client.Study,
) -> None:
    code = study.codes()[0]["id"]
    bo = study.do("team.add", name="Bo").id
    study.do("codes.change", code=code, name="Trust")
    with client_of(study, bo) as other:
        other.do("codes.change", code=code, name="Faith")
        assert study.codes()[0]["name"] == "Faith"
        with pytest.raises(Stale, match="name of this code was changed") as refused:
            study.undo()
        assert refused.value.code == f"changed-since:{bo}"
        # Who changed it last can take it back, and then so can the first.
        other.undo()
        study.undo()
        assert study.codes()[0]["name"] == "Hope"
        assert study.verify().sound


def client_of(study: client.Study, by: str) -> client.Study:
    """The same study, opened by somebody else."""
    if study.folder is not None:
        return client.open_study(study.folder, by=by)
    url = study.database.engine.url.render_as_string(hide_password=False)
    assert study.media is not None
    assert study.database.schema_name is not None
    return client.open_on_server(url, study.database.schema_name, media=study.media.folder, by=by)


def test_undo_does_not_take_along_what_somebody_else_has_added(study: client.Study) -> None:
    """The other person filled in a field that was empty when the record was made."""
    bo = study.do("team.add", name="Bo").id
    code = study.do("codes.add", name="Trust").id
    with client_of(study, bo) as other:
        other.do("codes.change", code=code, definition="Trust in one another")
        with pytest.raises(Stale, match="definition of this code was changed"):
            study.undo()
        other.undo()
    study.undo()
    assert [row["name"] for row in study.codes()] == ["Hope"]


def test_two_who_drop_and_use_one_record_do_not_both_succeed(study: client.Study) -> None:
    """Whichever comes first, the study has no coding without a code."""
    turn = study.turns()[0]["id"]
    outcomes: Counter[str] = Counter()
    for number in range(15):
        code = study.do("codes.add", name=f"code {number}").id
        where = {"turn": turn, "start": 0, "end": 2, "code": code}

        def attempt(operation: str, **fields: Any) -> None:
            try:
                study.do(operation, **fields)
                outcomes[operation] += 1
            except Refused:
                pass

        def use(where: Any = where) -> None:
            attempt("codings.add", codings=[where])

        def drop(code: str = code) -> None:
            attempt("codes.drop", code=code)

        together(use, drop)
        with study.view() as view:
            alive = view.maybe(Code, code) is not None
            assert view.count(Coding, code=code) == alive
    assert outcomes.total() == 15
    assert study.verify().sound


def test_names_stay_unique_however_many_choose_one_at_once(study: client.Study) -> None:
    won: list[str] = []

    def add() -> None:
        try:
            won.append(study.do("codes.add", name="Trust").id)
        except Refused as refused:
            if refused.code != "name-taken":
                raise

    together(*[add] * 6)
    assert len(won) == 1
    assert len(study.codes()) == 2


def test_listeners_hear_after_the_commit_and_only_then(study: client.Study) -> None:
    heard: list[tuple[int, bool]] = []

    def listen(seq: int) -> None:
        # Another connection sees it already: it is on the disk.
        with study.database.reading() as connection:
            last = connection.scalar(sa.select(sa.func.max(tables.gestures.c.seq)))
        heard.append((seq, last == seq))

    study.journal.listeners.append(listen)
    done = study.do("codes.add", name="Trust")
    with pytest.raises(Refused):
        study.do("codes.add", name="Trust")
    study.do("codes.change", code=done.id, name="Trust")
    undone = study.undo()
    study.close()
    assert heard == [(done.seq, True), (undone.seq, True)]


def test_listeners_hear_nothing_of_a_commit_that_failed(study: client.Study) -> None:
    heard: list[int] = []
    study.journal.listeners.append(heard.append)
    failing = [True]

    def fails(connection: sa.Connection) -> None:
        if failing.pop() if failing else False:
            raise StorageFailed("The disk is full.", code="disk-full")

    sa.event.listen(study.database.engine, "commit", fails)
    with pytest.raises(StorageFailed):
        study.do("codes.add", name="Trust")
    assert [row["name"] for row in study.codes()] == ["Hope"]
    study.do("codes.add", name="Trust")
    study.close()
    assert len(heard) == 1


def test_a_listener_that_fails_harms_nobody(study: client.Study) -> None:
    def fails(_: int) -> None:
        raise ZeroDivisionError

    study.journal.listeners.append(fails)
    for name in ("Trust", "Fear"):
        study.do("codes.add", name=name)
    assert len(study.codes()) == 3
    assert study.verify().sound


def test_undo_by_several_people_at_once_takes_back_each_own_steps(study: client.Study) -> None:
    people = [study.do("team.add", name=f"Person {i}").id for i in range(3)]

    def work(actor: str) -> None:
        for number in range(8):
            draft = Draft(
                decide=lambda work, n=number: work.create(Code(name=f"{actor} {n}")),
                operation="codes.add",
                actor=actor,
            )
            study.journal.perform(draft)
        for _ in range(5):
            undo(study.journal, actor)

    together(*[lambda actor=actor: work(actor) for actor in people])
    names = {row["name"] for row in study.codes()} - {"Hope"}
    assert names == {f"{actor} {n}" for actor in people for n in range(3)}
    assert study.verify().sound
