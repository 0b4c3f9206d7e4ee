"""Switched off, removed and invited again: nothing goes on in a channel the bot has left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.chat import ChannelRef
from adapters.events import Event, Joined, Removed
from bot.store.challenges import Challenges
from bot.store.rounds import Rounds
from bot.store.timers import TimerRow, Timers
from challenges.challenge import ChallengeState
from challenges.rounds import RoundState
from tests.house import COMMUNITY, House

CLAIM = "We close the desk in June."


async def _furnish(house: House) -> None:
    """A question, a round with entries and a schedule."""
    await house.command("ann", "general", "on")
    await house.say("bob", "general", CLAIM)
    await house.command("ann", "general", f"start {CLAIM}")
    await house.command("ann", "general", "schedule Friday 10:00")
    await house.form("ann", "general", "open", "pre-mortem.0", claim=CLAIM)
    for person in ("bob", "cat", "dan"):
        await house.form(
            person, "general", "enter", "1", entry=f"{person} objects.", stand="agree", sure="3"
        )


async def _timers(house: House) -> list[TimerRow]:
    async with house.database.reading() as connection:
        return await Timers(connection, str(COMMUNITY)).list_()


async def _nothing_goes_on(house: House) -> None:
    posts = len(house.posts("general"))
    await house.pass_time(timedelta(days=21))
    assert len(house.posts("general")) <= posts
    assert not any("objects." in words for words in house.posts("general"))
    async with house.database.reading() as connection:
        round_ = await Rounds(connection, str(COMMUNITY)).get(1)
        asked = await Challenges(connection, str(COMMUNITY)).get(1)
    assert round_ is not None
    assert asked is not None
    assert round_.state is RoundState.ABANDONED
    assert round_.entries == ()
    assert asked.state is ChallengeState.WITHDRAWN
    assert CLAIM not in asked.claim + asked.wording
    assert {"round", "challenge", "digest"}.isdisjoint(each.kind for each in await _timers(house))


async def test_nothing_goes_on_in_a_channel_that_was_switched_off(house: House) -> None:
    await _furnish(house)
    sure = await house.command("ann", "general", "off")
    assert "Switching off erases what was kept" in sure
    assert "1 round goes on there" in sure
    assert any("Part 1 of 3" in words for words in house.posts("general"))  # not yet
    said = await house.press("ann", "Switch off here", "Switching off erases")
    assert "Switched off" in said
    assert any("This round was stopped." in words for words in house.posts("general"))
    await _nothing_goes_on(house)


def _removed(house: House, channel: ChannelRef | None, key: str = "removed") -> Event:
    return Removed(key=key, community=COMMUNITY, at=house.clock.now(), channel=channel)


@pytest.mark.parametrize("everywhere", [True, False])
async def test_nothing_goes_on_where_the_bot_was_removed(house: House, everywhere: bool) -> None:
    await _furnish(house)
    await house.hear(_removed(house, None if everywhere else house.channel("general")))
    assert "schedule" not in {each.kind for each in await _timers(house)}
    await _nothing_goes_on(house)


async def test_invited_again_it_says_hello_again_and_its_digest_comes_again(house: House) -> None:
    for stay in ("first", "second"):
        await house.hear(
            Joined(
                key=f"joined {stay}",
                community=COMMUNITY,
                at=house.clock.now(),
                channel=house.channel("general"),
                whole_community=True,
            )
        )
        await house.command("ann", "general", "on")
        assert "digest" in {each.kind for each in await _timers(house)}
        if stay == "first":
            await house.hear(_removed(house, None))
    hellos = [words for words in house.posts("general") if "Hello, I am Challenger" in words]
    notices = [words for words in house.posts("general") if "switched me on" in words]
    assert (len(hellos), len(notices)) == (2, 2)


async def test_the_digest_moves_to_a_channel_that_is_still_on(house: House) -> None:
    await house.command("ann", "general", "on")
    await house.command("ann", "second", "on")
    await house.command("ann", "general", "off")
    await house.press("ann", "Switch off here", "Switching off erases")
    for number, person in enumerate(("ann", "bob", "cat", "dan", "eve", "fay")):
        await house.say(person, "second", f"The bins are collected on day {number}.")
    await house.pass_time(timedelta(days=8))
    assert not any("The week in talk" in words for words in house.posts("general"))
    assert sum("The week in talk" in words for words in house.posts("second")) == 1
