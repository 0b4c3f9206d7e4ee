"""Who is erased is named nowhere any more, and what they began goes on without them."""

from __future__ import annotations

from datetime import timedelta

from adapters.events import ButtonPressed
from tests.house import House
from tests.stories.test_privacy import kept_of

CHANNEL = "services"


async def test_a_round_goes_on_when_its_responder_is_erased(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "schedule Friday 10:00")
    await house.form("ann", CHANNEL, "open", "pre-mortem.0", claim="We close the desk.")
    for person in ("bob", "cat", "dan"):
        await house.form(
            person, CHANNEL, "enter", "1", entry=f"{person} objects", stand="agree", sure="3"
        )
    await house.pass_time(timedelta(hours=44))
    assert "@ann answers." in _board(house)
    asked = house.asked("ann", CHANNEL, None)
    await house.hear(ButtonPressed(**asked, verb="forget", subject="me"))
    assert await kept_of(house, "ann") == set()
    assert "@ann" not in _board(house)
    assert "nobody is asked to answer" in _board(house)
    await house.pass_time(timedelta(days=10))
    assert "This round is over" in _board(house)
    assert any("Round 1: the outcome" in words for words in house.posts(CHANNEL))


def _board(house: House) -> str:
    return next(words for words in house.posts(CHANNEL) if words.startswith("Round 1: Pre"))
