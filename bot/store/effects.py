"""What people said of questions and rounds, as counts; and the keyed marks that keep one person to
one answer until the time to say so is over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row
from challenges.effects import Feedback, Topic

ANSWERS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question or round of which people are asked, or were."""

    kind: str  # challenge or round
    id: int
    channel: str
    closes_at: datetime
    closed: bool
    key: bytes
    said: Feedback
    before: Mapping[str, object]
    after: Mapping[str, object]

    @property
    def subject(self) -> str:
        """How buttons and timers name it."""
        return f"{self.kind}.{self.id}"


class Effects:
    """One community's."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def open(
        self,
        kind: str,
        id: int,
        channel: str,
        key: bytes,
        closes_at: datetime,
        found: tuple[Mapping[str, object], Mapping[str, object]] = ({}, {}),
    ) -> bool:
        """Begin to ask; False where people are asked already, or were."""
        before, after = found
        touched = await self._connection.run(
            "INSERT INTO effects (community, kind, id, channel, closes_at, key, before, after)"
            " VALUES (:community, :kind, :id, :channel, :closes_at, :key, :before, :after)"
            " ON CONFLICT (community, kind, id) DO NOTHING",
            before=json.dumps(before) if before else "",
            after=json.dumps(after) if after else "",
            community=self._community,
            kind=kind,
            id=id,
            channel=channel,
            closes_at=moment(closes_at),
            key=key,
        )
        return touched == 1

    async def get(self, kind: str, id: int) -> AskedRow | None:
        """One of them."""
        found = await self._select("kind = :kind AND id = :id", kind=kind, id=id)
        return found[0] if found else None

    async def count(self, row: AskedRow, topic: Topic, answer: str, member: str) -> bool:
        """Count a member's answer in place of any earlier one; False where it was this one."""
        if await self._marked(row, topic, answer, member):
            return False
        for other in ANSWERS:
            if other != answer and await self._unmark(row, topic, other, member):
                await self._add(row, topic, other, -1)
        await self._mark(row, topic, answer, member)
        await self._add(row, topic, answer, 1)
        return True

    async def close(
        self, row: AskedRow, before: Mapping[str, object], after: Mapping[str, object]
    ) -> None:
        """Keep the counts and what was before and after; destroy the marks and their key."""
        named = {"community": self._community, "kind": row.kind, "id": row.id}
        await self._connection.run(
            "UPDATE effects SET closed = 1, key = NULL, before = :before, after = :after"
            " WHERE community = :community AND kind = :kind AND id = :id",
            before=json.dumps(before) if before else "",
            after=json.dumps(after) if after else "",
            **named,
        )
        await self._connection.run(
            "DELETE FROM effect_marks WHERE community = :community AND kind = :kind AND id = :id",
            **named,
        )

    async def closed_in(self, channel: str, since: datetime | None) -> list[AskedRow]:
        """Those of a channel whose time ended after a moment, oldest first."""
        where = "channel = :channel AND closed = 1"
        if since is None:
            return await self._select(where, channel=channel)
        return await self._select(
            f"{where} AND closes_at > :since", channel=channel, since=moment(since)
        )

    async def untold_in(self, channel: str) -> list[AskedRow]:
        """Those that ended since moderators were last told that something was not safe."""
        return await self._select("channel = :channel AND closed = 1 AND told = 0", channel=channel)

    async def told(self, channel: str) -> None:
        """Moderators know of all that ended in a channel."""
        await self._connection.run(
            "UPDATE effects SET told = 1 WHERE community = :community AND channel = :channel"
            " AND closed = 1",
            community=self._community,
            channel=channel,
        )

    async def forget(self, member: str) -> None:
        """Take back what a member answered, where that can still be told."""
        for row in await self._open():
            for topic in Topic:
                for answer in ANSWERS:
                    if await self._unmark(row, topic, answer, member):
                        await self._add(row, topic, answer, -1)

    async def export(self, member: str) -> list[dict[str, object]]:
        """What a member answered, where that can still be told."""
        found: list[dict[str, object]] = []
        for row in await self._open():
            said: dict[str, object] = {
                topic.value: answer
                for topic in Topic
                for answer in ANSWERS
                if await self._marked(row, topic, answer, member)
            }
            if said:
                found.append({"of": f"{row.kind} {row.id}", **said})
        return found

    async def forget_channel(self, channel: str) -> list[AskedRow]:
        """Drop what is still being asked in a channel; what it was."""
        found = [row for row in await self._open() if row.channel == channel]
        await self._connection.run(
            "DELETE FROM effects WHERE community = :community AND channel = :channel"
            " AND closed = 0",
            community=self._community,
            channel=channel,
        )
        return found

    async def purge(self, before: datetime) -> int:
        """Delete those that ended before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM effects WHERE community = :community AND closes_at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _open(self) -> list[AskedRow]:
        return await self._select("closed = 0")

    async def _add(self, row: AskedRow, topic: Topic, answer: str, number: int) -> None:
        column = _COUNTED[topic, answer]
        await self._connection.run(
            f"UPDATE effects SET {column} = {column} + :number"
            " WHERE community = :community AND kind = :kind AND id = :id",
            community=self._community,
            kind=row.kind,
            id=row.id,
            number=number,
        )

    async def _mark(self, row: AskedRow, topic: Topic, answer: str, member: str) -> None:
        await self._connection.run(
            "INSERT INTO effect_marks (community, kind, id, mark)"
            " VALUES (:community, :kind, :id, :mark)",
            **self._named(row, topic, answer, member),
        )

    async def _unmark(self, row: AskedRow, topic: Topic, answer: str, member: str) -> bool:
        touched = await self._connection.run(
            f"DELETE FROM effect_marks WHERE {_MARKED}", **self._named(row, topic, answer, member)
        )
        return touched == 1

    async def _marked(self, row: AskedRow, topic: Topic, answer: str, member: str) -> bool:
        found = await self._connection.row(
            f"SELECT mark FROM effect_marks WHERE {_MARKED}",
            **self._named(row, topic, answer, member),
        )
        return found is not None

    def _named(self, row: AskedRow, topic: Topic, answer: str, member: str) -> dict[str, object]:
        # The answer is inside the mark: the row says neither who nor what.
        words = json.dumps([self._community, row.kind, row.id, topic.value, answer, member])
        mark = hashlib.blake2b(words.encode(), key=row.key, digest_size=16).hexdigest()
        return {"community": self._community, "kind": row.kind, "id": row.id, "mark": mark}

    async def _select(self, where: str, **named: object) -> list[AskedRow]:
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM effects WHERE community = :community AND {where}"
            " ORDER BY closes_at, kind, id",
            community=self._community,
            **named,
        )
        return [_asked(row) for row in rows]


_COLUMNS = (
    "kind, id, channel, closes_at, closed, key, useful, not_useful, safe, unsafe, before, after"
)
_MARKED = "community = :community AND kind = :kind AND id = :id AND mark = :mark"
_COUNTED = {
    (Topic.USEFUL, "yes"): "useful",
    (Topic.USEFUL, "no"): "not_useful",
    (Topic.SAFE, "yes"): "safe",
    (Topic.SAFE, "no"): "unsafe",
}


def feedback(rows: Sequence[AskedRow]) -> list[Feedback]:
    """What people said of each."""
    return [row.said for row in rows]


def _asked(row: Row) -> AskedRow:
    return AskedRow(
        kind=row["kind"],
        id=row["id"],
        channel=row["channel"],
        closes_at=dt(row["closes_at"]),
        closed=bool(row["closed"]),
        key=row["key"] or b"",
        said=Feedback(row["useful"], row["not_useful"], row["safe"], row["unsafe"]),
        before=json.loads(row["before"] or "{}"),
        after=json.loads(row["after"] or "{}"),
    )
