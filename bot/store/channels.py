"""The channels the bot was in, who reads them, and where it is switched on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from adapters.chat import ChannelRef
from adapters.events import Audience
from bot.store.moments import dt_or_none, moment, moment_or_none
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel. It is heard only while `on`."""

    channel: ChannelRef
    audience: Audience
    on: bool = False
    paused_until: datetime | None = None
    language: str = ""  # of what is said there; empty is the community's
    switched_by: str = ""  # by whom it was switched last; empty when nobody knows any more
    switched_at: datetime | None = None


class Channels:
    """One community's channels."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community
        # Every event asks about its channel. What was read is dropped when a channel is written.
        self._read: dict[ChannelRef, ChannelRow | None]
        self._read = connection.memory.of("channels", community)

    async def saw(self, channel: ChannelRef, audience: Audience) -> None:
        """Keep who reads a channel; a channel met for the first time is off."""
        self._read.clear()
        await self._connection.run(
            "INSERT INTO channels (community, channel, audience)"
            " VALUES (:community, :channel, :audience)"
            " ON CONFLICT (community, channel) DO UPDATE SET audience = excluded.audience",
            community=self._community,
            channel=str(channel),
            audience=audience.value,
        )

    async def get(self, channel: ChannelRef) -> ChannelRow | None:
        """One channel, if it was met."""
        if channel not in self._read:
            self._read[channel] = await self._select(channel)
        return self._read[channel]

    async def _select(self, channel: ChannelRef) -> ChannelRow | None:
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM channels WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=str(channel),
        )
        return None if row is None else _channel(row)

    async def switched_on(self) -> list[ChannelRow]:
        """The channels that are on, in order of their names."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM channels"
            " WHERE community = :community AND switched_on = 1 ORDER BY channel",
            community=self._community,
        )
        return [_channel(row) for row in rows]

    async def open_to_all(self) -> frozenset[str]:
        """The names of the channels that everyone in the community can read."""
        rows = await self._connection.rows(
            "SELECT channel FROM channels WHERE community = :community AND audience = :everyone",
            community=self._community,
            everyone=Audience.COMMUNITY.value,
        )
        return frozenset(row["channel"] for row in rows)

    async def switch(self, channel: ChannelRef, on: bool, by: str, now: datetime) -> None:
        """Switch a channel on or off; a pause ends with it. Unmet channels count as open to all."""
        self._read.clear()
        await self._connection.run(
            "INSERT INTO channels"
            " (community, channel, audience, switched_on, switched_by, switched_at)"
            " VALUES (:community, :channel, :audience, :switched_on, :switched_by, :now)"
            " ON CONFLICT (community, channel) DO UPDATE SET switched_on = excluded.switched_on,"
            " switched_by = excluded.switched_by, switched_at = excluded.switched_at,"
            " paused_until = NULL",
            community=self._community,
            channel=str(channel),
            audience=Audience.COMMUNITY.value,
            switched_on=int(on),
            switched_by=by,
            now=moment(now),
        )

    async def forget(self, member: str) -> None:
        """Take a member's name off the channels they switched."""
        self._read.clear()
        await self._connection.run(
            "UPDATE channels SET switched_by = ''"
            " WHERE community = :community AND switched_by = :member",
            community=self._community,
            member=member,
        )

    async def pause(self, channel: ChannelRef, until: datetime | None) -> None:
        """Ask nothing of our own accord in a channel until a moment; None ends the pause."""
        self._read.clear()
        await self._connection.run(
            "UPDATE channels SET paused_until = :until"
            " WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=str(channel),
            until=moment_or_none(until),
        )

    async def speak(self, channel: ChannelRef, language: str) -> None:
        """Say what is said in a channel in a language of its own; empty: in the community's."""
        self._read.clear()
        await self._connection.run(
            "UPDATE channels SET language = :language"
            " WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=str(channel),
            language=language,
        )


async def switched_on_anywhere(connection: Connection, platform: str) -> list[ChannelRef]:
    """The channels of a platform that are on, in whatever community, for `doctor`."""
    rows = await connection.rows(
        "SELECT channel FROM channels WHERE switched_on = 1 ORDER BY channel"
    )
    channels = [ChannelRef.parse(row["channel"]) for row in rows]
    return [each for each in channels if each.community.platform == platform]


_COLUMNS = "channel, audience, switched_on, paused_until, language, switched_by, switched_at"


def _channel(row: Row) -> ChannelRow:
    return ChannelRow(
        channel=ChannelRef.parse(row["channel"]),
        audience=Audience(row["audience"]),
        on=bool(row["switched_on"]),
        paused_until=dt_or_none(row["paused_until"]),
        language=row["language"],
        switched_by=row["switched_by"],
        switched_at=dt_or_none(row["switched_at"]),
    )
