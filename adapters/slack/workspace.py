"""The workspace the bot lives in: who the bot is there, who reads a channel, who may run it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat import MessageRef
from adapters.events import Audience
from adapters.port import DeliveryFailed
from adapters.slack.api import Refused, call
from adapters.slack.payload import Self, at, word

CHANNEL_KEPT = 600.0
MEMBER_KEPT = 180.0
MOST_KEPT = 10_000

HINTS = {
    "channel": Audience.COMMUNITY,
    "group": Audience.PRIVATE,
    "mpim": Audience.PRIVATE,
}

NOBODY = ("user_not_found", "users_not_found", "user_not_visible")
OUTSIDE = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")

log = structlog.get_logger(__name__)


class Workspace:
    """What Slack knows about us, its channels and its members, asked once and kept for minutes."""

    def __init__(self, client: AsyncWebClient, me: Self | None = None) -> None:
        """Ask nothing yet; not even who we are, where that is known."""
        self._client = client
        self._me = me
        self._asking = asyncio.Lock()
        self._audiences: dict[str, tuple[float, Audience]] = {}
        self._administrators: dict[str, tuple[float, bool]] = {}

    async def me(self) -> Self:
        """Who the bot is. Raises DeliveryFailed when Slack will not say."""
        async with self._asking:
            if self._me is None:
                answer = await call(self._client.auth_test())
                self._me = Self(
                    team=word(answer, "team_id"),
                    user=word(answer, "user_id"),
                    bot=word(answer, "bot_id"),
                    url=word(answer, "url"),
                )
        return self._me

    def permalink(self, message: MessageRef) -> str:
        """A web address of a message; empty before Slack has said where the workspace is."""
        if self._me is None or not self._me.url:
            return ""
        mark = message.id.replace(".", "")
        return f"{self._me.url.rstrip('/')}/archives/{message.channel.id}/p{mark}"

    async def audience(
        self, channel: str, *, hint: str = "", shared: bool | None = None
    ) -> Audience:
        """Who reads a channel. When Slack will not say, the narrowest it could be.

        `hint` is an event's `channel_type`; with `shared` known as well, nothing need be asked.
        """
        if shared:
            return Audience.SHARED
        if hint == "im" or channel[:1] in ("D", "U", "W"):
            return Audience.DIRECT
        if shared is False and hint in HINTS:
            return HINTS[hint]
        kept = self._audiences.get(channel)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        try:
            answer = await call(self._client.conversations_info(channel=channel))
        except DeliveryFailed as failure:
            log.info("slack.channel_unknown", channel=channel, reason=failure.reason)
            return HINTS.get(hint, Audience.PRIVATE)
        found = audience_of(answer.get("channel"))
        self._keep(self._audiences, channel, found, CHANNEL_KEPT)
        return found

    def forget(self, channel: str) -> None:
        """Ask again: the channel was shared, closed or opened."""
        self._audiences.pop(channel, None)

    async def administers(self, user: str) -> bool:
        """Whether Slack lets this member run the workspace. No, when it will not say."""
        kept = self._administrators.get(user)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        try:
            answer = await call(self._client.users_info(user=user))
        except DeliveryFailed as failure:
            log.info("slack.member_unknown", reason=failure.reason)
            return False
        flags = ("is_admin", "is_owner", "is_primary_owner")
        # In a shared channel an administrator of another workspace is a guest like any other.
        at_home = word(answer, "user", "team_id") in ("", (await self.me()).team)
        found = at_home and any(at(answer, "user", flag) is True for flag in flags)
        self._keep(self._administrators, user, found, MEMBER_KEPT)
        return found

    async def belongs(self, user: str) -> bool:
        """Whether somebody is a full member now, asked of Slack each time. Raises DeliveryFailed.

        A guest reads the channels they were invited to and no other, so what is open to the whole
        workspace is not open to them; who comes from another one, by a shared channel, less so.
        """
        try:
            answer = await call(self._client.users_info(user=user))
        except Refused as refused:
            if refused.code in NOBODY:
                return False
            raise
        at_home = word(answer, "user", "team_id") in ("", (await self.me()).team)
        return at_home and not any(at(answer, "user", flag) is True for flag in OUTSIDE)

    def _keep(self, kept: dict[str, tuple[float, Any]], id_: str, found: Any, long: float) -> None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[id_] = (time.monotonic() + long, found)


def audience_of(channel: object) -> Audience:
    """Who reads a channel, from Slack's description of it."""
    if at(channel, "is_ext_shared") is True or at(channel, "is_pending_ext_shared") is True:
        return Audience.SHARED
    if at(channel, "is_im") is True:
        return Audience.DIRECT
    if at(channel, "is_private") is True or at(channel, "is_mpim") is True:
        return Audience.PRIVATE
    return Audience.COMMUNITY
