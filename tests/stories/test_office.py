"""The office of challenger-in-chief: asked, accepted, briefed, named by consent, thanked."""

from __future__ import annotations

from datetime import timedelta

from tests.house import House

CHANNEL = "general"
CLAIM = "We move every form online in June."


async def open_a_term(house: House, about: str = CLAIM, weeks: str = "1") -> str:
    return await house.form("ann", CHANNEL, "office", "new", about=about, weeks=weeks)


async def a_volunteer(house: House, person: str, how: str = "Yes, and you may name me") -> str:
    await house.command(person, CHANNEL, "volunteer")
    return await house.press(person, how, "looks for what speaks against an idea")


async def test_a_volunteer_is_asked_accepts_is_briefed_named_and_thanked(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    assert "rota of #general" in await a_volunteer(house, "bob")
    assert "Opened" in await open_a_term(house)
    call = house.posts(CHANNEL)[-1]
    assert "truly doubt this" in call
    assert CLAIM in call
    assert not any("Would you be" in words for words in house.whispers("bob"))
    await house.pass_time(timedelta(days=1))
    assert "Would you be challenger-in-chief in #general for 1 week?" in house.whispers("bob")[-1]
    briefing = await house.press("bob", "Yes, I will", "Would you be")
    assert "Your briefing" in briefing
    assert CLAIM in briefing
    assert "A move to try" in briefing
    named = house.posts(CHANNEL)[-1]
    assert "@bob is challenger-in-chief here until 25 November 2026, as a volunteer" in named
    assert "a part they play" in named
    await house.pass_time(timedelta(days=7))
    assert "over" in "\n".join(each for each in house.posts(CHANNEL) if "challenger-in-chief" in each)
    assert "Thank you, @bob, for being challenger-in-chief here" in house.posts(CHANNEL)[-1]
