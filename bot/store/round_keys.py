"""Looks after the keys of the open rounds when the bot starts; rounds.py reads and writes them."""

from __future__ import annotations

from datetime import datetime

from bot.store.moments import moment
from bot.store.transactions import Connection, Database, Row
from bot.store.vault import Vault

_SEALED = b"gAAAA"  # how every Fernet token begins


async def renew_keys(database: Database, vault: Vault, now: datetime) -> int:
    """Look after the keys of the open rounds of every community; how many are lost.

    A key that an older version left open is sealed, one under an older secret is sealed anew. A
    round whose secret is lost is let end at once, as nobody can be told apart in it any more.
    """
    async with database.reading() as connection:
        places = await connection.rows(
            "SELECT DISTINCT community FROM rounds WHERE state = 'open' ORDER BY community"
        )
    lost = 0
    for place in places:
        async with database.writing(place["community"]) as connection:
            for row in await connection.rows(
                "SELECT id, key FROM rounds WHERE community = :community AND state = 'open'",
                community=place["community"],
            ):
                lost += await _renewed(connection, place["community"], row, vault, now)
            connection.scrub()
    return lost


async def _renewed(
    connection: Connection, community: str, row: Row, vault: Vault, now: datetime
) -> int:
    key = row["key"]
    if key is not None and not key.startswith(_SEALED):
        opened: bytes | None = key
    else:
        opened = None if key is None else vault.open_key(key)
        if opened is not None and not vault.stale(key):
            return 0
    if opened is None:
        await connection.run(
            "UPDATE timers SET due_at = :now, parked = 0 WHERE community = :community"
            " AND kind = 'round' AND subject = :subject",
            community=community,
            subject=str(row["id"]),
            now=moment(now),
        )
        return 1
    await connection.run(
        "UPDATE rounds SET key = :key WHERE community = :community AND id = :id",
        community=community,
        id=row["id"],
        key=vault.close_key(opened),
    )
    return 0
