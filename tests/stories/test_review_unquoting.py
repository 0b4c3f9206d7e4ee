"""Words that were taken back are nowhere any more: not in a question, not in a digest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.chat import MessageRef
from adapters.events import ButtonPressed, MessageWithdrawn
from tests.house import COMMUNITY, House

WORDS = "Because the lifts fail, the desk on the second floor should close in June."
OTHERS = ("ann", "cat", "dan", "eve", "fay")
WAYS = ("deleted", "erased", "unheard", "unquoted")


async def _quoted(house: House) -> MessageRef:
    """Bob's words are in a question, and a week later in a digest."""
    await house.command("ann", "general", "on")
    message = await house.say("bob", "general", WORDS)
    await house.point("cat", "challenge", message, WORDS)
    for number, person in enumerate(OTHERS):
        await house.say(person, "general", f"The bins on street {number} are collected late.")
    assert any(await _asked(house))
    await house.pass_time(timedelta(days=8))
    assert any("The week in talk" in words and WORDS in words for words in house.posts("general"))
    return message


async def _asked(house: House) -> list[str]:
    """What the store holds of the words that were asked about."""
    async with house.database.reading() as connection:
        rows = await connection.rows("SELECT claim FROM challenges")
    return [row["claim"] for row in rows]


async def _take_back(house: House, way: str, message: MessageRef) -> None:
    if way == "deleted":
        await house.hear(
            MessageWithdrawn(key="gone", community=COMMUNITY, at=house.clock.now(), message=message)
        )
    elif way == "erased":
        asked = house.asked("bob", "general", None)
        await house.hear(ButtonPressed(**asked, verb="forget", subject="me"))
    else:
        words = {"unheard": "ignore-me", "unquoted": "no-quotes"}[way]
        await house.command("bob", "general", f"privacy {words}")


@pytest.mark.parametrize("way", WAYS)
async def test_words_that_were_taken_back_are_nowhere(house: House, way: str) -> None:
    message = await _quoted(house)
    await _take_back(house, way, message)
    digests = [words for words in house.posts("general") if "The week in talk" in words]
    assert len(digests) == 1
    assert WORDS not in digests[0]
    assert WORDS not in await house.command("cat", "general", "digest")
    async with house.database.reading() as connection:
        editions = await connection.rows("SELECT edition FROM digests")
    assert all(WORDS not in row["edition"] for row in editions)
    # A question that was asked about them is no quote.
    assert any(await _asked(house)) is (way == "unquoted")


async def test_words_nobody_took_back_stay(house: House) -> None:
    await _quoted(house)
    asked = house.asked("cat", "general", None)
    await house.hear(ButtonPressed(**asked, verb="forget", subject="me"))
    assert any("The week in talk" in words and WORDS in words for words in house.posts("general"))
    assert any(await _asked(house))
