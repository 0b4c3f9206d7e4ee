"""Slack behind the port: Bolt receives, one door sorts, an acknowledgement follows the commit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.models.installation import Installation

from adapters.actions import (
    Action,
    Carry,
    Examine,
    Mail,
    Revise,
    Say,
    ShowHome,
    Tell,
    Whisper,
    Withdraw,
)
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.commands import Vocabulary
from adapters.events import Joined
from adapters.port import DeliveryFailed, PlatformState, Queries, Receive
from adapters.slack.api import Refused, call
from adapters.slack.install import Installer, Installing
from adapters.slack.leaving import Leaving, leaves
from adapters.slack.network import TIMEOUT, web_client
from adapters.slack.payload import NAME, Payload, Self, word
from adapters.slack.team import Provisions, Team, acknowledged
from adapters.slack.teams import Teams
from adapters.slack.transport import NOWHERE, Address, Socket, bolt

DRAIN_SECONDS = 10.0
NOT_INSTALLED = "Challenger is not installed in this Slack workspace any more."

Answer = TypeVar("Answer")

log = structlog.get_logger(__name__)


class SlackPlatform:
    """The Slack workspaces one app is in, over Socket Mode or over HTTP.

    With a `bot_token` it is one workspace; with `installing`, every one that installs the app.
    """

    name = NAME
    pause_between_posts = 1.0
    hears_all = True

    def __init__(
        self,
        *,
        bot_token: str = "",
        installing: Installing | None = None,
        app_token: str = "",
        signing_secret: str = "",
        mode: Literal["socket", "http"] = "socket",
        api_url: str = "https://slack.com/api/",
        vocabulary: Vocabulary,
        queries: Queries,
        state: PlatformState,
    ) -> None:
        """Connect to nothing yet. `api_url` is for tests and for proxies of Slack."""
        if mode == "socket" and not app_token:
            raise ValueError("Socket Mode needs the app token of the Slack app.")
        if mode == "http" and not signing_secret:
            raise ValueError("HTTP mode needs the signing secret of the Slack app.")
        self._app_token = app_token
        self._mode = mode
        self._api_url = api_url
        self._session: aiohttp.ClientSession | None = None
        self._receive: Receive | None = None
        self._around = Provisions(
            vocabulary, queries, lambda: self._receive, lambda: self.pause_between_posts
        )
        self._client = web_client(None, api_url)  # what is asked without being in a workspace
        self._installer = Installer(installing, state, self._client) if installing else None
        installations = self._installer.installations if self._installer else None
        self._teams = Teams(self._built, state, bot_token, installations)
        self._leaving = Leaving(self._teams, self._around)
        self._level = asyncio.Event()  # set once what was missed has been heard
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._bolt = bolt(api_url, signing_secret, self._authorize, self._hear)

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled, then finish what is in hand. A bad token raises DeliveryFailed."""
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        async with session:
            self._share(session)
            try:
                await self._teams.open()
                if self._installer is None:
                    await _patiently(self._teams.all[0].workspace.me)
                self._level.clear()
                self._receive = receive
                async with self._connected(), asyncio.TaskGroup() as tasks:
                    if self._installer is not None:
                        tasks.create_task(self._leaving.look_for())
                    await self._teams.run(tasks, receive)
                    self._level.set()
                    await asyncio.Event().wait()
            finally:
                await self._drained()
                self._share(None)

    async def caught_up(self) -> None:
        """Wait until what was missed has been heard, and what comes is heard at once."""
        await self._level.wait()

    async def http(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of Slack's; the application serves it at /slack/events."""
        if self._receive is None:
            return web.Response(status=503)
        with self._counted():
            answer = await self._bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async def install(self, request: web.Request) -> web.StreamResponse:
        """The page that leads to Slack; the application serves it at /slack/install."""
        assert self._installer is not None  # it is served only with an installer
        return await self._installer.page(request)

    async def oauth_redirect(self, request: web.Request) -> web.StreamResponse:
        """Where Slack sends whoever installs; served at /slack/oauth_redirect."""
        assert self._installer is not None  # it is served only with an installer
        with self._counted():
            return await self._installer.redirect(request, self._arrived)

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it; the reference of the post for a Say. Raises DeliveryFailed."""
        team = await self._team_of(action)
        try:
            return await team.deliver(action)
        except Refused as refused:
            await self._leaving.refused(team, refused)
            raise

    async def find(self, say: Say) -> MessageRef | None:
        """Look for a post that may have been made before. Raises DeliveryFailed."""
        team = await self._team_of(say)
        try:
            return await team.outgoing.find(say)
        except Refused as refused:
            await self._leaving.refused(team, refused)
            raise

    def permalink(self, message: MessageRef) -> str:
        """A web address that leads to a message; empty before the first connection."""
        team = self._teams.known(message.channel.community.id)
        return team.workspace.permalink(message) if team is not None else ""

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Whether somebody is a full member of a workspace now. Raises DeliveryFailed."""
        team = await self._teams.find(community.id)
        if team is None:
            raise DeliveryFailed(NOT_INSTALLED)
        return await team.workspace.belongs(member.id)

    async def _team_of(self, action: Action) -> Team:
        match action:
            case Tell() | ShowHome() | Examine():
                community = action.community
            case Revise() | Withdraw():
                community = action.message.channel.community
            case Say() | Whisper():
                community = action.channel.community
            case Mail() | Carry():
                raise DeliveryFailed("That does not go through Slack.")
        team = await self._teams.find(community.id if community is not None else "")
        if team is None:
            raise DeliveryFailed(NOT_INSTALLED)
        return team

    def _built(self, token: str, state: PlatformState, me: Self | None) -> Team:
        client = web_client(token, self._api_url)
        client.session = self._session
        return Team(client, self._around, state, me)

    def _share(self, session: aiohttp.ClientSession | None) -> None:
        self._session = self._client.session = session
        for team in self._teams.all:
            team.client.session = session

    # The two transports

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        if self._mode == "http":
            yield
            return
        socket = Socket(self._bolt, self._app_token, self._client, self._counted)
        try:
            # Asked for once by ourselves: the SDK would try a refused token for ever.
            opened = await _patiently(
                lambda: call(self._client.apps_connections_open(app_token=self._app_token))
            )
            await socket.opened(word(opened, "url"))
            log.info("slack.connected")
            yield
        finally:
            socket.listening = False
            await self._drained()
            await socket.closed()

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None  # both transports run in tasks
        self._in_flight.add(task)
        try:
            yield
        finally:
            self._in_flight.discard(task)

    async def _drained(self) -> None:
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=DRAIN_SECONDS)
        self._receive = None
        await self._teams.stop()

    # What comes in

    async def _authorize(self, address: Address) -> AuthorizeResult:
        """Which token answers a payload: from memory. A stranger is let in without one."""
        team = await self._teams.find(address.team)
        if team is None:
            return AuthorizeResult(enterprise_id=address.enterprise, team_id=address.team)
        me = await team.workspace.me()
        return AuthorizeResult(
            enterprise_id=address.enterprise or None,
            team_id=me.team,
            bot_user_id=me.user,
            bot_id=me.bot,
            bot_token=team.client.token,
        )

    async def _hear(self, body: Payload, address: Address = NOWHERE) -> BoltResponse:
        """Every payload passes here once, and goes to the workspace it is for."""
        team = None
        if word(body, "type") == "block_actions":
            # Where two organisations share a channel, a button is of the workspace that posted it.
            team = await self._teams.find(word(body, "message", "team"))
        team = team or await self._teams.find(address.team)
        if team is None:
            return self._leaving.stranger(body, address)
        if self._installer is not None and leaves(body):
            await self._leaving.hear(body, team)
            return acknowledged()
        return await team.hear(body)

    async def _arrived(self, installation: Installation) -> None:
        """A workspace was installed, or installed again: serve it, and let it be greeted."""
        team = await self._teams.add(installation)
        if self._receive is None:
            raise RuntimeError("nobody is listening any more")
        me, now = await team.workspace.me(), datetime.now(UTC)
        await self._receive(
            Joined(
                key=f"{me.community}:installed:{installation.installed_at}",
                community=me.community,
                at=now,
                channel=None,
                by=MemberRef(NAME, installation.user_id) if installation.user_id else None,
                whole_community=True,
            )
        )
        log.info("slack.installed", team=team.id)


async def _patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask until Slack answers. A refusal that waiting does not mend is raised."""
    while True:
        try:
            return await ask()
        except DeliveryFailed as failure:
            if failure.retry_after is None:
                raise
            log.warning("slack.waiting", reason=failure.reason, seconds=failure.retry_after)
            await asyncio.sleep(failure.retry_after)
