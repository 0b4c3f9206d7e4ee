"""What the reading pages look for by year and by words: which editions, rounds and views there are.

Only numbers come from here. Whether what stands under one may be shown is asked where it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.store.transactions import Connection, Row
from bot.store.views import Views
from challenges.library import View

MOST_VIEWS = 500
"""So many of the newest views are looked through for a page."""


class Lookups:
    """What one community's pages look for."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def years(self) -> list[tuple[int, int]]:
        """The years in which editions were published, the latest first, and how many in each."""
        rows = await self._connection.rows(
            "SELECT substr(published_at, 1, 4) AS year, COUNT(*) AS many FROM digests"
            " WHERE community = :community"
            " GROUP BY substr(published_at, 1, 4) ORDER BY year DESC",
            community=self._community,
        )
        return [(int(row["year"]), int(row["many"])) for row in rows]

    async def of_year(self, year: int, most: int, skip: int) -> list[int]:
        """The numbers of a year's editions, the latest first, after the first few."""
        rows = await self._connection.rows(
            "SELECT number FROM digests WHERE community = :community"
            " AND published_at >= :first AND published_at < :end"
            " ORDER BY number DESC LIMIT :most OFFSET :skip",
            community=self._community,
            first=date(year, 1, 1).isoformat(),
            end=date(year + 1, 1, 1).isoformat(),
            most=most,
            skip=skip,
        )
        return [row["number"] for row in rows]

    async def editions_with(self, words: Sequence[str], most: int) -> list[int]:
        """The numbers of the editions in which all of some words stand, the latest first."""
        said, named = _all_in("edition", words)
        rows = await self._connection.rows(
            f"SELECT number FROM digests WHERE community = :community AND {said}"
            " ORDER BY number DESC LIMIT :most",
            community=self._community,
            most=most,
            **named,
        )
        return [row["number"] for row in rows]

    async def rounds_with(self, words: Sequence[str], most: int) -> list[int]:
        """The numbers of the rounds whose claim, or one of whose entries, has all of some words.

        Of a round that goes on only the claim is looked at: what is hidden is not found either.
        """
        claimed, named = _all_in("r.claim", words)
        written, _ = _all_in("e.text || e.more", words)
        rows = await self._connection.rows(
            "SELECT r.id AS id FROM rounds r WHERE r.community = :community"
            f" AND (({claimed}) OR r.state <> 'open' AND EXISTS (SELECT 1 FROM entries e"
            f" WHERE e.community = r.community AND e.round = r.id AND ({written})))"
            " ORDER BY r.opened_at DESC, r.id DESC LIMIT :most",
            community=self._community,
            most=most,
            **named,
        )
        return [row["id"] for row in rows]

    async def claims(self, most: int) -> list[tuple[int, str, str]]:
        """The rounds that were opened last, the latest first: number, channel and claim."""
        rows = await self._connection.rows(
            "SELECT id, channel, claim FROM rounds WHERE community = :community"
            " ORDER BY opened_at DESC, id DESC LIMIT :most",
            community=self._community,
            most=most,
        )
        return [(row["id"], row["channel"], row["claim"]) for row in rows]

    async def views(self, most: int = MOST_VIEWS) -> list[View]:
        """The newest views of this community and of those that share theirs with everyone."""
        rows = [
            *await self._newest("community = :community AND scope <> 'channel'", most),
            *await self._newest("scope = 'everywhere'", most),
            *await self._newest("scope = 'public'", most),
        ]
        rows.sort(key=lambda row: (row["shared_at"], row["community"], row["id"]), reverse=True)
        rows = list({(row["community"], row["id"]): row for row in rows}.values())[:most]
        places = {(row["community"], row["id"]): place for place, row in enumerate(rows)}
        found: list[View] = []
        for community in {owner for owner, _ in places}:
            ids = [id_ for owner, id_ in places if owner == community]
            found += await Views(self._connection, community).several(ids)
        return sorted(found, key=lambda each: places[each.community, each.id])

    async def _newest(self, where: str, most: int) -> list[Row]:
        """Asked for by each condition alone, the newest stand in an index."""
        return await self._connection.rows(
            f"SELECT community, id, shared_at FROM views WHERE {where}"
            " ORDER BY shared_at DESC LIMIT :most",
            community=self._community,
            most=most,
        )


def _all_in(column: str, words: Sequence[str]) -> tuple[str, dict[str, object]]:
    """The condition that a column holds all of some words, in whatever letters."""
    named: dict[str, object] = {}
    for place, word in enumerate(words):
        plain = word.lower()
        for sign in "!%_":
            plain = plain.replace(sign, f"!{sign}")
        named[f"word{place}"] = f"%{plain}%"
    said = " AND ".join(f"lower({column}) LIKE :{name} ESCAPE '!'" for name in named)
    return said or "1 = 1", named
