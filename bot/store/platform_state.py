"""What a platform must remember across restarts, as named texts, each platform its own."""

from __future__ import annotations

import sys

from bot.store.transactions import Connection


class PlatformRows:
    """One platform's named texts."""

    def __init__(self, connection: Connection, platform: str) -> None:
        """Use one transaction, for one platform."""
        self._connection = connection
        self._platform = platform

    async def get(self, name: str) -> str | None:
        """The text under a name."""
        row = await self._connection.row(
            "SELECT text FROM platform_state WHERE platform = :platform AND name = :name",
            platform=self._platform,
            name=name,
        )
        return None if row is None else str(row["text"])

    async def put(self, name: str, text: str) -> None:
        """Keep a text under a name, over what was there."""
        await self._connection.run(
            "INSERT INTO platform_state (platform, name, text) VALUES (:platform, :name, :text)"
            " ON CONFLICT (platform, name) DO UPDATE SET text = excluded.text",
            platform=self._platform,
            name=name,
            text=text,
        )

    async def drop(self, name: str) -> None:
        """Forget a name; unknown names are fine."""
        await self._connection.run(
            "DELETE FROM platform_state WHERE platform = :platform AND name = :name",
            platform=self._platform,
            name=name,
        )

    async def list(self, prefix: str) -> list[tuple[str, str]]:
        """All names with a prefix and their texts, in order of name."""
        # A range, because the engines do not agree about LIKE; nothing sorts after the last sign.
        rows = await self._connection.rows(
            "SELECT name, text FROM platform_state WHERE platform = :platform"
            " AND name >= :first AND name < :end ORDER BY name",
            platform=self._platform,
            first=prefix,
            end=prefix + chr(sys.maxunicode),
        )
        return [(row["name"], row["text"]) for row in rows]
