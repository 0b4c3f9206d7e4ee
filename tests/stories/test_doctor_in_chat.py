"""A moderator asks in chat how the bot is: what is stuck, what comes next, what it may not do."""

from __future__ import annotations

from adapters.actions import Examine
from adapters.chat import ChannelRef
from adapters.events import Audience, Examined, Finding
from bot.presenters.examining import FINDINGS
from tests.house import House
from tests.structure.test_routes import calls, given, opening


def wanted(house: House) -> Examine:
    """What the platform was asked to look at last."""
    found = [each for each in house.platform.delivered if isinstance(each, Examine)]
    return found[-1]


async def looked(house: House, *findings: Finding) -> str:
    """The platform has looked, and what it found is heard."""
    asked = wanted(house)
    before = len(house.whispers(asked.to.id))
    await house.hear(
        Examined(
            key=asked.key,
            community=asked.community,
            at=house.clock.now(),
            by=asked.to,
            channel=asked.channel,
            findings=findings,
        )
    )
    return "\n".join(house.whispers(asked.to.id)[before:])


async def test_a_moderator_hears_what_comes_next_and_what_the_platform_allows(house: House) -> None:
    await house.command("ann", "general", "on")
    said = await house.command("ann", "general", "doctor")
    assert "My store answers." in said
    assert "Nothing is stuck." in said
    assert "The next thing is due" in said
    general = house.channel("general")
    assert wanted(house).channels == (general,)
    said = await looked(
        house,
        Finding("token", True),
        Finding("permissions", False, general, ("Send Messages", "Embed Links")),
    )
    assert "The bot's token is accepted." in said
    assert "lacks these permissions" in said
    assert "Send Messages and Embed Links" in said


async def test_only_a_moderator_may_ask(house: House) -> None:
    said = await house.command("bob", "general", "doctor")
    assert "moderator" in said
    assert not any(isinstance(each, Examine) for each in house.platform.delivered)


async def test_a_private_channel_is_looked_at_from_inside_only(house: House) -> None:
    await house.command("ann", "secret", "on")
    await house.say("ann", "secret", "Hello.", audience=Audience.PRIVATE)
    await house.command("ann", "general", "doctor")
    secret: ChannelRef = house.channel("secret")
    assert secret not in wanted(house).channels
    await house.command("ann", "secret", "doctor")
    assert secret in wanted(house).channels


async def test_the_same_finding_twice_is_said_once(house: House) -> None:
    await house.command("ann", "general", "doctor")
    assert await looked(house, Finding("token", True))
    assert not await looked(house, Finding("token", True))


def test_there_are_words_for_everything_a_platform_can_find() -> None:
    made = {opening(given(call, 0, "code")) for _, call in calls("Finding", "adapters")}
    assert made - {""} <= set(FINDINGS)
