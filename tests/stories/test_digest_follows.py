"""The digest says what became of promises and of what plans rest on, and forgets what is erased."""

from __future__ import annotations

from datetime import timedelta

from bot.addresses import Addresses
from tests.house import House
from tests.stories.holdings import where
from tests.stories.test_promises import CHANNEL, DAY, PROMISE, promised

RESTS = "The grant is paid in April."


async def digest(house: House) -> str:
    """The digest that a moderator asks for now."""
    await house.command("ann", CHANNEL, "digest now")
    return next(each for each in reversed(house.posts(CHANNEL)) if "The week in talk" in each)


async def page(house: House, member: str = "ann") -> str:
    """The page of the latest digest."""
    found = await house.page(Addresses.of("", str(house.community)).to(), member)
    assert found is not None
    return found.body.decode()


async def test_a_digest_says_what_is_due_and_what_became_of_it_without_a_name(house: House) -> None:
    await promised(house, "next Tuesday")
    await house.form("cat", CHANNEL, "assume", "new", text=RESTS, when="Friday")
    said = await digest(house)
    assert f"“{PROMISE}” It is due on 24 November 2026." in said
    assert f"“{RESTS}” It is to be tested on 20 November 2026." in said
    assert "@bob" not in said[said.index("What was promised") :]

    await house.pass_time(6 * DAY)
    await house.press("bob", "It is done", "Is it done?")
    await house.press("cat", "It fell", "Does it still hold?")
    said = await digest(house)
    assert f"“{PROMISE}” It is done." in said
    assert f"“{RESTS}” It fell." in said


async def test_what_nobody_has_answered_is_called_that_and_no_more(house: House) -> None:
    await promised(house, "tomorrow")
    await house.pass_time(2 * DAY)
    said = await digest(house)
    assert "No word yet." in said
    assert "fail" not in said.lower()
    await house.pass_time(timedelta(days=21))
    await digest(house)
    assert "quiet week" in house.posts(CHANNEL)[-1]


async def test_what_is_taken_back_or_erased_leaves_every_digest(house: House) -> None:
    await promised(house, "next Tuesday")
    await house.form("bob", CHANNEL, "assume", "new", text=RESTS, when="Friday")
    await digest(house)
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    for words in (PROMISE, RESTS):
        assert words not in "\n".join(house.posts(CHANNEL))
        assert await where(house.database, words) == set()


async def test_a_promise_is_read_by_members_and_by_nobody_else(house: House) -> None:
    await promised(house, "next Tuesday")
    await digest(house)
    assert PROMISE in await page(house)
    strangers = await page(house, "")
    assert PROMISE not in strangers
    assert "Sign in to read this page" in strangers
