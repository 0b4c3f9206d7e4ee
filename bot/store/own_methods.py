"""The ways of dissenting that moderators of a community wrote themselves, as the files they are.

A round keeps the file it was opened with, so one that is removed or changed here goes on as it was.
"""

from __future__ import annotations

from datetime import datetime

from bot.store.moments import moment
from bot.store.transactions import Connection
from challenges.method_files import METHODS, kept_method
from challenges.methods import Method


class OwnMethods:
    """One community's own methods."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def save(self, method: Method, by: str, now: datetime) -> None:
        """Keep a method in place of an earlier one of its name."""
        await self._connection.run(
            "INSERT INTO own_methods (community, name, text, added_by, added_at)"
            " VALUES (:community, :name, :text, :by, :now)"
            " ON CONFLICT (community, name) DO UPDATE SET text = excluded.text,"
            " added_by = excluded.added_by, added_at = excluded.added_at",
            community=self._community,
            name=method.name,
            text=method.text,
            by=by,
            now=moment(now),
        )

    async def all(self) -> dict[str, Method]:
        """The methods by name, in order of their names."""
        rows = await self._connection.rows(
            "SELECT text FROM own_methods WHERE community = :community ORDER BY name",
            community=self._community,
        )
        methods = [kept_method(row["text"]) for row in rows]
        return {method.name: method for method in methods}

    async def known(self) -> dict[str, Method]:
        """Every method a round can be opened with here: the packaged and the community's own."""
        return METHODS | await self.all()

    async def remove(self, name: str) -> bool:
        """Drop a method; False when there was none of that name."""
        touched = await self._connection.run(
            "DELETE FROM own_methods WHERE community = :community AND name = :name",
            community=self._community,
            name=name,
        )
        return touched > 0

    async def forget(self, member: str) -> None:
        """Take a member's name off the methods they added."""
        await self._connection.run(
            "UPDATE own_methods SET added_by = '' WHERE community = :community"
            " AND added_by = :member",
            community=self._community,
            member=member,
        )
