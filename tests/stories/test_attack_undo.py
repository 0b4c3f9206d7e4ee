"""What is taken back is gone whole, whatever happened in between, and tells nobody elsewhere."""

from __future__ import annotations

from adapters.events import Audience, ButtonPressed, CommandCalled, Joined
from tests.house import COMMUNITY, House
from tests.stories import afternoon

CHANNEL = "general"


async def press(house: House, person: str, channel: str, verb: str, subject: str) -> str:
    before = len(house.whispers(person))
    asked = house.asked(person, channel, None)
    await house.hear(ButtonPressed(**asked, verb=verb, subject=subject))
    return "\n".join(house.whispers(person)[before:])


async def test_a_round_is_not_taken_back_once_it_has_shown_what_people_wrote(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=afternoon.CLAIM)
    for person in ("cat", "dan", "eve"):
        words = f"It fails because of {person}."
        await house.form(person, CHANNEL, "enter", "1", stand="agree", sure="3", entry=words)
    await press(house, "ann", CHANNEL, "advance", "1")
    shown = [words for words in house.posts(CHANNEL) if "It fails because of" in words]
    assert shown
    assert "too late" in await press(house, "bob", CHANNEL, "unopen", "1")
    assert [words for words in house.posts(CHANNEL) if "It fails because of" in words] == shown


async def test_a_round_of_a_private_channel_that_was_taken_back_is_in_no_log_outside_it(
    house: House,
) -> None:
    asked = house.asked("ann", "secret", None)
    joined = Joined(
        key="joined",
        community=COMMUNITY,
        at=house.clock.now(),
        channel=house.channel("secret"),
        audience=Audience.PRIVATE,
    )
    await house.hear(joined)
    asked["audience"] = Audience.PRIVATE
    await house.hear(CommandCalled(**asked, verb="on"))
    await house.form("bob", "secret", "open", "pre-mortem.0", claim=afternoon.CLAIM)
    await press(house, "ann", "secret", "extend", "1")
    assert "gave a round more time" in await house.command("cat", "secret", "log")
    outside = await house.command("cat", CHANNEL, "log")
    await press(house, "bob", "secret", "unopen", "1")
    assert await house.command("cat", CHANNEL, "log") == outside
    assert "gave a round more time" in await house.command("cat", "secret", "log")
