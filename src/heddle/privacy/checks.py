"""All checks of what leaves a study; each is a function of the study and the leaving."""

from __future__ import annotations

from typing import Final

from heddle.privacy import leaks
from heddle.privacy.gate import Check

CHECKS: Final[tuple[Check, ...]] = (leaks.names,)
"""In the order in which a person would mend things."""
