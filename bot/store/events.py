"""What was heard, so that it is acted on once, and what failed, so that it cannot fail for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection

MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that failed too often and counts as heard."""

    key: str
    kind: str
    error: str
    attempts: int
    at: datetime


class Events:
    """The keys of one community's events."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def heard(self, key: str, now: datetime) -> bool:
        """Mark an event as heard; True the first time, False when it was heard before.

        Only the day is kept: the moment would tell when somebody wrote or voted in a round.
        """
        touched = await self._connection.run(
            "INSERT INTO events (community, key, heard_at) VALUES (:community, :key, :now)"
            " ON CONFLICT (community, key) DO UPDATE SET heard_at = excluded.heard_at"
            " WHERE events.heard_at IS NULL",
            community=self._community,
            key=key,
            now=moment(now.replace(hour=0, minute=0, second=0, microsecond=0)),
        )
        return touched == 1

    async def failed(self, key: str, kind: str, error: str, now: datetime) -> int:
        """Count a failure; how many there are now.

        At `MOST_ATTEMPTS` the event is parked: it counts as heard.
        """
        row = await self._connection.row(
            "INSERT INTO events (community, key, attempts, kind, error, failed_at)"
            " VALUES (:community, :key, 1, :kind, :error, :now)"
            " ON CONFLICT (community, key) DO UPDATE SET attempts = events.attempts + 1,"
            " kind = excluded.kind, error = excluded.error, failed_at = excluded.failed_at"
            " RETURNING attempts",
            community=self._community,
            key=key,
            kind=kind,
            error=error,
            now=moment(now),
        )
        attempts = int(row["attempts"]) if row else 1
        if attempts >= MOST_ATTEMPTS:
            await self.heard(key, now)
        return attempts

    async def parked(self) -> list[ParkedEvent]:
        """The events that failed too often, oldest first."""
        rows = await self._connection.rows(
            "SELECT key, kind, error, attempts, failed_at FROM events"
            " WHERE community = :community AND attempts >= :most ORDER BY failed_at, key",
            community=self._community,
            most=MOST_ATTEMPTS,
        )
        return [
            ParkedEvent(
                row["key"], row["kind"], row["error"], row["attempts"], dt(row["failed_at"])
            )
            for row in rows
        ]

    async def purge(self, before: datetime) -> int:
        """Forget the keys last met before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM events WHERE community = :community"
            " AND COALESCE(failed_at, heard_at) < :before",
            community=self._community,
            before=moment(before),
        )


async def all_parked(connection: Connection) -> list[ParkedEvent]:
    """The events of every community that failed too often, for `doctor`."""
    rows = await connection.rows(
        "SELECT DISTINCT community FROM events WHERE attempts >= :most ORDER BY community",
        most=MOST_ATTEMPTS,
    )
    return [each for row in rows for each in await Events(connection, row["community"]).parked()]
