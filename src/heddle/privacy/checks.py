"""All checks of what is about to leave a study; each is told about in a module of its own."""

from __future__ import annotations

from typing import Final

from heddle.privacy import disclosure_check, quotes_check
from heddle.privacy.gate import Check

CHECKS: Final[tuple[Check, ...]] = (
    disclosure_check.check,
    quotes_check.check,
)
