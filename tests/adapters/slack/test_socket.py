"""The socket by itself: what it does when a line that Slack offered does not open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import call
from adapters.slack.transport import Address, Socket, bolt
from tests.adapters.slack.server import SlackServer


@contextlib.asynccontextmanager
async def opened(slack: SlackServer, heard: list[str], refused: int = 0) -> AsyncIterator[None]:
    """A socket that looks after itself every few milliseconds."""

    async def authorize(address: Address) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=address.team)

    async def hear(body: Mapping[str, Any], address: Address) -> BoltResponse:
        heard.append(body["event"]["text"])
        return BoltResponse(status=200, body="")

    app = bolt(slack.api_url, "", authorize, hear)
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    socket = Socket(app, slack.app_token, client, contextlib.nullcontext)
    socket.client.ping_interval = 0.02
    answer = await call(client.apps_connections_open(app_token=slack.app_token))
    slack.refused_links = refused
    await socket.opened(answer["url"])
    try:
        yield
    finally:
        await socket.closed()


@pytest.mark.parametrize("at_start", [False, True])
async def test_a_line_that_does_not_open_is_not_tried_for_ever(
    slack: SlackServer, at_start: bool
) -> None:
    slack.waits, heard = (0.2, 1.0), list[str]()
    async with opened(slack, heard, 2 if at_start else 0):
        if not at_start:
            slack.refused_links = 2
            await slack.disconnect()
        await asyncio.wait_for(slack.connected.wait(), 60)
        await slack.post_message("UANN", "C1", "There again.")
        await slack.settle()
    assert heard == ["There again."]
