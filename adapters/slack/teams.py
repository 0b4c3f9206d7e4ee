"""The workspaces one bot serves: one by its token, or every one that installed it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from slack_sdk.oauth.installation_store.models.installation import Installation

from adapters.port import PlatformState, Receive
from adapters.slack.installations import Installations
from adapters.slack.payload import Self
from adapters.slack.team import Team

CORNER = "team:"
AT_ONCE = 4  # workspaces that are read back at the same time
STRANGER_KEPT = 60.0  # seconds for which nobody looks again whether a workspace is installed
MOST_STRANGERS = 1000
URL = "url"  # of the workspace, beside what Slack calls an installation

Build = Callable[[str, PlatformState, Self | None], Team]
"""Makes the bot of one workspace from its token, its memory and who it is there."""

log = structlog.get_logger(__name__)


class Corner:
    """One workspace's part of the platform's memory."""

    def __init__(self, state: PlatformState, team: str) -> None:
        """Keep everything under the name of the workspace."""
        self._state = state
        self._prefix = f"{CORNER}{team}:"

    async def get(self, name: str) -> str | None:
        """The text under a name."""
        return await self._state.get(self._prefix + name)

    async def put(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        await self._state.put(self._prefix + name, text)

    async def drop(self, name: str) -> None:
        """Forget a name."""
        await self._state.drop(self._prefix + name)

    async def list(self, prefix: str) -> list[tuple[str, str]]:
        """All names with a prefix and their texts."""
        found = await self._state.list(self._prefix + prefix)
        return [(name.removeprefix(self._prefix), text) for name, text in found]


class Teams:
    """Finds the workspace that something is about."""

    def __init__(
        self, build: Build, state: PlatformState, token: str, installations: Installations | None
    ) -> None:
        """Serve the workspace of one token or, without a token, those that are installed."""
        self._build = build
        self._state = state
        self._installations = installations
        self._only = build(token, state, None) if installations is None else None
        self._known: dict[str, Team] = {}
        self._strangers: dict[str, float] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._receive: Receive | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._changing = asyncio.Lock()  # who is served: one change after the other

    @property
    def all(self) -> list[Team]:
        """Every workspace that is served now."""
        return [self._only] if self._only is not None else list(self._known.values())

    def known(self, team: str) -> Team | None:
        """A workspace, as far as it is in memory."""
        return self._only or self._known.get(team)

    async def open(self) -> None:
        """Read what is kept of each workspace."""
        if self._installations is not None:
            self._known = {}
            await self._installations.renew()
            for installation in await self._installations.readable():
                team = self._made(installation)
                self._known[team.id] = team
        for team in self.all:
            await team.open()

    async def run(self, tasks: asyncio.TaskGroup, receive: Receive) -> None:
        """Serve every workspace, and those to come; returns when what was missed is heard."""
        self._tasks, self._receive = tasks, receive
        for team in self.all:
            self._start(team)
        await asyncio.gather(*(team.caught_up() for team in self.all))

    async def stop(self) -> None:
        """Write down up to where each workspace was heard."""
        self._tasks = self._receive = None
        self._running.clear()
        for team in self.all:
            await team.bookmarks.write()

    async def find(self, team: str) -> Team | None:
        """The workspace with that id; None when it is not installed."""
        found = self.known(team)
        if found is not None or not team or self._installations is None:
            return found
        async with self._changing:  # so that two payloads do not make two of one workspace
            if team in self._known:
                return self._known[team]
            if self._strangers.get(team, 0.0) > time.monotonic():
                return None
            installation = await self._installations.of_team(team)
            if installation is not None:  # through another copy of the bot
                return await self._serve(installation)
            if len(self._strangers) >= MOST_STRANGERS:
                self._strangers.clear()
            self._strangers[team] = time.monotonic() + STRANGER_KEPT
        return None

    async def add(self, installation: Installation) -> Team:
        """Serve a workspace that was installed, in place of what was known of it."""
        async with self._changing:
            return await self._serve(installation)

    async def _serve(self, installation: Installation) -> Team:
        team = self._made(installation)
        await self._end(team.id)
        await team.open()
        self._known[team.id] = team
        self._strangers.pop(team.id, None)
        self._start(team)
        return team

    async def renewed(self, team: Team) -> Team | None:
        """A workspace as it is kept by now: itself, with a newer token, or gone."""
        if self._installations is None:
            return team
        kept = await self._installations.of_team(team.id)
        if kept is None:
            return None
        return team if kept.bot_token == team.client.token else await self.add(kept)

    async def remove(self, team: Team) -> None:
        """Forget a workspace: its token, and up to where it was heard."""
        async with self._changing:
            if self._installations is None or self._known.get(team.id) is not team:
                return  # it was installed again meanwhile
            await self._end(team.id)
            del self._known[team.id]
            kept = await self._installations.of_team(team.id)
            if kept is not None and kept.bot_token == team.client.token:
                await self._installations.drop(team.id)
            for name, _ in await self._state.list(f"{CORNER}{team.id}:"):
                await self._state.drop(name)

    def _made(self, installation: Installation) -> Team:
        me = Self(
            team=installation.team_id or "",
            user=installation.bot_user_id or "",
            bot=installation.bot_id or "",
            url=str(installation.custom_values.get(URL) or ""),
        )
        team = self._build(installation.bot_token or "", Corner(self._state, me.team), me)
        team.installed_at = installation.installed_at
        return team

    def _start(self, team: Team) -> None:
        if self._tasks is not None and self._receive is not None:
            serving = team.run(self._receive, self._turns)
            self._running[team.id] = self._tasks.create_task(serving)

    async def _end(self, team: str) -> None:
        running, known = self._running.pop(team, None), self._known.get(team)
        if running is not None:
            running.cancel()
        if known is not None:
            await known.bookmarks.write()
