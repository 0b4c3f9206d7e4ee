"""Who gets the digest by mail, and who was asked by mail whether they want to.

Addresses stand here sealed. Of what a link holds, only the hash is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from adapters.chat import MemberRef
from adapters.events import nameless
from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row

LIVES = timedelta(hours=48)  # of the link in a mail that asks to be confirmed
REMEMBERED = timedelta(hours=24)  # over which the mails one member asked for are counted


def hashed(token: str) -> str:
    """What is kept of a token: nobody who reads the store can make a link of it."""
    return blake2b(token.encode(), digest_size=32).hexdigest()


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """One member's subscription. Sealed are the address and the token of the way out."""

    community: str
    member: MemberRef
    sealed: str


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """One mail that asked to be confirmed. Sealed are the member and the address."""

    token: str  # its hash
    community: str
    sealed: str
    state: str  # waiting, confirmed, or void
    asked_at: datetime

    def waits(self, now: datetime) -> bool:
        """Whether its link still does something."""
        return self.state == "waiting" and now < self.asked_at + LIVES


class Subscriptions:
    """One community's subscriptions to its digest by mail, and the mails that ask for one."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def all(self) -> list[SubscriptionRow]:
        """Everybody who gets the digest by mail."""
        rows = await self._connection.rows(
            f"SELECT {_SUBSCRIPTION} FROM subscriptions WHERE community = :community"
            " ORDER BY member",
            community=self._community,
        )
        return [_subscription(row) for row in rows]

    async def of(self, member: MemberRef) -> SubscriptionRow | None:
        """One member's subscription."""
        row = await self._connection.row(
            f"SELECT {_SUBSCRIPTION} FROM subscriptions"
            " WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )
        return None if row is None else _subscription(row)

    async def save(self, row: SubscriptionRow, way_out: str, now: datetime) -> None:
        """Subscribe a member, in place of what they had."""
        await self._connection.run(
            "INSERT INTO subscriptions (community, member, sealed, way_out, confirmed_at)"
            " VALUES (:community, :member, :sealed, :way_out, :now)"
            " ON CONFLICT (community, member) DO UPDATE SET sealed = excluded.sealed,"
            " way_out = excluded.way_out, confirmed_at = excluded.confirmed_at",
            community=self._community,
            member=str(row.member),
            sealed=row.sealed,
            way_out=hashed(way_out),
            now=moment(now),
        )

    async def end(self, member: MemberRef) -> None:
        """End a member's subscription, and let no mail they asked for be confirmed any more."""
        await self._connection.run(
            "DELETE FROM subscriptions WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )
        await self._void(member)

    async def asked_lately(self, member: MemberRef, now: datetime) -> int:
        """How many mails a member asked for in the last day."""
        row = await self._connection.row(
            "SELECT COUNT(*) AS asked FROM confirmations"
            " WHERE community = :community AND asker = :asker AND asked_at > :since",
            community=self._community,
            asker=self._asker(member),
            since=moment(now - REMEMBERED),
        )
        return int(row["asked"]) if row else 0

    async def ask(self, member: MemberRef, token: str, sealed: str, now: datetime) -> None:
        """Keep that a mail asks to be confirmed; the ones before it count no more."""
        await self._void(member)
        await self._connection.run(
            "INSERT INTO confirmations (token, community, asker, sealed, asked_at)"
            " VALUES (:token, :community, :asker, :sealed, :now)",
            token=hashed(token),
            community=self._community,
            asker=self._asker(member),
            sealed=sealed,
            now=moment(now),
        )

    async def confirmed(self, row: ConfirmationRow) -> None:
        """Use up a confirmation."""
        await self._connection.run(
            "UPDATE confirmations SET state = 'confirmed', sealed = ''"
            " WHERE community = :community AND token = :token",
            community=self._community,
            token=row.token,
        )

    async def purge(self, before: datetime) -> int:
        """Forget the mails that asked before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM confirmations WHERE community = :community AND asked_at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _void(self, member: MemberRef) -> None:
        await self._connection.run(
            "UPDATE confirmations SET state = 'void', sealed = ''"
            " WHERE community = :community AND asker = :asker AND state = 'waiting'",
            community=self._community,
            asker=self._asker(member),
        )

    def _asker(self, member: MemberRef) -> str:
        return nameless(self._community, str(member))


async def confirmation(connection: Connection, token: str) -> ConfirmationRow | None:
    """The mail with that token in its link, whatever community it is of."""
    row = await connection.row(
        "SELECT token, community, sealed, state, asked_at FROM confirmations WHERE token = :token",
        token=hashed(token),
    )
    if row is None:
        return None
    return ConfirmationRow(
        row["token"], row["community"], row["sealed"], row["state"], dt(row["asked_at"])
    )


async def leaving(connection: Connection, token: str) -> SubscriptionRow | None:
    """The subscription with that way out, whatever community it is of."""
    row = await connection.row(
        f"SELECT {_SUBSCRIPTION} FROM subscriptions WHERE way_out = :token", token=hashed(token)
    )
    return None if row is None else _subscription(row)


_SUBSCRIPTION = "community, member, sealed"


def _subscription(row: Row) -> SubscriptionRow:
    return SubscriptionRow(row["community"], MemberRef.parse(row["member"]), row["sealed"])
