"""Tests of a matrix, row by row: only where the method permits counts, and with a warning."""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.analysis.crosstab import compare_people
from heddle.errors import Refused
from heddle.findings.matrices import matrix
from heddle.findings.matrix import NOTES, MatrixAsk, Test, Tests
from heddle.log.view import View
from heddle.study.method import refuse_hidden

_SIZED: Final = ("attribute", "group")
_MANY: Final = "Of {n} tests, about {chance:.1f} would fall below 0.05 by chance alone."


def crosstests(view: View, ask: MatrixAsk) -> Tests:
    """Test each row of a matrix of people by an attribute or by groups.

    Raises:
        Refused: the study's method hides counts as evidence, or the columns are not people apart.
    """
    refuse_hidden(view, "counts as validity")
    if ask.by not in _SIZED:
        raise Refused(
            "Only columns of people who are told apart can be tested; nothing was made.",
            "Choose a matrix by group or by an attribute.",
        )
    made = matrix(view, msgspec.structs.replace(ask, measure="participants"))
    columns = [at for at, column in enumerate(made.columns) if column.size]
    sizes = [made.columns[at].size or 0 for at in columns]
    tests = []
    for row, counts in zip(made.rows, made.people, strict=True):
        found = compare_people([counts[at] for at in columns], sizes)
        tests.append(
            Test(
                key=row.key,
                label=row.label,
                test=found.test,
                p=found.p,
                statistic=found.statistic,
                people=sum(sizes),
                why=found.why,
            )
        )
    run = sum(test.p is not None for test in tests)
    return Tests(warning=f"{NOTES['sample']} {_MANY.format(n=run, chance=run / 20)}", tests=tests)
