"""A message with a picture that Slack refuses is sent again without it: its words are in it anyway.

Slack takes no message of which it cannot fetch one picture.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api import Refused, call
from adapters.slack.blocks import IMAGE, Block

_BY_PICTURES = frozenset(("invalid_blocks", "invalid_blocks_format", "invalid_arguments"))
Sends = Callable[[list[Block]], Awaitable[AsyncSlackResponse]]


async def shown(blocks: list[Block], send: Sends) -> dict[str, Any]:
    """Send blocks, and those without pictures where Slack refuses them."""
    try:
        return await call(send(blocks))
    except Refused as refused:
        bare = [block for block in blocks if block["type"] != IMAGE]
        if refused.code not in _BY_PICTURES or len(bare) == len(blocks):
            raise
    return await call(send(bare))
