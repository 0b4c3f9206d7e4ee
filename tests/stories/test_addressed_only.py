"""Where the platform shows the bot only what is written to it, the bot says so and still serves."""

from __future__ import annotations

from tests.house import House


async def test_it_says_that_it_notices_nothing_by_itself(house: House) -> None:
    house.platform.hears_all = False
    said = await house.command("ann", "general", "on")
    assert "I notice nothing by myself" in said
    assert "at most" not in said
    assert "I see only what is written to me" in house.posts("general")[-1]


async def test_a_question_can_still_be_asked_for_and_answered_for(house: House) -> None:
    house.platform.hears_all = False
    await house.command("ann", "general", "on")
    before = len(house.posts("general"))
    await house.command("bob", "general", "start One platform for all")
    assert len(house.posts("general")) == before + 1
    assert "A member of this channel asked for it" in await house.press("bob", "Why this?")
