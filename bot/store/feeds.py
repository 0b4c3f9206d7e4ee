"""The feeds a community reads, and how the reading went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.store.moments import dt, dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from bot.store.visited import VisitedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow(VisitedRow):
    """One feed."""

    title: str = ""
    council: str = ""
    council_kind: str = ""
    etag: str = ""
    modified: str = ""

    @property
    def source(self) -> str:
        """What names it in the queue."""
        return f"feed:{self.id}"

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.title or urlsplit(self.address).hostname or self.address


class Feeds:
    """One community's feeds."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next feed."""
        return await next_number(self._connection, self._community, "feed")

    async def save(self, row: FeedRow) -> None:
        """Keep a feed, in place of what was known of it."""
        await self._connection.run(
            f"INSERT INTO feeds (community, {', '.join(_COLUMNS)})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            community=self._community,
            **{name: getattr(row, name) for name in _PLAIN},
            details=json.dumps(dict(row.details)),
            added_at=moment(row.added_at),
            read_at=moment_or_none(row.read_at),
        )

    async def get(self, id: int) -> FeedRow | None:
        """The feed of a number."""
        return next((each for each in await self.all() if each.id == id), None)

    async def all(self) -> list[FeedRow]:
        """Every feed, in the order they were added."""
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM feeds WHERE community = :community ORDER BY id",
            community=self._community,
        )
        return [_feed(row) for row in rows]

    async def remove(self, id: int) -> None:
        """Read a feed no more."""
        await self._connection.run(
            "DELETE FROM feeds WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def forget(self, member: str) -> None:
        """Take a member's name off the feeds they added."""
        await self._connection.run(
            "UPDATE feeds SET added_by = '' WHERE community = :community AND added_by = :member",
            community=self._community,
            member=member,
        )


_PLAIN = (
    "id", "address", "title", "council", "council_kind", "state", "etag", "modified", "failures",
    "fault", "added_by",
)  # fmt: skip
_COLUMNS = (*_PLAIN, "details", "added_at", "read_at")
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def _feed(row: Row) -> FeedRow:
    plain = {name: row[name] for name in _PLAIN}
    return FeedRow(
        **plain,
        details=json.loads(row["details"]),
        added_at=dt(row["added_at"]),
        read_at=dt_or_none(row["read_at"]),
    )
