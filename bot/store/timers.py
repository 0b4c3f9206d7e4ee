"""What comes due. A timer is named by kind and subject, and there is one of each name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class TimerRow:
    """One timer. `at` is when it was meant to ring, however often it was postponed since."""

    community: str
    kind: str
    subject: str
    at: datetime
    attempts: int = 0
    parked: bool = False
    error: str = ""


class Timers:
    """One community's timers."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def set(self, kind: str, subject: str, at: datetime) -> None:
        """Set a timer, in place of the one of that name."""
        await self._connection.run(
            "INSERT INTO timers (community, kind, subject, at, due_at)"
            " VALUES (:community, :kind, :subject, :at, :at)"
            " ON CONFLICT (community, kind, subject) DO UPDATE SET at = excluded.at,"
            " due_at = excluded.due_at, attempts = 0, parked = 0, error = ''",
            community=self._community,
            kind=kind,
            subject=subject,
            at=moment(at),
        )

    async def cancel(self, kind: str, subject: str) -> None:
        """Drop a timer; none of that name is fine."""
        await self._connection.run(
            f"DELETE FROM timers {_NAMED}",
            community=self._community,
            kind=kind,
            subject=subject,
        )

    async def take(self, timer: TimerRow) -> bool:
        """Delete a timer that is being fired; False when it is gone, was set anew or was postponed.

        This is the claim: of two copies of the bot that saw the same row, one gets True.
        """
        touched = await self._connection.run(
            f"DELETE FROM timers {_NAMED} AND at = :at AND attempts = :attempts",
            community=self._community,
            kind=timer.kind,
            subject=timer.subject,
            at=moment(timer.at),
            attempts=timer.attempts,
        )
        return touched == 1

    async def postpone(self, kind: str, subject: str, until: datetime, error: str) -> int:
        """Let a timer that failed ring again later; how often it has failed."""
        row = await self._connection.row(
            "UPDATE timers SET due_at = :until, error = :error, attempts = attempts + 1"
            f" {_NAMED} RETURNING attempts",
            community=self._community,
            kind=kind,
            subject=subject,
            until=moment(until),
            error=error,
        )
        return int(row["attempts"]) if row else 0

    async def park(self, kind: str, subject: str, error: str = "") -> None:
        """Let a timer that failed too often rest until somebody sets it anew."""
        await self._connection.run(
            f"UPDATE timers SET parked = 1, error = :error, attempts = attempts + 1 {_NAMED}",
            community=self._community,
            kind=kind,
            subject=subject,
            error=error,
        )

    async def get(self, kind: str, subject: str) -> TimerRow | None:
        """The timer of a name."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM timers {_NAMED}",
            community=self._community,
            kind=kind,
            subject=subject,
        )
        return None if row is None else _timer(row)

    async def at(self, kind: str, subject: str) -> datetime | None:
        """When the timer of a name is meant to ring."""
        timer = await self.get(kind, subject)
        return None if timer is None else timer.at

    async def list_(self) -> list[TimerRow]:
        """Every timer of this community, in order of time."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM timers WHERE community = :community"
            " ORDER BY due_at, kind, subject",
            community=self._community,
        )
        return [_timer(row) for row in rows]


class DueTimers:
    """The timers of every community, as the scheduler sees them."""

    def __init__(self, connection: Connection) -> None:
        """Use one transaction; a reading one will do."""
        self._connection = connection

    async def due(self, now: datetime, most: int = 50) -> list[TimerRow]:
        """What is due, in order of time. Nothing is claimed yet: `Timers.take` does that."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM timers WHERE parked = 0 AND due_at <= :now"
            " ORDER BY due_at, at, community, kind, subject LIMIT :most",
            now=moment(now),
            most=most,
        )
        return [_timer(row) for row in rows]

    async def next_at(self) -> datetime | None:
        """When the next timer is due."""
        row = await self._connection.row("SELECT MIN(due_at) AS at FROM timers WHERE parked = 0")
        return dt(row["at"]) if row and row["at"] else None

    async def parked(self) -> list[TimerRow]:
        """The timers that failed too often, for `doctor`."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM timers WHERE parked = 1 ORDER BY at, community, kind, subject"
        )
        return [_timer(row) for row in rows]


_NAMED = "WHERE community = :community AND kind = :kind AND subject = :subject"
_COLUMNS = "community, kind, subject, at, attempts, parked, error"


def _timer(row: Row) -> TimerRow:
    return TimerRow(
        community=row["community"],
        kind=row["kind"],
        subject=row["subject"],
        at=dt(row["at"]),
        attempts=row["attempts"],
        parked=bool(row["parked"]),
        error=row["error"],
    )
