"""What a community changed of the settings. What they may be is decided in config/community.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.store.transactions import Connection


class CommunitySettingsTable:
    """One community's changed settings, as one JSON object."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def get(self) -> dict[str, Any]:
        """What was changed; empty when nothing was."""
        row = await self._connection.row(
            "SELECT changed FROM settings WHERE community = :community", community=self._community
        )
        return dict(json.loads(row["changed"])) if row else {}

    async def put(self, changed: Mapping[str, Any]) -> None:
        """Keep what was changed, over what was there."""
        await self._connection.run(
            "INSERT INTO settings (community, changed) VALUES (:community, :changed)"
            " ON CONFLICT (community) DO UPDATE SET changed = excluded.changed",
            community=self._community,
            changed=json.dumps(changed),
        )
