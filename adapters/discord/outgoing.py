"""Actions to Discord's REST interface."""

from __future__ import annotations

from typing import Any

import discord

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MessageRef
from adapters.discord import components, wire
from adapters.discord.answers import IN_PARTS, NOBODY_ALERTED, PRIVATELY, Questions
from adapters.discord.wire import Refused, Wire
from adapters.port import DeliveryFailed
from adapters.posts import Heading, Post

THREAD_NAME = "Another angle"
MAX_THREAD_NAME = 100
ONE_DAY = 1440  # minutes without a post until Discord folds a thread away
PAGE = 100
PAGES = 5
# No thread can be opened here: refused, wrong kind of channel, too many threads, or it is not a
# message that can have one.
_NO_THREAD = (50001, 50013, 50024, 160006, 50068, 10008)


class Outgoing:
    """Does what the application asks for, and looks for what it may have done."""

    def __init__(self, client: discord.Client, call: Wire, questions: Questions) -> None:
        """Speak through this client."""
        self._client = client
        self._wire = call
        self._questions = questions

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
            case ShowHome():  # Discord has no page of the bot's own
                pass
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
                if refused.code not in (wire.UNKNOWN_CHANNEL, 50001):
                    raise
        found = await self._search(int(say.channel.id), say)
        return MessageRef(say.channel, str(found)) if found else None

    async def _say(self, say: Say) -> MessageRef:
        body = await self._body(say.post, say.mark) | {
            "nonce": str(say.mark),
            "enforce_nonce": True,
        }
        if say.thread is None:
            return MessageRef(say.channel, await self._post(int(say.channel.id), body))
        thread = _thread_id(say.thread)
        if await self._thread_stands(say.channel, int(thread), _thread_name(say.post)):
            return MessageRef(say.channel, f"{thread}.{await self._post(int(thread), body)}")
        answered = {"message_id": thread, "fail_if_not_exists": False}
        body |= {"message_reference": answered}
        return MessageRef(say.channel, await self._post(int(say.channel.id), body))

    async def _post(self, channel: int, body: dict[str, Any]) -> str:
        try:
            path = "/channels/{channel_id}/messages"
            sent = await self._wire.call("POST", path, body, channel_id=channel)
        except Refused as refused:
            raise self._named(refused, channel) from refused
        return str(sent["id"])

    async def _thread_stands(self, channel: ChannelRef, thread: int, name: str) -> bool:
        """Whether there is a thread by that number now, opened if need be."""
        if isinstance(self._client.get_channel(thread), discord.Thread):
            return True
        if isinstance(self._client.get_channel(int(channel.id)), discord.ForumChannel):
            return True
        try:
            await self._wire.call(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/threads",
                {"name": name, "auto_archive_duration": ONE_DAY},
                channel_id=channel.id,
                message_id=thread,
            )
        except Refused as refused:
            if refused.code == wire.HAS_THREAD:
                return True
            if refused.code in _NO_THREAD or refused.status == 403:
                return False
            raise
        return True

    async def _revise(self, revise: Revise) -> None:
        channel, message = _place(revise.message)
        body = await self._body(revise.post)
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            await self._wire.call("PATCH", path, body, channel_id=channel, message_id=message)
        except Refused as refused:
            raise self._named(refused, channel) from refused

    async def _withdraw(self, withdraw: Withdraw) -> None:
        channel, message = _place(withdraw.message)
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            await self._wire.call("DELETE", path, channel_id=channel, message_id=message)
        except Refused as refused:
            if refused.code not in (wire.UNKNOWN_MESSAGE, wire.UNKNOWN_CHANNEL):
                raise self._named(refused, channel) from refused

    async def _whisper(self, whisper: Whisper) -> None:
        application, _, token = whisper.reply.partition("/")
        if not token:
            reason = "Discord lets the bot answer privately only after a press or a command."
            raise DeliveryFailed(reason)
        body = await self._body(whisper.post)
        body["flags"] |= PRIVATELY
        path = "/webhooks/{webhook_id}/{webhook_token}"
        await self._wire.call("POST", path, body, webhook_id=application, webhook_token=token)

    async def _tell(self, tell: Tell) -> None:
        opened = await self._wire.call("POST", "/users/@me/channels", {"recipient_id": tell.to.id})
        body = await self._body(tell.post)
        path = "/channels/{channel_id}/messages"
        await self._wire.call("POST", path, body, channel_id=int(opened["id"]))

    async def _body(self, post: Post, mark: int = 0) -> dict[str, Any]:
        await self._questions.remember(post)
        try:
            parts = components.container(post, mark)
        except ValueError as error:
            raise DeliveryFailed(f"The post does not fit Discord: {error}.") from error
        return {"components": parts, "flags": IN_PARTS, "allowed_mentions": NOBODY_ALERTED}

    async def _search(self, channel: int, say: Say) -> int:
        before: dict[str, Any] = {}
        for _ in range(PAGES):
            path = "/channels/{channel_id}/messages"
            params = {"limit": PAGE} | before
            try:
                page = await self._wire.call("GET", path, params=params, channel_id=channel)
            except Refused as refused:
                raise self._named(refused, channel) from refused
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

    def _named(self, refused: Refused, channel_id: int) -> Refused:
        """The same refusal with the missing permission in words, which Discord leaves out."""
        channel = self._client.get_channel(channel_id)
        if refused.status != 403 or not isinstance(
            channel, discord.abc.GuildChannel | discord.Thread
        ):
            return refused
        may = channel.permissions_for(channel.guild.me)
        speak = (
            ("Send Messages in Threads", may.send_messages_in_threads)
            if isinstance(channel, discord.Thread)
            else ("Send Messages", may.send_messages)
        )
        needed = (
            ("View Channel", may.view_channel),
            speak,
            ("Read Message History", may.read_message_history),
        )
        missing = [name for name, granted in needed if not granted]
        if not missing:
            return refused
        lacks = " and ".join(missing)
        noun = "permission" if len(missing) == 1 else "permissions"
        reason = f"The bot lacks the {noun} {lacks} in #{channel.name} on Discord."
        return Refused(reason, refused.code, refused.status, refused.retry_after)


def _thread_id(thread: MessageRef) -> str:
    return thread.id.partition(".")[0]


def _place(message: MessageRef) -> tuple[int, int]:
    """The channel or thread a message is in, and its number there."""
    thread, _, inside = message.id.rpartition(".")
    return int(thread or message.channel.id), int(inside)


def _thread_name(post: Post) -> str:
    heading = next((part.text for part in post.parts if isinstance(part, Heading)), THREAD_NAME)
    return " ".join(heading.split())[:MAX_THREAD_NAME]
