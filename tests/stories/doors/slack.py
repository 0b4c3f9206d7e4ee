"""A Slack workspace on the loopback as a door, over Socket Mode or over signed HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import takewhile
from typing import Literal

from adapters.port import Platform
from adapters.slack.incoming import POINTER
from adapters.slack.mrkdwn import decode
from adapters.slack.platform import SlackPlatform
from adapters.web.platform import WebPlatform
from bot.app import App
from bot.commands import VOCABULARY
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_api import Json
from tests.stories.afternoon import Act, nothing
from tests.stories.doors.running import PATIENCE, Running, start, until, until_idle
from tests.stories.doors.web import pages_of

CHANNEL = "C1"
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay")  # ann is an admin of the workspace


class SlackDoor:
    """Members of one workspace."""

    def __init__(self, url: str, slack: SlackServer, mode: Literal["socket", "http"]) -> None:
        self._url = url
        self._mode = mode
        self.slack = slack
        self.while_open: Act = nothing
        self.above_the_box = ""
        self.running: Running
        self._served: SlackPlatform
        self._pages: WebPlatform
        for person in PEOPLE:
            slack.add_user(_id(person), is_admin=person == "ann")

    async def start(self) -> None:
        self.running = await start(self._url, self.build, self.ready)

    def build(self, app: App) -> tuple[Platform, ...]:
        self._served = SlackPlatform(
            bot_token=self.slack.bot_token,
            app_token=self.slack.app_token,
            signing_secret=self.slack.signing_secret,
            mode=self._mode,
            api_url=self.slack.api_url,
            vocabulary=VOCABULARY,
            queries=app.queries,
            state=app.state("slack"),
        )
        if self._mode == "socket":
            return (self._served,)
        self._pages = pages_of(app, mounts={"/slack/events": self._served.http})
        return (self._served, self._pages)

    async def ready(self) -> None:
        await self._served.caught_up()
        if self._mode == "http":
            self.slack.events_url = f"{await self._pages.bound()}/slack/events"

    async def restart(self) -> None:
        await self.running.stop()
        await self.start()

    # -- the verbs of a door

    async def say(self, person: str, text: str, below: str = "") -> None:
        thread = (await self._newest(person, below))["ts"] if below else None
        await self.slack.post_message(_id(person), CHANNEL, text, thread)
        await self._done()

    async def command(self, person: str, words: str) -> str:
        return await self._answered(person, lambda: self.slack.command(_id(person), words, CHANNEL))

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        return await self._filled(
            person, lambda: self.slack.command(_id(person), words, CHANNEL), answers
        )

    async def press(self, person: str, label: str, containing: str) -> str:
        ts = (await self._newest(person, containing, label))["ts"]
        return await self._answered(
            person, lambda: self.slack.press(_id(person), CHANNEL, ts, label)
        )

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        ts = (await self._newest(person, containing, label))["ts"]
        return await self._filled(
            person, lambda: self.slack.press(_id(person), CHANNEL, ts, label), answers
        )

    async def point(self, person: str, title: str, containing: str) -> str:
        name = POINTER + next(each.name for each in VOCABULARY.pointers if each.title == title)
        ts = (await self._newest("", containing))["ts"]
        return await self._answered(
            person, lambda: self.slack.point(_id(person), CHANNEL, ts, name)
        )

    async def fill_pointed(
        self, person: str, title: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        name = POINTER + next(each.name for each in VOCABULARY.pointers if each.title == title)
        ts = (await self._newest("", containing))["ts"]
        return await self._filled(
            person, lambda: self.slack.point(_id(person), CHANNEL, ts, name), answers
        )

    async def posts(self) -> list[str]:
        return [words_of(each) for each in self.slack.posts(CHANNEL)]

    # -- below

    async def _filled(
        self,
        person: str,
        act: Callable[[], Awaitable[object]],
        answers: Mapping[str, str],
    ) -> str:
        before = set(self.slack.views)
        said = await self._answered(person, act)
        opened = [view for view in self.slack.views if view not in before]
        if not opened:
            return said
        view = self.slack.views[opened[0]]
        self.above_the_box = _above(view)
        await self.while_open()
        values = _values(view, answers)
        said = await self._answered(
            person, lambda: self.slack.submit(_id(person), opened[0], values)
        )
        assert opened[0] not in self.slack.views, "the form was not taken"
        return said

    async def _answered(self, person: str, act: Callable[[], Awaitable[object]]) -> str:
        before = len(self.slack.ephemerals)
        await act()
        await self._done()
        new = self.slack.ephemerals[before:]
        return "\n".join(words_of(each) for each in new if each["user"] == _id(person))

    async def _newest(self, person: str, containing: str, label: str = "") -> Json:
        """The newest message a person sees that holds some words and, if asked, a button."""

        async def look() -> Json | None:
            shown = [*self.slack.channel(CHANNEL).messages.values()]
            shown += [each for each in self.slack.ephemerals if each["user"] == _id(person)]
            for each in sorted(shown, key=lambda each: str(each["ts"]), reverse=True):
                if containing in words_of(each) and (not label or label in _labels(each)):
                    return each
            return None

        return await until(look, f"{label!r} in a message with {containing!r}")

    async def _done(self) -> None:
        await self.slack.settle()
        lost = [each.kind for each in self.slack.deliveries if not each.acknowledged]
        assert not lost, f"not acknowledged: {lost}"
        await until_idle(self.running.database)


@asynccontextmanager
async def by_slack(url: str, mode: Literal["socket", "http"]) -> AsyncIterator[SlackDoor]:
    """A workspace the bot is in."""
    # Slack's own limits are three seconds; here they are not what is tested.
    async with SlackServer(ack_seconds=PATIENCE) as slack:
        slack.trigger_seconds = PATIENCE
        door = SlackDoor(url, slack, mode)
        await door.start()
        try:
            yield door
        finally:
            await door.running.stop()


def words_of(message: Json) -> str:
    """What a member reads of a message: its blocks, or its text where it has none."""
    read = " ".join(_read(message["blocks"])) if message.get("blocks") else decode(message["text"])
    return re.sub(r"\s+", " ", read).strip()


def _read(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _read(each)
    elif isinstance(part, dict):
        match part.get("type"):
            case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
                yield "".join(_read(part["elements"]))  # a sentence may change its face midway
            case "actions":
                pass
            case "mrkdwn":
                yield decode(part["text"])
            case "user":
                yield f"@{part['user_id']}"
            case "channel":
                yield f"#{part['channel_id']}"
            case "date":
                yield part["fallback"]
            case _:
                for name in ("text", "elements", "fields"):
                    if isinstance(found := part.get(name), str):
                        yield found
                    else:
                        yield from _read(found)


def _labels(message: Json) -> list[str]:
    rows = [each for each in message.get("blocks") or () if each["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row["elements"]]


def _above(view: Json) -> str:
    """What a form says before its first box."""
    blocks = list(takewhile(lambda block: block["type"] != "input", view["blocks"]))
    return words_of({"blocks": blocks}) if blocks else ""


def _values(view: Json, answers: Mapping[str, str]) -> dict[str, str]:
    asked = {
        block["label"]["text"]: block["element"]
        for block in view["blocks"]
        if block["type"] == "input"
    }
    values = {}
    for label, answer in answers.items():
        options = {
            option["text"]["text"]: option["value"] for option in asked[label].get("options", ())
        }
        values[asked[label]["action_id"]] = options[answer] if options else answer
    return values


def _id(person: str) -> str:
    return f"U{person.upper()}"
