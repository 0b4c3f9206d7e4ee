"""The digests published: one for each week, with a number and a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One published digest: the stored post, the page, and the moment it reaches up to."""

    number: int
    week: str
    post: str
    page: str
    until: datetime
    published_at: datetime


class Digests:
    """One community's digests."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def save(
        self, number: int, week: str, post: str, page: str, until: datetime | str, now: datetime
    ) -> bool:
        """Keep a week's digest; False when the week has one. `until` may be its ISO text."""
        reaches = datetime.fromisoformat(until) if isinstance(until, str) else until
        touched = await self._connection.run(
            "INSERT INTO digests (community, number, week, post, page, until, published_at)"
            " VALUES (:community, :number, :week, :post, :page, :until, :now)"
            " ON CONFLICT (community, week) DO NOTHING",
            community=self._community,
            number=number,
            week=week,
            post=post,
            page=page,
            until=moment(reaches),
            now=moment(now),
        )
        return touched == 1

    async def has(self, week: str) -> bool:
        """Whether a week has its digest."""
        row = await self._connection.row(
            "SELECT number FROM digests WHERE community = :community AND week = :week",
            community=self._community,
            week=week,
        )
        return row is not None

    async def get(self, number: int) -> DigestRow | None:
        """One digest."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community AND number = :number",
            community=self._community,
            number=number,
        )
        return None if row is None else _digest(row)

    async def latest(self) -> DigestRow | None:
        """The digest of the highest number."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community"
            " ORDER BY number DESC LIMIT 1",
            community=self._community,
        )
        return None if row is None else _digest(row)

    async def page(self, number: int) -> str | None:
        """The page of one digest."""
        found = await self.get(number)
        return None if found is None else found.page

    async def list(self) -> list[DigestRow]:
        """Every digest, newest first."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community ORDER BY number DESC",
            community=self._community,
        )
        return [_digest(row) for row in rows]

    async def purge(self, before: datetime) -> int:
        """Delete the digests published before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM digests WHERE community = :community AND published_at < :before",
            community=self._community,
            before=moment(before),
        )


_COLUMNS = "number, week, post, page, until, published_at"


def _digest(row: Row) -> DigestRow:
    return DigestRow(
        **dict(row) | {"until": dt(row["until"]), "published_at": dt(row["published_at"])}
    )
