"""Actions as calls of Slack's Web API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MessageRef
from adapters.port import DeliveryFailed
from adapters.posts import Post
from adapters.slack.api import Refused, call
from adapters.slack.blocks import MAX_HOME_BLOCKS, fallback, render
from adapters.slack.payload import at, listed, word
from adapters.slack.workspace import Workspace

T = TypeVar("T")

MARKED = "challenger_post"
PAGE = 200
PAGES_SEARCHED = 5
REPLY_TIMEOUT = 10


class Outgoing:
    """Does what the bot decided, on Slack."""

    def __init__(self, client: AsyncWebClient, workspace: Workspace) -> None:
        """Speak through one client, as one workspace knows us."""
        self._client = client
        self._workspace = workspace
        self._perhaps_said: set[int] = set()  # marks of posts whose answer was lost

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
        """The post with the mark of this Say; None when the channel surely holds none."""
        async for item in self._recent(say):
            metadata = item.get("metadata")
            if word(metadata, "event_type") != MARKED:
                continue
            if at(metadata, "event_payload", "mark") == say.mark and word(item, "ts"):
                return MessageRef(say.channel, word(item, "ts"))
        return None

    async def _say(self, say: Say) -> MessageRef:
        found = await self.find(say) if say.mark in self._perhaps_said else None
        if found is None:
            found = await self._post(say)
        self._perhaps_said.discard(say.mark)
        return found

    async def _post(self, say: Say) -> MessageRef:
        try:
            ts = await self._posted(say)
        except DeliveryFailed as failure:
            if failure.maybe_sent:
                self._perhaps_said.add(say.mark)
            raise
        return MessageRef(say.channel, ts)

    async def _posted(self, say: Say) -> str:
        answer = await call(
            self._client.chat_postMessage(
                channel=say.channel.id,
                thread_ts=say.thread.id if say.thread else None,
                metadata={"event_type": MARKED, "event_payload": {"mark": say.mark}},
                unfurl_links=False,
                unfurl_media=False,
                **self._words(say.post),
            )
        )
        ts = word(answer, "ts") or word(answer, "message", "ts")
        if not ts:
            reason = "Slack took the message and did not say where it stands."
            raise DeliveryFailed(reason, retry_after=1.0, maybe_sent=True)
        return ts

    async def _revise(self, revise: Revise) -> None:
        message = revise.message
        await call(
            self._client.chat_update(
                channel=message.channel.id, ts=message.id, **self._words(revise.post)
            )
        )

    async def _withdraw(self, withdraw: Withdraw) -> None:
        message = withdraw.message
        try:
            await call(self._client.chat_delete(channel=message.channel.id, ts=message.id))
        except Refused as refused:
            if refused.code != "message_not_found":
                raise

    async def _whisper(self, whisper: Whisper) -> None:
        if whisper.reply and await self._replied(whisper):
            return
        if whisper.channel.id[:1] in ("D", "U", "W"):  # a direct message needs no whispering
            await self._tell(whisper.to.id, whisper.post)
            return
        await call(
            self._client.chat_postEphemeral(
                channel=whisper.channel.id,
                user=whisper.to.id,
                thread_ts=whisper.thread.id if whisper.thread else None,
                **self._words(whisper.post),
            )
        )

    async def _replied(self, whisper: Whisper) -> bool:
        """Answer the press itself, where Slack still takes that: five times within 30 minutes."""
        webhook = AsyncWebhookClient(
            whisper.reply,
            session=self._client.session,
            timeout=REPLY_TIMEOUT,
            retry_handlers=[],
        )
        body: dict[str, Any] = {
            "response_type": "ephemeral",
            "replace_original": False,
            **self._words(whisper.post),
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
        opened = await _before(call(self._client.conversations_open(users=user)))
        await call(
            self._client.chat_postMessage(
                channel=word(opened, "channel", "id") or user,
                unfurl_links=False,
                unfurl_media=False,
                **self._words(post),
            )
        )

    async def _show_home(self, home: ShowHome) -> None:
        blocks = render(home.post, self._workspace.permalink, most=MAX_HOME_BLOCKS)
        await call(
            self._client.views_publish(user_id=home.to.id, view={"type": "home", "blocks": blocks})
        )

    def _words(self, post: Post) -> dict[str, Any]:
        return {"text": fallback(post), "blocks": render(post, self._workspace.permalink)}

    async def _recent(self, say: Say) -> AsyncIterator[dict[str, Any]]:
        """What stands where the post would stand."""
        cursor = ""
        for _ in range(PAGES_SEARCHED if say.thread is None else PAGE):
            answer = await self._page(say.channel, say.thread, cursor)
            for item in listed(answer, "messages"):
                if isinstance(item, dict):
                    yield item
            cursor = word(answer, "response_metadata", "next_cursor")
            if not cursor:
                return
        raise DeliveryFailed("The channel is too busy to tell whether the post was made before.")

    async def _page(
        self, channel: ChannelRef, thread: MessageRef | None, cursor: str
    ) -> dict[str, Any]:
        if thread is None:
            return await call(
                self._client.conversations_history(
                    channel=channel.id, include_all_metadata=True, limit=PAGE, cursor=cursor or None
                )
            )
        return await call(
            self._client.conversations_replies(
                channel=channel.id,
                ts=thread.id,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor or None,
            )
        )


async def _before(request: Awaitable[T]) -> T:
    """Ask for what must be known before anything is said: when that fails, nothing was said."""
    try:
        return await request
    except DeliveryFailed as failure:
        failure.maybe_sent = False
        raise
