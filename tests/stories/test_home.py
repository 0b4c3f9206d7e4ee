"""The bot's own page shows what comes next and what is held about whoever opened it, no more."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MemberRef
from adapters.events import Audience, HomeOpened
from tests.house import COMMUNITY, House


async def opened(house: House, person: str) -> str:
    """The page as a member sees it."""
    before = len(house.whispers(person))
    await house.hear(
        HomeOpened(
            key=f"home:{person}:{house.clock.now()}:{before}",
            community=COMMUNITY,
            at=house.clock.now(),
            by=MemberRef("fake", person),
        )
    )
    return "\n".join(house.whispers(person)[before:])


async def test_the_page_of_a_new_community_says_that_nothing_is_switched_on(house: House) -> None:
    page = await opened(house, "bob")
    assert "not switched on in any channel" in page
    assert "No dissent round is open." in page
    assert "not said" in page


async def test_the_page_says_what_comes_next_and_shows_the_open_rounds(house: House) -> None:
    await house.command("ann", "general", "on")
    await house.command("ann", "general", "schedule Tuesday 10:00")
    await house.form(
        "ann",
        "general",
        "open",
        "pre-mortem.0",
        claim="We should share one booking platform.",
    )
    await house.command("bob", "general", "council Nowhere-on-Sea")
    page = await opened(house, "bob")
    assert "a question Tuesday" in page
    assert "The next digest comes Monday" in page
    assert "We should share one booking platform" in page
    assert "Nowhere-on-Sea" in page


async def test_the_page_never_names_what_goes_on_in_a_private_channel(house: House) -> None:
    await house.command("ann", "secret", "on")
    await house.say("ann", "secret", "Hello.", audience=Audience.PRIVATE)
    await house.command("ann", "secret", "schedule Tuesday 10:00")
    await house.pass_time(timedelta(minutes=1))
    page = await opened(house, "bob")
    assert "secret" not in page
    assert "a question" not in page


async def test_one_can_be_left_out_for_a_week_from_the_page(house: House) -> None:
    await house.command("ann", "general", "on")
    await opened(house, "bob")
    assert "You are left out until" in await house.press("bob", "Leave me out for a week")
    page = await opened(house, "bob")
    assert "You are left out until" in page
    assert "not left out any more" in await house.press("bob", "End it now", "About you")
    assert "left out until" not in await opened(house, "bob")
