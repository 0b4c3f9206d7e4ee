"""The digests can be read by a feed reader, where a moderator opened a feed; it quotes nobody."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import feedparser

from tests.house import House

CHANNEL = "general"
HOSTILE = "We should <script>alert(1)</script> ]]> & share one platform\x0b because it is cheaper."


async def a_digest(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await house.say(person, CHANNEL, HOSTILE)
        await house.say(person, CHANNEL, "I disagree, because our own platform costs us less.")
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")


async def opened(house: House) -> str:
    """The path of the feed a moderator opened."""
    said = await house.command("ann", CHANNEL, "digest feed")
    found = re.search(r"http://127\.0\.0\.1:1(/feed/\w+)", said)
    assert found, said
    return found[1]


async def read(house: House, path: str) -> str:
    page = await house.page(path)
    assert page is not None
    assert page.media_type.startswith("application/atom+xml")
    return page.body.decode()


async def test_a_feed_reader_reads_the_digests_and_finds_their_pages(house: House) -> None:
    await a_digest(house)
    path = await opened(house)
    parsed = feedparser.parse(await read(house, path))
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.id == f"http://127.0.0.1:1{path}"
    (entry,) = parsed.entries
    assert entry.title == "The week in talk, edition 1"
    assert entry.link in house.posts(CHANNEL)[-1]
    assert await house.page(entry.link, "bob")


async def test_the_feed_quotes_nobody_and_is_well_formed_whatever_was_written(house: House) -> None:
    await a_digest(house)
    body = await read(house, await opened(house))
    ElementTree.fromstring(body)
    assert "<script>" not in body
    assert "costs us less" not in body


async def test_a_feed_without_a_digest_is_a_feed(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    parsed = feedparser.parse(await read(house, await opened(house)))
    assert not parsed.bozo
    assert parsed.entries == []


async def test_a_closed_feed_leads_nowhere_and_a_new_one_has_another_address(house: House) -> None:
    await a_digest(house)
    path = await opened(house)
    assert await opened(house) == path
    assert "The feed is closed" in await house.command("ann", CHANNEL, "digest no-feed")
    assert await house.page(path) is None
    assert await opened(house) != path


async def test_only_a_moderator_opens_or_closes_it_and_no_name_is_no_feed(house: House) -> None:
    assert "moderator" in await house.command("bob", CHANNEL, "digest feed")
    assert "moderator" in await house.command("bob", CHANNEL, "digest no-feed")
    assert await house.page("/feed/") is None
    assert await house.page("/feed/guess") is None


async def test_who_opened_it_stands_in_the_log(house: House) -> None:
    await opened(house)
    assert "opened a feed" in await house.command("bob", CHANNEL, "log")
