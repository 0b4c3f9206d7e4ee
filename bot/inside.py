"""The way from one community of this bot to another: a platform, so that a relay serves it."""

from __future__ import annotations

import asyncio

from adapters.actions import Action, Carry, Say
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.port import DeliveryFailed, Receive
from bot.store.outbox import INSIDE


class Inside:
    """Lets the other community hear what is carried. It hears nothing of its own."""

    name = INSIDE
    pause_between_posts = 0.0
    hears_all = True

    def __init__(self, receive: Receive) -> None:
        """Deliver to `receive`, which returns once the event is durable."""
        self._receive = receive

    async def listen(self, receive: Receive) -> None:
        """Nothing comes in here."""
        await asyncio.Event().wait()

    async def deliver(self, action: Action) -> MessageRef | None:
        """Let the event be heard; one that was heard before changes nothing."""
        if not isinstance(action, Carry):
            raise DeliveryFailed("Only what is carried goes this way.")
        await self._receive(action.event)
        return None

    async def find(self, say: Say) -> MessageRef | None:
        """There are no posts here."""
        return None

    def permalink(self, message: MessageRef) -> str:
        """There are no messages here."""
        return ""

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Nobody belongs here."""
        return False
