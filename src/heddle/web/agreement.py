"""Agreement between coders, for studies whose method asks for it."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.params import QueryParameter

from heddle.findings.agreement import Agreement, agree
from heddle.web.given import TheReader
from heddle.web.reading import Names, ShortText


@get("/agreement", sync_to_thread=True)
def read_agreement(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    round: ShortText = "",  # noqa: A002 - the word users know
    unit: ShortText = "",
    per: ShortText = "code",
    coders: Names = "",
    codes: Names = "",
    sources: Names = "",
    like: ShortText = "",
    seed: Annotated[int, QueryParameter(ge=0, le=1 << 31)] = 1,
) -> Agreement:
    """Return each coefficient on each code, domain or source, and on all; refused with the reason.

    Names and ids stand with commas between them; `round` compares readings as they were when that
    round was opened; `like` (nvivo, maxqda, atlasti) puts that program's figures beside them.
    """
    with reader.view() as view:
        return agree(
            view,
            round_=round,
            unit=unit,
            per=per,
            coders=_split(coders),
            codes=_split(codes),
            sources=_split(sources),
            seed=seed,
            like=like,
        )


def _split(names: str) -> list[str]:
    return [name for name in names.split(",") if name]


READS: Final = [read_agreement]
"""Routes that answer for the past as well."""
