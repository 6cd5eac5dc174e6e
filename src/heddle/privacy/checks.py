"""All checks that are asked before anything leaves a study, in the order in which they are told."""

from __future__ import annotations

from typing import Final

from heddle.privacy import (
    consent_check,
    disclosure_check,
    heard_check,
    leaks,
    quotes_check,
    readiness_check,
)
from heddle.privacy.gate import Check

CHECKS: Final[tuple[Check, ...]] = (
    leaks.names,
    consent_check.check,
    disclosure_check.check,
    quotes_check.check,
    heard_check.check,
    readiness_check.check,
)
