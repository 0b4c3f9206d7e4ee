"""The channels that hold rounds with ours, and the invitations that were made."""

from __future__ import annotations

from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.messages import ChannelId
from challenges.partners import Invitation, Partner, PartnerState

_COLUMNS = ("id", "channel", "theirs", "name", "known_as", "number", "state")
_NAMES = ", ".join(_COLUMNS)


class Partners:
    """One community's partners and invitations."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next partner."""
        return await next_number(self._connection, self._community, "partner")

    async def save(self, partner: Partner) -> None:
        """Keep a partner as it is now."""
        await self._connection.run(
            f"INSERT INTO partners (community, {_NAMES})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            " ON CONFLICT (community, id) DO UPDATE SET name = excluded.name,"
            " number = excluded.number, state = excluded.state",
            community=self._community,
            **{name: getattr(partner, name) for name in _COLUMNS[:-1]},
            state=partner.state.value,
        )

    async def get(self, id: int) -> Partner | None:
        """The partner of that number."""
        found = await self._select("id = :id", id=id)
        return found[0] if found else None

    async def of(self, channel: ChannelId) -> list[Partner]:
        """The partners of one channel, oldest first."""
        return await self._select("channel = :channel", channel=channel)

    async def all(self) -> list[Partner]:
        """Every partner of this community, oldest first."""
        return await self._select("1 = 1")

    async def remove(self, id: int) -> None:
        """Drop a partner; its number is not given again."""
        await self._connection.run(
            "DELETE FROM partners WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def invite(self, code: str, invitation: Invitation) -> None:
        """Keep the hash of an invitation's code, in place of an earlier one for that channel."""
        await self._connection.run(
            "INSERT INTO invitations (community, channel, code, name, until)"
            " VALUES (:community, :channel, :code, :name, :until)"
            " ON CONFLICT (community, channel) DO UPDATE SET code = excluded.code,"
            " name = excluded.name, until = excluded.until",
            community=self._community,
            channel=invitation.channel,
            code=code,
            name=invitation.name,
            until=moment(invitation.until),
        )

    async def invitation(self, code: str, now: datetime) -> Invitation | None:
        """An invitation of any community, by the hash of its code, while it lives."""
        row = await self._connection.row(
            "SELECT channel, name, until FROM invitations WHERE code = :code AND until > :now",
            code=code,
            now=moment(now),
        )
        if row is None:
            return None
        return Invitation(ChannelId(row["channel"]), row["name"], dt(row["until"]))

    async def spend(self, code: str) -> bool:
        """Use up an invitation of this community; False when there is none."""
        touched = await self._connection.run(
            "DELETE FROM invitations WHERE community = :community AND code = :code",
            community=self._community,
            code=code,
        )
        return touched > 0

    async def uninvite(self, channel: ChannelId) -> None:
        """Drop the invitation of a channel, if there is one."""
        await self._connection.run(
            "DELETE FROM invitations WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=channel,
        )

    async def purge(self, before: datetime) -> int:
        """Forget the invitations that lived until before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM invitations WHERE community = :community AND until < :before",
            community=self._community,
            before=moment(before),
        )

    async def _select(self, where: str, **named: object) -> list[Partner]:
        rows = await self._connection.rows(
            f"SELECT {_NAMES} FROM partners WHERE community = :community AND {where} ORDER BY id",
            community=self._community,
            **named,
        )
        return [_partner(row) for row in rows]


def _partner(row: Row) -> Partner:
    kept = {name: row[name] for name in _COLUMNS}
    return Partner(**kept | {"state": PartnerState(row["state"])})
