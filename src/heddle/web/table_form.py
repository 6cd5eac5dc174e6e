"""The form of Table 1 as a query asks for it; every route that shows or saves it is given it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from heddle.privacy import protection

Decimals = Annotated[int | None, QueryParameter(ge=0, le=6)]
Least = Annotated[int | None, QueryParameter(ge=1, le=1000)]
Band = Annotated[int | None, QueryParameter(ge=2, le=50)]
Names = Annotated[str | None, QueryParameter(max_length=200)]
Mark = Literal[".", ","]

TheTableForm = NamedDependency[dict[str, Any]]
"""What was chosen for Table 1 (`protection.Options`), by name; the parameter is `table_form`."""


def table_form(  # noqa: PLR0917 - Litestar passes them by name
    statistic: FromQuery[protection.Statistic | None] = None,
    decimals: Decimals = None,
    decimal_mark: FromQuery[Mark | None] = None,
    suppression: FromQuery[protection.Suppression | None] = None,
    least: Least = None,
    band: Band = None,
    no_range: Names = None,
    gender: FromQuery[protection.Gender | None] = None,
    occupations: FromQuery[protection.Occupations | None] = None,
    total: Annotated[bool | None, QueryParameter()] = None,
) -> dict[str, Any]:
    """Return what was chosen by its names; what was not is as the team has chosen."""
    chosen = {
        "statistic": statistic,
        "decimals": decimals,
        "decimal_mark": decimal_mark,
        "suppression": suppression,
        "least": least,
        "band": band,
        "no_range": no_range,
        "gender": gender,
        "occupations": occupations,
        "total": total,
    }
    return {name: value for name, value in chosen.items() if value is not None}
