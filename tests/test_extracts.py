"""A page of a code's extracts is that stretch of the whole list, wherever it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from heddle import client
from heddle.study import extracts, listing


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_pages_put_together_are_the_list(demo_study: Path, size: int) -> None:
    with client.open_study(demo_study) as study:
        code = max(study.codes(), key=lambda row: row["codings"])
        with study.view() as view:
            whole = [row["id"] for row in listing.extracts(view, code["id"])]
            assert len(whole) == code["codings"] > 7
            steps = range(0, len(whole) + size, size)
            listed = [listing.extracts(view, code["id"], limit=size, offset=at) for at in steps]
            assert [row["id"] for page in listed for row in page] == whole
            read = [extracts.extracts(view, code["id"], limit=size, offset=at) for at in steps]
            assert [row.id for page in read for row in page.rows] == whole
            assert {page.total for page in read} == {len(whole)}
