"""Which further messages belong to a post that did not go into one, so that it can be changed.

Slack holds what was said; kept here is only where. Posts that are one message leave nothing here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from adapters.chat import MessageRef
from adapters.port import PlatformState
from adapters.slack.payload import at, listed, word

LONG = "long:"


@dataclass(frozen=True, slots=True)
class LongPost:
    """The thread its further messages stand in, and which they are, in order.

    `growing` while more of them are being posted: then there may be some that were not noted.
    """

    thread: str
    further: tuple[str, ...] = ()
    growing: bool = False


class LongPosts:
    """Where the further messages of each long post stand."""

    def __init__(self, state: PlatformState) -> None:
        """Keep it in the platform's memory."""
        self._state = state

    async def get(self, message: MessageRef) -> LongPost | None:
        """What is known of a post; None when it is one message."""
        text = await self._state.get(LONG + str(message))
        try:
            kept = json.loads(text or "null")
        except ValueError:
            return None
        if not word(kept, "thread"):
            return None
        further = tuple(str(each) for each in listed(kept, "further"))
        return LongPost(word(kept, "thread"), further, at(kept, "growing") is True)

    async def put(self, message: MessageRef, post: LongPost) -> None:
        """Note it; nothing is noted of a post that is one message."""
        if post.further or post.growing:
            await self._state.put(LONG + str(message), json.dumps(asdict(post)))
        else:
            await self._state.drop(LONG + str(message))
