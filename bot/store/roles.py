"""Who was named a moderator or an organiser, and for whom the platform last gave its word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.chat import MemberRef
from adapters.commands import Who
from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that was given: to a member, or to a group of the platform, whose id begins with &.

    `by` is empty once its owner was forgotten.
    """

    holder: MemberRef
    role: Who
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VouchedRow:
    """The platform's last word for a member: that they run the community, or are in a group."""

    member: str
    through: str  # the group, as it was named; empty: the whole community is theirs to run
    at: datetime


class Roles:
    """One community's roles."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def give(self, holder: MemberRef, role: Who, by: str, now: datetime) -> None:
        """Name somebody, or a group, over what they were before."""
        await self._connection.run(
            "INSERT INTO roles (community, holder, role, named_by, named_at)"
            " VALUES (:community, :holder, :role, :by, :now)"
            " ON CONFLICT (community, holder) DO UPDATE SET role = excluded.role,"
            " named_by = excluded.named_by, named_at = excluded.named_at",
            community=self._community,
            holder=str(holder),
            role=role.value,
            by=by,
            now=moment(now),
        )

    async def take(self, holder: MemberRef) -> bool:
        """Take a role back; False when there was none."""
        touched = await self._connection.run(
            "DELETE FROM roles WHERE community = :community AND holder = :holder",
            community=self._community,
            holder=str(holder),
        )
        return touched > 0

    async def named(self) -> list[RoleRow]:
        """Everybody who was named, in order of their ids."""
        rows = await self._connection.rows(
            "SELECT holder, role, named_by, named_at FROM roles"
            " WHERE community = :community ORDER BY holder",
            community=self._community,
        )
        return [_role(row) for row in rows]

    async def of(self, holders: Sequence[MemberRef]) -> list[RoleRow]:
        """The roles of some holders, in order of their ids."""
        named = {f"holder{number}": str(each) for number, each in enumerate(holders)}
        rows = await self._connection.rows(
            "SELECT holder, role, named_by, named_at FROM roles WHERE community = :community"
            f" AND holder IN ({', '.join(f':{name}' for name in named)}) ORDER BY holder",
            community=self._community,
            **named,
        )
        return [_role(row) for row in rows]

    async def vouched(self, member: MemberRef) -> VouchedRow | None:
        """What the platform last said for a member; None when it said nothing."""
        row = await self._connection.row(
            "SELECT member, through, at FROM vouched"
            " WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )
        return None if row is None else _vouched(row)

    async def all_vouched(self, since: datetime) -> list[VouchedRow]:
        """Everybody the platform gave its word for since a moment, in order of their ids."""
        rows = await self._connection.rows(
            "SELECT member, through, at FROM vouched"
            " WHERE community = :community AND at >= :since ORDER BY member",
            community=self._community,
            since=moment(since),
        )
        return [_vouched(row) for row in rows]

    async def vouch(self, member: MemberRef, through: str, now: datetime) -> None:
        """Keep the platform's word for a member."""
        await self._connection.run(
            "INSERT INTO vouched (community, member, through, at)"
            " VALUES (:community, :member, :through, :now)"
            " ON CONFLICT (community, member) DO UPDATE SET through = excluded.through,"
            " at = excluded.at",
            community=self._community,
            member=str(member),
            through=through,
            now=moment(now),
        )

    async def take_back_word(self, member: MemberRef) -> None:
        """The platform vouches for a member no more."""
        await self._connection.run(
            "DELETE FROM vouched WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )

    async def forget(self, member: MemberRef) -> None:
        """Erase a member's role and the word for them; whom they named keeps the role."""
        await self.take(member)
        await self.take_back_word(member)
        await self._connection.run(
            "UPDATE roles SET named_by = '' WHERE community = :community AND named_by = :member",
            community=self._community,
            member=str(member),
        )

    async def purge(self, before: datetime) -> int:
        """Forget the words given before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM vouched WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )


def _role(row: Row) -> RoleRow:
    return RoleRow(
        MemberRef.parse(row["holder"]), Who(row["role"]), row["named_by"], dt(row["named_at"])
    )


def _vouched(row: Row) -> VouchedRow:
    return VouchedRow(row["member"], row["through"], dt(row["at"]))
