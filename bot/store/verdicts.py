"""What was decided about each conversation and why, and which ones are to be left alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row
from challenges.alarms import Way, Weighing
from challenges.judgement import Verdict
from challenges.messages import ChannelId, MessageId
from challenges.parts import Measure


@dataclass(frozen=True, slots=True)
class NotedVerdict:
    """A verdict, the conversation it is about, and when it was last reached."""

    channel: ChannelId
    thread: MessageId | None
    verdict: Verdict
    at: datetime
    parts: tuple[Measure, ...] = ()
    """What it rests on, where it led to a question."""


class Verdicts:
    """One community's verdicts: of each reason the latest, for each conversation."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def note(
        self,
        channel: ChannelId,
        thread: MessageId | None,
        verdict: Verdict,
        now: datetime,
        parts: Sequence[Measure] = (),
    ) -> None:
        """Keep a verdict, over an earlier one of the same reason."""
        await self._connection.run(
            f"INSERT INTO verdicts (community, {_COLUMNS}) VALUES (:community, :channel, :thread,"
            " :reason, :challenge, :move, :numbers, :about, :near, :now, :chance, :parts)"
            " ON CONFLICT (community, channel, thread, reason) DO UPDATE SET"
            " challenge = excluded.challenge, move = excluded.move, numbers = excluded.numbers,"
            " about = excluded.about, near = excluded.near, at = excluded.at,"
            " chance = excluded.chance, parts = excluded.parts",
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
            chance=verdict.chance,
            parts=json.dumps([[each.code, each.values, each.chance, each.enough] for each in parts])
            if parts
            else "[]",
        )

    async def weighed(
        self,
        channel: ChannelId,
        thread: MessageId | None,
        weighings: Sequence[Weighing],
        now: datetime,
    ) -> None:
        """Keep how often luck does as much as a talk, over what was kept of it before."""
        # A talk is weighed at every word, and mostly nothing has changed.
        known: dict[tuple[str, str, str], tuple[float, float, str]]
        known = self._connection.memory.of("weighings", self._community)
        for each in weighings:
            place = channel, thread or "", each.way.value
            figures = each.chance, each.least, moment(now)[:10]
            if known.get(place) == figures:
                continue
            await self._connection.run(
                "INSERT INTO weighings (community, channel, thread, way, chance, least, at)"
                " VALUES (:community, :channel, :thread, :way, :chance, :least, :now)"
                " ON CONFLICT (community, channel, thread, way) DO UPDATE SET"
                " chance = excluded.chance, least = excluded.least, at = excluded.at",
                community=self._community,
                channel=channel,
                thread=thread or "",
                way=each.way.value,
                chance=each.chance,
                least=each.least,
                now=moment(now),
            )
            known[place] = figures

    async def others(
        self, channel: ChannelId, thread: MessageId | None, since: datetime
    ) -> tuple[Weighing, ...]:
        """How often luck does as much as each other talk weighed since, in all channels."""
        rows = await self._connection.rows(
            "SELECT way, chance, least FROM weighings WHERE community = :community"
            " AND at >= :since AND NOT (channel = :channel AND thread = :thread)",
            community=self._community,
            channel=channel,
            thread=thread or "",
            since=moment(since),
        )
        return tuple(Weighing(Way(row["way"]), row["chance"], row["least"]) for row in rows)

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

    async def lately(self, channel: ChannelId, most: int) -> list[NotedVerdict]:
        """The last verdict on each of the latest talks of a channel, newest first."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM (SELECT {_COLUMNS}, ROW_NUMBER() OVER"
            " (PARTITION BY thread ORDER BY at DESC, reason) AS place FROM verdicts"
            " WHERE community = :community AND channel = :channel) AS placed"
            " WHERE place = 1 ORDER BY at DESC, thread LIMIT :most",
            community=self._community,
            channel=channel,
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
        self._connection.memory.drop("weighings", self._community)
        touched = 0
        for statement in (
            "DELETE FROM verdicts WHERE community = :community AND at < :before",
            "DELETE FROM settled WHERE community = :community AND until < :before",
            "DELETE FROM weighings WHERE community = :community AND at < :before",
        ):
            touched += await self._connection.run(
                statement, community=self._community, before=moment(before)
            )
        return touched


_COLUMNS = "channel, thread, reason, challenge, move, numbers, about, near, at, chance, parts"


def _verdict(row: Row) -> NotedVerdict:
    verdict = Verdict(
        challenge=bool(row["challenge"]),
        move=row["move"],
        reason=row["reason"],
        values=tuple((name, value) for name, value in json.loads(row["numbers"])),
        about=tuple(json.loads(row["about"])),
        near=bool(row["near"]),
        chance=row["chance"],
    )
    parts = tuple(
        Measure(code, tuple((name, value) for name, value in values), chance, enough)
        for code, values, chance, enough in json.loads(row["parts"])
    )
    return NotedVerdict(row["channel"], row["thread"] or None, verdict, dt(row["at"]), parts)
