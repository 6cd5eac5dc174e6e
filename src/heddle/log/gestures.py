"""Reading whole gestures back from the log, as they were sealed."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.patches import Gesture, Patch

_PAGE = 200


def read_gestures(connection: sa.Connection, after: int = 0) -> Iterator[Gesture]:
    """Yield whole gestures with seq above `after`, in seq order."""
    g, p = tables.gestures, tables.patches
    fields = [name for name in Gesture.__struct_fields__ if name != "patches"]
    while True:
        rows = connection.execute(
            sa.select(*(g.c[name] for name in fields))
            .where(g.c.seq > after)
            .order_by(g.c.seq)
            .limit(_PAGE)
        ).all()
        for row in rows:
            gesture = Gesture(**dict(zip(fields, row, strict=True)), patches=[])
            statement = (
                sa.select(p.c.kind, p.c.record, p.c.action, p.c.content, p.c.salt, p.c.hash)
                .where(tables.pid_range(gesture.seq, gesture.seq))
                .order_by(p.c.pid)
            )
            gesture.patches = [Patch(*patch) for patch in connection.execute(statement)]
            yield gesture
        if len(rows) < _PAGE:
            return
        after = rows[-1].seq
