"""A Slack that outlives the bot: it sends events again, and people do again what did not work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from aiohttp import web

from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_api import TEAM, Json
from tests.crash.ending import Seen
from tests.crash.life import Cradle, Life
from tests.crash.room import free_port
from tests.stories.doors.slack import SlackDoor, _id, _values, words_of

TRIES = 50
PAUSE = 0.05  # a bot that is dead may not be known to be for a moment
PATIENCE = 30.0  # Slack's own is three seconds; here it is not what is tested
WAITS = (0.1,) * 100  # Slack's own are minutes

Mode = Literal["socket", "http"]


class DeadlySlack(SlackServer):
    """Does what it is asked, and then may never say so: the bot is dead by then."""

    def __init__(self, deadly_call: int) -> None:
        super().__init__(ack_seconds=PATIENCE, waits=WAITS)
        self.trigger_seconds = PATIENCE
        self.kill: Callable[[], None] = lambda: None
        self.answered = 0
        self._deadly_call = deadly_call

    async def answer(self, method: str, arguments: Json) -> Json:
        answer = await super().answer(method, arguments)
        await self._count()
        return answer

    async def _response(self, request: web.Request) -> web.Response:
        response = await super()._response(request)
        await self._count()
        return response

    async def _count(self) -> None:
        self.answered += 1
        if self.answered == self._deadly_call:
            self.kill()
            await asyncio.sleep(0.1)  # the answer has nobody left to reach

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        try:
            return await super()._link(request)
        finally:
            # What went through this socket will not be acknowledged: no need to wait and see.
            for _, each in self._awaited.values():
                if not each.done():
                    each.set_exception(ConnectionResetError())


class MortalWorkspace(SlackDoor):
    """A workspace, on whichever life of the bot."""

    slack: DeadlySlack

    def __init__(self, slack: DeadlySlack, mode: Mode, life: Life) -> None:
        super().__init__("", slack, mode)
        self.life = life

    async def seen(self) -> Seen:
        """The workspace as everybody sees it."""
        seen = Seen()
        for channel in self.slack.channels.values():
            for ts, message in sorted(channel.messages.items()):
                root = channel.messages.get(message.get("thread_ts") or "", message)
                below = f" below {words_of(root)}" if root is not message else ""
                author = "Challenger" if message.get("bot_id") else message["user"]
                words = words_of(message)
                seen.line(f"{channel.name}{below}", author, words)
                if not message.get("bot_id"):
                    seen.names[f"slack:{TEAM}/{channel.id}/{ts}"] = f"<{author}: {words}>"
        for each in self.slack.ephemerals:
            seen.told(each["user"].removeprefix("U").lower(), words_of(each))
        return seen

    async def _done(self) -> None:
        await self.slack.settle()
        await self.life.done()

    async def _answered(self, person: str, act: Callable[[], Awaitable[object]]) -> str:
        for _ in range(TRIES):
            said = await self._tried(person, act)
            if said is not None:
                return said
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"{TRIES} times it did not work: {self.life.act}")

    async def _filled(
        self,
        person: str,
        act: Callable[[], Awaitable[object]],
        answers: Mapping[str, str],
    ) -> str:
        before = set(self.slack.views)
        said = await super()._answered(person, act)
        for _ in range(TRIES):
            opened = [view for view in self.slack.views if view not in before]
            if opened or said:
                break
            await asyncio.sleep(PAUSE)
            said = await super()._answered(person, act)
        if not opened:
            return said
        values = _values(self.slack.views[opened[-1]], answers)
        for _ in range(TRIES):
            # An unacknowledged form stays open; people send it again, whatever they were told.
            said += await super()._answered(
                person, lambda: self.slack.submit(_id(person), opened[-1], values)
            )
            if opened[-1] not in self.slack.views:
                return said
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"{TRIES} times the form was not taken: {self.life.act}")

    async def _tried(self, person: str, act: Callable[[], Awaitable[object]]) -> str | None:
        """What was answered; None when Slack said it did not work and nothing shows that it did."""
        sent, before = len(self.slack.deliveries), await self.posts()
        said = await super()._answered(person, act)
        worked = all(each.acknowledged for each in self.slack.deliveries[sent : sent + 1])
        return said if worked or said or await self.posts() != before else None


@asynccontextmanager
async def workspace(
    mode: Mode, cradle: Cradle, folder: Path, ends: list[str]
) -> AsyncIterator[MortalWorkspace]:
    """A workspace for one afternoon."""
    deadly = next((each for each in ends if each.startswith("answer:")), "answer:0")
    slack = DeadlySlack(int(deadly.partition(":")[2]))
    async with slack:
        port = free_port()
        settings = {
            "ROOM": "false",
            "WEB_PORT": str(port),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "SLACK_MODE": mode,
            "LOG_LEVEL": "WARNING",
        }
        if mode == "http":
            await slack.listen_at(f"http://127.0.0.1:{port}/slack/events")
        life = Life(cradle, folder, settings, ends)
        slack.kill = life.kill
        async with life.lived():
            yield MortalWorkspace(slack, mode, life)
        life.counts["answer"] = slack.answered
