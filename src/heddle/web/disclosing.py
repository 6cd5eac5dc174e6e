"""What a part gives away, and the checker of published tables, for the workbench."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from heddle.exchange.printed import PrintedTable, table_in_text
from heddle.privacy.disclosure_check import Examined, examine
from heddle.report.check_table import TableChecked, check_printed
from heddle.web.given import TheReader
from heddle.web.table_form import TheTableForm


class Pasted(msgspec.Struct, forbid_unknown_fields=True):
    """A table as it was pasted."""

    table: Annotated[str, msgspec.Meta(max_length=1_000_000)]
    text: Annotated[str, msgspec.Meta(max_length=100_000)] = ""
    whole: bool = False


@get("/disclosure/{part:str}", sync_to_thread=True)
def read_disclosure(
    reader: TheReader,
    part: FromPath[str],
    table_form: TheTableForm,
) -> Examined:
    """Return what a part gives away, and the form of Table 1 that does not."""
    with reader.view() as view:
        return examine(view, part, table_form)


@post("/check-table", sync_to_thread=True, status_code=200)
def check_pasted(data: JSONBody[Pasted]) -> TableChecked:
    """Check whether a pasted Table 1 can be true; nothing of it is kept."""
    read = table_in_text(data.table)
    return check_printed(PrintedTable(read.rows, f"{read.text}\n{data.text}"), whole=data.whole)
