"""The libraries received from other bots, what came from them, and what was withdrawn here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from bot.store.visited import VisitedRow

UNCONFIRMED = "unconfirmed"  # the state between new and reading


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryRow(VisitedRow):
    """A library of another community. Nothing of it is kept before an organiser confirmed it."""

    name: str
    trusted: tuple[str, ...]  # the fingerprints of the keys it may be signed with
    library: str = ""  # its own name for itself; empty until it was read
    made_at: datetime | None = None  # what was read last of it


class Exchange:
    """One community's exchange with others."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next library."""
        return await next_number(self._connection, self._community, "library")

    async def save(self, row: LibraryRow) -> None:
        """Keep a library, in place of what was known of it."""
        await self._connection.run(
            f"INSERT INTO libraries (community, {', '.join(_COLUMNS)})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            community=self._community,
            **{name: getattr(row, name) for name in _PLAIN},
            trusted=json.dumps(row.trusted),
            details=json.dumps(dict(row.details)),
            added_at=moment(row.added_at),
            made_at=moment_or_none(row.made_at),
            read_at=moment_or_none(row.read_at),
        )

    async def get(self, id: int) -> LibraryRow | None:
        """The library of a number."""
        return next((each for each in await self.all() if each.id == id), None)

    async def all(self) -> list[LibraryRow]:
        """Every library, in the order they were added."""
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM libraries WHERE community = :community ORDER BY id",
            community=self._community,
        )
        return [_library(row) for row in rows]

    async def remove(self, id: int) -> None:
        """Receive a library no more; its views are for whoever calls this to take off."""
        for table, name in (("libraries", "id"), ("received_views", "library")):
            await self._connection.run(
                f"DELETE FROM {table} WHERE community = :community AND {name} = :id",
                community=self._community,
                id=id,
            )

    async def received(self, id: int) -> dict[str, tuple[int, str]]:
        """The views that came from a library: by their name there, our number and the digest."""
        rows = await self._connection.rows(
            "SELECT name, view, digest FROM received_views"
            " WHERE community = :community AND library = :id ORDER BY view",
            community=self._community,
            id=id,
        )
        return {row["name"]: (row["view"], row["digest"]) for row in rows}

    async def note(self, id: int, name: str, view: int, digest: str) -> None:
        """Note that a view of ours stands for one of theirs."""
        await self._connection.run(
            "INSERT INTO received_views (community, library, name, view, digest)"
            " VALUES (:community, :id, :name, :view, :digest)"
            " ON CONFLICT (community, library, name) DO UPDATE SET digest = excluded.digest",
            community=self._community,
            id=id,
            name=name,
            view=view,
            digest=digest,
        )

    async def drop(self, id: int, name: str) -> None:
        """Forget that one of theirs was received."""
        await self._connection.run(
            "DELETE FROM received_views"
            " WHERE community = :community AND library = :id AND name = :name",
            community=self._community,
            id=id,
            name=name,
        )

    async def withdraw(self, view: int, now: datetime) -> None:
        """Note that one of our views is not for others any more."""
        await self._connection.run(
            "INSERT INTO withdrawn_views (community, view, at) VALUES (:community, :view, :now)"
            " ON CONFLICT (community, view) DO UPDATE SET at = excluded.at",
            community=self._community,
            view=view,
            now=moment(now),
        )

    async def restore(self, view: int) -> None:
        """Note that one of our views is for others again."""
        await self._connection.run(
            "DELETE FROM withdrawn_views WHERE community = :community AND view = :view",
            community=self._community,
            view=view,
        )

    async def withdrawn(self) -> list[int]:
        """The numbers of our views that were for others and are not any more."""
        rows = await self._connection.rows(
            "SELECT view FROM withdrawn_views WHERE community = :community ORDER BY view",
            community=self._community,
        )
        return [row["view"] for row in rows]

    async def purge(self, before: datetime) -> int:
        """Forget what was withdrawn before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM withdrawn_views WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )

    async def forget(self, member: str) -> None:
        """Take a member's name off the libraries they added."""
        await self._connection.run(
            "UPDATE libraries SET added_by = ''"
            " WHERE community = :community AND added_by = :member",
            community=self._community,
            member=member,
        )


_PLAIN = ("id", "name", "address", "library", "state", "failures", "fault", "added_by")
_COLUMNS = (*_PLAIN, "trusted", "details", "added_at", "made_at", "read_at")
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def _library(row: Row) -> LibraryRow:
    plain = {name: row[name] for name in _PLAIN}
    return LibraryRow(
        **plain,
        trusted=tuple(json.loads(row["trusted"])),
        details=json.loads(row["details"]),
        added_at=dt(row["added_at"]),
        made_at=dt_or_none(row["made_at"]),
        read_at=dt_or_none(row["read_at"]),
    )
