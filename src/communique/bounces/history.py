"""What came back, as a list for a person: bounces and complaints with their mailing, or what was none of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from communique.mailing.addresses import masked
from communique.mailing.tables import bounce, delivery, mailing, stray

if TYPE_CHECKING:
    from sqlalchemy import Connection


def latest(connection: Connection, *, strays: bool, most: int) -> list[dict[str, Any]]:
    """List the latest, with their addresses masked."""
    if strays:
        columns = (stray.c.at, stray.c.kind, stray.c.why, stray.c.said, stray.c.source)
        query = select(*columns).order_by(stray.c.id.desc()).limit(most)
        return [dict(row) for row in connection.execute(query).mappings()]
    said = (bounce.c.at, bounce.c.kind, bounce.c.enhanced, bounce.c.text.label("said"), bounce.c.source)
    of = (delivery.c.address, mailing.c.name.label("mailing"))
    found = select(*said, *of).outerjoin(delivery, delivery.c.id == bounce.c.delivery_id)
    query = found.outerjoin(mailing, mailing.c.id == delivery.c.mailing_id).order_by(bounce.c.id.desc()).limit(most)
    return [
        {**row, "address": masked(row["address"]) if row["address"] else ""}
        for row in connection.execute(query).mappings()
    ]
