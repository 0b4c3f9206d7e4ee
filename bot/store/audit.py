"""Who changed what, and when, for all to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.moments import dt, moment
from bot.store.transactions import Connection


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change. `by` is empty when nobody made it."""

    what: str
    by: str
    values: Mapping[str, Any]
    at: datetime


class Audit:
    """One community's audit log."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def note(self, what: str, by: str, values: Mapping[str, Any], now: datetime) -> None:
        """Note a change."""
        await self._connection.run(
            "INSERT INTO audit (community, what, author, details, at)"
            " VALUES (:community, :what, :author, :details, :now)",
            community=self._community,
            what=what,
            author=by,
            details=json.dumps(values),
            now=moment(now),
        )

    async def latest(self, most: int = 20) -> list[AuditRow]:
        """The latest changes, newest first."""
        rows = await self._connection.rows(
            "SELECT what, author, details, at FROM audit WHERE community = :community"
            " ORDER BY id DESC LIMIT :most",
            community=self._community,
            most=most,
        )
        return [
            AuditRow(row["what"], row["author"], json.loads(row["details"]), dt(row["at"]))
            for row in rows
        ]

    async def forget(self, member: str) -> None:
        """Take a member's name off what they changed, and off what was changed about them."""
        await self._connection.run(
            "UPDATE audit SET author = '' WHERE community = :community AND author = :member",
            community=self._community,
            member=member,
        )
        # `replace` is the one search of a text both engines have and do alike.
        await self._connection.run(
            "UPDATE audit SET details = replace(details, :quoted, :nobody)"
            " WHERE community = :community AND replace(details, :quoted, :nobody) <> details",
            community=self._community,
            quoted=json.dumps(member),
            nobody=json.dumps(""),
        )

    async def noted(self, what: str, values: Mapping[str, Any]) -> bool:
        """Whether just this was noted before, by whomever."""
        row = await self._connection.row(
            "SELECT id FROM audit"
            " WHERE community = :community AND what = :what AND details = :details",
            community=self._community,
            what=what,
            details=json.dumps(values),
        )
        return row is not None

    async def purge(self, before: datetime) -> int:
        """Forget the changes made before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM audit WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )
