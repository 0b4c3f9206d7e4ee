"""A community with an edition, its pages as the real server serves them, and browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.house import House, a_house
from tests.stories.browsing import Browser, a_browser, an_edition, served


@pytest.fixture
async def house(store: str) -> AsyncIterator[House]:
    """On one engine: what the store does on both is in tests/bot/store."""
    async with a_house(store) as opened:
        yield opened


@pytest.fixture
async def pages(house: House) -> AsyncIterator[str]:
    """Where the pages are."""
    await an_edition(house)
    async with served(house.app) as address:
        yield address


@pytest.fixture
async def browser(pages: str) -> AsyncIterator[Browser]:
    """Somebody's browser, signed in nowhere yet."""
    async with a_browser(pages) as opened:
        yield opened
