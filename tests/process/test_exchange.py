"""Two bots, each a process of its own, exchange views on loopback; somebody between them meddles.

And what a hostile web server can do to a bot that is asked to read a feed there: it says one
sentence, and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.adapters.web.driver import Wire, words_of
from tests.blogs import Blogs, redirect, rss
from tests.process.between import Answer, Asked, Between, as_it_is
from tests.process.running import Bot, free_port, installed
from tests.stories.doors.running import until

CHANNEL = "services"
FOUND = "We dropped the fax machine, because nobody could find paper for it."
OWN = {"FEEDS_LOOPBACK": "true"}


class Somebody:
    """One person at the room of one bot."""

    def __init__(self, bot: Bot, wire: Wire) -> None:
        self.bot = bot
        self.wire = wire

    @classmethod
    @asynccontextmanager
    async def at(cls, bot: Bot, person: str) -> AsyncIterator[Somebody]:
        async with Wire.open(bot.address) as wire:
            await wire.be(person)
            yield cls(bot, wire)

    async def command(self, words: str) -> str:
        before = await self._seen()
        await self.wire.command(f"/challenge {words}", CHANNEL)
        return await self._told(before)

    async def press(self, label: str, containing: str) -> str:
        before = await self._seen()
        await self.wire.press(label, containing)
        return await self._told(before)

    async def fill(self, label: str, containing: str, answers: Mapping[str, str]) -> str:
        before = await self._seen()
        await self.wire.press(label, containing)
        await self.wire.fill_form(answers)
        await self.wire.send_form()
        return await self._told(before)

    async def _seen(self) -> dict[str, str]:
        whispers = (await self.wire.everything())["whispers"]
        return {each["id"]: words_of(each["html"]) for each in whispers}

    async def _told(self, before: Mapping[str, str]) -> str:
        await self.bot.done()
        after = await self._seen()
        return "\n".join(words for id_, words in after.items() if id_ not in before)


async def serves(bot: Bot) -> None:
    """Start a bot, and wait until its room is open and its first day is told."""
    await bot.start()

    async def look() -> bool:
        return f"The room is open at {bot.address}" in bot.log

    await until(look, "the room to open")
    await bot.done()


async def opened(organiser: Somebody) -> tuple[str, str]:
    """The path and the key that an organiser is shown who lets others receive their views."""
    await organiser.command("views exchange")
    said = await organiser.press("Let others receive our views", "receive nothing from here")
    path, key = re.search(r"/views/\w+", said), re.search(r"(?:[0-9a-f]{4}-){7}[0-9a-f]{4}", said)
    assert path, said
    assert key, said
    return path[0], key[0]


async def share(member: Somebody, text: str) -> str:
    before = await member._seen()
    await member.wire.command("/challenge share", CHANNEL)
    answers = {
        "What is it about?": "Councils should keep a fax machine",
        "What did your council find?": text,
        "Where does your council stand?": "We tried it and dropped it",
        "Who may see it?": "Other communities too",
    }
    await member.wire.fill_form(answers)
    await member.wire.send_form()
    return await member._told(before)


async def test_two_bots_exchange_views_and_nobody_between_them_can_change_one(
    tmp_path: Path,
) -> None:
    for name in ("there", "here"):
        (tmp_path / name).mkdir()
    async with (
        installed(tmp_path / "there", **OWN) as there,
        installed(tmp_path / "here", **OWN) as here,
        Between.open(there.address) as between,
    ):
        await asyncio.gather(serves(there), serves(here))
        async with (
            Somebody.at(there, "ann") as their_organiser,
            Somebody.at(there, "hugo") as author,
            Somebody.at(here, "ann") as organiser,
            Somebody.at(here, "bilal") as member,
        ):
            path, key = await opened(their_organiser)
            assert "other communities too" in await share(author, FOUND)
            library = {"Whose library is it?": "Westmoor", "The address": between.url + path}

            # Another key than the one that signs, and a word that was changed on the way.
            wrong = {**library, "The key": "-".join(["0000"] * 8)}
            await organiser.command("views exchange")
            add = ("Receive from another community", "receive nothing from here")
            assert "another key" in await organiser.fill(*add, wrong)
            between.change = altered
            assert "altered after" in await organiser.fill(*add, {**library, "The key": key})
            between.change = as_it_is

            said = await organiser.fill(*add, {**library, "The key": key})
            assert "The key is right" in said
            assert "keep a fax machine" in said
            assert FOUND not in await member.command("views keep a fax machine")
            await organiser.press("Receive them", "The key is right")
            assert FOUND in await member.command("views keep a fax machine")

            await here.stop()
            await asyncio.gather(serves_again(here), there.stop())
            await serves_again(there)

            between.change = altered
            await organiser.command("views exchange")
            assert "altered after" in await organiser.press("Read Westmoor now", "Westmoor: Read")
            between.change = as_it_is
            assert FOUND in await member.command("views keep a fax machine")

            await author.command("views mine")
            assert "taken back" in await author.press("Take it back", FOUND)
            await organiser.command("views exchange")
            await organiser.press("Read Westmoor now", "Westmoor:")
            assert FOUND not in await member.command("views keep a fax machine")


async def serves_again(bot: Bot) -> None:
    """Start a bot that has served before."""
    await bot.start()

    async def look() -> bool:
        try:
            async with (
                aiohttp.ClientSession() as client,
                client.get(f"{bot.address}/healthz") as answer,
            ):
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False

    await until(look, "the bot to serve again")


def altered(asked: Asked, answer: Answer) -> Answer:
    body = answer.body.replace(b"dropped the fax machine", b"kept the fax machine")
    return Answer(body, answer.status, answer.headers)


async def gigabyte(request: web.Request) -> web.StreamResponse:
    """A feed that does not end."""
    response = web.StreamResponse()
    await response.prepare(request)
    piece = b"<rss><channel><item><title>" + b"a" * 1024 * 1024
    with contextlib.suppress(ConnectionError):
        for _ in range(1024):
            await response.write(piece)
    return response


async def test_a_hostile_feed_costs_one_sentence_and_nothing_else(tmp_path: Path) -> None:
    words = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE r [<!ENTITY a0 "ha">{words}]><rss><channel>&a9;</channel></rss>'
    elsewhere = free_port()
    told = {
        "/gigabyte": "longer than 4 megabytes",
        "/bomb": "words that grow when they are read",
        "/inside": "into a private network",
        "/here": "into a private network",
        "/nobody": "Nothing answers there",
    }
    async with installed(tmp_path, **OWN) as bot, Blogs.open() as blogs:
        blogs.at |= {
            "/gigabyte": gigabyte,
            "/bomb": bomb.encode(),
            "/inside": redirect("http://10.0.0.1/feed"),
            "/here": redirect("http://[::ffff:169.254.169.254]/latest/meta-data/"),
            "/nobody": redirect(f"http://127.0.0.1:{elsewhere}/"),
            "/feed": rss(("We dropped our fax", "https://b.example/fax", FOUND, None)),
        }
        await serves(bot)
        async with Somebody.at(bot, "ann") as moderator:
            for path, sentence in told.items():
                await moderator.command("views feeds")
                answers = {"The address": blogs.url(path), "Which council writes it?": "Westmoor"}
                said = await moderator.fill("Add a feed", "reads no feeds yet", answers)
                assert "I did not take" in said
                assert sentence in said
            answers = {
                "The address": blogs.url("/feed"),
                "Which council writes it?": "Westmoor",
            }
            said = await moderator.fill("Add a feed", "reads no feeds yet", answers)
            assert "1 item waits" in said
        assert "Traceback" not in bot.log
