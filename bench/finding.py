"""Retrieval: how long a query takes from its text to a page of fifty places with all counts.

A word that is said often, one that is said seldom, the most used code where the common word is
said in it, and two common words near each other; the first question after opening apart, as it
reads the talk.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from drive import STUDY
from heddle import client
from heddle.findings.query.found import find
from measures import Results, best
from workload import Workload

ROWS = ("find-first", "find-common", "find-rare", "find-code", "find-near")
_LOOKED_AT = 20  # documents


def measure(load: Workload, folder: Path, results: Results) -> None:
    """Ask each question of the workload's study."""
    said: Counter[str] = Counter()
    for document in islice(load.documents, _LOOKED_AT):
        said.update(re.findall(r"\w+", document.text.lower()))
    common, second = (word for word, _ in said.most_common(2))
    rare = min(said, key=lambda word: (said[word], word))
    code = Counter(row[4] for row in load.raw).most_common(1)[0][0]
    with client.open_study(folder / STUDY) as study:

        def ask(query: str) -> None:
            with study.view() as view:
                found = find(view, query)
            if not msgspec.json.encode(found) or not found.counts.turns + found.counts.left_out:
                raise RuntimeError(f"nothing was found by {query}")

        begun = time.perf_counter()
        ask(common)
        results.put("find-first", "ours", time.perf_counter() - begun)
        queries = {
            "find-common": common,
            "find-rare": rare,
            "find-code": f'code:"{load.codes[code - 1]}" and {common}',
            "find-near": f"{common} near/3 {second}",
        }
        for row, query in queries.items():
            results.put(row, "ours", best(partial(ask, query)) * 1000, 5)
