"""What was decided about each conversation and why, and which ones are to be left alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row
from challenges.judgement import Verdict
from challenges.messages import ChannelId, MessageId


@dataclass(frozen=True, slots=True)
class NotedVerdict:
    """A verdict, the conversation it is about, and when it was last reached."""

    channel: ChannelId
    thread: MessageId | None
    verdict: Verdict
    at: datetime


class Verdicts:
    """One community's verdicts: of each reason the latest, for each conversation."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def note(
        self, channel: ChannelId, thread: MessageId | None, verdict: Verdict, now: datetime
    ) -> None:
        """Keep a verdict, over an earlier one of the same reason."""
        await self._connection.run(
            f"INSERT INTO verdicts (community, {_COLUMNS}) VALUES (:community, :channel, :thread,"
            " :reason, :challenge, :move, :numbers, :about, :near, :now)"
            " ON CONFLICT (community, channel, thread, reason) DO UPDATE SET"
            " challenge = excluded.challenge, move = excluded.move, numbers = excluded.numbers,"
            " about = excluded.about, near = excluded.near, at = excluded.at",
            community=self._community,
            channel=channel,
            thread=thread or "",
            reason=verdict.reason,
            challenge=int(verdict.challenge),
            move=verdict.move,
            numbers=json.dumps(verdict.values),
            about=json.dumps(verdict.about),
            near=int(verdict.near),
            now=moment(now),
        )

    async def latest(self, channel: ChannelId, thread: MessageId | None) -> NotedVerdict | None:
        """The last verdict on one conversation."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM verdicts WHERE community = :community"
            " AND channel = :channel AND thread = :thread ORDER BY at DESC, reason LIMIT 1",
            community=self._community,
            channel=channel,
            thread=thread or "",
        )
        return None if row is None else _verdict(row)

    async def of(
        self, channel: ChannelId, thread: MessageId | None, reason: str
    ) -> NotedVerdict | None:
        """The verdict of one reason on one conversation."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM verdicts WHERE community = :community"
            " AND channel = :channel AND thread = :thread AND reason = :reason",
            community=self._community,
            channel=channel,
            thread=thread or "",
            reason=reason,
        )
        return None if row is None else _verdict(row)

    async def near(self, since: datetime, most: int = 20) -> list[NotedVerdict]:
        """The conversations that rested close to a challenge, newest first."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM verdicts WHERE community = :community"
            " AND near = 1 AND at >= :since ORDER BY at DESC, channel, thread, reason LIMIT :most",
            community=self._community,
            since=moment(since),
            most=most,
        )
        return [_verdict(row) for row in rows]

    async def leave_alone(
        self, channel: ChannelId, thread: MessageId | None, until: datetime
    ) -> None:
        """Leave one conversation alone until a moment."""
        self._connection.memory.drop("settled", self._community)
        await self._connection.run(
            "INSERT INTO settled (community, channel, thread, until)"
            " VALUES (:community, :channel, :thread, :until)"
            " ON CONFLICT (community, channel, thread) DO UPDATE SET until = excluded.until",
            community=self._community,
            channel=channel,
            thread=thread or "",
            until=moment(until),
        )

    async def settled_until(
        self, channel: ChannelId, thread: MessageId | None, now: datetime
    ) -> datetime | None:
        """Until when a conversation is left alone; None when it is not, or no longer."""
        # Every weighing asks. What was read is dropped when a conversation is left alone anew.
        read: dict[tuple[ChannelId, MessageId | None], datetime | None]
        read = self._connection.memory.of("settled", self._community)
        if (channel, thread) not in read:
            read[channel, thread] = await self._settled_until(channel, thread)
        until = read[channel, thread]
        return until if until is not None and until > now else None

    async def _settled_until(self, channel: ChannelId, thread: MessageId | None) -> datetime | None:
        row = await self._connection.row(
            "SELECT until FROM settled WHERE community = :community"
            " AND channel = :channel AND thread = :thread",
            community=self._community,
            channel=channel,
            thread=thread or "",
        )
        return None if row is None else dt(row["until"])

    async def purge(self, before: datetime) -> int:
        """Forget the verdicts reached, and the settlements ended, before a moment; how many."""
        self._connection.memory.drop("settled", self._community)
        touched = 0
        for statement in (
            "DELETE FROM verdicts WHERE community = :community AND at < :before",
            "DELETE FROM settled WHERE community = :community AND until < :before",
        ):
            touched += await self._connection.run(
                statement, community=self._community, before=moment(before)
            )
        return touched


_COLUMNS = "channel, thread, reason, challenge, move, numbers, about, near, at"


def _verdict(row: Row) -> NotedVerdict:
    verdict = Verdict(
        challenge=bool(row["challenge"]),
        move=row["move"],
        reason=row["reason"],
        values=tuple((name, value) for name, value in json.loads(row["numbers"])),
        about=tuple(json.loads(row["about"])),
        near=bool(row["near"]),
    )
    return NotedVerdict(row["channel"], row["thread"] or None, verdict, dt(row["at"]))
