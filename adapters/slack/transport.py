"""Bolt, reduced to what we need of it: signatures, envelopes and acknowledgements that wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.proxy import proxy_for
from adapters.slack.payload import word

PING_SECONDS = 10.0
LINK_DISABLED = (
    "Socket Mode was switched off in the settings of the Slack app, so the bot hears nothing."
    " Switch it on again there, or set SLACK_MODE to http."
)


@dataclass(frozen=True, slots=True)
class Address:
    """The workspace a payload is for, as Bolt reads it from every kind of payload."""

    team: str = ""
    enterprise: str = ""
    organisation: bool = False  # the whole organisation installed the app


NOWHERE = Address()

Hear = Callable[[Mapping[str, Any], Address], Awaitable[BoltResponse]]
Authorize = Callable[[Address], Awaitable[AuthorizeResult]]

log = structlog.get_logger(__name__)


def bolt(api_url: str, signing_secret: str, authorize: Authorize, hear: Hear) -> AsyncApp:
    """A Bolt app with one door. Whatever `hear` raises becomes a 500, and no acknowledgement."""

    async def authorized(context: AsyncBoltContext) -> AuthorizeResult:
        return await authorize(_address(context))

    async def failed(error: Exception) -> None:
        log.warning("slack.not_acknowledged", error=type(error).__name__)

    app = AsyncApp(
        # Without a token, so that Bolt asks `authorize` and not Slack at every event.
        client=AsyncWebClient(base_url=api_url, retry_handlers=[]),
        signing_secret=signing_secret,
        authorize=authorized,
        process_before_response=True,
        ignoring_self_events_enabled=False,  # ours looks at more than Bolt's
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(failed)
    app.use(_Door(hear))
    return app


class Socket(AsyncSocketModeHandler):
    """Socket Mode that can be asked to finish. Only what Bolt answered 200 is acknowledged."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        counted: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """Open nothing yet. `counted` surrounds the work on each envelope."""
        super().__init__(app, app_token, web_client=client, ping_interval=PING_SECONDS)
        self.listening = True
        self._counted = counted
        self.client.on_message_listeners.append(_look_for_the_end)
        self._forgetting: asyncio.Task[None] | None = None

    async def opened(self, address: str) -> None:
        """Connect to an address Slack gave us; later ones the SDK asks for itself."""
        self.client.proxy = proxy_for(address)
        self.client.wss_uri = address
        self._forgetting = asyncio.create_task(self._forget_addresses())
        await self.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Work on one envelope, unless we are about to leave: then Slack sends it again."""
        if self.listening:
            # Bolt asks of some fields whether they are there, and takes a null for a thing.
            req.payload = _without_nulls(req.payload)
            with self._counted():
                await super().handle(client, req)  # type: ignore[arg-type]  # Bolt narrows it

    async def _forget_addresses(self) -> None:
        # An address of Slack's opens one socket, once, and the SDK tries a refused one for ever.
        while True:
            await asyncio.sleep(self.client.ping_interval)
            if not await self.client.is_connected():
                self.client.wss_uri = None

    async def closed(self) -> None:
        """Close the socket and see the SDK's own tasks end."""
        client = self.client
        if self._forgetting is not None:
            self._forgetting.cancel()
        await self.close_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
        ending = (client.message_processor, client.message_receiver, client.current_session_monitor)
        tasks = [task for task in ending if task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)


async def _look_for_the_end(frame: aiohttp.WSMessage) -> None:
    """Say why Slack hangs up. The SDK connects anew by itself, before the old line is cut."""
    if frame.type is not aiohttp.WSMsgType.TEXT or '"disconnect"' not in frame.data:
        return
    try:
        told = json.loads(frame.data)
    except ValueError:
        return
    if word(told, "type") != "disconnect":
        return
    if word(told, "reason") == "link_disabled":
        log.error("slack.switched_off", reason=LINK_DISABLED)
    else:
        log.info("slack.connects_anew", reason=word(told, "reason"))


class _Door(AsyncMiddleware):
    """The only listener: a middleware that never passes on, so Bolt has nothing to search."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        return await self._hear(req.body, _address(req.context))


def _address(context: AsyncBoltContext) -> Address:
    return Address(
        team=context.team_id or "",
        enterprise=context.enterprise_id or "",
        organisation=bool(context.is_enterprise_install),
    )


def _without_nulls(payload: Any) -> Any:
    if isinstance(payload, dict):
        return {name: _without_nulls(part) for name, part in payload.items() if part is not None}
    if isinstance(payload, list):
        return [_without_nulls(part) for part in payload if part is not None]
    return payload
