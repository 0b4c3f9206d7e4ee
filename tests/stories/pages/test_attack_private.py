"""What is private in the chat is on no page: the words of a private channel, and who wrote what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.events import Audience, CommandCalled
from tests.house import House, a_house
from tests.stories.browsing import (
    CHANNEL,
    HOME,
    QUOTED,
    Browser,
    a_browser,
    all_pages,
    an_edition,
    served,
    signed_in,
)
from tests.stories.holdings import where

BOARD = "board"
CLAIM = "The board will close the Harbour Road depot in spring."
PRIVATE = (
    "Harbour Road",
    "The lease runs out and nobody has said so.",
    "The drivers were never asked.",
    "The spare parts are stored there.",
    "We ask the drivers by Friday.",
    "The lease can be ended early.",
    "Depots close better in summer.",
)
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "gus")
MORE = (
    *("search?q=harbour", "search?q=lease", "search?q=drivers", "topic?about=harbour"),
    *("topic?about=depot", "round/1", "round/2", "archive", "assumptions", "pledges", "data"),
    *("edition/1", "edition/1.md", "edition/1.json", "edition/2", "edition/2.json"),
)


@pytest.fixture
async def house(store: str) -> AsyncIterator[House]:
    async with a_house(store) as opened:
        await an_edition(opened)
        yield opened


@pytest.fixture
async def reader(house: House) -> AsyncIterator[Browser]:
    async with served(house.app) as address, a_browser(address) as browser:
        await signed_in(house, "hal", browser)
        yield browser


async def in_the_boardroom(house: House) -> None:
    """All that can be said and done in a private channel."""
    asked = house.asked("ann", BOARD, None)
    await house.hear(CommandCalled(**asked, audience=Audience.PRIVATE, verb="on", text=""))
    for person in PEOPLE:
        await house.say(person, BOARD, CLAIM, audience=Audience.PRIVATE)
    await house.form("bob", BOARD, "open", "pre-mortem.0", claim=CLAIM)
    for person, words in zip(("ann", "cat", "dan"), PRIVATE[1:4], strict=True):
        await house.form(person, BOARD, "enter", "1", stand="agree", sure="3", entry=words)
    await house.form("cat", BOARD, "assume", "new", text=PRIVATE[5], when="in 3 days")
    await house.command("dan", CHANNEL, "council Westmoor")
    await house.form(
        "dan", BOARD, "share", "", None, claim="Depots", text=PRIVATE[6], status="kept", link="",
        scope="channel",
    )  # fmt: skip
    await house.pass_time(timedelta(hours=42))
    await house.form("bob", BOARD, "respond", "1.1", reply="accept", why=PRIVATE[2])
    await house.form("bob", BOARD, "pledge", "1.1", what=PRIVATE[4], when="tomorrow")
    await house.pass_time(timedelta(days=4))
    await house.command("ann", CHANNEL, "digest now")


async def test_a_private_channels_words_are_on_no_page(house: House, reader: Browser) -> None:
    await in_the_boardroom(house)
    for words in PRIVATE:
        assert await where(house.database, words), words  # it is there, and at home in its channel
    pages = await all_pages(reader, *MORE)
    assert QUOTED in pages[f"{HOME}edition/1"].words
    for path, answer in pages.items():
        for words in PRIVATE:
            assert words not in answer.words, (path, words)


async def test_a_channel_that_was_closed_to_some_leaves_the_pages_of_rounds(
    house: House, reader: Browser
) -> None:
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=CLAIM)
    for person, words in zip(("ann", "cat", "dan"), PRIVATE[1:4], strict=True):
        await house.form(person, CHANNEL, "enter", "1", stand="agree", sure="3", entry=words)
    await house.pass_time(timedelta(days=5))
    assert (await reader.get(f"{HOME}round/1")).status == 200
    await house.say("bob", CHANNEL, "We talk among ourselves now.", audience=Audience.PRIVATE)
    assert (await reader.get(f"{HOME}round/1")).status == 404
    found = await reader.get(f"{HOME}search?q=lease")
    assert PRIVATE[1] not in found.words


async def test_nobody_is_named_on_any_page(house: House, reader: Browser) -> None:
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim="We share the forms.")
    for person, words in zip(("ann", "cat", "dan"), PRIVATE[1:4], strict=True):
        await house.form(person, CHANNEL, "enter", "1", stand="agree", sure="3", entry=words)
    await house.pass_time(timedelta(hours=42))
    await house.form("bob", CHANNEL, "respond", "1.1", reply="accept", why="We saw it.")
    await house.form("bob", CHANNEL, "pledge", "1.1", what=PRIVATE[4], when="tomorrow")
    await house.form("cat", CHANNEL, "assume", "new", text=PRIVATE[5], when="in 3 days")
    await house.pass_time(timedelta(days=4))
    await house.command("ann", CHANNEL, "digest now")
    pages = await all_pages(reader, *MORE)
    told = "".join(answer.words for answer in pages.values())
    assert PRIVATE[4] in told
    assert PRIVATE[5] in told
    for person in (*PEOPLE, "hal"):
        assert f"fake:{person}" not in told
        assert f"@{person}" not in told
        assert f">{person}<" not in told
