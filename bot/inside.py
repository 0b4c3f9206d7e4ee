"""The way from one community of this bot to another: a platform, so that a relay serves it."""

from __future__ import annotations

from adapters.actions import Action, Carry
from adapters.chat import MessageRef
from adapters.outward import Outward
from adapters.port import DeliveryFailed, Receive
from bot.store.outbox import INSIDE


class Inside(Outward):
    """Lets the other community hear what is carried. It hears nothing of its own."""

    name = INSIDE

    def __init__(self, receive: Receive) -> None:
        """Deliver to `receive`, which returns once the event is durable."""
        self._receive = receive

    async def deliver(self, action: Action) -> MessageRef | None:
        """Let the event be heard; one that was heard before changes nothing."""
        if not isinstance(action, Carry):
            raise DeliveryFailed("Only what is carried goes this way.")
        await self._receive(action.event)
        return None
