"""Makes the golden log of a release: a study in which every kind of step was taken once.

    python tests/golden/make.py 0.1.0

writes `0.1.0.jsonl` (one step a line, as it was sealed, bytes as hexadecimal digits) and
`0.1.0.tables.json` (what the query tables hold after it). Both are made once, when a version is
released, and never again: whatever Heddle becomes, it must read them (`test_golden.py`). The steps
are in the modules beside this one, by noun: a new operation is done once there.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from golden.codebook import code, prepare, rounds
from golden.ending import change_back, let_go, work_apart
from golden.people import plan, recruit, substitute
from golden.results import find
from golden.talk import interact, meet, recognise, transcribe
from golden.trail import let_out, trace
from golden_log import digests, line
from golden_observing import observe
from heddle import client
from heddle.log import tables
from heddle.log.gestures import read_gestures
from heddle.log.operations import catalogue


def main(version: str) -> None:
    place = Path(__file__).parent
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        with client.create(folder, title="Golden") as study:

            def do(operation: str, **fields: Any) -> Any:
                return study.do(operation, **fields, reason="").result

            known = plan(do)
            recruit(do, known)
            session = meet(do, known)
            observe(do, known, session)
            talk = transcribe(do, study, session, known)
            recognise(do, study)
            codes = code(do, talk)
            find(do, talk, codes)
            interact(do, study, talk, known)
            prepare(do, talk, session, known["moderator"])
            substitute(do, talk, known)
            let_out(do)
            trace(do, study, known)
            rounds(do, study)
            let_go(do, study)
            change_back(do, study)
            work_apart(folder, study)
        with client.open_study(folder) as study:
            taken = used(study)
            missing = sorted(set(catalogue()) - taken)
            if missing:
                sys.exit(f"The golden study never did: {', '.join(missing)}")
            verdict = study.verify()
            if not verdict.sound:
                sys.exit("\n".join(verdict.problems))
            with study.database.reading() as connection:
                lines = [line(gesture) for gesture in read_gestures(connection)]
            told = digests(study.database, study.schema)
    (place / f"{version}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(msgspec.to_builtins(told), indent=1, sort_keys=True)
    (place / f"{version}.tables.json").write_text(text + "\n", encoding="utf-8")


def used(study: client.Study) -> set[str]:
    with study.database.reading() as connection:
        return set(connection.scalars(sa.select(tables.gestures.c.operation).distinct()))


if __name__ == "__main__":
    main(sys.argv[1])
