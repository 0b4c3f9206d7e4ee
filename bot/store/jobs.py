"""Slow work that was booked, and comes back in a unit of work of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class JobRow:
    """One piece of slow work."""

    id: int
    community: str
    kind: str
    subject: str
    payload: Mapping[str, Any]
    state: str  # waiting, running, parked
    attempts: int
    error: str = ""


class Jobs:
    """One community's jobs."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def book(
        self, kind: str, subject: str, payload: Mapping[str, object], now: datetime
    ) -> int:
        """Book work; its number. While the same still waits, only its payload is replaced."""
        text = json.dumps(payload)
        row = await self._connection.row(
            "UPDATE jobs SET payload = :payload, due_at = :now WHERE community = :community"
            " AND kind = :kind AND subject = :subject AND state = 'waiting' RETURNING id",
            community=self._community,
            kind=kind,
            subject=subject,
            payload=text,
            now=moment(now),
        )
        row = row or await self._connection.row(
            "INSERT INTO jobs (community, kind, subject, payload, due_at, booked_at)"
            " VALUES (:community, :kind, :subject, :payload, :now, :now) RETURNING id",
            community=self._community,
            kind=kind,
            subject=subject,
            payload=text,
            now=moment(now),
        )
        assert row is not None  # RETURNING returns the row that was made
        return int(row["id"])

    async def get(self, id: int) -> JobRow | None:
        """The job of a number, while it is not done."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM jobs WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        return None if row is None else _job(row)

    async def done(self, id: int) -> bool:
        """Take a job that came back off the list; False when it is gone."""
        touched = await self._connection.run(
            "DELETE FROM jobs WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        return touched == 1

    async def list_(self) -> list[JobRow]:
        """Every job of this community that is not done, in the order they were booked."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM jobs WHERE community = :community ORDER BY id",
            community=self._community,
        )
        return [_job(row) for row in rows]


class DueJobs:
    """The jobs of every community, as the worker sees them."""

    def __init__(self, connection: Connection) -> None:
        """Use one transaction."""
        self._connection = connection

    async def due(self, now: datetime, most: int = 10) -> list[JobRow]:
        """What waits and may start. Nothing is claimed yet: `claim` does that."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM jobs WHERE state = 'waiting' AND due_at <= :now"
            " ORDER BY due_at, id LIMIT :most",
            now=moment(now),
            most=most,
        )
        return [_job(row) for row in rows]

    async def claim(self, id: int, now: datetime) -> bool:
        """Start a job; False when somebody else has."""
        row = await self._connection.row(
            "SELECT id FROM jobs WHERE id = :id AND state = 'waiting'" + self._connection.claim,
            id=id,
        )
        if row is None:
            return False
        await self._connection.run(
            "UPDATE jobs SET state = 'running', claimed_at = :now WHERE id = :id",
            id=id,
            now=moment(now),
        )
        return True

    async def failed(self, id: int, error: str, until: datetime) -> None:
        """Let a job that failed wait until a moment."""
        await self._connection.run(
            "UPDATE jobs SET state = 'waiting', claimed_at = NULL, attempts = attempts + 1,"
            " error = :error, due_at = :until WHERE id = :id",
            id=id,
            error=error,
            until=moment(until),
        )

    async def park(self, id: int, error: str) -> None:
        """Let a job that failed too often rest, without what somebody may have typed for it."""
        await self._connection.run(
            "UPDATE jobs SET state = 'parked', claimed_at = NULL, payload = '{}', error = :error"
            " WHERE id = :id",
            id=id,
            error=error,
        )

    async def release(self, claimed_before: datetime) -> int:
        """Give back the jobs whose worker went away; how many."""
        return await self._connection.run(
            "UPDATE jobs SET state = 'waiting', claimed_at = NULL, attempts = attempts + 1"
            " WHERE state = 'running' AND claimed_at < :before",
            before=moment(claimed_before),
        )

    async def next_at(self) -> datetime | None:
        """When the next job may start."""
        row = await self._connection.row(
            "SELECT MIN(due_at) AS at FROM jobs WHERE state = 'waiting'"
        )
        return dt(row["at"]) if row and row["at"] else None

    async def parked(self) -> list[JobRow]:
        """The jobs that failed too often, for `doctor`."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM jobs WHERE state = 'parked' ORDER BY id"
        )
        return [_job(row) for row in rows]


_COLUMNS = "id, community, kind, subject, payload, state, attempts, error"


def _job(row: Row) -> JobRow:
    return JobRow(
        id=row["id"],
        community=row["community"],
        kind=row["kind"],
        subject=row["subject"],
        payload=json.loads(row["payload"]),
        state=row["state"],
        attempts=row["attempts"],
        error=row["error"],
    )
