"""One edition is made public after a look at every word of it, and is closed again at once."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest

from bot.addresses import Addresses
from tests.house import House
from tests.stories.test_desk import CHANNEL, NOTE, SECRET, talk

OPEN_WORDS = "Leeds kept its old archive, and the lift was repaired for less."


@pytest.fixture
async def told(house: House) -> House:
    """A digest with a quote, a note and a view that its author shared with everybody."""
    await house.command("bob", CHANNEL, "council Leeds City Council")
    await talk(house)
    for name, words in (("bob", OPEN_WORDS), ("cat", "This view is for us alone, here.")):
        await house.command(name, CHANNEL, "council Leeds City Council")
        await house.form(
            name, CHANNEL, "share", claim="Archives", text=words, status="kept",
            scope="public" if name == "bob" else "community",
        )  # fmt: skip
    house.clock.advance(timedelta(hours=1))
    await house.form("ann", CHANNEL, "note", "coming", note=NOTE)
    await house.command("ann", CHANNEL, "digest now")
    return house


def address(house: House, face: str = "") -> str:
    return Addresses.of("", str(house.community)).edition(1, face)


def archive(house: House) -> str:
    return Addresses.of("", str(house.community)).to("archive")


async def read(house: House, person: str = "", face: str = "") -> tuple[int, str]:
    page = await house.page(address(house, face), person)
    assert page is not None
    return page.status, page.body.decode()


async def closed(house: House, face: str = "") -> bool:
    """Whether the public is shown what it is shown of what does not exist."""
    status, shown = await read(house, "", face)
    nothing = await house.page(Addresses.of("", str(house.community)).edition(99, face))
    assert nothing is not None
    assert (status == nothing.status) == (shown == nothing.body.decode())
    return status == nothing.status != HTTPStatus.OK


async def test_every_word_is_checked_before_anybody_reads_it(told: House) -> None:
    assert await closed(told)
    assert await closed(told, "md")
    check = await told.command("ann", CHANNEL, "digest public 1")
    assert NOTE in check
    assert OPEN_WORDS in check
    assert "on the open web too" in check
    assert "for us alone" not in check
    assert SECRET not in check
    assert "1 view shared for fewer readers" in check
    assert "quotes from talks" in check
    assert await closed(told)

    assert "Anybody can read" in await told.press("ann", "Let anybody read it", "Look at this")
    await told.restart()
    for face in ("", "md", "json"):
        status, shown = await read(told, face=face)
        assert status == HTTPStatus.OK
        assert OPEN_WORDS in shown
        assert SECRET not in shown
        assert "for us alone" not in shown
        assert "#general" not in shown
        assert "No open question" not in shown  # there is one, in words nobody agreed to show
        assert "what anybody may read" in shown
    assert SECRET in (await read(told, "bob"))[1]
    listed = await told.page(archive(told))
    assert listed is not None
    assert address(told) in listed.body.decode()

    await told.press("ann", "Close it again", "Anybody can read")
    for face in ("", "md", "json"):
        assert await closed(told, face)
    unlisted = await told.page(archive(told))
    assert unlisted is not None
    assert unlisted.status != HTTPStatus.OK
    log = await told.command("bob", CHANNEL, "log")
    assert "let anybody read edition 1" in log
    assert "let members alone read edition 1" in log


async def test_a_view_taken_back_leaves_what_is_public_and_a_changed_one_too(told: House) -> None:
    await told.command("ann", CHANNEL, "digest public 1")
    await told.press("ann", "Let anybody read it", "Look at this")
    assert OPEN_WORDS in (await read(told))[1]
    await told.command("bob", CHANNEL, "privacy forget")
    await told.press("bob", "Erase it all", "cannot be brought back")
    assert OPEN_WORDS not in (await read(told))[1]


async def test_what_changed_since_the_look_is_not_made_public(told: House) -> None:
    await told.command("ann", CHANNEL, "digest public 1")
    await told.form("ann", CHANNEL, "note", "1", note="Other words than were looked at.")
    said = await told.press("ann", "Let anybody read it", "Look at this")
    assert "changed since you looked" in said
    assert await closed(told)


async def test_only_organisers_make_an_edition_public(told: House) -> None:
    for words in ("digest public 1", "digest public", "digest private 1"):
        assert "Only organisers" in await told.command("bob", CHANNEL, words)
    await told.command("ann", CHANNEL, "digest public 1")
    assert "members alone" in await told.command("ann", CHANNEL, "digest public")


async def test_whoever_names_no_edition_is_told_how_to(told: House) -> None:
    for words in ("digest public 99", "digest private 99"):
        assert "There is no edition 99." in await told.command("ann", CHANNEL, words)
    for words in ("public seven", "public -1", "public 0"):
        said = await told.command("ann", CHANNEL, f"digest {words}")
        assert "Give the number of an edition, as in /challenge digest public 7." in said
    for words in ("private", "private seven"):
        said = await told.command("ann", CHANNEL, f"digest {words}")
        assert "Give the number of an edition, as in /challenge digest private 7." in said


async def test_a_feed_that_is_not_open_is_not_closed(told: House) -> None:
    assert "No feed is open here." in await told.command("ann", CHANNEL, "digest no-feed")
    await told.command("ann", CHANNEL, "digest feed")
    assert "leads nowhere" in await told.command("ann", CHANNEL, "digest no-feed")
    assert "No feed is open here." in await told.command("ann", CHANNEL, "digest no-feed")
