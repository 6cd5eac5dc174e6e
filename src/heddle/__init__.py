"""Heddle: the workbench for focus-group and interview studies.

    import heddle

    study = heddle.create("my-study", title="What staff expect of peer support")
    study.do("codes.add", name="Hope")

`open` and `create` give a `Study` (see `heddle.client`); errors are in `heddle.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heddle.version import __version__

if TYPE_CHECKING:
    from heddle.client import Study, create
    from heddle.client import open_study as open

__all__ = ["Study", "__version__", "create", "open"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: `heddle --help` must not wait for a database library.
    if name in ("Study", "create", "open"):
        from heddle import client

        return getattr(client, "open_study" if name == "open" else name)
    raise AttributeError(f"module 'heddle' has no attribute '{name}'")
