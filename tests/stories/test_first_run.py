"""From nothing to a weekly question in three steps, and nothing is read before the first."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MemberRef
from adapters.events import Audience, Joined
from tests.house import COMMUNITY, House


async def invited(house: House, audience: Audience = Audience.COMMUNITY) -> str:
    """The bot came into the community."""
    await house.hear(
        Joined(
            key="invited",
            community=COMMUNITY,
            at=house.clock.now(),
            channel=house.channel("general"),
            audience=audience,
            whole_community=True,
        )
    )
    return house.posts("general")[-1]


async def test_three_steps_lead_to_a_weekly_question(house: House) -> None:
    hello = await invited(house)
    assert "I read nothing until a moderator switches a channel on" in hello
    said = await house.press("ann", "Switch on here")
    assert "Switched on" in said
    assert "step 1 of 3" in said
    said = await house.press("ann", "Every Tuesday at 10am")
    assert "Set." in said
    assert "Tuesday" in said
    said = await house.press("ann", "Show me a sample", "step 1 of 3")
    assert "This is how I could ask" in said
    before = len(house.posts("general"))
    await house.pass_time(timedelta(days=7))
    assert len(house.posts("general")) > before


async def test_nothing_is_kept_before_somebody_picks_a_channel(house: House) -> None:
    await invited(house)
    await house.say("bob", "general", "Should we share one booking platform?")
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT id FROM messages") == []


async def test_the_same_time_is_set_once(house: House) -> None:
    await invited(house)
    await house.press("ann", "Switch on here")
    await house.press("ann", "Every Tuesday at 10am")
    assert "already" in await house.press("ann", "Every Tuesday at 10am")


async def test_a_member_may_look_at_a_sample_and_may_not_switch_on(house: House) -> None:
    await invited(house)
    assert "This is how I could ask" in await house.press("bob", "Show me a sample")
    assert "moderator" in await house.press("bob", "Switch on here")
    assert len(house.posts("general")) == 1


async def test_the_steps_are_shown_the_first_time_only(house: House) -> None:
    assert "step 1 of 3" in await house.command("ann", "general", "on")
    assert "step 1 of 3" not in await house.command("ann", "planning", "on")


async def test_in_a_direct_message_there_is_no_channel_to_switch_on(house: House) -> None:
    hello = await invited(house, Audience.DIRECT)
    assert "Three steps" in hello
    assert "Switch on here" not in hello


async def test_whoever_installed_it_is_told_the_steps_directly(house: House) -> None:
    await house.hear(
        Joined(
            key="installed",
            community=COMMUNITY,
            at=house.clock.now(),
            channel=None,
            by=MemberRef("fake", "ann"),
            whole_community=True,
        )
    )
    (told,) = house.whispers("ann")
    assert "Three steps" in told
    assert "/challenge on" in told
