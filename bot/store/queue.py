"""What came from feeds and files and waits until a moderator decides whether it is a view."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.store.moments import dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.library import Status
from challenges.queue import Candidate, CandidateState


class Queue:
    """One community's queue."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def add(self, found: Iterable[Candidate], now: datetime, most: int = 10_000) -> int:
        """Let what is new wait, the last of it if it is more than that; how many that are.

        What came before is as it was decided then.
        """
        fresh = [each for each in found if not await self._seen(each, now)]
        new = 0
        for each in fresh[-most:]:
            number = await next_number(self._connection, self._community, "candidate")
            await self._insert(replace(each, id=number), now)
            new += each.state is CandidateState.WAITING
        return new

    async def still(self, source: str, since: datetime, now: datetime) -> None:
        """Note that what came from a place at a moment is there still."""
        await self._connection.run(
            "UPDATE candidates SET seen_at = :now"
            " WHERE community = :community AND source = :source AND seen_at >= :since",
            community=self._community,
            source=source,
            since=moment(since),
            now=moment(now),
        )

    async def get(self, id: int) -> Candidate | None:
        """The one of a number, decided or not."""
        found = await self._select("id = :id", id=id)
        return found[0] if found else None

    async def next(self) -> Candidate | None:
        """The one that has waited longest."""
        found = await self._select("state = 'waiting'", most=1)
        return found[0] if found else None

    async def waiting(self) -> dict[str, int]:
        """How many wait, by where they came from."""
        rows = await self._connection.rows(
            "SELECT source, COUNT(*) AS many FROM candidates"
            " WHERE community = :community AND state = 'waiting' GROUP BY source",
            community=self._community,
        )
        return {row["source"]: int(row["many"]) for row in rows}

    async def of(self, source: str, state: CandidateState, most: int) -> list[Candidate]:
        """What came from one place and is in one state, what came first in front."""
        return await self._select(
            "source = :source AND state = :state", most, source=source, state=state.value
        )

    async def decide(self, id: int, state: CandidateState, view: int = 0) -> None:
        """Say what became of one."""
        await self._connection.run(
            "UPDATE candidates SET state = :state, view = :view"
            " WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
            state=state.value,
            view=view,
        )

    async def skip_all(self, source: str) -> int:
        """Pass over all that waits from one place; how many."""
        return await self._connection.run(
            "UPDATE candidates SET state = 'skipped'"
            " WHERE community = :community AND source = :source AND state = 'waiting'",
            community=self._community,
            source=source,
        )

    async def remove(self, source: str) -> None:
        """Forget what came from one place; what became a view stays one."""
        await self._connection.run(
            "DELETE FROM candidates WHERE community = :community AND source = :source",
            community=self._community,
            source=source,
        )

    async def purge(self, before: datetime) -> int:
        """Forget what has not come again since a moment; how many."""
        return await self._connection.run(
            "DELETE FROM candidates WHERE community = :community AND seen_at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _seen(self, each: Candidate, now: datetime) -> bool:
        touched = await self._connection.run(
            "UPDATE candidates SET seen_at = :now"
            " WHERE community = :community AND source = :source AND key = :key",
            community=self._community,
            source=each.source,
            key=each.key,
            now=moment(now),
        )
        return touched > 0

    async def _insert(self, each: Candidate, now: datetime) -> None:
        await self._connection.run(
            "INSERT INTO candidates (community, id, source, key, title, claim, text, status,"
            " council, council_kind, link, written_at, tags, state, view, came_at, seen_at)"
            " VALUES (:community, :id, :source, :key, :title, :claim, :text, :status,"
            " :council, :council_kind, :link, :written_at, :tags, :state, :view, :now, :now)",
            community=self._community,
            id=each.id,
            source=each.source,
            key=each.key,
            title=each.title,
            claim=each.claim,
            text=each.text,
            status=each.status.value,
            council=each.council,
            council_kind=each.council_kind,
            link=each.link,
            written_at=moment_or_none(each.at),
            tags=json.dumps(each.tags, ensure_ascii=False),
            state=each.state.value,
            view=each.view,
            now=moment(now),
        )

    async def _select(self, where: str, most: int = 100, **named: object) -> list[Candidate]:
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM candidates WHERE community = :community AND {where}"
            " ORDER BY came_at, id LIMIT :most",
            community=self._community,
            most=most,
            **named,
        )
        return [_candidate(row) for row in rows]


_COLUMNS = (
    "id, source, key, title, claim, text, status, council, council_kind, link, written_at, tags,"
    " state, view"
)


def _candidate(row: Row) -> Candidate:
    return Candidate(
        id=row["id"],
        source=row["source"],
        key=row["key"],
        title=row["title"],
        claim=row["claim"],
        text=row["text"],
        status=Status(row["status"]),
        council=row["council"],
        council_kind=row["council_kind"],
        link=row["link"],
        at=dt_or_none(row["written_at"]),
        tags=tuple(json.loads(row["tags"])),
        state=CandidateState(row["state"]),
        view=row["view"],
    )
