"""The schedules on which moderators want a question asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from bot.store.moments import dt, dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One schedule. An empty `zone` is the community's own; an empty `move` is any that fits."""

    id: int
    channel: str
    move: str
    cron: str
    by: str
    created_at: datetime
    zone: str = ""
    paused_until: datetime | None = None
    skip_next: bool = False

    def skipping(self, skip_next: bool) -> Self:
        """The same, with the next run left out or not."""
        return replace(self, skip_next=skip_next)

    def skipped(self) -> Self:
        """The same, after a run was left out."""
        return self.skipping(False)


class Schedules:
    """One community's schedules."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def add(
        self, channel: str, move: str, cron: str, by: str, now: datetime, zone: str = ""
    ) -> ScheduleRow:
        """Make a schedule, with the next number."""
        number = await next_number(self._connection, self._community, "schedule")
        row = ScheduleRow(number, channel, move, cron, by, now, zone)
        await self.save(row)
        return row

    async def save(self, row: ScheduleRow) -> None:
        """Keep a schedule."""
        await self._connection.run(
            f"INSERT INTO schedules (community, {_COLUMNS}) VALUES (:community, :id, :channel,"
            " :move, :cron, :zone, :author, :paused_until, :skip_next, :created_at)"
            " ON CONFLICT (community, id) DO UPDATE SET channel = excluded.channel,"
            " move = excluded.move, cron = excluded.cron, zone = excluded.zone,"
            " author = excluded.author, paused_until = excluded.paused_until,"
            " skip_next = excluded.skip_next, created_at = excluded.created_at",
            community=self._community,
            id=row.id,
            channel=row.channel,
            move=row.move,
            cron=row.cron,
            zone=row.zone,
            author=row.by,
            paused_until=moment_or_none(row.paused_until),
            skip_next=int(row.skip_next),
            created_at=moment(row.created_at),
        )

    async def get(self, id: int) -> ScheduleRow | None:
        """One schedule."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM schedules WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        return None if row is None else _schedule(row)

    async def remove(self, id: int) -> None:
        """Drop a schedule; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM schedules WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def forget(self, member: str) -> None:
        """Take a member's name off the schedules they set; the schedules stay."""
        await self._connection.run(
            "UPDATE schedules SET author = '' WHERE community = :community AND author = :member",
            community=self._community,
            member=member,
        )

    async def list(self) -> list[ScheduleRow]:
        """Every schedule, in order of number."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM schedules WHERE community = :community ORDER BY id",
            community=self._community,
        )
        return [_schedule(row) for row in rows]


_COLUMNS = "id, channel, move, cron, zone, author, paused_until, skip_next, created_at"


def _schedule(row: Row) -> ScheduleRow:
    return ScheduleRow(
        id=row["id"],
        channel=row["channel"],
        move=row["move"],
        cron=row["cron"],
        zone=row["zone"],
        by=row["author"],
        paused_until=dt_or_none(row["paused_until"]),
        skip_next=bool(row["skip_next"]),
        created_at=dt(row["created_at"]),
    )
