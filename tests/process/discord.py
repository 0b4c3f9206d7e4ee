"""A member of a Discord server nobody here wrote, and the bot that serves it as a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.adapters.discord.server import ANN, GENERAL, GUILD, WireServer
from tests.adapters.discord.twin.twin import Twin
from tests.process.between import Between
from tests.process.running import Bot, installed
from tests.stories.doors.running import PATIENCE, until

COMMAND, PRESS, FORM = 2, 3, 5  # kinds of interactions
POINTING, BUTTON = 3, 2
THINKING, QUIET, OPENING = 5, 6, 9  # first answers that say nothing yet
CONNECTED = "has connected to Gateway"

Json = dict[str, Any]


class TwinDoor:
    """What ann, who may manage the server, does in its one channel. Acts end with their answer."""

    def __init__(self, twin: Twin, bot: Bot) -> None:
        self.twin = twin
        self.bot = bot

    async def start(self) -> None:
        """Start, and wait until the bot is on the gateway: what is sent sooner reaches nobody."""
        before = self.bot.log.count(CONNECTED)
        await self.bot.start()

        async def look() -> bool:
            assert self.bot.runs, f"it ended by itself:\n{self.bot.log}"
            return self.bot.log.count(CONNECTED) > before

        await until(look, "the bot on the gateway")
        await self.command("help")

    async def say(self, text: str, thread: str = "") -> str:
        """Write in the channel or in a thread of it; the number of the message."""
        sent = await self.twin.do(
            "simulateUserMessage",
            content=text,
            channelId=thread or self.twin.channel,
            userId=self.twin.user,
        )
        return str(sent["id"])

    async def command(self, verb: str, **given: str) -> str:
        return await self._answer(await self._call(verb, **given))

    async def point(self, title: str, message: str) -> Json:
        """Use the menu of a message; the form it opens."""
        return await self._opened(await self._point(title, message))

    async def challenge(self, message: str) -> str:
        """Use the menu of a message that asks for another view on it; the private answer."""
        return await self._answer(await self._point("Challenge this", message))

    async def thread(self) -> str:
        """The number of the thread that was opened in the channel."""

        async def look() -> str:
            found = await self.twin.do("getThreads", channel=self.twin.channel)
            return str(found[0]["id"]) if found else ""

        return await until(look, "a thread")

    async def _point(self, title: str, message: str) -> str:
        target = next(each for each in await self.messages() if each["id"] == message)
        pointed = {"id": "1", "name": title, "type": POINTING, "target_id": message}
        pointed["resolved"] = {"messages": {message: target}}
        return await self._interact(COMMAND, pointed)

    async def press(self, label: str, message: Json) -> str:
        return await self._answer(await self._press(label, message))

    async def fill(self, form: Json, answers: dict[str, str]) -> str:
        """Send a form that was opened, its fields named by their labels."""
        rows = []
        for asked in form["components"]:
            if label := asked.get("label"):
                field = asked["component"]
                words = answers.get(label, "")
                options = {each["label"]: each["value"] for each in field.get("options", ())}
                value = {"values": [options[words]]} if options else {"value": words}
                part = {"type": field["type"], "custom_id": field["custom_id"]} | value
                rows.append({"type": asked["type"], "component": part})
        sent = {"custom_id": form["custom_id"], "components": rows}
        return await self._answer(await self._interact(FORM, sent))

    async def opened(self, label: str, message: Json) -> Json:
        """Press a button; the form it opens."""
        return await self._opened(await self._press(label, message))

    async def question(self) -> Json:
        """The newest of the bot's questions."""

        async def look() -> Json | None:
            asked = [each for each in await self.posts() if _named(each, "Not now")]
            return asked[-1] if asked else None

        return await until(look, "a question")

    async def held(self) -> str:
        """What the bot holds of what ann wrote."""
        return await self.command("privacy", what="export")

    async def holds(self, text: str) -> None:
        """Wait until the bot holds what was written while it was away."""

        async def look() -> bool:
            return text in await self.held()

        await until(look, text)

    async def posts(self, thread: str = "") -> list[Json]:
        """What the bot has said in the channel or in a thread of it."""
        said = await self.messages(thread)
        return [each for each in said if each["author"]["id"] == self.twin.bot]

    async def messages(self, thread: str = "") -> list[Json]:
        found = await self.twin.do("getMessages", channel=thread or self.twin.channel)
        return list(found)

    async def _call(self, verb: str, **given: str) -> str:
        options = [{"name": name, "type": 3, "value": value} for name, value in given.items()]
        sub = {"name": verb, "type": 1, "options": options}
        return await self._interact(
            COMMAND, {"id": "1", "name": "challenge", "type": 1, "options": [sub]}
        )

    async def _press(self, label: str, message: Json) -> str:
        pressed = {"custom_id": _named(message, label), "component_type": BUTTON}
        return await self._interact(PRESS, pressed, messageId=message["id"])

    async def _interact(self, kind: int, what: Json, **more: str) -> str:
        here = {
            "channelId": self.twin.channel,
            "userId": self.twin.user,
            "guildId": self.twin.guild,
        }
        begun = await self.twin.do("simulateInteraction", type=kind, data=what, **here, **more)
        return str(begun["token"])

    async def _answer(self, token: str) -> str:
        """The private answer to what was done."""

        async def look() -> str:
            said = [
                each for each in self._about(token) if each.get("type") not in (THINKING, QUIET)
            ]
            return words(said)

        said = await until(look, "an answer")
        await self.bot.done()
        return said

    async def _opened(self, token: str) -> Json:
        async def look() -> Json | None:
            said = self._about(token)
            return next((each["data"] for each in said if each.get("type") == OPENING), None)

        return await until(look, "a form")

    def _about(self, token: str) -> list[Json]:
        return [body for _, path, body in self.twin.asked if token in path and body]


def words(part: object) -> str:
    """All that is to be read in an answer."""
    if isinstance(part, dict):
        own = [part["content"]] if isinstance(part.get("content"), str) else []
        return " ".join([*own, *(w for each in part.values() if (w := words(each)))])
    if isinstance(part, list):
        return " ".join(w for each in part if (w := words(each)))
    return ""


def _named(part: object, label: str) -> str:
    if isinstance(part, dict):
        if part.get("label") == label and "custom_id" in part:
            return str(part["custom_id"])
        part = list(part.values())
    if isinstance(part, list):
        return next((found for each in part if (found := _named(each, label))), "")
    return ""


class Wire(WireServer):
    """The small server of our own, where ann may also type commands."""

    between: Between

    async def command(self, verb: str, **given: str) -> str:
        """The private answer to a command."""
        return await self.answer(await self.call(verb, **given))

    async def answer(self, interaction: Json) -> str:
        """The private answer to what ann did."""

        async def look() -> str:
            return self.said(interaction)

        return await until(look, f"an answer to {interaction['data']}")

    async def answers(self, bot: Bot) -> None:
        """Wait until the bot is connected and answers."""

        async def look() -> bool:
            assert bot.runs, f"it ended by itself:\n{bot.log}"
            return self.connected.is_set()

        await until(look, "the bot on the gateway")
        await self.command("help")

    async def reconnected(self) -> None:
        await asyncio.wait_for(self.connected.wait(), PATIENCE)

    async def held(self, *said: str) -> str:
        """What the bot holds of what ann wrote, once it holds all of this."""

        async def look() -> str:
            held = await self.command("privacy", what="export")
            return held if all(words in held for words in said) else ""

        return await until(look, f"the bot to hold {said}")

    def said(self, interaction: Json) -> str:
        """All that was said privately about what ann did."""
        about = [body for path, body in self.replies if interaction["token"] in path]
        return words([each for each in about if each.get("type") != THINKING])

    async def send_least(self) -> None:
        """What Discord may come to send one day: each thing with less than discord.py asks for."""
        message = {"id": str(next(self._ids)), "channel_id": GENERAL, "guild_id": GUILD}
        await self._dispatch("MESSAGE_CREATE", message)
        await self._dispatch("MESSAGE_REACTION_ADD", {"user_id": ANN["id"], "emoji": None})
        await self._dispatch("INTERACTION_CREATE", {"id": str(next(self._ids)), "type": COMMAND})
        await self._dispatch("SOMETHING_NEW", None)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[TwinDoor]:
    """A server the bot was invited to; it is not started yet."""
    async with Twin.open() as twin:
        told = {
            "DISCORD_TOKEN": twin.token,
            "DISCORD_API_URL": twin.api_url,
            "DISCORD_GATEWAY_URL": twin.gateway_url,
        }
        async with installed(folder, **told) as bot:
            yield TwinDoor(twin, bot)
