"""What members wrote where the bot is switched on, and who reacted, for as long as it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from adapters.chat import MemberRef
from adapters.events import Audience, Feeling
from bot.store.dialect import storable
from bot.store.members import Members
from bot.store.moments import dt, moment
from bot.store.talks import RememberedTalks
from bot.store.transactions import Connection, Row
from challenges.messages import ChannelId, MemberId, Message, MessageId

USUAL_FOR = timedelta(days=28)
USUAL_DAYS = 2
"""A council usually writes in a channel when it wrote there on so many days of the last weeks."""


class Messages:
    """One community's messages."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community
        self._talks = RememberedTalks(connection.memory, community)

    async def save(
        self,
        id: MessageId,
        *,
        channel: ChannelId,
        by: MemberRef,
        text: str,
        at: datetime,
        thread: MessageId | None = None,
        answers: MessageId | None = None,
        council: str = "",
        audience: Audience = Audience.COMMUNITY,
    ) -> bool:
        """Keep a message; one that is kept already stays as it is. Whether it was kept now."""
        row: dict[str, object] = {
            "id": id,
            "channel": channel,
            "thread": thread,
            "answers": answers,
            "author": str(by),
            "text": text,
            "at": moment(at),
            "council": council,
            "audience": audience.value,
        }
        touched = await self._connection.run(_SAVE, community=self._community, **row)
        if touched and self._talks.follows(channel, thread, id):
            kept = {**storable(row), "quotes": await self._quotes(by)}
            self._talks.said(_message(kept, {}))
        return touched == 1

    async def revise(self, id: MessageId, text: str, at: datetime) -> None:
        """Put new words in place of the old, unless newer ones are there."""
        await self._changing(id)
        await self._connection.run(
            "UPDATE messages SET text = :text, revised_at = :at WHERE community = :community"
            " AND id = :id AND COALESCE(revised_at, '') <= :at",
            community=self._community,
            id=id,
            text=text,
            at=moment(at),
        )

    async def withdraw(self, id: MessageId) -> None:
        """Delete a message and the reactions to it."""
        await self._changing(id)
        await self._connection.run(
            "DELETE FROM messages WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def react(self, id: MessageId, by: MemberRef, feeling: Feeling) -> None:
        """Keep a reaction to a message that is kept."""
        touched = await self._connection.run(
            "INSERT INTO reactions (community, message, member, feeling)"
            " SELECT m.community, m.id, CAST(:member AS TEXT), CAST(:feeling AS TEXT)"
            " FROM messages m WHERE m.community = :community AND m.id = :id"
            " ON CONFLICT (community, message, member, feeling) DO NOTHING",
            community=self._community,
            id=id,
            member=str(by),
            feeling=feeling.value,
        )
        if touched and (place := await self.place(id)):
            self._talks.reacted(place, id, by, feeling)

    async def unreact(self, id: MessageId, by: MemberRef, feeling: Feeling) -> None:
        """Take a reaction back; none is fine."""
        await self._changing(id)
        await self._connection.run(
            "DELETE FROM reactions WHERE community = :community AND message = :id"
            " AND member = :member AND feeling = :feeling",
            community=self._community,
            id=id,
            member=str(by),
            feeling=feeling.value,
        )

    async def get(self, id: MessageId) -> Message | None:
        """One message with its reactions."""
        found = await self._select(["m.id = :id"], {"id": id})
        return found[0] if found else None

    async def place(self, id: MessageId) -> tuple[ChannelId, MessageId | None] | None:
        """The channel and the thread a message stands in; None when it is not kept."""
        row = await self._connection.row(
            "SELECT channel, thread FROM messages WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        return None if row is None else (row["channel"], row["thread"])

    async def newest(self, most: int) -> list[tuple[MessageId, str]]:
        """The newest messages of each channel with their words, newest first."""
        rows = await self._connection.rows(
            "SELECT id, text FROM (SELECT id, text, at, ROW_NUMBER() OVER"
            " (PARTITION BY channel ORDER BY at DESC, id DESC) AS place FROM messages"
            " WHERE community = :community) AS placed WHERE place <= :most"
            " ORDER BY at DESC, id DESC",
            community=self._community,
            most=most,
        )
        return [(MessageId(row["id"]), row["text"]) for row in rows]

    async def recent(
        self,
        channel: ChannelId,
        thread: MessageId | None,
        most: int = 200,
        since: datetime | None = None,
    ) -> list[Message]:
        """The last messages of a thread with its first one, or of the channel itself; in order.

        With `since`, those written after that moment only.
        """
        place = channel, thread
        remembered = self._talks.get(place, most, since)
        if remembered is None:
            remembered = await self._recent(channel, thread, most, since)
            self._talks.keep(place, most, since, remembered)
        return remembered

    async def _recent(
        self, channel: ChannelId, thread: MessageId | None, most: int, since: datetime | None
    ) -> list[Message]:
        named: dict[str, object] = {"channel": channel}
        where = ["m.channel = :channel AND m.thread IS NULL"]
        if thread is not None:
            named["thread"] = thread
            where = [
                "m.channel = :channel AND m.thread = :thread",
                "m.channel = :channel AND m.id = :thread"
                " AND (m.thread IS NULL OR m.thread <> :thread)",
            ]
        if since is not None:
            named["since"] = moment(since)
            where = [f"{each} AND m.at > :since" for each in where]
        found = await self._select(where, named, "ORDER BY at DESC, id DESC LIMIT :most", most)
        return found[::-1]

    async def between(
        self,
        since: datetime,
        until: datetime,
        audiences: Sequence[str] = (Audience.COMMUNITY,),
    ) -> list[Message]:
        """What was written from one moment until before another, for such readers; in order."""
        named: dict[str, object] = {"since": moment(since), "until": moment(until)}
        readers = {f"reader{number}": str(each) for number, each in enumerate(audiences)}
        if not readers:
            return []
        where = (
            "m.at >= :since AND m.at < :until"
            f" AND m.audience IN ({', '.join(f':{name}' for name in readers)})"
        )
        return await self._select([where], {**named, **readers}, "ORDER BY at, id")

    async def usual_councils(self, channel: ChannelId, now: datetime) -> dict[str, int]:
        """The councils that usually write in a channel, and how much each has written lately."""
        rows = await self._connection.rows(
            "SELECT council, COUNT(*) AS written FROM messages"
            " WHERE community = :community AND channel = :channel AND at >= :since"
            " AND council <> '' GROUP BY council"
            " HAVING COUNT(DISTINCT substr(at, 1, 10)) >= :days",
            community=self._community,
            channel=channel,
            since=moment(now - USUAL_FOR),
            days=USUAL_DAYS,
        )
        return {row["council"]: row["written"] for row in rows}

    async def forget(self, member: MemberRef) -> None:
        """Delete everything a member wrote, and every reaction of theirs."""
        self._connection.memory.drop("talks", self._community)
        for statement in (
            "DELETE FROM reactions WHERE community = :community AND member = :member",
            "DELETE FROM messages WHERE community = :community AND author = :member",
        ):
            await self._connection.run(statement, community=self._community, member=str(member))

    async def forget_channel(self, channel: str) -> int:
        """Delete everything kept from one channel; how many messages."""
        self._connection.memory.drop("talks", self._community)
        return await self._connection.run(
            "DELETE FROM messages WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=channel,
        )

    async def export(self, member: MemberRef) -> list[dict[str, object]]:
        """All a member wrote that is kept, and what they reacted to, in order."""
        written = await self._connection.rows(
            "SELECT id, channel, thread, answers, text, at, revised_at, council FROM messages"
            " WHERE community = :community AND author = :member ORDER BY at, id",
            community=self._community,
            member=str(member),
        )
        reacted = await self._connection.rows(
            "SELECT message AS reacted_to, feeling FROM reactions"
            " WHERE community = :community AND member = :member ORDER BY message, feeling",
            community=self._community,
            member=str(member),
        )
        return [dict(row) for row in (*written, *reacted)]

    async def written_by(self, member: MemberRef) -> list[Message]:
        """What a member wrote that is kept."""
        return await self._select(["m.author = :member"], {"member": str(member)})

    async def purge(self, before: datetime) -> int:
        """Delete what was written before a moment; how many messages."""
        self._connection.memory.drop("talks", self._community)
        return await self._connection.run(
            "DELETE FROM messages WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )

    async def quotable(self, ids: Sequence[MessageId]) -> frozenset[MessageId]:
        """Those of some messages that are still kept and whose authors may be quoted."""
        named = {f"id{number}": id for number, id in enumerate(ids)}
        if not named:
            return frozenset()
        where = f"m.id IN ({', '.join(f':{name}' for name in named)})"
        found = await self._select([where], named)
        return frozenset(each.id for each in found if each.quotable)

    async def _changing(self, id: MessageId) -> None:
        """Forget the talks a message belongs to: what is remembered of them is no longer so."""
        if place := await self.place(id):
            self._talks.changed(place, id)

    async def _quotes(self, member: MemberRef) -> bool:
        row = await Members(self._connection, self._community).get(member)
        return row is None or row.quotes

    async def _select(
        self,
        where: Sequence[str],
        named: Mapping[str, object],
        order: str = "",
        most: int | None = None,
    ) -> list[Message]:
        """The messages any of some conditions holds for.

        Each condition is a SELECT of its own, because with OR the planner reads every message.
        """
        limit: dict[str, object] = {} if most is None else {"most": most}
        rows = await self._connection.rows(
            _any_of(
                "SELECT m.id, m.channel, m.thread, m.answers, m.author, m.text, m.at, m.council,"
                " m.audience, COALESCE(p.quotes, 1) AS quotes FROM messages m"
                " LEFT JOIN members p ON p.community = m.community AND p.member = m.author",
                where,
            )
            + order,
            community=self._community,
            **named,
            **limit,
        )
        if not rows:
            return []
        reactions = await self._connection.rows(
            _any_of(
                "SELECT r.message, r.member, r.feeling FROM reactions r"
                " JOIN messages m ON m.community = r.community AND m.id = r.message",
                [f"{each} AND m.at >= :oldest" for each in where],
            ),
            community=self._community,
            oldest=min(row["at"] for row in rows),
            **named,
        )
        sides: dict[tuple[str, str], set[MemberId]] = defaultdict(set)
        for row in reactions:
            sides[row["message"], row["feeling"]].add(row["member"])
        return [_message(row, sides) for row in rows]


_SAVE = (
    "INSERT INTO messages"
    " (community, id, channel, thread, answers, author, text, at, council, audience)"
    " VALUES (:community, :id, :channel, :thread, :answers, :author, :text, :at, :council,"
    " :audience) ON CONFLICT (community, id) DO NOTHING"
)


def _any_of(select: str, where: Sequence[str]) -> str:
    return " UNION ALL ".join(
        f"{select} WHERE m.community = :community AND {each} " for each in where
    )


_QUOTED_FROM = (Audience.COMMUNITY, Audience.SHARED)


def _message(row: Row, sides: dict[tuple[str, str], set[MemberId]]) -> Message:
    return Message(
        id=row["id"],
        channel=row["channel"],
        by=row["author"],
        text=row["text"],
        at=dt(row["at"]),
        thread=row["thread"],
        answers=row["answers"],
        council=row["council"],
        backed_by=frozenset(sides.get((row["id"], Feeling.FOR), ())),
        doubted_by=frozenset(sides.get((row["id"], Feeling.AGAINST), ())),
        quotable=bool(row["quotes"]) and row["audience"] in _QUOTED_FROM,
    )
