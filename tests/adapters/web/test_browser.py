"""The page itself, in a real Chromium: what a person sees, presses and types."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import expect

from adapters.events import MessagePosted
from tests.adapters.web.driver import CHROMIUM, NO_CHROMIUM, Browser, chromium
from tests.adapters.web.house import House, text

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM),
]


@pytest.fixture
async def window() -> AsyncIterator[Chromium]:
    async with chromium() as opened:
        yield opened


async def test_what_one_person_says_another_reads_at_once_and_the_bot_answers_live(
    house: House, window: Chromium
) -> None:
    async def answer(event: MessagePosted) -> None:
        await house.bot_says("general", text("What would the other side say?"), event.message)

    house.application.answers[MessagePosted] = answer
    ann = await Browser.open(house.address, window)
    ben = await Browser.open(house.address, window)
    await ann.be("Ann")
    await ben.be("Ben")
    await ann.say("general", "Every form should be online only")
    await expect(ben.message("Every form should be online only")).to_be_visible()
    await expect(ben.page.get_by_text("1 reply")).to_be_visible()
    await ben.open_thread("Every form should be online only")
    await expect(ben.page.locator("#thread-log")).to_contain_text("What would the other side say?")
    assert house.application.of(MessagePosted)[0].by.id == "ann"
    assert ann.errors == ben.errors == []
