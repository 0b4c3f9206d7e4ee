"""Whether views were new and useful to people, as counts by kind of council, and never who said so.

A keyed mark keeps one person to one press. The key is of one month; when another month begins it is
destroyed with its marks, and nobody can tell any more who pressed what.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.store.transactions import Connection
from challenges.contrast import ViewKey
from challenges.messages import CommunityId

NEW, USEFUL = "new", "useful"


class ViewPresses:
    """What the members of one community said of views, wherever those were shared."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def count(
        self,
        view: ViewKey,
        word: str,
        kind: str,
        member: str,
        now: datetime,
        new_key: Callable[[], bytes],
    ) -> bool:
        """Count a press of a member of a kind of council; False where it is counted already."""
        month = f"{now:%Y-%m}"
        mark = hashlib.blake2b(
            f"{member} {word} {view[1]} {view[0]}".encode(),
            key=await self._key(month, new_key),
            digest_size=16,
        )
        touched = await self._connection.run(
            "INSERT INTO view_marks (community, month, mark) VALUES (:community, :month, :mark)"
            " ON CONFLICT (community, month, mark) DO NOTHING",
            community=self._community,
            month=month,
            mark=mark.hexdigest(),
        )
        if not touched:
            return False
        await self._connection.run(
            "INSERT INTO view_presses (community, owner, view, word, kind, times)"
            " VALUES (:community, :owner, :view, :word, :kind, 1)"
            " ON CONFLICT (community, owner, view, word, kind)"
            " DO UPDATE SET times = view_presses.times + 1",
            community=self._community,
            owner=view[0],
            view=view[1],
            word=word,
            kind=kind,
        )
        return True

    async def useful(self) -> Mapping[ViewKey, Mapping[str, int]]:
        """How often each view was useful here, by kind of council."""
        rows = await self._connection.rows(
            "SELECT owner, view, kind, times FROM view_presses"
            " WHERE community = :community AND word = :word ORDER BY owner, view, kind",
            community=self._community,
            word=USEFUL,
        )
        found: dict[ViewKey, dict[str, int]] = defaultdict(dict)
        for row in rows:
            found[CommunityId(row["owner"]), row["view"]][row["kind"]] = row["times"]
        return found

    async def all(self, word: str) -> Mapping[ViewKey, int]:
        """How many people of all kinds pressed a word under each view here."""
        rows = await self._connection.rows(
            "SELECT owner, view, SUM(times) AS people FROM view_presses"
            " WHERE community = :community AND word = :word GROUP BY owner, view",
            community=self._community,
            word=word,
        )
        return {(CommunityId(row["owner"]), row["view"]): int(row["people"]) for row in rows}

    async def purge(self, before: datetime) -> int:
        """Destroy the keys and marks of the months before a moment's; how many rows."""
        touched = 0
        for table in ("view_marks", "view_keys"):
            touched += await self._connection.run(
                f"DELETE FROM {table} WHERE community = :community AND month < :month",
                community=self._community,
                month=f"{before:%Y-%m}",
            )
        if touched:
            self._connection.scrub()
        return touched

    async def _key(self, month: str, new_key: Callable[[], bytes]) -> bytes:
        row = await self._connection.row(
            "SELECT key FROM view_keys WHERE community = :community AND month = :month",
            community=self._community,
            month=month,
        )
        if row is not None:
            return bytes(row["key"])
        key = new_key()
        await self._connection.run(
            "INSERT INTO view_keys (community, month, key) VALUES (:community, :month, :key)",
            community=self._community,
            month=month,
            key=key,
        )
        return key
