"""Words that nobody writes by accident: they break nothing for anybody else."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from adapters.discord import markdown
from bot import whens
from bot.presenters.pages.feed import _allowed
from tests.house import House
from tests.stories.doors import slack
from tests.stories.test_feed import opened, read

CHANNEL = "general"
NOWHERE_IN_XML = "\ufffe\uffff\x0b\x00\ud800"


async def test_a_claim_no_reader_can_show_does_not_close_the_feed(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for person in ("ann", "bob", "cat", "dan", "eve"):
        words = f"We should share one platform{NOWHERE_IN_XML} because it is cheaper."
        await house.say(person, CHANNEL, words)
        await house.say(person, CHANNEL, "I disagree, because our own platform costs us less.")
    await house.command("bob", CHANNEL, "council Leeds")
    answers = {"claim": f"Bins{NOWHERE_IN_XML}", "text": NOWHERE_IN_XML, "status": "dropped"}
    await house.form("bob", CHANNEL, "share", "", None, link="", scope="community", **answers)
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=f"A plan{NOWHERE_IN_XML}.")
    await house.pass_time(timedelta(days=3))
    await house.command("ann", CHANNEL, "digest now")
    path = await opened(house)
    ElementTree.fromstring(await read(house, path))


def test_a_feed_has_only_signs_xml_has() -> None:
    ElementTree.fromstring(f"<words>{_allowed(f'a{NOWHERE_IN_XML}b')}</words>".encode())


async def test_nobody_becomes_an_organiser_by_their_name(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    said = await house.command("ann", CHANNEL, "moderators add <@U7|organiser.bob>")
    assert "is a moderator here" in said
    said = await house.command("ann", CHANNEL, "moderators add <@organiser-cat>")
    assert "is a moderator here" in said
    said = await house.command("ann", CHANNEL, "moderators add <@dan> Organiser")
    assert "is an organiser here" in said


async def test_a_word_typed_with_an_at_names_nobody_on_slack(store: str) -> None:
    async with slack.by_slack(store, "http") as door:
        await door.command("ann", "on")
        assert "choose the name" in await door.command("ann", "moderators add @bob")
        assert "Nobody else has been named yet" in await door.command("ann", "moderators")
        assert "is a moderator" in await door.command("ann", "moderators add <@UBOB|organiser>")


@pytest.mark.parametrize("signs", [",", ", ", " from ", "at ", "9 "])
def test_a_time_nobody_can_read_is_refused_at_once(signs: str) -> None:
    with pytest.raises(ValueError, match="x"):
        whens.read(f"x{signs * 20_000}x")


@pytest.mark.parametrize("words", ["\n" * 20_000, " \n" * 10_000, "1\n" * 10_000, "#" * 20_000])
def test_empty_lines_are_escaped_at_once(words: str) -> None:
    assert markdown.escape(words)
