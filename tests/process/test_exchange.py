"""Two bots, each a process of its own, exchange views on loopback; somebody between them meddles.

And what a hostile web server can do to a bot that is asked to read a feed there: it says one
sentence, and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from adapters.signing import Signer
from challenges import exchange
from tests.adapters.web.driver import Wire, words_of
from tests.blogs import Blogs, redirect, rss
from tests.process.between import Answer, Asked, Between, Change, as_it_is
from tests.process.running import Bot, free_port, installed
from tests.stories.doors.running import until

CHANNEL = "services"
FOUND = "We dropped the fax machine, because nobody could find paper for it."
OWN = {"FEEDS_LOOPBACK": "true"}
NEW_SECRET = "a newer secret that the first bot was given"
ADD = ("Receive from another community", "receive nothing from here")


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


@dataclass
class Neighbours:
    """Two bots and whoever uses them; what goes from one to the other passes somebody between."""

    there: Bot
    here: Bot
    between: Between
    their_organiser: Somebody
    author: Somebody
    organiser: Somebody
    member: Somebody
    path: str = ""
    key: str = ""

    async def add(self, key: str = "") -> str:
        await self.organiser.command("views exchange")
        return await self.organiser.fill(*ADD, {
            "Whose library is it?": "Westmoor",
            "The address": self.between.url + self.path,
            "The key": key or self.key,
        })  # fmt: skip

    async def read(self, change: Change = as_it_is) -> str:
        """What the organiser is told when they have it read, as somebody between changes it."""
        self.between.change = change
        await self.organiser.command("views exchange")
        said = await self.organiser.press("Read Westmoor now", "Westmoor:")
        self.between.change = as_it_is
        return said

    async def found(self) -> bool:
        return FOUND in await self.member.command("views keep a fax machine")


@asynccontextmanager
async def neighbours(folder: Path) -> AsyncIterator[Neighbours]:
    for name in ("there", "here"):
        (folder / name).mkdir()
    async with (
        installed(folder / "there", **OWN) as there,
        installed(folder / "here", **OWN) as here,
        Between.open(there.address) as between,
    ):
        await asyncio.gather(serves(there), serves(here))
        async with (
            Somebody.at(there, "ann") as their_organiser,
            Somebody.at(there, "hugo") as author,
            Somebody.at(here, "ann") as organiser,
            Somebody.at(here, "bilal") as member,
        ):
            two = Neighbours(there, here, between, their_organiser, author, organiser, member)
            two.path, two.key = await opened(their_organiser)
            yield two


async def test_two_bots_exchange_views_and_nobody_between_them_can_change_one(
    tmp_path: Path,
) -> None:
    async with neighbours(tmp_path) as two:
        assert "other communities too" in await share(two.author, FOUND)
        await look_and_say_yes(two)
        first = signer(two.there)
        two.there.settings["SECRET_KEYS"] = f"{NEW_SECRET},{secret(two.there)}"
        await two.here.stop()
        await asyncio.gather(serves_again(two.here), two.there.stop())
        await serves_again(two.there)
        old = await meddled_with(two)
        await withdrawn(two, old)
        await only_the_new_key(two, first)


async def look_and_say_yes(two: Neighbours) -> None:
    """Nothing is taken over that another key signed, that was changed, or that nobody agreed to."""
    assert "another key" in await two.add("-".join(["0000"] * 8))
    two.between.change = altered
    assert "altered after" in await two.add()
    two.between.change = as_it_is
    said = await two.add()
    assert "The key is right" in said
    assert "keep a fax machine" in said
    assert not await two.found()
    await two.organiser.press("Receive them", "The key is right")
    assert await two.found()


async def meddled_with(two: Neighbours) -> bytes:
    """What the two bots knew before they were restarted holds; a document for later is kept."""
    kept: list[bytes] = []

    def keep(asked: Asked, answer: Answer) -> Answer:
        kept.append(answer.body)
        return answer

    future = signed_again(signer(two.there), made_at="2031-01-01T00:00:00+00:00")
    assert "altered after" in await two.read(altered)
    assert "dated in the future" in await two.read(future)
    assert "I have read Westmoor" in await two.read(keep)  # and learned of the new key
    assert await two.found()
    return kept[0]


async def withdrawn(two: Neighbours, old: bytes) -> None:
    """What its author takes back is gone in both places, and no old document brings it back."""
    await two.author.command("views mine")
    assert "taken back" in await two.author.press("Take it back", FOUND)
    assert "withdrawn: 1" in await two.read()
    assert not await two.found()
    assert "older than what I have read" in await two.read(lambda asked, answer: Answer(old))
    assert not await two.found()


async def only_the_new_key(two: Neighbours, first: Signer) -> None:
    """A key that is given up counts no more, whoever has it."""
    await two.there.stop()
    two.there.settings["SECRET_KEYS"] = NEW_SECRET
    await serves_again(two.there)
    assert "I have read Westmoor" in await two.read()
    assert "another key" in await two.read(signed_again(first, keys=list(first.public)))


def secret(bot: Bot) -> str:
    """The secret that an installation made for itself."""
    return bot.store.with_suffix(".key").read_text()


def signer(bot: Bot) -> Signer:
    return Signer([secret(bot)])


def signed_again(by: Signer, **changed: object) -> Change:
    """The same document with something else in it, by somebody who has a key."""

    def change(asked: Asked, answer: Answer) -> Answer:
        document = json.loads(answer.body)
        document["_challenger"] |= changed
        return Answer(exchange.with_signatures(document, by.sign(exchange.to_sign(document))))

    return change


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


async def packed(request: web.Request) -> web.StreamResponse:
    """A little that becomes very much when it is unpacked."""
    return web.Response(body=PACKED, headers={"Content-Encoding": "gzip"})


PACKED = gzip.compress(b"[" * 64 * 1024 * 1024, 1)
WORDS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
BOMB = f'<!DOCTYPE r [<!ENTITY a0 "ha">{WORDS}]><rss><channel>&a9;</channel></rss>'
AHEAD = datetime(2101, 1, 1, tzinfo=UTC)
INSIDE = "into a private network"
HOSTILE = {
    "/gigabyte": ("longer than 4 megabytes", "longer than 16 megabytes"),
    "/packed": ("longer than 4 megabytes", "longer than 16 megabytes"),
    "/bomb": ("words that grow when they are read", "not a library"),
    "/inside": (INSIDE, INSIDE),
    "/here": (INSIDE, INSIDE),
    "/nobody": ("Nothing answers there", "Nothing answers there"),
}
"""What is said of a feed at a path, and of a library there."""


@asynccontextmanager
async def hostile() -> AsyncIterator[Blogs]:
    async with Blogs.open() as blogs:
        blogs.at |= {
            "/gigabyte": gigabyte,
            "/packed": packed,
            "/bomb": BOMB.encode(),
            "/inside": redirect("http://10.0.0.1/feed"),
            "/here": redirect("http://[::ffff:169.254.169.254]/latest/meta-data/"),
            "/nobody": redirect(f"http://127.0.0.1:{free_port()}/"),
            "/feed": rss(("We dropped our fax", "https://b.example/fax", FOUND, AHEAD)),
        }
        yield blogs


async def feed(moderator: Somebody, address: str) -> str:
    await moderator.command("views feeds")
    answers = {"The address": address, "Which council writes it?": "Westmoor"}
    return await moderator.fill("Add a feed", "reads no feeds yet", answers)


async def test_a_hostile_feed_costs_one_sentence_and_nothing_else(tmp_path: Path) -> None:
    async with installed(tmp_path, **OWN) as bot, hostile() as blogs:
        await serves(bot)
        async with Somebody.at(bot, "ann") as moderator:
            for path, (of_a_feed, of_a_library) in HOSTILE.items():
                said = await feed(moderator, blogs.url(path))
                assert "I did not take" in said
                assert of_a_feed in said
                await moderator.command("views exchange")
                said = await moderator.fill(*ADD, {
                    "Whose library is it?": "Westmoor",
                    "The address": blogs.url(path),
                    "The key": "-".join(["0000"] * 8),
                })  # fmt: skip
                assert "I did not take Westmoor" in said
                assert of_a_library in said
            assert "1 item waits" in await feed(moderator, blogs.url("/feed"))
            waits = await moderator.command("views queue")
            assert FOUND in waits
            assert str(AHEAD.year) not in waits  # a day that has not come is no day
        assert "Traceback" not in bot.log


async def test_a_name_that_leads_inside_is_not_followed(tmp_path: Path) -> None:
    """As an installation is set up, this computer itself is inside, by whatever name."""
    async with installed(tmp_path) as bot, hostile() as blogs:
        await serves(bot)
        async with Somebody.at(bot, "ann") as moderator:
            for host in ("localhost", "127.0.0.1", "[::ffff:127.0.0.1]"):
                said = await feed(moderator, blogs.url("/feed").replace("127.0.0.1", host))
                assert INSIDE in said
        assert blogs.asked == []
