"""What a community changed of the settings. What they may be is decided in config/community.py."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.store.transactions import Connection

Made = TypeVar("Made")


class CommunitySettingsTable:
    """One community's changed settings, as one JSON object."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def read(self, as_: Callable[[dict[str, Any]], Made]) -> Made:
        """What was changed, made into something by `as_`; remembered until it is changed again."""
        read = self._connection.memory.of("settings", self._community)
        if as_ not in read:
            read[as_] = as_(await self.get())
        made: Made = read[as_]
        return made

    async def get(self) -> dict[str, Any]:
        """What was changed; empty when nothing was."""
        row = await self._connection.row(
            "SELECT changed FROM settings WHERE community = :community", community=self._community
        )
        return dict(json.loads(row["changed"])) if row else {}

    async def put(self, changed: Mapping[str, Any]) -> None:
        """Keep what was changed, over what was there."""
        self._connection.memory.drop("settings", self._community)
        await self._connection.run(
            "INSERT INTO settings (community, changed) VALUES (:community, :changed)"
            " ON CONFLICT (community) DO UPDATE SET changed = excluded.changed",
            community=self._community,
            changed=json.dumps(changed),
        )


async def with_setting(connection: Connection, name: str, value: str) -> str | None:
    """The community that changed a setting to a value, compared in the same time for any value."""
    rows = await connection.rows("SELECT community, changed FROM settings ORDER BY community")
    for row in rows:
        set_to = str(json.loads(row["changed"]).get(name, ""))
        if value and hmac.compare_digest(set_to.encode(), value.encode()):
            return str(row["community"])
    return None
