"""The numbers of things, counted from 1 in each community; a number is never given twice."""

from __future__ import annotations

from bot.store.transactions import Connection


async def next_number(connection: Connection, community: str, kind: str) -> int:
    """The next number of a kind of thing."""
    row = await connection.row(
        "INSERT INTO numbers (community, kind, latest) VALUES (:community, :kind, 1)"
        " ON CONFLICT (community, kind) DO UPDATE SET latest = numbers.latest + 1"
        " RETURNING latest",
        community=community,
        kind=kind,
    )
    assert row is not None  # an upsert always returns its row
    return int(row["latest"])
