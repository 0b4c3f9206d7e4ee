"""The views members agreed to share: this community's, and those others share with everyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.library import Scope, Status, View
from challenges.messages import MemberId


class Views:
    """One community's library of views."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next view."""
        return await next_number(self._connection, self._community, "view")

    async def save(self, view: View) -> None:
        """Keep a view of this community's."""
        if view.community != self._community:
            raise ValueError(f"a view of {view.community} is not kept for {self._community}")
        await self._connection.run(
            f"INSERT INTO views ({', '.join(_COLUMNS)})"
            f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            **_row(view),
        )

    async def get(self, id: int) -> View | None:
        """One view of this community's."""
        found = await self._select("community = :community AND id = :id", id=id)
        return found[0] if found else None

    async def to_show(self) -> list[View]:
        """What may be shown here, newest first. Views from elsewhere come without their author."""
        found = await self._select(
            "community = :community OR scope = :everywhere", everywhere=Scope.EVERYWHERE.value
        )
        return [
            view if view.community == self._community else replace(view, by=None, source=None)
            for view in reversed(found)
        ]

    async def by_member(self, member: MemberId) -> list[View]:
        """What one member shared here, oldest first."""
        return await self._select("community = :community AND author = :member", member=member)

    async def between(self, since: datetime, until: datetime) -> list[View]:
        """What was shared here from one moment until before another, oldest first."""
        return await self._select(
            "community = :community AND shared_at >= :since AND shared_at < :until",
            since=moment(since),
            until=moment(until),
        )

    async def remove(self, id: int) -> None:
        """Take a view back; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM views WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def _select(self, where: str, **named: object) -> list[View]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM views WHERE {where}"
            " ORDER BY shared_at, community, id",
            community=self._community,
            **named,
        )
        return [_view(row) for row in rows]


_COLUMNS = (
    "community", "id", "claim", "text", "status", "council", "council_kind", "link", "author",
    "scope", "shared_at", "source",
)  # fmt: skip
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])


def _row(view: View) -> Mapping[str, Any]:
    plain = {name: getattr(view, name) for name in _COLUMNS if name != "author"}
    return plain | {
        "author": view.by,
        "status": view.status.value,
        "scope": view.scope.value,
        "shared_at": moment(view.shared_at),
    }


def _view(row: Row) -> View:
    plain = dict(row)
    return View(
        by=plain.pop("author"),
        **plain
        | {
            "status": Status(row["status"]),
            "scope": Scope(row["scope"]),
            "shared_at": dt(row["shared_at"]),
        },
    )
