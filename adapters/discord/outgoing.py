"""Actions to Discord's REST interface."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from adapters.actions import Action, Examine, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MessageRef
from adapters.discord import components, direct, wire
from adapters.discord.answers import IN_PARTS, NOBODY_ALERTED, PRIVATELY, Questions
from adapters.discord.barred import Barred
from adapters.discord.permissions import Need
from adapters.discord.permitted import Permitted
from adapters.discord.wire import Refused, Wire
from adapters.port import DeliveryFailed
from adapters.posts import Heading, Post

THREAD_NAME = "Another angle"
MAX_THREAD_NAME = 100
ONE_DAY, THREE_DAYS = 1440, 4320  # minutes without a post until Discord folds a thread away
PAGE = 100
PAGES = 5
# No thread can be opened here: refused, wrong kind of channel, too many threads, or it is not a
# message that can have one.
_NO_THREAD = (50024, wire.TOO_MANY_THREADS, 50068, wire.UNKNOWN_MESSAGE)


class Outgoing:
    """Does what the application asks for, and looks for what it may have done."""

    def __init__(
        self,
        client: discord.Client,
        call: Wire,
        questions: Questions,
        barred: Barred,
        gone: Callable[[ChannelRef], Awaitable[None]],
    ) -> None:
        """Speak through this client, remember where it may not, and say which channels are gone."""
        self._client = client
        self._wire = call
        self._questions = questions
        self._barred = barred
        self._gone = gone
        self._permitted = Permitted(client, call, barred)

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do one thing. The reference of the post for a Say, else None."""
        match action:
            case Say():
                return await self._say(action)
            case Revise():
                await self._revise(action)
            case Withdraw():
                await self._withdraw(action)
            case Whisper():
                await self._whisper(action)
            case Tell():
                await self._tell(action)
            case ShowHome() | Examine():  # Discord has no page of the bot's own, and
                pass  # the platform itself is what is examined
        return None

    async def find(self, say: Say) -> MessageRef | None:
        """Look for a post by its mark among the last posts where it was to go; None when it is
        surely not there.
        """
        if say.thread is not None:
            thread = _thread_id(say.thread)
            try:
                if found := await self._search(int(thread), say):
                    return MessageRef(say.channel, f"{thread}.{found}")
            except Refused as refused:
                if refused.code not in (wire.UNKNOWN_CHANNEL, wire.MISSING_ACCESS):
                    raise
        if (forum := self._forum(say.channel)) is not None:
            return await self._search_posts(forum, say)
        found = await self._search(int(say.channel.id), say)
        return MessageRef(say.channel, str(found)) if found else None

    async def belongs(self, member: str, server: str) -> bool:
        """Whether somebody is in a server now, asked of Discord each time."""
        path = "/guilds/{guild_id}/members/{user_id}"
        try:
            await self._wire.call("GET", path, guild_id=int(server), user_id=int(member))
        except Refused as refused:
            if refused.code in (wire.UNKNOWN_MEMBER, wire.UNKNOWN_USER):
                return False
            raise
        return True

    async def _say(self, say: Say) -> MessageRef:
        forum = self._forum(say.channel)
        body = await self._body(say.post, say.mark)
        if forum is not None and say.thread is None:
            return await self._open_post(say, body)
        body |= {"nonce": str(say.mark), "enforce_nonce": True}
        if say.thread is None:
            return MessageRef(say.channel, await self._post(say.channel, Need.SPEAK, None, body))
        first = _thread_id(say.thread)
        thread = first
        if forum is None:
            thread = await self._thread_on(say.channel, first, _thread_name(say.post))
        if thread:
            said = await self._post(say.channel, Need.REPLY, thread, body)
            return MessageRef(say.channel, f"{thread}.{said}")
        answered = {"message_id": first, "fail_if_not_exists": False}
        body |= {"message_reference": answered}
        return MessageRef(say.channel, await self._post(say.channel, Need.ANSWER, None, body))

    async def _post(
        self, channel: ChannelRef, need: Need, thread: str | None, body: dict[str, Any]
    ) -> str:
        path = "/channels/{channel_id}/messages"
        try:
            sent = await self._permitted.call(
                channel, need, "POST", path, body, channel_id=int(thread or channel.id)
            )
        except Refused as refused:
            if refused.code == wire.UNKNOWN_CHANNEL:
                if thread is not None:
                    raise refused.saying("The thread is gone from Discord.") from refused
                await self._gone(channel)
            raise
        return str(sent["id"])

    async def _open_post(self, say: Say, body: dict[str, Any]) -> MessageRef:
        """Post in a forum, where every post is a thread of its own."""
        post = {
            "name": _thread_name(say.post),
            "auto_archive_duration": THREE_DAYS,
            "message": body,
        }
        path = "/channels/{channel_id}/threads"
        opened = await self._permitted.call(
            say.channel, Need.SPEAK, "POST", path, post, channel_id=int(say.channel.id)
        )
        thread = str(opened["id"])
        first = str((opened.get("message") or {}).get("id") or thread)
        return MessageRef(say.channel, thread if first == thread else f"{thread}.{first}")

    async def _thread_on(self, channel: ChannelRef, message: str, name: str) -> str:
        """The thread on a message, opened if need be; nothing where there can be none. It bears the
        message's own number.
        """
        if isinstance(self._client.get_channel(int(message)), discord.Thread):
            return message
        if not await self._permitted.may(channel, Need.OPEN):
            return ""
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        named = {"name": name, "auto_archive_duration": ONE_DAY}
        try:
            opened = await self._permitted.call(
                channel, Need.OPEN, "POST", path, named, channel_id=channel.id, message_id=message
            )
        except Refused as refused:
            if refused.code == wire.HAS_THREAD:
                return message
            if refused.code in _NO_THREAD or refused.status == 403:
                return ""
            raise
        return str(opened["id"])

    async def _revise(self, revise: Revise) -> None:
        body = await self._body(revise.post)
        try:
            await self._change(revise.message, "PATCH", body)
        except Refused as refused:
            if refused.code != wire.ARCHIVED:
                raise
            # A thread that was folded away opens again for a post, but not for a change.
            thread, _ = self._place(revise.message)
            path, opened = "/channels/{channel_id}", {"archived": False}
            where = revise.message.channel
            await self._permitted.call(where, Need.REPLY, "PATCH", path, opened, channel_id=thread)
            await self._change(revise.message, "PATCH", body)

    async def _withdraw(self, withdraw: Withdraw) -> None:
        try:
            await self._change(withdraw.message, "DELETE")
        except Refused as refused:
            if refused.code not in (wire.UNKNOWN_MESSAGE, wire.UNKNOWN_CHANNEL):
                raise

    async def _change(
        self, message: MessageRef, method: str, body: dict[str, Any] | None = None
    ) -> None:
        channel, number = self._place(message)
        path = "/channels/{channel_id}/messages/{message_id}"
        await self._permitted.call(
            message.channel, Need.SEE, method, path, body, channel_id=channel, message_id=number
        )

    async def _whisper(self, whisper: Whisper) -> None:
        asked, _, token = whisper.reply.partition("/")
        application, _, home = asked.partition(":")
        if not token:
            reason = "Discord lets the bot answer privately only after a press or a command."
            raise DeliveryFailed(reason)
        body = await self._body(whisper.post)
        direct.signed(body["components"], home)
        body["flags"] |= PRIVATELY
        path = "/webhooks/{webhook_id}/{webhook_token}"
        await self._wire.call("POST", path, body, webhook_id=application, webhook_token=token)

    async def _tell(self, tell: Tell) -> None:
        body = await self._body(tell.post)
        direct.signed(body["components"], direct.server(tell.community))
        if self._barred.names(str(tell.to)):
            raise DeliveryFailed(wire.REASONS[wire.NO_DIRECT_MESSAGES])
        opened = await self._wire.call("POST", "/users/@me/channels", {"recipient_id": tell.to.id})
        path = "/channels/{channel_id}/messages"
        try:
            await self._wire.call("POST", path, body, channel_id=int(opened["id"]))
        except Refused as refused:
            if refused.code == wire.NO_DIRECT_MESSAGES:
                closed = ("direct messages",)
                await self._barred.refused(str(tell.to), str(tell.to), closed, known=False)
            raise

    async def _body(self, post: Post, mark: int = 0) -> dict[str, Any]:
        await self._questions.remember(post)
        try:
            parts = components.container(post, mark)
        except ValueError as error:
            raise DeliveryFailed(f"The post does not fit Discord: {error}.") from error
        return {"components": parts, "flags": IN_PARTS, "allowed_mentions": NOBODY_ALERTED}

    async def _search(self, place: int, say: Say) -> int:
        before: dict[str, Any] = {}
        for _ in range(PAGES):
            path = "/channels/{channel_id}/messages"
            params = {"limit": PAGE} | before
            page = await self._permitted.call(
                say.channel, Need.READ, "GET", path, params=params, channel_id=place
            )
            for message in page:
                marked = components.mark_of(message.get("components") or ()) == say.mark
                if marked or str(message.get("nonce")) == str(say.mark):
                    return int(message["id"])
            if len(page) < PAGE:
                return 0
            before = {"before": page[-1]["id"]}
        raise DeliveryFailed(
            "So much was written since that the post cannot be looked for on Discord."
        )

    async def _search_posts(self, forum: discord.ForumChannel, say: Say) -> MessageRef | None:
        """Look among the bot's own posts in a forum, by their first message."""
        me = self._client.user.id if self._client.user else 0
        ours = sorted((each.id for each in forum.threads if each.owner_id == me), reverse=True)
        path, first = "/channels/{channel_id}/messages", {"after": 1, "limit": 1}
        for thread in ours[:PAGE]:
            try:
                found = await self._permitted.call(
                    say.channel, Need.READ, "GET", path, params=first, channel_id=thread
                )
            except Refused as refused:
                if refused.code != wire.UNKNOWN_CHANNEL:
                    raise
                continue
            for message in found:
                if components.mark_of(message.get("components") or ()) == say.mark:
                    id_ = str(message["id"])
                    inside = "" if id_ == str(thread) else f".{id_}"
                    return MessageRef(say.channel, f"{thread}{inside}")
        return None

    def _forum(self, channel: ChannelRef) -> discord.ForumChannel | None:
        found = self._client.get_channel(int(channel.id))
        return found if isinstance(found, discord.ForumChannel) else None

    def _place(self, message: MessageRef) -> tuple[int, int]:
        """The channel or thread a message is in, and its number there. A post in a forum is in the
        thread it opened.
        """
        thread, _, inside = message.id.rpartition(".")
        if not thread and self._forum(message.channel) is not None:
            thread = inside
        return int(thread or message.channel.id), int(inside)


def _thread_id(thread: MessageRef) -> str:
    return thread.id.partition(".")[0]


def _thread_name(post: Post) -> str:
    heading = next((part.text for part in post.parts if isinstance(part, Heading)), THREAD_NAME)
    return " ".join(heading.split())[:MAX_THREAD_NAME]
