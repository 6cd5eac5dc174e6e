"""The checks of the gate: everything that is looked at before something leaves a study."""

from __future__ import annotations

from typing import Final

from heddle.privacy import disclosure_check
from heddle.privacy.gate import Check

CHECKS: Final[tuple[Check, ...]] = (disclosure_check.check,)
