"""How often the bot may ask in a channel when that is less than was set, and of which threads
moderators were told that many wrote to one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection
from challenges.effects import Cadence


@dataclass(frozen=True, slots=True)
class BrakeRow:
    """How often the bot may ask in a channel, why, and since when."""

    channel: str
    cadence: Cadence
    why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """That moderators were told of a thread, and when."""

    thread: str
    channel: str
    at: datetime


class Brakes:
    """One community's."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def cadence(self, channel: str) -> Cadence:
        """How often the bot may ask in a channel."""
        row = (await self._all()).get(channel)
        return row.cadence if row is not None else Cadence.FULL

    async def get(self, channel: str) -> BrakeRow | None:
        """How a channel stands, where it ever changed."""
        return (await self._all()).get(channel)

    async def save(self, row: BrakeRow) -> None:
        """Keep how a channel stands from now on."""
        self._connection.memory.drop("brakes", self._community)
        await self._connection.run(
            "INSERT INTO brakes (community, channel, cadence, why, since)"
            " VALUES (:community, :channel, :cadence, :why, :since)"
            " ON CONFLICT (community, channel) DO UPDATE SET cadence = excluded.cadence,"
            " why = excluded.why, since = excluded.since",
            community=self._community,
            channel=row.channel,
            cadence=row.cadence.value,
            why=row.why,
            since=moment(row.since),
        )

    async def alarmed(self, thread: str, channel: str, now: datetime) -> bool:
        """Note that moderators are told of a thread; False when they were before."""
        touched = await self._connection.run(
            "INSERT INTO alarms (community, thread, channel, at)"
            " VALUES (:community, :thread, :channel, :now)"
            " ON CONFLICT (community, thread) DO NOTHING",
            community=self._community,
            thread=thread,
            channel=channel,
            now=moment(now),
        )
        return touched == 1

    async def alarms(self, since: datetime) -> list[AlarmRow]:
        """The threads of which moderators were told since a moment, oldest first."""
        rows = await self._connection.rows(
            "SELECT thread, channel, at FROM alarms WHERE community = :community AND at >= :since"
            " ORDER BY at, thread",
            community=self._community,
            since=moment(since),
        )
        return [AlarmRow(row["thread"], row["channel"], dt(row["at"])) for row in rows]

    async def purge(self, before: datetime) -> int:
        """Forget the threads of which moderators were told before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM alarms WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _all(self) -> dict[str, BrakeRow]:
        # Every weighing asks. There is a row for each channel that ever changed: a handful.
        read: dict[str, dict[str, BrakeRow]] = self._connection.memory.of("brakes", self._community)
        if "all" not in read:
            rows = await self._connection.rows(
                "SELECT channel, cadence, why, since FROM brakes WHERE community = :community",
                community=self._community,
            )
            read["all"] = {
                row["channel"]: BrakeRow(
                    row["channel"], Cadence(row["cadence"]), row["why"], dt(row["since"])
                )
                for row in rows
            }
        return read["all"]
