"""What a platform is that only speaks, as mail does: nothing is heard there or looked for."""

from __future__ import annotations

import asyncio

from adapters.actions import Say
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.port import Receive


class Outward:
    """A way out. What it takes, and how it goes there, is for each to say."""

    pause_between_posts = 0.0
    hears_all = True

    async def listen(self, receive: Receive) -> None:
        """Nothing is heard."""
        await asyncio.Event().wait()

    async def find(self, say: Say) -> MessageRef | None:
        """There are no posts here."""
        return None

    def permalink(self, message: MessageRef) -> str:
        """There are no messages here that had an address."""
        return ""

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Nobody belongs here."""
        return False
