"""What is to be said, stored with the change that says it, and the letters the relays make of it.

A letter waits, is being sent, and is then sent, dropped or parked. Letters of one lane go in order,
one at a time; a lane is a channel, or the private letters of one member. Only here are actions
turned into text and back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.posts import Post
from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row

LEASE = timedelta(minutes=5)
"""On PostgreSQL, how long a letter is another copy's own before it counts as cut off in flight."""

MOST_LETTERS = 50

_ACTIONS: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="kind")])


_POSTS: TypeAdapter[Post] = TypeAdapter(Post)


def write_post(post: Post) -> str:
    """A post as text, for what keeps one outside the outbox."""
    return _POSTS.dump_json(post).decode()


def read_post(text: str) -> Post:
    """Read what `write_post` wrote."""
    return _POSTS.validate_json(text)


def _text(action: Action) -> str:
    return _ACTIONS.dump_json(action).decode()


class Outbox:
    """What one community's handlers say. They name their posts by key."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community
        self._platform = CommunityRef.parse(community).platform

    async def say(
        self,
        key: str | None,
        channel: ChannelRef,
        thread: MessageRef | None,
        post: Post,
        now: datetime,
    ) -> int:
        """Write a post; its mark. What has been said under a key before is not said again."""
        said = await self._said(key) if key is not None else None
        if said is not None:
            return int(said["id"])
        body = _text(Say(channel=channel, post=post, mark=0, thread=thread))
        return await self._write("say", str(channel), key, body, now)

    async def revise(self, key: str, post: Post, now: datetime) -> bool:
        """Change what was said under a key, sent or not; False when there is no such post."""
        said = await self._said(key)
        behind = await self._behind(key)
        if said is None or _gone(said) or (behind and behind["kind"] == "withdraw"):
            return False
        nowhere = MessageRef(
            ChannelRef.parse(said["lane"]), "unsent"
        )  # Letters puts the true one in
        body = _text(Revise(message=nowhere, post=post))
        if behind is not None:
            await self._rewrite(behind["id"], body)
        elif said["state"] in ("waiting", "parked"):
            say = _ACTIONS.validate_json(said["body"])
            assert isinstance(say, Say)  # a row of kind 'say' holds nothing else
            await self._rewrite(said["id"], _text(replace(say, post=post)))
        else:
            await self._write("revise", said["lane"], key, body, now)
        return True

    async def withdraw(self, key: str, now: datetime) -> bool:
        """Take back what was said under a key; False when there is no such post."""
        said = await self._said(key)
        behind = await self._behind(key)
        if said is None or _gone(said) or (behind and behind["kind"] == "withdraw"):
            return False
        await self._connection.run(
            "UPDATE outbox SET state = 'dropped', body = '', done_at = :now"
            " WHERE community = :community AND key = :key"
            " AND kind = 'revise' AND state IN ('waiting', 'parked')",
            community=self._community,
            key=key,
            now=moment(now),
        )
        posted = said["state"] == "sent"
        if said["state"] != "sending":
            await self._connection.run(
                "UPDATE outbox SET state = :state, body = '', done_at = :now WHERE id = :id",
                id=said["id"],
                state="withdrawn" if posted else "dropped",
                now=moment(now),
            )
        if posted or said["state"] == "sending":
            nowhere = MessageRef(ChannelRef.parse(said["lane"]), "unsent")
            await self._write("withdraw", said["lane"], key, _text(Withdraw(message=nowhere)), now)
        return True

    async def whisper(self, whisper: Whisper, now: datetime) -> int:
        """Answer a member privately."""
        return await self._write("whisper", _lane(whisper.to), None, _text(whisper), now)

    async def tell(self, tell: Tell, now: datetime) -> int:
        """Write to a member directly."""
        return await self._write("tell", _lane(tell.to), None, _text(tell), now)

    async def home(self, home: ShowHome, now: datetime) -> int:
        """Draw a member's own page, in place of a drawing that still waits."""
        lane = _lane(home.to)
        waiting = await self._connection.row(
            "SELECT id FROM outbox WHERE community = :community AND lane = :lane"
            " AND kind = 'home' AND state = 'waiting'",
            community=self._community,
            lane=lane,
        )
        if waiting is None:
            return await self._write("home", lane, None, _text(home), now)
        await self._rewrite(waiting["id"], _text(home))
        return int(waiting["id"])

    async def posted(self, key: str) -> MessageRef | None:
        """Where the post of a key stands, once it does."""
        said = await self._said(key)
        if said is None or said["state"] != "sent" or said["reference"] is None:
            return None
        return MessageRef.parse(said["reference"])

    async def key_of(self, message: MessageRef) -> str | None:
        """The key of a post of our own, by where it stands."""
        row = await self._connection.row(
            "SELECT key FROM outbox WHERE community = :community AND reference = :message"
            " AND kind = 'say' AND key IS NOT NULL",
            community=self._community,
            message=str(message),
        )
        return None if row is None else str(row["key"])

    async def silence(self, channel: ChannelRef, now: datetime) -> int:
        """Drop what still waits to be said in a channel; how many letters."""
        return await self._connection.run(
            "UPDATE outbox SET state = 'dropped', body = '', done_at = :now"
            " WHERE community = :community AND lane = :lane AND state IN ('waiting', 'parked')",
            community=self._community,
            lane=str(channel),
            now=moment(now),
        )

    async def forget(self, member: MemberRef) -> None:
        """Drop every letter to one member."""
        await self._connection.run(
            "DELETE FROM outbox WHERE community = :community AND lane = :lane",
            community=self._community,
            lane=_lane(member),
        )

    async def purge(self, before: datetime) -> int:
        """Forget what was done with before a moment, but for posts with a key; how many."""
        return await self._connection.run(
            "DELETE FROM outbox WHERE community = :community AND done_at < :before"
            " AND NOT (kind = 'say' AND state = 'sent' AND key IS NOT NULL)",
            community=self._community,
            before=moment(before),
        )

    async def _said(self, key: str) -> Row | None:
        return await self._connection.row(
            "SELECT id, lane, body, state, reference FROM outbox"
            " WHERE community = :community AND key = :key AND kind = 'say'",
            community=self._community,
            key=key,
        )

    async def _behind(self, key: str) -> Row | None:
        """The last change of a post that still waits to be made."""
        return await self._connection.row(
            "SELECT id, kind FROM outbox WHERE community = :community AND key = :key"
            " AND kind IN ('revise', 'withdraw') AND state = 'waiting' ORDER BY id DESC",
            community=self._community,
            key=key,
        )

    async def _write(self, kind: str, lane: str, key: str | None, body: str, now: datetime) -> int:
        row = await self._connection.row(
            "INSERT INTO outbox (platform, community, lane, kind, key, body, due_at, written_at)"
            " VALUES (:platform, :community, :lane, :kind, :key, :body, :now, :now) RETURNING id",
            platform=self._platform,
            community=self._community,
            lane=lane,
            kind=kind,
            key=key,
            body=body,
            now=moment(now),
        )
        assert row is not None  # RETURNING returns the row that was made
        return int(row["id"])

    async def _rewrite(self, id: int, body: str) -> None:
        await self._connection.run(
            "UPDATE outbox SET body = :body WHERE id = :id", id=id, body=body
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """One action on its way. `channel` is its lane; of a private letter it names the member."""

    id: int
    community: str
    channel: str
    lane: str
    key: str | None
    action: Action
    state: Literal["waiting", "sending"]
    attempts: int

    @property
    def private(self) -> bool:
        """True for what is delivered at most once."""
        return isinstance(self.action, Whisper | Tell | ShowHome)


@dataclass(frozen=True, slots=True)
class ParkedLetter:
    """A letter that waits for somebody to look at it. What it says is not shown."""

    id: int
    community: str
    lane: str
    kind: str
    key: str | None
    reason: str
    at: datetime


class Letters:
    """One platform's letters, as its relay sees them."""

    def __init__(self, connection: Connection, platform: str) -> None:
        """Use one transaction, for one platform."""
        self._connection = connection
        self._platform = platform

    async def next_due(
        self, now: datetime, busy_lanes: Iterable[str] = frozenset()
    ) -> list[Letter]:
        """The first letter of every lane that is not busy, oldest first.

        Call it in a writing transaction. A letter in state "sending" was cut off in flight: look
        for it before sending it again. On PostgreSQL, what another copy took less than a `LEASE`
        ago is left to that copy.
        """
        lanes = {f"busy{number}": lane for number, lane in enumerate(sorted(set(busy_lanes)))}
        free = f" AND o.lane NOT IN ({', '.join(f':{name}' for name in lanes)})" if lanes else ""
        rows = await self._connection.rows(
            "SELECT o.id, o.community, o.lane, o.key, o.body, o.state, o.attempts"
            " FROM outbox o WHERE o.platform = :platform AND o.due_at <= :now"
            " AND (o.state = 'waiting' OR (o.state = 'sending' AND o.sending_at <= :cut_off))"
            " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.platform = o.platform"
            " AND e.lane = o.lane AND e.id < o.id AND e.state IN ('waiting', 'sending'))"
            f"{free} ORDER BY o.id LIMIT :most{self._connection.claim}",
            platform=self._platform,
            now=moment(now),
            cut_off=self._cut_off(now),
            most=MOST_LETTERS,
            **lanes,
        )
        return [letter for row in rows if (letter := await self._letter(row, now)) is not None]

    async def sending(self, id: int, now: datetime) -> bool:
        """Mark a letter as on its way; False when it was dropped or taken meanwhile."""
        touched = await self._connection.run(
            "UPDATE outbox SET state = 'sending', sending_at = :now, attempts = attempts + 1"
            " WHERE id = :id"
            " AND (state = 'waiting' OR (state = 'sending' AND sending_at <= :cut_off))",
            id=id,
            now=moment(now),
            cut_off=self._cut_off(now),
        )
        return touched == 1

    async def sent(self, id: int, reference: MessageRef | None, now: datetime) -> None:
        """Mark a letter as delivered: its words are erased, the reference of a post is kept."""
        row = await self._connection.row(
            "UPDATE outbox SET state = 'sent', body = '', error = '', done_at = :now,"
            " reference = :reference WHERE id = :id RETURNING community, kind, key",
            id=id,
            reference=None if reference is None else str(reference),
            now=moment(now),
        )
        if row is None or row["key"] is None:
            return
        if row["kind"] == "withdraw":
            await self._connection.run(
                "UPDATE outbox SET state = 'withdrawn', body = '', done_at = :now"
                " WHERE community = :community AND key = :key AND kind = 'say'",
                community=row["community"],
                key=row["key"],
                now=moment(now),
            )

    async def postpone(self, id: int, until: datetime, reason: str) -> None:
        """Let a letter wait, and its lane with it."""
        await self._connection.run(
            "UPDATE outbox SET state = 'waiting', sending_at = NULL, due_at = :until,"
            " error = :reason WHERE id = :id AND state IN ('waiting', 'sending')",
            id=id,
            until=moment(until),
            reason=reason,
        )

    async def park(self, id: int, reason: str, now: datetime) -> None:
        """Put a letter aside for somebody to look at; its lane goes on.

        A private letter is not kept: what it said can be asked for again. A parked post takes in
        the revision that waited for it, so that what is sent in the end is the latest.
        """
        row = await self._connection.row(
            "UPDATE outbox SET state = CASE WHEN kind IN ('whisper', 'tell', 'home')"
            " THEN 'dropped' ELSE 'parked' END,"
            " body = CASE WHEN kind IN ('whisper', 'tell', 'home') THEN '' ELSE body END,"
            " sending_at = NULL, done_at = :now, error = :reason"
            " WHERE id = :id RETURNING community, kind, key, body",
            id=id,
            reason=reason,
            now=moment(now),
        )
        if row is None or row["kind"] != "say" or row["key"] is None:
            return
        behind = await self._connection.rows(
            "SELECT id, kind, body FROM outbox WHERE community = :community AND key = :key"
            " AND kind IN ('revise', 'withdraw') AND state = 'waiting' ORDER BY id",
            community=row["community"],
            key=row["key"],
        )
        for later in behind:
            action, revision = (_ACTIONS.validate_json(each["body"]) for each in (row, later))
            if isinstance(action, Say) and isinstance(revision, Revise):
                await self._connection.run(
                    "UPDATE outbox SET body = :body WHERE id = :id",
                    id=id,
                    body=_text(replace(action, post=revision.post)),
                )
            else:
                await self._drop(id, "withdrawn before it was sent", now)
            await self._drop(later["id"], "the post it is about was parked", now)

    async def unpark(self, id: int, now: datetime) -> bool:
        """Let a parked letter be sent after all, first in its lane; False when it is not parked."""
        touched = await self._connection.run(
            "UPDATE outbox SET state = 'waiting', due_at = :now, done_at = NULL, error = ''"
            " WHERE id = :id AND platform = :platform AND state = 'parked'",
            id=id,
            platform=self._platform,
            now=moment(now),
        )
        return touched == 1

    async def parked(self) -> list[ParkedLetter]:
        """The letters put aside, oldest first."""
        rows = await self._connection.rows(
            "SELECT id, community, lane, kind, key, error, done_at FROM outbox"
            " WHERE platform = :platform AND state = 'parked' ORDER BY id",
            platform=self._platform,
        )
        return [
            ParkedLetter(
                id=row["id"],
                community=row["community"],
                lane=row["lane"],
                kind=row["kind"],
                key=row["key"],
                reason=row["error"],
                at=dt(row["done_at"]),
            )
            for row in rows
        ]

    async def next_wake(self, now: datetime) -> datetime | None:
        """When the next letter comes due that is not due now."""
        row = await self._connection.row(
            "SELECT MIN(due_at) AS at FROM outbox"
            " WHERE platform = :platform AND state = 'waiting' AND due_at > :now",
            platform=self._platform,
            now=moment(now),
        )
        return dt(row["at"]) if row and row["at"] else None

    def _cut_off(self, now: datetime) -> str:
        """When a letter started by then is nobody's: a lone process has none in flight."""
        return moment(now if self._connection.engine == "sqlite" else now - LEASE)

    async def _letter(self, row: Row, now: datetime) -> Letter | None:
        action = _ACTIONS.validate_json(row["body"])
        match action:
            case Say():
                action = replace(action, mark=row["id"])
            case Revise() | Withdraw():
                message = await self._reference(row["community"], row["key"])
                if message is None:
                    await self._drop(row["id"], "the platform gave the post no reference", now)
                    return None
                action = replace(action, message=message)
            case _:
                pass
        return Letter(
            id=row["id"],
            community=row["community"],
            channel=row["lane"],
            lane=row["lane"],
            key=row["key"],
            action=action,
            state=row["state"],
            attempts=row["attempts"],
        )

    async def _reference(self, community: str, key: str) -> MessageRef | None:
        row = await self._connection.row(
            "SELECT reference FROM outbox WHERE community = :community AND key = :key"
            " AND kind = 'say' AND reference IS NOT NULL",
            community=community,
            key=key,
        )
        return None if row is None else MessageRef.parse(row["reference"])

    async def _drop(self, id: int, reason: str, now: datetime) -> None:
        await self._connection.run(
            "UPDATE outbox SET state = 'dropped', body = '', error = :reason, done_at = :now"
            " WHERE id = :id",
            id=id,
            reason=reason,
            now=moment(now),
        )


def _gone(said: Row) -> bool:
    """True for a post that can be changed no more."""
    lost = said["state"] == "sent" and said["reference"] is None
    return lost or said["state"] in ("withdrawn", "dropped")


def _lane(member: MemberRef) -> str:
    """A member's private letters are a lane of their own, however busy the channels are."""
    return f"to {member}"
