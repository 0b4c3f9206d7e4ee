"""Stories inside the house run on both engines, those at a door at each platform."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.house import House, a_house
from tests.stories.afternoon import Door
from tests.stories.doors.every import DOORS, WITHOUT_A_BROWSER
from tests.stories.together import next_door


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The application with a platform in memory and a clock set by hand."""
    async with a_house(database_url) as opened:
        yield opened


@pytest.fixture
def west(house: House) -> House:
    """Another community of the same bot."""
    return next_door(house)


@pytest.fixture
def store(sqlite_url: str) -> str:
    """The address of an empty store, for a door."""
    return sqlite_url


@pytest.fixture(params=WITHOUT_A_BROWSER)
async def door(request: pytest.FixtureRequest, store: str) -> AsyncIterator[Door]:
    """A way in, as members have it on a platform."""
    async with DOORS[request.param](store) as opened:
        yield opened
