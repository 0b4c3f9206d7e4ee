"""The pictures of a digest: counts only, where nobody can guess, and gone with their edition."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from adapters.posts import Picture, plain_post
from bot.pictures import PictureAddresses
from bot.presenters import revealed
from bot.presenters.digest_pictures import picture
from bot.presenters.pages.edition_charts import opinion
from bot.store.digests import DigestRow, Digests
from bot.store.rounds import Rounds
from challenges import tally
from challenges.dice import SeededDice
from challenges.rounds import RoundState
from tests.adapters.web.driver import Wire
from tests.house import House
from tests.stories.doors.running import until
from tests.stories.doors.web import by_wire
from tests.stories.reading import a_map
from tests.stories.test_feed import CHANNEL, a_digest

YEAR = timedelta(days=365)


def posted(house: House) -> list[Picture]:
    """The pictures in the newest post of the channel."""
    post = list(house.platform.posts.values())[-1]
    return [part for part in post.parts if isinstance(part, Picture)]


async def latest(house: House) -> DigestRow:
    async with house.database.reading() as connection:
        row = await Digests(connection, str(house.community)).latest()
    assert row is not None
    return row


async def test_a_digest_has_a_picture_that_whoever_has_its_address_can_fetch(house: House) -> None:
    await a_digest(house)
    (shown,) = posted(house)
    assert shown.sentence.startswith("Most was written on")
    assert shown.sentence in house.posts(CHANNEL)[-1]
    assert "our own platform" not in shown.alt
    page = await house.page(shown.url)
    assert page is not None
    assert (page.media_type, page.body[:4], page.public) == ("image/png", b"\x89PNG", True)


async def test_an_address_leads_to_nothing_else(house: House) -> None:
    await a_digest(house)
    address = posted(house)[0].url
    for old, new in (
        ("-week-", "-trend-"),
        ("-week-", "-round-1-"),
        ("-1-", "-2-"),
        ("-1-", "-r1-"),
        (".png", ".svg"),
        ("/picture/", "/picture/x/"),
        (address[-5:], "z.png"),
    ):
        assert await house.page(address.replace(old, new)) is None, new


async def test_an_address_for_the_public_leads_nowhere_once_members_alone_may_read(
    house: House,
) -> None:
    await a_digest(house)
    row = await latest(house)
    address = PictureAddresses.of_edition("", row.community, row.number, row.name, public=True).of(
        "week"
    )
    assert await house.page(address) is None
    for opened in (True, False):
        async with house.database.writing(str(house.community)) as connection:
            digests = Digests(connection, row.community)
            await (digests.open(row.number, ()) if opened else digests.close(row.number))
        assert bool(await house.page(address)) is opened


async def test_a_picture_is_gone_with_its_edition(house: House) -> None:
    await a_digest(house)
    address = posted(house)[0].url
    assert await house.page(address)
    async with house.database.writing(str(house.community)) as connection:
        await Digests(connection, str(house.community)).purge(house.clock.now() + YEAR)
    assert await house.page(address) is None


async def test_the_map_of_a_round_that_is_over_stands_in_its_outcome(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    over = a_map(7)
    async with house.database.writing(str(house.community)) as connection:
        await Rounds(connection, str(house.community)).save(over, house.clock.now())
    result = tally.outcome(over)
    drawn = opinion(result)
    assert drawn is not None
    dice = SeededDice(house.seed)
    at = PictureAddresses.of_round("", str(house.community), 7, dice).of(drawn.name)
    shown = picture(drawn, at)
    post = revealed.outcome(over, result, shown)
    assert shown in post.parts
    assert plain_post(post).count("40 people voted on 8 statements.") == 1
    assert "a letter costs more" not in shown.alt
    page = await house.page(at)
    assert page is not None
    assert page.body[:4] == b"\x89PNG"
    async with house.database.writing(str(house.community)) as connection:
        going_on = replace(over, state=RoundState.OPEN)
        await Rounds(connection, str(house.community)).save(going_on, house.clock.now())
    assert await house.page(at) is None


async def test_a_browser_in_the_room_fetches_the_picture_of_a_digest(store: str) -> None:
    async with by_wire(store) as door:
        await door.command("ann", "on")
        for person in ("bob", "cat", "dan", "eve", "fay"):
            await door.say(person, "We should share one platform, because it is cheaper.")
        await door.command("ann", "digest now")

        async with Wire.open(door.address) as ann:
            await ann.be("ann")

            async def posted() -> str:
                said = [each["html"] for each in (await ann.everything())["messages"]]
                return next((each for each in said if "The week in talk" in each), "")

            shown = await until(posted, "the digest")
            source = re.search(r'<img src="(/picture/[^"]+)" alt="Chart: ', shown)
            assert source
            got = await ann.client.get(door.address + source[1])
            assert (got.status, got.content_type) == (200, "image/png")
            assert got.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert (await got.read())[:4] == b"\x89PNG"
