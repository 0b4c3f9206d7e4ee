"""What is to be said, stored with the change that says it: each action is a letter.

A letter waits, is being sent, and is then sent, dropped or parked. Letters of one lane go in order,
one at a time; a lane is a channel, or the private letters of one member. letters.py has what the
relays do with them. Only here are actions turned into text and back.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import Field, TypeAdapter
from pydantic_core import PydanticSerializationError

from adapters.actions import (
    Action,
    Carry,
    Examine,
    Mail,
    Revise,
    Say,
    ShowHome,
    Tell,
    Whisper,
    Withdraw,
)
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Carried
from adapters.posts import Post
from bot.store.moments import moment
from bot.store.transactions import Connection, Row
from bot.store.vault import Vault

INSIDE = "inside"
"""The platform that takes letters from one community of this bot to another."""

Noun = TypeVar("Noun")
_ACTIONS: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="kind")])


def write_action(action: Action) -> str:
    """An action as text."""
    return _written(_ACTIONS, action)


def read_action(text: str) -> Action:
    """Read what `write_action` wrote."""
    return _ACTIONS.validate_json(text)


def _written(adapter: TypeAdapter[Noun], noun: Noun) -> str:
    try:
        return adapter.dump_json(noun).decode()
    except PydanticSerializationError:
        # It repeats what somebody typed, which may hold half a surrogate pair: no text can.
        text = json.dumps(adapter.dump_python(noun, mode="json"), ensure_ascii=False)
        return text.encode("utf-8", "replace").decode()


class Outbox:
    """What one community's handlers say. They name their posts by key.

    A private letter stands there sealed, in a lane that does not name whom it is for.
    """

    def __init__(self, connection: Connection, community: str, vault: Vault | None = None) -> None:
        """Use one transaction, for one community. Without a vault nothing is sealed."""
        self._connection = connection
        self._community = community
        self._vault = vault
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
        body = write_action(Say(channel=channel, post=post, mark=0, thread=thread))
        return await self._write("say", str(channel), key, body, now, channel.community.platform)

    async def revise(self, key: str, post: Post, now: datetime) -> bool:
        """Change what was said under a key, sent or not; False when there is no such post."""
        said = await self._said(key)
        behind = await self._behind(key)
        if said is None or _gone(said) or (behind and behind["kind"] == "withdraw"):
            return False
        nowhere = MessageRef(
            ChannelRef.parse(said["lane"]), "unsent"
        )  # Letters puts the true one in
        body = write_action(Revise(message=nowhere, post=post))
        if behind is not None:
            await self._rewrite(behind["id"], body)
        elif said["state"] in ("waiting", "parked"):
            say = read_action(said["body"])
            assert isinstance(say, Say)  # a row of kind 'say' holds nothing else
            await self._rewrite(said["id"], write_action(replace(say, post=post)))
        else:
            platform = nowhere.channel.community.platform
            await self._write("revise", said["lane"], key, body, now, platform)
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
            body = write_action(Withdraw(message=nowhere))
            platform = nowhere.channel.community.platform
            await self._write("withdraw", said["lane"], key, body, now, platform)
        return True

    async def whisper(self, whisper: Whisper, now: datetime) -> int:
        """Answer a member privately."""
        return await self._write(
            "whisper",
            self._lane(whisper.to),
            None,
            self._sealed(whisper),
            now,
            whisper.channel.community.platform,
        )

    async def tell(self, tell: Tell, now: datetime) -> int:
        """Write to a member directly."""
        return await self._write("tell", self._lane(tell.to), None, self._sealed(tell), now)

    async def examine(self, wanted: Examine, now: datetime) -> int:
        """Let the platform look at what the bot may do."""
        return await self._write("examine", self._lane(wanted.to), None, self._sealed(wanted), now)

    async def carry(self, event: Carried, now: datetime) -> int:
        """Let another community hear an event: sealed, for it may say who voted."""
        sealed, lane = self._sealed(Carry(event=event)), f"to {event.community}"
        return await self._write("carry", lane, None, sealed, now, INSIDE)

    async def mail(self, mail: Mail, to: MemberRef, key: str, now: datetime) -> None:
        """Send a mail to a member. What was sent under a key before is not sent again."""
        await self._connection.run(
            "INSERT INTO outbox (platform, community, lane, kind, key, body, due_at, written_at)"
            " VALUES ('mail', :community, :lane, 'mail', :key, :body, :now, :now)"
            " ON CONFLICT (community, key) WHERE kind = 'mail' DO NOTHING",
            community=self._community,
            lane=_lane(to),
            key=key,
            body=write_action(mail),
            now=moment(now),
        )

    async def unsent_mails(self, beginning: str) -> frozenset[str]:
        """The keys of mails that wait, or were put aside, and begin like this."""
        rows = await self._connection.rows(
            "SELECT key FROM outbox WHERE community = :community AND kind = 'mail'"
            " AND state IN ('waiting', 'parked') AND substr(key, 1, :length) = :beginning",
            community=self._community,
            length=len(beginning),
            beginning=beginning,
        )
        return frozenset(row["key"] for row in rows)

    async def remail(self, mail: Mail, key: str) -> None:
        """Change a mail that waits, or was put aside. What was sent stays as it was."""
        await self._connection.run(
            "UPDATE outbox SET body = :body WHERE community = :community AND kind = 'mail'"
            " AND key = :key AND state IN ('waiting', 'parked')",
            community=self._community,
            key=key,
            body=write_action(mail),
        )

    async def unmail(self, member: MemberRef) -> None:
        """Drop every mail to one member, and what is remembered of those that were sent."""
        await self._connection.run(
            "DELETE FROM outbox WHERE community = :community AND lane = :lane AND kind = 'mail'",
            community=self._community,
            lane=_lane(member),
        )

    async def home(self, home: ShowHome, now: datetime) -> int:
        """Draw a member's own page, in place of a drawing that still waits."""
        lane = self._lane(home.to)
        waiting = await self._connection.row(
            "SELECT id FROM outbox WHERE community = :community AND lane = :lane"
            " AND kind = 'home' AND state = 'waiting'",
            community=self._community,
            lane=lane,
        )
        if waiting is None:
            return await self._write("home", lane, None, self._sealed(home), now)
        await self._rewrite(waiting["id"], self._sealed(home))
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

    async def say_no_more(self, channel: ChannelRef, now: datetime) -> None:
        """Drop what waits to be said in a partner's channel; what stands there may still change."""
        if str(channel.community) == self._community:
            return  # there others speak, too
        await self._connection.run(
            "UPDATE outbox SET state = 'dropped', body = '', done_at = :now"
            " WHERE community = :community AND lane = :lane AND state IN ('waiting', 'parked')"
            " AND kind = 'say'",
            community=self._community,
            lane=str(channel),
            now=moment(now),
        )

    async def hush(self, now: datetime) -> int:
        """Drop what still waits to be said anywhere; how many letters.

        Partners still hear that we left, and what stands with them may still change.
        """
        return await self._connection.run(
            "UPDATE outbox SET state = 'dropped', body = '', done_at = :now"
            " WHERE community = :community AND state IN ('waiting', 'parked') AND kind <> 'carry'"
            " AND NOT (kind IN ('revise', 'withdraw') AND SUBSTR(lane, 1, :length) <> :own)",
            community=self._community,
            own=f"{self._community}/",
            length=len(self._community) + 1,
            now=moment(now),
        )

    async def forget(self, member: MemberRef) -> None:
        """Drop every letter to one member."""
        for lane in {_lane(member), self._lane(member)}:
            await self._connection.run(
                "DELETE FROM outbox WHERE community = :community AND lane = :lane",
                community=self._community,
                lane=lane,
            )

    async def parked(self) -> list[tuple[ChannelRef, str]]:
        """The posts to channels that were put aside, oldest first, with the reason for each."""
        rows = await self._connection.rows(
            "SELECT lane, error FROM outbox WHERE community = :community AND state = 'parked'"
            " AND kind IN ('say', 'revise', 'withdraw') ORDER BY id",
            community=self._community,
        )
        return [(ChannelRef.parse(row["lane"]), row["error"]) for row in rows]

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

    async def _write(
        self,
        kind: str,
        lane: str,
        key: str | None,
        body: str,
        now: datetime,
        platform: str = "",
    ) -> int:
        row = await self._connection.row(
            "INSERT INTO outbox (platform, community, lane, kind, key, body, due_at, written_at)"
            " VALUES (:platform, :community, :lane, :kind, :key, :body, :now, :now) RETURNING id",
            platform=platform or self._platform,  # a partner's channel may be on another one
            community=self._community,
            lane=lane,
            kind=kind,
            key=key,
            body=body,
            now=moment(now),
        )
        assert row is not None  # RETURNING returns the row that was made
        return int(row["id"])

    def _lane(self, member: MemberRef) -> str:
        return f"to {self._vault.named(str(member))}" if self._vault else _lane(member)

    def _sealed(self, action: Action) -> str:
        body = write_action(action)
        return self._vault.close_letter(body) if self._vault else body

    async def _rewrite(self, id: int, body: str) -> None:
        await self._connection.run(
            "UPDATE outbox SET body = :body WHERE id = :id", id=id, body=body
        )


def _gone(said: Row) -> bool:
    """True for a post that can be changed no more."""
    lost = said["state"] == "sent" and said["reference"] is None
    return lost or said["state"] in ("withdrawn", "dropped")


def _lane(member: MemberRef) -> str:
    """A member's letters are a lane of their own, however busy the channels are. Mails are in this
    one, in the open: who gets them is in a table of its own.
    """
    return f"to {member}"
