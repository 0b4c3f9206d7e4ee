"""Members of a Slack nobody here wrote. It sends signed events; what it lacks, the test signs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.adapters.discord.twin.twin import NODE, PEERS
from tests.process.between import Answer, Asked, Between
from tests.process.running import Bot, free_port
from tests.process.slack import hears
from tests.stories.doors.running import until
from tests.stories.doors.slack import words_of

LAUNCH = Path(__file__).with_suffix(".mjs")
SECRET = "test-signing-secret"
BOT = "xoxb-challenger"

Json = dict[str, Any]


class Workspace:
    """One channel, ann who administers, and bob."""

    def __init__(self, url: str, bot: Bot, http: aiohttp.ClientSession) -> None:
        self.bot = bot
        self.channel = ""
        self.users: dict[str, str] = {}
        self.web_api: Between
        self.events: Between
        self.opened: list[Json] = []  # the forms that this Slack has shown
        self._url = url
        self._http = http

    @classmethod
    @asynccontextmanager
    async def open(cls, bot: Bot) -> AsyncIterator[Self]:
        """Start it around a bot that is not started yet."""
        port = free_port()
        async with (
            Between.open(bot.address) as events,
            _node(str(port), f"{events.url}/slack/events") as url,
            Between.open(url, forms=True) as web_api,
            aiohttp.ClientSession() as http,
        ):
            workspace = cls(url, bot, http)
            workspace.events, workspace.web_api = events, web_api
            web_api.refuse = _taken
            web_api.change = workspace._noted
            web_api.instead = {"api/users.conversations": "api/conversations.list"}
            bot.settings |= {
                "SLACK_MODE": "http",
                "SLACK_BOT_TOKEN": BOT,
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": f"{web_api.url}/api/",
            }
            await workspace._look_around()
            yield workspace

    async def start(self) -> None:
        await self.bot.start()
        await hears(self.bot)

    async def ask(self, token: str, method: str, **given: str) -> Json:
        """One call as somebody."""
        headers = {"Authorization": f"Bearer {token}"}
        where = f"{self._url}/api/{method}"
        async with self._http.post(where, data=given, headers=headers) as answer:
            body: Json = await answer.json()
            assert body["ok"], (method, body)
            return body

    async def say(self, person: str, text: str, thread: str = "") -> str:
        """Write in the channel or in a thread of it; when."""
        below = {"thread_ts": thread} if thread else {}
        said = await self.ask(
            f"xoxp-{person}", "chat.postMessage", channel=self.channel, text=text, **below
        )
        return str(said["ts"])

    async def history(self) -> list[Json]:
        """The channel, the oldest first."""
        found = await self.ask(BOT, "conversations.history", channel=self.channel)
        return list(reversed(found["messages"]))

    async def replies(self, ts: str) -> list[Json]:
        """A thread, its first message included, the oldest first."""
        found = await self.ask(BOT, "conversations.replies", channel=self.channel, ts=ts)
        return list(found["messages"])

    async def came_back(self, ts: str) -> None:
        """Wait until a post was sent to the bot as an event."""

        async def look() -> bool:
            sent = (json.loads(each.body) for each in self.events.asked)
            return any(each["event"].get("ts") == ts for each in sent)

        await until(look, f"the post of {ts} to come back")

    async def command(self, person: str, text: str) -> str:
        """Type `/challenge text`, which this Slack does not know; the private answer."""
        called = {
            "command": "/challenge",
            "text": text,
            "team_id": self.team,
            "channel_id": self.channel,
            "user_id": self.users[person],
            "api_app_id": "A01APP",
            "trigger_id": f"{time.monotonic_ns()}.1.2",
            "response_url": f"{self.web_api.url}/answer",
        }
        return await self._answered(urlencode(called), f"an answer to {text}")

    async def point(self, person: str, callback: str, message: Json) -> str:
        """Use the menu of a message; the private answer."""
        pointed: Json = {"type": "message_action", "callback_id": f"pointer:{callback}"}
        pointed |= {"message_ts": message["ts"], "message": message}
        return await self._acted(person, pointed, f"an answer to {callback}")

    async def press(self, person: str, label: str, message: Json) -> str:
        """Press a button of a post; the private answer."""
        return await self._acted(person, self._pressed(label, message), f"an answer to {label}")

    async def fill(self, person: str, label: str, message: Json, answers: Mapping[str, str]) -> str:
        """Press a button that opens a form, fill it in and send it; the private answer."""
        before = len(self.opened)
        body = await self._body(person, self._pressed(label, message))
        await self._post(urlencode({"payload": json.dumps(body)}))

        async def look() -> list[Json]:
            return self.opened[before:]

        (view,) = await until(look, f"the form of {label}")
        asked = {
            block["label"]["text"]: block for block in view["blocks"] if block["type"] == "input"
        }
        entered: Json = {}
        for name, words in answers.items():
            element = asked[name]["element"]
            options = {each["text"]["text"]: each for each in element.get("options", ())}
            answer: Json = {"selected_option": options[words]} if options else {"value": words}
            entered[asked[name]["block_id"]] = {
                element["action_id"]: {"type": element["type"], **answer}
            }
        sent = {"type": "view_submission", "view": view | {"state": {"values": entered}}}
        return await self._acted(person, sent, f"an answer to the form of {label}")

    def _pressed(self, label: str, message: Json) -> Json:
        rows = [each for each in message["blocks"] if each["type"] == "actions"]
        buttons = {each["text"]["text"]: each for row in rows for each in row["elements"]}
        container = {"type": "message", "message_ts": message["ts"], "channel_id": self.channel}
        container |= {"is_ephemeral": False}
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        action = buttons[label] | {"block_id": "b", "action_ts": message["ts"]}
        return {
            "type": "block_actions",
            "container": container,
            "message": message,
            "actions": [action],
        }

    async def _body(self, person: str, what: Json) -> Json:
        user = self.users[person]
        trigger = await self.ask(BOT, "views.generateTriggerId", user_id=user)
        where: Json = (
            {}
            if what["type"] == "view_submission"
            else {
                "channel": {"id": self.channel, "name": "planning"},
                "response_url": f"{self.web_api.url}/answer",
            }
        )
        return {
            **what,
            **where,
            "user": {"id": user, "team_id": self.team},
            "team": {"id": self.team},
            "api_app_id": "A01APP",
            "trigger_id": trigger["trigger_id"],
            "is_enterprise_install": False,
        }

    async def _acted(self, person: str, what: Json, wanted: str) -> str:
        body = await self._body(person, what)
        return await self._answered(urlencode({"payload": json.dumps(body)}), wanted)

    async def _answered(self, body: str, wanted: str) -> str:
        before = self.web_api.count("answer")
        await self._post(body)

        async def look() -> str:
            given = [each for each in self.web_api.asked if each.path == "answer"][before:]
            return words_of(json.loads(given[0].body)) if given else ""

        said = await until(look, wanted)
        await self.bot.done()
        return said

    def _noted(self, asked: Asked, answer: Answer) -> Answer:
        if asked.path == "api/views.open":
            self.opened.append(json.loads(answer.body)["view"])
        return answer

    async def _post(self, body: str) -> None:
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
        assert signature is not None
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature,
        }
        where = f"{self.bot.address}/slack/events"
        async with self._http.post(where, data=body, headers=headers) as answer:
            assert answer.status == 200, self.bot.log

    async def _look_around(self) -> None:
        channels = (await self.ask("xoxp-ann", "conversations.list"))["channels"]
        self.channel = next(each["id"] for each in channels if each["name"] == "planning")
        for token in (BOT, "xoxp-ann", "xoxp-bob"):
            await self.ask(token, "conversations.join", channel=self.channel)
        members = (await self.ask("xoxp-ann", "users.list"))["members"]
        self.users = {each["name"]: each["id"] for each in members}
        self.team = str((await self.ask(BOT, "auth.test"))["team_id"])


def _taken(asked: Asked) -> Answer | None:
    """A private answer, which this Slack has no place for."""
    return Answer(b"ok", headers={"Content-Type": "text/plain"}) if asked.path == "answer" else None


@asynccontextmanager
async def _node(*arguments: str) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        NODE,
        LAUNCH,
        PEERS,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = await process.stdout.readline()
        while line and not line.startswith(b"{"):
            line = await process.stdout.readline()
        yield str(json.loads(line)["url"])
    finally:
        process.stdin.close()
        await process.wait()
