"""Actions as calls of Slack's Web API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MessageRef
from adapters.port import DeliveryFailed, PlatformState
from adapters.posts import Choices, Post
from adapters.proxy import proxy_for
from adapters.slack.api import Refused, call
from adapters.slack.blocks import CANCEL, SURE, Words
from adapters.slack.long_posts import LongPost, LongPosts
from adapters.slack.pages import (
    CUT,
    GOES_ON,
    GOES_ON_IN_THREAD,
    MOST_PAGES,
    Page,
    home,
    pages,
)
from adapters.slack.payload import at, listed, word
from adapters.slack.pictures import shown
from adapters.slack.workspace import Workspace

T = TypeVar("T")

MARKED = "challenger_post"
LISTED = 200
LISTS_SEARCHED = 5
REPLY_TIMEOUT = 10
MOST_PRIVATE_PAGES = 4  # Slack takes five answers to a press


Said = Callable[[str, ChannelRef], Awaitable[str]]


async def in_english(words: str, channel: ChannelRef) -> str:
    """A sentence as it was written."""
    return words


class Outgoing:
    """Does what the bot decided, on Slack.

    A post that one message cannot hold goes on in its thread; a private one goes on below.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        workspace: Workspace,
        state: PlatformState,
        pause: Callable[[], float] = lambda: 1.0,
        said: Said = in_english,
    ) -> None:
        """Speak through one client, with a `pause` between two messages of one long post.

        `said` has our own few sentences in the language of a channel.
        """
        self._client = client
        self._workspace = workspace
        self._long = LongPosts(state)
        self._pause = pause
        self._said_there = said
        self._perhaps_said: set[int] = set()  # marks of posts whose answer was lost
        self._begun: dict[int, list[str]] = {}  # what stands of posts that were cut off midway

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it; the reference of the post for a Say. Raises DeliveryFailed."""
        await _before(self._workspace.me())  # so that links to messages can be written
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
                await self._tell(action.to.id, action.post)
            case ShowHome():
                await self._show_home(action)
        return None

    async def find(self, say: Say) -> MessageRef | None:
        """The post with the mark of this Say; None when the channel surely holds none.

        None as well when only its beginning stands there: delivering it then goes on from that.
        """
        await _before(self._workspace.me())
        standing = await self._standing(say)
        if not standing:
            return None
        if len(standing) < len(await self._pages(say.post, say.channel)):
            self._begun[say.mark] = standing
            return None
        return await self._said(say, standing)

    async def _say(self, say: Say) -> MessageRef:
        found = await self.find(say) if say.mark in self._perhaps_said else None
        self._perhaps_said.discard(say.mark)
        if found is not None:
            return found
        standing = self._begun.pop(say.mark, [])
        for page in (await self._pages(say.post, say.channel))[len(standing) :]:
            thread = say.thread.id if say.thread else next(iter(standing), None)
            known: dict[str, Any] = {"mark": say.mark}
            if standing:
                known = {"of": standing[0], "page": len(standing) + 1}
                await asyncio.sleep(self._pause())
            try:
                standing.append(await self._posted(say.channel, thread, page, known))
            except DeliveryFailed as failure:
                # What stands already is looked for, so that only the rest is posted.
                failure.maybe_sent = failure.maybe_sent or bool(standing)
                if failure.maybe_sent:
                    self._perhaps_said.add(say.mark)
                raise
        return await self._said(say, standing)

    async def _said(self, say: Say, standing: list[str]) -> MessageRef:
        first, *further = standing
        message = MessageRef(say.channel, first)
        if further:
            thread = say.thread.id if say.thread else first
            await self._long.put(message, LongPost(thread, tuple(further)))
        return message

    async def _standing(self, say: Say) -> list[str]:
        """The messages of a post that stand in the channel, as far as they follow each other."""
        thread = say.thread.id if say.thread else ""
        async for item in self._listed(say.channel, thread):
            if _ours(item) and at(item, "metadata", "event_payload", "mark") == say.mark:
                first = word(item, "ts")
                break
        else:
            return []
        if len(await self._pages(say.post, say.channel)) == 1:
            return [first]
        return [first, *await self._further(MessageRef(say.channel, first), thread or first)]

    async def _further(self, message: MessageRef, thread: str) -> list[str]:
        found: dict[int, str] = {}
        async for item in self._listed(message.channel, thread):
            payload = at(item, "metadata", "event_payload")
            if _ours(item) and at(payload, "of") == message.id:
                found[int(at(payload, "page") or 0)] = word(item, "ts")
        further: list[str] = []
        while len(further) + 2 in found:
            further.append(found[len(further) + 2])
        return further

    async def _posted(
        self, channel: ChannelRef, thread: str | None, page: Page, known: dict[str, Any]
    ) -> str:
        marked = {"event_type": MARKED, "event_payload": known}
        answer = await self._sent(channel.id, page, thread_ts=thread, metadata=marked)
        ts = word(answer, "ts") or word(answer, "message", "ts")
        if not ts:
            reason = "Slack took the message and did not say where it stands."
            raise DeliveryFailed(reason, retry_after=1.0, maybe_sent=True)
        return ts

    async def _revise(self, revise: Revise) -> None:
        message = revise.message
        first, *rest = await self._pages(revise.post, message.channel)
        await self._changed(message, first)
        kept = await self._long.get(message)
        if kept is None and not rest:
            return
        if kept is None:
            kept = LongPost(await self._thread_of(message))
        further = list(kept.further)
        if kept.growing:  # it was cut off midway
            further = await self._further(message, kept.thread)
        for ts, page in zip(further, rest, strict=False):
            await _unless_gone(self._changed(MessageRef(message.channel, ts), page))
        if len(rest) > len(further):
            await self._long.put(message, replace(kept, growing=True))
        for page in rest[len(further) :]:
            known = {"of": message.id, "page": len(further) + 2}
            await asyncio.sleep(self._pause())
            further.append(await self._posted(message.channel, kept.thread, page, known))
        for ts in further[len(rest) :]:
            await self._deleted(MessageRef(message.channel, ts))
        await self._long.put(message, LongPost(kept.thread, tuple(further[: len(rest)])))

    async def _changed(self, message: MessageRef, page: Page) -> None:
        await shown(
            page.blocks,
            lambda blocks: self._client.chat_update(
                channel=message.channel.id, ts=message.id, text=page.text, blocks=blocks
            ),
        )

    async def _thread_of(self, message: MessageRef) -> str:
        """The thread a message stands in, or could begin."""
        async for item in self._listed(message.channel, message.id):
            if word(item, "ts") == message.id:
                return word(item, "thread_ts") or message.id
        return message.id

    async def _withdraw(self, withdraw: Withdraw) -> None:
        message = withdraw.message
        kept = await self._long.get(message)
        if kept is not None:
            further = kept.further
            if kept.growing:
                further = tuple(await self._further(message, kept.thread))
            for ts in further:
                await self._deleted(MessageRef(message.channel, ts))
        await self._deleted(message)
        if kept is not None:
            await self._long.put(message, LongPost(kept.thread))

    async def _deleted(self, message: MessageRef) -> None:
        await _unless_gone(
            call(self._client.chat_delete(channel=message.channel.id, ts=message.id))
        )

    async def _whisper(self, whisper: Whisper) -> None:
        if whisper.channel.id[:1] in ("D", "U", "W") and not whisper.reply:
            await self._tell(whisper.to.id, whisper.post)  # nobody else reads there
            return
        private = await self._pages(whisper.post, whisper.channel, private=True)
        for number, page in enumerate(private):
            try:
                await self._whispered(whisper, page)
            except DeliveryFailed as failure:
                failure.maybe_sent = failure.maybe_sent or number > 0
                raise

    async def _whispered(self, whisper: Whisper, page: Page) -> None:
        if whisper.reply and await self._replied(whisper, page):
            return
        if whisper.channel.id[:1] in ("D", "U", "W"):
            await self._sent(await self._direct(whisper.to.id), page)
            return
        await shown(
            page.blocks,
            lambda blocks: self._client.chat_postEphemeral(
                channel=whisper.channel.id,
                user=whisper.to.id,
                thread_ts=whisper.thread.id if whisper.thread else None,
                text=page.text,
                blocks=blocks,
            ),
        )

    async def _replied(self, whisper: Whisper, page: Page) -> bool:
        """Answer the press itself, where Slack still takes that: five times within 30 minutes."""
        webhook = AsyncWebhookClient(
            whisper.reply,
            session=self._client.session,
            timeout=REPLY_TIMEOUT,
            retry_handlers=[],
        )
        webhook.proxy = proxy_for(whisper.reply)
        body: dict[str, Any] = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": page.text,
            "blocks": page.blocks,
        }
        if whisper.thread:
            body["thread_ts"] = whisper.thread.id
        try:
            answer = await webhook.send_dict(body)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
            return False  # it was not said
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # It may have been said: a private answer is given at most once.
            raise DeliveryFailed(
                "Slack did not confirm a private answer.", maybe_sent=True
            ) from error
        return answer.status_code == 200

    async def _tell(self, user: str, post: Post) -> None:
        channel = await self._direct(user)
        here = (await self._workspace.me()).channel(user)
        for number, page in enumerate(await self._pages(post, here, private=True)):
            try:
                if number:
                    await asyncio.sleep(self._pause())
                await self._sent(channel, page)
            except DeliveryFailed as failure:
                failure.maybe_sent = failure.maybe_sent or number > 0
                raise

    async def _direct(self, user: str) -> str:
        opened = await _before(call(self._client.conversations_open(users=user)))
        return word(opened, "channel", "id") or user

    async def _sent(self, channel: str, page: Page, **more: Any) -> dict[str, Any]:
        return await shown(
            page.blocks,
            lambda blocks: self._client.chat_postMessage(
                channel=channel,
                unfurl_links=False,
                unfurl_media=False,
                text=page.text,
                blocks=blocks,
                **more,
            ),
        )

    async def _show_home(self, show: ShowHome) -> None:
        user = show.to.id
        words = await self._words((await self._workspace.me()).channel(user))
        await shown(
            home(show.post, self._workspace.permalink, words),
            lambda blocks: self._client.views_publish(
                user_id=user, view={"type": "home", "blocks": blocks}
            ),
        )

    async def _pages(self, post: Post, channel: ChannelRef, *, private: bool = False) -> list[Page]:
        """The messages of a post. Our own sentences are asked for only where it has one."""
        most = MOST_PRIVATE_PAGES if private else MOST_PAGES
        goes_on = GOES_ON if private else GOES_ON_IN_THREAD
        permalink = self._workspace.permalink
        made = pages(post, permalink, most=most, goes_on=goes_on)
        if len(made) == 1 and not _asks_twice(post):
            return made
        words = await self._words(channel)
        return pages(post, permalink, most=most, goes_on=goes_on, words=words)

    async def _words(self, channel: ChannelRef) -> Words:
        """Our own sentences in the language of a channel."""
        ours = (GOES_ON, GOES_ON_IN_THREAD, CUT, SURE, CANCEL)
        return {each: await self._said_there(each, channel) for each in ours}.__getitem__

    async def _listed(self, channel: ChannelRef, thread: str) -> AsyncIterator[dict[str, Any]]:
        """What stands in a thread or, without one, in the channel itself, the latest first."""
        cursor = ""
        for _ in range(LISTED if thread else LISTS_SEARCHED):
            answer = await self._list(channel, thread, cursor)
            for item in listed(answer, "messages"):
                if isinstance(item, dict):
                    yield item
            cursor = word(answer, "response_metadata", "next_cursor")
            if not cursor:
                return
        raise DeliveryFailed("The channel is too busy to tell whether the post was made before.")

    async def _list(self, channel: ChannelRef, thread: str, cursor: str) -> dict[str, Any]:
        where: dict[str, Any] = {
            "channel": channel.id,
            "include_all_metadata": True,
            "limit": LISTED,
            "cursor": cursor or None,
        }
        if thread:
            return await call(self._client.conversations_replies(ts=thread, **where))
        return await call(self._client.conversations_history(**where))


def _asks_twice(post: Post) -> bool:
    rows = (part.buttons for part in post.parts if isinstance(part, Choices))
    return any(button.confirm for row in rows for button in row)


def _ours(item: dict[str, Any]) -> bool:
    return word(item, "metadata", "event_type") == MARKED and bool(word(item, "ts"))


async def _unless_gone(request: Awaitable[T]) -> None:
    """Do it to a message, unless somebody deleted it."""
    try:
        await request
    except Refused as refused:
        if refused.code != "message_not_found":
            raise


async def _before(request: Awaitable[T]) -> T:
    """Ask for what must be known before anything is said: when that fails, nothing was said."""
    try:
        return await request
    except DeliveryFailed as failure:
        failure.maybe_sent = False
        raise
