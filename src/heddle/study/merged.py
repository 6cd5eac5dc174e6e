"""Whether two copies of a study, both worked in, have ever been merged into this one.

Only then can two people have decided without knowing of each other. A folder that was moved or
copied goes on under a new replica id, which is no merge: its steps still follow each other.
"""

from __future__ import annotations

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.view import View


def merged(view: View) -> bool:
    """Tell whether some step came in here after a step that is later than it.

    Within one copy the clock only ever goes up, and a merge moves it past all that came in; so a
    step whose clock lies below that of a step before it was made elsewhere at the same time.
    """
    g = tables.gestures.c
    first, last = view.connection.execute(
        sa.select(sa.func.min(g.replica), sa.func.max(g.replica))
    ).one()
    if first == last:
        return False
    before = sa.func.max(g.clock).over(order_by=g.seq, rows=(None, -1)).label("before")
    each = sa.select(g.clock, before).subquery()
    crossed = sa.select(each.c.clock).where(each.c.clock < each.c.before).limit(1)
    return view.connection.execute(crossed).first() is not None
