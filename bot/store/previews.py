"""Questions shown to one member alone before they are asked: the latest of each member."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from adapters.chat import ChannelRef, MemberRef
from bot.store.challenges import read_because, write_because
from bot.store.moments import dt, moment
from bot.store.transactions import Connection
from challenges.choosing import Because
from challenges.messages import MessageId


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A question that was not asked yet: where it would stand, and how it would read."""

    member: MemberRef
    channel: ChannelRef
    thread: MessageId | None
    claim: str
    move: str
    wording: str
    at: datetime
    phrasing: str = ""
    because: Because | None = None
    passed: tuple[str, ...] = ()
    """The moves shown before and passed over."""


class Previews:
    """One community's previews."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def save(self, row: PreviewRow) -> None:
        """Keep a preview, over the member's last."""
        await self._connection.run(
            "INSERT INTO previews"
            " (community, member, channel, thread, claim, move, wording, at, phrasing, because,"
            " passed)"
            " VALUES (:community, :member, :channel, :thread, :claim, :move, :wording, :at,"
            " :phrasing, :because, :passed)"
            " ON CONFLICT (community, member) DO UPDATE SET channel = excluded.channel,"
            " thread = excluded.thread, claim = excluded.claim, move = excluded.move,"
            " wording = excluded.wording, at = excluded.at,"
            " phrasing = excluded.phrasing, because = excluded.because, passed = excluded.passed",
            community=self._community,
            member=str(row.member),
            channel=str(row.channel),
            thread=row.thread,
            claim=row.claim,
            move=row.move,
            wording=row.wording,
            at=moment(row.at),
            phrasing=row.phrasing,
            because=write_because(row.because),
            passed=json.dumps(row.passed),
        )

    async def get(self, member: MemberRef) -> PreviewRow | None:
        """What a member was last shown and has not asked yet."""
        row = await self._connection.row(
            "SELECT channel, thread, claim, move, wording, at, phrasing, because, passed"
            " FROM previews"
            " WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )
        if row is None:
            return None
        return PreviewRow(
            member,
            ChannelRef.parse(row["channel"]),
            row["thread"],
            row["claim"],
            row["move"],
            row["wording"],
            dt(row["at"]),
            row["phrasing"],
            read_because(row["because"]),
            tuple(json.loads(row["passed"])),
        )

    async def remove(self, member: MemberRef) -> None:
        """Drop a member's preview; none is fine."""
        await self._connection.run(
            "DELETE FROM previews WHERE community = :community AND member = :member",
            community=self._community,
            member=str(member),
        )

    async def purge(self, before: datetime) -> int:
        """Forget the previews made before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM previews WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )
