"""What routes are given: the open study, what to read of it, and who asks.

The names of these parameters are fixed: `house`, `reader` and `session` (see `app`).
"""

from __future__ import annotations

from litestar.di import NamedDependency

from heddle.web.house import House, Reader
from heddle.web.session import Session

TheHouse = NamedDependency[House]
"""The open study with its windows."""

TheReader = NamedDependency[Reader]
"""The study as it stands, or as it was below /api/asof/{seq}."""

TheSession = NamedDependency[Session]
"""The browser that asks."""
