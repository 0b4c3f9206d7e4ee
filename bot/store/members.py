"""What members decided about themselves, and nothing else about them.

A forgotten member leaves a hash, so that they are not heard again until they say so. Whoever holds
the database and a list of member ids could find them by it; nothing else is known of them then.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from adapters.chat import MemberRef
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member's choices: may the bot listen, quote them inside the community, write to them."""

    member: MemberRef
    council: str = ""
    council_kind: str = ""
    listen: bool = True
    quotes: bool = True
    tells: bool = False
    moderator: bool = False


class Members:
    """One community's members, as far as they decided anything."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def get(self, member: MemberRef) -> MemberRow | None:
        """What a member decided; who was forgotten is not to be listened to."""
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
        await self._lift(row.member)
        await self._connection.run(
            f"INSERT INTO members (community, {_COLUMNS}) VALUES (:community, :member, :council,"
            " :council_kind, :listen, :quotes, :tells, :moderator)"
            " ON CONFLICT (community, member) DO UPDATE SET council = excluded.council,"
            " council_kind = excluded.council_kind, listen = excluded.listen,"
            " quotes = excluded.quotes, tells = excluded.tells, moderator = excluded.moderator",
            community=self._community,
            member=str(row.member),
            council=row.council,
            council_kind=row.council_kind,
            listen=int(row.listen),
            quotes=int(row.quotes),
            tells=int(row.tells),
            moderator=int(row.moderator),
        )

    async def forget(self, member: MemberRef) -> None:
        """Erase what a member decided, and leave the hash."""
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

    async def was_forgotten(self, member: MemberRef) -> bool:
        """Whether a member was forgotten and has not come back."""
        row = await self._connection.row(
            "SELECT member FROM members WHERE community = :community AND member = :forgotten",
            community=self._community,
            forgotten=self._forgotten(member),
        )
        return row is not None

    async def moderators(self) -> list[MemberRow]:
        """The members who were named moderators, in order of their ids."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM members"
            " WHERE community = :community AND moderator = 1 ORDER BY member",
            community=self._community,
        )
        return [_member(row) for row in rows]

    async def _lift(self, member: MemberRef) -> None:
        await self._connection.run(
            "DELETE FROM members WHERE community = :community AND member = :forgotten",
            community=self._community,
            forgotten=self._forgotten(member),
        )

    def _forgotten(self, member: MemberRef) -> str:
        name = f"{self._community} {member}".encode()
        return f"forgotten {hashlib.blake2b(name, digest_size=16).hexdigest()}"


_COLUMNS = "member, council, council_kind, listen, quotes, tells, moderator"


def _member(row: Row) -> MemberRow:
    return MemberRow(
        member=MemberRef.parse(row["member"]),
        council=row["council"],
        council_kind=row["council_kind"],
        listen=bool(row["listen"]),
        quotes=bool(row["quotes"]),
        tells=bool(row["tells"]),
        moderator=bool(row["moderator"]),
    )
