"""What members decided about themselves, and nothing else about them.

A forgotten member leaves a hash, so that they are not heard again until they say so. Whoever holds
the database and a list of member ids could find them by it; nothing else is known of them then.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from adapters.chat import MemberRef
from bot.store.moments import dt_or_none, moment, moment_or_none
from bot.store.transactions import Connection, Row
from challenges.messages import MemberId


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member's choices: may the bot listen, quote them inside the community, write to them.

    `council_parent` is the council area that a parish or town council is in, where they said so.
    Until `snoozed_until` it leaves them out: nothing is set off by what they write, and nothing is
    said to them that they did not ask for.
    """

    member: MemberRef
    council: str = ""
    council_kind: str = ""
    listen: bool = True
    quotes: bool = True
    tells: bool = False
    snoozed_until: datetime | None = None
    council_parent: str = ""

    def snoozed(self, now: datetime) -> bool:
        """Whether they are to be left out at a moment."""
        return self.snoozed_until is not None and now < self.snoozed_until


class Members:
    """One community's members, as far as they decided anything."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community
        # Every event asks about its author. What was read is dropped when a member is written.
        self._read: dict[MemberRef, MemberRow | None]
        self._read = connection.memory.of("members", community)

    async def get(self, member: MemberRef) -> MemberRow | None:
        """What a member decided; who was forgotten is not to be listened to."""
        if member not in self._read:
            self._read[member] = await self._select(member)
        return self._read[member]

    async def _select(self, member: MemberRef) -> MemberRow | None:
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM members"
            " WHERE community = :community AND member IN (:member, :forgotten)",
            community=self._community,
            member=str(member),
            forgotten=self._forgotten(member),
        )
        if not rows:
            return None
        if rows[0]["member"] != str(member):
            return MemberRow(member, listen=False)
        return _member(rows[0])

    async def save(self, row: MemberRow) -> None:
        """Keep what a member decided; it ends their having been forgotten."""
        self._changing()
        await self._lift(row.member)
        await self._connection.run(
            f"INSERT INTO members (community, {_COLUMNS}) VALUES (:community, :member, :council,"
            " :council_kind, :council_parent, :listen, :quotes, :tells, :snoozed_until)"
            " ON CONFLICT (community, member) DO UPDATE SET council = excluded.council,"
            " council_kind = excluded.council_kind, council_parent = excluded.council_parent,"
            " listen = excluded.listen,"
            " quotes = excluded.quotes, tells = excluded.tells,"
            " snoozed_until = excluded.snoozed_until",
            community=self._community,
            member=str(row.member),
            council=row.council,
            council_kind=row.council_kind,
            council_parent=row.council_parent,
            listen=int(row.listen),
            quotes=int(row.quotes),
            tells=int(row.tells),
            snoozed_until=moment_or_none(row.snoozed_until),
        )

    async def forget(self, member: MemberRef) -> None:
        """Erase what a member decided, and leave the hash."""
        self._changing()
        await self._connection.run(
            "DELETE FROM members WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )
        await self._connection.run(
            "INSERT INTO members (community, member, listen) VALUES (:community, :forgotten, 0)"
            " ON CONFLICT (community, member) DO NOTHING",
            community=self._community,
            forgotten=self._forgotten(member),
        )

    async def kinds(self) -> dict[MemberId, str]:
        """The kind of council of each member who named one."""
        rows = await self._connection.rows(
            "SELECT member, council_kind FROM members"
            " WHERE community = :community AND council_kind <> ''",
            community=self._community,
        )
        return {MemberId(row["member"]): row["council_kind"] for row in rows}

    async def snoozed(self, now: datetime) -> frozenset[str]:
        """The members who are to be left out at a moment."""
        rows = await self._connection.rows(
            "SELECT member FROM members WHERE community = :community AND snoozed_until > :now",
            community=self._community,
            now=moment(now),
        )
        return frozenset(row["member"] for row in rows)

    async def purge(self, before: datetime) -> int:
        """Forget the snoozes that ended before a moment; how many."""
        self._changing()
        return await self._connection.run(
            "UPDATE members SET snoozed_until = NULL"
            " WHERE community = :community AND snoozed_until < :before",
            community=self._community,
            before=moment(before),
        )

    def _changing(self) -> None:
        self._read.clear()
        # A talk that is remembered says of each message whether its author may be quoted.
        self._connection.memory.drop("talks", self._community)

    async def _lift(self, member: MemberRef) -> None:
        await self._connection.run(
            "DELETE FROM members WHERE community = :community AND member = :forgotten",
            community=self._community,
            forgotten=self._forgotten(member),
        )

    def _forgotten(self, member: MemberRef) -> str:
        name = f"{self._community} {member}".encode()
        return f"forgotten {hashlib.blake2b(name, digest_size=16).hexdigest()}"


_COLUMNS = "member, council, council_kind, council_parent, listen, quotes, tells, snoozed_until"


def _member(row: Row) -> MemberRow:
    return MemberRow(
        member=MemberRef.parse(row["member"]),
        council=row["council"],
        council_kind=row["council_kind"],
        council_parent=row["council_parent"],
        listen=bool(row["listen"]),
        quotes=bool(row["quotes"]),
        tells=bool(row["tells"]),
        snoozed_until=dt_or_none(row["snoozed_until"]),
    )
