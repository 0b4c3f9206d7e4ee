"""Who is signed in to the reading pages, and the links that sign in.

Of the secret in a cookie and of the token in a link, only the hash is kept. Both are 256 bits of
chance, so that a look-up by the hash tells nobody anything by how long it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.chat import MemberRef
from adapters.events import nameless
from bot.store.moments import dt, moment
from bot.store.subscriptions import hashed
from bot.store.transactions import Connection, Row

LINK_LIVES = timedelta(minutes=15)
SESSION_LIVES = timedelta(days=7)
REMEMBERED = timedelta(hours=24)  # over which the links one member asked for are counted


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser that is signed in."""

    community: str
    member: MemberRef
    began_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link that signs in, once. Without a `member` it was used, or another took its place."""

    community: str
    member: MemberRef | None
    asked_at: datetime

    def works(self, now: datetime) -> bool:
        """Whether it still signs in."""
        return self.member is not None and now < self.asked_at + LINK_LIVES


class Sessions:
    """One community's sessions on the reading pages, and the links that begin one."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def asked_lately(self, member: MemberRef, now: datetime) -> int:
        """How many links a member asked for in the last day."""
        row = await self._connection.row(
            "SELECT COUNT(*) AS asked FROM sign_in_links"
            " WHERE community = :community AND asker = :asker AND asked_at > :since",
            community=self._community,
            asker=self._asker(member),
            since=moment(now - REMEMBERED),
        )
        return int(row["asked"]) if row else 0

    async def offer(self, member: MemberRef, token: str, now: datetime) -> None:
        """Keep that a link signs a member in; the ones before it do not any more."""
        await self._void(member)
        await self._connection.run(
            "INSERT INTO sign_in_links (token, community, asker, member, asked_at)"
            " VALUES (:token, :community, :asker, :member, :now)",
            token=hashed(token),
            community=self._community,
            asker=self._asker(member),
            member=str(member),
            now=moment(now),
        )

    async def use(self, token: str, secret: str, now: datetime) -> None:
        """Begin a session by a link, and use the link up. One that works no more does nothing."""
        row = await sign_in_link(self._connection, token)
        if row is None or row.community != self._community or not row.works(now):
            return
        assert row.member is not None  # else it would not work
        await self._void(row.member)
        await self._connection.run(
            "INSERT INTO sessions (secret, community, member, began_at, ends_at)"
            " VALUES (:secret, :community, :member, :now, :until)",
            secret=hashed(secret),
            community=self._community,
            member=str(row.member),
            now=moment(now),
            until=moment(now + SESSION_LIVES),
        )

    async def of(self, member: MemberRef, now: datetime) -> list[SessionRow]:
        """A member's sessions that are not over, oldest first."""
        rows = await self._connection.rows(
            f"SELECT {_SESSION} FROM sessions WHERE community = :community"
            " AND member = :member AND ends_at > :now ORDER BY began_at",
            community=self._community,
            member=str(member),
            now=moment(now),
        )
        return [_session(row) for row in rows]

    async def end(self, secret: str) -> None:
        """End one session."""
        await self._connection.run(
            "DELETE FROM sessions WHERE community = :community AND secret = :secret",
            community=self._community,
            secret=hashed(secret),
        )

    async def end_all(self, member: MemberRef) -> int:
        """Sign a member out of every browser, by their links too; of how many sessions."""
        await self._void(member)
        return await self._connection.run(
            "DELETE FROM sessions WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )

    async def close(self) -> None:
        """Sign everybody out: the community let the bot go."""
        await self._connection.run(
            "DELETE FROM sessions WHERE community = :community", community=self._community
        )
        await self._connection.run(
            "UPDATE sign_in_links SET member = '' WHERE community = :community",
            community=self._community,
        )

    async def purge(self, before: datetime) -> int:
        """Forget the sessions that were over at a moment, and the links that are not counted."""
        over = await self._connection.run(
            "DELETE FROM sessions WHERE community = :community AND ends_at <= :before",
            community=self._community,
            before=moment(before),
        )
        return over + await self._connection.run(
            "DELETE FROM sign_in_links WHERE community = :community AND asked_at <= :before",
            community=self._community,
            before=moment(before - REMEMBERED),
        )

    async def _void(self, member: MemberRef) -> None:
        await self._connection.run(
            "UPDATE sign_in_links SET member = ''"
            " WHERE community = :community AND asker = :asker AND member <> ''",
            community=self._community,
            asker=self._asker(member),
        )

    def _asker(self, member: MemberRef) -> str:
        return nameless(self._community, str(member))


async def sign_in_link(connection: Connection, token: str) -> LinkRow | None:
    """The link with that token, whatever community it is of."""
    row = await connection.row(
        "SELECT community, member, asked_at FROM sign_in_links WHERE token = :token",
        token=hashed(token),
    )
    if row is None:
        return None
    member = MemberRef.parse(row["member"]) if row["member"] else None
    return LinkRow(row["community"], member, dt(row["asked_at"]))


async def session(
    connection: Connection, community: str, secret: str, now: datetime
) -> SessionRow | None:
    """The session of a community with that secret, unless it is over."""
    if not secret:
        return None
    row = await connection.row(
        f"SELECT {_SESSION} FROM sessions"
        " WHERE secret = :secret AND community = :community AND ends_at > :now",
        secret=hashed(secret),
        community=community,
        now=moment(now),
    )
    return None if row is None else _session(row)


_SESSION = "community, member, began_at, ends_at"


def _session(row: Row) -> SessionRow:
    return SessionRow(
        row["community"], MemberRef.parse(row["member"]), dt(row["began_at"]), dt(row["ends_at"])
    )
