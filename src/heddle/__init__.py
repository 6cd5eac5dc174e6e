"""Heddle: the workbench for focus-group and interview studies.

    import heddle

    study = heddle.create("my-study", title="What staff expect of peer support")
    study.do("codes.add", name="Hope")

`open` and `create` give a `Study` (see `heddle.client`); `check_table` looks whether a published
Table 1 can be true; errors are in `heddle.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heddle.version import __version__

if TYPE_CHECKING:
    from heddle.client import Study, create
    from heddle.client import open_study as open
    from heddle.report.check_table import check_table

__all__ = ["Study", "__version__", "check_table", "create", "open"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: `heddle --help` must not wait for a database library.
    if name in ("Study", "create", "open"):
        from heddle import client

        return getattr(client, "open_study" if name == "open" else name)
    if name == "check_table":
        from heddle.report import check_table

        return check_table.check_table
    raise AttributeError(f"module 'heddle' has no attribute '{name}'")
